"""Packed distributions, sampled by inverse transform (Rules 1.5, 2.4 and 5.8).

All distributions of a scenario are rows of one table (`model.care.distribution_table` builds it):

``rows``, float64 of shape (n, 4): kind, a, b, c, where c is unused, and
``points``, float64 of shape (m,): the numbers that do not fit a row.

============ ==================== ==========================================================
kind         a, b                 points
============ ==================== ==========================================================
FIXED        value                --
EXPONENTIAL  mean                 --
LOGNORMAL    mu, sigma            --
GAMMA        shape, scale         --
WEIBULL      shape, scale         --
EMPIRICAL    offset, count        ``count`` ascending values, ``count`` cumulative probabilities
MIXTURE      offset, count        ``count`` weights that sum to 1, ``count`` rows (no mixtures)
============ ==================== ==========================================================

A mixture takes the component from the draw and uses the rest of the same draw within it, so its
quantile is increasing within each component but not across them.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.care._compile import compiled
from model.care.special_functions import gamma_quantile, log_gamma, normal_quantile

__all__ = [
    "EMPIRICAL",
    "EXPONENTIAL",
    "FIXED",
    "GAMMA",
    "LOGNORMAL",
    "MIXTURE",
    "WEIBULL",
    "gamma_quantile",
    "is_drawn",
    "length_biased_quantile",
    "mean",
    "normal_quantile",
    "quantile",
]

FIXED: Final = 0
EXPONENTIAL: Final = 1
LOGNORMAL: Final = 2
GAMMA: Final = 3
WEIBULL: Final = 4
EMPIRICAL: Final = 5
MIXTURE: Final = 6

_SMALLEST_DRAW: Final = 2.0**-53
_LARGEST_DRAW: Final = 1.0 - 2.0**-53


@compiled
def _parametric_quantile(kind: int, a: float, b: float, u: float) -> float:
    # Scalars only: handing arrays to a branching helper costs their reference counts.
    if kind == EXPONENTIAL:
        return -a * math.log1p(-u)
    if kind == LOGNORMAL:
        return math.exp(a + b * normal_quantile(u))
    if kind == GAMMA:
        return b * gamma_quantile(a, u)
    if kind == WEIBULL:
        return b * math.pow(-math.log1p(-u), 1.0 / a)
    return a


@compiled
def _parametric_mean(kind: int, a: float, b: float) -> float:
    if kind == LOGNORMAL:
        return math.exp(a + 0.5 * b * b)
    if kind == GAMMA:
        return a * b
    if kind == WEIBULL:
        return b * math.exp(log_gamma(1.0 + 1.0 / a))
    return a


@compiled
def _parametric_length_biased_quantile(kind: int, a: float, b: float, u: float) -> float:
    if kind == EXPONENTIAL:
        return a * gamma_quantile(2.0, u)
    if kind == LOGNORMAL:
        return math.exp(a + b * b + b * normal_quantile(u))
    if kind == GAMMA:
        return b * gamma_quantile(a + 1.0, u)
    if kind == WEIBULL:
        # If X has density proportional to x f(x), then (X / scale)**shape is gamma(1 + 1/shape).
        return b * math.pow(gamma_quantile(1.0 + 1.0 / a, u), 1.0 / a)
    return a


@compiled
def _rest_of_draw(u: float, below: float, width: float) -> float:
    # Rounding must not let a draw touch 0 or 1, where quantiles are infinite.
    return min(max((u - below) / width, _SMALLEST_DRAW), _LARGEST_DRAW)


@compiled
def quantile(rows: NDArray[np.float64], points: NDArray[np.float64], i: int, u: float) -> float:
    """Rules 1.5 and 2.4: the value of distribution `i` for a uniform draw.

    Parameters
    ----------
    rows : ndarray of float64, shape (n, 4)
    points : ndarray of float64, shape (m,)
        The packed table.
    i : int
        Row of the distribution.
    u : float
        Uniform draw, strictly inside (0, 1).

    Returns
    -------
    float
        In the unit of the distribution.  For an empirical distribution the least value whose
        cumulative probability is at least `u`.
    """
    kind = int(rows[i, 0])
    if kind == MIXTURE:
        start = int(rows[i, 1])
        last = int(rows[i, 2]) - 1
        component = 0
        below = 0.0
        while component < last and u >= below + points[start + component]:
            below += points[start + component]
            component += 1
        # Rounded sums may end on a component of weight nought: go back to the last one that has some.
        while points[start + component] <= 0.0:
            component -= 1
            below -= points[start + component]
        u = _rest_of_draw(u, below, points[start + component])
        i = int(points[start + last + 1 + component])
        kind = int(rows[i, 0])
    if kind == EMPIRICAL:
        start = int(rows[i, 1])
        count = int(rows[i, 2])
        low = 0
        high = count - 1
        while low < high:
            middle = (low + high) // 2
            if points[start + count + middle] < u:
                low = middle + 1
            else:
                high = middle
        return float(points[start + low])
    return _parametric_quantile(kind, rows[i, 1], rows[i, 2], u)


@compiled
def is_drawn(rows: NDArray[np.float64], i: int) -> bool:
    """Rule 2.4: whether the value of distribution `i` depends on the draw."""
    return int(rows[i, 0]) != FIXED


@compiled
def _simple_mean(rows: NDArray[np.float64], points: NDArray[np.float64], i: int) -> float:
    kind = int(rows[i, 0])
    if kind != EMPIRICAL:
        return _parametric_mean(kind, rows[i, 1], rows[i, 2])
    start = int(rows[i, 1])
    count = int(rows[i, 2])
    total = 0.0
    below = 0.0
    for j in range(count):
        total += points[start + j] * (points[start + count + j] - below)
        below = points[start + count + j]
    return total


@compiled
def mean(rows: NDArray[np.float64], points: NDArray[np.float64], i: int) -> float:
    """Rule 2.4: the mean of distribution `i` of a packed table, in the unit of the distribution."""
    if int(rows[i, 0]) != MIXTURE:
        return _simple_mean(rows, points, i)
    start = int(rows[i, 1])
    count = int(rows[i, 2])
    total = 0.0
    for j in range(count):
        total += points[start + j] * _simple_mean(rows, points, int(points[start + count + j]))
    return total


@compiled
def length_biased_quantile(rows: NDArray[np.float64], points: NDArray[np.float64], i: int, u: float) -> float:
    """Rule 5.8: the whole stay of someone found in a bed on a census day, for a uniform draw.

    A census meets a stay with a probability proportional to its length: the density is x f(x) / mean.
    Exponential becomes gamma of shape 2, lognormal moves to mu + sigma**2, gamma to shape + 1,
    Weibull to a power of gamma(1 + 1/shape); a fixed value stays; the probability of an empirical value
    is multiplied by the value, the weight of a mixture's component by its mean.

    Parameters
    ----------
    rows, points, i, u
        As for `quantile`.

    Returns
    -------
    float
        In the unit of the distribution; 0 if the distribution is identically 0.
    """
    if int(rows[i, 0]) == MIXTURE:
        start = int(rows[i, 1])
        count = int(rows[i, 2])
        whole = mean(rows, points, i)
        if whole <= 0.0:
            return 0.0
        chosen = 0
        below = 0.0
        chosen_below = 0.0
        chosen_width = 0.0
        for j in range(count):
            width = points[start + j] * _simple_mean(rows, points, int(points[start + count + j])) / whole
            if width > 0.0 and (u >= below or chosen_width == 0.0):
                chosen = j
                chosen_below = below
                chosen_width = width
            below += width
        u = _rest_of_draw(u, chosen_below, chosen_width)
        i = int(points[start + count + chosen])
    kind = int(rows[i, 0])
    if kind != EMPIRICAL:
        return _parametric_length_biased_quantile(kind, rows[i, 1], rows[i, 2], u)
    start = int(rows[i, 1])
    count = int(rows[i, 2])
    target = u * _simple_mean(rows, points, i)
    total = 0.0
    below = 0.0
    for j in range(count):
        total += points[start + j] * (points[start + count + j] - below)
        below = points[start + count + j]
        if total >= target:
            return float(points[start + j])
    return float(points[start + count - 1])
