"""From the tallies of all replications to three tables: targets, indicators, staffing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.care.recorder import Output
from model.measures.measure import Values
from model.measures.places import Array, Places
from model.measures.registry import MEASURES
from model.measures.staffing import labels, staffing_frame
from model.measures.targets import Judgement, check_targets, judge, names_of, targets_frame
from model.measures.view import View
from model.scenario.schema import Scenario

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Summary:
    """What a run found.

    Attributes
    ----------
    targets : DataFrame
        A row per target; columns in `model.measures.targets.COLUMNS`.
    indicators : DataFrame
        Columns replication, region ("" for everything together, else the county's name, its copies together),
        period ("2024-03" or "2024"), measure, value, spread_low and spread_high (least and greatest of the
        county's copies; nan without copies). nan in ``value``: not observed. Waits have years only; measures
        known for the city alone have no rows for counties.
    staffing : DataFrame
        A row per replication, month and hospital; columns in `model.measures.staffing.COLUMNS`.
    outcomes : DataFrame
        A row per replication and target: target, replication, value, met (0, 1 or nan), shortfall.
    """

    targets: pd.DataFrame
    indicators: pd.DataFrame
    staffing: pd.DataFrame
    outcomes: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Reading:
    """What is kept of one replication: small enough to travel between processes.

    Attributes
    ----------
    replication : int
    cells : float64, shape (3, rows)
        value, spread_low and spread_high of every row of `Summary.indicators`.
    judgements : list of Judgement
        Of every target, in the plan's order.
    staff : float64
        `model.care.recorder.Output.staff`.
    """

    replication: int
    cells: Array
    judgements: list[Judgement]
    staff: Array


def evaluate(scenario: Scenario, output: Output, places: Places | None = None) -> dict[str, Values]:
    """Return every measure of one replication, by key."""
    view = View(scenario, places or Places.from_scenario(scenario), output)
    return {key: measure.values(view) for key, measure in MEASURES.items()}


def judge_targets(scenario: Scenario, output: Output, places: Places | None = None) -> list[Judgement]:
    """Return what one replication says about the targets alone (quicker than `summarise`)."""
    places = places or Places.from_scenario(scenario)
    view = View(scenario, places, output)
    return [
        judge(target, MEASURES[target.measure], MEASURES[target.measure].values(view), places)
        for target in scenario.targets
    ]


def _layout(places: Places) -> Mask:
    """Return which cells (regions with "" first, periods, measures) have a row."""
    months = len(places.months)
    exists = np.ones((1 + len(places.counties), len(places.periods), len(MEASURES)), bool)
    for k, measure in enumerate(MEASURES.values()):
        if not measure.monthly:
            exists[:, :months, k] = False
        if not measure.by_county:
            exists[1:, :, k] = False
    return exists


def row_numbers(places: Places) -> NDArray[np.int64]:
    """Return where a measure stands in `Reading.cells`, -1 where it has no row.

    Returns
    -------
    int64, shape (1 + counties, periods, measures)
        Everything together first, then by county; periods as in `Places.periods`, measures as in `MEASURES`.
    """
    exists = _layout(places)
    numbers = np.full(exists.shape, -1, np.int64)
    numbers[exists] = np.arange(exists.sum())
    return numbers


def _cells(values: dict[str, Values], places: Places, exists: Mask) -> Array:
    """Return value, spread_low and spread_high of the cells that exist, shape (3, rows)."""
    starts, single = places.county_starts, places.copies == 1
    table = np.full((3, *exists.shape), np.nan)
    for k, of in enumerate(values.values()):
        table[0, 0, :, k] = of.city
        table[0, 1:, :, k] = of.counties.T
        low, high = np.fmin.reduceat(of.regions, starts, axis=1), np.fmax.reduceat(of.regions, starts, axis=1)
        low[:, single] = high[:, single] = np.nan
        table[1, 1:, :, k], table[2, 1:, :, k] = low.T, high.T
    return table[:, exists]


def _indicators(places: Places, kept: list[Reading], exists: Mask) -> pd.DataFrame:
    region, period, measure = np.nonzero(exists)
    n = len(kept)
    cells = np.concatenate([one.cells for one in kept], axis=1) if kept else np.zeros((3, 0))

    return pd.DataFrame(
        {
            "replication": np.repeat(np.array([one.replication for one in kept], np.int64), region.size),
            "region": labels(np.tile(region, n), ["", *places.counties]),
            "period": labels(np.tile(period, n), places.periods),
            "measure": labels(np.tile(measure, n), list(MEASURES)),
            "value": cells[0],
            "spread_low": cells[1],
            "spread_high": cells[2],
        }
    )


def _outcomes(scenario: Scenario, kept: list[Reading]) -> pd.DataFrame:
    rows = [
        (name, one.replication, j.value, np.nan if j.met is None else float(j.met), j.shortfall)
        for one in kept
        for name, j in zip(names_of(scenario.targets), one.judgements, strict=True)
    ]
    return pd.DataFrame(rows, columns=["target", "replication", "value", "met", "shortfall"])


def read(scenario: Scenario, output: Output, places: Places | None = None) -> Reading:
    """Return what a summary keeps of one replication.

    Raises
    ------
    ValueError
        If the output belongs to another scenario.
    """
    places = places or Places.from_scenario(scenario)
    values = evaluate(scenario, output, places)
    judgements = [judge(t, MEASURES[t.measure], values[t.measure], places) for t in scenario.targets]
    return Reading(output.replication, _cells(values, places, _layout(places)), judgements, output.staff)


def together(scenario: Scenario, readings: Iterable[Reading]) -> Summary:
    """Return the tables of a run from what was read of its replications.

    Parameters
    ----------
    scenario : Scenario
        The one that was run.
    readings : iterable of Reading
        Rows are in the order of the replications, whatever the order given.

    Raises
    ------
    ValueError
        If two have the same replication number.
    """
    places = Places.from_scenario(scenario)
    kept = sorted(readings, key=lambda reading: reading.replication)
    if len({reading.replication for reading in kept}) < len(kept):
        raise ValueError("two outputs have the same replication number")
    judged = [[reading.judgements[t] for reading in kept] for t in range(len(scenario.targets))]
    return Summary(
        targets=targets_frame(scenario, places, judged),
        indicators=_indicators(places, kept, _layout(places)),
        staffing=staffing_frame(places, [(reading.replication, reading.staff) for reading in kept]),
        outcomes=_outcomes(scenario, kept),
    )


def summarise(scenario: Scenario, outputs: Iterable[Output]) -> Summary:
    """Return the tables of a run.

    Parameters
    ----------
    scenario : Scenario
        The one that was run.
    outputs : iterable of Output
        Read once, one at a time; rows are in the order of the replications, whatever the order given.

    Raises
    ------
    ScenarioError
        If a target's measure is unknown or its date lies outside the horizon.
    ValueError
        If an output belongs to another scenario, or two have the same replication number.
    """
    check_targets(scenario)
    places = Places.from_scenario(scenario)
    return together(scenario, (read(scenario, output, places) for output in outputs))
