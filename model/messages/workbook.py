"""What is said about plans as workbooks: what is wrong in a cell, headings, instructions, the commands."""

WORDS: dict[str, tuple[str, str]] = {
    "workbook.wrong": ("工作表“{sheet}”单元格 {cell}:{text}", "sheet '{sheet}', cell {cell}: {text}"),
    "workbook.errors": ("{path}:有 {n} 处错误,未写入任何文件:", "{path}: {n} errors; nothing was written:"),
    "workbook.large": ("文件太大:{size} MB,最多 {most} MB", "the file is too large: {size} MB, at most {most} MB"),
    "workbook.unpacks": (
        "文件展开后太大:{size} MB,最多 {most} MB",
        "the file unpacks to too much: {size} MB, at most {most} MB",
    ),
    "workbook.macros": (
        "文件含有宏;请另存为不含宏的 .xlsx",
        "the file holds macros; save it as .xlsx without macros",
    ),
    "workbook.damaged": (
        "不是可读的 .xlsx 工作簿({reason})",
        "not a workbook (.xlsx) that can be read ({reason})",
    ),
    "workbook.long_text": (
        "文字太长,一个单元格最多 {most} 字:{text}",
        "text too long for a cell, which holds {most} characters: {text}",
    ),
    "workbook.bad_text": (
        "含有单元格不能保存的控制字符:{text}",
        "holds control characters, which no cell can hold: {text}",
    ),
    "workbook.formula": (
        "是公式({given});请只粘贴数值",
        "is a formula ({given}); paste the value alone",
    ),
    "workbook.no_number": ("“{given}”不是数字;应为{allowed}", "'{given}' is no number; allowed: {allowed}"),
    "workbook.out_of_bounds": ("{given} 超出范围;应为{allowed}", "{given} is out of bounds; allowed: {allowed}"),
    "workbook.bounds_share": ("0至1之间的比例(20%写作 0.2 或 20%)", "a share between 0 and 1 (0.2 or 20%)"),
    "workbook.bounds_amount": ("不小于0的数", "a number of 0 or more"),
    "workbook.bounds_positive": ("大于0的数", "a number above 0"),
    "workbook.bounds_whole": ("不小于1的整数", "a whole number of 1 or more"),
    "workbook.bounds_number": ("数字", "a number"),
    "workbook.unlimited_amount": ("不小于0的数,或 unlimited(不限)", "a number of 0 or more, or unlimited"),
    "workbook.unlimited_positive": ("大于0的数,或 unlimited(不限)", "a number above 0, or unlimited"),
    "workbook.unlimited_number": ("数字,或 unlimited(不限)", "a number, or unlimited"),
    "workbook.short_share": ("0至1", "0 to 1"),
    "workbook.short_amount": ("≥ 0", "0 or more"),
    "workbook.short_positive": ("> 0", "above 0"),
    "workbook.short_whole": ("1、2、3……", "1, 2, 3 ..."),
    "workbook.no_date": (
        "“{given}”不是日期;应为 2025-12-31 这样的日期",
        "'{given}' is no date; allowed: a date such as 2025-12-31",
    ),
    "workbook.no_flag": ("“{given}”应为 yes(是)或 no(否)", "'{given}' is not allowed; allowed: yes, no"),
    "workbook.no_choice": (
        "“{given}”不可用;可填:{allowed}{hint}",
        "'{given}' is not allowed; allowed: {allowed}{hint}",
    ),
    "workbook.no_list": (
        "“{given}”不是列表;每行一个,或用顿号、逗号、分号分开",
        "'{given}' is no list; one a line, or separated by commas or semicolons",
    ),
    "workbook.required": ("必填,现为空", "required, and empty"),
    "workbook.no_value": (
        "填写了范围、依据或等级,却没有填写数值",
        "range, source or grade are filled in, and the value is not",
    ),
    "workbook.twice": (
        "此项已在工作表“{sheet}”单元格 {cell} 给出",
        "this is given already, on sheet '{sheet}', cell {cell}",
    ),
    "workbook.no_name": (
        "“{name}”不在工作表“{table}”中{hint}",
        "'{name}' does not stand on the sheet {table}{hint}",
    ),
    "workbook.no_measure": (
        "没有指标“{name}”;可填列表中指标的中文或英文名称,或其键{hint}",
        "there is no measure '{name}'; allowed: a title from the list, in Chinese or English, or its key{hint}",
    ),
    "workbook.same_name": ("“{name}”与 {cell} 重名", "'{name}' stands in {cell} too; names must differ"),
    "workbook.no_element": ("{table} 中没有“{name}”{hint}", "{table} has no '{name}'{hint}"),
    "workbook.no_key": ("没有“{wanted}”这个键{hint}", "there is no key '{wanted}'{hint}"),
    "workbook.keyless": ("此行没有键", "the row has no key"),
    "workbook.no_schedule": (
        "“{wanted}”不能随日期变化;请填在“参数”表",
        "'{wanted}' does not change with dates; fill it in on the sheet Parameters",
    ),
    "workbook.dated": (
        "缺少日期;起点的数值填在其所在的表中",
        "the date is missing; the number of the start stands on its own sheet",
    ),
    "workbook.no_sheet": ("没有名为“{name}”的工作表{hint}", "no sheet is called '{name}'{hint}"),
    "workbook.missing_sheet": ("缺少工作表“{table}”", "the sheet {table} is missing"),
    "workbook.no_column": (
        "第1行(隐藏)中的键“{wanted}”未知{hint}",
        "unknown key '{wanted}' in the hidden first row{hint}",
    ),
    "workbook.no_keys": (
        "第1行(隐藏)缺少键:{keys};请从模板恢复",
        "the hidden first row lacks keys: {keys}; take them from the template",
    ),
    "workbook.rows": ("超过 {most} 行", "more than {most} rows"),
    "workbook.no_county": ("至少需要一个区县", "a plan needs at least one county"),
    "workbook.schema": ("规划不成立:{text}", "{text}"),
    "workbook.stale": (
        "{wanted}:范围与依据属于数值 {value},现为 {now},未采用",
        "{wanted}: range and source belong to {value}; the number is {now} now, so they were left out",
    ),
    "workbook.choose": ("请从列表中选择", "choose from the list"),
    "workbook.hint_date": ("年-月-日", "year-month-day"),
    "workbook.hint_flag": ("yes / no", "yes / no"),
    "workbook.hint_texts": ("每行一个", "one a line"),
    "workbook.hint_names": ("名称,每行一个", "names, one a line"),
    "workbook.instructions": (
        "怎样填写\n"
        "黄色单元格可填;灰色仅供参考。带 * 者必填。第3行是单位或填写方式。比例写作 0.2 或 20%。\n"
        "不要改动工作表名称,也不要改动隐藏的第1行。公式不读取:请粘贴为数值。\n"
        "1. “规划”:名称(一种语言即可)、起始日、结束日(不含当日)。\n"
        "2. “区县”:每行一个,至少一个;常住人口必须真实,其余留空则按总数分摊或用默认值。\n"
        "3. “医院”:所在区县留空,表示服务全市;床位和人员留空,则按权重分摊“总量与变化”中的总数。\n"
        "4. “康复机构”:day 日间康复,supported 支持性居住,home_support 居家支持(按人员,无名额)。\n"
        "5. “总量与变化”:日期留空为起点;其后每个日期一行,数值自当日零时生效。医院自己的变化写作 hospitals.医院名"
        ".open_beds。\n"
        "6. “目标”:指标从列表中选,也可填其中文或英文名称;不低于、不高于填一个;比例写作 0.9 或 90%。\n"
        "7. “参数”:默认值在右侧(灰色)。有本地数据的,填入左侧“您的数值”及范围、依据、等级"
        "(F 来源原文,D 由来源推算,K 经验判断)。K 级应优先替换。\n"
        "8. “培训”“诊断构成”“规划所述数字”“未纳入”按需填写;“范围与依据”给出前几张表中数值的范围和来源。\n"
        "填好后:在浏览器界面的“规划”页打开,或 jingkang import 文件.xlsx -o 我市.toml;有错时逐格列出。然后 jingkang "
        "audit 我市.toml,jingkang run 我市.toml。",
        "How to fill this in\n"
        "Yellow cells are to be filled in, grey ones are for information; * is required. The third row is the unit, "
        "or how to "
        "fill it in. Shares are written 0.2 or 20%.\n"
        "Leave the names of the sheets and the hidden first row as they are. Formulas are not read: paste values.\n"
        "1. Plan: title (one language will do), first day, the day after the last.\n"
        "2. Counties: one a row, at least one. Residents must be real; what is left empty is shared out of the "
        "totals, or "
        "takes its default.\n"
        "3. Hospitals: with no county it serves the whole city. Beds and staff left empty are its share of the "
        "totals on the "
        "sheet Totals and steps.\n"
        "4. Rehabilitation: day, supported living, or home support (staff, no places).\n"
        "5. Totals and steps: no date means the start; then a row for each date, from the first instant of which "
        "the number "
        "holds. A hospital's own steps are written hospitals.NAME.open_beds.\n"
        "6. Targets: choose the measure from the list, or write its title in Chinese or English; one of at least and "
        "at most; shares as 0.9 or 90%.\n"
        "7. Parameters: the values as they stand are on the right, in grey. Where you have local data, fill in your "
        "value on "
        "the left, with range, source and grade (F found in a source, D derived from one, K expert judgement). Replace "
        "those of grade K first.\n"
        "8. Training, Diagnoses, Stated numbers and Not modelled as needed; Ranges and sources gives those of the "
        "numbers on "
        "the sheets before.\n"
        "Then: open it in the explorer, on the page Plan; or jingkang import FILE.xlsx -o my-city.toml. Both name "
        "every cell that is wrong. Then jingkang audit my-city.toml; jingkang run my-city.toml.",
    ),
    "help.template": (
        "输出可填写的规划工作簿(Excel):说明、下拉选项、单位。",
        "Write a workbook (Excel) to fill a plan in: instructions, drop-downs, units.",
    ),
    "help.template.file": ("要写的 .xlsx 文件", "the .xlsx file to write"),
    "help.template.from": ("填入此规划(默认:空白)", "with this plan filled in (default: blank)"),
    "help.template.lang": ("只用一种语言: zh 或 en(默认:两种)", "headings in zh or en alone (default: both)"),
    "help.file_force": ("覆盖已有文件", "overwrite the file"),
    "help.export": (
        "把规划写成工作簿,可用 jingkang import 读回。",
        "Write a plan as a workbook, which import reads back.",
    ),
    "help.import": (
        "把填好的工作簿读成规划文件(TOML);有错时逐格列出,不写文件。",
        "Make a plan (TOML) of a workbook; what is wrong is named cell by cell, and nothing is written.",
    ),
    "help.import.file": ("填好的 .xlsx 文件", "the .xlsx file, filled in"),
    "help.import.out": ("要写的 .toml 文件", "the .toml file to write"),
    "workbook.exists": ("{path} 已存在;请换名或加 --force", "{path} exists; choose another name or add --force"),
    "workbook.suffix": ("{path}:应为 {suffix} 文件", "{path}: expected a name that ends in {suffix}"),
    "workbook.written": ("已写入 {path}", "Written: {path}"),
    "workbook.taken": (
        "{title}:{regions} 个区县、{hospitals} 家医院、{institutions} 个康复机构、{targets} 项目标。已写入 {path}",
        "{title}: {regions} counties, {hospitals} hospitals, {institutions} institutions, {targets} targets. "
        "Written: {path}",
    ),
    "workbook.heading": ("由 {path} 读入", "Read from {path}"),
}
