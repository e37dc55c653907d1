"""What the schema holds at each key: read by loading (merging, messages) and by the page of parameters."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from model.scenario.values import Distribution, Schedule, Strict, Value

NUMBERS = (Value, Schedule, Distribution)
"""What a planner sees as one number, although it is written as a table."""
NO_INPUTS = frozenset({"name", "extends", "title", "summary", "document", "stated", "not_modelled", "targets", "norms"})
"""Keys that say nothing of how a plan runs: its words, its targets (compared by themselves), the audit's norms."""
CARRIED = "practised.carried"
"""Ratios that changes keep of the plan as written: they follow from it, nobody writes them."""


def part_of(annotation: Any) -> tuple[type[Strict] | None, bool]:
    """Return the table class behind an annotation, and whether a list of it is meant.

    The class is None for plain strings, dates, choices and lists of them.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        return part_of(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        inner = [part_of(a) for a in get_args(annotation) if a is not type(None)]
        return next((found for found in inner if found[0] is not None), inner[0])
    if origin in (tuple, list):
        return part_of(get_args(annotation)[0])[0], True
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return annotation, False
    return None, False


def choices(annotation: Any) -> tuple[Any, ...]:
    """Return the words that a choice (``Literal``, alone or in a list) allows; none for anything else."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for a in get_args(annotation) if (found := choices(a))), ())


def fields(table: type[Strict]) -> Iterator[tuple[str, FieldInfo, type[Strict] | None, bool]]:
    """Yield each key of a table: its name, its field, the class of table behind it, whether it is a list."""
    for name, field in table.model_fields.items():
        cls, many = part_of(field.annotation)
        yield name, field, cls, many


def homes_of(key: str, table: type[Strict], prefix: str = "") -> Iterator[str]:
    """Yield the paths below ``table`` that end in ``key``; lists and numbers are not entered."""
    for name, _, cls, many in fields(table):
        if name == key:
            yield prefix + name
        elif cls is not None and not many and cls not in NUMBERS:
            yield from homes_of(key, cls, f"{prefix}{name}.")
