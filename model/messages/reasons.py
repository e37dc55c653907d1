"""Reasons in Chinese: why a plan cannot be read, a folder cannot be used, a run failed.

Code below the command line knows no language and words its reasons in English. They are told in Chinese here, by the
form of the sentence: what stands in place of ``{}`` is told in the same way, as far as it is a reason itself. A test
finds every reason in the code and looks whether it is here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

WORDS: dict[str, tuple[str, str]] = {}
"""Nothing is asked for by key here."""

REASONS: dict[str, str] = {
    # --- what was probably meant, what there is ---
    "{}; did you mean {}?": "{0};是否应为 {1}?",
    "{}; did you mean {}? Allowed: {}": "{0};是否应为 {1}?可用的有:{2}",
    "{}; known: {}": "{0};已有:{1}",
    "{}; allowed: {}": "{0};可用的有:{1}",
    "{}; keys here: {}": "{0};此处可用的键:{1}",
    "{}; measures: {}": "{0};指标有:{1}",
    "{}; targets: {}": "{0};目标有:{1}",
    "{}; it belongs in {}": "{0};它应写在 {1} 中",
    # --- the words of a command ---
    "Missing argument {}.": "缺少参数 {0}。",
    "Missing option {}.": "缺少选项 {0}。",
    "Missing command.": "缺少命令。",
    "No such option: {}": "没有选项 {0}",
    "{} Did you mean {}?": "{0} 是否应为 {1}?",
    "{} (Possible options: {})": "{0}(可能是:{1})",
    "No such command {}.": "没有命令 {0}。",
    "Got unexpected extra argument ({})": "多余的参数 {0}",
    "Got unexpected extra arguments ({})": "多余的参数 {0}",
    "Option {} requires an argument.": "选项 {0} 需要一个值。",
    "Invalid value for {}: {}": "{0} 的值不对:{1}",
    "Input should be greater than or equal to {}": "应大于或等于 {0}",
    "Input should be less than or equal to {}": "应小于或等于 {0}",
    "{} is not a valid int.": "{0} 不是整数",
    "{} is not a valid integer.": "{0} 不是整数",
    "{} is not a valid float.": "{0} 不是数",
    "{} is not a valid range.": "{0} 不是范围",
    "{} is not in the range {}.": "{0} 不在范围 {1} 内",
    "{} is not one of {}.": "{0} 不是其中之一:{1}",
    "Input should be a valid integer, unable to parse string as an integer": "应为整数",
    "Input should be a valid number, unable to parse string as a number": "应为数",
    "Input should be {}": "应为 {0}",
    # --- plans: files ---
    "no scenario is called {}": "没有名为 {0} 的规划",
    "no plan is called {}": "没有名为 {0} 的规划",
    "{}: extends: no scenario is called {}": "{0}:extends:没有名为 {1} 的规划",
    "{}: extends: goes round in a circle: {}": "{0}:extends:循环引用:{1}",
    "{}: extends: expected the name of a scenario in quotation marks, not {}": (
        "{0}:extends:应为带引号的规划名称,而不是 {1}"
    ),
    "{}: there is no such file": "{0}:没有这个文件",
    "{}: not UTF-8 text (byte {}); save the file as UTF-8": "{0}:不是 UTF-8 文本(第 {1} 字节);请把文件存为 UTF-8",
    "{}: cannot be read: {}": "{0}:无法读取:{1}",
    "{}, line {}, column {}: {}": "{0},第 {1} 行第 {2} 列:{3}",
    "{}, line {}: {}": "{0},第 {1} 行:{2}",
    "{}; {} needs quotation marks, or is a full-width sign where an ASCII one is meant": (
        "{0};{1} 需加引号,或是误用了全角符号"
    ),
    # What Python's reader of TOML finds.
    "Invalid value": "值的写法不对",
    "Invalid statement": "语句的写法不对",
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare {} twice": "{0} 声明了两次",
    "Expected '=' after a key in a key/value pair": "键之后应有“=”",
    "Expected newline or end of document after a statement": "语句之后应换行",
    "Expected ']' at the end of a table declaration": "表头之后应有“]”",
    "Expected ']]' at the end of an array declaration": "表头之后应有“]]”",
    "Unclosed array": "列表没有结束",
    "Unclosed inline table": "内联表没有结束",
    "Unterminated string": "字符串没有结束",
    "Expected {}": "应有 {0}",
    "Illegal character {}": "不允许的字符 {0}",
    "Found invalid character {}": "不允许的字符 {0}",
    # --- plans: keys and values ---
    "--set {}: {}": "--set {0}:{1}",
    "{}, drawn from its ranges: {}": "{0}(取值范围内的抽样):{1}",
    "{} with --set {}: {}": "{0}(--set {1}):{2}",
    "expected path=value, for example totals.open_beds=3000": "应写成 路径=值,如 totals.open_beds=3000",
    "not a key that can be set": "这个键不能设置",
    "unknown key": "没有这个键",
    "required, and missing": "必填,但没有填",
    "the list has {} elements, too few": "列表只有 {0} 项,太少",
    "the list is empty, so nothing in it can be changed; write its elements as [[{}]]": (
        "列表为空,无可改动;请用 [[{0}]] 写出各项"
    ),
    "there is no element {}": "没有名为 {0} 的项",
    "{}; it has {}, counted from 0": "{0};共 {1} 项,从 0 数起",
    "{} is not allowed": "{0} 不可用",
    "expected {}, not {}": "应为{0},而不是 {1}",
    "a number, or { value, low, high, source, grade }": "数,或 { value, low, high, source, grade }",
    "a table with the keys {}": "含这些键的表:{0}",
    "a table": "表",
    "a list": "列表",
    "a date such as 2025-12-31": "日期,如 2025-12-31",
    "text in quotation marks": "带引号的文本",
    "a number": "数",
    "a number or \"unlimited\"": "数或 \"unlimited\"",
    "true or false": "true 或 false",
    "nan is not a number a plan can state": "规划中的数不能是 nan",
    "low ({}) lies above value ({})": "low({0})大于 value({1})",
    "high ({}) lies below value ({})": "high({0})小于 value({1})",
    "{} is not {}": "{0} 不满足:{1}",
    "0 or more": "0 或以上",
    "a share between 0 and 1": "0 与 1 之间的比例",
    "above 0": "大于 0",
    "from {} to {}": "{0} 至 {1}",
    "{} is not above 0": "{0} 不大于 0",
    "this number cannot be unlimited": "这个数不能是“无限”",
    "the dates of the steps must rise": "各步的日期必须递增",
    "a {} distribution takes {}; given: {}": "{0} 分布需要 {1};给出的是:{2}",
    "values and weights must have the same length": "values 与 weights 的项数必须相同",
    "a mixture of mixtures is not supported; write its parts out": "不支持混合分布的混合;请把各部分分别写出",
    "{} must be positive and finite, not {}": "{0} 必须是有限的正数,而不是 {1}",
    "{} must be finite and not negative, not {}": "{0} 必须是有限的非负数,而不是 {1}",
    "{}: {} weights for {} entries": "{0}:{2} 项却有 {1} 个权重",
    "{} needs at least one entry": "{0} 至少要有一项",
    "{}: the weights must have a positive, finite sum, not {}": "{0}:权重之和必须是有限的正数,而不是 {1}",
    "mixture: there is no row {} in a table of {}": "混合分布:{1} 行的表中没有第 {0} 行",
    "mixture: row {} is itself a mixture": "混合分布:第 {0} 行本身就是混合分布",
    "lognormal mu must be finite, not {}": "对数正态分布的 mu 必须有限,而不是 {0}",
    "the shares of psychiatrists' hours add up to {}, more than 1": "医师工时的各项比例之和为 {0},大于 1",
    "the shares of the diagnoses add up to {}, not 1": "各诊断的比例之和为 {0},不是 1",
    "the shares of the risk grades add up to {}, not 1": "各风险等级的比例之和为 {0},不是 1",
    "stable_share and unstable_share add up to more than 1": "stable_share 与 unstable_share 之和大于 1",
    "the probabilities of the next stage add up to {}, not 1": "下一阶段的概率之和为 {0},不是 1",
    "class {}: a stage is given twice": "类别 {0}:同一阶段写了两次",
    "class {}: no stage at {}": "类别 {0}:没有阶段 {1}",
    "day_share, supported_share and home_support_share add up to {}, not 1": (
        "day_share、supported_share 与 home_support_share 之和为 {0},不是 1"
    ),
    "end ({}) must lie after start ({})": "end({0})必须晚于 start({1})",
    "two {} are called {}": "有两个 {0} 名为 {1}",
    "{}: no region is called {}": "{0}:没有名为 {1} 的区县",
    "{}: no hospital is called {}": "{0}:没有名为 {1} 的医院",
    "{}: no institution is called {}": "{0}:没有名为 {1} 的机构",
    "region {}": "区县 {0}",
    "hospital {}": "医院 {0}",
    "institution {}": "机构 {0}",
    "class {}": "类别 {0}",
    "training {}": "培训 {0}",
    "none": "无",
    "training {}: conversion needs a hospital": "培训 {0}:转岗培训需要写明医院",
    "training {}: no hospital lies in {}, whose {} it is for; give it a hospital": (
        "培训 {0}:{1} 没有医院,而培训的是那里的 {2};请写明医院"
    ),
    "city {}: its regions have different copies; copy k of each lies in copy k of the city, so give all of them the "
    "same copies, or the odd one a city of its own": (
        "市 {0}:各区县的 copies 不同;每个区县的第 k 份在该市的第 k 份中,请写成相同的 copies,或把不同的一个另立一市"
    ),
    "hospital {}: no region lies in city {}; cities: {}": "医院 {0}:没有区县属于 {1} 市;已有的市:{2}",
    "hospital {}: a region with copies has hospitals of its own; give it a region": (
        "医院 {0}:有 copies 的区县自有医院;请写明区县"
    ),
    "a hospital without a region names city {}, in which no region lies": (
        "未写区县的医院属于 {0} 市,但没有区县属于该市"
    ),
    "institution {}: in_copies is above the region's copies": "机构 {0}:in_copies 大于区县的 copies",
    "leads to {}, which no institution can ever offer in {}, allowed: regions with places of that kind at some time "
    "({}), named in {}; or add an institution of kind {} with places": (
        "通向 {0},而 {1} 始终没有机构能提供;可用:曾有此类名额的区县({2}),写在 {3} 中;或增设有名额的 {4} 机构"
    ),
    "leads to {}, which no institution can ever offer in {}; allowed: regions with places of that kind at some time "
    "({}), named in {}; or add an institution of kind {} with places": (
        "通向 {0},而 {1} 始终没有机构能提供;可用:曾有此类名额的区县({2}),写在 {3} 中;或增设有名额的 {4} 机构"
    ),
    "none in this plan": "本规划中没有",
    # What pydantic finds.
    "input should be greater than or equal to {}, not {}": "应大于或等于 {0},而不是 {1}",
    "input should be greater than {}, not {}": "应大于 {0},而不是 {1}",
    "input should be less than or equal to {}, not {}": "应小于或等于 {0},而不是 {1}",
    "input should be less than {}, not {}": "应小于 {0},而不是 {1}",
    "input should be a valid integer{}, not {}": "应为整数,而不是 {1}",
    "input should be a valid number{}, not {}": "应为数,而不是 {1}",
    "input should be a valid boolean{}, not {}": "应为 true 或 false,而不是 {1}",
    "input should be a finite number, not {}": "应为有限的数,而不是 {0}",
    "input should be {}, not {}": "应为 {0},而不是 {1}",
    "tuple should have at least {} item after validation, not {}": "至少要有 {0} 项",
    # --- targets and measures ---
    "a target needs exactly one of at_least and at_most": "目标必须写 at_least 或 at_most 之一",
    "target {} ({}, {}): {}": "目标 {0}({1},{2}):{3}",
    "there is no such measure": "没有这个指标",
    "there is no measure {}": "没有指标 {0}",
    "{} is known for the city alone, not for every county": "{0} 只有全市的数,没有各区县的",
    "the date lies outside the horizon, {} to {} (excluded)": "日期在规划期之外({0} 至 {1},不含末日)",
    "{}: there is no measure {}": "{0}:没有指标 {1}",
    "{}: {} is no month or year of {}": "{0}:{1} 不是 {2} 规划期内的月份或年份",
    "{}: {} is known by calendar year, not by month": "{0}:{1} 按年统计,没有各月的数",
    "{}: no county is called {}": "{0}:没有名为 {1} 的区县",
    "{}: {} is known for the city alone": "{0}:{1} 只有全市的数",
    "{} states no targets; name a measure to look at, such as occupancy": (
        "{0} 没有写目标;请指定要看的指标,如 occupancy"
    ),
    "{} states no targets; give one, such as {}": "{0} 没有写目标;请给出一个,如 {1}",
    "{} states no targets, so P(met) cannot be made precise": "{0} 没有写目标,达标概率无从估计",
    "no target is called {}": "没有名为 {0} 的目标",
    "{} has no target {}": "{0} 没有目标 {1}",
    "{} (a new one: {})": "{0}(新目标的写法:{1})",
    "target {}: write measure>=bound@date or measure<=bound@date, such as {}": (
        "目标 {0}:应写成 指标>=界限@日期 或 指标<=界限@日期,如 {1}"
    ),
    "target {}: there is no measure {}": "目标 {0}:没有指标 {1}",
    "target {}: {} is no date": "目标 {0}:{1} 不是日期",
    # --- numbers of the experiments ---
    "seed must lie between 0 and {}, not {}": "种子应在 0 与 {0} 之间,而不是 {1}",
    "workers must be 1 or more, not {}": "进程数应不少于 1,而不是 {0}",
    "replications must be 1 or more, not {}": "重复模拟次数应不少于 1,而不是 {0}",
    "replications must be 2 or more: a difference needs a spread, not {}": (
        "重复模拟次数应不少于 2,才能得到差值的离散程度,而不是 {0}"
    ),
    "{} must be 1 or more, not {}": "{0} 应不少于 1,而不是 {1}",
    "{} must be above 0, not {}": "{0} 应大于 0,而不是 {1}",
    "engine must be one of {}, not {}": "计算引擎应为 {0} 之一,而不是 {1}",
    "confidence must lie between 0 and 1 (0.95, not 95), not {}": "置信水平应在 0 与 1 之间(0.95,不是 95),而不是 {0}",
    "confidence must be above 1/{}, which drawing lots gives, not {}": "置信水平应大于 1/{0}(抽签即可达到),而不是 {1}",
    "probability must lie between 0 and 1, both excluded, not {}": "概率应在 0 与 1 之间(不含两端),而不是 {0}",
    "error must lie between 0 and 0.5, both excluded, not {}": "误判概率应在 0 与 0.5 之间(不含两端),而不是 {0}",
    "replications: 1 <= first <= most, not {} and {}": "重复模拟次数应满足 1 <= first <= most,而不是 {0} 和 {1}",
    "neighbours must be 1 or more, spot_checks and indifference 0 or more": (
        "neighbours 应不少于 1,spot_checks 与 indifference 应不少于 0"
    ),
    "budget must be {} replications or more, not {}": "模拟次数上限应不少于 {0},而不是 {1}",
    "budget must be {} or more (the first stage), not {}": "模拟次数上限应不少于 {0}(第一阶段),而不是 {1}",
    "check_seed must be another than seed, {}: else nothing is checked": (
        "复核种子必须与种子 {0} 不同,否则等于没有复核"
    ),
    "first must be 2 or more, not {}": "第一阶段应不少于 2 次,而不是 {0}",
    "first must be 2 or more and batch 1 or more, not {} and {}": "first 应不少于 2,batch 应不少于 1,而不是 {0} 和 {1}",
    # --- precision, comparison, choice ---
    "a comparison needs two plans or more, not {}": "比较至少需要两个规划,而不是 {0} 个",
    "{} is given twice": "{0} 给了两次",
    "{} is the name of two different plans; give one of them another name": "两个不同的规划都叫 {0};请给其中一个改名",
    "half_width is of measures, and none is wanted: name one, such as occupancy@2025-12": (
        "half_width 是指标的半宽,而没有指定指标;请指定,如 occupancy@2025-12"
    ),
    "say how precise the answer must be: half_width of the measures, probability, or both": (
        "请说明要多精确:指标的半宽(--half-width)、达标概率的半宽(--probability),或两者"
    ),
    "a relative half_width must be given and lie below 1 (0.05 is 5% of the mean)": (
        "相对半宽必须给出且小于 1(0.05 即均值的 5%)"
    ),
    "delta, the least difference worth telling, must be above 0, not {}": "值得区分的最小差别应大于 0,而不是 {0}",
    "{} is {} in a replication of {}: means cannot be compared by it": "{0} 在 {2} 的某次模拟中{1},无法据此比较均值",
    "not observed": "未观察到",
    "without limit": "为无限",
    "whether more or less of {} is better depends on the aim: add --more or --less": (
        "{0} 越大还是越小为好取决于目的;请加 --more 或 --less"
    ),
    # --- levers and the least that would do ---
    "lever {}: {} has no {}": "调节项 {0}:{1} 没有 {2}",
    "lever {}: {} does not say it; a lever starts from today's number": (
        "调节项 {0}:{1} 没有写出;调节须从现有的数出发"
    ),
    "lever {}: the plan's amount is {}; state low and high": "调节项 {0}:规划中的数为 {1};请给出上下限",
    "lever {}: low must be less than high, not {} and {}": "调节项 {0}:下限应小于上限,而不是 {1} 和 {2}",
    "lever {} is moved twice; each may be moved once": "调节项 {0} 用了两次;每项只能用一次",
    "levers {}: the plan gives {} and {}, which makes no proportion; move one of them alone": (
        "调节项 {0}:规划中为 {1} 和 {2},不成比例;请只调节其中一项"
    ),
    "range {}: write LEVER=low:high or LEVER=low:high:step, such as beds=3000:9000:250": (
        "范围 {0}:应写成 调节项=下限:上限 或 调节项=下限:上限:步长,如 beds=3000:9000:250"
    ),
    "range {} to {}: must be one or more whole steps of {}": "范围 {0} 至 {1}:必须是步长 {2} 的整数倍",
    "step must be positive, the range finite, not {} to {} by {}": (
        "步长必须为正,范围必须有限,而不是 {0} 至 {1}、步长 {2}"
    ),
    "a mix has two levers or more; of one, ask for the least that would do": (
        "组合至少要有两个调节项;只有一项时请用 solve"
    ),
    "a search for a mix needs a budget of replications": "寻找组合需要给出模拟次数上限",
    "period {}: {} has the years {}": "年份 {0}:{1} 的规划期为 {2}",
    # --- uncertainty ---
    "no distribution is called {}": "没有名为 {0} 的分布",
    "{}: {} gives no range to it": "{0}:{1} 没有给出它的范围",
    "{}: high is unlimited, so that no distribution can be drawn from; give it a number": (
        "{0}:上限为无限,无法抽样;请给出一个数"
    ),
    "groups: all parameters lie in one table of the plan; screen them without groups": (
        "groups:所有参数都在规划的同一张表中;请不分组筛选"
    ),
    "{} gives no range to anything, so that nothing is uncertain": "{0} 没有给出任何范围,因而没有不确定的数",
    "samples must be a power of two, not {}; the nearest are {} and {}": (
        "样本数必须是 2 的幂,而不是 {0};最近的是 {1} 和 {2}"
    ),
    # --- sweeps ---
    "{}: plans: {} is there twice": "{0}:plans:{1} 写了两次",
    "lever {}: either values = [...], or low and high": "调节项 {0}:写 values = [...],或写 low 和 high",
    "lever {}: values are a list; step and number belong to low and high": (
        "调节项 {0}:values 是列表;step 和 number 与 low、high 一起用"
    ),
    "lever {}: nan is no amount": "调节项 {0}:不能是 nan",
    "lever {}: low must be given and less than high": "调节项 {0}:low 必须给出并小于 high",
    "lever {}: step or number, not both": "调节项 {0}:step 和 number 只能写一个",
    "lever {}: a step of {} makes more than {} levels": "调节项 {0}:步长 {1} 产生的档数超过 {2}",
    "lever {} is there twice": "调节项 {0} 写了两次",
    "design {} needs points, the number of points": "设计 {0} 需要写 points(点数)",
    "points of a Sobol' design must be a power of 2, or it is not balanced: {} or {}, not {}": (
        "Sobol' 设计的点数必须是 2 的幂,否则不均衡:{0} 或 {1},而不是 {2}"
    ),
    "points belongs to latin_hypercube and sobol; a full design has all combinations": (
        "points 只用于 latin_hypercube 和 sobol;全因子设计包含所有组合"
    ),
    "lever {}: a full design needs step or number with low and high": (
        "调节项 {0}:全因子设计除 low、high 外还需 step 或 number"
    ),
    "the levers have {} combinations; at most {} are possible": "各调节项共有 {0} 种组合;最多 {1} 种",
    "{} holds no sweep: there is no {}": "{0} 中没有批量模拟的结果:缺少 {1}",
    "{} cannot be read: {}": "{0} 无法读取:{1}",
    "{} is not of a sweep": "{0} 不是批量模拟的文件",
    "{} is a file, not a folder": "{0} 是文件,不是文件夹",
    "{} holds files that are not of a sweep ({})": "{0} 中有不属于批量模拟的文件({1})",
    "{} holds parts of a sweep, and no {} that says of which": "{0} 中有批量模拟的部分结果,但缺少说明其来源的 {1}",
    "{} holds another sweep: {}; choose another folder": "{0} 中是另一次批量模拟:{1};请另选文件夹",
    "{} was begun with other versions: {}; choose another folder": "{0} 是用其他版本开始的:{1};请另选文件夹",
    "{} in place of {}": "{0}(此处为 {1})",
    "{}: another session is writing there": "{0}:另一个进程正在写入",
    "a part of {} is damaged; run the sweep again to mend it ({})": "{0} 有损坏的部分;再运行一次批量模拟即可修复({1})",
    "one query is expected, not {}": "一次只能查询一条语句,而不是 {0} 条",
    "only queries that read are allowed (select ...), not {}": "只允许读取的查询(select ...),不允许 {0}",
    "results can no longer be written ({}); the same command goes on from what is there": (
        "结果无法再写入({0});再运行同一命令即可从已有的部分继续"
    ),
    "other reasons": "其他原因",
    # --- folders of results ---
    "{} cannot be written: {}": "{0} 无法写入:{1}",
    "{} exists; choose another name or add --force": "{0} 已存在;请另取名称,或加 --force",
    "{}; choose another folder or add --force": "{0};请另选文件夹,或加 --force",
    "{} holds other results (another scenario, seed or number of replications)": (
        "{0} 中是另一次模拟的结果(规划、种子或次数不同)"
    ),
    "{} holds results of which nothing says what they are": "{0} 中有来历不明的结果",
    "{} is a broken link": "{0} 是失效的链接",
    "{} holds files that are not of a run ({})": "{0} 中有不属于模拟结果的文件({1})",
    # --- where it runs ---
    "{} failed: its worker process was ended {} times; if memory ran out, use fewer workers": (
        "{0} 失败:工作进程被终止 {1} 次;如为内存不足,请减少进程数"
    ),
    "{} failed: cannot be sent: {}": "{0} 失败:无法发送:{1}",
    "{} failed: its result cannot be sent: {}": "{0} 失败:结果无法发送:{1}",
    "{} failed: {}": "{0} 失败:{1}",
    "{}, replication {} (seed {})": "{0} 第 {1} 次模拟(种子 {2})",
    "replication {} (seed {})": "第 {0} 次模拟(种子 {1})",
    "part {} of {} of replication {} (seed {})": "第 {2} 次模拟(种子 {3})的第 {0}/{1} 部分",
    "making the plan {} ready": "准备规划 {0}",
    "{}, point {} ({})": "{0} 第 {1} 点({2})",
    "a worker cannot read what it was sent: {}": "工作进程无法读取收到的内容:{0}",
    "no work was given": "没有收到任务",
    "the workers have ended": "工作进程已结束",
    "no worker process can be started: {}": "无法启动工作进程:{0}",
    "a worker process ended before it could begin; if memory ran out, use fewer workers. A script that uses several "
    'must guard its start with: if __name__ == "__main__":': (
        "工作进程未能启动;如为内存不足,请减少进程数。使用多个进程的脚本,开头须写:if __name__ == \"__main__\":"
    ),
    "cluster must be {} or an address such as tcp://127.0.0.1:8786, not {}": (
        "集群应为 {0} 或地址(如 tcp://127.0.0.1:8786),而不是 {1}"
    ),
    "workers cannot be chosen with the address of a cluster: it has its own": (
        "给出集群地址时不能指定进程数:集群自有工作进程"
    ),
    "a cluster needs Dask, which is missing: pip install 'jingkang[distributed]'": (
        "使用集群需要安装 Dask:pip install 'jingkang[distributed]'"
    ),
    "no Dask scheduler answers at {} ({}); is it running?": "{0} 没有 Dask 调度器应答({1});它在运行吗?",
    "the Dask scheduler at {} has no workers; start some: dask worker {} --nthreads 1": (
        "{0} 的 Dask 调度器没有工作进程;请启动:dask worker {1} --nthreads 1"
    ),
    "the Dask scheduler at {} has lost all its workers": "{0} 的 Dask 调度器已失去全部工作进程",
    "the Dask scheduler at {} no longer answers": "{0} 的 Dask 调度器不再应答",
    "{}; install the same everywhere": "{0};请在各处安装相同的版本",
    "worker {} has another version: {}": "工作进程 {0} 的版本不同:{1}",
    "jingkang cannot be used there ({})": "那里不能使用 jingkang({0})",
    "a worker that joined has another version: {}": "新加入的工作进程版本不同:{0}",
    # --- what the operating system says ---
    "No such file or directory": "没有这个文件或文件夹",
    "No space left on device": "磁盘已满",
    "Permission denied": "没有权限",
    "Read-only file system": "文件系统只读",
    "Is a directory": "是文件夹",
    "Not a directory": "不是文件夹",
    "File exists": "文件已存在",
    "Cannot allocate memory": "内存不足",
    "[Errno {}] {}: {}": "{1}:{2}",
    "[Errno {}] {}": "{1}",
    "Too many open files": "打开的文件过多",
}


class Forms:
    """Sentences that are told in Chinese by their form.

    Parameters
    ----------
    chinese : mapping of str to str
        By the English sentence with ``{}`` in its places; these are numbered from 0 in the Chinese one. What stands in
        a place is told in the same way.
    """

    def __init__(self, chinese: Mapping[str, str]) -> None:
        self._chinese = chinese
        self._compiled: tuple[tuple[re.Pattern[str], str], ...] = ()

    def told(self, text: str) -> str:
        """Return a sentence in Chinese; one of no known form stays as it is."""
        return self.found(text) or text

    def found(self, text: str) -> str:
        """Return a sentence in Chinese; empty: its form is not known."""
        for form, chinese in self._forms():
            if (match := form.fullmatch(text)) is not None:
                return _filled(chinese, [self.told(value) for value in match.groups()])
        return ""

    def _forms(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return the forms: first what was probably meant, at the end of a sentence, then what says most."""

        def order(english: str) -> tuple[bool, int, str]:
            return not english.startswith("{};"), -len(english.replace("{}", "")), english

        if not self._compiled:
            ordered = sorted(self._chinese, key=order)
            forms = ((each, "(.+?)".join(map(re.escape, each.split("{}")))) for each in ordered)
            self._compiled = tuple((re.compile(form), self._chinese[each]) for each, form in forms)
        return self._compiled


def _filled(chinese: str, values: list[str]) -> str:
    return re.sub(r"\{(\d+)\}", lambda place: values[int(place[1])], chinese)


class _Reasons(Forms):
    def told(self, text: str) -> str:
        return _reason(text)


@lru_cache(maxsize=1000)
def _reason(text: str) -> str:
    if chinese := _FORMS.found(text):
        return chinese
    where, colon, what = text.partition(": ")
    # A file, a key, a lever: the rest is the reason.
    return f"{where}:{_reason(what)}" if colon else text


_FORMS = _Reasons(REASONS)


def in_chinese(text: str) -> str:
    """Return a reason in Chinese, line by line; what is no reason known here stays as it is."""
    return "\n".join(_reason(line) for line in text.split("\n"))


__all__ = ["REASONS", "WORDS", "Forms", "in_chinese"]
