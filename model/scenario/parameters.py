"""Every parameter of a plan with unit, default, range, source and grade, and the page that lists them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from pydantic.fields import FieldInfo

from model.scenario.paths import keys_of
from model.scenario.schema import Scenario
from model.scenario.structure import choices, fields, part_of
from model.scenario.values import Distribution, Schedule, Step, Strict, Title, Value

SAYS = frozenset({"targets", "stated", "not_modelled"})
"""Tables in which a plan speaks: its sentences, not parameters of the model."""
SHAPES = frozenset({"sigma", "shape"})
"""Numbers of a distribution that have no unit."""
IN_CHINESE = {
    "value": "定值", "mean": "均值", "sd": "标准差", "median": "中位数", "shape": "形状", "scale": "尺度",
    "fixed": "定值", "exponential": "指数分布", "lognormal": "对数正态分布", "gamma": "伽马分布", "weibull": "韦布尔分布",
    "schizophrenia": "精神分裂症", "bipolar": "双相障碍", "other": "其他严重精神障碍",
}  # fmt: skip
"""Distributions and their numbers (sigma is written as it is), and the diagnoses of the default."""


@dataclass(frozen=True)
class Parameter:
    """One number, choice or date that a planner can set.

    Attributes
    ----------
    path : str
        As ``--set`` takes it; ``NAME`` stands for the name of an element, ``N`` for its place in a list.
    default : float or str or None
        None: the plan must give it, or it follows from other numbers as ``en`` says.
    allowed : tuple of str
        The words of a choice; empty for a number.
    rule : str
        Number of the rule that uses it; ``audit`` for a norm.
    """

    path: str
    unit: str = ""
    default: float | str | None = None
    low: float | None = None
    high: float | None = None
    source: str = ""
    grade: str = ""
    rule: str = ""
    en: str = ""
    zh: str = ""
    allowed: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """Return the top-level key; for a top-level parameter ``plan``."""
        head, dot, _ = self.path.partition(".")
        return head if dot else "plan"


def parameters() -> tuple[Parameter, ...]:
    """Return every parameter of the schema, in the schema's order."""
    return tuple(_of_table(Scenario, None, "", Parameter("")))


def parameters_of(scenario: Scenario) -> tuple[Parameter, ...]:
    """Return every parameter of a plan, in the schema's order; ``default`` is the value that the plan has.

    Of a number that changes with the date it is the first.
    """
    return tuple(_of_table(Scenario, scenario, "", Parameter("")))


def parameter_at(path: str) -> Parameter | None:
    """Return the parameter behind a path of a plan, for an element of a list that of any element (``NAME``)."""
    keys = tuple(keys_of(path))
    return _by_keys().get(keys) or _by_keys().get((*keys[:1], "NAME", *keys[2:]))


@cache
def _by_keys() -> dict[tuple[str, ...], Parameter]:
    return {tuple(keys_of(parameter.path)): parameter for parameter in parameters()}


def _of_table(
    table: type[Strict], default: Strict | None, prefix: str, words: Parameter
) -> Iterator[Parameter]:
    for name, field, cls, many in fields(table):
        if (not prefix and name in SAYS) or cls is Title:
            continue
        value = getattr(default, name) if default is not None else _default(field)
        known = _words(field, words, prefix + name)
        yield from _of_field(field, cls, many, value, known)


def _of_field(
    field: FieldInfo, cls: type[Strict] | None, many: bool, value: Any, known: Parameter
) -> Iterator[Parameter]:
    if cls is None:
        yield from _plain(field, value, known)
    elif many:
        yield from _of_list(cls, value, known)
    elif cls is Value:
        yield _number(value, known)
    elif cls is Schedule:
        yield _number(value.first if value else None, known)
    elif cls is Distribution:
        yield from _of_distribution(value, known)
    elif value is None and not field.is_required():
        yield known
    else:
        yield from _of_table(cls, value, f"{known.path}.", replace(known, en="", zh=""))


def _of_list(cls: type[Strict], elements: Any, known: Parameter) -> Iterator[Parameter]:
    """Yield the numbers of a list: those of the schema's own elements, else of an element to be written."""
    if cls is Step:
        return
    for place, element in enumerate(elements or ()):
        if cls is Value:
            here = replace(
                known, path=f"{known.path}.{place}", en=f"{known.en}: {place}", zh=f"{known.zh}:{place}"
            )
            yield _number(element, here)
        else:
            name = getattr(element, "name", str(place))
            title = getattr(element, "title", None) or Title(zh=IN_CHINESE.get(name, name), en=name)
            yield from _of_table(cls, element, f"{known.path}.{name}.", replace(known, en=title.en, zh=title.zh))
    if not elements:
        address = "NAME" if "name" in cls.model_fields else "N"
        yield from _of_table(cls, None, f"{known.path}.{address}.", known)


def _of_distribution(value: Distribution | None, known: Parameter) -> Iterator[Parameter]:
    if value is None:
        yield known
        return
    for name, number in value:
        if isinstance(number, Value):
            words = [value.kind] if value.kind == "fixed" else [value.kind, name]
            en = f"{known.en} ({', '.join(words)})"
            zh = f"{known.zh}({','.join(IN_CHINESE.get(word, word) for word in words)})"
            unit = "" if name in SHAPES else known.unit
            yield _number(
                number,
                replace(
                    known, path=f"{known.path}.{name}", unit=unit, en=en, zh=zh
                ),
            )


def _number(value: Value | None, known: Parameter) -> Parameter:
    if value is None:
        return known
    return replace(
        known,
        default=value.value,
        low=value.low,
        high=value.high,
        source=value.source,
        grade=value.grade or "",
    )


def _plain(field: FieldInfo, value: Any, known: Parameter) -> Iterator[Parameter]:
    """Yield a choice, a yes-or-no, a count or a date; names and sentences are no parameters."""
    allowed = tuple(str(word) for word in choices(field.annotation))
    if field.annotation is bool:
        allowed = ("false", "true")
    if not allowed and field.annotation not in (int, float, dt.date, dt.date | None):
        return
    if isinstance(value, tuple):
        value = ", ".join(str(word) for word in value)
    elif isinstance(value, bool):
        value = str(value).lower()
    yield replace(
        known, default=value if value is None or isinstance(value, int) else str(value), allowed=allowed
    )


def _default(field: FieldInfo) -> Any:
    return None if field.is_required() else field.get_default(call_default_factory=True)


def _words(field: FieldInfo, above: Parameter, path: str) -> Parameter:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    en, zh = field.title or "", str(extra.get("zh", ""))
    return Parameter(
        path,
        str(extra.get("unit", "")),
        rule=str(extra.get("rule", above.rule)),
        en=f"{above.en}: {en}" if above.en and en else en or above.en,
        zh=f"{above.zh}:{zh}" if above.zh and zh else zh or above.zh,
    )


# --- the page ------------------------------------------------------------------------------------------

COMMAND = "jingkang schema --page > docs/parameters.md"
_GRADES = {"K": 0, "D": 1, "F": 2, "": 3}
_HEAD = f"""# Parameters

Generated from the schema by `{COMMAND}`; do not edit. 本页由上述命令自动生成，请勿手改。

Every number, choice and date that a scenario can set. The key is what `--set` takes (`--set stay.long_share=0.08`);
`NAME` is the name of an element and `N` its place in a list, counted from 0. *Default* is used where a plan says
nothing; a dash means that the plan gives it, or that it follows as its description says. *Range* is what is
plausible. *Grade*: **F** found in the source, **D** derived from one, **K** expert knowledge, unverified: replace
these first, so they stand first. *Rule* is the rule of the model that uses it; `audit`: norms that the audit alone
uses.
"""


def page() -> str:
    """Return the page of parameters in Markdown: a section for each table, the least certain first."""
    everything = parameters()
    order = list(dict.fromkeys(p.section for p in everything))
    ranked = sorted(everything, key=lambda p: (order.index(p.section), _GRADES[p.grade]))
    counts = {grade: sum(p.grade == grade for p in everything) for grade in "KDF"}
    known = ", ".join(f"{grade} {count}" for grade, count in counts.items())
    blocks = [_HEAD, f"In all {len(everything)} parameters, of which graded: {known}.\n"]
    for section, rows in groupby(ranked, key=lambda p: p.section):
        blocks.append(f"## {section}\n\n{_intro(section)}")
        blocks.append(
            "| key | meaning | 含义 | unit | default | range | grade | rule | source |\n"
            "|---|---|---|---|---|---|---|---|---|\n" + "".join(_row(p) for p in rows)
        )
    return "\n".join(blocks)


def _intro(section: str) -> str:
    field = Scenario.model_fields.get(section)
    cls = part_of(field.annotation)[0] if field else None
    return (
        f"{(cls.__doc__ or '').strip().splitlines()[0].replace('``', '`')}\n" if cls else "The whole plan.\n"
    )


def _row(p: Parameter) -> str:
    span = "" if p.low is None and p.high is None else f"{_figure(p.low)} to {_figure(p.high)}"
    if p.allowed:
        span = ", ".join(p.allowed)
    cells = (f"`{p.path}`", p.en, p.zh, p.unit, _figure(p.default), span, p.grade, p.rule, p.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _figure(value: float | str | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return "unlimited" if math.isinf(value) else f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
