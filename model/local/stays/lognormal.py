"""A lognormal, or a mixture of two, fitted to counted durations by maximum likelihood.

One lognormal is fitted by SurPyval, which takes counts, intervals and truncation. The mixture of short and long stays
is fitted here from several starts, on a scale without bounds; its covariance is the inverse of the observed
information. Which of the two is taken is decided by the Bayesian information criterion (G. Schwarz, 1978, "Estimating
the Dimension of a Model", Annals of Statistics 6: 461-464).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special
from surpyval import LogNormal

from model.local.stays.durations import Durations

Floats = NDArray[np.float64]
NORMAL_95 = 1.959963984540054
STARTS = ((0.05, 2.5), (0.15, 2.0), (0.3, 1.5), (0.6, 1.0), (0.85, 0.7))
"""Share of long stays, and how far in standard deviations of the whole the two medians lie apart."""
NAMES = ("median", "sigma", "long_share", "long_median", "long_sigma")


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted distribution.

    Attributes
    ----------
    point : float64, shape (2,) or (5,)
        log median, log sigma; of a mixture also logit of the long share, log of (log long median − log median), log
        long sigma: numbers without bounds.
    covariance : float64, shape (2, 2) or (5, 5)
        Of ``point``; nan where the information is not positive definite.
    log_likelihood : float
    size : int
        Durations.
    """

    point: Floats
    covariance: Floats
    log_likelihood: float
    size: int

    @property
    def is_mixture(self) -> bool:
        """Tell whether there is a group of long durations."""
        return len(self.point) == 5

    @property
    def criterion(self) -> float:
        """Return the Bayesian information criterion; the less, the better."""
        return len(self.point) * math.log(self.size) - 2.0 * self.log_likelihood

    def components(self) -> tuple[tuple[float, float, float], ...]:
        """Return weight, log median and sigma of each group."""
        return _components(self.point)

    def beyond(self, days: Floats) -> Floats:
        """Return P(duration > days)."""
        return sum_of(self.components(), days)

    def quantile(self, share: float) -> float:
        """Return the days that a share does not exceed."""
        target = 1.0 - share
        end = 1.0
        while self.beyond(np.array([end]))[0] > target:
            end *= 2.0
        return float(optimize.brentq(lambda t: self.beyond(np.array([t]))[0] - target, 0.0, end))

    def mean(self) -> float:
        """Return the mean, days."""
        return math.fsum(w * math.exp(m + 0.5 * s * s) for w, m, s in self.components())

    def estimates(self) -> dict[str, Estimate]:
        """Return what `NAMES` names, and the mean, with intervals (delta method on the scale without bounds)."""
        found = {
            "median": self._estimate(lambda p: p[0], math.exp),
            "sigma": self._estimate(lambda p: p[1], math.exp),
        }
        if self.is_mixture:
            found["long_share"] = self._estimate(lambda p: p[2], lambda x: float(special.expit(x)))
            found["long_median"] = self._estimate(lambda p: p[0] + math.exp(p[3]), math.exp)
            found["long_sigma"] = self._estimate(lambda p: p[4], math.exp)
        found["mean"] = self._estimate(_log_mean, math.exp)
        return found

    def _estimate(self, of: Callable[[Floats], float], back: Callable[[float], float]) -> Estimate:
        steps = 1e-5 * np.eye(len(self.point))
        slope = np.array([(of(self.point + h) - of(self.point - h)) / 2e-5 for h in steps])
        half = NORMAL_95 * math.sqrt(max(float(slope @ self.covariance @ slope), 0.0))
        value = of(self.point)
        return Estimate(back(value), back(value - half), back(value + half))


def fit_one(durations: Durations) -> Fit:
    """Fit one lognormal."""
    low, high = durations.low, np.where(durations.ended, durations.high, durations.low)
    with warnings.catch_warnings():
        # The optimiser tries steps outside; what counts is where it ends.
        warnings.simplefilter("ignore")
        model = LogNormal.fit(
            x=np.column_stack([low, high]), c=np.where(durations.ended, 2, 1), n=durations.count,
            tl=durations.seen_from,
        )  # fmt: skip
    start = np.array([float(model.params[0]), math.log(float(model.params[1]))])
    return _ended(durations, optimize.minimize(_negative(durations), start, method="BFGS").x)


def fit_two(durations: Durations, one: Fit) -> Fit:
    """Fit a mixture of two lognormals, from several starts around one lognormal, of which the best is taken."""
    negative = _negative(durations)
    found = [optimize.minimize(negative, start, method="BFGS") for start in _starts(one.point)]
    return _ended(durations, min(found, key=lambda one: float(one.fun)).x)


def fit_again(durations: Durations, fit: Fit) -> Fit:
    """Fit the same kind of distribution to other durations that are like those of ``fit``; no covariance."""
    found = optimize.minimize(_negative(durations), fit.point, method="BFGS")
    return Fit(found.x, np.full_like(fit.covariance, np.nan), -float(found.fun), len(durations))


def fit(durations: Durations) -> Fit:
    """Fit a mixture, or one lognormal where a second group is not told apart."""
    one = fit_one(durations)
    two = fit_two(durations, one)
    known = np.isfinite(two.covariance).all()
    return two if known and two.criterion < one.criterion else one


def sum_of(components: tuple[tuple[float, float, float], ...], days: Floats) -> Floats:
    """Return P(duration > days) of weighted lognormals."""
    with np.errstate(divide="ignore"):
        logs = np.log(days)
    total = np.zeros_like(logs)
    for weight, centre, sigma in components:
        total += weight * special.ndtr((centre - logs) / sigma)
    return total


def _components(point: Floats) -> tuple[tuple[float, float, float], ...]:
    sigma = math.exp(point[1])
    if len(point) == 2:
        return ((1.0, float(point[0]), sigma),)
    share = float(special.expit(point[2]))
    long = float(point[0]) + math.exp(point[3])
    return ((1.0 - share, float(point[0]), sigma), (share, long, math.exp(point[4])))


def _log_mean(point: Floats) -> float:
    return math.log(math.fsum(w * math.exp(m + 0.5 * s * s) for w, m, s in _components(point)))


def _starts(one: Floats) -> list[Floats]:
    sigma = math.exp(one[1])
    return [
        np.array([
            one[0] - share * apart * sigma, math.log(0.7 * sigma), special.logit(share), math.log(apart * sigma),
            math.log(0.7 * sigma),
        ])
        for share, apart in STARTS
    ]  # fmt: skip


def _negative(durations: Durations) -> Callable[[Floats], float]:
    """Return the negative log-likelihood as a function of the numbers without bounds."""
    with np.errstate(divide="ignore"):
        low, high, entry = (np.log(t) for t in (durations.low, durations.high, durations.seen_from))
    late = durations.entry > 0
    count, late_count = durations.count.astype(np.float64), durations.count[late].astype(np.float64)

    def negative(point: Floats) -> float:
        if np.abs(point).max() > 30.0:
            return 1e300
        inside = np.zeros_like(low)
        before = np.zeros(late_count.size)
        for weight, centre, sigma in _components(point):
            a, b = (low - centre) / sigma, (high - centre) / sigma
            # The difference of two numbers near 1 loses its digits: take the tail that is the smaller.
            inside += weight * np.where(
                a > 0.0, special.ndtr(-a) - special.ndtr(-b), special.ndtr(b) - special.ndtr(a)
            )
            before += weight * special.ndtr((centre - entry[late]) / sigma)
        total = count @ np.log(np.maximum(inside, 1e-300)) - late_count @ np.log(np.maximum(before, 1e-300))
        return -float(total)

    return negative


def _ended(durations: Durations, point: Floats) -> Fit:
    negative = _negative(durations)
    information = _hessian(negative, point)
    known = np.isfinite(information).all() and bool((np.linalg.eigvalsh(information) > 0.0).all())
    covariance = np.linalg.inv(information) if known else np.full_like(information, np.nan)
    return Fit(point, np.asarray(covariance, np.float64), -negative(point), len(durations))


def _hessian(of: Callable[[Floats], float], point: Floats, step: float = 1e-3) -> Floats:
    """Return second derivatives by central differences."""
    size = len(point)
    moves = step * np.eye(size)
    found = np.empty((size, size))
    for i in range(size):
        for j in range(i, size):
            a, b = moves[i], moves[j]
            value = of(point + a + b) - of(point + a - b) - of(point - a + b) + of(point - a - b)
            found[i, j] = found[j, i] = value / (4.0 * step * step)
    return found
