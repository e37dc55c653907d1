"""Amounts that change on dates: moved to another end, laid over a plan, taken back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from model.scenario.apportion import Steps
from model.scenario.paths import keys_of, look
from model.scenario.schema import Scenario
from model.scenario.values import Schedule

Dated = list[tuple[date, float]]
"""Dates and the amount from each on, without the amount of the first day."""


def dated(schedule: Schedule) -> Dated:
    """Return the steps of a schedule."""
    return [(step.date, step.value.value) for step in schedule.steps]


def of_steps(steps: Steps, start: date) -> tuple[float, Dated]:
    """Return the amount of the first day and the later steps of an amount by time in days."""
    first, later = steps[0][1], []
    for time, amount in steps[1:]:
        if time <= 0.0:
            first = amount
        else:
            later.append((start + timedelta(days=time), amount))
    return first, later


def end_of(first: float, steps: Dated) -> float:
    """Return the amount that is reached in the end."""
    return steps[-1][1] if steps else first


def moved(first: float, steps: Dated, amount: float, start: date) -> Dated:
    """Return the steps that lead to another amount: dates stay, and the steps between keep their proportions.

    Where nothing changes over the plan, the amount holds from the second day: the first day stays what it is.
    """
    if not steps or steps[-1][1] == first or not math.isfinite(steps[-1][1] - first):
        return [(start + timedelta(days=1), amount)]
    whole = all(value.is_integer() for _, value in steps)
    span = steps[-1][1] - first
    result = []
    for day, value in steps[:-1]:
        between = first + (value - first) / span * (amount - first)
        result.append((day, float(round(between)) if whole else between))
    return [*result, (steps[-1][0], amount)]


def to_end(planned: tuple[float, Dated], current: tuple[float, Dated], amount: float, start: date) -> Dated:
    """Return the steps of an amount as it stands now, led to another end.

    The proportions are the plan's, so that moving there and back leaves nothing behind, unless the steps were
    written anew; the dates are those of now.
    """
    first, steps = current
    if planned[1] and len(planned[1]) == len(steps):
        redated = [(day, value) for (day, _), (_, value) in zip(steps, planned[1], strict=True)]
        if moved(planned[0], redated, end_of(first, steps), start) == steps or end_of(first, steps) == first:
            return moved(first, redated, amount, start)
    return moved(first, steps, amount, start)


def written(steps: Sequence[tuple[date, float]]) -> list[dict[str, Any]]:
    """Return steps as a plan writes them."""
    return [{"date": day.isoformat(), "value": amount} for day, amount in steps]


def held(scenario: Scenario, path: str) -> Schedule | None:
    """Return the schedule under a path, or None where the plan does not say it."""
    found = look(scenario, path)
    return found if isinstance(found, Schedule) else None


def change_of(plan: Scenario, path: str, first: float, steps: Dated) -> dict[str, Any]:
    """Return what to lay over the plan so that a schedule has these steps; None: take the change away."""
    stated = held(plan, path)
    if stated is None:
        return {path: {"first": "unlimited" if math.isinf(first) else first, "steps": written(steps)}}
    same = dated(stated) == list(steps)
    return {path: None, f"{path}.steps": None if same else written(steps)}


def laid(changes: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes with others laid over them; what stands above or below a new key gives way, None takes away."""
    result = dict(changes)
    for path, value in more.items():
        keys = keys_of(path)
        for other in list(result):
            theirs = keys_of(other)
            shorter = min(len(keys), len(theirs))
            if theirs == keys or (value is not None and theirs[:shorter] == keys[:shorter]):
                del result[other]
        if value is not None:
            result[path] = value
    return result
