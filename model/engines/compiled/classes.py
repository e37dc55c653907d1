"""Patient classes: open streams from outside the registry, stage by stage (rule 2.2)."""

from __future__ import annotations

import math

from model.care import events, purposes
from model.care import home as home_rules
from model.care import log as L
from model.care import referral as referral_rules
from model.engines.compiled.agenda import ADMITTED, MAKE_READY, episode_waits, later
from model.engines.compiled.beds import ask_for_bed, give_up, leave_bed, set_blocked, set_patience
from model.engines.compiled.calendar import set_timer
from model.engines.compiled.chance import draw, duration, numbers
from model.engines.compiled.clinics import add_to_clinic
from model.engines.compiled.handler import apart, handler
from model.engines.compiled.layout import (
    CLASS_BLOCKED,
    CLASS_CLINIC,
    CLASS_LIST,
    CLASS_PLACE,
    CLASS_PLACE_LIST,
    CLASS_STAY,
    DONE_CLASS,
    NOBODY,
    RUNNING,
    branch,
    job,
    patient_class,
    person,
    place_request,
    region,
)
from model.engines.compiled.memory import World
from model.engines.compiled.people import retire
from model.engines.compiled.places import ask_for_place, change_places, free_one_place
from model.engines.compiled.pools import make_job
from model.engines.compiled.room import release_place_request
from model.engines.compiled.tally import log_of

OUT, CLINIC, HOSPITAL, SUPPORTED, DAY = -1, 0, 1, 2, 3


@handler
def kind_of_point(point: int) -> int:
    """Return the kind of place of a point of the pathway."""
    return referral_rules.SUPPORTED if point == SUPPORTED else referral_rules.DAY


@handler
def _go_to_clinic(w: World, i: int) -> bool:
    """Queue for the clinic; return False where the region has none."""
    q = person(w, i)
    clinic = region(w, q.region).clinic
    if clinic < 0:
        return False
    j = make_job(w, i, 2.0, q.entity, q.rest_of_stay / 24.0, DONE_CLASS)
    job(w, j).region = q.region
    job(w, j).index = q.entity
    q.episode_state = CLASS_CLINIC
    add_to_clinic(w, int(q.region), j)
    return True


@handler
def _go_to_hospital(w: World, i: int) -> bool:
    """Ask for a bed, or stay in the one that was taken before the start; return False if turned away."""
    q = person(w, i)
    if not math.isnan(q.until):
        set_timer(w, i, events.END, q.until)
        q.until = math.nan
        q.episode_state = CLASS_STAY
        return True
    spec = patient_class(w, q.spec)
    q.episode_state = CLASS_LIST
    if not ask_for_bed(w, i, spec.priority, 0):
        return False
    if q.bed_request >= 0:
        set_patience(w, i, spec.patience, q.stage)
    return True


@handler
def _enter_place(w: World, i: int) -> None:
    """Begin in a place."""
    q = person(w, i)
    q.has_place = False
    at = place_request(w, q.place_request)
    change_places(w, at.institution, 0, 1)
    log_of(w, L.REHABILITATION_STARTED, i, at.institution, at.kind, 0.0)
    set_timer(w, i, events.END, w.now + q.rest_of_stay)
    q.episode_state = CLASS_PLACE


@handler
def _leave_place(w: World, i: int) -> None:
    q = person(w, i)
    r = int(q.place_request)
    k = place_request(w, r).institution
    q.place_request = NOBODY
    release_place_request(w, r)
    log_of(w, L.REHABILITATION_ENDED, i, k, referral_rules.OF_A_CLASS, 0.0)
    change_places(w, k, 0, -1)
    free_one_place(w, k)


@handler
def _leave_hospital(w: World, i: int) -> None:
    q = person(w, i)
    h = leave_bed(w, i)
    log_of(w, L.DISCHARGED, i, h, 4 + (16 if q.admitted < 0.0 else 0), w.now - q.admitted)
    later(w, MAKE_READY, q.entity, h, int(q.stage))


@handler
def _branch(w: World, i: int) -> int:
    """Return which branch follows on the point where a patient is."""
    q = person(w, i)
    spec = patient_class(w, q.spec)
    if not home_rules.is_choice(spec.branches[q.point]):
        return 0
    shares = numbers(spec.probabilities_at[q.point], spec.branches[q.point])
    return home_rules.choose(draw(w, q.entity, purposes.CLASS_STAGE, q.stage), shares)


@handler
def _begin_stages(w: World, i: int) -> bool:
    """Go from stage to stage until one takes time; return False when the pathway has ended.

    What comes next is drawn first: the duration may depend on it (rule 2.2).
    """
    q = person(w, i)
    spec = patient_class(w, q.spec)
    while q.point != OUT:
        at = branch(w, spec.branch_at[q.point] + _branch(w, i))
        q.after = at.to
        q.rest_of_stay = duration(w, at.service, q.entity, purposes.CLASS_SERVICE, q.stage)
        log_of(w, L.CLASS_STAGE, i, -1, int(q.point), 0.0)
        if q.point == CLINIC:
            if _go_to_clinic(w, i):
                return True
            q.point = q.after
            q.stage += 1
        elif q.point == HOSPITAL:
            return _go_to_hospital(w, i)
        elif q.has_place:
            _enter_place(w, i)
            return True
        else:
            q.episode_state = CLASS_PLACE_LIST
            # Before applicants from home, from a hospital bed or not.
            ask_for_place(w, i, kind_of_point(q.point), w.now, True, 0)
            return True
    log_of(w, L.CLASS_LEFT, i, -1, 0, 0.0)
    return False


@handler
def _next_stage(w: World, i: int) -> bool:
    q = person(w, i)
    q.point = q.after
    q.stage += 1
    return _begin_stages(w, i)


@handler
def _goes_on(w: World, i: int, what: int) -> bool:
    """Go on with what the patient waited for; return False when the pathway has ended."""
    q = person(w, i)
    if q.episode_state == CLASS_LIST:
        if what != ADMITTED:
            give_up(w, i)
            return False
        set_timer(w, i, events.END, w.now + q.rest_of_stay)
        q.episode_state = CLASS_STAY
        return True
    if q.episode_state == CLASS_STAY and q.after >= SUPPORTED:
        set_blocked(w, i, True)
        q.episode_state = CLASS_BLOCKED
        ask_for_place(w, i, kind_of_point(q.after), w.now, True, 0)
        return True
    if q.episode_state == CLASS_PLACE_LIST:
        _enter_place(w, i)
        return True
    if q.episode_state == CLASS_BLOCKED:
        q.has_place = True
    if q.episode_state == CLASS_BLOCKED or q.episode_state == CLASS_STAY:
        _leave_hospital(w, i)
    elif q.episode_state == CLASS_PLACE:
        _leave_place(w, i)
    return _next_stage(w, i)


@apart
def begin_class(w: World, i: int) -> None:
    """Begin the pathway of a patient."""
    person(w, i).episode_status = RUNNING
    if _begin_stages(w, i):
        episode_waits(w, i)
    else:
        retire(w, i)


@apart
def resume_class(w: World, i: int, what: int) -> None:
    """Go on with the pathway of a patient."""
    person(w, i).episode_status = RUNNING
    if _goes_on(w, i, what):
        episode_waits(w, i)
    else:
        retire(w, i)
