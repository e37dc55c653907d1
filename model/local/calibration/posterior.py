"""Where the parameters stand, given what was observed: draws by elliptical slice sampling.

As normal scores of their distributions the parameters are independent standard normal before anything is observed; for
such a prior the sampler needs no tuning (I. Murray, R. P. Adams and D. J. C. MacKay, 2010, "Elliptical slice sampling",
AISTATS, PMLR 9: 541-548). Many chains are run side by side, so that emulators are asked for many points at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.local.calibration.emulator import Emulator, together
from model.local.calibration.indicators import Indicator

Floats = NDArray[np.float64]
LogLikelihood = Callable[[Floats], Floats]
CHAINS, KEPT = 64, 60
ADAPTED = 4
"""Rounds in which the chains learn how large their steps may be; not kept."""
WIDENED = 1.2
FIRST = 4_000
"""Draws from the prior of which the chains begin."""
LEAST_ROUNDS, MOST_ROUNDS = 3, 10
MIXED = 1.1
"""Chains agree when the ratio of variances between and within them (Gelman and Rubin, 1992) is below this."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws of where the parameters stand.

    Attributes
    ----------
    points : float64, shape (n, parameters)
        Normal scores.
    ratio : float
        The greatest ratio of variances between and within chains.
    """

    points: Floats
    ratio: float

    @property
    def mixed(self) -> bool:
        """Tell whether the chains agree."""
        return self.ratio < MIXED


def log_likelihood(emulators: Sequence[Emulator], indicators: Sequence[Indicator], wider: float = 1.0) -> LogLikelihood:
    """Return the log-likelihood of points: how well the indicators there agree with what was observed.

    What a city observed is one course of chance, as a run is, and measured with an error.
    """
    shared = together(emulators)
    observed = np.array([i.value for i in indicators])
    errors = np.diag([i.error**2 for i in indicators])

    def of(points: Floats) -> Floats:
        means, spreads = predicted(emulators, points)
        covariance = wider**2 * (spreads[:, :, None] * shared * spreads[:, None, :] + errors)
        root = np.linalg.cholesky(covariance)
        apart = np.linalg.solve(root, (observed - means)[:, :, None])[:, :, 0]
        found: Floats = -0.5 * (apart**2).sum(axis=1) - np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        return found

    return of


def predicted(emulators: Sequence[Emulator], points: Floats) -> tuple[Floats, Floats]:
    """Return means and standard deviations of every indicator, each of shape (points, indicators)."""
    pairs = [emulator.predict(points) for emulator in emulators]
    return np.array([mean for mean, _ in pairs]).T, np.array([spread for _, spread in pairs]).T


def drawn(of: LogLikelihood, parameters: int, active: NDArray[np.int64], seed: int) -> Drawn:
    """Draw from the posterior; what no indicator depends on (not ``active``) is drawn as before.

    Parameters
    ----------
    of : callable
        Log-likelihood of points, shape (n, parameters).
    parameters : int
    active : int64, shape (a,)
    seed : int
    """
    generator = np.random.default_rng([seed, parameters])
    target = _Target(of, parameters, active, np.zeros(len(active)), np.eye(len(active)))
    state = target.first(generator)
    for _ in range(ADAPTED):
        steps = np.concatenate(list(target.walk(state, KEPT, generator)))
        target, state = target.around(steps), steps[-CHAINS:]
    kept: list[Floats] = []
    ratio = np.inf
    for number in range(1, MOST_ROUNDS + 1):
        kept += list(target.walk(state, KEPT, generator))
        state = kept[-1]
        ratio = _ratio(np.array(kept))
        if ratio < MIXED:
            if number >= LEAST_ROUNDS:
                break
            continue
        # What comes before is not yet where it should be.
        kept = kept[KEPT // 2 :]
    points = generator.standard_normal((len(kept) * CHAINS, parameters))
    points[:, active] = np.concatenate(kept)
    return Drawn(points, ratio)


@dataclass(frozen=True, eq=False)
class _Target:
    """The posterior over the active parameters, and the normal distribution whose ellipses the chains walk on.

    Any normal distribution will do (R. Nishihara, I. Murray and R. P. Adams, 2014, "Parallel MCMC with Generalized
    Elliptical Slice Sampling", Journal of Machine Learning Research 15: 2087-2112); the nearer to the posterior, the
    longer the steps.
    """

    of: LogLikelihood
    parameters: int
    active: NDArray[np.int64]
    centre: Floats
    root: Floats

    def first(self, generator: np.random.Generator) -> Floats:
        """Return where the chains begin: draws from the prior, chosen by how likely they are."""
        tried = generator.standard_normal((FIRST, len(self.active)))
        weight = self._log_likelihood(tried)
        weight = np.exp(weight - weight.max())
        return tried[generator.choice(FIRST, CHAINS, p=weight / weight.sum())]

    def around(self, points: Floats) -> _Target:
        """Return the same with another normal distribution: that of draws, a little wider."""
        number = len(self.active)
        if number == 0:
            return self
        spread = WIDENED**2 * np.atleast_2d(np.cov(points.T)) + 1e-6 * np.eye(number)
        root: Floats = np.asarray(np.linalg.cholesky(spread), np.float64)
        return _Target(self.of, self.parameters, self.active, points.mean(axis=0), root)

    def walk(self, state: Floats, steps: int, generator: np.random.Generator) -> Iterator[Floats]:
        """Yield where the chains are after each of so many steps."""
        x: Floats = np.asarray(np.linalg.solve(self.root, (state - self.centre).T).T, np.float64)
        now = self._density(x)
        for _ in range(steps):
            x, now = _step(self._density, x, now, generator)
            yield self.centre + x @ self.root.T

    def _density(self, x: Floats) -> Floats:
        """Return the log-density of the posterior against that of the normal distribution."""
        z = self.centre + x @ self.root.T
        found: Floats = self._log_likelihood(z) - 0.5 * (z**2).sum(axis=1) + 0.5 * (x**2).sum(axis=1)
        return found

    def _log_likelihood(self, z: Floats) -> Floats:
        points = np.zeros((len(z), self.parameters))
        points[:, self.active] = z
        return self.of(points)


def _step(of: LogLikelihood, state: Floats, now: Floats, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Move every chain once along an ellipse through a draw from the prior."""
    chains = len(state)
    other = generator.standard_normal(state.shape)
    level = now + np.log(generator.random(chains))
    angle = generator.uniform(0.0, 2.0 * np.pi, chains)
    low, high = angle - 2.0 * np.pi, angle.copy()
    moved, found = state.copy(), now.copy()
    left = np.arange(chains)
    while left.size:
        turn = angle[left, None]
        tried = state[left] * np.cos(turn) + other[left] * np.sin(turn)
        value = of(tried)
        good = value > level[left]
        moved[left[good]], found[left[good]] = tried[good], value[good]
        left = left[~good]
        low[left] = np.where(angle[left] < 0.0, angle[left], low[left])
        high[left] = np.where(angle[left] >= 0.0, angle[left], high[left])
        angle[left] = generator.uniform(low[left], high[left])
    return moved, found


def _ratio(chains: Floats) -> float:
    """Return the greatest ratio of variances over parameters; ``chains`` has shape (steps, chains, parameters)."""
    if chains.shape[2] == 0:
        return 1.0
    steps = len(chains)
    within = chains.var(axis=0, ddof=1).mean(axis=0)
    between = chains.mean(axis=0).var(axis=0, ddof=1)
    total = within * (steps - 1) / steps + between
    return float(np.sqrt(total / np.maximum(within, 1e-12)).max())
