"""Hospitals and the city's waiting list (rule 5)."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from model.care import beds as rules
from model.care import draws, events, purposes
from model.care import log as L
from model.care import recorder as levels
from model.engines.inputs import HospitalInput
from model.engines.simpy_clock import Holder
from model.engines.simpy_pools import JointPool, Pool
from model.engines.simpy_state import BedRequest, Patient, Person
from model.scenario.apportion import value_at

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

Entry = tuple[int, float, int, BedRequest]


class Hospital:
    """Open and staffed beds, who is in them, and who may be offered the next (rules 5.1, 5.3, 5.5)."""

    def __init__(self, model: Model, spec: HospitalInput) -> None:
        self.model = model
        self.spec = spec
        self.index = spec.index
        self.open = 0.0
        self.staffed = 0.0
        self.by = (0.0, 0.0, 0.0)
        self.binding = 0
        self.patients = 0
        self.turnover = 0
        self.waiting: list[Entry] = []
        self.turnovers = 0
        self.extra_psychiatrists = 0.0
        self.away: dict[str, float] = {}
        self.drifted = {"psychiatrists": 0.0, "nurses": 0.0, "health_staff": 0.0}
        self.accumulated = dict(self.drifted)
        self.psychiatrists = 0.0
        self.nurses = 0.0
        self.health_staff = 0.0
        clinic_hours = model.inputs.clinic_hours
        self.clinic = Pool(model, clinic_hours, levels.CLINIC_BUSY, spec.index, model.clinic_starts)
        self.joint = JointPool(model, clinic_hours)
        self.assistance = Pool(model, clinic_hours)

    def headcount(self, profession: str, now: float) -> float:
        """Return a headcount: dated steps, hiring and leaving, training (rule 7.1)."""
        steps = getattr(self.spec, profession)
        number = value_at(steps, now) + self.drifted[profession]
        if profession == "psychiatrists":
            number += self.extra_psychiatrists
        return max(0.0, number - self.away.get(profession, 0.0))

    def update(self, now: float) -> None:
        """Apply the capacities and staff of this instant."""
        spec = self.spec
        self.open = value_at(spec.open_beds, now)
        self.psychiatrists = self.headcount("psychiatrists", now)
        self.nurses = self.headcount("nurses", now)
        self.health_staff = self.headcount("health_staff", now)
        self.by = (
            float(rules.carried(self.psychiatrists, spec.beds_per_psychiatrist)),
            float(rules.carried(self.nurses, spec.beds_per_nurse)),
            float(rules.carried(self.health_staff, spec.beds_per_health_staff)),
        )
        staffed = float(rules.staffed_beds(self.open, *self.by))
        self.binding = int(rules.binding(self.open, *self.by))
        record = self.model.record
        for level, value in (
            (levels.OPEN_BEDS, self.open),
            (levels.STAFFED, staffed),
            (levels.PSYCHIATRISTS, self.psychiatrists),
            (levels.NURSES, self.nurses),
            (levels.HEALTH_STAFF, self.health_staff),
        ):
            record.set_level(now, level, self.index, value)
        if staffed != self.staffed:
            self.staffed = staffed
            self.model.log(
                L.STAFFED_BEDS_CHANGED,
                events.entity(events.HOSPITAL_ENTITY, self.index),
                spec.written_in,
                self.index,
                self.binding,
                staffed if math.isfinite(staffed) else -1.0,
            )
        self.clinic.staff(self.psychiatrists, spec.clinic_share)
        self.joint.staff(self.psychiatrists, spec.joint_share)
        self.assistance.staff(self.psychiatrists, spec.assistance_share)

    def norm_beds(self) -> float:
        """Return the beds that today's staff could carry at the norms."""
        s = self.spec
        return float(
            rules.staffed_beds(
                self.open,
                rules.carried(self.psychiatrists, s.norm_beds_per_psychiatrist),
                rules.carried(self.nurses, s.norm_beds_per_nurse),
                rules.carried(self.health_staff, s.norm_beds_per_health_staff),
            )
        )

    def has_free_bed(self) -> bool:
        """Tell whether somebody may be admitted (rule 5.5)."""
        laid_out = self.model.beds.laid_out
        return laid_out and bool(rules.has_free_bed(self.patients, self.turnover, self.staffed))

    def offer(self) -> None:
        """Give free staffed beds to the first in list order for whom this hospital is eligible (rule 5.3)."""
        while self.waiting and self.has_free_bed():
            request = self.waiting[0][3]
            self.model.beds.grant(request, self)


class Turnover(Holder):
    """A bed being made ready (rule 5.7)."""

    __slots__ = ("hospital",)

    def __init__(self, hospital: Hospital, number: int) -> None:
        super().__init__(events.entity(events.BED_ENTITY, hospital.index, number), self._rings)
        self.hospital = hospital

    def _rings(self, kind: int) -> None:
        h, model = self.hospital, self.hospital.model
        h.turnover -= 1
        model.record.change(model.env.now, levels.TURNOVER, h.index, -1.0)
        model.log(L.BED_FREED, self.entity, h.spec.written_in, h.index)
        h.offer()


class Beds:
    """The city's waiting lists: asking, ageing, overflow, leaving, admission, discharge."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.hospitals = [Hospital(model, spec) for spec in model.inputs.hospitals]
        self.listed = [0] * model.inputs.cities
        self.laid_out = False
        """Whether the first day's census is complete; before, nobody is admitted from the list."""
        self.requests: dict[BedRequest, None] = {}
        """Everybody who waits, in no order: also those for whom no hospital is eligible."""

    def _insert(self, request: BedRequest, hospital: Hospital) -> None:
        request.eligible.append(hospital)
        insort(hospital.waiting, (*request.order(), request))

    def _remove(self, request: BedRequest) -> None:
        key = request.order()
        for hospital in request.eligible:
            del hospital.waiting[bisect_left(hospital.waiting, key)]

    def ask(self, who: Patient, cls: int, index: int) -> bool:
        """Put a request on the list and try it; return False if it is turned away (rules 5.2 to 5.4)."""
        model, now = self.model, self.model.env.now
        region = model.inputs.regions[who.region]
        model.log(L.BED_REQUESTED, who.entity, who.region, -1, cls)
        # Who finds a free bed does not join the list. A free bed never stands beside an eligible waiter (rule 1.3).
        others = region.others if model.rules.overflow <= 0.0 else ()
        at_once = any(self.hospitals[h].has_free_bed() for h in (*region.hospitals, *others))
        if not at_once and rules.is_turned_away(cls, self.listed[region.city], model.rules.cap):
            model.log(L.TURNED_AWAY, who.entity, who.region, -1, cls)
            return False
        request = BedRequest(who, cls, now, who.region, index)
        self.enlist(request)
        return True

    def enlist(self, request: BedRequest) -> None:
        """Put a request on the list of its person's region, keeping its time (also after a move)."""
        model, now, who = self.model, self.model.env.now, request.who
        region = model.inputs.regions[who.region]
        request.region = who.region
        who.bed_request = request
        self.requests[request] = None
        self.listed[region.city] += 1
        model.record.change(now, levels.WAITING_BED, who.region, 1.0)
        hospitals = list(region.hospitals)
        overflow_at = request.time + model.rules.overflow
        if overflow_at <= now:
            hospitals += region.others
        elif region.others and math.isfinite(overflow_at):
            model.env.set(who, events.OVERFLOW, overflow_at)
        while rules.can_age(request.cls) and rules.ageing_time(request.time, request.raised, model.rules.ageing) <= now:
            self._raise(request)
        self._set_ageing(request)
        for h in hospitals:
            self._insert(request, self.hospitals[h])
        for h in hospitals:
            hospital = self.hospitals[h]
            if hospital.has_free_bed() and hospital.waiting[0][3] is request:
                self.grant(request, hospital)
                return

    def _set_ageing(self, request: BedRequest) -> None:
        if rules.can_age(request.cls):
            at = float(rules.ageing_time(request.time, request.raised, self.model.rules.ageing))
            if math.isfinite(at):
                self.model.env.set(request.who, events.AGEING, at)

    def _raise(self, request: BedRequest) -> None:
        request.cls -= 1
        request.raised += 1
        self.model.log(L.CLASS_RAISED, request.who.entity, request.who.region, -1, request.cls)

    def age(self, who: Patient) -> None:
        """Raise a waiting request one class (rule 5.2)."""
        request = who.bed_request
        assert request is not None
        hospitals = list(request.eligible)
        self._remove(request)
        request.eligible.clear()
        self._raise(request)
        for hospital in hospitals:
            self._insert(request, hospital)
        self._set_ageing(request)

    def overflow(self, who: Patient) -> None:
        """Make the other hospitals of the city eligible (rule 5.3)."""
        request = who.bed_request
        assert request is not None
        model = self.model
        model.log(L.OVERFLOW_ALLOWED, who.entity, who.region)
        others = [self.hospitals[h] for h in model.inputs.regions[who.region].others]
        for hospital in others:
            self._insert(request, hospital)
        for hospital in others:
            if hospital.has_free_bed() and hospital.waiting[0][3] is request:
                self.grant(request, hospital)
                return

    def withdraw(self, who: Patient) -> BedRequest:
        """Take a request off the list (moved, left or died)."""
        request = who.bed_request
        assert request is not None
        self._remove(request)
        request.eligible.clear()
        who.bed_request = None
        del self.requests[request]
        env, city = self.model.env, self.model.inputs.regions[request.region].city
        self.listed[city] -= 1
        self.model.record.change(env.now, levels.WAITING_BED, request.region, -1.0)
        env.clear(who, events.AGEING)
        env.clear(who, events.OVERFLOW)
        env.clear(who, events.PATIENCE)
        return request

    def grant(self, request: BedRequest, hospital: Hospital) -> None:
        """Admit: the bed is taken now, the person's episode goes on at this instant."""
        model, now, who = self.model, self.model.env.now, request.who
        self.withdraw(who)
        self.occupy(who, hospital, now)
        wait = now - request.time
        has_own = bool(model.inputs.regions[who.region].own)
        outside = bool(rules.is_outside_county(who.region, hospital.spec.region, has_own))
        model.log(
            L.ADMITTED,
            who.entity,
            who.region,
            hospital.index,
            request.first_cls + (4 if outside else 0) + (0 if who.registered else 8),
            wait,
        )
        model.waited(levels.WAIT_BED + request.first_cls, request.time, who.region, wait, levels.GRANTED)
        model.leaves_home(who)
        who.episode.tell(L.ADMITTED)

    def occupy(self, who: Patient, hospital: Hospital, admitted: float) -> None:
        """Put somebody in a bed (also at the start)."""
        who.hospital = hospital
        who.admitted = admitted
        hospital.patients += 1
        self.model.record.change(self.model.env.now, levels.OCCUPIED, hospital.index, 1.0)

    def set_blocked(self, who: Patient, blocked: bool) -> None:
        """Note that a patient ready to leave keeps the bed, or no longer does (rule 5.7)."""
        assert who.hospital is not None
        if who.blocked != blocked:
            who.blocked = blocked
            self.model.record.change(self.model.env.now, levels.BLOCKED, who.hospital.index, 1.0 if blocked else -1.0)
            if blocked:
                self.model.log(L.BLOCKED, who.entity, who.region, who.hospital.index)

    def leave(self, who: Patient) -> Hospital:
        """Take a patient out of the hospital; the bed is given back by `make_ready`."""
        hospital = who.hospital
        assert hospital is not None
        self.set_blocked(who, False)
        if isinstance(who, Person) and who.long_stay:
            self.model.record.change(self.model.env.now, levels.LONG_STAYERS, hospital.index, -1.0)
        who.hospital = None
        return hospital

    def make_ready(self, hospital: Hospital, who: Patient, index: int) -> None:
        """Put a bed that was left in turnover, then it is free (rules 5.5, 5.7, 8.1)."""
        model, now = self.model, self.model.env.now
        hospital.patients -= 1
        model.record.change(now, levels.OCCUPIED, hospital.index, -1.0)
        length = model.duration("turnover", who.entity, purposes.TURNOVER, index)
        if length <= 0.0:
            hospital.offer()
            return
        hospital.turnover += 1
        hospital.turnovers += 1
        model.record.change(now, levels.TURNOVER, hospital.index, 1.0)
        model.env.set(Turnover(hospital, hospital.turnovers), events.END, now + length)

    def patience(self, who: Patient, cls: int, mean: float, index: int) -> None:
        """Set the time at which waiting is given up (rule 5.6)."""
        if math.isfinite(mean):
            threshold = float(draws.exponential_threshold(self.model.draw(who.entity, purposes.PATIENCE, index)))
            self.model.env.set(who, events.PATIENCE, self.model.env.now + threshold * mean)
