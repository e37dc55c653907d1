"""Statistics of draws within which there are replications: two levels of chance, kept apart.

y[i, j] = μ + a[i] + e[i, j]: a[i] is what draw i of the parameters makes of the plan, e[i, j] the luck of its
replication j, independent between draws and replications. The variance of a is due to *not knowing*, that of e to
*chance*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
RESAMPLES = 2000
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Components:
    """Variance of one output, in its unit squared; nan where it cannot be told.

    Attributes
    ----------
    knowing : float
        Due to not knowing the parameters: the unbiased estimate, which may fall below 0 by chance.
    chance : float
        Due to luck with given parameters.
    share : float
        Of not knowing in the sum of both, a negative estimate counted as 0; with its 95% interval, ``share_low`` and
        ``share_high``.
    """

    knowing: float
    chance: float
    share: float
    share_low: float
    share_high: float


@dataclass(frozen=True)
class _Groups:
    """Number, mean and sum of squares within, of every draw that has a value; each of shape (draws,)."""

    size: Floats
    mean: Floats
    within: Floats

    @classmethod
    def of(cls, values: Floats) -> _Groups:
        seen = np.isfinite(values)
        size = seen.sum(axis=1).astype(float)
        kept = size > 0
        filled = np.where(seen, values, 0.0)[kept]
        size = size[kept]
        mean = filled.sum(axis=1) / size
        within = np.where(seen[kept], (filled - mean[:, None]) ** 2, 0.0).sum(axis=1)
        return cls(size, mean, within)

    def components(self, chosen: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return the two variances for rows of chosen draws, shape (rows, draws)."""
        size, mean, within = self.size[chosen], self.mean[chosen], self.within[chosen]
        draws = chosen.shape[1]
        total = size.sum(axis=1)
        grand = (size * mean).sum(axis=1) / total
        between = (size * (mean - grand[:, None]) ** 2).sum(axis=1) / (draws - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = within.sum(axis=1) / (total - draws)
            typical = (total - (size**2).sum(axis=1) / total) / (draws - 1)
            return (between - chance) / typical, chance


def components(values: Floats, seed: int = 0) -> Components:
    """Split the variance of an output by the one-way random-effects analysis of variance.

    The estimator is that of moments, unbiased whatever the distributions (S. R. Searle, G. Casella and C. E.
    McCulloch, 1992, "Variance Components", chapter 3). The interval of the share is the bias-corrected and accelerated
    bootstrap over draws, their replications staying together (B. Efron, 1987, "Better Bootstrap Confidence Intervals",
    Journal of the American Statistical Association 82: 171-185).

    Parameters
    ----------
    values : float64, shape (draws, replications)
        nan: not observed.
    seed : int
        Of the bootstrap.
    """
    groups = _Groups.of(values)
    draws = groups.size.size
    if draws < 2 or groups.size.sum() <= draws:
        return Components(math.nan, math.nan, math.nan, math.nan, math.nan)
    seen = values[np.isfinite(values)]
    if np.all(seen == seen[0]):
        # Said outright: the mean of equal numbers may differ from them in its last digit.
        return Components(0.0, 0.0, math.nan, math.nan, math.nan)
    knowing, chance = (float(v[0]) for v in groups.components(np.arange(draws)[None]))
    share = float(_share(knowing, chance))
    low, high = _interval(groups, share, seed)
    return Components(knowing, chance, min(max(share, 0.0), 1.0), low, high)


def _share(knowing: Floats | float, chance: Floats | float) -> Floats:
    """Return the share of not knowing, below 0 where its variance is; nan where nothing varies."""
    total = np.asarray(knowing) + np.asarray(chance)
    share: Floats = np.divide(knowing, total, out=np.full(np.shape(total), np.nan), where=total > 0.0)
    return share


def _interval(groups: _Groups, share: float, seed: int) -> tuple[float, float]:
    """Return the interval of the share; the whole of [0, 1] where the draws are too few to tell."""
    draws = groups.size.size
    if math.isnan(share):
        return math.nan, math.nan
    rng = np.random.default_rng(seed)
    again = np.sort(_share(*groups.components(rng.integers(draws, size=(RESAMPLES, draws)))))
    again = again[~np.isnan(again)]
    without = np.array([np.delete(np.arange(draws), k) for k in range(draws)])
    left_out = _share(*groups.components(without)) if draws > 2 else np.full(1, np.nan)
    if again.size < RESAMPLES / 2 or np.isnan(left_out).any():
        return 0.0, 1.0
    if again[0] == again[-1]:
        return float(again[0]), float(again[-1])
    below = float((again < share).mean())
    bias = stats.norm.ppf(min(max(below, 0.5 / again.size), 1 - 0.5 / again.size))
    apart = left_out.mean() - left_out
    square = float((apart**2).sum())
    skew = float((apart**3).sum()) / (6.0 * square**1.5) if square > 0.0 else 0.0
    z = bias + np.array([-Z_95, Z_95])
    low, high = np.clip(np.quantile(again, stats.norm.cdf(bias + z / (1.0 - skew * z))), 0.0, 1.0)
    return float(low), float(high)


def probability(met: Floats) -> tuple[float, float, float]:
    """Return the probability that a target is met, over draws and chance, and its 95% interval.

    Replications of one draw are alike, and count for less than as many draws: the interval is Wilson's (E. B. Wilson,
    1927, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American Statistical
    Association 22: 209-212) with the effective sample size n / (1 + (n / draws - 1) ρ), ρ being the correlation within
    draws (L. Kish, 1965, "Survey Sampling", chapter 5). Where no correlation can be estimated, because all or none are
    met or each draw was run once, ρ counts as 1, so that n is the number of draws.

    Parameters
    ----------
    met : float64, shape (draws, replications)
        1, 0 or nan (not observed).
    """
    groups = _Groups.of(met)
    draws, n = groups.size.size, float(groups.size.sum())
    if draws == 0:
        return math.nan, math.nan, math.nan
    share = float((groups.size * groups.mean).sum() / n)
    alike = 1.0
    if draws > 1 and n > draws and 0.0 < share < 1.0:
        alike = min(max(float(_share(*groups.components(np.arange(draws)[None]))[0]), 0.0), 1.0)
    return share, *_wilson(share, n / (1.0 + (n / draws - 1.0) * alike), draws)


def _wilson(share: float, n: float, draws: int) -> tuple[float, float]:
    # Student's quantile: the effective size rests on so many draws.
    z = float(stats.t.ppf(0.975, draws - 1)) if 1 < draws < 1000 and 0.0 < share < 1.0 else Z_95
    square = z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (0.0 if share == 0.0 else middle - half), (1.0 if share == 1.0 else middle + half)


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """Return the mean over draws and its 95% interval by Student's t over the means of the draws."""
    mean = _Groups.of(values).mean
    if mean.size == 0:
        return math.nan, math.nan, math.nan
    middle = float(mean.mean())
    if mean.size == 1:
        return middle, math.nan, math.nan
    half = float(stats.t.ppf(0.975, mean.size - 1)) * float(mean.std(ddof=1)) / math.sqrt(mean.size)
    return middle, middle - half, middle + half
