"""What is not known of a plan: every number with a range, as an uncertain quantity with a distribution.

**Distribution.** Low and high are the least and the most that is plausible, the value the most likely. By default the
quantity follows the PERT distribution, a beta distribution between them whose mode is the value and whose mean is
(low + 4 value + high) / 6 (D. G. Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar, 1959, "Application of a Technique
for Research and Development Program Evaluation", Operations Research 7: 646-669). It holds as well where the value
stands at an end: a norm that may only be departed from to one side stays the most likely. ``triangular`` and
``uniform`` are there to see how much depends on that choice. Whole numbers (beds, staff, a number of attempts) are
rounded from a range that is half a unit wider on both sides, so that the ends are not half as likely as they should be.

**One quantity may be several numbers.** The ranged steps of a schedule, and the ranged numbers of a list by grade, are
one doubt: they stand at the same point of their ranges, so that what rises with the date or the grade rises in every
draw. What is unlimited is not drawn, and a number whose range is a point is no quantity.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from pydantic.fields import FieldInfo
from scipy import special

from model.scenario.parameters import IN_CHINESE
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario
from model.scenario.values import Distribution, Schedule, Strict, Title, Value

Shape = Literal["pert", "triangular", "uniform"]
SHAPES: tuple[str, ...] = get_args(Shape)
Keys = tuple[str | int, ...]

APART = frozenset({"norms", "targets", "stated", "not_modelled", "horizon", "scale"})
"""Tables in which nothing is uncertain: the plan's own words, the audit's norms, and what is simulated."""
COUNTED = frozenset({
    "beds", "staff", "workers", "places", "townships", "institutions", "regions", "residents", "patients",
    "risk grade", "attempts", "working days",
})  # fmt: skip
"""Units that come whole."""
SWITCHED = (
    ("assistance", "assistance", ("assistance.",)),
    ("referral", "recheck", ("referral.recheck_days", "referral.willing_share")),
)
"""Table, switch and the quantities without effect while it says none or never."""


@dataclass(frozen=True)
class Spread:
    """One number and its range; ``keys`` lead to it in the plan as a file would say it."""

    keys: Keys
    value: float
    low: float
    high: float

    def at(self, u: float, shape: Shape, whole: bool) -> float:
        """Return the quantile ``u`` of its distribution: low at 0, high at 1."""
        if not whole:
            return min(max(quantile(u, self.low, self.value, self.high, shape), self.low), self.high)
        wide = quantile(u, self.low - 0.5, self.value, self.high + 0.5, shape)
        return min(max(float(math.floor(wide + 0.5)), self.low), self.high)


@dataclass(frozen=True)
class Quantity:
    """What is not known: one or several numbers that stand at the same point of their ranges.

    Attributes
    ----------
    path : str
        As ``--set`` takes it.
    en, zh, unit, grade, source : str
        What the plan says of it; ``unit`` in English as on the page of parameters.
    whole : bool
    numbers : tuple of Spread
        The first stands for all in tables.
    """

    path: str
    en: str
    zh: str
    unit: str
    grade: str
    source: str
    whole: bool
    numbers: tuple[Spread, ...]


def quantile(u: float, low: float, mode: float, high: float, shape: Shape) -> float:
    """Return the quantile ``u`` of a distribution on [low, high] with that mode (``uniform`` knows no mode)."""
    width = high - low
    if width <= 0.0:
        return low
    if shape == "uniform":
        return low + u * width
    peak = (mode - low) / width
    if shape == "triangular":
        if u < peak:
            return low + width * math.sqrt(u * peak)
        return high - width * math.sqrt((1.0 - u) * (1.0 - peak))
    return low + width * float(special.betaincinv(1.0 + 4.0 * peak, 1.0 + 4.0 * (1.0 - peak), u))


def quantities(scenario: Scenario, costs: bool = False) -> tuple[Quantity, ...]:
    """Return everything that is not known of a plan, in the order of the schema.

    Left out is what cannot move a result: norms (the audit's alone), prices unless ``costs``, and the quantities of a
    part that is switched off.

    Raises
    ------
    ScenarioError
        A range with an end that is unlimited: no distribution can be given to it.
    """
    off = tuple(
        prefix
        for table, switch, prefixes in SWITCHED
        if getattr(getattr(scenario, table), switch) in ("none", "never")
        for prefix in prefixes
    )
    left_out = (*off, *(() if costs else ("costs.",)))
    start = _Place("", (), "", "", "")
    return _told_apart([q for q in _of_table(scenario, start) if not q.path.startswith(left_out)])


def _told_apart(found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Add the path where several quantities are called the same (the working hours of clinic, teams, institutions)."""
    names = Counter(q.en for q in found)
    return tuple(
        replace(q, en=f"{q.en} ({q.path})", zh=f"{q.zh} ({q.path})") if names[q.en] > 1 else q for q in found
    )


# --- walking a plan ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Where in the plan, and the words on the way."""

    path: str
    keys: Keys
    en: str
    zh: str
    unit: str

    def into(self, key: str | int, shown: str = "", en: str = "", zh: str = "", unit: str = "") -> _Place:
        word = shown or str(key)
        return _Place(
            f"{self.path}.{word}" if self.path else word,
            (*self.keys, key),
            f"{self.en}: {en}" if self.en and en else self.en or en,
            f"{self.zh}:{zh}" if self.zh and zh else self.zh or zh,
            unit or self.unit,
        )


def _of_table(table: Strict, at: _Place) -> Iterator[Quantity]:
    for name, field in type(table).model_fields.items():
        if not at.keys and name in APART:
            continue
        value = getattr(table, name)
        if value is None or isinstance(value, Title):
            continue
        yield from _of(value, at.into(name, **_words(field)))


def _of(value: Any, at: _Place) -> Iterator[Quantity]:
    if isinstance(value, Value):
        yield from _quantity((value,), (at.keys,), at)
    elif isinstance(value, Schedule):
        steps = [(step.value, (*at.keys, "steps", n, "value")) for n, step in enumerate(value.steps)]
        numbers = [(value.first, (*at.keys, "first")), *steps]
        yield from _quantity(tuple(v for v, _ in numbers), tuple(keys for _, keys in numbers), at)
    elif isinstance(value, Distribution):
        for name, number in value:
            if isinstance(number, Value):
                place = at.into(name, en=name, zh=IN_CHINESE.get(name, name))
                yield from _of(number, replace(place, unit=_unit(name, at.unit)))
        for n, part in enumerate(value.parts or ()):
            yield from _of(part.distribution, at.into("parts").into(n, en=str(n), zh=str(n)).into("distribution"))
    elif isinstance(value, Strict):
        yield from _of_table(value, at)
    elif isinstance(value, tuple) and value and isinstance(value[0], Value):
        yield from _of_list(value, at)
    elif isinstance(value, tuple):
        for n, element in enumerate(value):
            if isinstance(element, Strict):
                name = str(getattr(element, "name", "") or n)
                title = getattr(element, "title", None)
                words = (title.en, title.zh) if isinstance(title, Title) else (name, IN_CHINESE.get(name, name))
                yield from _of(element, at.into(n, name, *words))


def _of_list(values: tuple[Value, ...], at: _Place) -> Iterator[Quantity]:
    """Yield shares of one whole each apart (see `model.experiments.knowing.joint`), any other list as one quantity."""
    if at.keys[-1] in ("grade_shares", "remission_shares"):
        for n, value in enumerate(values):
            yield from _of(value, at.into(n, en=str(n), zh=str(n)))
        return
    yield from _quantity(values, tuple((*at.keys, n) for n in range(len(values))), at)


def _quantity(values: tuple[Value, ...], keys: tuple[Keys, ...], at: _Place) -> Iterator[Quantity]:
    ranged = [(v, where) for v, where in zip(values, keys, strict=True) if _is_ranged(v, at.path)]
    if not ranged:
        return
    spreads = tuple(
        Spread(where, v.value, v.value if v.low is None else v.low, v.value if v.high is None else v.high)
        for v, where in ranged
    )
    first = ranged[0][0]
    whole = at.unit in COUNTED and not at.path.startswith("practised.") and all(
        float(number).is_integer() for s in spreads for number in (s.value, s.low, s.high)
    )
    yield Quantity(at.path, at.en, at.zh, at.unit, first.grade or "", first.source, whole, spreads)


def _is_ranged(value: Value, path: str) -> bool:
    if math.isinf(value.value) or (value.low is None and value.high is None):
        return False
    if value.high is not None and math.isinf(value.high):
        raise ScenarioError(f"{path}: high is unlimited, so that no distribution can be drawn from; give it a number")
    return (value.value if value.low is None else value.low) < (value.value if value.high is None else value.high)


def _unit(name: str, unit: str) -> str:
    return "ratio" if name in ("sigma", "shape") else unit


def _words(field: FieldInfo) -> dict[str, str]:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return {"en": field.title or "", "zh": str(extra.get("zh", "")), "unit": str(extra.get("unit", ""))}
