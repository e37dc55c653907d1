"""Targets: the value of each in every replication, whether it is met, and with what probability.

A point measure is read at the end of the month of the target's date, every other measure for the calendar
year of the date (rule 10.1). Under the scope ``every_county`` the value is the worst county's, so that the
target is met when all counties meet it together; counties in which the measure has no value (no hospital,
say) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.measures.measure import Kind, Measure, Values
from model.measures.places import Array, Places
from model.measures.registry import MEASURES
from model.scenario.problems import ScenarioError, meant
from model.scenario.schema import Scenario
from model.scenario.targets import Target

Z_95 = 1.959963984540054
# A share that is arithmetically at its bound may miss it by rounding alone.
_ROUNDING = 1e-9

COLUMNS: tuple[str, ...] = (
    "target",
    "measure",
    "title_zh",
    "title_en",
    "scope",
    "date",
    "period",
    "bound_kind",
    "bound",
    "mean",
    "low",
    "high",
    "probability_met",
    "probability_low",
    "probability_high",
    "shortfall",
    "worst_county",
    "observed",
    "replications",
    "clause",
)


def check_targets(scenario: Scenario) -> None:
    """Refuse targets that no run of the scenario could judge.

    Raises
    ------
    ScenarioError
        Naming every such target and what is wrong with it.
    """
    horizon = scenario.horizon
    problems = []
    for number, target in enumerate(scenario.targets, 1):
        where = f"target {number} ({target.measure}, {target.date})"
        if target.measure not in MEASURES:
            problems.append(f"{where}: there is no such measure{meant(target.measure, MEASURES, 'measures')}")
        elif target.scope == "every_county" and not MEASURES[target.measure].by_county:
            problems.append(f"{where}: {target.measure} is known for the city alone, not for every county")
        if not horizon.start <= target.date < horizon.end:
            problems.append(
                f"{where}: the date lies outside the horizon, {horizon.start} to {horizon.end} (excluded)"
            )
    if problems:
        raise ScenarioError("\n".join(problems))


def names_of(targets: Sequence[Target]) -> list[str]:
    """Return a name for each target: measure and date, with scope or number where needed."""
    names: list[str] = []
    for target in targets:
        name = f"{target.measure}@{target.date}" + ("@every_county" if target.scope == "every_county" else "")
        names.append(
            name if name not in names else f"{name}#{sum(n.split('#')[0] == name for n in names) + 1}"
        )
    return names


def period_of(measure: Measure, day: date, places: Places) -> int:
    """Return the index among `Places.periods` of the period that a date judges."""
    if measure.kind is Kind.POINT:
        return places.months.index(day.strftime("%Y-%m"))
    return len(places.months) + places.years.index(str(day.year))


def period_label(period: int, places: Places) -> str:
    """Return the period's label; a year that the horizon cuts shows its months."""
    if period < len(places.months):
        return places.months[period]
    year = period - len(places.months)
    first, last = int(places.year_starts[year]), int(places.year_ends[year])
    days = places.month_starts[last + 1] - places.month_starts[first]
    if days >= 365.0:
        return places.years[year]
    return f"{places.years[year]} ({places.months[first][5:]}-{places.months[last][5:]})"


@dataclass(frozen=True, eq=False)
class Judgement:
    """One target in one replication.

    Attributes
    ----------
    value, shortfall : float
        nan: not observed.
    met : bool or None
        None: not observed.
    counties : float64, shape (regions,)
        The measure in every county (copies apart).
    """

    value: float
    met: bool | None
    shortfall: float
    counties: Array


def judge(target: Target, measure: Measure, values: Values, places: Places) -> Judgement:
    """Return what one replication says about a target."""
    period = period_of(measure, target.date, places)
    counties = values.regions[period]
    value = float(values.city[period])
    if target.scope == "every_county":
        worst = _worst(target, counties)
        value = math.nan if worst < 0 else float(counties[worst])
    if math.isnan(value):
        return Judgement(value, None, math.nan, counties)
    bound = bound_of(target)
    missing = bound - value if target.at_least is not None else value - bound
    met = missing <= _ROUNDING * max(1.0, abs(bound))
    return Judgement(value, met, 0.0 if met else missing, counties)


def bound_of(target: Target) -> float:
    """Return the number that a target sets, from below or from above."""
    return float(target.at_most if target.at_least is None else target.at_least)  # type: ignore[arg-type]


def _worst(target: Target, counties: Array) -> int:
    """Return the county furthest from the target, the first of those that tie; -1 if none has a value."""
    if np.isnan(counties).all():
        return -1
    return int(np.nanargmin(counties) if target.at_least is not None else np.nanargmax(counties))


def wilson(met: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson interval of a probability, (low, high); nan without replications."""
    if n == 0:
        return math.nan, math.nan
    share, square = met / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (0.0 if met == 0 else middle - half), (1.0 if met == n else middle + half)


def range_of(values: NDArray[np.float64], low: float = 0.05, high: float = 0.95) -> tuple[float, float]:
    """Return two quantiles over replications; whole observations where some are infinite."""
    if values.size == 0:
        return math.nan, math.nan
    method = "linear" if np.isfinite(values).all() else "inverted_cdf"
    ends = np.quantile(values, [low, high], method=method)  # type: ignore[call-overload]
    return float(ends[0]), float(ends[1])


def target_row(
    name: str, target: Target, judgements: Sequence[Judgement], places: Places
) -> dict[str, object]:
    """Return one target's row over all replications, with the columns of `COLUMNS`."""
    measure = MEASURES[target.measure]
    seen = [j for j in judgements if j.met is not None]
    values = np.array([j.value for j in seen])
    met = sum(1 for j in seen if j.met)
    low, high = range_of(values)
    probability_low, probability_high = wilson(met, len(seen))
    title = target.title or measure.title
    return {
        "target": name,
        "measure": target.measure,
        "title_zh": title.zh,
        "title_en": title.en,
        "scope": target.scope,
        "date": target.date.isoformat(),
        "period": period_label(period_of(measure, target.date, places), places),
        "bound_kind": "at_most" if target.at_least is None else "at_least",
        "bound": bound_of(target),
        "mean": float(values.mean()) if seen else math.nan,
        "low": low,
        "high": high,
        "probability_met": met / len(seen) if seen else math.nan,
        "probability_low": probability_low,
        "probability_high": probability_high,
        "shortfall": float(np.mean([j.shortfall for j in seen])) if seen else math.nan,
        "worst_county": _worst_county(target, measure, judgements, places),
        "observed": len(seen),
        "replications": len(judgements),
        "clause": target.clause,
    }


def _worst_county(target: Target, measure: Measure, judgements: Sequence[Judgement], places: Places) -> str:
    # A plain number of the city grows with the county: its smallest part is not its worst.
    if not judgements or len(places.regions) < 2 or (measure.is_count and target.scope == "city"):
        return ""
    table = np.array([j.counties for j in judgements])
    seen = ~np.isnan(table)
    total = np.where(seen, table, 0.0).sum(axis=0)
    mean = np.divide(total, seen.sum(axis=0), out=np.full(total.shape, np.nan), where=seen.any(axis=0))
    worst = _worst(target, mean)
    return "" if worst < 0 else places.regions[worst]


def targets_frame(
    scenario: Scenario, places: Places, judgements: Sequence[Sequence[Judgement]]
) -> pd.DataFrame:
    """Return a row per target; ``judgements`` by target, then replication."""
    names = names_of(scenario.targets)
    rows = [
        target_row(name, target, seen, places)
        for name, target, seen in zip(names, scenario.targets, judgements, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
