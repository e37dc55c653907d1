"""Follow-up at home: visits, medication, stability (rule 3), as in `simpy_visits`."""

from __future__ import annotations

import math

from model.care import draws, events, hours, purposes
from model.care import home as rules
from model.care import log as L
from model.care import referral as place_rules
from model.engines.compiled.calendar import clear_timer, expect_on, set_entry, set_timer, take_list
from model.engines.compiled.cases import update_case
from model.engines.compiled.chance import draw
from model.engines.compiled.clocks import update_crisis, update_relapse
from model.engines.compiled.entries import AHEAD, holder_word, person_near
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    CASE_ACTIVE,
    DONE_VISIT,
    EXAMINATION,
    EXAMINED,
    FACE_TO_FACE,
    FAILS,
    IMPROVES,
    INTERMITTENT,
    MANAGED,
    MEDICATION,
    NOBODY,
    OUT_OF_STANDARD,
    POOL_HOLDER,
    REPORTED,
    institution,
    job,
    number,
    person,
    pool,
    region,
    scratch_entry,
    sorted_entry,
)
from model.engines.compiled.memory import World
from model.engines.compiled.pools import is_open, make_job, put_visit, serve, unqueue
from model.engines.compiled.room import release_job, reserve_scratch
from model.engines.compiled.sorting import sort_range
from model.engines.compiled.tally import log_of


@handler
def interval(w: World, i: int) -> float:
    """Return the interval of somebody's visits (rule 3.2)."""
    r = w.rules.intervals
    return rules.interval_of(person(w, i).stability, r[0], r[1], r[2])


@handler
def is_joint(w: World, i: int) -> bool:
    """Tell whether the visit needs a psychiatrist and the plan has hours for it (rule 3.3)."""
    p = person(w, i)
    k = pool(w, region(w, p.region).team).joint_pool
    return k >= 0 and pool(w, k).servers > 0 and rules.needs_joint_visit(p.grade, p.stability)


@handler
def expect(w: World, i: int) -> None:
    """Note from when a person's next visit may be opened."""
    p = person(w, i)
    day = pool(w, region(w, p.region).team).next_day
    if p.opens >= w.end:
        return
    if p.opens > -math.inf:
        day = max(int(math.floor(p.opens)), day)
    expect_on(w, p.region * w.days + day - w.first_day, p.opens, i)


@handler
def _set_lateness(w: World, i: int) -> None:
    late = rules.lateness_time(person(w, i).deadline, w.rules.grace)
    set_timer(w, i, events.LATENESS, max(late, w.now))


@handler
def set_deadline(w: World, i: int, deadline: float) -> None:
    """Set the date by which the next visit is due; forget an open visit's old order (rule 3.2)."""
    if not w.rules.visits:
        return
    p = person(w, i)
    p.deadline = deadline
    p.overdue = False
    p.opens = deadline - w.rules.lead
    _set_lateness(w, i)
    expect(w, i)


@handler
def bring_forward(w: World, i: int) -> None:
    """After worsening the deadline is the earlier of the old one and one new interval (rule 3.2)."""
    p, now = person(w, i), w.now
    if not w.rules.visits or p.hospital >= 0 or p.lost:
        return
    deadline = rules.deadline_on_worsening(now, p.deadline, interval(w, i))
    j = int(p.visit)
    if deadline < p.deadline:
        if j < 0:
            set_deadline(w, i, deadline)
        else:
            p.deadline = deadline
            if not p.overdue:
                _set_lateness(w, i)
    if j >= 0 and job(w, j).pool >= 0:
        team = region(w, p.region).team
        unqueue(w, j)
        at = job(w, j)
        at.a = p.deadline
        at.joint = is_joint(w, i)
        put_visit(w, team, j)
        serve(w, team)


@handler
def set_medication(w: World, i: int, regular: bool) -> None:
    """Change true regular medication."""
    p = person(w, i)
    if regular != p.regular:
        p.regular = regular
        log_of(w, L.MEDICATION_CHANGED, i, -1, int(regular), 0.0)
        update_relapse(w, i)


@handler
def set_stability(w: World, i: int, stability: int) -> None:
    """Change stability: visits, case management (rules 2.3, 3.1, 3.2)."""
    p = person(w, i)
    if stability == p.stability:
        return
    worse = stability > p.stability
    p.stability = stability
    log_of(w, L.STABILITY_CHANGED, i, -1, stability, 0.0)
    update_case(w, i)
    if worse:
        bring_forward(w, i)


@handler
def set_grade(w: World, i: int, grade: int) -> None:
    """Change the risk grade: crises, case management."""
    person(w, i).grade = grade
    update_crisis(w, i)
    update_case(w, i)


# --- opening -----------------------------------------------------------------------------------------------------


@handler
def schedule_opening(w: World, k: int) -> None:
    """Set the timer of a team's next opening; if it is open now, of the one after."""
    at, now = pool(w, k), w.now
    if is_open(w, k):
        opening = hours.opening_after(now, at.opens_at, at.open_days, at.mask, w.weekday0)
    else:
        opening = hours.next_opening(now, at.opens_at, at.open_days, at.mask, w.weekday0)
    at.due_opening = opening
    set_entry(w, events.VISITS_OPENING, at.entity, holder_word(POOL_HOLDER, k), opening)


@handler
def _open_visit(w: World, i: int, k: int) -> None:
    """Put a visit that has come due in a team's queue."""
    p = person(w, i)
    j = make_job(w, i, p.deadline, p.entity, 0.0, DONE_VISIT)
    job(w, j).b = 0.0
    job(w, j).joint = is_joint(w, i)
    p.visit = j
    p.opens = math.inf
    log_of(w, L.VISIT_OPENED, i, -1, 0, 0.0)
    put_visit(w, k, j)


@handler
def _gather_due(w: World, k: int, today: int) -> int:
    """Bring together, in order, those who may be visited by now, in the scratch table; return their number."""
    at, n = pool(w, k), 0
    for day in range(at.next_day, today + 1):
        n = take_list(w, at.region * w.days + day - w.first_day, w.now, n)
    sort_range(w, w.n_sorted, n)
    reserve_scratch(w, n)
    for x in range(n):
        source, target = sorted_entry(w, w.n_sorted + x), scratch_entry(w, x)
        target.time = source.time
        target.holder = source.holder
    return n


@handler
def open_visits(w: World, k: int) -> None:
    """Open the visits that have come due, in one event at the day's opening (rule 3.2)."""
    at, today = pool(w, k), int(math.floor(w.now))
    n = _gather_due(w, k, today)
    at.next_day = today
    for x in range(n):
        if x + AHEAD < n:
            person_near(w, scratch_entry(w, x + AHEAD).holder)
        entry = scratch_entry(w, x)
        i = entry.holder
        p = person(w, i)
        if p.opens == entry.time and p.region == at.region and p.visit < 0 and p.alive and p.hospital < 0:
            _open_visit(w, i, k)
    schedule_opening(w, k)


# --- what comes of a visit ---------------------------------------------------------------------------------------


@handler
def is_assisted(w: World, i: int) -> bool:
    """Tell whether a person's primary institution is under assistance (rule 7.3)."""
    p = person(w, i)
    at = region(w, p.region)
    if not at.assisted:
        return False
    place = draws.number_within_copy(p.entity, at.copies) % at.primary
    return number(w, at.until_at + place).value > w.now


@handler
def in_home_support(w: World, i: int) -> bool:
    """Tell whether a person is a client of home support."""
    p = person(w, i)
    return p.in_place and p.place >= 0 and institution(w, p.place).kind == place_rules.HOME_SUPPORT


@handler
def visit_failed(w: World, i: int) -> None:
    """Nobody was there: again after some days, or lost to follow-up (rule 3.4)."""
    p, r, now = person(w, i), w.rules, w.now
    log_of(w, L.VISIT_FAILED, i, -1, 0, 0.0)
    p.failures += 1
    if rules.is_lost(p.failures, r.failures_to_loss):
        p.lost = True
        log_of(w, L.LOST_TO_FOLLOW_UP, i, -1, 0, 0.0)
        p.opens = math.inf
        # The visit is still missed in its time (rule 3.2); then a deadline every so many days, without a visit.
        if p.overdue:
            p.deadline = now + r.lost_deadline
        else:
            p.deadline = max(rules.lateness_time(p.deadline, r.grace), now)
        set_timer(w, i, events.LATENESS, p.deadline)
    else:
        p.opens = now + r.retry
        expect(w, i)


@handler
def _medication_ratio(w: World, i: int, assisted: bool) -> float:
    r = w.rules
    ratio = r.assistance_medication if assisted else 1.0
    if person(w, i).case == CASE_ACTIVE:
        ratio *= r.case_medication
    if in_home_support(w, i):
        ratio *= r.support_medication
    return ratio


@handler
def visit_completed(w: World, i: int, j: int, assisted: bool) -> None:
    """Note what a completed visit found and did (rules 3.1, 3.5)."""
    p, r, now, at = person(w, i), w.rules, w.now, job(w, j)
    p.failures = 0
    p.flags |= MANAGED
    detail = 1 if at.telephone else 0
    if not at.telephone:
        p.flags |= FACE_TO_FACE
        if not p.flags & EXAMINED and place_rules.happens(at.draws[EXAMINATION], r.examination):
            p.flags |= EXAMINED
            detail += 2
    ratio = _medication_ratio(w, i, assisted)
    regular = rules.medication_after_visit(at.draws[MEDICATION], p.regular, r.keep, r.become, ratio)
    p.reported = rules.reported_regular(at.draws[REPORTED], regular, r.overreport)
    p.intermittent = place_rules.happens(at.draws[INTERMITTENT], r.intermittent)
    detail += (4 if p.reported else 0) + (8 if at.joint else 0) + (16 if p.overdue else 0)
    log_of(w, L.VISIT_COMPLETED, i, -1, detail, now - p.deadline)
    set_medication(w, i, regular)
    if not p.in_episode and rules.may_improve(regular, p.stability):
        set_stability(w, i, rules.after_visit(at.draws[IMPROVES], regular, p.stability, r.improve))
    set_deadline(w, i, now + interval(w, i))


@handler
def attempted(w: World, j: int) -> None:
    """Note the outcome of an attempt, unless the person has died, left, moved or been admitted since (3.6, 8.1)."""
    i = job(w, j).who
    p, r = person(w, i), w.rules
    if p.visit != j:
        return
    p.visit = NOBODY
    assisted = is_assisted(w, i)
    ratio = r.assistance_failure if assisted else 1.0
    if rules.visit_fails(job(w, j).draws[FAILS], r.fail, ratio):
        visit_failed(w, i)
    else:
        visit_completed(w, i, j, assisted)


@handler
def miss(w: World, i: int) -> None:
    """A deadline is missed: once per visit, the visit stays queued (rules 3.1, 3.2, 3.5)."""
    p, r = person(w, i), w.rules
    p.missed += 1
    p.overdue = True
    p.flags |= OUT_OF_STANDARD
    log_of(w, L.VISIT_MISSED, i, -1, int(p.lost), 0.0)
    if p.regular and place_rules.happens(draw(w, p.entity, purposes.MISSED_MEDICATION, p.missed), r.missed_stop):
        set_medication(w, i, False)
    if p.lost:
        p.deadline = w.now + r.lost_deadline
        set_timer(w, i, events.LATENESS, p.deadline)
    if rules.may_worsen(p.stability):
        u = draw(w, p.entity, purposes.MISSED_STABILITY, p.missed)
        set_stability(w, i, rules.after_missed_deadline(u, p.stability, r.worsen))


# --- ends and beginnings -----------------------------------------------------------------------------------------


@handler
def cancel_visit(w: World, i: int) -> None:
    """Admission, death, a move or a loss cancels the visit (rule 3.6); a started one runs out its time."""
    p = person(w, i)
    j = int(p.visit)
    if j >= 0:
        if job(w, j).pool >= 0:
            unqueue(w, j)
            release_job(w, j)
            log_of(w, L.VISIT_CANCELLED, i, -1, 0, 0.0)
        p.visit = NOBODY
    p.opens = math.inf
    p.deadline = math.inf
    p.overdue = False
    clear_timer(w, i, events.LATENESS)


@handler
def carry_over(w: World, i: int, deadline: float, overdue: bool) -> None:
    """After a move the visit opens again there, with the deadline it had; missed once is missed (8.2, 3.2)."""
    p, now = person(w, i), w.now
    if p.lost:
        p.deadline = deadline
        p.overdue = overdue
        set_timer(w, i, events.LATENESS, max(deadline, now))
        return
    set_deadline(w, i, deadline if math.isfinite(deadline) else now)
    if overdue:
        p.overdue = True
        clear_timer(w, i, events.LATENESS)


@handler
def after_discharge(w: World, i: int) -> None:
    """Set the deadline of the first visit after discharge, in working days (rule 3.6)."""
    mask = pool(w, region(w, person(w, i).region).team).mask
    set_deadline(w, i, hours.working_days_after(w.now, w.rules.discharge_working_days, mask, w.weekday0))


@handler
def found_again(w: World, i: int) -> None:
    """Note that a lost person is back at a service (rule 3.4)."""
    p = person(w, i)
    if p.lost:
        p.lost = False
        p.failures = 0
        log_of(w, L.FOUND_AGAIN, i, -1, 0, 0.0)
        if p.hospital < 0:
            set_deadline(w, i, w.now + interval(w, i))
