"""What the program says about the least amount that would do, the frontier and the cheapest mix."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "help.solve": (
        "求最少需要多少:某项资源至少多少,目标才能以给定概率实现。",
        "Find the least of a resource with which targets are met with a probability.",
    ),
    "help.frontier": (
        "两项资源的边界:一项为各个数量时,另一项至少需要多少。",
        "For each amount of one resource, find the least of another.",
    ),
    "help.mix": (
        "按规划的价格求满足目标的最省费用组合。",
        "Find the cheapest mix of several resources with which targets are met, at the plan's prices.",
    ),
    "help.lever": (
        "资源:beds、psychiatrists、nurses、supported_places 等,或参数路径;beds+nurses 为按比例同时变动",
        "beds, psychiatrists, nurses, supported_places ..., or the path of a key; beds+nurses moves both in proportion",
    ),
    "help.levers": (
        "资源及范围,如 beds 或 beds=3000:9000:250(最低:最高:步长); 可多次使用",
        "a resource and its range, such as beds or beds=3000:9000:250 (low:high:step); may be repeated",
    ),
    "help.columns": (
        "固定的资源及范围,如 beds=3000:7000:1000",
        "the resource that is set, and its range, such as beds=3000:7000:1000",
    ),
    "help.least": (
        "求最少量的资源及范围,如 psychiatrists=150:600:10",
        "the resource whose least is sought, and its range, such as psychiatrists=150:600:10",
    ),
    "help.targets": (
        "目标名称或指标,以逗号分隔(默认:全部)",
        "targets by name or measure, separated by commas (default: all of them)",
    ),
    "help.new_target": (
        "新增目标,如 'occupancy<=85%@2025'; 可多次使用",
        "another target, such as 'occupancy<=85%@2025'; may be repeated",
    ),
    "help.probability": ("要求的达标概率", "the probability that is asked for"),
    "help.low": ("最低数量", "the lowest amount looked at"),
    "help.high": ("最高数量", "the highest amount looked at"),
    "help.step": ("步长", "the step"),
    "help.each_target": ("另对每个目标单独求解", "also for each target apart"),
    "help.first": ("一次短看的重复次数", "replications of a short look at an amount"),
    "help.most": ("每个数量的最多重复次数", "the most replications at an amount"),
    "help.budget": ("总重复次数上限", "the most replications in all"),
    "help.check_seed": ("复核用的另一种子", "the seed of the check, another than that of the search"),
    "help.draw": ("将图写入此 PNG 文件", "write a figure to this PNG file"),
    "help.period": ("计费的年份(默认:整个规划期)", "the year whose cost counts (default: the whole horizon)"),
    # progress
    "solve.progress": ("求解 {name}", "Solving {name}"),
    "solve.interrupted": ("已中断;以上为已完成部分。", "Interrupted; what was done is above."),
    "solve.folder": ("文件夹不存在:{path}", "there is no folder {path}"),
    "solve.drawn": ("图:{path}", "Figure: {path}"),
    # answers
    "solve.title": (
        "{lever}:以{p}的概率达标最少需要多少(规划:{today})",
        "{lever}: the least with which targets are met with probability {p} (plan: {today})",
    ),
    "solve.caption": (
        "范围 {low} – {high},步长 {step};共模拟 {runs} 次,种子 {seed},复核种子 {fresh}。概率括号内为90%区间。",
        "Range {low} to {high} by {step}; {runs} replications run, seed {seed}, check on seed {fresh}. "
        "In brackets: 90% interval.",
    ),
    "solve.all": ("全部所选目标", "all of these together"),
    "solve.least": ("最少需要", "least"),
    "solve.between": ("确定范围", "between"),
    "solve.probability": ("该量的概率", "P(met) there"),
    "solve.check": ("新种子:该量", "fresh seed: there"),
    "solve.below": ("新种子:少一步", "fresh seed: a step less"),
    "solve.tried": ("已试数量", "Amounts looked at"),
    "solve.replications": ("次数", "replications"),
    "solve.status": ("判定", "status"),
    "solve.holds": ("达标", "holds"),
    "solve.fails": ("不达标", "fails"),
    "solve.undecided": ("未定", "not clear"),
    "solve.kind.low_enough": ("≤ {amount}", "≤ {amount}"),
    "solve.kind.found": ("{amount}", "{amount}"),
    "solve.kind.not_enough": ("{high} 仍不够", "not even {high}"),
    "solve.kind.undecided": ("{high} 能否达标未定", "not clear even at {high}"),
    "solve.kind.stopped": ("未完成", "stopped before an answer"),
    "solve.not_monotone": (
        "注意:{target}并非越多越好:{islands}也达标,但其上有数量不达标。",
        "Note: more is not always better for {target}: {islands} holds too, but a greater amount fails.",
    ),
    "solve.incomplete": (
        "注意:{target}在确认答案之前已停止。",
        "Note: {target}: stopped before the answer was made sure of.",
    ),
    "solve.contradicted": (
        "注意:{target}的答案在新种子下不达标({check})。",
        "Note: {target}: on the fresh seed the answer fails ({check}).",
    ),
    "solve.unconfirmed": (
        "注意:{target}的答案在新种子下未能明确达标({check})。",
        "Note: {target}: on the fresh seed it is not clear that the answer holds ({check}).",
    ),
    "solve.unmoved": (
        "{target}({bound})与{lever}无关:{low}与{high}时均为{value},{n}次重复完全相同;达标概率{met}。",
        "{target} ({bound}) does not depend on {lever}: {value} at {low} and at {high}, the same in all {n} "
        "replications; P(met) {met}.",
    ),
    "solve.moved": (
        "{target}({bound})随{lever}变化:{low}时{before},{high}时{after}(差 {change},95%区间 {ends})。",
        "{target} ({bound}) moves with {lever}: {before} at {low}, {after} at {high} (difference {change}, 95% "
        "interval {ends}).",
    ),
    "solve.relaxed": (
        "{lever}为{high}时,若其他资源增至十倍",
        "With {lever} at {high}, and ten times as much of another resource",
    ),
    "solve.relaxed.resource": ("增至十倍者", "ten times as much"),
    "solve.relaxed.change": ("变化", "change"),
    "solve.relaxed.value": ("预测值", "value"),
    "solve.relaxed.everything": ("以上全部", "all of these"),
    "solve.held": (
        "{target}:仅增加{resources}即可达标,故受其限制。",
        "{target} would be met with more of {resources} alone: that is what binds.",
    ),
    "solve.held_together": (
        "{target}:其他各项资源同时增至十倍才可达标,单独一项不够。",
        "{target} would be met only with ten times as much of several other resources together.",
    ),
    "solve.held_by_rules": (
        "{target}:即使其他各项资源全部增至十倍也不能达标,限制它的不是这些资源。",
        "{target} would not be met even with ten times as much of all these resources: none of them is what binds.",
    ),
    "solve.binding": (
        "{lever}为{high}、{month}时限制床位的资源(医院数):{hospitals}",
        "With {lever} at {high}, in {month}, hospitals whose staffed beds are limited by: {hospitals}",
    ),
    # names of levers
    "lever.beds": ("开放床位", "open beds"),
    "lever.psychiatrists": ("精神科医师", "psychiatrists"),
    "lever.nurses": ("护士", "nurses"),
    "lever.health_staff": ("卫生技术人员", "health staff"),
    "lever.day_places": ("日间康复名额", "day places"),
    "lever.supported_places": ("支持性居住名额", "supported places"),
    "lever.home_support_staff": ("居家支持人员", "home-support staff"),
    "lever.community_workers": ("社区人员", "community workers"),
    # frontier
    "frontier.title": (
        "各{first}下所需的最少{second}(达标概率{p})",
        "Least {second} for each amount of {first} (probability {p})",
    ),
    "frontier.not_monotone": (
        "注意:{first}增加时所需{second}反而增加:{places}。",
        "Note: more {first} asks for more {second} at {places}.",
    ),
    "frontier.meets": ("达标", "met"),
    "frontier.none": ("范围内均不达标", "not met anywhere in the range"),
    "frontier.close": ("最少需要,达标概率与所求相近,尚未定", "least, its probability too near to be clear"),
    "frontier.undecided": ("线段为未定的范围", "bar: not clear between"),
    "frontier.plan": ("规划", "the plan"),
    # mix
    "mix.title": ("最省费用的组合(达标概率{p})", "The cheapest mix (probability {p})"),
    "mix.none": ("范围内没有任何组合达标。", "No mix within the ranges meets the targets."),
    "mix.amount": ("数量", "amount"),
    "mix.plan": ("规划", "plan"),
    "mix.lever": ("资源", "resource"),
    "mix.range": ("范围", "range"),
    "mix.cost": (
        "费用 {cost}元({period});规划 {plan}元,规划的达标概率 {met}。",
        "Cost {cost} RMB ({period}); the plan: {plan} RMB, with P(met) {met}.",
    ),
    "mix.horizon": ("整个规划期", "whole horizon"),
    "mix.check": (
        "达标概率 {search}(搜索);新种子 {seed}: {check},费用 {cost}元。",
        "P(met) {search} in the search; on fresh seed {seed}: {check}, cost {cost} RMB.",
    ),
    "mix.runs": (
        "共模拟 {runs} 次,比较了 {mixes} 种组合;{ended}",
        "{runs} replications run, {mixes} mixes compared; {ended}",
    ),
    "mix.converged": ("搜索已收敛。", "the search has converged."),
    "mix.budget": ("预算用完时停止。", "stopped when the budget was spent."),
    # figures
    "figure.moves": ("范围两端的值:{low} → {high}", "value from end to end: {low} → {high}"),
    "figure.unmoved": ("与此资源无关:始终为{low}", "does not depend on it: {low} throughout"),
    "figure.probability": ("达标概率", "P(met)"),
}
