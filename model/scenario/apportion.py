"""Sharing the plan's totals out among places (largest remainder) and dated steps as times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from model.scenario.values import Schedule

Steps = list[tuple[float, float]]
"""(time in days, value from then on), the first at -inf, times rising."""


def days_between(start: date, day: date) -> float:
    """Return the time of the first instant of ``day`` (rule 1.1: days since start)."""
    return float((day - start).days)


def steps_of(schedule: Schedule, start: date, factor: float = 1.0) -> Steps:
    """Return a schedule as steps in time, times ``factor``."""
    return [(-math.inf, schedule.first.value * factor)] + [
        (days_between(start, s.date), s.value.value * factor) for s in schedule.steps
    ]


def value_at(steps: Steps, time: float) -> float:
    """Return the value that holds at ``time``, a step of that instant included."""
    value = steps[0][1]
    for when, number in steps:
        if when <= time:
            value = number
    return value


def largest_remainder(total: float, weights: Sequence[float]) -> list[float]:
    """Share a whole number out in whole numbers; ties go to the earlier place.

    An unlimited total is unlimited for everyone; weights that are all 0 share equally.
    """
    if not weights:
        return []
    if math.isinf(total):
        return [math.inf] * len(weights)
    if sum(weights) <= 0.0:
        weights = [1.0] * len(weights)
    whole = math.floor(total + 0.5)
    quotas = [whole * w / math.fsum(weights) for w in weights]
    shares = [math.floor(q + 1e-12) for q in quotas]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - quotas[i], i))
    for i in order[: int(whole - sum(shares))]:
        shares[i] += 1
    return [float(s) for s in shares]


def proportional(total: float, weights: Sequence[float]) -> list[float]:
    """Share a number out in fractions (headcounts of a scaled-down population)."""
    if math.isinf(total):
        return [math.inf] * len(weights)
    if sum(weights) <= 0.0:
        weights = [1.0] * len(weights)
    return [total * w / math.fsum(weights) for w in weights]


def share_out(
    total: Schedule | None,
    own: Sequence[Schedule | None],
    weights: Sequence[float],
    start: date,
    scale: float,
    whole: bool,
    missing: float,
) -> list[Steps]:
    """Return the steps of every place: its own schedule, or its share of what the total leaves.

    Parameters
    ----------
    total : Schedule or None
        Number of the whole plan; None: places without their own have ``missing``.
    own : sequence of Schedule or None
        What each place gives itself.
    weights : sequence of float
        Shares of the total among the places without their own.
    start : date
        First day of the scenario.
    scale : float
        Part of everything that is simulated.
    whole : bool
        Whole numbers (beds, and people where ``scale`` is 1).
    missing : float
        Number where neither is given.
    """
    given = [None if s is None else steps_of(s, start, scale) for s in own]
    result: list[Steps] = [[] if g is None else [(t, _rounded(v, whole)) for t, v in g] for g in given]
    open_places = [i for i, g in enumerate(given) if g is None]
    if total is None:
        for i in open_places:
            result[i] = [(-math.inf, missing)]
        return result
    times = sorted({t for t, _ in steps_of(total, start)} | {t for g in given if g for t, _ in g})
    for time in times:
        amount = value_at(steps_of(total, start, scale), time)
        amount = (
            max(0.0, amount - sum(value_at(g, time) for g in given if g)) if math.isfinite(amount) else amount
        )
        share = largest_remainder if whole else proportional
        for i, part in zip(open_places, share(amount, [weights[i] for i in open_places]), strict=True):
            if not result[i] or result[i][-1][1] != part:
                result[i].append((time, part))
    return result


def _rounded(value: float, whole: bool) -> float:
    return float(math.floor(value + 0.5)) if whole and math.isfinite(value) else value
