"""What the program says to a person, in Chinese and English."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

Language = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    # help of the command line
    "help": (
        "精康:规划的床位、人员和康复名额能否达到目标?",
        "Do the planned beds, staff and rehabilitation places meet the plan's targets?",
    ),
    "help.run": ("模拟一个规划,逐项判断目标能否实现。", "Simulate a plan and judge its targets, one by one."),
    "help.audit": (
        "不作模拟,找出规划自相矛盾或与标准不符之处。",
        "Find where a plan contradicts itself or a norm, without simulating.",
    ),
    "help.scenarios": ("列出规划及其变体。", "List the plans and their variants."),
    "help.schema": (
        "输出规划文件的 JSON Schema,编辑器据此自动补全。",
        "Print the JSON Schema of a plan, from which editors complete.",
    ),
    "help.validate": (
        "与排队论精确解、文献数据比较。",
        "Compare the model with exact results and published figures.",
    ),
    "help.scenario": (
        "规划名称(见 jingkang scenarios)或 TOML 文件路径",
        "a name (see jingkang scenarios) or the path of a TOML file",
    ),
    "help.replications": ("重复模拟次数", "independent replications"),
    "help.seed": ("随机种子;同一种子结果相同", "the same seed gives the same results"),
    "help.set": (
        "改动一个值,如 totals.open_beds=3000; 可多次使用",
        "change one value, such as totals.open_beds=3000; may be repeated",
    ),
    "help.engine": (
        "计算引擎:compiled(编译引擎,快)或 simpy(便于阅读),结果完全相同;auto 即编译引擎",
        "compiled (fast) or simpy (to read); the results are the same; auto: the compiled one",
    ),
    "help.workers": ("进程数(默认:处理器数)", "processes (default: one a processor)"),
    "help.out": ("结果文件夹(默认: results/规划名称)", "folder for the results (default: results/SCENARIO)"),
    "help.log": ("另存全部事件记录", "also write every event"),
    "help.json": ("以 JSON 输出", "output for machines"),
    "help.lang": ("语言: zh 或 en(默认:按系统语言)", "zh or en (default: by the locale)"),
    "help.force": ("覆盖文件夹中的其他结果", "overwrite other results in the folder"),
    "help.page": ("输出全部参数一览(Markdown)", "print the page of all parameters (Markdown)"),
    "help.version": ("显示版本", "show the version"),
    # pages of help, by typer's names
    "help.ARGUMENTS_PANEL_TITLE": ("参数", "Arguments"),
    "help.OPTIONS_PANEL_TITLE": ("选项", "Options"),
    "help.COMMANDS_PANEL_TITLE": ("命令", "Commands"),
    "help.ERRORS_PANEL_TITLE": ("错误", "Error"),
    "help.RICH_HELP": ("可显示帮助。", "shows the help."),
    "help.REQUIRED_LONG_STRING": ("[必填]", "[required]"),
    "help.DEFAULT_STRING": ("[默认: {{}}]", "[default: {{}}]"),
    # a run
    "run.compiling": (
        "首次使用,正在编译计算引擎(约一分钟,仅此一次)",
        "First use: compiling the engine (about a minute, this once)",
    ),
    "run.progress": ("模拟 {name}", "Simulating {name}"),
    "run.audit": (
        "规划审查(详见 jingkang audit {name})",
        "Audit of the plan (in full: jingkang audit {name})",
    ),
    "run.no_findings": ("未发现问题。", "Nothing found."),
    "run.targets": ("目标", "Targets"),
    "run.no_targets": ("规划未列目标。", "The plan states no targets."),
    "run.note": (
        "{n} 次重复模拟,种子 {seed}。括号内为90%范围;差距为平均缺口。",
        "{n} replications, seed {seed}. In brackets: 90% range; the shortfall is the mean.",
    ),
    "run.bottleneck": (
        "瓶颈:各资源限制开放床位的医院数(按月)",
        "Bottleneck: hospitals whose staffed beds each resource limits, by month",
    ),
    "run.where": ("结果:{path}", "Results: {path}"),
    "run.figure": ("图:{path}", "Figure: {path}"),
    "run.failed": ("模拟失败:{reason}", "The run failed: {reason}"),
    "run.interrupted": (
        "已中断,未写入任何结果(退出码 {code})。",
        "Interrupted; no results were written (exit code {code}).",
    ),
    "interrupted": ("已中断(退出码 {code})。", "Interrupted (exit code {code})."),
    "error": ("输入有误:{reason}", "Bad input: {reason}"),
    "validate.absent": ("本安装不含验证程序。", "The validation is not part of this installation."),
    "validate.exact": ("与精确解比较", "Exact cases"),
    "validate.face": ("表面效度:曲靖基年与已知数据", "Face validity: Qujing's base year beside what is known"),
    "validate.value": ("模拟值", "value"),
    "validate.range": ("合理范围", "range"),
    "validate.source": ("依据", "source"),
    "validate.calibrated_to": ("用于校准的参数", "calibrated by"),
    "validate.held_out": ("(未用于校准)", "(held out)"),
    "validate.case": ("算例", "case"),
    "validate.quantity": ("量", "quantity"),
    "validate.observed": ("模拟值", "observed"),
    "validate.standard_error": ("标准误", "standard error"),
    "validate.exact_value": ("精确值", "exact"),
    "validate.published": ("文献值", "published"),
    "validate.z": ("z", "z"),
    "validate.verdict": ("判定", "verdict"),
    "validate.within": ("相符", "within"),
    "validate.outside": ("不符", "OUTSIDE"),
    "validate.note": (
        "{n}项比较中{failed}项超出3个标准误;即使模型完全正确,平均也会有{alarms}项超出。",
        "{failed} of {n} comparisons lie beyond 3 standard errors; of a faultless model, {alarms} on average.",
    ),
    # columns
    "target": ("目标", "target"),
    "period": ("时间", "when"),
    "bound": ("要求", "bound"),
    "value": ("预测值(90%范围)", "value (90% range)"),
    "met": ("达标概率", "P(met)"),
    "shortfall": ("差距", "shortfall"),
    "worst": ("最差区县", "worst county"),
    "month": ("月份", "month"),
    "beds_lost": ("有床无人的床位", "beds not staffed"),
    "name": ("名称", "name"),
    "title": ("规划", "plan"),
    "extends": ("基于", "extends"),
    "horizon": ("时间", "horizon"),
    "regions": ("区县", "regions"),
    "finding": ("发现", "finding"),
    "arithmetic": ("算式", "arithmetic"),
    "basis": ("依据", "basis"),
    "not_observed": ("未观察到", "not observed"),
    "every_county": ("每个区县", "every county"),
    # severities of the audit
    "contradiction": ("矛盾", "contradiction"),
    "unit_slip": ("单位错误", "slip of a unit"),
    "shortfall_found": ("缺口", "shortfall"),
    "note": ("提示", "note"),
    # what binds
    "open_beds": ("开放床位", "open beds"),
    "psychiatrists": ("精神科医师", "psychiatrists"),
    "nurses": ("护士", "nurses"),
    "health_staff": ("卫生技术人员", "health staff"),
    # figures
    "figure.beds": ("床位", "Beds"),
    "figure.occupancy": ("使用率(占有人员保障床位)", "occupied, share of staffed"),
    "figure.open_beds": ("开放", "open"),
    "figure.staffed_beds": ("有人员保障", "staffed"),
    "figure.occupied": ("占用", "occupied"),
}
# Every file beside this one has the words of a subject.
for _file in sorted(module.name for module in iter_modules(__path__)):
    _subject = import_module(f"{__name__}.{_file}")
    if _twice := WORDS.keys() & _subject.WORDS.keys():
        raise KeyError(f"{_subject.__name__} gives words another meaning: {', '.join(sorted(_twice))}")
    WORDS |= _subject.WORDS


def by_locale() -> Language:
    """Return Chinese when the environment asks for it, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def reason_in(text: str, language: Language) -> str:
    """Return a reason that the code below the command line words in English."""
    from model.messages.reasons import in_chinese

    return in_chinese(text) if language == "zh" else text


def source_in(text: str, language: Language) -> str:
    """Return the source of a number; those of the schema and of the plans as shipped are worded in English."""
    from model.messages.sources import in_chinese

    return in_chinese(text) if language == "zh" else text


def choice_in(text: str, language: Language) -> str:
    """Return a choice of a plan (``at_once``), or several, in words."""
    from model.messages.choices import worded

    return worded(text, language == "zh")


def sources_in(texts: Iterable[str], language: Language) -> str:
    """Return several sources in one line, each in the language."""
    return (";" if language == "zh" else "; ").join(source_in(text, language) for text in texts)


def say(key: str, language: Language, **values: Any) -> str:
    """Return the words of ``key`` with ``values`` filled in."""
    return WORDS[key][0 if language == "zh" else 1].format(**values)
