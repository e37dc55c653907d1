"""Leaving: death, a move beyond the city, a move within it (rule 8)."""

from __future__ import annotations

import numpy as np
from numba import carray  # type: ignore[attr-defined]

from model.care import events, pathways, purposes
from model.care import log as L
from model.care import moving as rules
from model.care import recorder as R
from model.care import referral as referral_rules
from model.engines.compiled.beds import enlist_bed, leave_bed, make_ready, withdraw
from model.engines.compiled.calendar import clear_timers, due_time, set_timer
from model.engines.compiled.cases import ask_for_slot, give_slots, leave_case
from model.engines.compiled.chance import draw, numbers
from model.engines.compiled.clinics import add_to_clinic, leave_clinic
from model.engines.compiled.handler import apart
from model.engines.compiled.layout import (
    CASE_NONE,
    NOBODY,
    bed_request,
    job,
    person,
    place_request,
)
from model.engines.compiled.memory import World, ints_at
from model.engines.compiled.places import change_places, drop_request, enlist_place, free_one_place, unlist_place
from model.engines.compiled.rehabilitation import leaves_intake, leaves_place_by_moving
from model.engines.compiled.room import release_bed_request, release_job
from model.engines.compiled.tally import change, end_pathway, log_of, waited
from model.engines.compiled.visits import cancel_visit, carry_over


@apart
def _leave_assessment(w: World, i: int) -> None:
    p = person(w, i)
    j = int(p.job)
    p.job = NOBODY
    if j >= 0 and job(w, j).pool >= 0:
        at = job(w, j)
        leave_clinic(w, j)
        waited(w, R.WAIT_ASSESSMENT, at.since, at.region, w.now - at.since, R.CENSORED)
        release_job(w, j)


@apart
def _leave_list(w: World, i: int) -> None:
    if person(w, i).bed_request >= 0:
        b = withdraw(w, i)
        at = bed_request(w, b)
        waited(w, R.WAIT_BED + at.first_cls, at.time, person(w, i).region, w.now - at.time, R.CENSORED)
        release_bed_request(w, b)


@apart
def _leave_place(w: World, i: int) -> None:
    p = person(w, i)
    if p.place >= 0:
        k = int(p.place)
        p.place = NOBODY
        log_of(w, L.REHABILITATION_ENDED, i, k, referral_rules.TO_NOWHERE, 0.0)
        change_places(w, k, 0, -1 if p.in_place else 0)
        free_one_place(w, k)


@apart
def ends(w: World, i: int, event: int) -> None:
    """Death or loss ends every wait at once; bed to turnover, place freed (rule 8.1)."""
    p = person(w, i)
    log_of(w, event, i, -1, 0, 0.0)
    p.alive = False
    clear_timers(w, i)
    change(w, R.REGISTERED_LEVEL, p.region, -1.0)
    if p.hospital < 0:
        change(w, R.HOME_LEVEL, p.region, -1.0)
    cancel_visit(w, i)
    if p.case != CASE_NONE:
        leave_case(w, i)
    _leave_assessment(w, i)
    _leave_list(w, i)
    end_pathway(w, i, pathways.TO_ADMISSION)
    drop_request(w, i)
    _leave_place(w, i)
    if p.hospital >= 0:
        h = leave_bed(w, i)
        detail = int(p.long_stay) + 8 + (16 if p.admitted < 0.0 else 0)
        log_of(w, L.DISCHARGED, i, h, detail, w.now - p.admitted)
        make_ready(w, h, p.entity, int(p.episodes))


@apart
def _assessment_goes_along(w: World, i: int) -> int:
    """Take a waiting assessment out of the old clinic's queue; return its job."""
    j = int(person(w, i).job)
    if j < 0 or job(w, j).pool < 0:
        return NOBODY
    leave_clinic(w, j)
    return j


@apart
def _asks_there(w: World, i: int, j: int, b: int, gives_up: float) -> None:
    """Ask where somebody lives now for what they waited for: assessment and bed (rule 8.2)."""
    p = person(w, i)
    if j >= 0:
        job(w, j).region = p.region
        add_to_clinic(w, int(p.region), j)
    if b >= 0:
        enlist_bed(w, b)
        if p.bed_request >= 0 and gives_up < np.inf:
            set_timer(w, i, events.PATIENCE, gives_up)


@apart
def moves(w: World, i: int) -> None:
    """Move within the city: requests go along, keeping their request time (rule 8.2)."""
    p = person(w, i)
    u = draw(w, p.entity, purposes.MOVE_TO, p.moves)
    cities = carray(ints_at(w.cities_at), w.regions)
    new = rules.destination(u, numbers(w.residents_at, w.regions), cities, int(p.region))
    if new < 0:
        return
    log_of(w, L.MOVED, i, -1, new, 0.0)
    deadline, overdue, case, old = p.deadline, p.overdue, p.case, int(p.region)
    cancel_visit(w, i)
    if case != CASE_NONE:
        leave_case(w, i)
    for level in (R.REGISTERED_LEVEL, R.HOME_LEVEL):
        change(w, level, old, -1.0)
        change(w, level, new, 1.0)
    j = _assessment_goes_along(w, i)
    gives_up = due_time(w, i, events.PATIENCE)
    b = withdraw(w, i) if p.bed_request >= 0 else NOBODY
    q = int(p.place_request)
    listed = q >= 0 and place_request(w, q).listed
    if listed:
        unlist_place(w, i)
    p.region = new
    if case != CASE_NONE:
        ask_for_slot(w, i)
        give_slots(w, new)
    _asks_there(w, i, j, b, gives_up)
    # The new county may have had a free bed: then everything of home has stopped.
    home = p.hospital < 0
    if listed and home:
        enlist_place(w, q)
    elif q >= 0 and place_request(w, q).institution >= 0:
        leaves_intake(w, i, q)
    if p.place >= 0:
        leaves_place_by_moving(w, i)
    if home and w.rules.visits:
        carry_over(w, i, deadline, overdue)
