"""The work of a sweep: a few rows at once, each a replication of a plan with its levers moved.

The plans are sent to a worker once; a block is only numbers. The plan of a point is made where it is run, once for all
of its replications there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model.experiments.observing.levers import moved
from model.experiments.observing.observe import Observe, Task
from model.experiments.running.where import Failure, attempt
from model.experiments.sweeping.design import Design
from model.measures.targets import names_of
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Block:
    """Rows of a plan: ``points`` and ``replications`` (int64, shape (rows,)), ``amounts`` (float64, (rows, levers))."""

    plan: int
    points: Ints
    replications: Ints
    amounts: Floats


@dataclass(frozen=True, eq=False)
class BlockRows:
    """What came of a block.

    Attributes
    ----------
    numbers : float64, shape (rows, results)
        In the order of the results of `model.experiments.sweeping.columns.columns_of`; nan: not observed, or failed.
    seconds : float64, shape (rows,)
        Wall-clock time of the engine.
    errors : dict
        Of the rows that failed, by their place in the block: the reason.
    """

    numbers: Floats
    seconds: Floats
    errors: dict[int, str]


class BlockWork(Protocol):
    """What is done to every block; `Replicate` outside tests."""

    def __call__(self, block: Block, /) -> BlockRows:
        """Do all rows of a block; a row that fails is among the errors."""
        ...

    def name(self, block: Block, /) -> str:
        """Return what a block is called when all of it fails."""
        ...


class Replicate:
    """Simulate the rows of a block, and read targets and wanted measures.

    Parameters
    ----------
    design : Design
    """

    def __init__(self, design: Design) -> None:
        self._design = design
        names = list(dict.fromkeys(name for plan in design.plans for name in names_of(plan.targets)))
        place = {name: 3 * n for n, name in enumerate(names)}
        self._places = [np.array([place[name] for name in names_of(plan.targets)], np.int64) for plan in design.plans]
        self._wanted = tuple(dict.fromkeys(design.wanted))
        self._targets = 3 * len(names)
        self._observe = Observe()

    def __call__(self, block: Block, /) -> BlockRows:
        """See `BlockWork`."""
        count = block.points.size
        numbers = np.full((count, self._targets + len(self._wanted)), np.nan)
        seconds = np.full(count, np.nan)
        errors: dict[int, str] = {}
        made: dict[bytes, Scenario | Failure] = {}
        for row in range(count):
            amounts = block.amounts[row]
            if (key := amounts.tobytes()) not in made:
                made = {key: attempt(_Move(self._design, block), row)}
            plan = made[key]
            if isinstance(plan, Failure):
                errors[row] = plan.reason
                continue
            says = self._design.says
            replication = int(block.replications[row])
            seen = attempt(self._observe, Task(plan, says.seed, replication, self._wanted, engine=says.engine))
            if isinstance(seen, Failure):
                errors[row] = seen.reason
                continue
            at = self._places[block.plan]
            numbers[row, at], numbers[row, at + 1], numbers[row, at + 2] = seen.value, seen.met, seen.shortfall
            numbers[row, self._targets :] = seen.wanted
            seconds[row] = seen.seconds
        return BlockRows(numbers, seconds, errors)

    def name(self, block: Block, /) -> str:
        """See `BlockWork`."""
        return _called(self._design, block, 0)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the points at home: a block brings its own."""
        return {**self.__dict__, "_design": Design(self._design.plans, self._design.says)}


@dataclass(frozen=True)
class _Move:
    """Make the plan of a row."""

    design: Design
    block: Block

    def __call__(self, row: int, /) -> Scenario:
        amounts = map(float, self.block.amounts[row])
        return moved(self.design.plans[self.block.plan], dict(zip(self.design.levers, amounts, strict=True)))

    def name(self, row: int, /) -> str:
        return _called(self.design, self.block, row)


def _called(design: Design, block: Block, row: int) -> str:
    plan, point = design.plans[block.plan].name, int(block.points[row])
    where = ", ".join(f"{lever.path} = {x:.12g}" for lever, x in zip(design.levers, block.amounts[row], strict=True))
    return f"{plan}, point {point} ({where})"
