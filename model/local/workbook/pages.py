"""The sheets of an opened workbook as rows of filled cells, found by their names and their hidden row of keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from model.local.told import ToldError
from model.local.workbook import sheets
from model.local.workbook.cells import Filled, Place, Wrong
from model.local.workbook.sheets import FIRST_ROW, Column, Sheet
from model.scenario.problems import meant

MOST_ROWS, MOST_COLUMNS = 3_000, 60


@dataclass(frozen=True)
class Line:
    """A row: its number on the sheet and its filled cells by column."""

    sheet: str
    number: int
    cells: dict[str, Filled]

    def first(self) -> Place:
        """Return the first cell of the row, filled or not."""
        return Place(self.sheet, f"A{self.number}")


@dataclass
class Pages:
    """What was read.

    Attributes
    ----------
    lines : dict of sheet key to its rows that are not empty
    headings : dict of sheet key to the place of each column
    wrong : list of Wrong
    """

    lines: dict[str, list[Line]] = field(default_factory=dict)
    headings: dict[str, dict[str, str]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


def pages_of(book: Workbook) -> Pages:
    """Read every sheet, and note what is missing, unknown or too long."""
    found = Pages()
    called = {name: sheet for sheet in sheets.ORDER for name in sheet.names()}
    title = sheets.INSTRUCTIONS
    silent = {sheets.LISTS, title.zh, title.en, f"{title.zh} {title.en}"}
    for name in book.sheetnames:
        if name.strip() in silent:
            continue
        sheet = called.get(name.strip())
        if sheet is None:
            told = ToldError("workbook.no_sheet", name=name, hint=meant(name, called, "known"))
            found.wrong.append(Wrong(Place(name, "A1"), told))
        else:
            _read(book[name], name, sheet, found)
    for sheet in sheets.ORDER:
        if sheet.key not in found.lines:
            told = ToldError("workbook.missing_sheet", table=sheet.title)
            found.wrong.append(Wrong(Place(sheet.names()[0], "A1"), told))
            found.lines[sheet.key], found.headings[sheet.key] = [], {}
    return found


def _read(page: Any, name: str, sheet: Sheet, found: Pages) -> None:
    known = {column.name: column for column in sheet.columns}
    keys: list[Column | None] = []
    lines: list[Line] = []
    for number, row in enumerate(page.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        if number == 1:
            keys = list(_keys(row, name, known, found))
            continue
        if number < FIRST_ROW:
            continue
        cells = {
            column.name: Filled(cell.value, cell.data_type == "f", Place(name, f"{get_column_letter(place)}{number}"))
            for place, (column, cell) in enumerate(zip(keys, row, strict=False), 1)
            if column is not None and cell.value is not None and str(cell.value).strip()
        }
        if number > MOST_ROWS:
            found.wrong.append(Wrong(Place(name, f"A{number}"), ToldError("workbook.rows", most=f"{MOST_ROWS:,}")))
        elif cells:
            lines.append(Line(name, number, cells))
    if missing := [key for key in known if key not in {column.name for column in keys if column}]:
        told = ToldError("workbook.no_keys", keys=", ".join(missing))
        found.wrong.append(Wrong(Place(name, "A1"), told))
    found.lines[sheet.key] = lines
    found.headings[sheet.key] = {c.name: get_column_letter(n) for n, c in enumerate(keys, 1) if c is not None}


def _keys(row: Any, name: str, known: dict[str, Column], found: Pages) -> Iterator[Column | None]:
    for place, cell in enumerate(row, 1):
        key = "" if cell.value is None else str(cell.value).strip()
        if key and key not in known:
            told = ToldError("workbook.no_column", wanted=key, hint=meant(key, known, "known"))
            found.wrong.append(Wrong(Place(name, f"{get_column_letter(place)}1"), told))
        yield known.get(key)
