"""Durations in whole days, counted: how many lasted so long, ended or not, and seen from when on.

Dates are whole days, so that a stay of 7 days lasted between 6.5 and 7.5: the day is a unit of counting, and the time
of the day is taken as noon on average. A stay that goes on at the extract's last day lasts longer than it is on that
evening. A stay that began before the window is in the extract only because it lasted until the window began (left
truncation): it counts from that day on, given that it had lasted so long.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from surpyval import KaplanMeier

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HALF = 0.5
"""Of a day."""


@dataclass(frozen=True, eq=False)
class Durations:
    """Counted durations.

    Attributes
    ----------
    days : int64, shape (k,)
        Whole days between begin and end, or between begin and the last day seen.
    ended : bool, shape (k,)
        False: goes on (right censoring).
    entry : int64, shape (k,)
        Days from the begin to the window's first day; 0 for what began within it.
    count : int64, shape (k,)
    """

    days: Ints
    ended: NDArray[np.bool_]
    entry: Ints
    count: Ints

    @classmethod
    def of(cls, days: NDArray[np.int32], ended: NDArray[np.bool_], entry: NDArray[np.int32]) -> Durations:
        """Count durations that are given one by one, each of shape (n,)."""
        table = pd.DataFrame({"days": days, "ended": ended, "entry": entry})
        counted = table.groupby(["days", "ended", "entry"]).size()
        index = counted.index.to_frame()
        lasted, entered, count = (np.asarray(c, np.int64) for c in (index["days"], index["entry"], counted))
        return cls(lasted, np.asarray(index["ended"], np.bool_), entered, count)

    def __len__(self) -> int:
        """Return how many durations there are."""
        return int(self.count.sum())

    @property
    def ends(self) -> int:
        """Return how many have ended."""
        return int(self.count[self.ended].sum())

    @property
    def late(self) -> int:
        """Return how many began before the window."""
        return int(self.count[self.entry > 0].sum())

    @property
    def low(self) -> Floats:
        """Return the least that each may have lasted, days."""
        return np.where(self.ended, np.maximum(self.days - HALF, 0.0), self.days + HALF)

    @property
    def high(self) -> Floats:
        """Return the most that each may have lasted, days; infinite for what goes on."""
        return np.where(self.ended, self.days + HALF, np.inf)

    @property
    def seen_from(self) -> Floats:
        """Return what each had lasted at least for it to be seen, days."""
        return np.where(self.entry > 0, self.entry - HALF, 0.0)


@dataclass(frozen=True, eq=False)
class Survival:
    """Kaplan and Meier's estimate: the share that lasts longer than so many whole days.

    Attributes
    ----------
    days : float64, shape (k,)
    beyond : float64, shape (k,)
        P(lasts more than ``days`` and a half).
    low, high : float64, shape (k,)
        95% interval of each (Greenwood, on the scale of log(-log)).
    at_risk : float64, shape (k,)
    """

    days: Floats
    beyond: Floats
    low: Floats
    high: Floats
    at_risk: Floats

    def median(self) -> float:
        """Return the least number of days that half do not exceed; infinite where fewer were seen to end."""
        reached = self.beyond <= HALF
        return float(self.days[np.argmax(reached)]) if reached.any() else np.inf

    def quantile(self, share: float) -> float:
        """Return the least number of days that a share does not exceed; infinite where fewer were seen to end."""
        reached = self.beyond <= 1.0 - share
        return float(self.days[np.argmax(reached)]) if reached.any() else np.inf

    def at(self, days: float) -> float:
        """Return the share that lasts longer than so many whole days."""
        place = int(np.searchsorted(self.days, days, side="right")) - 1
        return 1.0 if place < 0 else float(self.beyond[place])


def survival(durations: Durations) -> Survival:
    """Return Kaplan and Meier's estimate, for counted durations seen from their entry on."""
    days = durations.days.astype(np.float64)
    entry = np.where(durations.entry > 0, durations.entry - HALF, -1.0)
    model = KaplanMeier.fit(x=days, c=(~durations.ended).astype(int), n=durations.count, tl=entry)
    beyond, risk, ends = (np.asarray(values, np.float64) for values in (model.R, model.r, model.d))
    left = np.maximum(risk - ends, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(np.where(left > 0.0, ends / (risk * left), 0.0)))
        half = 1.959963984540054 * spread / np.abs(np.log(beyond))
        low, high = beyond ** np.exp(half), beyond ** np.exp(-half)
    inside = (beyond > 0.0) & (beyond < 1.0)
    return Survival(
        np.asarray(model.x, np.float64), beyond, np.where(inside, low, beyond), np.where(inside, high, beyond), risk
    )
