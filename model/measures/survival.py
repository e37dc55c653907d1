"""Waits as a distribution: Kaplan-Meier on binned waits, those still waiting counted (rules 1.9, 10.3).

A bin holds granted and censored waits (given up, died, still waiting at the horizon). Within a bin the
granted come first, as ties do in the textbook estimator, so that at the edges of the bins the estimate is the
textbook's unless a bin holds both. Between edges it is a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.care.recorder import BINS, CENSORED, GRANTED, bin_edges

Array = NDArray[np.float64]

UPPER: Array = bin_edges()
LOWER: Array = np.concatenate([[0.0], UPPER[:-1]])
# The last bin has no end; its waits are taken to lie half a bin of the tail beyond its beginning.
MIDDLE: Array = np.where(np.isfinite(UPPER), (LOWER + UPPER) / 2.0, LOWER + 5.0)


@dataclass(frozen=True, eq=False)
class Waits:
    """Distributions of waits, one for each element of the leading axes.

    Attributes
    ----------
    granted, censored : float64, shape (..., BINS)
        Requests by wait.
    days : float64, shape (...)
        Sum of the granted waits.
    survival : float64, shape (..., BINS)
        P(wait beyond the bin's upper edge); 1 where nobody asked.
    """

    granted: Array
    censored: Array
    days: Array
    survival: Array

    @classmethod
    def of(cls, counts: NDArray[np.int64], days: Array) -> Waits:
        """Return the distributions of ``counts``, shape (..., 2, BINS): granted, censored."""
        granted = counts[..., GRANTED, :].astype(np.float64)
        censored = counts[..., CENSORED, :].astype(np.float64)
        at_risk = np.cumsum((granted + censored)[..., ::-1], axis=-1)[..., ::-1]
        left = 1.0 - np.divide(granted, at_risk, out=np.zeros_like(granted), where=at_risk > 0.0)
        survival = np.cumprod(left, axis=-1).astype(np.float64)
        return cls(granted, censored, days.astype(np.float64), survival)

    @property
    def requests(self) -> Array:
        """Return how many asked, shape (...)."""
        requests: Array = (self.granted + self.censored).sum(axis=-1)
        return requests

    def _observed(self, value: Array) -> Array:
        return np.where(self.requests > 0.0, value, np.nan)

    def mean(self) -> Array:
        """Return the mean wait, days, restricted to the longest observed; nan where nobody asked.

        The middles of the bins are scaled so that the granted waits add up to the days recorded: with nobody
        censored the mean is exact.
        """
        before = np.concatenate([np.ones_like(self.survival[..., :1]), self.survival[..., :-1]], axis=-1)
        middles = (self.granted * MIDDLE).sum(axis=-1)
        correction = np.divide(self.days, middles, out=np.ones_like(middles), where=middles > 0.0)
        ended = ((before - self.survival) * MIDDLE).sum(axis=-1)
        last = BINS - 1 - np.argmax((self.granted + self.censored)[..., ::-1] > 0.0, axis=-1)
        return self._observed(correction * ended + self.survival[..., -1] * MIDDLE[last])

    def quantile(self, share: float) -> Array:
        """Return the wait that ``share`` of the requests do not exceed, days.

        inf where so many were not seen to be granted (the quantile lies beyond the longest wait observed);
        nan where nobody asked.
        """
        remaining = 1.0 - share
        reached = self.survival <= remaining + 1e-12
        bins = np.argmax(reached, axis=-1)
        after = np.take_along_axis(self.survival, bins[..., None], axis=-1)[..., 0]
        previous = np.take_along_axis(self.survival, np.maximum(bins - 1, 0)[..., None], axis=-1)[..., 0]
        before = np.where(bins > 0, previous, 1.0)
        upper = np.where(np.isfinite(UPPER), UPPER, LOWER + 10.0)[bins]
        drop = before - after
        part = np.divide(before - remaining, drop, out=np.ones_like(drop), where=drop > 0.0)
        value = LOWER[bins] + np.clip(part, 0.0, 1.0) * (upper - LOWER[bins])
        return self._observed(np.where(reached.any(axis=-1), value, np.inf))

    def beyond(self, days: float) -> Array:
        """Return P(wait > days); nan where nobody asked.

        Beyond the longest wait observed, if that one was cut, the share stays as it is there: an upper bound.
        """
        if days < 0.0:
            return self._observed(np.ones_like(self.days))
        index = int(np.searchsorted(UPPER, days, side="right")) - 1
        at_edge = self.survival[..., index]
        if days == UPPER[index] or index + 1 >= BINS or not np.isfinite(UPPER[index + 1]):
            return self._observed(at_edge)
        part = (days - UPPER[index]) / (UPPER[index + 1] - UPPER[index])
        return self._observed(at_edge + part * (self.survival[..., index + 1] - at_edge))
