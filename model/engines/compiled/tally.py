"""Rows of the log and changes of levels, handed to the shared recorder's functions (rule 10)."""

from __future__ import annotations

import math

import numpy as np
from numba import carray

from model.care import log as L
from model.care import recorder as R
from model.care._compile import compiled
from model.engines.compiled.layout import log_row, person
from model.engines.compiled.memory import World, floats_at, ints_at
from model.engines.compiled.room import reserve_log


@compiled
def log(w: World, event: int, entity: int, region: int, place: int, detail: int, value: float) -> None:
    """Record one row of the log, now."""
    if w.month >= 0:
        R.tally_row(
            carray(ints_at(w.tally_counts), (w.months, w.regions, L.EVENTS, R.DETAILS)),
            carray(floats_at(w.tally_sums), (w.months, w.regions, L.EVENTS)),
            carray(floats_at(w.tally_stay_sums), (w.months, w.regions, R.DETAILS)),
            w.month, event, region, detail, value,
        )  # fmt: skip
    if w.keep_log:
        reserve_log(w, w.n_log_row + 1)
        row = log_row(w, w.n_log_row)
        w.n_log_row += 1
        row.time = w.now
        row.event = event
        row.entity = entity
        row.region = region
        row.place = place
        row.detail = detail
        row.value = value


@compiled
def log_of(w: World, event: int, i: int, place: int, detail: int, value: float) -> None:
    """Record one row of the log about somebody, where they live."""
    p = person(w, i)
    log(w, event, p.entity, np.int64(p.region), place, detail, value)


@compiled
def change(w: World, level: int, place: int, difference: float) -> None:
    """Change a level, now."""
    R.tally_level(
        carray(floats_at(w.tally_level), (R.LEVELS, w.places)),
        carray(floats_at(w.tally_since), (R.LEVELS, w.places)),
        carray(floats_at(w.tally_integral), (w.months, R.LEVELS, w.places)),
        carray(floats_at(w.tally_time_at), (len(R.DISTRIBUTED), w.places, w.widest)),
        carray(ints_at(w.tally_distributed), R.LEVELS),
        w.month, level, np.int64(place), difference, w.now,
    )  # fmt: skip


@compiled
def set_level(w: World, level: int, place: int, value: float) -> None:
    """Set a level to a number, now."""
    if math.isfinite(value):
        change(w, level, place, value - carray(floats_at(w.tally_level), (R.LEVELS, w.places))[level, place])


@compiled
def worked(w: World, level: int, place: int, work: float) -> None:
    """Add the work of a job that ended, in days of 24 working hours."""
    if w.month >= 0:
        carray(floats_at(w.tally_integral), (w.months, R.LEVELS, w.places))[w.month, level, place] += work


@compiled
def waited(w: World, kind: int, requested: float, region: int, wait: float, outcome: int) -> None:
    """Record a wait that ended; it counts in the year of its request."""
    year = 0
    for k in range(w.years):
        if requested >= floats_at(w.year_starts_at)[k]:
            year = k
    if requested < 0.0 and w.month < 0:
        return
    R.tally_wait(
        carray(ints_at(w.tally_waits), (R.WAITS, w.years, w.regions, 2, R.BINS)),
        carray(floats_at(w.tally_wait_sums), (R.WAITS, w.years, w.regions)),
        kind, year, np.int64(region), wait, outcome,
    )  # fmt: skip


@compiled
def follow(w: World, i: int, cohort: int) -> None:
    """Count a discharge's first readmission or relapse in the month of the discharge."""
    p = person(w, i)
    if p.discharge_month >= 0 and R.is_followed(p.discharged, w.now, R.WINDOWS[cohort], w.end):
        table = carray(ints_at(w.tally_cohort), (w.months, w.regions, R.COHORTS, 2))
        table[p.discharge_month, p.discharge_region, cohort, 0] += 1


@compiled
def discharged(w: World, region: int, cohort: int) -> None:
    """Count a discharge whose window lies wholly inside the horizon."""
    if w.month >= 0 and R.has_full_window(w.now, R.WINDOWS[cohort], w.end):
        table = carray(ints_at(w.tally_cohort), (w.months, w.regions, R.COHORTS, 2))
        table[w.month, region, cohort, 1] += 1
