"""How a workbook looks: fonts, colours, widths, drop-downs."""

from __future__ import annotations

from typing import Any
from unicodedata import east_asian_width

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from model.local.workbook.kinds import Kind
from model.local.workbook.sheets import FIRST_ROW, Column
from model.messages import Language, say

ROOM = 400
"""Rows below the heading that have drop-downs and colours."""
FONT = "Microsoft YaHei"
_LINE = Side(style="thin", color="D0D0D0")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_ALL_ROUND = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
HEAD = NamedStyle("head", Font(name=FONT, bold=True, color="FFFFFF", size=10), PatternFill("solid", fgColor="1F4E79"),
                  alignment=Alignment(wrap_text=True, vertical="center"))  # fmt: skip
UNIT = NamedStyle("unit", Font(name=FONT, italic=True, color="595959", size=9), PatternFill("solid", fgColor="DDEBF7"),
                  alignment=_WRAPPED)  # fmt: skip
ENTRY = NamedStyle("entry", Font(name=FONT, size=10), PatternFill("solid", fgColor="FFF9DB"), _ALL_ROUND, _WRAPPED)
GIVEN = NamedStyle("given", Font(name=FONT, size=10, color="595959"), alignment=_WRAPPED)
STYLES = (HEAD, UNIT, ENTRY, GIVEN)
WIDE = {"key": 38, "meaning": 34, "clause": 60, "source": 46, "reason": 46, "measure": 46, "name": 24, "numbers": 30,
        "hospitals": 30, "institutions": 34, "used_in": 34, "allowed": 22, "unit": 18, "yours.source": 26}  # fmt: skip
MIN_WIDTH = 13
LINE_POINTS = 15


def lay_out(sheet: Worksheet, columns: tuple[Column, ...], frozen: str) -> None:
    """Set widths, hide the row of keys, keep headings in view."""
    for number, column in enumerate(columns, 1):
        width = WIDE.get(column.name, MIN_WIDTH)
        # Where there is nothing else, values are titles and summaries.
        sheet.column_dimensions[get_column_letter(number)].width = 70 if len(columns) == number == 3 else width
    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = frozen
    sheet.print_title_rows = "2:3"
    for_printing(sheet)


def for_printing(sheet: Worksheet) -> None:
    """Let a page hold all columns."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def tall_enough(sheet: Worksheet, row: int) -> None:
    """Give a row the height that its texts need when they are wrapped; programs do not all see to it themselves."""
    lines = 1
    for cell in sheet[row]:
        if not isinstance(cell.value, str):
            continue
        width = sheet.column_dimensions[cell.column_letter].width
        lines = max(lines, sum(max(1, -(-_width(part) // int(width - 1))) for part in cell.value.split("\n")))
    sheet.row_dimensions[row].height = min(LINE_POINTS * lines + 3, 400)


def _width(text: str) -> int:
    """Return about how many characters of the font's mean width a text takes: a Chinese one counts twice."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def drop_down(sheet: Worksheet, column: int, formula: str, words: str, strict: bool = True) -> None:
    """Offer the words of a range or a list in a column."""
    choice = DataValidation(type="list", formula1=formula, allow_blank=True)
    choice.showErrorMessage = strict
    choice.error, choice.prompt, choice.showInputMessage = words[:250], words[:250], True
    _over(sheet, choice, column)


def bounded(sheet: Worksheet, column: int, kind: Kind, language: Language) -> None:
    """Let the spreadsheet program itself refuse what is out of bounds, where a cell has to hold a number."""
    ends: dict[str, tuple[Any, str, str | None]] = {
        "share": ("between", "0", "1"), "amount": ("greaterThanOrEqual", "0", None),
        "positive": ("greaterThan", "0", None), "whole": ("greaterThanOrEqual", "1", None),
    }  # fmt: skip
    if kind.bounds not in ends or kind.unlimited:
        return
    operator, low, high = ends[kind.bounds]
    number: Any = "whole" if kind.bounds == "whole" else "decimal"
    rule = DataValidation(type=number, operator=operator, formula1=low, formula2=high, allow_blank=True)
    rule.showErrorMessage, rule.error = True, say(f"workbook.bounds_{kind.bounds}", language)[:250]
    _over(sheet, rule, column)


def _over(sheet: Worksheet, rule: DataValidation, column: int) -> None:
    letter = get_column_letter(column)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + ROOM}")
    sheet.add_data_validation(rule)
