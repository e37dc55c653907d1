"""Filling a workbook in as a person would: by sheet, heading and row."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

FIRST_ROW = 4


class Hand:
    """A workbook that is open on a desk.

    Parameters
    ----------
    data : bytes
    """

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))

    def page(self, name: str) -> Any:
        """Return the sheet whose name contains a word."""
        return self.book[next(sheet for sheet in self.book.sheetnames if name in sheet)]

    def column(self, name: str, key: str) -> int:
        """Return the number of a column by its key in the hidden row."""
        return next(cell.column for cell in self.page(name)[1] if cell.value == key)

    def row(self, name: str, key: str) -> int:
        """Return the row of a key."""
        return next(cell.row for cell in self.page(name)["A"] if cell.value == key)

    def write(self, name: str, row: int, values: Mapping[str, Any]) -> None:
        """Write into a row."""
        for key, value in values.items():
            self.page(name).cell(row, self.column(name, key)).value = value

    def append(self, name: str, *rows: Mapping[str, Any]) -> None:
        """Write rows below the last that says anything."""
        page = self.page(name)
        used = [r for r in range(FIRST_ROW, page.max_row + 1) if any(c.value is not None for c in page[r])]
        for number, values in enumerate(rows, (used[-1] if used else FIRST_ROW - 1) + 1):
            self.write(name, number, values)

    def address(self, name: str, row: int, key: str) -> str:
        """Return the coordinate of a cell."""
        return f"{get_column_letter(self.column(name, key))}{row}"

    def saved(self) -> bytes:
        """Save the workbook."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def new_city(template: bytes) -> Hand:
    """Return the template as somebody fills it in for a made-up city (the steps of ``docs/local-data.md``)."""
    hand = Hand(template)
    for key, value in (("title.zh", "江城市精神卫生规划"), ("horizon.start", "2025-01-01"), ("horizon.end", "2027-01-01")):
        hand.write("Plan", hand.row("Plan", key), {"value": value})
    hand.append("Counties", {"name": "城关区", "residents": 620000}, {"name": "临江县", "residents": 410000})
    hand.append(
        "Hospitals",
        {"name": "江城市精神病院", "level": 3},
        {"name": "临江县医院精神科", "region": "临江县", "open_beds": 80, "psychiatrists": 5, "nurses": 20},
    )
    hand.append("Rehabilitation", {"name": "城关日间康复站", "region": "城关区", "kind": "day", "places": 60})
    for key, value in (("totals.open_beds", 700), ("totals.psychiatrists", 40), ("totals.nurses", 160)):
        hand.write("Totals", hand.row("Totals", key), {"value": value})
    hand.append("Totals", {"key": "totals.open_beds", "date": "2026-01-01", "value": 900, "source": "规划", "grade": "F"})
    hand.append(
        "Targets",
        {"measure": "open_beds", "at_least": 900, "date": "2026-12-31", "clause": "开放床位达到900张"},
        {"measure": "standardised_management_rate", "at_least": "90%", "date": "2026-12-31", "clause": "规范管理率90%以上"},
    )
    row = hand.row("Parameters", "registry.reported_prevalence_permille")
    hand.write("Parameters", row, {"yours.value": 4.8, "yours.source": "市信息系统", "yours.grade": "F"})
    return hand
