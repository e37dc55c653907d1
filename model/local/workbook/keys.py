"""The key of a number as a workbook writes it: ``hospitals.市三院.nurses``, ``stay.short.sd``, ``classes.#0.entry``.

Elements of a list are addressed by their name; by ``#`` and their place, counted from 0, where they have none; the
numbers of a list of numbers by their place alone (``registry.grade_shares.0``). A name
with a point, a quotation mark or a number sign stands in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str | int, ...]
_PART = re.compile(r'"([^"]*)"|([^."]+)')
_PLAIN = re.compile(r'[^."#\s]([^."]*[^."\s])?')


def key_of(path: Path, table: Mapping[str, Any]) -> str:
    """Return the key of a path in a plan (as a file would say it)."""
    here: Any = table
    words = []
    for part in path:
        if isinstance(part, int):
            words.append(_address(here, part))
        else:
            words.append(part)
        here = here[part]
    return ".".join(words)


def _address(elements: Sequence[Any], place: int) -> str:
    names = names_in(elements)
    if names is None:
        return str(place)
    name = names[place]
    if not name or '"' in name or names.count(name) > 1:
        return f"#{place}"
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def names_in(elements: Sequence[Any]) -> list[str] | None:
    """Return the names of the tables in a list, empty where one has none; None for a list of numbers."""
    if all(isinstance(element, Mapping) and "value" in element for element in elements):
        return None
    return [str(element.get("name", "")) if isinstance(element, Mapping) else "" for element in elements]


def parts_of(key: str) -> list[tuple[str, bool]] | None:
    """Return the words of a key, and of each whether it stood in quotation marks; None: it cannot be read."""
    words = [(quoted or bare, not bare) for quoted, bare in _PART.findall(key)]
    return words if ".".join(f'"{w}"' if q else w for w, q in words) == key.strip() else None


def place_of(word: str, quoted: bool, names: Sequence[str]) -> int | None:
    """Return the place of an element by its address; None: there is none."""
    if not quoted and re.fullmatch(r"#\d+", word):
        return int(word[1:])
    return names.index(word) if word in names else None
