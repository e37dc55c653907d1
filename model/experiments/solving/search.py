"""The least amount with which something succeeds often enough, from noisy replications.

The search knows nothing of plans: it asks for replications at an amount and is told which succeeded. It brackets and
bisects with few replications, then makes sure of the answer and its neighbours with many. More is not always better
(a bed that is open but blocked, staff split among hospitals in whole people), so amounts around the
answer and over the whole range are looked at too; where less holds and more fails, the answer moves above what fails,
the scan is widened, and the result says so. What lies between amounts that were looked at is not known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from model.experiments.solving.looking import Floats, Grid, Precision, Sample, Tried, longer, tried

Report = Callable[[int, int], None]
"""Called with the replications run and an estimate of how many it will be."""

WIDER = 4
"""How much wider the scan is where success turned out not to grow with the amount."""


Kind = Literal["found", "low_enough", "not_enough", "undecided", "stopped"]


@dataclass(frozen=True)
class Found:
    """The answer of a search.

    Attributes
    ----------
    kind : {"found", "low_enough", "not_enough", "undecided", "stopped"}
        ``low_enough``: the lowest amount holds already. ``not_enough``: the highest fails. ``undecided``: of the
        highest it is not clear, and less than the probability asked for succeeded. ``stopped``: the budget ended, or
        somebody, before there was an answer.
    amount : float
        The least amount that holds together with all greater ones that were looked at; nan without an answer. Where
        it is not clear whether an amount holds, the share of successes decides.
    low, high : float
        The answer lies between these, as far as statuses are clear; inf: no amount is clear to hold.
    monotone : bool
        False: some amount clearly holds and a greater one clearly fails.
    islands : tuple of (float, float)
        Where not monotone, the amounts below the answer that hold, first and last of each run of them.
    tried : tuple of Tried
        By amount.
    runs : int
        Replications looked at.
    complete : bool
        False: ended before the answer and its neighbours were made sure of.
    interrupted : bool
        Ended by Ctrl-C.
    """

    kind: Kind
    amount: float
    low: float
    high: float
    monotone: bool
    islands: tuple[tuple[float, float], ...]
    tried: tuple[Tried, ...]
    runs: int
    complete: bool
    interrupted: bool = False

    @property
    def at_answer(self) -> Tried | None:
        """Return what is known of the answer."""
        return next((tried for tried in self.tried if tried.amount == self.amount), None)


class _SpentError(Exception):
    """The budget does not allow another look."""


class Search:
    """A search and what it has seen; `run` may be called once.

    Parameters
    ----------
    sample : callable
        See `Sample`; on common random numbers, so that replication 3 of one amount and of another share their luck.
    grid : Grid
    precision : Precision
    report : callable, optional
    """

    def __init__(self, sample: Sample, grid: Grid, precision: Precision, report: Report | None = None) -> None:
        self._sample, self._grid, self._precision = sample, grid, precision
        self._report = report or (lambda done, total: None)
        self._seen: dict[int, Floats] = {}
        self._known: dict[int, Tried] = {}
        self._runs = 0
        self._wider = False

    def run(self, start: float | None = None) -> Found:
        """Search.

        Parameters
        ----------
        start : float, optional
            Where the answer is expected: the bracket is sought from there.
        """
        complete, interrupted = True, False
        try:
            if start is None:
                self._look(len(self._grid) - 1, self._precision.first)
            else:
                self._gallop(start)
            self._confirm()
        except _SpentError:
            complete = False
        except KeyboardInterrupt:
            complete, interrupted = False, True
        return replace(self._found(complete), interrupted=interrupted)

    # --- looking at an amount ------------------------------------------------------------------------

    def _look(self, number: int, most: int) -> None:
        """Add replications at an amount until it is clear, or there are ``most``."""
        precision = self._precision
        while True:
            n = len(self._seen.get(number, ()))
            if n >= most or self._clear(number):
                return
            n_next = longer(n, most)
            if precision.budget is not None and self._runs + n_next - n > precision.budget:
                raise _SpentError
            new = np.asarray(self._sample(self._grid.amount(number), n, n_next), np.float64)
            self._seen[number] = np.concatenate([self._seen.get(number, np.zeros(0)), new])
            self._runs += n_next - n
            self._known[number] = tried(self._grid.amount(number), self._seen[number], precision)
            self._report(self._runs, self._runs + self._left())

    def _clear(self, number: int) -> bool:
        known = self._known.get(number)
        if known is None:
            return False
        p, band = self._precision.probability, self._precision.indifference
        return known.status != "undecided" or (p - band <= known.low and known.high <= p + band)

    def _sure(self, number: int) -> bool:
        return self._clear(number) or len(self._seen.get(number, ())) >= self._precision.most

    def _left(self) -> int:
        """Return about how many replications are still to come: for the time left, nothing else."""
        candidate, failing = self._candidate(), self._highest_failing()
        gap = (len(self._grid) if candidate is None else candidate) - failing
        sure = 0 if candidate is not None and self._sure(candidate) else min(self._precision.most, 50)
        todo = 0 if candidate is None else sum(i not in self._seen for i, _ in self._to_look_at(candidate))
        return max(0, math.ceil(math.log2(max(1, gap)))) * self._precision.first + sure + todo * self._precision.first

    # --- what follows from what was seen -------------------------------------------------------------

    def _holds(self, number: int) -> bool:
        """Tell whether the share of successes is high enough, clear or not."""
        known = self._known[number]
        return known.status == "holds" or (
            known.status == "undecided" and known.probability >= self._precision.probability
        )

    def _highest_failing(self) -> int:
        return max((i for i in self._known if not self._holds(i)), default=-1)

    def _candidate(self) -> int | None:
        """Return the least amount that holds together with all greater ones looked at."""
        failing = self._highest_failing()
        return min((i for i in self._known if i > failing), default=None)

    def _monotone(self) -> bool:
        holding = [i for i, known in self._known.items() if known.status == "holds"]
        failing = [i for i, known in self._known.items() if known.status == "fails"]
        return not holding or not failing or min(holding) > max(failing)

    def _contradictions(self) -> Iterator[int]:
        """Yield amounts that are not clear and speak against success growing with the amount."""
        least = min((i for i in self._known if self._holds(i)), default=len(self._grid))
        failing = self._highest_failing()
        yield from (i for i in sorted(self._known) if least <= i <= failing and not self._sure(i))

    # --- the search ----------------------------------------------------------------------------------

    def _gallop(self, start: float) -> None:
        """Look at the amount expected, then further and further away until the answer is bracketed."""
        top = len(self._grid) - 1
        at = min(top, max(0, round((start - self._grid.low) / self._grid.step)))
        self._look(at, self._precision.first)
        direction, leap = (-1 if self._holds(at) else 1), 1
        began = self._holds(at)
        while self._holds(at) == began and 0 <= at + direction <= top:
            at = min(top, max(0, at + direction * leap))
            leap *= 2
            self._look(at, self._precision.first)

    def _bisect(self) -> None:
        """Look between the highest amount that fails and the least that holds until they are neighbours."""
        while (candidate := self._candidate()) is not None:
            failing = self._highest_failing()
            if candidate - failing <= 1:
                return
            # The lowest amount first: it may hold already.
            self._look(0 if failing < 0 else (candidate + failing) // 2, self._precision.first)

    def _confirm(self) -> None:
        """Make sure of the answer and what is around it; look again whenever that changes the answer."""
        while True:
            if (doubtful := next(self._contradictions(), None)) is not None:
                self._look(doubtful, self._precision.most)
                continue
            self._bisect()
            candidate = self._candidate()
            if candidate is None:
                candidate = len(self._grid)
            todo = next(self._todo(candidate), None)
            if todo is None:
                if self._monotone() or self._wider:
                    return
                self._wider = True
                continue
            self._look(*todo)

    def _todo(self, candidate: int) -> Iterator[tuple[int, int]]:
        for number, most in self._to_look_at(candidate):
            if not self._clear(number) and len(self._seen.get(number, ())) < most:
                yield number, most

    def _to_look_at(self, candidate: int) -> list[tuple[int, int]]:
        """Return amounts around an answer and how many replications each should have."""
        precision, top = self._precision, len(self._grid) - 1
        factor = WIDER if self._wider else 1
        near = precision.neighbours * factor
        wanted = [(candidate, precision.most), (top, precision.most if candidate > top else precision.first)]
        wanted += [(candidate - k, precision.most) for k in range(1, near + 1)]
        wanted += [(candidate + k, precision.first) for k in range(1, near + 1)]
        spots = np.linspace(0, top, precision.spot_checks * factor + 2)[1:-1]
        wanted += [(round(float(spot)), precision.first) for spot in spots]
        return [(number, most) for number, most in wanted if 0 <= number <= top]

    def _found(self, complete: bool) -> Found:
        candidate, amount = self._candidate(), self._grid.amount
        top = len(self._grid) - 1
        known = tuple(self._known[i] for i in sorted(self._known))
        islands = () if self._monotone() else self._islands(len(self._grid) if candidate is None else candidate)
        if candidate is None or (not complete and top not in self._known):
            kind: Kind = "stopped"
            if top in self._known and complete:
                kind = "not_enough" if self._known[top].status == "fails" else "undecided"
            low = amount(self._highest_failing()) if kind == "undecided" else math.nan
            return Found(kind, math.nan, low, math.inf, self._monotone(), islands, known, self._runs, complete)
        low = candidate
        while low - 1 in self._known and self._known[low - 1].status == "undecided":
            low -= 1
        sure = min((i for i in self._known if i >= candidate and self._known[i].status == "holds"), default=None)
        high = math.inf if sure is None else amount(sure)
        kind = "low_enough" if candidate == 0 else "found"
        return Found(kind, amount(candidate), amount(low), high, self._monotone(), islands, known, self._runs, complete)

    def _islands(self, below: int) -> tuple[tuple[float, float], ...]:
        runs: list[list[float]] = []
        joined = False
        for i in sorted(i for i in self._known if i < below):
            holds = self._known[i].status == "holds"
            if holds and joined:
                runs[-1][1] = self._known[i].amount
            elif holds:
                runs.append([self._known[i].amount, self._known[i].amount])
            joined = holds
        return tuple((first, last) for first, last in runs)


def search(
    sample: Sample, grid: Grid, precision: Precision, start: float | None = None, report: Report | None = None
) -> Found:
    """Find the least amount of a grid with which the probability of success is high enough; see `Search`."""
    return Search(sample, grid, precision, report).run(start)
