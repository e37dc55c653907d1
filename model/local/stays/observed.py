"""Indicators as the model's measures name them, with standard errors: what ``jingkang calibrate`` takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.local.stays.dates import day_of
from model.local.stays.extract import Extract
from model.local.stays.window import Individual, Window

LEAST = 50
"""Discharges or requests of a year from which an indicator is told."""


@dataclass(frozen=True)
class Observation:
    """One indicator.

    Attributes
    ----------
    measure : str
        ``measure@period``, see `model.experiments.observing.observe.Wanted`.
    value, standard_error : float
        In the unit of the measure.
    count : int
        Discharges or requests it rests on.
    """

    measure: str
    value: float
    standard_error: float
    count: int


def first_and_last(year: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a calendar year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def ratio(name: str, values: NDArray[np.float64], patient: NDArray[np.uint64]) -> Iterator[Observation]:
    """Yield a mean with the standard error that takes into account that a patient may be there several times."""
    if len(values) < LEAST:
        return
    mean = float(values.mean())
    _, who = np.unique(patient, return_inverse=True)
    apart = np.bincount(who, weights=values - mean)
    error = float(np.sqrt((apart**2).sum())) / len(values)
    if error > 0.0:
        yield Observation(name, mean, error, len(values))


def waits_by_year(extract: Extract, waits: Individual, window: Window) -> Iterable[Observation]:
    """Yield the mean wait for a bed of each calendar year's requests, of the years in which nobody waits any more."""
    asked = extract.requested[waits.rows]
    for year in window.years():
        first, last = first_and_last(year)
        here = (asked >= day_of(first)) & (asked <= day_of(last))
        if here.any() and waits.ended[here].all():
            yield from ratio(
                f"wait_bed_mean_days@{year}", waits.days[here].astype(np.float64), extract.patient[waits.rows[here]]
            )
