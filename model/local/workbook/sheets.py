"""The sheets of a workbook and their columns, from the schema: a new parameter is there without being listed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from model.local.workbook.kinds import DATE, GRADE, NUMBER, TEXT, Kind, kind_of
from model.scenario.people import Diagnosis
from model.scenario.places import Hospital, Institution, Region
from model.scenario.schema import Scenario
from model.scenario.structure import fields
from model.scenario.targets import NotModelled, Stated, Target
from model.scenario.values import Strict, Title
from model.scenario.workforce import Training

FIRST_ROW = 4
"""Rows above: keys (hidden), headings, units."""


@dataclass(frozen=True)
class Column:
    """A column: its key within the element, words, unit, and what its cells may hold."""

    key: tuple[str, ...]
    title: Title
    unit: str
    kind: Kind
    required: bool = False
    refers: str = ""
    """The sheet whose names it takes."""

    @property
    def name(self) -> str:
        """Return the key as the hidden row says it."""
        return ".".join(self.key)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its key, its name in both languages, its columns; ``path`` leads to the list it holds."""

    key: str
    title: Title
    columns: tuple[Column, ...]
    path: tuple[str, ...] = ()

    def names(self) -> tuple[str, str, str]:
        """Return how it may be called: both languages, Chinese, English."""
        return f"{self.title.zh} {self.title.en}", self.title.zh, self.title.en


def _title(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


WORDS = {
    "name": _title("名称", "Name"), "city": _title("所属城市", "City"), "region": _title("所在区县", "County"),
    "hospital": _title("医院", "Hospital"), "title.zh": _title("中文名", "Name in Chinese"),
    "title.en": _title("英文名", "Name in English"), "measure": _title("指标", "Measure"),
    "at_least": _title("不低于", "At least"), "at_most": _title("不高于", "At most"), "date": _title("日期", "Date"),
    "scope": _title("范围", "Scope"), "clause": _title("规划原文", "Clause of the plan"),
    "source": _title("依据", "Source"), "national": _title("国家目标", "National target"), "key": _title("键", "Key"),
    "value": _title("数值", "Value"), "unit": _title("单位", "Unit"), "used_in": _title("用于", "Used in"),
    "numbers": _title("其中数字", "Its numbers"), "reason": _title("未纳入的原因", "Why it is not modelled"),
    "hospitals": _title("就诊医院(按顺序;默认本区县再全市)", "Hospitals in order (default: its own, then the city's)"),
    "clinic": _title("门诊医院(默认第一家)", "Hospital of the clinic (default: the first)"),
    "institutions": _title("康复机构(按顺序;默认本区县)", "Institutions in order (default: its own)"),
    "low": _title("下限", "Low"), "high": _title("上限", "High"), "grade": _title("等级", "Grade"),
}  # fmt: skip
"""Words of the keys that the schema does not word in both languages."""
REFERS = {
    ("hospitals", "region"): "regions", ("institutions", "region"): "regions", ("regions", "hospitals"): "hospitals",
    ("regions", "clinic"): "hospitals", ("regions", "institutions"): "institutions", ("training", "region"): "regions",
    ("training", "hospital"): "hospitals",
}  # fmt: skip


def _columns(sheet: str, table: type[Strict]) -> Iterator[Column]:
    for name, field, cls, _ in fields(table):
        if cls is Title:
            for language in ("zh", "en"):
                yield Column((name, language), WORDS[f"title.{language}"], "", TEXT)
        elif (kind := kind_of(field)) is not None:
            unit = str(_extra(field).get("unit", ""))
            refers = REFERS.get((sheet, name), "")
            yield Column((name,), words_of(name, field), unit, kind, field.is_required(), refers)


def words_of(name: str, field: FieldInfo) -> Title:
    """Return the words of a key in both languages."""
    zh, en = str(_extra(field).get("zh", "")), field.title or ""
    if zh and en:
        return Title(zh=zh, en=en)
    return WORDS.get(name, Title(zh=zh or en or name, en=en or name))


def _extra(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def _table(key: str, zh: str, en: str, table: type[Strict], path: tuple[str, ...] = ()) -> Sheet:
    return Sheet(key, _title(zh, en), tuple(_columns(key, table)), path or (key,))


_KEY = Column(("key",), _title("键", "Key"), "", TEXT, required=True)
_ABOUT = tuple(
    Column((name,), WORDS[name], "", kind)
    for name, kind in (("low", NUMBER), ("high", NUMBER), ("source", TEXT), ("grade", GRADE))
)
_MEANING = Column(("meaning",), _title("含义", "Meaning"), "", TEXT)
_UNIT = Column(("unit",), WORDS["unit"], "", TEXT)
_VALUE = Column(("value",), WORDS["value"], "", TEXT)
_YOURS = tuple(
    Column(("yours", *column.key), Title(zh=f"您的{column.title.zh}", en=f"Your {column.title.en.lower()}"), "",
           column.kind)
    for column in (_VALUE, *_ABOUT)
)  # fmt: skip
_ALLOWED = Column(("allowed",), _title("可填", "Allowed"), "", TEXT)
_PARAMETERS = (_KEY, _MEANING, _UNIT, *_YOURS, _ALLOWED, _VALUE, *_ABOUT)

_FROM = Column(("date",), _title("自(空:起点)", "From (empty: the start)"), "", DATE)
PLAN = Sheet("plan", _title("规划", "Plan"), (_KEY, _MEANING, _VALUE))
STEPS = Sheet(
    "steps", _title("总量与变化", "Totals and steps"),
    (_KEY, _MEANING, _UNIT, _FROM, _VALUE, *_ABOUT),
)  # fmt: skip
PARAMETERS = Sheet("parameters", _title("参数", "Parameters"), _PARAMETERS)
RANGES = Sheet("ranges", _title("范围与依据", "Ranges and sources"), (_KEY, _VALUE, *_ABOUT))
MORE = Sheet("more", _title("更多", "More"), _PARAMETERS)
TABLES = (
    _table("regions", "区县", "Counties", Region),
    _table("hospitals", "医院", "Hospitals", Hospital),
    _table("institutions", "康复机构", "Rehabilitation", Institution),
    _table("targets", "目标", "Targets", Target),
    _table("training", "培训", "Training", Training),
    _table("diagnoses", "诊断构成", "Diagnoses", Diagnosis, ("registry", "diagnoses")),
    _table("stated", "规划所述数字", "Stated numbers", Stated),
    _table("not_modelled", "未纳入", "Not modelled", NotModelled),
)
BY_KEY = {sheet.key: sheet for sheet in TABLES}
ORDER = (PLAN, *TABLES[:3], STEPS, TABLES[3], PARAMETERS, *TABLES[4:], RANGES, MORE)
"""As they stand in the workbook, after the instructions."""
INSTRUCTIONS = _title("说明", "Instructions")
LISTS = "lists"
"""A hidden sheet: the words of long drop-downs."""
PLAN_KEYS: tuple[tuple[str, ...], ...] = (
    ("title", "zh"), ("title", "en"), ("summary", "zh"), ("summary", "en"), ("document",), ("horizon", "start"),
    ("horizon", "end"), ("empty_start",),
)  # fmt: skip
_TITLED = {
    ("title", "zh"): _title("规划名称(中文)", "Title in Chinese"),
    ("title", "en"): _title("规划名称(英文)", "Title in English"),
    ("summary", "zh"): _title("摘要(中文)", "Summary in Chinese"),
    ("summary", "en"): _title("摘要(英文)", "Summary in English"),
    ("document",): _title("规划文件", "The plan's document"),
}  # fmt: skip


def plan_words(path: tuple[str, ...]) -> Title:
    """Return the words of a row of the sheet of the plan."""
    if path in _TITLED:
        return _TITLED[path]
    table: type[Strict] = Scenario
    for name, field, cls, _ in fields(table):
        if name != path[0]:
            continue
        if len(path) == 1 or cls is None:
            return words_of(name, field)
        inner = dict((n, f) for n, f, _, _ in fields(cls))
        return words_of(path[1], inner[path[1]])
    raise KeyError(path)
