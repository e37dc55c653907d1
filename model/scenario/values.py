"""Numbers with a unit, a range, a source and a grade; dated steps; distributions.

A planner writes ``0.2`` or ``{ value = 0.2, low = 0.05, high = 0.35, source = "...", grade = "K" }``;
capacities may be ``"unlimited"``, and change on dates when written as a list of
``{ date = 2025-01-01, value = 600 }``.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema

Grade = Literal["F", "D", "K"]
"""F found in the named source, D derived from F, K expert knowledge and unverified (an assumption)."""


class Strict(BaseModel):
    """Base of every part of a scenario: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Value(Strict):
    """One number with what is known about it.

    Attributes
    ----------
    value : float
        The number used by default; ``inf`` where a planner wrote ``"unlimited"``.
    low, high : float or None
        Range of what is plausible; None when the number is not in doubt.
    source : str
        Where the number comes from; a clause of the plan is quoted as it stands.
    grade : {"F", "D", "K"} or None
        None: written by the user without saying.
    """

    value: float
    low: float | None = None
    high: float | None = None
    source: str = ""
    grade: Grade | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Value:
        if math.isnan(self.value):
            raise ValueError("nan is not a number a plan can state")
        if self.low is not None and self.low > self.value:
            raise ValueError(f"low ({self.low:g}) lies above value ({self.value:g})")
        if self.high is not None and self.high < self.value:
            raise ValueError(f"high ({self.high:g}) lies below value ({self.value:g})")
        return self


def _wrap(raw: Any) -> Any:
    """Turn a plain number or ``"unlimited"`` into the table form."""
    if isinstance(raw, bool):
        raise ValueError("expected a number, not true or false")
    if isinstance(raw, (int, float)):
        return {"value": float(raw)}
    if isinstance(raw, str):
        if raw == "unlimited":
            return {"value": math.inf}
        raise ValueError(f'expected a number or "unlimited", not "{raw}"')
    if isinstance(raw, dict) and raw.get("value") == "unlimited":
        return {**raw, "value": math.inf}
    return raw


def _within(low: float, high: float, words: str) -> Any:
    def check(value: Value) -> Value:
        for number in (value.value, value.low, value.high):
            if number is not None and not low <= number <= high:
                raise ValueError(f"{number:g} is not {words}")
        return value

    return AfterValidator(check)


def _positive(value: Value) -> Value:
    if value.value <= 0:
        raise ValueError(f"{value.value:g} is not above 0")
    return value


def _finite(value: Value) -> Value:
    if math.isinf(value.value):
        raise ValueError("this number cannot be unlimited")
    return value


# What a file may say is told to the JSON Schema, from which editors complete.
_WRITTEN = BeforeValidator(_wrap, json_schema_input_type=float | Literal["unlimited"] | Value)
Number = Annotated[Value, _WRITTEN]
AmountOrUnlimited = Annotated[Value, _WRITTEN, _within(0.0, math.inf, "0 or more")]
PositiveOrUnlimited = Annotated[Value, _WRITTEN, AfterValidator(_positive)]
_NUMBER = BeforeValidator(_wrap, json_schema_input_type=float | Value)
Share = Annotated[Value, _NUMBER, _within(0.0, 1.0, "a share between 0 and 1")]
Amount = Annotated[Value, _NUMBER, _within(0.0, math.inf, "0 or more"), AfterValidator(_finite)]
Positive = Annotated[Value, _NUMBER, AfterValidator(_positive), AfterValidator(_finite)]


class Step(Strict):
    """From ``date`` on (at its first instant) the number is ``value``."""

    date: date
    value: AmountOrUnlimited


class Schedule(Strict):
    """A number that changes on dates: ``first`` from the beginning, then each step.

    Written as a plain number, as a table with ``value``, as ``{ first = 2800, steps = [...] }``, or
    as a list of ``{ date, value }`` (0 before the first of them).
    """

    first: AmountOrUnlimited = Value(value=0.0)
    steps: tuple[Step, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _forms(cls, raw: Any) -> Any:
        if isinstance(raw, (int, float, str)) and not isinstance(raw, bool):
            return {"first": raw}
        if isinstance(raw, dict) and "value" in raw:
            return {"first": raw}
        if isinstance(raw, Value):
            return {"first": raw}
        if isinstance(raw, list):
            return {"steps": raw}
        return raw

    @model_validator(mode="after")
    def _in_order(self) -> Schedule:
        dates = [step.date for step in self.steps]
        if any(a >= b for a, b in zip(dates, dates[1:], strict=False)):
            raise ValueError("the dates of the steps must rise")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Allow the short forms: a number, a number with its range, a list of steps."""
        table = handler.resolve_ref_schema(handler(core))
        number, steps = table["properties"]["first"]["anyOf"], table["properties"]["steps"]
        return {"anyOf": [*number, {"type": "array", "items": steps["items"]}, table]}

    def at(self, day: date) -> float:
        """Return the number that holds on ``day`` (steps of that day included)."""
        number = self.first.value
        for step in self.steps:
            if step.date <= day:
                number = step.value.value
        return number


def constant(value: float, low: float | None = None, high: float | None = None, source: str = "",
             grade: Grade | None = None) -> Schedule:
    """Return a schedule that never changes."""
    return Schedule(first=Value(value=value, low=low, high=high, source=source, grade=grade))


class Distribution(Strict):
    """A distribution of a duration (rule 2.4); a plain number is a fixed duration.

    Exactly one way of giving each kind is accepted:
    fixed: value · exponential: mean · lognormal: mean and sd, or median and sigma ·
    gamma: mean and shape · weibull: shape and scale · empirical: values (and weights) ·
    mixture: parts, each with weight and distribution.
    """

    kind: Literal["fixed", "exponential", "lognormal", "gamma", "weibull", "empirical", "mixture"]
    value: Amount | None = None
    mean: Positive | None = None
    sd: Positive | None = None
    median: Positive | None = None
    sigma: Positive | None = None
    shape: Positive | None = None
    scale: Positive | None = None
    values: tuple[float, ...] | None = None
    weights: tuple[float, ...] | None = None
    parts: tuple[Part, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, raw: Any) -> Any:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return {"kind": "fixed", "value": raw}
        return raw

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Allow the short form: a plain number is a fixed duration."""
        return {"anyOf": [{"type": "number"}, handler.resolve_ref_schema(handler(core))]}

    @model_validator(mode="after")
    def _complete(self) -> Distribution:
        allowed = {
            "fixed": [{"value"}], "exponential": [{"mean"}],
            "lognormal": [{"mean", "sd"}, {"median", "sigma"}], "gamma": [{"mean", "shape"}],
            "weibull": [{"shape", "scale"}], "empirical": [{"values"}, {"values", "weights"}],
            "mixture": [{"parts"}],
        }[self.kind]
        given = {name for name in type(self).model_fields
                 if name != "kind" and getattr(self, name) is not None}
        if given not in allowed:
            ways = " or ".join(" and ".join(sorted(way)) for way in allowed)
            raise ValueError(f"a {self.kind} distribution takes {ways}; given: "
                             f"{', '.join(sorted(given)) or 'nothing'}")
        if self.weights is not None and len(self.weights) != len(self.values or ()):
            raise ValueError("values and weights must have the same length")
        if self.parts is not None and any(p.distribution.kind == "mixture" for p in self.parts):
            raise ValueError("a mixture of mixtures is not supported; write its parts out")
        return self


class Part(Strict):
    """One part of a mixture."""

    weight: Share
    distribution: Distribution


Distribution.model_rebuild()


class Title(Strict):
    """A name in both languages."""

    zh: str
    en: str


def parameter(value: float, unit: str, rule: str, en: str, zh: str, *, low: float | None = None,
              high: float | None = None, source: str = "", grade: Grade = "K") -> Any:
    """Declare a numeric parameter: its default with range, source and grade, and its words.

    ``rule`` is the number of the rule of the model description that uses it. The page of
    parameters and the levers of the explorer are generated from what is declared here.
    """
    default = Value(value=value, low=low, high=high, source=source, grade=grade)
    return Field(default=default, title=en, description=en,
                 json_schema_extra={"unit": unit, "rule": rule, "zh": zh})


def duration(kind: str, unit: str, rule: str, en: str, zh: str, **numbers: Any) -> Any:
    """Declare a distribution of a duration; ``numbers`` are the fields of Distribution."""
    default = Distribution.model_validate({"kind": kind, **numbers})
    return Field(default=default, title=en, description=en,
                 json_schema_extra={"unit": unit, "rule": rule, "zh": zh})


def described(en: str, zh: str, unit: str = "", rule: str = "", **field: Any) -> Any:
    """Declare any other key: its words in both languages; ``field`` are the arguments of ``pydantic.Field``."""
    return Field(title=en, description=en, json_schema_extra={"unit": unit, "rule": rule, "zh": zh}, **field)
