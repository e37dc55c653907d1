"""New people and patients, and the records of those who have left the model."""

from __future__ import annotations

import math

from model.care.pathways import PATHWAYS
from model.engines.compiled.agenda import NOTHING
from model.engines.compiled.calendar import clear_timers
from model.engines.compiled.entries import PERSON_AT, PERSON_BYTES
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import CASE_NONE, HAZARDS, IDLE, NOBODY, WAITING, hazard, person
from model.engines.compiled.memory import World, ints_at, reallocate, word
from model.engines.compiled.room import reserve_people


@handler
def _blank_state(w: World, i: int) -> None:
    p = person(w, i)
    p.alive = True
    p.regular = False
    p.reported = False
    p.intermittent = False
    p.in_episode = False
    p.lost = False
    p.overdue = False
    p.in_place = False
    p.held = False
    p.reapply = False
    p.long_stay = False
    p.needs_place = False
    p.blocked = False
    p.asked = False
    p.has_place = False
    p.diagnosis = 0
    p.grade = 0
    p.stability = 0
    p.case = CASE_NONE
    p.failures = 0
    p.flags = 0
    p.cohorts = 0
    p.reapply_kind = -1
    p.episode_state = IDLE
    p.episode_status = WAITING
    p.referral_state = IDLE
    p.referral_status = WAITING
    p.episode_kept = NOTHING
    p.referral_kept = NOTHING
    p.kind = -1
    p.point = -1
    p.after = -1


@handler
def _blank_numbers(w: World, i: int) -> None:
    p = person(w, i)
    p.deadline = math.inf
    p.opens = math.inf
    p.discharged = -math.inf
    p.admitted = math.nan
    p.case_since = math.nan
    p.processing = math.nan
    for way in range(PATHWAYS):
        p.way_since[way] = math.nan
        p.way_counted[way] = -1
    p.rest_of_stay = math.nan
    p.rest_of_evaluation = math.nan
    p.until = math.nan
    p.accepted = math.nan
    p.job = NOBODY
    p.visit = NOBODY
    p.bed_request = NOBODY
    p.place_request = NOBODY
    p.place = NOBODY
    p.hospital = NOBODY
    p.case_node = NOBODY
    p.episodes = 0
    p.referrals = 0
    p.attempts = 0
    p.missed = 0
    p.evaluations = 0
    p.crises = 0
    p.moves = 0
    p.discharge_month = -1
    p.discharge_region = -1
    p.spec = -1
    p.stage = 0


@handler
def _copy(source: int, target: int) -> None:
    """Copy a person's record from one address to another."""
    words, copy = ints_at(source), ints_at(target)
    for k in range(PERSON_BYTES // 8):
        copy[k] = words[k]


@handler
def _blank_record(w: World, i: int) -> None:
    """Make a record that of nobody in particular: the first field by field, the others in one go like the first."""
    here = word(w, PERSON_AT) + i * PERSON_BYTES
    if w.blank != 0:
        _copy(w.blank, here)
        return
    _blank_state(w, i)
    _blank_numbers(w, i)
    w.blank = reallocate(0, PERSON_BYTES)
    _copy(here, w.blank)


@handler
def blank(w: World, i: int, entity: int, r: int, registered: bool) -> None:
    """Make a record that of somebody new."""
    _blank_record(w, i)
    p = person(w, i)
    p.entity = entity
    p.region = r
    p.registered = registered
    clear_timers(w, i)
    if not registered:
        # Patients of classes have no hazards.
        return
    for k in range(HAZARDS):
        h = hazard(w, i * HAZARDS + k)
        h.threshold = math.inf
        h.done = 0.0
        h.since = 0.0
        h.rate = 0.0


@handler
def _new(w: World, entity: int, r: int, registered: bool) -> int:
    i = w.n_person
    reserve_people(w, i + 1)
    w.n_person += 1
    blank(w, i, entity, r, registered)
    return i


@handler
def new_person(w: World, entity: int, r: int) -> int:
    """Return the number of somebody new on the registry; numbers rise in the order of registration."""
    return _new(w, entity, r, True)


@handler
def new_patient(w: World, entity: int, r: int) -> int:
    """Return the number of a new patient of a class, in the record of one who has left if there is one."""
    i = w.free_person
    if i < 0:
        return _new(w, entity, r, False)
    w.free_person = int(person(w, i).job)
    blank(w, i, entity, r, False)
    return i


@handler
def retire(w: World, i: int) -> None:
    """Note that a patient has left: the record is free again when the next bucket of the calendar is opened.

    Stale entries of the open bucket are ordered by the identity of who set them, which must not change under them.
    """
    clear_timers(w, i)
    p = person(w, i)
    p.alive = False
    p.job = w.retired
    w.retired = i


@handler
def free_retired(w: World) -> None:
    """Free the records of those who have left."""
    while w.retired >= 0:
        i = w.retired
        p = person(w, i)
        w.retired = int(p.job)
        p.job = w.free_person
        w.free_person = i
