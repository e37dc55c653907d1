"""What the model does not know, and what it must not be used for: the words of the page of limits and of reports.

``limit.KEY`` says what is so, ``limit.KEY.name`` names it, ``limit.KEY.so`` says what follows for who uses results.
``never.KEY`` is a use to refuse.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "limit.chance.name": ("参数不确定", "The uncertainty of its inputs"),
    "limit.chance": (
        "达标概率只反映机遇,不反映参数可能不准。参数的范围都有记录;一次模拟不从中抽取(jingkang uncertainty 才抽取)。",
        "The probability that a target is met covers chance alone, not that inputs may be wrong. Ranges are recorded; "
        "a run does not draw from them (jingkang uncertainty does).",
    ),
    "limit.chance.so": (
        "不要把达标概率当作规划成功的概率;向决策者报告前,先做不确定性分析。",
        "Do not read it as the probability that the plan succeeds; before reporting it to who decides, look at the "
        "uncertainty as well.",
    ),
    "limit.assumed.name": ("规划没有写明的", "What the plan does not state"),
    "limit.assumed": (
        "行为参数大多是 K 级假定,规划未载明的现状(现有床位、人员、名额、启用日期)也是。据以决策之前,请换成本地数据。",
        "Most numbers of behaviour, and whatever a plan leaves unsaid (today's beds, staff, places, when beds open), "
        "are assumptions of grade K. Replace them by local data before relying on a result.",
    ),
    "limit.assumed.so": (
        "随附的方案用于说明方法、提出问题,不能直接作为某市增减床位或人员的依据。",
        "The plans as shipped show the method and raise questions; they are no ground for adding or cutting a city's "
        "beds or staff.",
    ),
    "limit.counties.name": ("分县的数", "Numbers by county"),
    "limit.counties": (
        "规划只给全市总数时,床位、人员和名额按权重(多为常住人口)分摊到各县、各医院。",
        "Where a plan gives totals alone, beds, staff and places are shared out among counties and hospitals by "
        "weight, mostly by residents.",
    ),
    "limit.counties.so": (
        "分摊得来的数不能用来给区县、医院排名或问责;“最差区县”先要核对其投入是否为实际数。",
        "Do not rank or call to account counties or hospitals by numbers that rest on such a share; of a “worst "
        "county”, check first whether its inputs are its own.",
    ),
    "limit.ratios.name": ("人员与床位", "Staff and beds"),
    "limit.ratios": (
        "假定人员按目前的实际配比运行床位;标准要求的人员更多。",
        "Staff are taken to run as many beds each as today's staff run today. The norms ask for more staff.",
    ),
    "limit.ratios.so": (
        "“有人员保障”不等于符合配备标准,也不说明照护质量和安全;按标准可运行的床位另行列出。",
        "“Staffed” is not “staffed to the norm” and says nothing of quality or safety of care; the beds that the "
        "norms would allow are shown beside it.",
    ),
    "limit.demand.name": ("需求", "Demand"),
    "limit.demand": (
        "入院来自复发,床位不产生需求:多开床位不会多收病人。",
        "Admissions come from relapses; beds create no demand: more beds bring no more patients.",
    ),
    "limit.demand.so": (
        "若供给会带来需求(如医保支付的影响),床位的作用会被低估,使用率也会被低估。",
        "Where supply brings demand (through insurance payments, say), occupancy and what beds do are understated.",
    ),
    "limit.people.name": ("人为何好转或恶化", "Why people fare as they do"),
    "limit.people": (
        "不区分年龄、性别、家庭、贫困、物质使用和共病,不分药物品种;各诊断只以一个复发比值相区别。等待、滞留和拥挤不使病"
        "情加重,只有无人随访者可能恶化;照护质量与人员忙闲无关。",
        "There is no age, sex, family, poverty, substance use, comorbidity or medicine by name; diagnoses differ by "
        "one ratio of relapse. Waiting, blocking and crowding make nobody worse, except that an unvisited person may "
        "worsen; the quality of care does not depend on how busy staff are.",
    ),
    "limit.people.so": (
        "不能回答某一治疗、药物或某类人群的问题;等待的危害不在结果之内,等待应尽量短,不可因复发率不变就认为等待无害。",
        "It answers no question about a treatment, a medicine or a group of people; and the harm of waiting is not in "
        "the results: an unchanged rate of relapse does not mean that a wait is harmless.",
    ),
    "limit.crises.name": ("肇事肇祸作为原因", "Crises as a cause"),
    "limit.crises": (
        "肇事肇祸事件只作计数,不引发复发、入院或其他后果。",
        "A crisis is counted; it sets nothing in motion, neither a relapse nor an admission.",
    ),
    "limit.crises.so": (
        "不能用来预测或预防某人、某地的肇事肇祸,也不能用来论证收治管控措施。",
        "Use it neither to foresee crises of a person or a place nor to argue for measures of control.",
    ),
    "limit.deaths.name": ("院内危险与死因", "Dangers in hospital, death by cause"),
    "limit.deaths": ("所有人、所有地方只有一个死亡率。", "One rate of death holds for everybody, everywhere."),
    "limit.deaths.so": (
        "不能比较各方案的死亡、自杀或院内安全。",
        "Compare no plans by deaths, suicides or safety in hospital.",
    ),
    "limit.seasons.name": ("季节、节假日、疫情", "Seasons, holidays, epidemics"),
    "limit.seasons": (
        "各年相同,没有季节、节假日和疫情;人员没有病假和轮班,病区人员按平均数计。",
        "Every year is like the other: no seasons, holidays or epidemics; staff have no sick leave or shifts, and "
        "wards are staffed on average.",
    ),
    "limit.seasons.so": (
        "不能用于排班、逐日调床或应急准备。",
        "Not for rosters, for the beds of a given day or for emergency preparedness.",
    ),
    "limit.beds.name": ("病区的种类", "Kinds of wards"),
    "limit.beds": (
        "同一医院的床位没有差别:不按性别、年龄或是否封闭分病区,医院之间不转院,没有日间医院。",
        "Beds of a hospital are all alike: no wards by sex, age or locked doors, no transfers between hospitals, no "
        "day hospital.",
    ),
    "limit.beds.so": (
        "实际因分区而空置的床位会使可用床位少于模型;儿童、老年、司法精神病床位不能用它规划。",
        "Real wards cannot pool their beds, so that fewer are usable than here; it plans no beds for children, old "
        "age or forensic care.",
    ),
    "limit.outside.name": ("规划范围以外", "Care outside the plan"),
    "limit.outside": (
        "无人到市外或未列入规划的民办机构就医;有人迁出,无人迁入。",
        "Nobody is treated beyond the city, or privately unless the plan counts those beds. People leave the city and "
        "none come in.",
    ),
    "limit.outside.so": (
        "外流或外来患者多的地方,先把这部分床位和人数写进方案。",
        "Where many are treated elsewhere, or come from elsewhere, put these beds and people into the plan first.",
    ),
    "limit.organisations.name": ("机构的行为", "How organisations behave"),
    "limit.organisations": (
        "无人因等候名单长而增开床位;招聘总能如数实现;同一职业的人员没有差别。",
        "Nobody opens a bed because a list is long; hiring always succeeds as stated; staff of one profession are "
        "equal.",
    ),
    "limit.organisations.so": (
        "结果说明规划如数实现后会怎样,不说明规划能否如数实现。",
        "Results say what the plan does once it is carried out, not whether it can be.",
    ),
    "limit.prevalence.name": ("患病率的变化", "Prevalence over time"),
    "limit.prevalence": (
        "新发病例与基年的减少数相抵;筛查加强后,未发现的患者逐渐减少。",
        "New cases balance the losses of the base year; better screening draws the undetected down.",
    ),
    "limit.prevalence.so": (
        "不能用来预测患病率,也不宜把结果外推到模拟期以后。",
        "It forecasts no prevalence; carry no result beyond the simulated years.",
    ),
    "limit.money.name": ("资金", "Money as a limit"),
    "limit.money": ("费用只作累计,不限制任何事情。", "Money is added up and holds nothing back."),
    "limit.money.so": (
        "费用是按单价相加的粗略数,建设费一次计入,不分年摊销;不能当作预算,也不是卫生经济学评价(不计健康产出)。",
        "Costs are prices times amounts, buildings in full though they last for decades: no budget, and no economic "
        "evaluation, for health gained is not counted.",
    ),
    "limit.scale.name": ("小规模模拟", "A small scale"),
    "limit.scale": (
        "只模拟一部分人口(scale 小于 1)时,名额取整后消失,少数人共用少数人员,各项比率与全部人口的不同。",
        "With a part of the population (scale below 1) places round away and few people share few staff: rates differ "
        "from those of the whole.",
    ),
    "limit.scale.so": (
        "小规模只用于试算;报告用 scale = 1。",
        "Use it to try things out; report what scale = 1 gives.",
    ),
    "limit.validated.name": ("验证到什么程度", "How far it was validated"),
    "limit.validated": (
        "模型与排队论精确解、文献范围作过比较,未与某一城市自己的记录比较过。",
        "The model was compared with exact results of queueing theory and with published ranges, not with a city's "
        "own records.",
    ),
    "limit.validated.so": (
        "用于某市之前,先把基年结果与该市自己的记录对照;对不上的,先查明原因。",
        "Before it is used for a city, hold the base year against the city's own records, and find out what does not "
        "agree.",
    ),
    # uses to refuse
    "never.person": (
        "**决定任何个人的事**:收治、强制入院、出院、分级、随访频次。模型中的人是按概率生成的,不是真实患者。",
        "**Deciding about any person**: admission, compulsory or not, discharge, risk grade, how often to visit. The "
        "people in the model are drawn by chance; none of them is a patient.",
    ),
    "never.control": (
        "**预测或防范危险行为**,或为治安、维稳措施提供依据。",
        "**Foreseeing or preventing dangerous behaviour**, or giving grounds for measures of public order.",
    ),
    "never.cut": (
        "**未换成本地数据就裁撤床位、人员或机构**。随附的数多为假定。",
        "**Cutting beds, staff or institutions before the city's own numbers are in.** Most numbers as shipped are "
        "assumed.",
    ),
    "never.rank": (
        "**考核、排名或问责**区县、医院、人员。",
        "**Ranking, assessing or calling to account** counties, hospitals or staff.",
    ),
    "never.treatment": (
        "**评价治疗、药物或项目的疗效**。这些效果是输入,不是输出。",
        "**Judging whether a treatment, a medicine or a programme works.** Such effects are put in, they do not come "
        "out.",
    ),
    "never.daily": (
        "**日常运行**:排班、当天的床位调配、突发事件。",
        "**Daily running**: rosters, today's beds, emergencies.",
    ),
    "never.budget": ("**编制预算或拨款**。", "**Drawing up a budget.**"),
    "never.forecast": (
        "**预测**规划期以后的情况,或患病率、死亡的走势。",
        "**Forecasting** beyond the plan's years, or the course of prevalence or deaths.",
    ),
    "never.single": (
        "**只引用一个数**:没有区间、没有假定、没有方案摘要和版本。",
        "**Quoting a number alone**, without its interval, its assumptions, the digest of the plan and the version.",
    ),
    # the page
    "limits.title": ("模型的局限", "Limits"),
    "limits.generated": (
        "本页由 `{command}` 按 `model/messages/limits.py` 生成,请勿手改。English: [Limits](../methods/limits.md)。",
        "Generated from `model/messages/limits.py` by `{command}`; do not edit. 中文:[模型的局限](../zh/limits.md)。",
    ),
    "limits.lead": (
        "精康回答一个问题:规划的床位、人员和康复名额若如数实现,各项目标能否达到,瓶颈在哪里。凡下面所列,它不知道,也不应"
        "该用来回答。",
        "Jingkang answers one question: if the planned beds, staff and rehabilitation places come as planned, are the "
        "targets met, and what is the bottleneck? What stands below it does not know, and must not be asked.",
    ),
    "limits.never": ("不得用于", "What it must not be used for"),
    "limits.unknown": ("模型不知道什么", "What the model does not know"),
    "limits.so": ("因此:", "Therefore:"),
    "limits.before": ("据以决策之前", "Before a decision rests on it"),
    "limits.step.data": (
        "换成本地数据:K 级参数逐项列在[参数表](../parameters.md),住院记录可用 [jingkang fit](../local-data.md) 拟合。",
        "Put in local data: numbers of grade K stand first in [the page of parameters](../parameters.md); records of "
        "stays are fitted by [jingkang fit](../local-data.md).",
    ),
    "limits.step.audit": (
        "先看审查(jingkang audit):规划自身矛盾时,模拟没有意义。",
        "Read the audit first (jingkang audit): a plan that contradicts itself is not worth simulating.",
    ),
    "limits.step.base": ("把基年结果与本地记录对照。", "Hold the base year against local records."),
    "limits.step.uncertainty": (
        "做[不确定性分析](../experiments/uncertainty.md),看结论是否随假定改变。",
        "Look at [the uncertainty](../experiments/uncertainty.md): does the conclusion survive other assumptions?",
    ),
    "limits.step.compare": (
        "重在[比较方案](../experiments/compare.md):方案之差比单个数值可靠,但同样受上述局限。",
        "Prefer [comparisons](../experiments/compare.md): a difference of plans is surer than a value, and has the "
        "limits above all the same.",
    ),
}
