"""The best of several plans, with a stated probability that it is the best.

The procedure is KN (Kim & Nelson 2001, "A fully sequential procedure for indifference-zone selection in simulation",
ACM Transactions on Modeling and Computer Simulation 11:251-273) for dependent plans, with c = 1. After a first
stage, one replication at a time of all plans that are still in; a plan is out as soon as its mean falls too far behind
another's. When the best plan's mean is better than every other's by ``delta`` or more, and replications are independent
of each other and about normal, the plan selected is the best with at least the stated confidence, whatever the
dependence between plans. Common random numbers make it end sooner, since what counts is the variance of differences.

When plans lie closer than ``delta`` to the best, any of them may be selected: closer than that makes no difference to
whoever set it. The confidence is then not promised for the very best one.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.comparing.compare import opened
from model.experiments.comparing.samples import Kept, Sample, filling, settled
from model.experiments.observing.intervals import CONFIDENCE, check_confidence
from model.experiments.observing.observe import Floats, Wanted
from model.experiments.running.how import DEFAULT_HOW, How
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

FIRST = 10
"""Replications of the first stage: more make variances surer, fewer let bad plans out sooner."""
DEFAULT_BUDGET = 1000

COLUMNS: tuple[str, ...] = ("scenario", "quantity", "mean", "replications", "left_at", "selected")

More = Callable[[NDArray[np.int64], int], Floats]
"""From which plans are still in and the number of a replication to that replication's value of each of them."""


@dataclass(frozen=True)
class Zone:
    """When a plan is good enough to be selected.

    Attributes
    ----------
    delta : float
        The least difference worth telling, in the measure's unit (of a share: 0.01 is one percentage point).
    less : bool
        The smallest mean is the best, rather than the largest.
    confidence : float
        The probability of correct selection.
    first : int
        Replications of the first stage.

    Raises
    ------
    ValueError
        A number out of range.
    """

    delta: float
    less: bool = False
    confidence: float = CONFIDENCE
    first: int = FIRST

    def __post_init__(self) -> None:
        """Refuse what is no zone."""
        check_confidence(self.confidence)
        if not (self.delta > 0.0 and math.isfinite(self.delta)):
            raise ValueError(f"delta, the least difference worth telling, must be above 0, not {self.delta:g}")
        if self.first < 2:
            raise ValueError(f"first must be 2 or more, not {self.first}")


@dataclass(frozen=True, eq=False)
class Screening:
    """How the procedure went.

    Attributes
    ----------
    selected : int
        Which plan; -1: the budget ended while several were still in.
    mean : float64, shape (plans,)
        Of the replications that each had.
    replications : int64, shape (plans,)
    left_at : int64, shape (plans,)
        After how many replications a plan was out; 0: it was in to the end.
    """

    selected: int
    mean: Floats
    replications: NDArray[np.int64]
    left_at: NDArray[np.int64]


def screen(first: Floats, more: More, zone: Zone, budget: int) -> Screening:
    """Select by KN.

    Parameters
    ----------
    first : float64, shape (plans, replications of the first stage)
    more : callable
        Gives further replications.
    zone : Zone
    budget : int
        Replications of a plan at most.
    """
    plans, stage = first.shape
    sign = -1.0 if zone.less else 1.0
    eta = 0.5 * ((2.0 * (1.0 - zone.confidence) / (plans - 1)) ** (-2.0 / (stage - 1)) - 1.0)
    # h² S²ᵢₗ / δ², for every pair: how many replications the pair may need, and how far apart means may lie.
    differences = first[:, None, :] - first[None, :, :]
    need = 2.0 * eta * (stage - 1) * differences.var(axis=-1, ddof=1) / zone.delta**2
    last = int(np.floor(need.max())) + 1
    total = sign * first.sum(axis=1)
    done = np.full(plans, stage, np.int64)
    left = np.zeros(plans, np.int64)
    inside = np.ones(plans, bool)
    r = stage
    while True:
        mean = total / done
        if r >= last:
            break
        allowed = np.maximum(0.0, zone.delta / (2.0 * r) * (need - r))
        behind = (mean[:, None] < mean[None, :] - allowed) & inside[None, :]
        out = inside & behind.any(axis=1)
        left[out] = r
        inside &= ~out
        if inside.sum() == 1 or r >= budget:
            break
        still = np.flatnonzero(inside)
        total[still] += sign * more(still, r)
        done[still] += 1
        r += 1
    decided = inside.sum() == 1 or r >= last
    best = int(np.argmax(np.where(inside, mean, -np.inf))) if decided else -1
    return Screening(best, sign * mean, done, left)


@dataclass(frozen=True, eq=False)
class Selection:
    """The best of several plans.

    Attributes
    ----------
    best : str or None
        None: the budget ended first, and those not marked ``left_at`` are still in question.
    wanted : tuple of Wanted
        The measure, its period written out, by plan.
    zone : Zone
    table : DataFrame
        A row per plan, columns `COLUMNS`: ``quantity`` · ``mean`` of its ``replications`` (in the measure's unit) ·
        ``left_at`` (replications after which it was out; 0: in to the end) · ``selected``.
    """

    best: str | None
    wanted: tuple[Wanted, ...]
    zone: Zone
    table: pd.DataFrame


def select_best(
    scenarios: Sequence[Scenario | str | os.PathLike[str]],
    measure: Wanted | str,
    zone: Zone,
    budget: int = DEFAULT_BUDGET,
    how: How = DEFAULT_HOW,
    kept: Kept = None,
) -> Selection:
    """Select the plan with the best mean of a measure, on common random numbers.

    Parameters
    ----------
    scenarios : sequence of Scenario, name or path
        Two or more.
    measure : Wanted or str
        As ``"wait_bed_mean_days@2025"``.
    zone : Zone
        Which difference is worth telling, in which direction, how surely.
    budget : int
        Replications of a plan at most.
    how : How
    kept : path, optional
        The folder in which replications are kept and found again; by default they are in memory alone.

    Raises
    ------
    ScenarioError
        Fewer than two plans, one given twice, or a measure that one of them does not have; a replication in which the
        measure has no value, or none that is finite.
    ValueError
        A budget smaller than the first stage, or a confidence that drawing lots would give.
    RunError
        A replication failed.
    """
    if budget < zone.first:
        raise ValueError(f"budget must be {zone.first} or more (the first stage), not {budget}")
    plans = opened(scenarios)
    if zone.confidence <= 1.0 / len(plans):
        raise ValueError(f"confidence must be above 1/{len(plans)}, which drawing lots gives, not {zone.confidence:g}")
    asked = Wanted.parse(measure) if isinstance(measure, str) else measure
    wanted = [settled(plan, [asked]) for plan in plans]
    samples = [Sample(plan, how.seed, kept) for plan in plans]

    with filling(how) as place:

        def values(which: NDArray[np.int64], begin: int, end: int) -> Floats:
            some, of = [samples[i] for i in which], [wanted[i] for i in which]
            for number in place.fill(some, begin, end, of):
                how.progress(number + 1, budget)
            table = np.array([s.of(str(w[0]), end)[begin:] for s, w in zip(some, of, strict=True)])
            _all_finite(table, some, of)
            return table

        how.progress(0, budget)
        first = values(np.arange(len(plans)), 0, zone.first)
        found = screen(first, lambda which, r: values(which, r, r + 1)[:, 0], zone, budget)
    done = int(found.replications.max())
    how.progress(done, done)
    names = [plan.name for plan in plans]
    table = pd.DataFrame({
        "scenario": names, "quantity": [str(of[0]) for of in wanted], "mean": found.mean,
        "replications": found.replications, "left_at": found.left_at,
        "selected": np.arange(len(plans)) == found.selected,
    })[list(COLUMNS)]  # fmt: skip
    best = None if found.selected < 0 else names[found.selected]
    return Selection(best, tuple(of[0] for of in wanted), zone, table)


def _all_finite(values: Floats, samples: Sequence[Sample], wanted: Sequence[Sequence[Wanted]]) -> None:
    for row, sample, of in zip(values, samples, wanted, strict=True):
        if not np.isfinite(row).all():
            what = "not observed" if np.isnan(row).any() else "without limit"
            raise ScenarioError(
                f"{of[0]} is {what} in a replication of {sample.scenario.name}: means cannot be compared by it"
            )


__all__ = ["Screening", "Selection", "Zone", "screen", "select_best"]
