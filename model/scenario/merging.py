"""Laying one layer of a plan over another: a file over the file it extends, ``--set`` over the file.

At every level a table adds to the table below, key by key; a list replaces the list. A number replaces a
number with all that was known about it (range, source, grade): the user's own number has none of these.
An element of a list is addressed by its name, or by its place counted from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from model.scenario.problems import ScenarioError, meant
from model.scenario.structure import part_of
from model.scenario.values import Distribution, Schedule, Strict, Value

Table = dict[str, Any]
Where = tuple[str, ...]


class Layers:
    """A plan as it grows layer by layer, and which layer wrote each key last.

    Parameters
    ----------
    root : class
        The schema of the whole table; it says where a table is really a number or a distribution.
    """

    def __init__(self, root: type[Strict]) -> None:
        self.root = root
        self.table: Table = {}
        self._writers: dict[Where, str] = {}
        self._layer = ""

    def add(self, table: Mapping[str, Any], layer: str) -> None:
        """Lay ``table`` over what is there; ``layer`` names it in messages."""
        self._layer = layer
        self.table = self._merged(self.table, table, self.root, ())

    def writer(self, where: Where) -> str:
        """Return the layer that wrote a key; for a table, the last that wrote in it; empty if none."""
        for length in range(len(where), 0, -1):
            if found := self._writers.get(where[:length]):
                return found
        inside = [layer for at, layer in self._writers.items() if where and at[: len(where)] == where]
        return inside[-1] if inside else ""

    def _written(self, value: Any, at: Where) -> Any:
        for below in [key for key in self._writers if key[: len(at)] == at]:
            del self._writers[below]
        self._writers[at] = self._layer
        return value

    def _merged(
        self, base: Mapping[str, Any], over: Mapping[str, Any], cls: type[Strict] | None, at: Where
    ) -> Table:
        merged = dict(base)
        for key, value in over.items():
            field = cls.model_fields.get(key) if cls else None
            inner, many = part_of(field.annotation) if field else (None, False)
            below = merged.get(key)
            if below is None and field is not None and not field.is_required():
                below = plain(field.get_default(call_default_factory=True))
            merged[key] = self._laid_over(below, plain(value), inner, many, (*at, key))
        return merged

    def _laid_over(self, base: Any, value: Any, cls: type[Strict] | None, many: bool, at: Where) -> Any:
        """Return ``value`` laid over ``base``, which is None where nothing is said so far."""
        if not isinstance(value, dict) or (not many and (cls is None or _states_anew(value, cls))):
            return self._written(value, at)
        if many:
            if not isinstance(base, list) or not base:
                raise ScenarioError(
                    f"{self._layer}: {'.'.join(at)}: the list is empty, so nothing in it can "
                    f"be changed; write its elements as [[{'.'.join(at)}]]"
                )
            return self._in_list(base, value, cls, at)
        base = None if base is None else _written_out(base, cls)
        return self._merged(base if isinstance(base, Mapping) else {}, value, cls, at)

    def _in_list(self, elements: list[Any], over: Table, cls: type[Strict] | None, at: Where) -> list[Any]:
        result = list(elements)
        names = [e.get("name", e.get("key", "")) if isinstance(e, Mapping) else "" for e in result]
        for address, value in over.items():
            if address in names:
                place = names.index(address)
            elif address.isdecimal() and int(address) < len(result):
                place = int(address)
            else:
                known = [name for name in names if name]
                hint = meant(address, known) if known else f"; it has {len(result)}, counted from 0"
                raise ScenarioError(f"{self._layer}: {'.'.join(at)}: there is no element {address!r}{hint}")
            result[place] = self._laid_over(result[place], value, cls, False, (*at, str(place)))
        return result


def plain(value: Any) -> Any:
    """Turn what the schema holds into what a file would say."""
    if isinstance(value, BaseModel):
        return plain(value.model_dump(exclude_none=True))
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def _states_anew(value: Table, cls: type[Strict] | None) -> bool:
    """Tell a number or distribution stated anew from a change to a part of it."""
    return "kind" in value if cls is Distribution else cls in (Value, Schedule) and "value" in value


def _written_out(value: Any, cls: type[Strict] | None) -> Any:
    """Write out the short forms of a number, so that a part of it can be changed."""
    if cls is Schedule and isinstance(value, list):
        return {"steps": value}
    if cls is Schedule and (not isinstance(value, dict) or "value" in value):
        return {"first": value}
    if cls is Value and not isinstance(value, dict):
        return {"value": value}
    if cls is Distribution and not isinstance(value, dict):
        return {"kind": "fixed", "value": value}
    return value
