"""What a report says, beside the words of targets, measures and parameters."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "help.report": (
        "把一次模拟或比较的结果写成报告:Word、Excel 或一个网页文件。",
        "Write the results of a run or a comparison as a report: Word, Excel or one self-contained page.",
    ),
    "help.report_of": (
        "结果文件夹(由 jingkang run 或 jingkang compare --out 写成)",
        "the folder of a run or a comparison (written by jingkang run or jingkang compare --out)",
    ),
    "help.report_format": (
        "docx、xlsx 或 html(默认:按 --out 的扩展名)",
        "docx, xlsx or html (default: by the name of --out)",
    ),
    "help.report_out": ("要写的文件", "the file to write"),
    "help.report_force": ("覆盖已有的文件", "overwrite a file that exists"),
    "help.report_quick": (
        "不另作模拟:略去各项资源的作用和最少需要量",
        "simulate nothing more: leave out what each resource would gain and the least that would do",
    ),
    "report.ahead": (
        "另需约 {runs} 次模拟,求各项资源的作用和最少需要量;--quick 可略去",
        "About {runs} more replications, for what each resource would gain and the least that would do; --quick leaves "
        "them out",
    ),
    "report.ahead_time": (
        "另需约 {runs} 次模拟({time}),求各项资源的作用和最少需要量;--quick 可略去",
        "About {runs} more replications ({time}), for what each resource would gain and the least that would do; "
        "--quick leaves them out",
    ),
    "report.minutes": ("约 {n} 分钟", "about {n} minutes"),
    "report.minute": ("约 1 分钟或更短", "about a minute or less"),
    "report.reasons": ("瓶颈与最少需要量 {name}", "Bottleneck and least of {name}"),
    "report.written": ("报告:{path}", "Report: {path}"),
    "report.exists": ("{path} 已存在;换一个文件名,或加 --force", "{path} exists; choose another name or add --force"),
    "report.format": (
        "{path}:无法从扩展名判断格式;请用 .docx、.xlsx 或 .html,或加 --format",
        "{path}: its name does not say the format; use .docx, .xlsx or .html, or add --format",
    ),
    "report.folder": ("文件夹不存在:{path}", "there is no folder {path}"),
    # the first page
    "report.title": ("{plan}——目标可达性评估报告", "{plan}: which targets will be met"),
    "report.subtitle": (
        "精康仿真评估 · {n} 次重复模拟 · {date}",
        "Jingkang simulation · {n} replications · {date}",
    ),
    "report.stamp": (
        "精康 {version} · 方案摘要 {digest} · 种子 {seed}",
        "Jingkang {version} · scenario {digest} · seed {seed}",
    ),
    "report.page": ("第 {page} 页,共 {pages} 页", "Page {page} of {pages}"),
    "report.summary": ("摘要", "Summary"),
    "report.three": ("三句话", "In three sentences"),
    "report.verdicts": ("各项目标的结论", "The verdict on each target"),
    "report.good": ("预计达到", "expected to be met"),
    "report.doubt": ("有风险", "in doubt"),
    "report.bad": ("难以达到", "unlikely to be met"),
    "report.unseen": ("无法判断", "not observed"),
    "report.verdict": ("结论", "verdict"),
    "report.expected": ("预计(90%范围)", "expected (90% range)"),
    "report.met": ("达标概率(95%区间)", "P(met) (95% interval)"),
    "report.verdict_note": (
        "预计达到:达标概率90%及以上;有风险:50%至90%;难以达到:低于50%。概率只反映机遇,即投入不变时"
        "的偶然波动,不反映参数可能不准(见“假定与依据”)。",
        "Expected to be met: probability of 90% or more; in doubt: 50% to 90%; unlikely: less. The probability covers "
        "chance alone: another year of luck with the same inputs. That inputs may be wrong is not in it (see "
        "“Assumptions”).",
    ),
    "report.few": (
        "只有 {n} 次重复模拟:概率的区间很宽,不宜据此决策。",
        "It rests on {n} replications only: the intervals are wide, too wide to decide on.",
    ),
    "report.scaled": (
        "只模拟了人口的 {share}(模拟规模):数字按全部人口列出,但波动偏大。",
        "Only {share} of the population was simulated (scale): numbers are given for all, but vary more.",
    ),
    "report.count": (
        "{n} 项目标中,{good} 项预计达到,{doubt} 项有风险,{bad} 项难以达到",
        "Of {n} targets, {good} expected to be met, {doubt} in doubt, {bad} unlikely to be met",
    ),
    "report.missed_one": ("{title}(预计 {value},要求 {bound})", "{title} (expected {value}, promised {bound})"),
    "report.beds_sentence": (
        "{month}底开放床位 {open} 张;届时的人员按目前实际配比可运行 {staffed} 张,按标准(护士和卫生技术人员按国家标准,"
        "医师按高水平医院)可运行 {norm} 张;当月占用 {occupied} 张。",
        "At the end of {month}, {open} beds are open; {staffed} can be staffed at today's practised ratios, {norm} at "
        "the norms (national ones of nurses and health staff, psychiatrists as in top hospitals); {occupied} are "
        "occupied.",
    ),
    "report.binds": (
        "自{since}起受{what}数量限制,当月有 {lost} 张床位因缺人不能使用。",
        " From {since}, {what} bind: {lost} of the beds that month cannot be staffed for want of them.",
    ),
    "report.suffice": ("人员足以保障全部开放床位。", " Staff suffice for every open bed."),
    "report.no_capacity": (
        "{targets}不是床位、人员或名额的问题:即使各项资源同时不受限制,也不能达到。",
        "{targets}: not a matter of beds, staff or places. Even with every resource unlimited at once they are missed.",
    ),
    "report.capacity": (
        "{target}:若{resource}不受限制,可弥补缺口的 {closed}。",
        "{target}: {resource} without limit would close {closed} of the gap.",
    ),
    "report.together": (
        "{target}:单一资源帮助有限,各项资源同时不受限制可弥补缺口的 {closed}。",
        "{target}: no single resource helps much; all of them without limit would close {closed} of the gap.",
    ),
    "report.least_sentence": (
        "就规划能达到的 {n} 项结果类目标而言,以下资源各自远少于规划数量即可(其余按规划):{levers}。",
        "For the targets on outcomes that the plan meets ({n}), much less than is planned would do of each of these "
        "alone, all else as planned: {levers}.",
    ),
    "report.unserved": (
        "这些目标都不反映患者是否等床或住不上院:削减之前,应另设此类目标(如住院平均等候不超过1天)再求。",
        "None of these targets asks who waits for a bed or does without one: before cutting, state one that does, such "
        "as a mean wait of at most a day.",
    ),
    "report.idle_sentence": (
        "{targets}不取决于{levers}(任何一项为零也能达到),不能据以判断这些资源需要多少。",
        "{targets}: met even with none of any one of these, so they do not tell how much is needed: {levers}.",
    ),
    "report.widens": ("反而扩大", "makes it wider"),
    "report.assumed_note": (
        "K:规划未载明,为未经核实的假定(见“假定与依据”)。",
        "K: not stated by the plan; assumed, unverified (see “Assumptions”).",
    ),
    "report.least_one": ("{lever}({least},规划 {plan})", "{lever} ({least}, planned {plan})"),
    "report.worst": (
        "各区县中最差的是{county}({count} 项分县目标中居末)。",
        "The county furthest behind is {county} (last in {count} of the targets that counties have).",
    ),
    # the plan
    "report.plan": ("规划及其审查", "The plan and its audit"),
    "report.facts": ("规划概况", "What the plan covers"),
    "report.document": ("文件", "document"),
    "report.days": ("模拟期间", "simulated"),
    "report.to": ("{start} 至 {end}", "{start} to {end}"),
    "report.counties": ("区县数", "counties"),
    "report.residents": ("常住人口(人)", "residents"),
    "report.hospitals": ("医院数", "hospitals"),
    "report.institutions": ("康复机构数", "rehabilitation institutions"),
    "report.promises": ("规划的承诺", "What the plan promises"),
    "report.clause": ("原文", "the plan's own words"),
    "report.due": ("期限", "due"),
    "report.audit": ("审查发现", "What the audit found"),
    "report.audit_note": (
        "审查不作模拟,只核对规划自身、规划与标准、规划与现状是否相符。",
        "The audit simulates nothing; it compares the plan with itself, with the norms and with today.",
    ),
    "report.clean": ("审查未发现问题。", "The audit found nothing."),
    "report.amounts": ("规划的数量", "What the plan provides"),
    "report.first": ("起初", "at the start"),
    "report.last": ("期末", "at the end"),
    # results
    "report.results": ("结果", "Results"),
    "report.courses": ("各项目标的走势", "The course of each target"),
    "report.courses_note": (
        "实线:平均;色带:90%范围;虚线:要求;菱形:期限。对每个区县分别要求的目标,画的是最差的区县。",
        "Line: mean; band: 90% range; dashed: what is promised; diamond: when. Of a target for every county: the "
        "worst one.",
    ),
    "report.by_county": ("分区县结果(期限时的平均值)", "By county (means when the target is due)"),
    "report.by_county_note": (
        "▼:未达到要求。底色标出据以判断的数(全市的目标按全市判断,各区县的数仅供比较)。计数类目标的分县数不作标记。全市医院的床位和人员只"
        "计入“全部”。",
        "▼: not as promised; with a ground where the target is judged (a target of the city by the city alone: its "
        "counties are shown to compare). The parts of a plain number are not marked. Beds and staff of hospitals of "
        "the whole city are counted in “all” alone.",
    ),
    "report.million": ("百万元", "million RMB"),
    "report.county": ("区县", "county"),
    "report.whole": ("全部", "all"),
    "report.by_year": ("主要指标(全部区县,各年平均)", "Key indicators (all counties, mean of each year)"),
    "report.by_year_note": (
        "时点指标为年末值;等待时间按申请年份。括号内为各次模拟的90%范围。",
        "Point measures at the end of the year; waits by the year of the request. In brackets: 90% range over "
        "replications.",
    ),
    "report.indicator": ("指标", "indicator"),
    "report.unit": ("单位", "unit"),
    "report.beds": ("床位:开放、有人员保障、占用", "Beds open, staffed and occupied"),
    # bottleneck
    "report.bottleneck": ("瓶颈与最少需要量", "The bottleneck, and the least that would do"),
    "report.lost": ("有床无人的床位,按所缺人员", "Open beds without staff, by what they lack"),
    "report.by_month": ("各资源限制床位的医院数", "Hospitals whose beds each resource limits"),
    "report.gains": ("未达目标:各项资源若不受限制", "Targets that are missed: each resource without limit"),
    "report.gains_note": (
        "{n} 次重复模拟,随机数相同;±为配对95%置信区间。",
        "{n} replications on common random numbers; ±: paired 95% interval.",
    ),
    "report.closes": ("弥补缺口", "closes of the gap"),
    "report.then": ("届时达标概率", "P(met) then"),
    "report.least": ("最少需要多少", "The least that would do"),
    "report.least_lead": (
        "一次只变动一项资源,其余按规划;求以 {p} 的概率同时达到下列目标最少需要多少:{targets}。",
        "One resource is moved at a time, all else as planned: the least of it with which these targets are met "
        "together with probability {p}: {targets}.",
    ),
    "report.least_more": (
        "只增加{lever}一项,还可使下列目标达到,求其最少需要时一并计入:{targets}。",
        "With more {lever} alone these would be met too, and count for it: {targets}.",
    ),
    "report.no_least": (
        "没有可达到的结果类目标,或规划未载明各项资源的总量,故无最少需要量。",
        "No target on an outcome can be met with one of the resources, or the plan states no totals: there is no least "
        "amount.",
    ),
    "report.least_note": (
        "精确到一个步长,并用新的随机种子复核;概率是至多 {most} 次重复模拟中的比例。每一行都以其余资源不变为前提,"
        "各行不能同时采用:一项减到最少后,另一项的最少需要会改变。",
        "To within the step; checked on a fresh seed; P(met): share of at most {most} replications. Everything else "
        "stays as planned, so the rows cannot be taken together: with one at its least, the least of another is "
        "different.",
    ),
    "report.lever": ("资源", "resource"),
    "report.planned": ("规划", "planned"),
    "report.least_amount": ("最少需要", "least"),
    "report.least_short": ("最少需要", "least that would do"),
    "report.not_enough_short": ("至此仍不够", "not enough up to here"),
    "report.step": ("步长", "step"),
    "report.at_least": ("该量的达标概率", "P(met) there"),
    "report.fresh": ("新种子复核", "on a fresh seed"),
    "report.share_of_plan": ("占规划数量的比例", "share of what is planned"),
    "report.none_short": ("到 {high} 仍不够", "not even {high}"),
    "report.none_clear": ("到 {high} 仍未定", "not clear up to {high}"),
    "report.none_needed": ("{amount}(与目标无关)", "{amount} (no effect)"),
    "report.skipped": (
        "本报告未另作模拟,不含各项资源的作用和最少需要量。",
        "Nothing more was simulated for this report: what each resource would gain and the least that would do are "
        "left out.",
    ),
    # assumptions
    "report.assumptions": ("假定与依据", "Assumptions"),
    "report.limits": ("阅读结果须知", "What a reader of the results must know"),
    "report.grades": (
        "依据分级:K 专家判断,未经核实的假定;D 由来源推算;F 来源明载。",
        "Grades: K assumed, unverified; D derived from a source; F found in a source.",
    ),
    "report.grade.K": ("K:未经核实的假定({n} 项)", "K: assumed, unverified ({n})"),
    "report.grade.D": ("D:由来源推算({n} 项)", "D: derived from a source ({n})"),
    "report.grade.F": ("F:来源明载({n} 项)", "F: found in a source ({n})"),
    "report.parameter": ("参数", "parameter"),
    "report.value": ("取值", "value"),
    "report.range": ("可能范围", "range"),
    "report.source": ("依据", "source"),
    "report.key": ("键", "key"),
    "report.source_note": (
        "使用者自己填写的依据按原文列出。",
        "Sources stand in the language in which they were recorded.",
    ),
    # methods
    "report.methods": ("方法与验证", "Methods and validation"),
    "report.method.what": (
        "精康是离散事件仿真模型。规划范围内每一名在册患者逐一经过家庭随访、复发与评估、等待床位、住院、转介、社区康复和"
        "居家支持;床位、医师、护士、社区人员和康复名额都按规划的数量和日期限制他们。",
        "Jingkang is a discrete-event simulation. Every registered patient of the plan is moved, one by one, through "
        "follow-up at home, relapse and assessment, the wait for a bed, hospital, referral, rehabilitation and support "
        "at home; beds, psychiatrists, nurses, community workers and places hold them back by the planned numbers and "
        "dates.",
    ),
    "report.method.random": (
        "{n} 次重复模拟互相独立,每次的随机数由种子 {seed}、次序号、人和用途决定,因此每个数字都可精确重现,不同方案也可在"
        "相同的随机条件下比较。",
        "{n} independent replications; a random number belongs to the seed ({seed}), the replication, a person and a "
        "purpose, so that every number repeats to the last bit and plans can be compared with the same luck.",
    ),
    "report.method.interval": (
        "达标概率的区间为 Wilson 95% 区间;预计值的范围为各次模拟的 5% 至 95% 分位数。",
        "Intervals of probabilities are Wilson's at 95%; ranges of values are the 5% and 95% quantiles over "
        "replications.",
    ),
    "report.method.exact": (
        "与排队论精确解比较 {n} 项,{outside} 项超出 3 个标准误(模型完全正确时平均 {alarms} 项);计算于 {date},版本 "
        "{version}。",
        "Of {n} comparisons with exact results of queueing theory, {outside} lie beyond three standard errors (of a "
        "faultless model {alarms} on average); computed on {date}, version {version}.",
    ),
    "report.face": ("与已知数据比较(曲靖基年)", "Beside what is known of such services (Qujing's base year)"),
    "report.stamp_title": ("出处", "Provenance"),
    "report.scenario": ("方案", "scenario"),
    "report.digest": ("方案摘要(SHA-256)", "digest of the scenario (SHA-256)"),
    "report.seed": ("随机种子", "seed"),
    "report.replications": ("重复模拟次数", "replications"),
    "report.date": ("模拟时间", "simulated on"),
    "report.versions": ("版本", "versions"),
    "report.repeat": (
        "有方案、种子和版本即可重现每一个数字。",
        "With the scenario, the seed and the versions every number can be repeated.",
    ),
    # a comparison
    "report.compared": ("方案比较报告:{plans}", "Comparison of plans: {plans}"),
    "report.compared_subtitle": (
        "精康仿真评估 · 每个方案 {n} 次重复模拟 · 相同的随机数",
        "Jingkang simulation · {n} replications of each plan · common random numbers",
    ),
    "report.compared_stamp": (
        "精康 {version} · {n} 个方案 · 种子 {seed}",
        "Jingkang {version} · {n} plans · seed {seed}",
    ),
    "report.plan_line": (
        "{name} 的 {n} 项目标中,{good} 项预计达到;全期费用 {cost}。",
        "{name}: {good} of {n} targets expected to be met; cost over the whole horizon {cost}.",
    ),
    "report.against_line": ("{name} 与 {first} 相比:{verdict}。", "{name} beside {first}: {verdict}."),
    "report.clearly_better": ("较优的有{what}", "clearly better in {what}"),
    "report.clearly_worse": ("较差的有{what}", "clearly worse in {what}"),
    "report.clearly_none": ("目标没有可分辨的差别", "no difference in the targets that can be told"),
    "report.costs_less": ("全期费用少 {amount}", "costs {amount} less over the whole horizon"),
    "report.costs_more": ("全期费用多 {amount}", "costs {amount} more over the whole horizon"),
    "report.pairs_note": (
        "全部差值区间同时成立的置信水平为 {confidence}。较优概率:相同随机条件下优于对方的重复次数比例。",
        "The intervals of all differences hold together with confidence {confidence}. P(better): the share of "
        "replications, on the same luck, in which it is better.",
    ),
    "report.apart": ("各方案投入的差别", "In what the plans differ"),
    "report.no_inputs": ("投入完全相同", "Not in any input"),
    "report.differences": ("各方案结果之差", "Differences between the plans"),
    "report.pair": ("方案", "plans"),
    "report.plans_compared": ("所比较的方案", "The plans"),
    # workbook
    "report.sheet.summary": ("摘要", "Summary"),
    "report.sheet.targets": ("目标", "Targets"),
    "report.sheet.months": ("指标(按月)", "Indicators by month"),
    "report.sheet.years": ("指标(按年)", "Indicators by year"),
    "report.sheet.staffing": ("人员与床位", "Staffing"),
    "report.sheet.beds": ("床位走势", "Beds by month"),
    "report.sheet.least": ("最少需要量", "Least"),
    "report.sheet.parameters": ("参数", "Parameters"),
    "report.sheet.audit": ("审查", "Audit"),
    "report.mean_note": (
        "各次重复模拟的平均值;空白:未观察到。",
        "Means over replications; blank: not observed.",
    ),
    "report.probability": ("概率", "probability"),
    "report.low": ("下限", "low"),
    "report.high": ("上限", "high"),
    "report.spent_money": ("费用差({money})", "cost difference ({money})"),
    "report.unit_cost_money": ("每单位费用({money})", "cost per unit ({money})"),
    "report.sheet.plans": ("方案", "Plans"),
    "report.sheet.pairs": ("差值", "Differences"),
    "report.sheet.unit_costs": ("单位费用", "Cost per unit"),
    "report.sheet.inputs": ("投入的差别", "Inputs"),
    "report.severity": ("类别", "kind"),
    "report.stated": ("规划", "stated"),
    "report.required": ("需要", "required"),
    "report.hospital": ("医院", "hospital"),
    "report.rule": ("规则", "rule"),
    "report.grade": ("分级", "grade"),
    "report.norm_beds": ("按标准可运行床位", "beds at the norm"),
    "report.binding_share": ("最常受限于", "what binds most often"),
}
