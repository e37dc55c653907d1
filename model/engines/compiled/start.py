"""The first day: who is registered, in hospital, on a list, in rehabilitation (rule 5.8), as in `simpy_start`."""

from __future__ import annotations

from model.care import beds as bed_rules
from model.care import draws, events, purposes
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as R
from model.care import relapse as relapse_rules
from model.care import visits_at_start as visit_rules
from model.care.first_day import FROM_HOSPITAL, FROM_LIST, FROM_PLACE, FROM_TREATMENT
from model.engines.compiled.agenda import CLIENT, IN_HOSPITAL, SINCE_BEFORE, TREATED_AT_HOME
from model.engines.compiled.beds import occupy
from model.engines.compiled.calendar import clear_timer, set_timer
from model.engines.compiled.cases import ask_for_slot
from model.engines.compiled.chance import draw, length_biased, new_threshold, numbers, set_rate
from model.engines.compiled.clocks import update_home
from model.engines.compiled.handler import apart
from model.engines.compiled.layout import (
    CRISIS_HAZARD,
    DEATH_HAZARD,
    MANAGED,
    MOVE_HAZARD,
    OFFER_HAZARD,
    OUT_OF_STANDARD,
    RELAPSE_HAZARD,
    TREATED,
    person,
    region,
)
from model.engines.compiled.memory import World
from model.engines.compiled.places import change_places
from model.engines.compiled.tally import change, log_of
from model.engines.compiled.visits import expect, interval, set_deadline


@apart
def describe(w: World, i: int) -> None:
    """Draw what a registered person is like (rules 2.3, 5.8)."""
    p, r = person(w, i), w.rules
    e = p.entity
    shares = numbers(w.diagnosis_shares_at, w.diagnoses)
    p.diagnosis = home_rules.choose(draw(w, e, purposes.DIAGNOSIS, 0), shares)
    u = draw(w, e, purposes.SEVERITY, 0)
    p.stability = home_rules.severity_at_start(u, r.stable_share, r.unstable_share)
    p.grade = home_rules.choose(draw(w, e, purposes.GRADE, 0), r.grade_shares)
    p.regular = draw(w, e, purposes.MEDICATION, 0) < r.regular_share
    u = draw(w, e, purposes.REPORTED, 0) if home_rules.may_overreport(p.regular) else draws.ANY
    p.reported = home_rules.reported_regular(u, p.regular, r.overreport)
    p.intermittent = draw(w, e, purposes.INTERMITTENT, 0) < r.intermittent


@apart
def register(w: World, i: int, detected: int) -> None:
    """Start the tracks and hazards of a registered person."""
    r = person(w, i).region
    log_of(w, L.REGISTERED, i, -1, detected, 0.0)
    change(w, R.REGISTERED_LEVEL, r, 1.0)
    change(w, R.HOME_LEVEL, r, 1.0)
    new_threshold(w, i, DEATH_HAZARD, purposes.DEATH, 0)
    new_threshold(w, i, MOVE_HAZARD, purposes.MOVE, 0)
    new_threshold(w, i, RELAPSE_HAZARD, purposes.RELAPSE, 0)
    new_threshold(w, i, CRISIS_HAZARD, purposes.CRISIS, 0)
    new_threshold(w, i, OFFER_HAZARD, purposes.REFERRAL_FROM_HOME, 0)
    set_rate(w, i, DEATH_HAZARD, events.DEATH, w.rules.death_rate)


@apart
def _last_discharge(w: World, i: int) -> float:
    """Draw when a person at home was last discharged, by the shares of the bands (rule 5.8)."""
    r, u = w.rules, draw(w, person(w, i).entity, purposes.LAST_DISCHARGE, 0)
    return w.now - relapse_rules.time_since_discharge(u, r.discharged_30, r.discharged_365)


@apart
def _lost_at_start(w: World, i: int, u: float) -> bool:
    """Let some be lost to follow-up from the start: a deadline every so many days, this one at a uniform phase."""
    p, r = person(w, i), w.rules
    if p.in_episode or p.place >= 0 or draw(w, p.entity, purposes.LOST_AT_START, 0) >= r.lost_share:
        return False
    p.lost = True
    p.overdue = True
    p.flags = OUT_OF_STANDARD
    p.deadline = w.now + r.lost_deadline * u
    set_timer(w, i, events.LATENESS, p.deadline)
    return True


@apart
def _first_visit(w: World, i: int) -> None:
    """Set where a person stands between two visits: at a uniform point of the way to the next (rule 5.8)."""
    p, r, now = person(w, i), w.rules, w.now
    if not r.visits:
        return
    u = draw(w, p.entity, purposes.VISIT_PHASE, 0)
    if _lost_at_start(w, i, u):
        return
    days = interval(w, i)
    wait = region(w, p.region).start_joint_wait if home_rules.needs_joint_visit(p.grade, p.stability) else 0.0
    gap = visit_rules.gap_until_opening(days, r.lead)
    p.failures = visit_rules.failures_at_start(u, gap, wait, r.fail, r.retry, r.failures_to_loss)
    open_for = visit_rules.open_for_at_start(u, p.failures, gap, wait, r.fail, r.retry, r.failures_to_loss)
    deadline = now - open_for + min(r.lead, days)
    set_deadline(w, i, deadline)
    if home_rules.lateness_time(deadline, r.grace) < now:
        # Missed before the first day, and not missed again: as at the turn of a year, out of standard.
        p.overdue = True
        p.flags = OUT_OF_STANDARD
        clear_timer(w, i, events.LATENESS)
    if p.failures > 0:
        p.opens = now + visit_rules.next_attempt_in(open_for, p.failures, wait, r.retry)
        expect(w, i)


@apart
def _falls_ill(w: World, i: int) -> None:
    """Put somebody in the middle of an episode."""
    p = person(w, i)
    p.grade = home_rules.choose(draw(w, p.entity, purposes.RELAPSE_GRADE, 0), w.rules.relapse_grades)
    p.stability = home_rules.UNSTABLE
    p.in_episode = True


@apart
def _in_hospital(w: World, i: int, h: int) -> None:
    p, e = person(w, i), person(w, i).entity
    u = draw(w, e, purposes.START_COMPONENT, 0)
    p.long_stay = bed_rules.long_at_start(u, w.rules.long_share, w.mean_short, w.mean_long)
    total = length_biased(w, w.dist_long if p.long_stay else w.dist_short, draw(w, e, purposes.START_STAY, 0))
    remaining = total * draw(w, e, purposes.START_REMAINING, 0)
    elapsed = total - remaining
    _falls_ill(w, i)
    p.flags = MANAGED | TREATED
    change(w, R.HOME_LEVEL, p.region, -1.0)
    occupy(w, i, h, w.now - elapsed)
    p.until = w.now + remaining
    p.episode_kept = IN_HOSPITAL


@apart
def _on_list(w: World, i: int) -> None:
    p = person(w, i)
    _falls_ill(w, i)
    waited = w.rules.start_wait * draws.exponential_threshold(draw(w, p.entity, purposes.START_WAIT, 0))
    p.until = w.now - waited
    p.episode_kept = SINCE_BEFORE
    p.discharged = _last_discharge(w, i)
    _first_visit(w, i)
    update_home(w, i)


@apart
def _treated_at_home(w: World, i: int) -> None:
    p = person(w, i)
    p.grade = home_rules.choose(draw(w, p.entity, purposes.RELAPSE_GRADE, 0), w.rules.treated_grades)
    p.stability = home_rules.UNSTABLE
    p.in_episode = True
    total = length_biased(w, w.dist_home_treatment, draw(w, p.entity, purposes.START_STAY, 0))
    p.until = w.now + total * draw(w, p.entity, purposes.START_REMAINING, 0)
    p.episode_kept = TREATED_AT_HOME


@apart
def _client(w: World, i: int, k: int) -> None:
    p, e = person(w, i), person(w, i).entity
    total = length_biased(w, w.dist_rehabilitation, draw(w, e, purposes.START_PLACE, 0))
    p.rest_of_stay = total * draw(w, e, purposes.START_PLACE_REMAINING, 0)
    p.rest_of_evaluation = w.rules.evaluation * draw(w, e, purposes.START_PLACE_REMAINING, 1)
    p.place = k
    change_places(w, k, 1, 0)
    p.referral_kept = CLIENT


@apart
def place_at_start(w: World, i: int, where: int, k: int) -> None:
    """Put a registered person where the census has them: at home, in a hospital, on the list, in a place."""
    p = person(w, i)
    if where == FROM_HOSPITAL:
        _in_hospital(w, i, k)
    elif where == FROM_LIST:
        _on_list(w, i)
    else:
        if where == FROM_PLACE:
            _client(w, i, k)
        p.discharged = _last_discharge(w, i)
        if where == FROM_TREATMENT:
            _treated_at_home(w, i)
        _first_visit(w, i)
        update_home(w, i)
    if not home_rules.gives_up_case_management(p.grade, p.stability):
        # Given when they were worse, and not given up yet (rule 2.3).
        ask_for_slot(w, i)


@apart
def other_inpatient(w: World, i: int, h: int) -> None:
    """Put a patient from outside the registry into a bed taken before the start."""
    e = person(w, i).entity
    total = length_biased(w, w.dist_other, draw(w, e, purposes.START_STAY, 0))
    remaining = total * draw(w, e, purposes.START_REMAINING, 0)
    elapsed = total - remaining
    occupy(w, i, h, w.now - elapsed)
    person(w, i).until = w.now + remaining
