"""The end of every month: what is counted among the registered and noted of the hospitals (rule 10.1)."""

from __future__ import annotations

import math

from numba import carray  # type: ignore[attr-defined]

from model.care import beds as bed_rules
from model.care import events, pathways
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as R
from model.care import referral as referral_rules
from model.engines.compiled import queues
from model.engines.compiled.detection import undetected_alive
from model.engines.compiled.handler import apart, handler
from model.engines.compiled.layout import (
    CASE_ACTIVE,
    EXAMINED,
    FACE_TO_FACE,
    MANAGED,
    OUT_OF_STANDARD,
    TREATED,
    WITHDREW,
    bed_request,
    hospital,
    institution,
    job,
    node,
    person,
    place_request,
    pool,
    region,
)
from model.engines.compiled.memory import World, floats_at, ints_at
from model.engines.compiled.places import count_wait
from model.engines.compiled.tally import close_levels, cut_place_wait, end_pathway, log, site, waited

_COLUMN = {name: i for i, name in enumerate(R.SNAPSHOTS)}
COLUMNS = len(R.SNAPSHOTS)
REGISTERED, STABLE, GRADE_3_UP = _COLUMN["registered"], _COLUMN["stable"], _COLUMN["grade_3_up"]
TRUE_REGULAR, REPORTED_REGULAR = _COLUMN["true_regular"], _COLUMN["reported_regular"]
MEDICATED, IS_MANAGED, STANDARDISED = _COLUMN["medicated"], _COLUMN["managed"], _COLUMN["standardised"]
MET_FACE_TO_FACE, IS_EXAMINED, IS_TREATED = _COLUMN["face_to_face"], _COLUMN["examined"], _COLUMN["treated"]
CASE_MANAGED, CASE_NEEDED = _COLUMN["case_managed"], _COLUMN["case_needed"]
CASE_NEEDED_MANAGED, IS_INPATIENT, IS_LOST = _COLUMN["case_needed_managed"], _COLUMN["inpatient"], _COLUMN["lost"]
IN_DAY, UNDETECTED, WORKERS = _COLUMN["in_day"], _COLUMN["undetected"], _COLUMN["workers"]
REHABILITATION_REGISTERED = _COLUMN["rehabilitation_registered"]
REHABILITATION_STANDARD = _COLUMN["rehabilitation_standard"]
NOTES = len(R.STAFF_COLUMNS)


@handler
def _count_rehabilitation(w: World, i: int, row: int) -> None:
    p, table = person(w, i), floats_at(w.tally_snapshot)
    if p.place >= 0:
        at = institution(w, p.place)
        table[row + REHABILITATION_REGISTERED] += 1.0
        if p.in_place:
            table[row + IN_DAY + at.kind] += 1.0
            table[row + REHABILITATION_STANDARD] += at.standard
    elif p.place_request >= 0 or not math.isnan(p.processing) or p.flags & WITHDREW:
        table[row + REHABILITATION_REGISTERED] += 1.0


@handler
def _count_care(w: World, i: int, row: int) -> None:
    p, table = person(w, i), floats_at(w.tally_snapshot)
    inpatient = p.hospital >= 0
    medicated = home_rules.is_medicated(p.reported, p.intermittent, inpatient)
    table[row + TRUE_REGULAR] += 1.0 if p.regular or inpatient else 0.0
    table[row + REPORTED_REGULAR] += 1.0 if p.reported or inpatient else 0.0
    table[row + MEDICATED] += 1.0 if medicated else 0.0
    table[row + IS_INPATIENT] += 1.0 if inpatient else 0.0
    table[row + IS_LOST] += 1.0 if p.lost else 0.0
    if p.flags & MANAGED:
        table[row + IS_MANAGED] += 1.0
        table[row + STANDARDISED] += 0.0 if p.flags & OUT_OF_STANDARD else 1.0
    table[row + MET_FACE_TO_FACE] += 1.0 if p.flags & FACE_TO_FACE else 0.0
    table[row + IS_EXAMINED] += 1.0 if p.flags & EXAMINED else 0.0
    table[row + IS_TREATED] += 1.0 if home_rules.is_treated(p.flags & TREATED != 0, medicated) else 0.0


@handler
def _count(w: World, i: int, row: int) -> None:
    p, table = person(w, i), floats_at(w.tally_snapshot)
    managed = 1.0 if p.case == CASE_ACTIVE else 0.0
    table[row + REGISTERED] += 1.0
    table[row + STABLE + p.stability] += 1.0
    table[row + GRADE_3_UP] += 1.0 if home_rules.is_high_risk(p.grade) else 0.0
    table[row + CASE_MANAGED] += managed
    if home_rules.needs_case_management(p.grade, p.stability):
        table[row + CASE_NEEDED] += 1.0
        table[row + CASE_NEEDED_MANAGED] += managed


@apart
def _snapshot(w: World) -> None:
    """Count the registered by region; rates are for the calendar year so far."""
    r, first = w.rules, w.month * w.regions * COLUMNS
    for k in range(w.institutions):
        at = institution(w, k)
        full = referral_rules.standard_clients(at.clients, at.staff, r.contacts_per_staff, r.contacts)
        at.standard = float(full) / at.clients if at.clients > 0 else 0.0
    for i in range(w.n_person):
        p = person(w, i)
        if p.registered and p.alive:
            row = first + p.region * COLUMNS
            _count(w, i, row)
            _count_care(w, i, row)
            _count_rehabilitation(w, i, row)
    table = floats_at(w.tally_snapshot)
    for k in range(w.regions):
        table[first + k * COLUMNS + UNDETECTED] = float(undetected_alive(w, k))
        table[first + k * COLUMNS + WORKERS] = region(w, k).headcount


@apart
def _norm_beds(w: World, h: int) -> float:
    """Return the beds that today's staff could carry at the norms."""
    at = hospital(w, h)
    return bed_rules.staffed_beds(
        at.open,
        bed_rules.carried(at.head[0], at.norm_beds_each[0]),
        bed_rules.carried(at.head[1], at.norm_beds_each[1]),
        bed_rules.carried(at.head[2], at.norm_beds_each[2]),
    )


@apart
def _note(w: World) -> None:
    """Note hospitals and places at the month's end."""
    notes = carray(floats_at(w.tally_staff_notes), (w.months, w.hospitals, NOTES))
    for h in range(w.hospitals):
        at, row = hospital(w, h), notes[w.month, h]
        row[0] = at.open
        row[1] = at.staffed
        row[2] = at.by[0]
        row[3] = at.by[1]
        row[4] = at.by[2]
        row[5] = at.binding
        row[6] = at.head[0]
        row[7] = at.head[1]
        row[8] = at.head[2]
        row[9] = at.patients
        row[10] = _norm_beds(w, h)
    places = floats_at(w.tally_places_open)
    for k in range(w.institutions):
        places[w.month * w.institutions + k] = institution(w, k).places


@apart
def _new_year(w: World) -> None:
    """Begin the calendar year's flags anew: an open gap beyond the norm is out of standard from the start."""
    for i in range(w.n_person):
        p = person(w, i)
        if p.registered and p.alive:
            p.flags = (MANAGED | TREATED if p.hospital >= 0 else 0) | (OUT_OF_STANDARD if p.overdue else 0)


@apart
def _censor_assessments(w: World) -> None:
    for h in range(w.hospitals):
        q = pool(w, hospital(w, h).clinic).queue
        for k in range(queues.span(w, q)):
            x = queues.node_at(w, q, k)
            if x < 0:
                continue
            at = job(w, node(w, x).item)
            if at.who >= 0 and person(w, at.who).registered:
                waited(w, R.WAIT_ASSESSMENT, at.since, at.region, w.now - at.since, R.CENSORED)


@apart
def _censor(w: World) -> None:
    """Count the waits that the end of the horizon cuts (rule 1.9)."""
    _censor_assessments(w)
    for i in range(w.n_person):
        p = person(w, i)
        if not p.alive:
            continue
        if p.bed_request >= 0:
            at = bed_request(w, p.bed_request)
            waited(w, R.WAIT_BED + at.first_cls, at.time, p.region, w.now - at.time, R.CENSORED)
        if not p.registered:
            continue
        end_pathway(w, i, pathways.TO_ADMISSION)
        end_pathway(w, i, pathways.TO_PLACE)
        # In hospital too, where a request is passed over and processing goes on.
        if not math.isnan(p.processing):
            cut_place_wait(w, i, p.accepted)
        elif p.place_request >= 0 and place_request(w, p.place_request).institution < 0:
            count_wait(w, p.place_request, R.CENSORED)


@apart
def month_ends(w: World) -> None:
    """Close a month, or the burn-in; the last one ends the run."""
    close_levels(w)
    year_of_month = ints_at(w.year_of_month_at)
    if w.month >= 0:
        _snapshot(w)
        _note(w)
        log(w, L.MONTH_ENDED, events.entity_number(events.CLOCK_ENTITY, 0, 0), site(0, -1), 0, float(w.month))
        if w.month + 1 == w.months or year_of_month[w.month + 1] != w.year:
            _new_year(w)
    else:
        # The burn-in ends: the first year's flags count from here.
        _new_year(w)
    w.month += 1
    if w.month >= w.months:
        _censor(w)
        w.stopped = True
        return
    w.year = year_of_month[w.month]
    w.next_start += 1
