"""The tables of a comparison: plans, pairs, and what a unit gained costs (see `compare`)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.experiments.comparing.precision import warnings_of_mean, warnings_of_probability
from model.experiments.comparing.samples import Sample
from model.experiments.observing.intervals import (
    Interval,
    chance_of_better,
    fieller,
    holm,
    mean_interval,
    paired,
    paired_p,
    pairing,
    wilson_interval,
)
from model.experiments.observing.observe import Floats, Wanted
from model.measures import MEASURES, Places
from model.scenario.schema import Scenario

COST = "cost"
"""The quantity that is the cost of the whole horizon, for the city."""
LESS_IS_BETTER: tuple[str, ...] = (
    "wait_", "waiting_", "pathway_", "cost", "relapse", "crisis_", "readmission_", "blocked_", "turned_away",
    "left_waiting_list", "withdrawn_", "lost_share", "visits_late_", "visits_failed_", "unstaffed_", "unstable_",
    "high_risk_", "deaths_", "treated_outside_",
)  # fmt: skip
"""How the names of measures begin of which less is better, where no target says."""
MORE_IS_BETTER: tuple[str, ...] = (
    "management_rate", "standardised_management_rate", "medication_rate", "regular_medication_rate",
    "true_regular_medication_rate", "face_to_face_rate", "examination_rate", "treatment_rate", "stable_share",
    "case_managed_", "assistance_delivered_", "rehabilitation_county_coverage", "township_rehabilitation_coverage",
    "rehabilitation_service_rate", "rehabilitation_participation_share", "referral_uptake_share",
    "employment_exit_share", "relevant_degree_share", "training_hours_",
)  # fmt: skip
"""The same of which more is better. Of the rest (occupancy, admissions, stays) neither is by itself."""

SCENARIO_COLUMNS: tuple[str, ...] = (
    "scenario", "quantity", "kind", "measure", "unit", "mean", "low", "high", "deviation", "bound",
    "probability_met", "probability_low", "probability_high", "shortfall", "observed", "not_observed", "infinite",
    "replications", "warnings",
)  # fmt: skip
PAIR_COLUMNS: tuple[str, ...] = (
    "scenario", "against", "quantity", "kind", "measure", "unit", "better", "difference", "low", "high",
    "p_value", "p_adjusted", "probability_better", "probability_better_low", "probability_better_high",
    "probability_equal", "correlation", "variance_ratio", "independent_replications", "observed", "warnings",
)  # fmt: skip
COST_COLUMNS: tuple[str, ...] = (
    "scenario", "against", "target", "measure", "unit", "per", "cost_difference", "gain", "cost_per_unit", "low",
    "high", "verdict", "observed",
)  # fmt: skip


# --- what is compared ------------------------------------------------------------------------------------


def better_of(measure: str) -> str:
    """Return which of a measure is better by its name: "less", "more", or "" where neither is by itself."""
    return "less" if measure.startswith(LESS_IS_BETTER) else "more" if measure.startswith(MORE_IS_BETTER) else ""


@dataclass(frozen=True, eq=False)
class Column:
    """A quantity of one plan over the replications; ``better``: "less", "more" or ""."""

    kind: str
    measure: str
    better: str
    values: Floats
    met: Floats | None = None
    shortfall: Floats | None = None
    bound: float = float("nan")


def costs_of(plan: Scenario) -> tuple[Wanted, ...]:
    """Return the measures whose sum is the cost of the whole horizon: the cost of every year, cut ones included."""
    return tuple(Wanted(COST, year) for year in Places.from_scenario(plan).years)


def matched(asked: Sequence[Wanted], wanted: Sequence[Sequence[Wanted]]) -> list[list[str]]:
    """Return what each wanted measure of each plan is matched by: its written-out name where all plans agree.

    A measure wanted without a period is the last one of each plan, which may differ between them.
    """
    unique = list(dict.fromkeys(asked))
    alike = all(list(of) == list(wanted[0]) for of in wanted)
    return [[str(w) for w in of] if alike or len(of) < len(unique) else [str(w) for w in unique] for of in wanted]


def columns_of(sample: Sample, wanted: Sequence[Wanted], names: Sequence[str], replications: int) -> dict[str, Column]:
    """Return every quantity of a plan by its name: targets, wanted measures, the cost."""
    columns: dict[str, Column] = {}
    for name, target in zip(sample.targets, sample.scenario.targets, strict=True):
        bound = target.at_most if target.at_least is None else target.at_least
        values, met, shortfall = (sample.of(f"{of}:{name}", replications) for of in ("value", "met", "shortfall"))
        better = "less" if target.at_least is None else "more"
        columns[name] = Column("target", target.measure, better, values, met, shortfall, float(bound or 0.0))
    for of, name in zip(wanted, names, strict=True):
        columns.setdefault(name, Column("measure", of.measure, better_of(of.measure), sample.of(str(of), replications)))
    years = [sample.of(str(of), replications) for of in costs_of(sample.scenario)]
    columns[COST] = Column("cost", COST, "less", np.sum(years, axis=0))
    return columns


# --- the tables ------------------------------------------------------------------------------------------


def scenarios_frame(
    names: Sequence[str], columns: Sequence[dict[str, Column]], replications: int, confidence: float
) -> pd.DataFrame:
    """Return a row per plan and quantity (see `model.experiments.comparing.compare.Comparison`)."""
    rows = [
        _scenario_row(name, quantity, column, replications, confidence)
        for name, of in zip(names, columns, strict=True)
        for quantity, column in of.items()
    ]
    return pd.DataFrame(rows, columns=list(SCENARIO_COLUMNS))


def _scenario_row(
    name: str, quantity: str, column: Column, replications: int, confidence: float
) -> dict[str, object]:
    of = mean_interval(column.values, confidence)
    codes = warnings_of_mean(column.values)
    row: dict[str, object] = {
        "scenario": name, "quantity": quantity, "kind": column.kind, "measure": column.measure,
        "unit": MEASURES[column.measure].unit, "mean": float(of.mean), "low": float(of.low), "high": float(of.high),
        "deviation": float(of.deviation), "bound": column.bound, "observed": int(of.observed),
        "not_observed": int(of.missing), "infinite": int(of.infinite), "replications": replications,
    }  # fmt: skip
    if column.met is not None and column.shortfall is not None:
        seen = column.met[~np.isnan(column.met)]
        low, high = wilson_interval(int(seen.sum()), seen.size, confidence)
        row.update(
            probability_met=float(seen.mean()) if seen.size else float("nan"),
            probability_low=float(low),
            probability_high=float(high),
            shortfall=float(np.nanmean(column.shortfall)) if seen.size else float("nan"),
        )
        codes += [code for code in warnings_of_probability(column.met) if code not in codes]
    return {**row, "warnings": " ".join(codes)}


def pairs_frame(
    names: Sequence[str], columns: Sequence[dict[str, Column]], replications: int, confidence: float, costs: bool
) -> pd.DataFrame:
    """Return a row per pair and quantity; ``costs``: the plans' costs can be compared."""
    shared = [
        (a, b, quantity)
        for a, b in itertools.combinations(range(len(names)), 2)
        for quantity in columns[a]
        if quantity in columns[b] and (costs or columns[a][quantity].measure != COST)
    ]
    rows = [
        {"scenario": names[b], "against": names[a]}
        | _pair_row(quantity, columns[b][quantity], columns[a][quantity], confidence, len(shared))
        for a, b, quantity in shared
    ]
    frame = pd.DataFrame(rows, columns=list(PAIR_COLUMNS))
    frame["p_adjusted"] = holm(frame["p_value"].to_numpy(float))
    return frame


def _pair_row(quantity: str, of: Column, against: Column, confidence: float, family: int) -> dict[str, object]:
    differences = paired(of.values, against.values)
    interval = mean_interval(differences, confidence, family)
    chance = chance_of_better(of.values, against.values, of.better == "less", confidence)
    told = 1.0 if of.better else np.nan
    saved = pairing(of.values, against.values)
    return {
        "quantity": quantity, "kind": of.kind, "measure": of.measure, "unit": MEASURES[of.measure].unit,
        "better": of.better, "difference": float(interval.mean), "low": float(interval.low),
        "high": float(interval.high), "p_value": float(paired_p(interval)), "probability_better": told * chance.better,
        "probability_better_low": told * chance.low, "probability_better_high": told * chance.high,
        "probability_equal": chance.equal, "correlation": saved.correlation, "variance_ratio": saved.variance_ratio,
        "independent_replications": int(interval.observed) * saved.variance_ratio,
        "observed": int(interval.observed), "warnings": " ".join(warnings_of_mean(differences)),
    }  # fmt: skip


def cost_per_unit_frame(
    names: Sequence[str], columns: Sequence[dict[str, Column]], confidence: float
) -> pd.DataFrame:
    """Return a row per pair and target that both plans state."""
    shared = [
        (a, b, quantity)
        for a, b in itertools.combinations(range(len(names)), 2)
        for quantity, column in columns[a].items()
        if column.kind == "target" and quantity in columns[b] and column.measure != COST
    ]
    rows = [
        {"scenario": names[b], "against": names[a], "target": quantity}
        | _unit_row(columns[b], columns[a], quantity, confidence, len(shared))
        for a, b, quantity in shared
    ]
    return pd.DataFrame(rows, columns=list(COST_COLUMNS))


def _unit_row(
    of: dict[str, Column], against: dict[str, Column], quantity: str, confidence: float, family: int
) -> dict[str, object]:
    column = of[quantity]
    unit = MEASURES[column.measure].unit
    per = 0.01 if unit == "share" else 1.0
    gain = paired(column.values, against[quantity].values) / (-per if column.better == "less" else per)
    spent = paired(of[COST].values, against[COST].values)
    ratio, gained = fieller(spent, gain, confidence, family), mean_interval(gain, confidence, family)
    verdict = verdict_of(ratio, gained)
    shown = verdict in ("ratio", "saves")
    return {
        "measure": column.measure, "unit": unit, "per": per, "cost_difference": float(mean_interval(spent).mean),
        "gain": float(gained.mean), "cost_per_unit": float(ratio.mean) if shown else float("nan"),
        "low": float(ratio.low) if shown else float("nan"), "high": float(ratio.high) if shown else float("nan"),
        "verdict": verdict, "observed": int(ratio.observed),
    }  # fmt: skip


def verdict_of(ratio: Interval, gain: Interval) -> str:
    """Return what can be said of a cost per unit gained (see `Comparison.cost_per_unit`)."""
    if np.isnan(ratio.low) or not float(gain.low) * float(gain.high) > 0.0:
        return "no_gain"
    if float(gain.mean) < 0.0:
        return "loss"
    return "saves" if float(ratio.mean) < 0.0 else "ratio"
