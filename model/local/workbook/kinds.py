"""What the schema allows in a cell: a number and its bounds, a choice, a date, text, a list."""

from __future__ import annotations

import datetime as dt
import math
import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from model.scenario import values as _values
from model.scenario.structure import choices, part_of
from model.scenario.values import Schedule, Value

Sort = Literal["text", "number", "flag", "choice", "date", "texts", "choices", "numbers"]
_KNOWN: tuple[tuple[Any, str, bool], ...] = (
    (_values.Share, "share", False), (_values.Amount, "amount", False), (_values.Positive, "positive", False),
    (_values.AmountOrUnlimited, "amount", True), (_values.PositiveOrUnlimited, "positive", True),
    (_values.Number, "number", True),
)  # fmt: skip
BOUNDS: dict[Any, tuple[str, bool]] = {kind.__metadata__: (bounds, free) for kind, bounds, free in _KNOWN}
"""By what `model.scenario.values` attaches to each kind of number: its bounds, and whether it may be unlimited."""
UNLIMITED = ("unlimited", "不限", "inf")


@dataclass(frozen=True)
class Kind:
    """What a cell may hold.

    Attributes
    ----------
    sort : str
    bounds : str
        Of a number: ``share`` (0 to 1), ``amount`` (0 or more), ``positive`` (above 0), ``whole`` (1, 2, ...),
        ``number``.
    unlimited : bool
        The word *unlimited* is allowed.
    allowed : tuple of str
        Of choices.
    """

    sort: Sort
    bounds: str = ""
    unlimited: bool = False
    allowed: tuple[str, ...] = ()

    def holds(self, number: float) -> bool:
        """Tell whether a number lies within the bounds; infinity only where it is allowed."""
        if math.isinf(number):
            return self.unlimited and number > 0.0
        if self.bounds == "share":
            return 0.0 <= number <= 1.0
        if self.bounds == "whole":
            return number >= 1.0 and number == math.floor(number)
        return number >= 0.0 if self.bounds == "amount" else number > 0.0 if self.bounds == "positive" else True


TEXT, DATE, FLAG, NUMBER = Kind("text"), Kind("date"), Kind("flag"), Kind("number", "number")
GRADE = Kind("choice", allowed=("F", "D", "K"))


def kind_of(field: FieldInfo) -> Kind | None:
    """Return what a cell of a field may hold; None where it is a table or a list of tables."""
    cls, many = part_of(field.annotation)
    if cls is Schedule:
        return Kind("number", "amount", unlimited=True)
    if cls is Value:
        if many:
            return None
        bounds, unlimited = BOUNDS[_attached(field)]
        return Kind("number", bounds, unlimited)
    if cls is not None:
        return None
    return _plain(field, many)


def element_kind(field: FieldInfo) -> Kind:
    """Return what a number of a list of numbers may be."""
    inner = next(a for a in get_args(field.annotation) if a is not Ellipsis)
    return Kind("number", *BOUNDS[inner.__metadata__])


def _plain(field: FieldInfo, many: bool) -> Kind:
    words = tuple(str(word) for word in choices(field.annotation))
    if words:
        return Kind("choices" if many else "choice", allowed=words)
    names = _names(field.annotation)
    if many:
        return Kind("numbers" if float in names else "texts")
    if bool in names:
        return FLAG
    if dt.date in names:
        return DATE
    if int in names:
        return Kind("number", "whole")
    return Kind("number", "number", unlimited=True) if float in names else TEXT


def _attached(field: FieldInfo) -> tuple[Any, ...]:
    if field.metadata:
        return tuple(field.metadata)
    inner = next(a for a in get_args(field.annotation) if get_origin(a) is Annotated)
    return tuple(inner.__metadata__)


def _names(annotation: Any) -> set[Any]:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType, tuple, list, Annotated):
        return {name for inner in get_args(annotation) for name in _names(inner)}
    return {annotation}
