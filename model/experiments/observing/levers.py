"""Levers: one amount that an experiment moves, and what a plan becomes when it is moved.

A lever is a key of the plan. A capacity that grows by dated steps keeps its first number, which is today's, and its
dates; the lever is the amount that the last step reaches, and the steps between keep their proportions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from model.scenario.loading import change
from model.scenario.problems import ScenarioError, meant
from model.scenario.schema import Scenario
from model.scenario.values import Schedule, Value

SHORT: dict[str, str] = {
    "beds": "totals.open_beds",
    "psychiatrists": "totals.psychiatrists",
    "nurses": "totals.nurses",
    "health_staff": "totals.health_staff",
    "day_places": "totals.day_places",
    "supported_places": "totals.supported_places",
    "home_support_staff": "totals.home_support_staff",
    "community_workers": "totals.community_workers",
}
"""Names for the levers of a whole plan that planners move most."""


@dataclass(frozen=True)
class Lever:
    """What is moved.

    Attributes
    ----------
    path : str
        A key of `SHORT`, or the path of a number, a duration or a schedule in the plan, as for ``--set``.
    since : date, optional
        For a schedule without steps: the day from which the amount holds; by default the second day of the plan, so
        that the first day's census stays what it is.
    """

    path: str
    since: date | None = None

    @property
    def key(self) -> str:
        """Return the path in the plan."""
        return SHORT.get(self.path, self.path)

    def overrides(self, scenario: Scenario, amount: float) -> dict[str, Any]:
        """Return what to lay over ``scenario`` so that the lever stands at ``amount`` (in the key's own unit).

        Raises
        ------
        ScenarioError
            The plan has no such key.
        """
        held = find(scenario, self.key)
        value: Any = "unlimited" if amount == float("inf") else amount
        if not isinstance(held, Schedule):
            return {self.key: value}
        if held.steps and held.steps[-1].value.value != held.first.value and amount != float("inf"):
            return {f"{self.key}.steps": _in_proportion(held, amount)}
        since = self.since or scenario.horizon.start + timedelta(days=1)
        return {f"{self.key}.steps": [{"date": since, "value": value}]}


def _in_proportion(held: Schedule, amount: float) -> list[dict[str, Any]]:
    first, last = held.first.value, held.steps[-1].value.value
    whole = all(float(step.value.value).is_integer() for step in held.steps)
    steps = []
    for step in held.steps[:-1]:
        value = first + (step.value.value - first) / (last - first) * (amount - first)
        steps.append({"date": step.date, "value": float(round(value)) if whole else value})
    return [*steps, {"date": held.steps[-1].date, "value": amount}]


def find(scenario: Scenario, path: str) -> Any:
    """Return what a plan holds under a key.

    Raises
    ------
    ScenarioError
        There is no such key; the message says what was probably meant.
    """
    held: Any = scenario
    done: list[str] = []
    for key in path.split("."):
        inner, names = _inside(held, key)
        if inner is None and key in names:
            raise ScenarioError(f"lever {path}: {scenario.name} does not say it; a lever starts from today's number")
        if inner is None:
            where = ".".join(done) or scenario.name
            raise ScenarioError(f"lever {path}: {where} has no {key!r}{meant(key, [*names, *SHORT])}")
        held = inner
        done.append(key)
    return held


def _inside(held: Any, key: str) -> tuple[Any, list[str]]:
    if isinstance(held, tuple):
        names = {getattr(e, "name", "") or str(n): e for n, e in enumerate(held)}
        inner = names.get(key)
        if inner is None and key.isdecimal() and int(key) < len(held):
            inner = held[int(key)]
        return inner, list(names)
    fields = list(getattr(type(held), "model_fields", {}))
    return (getattr(held, key) if key in fields else None), fields


def amount_of(scenario: Scenario, lever: Lever) -> float:
    """Return where a lever stands in a plan: a number, or the last that a schedule reaches (nan: not given)."""
    held = find(scenario, lever.key)
    if isinstance(held, Schedule):
        held = held.steps[-1].value if held.steps else held.first
    return float(held.value) if isinstance(held, Value) else float("nan")


def moved(scenario: Scenario, amounts: Mapping[Lever, float]) -> Scenario:
    """Return the plan with levers moved together.

    Raises
    ------
    ScenarioError
        A lever that the plan does not have, or an amount that it does not allow.
    """
    overrides: dict[str, Any] = {}
    for lever, amount in amounts.items():
        overrides.update(lever.overrides(scenario, amount))
    return change(scenario, overrides)
