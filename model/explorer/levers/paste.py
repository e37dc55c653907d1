"""A block pasted from a spreadsheet: a name and a number a line, or numbers alone in the order of the table."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence

from model.explorer.words import _, hint, number
from model.scenario.problems import meant

LINES = 2000
"""Lines that are read at most."""


class PasteError(ValueError):
    """A block cannot be read; the message says which line and why."""


def read(text: str, names: Sequence[str], also: Mapping[str, str]) -> dict[str, float]:
    """Return the numbers by name.

    Parameters
    ----------
    text : str
        Cells of a line are separated by tabs (as copied from a spreadsheet), commas or spaces.
    names : sequence of str
        Of the table's rows, in its order.
    also : mapping of str to str
        Other words for a row: a title, the county's name where it has one place alone.

    Raises
    ------
    PasteError
        Nothing is taken from a block with an error in it.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise PasteError(_("There is nothing to read."))
    if len(lines) > LINES:
        raise PasteError(_("The block has more than {n} lines.", n=number(LINES)))
    cells = [(n, _cells(line)) for n, line in lines]
    if all(len(row) == 1 for _n, row in cells):
        return _in_order(cells, names)
    found: dict[str, float] = {}
    for place, (n, row) in enumerate(cells):
        if len(row) != 2:
            raise PasteError(_("Line {n}: {count} cells; expected a name and a number.", n=n, count=len(row)))
        name = row[0] if row[0] in names else also.get(row[0], "")
        if not name:
            if place == 0 and _number(row[1]) is None:
                continue  # a line of headings
            raise PasteError(_("Line {n}: there is no row {name}{hint}", n=n, name=row[0][:40],
                               hint=hint(meant(row[0], [*names, *also]))))
        if name in found:
            raise PasteError(_("Line {n}: {name} stands there twice.", n=n, name=name))
        found[name] = _amount(n, row[1])
    if not found:
        raise PasteError(_("There is nothing to read."))
    return found


def _in_order(cells: list[tuple[int, list[str]]], names: Sequence[str]) -> dict[str, float]:
    if len(cells) != len(names):
        raise PasteError(_("{count} numbers for {rows} rows; give each line a name, or a number for every row.",
                           count=number(len(cells)), rows=number(len(names))))
    return {name: _amount(n, row[0]) for name, (n, row) in zip(names, cells, strict=True)}


def _cells(line: str) -> list[str]:
    line = unicodedata.normalize("NFKC", line)
    if "\t" in line:
        return [cell.strip() for cell in line.strip("\r\n").split("\t") if cell.strip()]
    name, _space, last = line.strip().rpartition(" ")
    if name:
        return [name.strip(), last]
    name, _comma, last = line.strip().partition(",")
    # "1,200" is a number; "name,1200" is a name and a number.
    return [line.strip()] if not last or name.strip().isdecimal() else [name.strip(), last.strip()]


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _amount(line: int, text: str) -> float:
    value = _number(text)
    if value is None:
        raise PasteError(_("Line {n}: {text} is not a number.", n=line, text=text[:40]))
    if value < 0:
        raise PasteError(_("Line {n}: {text} is below 0.", n=line, text=text[:40]))
    return value
