"""The loop: the agenda is emptied, then the next timer rings (rules 1.2 and 1.3)."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.care import draws, events, purposes
from model.care import log as L
from model.care._compile import compiled
from model.engines.compiled import agenda, beds, episode, leaving, rehabilitation, visits
from model.engines.compiled.arrivals import arrives, detects, set_arrival
from model.engines.compiled.calendar import enter, take_next
from model.engines.compiled.chance import draw, new_threshold
from model.engines.compiled.classes import begin_class, resume_class
from model.engines.compiled.clinics import catch_up, catch_up_all, serve_clinic, watched_rings
from model.engines.compiled.clocks import update_crisis, update_home
from model.engines.compiled.detection import add_undetected, update_detection
from model.engines.compiled.entries import HOLDER_SHIFT, NUMBER_MASK, holder_word, key_of, kind_of
from model.engines.compiled.handler import entry, handler
from model.engines.compiled.layout import (
    ASSISTANCE_HOLDER,
    BED_HOLDER,
    CLINIC_HOLDER,
    CLOCK_HOLDER,
    CRISIS_HAZARD,
    DONE_ASSESSED,
    DONE_CLASS,
    DONE_INTAKE,
    DONE_VISIT,
    LOG_ROW,
    MOVE_HAZARD,
    NOBODY,
    PERSON_HOLDER,
    POOL_HOLDER,
    REGION_HOLDER,
    SERVER_HOLDER,
    SLOT_OF_KIND,
    SLOTS,
    STREAM_HOLDER,
    agendum,
    due,
    job,
    person,
    pool,
    region,
    server,
)
from model.engines.compiled.memory import World, floats_at
from model.engines.compiled.month import month_ends
from model.engines.compiled.opening import open_next
from model.engines.compiled.people import free_retired, new_patient, new_person
from model.engines.compiled.places import ask_again, intake_done
from model.engines.compiled.pools import free_server, serve, team_opens
from model.engines.compiled.room import release_job
from model.engines.compiled.staffing import (
    STAFF_CLOCK,
    apply_staff,
    assist,
    refresh_assistance,
    set_assistance,
    set_training,
    staff_changes,
    training_changes,
)
from model.engines.compiled.start import describe, other_inpatient, place_at_start, register
from model.engines.compiled.tally import log_of, worked

Table = Any
MONTH_CLOCK = events.entity(events.CLOCK_ENTITY, 0)

LOG_FULL, DONE = 1, 2
"""Why the loop stopped: the log should be taken away, the run has ended."""


# --- whose timer rings -----------------------------------------------------------------------------------------------


@handler
def _crisis(w: World, i: int) -> None:
    """A crisis is counted; the clock starts anew (rule 4.5)."""
    p = person(w, i)
    p.crises += 1
    log_of(w, L.CRISIS_EVENT, i, -1, int(p.grade), 0.0)
    new_threshold(w, i, CRISIS_HAZARD, purposes.CRISIS, p.crises)
    update_crisis(w, i)


@handler
def _move(w: World, i: int) -> None:
    """Move beyond the city, which is a loss, or within it (rule 8.2)."""
    p, r = person(w, i), w.rules
    p.moves += 1
    if draw(w, p.entity, purposes.LOSS, p.moves) * (r.move_rate + r.loss_rate) < r.loss_rate:
        leaving.ends(w, i, L.LEFT_CITY)
        return
    leaving.moves(w, i)
    new_threshold(w, i, MOVE_HAZARD, purposes.MOVE, p.moves)
    update_home(w, i)


@handler
def _registered_rings(w: World, i: int, kind: int) -> None:
    in_episode = person(w, i).in_episode
    if kind == events.LATENESS:
        visits.miss(w, i)
    elif kind == events.DEATH:
        leaving.ends(w, i, L.DIED)
    elif kind == events.MOVE:
        _move(w, i)
    elif kind == events.CRISIS:
        _crisis(w, i)
    elif kind == events.RELAPSE or kind == events.PATIENCE:
        episode.resume_episode(w, i, kind)
    elif kind == events.END or kind == events.EVALUATION:
        if in_episode:
            episode.resume_episode(w, i, kind)
        else:
            rehabilitation.resume_referral(w, i, kind)
    elif kind == events.AGEING:
        beds.age(w, i)
    elif kind == events.OVERFLOW:
        beds.allow_overflow(w, i)
    elif kind == events.RECHECK:
        ask_again(w, int(person(w, i).place_request))
    else:
        rehabilitation.resume_referral(w, i, kind)


@handler
def _person_rings(w: World, i: int, kind: int) -> None:
    timer = due(w, i * SLOTS + SLOT_OF_KIND[kind])
    if timer.time != w.now:
        return
    w.rung += 1
    timer.time = math.inf
    if person(w, i).registered:
        _registered_rings(w, i, kind)
    elif kind == events.AGEING:
        beds.age(w, i)
    elif kind == events.OVERFLOW:
        beds.allow_overflow(w, i)
    else:
        resume_class(w, i, kind)


@handler
def _service_ends(w: World, s: int) -> None:
    j, k = server(w, s).job, server(w, s).pool
    at = job(w, j)
    # Read before anything else is done: a record is not held while a clinic is brought up to the present.
    done, who, work = at.done, at.who, at.work
    catch_up(w, k)
    free_server(w, s)
    if pool(w, k).level >= 0:
        worked(w, pool(w, k).level, pool(w, k).place, work)
    if done == DONE_VISIT:
        visits.attempted(w, j)
    elif done == DONE_ASSESSED:
        p = person(w, who)
        if p.job == j and p.alive:
            p.job = NOBODY
            episode.resume_episode(w, who, agenda.ASSESSED)
    elif done == DONE_CLASS:
        resume_class(w, who, events.END)
    elif done == DONE_INTAKE:
        intake_done(w, j)
    release_job(w, j)
    if pool(w, k).is_clinic:
        serve_clinic(w, k)
    else:
        serve(w, k)


@handler
def _pool_rings(w: World, k: int, kind: int) -> None:
    at = pool(w, k)
    if kind == events.VISITS_OPENING:
        if at.due_opening != w.now:
            return
        at.due_opening = math.inf
        visits.open_visits(w, k)
    else:
        if at.due_capacity != w.now:
            return
        at.due_capacity = math.inf
    w.rung += 1
    if at.is_team:
        team_opens(w, k)
    else:
        serve(w, k)


@handler
def _region_rings(w: World, r: int) -> None:
    at = region(w, r)
    if at.due_detection == w.now:
        at.due_detection = math.inf
        w.rung += 1
        detects(w, r)


@handler
def _assistance_rings(w: World, r: int, kind: int) -> None:
    at = region(w, r)
    if kind == events.HOLD_EXPIRY:
        if at.due_expiry == w.now:
            at.due_expiry = math.inf
            w.rung += 1
            refresh_assistance(w, r)
    elif at.due_arrival == w.now:
        at.due_arrival = math.inf
        w.rung += 1
        assist(w, r)


@handler
def _ring(w: World, what: int) -> None:
    """Let the holder of a timer act, unless the entry is stale; what rings is counted, but not the plan's clock."""
    kind, holder, i = kind_of(w.key), what >> HOLDER_SHIFT, what & NUMBER_MASK
    if holder == PERSON_HOLDER:
        _person_rings(w, i, kind)
    elif holder == SERVER_HOLDER:
        w.rung += 1
        _service_ends(w, i)
    elif holder == POOL_HOLDER:
        _pool_rings(w, i, kind)
    elif holder == STREAM_HOLDER:
        w.rung += 1
        arrives(w, i)
    elif holder == BED_HOLDER:
        w.rung += 1
        beds.bed_is_ready(w, i)
    elif holder == REGION_HOLDER:
        _region_rings(w, i)
    elif holder == ASSISTANCE_HOLDER:
        _assistance_rings(w, i, kind)
    elif holder == CLINIC_HOLDER:
        watched_rings(w, i)
    elif holder == CLOCK_HOLDER:
        staff_changes(w)
    else:
        w.rung += 1
        training_changes(w, i)


@handler
def _empty_agenda(w: World) -> None:
    while w.agenda_head < w.agenda_tail:
        item = agendum(w, w.agenda_head)
        w.agenda_head += 1
        action, who, what, index = item.action, item.who, item.what, item.index
        if action == agenda.TELL_EPISODE:
            if person(w, who).registered:
                episode.resume_episode(w, who, what)
            else:
                resume_class(w, who, what)
        elif action == agenda.TELL_REFERRAL:
            rehabilitation.resume_referral(w, who, what)
        elif action == agenda.MAKE_READY:
            beds.make_ready(w, what, who, index)
        else:
            begin_class(w, who)


@handler
def _set_month_end(w: World) -> None:
    """Set the timer of the next month end, which rings at the very end too."""
    time = floats_at(w.month_starts_at)[w.next_start]
    enter(w, time, key_of(events.MONTH_END, MONTH_CLOCK), holder_word(CLOCK_HOLDER, 0))


@handler
def _close_month(w: World) -> None:
    catch_up_all(w)
    month_ends(w)
    if not w.stopped:
        _set_month_end(w)


@entry
def go_on(world: NDArray[np.void]) -> int:
    """Run until the log should be taken away, or the run has ended; tell which."""
    w = world[0]
    while not w.stopped:
        _empty_agenda(w)
        if w.keep_log and w.n_log_row >= w.log_limit:
            return LOG_FULL
        what = take_next(w)
        if what < 0:
            free_retired(w)
            if not open_next(w):
                return DONE
        elif kind_of(w.key) == events.MONTH_END:
            _close_month(w)
        else:
            _ring(w, what)
    return DONE


# --- the first day ---------------------------------------------------------------------------------------------------


@handler
def _begin_region(w: World, r: int, where: NDArray[np.int64], at: NDArray[np.int64], first: int) -> None:
    for i in range(first, first + region(w, r).registered):
        describe(w, i)
    for i in range(first, first + region(w, r).registered):
        register(w, i, 0)
    for i in range(first, first + region(w, r).registered):
        place_at_start(w, i, where[i], at[i])


@handler
def _add_people(w: World, identities: NDArray[np.int64]) -> None:
    n = 0
    for r in range(w.regions):
        for _ in range(region(w, r).registered):
            new_person(w, identities[n], r)
            n += 1


@handler
def _tell_tracks(w: World, people: int) -> None:
    for i in range(people):
        p = person(w, i)
        if p.episode_kept != agenda.NOTHING:
            agenda.episode_waits(w, i)
        if p.referral_kept != agenda.NOTHING:
            agenda.referral_waits(w, i)


@entry
def begin(
    world: NDArray[np.void],
    identities: NDArray[np.int64],
    where: NDArray[np.int64],
    at: NDArray[np.int64],
    undetected: Table,
    others: Table,
) -> None:
    """Lay out the first day and start the clocks.

    Parameters
    ----------
    world : structured array, shape (1,)
    identities, where, at : ndarray of int64, shape (registered,)
        Of each registered person: identity, where they are (see `start`), in which hospital or institution.
    undetected : ndarray of int64, shape (undetected, 2)
        Region and identity.
    others : ndarray of int64, shape (others, 4)
        Inpatients from outside the registry: region, identity, hospital, class.
    """
    w = world[0]
    _set_month_end(w)
    for k in range(len(undetected)):
        add_undetected(w, undetected[k, 0], undetected[k, 1])
    for r in range(w.regions):
        update_detection(w, r)
    _add_people(w, identities)
    first, taken = 0, 0
    for r in range(w.regions):
        _begin_region(w, r, where, at, first)
        first += region(w, r).registered
        while taken < len(others) and others[taken, 0] == r:
            i = new_patient(w, others[taken, 1], r)
            person(w, i).spec = others[taken, 3]
            person(w, i).point = 1
            other_inpatient(w, i, others[taken, 2])
            agenda.later(w, agenda.BEGIN_CLASS, i, 0, 0)
            taken += 1
    apply_staff(w)
    enter(w, w.now, key_of(events.CAPACITY, STAFF_CLOCK), holder_word(CLOCK_HOLDER, 0))
    for k in range(w.trainings):
        set_training(w, k)
    if w.rules.assistance:
        for r in range(w.regions):
            if region(w, r).primary > 0:
                region(w, r).assisted = True
                set_assistance(w, r)
    for s in range(w.streams):
        set_arrival(w, s)
    _tell_tracks(w, first)


@compiled
def uniforms(seed: int, replication: int, identities: NDArray[np.int64], purpose: int) -> NDArray[np.float64]:
    """Return a draw of each identity for a purpose, shape (identities,)."""
    result = np.empty(len(identities))
    for k in range(len(identities)):
        result[k] = draws.uniform(seed, replication, identities[k], purpose, 0)
    return result


def take_log(world: NDArray[np.void]) -> NDArray[np.void]:
    """Return a copy of the rows of the log, and begin it anew."""
    w = world[0]
    n = int(w["n_log_row"])
    if n == 0:
        return np.zeros(0, LOG_ROW)
    memory = memoryview((ctypes.c_char * (n * LOG_ROW.itemsize)).from_address(int(w["log_row"])))
    rows: NDArray[np.void] = np.ndarray(n, LOG_ROW, memory).copy()
    w["n_log_row"] = 0
    return rows
