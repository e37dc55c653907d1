"""Amounts that are looked at, how sure one wants to be, and what replications say about an amount."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments.running.how import How, check_seed
from model.experiments.solving.sequential import Status, interval, status

Floats = NDArray[np.float64]
Sample = Callable[[float, int, int], Floats]
"""``sample(amount, first, last)``: 1, 0 or nan (not observed) of the replications first, ..., last - 1."""

SMALLEST = 4
"""Replications of the first look: what always fails is clear after as many."""
GROWTH = 1.5


@dataclass(frozen=True)
class Grid:
    """Amounts that are looked at: low, low + step, ..., high.

    Raises
    ------
    ValueError
        The step is not positive, or high is not a whole number of steps above low.
    """

    low: float
    high: float
    step: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no grid."""
        if not (self.step > 0 and math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError(f"step must be positive, the range finite, not {self.low} to {self.high} by {self.step}")
        steps = (self.high - self.low) / self.step
        if steps < 1 or abs(steps - round(steps)) > 1e-6:
            raise ValueError(f"range {self.low:g} to {self.high:g}: must be one or more whole steps of {self.step:g}")

    def __len__(self) -> int:
        return round((self.high - self.low) / self.step) + 1

    def amount(self, number: int) -> float:
        """Return the amount of a number, 0 for the lowest."""
        return round(self.low + number * self.step, 9)


@dataclass(frozen=True)
class Precision:
    """How sure the search makes itself.

    Attributes
    ----------
    probability : float
        That is asked for, strictly between 0 and 1.
    error : float
        Chance that an amount is called holding or failing falsely.
    indifference : float
        An amount whose interval lies within this of ``probability`` is not looked at further.
    first, most : int
        Replications of a short look, and of the longest at an amount.
    neighbours : int
        Amounts on either side of the answer that are looked at.
    spot_checks : int
        Amounts evenly spaced over the range that are looked at shortly, wherever the answer is.
    budget : int, optional
        Replications in all.
    check_seed : int, optional
        With which an answer is checked; by default one that belongs to the seed of the search.
    """

    probability: float = 0.9
    error: float = 0.05
    indifference: float = 0.02
    first: int = 10
    most: int = 200
    neighbours: int = 2
    spot_checks: int = 3
    budget: int | None = None
    check_seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if not 0.0 < self.probability < 1.0:
            raise ValueError(f"probability must lie between 0 and 1, both excluded, not {self.probability}")
        if not 0.0 < self.error < 0.5:
            raise ValueError(f"error must lie between 0 and 0.5, both excluded, not {self.error}")
        if not 1 <= self.first <= self.most:
            raise ValueError(f"replications: 1 <= first <= most, not {self.first} and {self.most}")
        if self.neighbours < 1 or self.spot_checks < 0 or self.indifference < 0:
            raise ValueError("neighbours must be 1 or more, spot_checks and indifference 0 or more")
        if self.budget is not None and self.budget < self.first:
            raise ValueError(f"budget must be {self.first} replications or more, not {self.budget}")
        if self.check_seed is not None:
            check_seed(self.check_seed)

    @classmethod
    def of(cls, probability: float | Precision) -> Precision:
        """Return a precision; a number is the probability."""
        return probability if isinstance(probability, Precision) else cls(probability)

    def fresh(self, seed: int) -> int:
        """Return the seed of the check of what was found with ``seed``.

        Raises
        ------
        ValueError
            It is the same one.
        """
        if self.check_seed == seed:
            raise ValueError(f"check_seed must be another than seed, {seed}: else nothing is checked")
        return fresh_seed(seed) if self.check_seed is None else self.check_seed


DEFAULT_PRECISION = Precision()


class Searched:
    """What every answer of a search says: how sure it made itself, how it was run, with which seed it was checked."""

    precision: Precision
    how: How

    @property
    def check_seed(self) -> int:
        """Return the seed of the checks."""
        return self.precision.fresh(self.how.seed)


def fresh_seed(seed: int, number: int = 1) -> int:
    """Return a seed for a check, by NumPy's hash of seeds; never ``seed`` itself."""
    while True:
        found = int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1)[0])
        if found != seed:
            return found
        number += 1


@dataclass(frozen=True)
class Tried:
    """What is known of an amount.

    Attributes
    ----------
    amount : float
    replications, observed, met : int
        Run; of them those in which it could be told; of those the successes.
    probability, low, high : float
        Share of successes (nan: none observed) and its interval (`model.experiments.solving.sequential.interval`).
    status : {"holds", "fails", "undecided"}
    """

    amount: float
    replications: int
    observed: int
    met: int
    probability: float
    low: float
    high: float
    status: Status


def tried(amount: float, outcomes: Floats, precision: Precision) -> Tried:
    """Return what replications say about an amount.

    Parameters
    ----------
    amount : float
    outcomes : float64, shape (replications,)
        1, 0 or nan.
    precision : Precision
    """
    seen = outcomes[~np.isnan(outcomes)]
    n, met = int(seen.size), int(seen.sum())
    low, high = interval(met, n, precision.error)
    judged: Status = status(met, n, precision.probability, precision.error) if n else "undecided"
    return Tried(amount, int(outcomes.size), n, met, met / n if n else math.nan, low, high, judged)


def longer(n: int, most: int) -> int:
    """Return how many replications the next look has, after ``n``."""
    return min(most, max(SMALLEST, math.ceil(n * GROWTH)))


def make_sure(sample: Sample, amount: float, precision: Precision) -> Tried:
    """Look at one amount until it is clear whether it holds, or as long as `Precision.most` allows."""
    outcomes = np.zeros(0)
    while True:
        n = outcomes.size
        outcomes = np.concatenate([outcomes, sample(amount, n, longer(n, precision.most))])
        known = tried(amount, outcomes, precision)
        if known.status != "undecided" or outcomes.size >= precision.most:
            return known
