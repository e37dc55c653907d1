"""Builder of the packed distributions that `model.care.distributions` samples (Rule 2.4)."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.care.distributions import EMPIRICAL, EXPONENTIAL, FIXED, GAMMA, LOGNORMAL, MIXTURE, WEIBULL


def _positive(name: str, value: float) -> float:
    if not (math.isfinite(value) and value > 0.0):
        raise ValueError(f"{name} must be positive and finite, not {value}")
    return float(value)


def _not_negative(name: str, value: float) -> float:
    if not (math.isfinite(value) and value >= 0.0):
        raise ValueError(f"{name} must be finite and not negative, not {value}")
    return float(value)


def _shares(name: str, weights: Sequence[float], count: int) -> list[float]:
    if len(weights) != count:
        raise ValueError(f"{name}: {len(weights)} weights for {count} entries")
    if count == 0:
        raise ValueError(f"{name} needs at least one entry")
    checked = [_not_negative(f"{name} weight", weight) for weight in weights]
    total = math.fsum(checked)
    if not (math.isfinite(total) and total > 0.0):
        raise ValueError(f"{name}: the weights must have a positive, finite sum, not {total}")
    return [weight / total for weight in checked]


class DistributionTable:
    """Collects distributions of durations and other non-negative quantities, and packs them.

    Every ``add_...`` method checks its parameters, raises `ValueError` if they make no distribution,
    and returns the row by which the distribution is known.  Rows are never shared or removed.
    """

    def __init__(self) -> None:
        self._rows: list[tuple[float, float, float, float]] = []
        self._points: list[float] = []

    def __len__(self) -> int:
        return len(self._rows)

    def _add(self, kind: int, a: float, b: float = 0.0) -> int:
        self._rows.append((float(kind), a, b, 0.0))
        return len(self._rows) - 1

    def add_fixed(self, value: float) -> int:
        """Always `value`, which may be 0."""
        return self._add(FIXED, _not_negative("fixed value", value))

    def add_exponential(self, mean: float) -> int:
        """Exponential with a mean (not a rate)."""
        return self._add(EXPONENTIAL, _positive("exponential mean", mean))

    def add_lognormal(self, mu: float, sigma: float) -> int:
        """Lognormal with the mean `mu` and standard deviation `sigma` of the logarithm."""
        if not math.isfinite(mu):
            raise ValueError(f"lognormal mu must be finite, not {mu}")
        return self._add(LOGNORMAL, float(mu), _not_negative("lognormal sigma", sigma))

    def add_lognormal_mean_sd(self, mean: float, sd: float) -> int:
        """Lognormal with the mean and standard deviation of the quantity itself."""
        ratio = _not_negative("lognormal sd", sd) / _positive("lognormal mean", mean)
        variance = math.log1p(ratio * ratio)
        return self.add_lognormal(math.log(mean) - 0.5 * variance, math.sqrt(variance))

    def add_lognormal_median_sigma(self, median: float, sigma: float) -> int:
        """Lognormal with the median of the quantity and the standard deviation of its logarithm."""
        return self.add_lognormal(math.log(_positive("lognormal median", median)), sigma)

    def add_gamma(self, shape: float, scale: float) -> int:
        """Gamma with mean shape × scale."""
        return self._add(GAMMA, _positive("gamma shape", shape), _positive("gamma scale", scale))

    def add_weibull(self, shape: float, scale: float) -> int:
        """Weibull with survival function exp(-(x / scale) ** shape)."""
        return self._add(WEIBULL, _positive("Weibull shape", shape), _positive("Weibull scale", scale))

    def add_empirical(self, values: Sequence[float], weights: Sequence[float]) -> int:
        """One of `values`, in any order, with probabilities proportional to `weights`."""
        shares = _shares("empirical distribution", weights, len(values))
        share_of: dict[float, float] = {}
        for value, share in zip(values, shares, strict=True):
            if share > 0.0:
                checked = _not_negative("empirical value", value)
                share_of[checked] = share_of.get(checked, 0.0) + share
        ascending = sorted(share_of)
        cumulative = np.cumsum([share_of[value] for value in ascending])
        offset = len(self._points)
        self._points.extend(ascending)
        self._points.extend(float(probability) for probability in cumulative)
        return self._add(EMPIRICAL, float(offset), float(len(ascending)))

    def add_mixture(self, weights: Sequence[float], row_indices: Sequence[int]) -> int:
        """One of the distributions `row_indices`, already in the table and not mixtures themselves."""
        shares = _shares("mixture", weights, len(row_indices))
        for row in row_indices:
            if not 0 <= row < len(self._rows):
                raise ValueError(f"mixture: there is no row {row} in a table of {len(self._rows)}")
            if self._rows[row][0] == MIXTURE:
                raise ValueError(f"mixture: row {row} is itself a mixture")
        parts = [(share, row) for share, row in zip(shares, row_indices, strict=True) if share > 0.0]
        offset = len(self._points)
        self._points.extend(share for share, _ in parts)
        self._points.extend(float(row) for _, row in parts)
        return self._add(MIXTURE, float(offset), float(len(parts)))

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The packed table.

        Returns
        -------
        rows : ndarray of float64, shape (n, 4)
        points : ndarray of float64, shape (m,)
            New arrays; later additions do not change them, and rows keep their numbers.
        """
        rows = np.array(self._rows, dtype=np.float64).reshape(len(self._rows), 4)
        return rows, np.array(self._points, dtype=np.float64)
