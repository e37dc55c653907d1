"""From the key of a row to a place in the plan, and what may stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from model.local.told import ToldError
from model.local.workbook.keys import Path, parts_of, place_of
from model.local.workbook.kinds import TEXT, Kind, element_kind, kind_of
from model.scenario.problems import meant
from model.scenario.schema import Scenario
from model.scenario.structure import part_of
from model.scenario.values import Schedule, Strict, Title, Value

Form = Literal["plain", "number", "schedule"]


@dataclass(frozen=True)
class Address:
    """Where a key leads.

    Attributes
    ----------
    path : tuple
    kind : Kind
    form : {"plain", "number", "schedule"}
        A word or bare number; a number with range and source; one that may change on dates.
    """

    path: Path
    kind: Kind
    form: Form


@dataclass
class Names:
    """The elements of lists by name: those that stand on sheets of their own, and those that keys make on the way.

    Attributes
    ----------
    fixed : dict of path to names
        Of the lists on sheets.
    grown : dict of path to names
        Of all other lists, in the order in which keys name them; empty for what is addressed by its place.
    """

    fixed: Mapping[Path, list[str]]
    grown: dict[Path, list[str]] = field(default_factory=dict)

    def place(self, at: Path, word: str, quoted: bool) -> int:
        """Return the place of an element.

        Raises
        ------
        ToldError
            There is none.
        """
        if at in self.fixed:
            names = self.fixed[at]
            found = place_of(word, quoted, names)
            if found is None or found >= len(names):
                hint = meant(word, [name for name in names if name])
                raise ToldError("workbook.no_element", name=word, table=".".join(map(str, at)), hint=hint)
            return found
        grown = self.grown.setdefault(at, [])
        found = place_of(word, quoted, grown)
        if found is None:
            grown.append(word)
            return len(grown) - 1
        while len(grown) <= found:
            grown.append("")
        return found


def address_of(key: str, names: Names, known: Callable[[], list[str]]) -> Address:
    """Return where a key leads; ``known`` gives keys for a suggestion.

    Raises
    ------
    ToldError
        It leads nowhere.
    """
    words = parts_of(key)
    found = None if words is None else _walk(words, names)
    if found is None:
        raise ToldError("workbook.no_key", wanted=key[:80], hint=meant(key, known(), "known"))
    return found


def _walk(words: list[tuple[str, bool]], names: Names) -> Address | None:
    cls: type[Strict] = Scenario
    path: Path = ()
    rest = list(words)
    while rest:
        word, _ = rest.pop(0)
        known = cls.model_fields.get(word)
        if known is None or (not path and word in ("name", "extends")):
            return None
        path = (*path, word)
        inner, many = part_of(known.annotation)
        kind = kind_of(known)
        if inner is Value and many:
            if len(rest) != 1 or not rest[0][0].isdecimal():
                return None
            return Address((*path, int(rest[0][0])), element_kind(known), "number")
        if kind is not None:
            form: Form = "number" if inner is Value else "schedule" if inner is Schedule else "plain"
            return None if rest else Address(path, kind, form)
        if inner is Title:
            last = rest[0][0] if len(rest) == 1 else ""
            return Address((*path, last), TEXT, "plain") if last in ("zh", "en") else None
        assert inner is not None
        if many:
            if not rest:
                return None
            path = (*path, names.place(path, *rest.pop(0)))
        cls = inner
    return None
