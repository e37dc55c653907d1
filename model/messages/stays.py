"""What is said about a hospital's extract of stays: what is wrong with it, and what the command ``fit`` found."""

WORDS: dict[str, tuple[str, str]] = {
    "stays.twice": (
        "{path}:“{first}”和“{second}”两列都是 {column}; 请只留一列",
        "{path}: the columns '{first}' and '{second}' both are {column}; leave one of them",
    ),
    "stays.no_column": (
        "{path}:缺少 {column} 列(表头可写作 {allowed}){hint}",
        "{path}: there is no column {column} (headed {allowed}){hint}",
    ),
    "stays.unreadable": ("{path}:无法读取:{reason}", "{path}: cannot be read: {reason}"),
    "stays.empty": ("{path}:没有数据行", "{path}: there are no rows"),
    "stays.workbook": (
        "{path}:这是工作簿;请在表格软件中另存为 CSV(UTF-8)",
        "{path}: this is a workbook; save it as CSV (UTF-8) in your spreadsheet program",
    ),
    "stays.encoding": (
        "{path}:既不是 UTF-8 也不是 GB18030 文本;请另存为 CSV(UTF-8)",
        "{path}: neither UTF-8 nor GB18030; save it as CSV (UTF-8)",
    ),
    "stays.bad": (
        "{path}:{rows} 行中有 {bad} 行有误,未写入任何文件:",
        "{path}: {bad} of {rows} rows are wrong; nothing was written:",
    ),
    "stays.bad_more": (
        "{path}:{rows} 行中有 {bad} 行有误,未写入任何文件;前 {shown} 处:",
        "{path}: {bad} of {rows} rows are wrong; nothing was written. The first {shown}:",
    ),
    "stays.fields": (
        "第 {line} 行:有 {found} 个字段,应为 {expected} 个",
        "line {line}: {found} fields instead of {expected}",
    ),
    "stays.no_date": (
        "第 {line} 行,{column}:“{given}”不是日期(可写 2024-01-31、2024/1/31、20240131)",
        "line {line}, {column}: '{given}' is no date (allowed: 2024-01-31, 2024/1/31, 20240131)",
    ),
    "stays.nothing": ("第 {line} 行,{column}:不能为空", "line {line}, {column}: must not be empty"),
    "stays.before_admission": (
        "第 {line} 行,{column}:{given} 早于入院日期",
        "line {line}, {column}: {given} lies before the admission",
    ),
    "stays.after_admission": (
        "第 {line} 行,{column}:{given} 晚于入院日期",
        "line {line}, {column}: {given} lies after the admission",
    ),
    "stays.overlap": (
        "第 {line} 行,{column}:同一患者于 {given} 再次入院,而第 {other} 行的住院尚未结束",
        "line {line}, {column}: admitted again on {given} while the stay of line {other} has not ended",
    ),
    "stays.nobody": ("{path}:没有任何入院日期", "{path}: nobody was admitted"),
    "stays.no_window": (
        "{path}:起始日 {since} 不早于截止日 {until}",
        "{path}: the window is empty: its first day, {since}, does not lie before its last, {until}",
    ),
    "stays.all_left": (
        "{path}:截止 {until} 前 {days} 天内入院的 {n} 人全部已出院,说明只提取了已出院者,长期住院者缺失,估计会偏短。"
        "请按入院日期提取,在院者出院日期留空;若提取日更晚,请用 --until 说明",
        "{path}: of the {n} admitted in the {days} days before {until} all have left, so that only ended stays were "
        "extracted: long stays are missing, and any fit would be too short. Extract by admission, with no discharge "
        "for "
        "those still in; or state with --until on which later day it was made",
    ),
    "stays.census": (
        "{path}:首个出院日期 {turn} 之前有 {n} 次入院(最早 {first}),远比其后稀疏,说明提取时已在院者也在其中。"
        "请用 --since 日期 说明自哪天起资料完整(此前入院者只从该日起计入)",
        "{path}: {n} admissions lie before the first discharge on {turn}, back to {first}, far sparser than later: "
        "those "
        "who were in when the extract begins. State with --since DATE from when on it is whole; stays begun earlier "
        "then "
        "count from that day on",
    ),
    "stays.too_few": (
        "{path}:只有 {n} 次住院已结束、{different} 种不同时长;至少需要 {least} 次、{lengths} 种",
        "{path}: only {n} stays have ended, of {different} different lengths; it takes {least} and {lengths}",
    ),
    # the command fit
    "help.fit": (
        "由医院住院记录估计住院时长、候床与再入院,输出可粘贴的 TOML。",
        "Length of stay, waits and readmission from a hospital's own records, as TOML to paste.",
    ),
    "help.fit.stays": (
        "CSV 文件:患者、入院、出院(在院者留空)、诊断、区县,可另有申请日期",
        "a CSV file: patient, admission, discharge (empty: still in), diagnosis, region, and the date of request if "
        "known",
    ),
    "help.fit.since": (
        "自此日起资料完整;此前入院者只从该日起计入(默认:首次入院)",
        "whole from this day on; stays begun earlier count from it on (default: the first admission)",
    ),
    "help.fit.until": (
        "提取截止日,含当日(默认:文件中最晚日期)",
        "the last day of the extract (default: the latest date in it)",
    ),
    "help.fit.join_days": (
        "同一患者出院后这么多天内再入院,视为同一次住院(0:仅当日)",
        "stays of a patient that follow within so many days are one (0: the same day)",
    ),
    "help.fit.registered": (
        "计为在册六类严重精神障碍的诊断编码或名称;可多次使用(默认:六类的 ICD-10 编码和名称)",
        "a code or name that counts as one of the registered disorders; may be repeated (default: the six severe ones)",
    ),
    "help.fit.extends": ("写成此规划的变体", "write a variant of this plan"),
    "help.fit.example": (
        "不作估计,写出一个已知真值的示例文件",
        "write an example with known truth instead",
    ),
    "help.fit.seed": ("自助抽样(或示例)的随机种子", "seed of the bootstrap, or of the example"),
    "fit.example_written": (
        "示例已写入 {path}({rows} 行)。真值:六类患者住院中位数 {median:g} 天、σ {sigma:g},{share:g}% 为长期住院"
        "(中位数 {long:g} 天、σ {long_sigma:g});其他患者中位数 {other:g} 天、σ {other_sigma:g};平均候床 {wait:g} 天。",
        "Example written to {path} ({rows} rows). Truth: severe disorders, median {median:g} days, σ {sigma:g}; "
        "{share:g}% long stays, median {long:g} days, σ {long_sigma:g}; others, median {other:g} days, σ "
        "{other_sigma:g}; "
        "mean wait {wait:g} days.",
    ),
    "fit.read": (
        "{path}:{rows} 行;{since} 至 {until} 完整",
        "{path}: {rows} rows; taken as whole from {since} to {until}",
    ),
    "fit.joined": (
        "{n} 次住院紧接同一患者上一次,已合并",
        "{n} stays follow on another of the same patient and were joined to it",
    ),
    "fit.stays": ("住院时长(天)", "Length of stay, days"),
    "fit.parameter": ("参数", "parameter"),
    "fit.estimate": ("估计值(95%置信区间)", "estimate (95% interval)"),
    "fit.severe": ("六类严重精神障碍:{n} 次住院", "severe disorders: {n} stays"),
    "fit.others": ("其他障碍:{n} 次住院", "other disorders: {n} stays"),
    "fit.ended": ("已出院 {ended} 次,期初已在院 {late} 次", "{ended} ended, {late} begun before"),
    "fit.median": ("普通住院:中位数", "short stays: median"),
    "fit.sigma": ("普通住院:σ(对数标准差)", "short stays: σ (of the logarithm)"),
    "fit.only_median": ("中位数", "median"),
    "fit.only_sigma": ("σ(对数标准差)", "σ (of the logarithm)"),
    "fit.long_share": ("长期住院比例", "share of long stays"),
    "fit.long_median": ("长期住院:中位数", "long stays: median"),
    "fit.long_sigma": ("长期住院:σ", "long stays: σ"),
    "fit.mean": ("全部:均值", "all: mean"),
    "fit.goodness": ("拟合优度", "goodness of fit"),
    "fit.verdict": (
        "{verdict}:与 Kaplan-Meier 最大相差 {distance} 个百分点,p = {p}",
        "{verdict}: at most {distance} points from Kaplan-Meier, p = {p}",
    ),
    "fit.verdict_fits": ("吻合", "fits"),
    "fit.verdict_close": ("接近", "close"),
    "fit.verdict_apart": ("不吻合", "does not fit"),
    "fit.verdict_few": ("已出院者太少,未拟合", "too few have ended; not fitted"),
    "fit.odd": (
        "{group}:较长一组并非模型所称的长期住院(中位数不足90天,或占一半以上);请看图后再采用",
        "{group}: the longer group is not what the model calls long stays (median below 90 days, or more than half "
        "of all); "
        "look at the figure before you use it",
    ),
    "fit.apart": (
        "{group}:对数正态不能描述这些住院;请看图,并检查是否混有不同性质的住院",
        "{group}: lognormals do not describe these stays; look at the figure, and for stays of another kind among them",
    ),
    "fit.no_severe": (
        "没有诊断属于六类严重精神障碍;若编码不同,请用 --registered 说明",
        "no diagnosis is one of the six severe disorders; if yours are coded otherwise, say so with --registered",
    ),
    "fit.parts": ("按诊断和区县(观察值)", "By diagnosis and region, as observed"),
    "fit.part": ("诊断/区县", "diagnosis / region"),
    "fit.counted": ("计为六类", "severe"),
    "fit.yes": ("是", "yes"),
    "fit.no": ("否", "no"),
    "fit.n": ("住院次数", "stays"),
    "fit.median_seen": ("中位数(天)", "median, days"),
    "fit.p90": ("第90百分位", "90th centile"),
    "fit.waits_line": (
        "候床:{waited} 人次已入院,{waiting} 人次仍在等;中位数 {median} 天,第90百分位 {p90} 天。",
        "Waits for a bed: {waited} admitted, {waiting} still waiting; median {median} days, 90th centile {p90}.",
    ),
    "fit.readmission_line": (
        "再入院(六类,本院):{shares}。",
        "Readmission (severe disorders, to this hospital): {shares}.",
    ),
    "fit.toml": ("粘贴到规划文件:", "To paste into a plan:"),
    "fit.heading": (
        "由 {path} 估计,{since} 至 {until};范围为95%置信区间。\n"
        "长期住院含等待支持性居住的时间。改变住院时长后,请同时核对 stay.start_inpatients_share。",
        "Fitted to {path}, {since} to {until}; the ranges are 95% intervals.\n"
        "Long stays contain the time spent waiting for a supported place. Look at stay.start_inpatients_share too, "
        "which "
        "goes with the length of stay.",
    ),
    "fit.title": ("{name},{since} 至 {until}", "{name}, {since} to {until}"),
    "fit.interval": ("95%置信区间", "95% interval"),
    "fit.seen": ("观察(Kaplan-Meier)", "observed (Kaplan-Meier)"),
    "fit.fitted": ("拟合", "fitted"),
    "fit.long_alone": ("其中长期住院", "of them, long stays"),
    "fit.still_in": ("仍在院比例", "share still in"),
    "fit.still_waiting": ("仍在等候比例", "share still waiting"),
    "fit.waits": ("候床时间", "Wait for a bed"),
    "fit.readmission": ("再入院(六类):{n} 次出院", "Readmission, severe disorders: {n} discharges"),
    "fit.within": ("{days} 天内", "within {days} days"),
    "fit.days": ("天", "days"),
}
