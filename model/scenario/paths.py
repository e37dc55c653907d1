"""Paths of a plan: the keys from its top down to a number, as ``--set`` takes them."""

from __future__ import annotations

from typing import Any

from model.scenario.values import Strict


def keys_of(path: str) -> list[str]:
    """Return the keys of a path; one that has dots in it stands in quotation marks."""
    keys, quoted, word = [], False, ""
    for letter in path:
        if letter == '"':
            quoted = not quoted
        elif letter == "." and not quoted:
            keys.append(word)
            word = ""
        else:
            word += letter
    return [*keys, word]


def path_of(*keys: str) -> str:
    """Return the path of some keys."""
    return ".".join(f'"{key}"' if "." in key else key for key in keys)


def look(plan: Strict, path: str) -> Any:
    """Return what a plan holds under a path; None where it says nothing or has no such key."""
    here: Any = plan
    for key in keys_of(path):
        if isinstance(here, tuple):
            named = {getattr(element, "name", ""): element for element in here}
            here = named.get(key, here[int(key)] if key.isdecimal() and int(key) < len(here) else None)
        else:
            here = getattr(here, key) if key in getattr(type(here), "model_fields", {}) else None
    return here
