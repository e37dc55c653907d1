"""From a workbook to a plan, or to everything that is wrong with it, cell by cell."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from model.local.told import ToldError
from model.local.workbook import sheets
from model.local.workbook.assembled import Assembled
from model.local.workbook.cells import Place, Wrong
from model.local.workbook.filled import Filler, required_tables
from model.local.workbook.opened import opened
from model.local.workbook.pages import pages_of
from model.measures import check_targets
from model.scenario.merging import plain
from model.scenario.problems import Problem, ScenarioError, problems_of
from model.scenario.reachable import unreachable_places
from model.scenario.schema import Scenario
from model.scenario.structure import NUMBERS, fields
from model.scenario.values import Strict, Title
from model.scenario.writing import plan_text

_ELEMENT = re.compile(r"^(?:two )?(region|hospital|institution|class|training)s? (?:are called )?'?([^:']+)'?")
_LISTS = {"region": "regions", "hospital": "hospitals", "institution": "institutions", "class": "classes",
          "training": "training"}  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """What a workbook says.

    Attributes
    ----------
    scenario : Scenario or None
        None: something is wrong.
    wrong : tuple of Wrong
        All that is wrong, sheet by sheet.
    notes : tuple of Wrong
        What was left out, and why; nothing is wrong with the rest.
    """

    scenario: Scenario | None
    wrong: tuple[Wrong, ...]
    notes: tuple[Wrong, ...]


def imported(data: bytes, name: str = "") -> Imported:
    """Read a workbook.

    Parameters
    ----------
    data : bytes
        The file; bounded in size and in what it unpacks to, so that it may come from anybody.
    name : str
        Of the plan; not part of its digest.

    Raises
    ------
    ToldError
        It is no workbook.
    """
    try:
        pages = pages_of(opened(data))
    except ToldError:
        raise
    except Exception as error:
        # A stream of a damaged archive may break off in the middle of a sheet.
        raise ToldError("workbook.damaged", reason=f"{type(error).__name__}: {str(error)[:120]}") from None
    into = Filler(pages).fill()
    into.wrong.extend(required_tables(into, pages))
    table = into.table()
    scenario = _validated(into, {**table, "name": name})
    if into.wrong:
        return Imported(None, _in_order(into.wrong), tuple(into.notes))
    return Imported(scenario, (), tuple(into.notes))


def _validated(into: Assembled, table: dict[str, Any]) -> Scenario | None:
    """Return the plan, or add what the schema has against it; what was already said of a cell is not said again."""
    known = {wrong.place for wrong in into.wrong}
    try:
        scenario = Scenario.model_validate(table)
        problems = unreachable_places(scenario)
        if not problems:
            try:
                check_targets(scenario)
            except ScenarioError as error:
                problems = [Problem(_target_of(line), "", line) for line in str(error).splitlines()]
    except ValidationError as error:
        scenario, problems = None, problems_of(error, table, Scenario)
    for problem in problems:
        place = into.place(problem.where) or _place_in(problem, into, table)
        # With gaps in it, a plan has other faults, which are no faults of their own.
        if place not in known and (problem.where or not into.wrong):
            into.wrong.append(Wrong(place, ToldError("workbook.schema", text=_shown(problem))))
    return scenario


def _shown(problem: Problem) -> str:
    return f"{problem.shown}: {problem.text}" if problem.shown else problem.text


def _target_of(line: str) -> tuple[str, ...]:
    found = re.search(r"targets\.(\d+)", line)
    return ("targets", found[1]) if found else ()


def _place_in(problem: Problem, into: Assembled, table: dict[str, Any]) -> Place:
    """Return the row of the county, hospital, ... that a message names; else the sheet of the plan."""
    found = _ELEMENT.match(problem.text)
    if found:
        elements = table.get(_LISTS[found[1]], [])
        places = [n for n, element in enumerate(elements) if str(element.get("name")) == found[2]]
        place = into.place((_LISTS[found[1]], str(places[-1]))) if places else None
        if place is not None:
            return place
    return Place(sheets.PLAN.names()[0], "A1")


def _in_order(wrong: list[Wrong]) -> tuple[Wrong, ...]:
    order = {name: n for n, sheet in enumerate(sheets.ORDER) for name in sheet.names()}

    def key(one: Wrong) -> tuple[int, int, str]:
        row = re.search(r"\d+", one.place.cell)
        return (order.get(one.place.sheet, -1), int(row[0]) if row else 0, one.place.cell)

    return tuple(sorted(dict.fromkeys(wrong), key=key))


def toml_of(scenario: Scenario, heading: str = "") -> str:
    """Return a plan as a file, without what the schema says by itself."""
    table = {name: value for name, value in plain(scenario).items() if name not in ("name", "extends")}
    return plan_text(_own(table, Scenario), heading)


def _own(table: dict[str, Any], cls: type[Strict]) -> dict[str, Any]:
    """Return what a table says that is not the default of its key."""
    kept = {}
    for name, known, inner, many in fields(cls):
        if name not in table:
            continue
        value = table[name]
        default = None if known.is_required() else plain(known.get_default(call_default_factory=True))
        if value == default or (value is None and default is None):
            continue
        if inner in NUMBERS:
            value = _short(value)
        elif inner is not None and inner is not Title:
            inside = [_own(element, inner) for element in value] if many else _own(value, inner)
            value = inside if many or inside else value
        kept[name] = value
    return kept


def _short(value: Any) -> Any:
    """Return a number, schedule or distribution in the shortest form that a planner may write."""
    if isinstance(value, list):
        return [_short(element) for element in value]
    if not isinstance(value, dict):
        return value
    inside = {key: _short(held) for key, held in value.items() if not (key == "source" and held == "")}
    if set(inside) == {"value"}:
        return "unlimited" if inside["value"] == math.inf else inside["value"]
    if "first" in inside and not inside.get("steps"):
        return inside["first"]
    return inside
