"""Follow-up at home: visits, medication, stability, case management (rule 3)."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from model.care import draws, events, hours, purposes
from model.care import home as rules
from model.care import log as L
from model.engines.simpy_pools import Job, Team
from model.engines.simpy_state import EXAMINED, FACE_TO_FACE, MANAGED, OUT_OF_STANDARD, Person

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

CASE_NONE, CASE_WAITING, CASE_ACTIVE = 0, 1, 2


class CaseLoad:
    """The team's slots of case management, given by request time and identity (rule 2.3)."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.slots = 0
        self.active = 0
        self.waiting: list[tuple[float, int, Person]] = []

    def ask(self, p: Person) -> None:
        """Ask for a slot."""
        p.case = CASE_WAITING
        p.case_since = self.model.env.now
        insort(self.waiting, (p.case_since, p.entity, p))
        self.give()

    def give(self) -> None:
        """Give free slots to those who wait longest."""
        while self.waiting and self.active < self.slots:
            p = self.waiting.pop(0)[2]
            p.case = CASE_ACTIVE
            self.active += 1
            self.model.log(L.CASE_OPENED, p.entity, p.region)
            self.model.update_relapse(p)

    def leave(self, p: Person) -> None:
        """Give up a slot or the wait for one."""
        if p.case == CASE_WAITING:
            del self.waiting[bisect_left(self.waiting, (p.case_since, p.entity))]
            p.case = CASE_NONE
        elif p.case == CASE_ACTIVE:
            p.case = CASE_NONE
            self.active -= 1
            self.model.log(L.CASE_CLOSED, p.entity, p.region)
            self.model.update_relapse(p)
            self.give()


class Visits:
    """Visits of every team."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def follow_up(self, p: Person) -> Generator[Any, Any, None]:
        """Follow a person up at home: visits that are made, fail, or are missed (rules 3.2 to 3.5)."""
        while True:
            what = yield p.follow_up.next()
            if what == events.LATENESS:
                self.miss(p)
            else:
                self.attempted(p, what)

    def set_deadline(self, p: Person, deadline: float) -> None:
        """Set the date by which the next visit is due; forget an open visit's old order (rule 3.2)."""
        model, r = self.model, self.model.rules
        if not r.visits:
            return
        p.deadline = deadline
        p.overdue = False
        p.opens = deadline - r.lead
        model.env.set(p, events.LATENESS, max(float(rules.lateness_time(deadline, r.grace)), model.env.now))
        model.teams[p.region].expect(p)

    def bring_forward(self, p: Person) -> None:
        """After worsening the deadline is the earlier of the old one and one new interval (rule 3.2)."""
        model, r, now = self.model, self.model.rules, self.model.env.now
        if not r.visits or p.hospital is not None or p.lost:
            return
        deadline = float(rules.deadline_on_worsening(now, p.deadline, rules.interval_of(p.stability, *r.intervals)))
        job = p.visit
        if deadline < p.deadline:
            if job is None:
                self.set_deadline(p, deadline)
            else:
                p.deadline = deadline
                if not p.overdue:
                    model.env.set(p, events.LATENESS, max(float(rules.lateness_time(deadline, r.grace)), now))
        if job is not None and job.pool is not None:
            team = model.teams[p.region]
            team.remove(job)
            job.order = (p.deadline, 0.0, p.entity)
            job.joint = self.is_joint(p)
            team.put(job)
            team.serve()

    def is_joint(self, p: Person) -> bool:
        """Tell whether the visit needs a psychiatrist and the plan has hours for it (rule 3.3)."""
        pool = self.model.teams[p.region].joint_pool
        return pool is not None and pool.servers > 0 and bool(rules.needs_joint_visit(p.grade, p.stability))

    def open(self, p: Person, team: Team) -> None:
        """Put a visit that has come due in the team's queue."""
        now = self.model.env.now
        job = Job(p, (p.deadline, 0.0, p.entity), 0.0, self._done, now)
        job.joint = self.is_joint(p)
        p.visit = job
        p.opens = math.inf
        self.model.log(L.VISIT_OPENED, p.entity, p.region)
        team.put(job)

    def starts(self, job: Job) -> None:
        """Draw what a visit that starts is like: its length (rules 3.4, 3.5)."""
        p, model, r = job.who, self.model, self.model.rules
        assert isinstance(p, Person)
        p.attempts += 1
        job.index = p.attempts
        if not job.joint:
            job.telephone = model.draw(p.entity, purposes.VISIT_TELEPHONE, job.index) < r.telephone
        job.work = r.visit if job.telephone else r.visit + r.travel
        model.log(L.VISIT_STARTED, p.entity, p.region, -1, int(job.joint), model.env.now - job.since)

    def _done(self, job: Job) -> None:
        p = job.who
        # The person may have died, left, moved or been admitted since: the service ran out its time (8.1, 3.6).
        if isinstance(p, Person) and p.visit is job:
            p.follow_up.tell_now(job)

    def attempted(self, p: Person, job: Job) -> None:
        """Note the outcome of an attempt."""
        model, r, now = self.model, self.model.rules, self.model.env.now
        p.visit = None
        assisted = model.staffing.assisted(p)
        ratio = r.assistance_failure if assisted else 1.0
        if rules.visit_fails(model.draw(p.entity, purposes.VISIT_FAILS, job.index), r.fail, ratio):
            self._failed(p, now)
        else:
            self._completed(p, job, now, assisted)

    def _failed(self, p: Person, now: float) -> None:
        model, r = self.model, self.model.rules
        model.log(L.VISIT_FAILED, p.entity, p.region)
        p.failures += 1
        if rules.is_lost(p.failures, r.failures_to_loss):
            p.lost = True
            model.log(L.LOST_TO_FOLLOW_UP, p.entity, p.region)
            p.opens = math.inf
            # The visit is still missed in its time (rule 3.2); then a deadline every so many days, without a visit.
            if p.overdue:
                p.deadline = now + r.lost_deadline
            else:
                p.deadline = max(float(rules.lateness_time(p.deadline, r.grace)), now)
            model.env.set(p, events.LATENESS, p.deadline)
        else:
            p.opens = now + r.retry
            model.teams[p.region].expect(p)

    def _completed(self, p: Person, job: Job, now: float, assisted: bool) -> None:
        model, r, index = self.model, self.model.rules, job.index
        p.failures = 0
        p.flags |= MANAGED
        detail = 1 if job.telephone else 0
        if not job.telephone:
            p.flags |= FACE_TO_FACE
            if not p.flags & EXAMINED and model.draw(p.entity, purposes.VISIT_EXAMINATION, index) < r.examination:
                p.flags |= EXAMINED
                detail += 2
        ratio = r.assistance_medication if assisted else 1.0
        if p.case == CASE_ACTIVE:
            ratio *= r.case_medication
        if model.in_home_support(p):
            ratio *= r.support_medication
        regular = bool(
            rules.medication_after_visit(
                model.draw(p.entity, purposes.VISIT_MEDICATION, index), p.regular, r.keep, r.become, ratio
            )
        )
        u = model.draw(p.entity, purposes.VISIT_REPORTED, index) if rules.may_overreport(regular) else draws.ANY
        p.reported = bool(rules.reported_regular(u, regular, r.overreport))
        p.intermittent = model.draw(p.entity, purposes.VISIT_INTERMITTENT, index) < r.intermittent
        detail += (4 if p.reported else 0) + (8 if job.joint else 0) + (16 if p.overdue else 0)
        model.log(L.VISIT_COMPLETED, p.entity, p.region, -1, detail, now - p.deadline)
        model.set_medication(p, regular)
        if not p.in_episode and rules.may_improve(regular, p.stability):
            u = model.draw(p.entity, purposes.VISIT_IMPROVES, index)
            model.set_stability(p, int(rules.after_visit(u, regular, p.stability, r.improve)))
        self.set_deadline(p, now + float(rules.interval_of(p.stability, *r.intervals)))

    def miss(self, p: Person) -> None:
        """A deadline is missed: once per visit, the visit stays queued (rules 3.1, 3.2, 3.5)."""
        model, r, now = self.model, self.model.rules, self.model.env.now
        p.missed += 1
        p.overdue = True
        p.flags |= OUT_OF_STANDARD
        model.log(L.VISIT_MISSED, p.entity, p.region, -1, int(p.lost))
        if p.regular and model.draw(p.entity, purposes.MISSED_MEDICATION, p.missed) < r.missed_stop:
            model.set_medication(p, False)
        if p.lost:
            p.deadline = now + r.lost_deadline
            model.env.set(p, events.LATENESS, p.deadline)
        if rules.may_worsen(p.stability):
            u = model.draw(p.entity, purposes.MISSED_STABILITY, p.missed)
            model.set_stability(p, int(rules.after_missed_deadline(u, p.stability, r.worsen)))

    def cancel(self, p: Person) -> None:
        """Admission, death, a move or a loss cancels the visit (rule 3.6); a started one runs out its time."""
        job = p.visit
        if job is not None:
            if job.pool is not None:
                self.model.teams[p.region].remove(job)
                self.model.log(L.VISIT_CANCELLED, p.entity, p.region)
            p.visit = None
        p.opens = math.inf
        p.deadline = math.inf
        p.overdue = False
        self.model.env.clear(p, events.LATENESS)

    def carry_over(self, p: Person, deadline: float, overdue: bool) -> None:
        """After a move the visit opens again there, with the deadline it had; missed once is missed (8.2, 3.2)."""
        model, now = self.model, self.model.env.now
        if p.lost:
            p.deadline, p.overdue = deadline, overdue
            model.env.set(p, events.LATENESS, max(deadline, now))
            return
        self.set_deadline(p, deadline if math.isfinite(deadline) else now)
        if overdue:
            p.overdue = True
            model.env.clear(p, events.LATENESS)

    def after_discharge(self, p: Person) -> None:
        """Set the deadline of the first visit after discharge, in working days (rule 3.6)."""
        m = self.model
        deadline = float(
            hours.working_days_after(m.env.now, m.rules.discharge_working_days, m.inputs.team_hours.mask, m.weekday0)
        )
        self.set_deadline(p, deadline)

    def found_again(self, p: Person) -> None:
        """Note that a lost person is back at a service (rule 3.4)."""
        if p.lost:
            model, now = self.model, self.model.env.now
            p.lost = False
            p.failures = 0
            model.log(L.FOUND_AGAIN, p.entity, p.region)
            if p.hospital is None:
                self.set_deadline(p, now + float(rules.interval_of(p.stability, *model.rules.intervals)))
