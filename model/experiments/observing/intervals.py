"""Intervals from replications: means, probabilities, many paired differences at once, and ratios.

Pure functions on arrays whose last axis is the replications; what stands before it is worked on together, so that one
call covers one sample or thousands. Three kinds of number are kept apart:

- nan is *not observed*. It is left out and counted. An interval is then of the replications in which there was
  something to observe.
- An infinite value is *unlimited*. No mean of such values has an interval: the mean is infinite, its ends are nan.
- The difference of two unlimited values of one sign has no value; it counts as not observed.

Differences of plans on common random numbers are dependent and have different variances. Tukey's and Dunnett's
methods ask for independent samples of one variance, so they do not fit. Bonferroni's inequality asks for nothing, and
Student's t applied to each paired difference asks only that differences are about normal: that is what is used here
(Banks, Carson, Nelson & Nicol 2010, Discrete-Event System Simulation, 5th ed., ch. 12; Law 2015, Simulation Modeling
and Analysis, 5th ed., § 10.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from model.measures.targets import wilson

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

CONFIDENCE = 0.95
ROUNDING = 1e-12
"""Numbers that differ by so small a part of their size are equal."""


@dataclass(frozen=True, eq=False)
class Interval:
    """A mean with its confidence interval; every array has the shape of the samples without their last axis.

    Attributes
    ----------
    mean, low, high : float64
        nan where there is nothing to say; in the unit of the values.
    deviation : float64
        Standard deviation of a single replication.
    observed : int64
        Values that were used.
    missing : int64
        Values that were not observed (nan).
    infinite : int64
        Values without limit, among those observed.
    """

    mean: Floats
    low: Floats
    high: Floats
    deviation: Floats
    observed: Counts
    missing: Counts
    infinite: Counts

    @property
    def half_width(self) -> Floats:
        """Return half the interval's length."""
        return np.asarray((self.high - self.low) / 2.0)


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is none.

    Raises
    ------
    ValueError
        It does not lie between 0 and 1, both excluded.
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must lie between 0 and 1 (0.95, not 95), not {confidence:g}")


def mean_interval(values: ArrayLike, confidence: float = CONFIDENCE, family: int = 1) -> Interval:
    """Return the mean with Student's t interval.

    Parameters
    ----------
    values : float64, shape (..., replications)
    confidence : float
        That all intervals of the family hold together.
    family : int
        How many intervals are read together: each is taken at 1 - (1 - confidence) / family (Bonferroni).
    """
    check_confidence(confidence)
    table = np.asarray(values, np.float64)
    seen = ~np.isnan(table)
    observed = seen.sum(axis=-1)
    infinite = np.isinf(table).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(seen, table, 0.0).sum(axis=-1) / np.where(observed > 0, observed, np.nan)
        centred = np.where(seen, table - mean[..., None], 0.0)
        deviation = np.sqrt((centred**2).sum(axis=-1) / np.where(observed > 1, observed - 1, np.nan))
    # Values that are equal but for rounding would look as if they varied.
    size = np.max(np.where(np.isfinite(table), np.abs(table), 0.0), axis=-1, initial=0.0)
    same = (observed > 1) & (_range(table, seen) <= ROUNDING * size)
    deviation = np.where(infinite > 0, np.nan, np.where(same, 0.0, deviation))
    half = t_quantile(observed - 1, confidence, family) * deviation / np.sqrt(np.maximum(observed, 1))
    missing = table.shape[-1] - observed
    return Interval(mean, mean - half, mean + half, deviation, observed, missing, infinite)


def mean_and_ends(values: ArrayLike) -> tuple[float, float, float]:
    """Return the mean of one sample and the ends of its 95% interval (see `mean_interval`)."""
    of = mean_interval(values)
    return float(of.mean), float(of.low), float(of.high)


def _range(table: Floats, seen: NDArray[np.bool_]) -> Floats:
    most = np.max(np.where(seen, table, -np.inf), axis=-1, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        return np.asarray(most - np.min(np.where(seen, table, np.inf), axis=-1, initial=np.inf))


def t_quantile(freedom: ArrayLike, confidence: float = CONFIDENCE, family: int = 1) -> Floats:
    """Return the two-sided quantile of Student's t for one of ``family`` intervals; nan without freedom."""
    freedom = np.asarray(freedom, np.float64)
    quantile = stats.t.ppf(1.0 - (1.0 - confidence) / (2.0 * family), np.where(freedom > 0, freedom, np.nan))
    return np.asarray(quantile, np.float64)


# --- probabilities ---------------------------------------------------------------------------------------


def wilson_interval(met: ArrayLike, observed: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Return Wilson's interval of a probability (Wilson 1927, JASA 22:209), for arrays of counts; nan without any.

    Its coverage is nominal on average over probabilities, and swings about it with the probability (Brown, Cai &
    DasGupta 2001, Statistical Science 16:101).
    """
    check_confidence(confidence)
    z = float(stats.norm.ppf(0.5 + confidence / 2.0))
    met, observed = np.broadcast_arrays(np.asarray(met, np.int64), np.asarray(observed, np.int64))
    # A few counts, each met many times: every pair is worked out once.
    pairs, place = np.unique(np.stack([met.ravel(), observed.ravel()], axis=1), axis=0, return_inverse=True)
    ends = np.array([wilson(int(k), int(n), z) for k, n in pairs]).reshape(-1, 2)[place.ravel()]
    return ends[:, 0].reshape(met.shape), ends[:, 1].reshape(met.shape)


def jeffreys_interval(met: ArrayLike, observed: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Return Jeffreys' interval of a probability: the equal-tailed one after a prior of Beta(1/2, 1/2).

    The end is 0 without any that met, and 1 without any that did not (Brown, Cai & DasGupta 2001, Statistical Science
    16:101); nan without observations.
    """
    check_confidence(confidence)
    met, observed = np.asarray(met, np.float64), np.asarray(observed, np.float64)
    tail = (1.0 - confidence) / 2.0
    low = np.where(met == 0, 0.0, stats.beta.ppf(tail, met + 0.5, observed - met + 0.5))
    high = np.where(met == observed, 1.0, stats.beta.isf(tail, met + 0.5, observed - met + 0.5))
    return np.where(observed > 0, low, np.nan), np.where(observed > 0, high, np.nan)


# --- pairs -----------------------------------------------------------------------------------------------


def paired(values: ArrayLike, against: ArrayLike) -> Floats:
    """Return ``values`` - ``against``, replication by replication; nan where it has no value."""
    values, against = np.asarray(values, np.float64), np.asarray(against, np.float64)
    with np.errstate(invalid="ignore"):
        difference = values - against
        alike = np.abs(difference) <= ROUNDING * np.maximum(np.abs(values), np.abs(against))
    return np.asarray(np.where(alike & np.isfinite(difference), 0.0, difference))


def paired_p(differences: Interval) -> Floats:
    """Return the two-sided p-value of the paired t test that the mean difference is 0.

    Differences that are all alike are certain: p is 0, or 1 when they are all 0. nan without an interval.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        t = differences.mean / (differences.deviation / np.sqrt(differences.observed))
        p = 2.0 * stats.t.sf(np.abs(t), np.where(differences.observed > 1, differences.observed - 1, np.nan))
    certain = np.where(differences.mean == 0.0, 1.0, 0.0)
    return np.asarray(np.where(differences.deviation == 0.0, certain, p), np.float64)


def holm(p: ArrayLike) -> Floats:
    """Return p-values adjusted for all of them together (Holm 1979, Scandinavian Journal of Statistics 6:65).

    The chance of any false alarm among them stays below the level, however they depend on each other. nan stays nan and
    does not count. An adjusted p may fall below 0.05 while the simultaneous interval still holds 0: Holm's steps see
    a little more than Bonferroni's intervals do.
    """
    p = np.asarray(p, np.float64)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if order.size else steps
    return adjusted


@dataclass(frozen=True)
class Chance:
    """The probability that one plan is better than another with the same luck.

    Attributes
    ----------
    better, low, high : float
        Share of replications in which it is strictly better, with Jeffreys' interval.
    equal : float
        Share in which both are equal.
    observed : int
        Replications in which both had a value; two unlimited values are equal.
    """

    better: float
    low: float
    high: float
    equal: float
    observed: int


def chance_of_better(values: Floats, against: Floats, less: bool, confidence: float = CONFIDENCE) -> Chance:
    """Return how often ``values`` are better than ``against``; ``less`` is better, or more."""
    seen = ~(np.isnan(values) | np.isnan(against))
    observed = int(seen.sum())
    if observed == 0:
        return Chance(np.nan, np.nan, np.nan, np.nan, 0)
    gain = -paired(values, against) if less else paired(values, against)
    better = int((gain[seen] > 0.0).sum())
    # Two that are without limit in the same direction have no difference.
    equal = int((gain[seen] == 0.0).sum() + np.isnan(gain[seen]).sum())
    low, high = jeffreys_interval(better, observed, confidence)
    return Chance(better / observed, float(low), float(high), equal / observed, observed)


@dataclass(frozen=True)
class Pairing:
    """What common random numbers saved.

    Attributes
    ----------
    correlation : float
        Of the two plans over replications; nan where one of them does not vary.
    variance_ratio : float
        (var A + var B) / var(A - B): independent runs need so many times the replications for the same half-width.
        Infinite where the difference does not vary; nan where neither plan does.
    """

    correlation: float
    variance_ratio: float


def pairing(values: Floats, against: Floats) -> Pairing:
    """Return what pairing saved, from the replications in which both had a finite value."""
    seen = np.isfinite(values) & np.isfinite(against)
    if seen.sum() < 2:
        return Pairing(np.nan, np.nan)
    a, b = values[seen], against[seen]
    first, second, between = (float(mean_interval(x).deviation) ** 2 for x in (a, b, paired(a, b)))
    correlation = (first + second - between) / (2.0 * np.sqrt(first * second)) if first * second > 0 else np.nan
    if between == 0.0:
        return Pairing(correlation, np.nan if first + second == 0.0 else np.inf)
    return Pairing(correlation, (first + second) / between)


# --- ratios ----------------------------------------------------------------------------------------------


def fieller(above: ArrayLike, below: ArrayLike, confidence: float = CONFIDENCE, family: int = 1) -> Interval:
    """Return the ratio of two means, mean(above) / mean(below), with Fieller's interval.

    Exact for normal pairs, whatever their correlation (Fieller 1954, JRSS B 16:175). Where the mean below cannot be
    told from 0, the set of ratios that the data allow has no ends: both are nan, and nothing should be made of
    the ratio.

    Parameters
    ----------
    above, below : float64, shape (..., replications)
        Pairs; one of which a part is nan or infinite is left out. Infinite ones are counted.
    confidence, family
        As for `mean_interval`.

    Returns
    -------
    Interval
        ``mean`` is the ratio of means (nan where the mean below is 0), ``deviation`` nan.
    """
    check_confidence(confidence)
    above, below = np.broadcast_arrays(np.asarray(above, np.float64), np.asarray(below, np.float64))
    seen = np.isfinite(above) & np.isfinite(below)
    n = seen.sum(axis=-1)
    hidden = np.isnan(above) | np.isnan(below)
    many = np.where(n > 1, n, np.nan)

    def mean(x: Floats) -> Floats:
        return np.asarray(np.where(seen, x, 0.0).sum(axis=-1) / many)

    with np.errstate(invalid="ignore", divide="ignore"):
        y, x = mean(above), mean(below)
        dy = np.where(seen, above - y[..., None], 0.0)
        dx = np.where(seen, below - x[..., None], 0.0)
        square = t_quantile(n - 1, confidence, family) ** 2 / (many * (many - 1.0))
        a = x * x - square * (dx * dx).sum(axis=-1)
        b = x * y - square * (dx * dy).sum(axis=-1)
        c = y * y - square * (dy * dy).sum(axis=-1)
        root = np.sqrt(np.maximum(b * b - a * c, 0.0))
        bounded = a > 0.0
        low, high = np.where(bounded, (b - root) / a, np.nan), np.where(bounded, (b + root) / a, np.nan)
        ratio = np.where(x == 0.0, np.nan, y / x)
    infinite = (~seen & ~hidden).sum(axis=-1)
    return Interval(ratio, low, high, np.full(n.shape, np.nan), n, hidden.sum(axis=-1), infinite)


__all__ = [
    "CONFIDENCE", "Chance", "Interval", "Pairing", "chance_of_better", "check_confidence", "fieller", "holm",
    "jeffreys_interval", "mean_interval", "paired", "paired_p", "pairing", "t_quantile", "wilson_interval",
]  # fmt: skip
