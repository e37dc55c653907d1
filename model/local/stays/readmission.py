"""From a discharge to the next admission: shares of those readmitted.

The model has no such share among its parameters: readmissions follow from relapses, medication, assessment and beds.
Turning them into hazards without simulating that was tried on the model's own log, and does not find the hazards that
are in it (the first month came out a fifth too low). So the shares are given as they are, for ``jingkang calibrate``,
which simulates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.local.stays.dates import day_of
from model.local.stays.durations import survival
from model.local.stays.extract import Extract
from model.local.stays.lognormal import Estimate
from model.local.stays.observed import Observation, first_and_last, ratio
from model.local.stays.window import Individual, Window

Floats = NDArray[np.float64]
WINDOWS = (30, 90, 365)


@dataclass(frozen=True)
class Readmission:
    """What follows a discharge.

    Attributes
    ----------
    discharges, readmissions : int
    shares : dict of int to Estimate
        Readmitted within so many days (Kaplan and Meier; who died or moved counts as not readmitted).
    """

    discharges: int
    readmissions: int
    shares: dict[int, Estimate]


def readmission(gaps: Individual) -> Readmission:
    """Return the shares from times between discharge and readmission."""
    counted = gaps.counted()
    shares = {}
    if len(gaps):
        known = survival(counted)
        for days in WINDOWS:
            place = int(np.searchsorted(known.days, days, side="right")) - 1
            if place >= 0 and known.days[-1] >= days:
                ends = (1.0 - known.beyond[place], 1.0 - known.high[place], 1.0 - known.low[place])
                shares[days] = Estimate(*(float(end) for end in ends))
    return Readmission(len(gaps), counted.ends, shares)


def by_year(extract: Extract, gaps: Individual, window: Window) -> Iterable[Observation]:
    """Yield the share readmitted of each calendar year's discharges with a full window (rule 10.1 of the model)."""
    left = extract.discharge[gaps.rows]
    for year in window.years():
        first, last = first_and_last(year)
        for days in WINDOWS:
            whole = (left >= day_of(first)) & (left <= day_of(last)) & (gaps.cap >= days)
            back = gaps.ended[whole] & (gaps.days[whole] <= days)
            yield from ratio(
                f"readmission_{days}d_share@{year}", back.astype(np.float64), extract.patient[gaps.rows[whole]]
            )
