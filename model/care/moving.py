"""The decision where to (rule 8.2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.care._compile import compiled


@compiled
def destination(u: float, residents: NDArray[np.float64], cities: NDArray[np.int64], region: int) -> int:
    """Return the region moved to: another of the same city, in proportion to residents; -1 if there is none.

    Parameters
    ----------
    u : float
        Uniform draw.
    residents : ndarray of float64, shape (regions,)
    cities : ndarray of int64, shape (regions,)
        The city of each region.
    region : int
        The region that is left.
    """
    total = 0.0
    others = 0
    for r in range(len(cities)):
        if r != region and cities[r] == cities[region]:
            total += residents[r]
            others += 1
    last = -1
    below = 0.0
    passed = 0
    for r in range(len(cities)):
        if r != region and cities[r] == cities[region]:
            last = r
            below += residents[r]
            passed += 1
            # Where nobody lives, all are alike.
            if u * total < below if total > 0.0 else u * others < passed:
                return r
    return last
