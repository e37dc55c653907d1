"""One replication of one plan, and the few numbers that an experiment keeps of it.

Measures are read where the replication ran: what travels back is small, so that a design of millions of runs streams
by. A replication is known by the plan's digest, the seed and its number; the same three give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.measures import MEASURES, Places
from model.measures.measure import Kind
from model.measures.summary import judge_targets
from model.measures.view import View
from model.scenario.problems import ScenarioError, meant
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wanted:
    """One number of a replication.

    Attributes
    ----------
    measure : str
        A key of `model.measures.MEASURES`.
    period : str
        A month (``"2025-12"``) or a calendar year (``"2025"``); empty: the last whole year of the plan, for a measure
        of points in time its last month.
    region : str
        A county's name (its copies together); empty: everything together.
    """

    measure: str
    period: str = ""
    region: str = ""

    @classmethod
    def parse(cls, text: str) -> Wanted:
        """Read ``measure``, ``measure@period`` or ``measure@period@region``."""
        parts = [*text.split("@"), "", ""]
        return cls(parts[0].strip(), parts[1].strip(), parts[2].strip())

    def __str__(self) -> str:
        """Write it as `parse` reads it."""
        return "@".join((self.measure, self.period, self.region)).rstrip("@")


@dataclass(frozen=True)
class Task:
    """A replication to run and what to read of it."""

    scenario: Scenario
    seed: int
    replication: int
    wanted: tuple[Wanted, ...] = ()
    staffing: bool = False
    engine: str = "auto"


@dataclass(frozen=True, eq=False)
class Observed:
    """What was read of a replication.

    Attributes
    ----------
    replication : int
    value, met, shortfall : float64, shape (targets,)
        Of every target of the plan, in its order (see `model.measures.targets.names_of`); ``met`` 1, 0 or nan (not
        observed).
    wanted : float64, shape (wanted,)
        nan: not observed.
    staff : float64 or None
        `model.care.recorder.Output.staff`, if it was asked for.
    seconds : float
        Wall-clock time of the engine alone.
    """

    replication: int
    value: Floats
    met: Floats
    shortfall: Floats
    wanted: Floats = field(default_factory=lambda: np.zeros(0))
    staff: Floats | None = None
    seconds: float = 0.0


class Observe:
    """The work of an experiment: a task in, what was observed of it out (see `model.experiments.running.where`)."""

    def __call__(self, task: Task, /) -> Observed:
        """Simulate and read."""
        from model.engines.choice import chosen, simulate

        output = simulate(chosen(task.engine), task.scenario, task.seed, task.replication)
        places = Places.from_scenario(task.scenario)
        judged = judge_targets(task.scenario, output, places)
        view = View(task.scenario, places, output)
        return Observed(
            task.replication,
            np.array([j.value for j in judged], np.float64),
            np.array([math.nan if j.met is None else float(j.met) for j in judged], np.float64),
            np.array([j.shortfall for j in judged], np.float64),
            np.array([_read(view, places, of) for of in task.wanted], np.float64),
            output.staff if task.staffing else None,
            output.seconds,
        )

    def name(self, task: Task, /) -> str:
        """Return what a task is called when it fails."""
        return f"{task.scenario.name}, replication {task.replication} (seed {task.seed})"


def _read(view: View, places: Places, of: Wanted) -> float:
    values = MEASURES[of.measure].values(view)
    period = period_number(of, places)
    if not of.region:
        return float(values.city[period])
    return float(values.counties[period, places.counties.index(of.region)])


def period_number(of: Wanted, places: Places) -> int:
    """Return the index among `Places.periods` of the period that is wanted."""
    if of.period:
        return places.periods.index(of.period)
    if MEASURES[of.measure].kind is Kind.POINT:
        return len(places.months) - 1
    starts, ends = np.asarray(places.year_starts), np.asarray(places.year_ends)
    whole = np.flatnonzero(ends - starts >= 11)
    return len(places.months) + int(whole[-1] if whole.size else len(places.years) - 1)


def check_wanted(scenario: Scenario, wanted: Sequence[Wanted]) -> None:
    """Refuse what no run of the plan could give.

    Raises
    ------
    ScenarioError
        Naming what does not exist and what was probably meant.
    """
    places = Places.from_scenario(scenario)
    problems = []
    for of in wanted:
        if of.measure not in MEASURES:
            problems.append(f"{of}: there is no measure {of.measure!r}{meant(of.measure, MEASURES, 'measures')}")
            continue
        if of.period and of.period not in places.periods:
            problems.append(f"{of}: {of.period} is no month or year of {scenario.name}")
        elif of.period in places.months and not MEASURES[of.measure].monthly:
            problems.append(f"{of}: {of.measure} is known by calendar year, not by month")
        if of.region and of.region not in places.counties:
            problems.append(f"{of}: no county is called {of.region!r}{meant(of.region, places.counties)}")
        elif of.region and not MEASURES[of.measure].by_county:
            problems.append(f"{of}: {of.measure} is known for the city alone")
    if problems:
        raise ScenarioError("\n".join(problems))
