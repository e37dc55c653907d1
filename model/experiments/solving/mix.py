"""The cheapest mix of a plan's levers with which its targets are met often enough (the search: `mixing`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.observing.levers import Lever
from model.experiments.observing.observe import Observed, Wanted, check_wanted
from model.experiments.running.how import DEFAULT_HOW, How
from model.experiments.solving.asked import asking
from model.experiments.solving.looking import DEFAULT_PRECISION, Grid, Precision, Searched, make_sure
from model.experiments.solving.mixing import Cheapest, Mixing, Seen
from model.experiments.solving.sampling import Move, Range, Sampler, different, met_of
from model.measures.places import Places
from model.measures.targets import bound_of
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario
from model.scenario.targets import Target

DEFAULT_BUDGET = 300


@dataclass(frozen=True)
class Costed:
    """Success and cost of a mix on one seed.

    Attributes
    ----------
    seed : int
    replications, observed : int
    probability, low, high : float
        Of meeting all targets, with its interval.
    status : str
        holds, fails or undecided.
    cost, cost_low, cost_high : float
        Mean in RMB, and its 95% interval.
    """

    seed: int
    replications: int
    observed: int
    probability: float
    low: float
    high: float
    status: str
    cost: float
    cost_low: float
    cost_high: float


@dataclass(frozen=True, eq=False)
class CheapestMix(Searched):
    """What was found.

    Attributes
    ----------
    scenario : Scenario
        The plan with the targets asked about.
    levers : tuple of str
    grids : tuple of Grid
    today : tuple of float
        Amounts of the plan.
    period : str
        The year whose cost counts; empty: the whole horizon.
    precision : Precision
    how : How
    amounts : tuple of float
        The cheapest mix that was found to hold, empty: none.
    search, check, plan : Costed or None
        The mix on the seed of the search and on the fresh one; the plan as it is, on the fresh seed.
    found : Cheapest
    runs : int
        Replications run, checks included.
    """

    scenario: Scenario
    levers: tuple[str, ...]
    grids: tuple[Grid, ...]
    today: tuple[float, ...]
    period: str
    precision: Precision
    how: How
    amounts: tuple[float, ...]
    search: Costed | None
    check: Costed | None
    plan: Costed | None
    found: Cheapest
    runs: int

    @property
    def interrupted(self) -> bool:
        """Tell whether Ctrl-C ended it."""
        return self.found.ended == "interrupted"

    @property
    def tried(self) -> pd.DataFrame:
        """Return a row per mix looked at, in order: a column per lever, ``replications``, ``probability``,
        ``probability_low``, ``probability_high``, ``status``, ``cost`` (mean, RMB).
        """  # noqa: D205
        rows = []
        for seen in self.found.seen:
            known = seen.tried(self.precision)
            rows.append({
                **dict(zip(self.levers, seen.amounts, strict=True)), "replications": known.replications,
                "probability": known.probability, "probability_low": known.low, "probability_high": known.high,
                "status": known.status, "cost": seen.cost,
            })  # fmt: skip
        return pd.DataFrame(rows)


def cheapest_mix(
    scenario: Scenario,
    levers: Sequence[str | Lever | Move | Range],
    targets: Sequence[str | Target] | None = None,
    precision: Precision | float = DEFAULT_PRECISION,
    *,
    period: str = "",
    how: How = DEFAULT_HOW,
) -> CheapestMix:
    """Find the cheapest mix of levers with which targets are met with a probability.

    Parameters
    ----------
    scenario : Scenario
        Its ``costs`` are the prices (rule 10.5); the cost of a mix is the measure ``cost`` of its simulation.
    levers : sequence of str, Range, ...
        Such as ``"beds=3000:7000:250"``.
    targets : sequence, optional
        See `model.experiments.solving.asked.asking`; all of the plan's by default, asked for together.
    precision : Precision or float
        A number is the probability that is asked for. The budget (by default `DEFAULT_BUDGET`) is for the search; the
        checks come on top.
    period : str
        The year whose cost counts; empty: the whole horizon.
    how : How
        Its progress is told of the replications run and the budget.

    Raises
    ------
    ScenarioError
        A lever, a target or a year that the plan does not have, or an amount that it does not allow.
    ValueError
        A range or a probability that is none, one lever twice, or a check with the seed of the search.
    RunError
        A replication failed.
    """
    ranges = [Range.of(lever) for lever in levers]
    if len(ranges) < 2:
        raise ValueError("a mix has two levers or more; of one, ask for the least that would do")
    moves = tuple(r.move for r in ranges)
    different(moves)
    plan = asking(scenario, targets)
    grids = tuple(r.grid(plan) for r in ranges)
    precision = Precision.of(precision)
    precision = replace(precision, budget=precision.budget or DEFAULT_BUDGET)
    fresh_how = replace(how, seed=precision.fresh(how.seed))
    wanted = _costs(plan, period)
    today = tuple(move.today(plan) for move in moves)
    start = today if all(math.isfinite(amount) for amount in today) else ()
    with how.runner() as where:
        luck, fresh = (Sampler(plan, moves, where, of, wanted) for of in (how, fresh_how))
        mixing = Mixing(lambda a, i, n: _read(plan, luck.observed(a, i, n)), grids, precision, how.progress)
        found = mixing.run(how.seed, start)
        names = tuple(move.name for move in moves)
        results = _checked(precision, (luck, fresh), found, start)
        amounts, runs = () if found.best is None else found.best.amounts, luck.runs + fresh.runs
        return CheapestMix(plan, names, grids, today, period, precision, how, amounts, *results, found, runs)


def _costs(plan: Scenario, period: str) -> tuple[Wanted, ...]:
    years = Places.from_scenario(plan).years
    if period and period not in years:
        raise ScenarioError(f"period {period}: {plan.name} has the years {', '.join(years)}")
    wanted = tuple(Wanted("cost", year) for year in ([period] if period else years))
    check_wanted(plan, wanted)
    return wanted


def _read(plan: Scenario, observed: Sequence[Observed]) -> NDArray[np.float64]:
    """Return success, cost and shortfall in units of the bounds, all targets together."""
    bounds = np.array([abs(bound_of(target)) or 1.0 for target in plan.targets])
    rows = [(met_of(one), one.wanted.sum(), float(np.nansum(one.shortfall / bounds))) for one in observed]
    return np.array(rows, np.float64).reshape(len(rows), 3).T


def _checked(
    precision: Precision, samplers: tuple[Sampler, Sampler], found: Cheapest, start: Sequence[float]
) -> tuple[Costed | None, Costed | None, Costed | None]:
    """Return the mix on both seeds, and the plan itself on the fresh one."""
    luck, fresh = samplers
    if found.ended == "interrupted":
        return None, None, None

    def looked(sampler: Sampler, amounts: Sequence[float], replications: int) -> Costed:
        outcomes = _read(sampler.scenario, sampler.observed(amounts, 0, replications))
        return _costed(Seen(tuple(amounts), outcomes), precision, sampler.how.seed)

    def sure(amounts: Sequence[float]) -> Costed:
        known = make_sure(lambda _, i, n: fresh.met(amounts, i, n), 0.0, precision)
        return looked(fresh, amounts, known.replications)

    itself = sure(start) if start else None
    if found.best is None:
        return None, None, itself
    return looked(luck, found.best.amounts, found.best.n), sure(found.best.amounts), itself


def _costed(seen: Seen, precision: Precision, seed: int) -> Costed:
    known = seen.tried(precision)
    costs = seen.outcomes[1]
    half = 1.959963984540054 * float(costs.std(ddof=1)) / math.sqrt(costs.size) if costs.size > 1 else math.nan
    return Costed(seed, known.replications, known.observed, known.probability, known.low, known.high, known.status,
                  seen.cost, seen.cost - half, seen.cost + half)  # fmt: skip
