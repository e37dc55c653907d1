"""A plan put together from cells, and from which cell each part came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from model.local.told import ToldError
from model.local.workbook.cells import Place, Wrong
from model.local.workbook.keys import Path


@dataclass
class Assembled:
    """The plan so far.

    Attributes
    ----------
    parts : dict of path to value
    places : dict of path to Place
        Of values, and of the elements of tables (their first cell).
    wrong : list of Wrong
    notes : list of Wrong
        What was left out without harm.
    """

    parts: dict[Path, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    notes: list[Wrong] = field(default_factory=list)

    def put(self, path: Path, value: Any, place: Place) -> None:
        """Set a part of the plan; a second cell for it is wrong."""
        if path in self.parts:
            other = self.places[path]
            self.wrong.append(Wrong(place, ToldError("workbook.twice", sheet=other.sheet, cell=other.cell)))
            return
        self.parts[path] = value
        self.places[path] = place

    def failed(self, path: Path, place: Place, told: ToldError) -> None:
        """Note that a part of the plan cannot be read."""
        self.places.setdefault(path, place)
        self.wrong.append(Wrong(place, told))

    def number(self, path: Path, number: dict[str, Any], place: Place) -> None:
        """Set a number with its range and source."""
        self.put(path, number, place)

    def table(self) -> dict[str, Any]:
        """Return the plan as a file would say it."""
        root: dict[Any, Any] = {}
        for path, value in self.parts.items():
            here = root
            for part in path[:-1]:
                here = here.setdefault(part, {})
            here[path[-1]] = value
        found: dict[str, Any] = _with_lists(root)
        return found

    def place(self, where: tuple[str, ...]) -> Place | None:
        """Return the cell of a part of the plan, else the nearest one above or below it."""
        path = tuple(int(part) if part.isdecimal() else part for part in where)
        for length in range(len(path), 0, -1):
            above = path[:length]
            if above in self.places:
                return self.places[above]
            below = next((place for at, place in self.places.items() if at[:length] == above), None)
            if below is not None and length == len(path):
                return below
        return None


def _with_lists(value: Any) -> Any:
    """Turn tables whose keys are places into lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(held) for key, held in value.items()}
    if inner and all(isinstance(key, int) for key in inner):
        return [inner[key] for key in sorted(inner)]
    return inner
