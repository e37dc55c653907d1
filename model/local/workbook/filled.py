"""From the rows of a workbook to the parts of a plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from model.local.told import ToldError
from model.local.workbook import sheets
from model.local.workbook.addressed import Address, Names, address_of
from model.local.workbook.assembled import Assembled
from model.local.workbook.cells import Filled, Place, Wrong, value_of
from model.local.workbook.keys import Path
from model.local.workbook.kinds import GRADE, NUMBER, TEXT, Kind
from model.local.workbook.measures import measure_of, names
from model.local.workbook.pages import Line, Pages
from model.local.workbook.sheets import Column, Sheet
from model.scenario.parameters import parameters
from model.scenario.problems import close_to, meant
from model.scenario.schema import Scenario
from model.scenario.structure import part_of
from model.scenario.values import Schedule, Value

ABOUT = {"low": NUMBER, "high": NUMBER, "source": TEXT, "grade": GRADE}
YOURS = "yours."


class Filler:
    """Reads the sheets one after another into `assembled`.

    Parameters
    ----------
    pages : Pages
    """

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.into = Assembled(wrong=list(pages.wrong))
        self.names = Names({sheet.path: self._names(sheet) for sheet in sheets.TABLES})

    def fill(self) -> Assembled:
        """Read everything."""
        for line in self.pages.lines[sheets.PLAN.key]:
            self._plan_row(line)
        for sheet in sheets.TABLES:
            self._table(sheet)
        self._one_language_will_do()
        # Before the steps: the order of classes of patients is that of their rows.
        self._parameters([*self.pages.lines[sheets.PARAMETERS.key], *self.pages.lines[sheets.MORE.key]])
        self._steps()
        self._ranges()
        return self.into

    # --- tables --------------------------------------------------------------------------------------------

    def _names(self, sheet: Sheet) -> list[str]:
        return [
            str(line.cells["name"].content) if "name" in line.cells else ""
            for line in self.pages.lines[sheet.key]
        ]

    def _table(self, sheet: Sheet) -> None:
        for place, line in enumerate(self.pages.lines[sheet.key]):
            self.into.places[(*sheet.path, place)] = line.first()
            for column in sheet.columns:
                self._cell(sheet, column, place, line)
        self._alike(sheet)

    def _cell(self, sheet: Sheet, column: Column, place: int, line: Line) -> None:
        path: Path = (*sheet.path, place, *column.key)
        cell = line.cells.get(column.name)
        if cell is None:
            if column.required:
                letter = self.pages.headings[sheet.key].get(column.name, "A")
                self.into.failed(path, Place(line.sheet, f"{letter}{line.number}"), ToldError("workbook.required"))
            return
        value = self._value(path, cell, column.kind)
        if value is None:
            return
        if sheet.key == "targets" and column.name == "measure":
            value = self._measure(str(value), cell)
        form = _form(sheet, column)
        if form is Schedule:
            self.into.put((*path, "first"), {"value": _unlimited(value)}, cell.place)
        elif form is Value:
            self.into.put(path, {"value": _unlimited(value)}, cell.place)
        else:
            self.into.put(path, value, cell.place)
        self._refers(sheet, column, value, cell)

    def _refers(self, sheet: Sheet, column: Column, value: Any, cell: Filled) -> None:
        """Look up names that must stand on another sheet."""
        words = value if isinstance(value, list) else [value]
        if column.refers:
            known = self.names.fixed[sheets.BY_KEY[column.refers].path]
            title = sheets.BY_KEY[column.refers].title
            for word in words:
                if word and word not in known:
                    hint = meant(str(word), [name for name in known if name])
                    told = ToldError("workbook.no_name", name=word, table=title, hint=hint)
                    self.into.wrong.append(Wrong(cell.place, told))

    def _measure(self, text: str, cell: Filled) -> str:
        """Return the key of a measure; what is none stays as it is, and is wrong."""
        if (key := measure_of(text)) is not None:
            return key
        told = ToldError("workbook.no_measure", name=text.strip()[:80], hint=close_to(text.strip(), names()))
        self.into.wrong.append(Wrong(cell.place, told))
        return text

    def _alike(self, sheet: Sheet) -> None:
        """Refuse two elements of one name."""
        seen: dict[str, Line] = {}
        for line in self.pages.lines[sheet.key]:
            if (cell := line.cells.get("name")) is None:
                continue
            name = str(cell.content)
            if name in seen:
                told = ToldError("workbook.same_name", name=name, cell=seen[name].cells["name"].place.cell)
                self.into.wrong.append(Wrong(cell.place, told))
            seen.setdefault(name, line)

    def _one_language_will_do(self) -> None:
        """Where a title is given in one language, the other takes it."""
        for path in [p for p in self.into.parts if p[-1] in ("zh", "en")]:
            other = (*path[:-1], "en" if path[-1] == "zh" else "zh")
            if other not in self.into.parts:
                self.into.put(other, self.into.parts[path], self.into.places[path])

    # --- rows of keys ----------------------------------------------------------------------------------------

    def _plan_row(self, line: Line) -> None:
        found = self._address(line)
        if found is not None and "value" in line.cells:
            self._put_plain(found, line.cells["value"])

    def _steps(self) -> None:
        counts: dict[Path, int] = {}
        for line in self.pages.lines[sheets.STEPS.key]:
            cell, date = line.cells.get("value"), line.cells.get("date")
            if cell is None and date is None and "key" in line.cells:
                continue
            found = self._address(line)
            if found is None:
                continue
            place = (cell or date or line.cells["key"]).place
            if found.form != "schedule":
                self.into.failed(found.path, place, ToldError("workbook.no_schedule", wanted=line.cells["key"].content))
            elif cell is None:
                self.into.failed(found.path, line.first(), ToldError("workbook.required"))
            elif date is not None:
                number = counts.get(found.path, 0)
                counts[found.path] = number + 1
                step: Path = (*found.path, "steps", number)
                when = self._value((*step, "date"), date, Kind("date"))
                if when is not None:
                    self.into.put((*step, "date"), when, date.place)
                self._put_number((*step, "value"), found.kind, line, "")
            elif found.path[0] == "totals":
                self._put_number((*found.path, "first"), found.kind, line, "")
            else:
                self.into.failed(found.path, line.first(), ToldError("workbook.dated"))

    def _parameters(self, lines: Sequence[Line]) -> None:
        stated = [line for line in lines if "key" in line.cells and YOURS + "value" in line.cells]
        anew = {str(line.cells["key"].content).rsplit(".", 1)[0] for line in stated
                if str(line.cells["key"].content).endswith(".kind")}  # fmt: skip
        for line in lines:
            prefix = YOURS if YOURS + "value" in line.cells else ""
            if not prefix and any(name.startswith(YOURS) for name in line.cells):
                place = next(cell.place for name, cell in line.cells.items() if name.startswith(YOURS))
                self.into.wrong.append(Wrong(place, ToldError("workbook.no_value")))
                continue
            key = str(line.cells["key"].content) if "key" in line.cells else ""
            if not prefix and any(key.startswith(f"{other}.") for other in anew):
                continue  # its distribution is stated anew
            found = self._address(line)
            if found is None or prefix + "value" not in line.cells:
                continue
            if found.form == "plain":
                self._put_plain(found, line.cells[prefix + "value"])
            else:
                path = (*found.path, "first") if found.form == "schedule" else found.path
                self._put_number(path, found.kind, line, prefix)
        for at, grown in self.names.grown.items():
            self._named(at, grown)

    def _named(self, at: Path, grown: list[str]) -> None:
        """Name the elements that rows address by name and do not name."""
        for place, name in enumerate(grown):
            path = (*at, place, "name")
            inside = next((p for p in self.into.places if p[: len(at) + 1] == (*at, place)), None)
            if name and path not in self.into.parts and inside is not None:
                self.into.put(path, name, self.into.places[inside])

    def _ranges(self) -> None:
        for line in self.pages.lines[sheets.RANGES.key]:
            found = self._address(line)
            if found is None or "value" not in line.cells:
                continue
            path = (*found.path, "first") if found.form == "schedule" else found.path
            held = self.into.parts.get(path)
            cell = line.cells["value"]
            value = self._value(path, cell, found.kind)
            if value is None:
                continue
            if not isinstance(held, dict) or held["value"] != _unlimited(value):
                now = "-" if not isinstance(held, dict) else held["value"]
                told = ToldError("workbook.stale", wanted=line.cells["key"].content, value=f"{value:g}", now=now)
                self.into.notes.append(Wrong(cell.place, told))
                continue
            held.update(self._about(path, line, ""))

    # --- one row ---------------------------------------------------------------------------------------------

    def _address(self, line: Line) -> Address | None:
        cell = line.cells.get("key")
        if cell is None:
            self.into.wrong.append(Wrong(line.first(), ToldError("workbook.keyless")))
            return None
        try:
            return address_of(str(cell.content).strip(), self.names, _known_keys)
        except ToldError as told:
            self.into.wrong.append(Wrong(cell.place, told))
            return None

    def _put_plain(self, found: Address, cell: Filled) -> None:
        value = self._value(found.path, cell, found.kind)
        if value is not None:
            self.into.put(found.path, value, cell.place)

    def _put_number(self, path: Path, kind: Kind, line: Line, prefix: str) -> None:
        cell = line.cells[prefix + "value"]
        value = self._value(path, cell, kind)
        if value is not None:
            self.into.put(path, {"value": _unlimited(value), **self._about(path, line, prefix)}, cell.place)

    def _about(self, path: Path, line: Line, prefix: str) -> dict[str, Any]:
        found = {}
        for name, kind in ABOUT.items():
            cell = line.cells.get(prefix + name)
            value = None if cell is None else self._value((*path, name), cell, kind)
            if value is not None and cell is not None:
                found[name] = value
                self.into.places[(*path, name)] = cell.place
        return found

    def _value(self, path: Path, cell: Filled, kind: Kind) -> Any:
        try:
            return value_of(cell, kind)
        except ToldError as told:
            self.into.failed(path, cell.place, told)
            return None


def _form(sheet: Sheet, column: Column) -> type | None:
    """Return Value or Schedule where a column holds such a number; None for words and bare numbers."""
    cls: Any = Scenario
    for part in (*sheet.path, *column.key):
        known = cls.model_fields.get(part)
        cls = part_of(known.annotation)[0] if known else None
        if cls is None:
            return None
    return cls if cls in (Value, Schedule) else None


def _unlimited(value: float) -> float | str:
    return "unlimited" if math.isinf(value) else value


def _known_keys() -> list[str]:
    return [p.path for p in parameters()]


def required_tables(into: Assembled, pages: Pages) -> Iterator[Wrong]:
    """Yield what every plan must have and this one has not: a county, a title, the first and the last day."""
    if not pages.lines["regions"]:
        place = Place(sheets.BY_KEY["regions"].names()[0], f"A{sheets.FIRST_ROW}")
        into.places[("regions",)] = place
        yield Wrong(place, ToldError("workbook.no_county"))
    rows = {str(line.cells["key"].content): line for line in pages.lines[sheets.PLAN.key] if "key" in line.cells}
    for key in ("title.zh", "horizon.start", "horizon.end"):
        if key in rows and "value" not in rows[key].cells and tuple(key.split(".")) not in into.parts:
            letter = pages.headings[sheets.PLAN.key].get("value", "C")
            place = Place(rows[key].sheet, f"{letter}{rows[key].number}")
            into.places.setdefault(tuple(key.split(".")), place)
            yield Wrong(place, ToldError("workbook.required"))
