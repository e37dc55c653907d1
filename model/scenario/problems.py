"""What is wrong with a plan, in words: the key, what is wrong, what is allowed, what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from model.scenario.measure_names import MEASURES
from model.scenario.structure import choices, homes_of, part_of
from model.scenario.values import Strict, Value

MANY = 24
"""A list of what is allowed is given whole up to this length."""


class ScenarioError(ValueError):
    """A plan cannot be read: which file and key, what is wrong, what is allowed, what was probably meant."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong: ``where`` as keys and places, ``shown`` as the user would write the path."""

    where: tuple[str, ...]
    shown: str
    text: str

    def said_of(self, origin: str) -> str:
        """Return the whole message; ``origin`` is the file, or the ``--set`` with its path.

        What an option has named already is not named again: of the two paths the longer one stands.
        """
        option = origin.removeprefix("--set ") if origin.startswith("--set ") else ""
        if not self.shown or f"{option}.".startswith(f"{self.shown}."):
            return f"{origin}: {self.text}"
        if option and self.shown.startswith(f"{option}."):
            return f"--set {self.shown}: {self.text}"
        return f"{origin}: {self.shown}: {self.text}"


def close_to(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean ...?`` when something known is close, else nothing."""
    folded = {name.lower(): name for name in known}
    close = get_close_matches(str(word).lower(), list(folded), n=1, cutoff=0.6)
    return f"; did you mean {folded[close[0]]!r}?" if close else ""


def meant(word: str, known: Iterable[str], kind: str = "known") -> str:
    """Return what `close_to` says, or else what is known."""
    names = list(known)
    if (close := close_to(word, names)) or not names:
        return close
    return f"; {kind}: {', '.join(names[:MANY])}{', ...' if len(names) > MANY else ''}"


def problems_of(error: ValidationError, table: Mapping[str, Any], root: type[Strict]) -> list[Problem]:
    """Return the problems that validation found in ``table``."""
    found: list[Problem] = []
    for detail in error.errors(include_url=False):
        problem = _problem(detail, table, root)
        if not found or found[-1] != problem:
            found.append(problem)
    return found


def wrong_measures(table: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each target whose measure does not exist."""
    found = []
    targets = table.get("targets", ())
    for place, target in enumerate(targets if isinstance(targets, list) else ()):
        measure = target.get("measure") if isinstance(target, Mapping) else None
        if isinstance(measure, str) and measure not in MEASURES:
            text = f"there is no measure {measure!r}{meant(measure, MEASURES, 'measures')}"
            found.append(Problem(("targets", str(place), "measure"), f"targets.{place}.measure", text))
    return found


def _problem(detail: ErrorDetails, table: Mapping[str, Any], root: type[Strict]) -> Problem:
    keys, kind, given = detail["loc"], detail["type"], detail["input"]
    if kind == "missing" and isinstance(keys[-1], int):
        keys = keys[:-1]
    inside = _class_at(root, [key for key in keys if isinstance(key, str)][:-1])
    if kind == "extra_forbidden":
        text = f"unknown key{_meant_key(str(keys[-1]), inside, root)}"
    elif kind == "missing" and keys != detail["loc"]:
        text = f"the list has {len(given)} elements, too few"
    elif kind == "missing":
        text = "required, and missing"
    elif kind == "literal_error":
        allowed = [str(c) for c in _choices(inside, keys)]
        text = f"{_short(given)} is not allowed{meant(str(given), allowed, 'allowed')}"
        if "did you mean" in text:
            text += f" Allowed: {', '.join(allowed)}"
    elif kind in ("model_type", "model_attributes_type", "dict_type"):
        text = f"expected {_form(_class_at(root, keys))}, not {_short(given)}"
    elif kind in ("tuple_type", "list_type"):
        text = f"expected a list, not {_short(given)}"
    elif kind.startswith("date"):
        text = f"expected a date such as 2025-12-31, not {_short(given)}"
    elif kind == "string_type":
        text = f"expected text in quotation marks, not {_short(given)}"
    elif kind == "value_error":
        text = detail["msg"].removeprefix("Value error, ")
    else:
        text = f"{detail['msg'][:1].lower()}{detail['msg'][1:]}, not {_short(given)}"
    where = tuple(str(key) for key in keys)
    return Problem(where, _shown(table, keys, missing=kind == "missing"), text)


def _class_at(root: type[Strict], keys: Iterable[str | int]) -> type[Strict] | None:
    cls: type[Strict] | None = root
    for key in keys:
        if isinstance(key, int):
            continue
        field = cls.model_fields.get(key) if cls else None
        cls = part_of(field.annotation)[0] if field else None
    return cls


def _choices(inside: type[Strict] | None, keys: tuple[str | int, ...]) -> tuple[Any, ...]:
    name = next((key for key in reversed(keys) if isinstance(key, str)), "")
    if inside is None or name not in inside.model_fields:
        return ()
    return choices(inside.model_fields[name].annotation)


def _meant_key(key: str, inside: type[Strict] | None, root: type[Strict]) -> str:
    """Suggest a key of the same table; failing that, the place in the schema where this key belongs."""
    known = list(inside.model_fields) if inside else []
    if not get_close_matches(key, known, n=1, cutoff=0.8) and (homes := list(homes_of(key, root))):
        return f"; it belongs in {' or '.join(homes)}"
    return meant(key, known, "keys here")


def _form(cls: type[Strict] | None) -> str:
    if cls is Value:
        return "a number, or { value, low, high, source, grade }"
    return f"a table with the keys {', '.join(cls.model_fields)}" if cls else "a table"


def _short(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _shown(table: Mapping[str, Any], keys: tuple[str | int, ...], missing: bool) -> str:
    """Write a path as ``--set`` takes it: elements by name, and no deeper than the user wrote."""
    here: Any = table
    words: list[str] = []
    for place, key in enumerate(keys):
        if isinstance(here, Mapping) and key in here:
            here = here[str(key)]
        elif isinstance(here, list) and isinstance(key, int) and key < len(here):
            here = here[key]
            name = here.get("name") if isinstance(here, Mapping) else None
            words.append(str(name or key))
            continue
        elif not (missing and place == len(keys) - 1):
            break
        words.append(str(key))
    return ".".join(words)
