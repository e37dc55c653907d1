"""In which inputs plans differ: the keys under which they do not all hold the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.scenario.paths import look, path_of
from model.scenario.schema import Scenario
from model.scenario.structure import CARRIED, NO_INPUTS, NUMBERS
from model.scenario.values import Schedule, Strict, Value


@dataclass(frozen=True)
class Apart:
    """An input in which plans differ: its path, and what each plan holds there (None: it says nothing)."""

    path: str
    held: tuple[Any, ...]


def apart(plans: Sequence[Scenario], *, finely: bool = False) -> list[Apart]:
    """Return every input in which plans differ, in the schema's order.

    Numbers are compared, not where they come from.

    Parameters
    ----------
    plans : sequence of Scenario
    finely : bool
        Distributions, and lists whose elements have no names, are taken apart to single numbers; else each of
        them is one input.
    """
    inputs = [dict(_inputs(plan, finely)) for plan in plans]
    found = []
    for path in dict.fromkeys(path for of in inputs for path in of):
        held = tuple(of[path] if path in of else look(plan, path) for of, plan in zip(inputs, plans, strict=True))
        first = _bare(held[0])
        if any(_bare(each) != first for each in held[1:]):
            found.append(Apart(path, held))
    return found


def _inputs(table: Strict, finely: bool, *keys: str) -> Iterator[tuple[str, Any]]:
    """Yield path and content of every input of a table; names and titles are none."""
    for name in type(table).model_fields:
        held = getattr(table, name)
        is_words = name in ("name", "title") if keys else name in NO_INPUTS
        if not is_words and held is not None and held != () and path_of(*keys, name) != CARRIED:
            yield from _of(held, finely, *keys, name)


def _of(held: Any, finely: bool, *keys: str) -> Iterator[tuple[str, Any]]:
    """Yield the inputs in what stands under some keys; what has a name is found by it."""
    if isinstance(held, tuple) and isinstance(held[0], Strict):
        names = [getattr(element, "name", "") or (str(n) if finely else "") for n, element in enumerate(held)]
        if all(names):
            for name, element in zip(names, held, strict=True):
                yield from _of(element, finely, *keys, name)
            return
    if isinstance(held, Strict) and not isinstance(held, (Value, Schedule) if finely else NUMBERS):
        yield from _inputs(held, finely, *keys)
    else:
        yield path_of(*keys), held


def _bare(held: Any) -> Any:
    """Return what is held without its source, range and grade."""
    if isinstance(held, Value):
        return held.value
    if isinstance(held, Strict):
        return {name: _bare(getattr(held, name)) for name in type(held).model_fields}
    return tuple(_bare(each) for each in held) if isinstance(held, tuple) else held
