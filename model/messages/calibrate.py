"""What is said when a plan is fitted to what a city observed."""

WORDS: dict[str, tuple[str, str]] = {
    "indicators.bad": (
        "{path}:{rows} 行中有 {bad} 行有误,未写入任何文件:",
        "{path}: {bad} of {rows} rows are wrong; nothing was written:",
    ),
    "indicators.none": ("{path}:没有任何指标", "{path}: there are no indicators"),
    "indicators.columns": (
        "{path}:列应为 measure、value,以及 standard_error 或 low、high(95%区间);现有:{given}",
        "{path}: the columns must be measure, value, and standard_error or low and high (95% interval); it has: "
        "{given}",
    ),
    "indicators.unknown": ("{path}:未知的列“{given}”{hint}", "{path}: unknown column '{given}'{hint}"),
    "indicators.twice": ("第 {line} 行:{given} 已经给出", "line {line}: {given} is given already"),
    "indicators.line": ("第 {line} 行:{text}", "line {line}: {text}"),
    "indicators.number": (
        "第 {line} 行,{column}:“{given}”不是数字",
        "line {line}, {column}: '{given}' is no number",
    ),
    "indicators.order": (
        "第 {line} 行:low、value、high 应依次增大",
        "line {line}: low, value and high must rise in this order",
    ),
    "indicators.no_error": (
        "第 {line} 行:需要大于0的 standard_error,或 low 和 high;没有误差的观察值不可采用",
        "line {line}: standard_error above 0, or low and high, are needed; nothing is observed without an error",
    ),
    "indicators.share": (
        "第 {line} 行,value:{given} 不是0至1之间的比例(90%写作 0.9 或 90%)",
        "line {line}, value: {given} is no share between 0 and 1 (90% is 0.9 or 90%)",
    ),
    "calibrate.nothing": (
        "{name}:没有带取值范围的K级参数;请用 --parameter 指明",
        "{name}: no parameter of grade K has a range; name some with --parameter",
    ),
    "calibrate.few": (
        "只完成了 {n} 次模拟;至少需要 {least} 次",
        "only {n} runs were made; it takes {least}",
    ),
    "calibrate.unseen": (
        "{name}:{runs} 次模拟中只有 {n} 次有数值,无法据以估计",
        "{name}: only {n} of {runs} runs give it a value, too few to learn from",
    ),
    "help.calibrate": (
        "用本市观察到的指标校准规划中未经核实(K级)的参数:数据能确定什么、不能确定什么。",
        "Fit a plan's unverified (grade K) parameters to a city's observed indicators: what they settle, what "
        "they do not.",
    ),
    "help.calibrate.to": (
        "CSV:measure(如 readmission_30d_share@2024)、value,及 standard_error 或 low、high(95%区间)",
        "a CSV file: measure (such as readmission_30d_share@2024), value, and standard_error or low and high (95%)",
    ),
    "help.calibrate.draws": ("每一轮的模拟次数", "runs of each wave"),
    "help.calibrate.waves": ("轮数", "waves"),
    "help.calibrate.checks": (
        "最后按校准结果再模拟的次数",
        "runs at the end, at what the data say, to check it",
    ),
    "calibrate.calibrating": ("校准", "Calibrating"),
    "calibrate.parameters": ("参数:数据之前与之后(95%区间)", "Parameters, before and given the data (95%)"),
    "calibrate.indicators": ("指标:观察值与模拟(90%范围)", "Indicators, observed and simulated (90%)"),
    "calibrate.value": ("规划值", "in the plan"),
    "calibrate.before": ("之前", "before"),
    "calibrate.after": ("之后", "given the data"),
    "calibrate.observed": ("观察值", "observed"),
    "calibrate.width": ("区间宽度", "width"),
    "calibrate.verdict": ("结论", "verdict"),
    "calibrate.settled": ("已确定", "settled"),
    "calibrate.narrowed": ("已收窄", "narrowed"),
    "calibrate.open": ("未定", "open"),
    "calibrate.off": ("偏离(标准差)", "off, s.d."),
    "calibrate.explained": ("代理模型解释", "emulator"),
    "calibrate.more": ("另有 {n} 个参数,收窄更少", "{n} more parameters, narrowed less"),
    "calibrate.counts": (
        "数据确定了 {settled} 个参数(区间不到原来的一半),收窄了 {narrowed} 个,{open} 个未定。",
        "The data settle {settled} parameters (less than half as wide), narrow {narrowed}, and leave {open} open.",
    ),
    "calibrate.pair": (
        "只能一起确定:{one} 与 {other}(秩相关 {rho})",
        "Known only together: {one} and {other} (rank correlation {rho})",
    ),
    "calibrate.left": (
        "各轮之后未被排除的参数空间:{left}",
        "Space of the parameters not ruled out after each wave: {left}",
    ),
    "calibrate.contradicted": (
        "{name}:观察值偏离 {off} 个标准差;在这些参数的范围内,模型得不出它。请核对数据,或未列入的假设。",
        "{name}: what was observed lies {off} s.d. off; within the ranges of these parameters the model does not "
        "give it. "
        "Check the data, or the assumptions that were not moved.",
    ),
    "calibrate.unmixed": (
        "抽样链尚未一致(比值 {ratio});请增加 --draws",
        "The chains do not agree yet (ratio {ratio}); take more --draws",
    ),
    "calibrate.note": (
        "观察值后为标准误。“代理模型解释”:未参与拟合的模拟之间的差异,有多少能由参数预测;其余为机遇和其他参数。",
        "Observed: ± one standard error. Emulator: share of the differences between runs left out that the parameters "
        "predict; the rest is chance and other parameters.",
    ),
    "calibrate.low_before": ("原下限", "low before"),
    "calibrate.high_before": ("原上限", "high before"),
    "calibrate.title": ("{plan}\n按 {path} 校准", "{plan}\ncalibrated to {path}"),
    "calibrate.heading": (
        "按 {path} 校准:各参数的值为后验中位数,范围为95%区间。\n各参数之间的相关不在其中。",
        "Calibrated to {path}: values are posterior medians, ranges 95% intervals.\n"
        "That some are known only together is not in it.",
    ),
}
