"""The episode track of a person: relapse, assessment, bed, stay, discharge, or treatment at home (rules 4 and 5)."""

from __future__ import annotations

import math

from model.care import beds as bed_rules
from model.care import events, pathways, purposes
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as R
from model.care import relapse as relapse_rules
from model.engines.compiled.agenda import (
    ADMITTED,
    FROM_BED,
    IN_HOSPITAL,
    MAKE_READY,
    PLACED,
    SINCE_BEFORE,
    TREATED_AT_HOME,
    episode_waits,
    later,
    tell_referral,
)
from model.engines.compiled.beds import (
    ask_for_bed,
    enlist_bed,
    give_up,
    leave_bed,
    new_request,
    set_blocked,
    set_patience,
)
from model.engines.compiled.calendar import clear_timer, set_timer
from model.engines.compiled.chance import draw, duration, new_threshold
from model.engines.compiled.clinics import add_to_clinic
from model.engines.compiled.clocks import update_home, update_relapse
from model.engines.compiled.handler import apart
from model.engines.compiled.layout import (
    ASSESSMENT,
    DONE_ASSESSED,
    DONE_NOTHING,
    HOME_TREATMENT,
    IDLE,
    INPATIENT,
    LIST,
    NOBODY,
    RELAPSE_HAZARD,
    RUNNING,
    TREATED,
    job,
    person,
    place_request,
    region,
)
from model.engines.compiled.memory import World
from model.engines.compiled.places import drop_request
from model.engines.compiled.pools import make_job
from model.engines.compiled.rehabilitation import asks_from_bed, back_from_episode, has_supported_places, hold_place
from model.engines.compiled.tally import begin_pathway, change, discharged, end_pathway, follow, log_of
from model.engines.compiled.visits import after_discharge, found_again, set_grade, set_medication, set_stability

RELAPSES = (1 << R.RELAPSED_365_REGULAR) | (1 << R.RELAPSED_365_IRREGULAR)


@apart
def _assess_at_once(w: World, i: int) -> None:
    """Assess an emergency at any hour; a job of that length goes first at the next opening (rule 1.6)."""
    p = person(w, i)
    clinic = region(w, p.region).clinic
    found_again(w, i)
    p.flags |= TREATED
    if w.rules.assessment and clinic >= 0:
        log_of(w, L.ASSESSED, i, -1, 3, 0.0)
        j = make_job(w, NOBODY, 0.0, p.entity, w.rules.intake, DONE_NOTHING)
        add_to_clinic(w, int(p.region), j)


@apart
def _close(w: World, i: int, stability: int) -> None:
    """Close an episode: the grade is redrawn, the relapse hazard runs again (rules 3.1, 4.4)."""
    p = person(w, i)
    p.in_episode = False
    u = draw(w, p.entity, purposes.REMISSION_GRADE, p.episodes)
    grade = home_rules.choose(u, w.rules.remission_grades)
    log_of(w, L.EPISODE_CLOSED, i, -1, grade, 0.0)
    set_grade(w, i, grade)
    set_stability(w, i, stability)
    new_threshold(w, i, RELAPSE_HAZARD, purposes.RELAPSE, p.episodes)
    update_home(w, i)


@apart
def _home_treatment(w: World, i: int) -> None:
    """Begin treatment at home (rule 4.4)."""
    p = person(w, i)
    end_pathway(w, i, pathways.TO_ADMISSION)
    log_of(w, L.HOME_TREATMENT, i, -1, 0, 0.0)
    length = duration(w, w.dist_home_treatment, p.entity, purposes.HOME_TREATMENT, p.episodes)
    set_timer(w, i, events.END, w.now + length)
    p.episode_state = HOME_TREATMENT


@apart
def _wait_on_list(w: World, i: int, cls: int) -> None:
    p = person(w, i)
    if p.bed_request >= 0:
        set_patience(w, i, w.rules.patience[cls], int(p.episodes))
    p.episode_state = LIST


@apart
def _ask_for_bed(w: World, i: int, from_rehabilitation: bool) -> None:
    """Ask for a bed; whoever is turned away is treated at home (rules 5.2 to 5.6)."""
    p = person(w, i)
    cls = bed_rules.class_of(p.grade, from_rehabilitation, w.rules.urgent_from)
    if ask_for_bed(w, i, cls, int(p.episodes)):
        _wait_on_list(w, i, cls)
    else:
        _home_treatment(w, i)


@apart
def _assessed(w: World, i: int, by_clinic: bool) -> None:
    """After the assessment: whether admission is asked for (rule 4.3)."""
    p = person(w, i)
    found_again(w, i)
    p.flags |= TREATED
    u = draw(w, p.entity, purposes.ADMISSION, p.episodes)
    asks = relapse_rules.asks_for_admission(u, w.rules.admission[p.grade])
    if by_clinic:
        log_of(w, L.ASSESSED, i, -1, int(asks), 0.0)
    if asks:
        _ask_for_bed(w, i, False)
    else:
        _home_treatment(w, i)


@apart
def _assessment(w: World, i: int) -> None:
    """Wait for and have an assessment in clinic hours (rule 4.2)."""
    p = person(w, i)
    clinic = region(w, p.region).clinic
    if not w.rules.assessment or clinic < 0:
        _assessed(w, i, False)
        return
    log_of(w, L.ASSESSMENT_REQUESTED, i, -1, 0, 0.0)
    j = make_job(w, i, 1.0, p.entity, w.rules.intake, DONE_ASSESSED)
    job(w, j).region = p.region
    p.job = j
    p.episode_state = ASSESSMENT
    add_to_clinic(w, int(p.region), j)


@apart
def _relapse(w: World, i: int) -> None:
    """Relapse, then assessment, bed or home treatment (rule 4.2)."""
    p = person(w, i)
    p.episodes += 1
    p.in_episode = True
    begin_pathway(w, i, pathways.TO_ADMISSION, w.now)
    grade = home_rules.choose(draw(w, p.entity, purposes.RELAPSE_GRADE, p.episodes), w.rules.relapse_grades)
    log_of(w, L.RELAPSED, i, -1, grade, 0.0)
    for cohort in range(R.RELAPSED_365_REGULAR, R.COHORTS):
        if (p.cohorts >> cohort) & 1:
            follow(w, i, cohort)
    p.cohorts &= ~RELAPSES
    update_relapse(w, i)
    set_grade(w, i, grade)
    set_stability(w, i, home_rules.UNSTABLE)
    if p.place >= 0:
        # Straight to the green channel, or as an emergency, without an assessment (rule 6.5).
        hold_place(w, i)
        _ask_for_bed(w, i, True)
    elif relapse_rules.is_emergency(grade):
        _assess_at_once(w, i)
        _ask_for_bed(w, i, False)
    else:
        _assessment(w, i)


@apart
def _inpatient(w: World, i: int, until: float) -> None:
    """Begin a stay, short or long, or go on with one from before the start (rule 5.7)."""
    p, r = person(w, i), w.rules
    e, index = p.entity, p.episodes
    found_again(w, i)
    if math.isnan(until):
        p.long_stay = bed_rules.is_long(draw(w, e, purposes.LONG_STAY, index), r.long_share)
        until = w.now + duration(w, w.dist_long if p.long_stay else w.dist_short, e, purposes.STAY, index)
    if p.long_stay and p.hospital >= 0:
        change(w, R.LONG_STAYERS, p.hospital, 1.0)
    p.needs_place = (
        p.long_stay
        and r.referral_on
        and draw(w, e, purposes.SUPPORTED_NEED, index) < r.supported_need
        and has_supported_places(w, int(p.region))
    )
    set_timer(w, i, events.END, until)
    if p.needs_place:
        review = bed_rules.first_review(p.admitted, w.now, r.review_days)
        if math.isfinite(review):
            set_timer(w, i, events.EVALUATION, review)
    p.asked = False
    p.episode_state = INPATIENT


@apart
def _begin_cohorts(w: World, i: int) -> None:
    p = person(w, i)
    p.discharge_month = w.month
    p.discharge_region = p.region
    relapse = R.RELAPSED_365_REGULAR if p.regular else R.RELAPSED_365_IRREGULAR
    p.cohorts = (1 << R.READMITTED_30) | (1 << R.READMITTED_90) | (1 << R.READMITTED_365) | (1 << relapse)
    for cohort in range(R.COHORTS):
        if (p.cohorts >> cohort) & 1:
            discharged(w, int(p.region), cohort)


@apart
def _discharge(w: World, i: int, to_place: bool) -> None:
    """Leave hospital; in order: place or referral, visit deadline, bed (rules 1.3, 5.7)."""
    p, r, now = person(w, i), w.rules, w.now
    e, index = p.entity, p.episodes
    clear_timer(w, i, events.END)
    clear_timer(w, i, events.EVALUATION)
    clear_timer(w, i, events.PATIENCE)
    h = leave_bed(w, i)
    against = not to_place and draw(w, e, purposes.AGAINST_ADVICE, index) < r.against_advice
    detail = int(p.long_stay) + (2 if against else 0) + (16 if p.admitted < 0.0 else 0)
    log_of(w, L.DISCHARGED, i, h, detail, now - p.admitted)
    change(w, R.HOME_LEVEL, p.region, 1.0)
    p.discharged = now
    set_medication(w, i, draw(w, e, purposes.DISCHARGE_MEDICATION, index) < r.regular_at_discharge)
    p.reported = home_rules.reported_regular(draw(w, e, purposes.REPORTED, index + 1), p.regular, r.overreport)
    _close(w, i, home_rules.UNSTABLE if against else home_rules.BASICALLY_STABLE)
    _begin_cohorts(w, i)
    if to_place:
        tell_referral(w, i, FROM_BED)
    else:
        if p.place_request >= 0 and place_request(w, p.place_request).blocked:
            drop_request(w, i)
        back_from_episode(w, i, True)
    after_discharge(w, i)
    later(w, MAKE_READY, e, h, int(index))
    p.episode_state = IDLE


@apart
def _in_hospital(w: World, i: int, what: int) -> None:
    """Go on in hospital: a review, the end of the stay, a place that is found, the end of blocking (rule 5.7)."""
    p, r = person(w, i), w.rules
    if what == PLACED:
        _discharge(w, i, True)
        return
    if what == events.EVALUATION:
        log_of(w, L.REVIEWED, i, int(p.hospital), 0, 0.0)
    elif what == events.END and p.needs_place:
        set_blocked(w, i, True)
        if math.isfinite(r.supported_cap):
            set_timer(w, i, events.PATIENCE, w.now + r.supported_cap)
    else:
        _discharge(w, i, False)
        return
    if not p.asked:
        p.asked = True
        asks_from_bed(w, i)


@apart
def _from_idle(w: World, i: int, what: int) -> None:
    p = person(w, i)
    if what == events.RELAPSE:
        _relapse(w, i)
    elif what == IN_HOSPITAL:
        _inpatient(w, i, p.until)
    elif what == TREATED_AT_HOME:
        set_timer(w, i, events.END, p.until)
        p.episode_state = HOME_TREATMENT
    elif what == SINCE_BEFORE:
        cls = bed_rules.class_of(p.grade, False, w.rules.urgent_from)
        begin_pathway(w, i, pathways.TO_ADMISSION, p.until)
        enlist_bed(w, new_request(w, i, cls, p.until, 0))
        _wait_on_list(w, i, cls)


@apart
def resume_episode(w: World, i: int, what: int) -> None:
    """Go on with the episode track: from a relapse to the end of the episode, again and again."""
    p = person(w, i)
    p.episode_status = RUNNING
    if p.episode_state == INPATIENT:
        _in_hospital(w, i, what)
    elif p.episode_state == LIST:
        if what == ADMITTED:
            end_pathway(w, i, pathways.TO_ADMISSION)
            _inpatient(w, i, math.nan)
        else:
            give_up(w, i)
            _home_treatment(w, i)
    elif p.episode_state == HOME_TREATMENT:
        p.episode_state = IDLE
        _close(w, i, home_rules.BASICALLY_STABLE)
        back_from_episode(w, i, False)
    elif p.episode_state == ASSESSMENT:
        _assessed(w, i, True)
    else:
        _from_idle(w, i, what)
    episode_waits(w, i)
