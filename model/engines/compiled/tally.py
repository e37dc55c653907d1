"""Rows of the log and changes of levels, handed to the shared recorder's functions (rule 10)."""

from __future__ import annotations

import math

from model.care import pathways
from model.care import recorder as R
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import log_row, person
from model.engines.compiled.memory import World, floats_at, ints_at
from model.engines.compiled.room import reserve_log

PLACE_BITS = 32
"""Of the number of a site: the lower ones say which place, the others which region."""


@handler
def site(region: int, place: int) -> int:
    """Return a region and a place of it in one number; without a place it is -1."""
    return (region << PLACE_BITS) | (place + 1)


@handler
def _region_of(at: int) -> int:
    return at >> PLACE_BITS


@handler
def _place_of(at: int) -> int:
    return (at & ((1 << PLACE_BITS) - 1)) - 1


@handler
def _keep_row(w: World, event: int, entity: int, at: int, detail: int, value: float) -> None:
    reserve_log(w, w.n_log_row + 1)
    row = log_row(w, w.n_log_row)
    w.n_log_row += 1
    row.time = w.now
    row.event = event
    row.entity = entity
    row.region = _region_of(at)
    row.place = _place_of(at)
    row.detail = detail
    row.value = value


@handler
def log(w: World, event: int, entity: int, at: int, detail: int, value: float) -> None:
    """Record one row of the log, now, at a `site`."""
    if w.month >= 0:
        R.tally_row(
            ints_at(w.tally_counts),
            floats_at(w.tally_sums),
            floats_at(w.tally_stay_sums),
            w.month * w.regions + _region_of(at),
            event,
            detail,
            value,
        )
    if w.keep_log:
        _keep_row(w, event, entity, at, detail, value)


@handler
def log_of(w: World, event: int, i: int, place: int, detail: int, value: float) -> None:
    """Record one row of the log about somebody, where they live."""
    p = person(w, i)
    log(w, event, p.entity, site(p.region, place), detail, value)


@handler
def change(w: World, level: int, place: int, difference: float) -> None:
    """Change a level, now."""
    values, since, k = floats_at(w.tally_level), floats_at(w.tally_since), level * w.places + place
    if w.month >= 0:
        at = R.level_cell(values[k], ints_at(w.tally_distributed)[level], place, w.places, w.widest)
        cell = w.month * R.LEVELS * w.places + k
        R.tally_time(
            floats_at(w.tally_integral), floats_at(w.tally_time_at), cell, at, values[k], w.now - since[k]
        )
    since[k] = w.now
    values[k] += difference


@handler
def set_level(w: World, level: int, place: int, value: float) -> None:
    """Set a level to a number, now."""
    change(w, level, place, R.counted_level(value) - floats_at(w.tally_level)[level * w.places + place])


@handler
def close_levels(w: World) -> None:
    """Add the time since each level's last change to the month that ends."""
    for level in range(R.LEVELS):
        for place in range(w.places):
            change(w, level, place, 0.0)


@handler
def worked(w: World, level: int, place: int, work: float) -> None:
    """Add the work of a job that ended, in days of 24 working hours."""
    if w.month >= 0:
        floats_at(w.tally_integral)[(w.month * R.LEVELS + level) * w.places + place] += work


@handler
def _year_of(w: World, time: float) -> int:
    """Return the calendar year of the plan in which a time up to now lies; before the start, the first."""
    year = w.year
    while year > 0 and time < floats_at(w.year_starts_at)[year]:
        year -= 1
    return year


@handler
def end_pathway(w: World, i: int, way: int) -> None:
    """Count a pathway that ends now; nothing to do for somebody who is on none (rule 10.3)."""
    p = person(w, i)
    began = p.way_since[way]
    if math.isnan(began):
        return
    p.way_since[way] = math.nan
    if R.is_counted(began):
        p.way_counted[way] = pathways.count_pathway(
            floats_at(w.tally_pathway_days),
            ints_at(w.tally_pathway_people),
            way * w.years * w.regions,
            w.regions,
            _year_of(w, began),
            p.region,
            w.now - began,
            p.way_counted[way],
        )


@handler
def begin_pathway(w: World, i: int, way: int, since: float) -> None:
    """Let a registered person set out on a pathway; one that was under way ends (rule 10.3)."""
    end_pathway(w, i, way)
    person(w, i).way_since[way] = since


@handler
def waited(w: World, kind: int, requested: float, region: int, wait: float, outcome: int) -> None:
    """Record a wait that ended; it counts in the year of its request."""
    if not R.is_counted(requested):
        return
    cell = R.wait_cell(kind, _year_of(w, requested), region, w.years, w.regions)
    R.tally_wait(ints_at(w.tally_waits), floats_at(w.tally_wait_sums), cell, wait, outcome)


@handler
def _count_cohort(w: World, month: int, region: int, cohort: int, which: int) -> None:
    ints_at(w.tally_cohort)[((month * w.regions + region) * R.COHORTS + cohort) * 2 + which] += 1


@handler
def follow(w: World, i: int, cohort: int) -> None:
    """Count a discharge's first readmission or relapse in the month of the discharge."""
    p = person(w, i)
    if p.discharge_month >= 0 and R.is_followed(p.discharged, w.now, R.WINDOWS[cohort], w.end):
        _count_cohort(w, p.discharge_month, p.discharge_region, cohort, 0)


@handler
def discharged(w: World, region: int, cohort: int) -> None:
    """Count a discharge whose window lies wholly inside the horizon."""
    if w.month >= 0 and R.has_full_window(w.now, R.WINDOWS[cohort], w.end):
        _count_cohort(w, w.month, region, cohort, 1)


@handler
def cut_place_wait(w: World, i: int, accepted: float) -> None:
    """Count a wait that ends in processing, before there is a request; it counts from the acceptance (rule 1.9)."""
    waited(w, R.WAIT_PLACE, accepted, person(w, i).region, w.now - accepted, R.CENSORED)
