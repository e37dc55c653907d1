"""One indicator as a function of what is not known, learnt from runs, with how far it may be off.

Of a hundred parameters a few move an indicator. They are chosen by orthogonal matching pursuit over straight and
quadratic terms, cross-validated; over those a Gaussian process is fitted, whose noise takes in chance and all other
parameters (R. G. Bower, M. Goldstein and I. Vernon, 2010, "Galaxy Formation: a Bayesian Uncertainty Analysis", Bayesian
Analysis 5: 619-670). Both are scikit-learn's. How far it is off is checked on runs that were left out, one at a time,
and made wider where it should have been.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import OrthogonalMatchingPursuitCV

Floats = NDArray[np.float64]
MOST_ACTIVE = 8
MOST_RUNS = 300
"""Of which a Gaussian process is fitted; its cost grows with the third power."""


@dataclass(frozen=True, eq=False)
class Emulator:
    """An indicator as a function of the standing of parameters.

    Attributes
    ----------
    active : int64, shape (a,)
        Parameters that move it; none: it is the same everywhere.
    off : float64, shape (n,)
        What was predicted for each run from the others, less what came out, in predicted standard deviations.
    widened : float
        By how much the predicted standard deviations were made wider.
    explained : float
        Share of the variance between runs that is predicted for runs left out; below 0: worse than the mean.
    """

    active: NDArray[np.int64]
    off: Floats
    widened: float
    explained: float
    _at: Floats
    _weights: Floats
    _inverse: Floats
    _scale: tuple[float, float]
    _kernel: tuple[float, Floats, float]

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Return mean and standard deviation of a run at points, shape (n, parameters): chance of a run included."""
        centre, spread = self._scale
        height, lengths, noise = self._kernel
        if not self.active.size:
            shape = len(points)
            return np.full(shape, centre), np.full(shape, self.widened * spread * np.sqrt(noise))
        near = _covariance(points[:, self.active], self._at, height, lengths)
        mean = near @ self._weights
        variance = height + noise - np.einsum("ij,ij->i", near @ self._inverse, near)
        return centre + spread * mean, self.widened * spread * np.sqrt(np.maximum(variance, noise))


def learn(points: Floats, values: Floats, seed: int) -> Emulator:
    """Fit an emulator.

    Parameters
    ----------
    points : float64, shape (n, parameters)
        Normal scores of where each parameter stood in its distribution.
    values : float64, shape (n,)
        What came out; finite.
    seed : int
        Of the optimiser's second start.
    """
    if len(values) > MOST_RUNS:
        points, values = points[-MOST_RUNS:], values[-MOST_RUNS:]
    centre, spread = float(values.mean()), float(values.std())
    if spread <= 1e-12 * max(1.0, abs(centre)):
        nothing = np.zeros(0)
        return Emulator(np.zeros(0, np.int64), np.zeros(len(values)), 1.0, 1.0, nothing, nothing, nothing,
                        (centre, max(abs(centre) * 1e-9, 1e-12)), (0.0, nothing, 1.0))  # fmt: skip
    y = (values - centre) / spread
    active = _active(points, y)
    if not active.size:
        return Emulator(active, y, 1.0, 0.0, y[:0], y[:0], y[:0], (centre, spread), (0.0, y[:0], 1.0))
    x = points[:, active]
    smooth = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(np.full(len(active), 3.0), (0.3, 50.0))
    kernel = smooth + WhiteKernel(0.1, (1e-6, 2.0))
    with warnings.catch_warnings():
        # A length at its bound is a parameter that acts in a straight line.
        warnings.simplefilter("ignore")
        process = GaussianProcessRegressor(kernel, n_restarts_optimizer=1, random_state=seed).fit(x, y)
    fitted = process.kernel_.k1
    height, lengths = float(fitted.k1.constant_value), np.atleast_1d(fitted.k2.length_scale).astype(np.float64)
    noise = float(process.kernel_.k2.noise_level)
    inverse = linalg.inv(_covariance(x, x, height, lengths) + (noise + 1e-10) * np.eye(len(x)))
    weights = inverse @ y
    apart = weights / np.diag(inverse)
    off = apart * np.sqrt(np.diag(inverse))
    # Wider, never narrower: a few runs that happen to fit well prove nothing.
    widened = max(1.0, float(np.sqrt(np.mean(off**2))))
    explained = 1.0 - float(np.mean(apart**2)) / float(np.var(y))
    return Emulator(active, -off / widened, widened, explained, x, weights, inverse, (centre, spread),
                    (height, lengths, noise))  # fmt: skip


def together(emulators: Sequence[Emulator]) -> Floats:
    """Return how far the errors of indicators go together: the correlation of what they were off by, shrunk a little.

    The same chance, and the same parameters that no emulator takes into account, move several indicators.
    """
    number = len(emulators)
    least = min(len(e.off) for e in emulators)
    off = np.array([e.off[-least:] for e in emulators])
    off = off - off.mean(axis=1, keepdims=True)
    size = np.sqrt((off**2).sum(axis=1))
    known = np.where(size > 0.0, size, 1.0)
    found: Floats = 0.9 * (off / known[:, None]) @ (off / known[:, None]).T
    found[np.diag_indices(number)] = 1.0
    return found


def _active(points: Floats, y: Floats) -> NDArray[np.int64]:
    number = points.shape[1]
    terms = np.concatenate([points, (points**2 - 1.0) / np.sqrt(2.0)], axis=1)
    most = min(MOST_ACTIVE + 4, len(y) // 5, terms.shape[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = OrthogonalMatchingPursuitCV(max_iter=max(most, 1), cv=5).fit(terms, y)
    weight = np.abs(model.coef_[:number]) + np.abs(model.coef_[number:])
    chosen = np.flatnonzero(weight > 0.0)
    strongest = chosen[np.argsort(-weight[chosen], kind="stable")][:MOST_ACTIVE]
    found: NDArray[np.int64] = np.sort(strongest).astype(np.int64)
    return found


def _covariance(a: Floats, b: Floats, height: float, lengths: Floats) -> Floats:
    p, q = a / lengths, b / lengths
    square = (p**2).sum(axis=1)[:, None] + (q**2).sum(axis=1)[None, :] - 2.0 * p @ q.T
    found: Floats = height * np.exp(-0.5 * np.maximum(square, 0.0))
    return found
