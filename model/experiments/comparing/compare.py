"""Plans beside each other, every pair on common random numbers.

All plans run with one seed: replication 7 of one has the same people with the same luck as replication 7 of another.
Differences are taken replication by replication, so what the luck did to both cancels. How much that saved is
measured, not assumed (``variance_ratio``).

All intervals of the table of pairs, the cost included, hold *together* with the confidence asked for; those of the
table of costs per unit likewise (`observing.intervals` says how). What is said of single plans holds one by one.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from model.experiments.comparing.compare_tables import (
    Column,
    columns_of,
    cost_per_unit_frame,
    costs_of,
    matched,
    pairs_frame,
    scenarios_frame,
)
from model.experiments.comparing.samples import Kept, Sample, filling, settled
from model.experiments.observing.intervals import CONFIDENCE, check_confidence
from model.experiments.observing.observe import Wanted
from model.experiments.running.how import DEFAULT_HOW, How
from model.scenario.loading import digest, load
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

DEFAULT_REPLICATIONS = 20

@dataclass(frozen=True)
class Note:
    """Something that has to be said of a comparison.

    Attributes
    ----------
    kind : str
        ``lacks``: a plan does not state a target that another does, which is compared among the others;
        ``one_plan``: a target of a single plan, which is compared with nothing; ``bounds``: a target's bound differs
        between plans; ``horizon``: a plan covers other days than the first, so that costs are not compared.
    scenario, about : str
        Which plan, and which target or days.
    """

    kind: str
    scenario: str
    about: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans beside each other.

    Attributes
    ----------
    names : tuple of str
    samples : tuple of Sample
        The replications of each.
    replications : int
    confidence : float
    scenarios : DataFrame
        A row per plan and quantity (a target, a wanted measure, or ``cost``: RMB over the horizon); columns
        `compare_tables.SCENARIO_COLUMNS`: ``kind`` (target, measure, cost) · ``measure``, ``unit`` ·
        ``mean`` with its own interval ``low``, ``high`` (Student's t) and ``deviation`` of a replication · of targets
        ``bound``, ``probability_met`` with Wilson's interval, mean ``shortfall`` · numbers of replications ·
        ``warnings`` (codes, see `precision`).
    pairs : DataFrame
        A row per pair and quantity, columns `compare_tables.PAIR_COLUMNS`; ``scenario`` stands later
        in the list than ``against``: ``better`` ("more" or "less", by the target or the measure's name; "" where
        neither is by itself, such as occupancy: there is then no ``probability_better``) · ``difference`` (scenario
        minus against, in the measure's unit), with simultaneous paired intervals ``low``, ``high`` (Bonferroni's t) ·
        ``p_value`` of the paired t test, ``p_adjusted`` by Holm · ``probability_better``: share of replications in
        which the scenario is strictly better with the same luck, with Jeffreys' interval, and ``probability_equal`` ·
        ``correlation``, ``variance_ratio`` (var A + var B over var(A - B)), and ``independent_replications``: how many
        of each plan independent runs would have needed for the same half-width · ``observed`` (pairs) · ``warnings``.
    cost_per_unit : DataFrame
        A row per pair and target that both state, columns `compare_tables.COST_COLUMNS`: ``gain`` (in
        the direction of the target, in units of ``per``: a share counts in percentage points, 0.01) ·
        ``cost_difference`` (RMB) · ``cost_per_unit`` (RMB per unit gained), with simultaneous Fieller intervals ·
        ``verdict``: ``ratio``; ``no_gain`` (the gain cannot be told from 0: there is no ratio); ``loss`` (a loss, of
        which a ratio says nothing); ``saves`` (a gain at less cost: the ratio is negative, and no price). Empty when
        the plans cover different days.
    notes : tuple of Note
    """

    names: tuple[str, ...]
    samples: tuple[Sample, ...]
    replications: int
    confidence: float
    scenarios: pd.DataFrame
    pairs: pd.DataFrame
    cost_per_unit: pd.DataFrame
    notes: tuple[Note, ...]


def compare(
    scenarios: Sequence[Scenario | str | os.PathLike[str]],
    measures: Sequence[Wanted | str] = (),
    replications: int = DEFAULT_REPLICATIONS,
    confidence: float = CONFIDENCE,
    how: How = DEFAULT_HOW,
    kept: Kept = None,
) -> Comparison:
    """Run plans on common random numbers and compare every pair.

    Parameters
    ----------
    scenarios : sequence of Scenario, name or path
        Two or more.
    measures : sequence of Wanted or str
        What is compared beside the targets, as ``"wait_bed_mean_days@2025"``.
    replications : int
        2 or more, of each plan.
    confidence : float
        Of all intervals of differences together.
    how : How
    kept : path, optional
        The folder in which replications are kept and found again; by default they are in memory alone.

    Raises
    ------
    ScenarioError
        Fewer than two plans, one given twice, a measure that one of them does not have.
    ValueError
        A number out of range.
    RunError
        A replication failed.
    """
    check_confidence(confidence)
    if replications < 2:
        raise ValueError(f"replications must be 2 or more: a difference needs a spread, not {replications}")
    plans = opened(scenarios)
    asked = [Wanted.parse(of) if isinstance(of, str) else of for of in measures]
    wanted = [settled(plan, asked) for plan in plans]
    samples = tuple(Sample(plan, how.seed, kept) for plan in plans)
    read = [tuple(dict.fromkeys((*of, *costs_of(plan)))) for of, plan in zip(wanted, plans, strict=True)]
    total = replications * len(plans)
    how.progress(0, total)
    with filling(how) as place:
        for done, _ in enumerate(place.fill(samples, 0, replications, read), 1):
            how.progress(done, total)
    how.progress(total, total)
    return compared(tuple(plan.name for plan in plans), samples, asked, replications, confidence)


def compared(
    names: Sequence[str],
    samples: Sequence[Sample],
    asked: Sequence[Wanted],
    replications: int,
    confidence: float = CONFIDENCE,
) -> Comparison:
    """Compare plans whose replications were run before.

    Parameters
    ----------
    names : sequence of str
        What each plan is called, all different.
    samples : sequence of Sample
        Of one seed, with ``asked`` and the costs of the plan
        (`model.experiments.comparing.compare_tables.costs_of`) read of every replication.
    asked : sequence of Wanted
    replications : int
        2 or more; the first ones of every sample are used.
    confidence : float
    """
    plans = [sample.scenario for sample in samples]
    wanted = [settled(plan, asked) for plan in plans]
    columns = [columns_of(*of, replications) for of in zip(samples, wanted, matched(asked, wanted), strict=True)]
    same_days = all(plan.horizon == plans[0].horizon for plan in plans)
    names = tuple(names)
    return Comparison(
        names=names,
        samples=tuple(samples),
        replications=replications,
        confidence=confidence,
        scenarios=scenarios_frame(names, columns, replications, confidence),
        pairs=pairs_frame(names, columns, replications, confidence, same_days),
        cost_per_unit=cost_per_unit_frame(names, columns if same_days else [{}] * len(names), confidence),
        notes=tuple(_notes(names, plans, columns)),
    )


def opened(scenarios: Sequence[Scenario | str | os.PathLike[str]]) -> list[Scenario]:
    """Return the plans, loaded.

    Raises
    ------
    ScenarioError
        Fewer than two, one given twice, or two of one name.
    """
    plans = [plan if isinstance(plan, Scenario) else load(plan) for plan in scenarios]
    if len(plans) < 2:
        raise ScenarioError(f"a comparison needs two plans or more, not {len(plans)}")
    for first, second in itertools.combinations(plans, 2):
        if first.name == second.name:
            same = digest(first) == digest(second)
            reason = "is given twice" if same else "is the name of two different plans; give one of them another name"
            raise ScenarioError(f"{first.name} {reason}")
    return plans


def _notes(
    names: Sequence[str], plans: Sequence[Scenario], columns: Sequence[dict[str, Column]]
) -> list[Note]:
    notes = []
    every = dict.fromkeys(name for of in columns for name, column in of.items() if column.kind == "target")
    for quantity in every:
        having = [name for name, of in zip(names, columns, strict=True) if quantity in of]
        if len(having) == 1:
            notes.append(Note("one_plan", having[0], quantity))
            continue
        notes += [Note("lacks", name, quantity) for name in names if name not in having]
        if len({of[quantity].bound for of in columns if quantity in of}) > 1:
            notes.append(Note("bounds", ", ".join(having), quantity))
    first = plans[0].horizon
    notes += [
        Note("horizon", name, f"{plan.horizon.start} – {plan.horizon.end}")
        for name, plan in zip(names, plans, strict=True)
        if plan.horizon != first
    ]
    return notes


__all__ = ["Comparison", "Note", "compare", "compared", "opened"]
