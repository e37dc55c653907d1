"""What the commands for sweeps say, in Chinese and English."""

WORDS: dict[str, tuple[str, str]] = {
    "help.sweep": (
        "按设计文件逐点模拟,结果存为数据集;中断后用同一命令继续。",
        "Simulate a design point by point into a dataset; the same command goes on after an interruption.",
    ),
    "help.sweep.design": ("设计文件(TOML)的路径", "the path of the design, a TOML file"),
    "help.sweep.out": ("数据集文件夹", "folder of the dataset"),
    "help.cluster": (
        "在 Dask 上运行:调度器地址(tcp://主机:端口),或 local(在本机启动)",
        "run on Dask: the address of a scheduler (tcp://host:port), or local, which starts one here",
    ),
    "help.query": (
        "用 SQL(DuckDB)查询数据集:视图 runs、points、timings;只读。",
        "Ask a dataset by SQL (DuckDB): views runs, points and timings; reads only.",
    ),
    "help.query.out": ("jingkang sweep 的结果文件夹", "the folder of a sweep"),
    "help.query.sql": ("查询语句,如 \"select …\"", 'the query, such as "select …"'),
    "help.csv": ("以 CSV 输出", "output as CSV"),
    "sweep.progress": ("扫描 {name}", "Sweeping {name}"),
    "sweep.interrupted": (
        "已中断;已完成的部分已保存,同一命令可继续(退出码 {code})。",
        "Interrupted; what is done is kept, and the same command goes on from there (exit code {code}).",
    ),
    "sweep.done": (
        "共 {rows:,} 次模拟 = {plans} 个规划 × {points:,} 点 × {replications:,} 次重复;本次计算 {computed:,} 次。",
        "{rows:,} rows: {plans} plans × {points:,} points × {replications:,} replications; {computed:,} computed now.",
    ),
    "sweep.failed": ("失败 {count:,} 次:{reason}", "{count:,} failed: {reason}"),
    "sweep.more_reasons": ("另有 {count:,} 种失败原因,见 error 列。", "{count:,} more reasons; see the column error."),
    "sweep.unwritten": ("未能写入 {path}:{reason}", "Could not be written: {path} ({reason})"),
    "sweep.again": ("同一命令将重试未完成的部分。", "The same command tries again what is not done."),
    "sweep.where": ("数据集:{path}", "Dataset: {path}"),
    "query.one_format": ("--json 与 --csv 只能选一个", "--json or --csv, not both"),
    "query.more": (
        "只显示前 {shown:,} 行;全部结果请用 --csv 或 --json。",
        "The first {shown:,} rows; --csv or --json give all.",
    ),
}
