"""The cheapest mix of several levers with which targets are met often enough, at the plan's prices.

Differential evolution over whole steps of the levers, on common random numbers, so that a mix has one cost and one
number of successes however often it is met; then a pattern search around the best, and the best is made sure of.
Mixes that fail are ranked by how far they fall short, below all that hold.

Sources
-------
Storn, R. and Price, K. 1997. Differential evolution. J. Global Optimization 11:341-359 (scipy's implementation).
Deb, K. 2000. An efficient constraint handling method for genetic algorithms. Comput. Methods Appl. Mech. Eng.
186:311-338 (the ranking of mixes that fail).
Hooke, R. and Jeeves, T. A. 1961. "Direct search" solution of numerical and statistical problems. J. ACM 8:212-229.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import differential_evolution
from scipy.stats import qmc

from model.experiments.solving.looking import Grid, Precision, Tried, tried

Numbers = tuple[int, ...]
"""A mix, as numbers of steps on the grids of its levers."""
Observe = Callable[[tuple[float, ...], int, int], NDArray[np.float64]]
"""``observe(amounts, first, last)``: success (1, 0, nan), cost and relative shortfall, shape (3, last - first)."""
Ended = Literal["converged", "budget", "interrupted"]

FAILING = 1e6
"""Rank of a mix that fails, in units of the dearest corner's cost: above all that hold."""
FOR_EVOLUTION = 0.6
"""Share of the budget that differential evolution may use; the rest is for making sure."""

TRADES = (1, 2, 3)
"""Steps of one lever that are tried against steps of another."""


class _SpentError(Exception):
    """The budget does not allow another look."""


class _EnoughError(Exception):
    """Differential evolution has used its share of the budget."""


@dataclass(eq=False)
class Seen:
    """Replications of a mix.

    Attributes
    ----------
    amounts : tuple of float
    outcomes : float64, shape (3, replications)
        Success, cost, relative shortfall.
    """

    amounts: tuple[float, ...]
    outcomes: NDArray[np.float64] = field(default_factory=lambda: np.zeros((3, 0)))

    @property
    def n(self) -> int:
        """Return the number of replications."""
        return int(self.outcomes.shape[1])

    @property
    def cost(self) -> float:
        """Return the mean cost."""
        return float(self.outcomes[1].mean()) if self.n else math.nan

    def tried(self, precision: Precision) -> Tried:
        """Return what is known of its success; the amount is that of the first lever."""
        return tried(self.amounts[0], self.outcomes[0], precision)

    def holds(self, precision: Precision) -> bool:
        """Tell whether success is frequent enough; where that is not clear, the share of successes decides."""
        known = self.tried(precision)
        if known.status != "undecided":
            return known.status == "holds"
        return known.probability >= precision.probability


@dataclass(frozen=True, eq=False)
class Cheapest:
    """What the search found.

    Attributes
    ----------
    best : Seen or None
        The cheapest mix that holds and was made sure of (if the budget ended before any was, the cheapest that seems
        to hold); None: no mix that was looked at holds.
    seen : tuple of Seen
        All mixes, in the order in which they were met.
    runs : int
        Replications looked at.
    ended : {"converged", "budget", "interrupted"}
    """

    best: Seen | None
    seen: tuple[Seen, ...]
    runs: int
    ended: Ended


class Mixing:
    """A search for the cheapest mix, apart from any plan; `run` may be called once.

    Parameters
    ----------
    observe : callable
        See `Observe`; on common random numbers.
    grids : sequence of Grid
        Of each lever.
    precision : Precision
        ``neighbours`` and ``spot_checks`` say nothing here; ``budget`` is for all replications.
    report : callable, optional
        Called with the replications run and the budget.
    """

    def __init__(
        self, observe: Observe, grids: Sequence[Grid], precision: Precision,
        report: Callable[[int, int], None] | None = None,
    ) -> None:  # fmt: skip
        if precision.budget is None:
            raise ValueError("a search for a mix needs a budget of replications")
        self._observe, self._grids, self._precision = observe, tuple(grids), precision
        self._budget = precision.budget
        self._report = report or (lambda done, total: None)
        self._seen: dict[Numbers, Seen] = {}
        self._runs = 0
        self._limit = self._budget
        self._dear = 1.0

    def run(self, seed: int, start: Sequence[float] = ()) -> Cheapest:
        """Search.

        Parameters
        ----------
        seed : int
            Of the evolution.
        start : sequence of float, optional
            Amounts that the population begins with, beside the ends of the ranges.
        """
        ended: Ended = "converged"
        try:
            if not self._evolve(seed, start):
                ended = "budget"
            self._refine()
        except _SpentError:
            ended = "budget"
        except KeyboardInterrupt:
            ended = "interrupted"
        return Cheapest(self._answer(), tuple(self._seen.values()), self._runs, ended)

    # --- looking at a mix ----------------------------------------------------------------------------

    def _look(self, mix: Numbers, most: int) -> Seen:
        seen = self._seen.setdefault(mix, Seen(tuple(g.amount(i) for g, i in zip(self._grids, mix, strict=True))))
        while seen.n < most and (seen.n == 0 or seen.tried(self._precision).status == "undecided"):
            more = min(most, max(4, math.ceil(1.5 * seen.n))) - seen.n
            if self._runs + more > self._limit:
                if not seen.n:
                    del self._seen[mix]
                raise _SpentError if self._limit == self._budget else _EnoughError
            new = self._observe(seen.amounts, seen.n, seen.n + more)
            seen.outcomes = np.concatenate([seen.outcomes, new], axis=1)
            self._runs += more
            self._report(self._runs, self._budget)
        return seen

    def _rank(self, x: NDArray[np.float64]) -> float:
        """Return the cost of a mix; of one that fails, how far it falls short, above all costs."""
        seen = self._look(tuple(round(float(number)) for number in x), self._precision.first)
        if seen.holds(self._precision):
            return seen.cost / self._dear
        share = seen.tried(self._precision).probability
        missed = self._precision.probability - (0.0 if math.isnan(share) else share)
        return FAILING * (1.0 + missed + float(np.nan_to_num(seen.outcomes[2]).mean()))

    # --- the search ----------------------------------------------------------------------------------

    def _evolve(self, seed: int, start: Sequence[float]) -> bool:
        """Let a population of mixes evolve; False: until its share of the budget was used."""
        self._limit = int(FOR_EVOLUTION * self._budget)
        tops = np.array([len(grid) - 1 for grid in self._grids], np.float64)
        first = [tops, np.zeros_like(tops)]
        if start:
            at = [(amount - grid.low) / grid.step for amount, grid in zip(start, self._grids, strict=True)]
            first.append(np.clip(np.round(at), 0, tops))
        spread = qmc.LatinHypercube(len(tops), rng=np.random.default_rng(seed)).random(3 + 4 * len(tops))
        population = np.vstack([*first, np.floor(spread * (tops + 1.0))])
        try:
            self._dear = max(1.0, self._look(tuple(int(top) for top in tops), self._precision.first).cost)
            differential_evolution(
                self._rank, [(0, top) for top in tops], integrality=np.ones(len(tops), bool), init=population,
                rng=np.random.default_rng(seed), polish=False, maxiter=10_000, tol=0.001,
            )  # fmt: skip
        except _EnoughError:
            return False
        finally:
            self._limit = self._budget
        return True

    def _refine(self) -> None:
        """Make sure of the best, look around it for a cheaper one, until neither changes it."""
        while (best := self._best()) is not None:
            mix = self._number(best)
            self._look(mix, self._precision.most)
            if self._best() is best and not self._cheaper(mix):
                return

    def _cheaper(self, mix: Numbers) -> bool:
        """Look at mixes around one, from far to near; True as soon as one is cheaper and holds."""
        cost = self._seen[mix].cost
        leap = max(len(grid) for grid in self._grids) // 4
        while leap:
            for other in self._around(mix, leap):
                seen = self._look(other, self._precision.first)
                if seen.holds(self._precision) and seen.cost < cost:
                    return True
            leap //= 2
        return False

    def _around(self, mix: Numbers, leap: int) -> Iterator[Numbers]:
        """Yield mixes with less of one lever, then with less of one and more of another."""
        tops = [len(grid) - 1 for grid in self._grids]
        for lever in range(len(mix)):
            if mix[lever] >= leap:
                yield tuple(i - leap * (k == lever) for k, i in enumerate(mix))
        for (less, more), down, up in product(permutations(range(len(mix)), 2), TRADES, TRADES):
            if mix[less] >= leap * down and mix[more] + leap * up <= tops[more]:
                yield tuple(i - leap * down * (k == less) + leap * up * (k == more) for k, i in enumerate(mix))

    def _number(self, seen: Seen) -> Numbers:
        return next(mix for mix, known in self._seen.items() if known is seen)

    def _answer(self) -> Seen | None:
        """Return the cheapest mix that was made sure of; where none was, the cheapest that seems to hold."""
        precision = self._precision
        holding = [seen for seen in self._seen.values() if seen.n and seen.holds(precision)]
        sure = [s for s in holding if s.n >= precision.most or s.tried(precision).status == "holds"]
        return min(sure or holding, key=lambda seen: seen.cost, default=None)

    def _best(self) -> Seen | None:
        holding = [seen for seen in self._seen.values() if seen.n and seen.holds(self._precision)]
        return min(holding, key=lambda seen: seen.cost, default=None)
