"""A plan taken apart into the rows and cells of its workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic.fields import FieldInfo

from model.local.workbook.keys import Path, key_of
from model.local.workbook.kinds import Kind, element_kind, kind_of
from model.local.workbook.sheets import PLAN_KEYS, TABLES, Sheet, words_of
from model.scenario.schema import Scenario
from model.scenario.structure import fields
from model.scenario.values import Distribution, Schedule, Strict, Title, Value

EMPTY, NOTHING = '""', "[]"
"""How empty text and an empty list are written where an empty cell means something else."""
Number = Mapping[str, Any]
"""A number as a file says it: value, and low, high, source, grade where they are known."""


@dataclass(frozen=True)
class Leaf:
    """A number or a word of a plan, with what the schema says of it; ``number`` where it has a range and a source."""

    path: Path
    content: Any
    kind: Kind
    title: Title
    unit: str
    number: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a sheet of keys."""

    key: str
    leaf: Leaf


@dataclass
class Layout:
    """What stands on the sheets.

    Attributes
    ----------
    plan : dict of path to content
    cells : dict of sheet to rows, each a dict of column to content
    steps : list of (Row, date or None)
        None: the number of the start.
    parameters, ranges, more : list of Row
    """

    plan: dict[tuple[str, ...], Any] = field(default_factory=dict)
    cells: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    steps: list[tuple[Row, Any]] = field(default_factory=list)
    parameters: list[Row] = field(default_factory=list)
    ranges: list[Row] = field(default_factory=list)
    more: list[Row] = field(default_factory=list)


def laid_out(table: Mapping[str, Any]) -> Layout:
    """Return where everything that a plan says stands, its name and what it extends apart.

    Parameters
    ----------
    table : mapping
        The plan as `model.scenario.merging.plain` writes it, or a part of it.
    """
    layout = Layout(cells={sheet.key: [] for sheet in TABLES})
    for leaf in leaves(table, Scenario, ()):
        if leaf.path[0] not in ("name", "extends"):
            _place(layout, leaf, table)
    return layout


def leaves(table: Mapping[str, Any], cls: type[Strict], at: Path) -> Iterator[Leaf]:
    """Yield every number and word below a table, in the schema's order; of a schedule the first, then the steps."""
    for name, known, inner, many in fields(cls):
        if name in table:
            yield from _of_field(table[name], known, inner, many, (*at, name))


def _of_field(value: Any, known: FieldInfo, cls: type[Strict] | None, many: bool, at: Path) -> Iterator[Leaf]:
    extra = known.json_schema_extra if isinstance(known.json_schema_extra, dict) else {}
    title, unit = words_of(str(at[-1]), known), str(extra.get("unit", ""))
    kind = kind_of(known)
    if value in ("", []) and (known.is_required() or known.get_default(call_default_factory=True)):
        # An empty cell means the default, which is another.
        yield Leaf(at, EMPTY if value == "" else NOTHING, Kind("text"), title, "")
        return
    if cls is Title:
        for language in ("zh", "en"):
            yield Leaf((*at, language), value[language] or EMPTY, Kind("text"), title, "")
    elif cls is Value and many:
        for place, number in enumerate(value):
            yield Leaf((*at, place), number, element_kind(known), _numbered(title, place), unit, number=True)
    elif cls is Schedule:
        assert kind is not None
        yield Leaf((*at, "first"), value["first"], kind, title, unit, number=True)
        for place, step in enumerate(value.get("steps", ())):
            yield Leaf((*at, "steps", place), step, kind, title, unit, number=True)
    elif kind is not None:
        yield Leaf(at, value, kind, title, unit, number=cls is Value)
    elif many:
        assert cls is not None
        for place, element in enumerate(value):
            yield from leaves(element, cls, (*at, place))
    else:
        assert cls is not None
        words = [(leaf, cls is Distribution) for leaf in leaves(value, cls, at)]
        yield from (_of_distribution(leaf, title, unit) if inside else leaf for leaf, inside in words)


def _numbered(title: Title, place: int) -> Title:
    return Title(zh=f"{title.zh}:{place}", en=f"{title.en}: {place}")


def _of_distribution(leaf: Leaf, title: Title, unit: str) -> Leaf:
    """Return a number of a distribution, called what the distribution is about."""
    name = str(leaf.path[-1])
    unit = "" if name in ("sigma", "shape", "kind", "weight") else unit
    return Leaf(leaf.path, leaf.content, leaf.kind, Title(zh=f"{title.zh}:{name}", en=f"{title.en}: {name}"), unit,
                leaf.number)  # fmt: skip


def _place(layout: Layout, leaf: Leaf, table: Mapping[str, Any]) -> None:
    path = leaf.path
    if path in PLAN_KEYS:
        layout.plan[path] = leaf.content  # type: ignore[index]
        return
    step = "steps" in path[-2:-1]
    schedule = path[:-2] if step else path[:-1] if path[-1] == "first" and leaf.number else path
    row = Row(key_of(schedule, table), leaf)
    if step:
        layout.steps.append((row, leaf.content["date"]))
    elif path[0] == "totals":
        layout.steps.append((row, None))
    elif (sheet := _sheet_of(path)) is not None and _column_of(sheet, schedule):
        _into_table(layout, sheet, schedule, leaf, row)
    elif any(isinstance(part, int) for part in path[:-1]):
        layout.more.append(row)
    else:
        layout.parameters.append(row)


def _sheet_of(path: Path) -> Sheet | None:
    return next((s for s in TABLES if path[: len(s.path)] == s.path and len(path) > len(s.path)), None)


def _column_of(sheet: Sheet, path: Path) -> bool:
    return path[len(sheet.path) + 1 :] in {column.key for column in sheet.columns}


def _into_table(layout: Layout, sheet: Sheet, path: Path, leaf: Leaf, row: Row) -> None:
    rows, place = layout.cells[sheet.key], path[len(sheet.path)]
    assert isinstance(place, int)
    while len(rows) <= place:
        rows.append({})
    column = ".".join(str(part) for part in path[len(sheet.path) + 1 :])
    rows[place][column] = leaf.content["value"] if leaf.number else leaf.content
    if leaf.number and set(leaf.content) - {"value", "source"} | ({"source"} if leaf.content.get("source") else set()):
        layout.ranges.append(row)
