"""The frontier of two levers: for each amount of the first, the least of the second with which targets are met.

Each search begins where the one before ended, which saves replications if the frontier is smooth and costs some if it
is not; nothing else is taken from the neighbour. That more of the first never asks for more of the second is checked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.observing.levers import Lever
from model.experiments.running.how import DEFAULT_HOW, How
from model.experiments.solving.asked import asking
from model.experiments.solving.looking import DEFAULT_PRECISION, Grid, Precision, Sample, Searched, make_sure
from model.experiments.solving.sampling import Move, Range, Sampler, different
from model.experiments.solving.search import Found, search
from model.experiments.solving.solve import Checks
from model.scenario.schema import Scenario
from model.scenario.targets import Target

COLUMNS = (
    "first", "least", "low", "high", "kind", "monotone", "probability", "probability_low", "probability_high",
    "replications", "check_probability", "check_low", "check_high", "check_status", "below_probability",
    "below_status",
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """The least of the second lever at an amount of the first; ``checks`` on the fresh seed, where there is a least."""

    first: float
    found: Found
    checks: Checks | None


@dataclass(frozen=True, eq=False)
class Frontier(Searched):
    """What was found.

    Attributes
    ----------
    scenario : Scenario
        The plan with the targets asked about.
    first, second : str
        The levers.
    grids : (Grid, Grid)
    today : (float, float)
        Amounts of the plan.
    precision : Precision
    how : How
    points : tuple of Point
        By amount of the first lever.
    runs : int
        Replications run.
    interrupted : bool
        Stopped by Ctrl-C; what was done is here.
    """

    scenario: Scenario
    first: str
    second: str
    grids: tuple[Grid, Grid]
    today: tuple[float, float]
    precision: Precision
    how: How
    points: tuple[Point, ...]
    runs: int
    interrupted: bool

    @property
    def breaks(self) -> tuple[tuple[float, float], ...]:
        """Return neighbouring amounts of the first lever of which the greater clearly asks for more of the second."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return tuple((a.first, b.first) for a, b in pairs if _asks_for_more(a.found, b.found))

    @property
    def table(self) -> pd.DataFrame:
        """Return a row per amount of the first lever; columns `COLUMNS`.

        ``least`` of the second (nan: none), which lies between ``low`` and ``high`` for certain; ``kind`` and
        ``monotone`` as in `model.experiments.solving.search.Found`; ``probability`` at the least with its interval;
        ``replications`` looked at; ``check_...`` the same on the fresh seed, ``below_...`` one step less there.
        """
        return pd.DataFrame([_row(point) for point in self.points], columns=list(COLUMNS))


def _asks_for_more(less: Found, more: Found) -> bool:
    if more.kind == "not_enough":
        return not math.isnan(less.amount)
    return more.low > less.high


def _row(point: Point) -> dict[str, object]:
    found, at = point.found, point.found.at_answer
    row: dict[str, object] = {
        "first": point.first, "least": found.amount, "low": found.low, "high": found.high, "kind": found.kind,
        "monotone": found.monotone, "replications": found.runs,
    }  # fmt: skip
    if at is not None:
        row |= {"probability": at.probability, "probability_low": at.low, "probability_high": at.high}
    if point.checks is not None:
        check, below = point.checks.answer, point.checks.below
        row |= {"check_probability": check.probability, "check_low": check.low, "check_high": check.high}
        row["check_status"] = check.status
        if below is not None:
            row |= {"below_probability": below.probability, "below_status": below.status}
    return row


def frontier(
    scenario: Scenario,
    first: str | Lever | Move | Range,
    second: str | Lever | Move | Range,
    targets: Sequence[str | Target] | None = None,
    precision: Precision | float = DEFAULT_PRECISION,
    how: How = DEFAULT_HOW,
) -> Frontier:
    """Find the least of one lever for each amount of another.

    Parameters
    ----------
    scenario : Scenario
    first, second : str, Range, ...
        What is set and what is sought, such as ``"beds=3000:7000:1000"`` and ``"psychiatrists=150:600:10"``.
    targets : sequence, optional
        See `model.experiments.solving.asked.asking`; all of the plan's by default, asked for together.
    precision : Precision or float
        A number is the probability that is asked for. The budget is for each amount of the first lever.
    how : How
        Its progress is told of the amounts of the first lever that are done, and all of them.

    Raises
    ------
    ScenarioError
        A lever or target that the plan does not have, or an amount that it does not allow.
    ValueError
        A range or a probability that is none, one lever twice, or a check with the seed of the search.
    RunError
        A replication failed.
    """
    set_, sought = Range.of(first), Range.of(second)
    different((set_.move, sought.move))
    plan = asking(scenario, targets)
    grids = set_.grid(plan), sought.grid(plan)
    precision = Precision.of(precision)
    fresh_how = replace(how, seed=precision.fresh(how.seed))
    points: list[Point] = []
    interrupted = False
    with how.runner() as where:
        luck, fresh = (Sampler(plan, (set_.move, sought.move), where, of) for of in (how, fresh_how))
        start: float | None = None
        how.progress(0, len(grids[0]))
        try:
            for number in range(len(grids[0])):
                points.append(_point(luck, fresh, grids[0].amount(number), (grids[1], start), precision))
                start = None if math.isnan(points[-1].found.amount) else points[-1].found.amount
                how.progress(number + 1, len(grids[0]))
        except KeyboardInterrupt:
            interrupted = True
    today = set_.move.today(plan), sought.move.today(plan)
    names = set_.move.name, sought.move.name
    return Frontier(plan, *names, grids, today, precision, how, tuple(points), luck.runs + fresh.runs, interrupted)


def _point(
    luck: Sampler, fresh: Sampler, amount: float, sought: tuple[Grid, float | None], precision: Precision
) -> Point:
    grid, start = sought
    found = search(_sample(luck, amount), grid, precision, start)
    if found.interrupted:
        raise KeyboardInterrupt
    if math.isnan(found.amount):
        return Point(amount, found, None)
    sample = _sample(fresh, amount)
    at = make_sure(sample, found.amount, precision)
    less = round(found.amount - grid.step, 9)
    below = make_sure(sample, less, precision) if found.amount > grid.low else None
    return Point(amount, found, Checks(fresh.how.seed, at, below))


def _sample(sampler: Sampler, first: float) -> Sample:
    def sample(amount: float, start: int, end: int) -> NDArray[np.float64]:
        return sampler.met((first, amount), start, end)

    return sample
