"""What the commands that replicate to a precision, compare plans and choose among them say (see `model.messages`)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # help
    "help.replicate": (
        "重复模拟,直到结果足够精确。",
        "Replicate a plan until its results are precise enough.",
    ),
    "help.compare": (
        "比较多个规划:同一随机种子下逐对相减。",
        "Compare plans: every pair with the same luck, replication by replication.",
    ),
    "help.best": (
        "以给定的正确选择概率选出某项指标最优的规划。",
        "Select the plan that is best by a measure, with a stated probability of being right.",
    ),
    "help.plans": ("两个或更多规划(名称或文件)", "two plans or more (names or files)"),
    "help.read_measure": (
        "指标,如 occupancy@2025 或 wait_bed_mean_days@2025@麒麟区; 可多次使用",
        "a measure, such as occupancy@2025 or wait_bed_mean_days@2025@COUNTY; may be repeated",
    ),
    "help.best_measure": ("据以选择的指标,如 wait_bed_mean_days@2025", "what decides, such as wait_bed_mean_days@2025"),
    "help.half_width": (
        "各指标置信区间的半宽上限,单位同指标(比例:0.01 为1个百分点)",
        "the half-width to reach for every measure, in its unit (of a share, 0.01 is one point)",
    ),
    "help.relative": ("半宽按均值的比例计", "the half-width is a part of the mean"),
    "help.met_half_width": ("各目标达标概率的置信区间半宽上限", "the half-width to reach for P(met) of every target"),
    "help.confidence": ("置信水平", "confidence"),
    "help.budget_each": ("每个规划最多重复模拟次数", "replications of a plan at most"),
    "help.kept": (
        "保存各次模拟的文件夹;已有的不再重算",
        "the folder in which replications are kept; what is there is not run again",
    ),
    "help.figure": ("把差值图(森林图)存为该 PNG 文件", "draw the differences (a forest plot) to this PNG file"),
    "help.delta": (
        "值得区分的最小差别,单位同指标(比例:0.01 为1个百分点)",
        "the least difference worth telling, in the measure's unit (of a share, 0.01 is one point)",
    ),
    "help.less": (
        "越小越好或越大越好(默认:按指标判断)",
        "whether less or more is better (default: by the measure's name)",
    ),
    # replicate
    "replicate.title": ("{name}:{n} 次重复模拟,种子 {seed}", "{name}: {n} replications, seed {seed}"),
    "replicate.reached": ("已达到所要求的精度。", "The precision asked for was reached."),
    "replicate.wide": (
        "未达到所要求的精度:已用完 {n} 次。增加 --budget 再运行即可接着算。",
        "The precision asked for was not reached within {n}. Run again with a larger --budget: it goes on from here.",
    ),
    "replicate.interrupted": (
        "已中断(退出码 {code})。已完成的模拟已保存,再次运行即可接着算。",
        "Interrupted (exit code {code}). What was simulated is kept: run again to go on from here.",
    ),
    "compare.quantity": ("指标", "quantity"),
    "compare.mean": ("均值", "mean"),
    "compare.half": ("半宽", "half-width"),
    "compare.asked": ("要求", "asked"),
    "compare.warnings": ("注意", "mind"),
    "compare.p_met": ("达标概率:{title}", "P(met): {title}"),
    "compare.cost": ("全期费用合计", "Cost, whole horizon"),
    # comparison
    "compare.progress": ("模拟 {n} 个规划", "Simulating {n} plans"),
    "compare.plans": ("各规划:均值 ± 半宽;达标概率", "The plans: mean ± half-width; P(met)"),
    "compare.plans_note": (
        "{n} 次重复模拟,种子 {seed};各区间分别有 {confidence} 的置信水平。",
        "{n} replications, seed {seed}; each interval by itself holds with {confidence}.",
    ),
    "compare.pair": ("{scenario} 减 {against}", "{scenario} minus {against}"),
    "compare.difference": ("差值", "difference"),
    "compare.interval": ("区间", "interval"),
    "compare.p": ("校正 p", "adjusted p"),
    "compare.better": ("较优概率", "P(better)"),
    "compare.ratio": ("省倍数", "saved"),
    "compare.pairs_note": (
        "全部差值区间同时成立的置信水平为 {confidence}。较优概率:同样运气下优于对方的重复次数比例。"
        "省倍数:独立模拟要达到同样的半宽,需要多少倍的重复次数。",
        "All intervals of differences hold together with {confidence}. P(better): the share of replications in which "
        "it does better with the same luck. Saved: how many times the replications independent runs would have needed.",
    ),
    "compare.unit_costs": ("每改善一个单位的费用", "Cost per unit of target gained"),
    "compare.gain": ("改善", "gain"),
    "compare.spent": ("费用差", "cost difference"),
    "compare.unit_cost": ("单位费用(区间)", "cost per unit (interval)"),
    "compare.per_point": ("每百分点", "a point"),
    "compare.per_unit": ("每单位", "a unit"),
    "compare.saves": ("改善且更省", "gains and costs less"),
    "compare.money": ("{amount} 万元", "{amount} million RMB"),
    "compare.points": ("百分点", "percentage points"),
    "compare.permille": ("‰", "‰"),
    "compare.is_better": ("优于", "better"),
    "compare.is_worse": ("劣于", "worse"),
    "compare.is_other": ("不同(无优劣之分)", "different (neither is better by itself)"),
    "compare.is_undecided": ("与0无法区分", "cannot be told from 0"),
    "compare.equal": ("每次重复都相等:{titles}", "Equal in every replication: {titles}"),
    "compare.no_unit_costs": (
        "(未列出者:改善与0无法区分,或变差)",
        "(not listed: the gain cannot be told from 0, or is a loss)",
    ),
    "compare.forest": (
        "各规划之差,{n} 次重复模拟,种子 {seed};全部区间同时成立的置信水平为 {confidence}",
        "Differences between plans, {n} replications, seed {seed}; all intervals hold together with {confidence}",
    ),
    "compare.money_axis": ("万元", "million RMB"),
    # what has to be said of it
    "compare.note.lacks": ("{scenario} 未列目标 {about},该目标只在其他规划间比较。",
                           "{scenario} does not state the target {about}; it is compared among the others."),
    "compare.note.one_plan": ("只有 {scenario} 列有目标 {about},无从比较。",
                              "{scenario} alone states the target {about}; it is compared with nothing."),
    "compare.note.bounds": ("目标 {about} 在各规划({scenario})中的要求不同,达标概率按各自的要求。",
                            "The bound of {about} differs between {scenario}; P(met) is by each plan's own."),
    "compare.note.horizon": ("{scenario} 的起止日期({about})与第一个规划不同,不比较费用。",
                             "{scenario} covers other days ({about}) than the first plan; costs are not compared."),
    # selection
    "best.title": ("选优:{measure}", "The best by {measure}"),
    "best.found": (
        "{name}:若它比其余规划好出至少 {delta},则选对的概率不低于 {confidence}。",
        "{name}: right with at least {confidence}, if the best is better than every other by {delta} or more.",
    ),
    "best.open": (
        "{n} 次之内未能决出:{names} 尚不能区分。可增加 --budget 或放宽 --delta。",
        "Not decided within {n}: {names} are still in question. Use a larger --budget or --delta.",
    ),
    "best.left": ("淘汰于", "out after"),
    "best.replications": ("次数", "replications"),
    # codes of warnings
    "warning.few": ("次数少于10,均值的区间不可靠", "fewer than 10 replications: the interval of a mean is unsure"),
    "warning.skewed": (
        "分布偏斜而次数少,区间偏窄",
        "skewed, with few replications: the interval is too narrow",
    ),
    "warning.few_probability": (
        "次数少于30,无法判断90%以上的概率",
        "fewer than 30 replications: no probability above 90% can be told",
    ),
    "warning.not_observed": ("部分重复中无此值,未计入", "not observed in some replications, which are left out"),
    "warning.infinite": ("部分重复中为无限值,均值无区间", "without limit in some replications: no interval"),
    "warning.wide": ("未达到所要求的精度", "the precision asked for was not reached"),
}  # fmt: skip
