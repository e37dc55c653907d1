"""How the sheets of a workbook look, whatever they hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.messages import Language, say
from model.report.chances import percent
from model.report.document.blocks import FILLS, Tone

HEAD = PatternFill("solid", fgColor="1F3F66")
LINE_POINTS = 15.0
WRAPS_FROM = 12.0
"""Characters that a column has from which on its texts are wrapped; in narrower ones words would be broken."""
THIN = Border(bottom=Side("thin", color="C8CDD4"))
TEXT, NUMBER = Alignment("left", vertical="top", wrap_text=True, indent=1), Alignment(vertical="top")
FORMATS = {"share": "0.0%", "permille": "0.00", "RMB": "#,##0"}
"""By unit; of others by size."""


@dataclass(frozen=True)
class Head:
    """A column of a sheet: its title and its width in characters."""

    title: str
    width: float = 14.0


def number_format(unit: str, size: float) -> str:
    """Return how Excel writes values of a unit, by their size."""
    if unit in FORMATS:
        return FORMATS[unit]
    return "#,##0" if abs(size) >= 100 else "#,##0.0" if abs(size) >= 10 else "#,##0.00" if abs(size) >= 1 else "0.000"


def as_probabilities(sheet: Worksheet, rows: Iterable[int], columns: Iterable[int]) -> None:
    """Write probabilities as whole percentages; the number stays, and what is not certain does not look certain."""
    columns = list(columns)
    for row in rows:
        for column in columns:
            target = sheet.cell(row, column)
            shown = percent(target.value) if isinstance(target.value, (int, float)) else ""
            target.number_format = f'"{shown}"' if shown[:1] in ("<", ">") else "0%"


def new_sheet(book: Workbook, name: str, language: Language) -> Worksheet:
    """Return a new sheet, to be printed on its side."""
    sheet: Worksheet = book.create_sheet(say(f"report.sheet.{name}", language))
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True  # type: ignore[union-attr]
    return sheet


def fill(
    sheet: Worksheet, heads: Sequence[Head], rows: Iterable[Sequence[Any]], frozen: str = "B2", note: str = ""
) -> None:
    """Write a table from A1 on: a frozen head with a filter, and rows as high as their texts; a note below."""
    last, numeric = 1, [False] * len(heads)
    for last, row in enumerate(rows, 2):
        for n, value in enumerate(row, 1):
            target = put(sheet, last, n, value)
            target.border = THIN
            numeric[n - 1] |= isinstance(value, (int, float)) and not isinstance(value, bool)
            # Text beside a number keeps away from it.
            target.alignment = TEXT if isinstance(value, str) and heads[n - 1].width >= WRAPS_FROM else NUMBER
        tall_enough(sheet, last, ((str(v), head.width - 2.0) for v, head in zip(row, heads, strict=True)
                                  if isinstance(v, str) and head.width >= WRAPS_FROM))  # fmt: skip
    for n, (head, number) in enumerate(zip(heads, numeric, strict=True), 1):
        target = sheet.cell(1, n, head.title)
        target.font, target.fill = font(bold=True, color="FFFFFF"), HEAD
        target.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="right" if number else "left", indent=0 if number else 1
        )
        sheet.column_dimensions[get_column_letter(n)].width = head.width
    tall_enough(sheet, 1, ((head.title, head.width - 3.0) for head in heads), least=2)
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{last}"
    sheet.print_title_rows = "1:1"
    if note:
        sheet.cell(last + 2, 1, note).font = font(italic=True, color="555555")


def put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """Put a value into a cell and return the cell: no nan, and text stays text even where it begins like a formula."""
    target = sheet.cell(row, column, finite(value) if isinstance(value, float) else value)
    if isinstance(value, str):
        target.data_type = "s"
    return target


def font(**looks: Any) -> Font:
    """Return the type of the cells that nothing is said about, changed."""
    return Font(**{"name": "Calibri", "family": 2, "scheme": "minor", "size": 11, **looks})


def tall_enough(sheet: Worksheet, row: int, texts: Iterable[tuple[str, float]], least: int = 1) -> None:
    """Make a row as high as its wrapped texts need, each in a column of so many characters; some programs do not."""
    lines = [least]
    for text, width in texts:
        units = (sum(2.0 if ord(letter) > 0x2E7F else 0.95 for letter in line) for line in text.split("\n"))
        lines.append(sum(max(1, math.ceil(unit / width)) for unit in units))
    sheet.row_dimensions[row].height = LINE_POINTS * max(lines)


def finite(value: float) -> float | str | None:
    """Return a number that a workbook can hold."""
    return None if math.isnan(value) else "∞" if math.isinf(value) else float(value)


def formatted(sheet: Worksheet, rows: Iterable[int], columns: Iterable[int], chosen: str) -> None:
    """Set how numbers of a block of cells are written."""
    columns = list(columns)
    for row in rows:
        for column in columns:
            sheet.cell(row, column).number_format = chosen


def ground(sheet: Worksheet, row: int, column: int, of: Tone) -> None:
    """Give a cell its ground."""
    if of:
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=FILLS[of])
