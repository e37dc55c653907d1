"""A small plan and empty tallies for it, to be filled by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from model.care import log
from model.care.pathways import PATHWAYS
from model.care.recorder import (
    BINS,
    COHORTS,
    DISTRIBUTED,
    LEVELS,
    STAFF_COLUMNS,
    STAY_DETAILS,
    WAITS,
    Output,
)
from model.measures import view as view_module
from model.measures.places import Places
from model.scenario.schema import Scenario


def plan(**changes: Any) -> Scenario:
    """Two counties and a city hospital, 2024-11-01 to 2026-01-01 (14 months, 2 years)."""
    table: dict[str, Any] = {
        "title": {"zh": "小城", "en": "Small town"},
        "horizon": {"start": "2024-11-01", "end": "2026-01-01"},
        "regions": [
            {"name": "east", "residents": 100_000, "townships": 10},
            {"name": "west", "residents": 300_000, "townships": 0},
        ],
        "hospitals": [
            {"name": "city hospital", "open_beds": 50},
            {"name": "east hospital", "region": "east", "open_beds": 20},
        ],
        "institutions": [
            {"name": "day east", "region": "east", "kind": "day", "places": 30, "townships_covered": 4},
            {"name": "home west", "region": "west", "kind": "home_support", "staff": 2},
        ],
    }
    return Scenario.model_validate({**table, **changes})


def empty(scenario: Scenario, replication: int = 0) -> Output:
    """Tallies of a run in which nothing happened."""
    places = Places.from_scenario(scenario)
    m, r, h, i = len(places.months), len(places.regions), len(places.hospitals), len(places.institutions)
    widest = max(r, h, i)
    arrays: dict[str, Any] = {
        "replication": replication,
        "counts": np.zeros((m, r, log.COLUMNS), np.int64),
        "sums": np.zeros((m, r, log.EVENTS)),
        "integral": np.zeros((m, LEVELS, widest)),
        "time_at": np.zeros((len(DISTRIBUTED), widest, 50)),
        "waits": np.zeros((WAITS, len(places.years), r, 2, BINS), np.int64),
        "wait_sums": np.zeros((WAITS, len(places.years), r)),
        "pathway_days": np.zeros((PATHWAYS, len(places.years), r)),
        "pathway_people": np.zeros((PATHWAYS, len(places.years), r), np.int64),
        "stay_sums": np.zeros((m, r, STAY_DETAILS)),
        "places_open": np.zeros((m, i)),
        "cohort": np.zeros((m, r, COHORTS, 2), np.int64),
        "snapshot": np.zeros((m, r, len(view_module.SNAPSHOTS))),
        "staff": np.zeros((m, h, len(STAFF_COLUMNS))),
    }
    return Output(**arrays)


@dataclasses.dataclass
class Hand:
    """Fills tallies by name; months count from 0 = 2024-11."""

    scenario: Scenario
    output: Output

    def snap(self, month: int, region: int, **numbers: float) -> None:
        for name, number in numbers.items():
            self.output.snapshot[month, region, view_module.SNAPSHOTS.index(name)] = number

    def staff(self, month: int | slice, hospital: int, **numbers: float) -> None:
        for name, number in numbers.items():
            self.output.staff[month, hospital, STAFF_COLUMNS.index(name)] = number

    def rows(self, month: int, region: int, event: int, n: int, detail: int = 0, value: float = 0.0) -> None:
        self.output.counts[month, region, log.columns_of(event)][detail] += n
        self.output.sums[month, region, event] += value

    def days(self, month: int, level: int, place: int, integral: float) -> None:
        self.output.integral[month, level, place] = integral
