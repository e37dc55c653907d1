"""Decisions about staff (rule 7)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model.care import hours
from model.care._compile import compiled


@compiled
def drift(hired_per_year: float, leaving_share: float, headcount: float, months: float) -> float:
    """Return the (signed, fractional) change of a headcount in ``months`` (rule 7.1)."""
    return (hired_per_year - leaving_share * headcount) * months / 12.0


@compiled
def whole_people(accumulated: float) -> float:
    """Return the whole people in an accumulated change, towards zero (rule 7.1)."""
    return float(math.trunc(accumulated + math.copysign(1e-9, accumulated)))


@compiled
def assistance_time(first: float, round_number: int, place: int, places: int, visits_per_year: float) -> float:
    """Return when a primary institution's next visit of assistance is due (rule 7.3).

    Visits of a round are spread evenly over the institutions, one round every 365.25 / n days.
    """
    every = 365.25 / visits_per_year
    return first + (round_number + (place + 0.5) / places) * every


@compiled
def assistance_appointment(
    first: float, round_number: int, place: int, places: int, visits_per_year: float, opens_at: float, open_days: float,
    mask: int, weekday0: int,
) -> float:
    """Return when a primary institution's next visit of assistance is due, in working hours (rule 7.3).

    Visits of a round are spread evenly over the working time of its 365.25 / n days.
    """
    every = 365.25 / visits_per_year
    begins, ends = first + round_number * every, first + (round_number + 1) * every
    return hours.instant_at_share((place + 0.5) / places, begins, ends, opens_at, open_days, mask, weekday0)


@compiled
def headcount(numbers: NDArray[np.float64]) -> float:
    """Return the people of several places together; places without a limit are not counted (rule 7.1)."""
    total = 0.0
    for i in range(len(numbers)):
        if numbers[i] < math.inf:
            total += numbers[i]
    return total


@compiled
def share_of_place(numbers: NDArray[np.float64], place: int) -> float:
    """Return the share of a place in what the whole plan hires: by headcount, equal where there is nobody (7.1).

    A place without a limit needs nobody; the others share.
    """
    if numbers[place] == math.inf:
        return 0.0
    total = headcount(numbers)
    if total > 0.0:
        return float(numbers[place] / total)
    places = 0
    for i in range(len(numbers)):
        if numbers[i] < math.inf:
            places += 1
    return 1.0 / places


@compiled
def detection_rate(base: float, effort: float, assistance_ratio: float, covered_share: float) -> float:
    """Return the rate of detection a day: screening, and assistance where it reaches (rules 2.1, 7.3)."""
    return base * effort * (1.0 + (assistance_ratio - 1.0) * covered_share)
