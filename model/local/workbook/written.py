"""Writing a workbook: of a plan, or blank."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from model.local.told import ToldError
from model.local.workbook import looks, sheets
from model.local.workbook.layout import Layout, Leaf, Row, laid_out
from model.local.workbook.measures import called, listed
from model.local.workbook.sheets import FIRST_ROW, Column, Sheet
from model.messages import Language, say
from model.scenario.merging import plain
from model.scenario.places import Totals
from model.scenario.schema import Scenario
from model.scenario.structure import fields
from model.scenario.units import CHINESE
from model.scenario.values import Title

Both = Language | None
"""None: both languages."""
MOST_TEXT = 32_767
"""Characters that a cell can hold."""


def workbook_of(scenario: Scenario | None, language: Both = None) -> bytes:
    """Return a workbook with a plan in it; without one, with the schema's defaults, to be filled in.

    Parameters
    ----------
    scenario : Scenario or None
    language : {"zh", "en"} or None
        Of headings and instructions; None: both, in every heading.

    Raises
    ------
    ToldError
        The plan holds text that no cell can hold.
    """
    table = plain(scenario) if scenario is not None else _defaults()
    book = Workbook()
    for style in looks.STYLES:
        book.add_named_style(copy(style))
    _instructions(book, language)
    layout = laid_out(table)
    for sheet in sheets.ORDER:
        page = book.create_sheet(_called(sheet.title, language))
        _headings(page, sheet, language)
        _rows(page, sheet, layout, language)
        _choices(page, sheet, language)
    _lists(book, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _defaults() -> dict[str, Any]:
    """Return what the schema says where a plan says nothing."""
    return {
        name: plain(field.get_default(call_default_factory=True))
        for name, field in Scenario.model_fields.items()
        if not field.is_required() and field.get_default(call_default_factory=True) is not None
    }


def _called(title: Title, language: Both) -> str:
    return f"{title.zh} {title.en}" if language is None else title.zh if language == "zh" else title.en


def _worded(title: Title, language: Both) -> str:
    return f"{title.zh}\n{title.en}" if language is None else _called(title, language)


def _unit(unit: str, language: Both) -> str:
    if not unit:
        return ""
    return _worded(Title(zh=CHINESE.get(unit, unit), en=unit), language)


# --- sheets --------------------------------------------------------------------------------------------------


def _headings(page: Worksheet, sheet: Sheet, language: Both) -> None:
    looks.lay_out(page, sheet.columns, "B4" if sheet.path else "C4")
    for number, column in enumerate(sheet.columns, 1):
        _put(page.cell(1, number), column.name)
        _put(page.cell(2, number), _worded(column.title, language) + (" *" if column.required else ""))
        _put(page.cell(3, number), _hint(column, language))
        page.cell(2, number).style = looks.HEAD.name
        page.cell(3, number).style = looks.UNIT.name
    looks.tall_enough(page, 2)
    looks.tall_enough(page, 3)


def _hint(column: Column, language: Both) -> str:
    """Return the third line: the unit, else what a cell may hold."""
    if column.unit:
        return _unit(column.unit, language)
    sort = "names" if column.refers and column.kind.sort == "texts" else column.kind.sort
    if sort in ("date", "flag", "texts", "names"):
        return _said(f"workbook.hint_{sort}", language)
    return ""


def _said(key: str, language: Both, **values: Any) -> str:
    return _worded(Title(zh=say(key, "zh", **values), en=say(key, "en", **values)), language)


def _rows(page: Worksheet, sheet: Sheet, layout: Layout, language: Both) -> None:
    rows = list(_of_sheet(sheet, layout, language))
    given = {"key", "meaning", "unit", "allowed"} if not sheet.path else set()
    if sheet in (sheets.PARAMETERS, sheets.MORE):
        given |= {"value", "low", "high", "source", "grade"}
    room = 12 if sheet in (sheets.MORE, sheets.RANGES, sheets.STEPS) or sheet.path else 0
    for number, row in enumerate([*rows, *({} for _ in range(room))], FIRST_ROW):
        for place, column in enumerate(sheet.columns, 1):
            cell = page.cell(number, place)
            cell.style = (looks.GIVEN if column.name in given and row else looks.ENTRY).name
            _put(cell, row.get(column.name))
        looks.tall_enough(page, number)


def _of_sheet(sheet: Sheet, layout: Layout, language: Both) -> Iterator[dict[str, Any]]:
    if sheet.path:
        for row in layout.cells[sheet.key]:
            cells = {name: _content(value) for name, value in row.items()}
            yield {**cells, "measure": called(cells["measure"], language)} if "measure" in cells else cells
    elif sheet is sheets.PLAN:
        for path in sheets.PLAN_KEYS:
            meaning = _worded(sheets.plan_words(path), language)
            yield {"key": ".".join(path), "meaning": meaning, "value": _content(layout.plan.get(path))}
    elif sheet is sheets.STEPS:
        yield from _steps(layout, language)
    elif sheet is sheets.RANGES:
        yield from ({"key": row.key, **_numbers(row.leaf.content)} for row in layout.ranges)
    else:
        yield from (_parameter(row, language) for row in (
            layout.parameters if sheet is sheets.PARAMETERS else layout.more))  # fmt: skip


def _steps(layout: Layout, language: Both) -> Iterator[dict[str, Any]]:
    """Yield totals at the start, those the plan does not give among them, each with its steps; then all other steps."""
    rest = list(layout.steps)
    for name, field, _, _ in fields(Totals):
        key = f"totals.{name}"
        own = [(row, date) for row, date in rest if row.key == key]
        rest = [(row, date) for row, date in rest if row.key != key]
        if not own:
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            meaning = _worded(sheets.words_of(name, field), language)
            yield {"key": key, "meaning": meaning, "unit": _unit(str(extra.get("unit", "")), language)}
        yield from (_step(row, date, language) for row, date in own)
    yield from (_step(row, date, language) for row, date in rest)


def _step(row: Row, date: dt.date | None, language: Both) -> dict[str, Any]:
    number = row.leaf.content if date is None else row.leaf.content["value"]
    about = {"meaning": _worded(row.leaf.title, language), "unit": _unit(row.leaf.unit, language)}
    return {"key": row.key, **about, "date": date, **_numbers(number)}


def _parameter(row: Row, language: Both) -> dict[str, Any]:
    leaf = row.leaf
    numbers = _numbers(leaf.content) if leaf.number else {"value": _content(leaf.content)}
    about = {"meaning": _worded(leaf.title, language), "unit": _unit(leaf.unit, language)}
    return {"key": row.key, **about, "allowed": _allowed(leaf, language), **numbers}


def _allowed(leaf: Leaf, language: Both) -> str:
    if leaf.kind.allowed:
        return ", ".join(leaf.kind.allowed)
    if leaf.kind.sort != "number":
        return _said(f"workbook.hint_{leaf.kind.sort}", language) if leaf.kind.sort in ("flag", "date", "texts") else ""
    words = "" if leaf.kind.bounds == "number" else _said(f"workbook.short_{leaf.kind.bounds}", language)
    return f"{words}; unlimited" if leaf.kind.unlimited and words else words


def _numbers(number: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _content(number[name]) for name in ("value", "low", "high", "source", "grade") if name in number}


# --- cells ---------------------------------------------------------------------------------------------------


def _content(value: Any) -> Any:
    """Return what a cell says of a value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, (list, tuple)):
        return _listed(value)
    return value


def _float(value: float) -> int | float | str:
    """Return a number as a cell keeps it to the last digit: workbooks hold 16; one with 17 is written as text."""
    if math.isinf(value):
        return "unlimited"
    if value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if float(f"{value:.16g}") == value else repr(value)


def _listed(values: Sequence[Any]) -> str | None:
    """Return a list in one cell: an element a line, or as JSON where an element does not stand in one."""
    if not values:
        return None
    words = [value for value in values if isinstance(value, str)]
    awkward = (",", ";", "\uff0c", "\uff1b", "\u3001", "\n", "[")
    if len(words) == len(values) and all(w.strip() == w and w and not any(a in w for a in awkward) for w in words):
        return "\n".join(words)
    return json.dumps(list(values), ensure_ascii=False)


def _put(cell: Any, value: Any) -> None:
    """Write a value; text is text even if it begins with an equals sign."""
    if value is None or value == "":
        return
    if isinstance(value, str) and len(value) > MOST_TEXT:
        raise ToldError("workbook.long_text", text=f"{value[:40]}...", most=f"{MOST_TEXT:,}")
    try:
        cell.value = value
    except IllegalCharacterError:
        raise ToldError("workbook.bad_text", text=repr(value[:60])) from None
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"


# --- drop-downs ----------------------------------------------------------------------------------------------


def _choices(page: Worksheet, sheet: Sheet, language: Both) -> None:
    told: Language = language or "zh"
    for number, column in enumerate(sheet.columns, 1):
        formula = _formula(sheet, column, language)
        # Names may follow on their sheet, and a measure may be called otherwise than it is listed.
        strict = column.refers == "" and column.name != "measure"
        if formula:
            looks.drop_down(page, number, formula, say("workbook.choose", told), strict)
        else:
            looks.bounded(page, number, column.kind, told)


def _formula(sheet: Sheet, column: Column, language: Both) -> str:
    if column.name == "measure":
        return f"={sheets.LISTS}!$A$1:$A${len(listed(language))}"
    if column.refers and column.kind.sort == "text":
        other = _called(sheets.BY_KEY[column.refers].title, language)
        return f"='{other}'!$A${FIRST_ROW}:$A${FIRST_ROW + looks.ROOM}"
    words = ("yes", "no") if column.kind.sort == "flag" else column.kind.allowed if column.kind.sort == "choice" else ()
    return '"' + ",".join(words) + '"' if words else ""


def _lists(book: Workbook, language: Both) -> None:
    page = book.create_sheet(sheets.LISTS)
    for number, measure in enumerate(listed(language), 1):
        _put(page.cell(number, 1), measure)
    page.sheet_state = "hidden"


def _instructions(book: Workbook, language: Both) -> None:
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = _called(sheets.INSTRUCTIONS, language)
    page.column_dimensions["A"].width = 110
    looks.for_printing(page)
    row = 1
    for told in ("zh", "en") if language is None else (language,):
        for number, line in enumerate(say("workbook.instructions", told).splitlines()):
            cell = page.cell(row, 1)
            cell.style = (looks.HEAD if number == 0 else looks.GIVEN).name
            _put(cell, line)
            looks.tall_enough(page, row)
            row += 1
        row += 1
