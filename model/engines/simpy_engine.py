"""The model as people read it: four short generators per person on SimPy (rules 1 to 9).

Life, follow-up, episode and referral are parallel tracks of a person (rule 1.4). Each waits for the next thing
that concerns it: a timer of its own, or what a list, a team or an institution tells it. Decisions are taken by
the functions of ``model.care``; who gets a bed, a place or a visit by the lists of `simpy_beds`,
`simpy_places` and `simpy_pools`; this module moves people along the pathway and says what happened.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Generator
from functools import partial
from typing import Any

from model.care import beds as bed_rules
from model.care import events, hazards, pathways, purposes
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as levels
from model.care import referral as referral_rules
from model.care import relapse as relapse_rules
from model.care.recorder import Output
from model.engines import simpy_month, simpy_start
from model.engines.inputs import Inputs
from model.engines.other_admissions import other_admissions
from model.engines.setup import prepare
from model.engines.simpy_arrivals import Arrivals, Detection
from model.engines.simpy_beds import Beds
from model.engines.simpy_classes import ClassPatients
from model.engines.simpy_leaving import Leaving
from model.engines.simpy_places import PLACED, Places
from model.engines.simpy_pools import Job, Team
from model.engines.simpy_rehabilitation import ReferralTrack
from model.engines.simpy_staffing import Staffing
from model.engines.simpy_state import MANAGED, TREATED, Patient, Person
from model.engines.simpy_visits import CASE_ACTIVE, CASE_NONE, CaseLoad, Visits
from model.engines.simpy_world import World
from model.scenario.schema import Scenario

Steps = Generator[Any, Any, Any]
ASSESSED = "assessed"
LIFE = frozenset({events.DEATH, events.MOVE, events.CRISIS})
EPISODE = frozenset({events.RELAPSE, events.PATIENCE})
REFERRAL = frozenset({events.HOLD_EXPIRY, events.PROCESSING_END, events.REFERRAL_FROM_HOME, events.DROPOUT})


class Model(World):
    """One replication of a scenario."""

    HOME = levels.HOME_LEVEL

    def __init__(self, inputs: Inputs, seed: int, replication: int, keep_log: bool) -> None:
        super().__init__(inputs, seed, replication, keep_log)
        self.people: list[Person] = []
        self.workers = [0.0] * len(inputs.regions)
        """Community workers at work now, by region."""
        self.cases = [CaseLoad(self) for _ in inputs.regions]
        self.visits = Visits(self)
        self.referrals = ReferralTrack(self)
        self.classes = ClassPatients(self)
        self.leaving = Leaving(self)
        self.beds = Beds(self)
        self.places = Places(self)
        self.teams = [
            Team(
                self,
                r.index,
                inputs.team_hours,
                self.beds.hospitals[r.clinic].joint if r.clinic >= 0 else None,
                self.visits.starts,
            )
            for r in inputs.regions
        ]
        self.detection: list[Detection] = []
        self.staffing = Staffing(self)
        self.arrivals: list[Arrivals] = []
        self.other_classes = [other_admissions(inputs, self.rules, r.index) for r in inputs.regions]
        self.begin()

    # --- the beginning ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Lay out the first day and start the clocks."""
        inputs, env = self.inputs, self.env
        if inputs.first >= 0.0:
            self.record.month = 0
        self.stop = env.event()
        self.month_end = simpy_month.MonthEnd(self)
        self.detection = [Detection(self, r.index) for r in inputs.regions]
        for r in inputs.regions:
            simpy_start.begin_region(self, r)
        self.staffing.begin(env.now)
        self.staffing.start_assistance()
        self.classes.start_arrivals()

    def register(self, p: Person, at_start: bool) -> None:
        """Start the four tracks of a registered person."""
        now, env = self.env.now, self.env
        p.rings = partial(self._rings, p)
        self.people.append(p)
        self.log(L.REGISTERED, p.entity, p.region, -1, 0 if at_start else 1)
        self.record.change(now, levels.REGISTERED_LEVEL, p.region, 1.0)
        self.record.change(now, levels.HOME_LEVEL, p.region, 1.0)
        for hazard, purpose in (
            (p.death, purposes.DEATH),
            (p.move, purposes.MOVE),
            (p.relapse, purposes.RELAPSE),
            (p.crisis, purposes.CRISIS),
            (p.offer, purposes.REFERRAL_FROM_HOME),
        ):
            self.new_threshold(p, hazard, purpose, 0)
        self.set_rate(p, p.death, events.DEATH, self.rules.death_rate)
        for track in (self.life(p), self.visits.follow_up(p), self.episode(p), self.referrals.referral(p)):
            env.process(track)

    def detect(self, identity: int, region: int) -> None:
        """Register somebody who was undetected until now (rule 2.1)."""
        p = Person(self.env, identity, region)
        simpy_start.describe(self, p)
        self.register(p, at_start=False)
        self.visits.set_deadline(p, self.env.now + self.rules.intervals[home_rules.UNSTABLE])
        self.update_home(p)
        if home_rules.needs_case_management(p.grade, p.stability):
            self.cases[region].ask(p)

    def _rings(self, p: Person, kind: int) -> None:
        if kind == events.LATENESS:
            p.follow_up.tell_now(kind)
        elif kind in LIFE:
            p.life.tell_now(kind)
        elif kind in EPISODE or (kind in (events.END, events.EVALUATION) and p.in_episode):
            p.episode.tell_now(kind)
        elif kind in REFERRAL or kind in (events.END, events.EVALUATION):
            p.referral.tell_now(kind)
        elif kind == events.AGEING:
            self.beds.age(p)
        elif kind == events.OVERFLOW:
            self.beds.overflow(p)
        elif kind == events.RECHECK:
            assert p.place_request is not None
            self.places.ask_again(p.place_request)

    # --- hazards (rule 1.7) ------------------------------------------------------------------------------

    def update_relapse(self, p: Person) -> None:
        """Follow a change of what the relapse hazard depends on (rule 4.1)."""
        r, h, now = self.rules, p.relapse, self.env.now
        rate = 0.0
        if r.relapse_on and p.alive and p.hospital is None and not p.in_episode:
            in_rehabilitation = p.place is not None and p.in_place
            rate = float(
                relapse_rules.relapse_rate(
                    p.regular,
                    r.rate_regular,
                    r.rate_irregular,
                    r.diagnosis_ratio[p.diagnosis],
                    r.rehabilitation_ratio if in_rehabilitation else 1.0,
                    r.case_ratio if p.case == CASE_ACTIVE else 1.0,
                )
            )
        if rate == h.rate:
            return
        if h.rate > 0.0:
            h.done = float(hazards.accumulate(h.done, h.since, now, h.rate, p.discharged, r.edges, r.ratios))
        h.since, h.rate = now, rate
        if rate > 0.0:
            at = float(hazards.time_of(h.threshold, h.done, now, rate, p.discharged, r.edges, r.ratios))
            self._set_or_clear(p, events.RELAPSE, at)
        else:
            self.env.clear(p, events.RELAPSE)

    def update_home(self, p: Person) -> None:
        """Follow a change of place or state: which hazards run, and how fast."""
        r = self.rules
        home = p.alive and p.hospital is None
        self.update_relapse(p)
        self.set_rate(p, p.crisis, events.CRISIS, r.crisis_rates[p.grade] if home else 0.0)
        self.set_rate(p, p.move, events.MOVE, r.move_rate + r.loss_rate if home else 0.0)
        self.update_offer(p)

    def update_offer(self, p: Person) -> None:
        """Run the clock of a referral from home for those who have none (rule 6.1)."""
        idle = referral_rules.is_idle(
            p.alive,
            p.hospital is not None,
            p.place is not None,
            p.place_request is not None,
            not math.isnan(p.processing),
            p.reapply,
        )
        rate = self.rules.home_offer_rate if idle and self.rules.referral_on else 0.0
        self.set_rate(p, p.offer, events.REFERRAL_FROM_HOME, rate)

    # --- state ---------------------------------------------------------------------------------------------

    def in_home_support(self, p: Person) -> bool:
        """Tell whether a person is a client of home support."""
        return p.in_place and p.place is not None and p.place.spec.kind == referral_rules.HOME_SUPPORT

    def set_medication(self, p: Person, regular: bool) -> None:
        """Change true regular medication."""
        if regular != p.regular:
            p.regular = regular
            self.log(L.MEDICATION_CHANGED, p.entity, p.region, -1, int(regular))
            self.update_relapse(p)

    def set_stability(self, p: Person, stability: int) -> None:
        """Change stability: visits, case management (rules 2.3, 3.1, 3.2)."""
        if stability == p.stability:
            return
        worse = stability > p.stability
        p.stability = stability
        self.log(L.STABILITY_CHANGED, p.entity, p.region, -1, stability)
        self.update_case(p)
        if worse:
            self.visits.bring_forward(p)

    def set_grade(self, p: Person, grade: int) -> None:
        """Change the risk grade: crises, case management."""
        p.grade = grade
        self.set_rate(p, p.crisis, events.CRISIS, self.rules.crisis_rates[grade] if p.hospital is None else 0.0)
        self.update_case(p)

    def update_case(self, p: Person) -> None:
        """Ask for or give up case management (rule 2.3)."""
        if p.case == CASE_NONE:
            if home_rules.needs_case_management(p.grade, p.stability):
                self.cases[p.region].ask(p)
                self.cases[p.region].give()
        elif home_rules.gives_up_case_management(p.grade, p.stability):
            self.cases[p.region].leave(p)

    # --- life (rules 4.5 and 8) ----------------------------------------------------------------------------

    def life(self, p: Person) -> Steps:
        """From registration to death or a move beyond the city; crises meanwhile."""
        while True:
            what = yield p.life.next()
            if what == events.DEATH:
                self.leaving.ends(p, L.DIED)
                return
            if what == events.CRISIS:
                p.crises += 1
                self.log(L.CRISIS_EVENT, p.entity, p.region, -1, p.grade)
                self.new_threshold(p, p.crisis, purposes.CRISIS, p.crises)
                self.set_rate(p, p.crisis, events.CRISIS, self.rules.crisis_rates[p.grade])
            elif what == events.MOVE:
                r = self.rules
                p.moves += 1
                if self.draw(p.entity, purposes.LOSS, p.moves) * (r.move_rate + r.loss_rate) < r.loss_rate:
                    self.leaving.ends(p, L.LEFT_CITY)
                    return
                self.leaving.moves(p)
                self.new_threshold(p, p.move, purposes.MOVE, p.moves)
                self.update_home(p)

    # --- episode (rules 4 and 5) ---------------------------------------------------------------------------

    def episode(self, p: Person) -> Steps:
        """From a relapse to the end of the episode, again and again."""
        while True:
            what = yield p.episode.next()
            if what == events.RELAPSE:
                yield from self.relapse(p)
            elif what[0] == "in hospital":
                yield from self.inpatient(p, what[1])
            elif what[0] == "treated at home":
                yield from self.treated_until(p, what[1])
            elif what[0] == "waiting":
                yield from self.after_waiting(p, (yield from self.waiting_since(p, what[1])))

    def relapse(self, p: Person) -> Steps:
        """Relapse, assessment, bed or home treatment, until the episode closes."""
        p.episodes += 1
        p.in_episode = True
        self.begin_pathway(p, pathways.TO_ADMISSION, self.env.now)
        grade = int(
            home_rules.choose(self.draw(p.entity, purposes.RELAPSE_GRADE, p.episodes), self.rules.relapse_grades)
        )
        self.log(L.RELAPSED, p.entity, p.region, -1, grade)
        for cohort in p.discharge_cohorts:
            if cohort in (levels.RELAPSED_365_REGULAR, levels.RELAPSED_365_IRREGULAR):
                self.record.follow(p.discharge_month, p.discharge_region, cohort, p.discharged, self.env.now)
        p.discharge_cohorts = tuple(c for c in p.discharge_cohorts if c < levels.RELAPSED_365_REGULAR)
        self.update_relapse(p)
        self.set_grade(p, grade)
        self.set_stability(p, home_rules.UNSTABLE)
        from_rehabilitation = p.place is not None
        if from_rehabilitation:
            self.referrals.hold_place(p)
        asks = True
        if from_rehabilitation:
            pass  # Straight to the green channel, or as an emergency, without an assessment (rule 6.5).
        elif relapse_rules.is_emergency(grade):
            self._assess_at_once(p)
        else:
            asks = yield from self.assessment(p)
        admitted = False
        if asks:
            cls = int(bed_rules.class_of(p.grade, from_rehabilitation, self.rules.urgent_from))
            admitted = yield from self.wait_for_bed(p, cls)
        yield from self.after_waiting(p, admitted)

    def after_waiting(self, p: Person, admitted: bool) -> Steps:
        """Go on in hospital or, without a bed, at home: the way from the relapse ends here (rules 4.4, 10.3)."""
        self.end_pathway(p, pathways.TO_ADMISSION)
        if admitted:
            yield from self.inpatient(p, math.nan)
        else:
            yield from self.home_treatment(p)

    def _assess_at_once(self, p: Person) -> None:
        """Assess an emergency at any hour; a job of that length goes first at the next opening (rule 1.6)."""
        clinic = self.inputs.regions[p.region].clinic
        self.visits.found_again(p)
        p.flags |= TREATED
        if self.rules.assessment and clinic >= 0:
            now = self.env.now
            self.log(L.ASSESSED, p.entity, p.region, -1, 3)
            job = Job(None, (0.0, now, p.entity), self.rules.intake, lambda job: None, now)
            self.beds.hospitals[clinic].clinic.add(job)

    def assessment(self, p: Person) -> Steps:
        """Wait for and have an assessment in clinic hours; return whether admission is asked for (4.2, 4.3)."""
        clinic, now = self.inputs.regions[p.region].clinic, self.env.now
        assessed = self.rules.assessment and clinic >= 0
        if assessed:
            self.log(L.ASSESSMENT_REQUESTED, p.entity, p.region)
            job = Job(p, (1.0, now, p.entity), self.rules.intake, self._assessed, now)
            job.region = p.region
            p.job = job
            self.record.change(now, levels.WAITING_CLINIC, p.region, 1.0)
            self.beds.hospitals[clinic].clinic.add(job)
            yield p.episode.next()
        self.visits.found_again(p)
        p.flags |= TREATED
        u = self.draw(p.entity, purposes.ADMISSION, p.episodes)
        asks = bool(relapse_rules.asks_for_admission(u, self.rules.admission[p.grade]))
        if assessed:
            self.log(L.ASSESSED, p.entity, p.region, -1, int(asks))
        return asks

    def clinic_starts(self, job: Job) -> None:
        """Note that a clinic starts with somebody."""
        if job.region < 0:
            return
        now = self.env.now
        self.record.change(now, levels.WAITING_CLINIC, job.region, -1.0)
        wait = now - job.since
        if isinstance(job.who, Person):
            self.log(L.ASSESSMENT_STARTED, job.who.entity, job.region, -1, 0, wait)
            self.waited(levels.WAIT_ASSESSMENT, job.since, job.region, wait, levels.GRANTED)
        else:
            self.log(L.CLINIC_VISIT, job.index, job.region, -1, 0, wait)

    def _assessed(self, job: Job) -> None:
        p = job.who
        if isinstance(p, Person) and p.job is job and p.alive:
            p.job = None
            p.episode.tell_now(ASSESSED)

    def wait_for_bed(self, p: Person, cls: int) -> Steps:
        """Ask for a bed; return True when admitted, False when turned away or given up (rules 5.2 to 5.6)."""
        if not self.beds.ask(p, cls, p.episodes):
            return False
        return (yield from self._until_admitted(p, cls))

    def waiting_since(self, p: Person, since: float) -> Steps:
        """Stand on the list since before the start (rule 5.8)."""
        from model.engines.simpy_state import BedRequest

        cls = int(bed_rules.class_of(p.grade, False, self.rules.urgent_from))
        self.begin_pathway(p, pathways.TO_ADMISSION, since)
        self.beds.enlist(BedRequest(p, cls, since, p.region, 0))
        return (yield from self._until_admitted(p, cls))

    def _set_patience(self, p: Person, cls: int) -> None:
        self.beds.patience(p, cls, self.rules.patience[cls], p.episodes)

    def _until_admitted(self, p: Person, cls: int) -> Steps:
        if p.bed_request is not None:
            self._set_patience(p, cls)
        what = yield p.episode.next()
        if what == L.ADMITTED:
            return True
        request, now = self.beds.withdraw(p), self.env.now
        self.log(L.LEFT_LIST, p.entity, p.region, -1, request.first_cls, now - request.time)
        self.waited(levels.WAIT_BED + request.first_cls, request.time, p.region, now - request.time, levels.CENSORED)
        return False

    def leaves_home(self, who: Patient) -> None:
        """Admission: visits, crises, moves and the referral's clock stop (rules 1.4, 3.6)."""
        if not isinstance(who, Person):
            return
        now = self.env.now
        self.record.change(now, levels.HOME_LEVEL, who.region, -1.0)
        self.visits.cancel(who)
        self.referrals.suspend_referral(who)
        self.update_home(who)
        who.flags |= MANAGED | TREATED
        for cohort in who.discharge_cohorts:
            self.record.follow(who.discharge_month, who.discharge_region, cohort, who.discharged, now)
        who.discharge_cohorts = ()

    def inpatient(self, p: Person, until: float) -> Steps:
        """Stay, short or long; blocked when a supported place is needed and none is free (rule 5.7)."""
        r, now, index = self.rules, self.env.now, p.episodes
        self.visits.found_again(p)
        if math.isnan(until):
            p.long_stay = bool(bed_rules.is_long(self.draw(p.entity, purposes.LONG_STAY, index), r.long_share))
            until = now + self.duration("long" if p.long_stay else "short", p.entity, purposes.STAY, index)
        if p.long_stay and p.hospital is not None:
            self.record.change(now, levels.LONG_STAYERS, p.hospital.index, 1.0)
        p.needs_place = (
            p.long_stay
            and r.referral_on
            and self.draw(p.entity, purposes.SUPPORTED_NEED, index) < r.supported_need
            and self.referrals.has_supported_places(p.region)
        )
        self.env.set(p, events.END, until)
        if p.needs_place:
            review = float(bed_rules.first_review(p.admitted, now, r.review_days))
            if math.isfinite(review):
                self.env.set(p, events.EVALUATION, review)
        asked = False
        while True:
            what = yield p.episode.next()
            if what == PLACED:
                return self.discharge(p, to_place=True)
            if what == events.EVALUATION:
                self.log(L.REVIEWED, p.entity, p.region, p.hospital.index if p.hospital else -1)
            if what == events.END and p.needs_place:
                self.beds.set_blocked(p, True)
                if math.isfinite(r.supported_cap):
                    self.env.set(p, events.PATIENCE, self.env.now + r.supported_cap)
            elif what != events.EVALUATION:
                return self.discharge(p, to_place=False)
            if not asked:
                asked = True
                self.referrals.asks_from_bed(p)

    def discharge(self, p: Person, to_place: bool) -> None:
        """Leave hospital; in order: place or referral, visit deadline, bed (rules 1.3, 5.7)."""
        r, now, index = self.rules, self.env.now, p.episodes
        for kind in (events.END, events.EVALUATION, events.PATIENCE):
            self.env.clear(p, kind)
        hospital = self.beds.leave(p)
        against = not to_place and self.draw(p.entity, purposes.AGAINST_ADVICE, index) < r.against_advice
        detail = int(p.long_stay) + (2 if against else 0) + (16 if p.admitted < 0.0 else 0)
        self.log(L.DISCHARGED, p.entity, p.region, hospital.index, detail, now - p.admitted)
        self.record.change(now, levels.HOME_LEVEL, p.region, 1.0)
        p.discharged = now
        self.set_medication(p, self.draw(p.entity, purposes.DISCHARGE_MEDICATION, index) < r.regular_at_discharge)
        p.reported = bool(
            home_rules.reported_regular(self.draw(p.entity, purposes.REPORTED, index + 1), p.regular, r.overreport)
        )
        self._close(p, home_rules.UNSTABLE if against else home_rules.BASICALLY_STABLE)
        self._begin_cohorts(p, now)
        if to_place:
            self.referrals.begins_from_bed(p)
        else:
            self.places.drop(p) if p.place_request is not None and p.place_request.blocked else None
            self.referrals.back_from_episode(p, discharged=True)
        self.visits.after_discharge(p)
        self.env.later(partial(self.beds.make_ready, hospital, p, index))

    def _begin_cohorts(self, p: Person, now: float) -> None:
        p.discharge_month, p.discharge_region = self.record.month, p.region
        relapse = levels.RELAPSED_365_REGULAR if p.regular else levels.RELAPSED_365_IRREGULAR
        p.discharge_cohorts = (levels.READMITTED_30, levels.READMITTED_90, levels.READMITTED_365, relapse)
        for cohort in p.discharge_cohorts:
            self.record.discharged(now, p.region, cohort)

    def home_treatment(self, p: Person) -> Steps:
        """Treatment at home until the episode closes (rule 4.4)."""
        self.log(L.HOME_TREATMENT, p.entity, p.region)
        length = self.duration("home_treatment", p.entity, purposes.HOME_TREATMENT, p.episodes)
        yield from self.treated_until(p, self.env.now + length)

    def treated_until(self, p: Person, until: float) -> Steps:
        """Be treated at home until a date, on which the episode closes (rule 4.4)."""
        self.env.set(p, events.END, until)
        yield p.episode.next()
        self._close(p, home_rules.BASICALLY_STABLE)
        self.referrals.back_from_episode(p, discharged=False)

    def _close(self, p: Person, stability: int) -> None:
        """Close an episode: the grade is redrawn, the relapse hazard runs again (rules 3.1, 4.4)."""
        p.in_episode = False
        grade = int(
            home_rules.choose(self.draw(p.entity, purposes.REMISSION_GRADE, p.episodes), self.rules.remission_grades)
        )
        self.log(L.EPISODE_CLOSED, p.entity, p.region, -1, grade)
        self.set_grade(p, grade)
        self.set_stability(p, stability)
        self.new_threshold(p, p.relapse, purposes.RELAPSE, p.episodes)
        self.update_home(p)


def simulate(scenario: Scenario, seed: int, replication: int, log: bool = False) -> Output:
    """Run one replication with the SimPy engine.

    Parameters
    ----------
    scenario : Scenario
    seed, replication : int
        Together the key of every random number; 32 bits each.
    log : bool
        Keep the full event log.

    Returns
    -------
    Output
        Tallies by month × region, see `model.care.recorder.Output`.
    """
    began = time.perf_counter()
    # Everybody lives to the end of the run: looking for garbage among them costs a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        model = Model(prepare(scenario), seed, replication, log)
        model.env.run(until=model.stop)
    finally:
        if collecting:
            gc.enable()
    model.record.events = model.env.rung
    return model.record.output(replication, time.perf_counter() - began)


__all__ = ["Model", "simulate"]
