"""Replications of a plan whose levers are moved: run when first asked for, kept, never run twice.

All amounts share their luck: replication 3 at one amount and at another differ by the amount alone (common random
numbers).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments.observing.levers import Lever, amount_of, find, moved
from model.experiments.observing.observe import Observe, Observed, Task, Wanted
from model.experiments.running.how import How
from model.experiments.running.where import Runner, complete
from model.experiments.solving.looking import Grid
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]
STEPS = 40
"""About how many steps a range has of which no step is given."""


@dataclass(frozen=True)
class Move:
    """One lever, or several that are moved in proportion.

    Attributes
    ----------
    levers : tuple of Lever
        The amount is that of the first; the others keep their proportion to it in the plan, rounded to whole numbers
        where the plan's are whole.
    """

    levers: tuple[Lever, ...]

    @classmethod
    def of(cls, levers: str | Lever | Move | Sequence[str | Lever]) -> Move:
        """Read a lever, several, or ``beds+nurses``."""
        if isinstance(levers, Move):
            return levers
        if isinstance(levers, str):
            levers = [part.strip() for part in levers.split("+")]
        elif isinstance(levers, Lever):
            levers = [levers]
        return cls(tuple(Lever(lever) if isinstance(lever, str) else lever for lever in levers))

    @property
    def name(self) -> str:
        """Return how the levers are called together."""
        return "+".join(lever.path for lever in self.levers)

    def today(self, scenario: Scenario) -> float:
        """Return the amount in the plan (nan: not given; inf: unlimited)."""
        return amount_of(scenario, self.levers[0])

    def amounts(self, scenario: Scenario, amount: float) -> dict[Lever, float]:
        """Return where each lever stands.

        Raises
        ------
        ScenarioError
            A lever does not exist, or has no proportion to the first.
        """
        result = {self.levers[0]: amount}
        for lever in self.levers[1:]:
            first, own = self.today(scenario), amount_of(scenario, lever)
            if not (0.0 < first < math.inf and math.isfinite(own)):
                raise ScenarioError(
                    f"levers {self.name}: the plan gives {first:g} and {own:g}, which makes no proportion; "
                    "move one of them alone"
                )
            share = own * amount / first
            result[lever] = float(round(share)) if own.is_integer() else share
        return result


def grid_of(
    scenario: Scenario, move: Move, low: float | None = None, high: float | None = None, step: float | None = None
) -> Grid:
    """Return the amounts that are looked at, by default from half to twice the plan's amount.

    Parameters
    ----------
    scenario : Scenario
    move : Move
    low, high, step : float, optional
        In the lever's own unit. Without a step: 1, 2 or 5 times a power of ten, about 40 of them; ends that are not
        given are rounded outward to it.

    Raises
    ------
    ScenarioError
        The plan does not allow an end of the range, or the range has to be given and is not.
    ValueError
        What is given is no range.
    """
    today = move.today(scenario)
    if (low is None or high is None) and not 0.0 < today < math.inf:
        raise ScenarioError(f"lever {move.name}: the plan's amount is {today:g}; state low and high")
    first = today / 2.0 if low is None else low
    last = today * 2.0 if high is None else high
    if first >= last:
        raise ValueError(f"lever {move.name}: low must be less than high, not {first:g} and {last:g}")
    by = step or _round_step((last - first) / STEPS, whole=_whole(scenario, move))
    if low is None and high is None:
        first = min(math.floor(first / by) * by, last - by)
    elif low is None:
        first = last - by * math.floor((last - first) / by)
    if high is None or step is None:
        last = first + by * math.ceil((last - first) / by - 1e-9)
    grid = Grid(max(0.0, first) if low is None else first, last, by)
    for end in (grid.low, grid.high):
        moved(scenario, move.amounts(scenario, end))
    return grid


def _round_step(about: float, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(about))
    step = next(power * k for k in (1.0, 2.0, 5.0, 10.0) if power * k >= about * (1.0 - 1e-9))
    return max(1.0, step) if whole else step


def _whole(scenario: Scenario, move: Move) -> bool:
    """Tell whether the lever counts things: a total, or a number of the plan that is whole."""
    find(scenario, move.levers[0].key)
    return move.levers[0].key.startswith("totals.") or move.today(scenario).is_integer()


@dataclass(frozen=True)
class Range:
    """A lever and the amounts of it that are looked at; what is None is as in `grid_of`."""

    move: Move
    low: float | None = None
    high: float | None = None
    step: float | None = None

    @classmethod
    def of(cls, text: str | Lever | Move | Range) -> Range:
        """Read a range, or ``beds`` or ``beds=3000:9000`` or ``beds=3000:9000:250``.

        Raises
        ------
        ValueError
            The text has another form.
        """
        if isinstance(text, Range):
            return text
        if not isinstance(text, str):
            return cls(Move.of(text))
        name, given, numbers = text.partition("=")
        parts = numbers.split(":")
        try:
            ends = [float(part) for part in parts] if given else []
        except ValueError:
            ends = [0.0]
        if given and len(ends) not in (2, 3):
            raise ValueError(f"range {text!r}: write LEVER=low:high or LEVER=low:high:step, such as beds=3000:9000:250")
        return cls(Move.of(name.strip()), *ends)

    def grid(self, scenario: Scenario) -> Grid:
        """Return the amounts."""
        return grid_of(scenario, self.move, self.low, self.high, self.step)


def different(moves: Sequence[Move]) -> None:
    """Refuse a lever that is moved twice.

    Raises
    ------
    ValueError
        Naming it.
    """
    keys = [lever.key for move in moves for lever in move.levers]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"lever {twice[0]} is moved twice; each may be moved once")


class Sampler:
    """Replications by the amounts of levers.

    Parameters
    ----------
    scenario : Scenario
    moves : sequence of Move
    runner : Runner
    how : How
        Its seed and engine; the runner decides where.
    wanted : tuple of Wanted
        Measures to read beside the targets.

    Attributes
    ----------
    runs : int
        Replications run so far.
    """

    def __init__(
        self, scenario: Scenario, moves: Sequence[Move], runner: Runner, how: How, wanted: tuple[Wanted, ...] = ()
    ) -> None:
        self.scenario, self.moves, self.how, self.wanted = scenario, tuple(moves), how, wanted
        self.runs = 0
        self._runner = runner
        self._seen: dict[tuple[float, ...], list[Observed]] = {}

    def plan(self, amounts: Sequence[float]) -> Scenario:
        """Return the plan with the levers moved."""
        overrides: dict[Lever, float] = {}
        for move, amount in zip(self.moves, amounts, strict=True):
            overrides.update(move.amounts(self.scenario, amount))
        return moved(self.scenario, overrides)

    def run(self, plan: Scenario, numbers: range, staffing: bool = False) -> list[Observed]:
        """Run replications of a plan.

        Raises
        ------
        RunError
            One failed; the message says which and why.
        """
        h = self.how
        tasks = [Task(plan, h.seed, number, self.wanted, staffing, h.engine) for number in numbers]
        observed: list[Observed] = []
        for result in complete(self._runner.map(Observe(), tasks)):
            self.runs += 1
            observed.append(result)
        return observed

    def observed(self, amounts: Sequence[float], first: int, last: int) -> list[Observed]:
        """Return the replications first, ..., last - 1 at amounts; those that were run before are kept."""
        key = tuple(float(amount) for amount in amounts)
        seen = self._seen.setdefault(key, [])
        if len(seen) < last:
            seen += self.run(self.plan(key), range(len(seen), last))
        return seen[first:last]

    def met(self, amounts: Sequence[float], first: int, last: int, target: int | None = None) -> Floats:
        """Return whether a target, or all of them, are met: 1, 0 or nan (not observed) by replication."""
        return np.array([met_of(one, target) for one in self.observed(amounts, first, last)], np.float64)


def met_of(observed: Observed, target: int | None = None) -> float:
    """Return whether a target, or all of them, are met; one that is missed outweighs those not observed."""
    if target is not None:
        return float(observed.met[target])
    return 0.0 if (observed.met == 0.0).any() else float(observed.met.min())
