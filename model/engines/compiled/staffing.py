"""Capacity, staff, training, assistance over time (rule 7)."""

from __future__ import annotations

import math

from model.care import beds as bed_rules
from model.care import events
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as R
from model.care import referral as referral_rules
from model.care import staff as rules
from model.engines.compiled.beds import offer_beds
from model.engines.compiled.calendar import set_entry
from model.engines.compiled.cases import give_slots
from model.engines.compiled.chance import numbers, value_at
from model.engines.compiled.clinics import catch_up, serve_clinic
from model.engines.compiled.detection import is_covered, update_detection
from model.engines.compiled.entries import holder_word
from model.engines.compiled.handler import apart
from model.engines.compiled.layout import (
    ASSISTANCE_HOLDER,
    CLOCK_HOLDER,
    DONE_NOTHING,
    NOBODY,
    TRAINING_HOLDER,
    hospital,
    institution,
    number,
    pool,
    region,
    training,
)
from model.engines.compiled.memory import World, floats_at
from model.engines.compiled.places import offer_places
from model.engines.compiled.pools import begin_job, can_start, go_alone, make_job, serve, staff_pool
from model.engines.compiled.tally import log, set_level, site
from model.engines.compiled.visits import schedule_opening

PSYCHIATRISTS, NURSES, HEALTH_STAFF, COMMUNITY_WORKERS = 0, 1, 2, 3
UNLIMITED_SLOTS = 1 << 60
STAFF_CLOCK = events.entity(events.CLOCK_ENTITY, 1)


# --- what holds now ------------------------------------------------------------------------------------------------


@apart
def _headcount(w: World, h: int, profession: int) -> float:
    """Return a headcount: dated steps, hiring and leaving, training (rule 7.1)."""
    at = hospital(w, h)
    people = value_at(w, at.staff_at[profession], at.staff_steps[profession], w.now) + at.drifted[profession]
    if profession == PSYCHIATRISTS:
        people += at.extra_psychiatrists
    return max(0.0, people - at.away[profession])


@apart
def _update_hospital(w: World, h: int) -> None:
    """Apply the capacities and staff of this instant."""
    at, now = hospital(w, h), w.now
    at.open = value_at(w, at.beds_at, at.beds_steps, now)
    for profession in range(3):
        at.head[profession] = _headcount(w, h, profession)
    for profession in range(3):
        at.by[profession] = bed_rules.carried(at.head[profession], at.beds_each[profession])
    staffed = bed_rules.staffed_beds(at.open, at.by[0], at.by[1], at.by[2])
    at.binding = bed_rules.binding(at.open, at.by[0], at.by[1], at.by[2])
    set_level(w, R.OPEN_BEDS, h, at.open)
    set_level(w, R.STAFFED, h, staffed)
    set_level(w, R.PSYCHIATRISTS, h, at.head[PSYCHIATRISTS])
    set_level(w, R.NURSES, h, at.head[NURSES])
    set_level(w, R.HEALTH_STAFF, h, at.head[HEALTH_STAFF])
    if staffed != at.staffed:
        at.staffed = staffed
        entity = events.entity_number(events.HOSPITAL_ENTITY, h, 0)
        shown = staffed if math.isfinite(staffed) else -1.0
        log(w, L.STAFFED_BEDS_CHANGED, entity, site(at.written_in, h), at.binding, shown)
    catch_up(w, at.clinic)
    staff_pool(w, at.clinic, at.head[PSYCHIATRISTS], at.clinic_share)
    staff_pool(w, at.joint, at.head[PSYCHIATRISTS], at.joint_share)
    staff_pool(w, at.assistance, at.head[PSYCHIATRISTS], at.assistance_share)


@apart
def _update_institution(w: World, k: int) -> None:
    """Apply the places and staff of this instant; home support has staff hours for places (rule 6.1)."""
    at, r, now = institution(w, k), w.rules, w.now
    at.staff = value_at(w, at.staff_at, at.staff_steps, now)
    places = value_at(w, at.places_at, at.places_steps, now)
    if at.kind == referral_rules.HOME_SUPPORT:
        places = referral_rules.home_support_capacity(at.staff, r.support_per_staff, r.support_per_client)
    if places != at.places:
        at.places = places
        entity = events.entity_number(events.INSTITUTION_ENTITY, k, 0)
        log(w, L.PLACES_CHANGED, entity, site(at.region, k), 0, places if math.isfinite(places) else -1.0)
    set_level(w, R.PLACES_OPEN, k, places)
    set_level(w, R.REHABILITATION_STAFF, k, at.staff)
    staff_pool(w, at.team, at.staff, r.intake_share)


@apart
def _away(w: World, profession: int, place: int, places: int) -> float:
    """Return who is away from a place: its own training, or its share of a training of the whole plan."""
    heads, away = numbers(w.heads_at, places), 0.0
    for k in range(w.trainings):
        t = training(w, k)
        gone = (t.started - t.ended) * t.size
        if t.who != profession or gone == 0.0:
            continue
        where = t.region if profession == COMMUNITY_WORKERS else t.hospital
        if where == place:
            away += gone
        elif where < 0 and math.isfinite(heads[place]):
            total = rules.headcount(heads)
            away += gone * heads[place] / total if total > 0.0 else 0.0
    return away


@apart
def _update_region(w: World, r: int, workers: float) -> None:
    """Apply the community workers of this instant."""
    at = region(w, r)
    at.headcount = workers
    set_level(w, R.WORKERS, r, workers)
    staff_pool(w, at.team, workers, w.rules.visit_share)
    team = pool(w, at.team)
    if team.servers > 0 and w.rules.visits and not math.isfinite(team.due_opening):
        schedule_opening(w, at.team)
    slots = home_rules.case_slots(workers, w.rules.case_slots)
    at.case_slots = int(slots) if math.isfinite(slots) else UNLIMITED_SLOTS


@apart
def _update_staff(w: World) -> None:
    heads = floats_at(w.heads_at)
    for profession in range(2):
        for h in range(w.hospitals):
            heads[h] = _headcount(w, h, profession) + hospital(w, h).away[profession]
        for h in range(w.hospitals):
            hospital(w, h).away[profession] = _away(w, profession, h, w.hospitals)
    for h in range(w.hospitals):
        _update_hospital(w, h)
    for k in range(w.institutions):
        _update_institution(w, k)
    for r in range(w.regions):
        at = region(w, r)
        heads[r] = value_at(w, at.workers_at, at.workers_steps, w.now) + at.drifted
    for r in range(w.regions):
        _update_region(w, r, max(0.0, heads[r] - _away(w, COMMUNITY_WORKERS, r, w.regions)))


@apart
def apply_staff(w: World) -> None:
    """Apply what holds at this instant, then let what has become free be used."""
    _update_staff(w)
    for r in range(w.regions):
        update_detection(w, r)
    for h in range(w.hospitals):
        offer_beds(w, h)
        serve_clinic(w, hospital(w, h).clinic)
        serve(w, hospital(w, h).joint)
    for k in range(w.institutions):
        offer_places(w, k)
        serve(w, institution(w, k).team)
    for r in range(w.regions):
        give_slots(w, r)
        go_alone(w, region(w, r).team)
        serve(w, region(w, r).team)


# --- hiring and leaving ----------------------------------------------------------------------------------------------


@apart
def _hire_for_hospitals(w: World, profession: int, months: float) -> None:
    heads = floats_at(w.heads_at)
    for h in range(w.hospitals):
        heads[h] = hospital(w, h).head[profession]
    for h in range(w.hospitals):
        n = heads[h]
        if not math.isfinite(n):
            continue
        at = hospital(w, h)
        hired = w.hired[profession] * w.scale * rules.share_of_place(numbers(w.heads_at, w.hospitals), h)
        at.accumulated[profession] += rules.drift(hired, w.leaving_share[profession], n, months)
        whole = rules.whole_people(at.accumulated[profession])
        if whole != 0.0:
            at.accumulated[profession] -= whole
            at.drifted[profession] += whole
            entity = events.entity_number(events.HOSPITAL_ENTITY, h, 0)
            log(w, L.STAFF_CHANGED, entity, site(at.written_in, h), profession, whole)


@apart
def _hire_for_regions(w: World, months: float) -> None:
    heads = floats_at(w.heads_at)
    for r in range(w.regions):
        heads[r] = region(w, r).headcount
    for r in range(w.regions):
        n = heads[r]
        if not math.isfinite(n):
            continue
        at = region(w, r)
        hired = w.hired[COMMUNITY_WORKERS] * w.scale * rules.share_of_place(numbers(w.heads_at, w.regions), r)
        at.accumulated += rules.drift(hired, w.leaving_share[COMMUNITY_WORKERS], n, months)
        whole = rules.whole_people(at.accumulated)
        at.accumulated -= whole
        at.drifted += whole


@apart
def _hire_and_lose(w: World, months: float) -> None:
    """Accumulate hiring and leaving; whole people come and go at month starts (rule 7.1)."""
    for profession in range(3):
        if w.hired[profession] != 0.0 or w.leaving_share[profession] != 0.0:
            _hire_for_hospitals(w, profession, months)
    if w.hired[COMMUNITY_WORKERS] != 0.0 or w.leaving_share[COMMUNITY_WORKERS] != 0.0:
        _hire_for_regions(w, months)


@apart
def set_staff_clock(w: World) -> None:
    """Set the timer of the next instant at which capacity or staff may change."""
    times = floats_at(w.times_at)
    for k in range(w.times):
        if times[k] > w.now:
            set_entry(w, events.CAPACITY, STAFF_CLOCK, holder_word(CLOCK_HOLDER, 0), times[k])
            return


@apart
def staff_changes(w: World) -> None:
    """Apply an instant at which capacity or staff may change."""
    w.laid_out = True
    starts = floats_at(w.month_starts_at)
    for m in range(1, w.months + 1):
        if starts[m] == w.now:
            _hire_and_lose(w, floats_at(w.month_shares_at)[m - 1])
    apply_staff(w)
    set_staff_clock(w)


# --- training ---------------------------------------------------------------------------------------------------------


@apart
def set_training(w: World, k: int) -> None:
    """Set the timer of a training's next start, end or entry on the register."""
    t = training(w, k)
    times, first = floats_at(t.times_at), math.inf
    if t.started < t.times:
        first = min(first, times[t.started])
    if t.ended < t.times:
        first = min(first, times[t.ended] + t.length)
    if t.conversion and t.added < t.times:
        first = min(first, times[t.added] + t.length + t.lag)
    if first < math.inf:
        entity = events.entity_number(events.TRAINING_ENTITY, k, 0)
        set_entry(w, events.CAPACITY, entity, holder_word(TRAINING_HOLDER, k), first)


@apart
def training_changes(w: World, k: int) -> None:
    """Let batches of a training end and begin, and converted doctors come on the register (rule 7.1)."""
    t, now = training(w, k), w.now
    times, entity = floats_at(t.times_at), events.entity_number(events.TRAINING_ENTITY, k, 0)
    lives = max(0, t.region)
    while t.ended < t.times and times[t.ended] + t.length <= now:
        t.ended += 1
        log(w, L.TRAINING_ENDED, entity, site(lives, t.hospital), t.number, t.size)
    while t.started < t.times and times[t.started] <= now:
        t.started += 1
        log(w, L.TRAINING_STARTED, entity, site(lives, t.hospital), t.number, t.size)
    while t.conversion and t.added < t.times and times[t.added] + t.length + t.lag <= now:
        t.added += 1
        hospital(w, t.hospital).extra_psychiatrists += t.size
        log(w, L.STAFF_CHANGED, entity, site(lives, t.hospital), t.number, t.size)
    apply_staff(w)
    set_training(w, k)


# --- assistance -------------------------------------------------------------------------------------------------------


@apart
def _assistance_pool(w: World, r: int) -> int:
    clinic = region(w, r).clinic
    return hospital(w, clinic).assistance if clinic >= 0 else NOBODY


@apart
def _set_assistance_timer(w: World, kind: int, r: int, time: float) -> None:
    entity = events.entity_number(events.REGION_ENTITY, r, 2)
    set_entry(w, kind, entity, holder_word(ASSISTANCE_HOLDER, r), time)


@apart
def set_assistance(w: World, r: int) -> None:
    """Set the timer of a region's next visit of assistance, in the specialists' hours (rule 7.3)."""
    at, k = region(w, r), _assistance_pool(w, r)
    if k < 0:
        return
    p, a_year = pool(w, k), w.rules.assistance_per_year
    if p.unlimited:
        time = rules.assistance_time(0.0, at.rounds, at.turn, at.primary, a_year)
    else:
        # Appointments of a pool without hours fall in the clinic's; they fail.
        open_days = p.open_days if p.open_days != 0.0 else p.hours_per_day / 24.0
        time = rules.assistance_appointment(
            0.0, at.rounds, at.turn, at.primary, a_year, p.opens_at, open_days, p.mask, w.weekday0
        )
    at.due_arrival = max(time, w.now)
    _set_assistance_timer(w, events.ARRIVAL, r, at.due_arrival)


@apart
def refresh_assistance(w: World, r: int) -> None:
    """Count the institutions covered now; the region's detection clock follows."""
    at, covered, first = region(w, r), 0, math.inf
    for place in range(at.primary):
        if is_covered(w, r, place):
            covered += 1
            first = min(first, number(w, at.until_at + place).value)
    if covered > 0:
        at.due_expiry = first
        _set_assistance_timer(w, events.HOLD_EXPIRY, r, first)
    if covered != at.covered:
        at.covered = covered
        update_detection(w, r)


@apart
def assist(w: World, r: int) -> None:
    """Visit a primary institution if a specialist is free (rule 7.3)."""
    at, k = region(w, r), _assistance_pool(w, r)
    place = at.turn
    at.turn += 1
    if at.turn == at.primary:
        at.turn = 0
        at.rounds += 1
    entity = events.entity_number(events.REGION_ENTITY, r, 2)
    if can_start(w, k):
        begin_job(w, k, make_job(w, NOBODY, w.now, place, w.rules.assistance_visit, DONE_NOTHING))
        number(w, at.until_at + place).value = w.now + w.rules.assistance_lasts
        log(w, L.ASSISTANCE_DELIVERED, entity, site(r, -1), 0, float(place))
        refresh_assistance(w, r)
    else:
        log(w, L.ASSISTANCE_FAILED, entity, site(r, -1), 0, float(place))
    set_assistance(w, r)
