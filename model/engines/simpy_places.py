"""Rehabilitation institutions and who waits for a place in them (rules 6.1 to 6.3)."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from model.care import events, pathways, purposes
from model.care import log as L
from model.care import recorder as levels
from model.care import referral as rules
from model.engines.inputs import InstitutionInput
from model.engines.simpy_pools import Job, Pool
from model.engines.simpy_state import Patient, Person, PlaceRequest
from model.scenario.apportion import value_at

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

Entry = tuple[int, float, int, PlaceRequest]
PLACED = "placed"
"""Told to a person's track when the intake has ended and the place is theirs."""
WITHDRAWN = "withdrawn"


class Institution:
    """Places in use (clients, held places, intakes), the intake team, and the waiting."""

    def __init__(self, model: Model, spec: InstitutionInput) -> None:
        self.model = model
        self.spec = spec
        self.index = spec.index
        self.places = 0.0
        self.staff = 0.0
        self.used = 0
        self.clients = 0
        self.waiting: list[Entry] = []
        self.team = Pool(model, model.inputs.institution_hours)

    def update(self, now: float) -> None:
        """Apply the places and staff of this instant; home support has staff hours for places (rule 6.1)."""
        r = self.model.rules
        self.staff = value_at(self.spec.staff, now)
        places = value_at(self.spec.places, now)
        if self.spec.kind == rules.HOME_SUPPORT:
            places = float(rules.home_support_capacity(self.staff, r.support_per_staff, r.support_per_client))
        if places != self.places:
            self.places = places
            self.model.log(
                L.PLACES_CHANGED,
                events.entity(events.INSTITUTION_ENTITY, self.index),
                self.spec.region,
                self.index,
                0,
                places if math.isfinite(places) else -1.0,
            )
        self.model.record.set_level(now, levels.PLACES_OPEN, self.index, places)
        self.model.record.set_level(now, levels.REHABILITATION_STAFF, self.index, self.staff)
        self.team.staff(self.staff, r.intake_share)

    def change(self, used: int, clients: int = 0) -> None:
        """Count places and clients."""
        now, record = self.model.env.now, self.model.record
        if used:
            self.used += used
            record.change(now, levels.PLACES_USED, self.index, used)
        if clients:
            self.clients += clients
            record.change(now, levels.CLIENTS, self.index, clients)

    def free(self) -> None:
        """Give a place back and offer it."""
        self.change(-1)
        self.offer()

    def offer(self) -> None:
        """Offer free places to the first in order for whom this institution is eligible (rule 6.1)."""
        while self.waiting and self.used < self.places:
            self.model.places.grant(self.waiting[0][3], self)


class Places:
    """Waiting for places: requests, the re-check of willingness, intake."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.institutions = [Institution(model, spec) for spec in model.inputs.institutions]

    def ask(self, who: Patient, kind: int, time: float, blocked: bool, index: int) -> PlaceRequest:
        """Put a request on the lists of the region's institutions and try it."""
        model = self.model
        request = PlaceRequest(who, kind, time, blocked, index)
        who.place_request = request
        model.log(L.PLACE_REQUESTED, who.entity, who.region, -1, kind)
        self.enlist(request)
        return request

    def enlist(self, request: PlaceRequest) -> None:
        """List a request, keeping its time (also after a hospital stay or a move), and try it (rule 1.4)."""
        model, who = self.model, request.who
        now = model.env.now
        request.eligible = [self.institutions[i] for i in model.inputs.regions[who.region].institutions[request.kind]]
        request.listed = True
        model.record.change(now, levels.WAITING_PLACE, who.region, 1.0)
        for institution in request.eligible:
            insort(institution.waiting, (*request.order(), request))
        if who.registered and not request.blocked and model.rules.recheck == rules.PERIODIC:
            due = float(rules.next_recheck(request.time, request.checked, model.rules.recheck_days))
            if due > now:
                model.env.set(who, events.RECHECK, due)
            elif not self.ask_again(request):
                return
        for institution in request.eligible:
            if institution.used < institution.places and institution.waiting[0][3] is request:
                self.grant(request, institution)
                return

    def unlist(self, request: PlaceRequest) -> None:
        """Take a request off the lists; it may come back (hospital, move)."""
        if request.listed:
            request.listed = False
            key = request.order()
            for institution in request.eligible:
                del institution.waiting[bisect_left(institution.waiting, key)]
            request.eligible = []
            self.model.record.change(self.model.env.now, levels.WAITING_PLACE, request.who.region, -1.0)
            self.model.env.clear(request.who, events.RECHECK)

    def ask_again(self, request: PlaceRequest) -> bool:
        """Ask whether the person is still willing; the unwilling leave the list (rule 6.2)."""
        model, who = self.model, request.who
        request.asked += 1
        request.checked = model.env.now
        u = model.draw(who.entity, purposes.WILLING, int(rules.willing_index(request.index, request.asked)))
        willing = bool(rules.happens(u, model.rules.willing))
        model.log(L.ASKED_AGAIN, who.entity, who.region, -1, int(willing), model.env.now - request.time)
        if willing:
            if model.rules.recheck == rules.PERIODIC:
                model.env.set(
                    who,
                    events.RECHECK,
                    float(rules.next_recheck(request.time, request.checked, model.rules.recheck_days)),
                )
            return True
        self.unlist(request)
        who.place_request = None
        model.log(L.WITHDRAWN, who.entity, who.region, -1, request.kind, model.env.now - request.time)
        self.count(request, levels.CENSORED)
        model.end_pathway(who, pathways.TO_PLACE)
        who.referral.tell(WITHDRAWN)
        return False

    def grant(self, request: PlaceRequest, institution: Institution) -> None:
        """Offer a place: willingness under the rule at the offer, then intake, which holds the place (rule 6.3)."""
        model, now, who = self.model, self.model.env.now, request.who
        if (
            who.registered
            and not request.blocked
            and model.rules.recheck == rules.AT_OFFER
            and request.asked == 0
            and rules.asked_at_offer(now, request.time, model.rules.recheck_days)
            and not self.ask_again(request)
        ):
            return
        self.unlist(request)
        wait = now - request.time
        request.institution = institution
        institution.change(1)
        model.log(L.INTAKE_STARTED, who.entity, who.region, institution.index, request.kind, wait)
        self.count(request, levels.GRANTED)
        work = model.rules.place_intake
        if work <= 0.0 or not who.registered:
            self._placed(request)
        else:
            request.intake = Job(who, (0.0, request.time, who.entity), work, lambda job: self._placed(request), now)
            institution.team.add(request.intake)

    def _placed(self, request: PlaceRequest) -> None:
        who = request.who
        if who.place_request is not request:
            return
        # Patients of a class have no referral: they come to a place as a stage of their pathway.
        track = who.episode if request.blocked or not who.registered else who.referral
        track.tell(PLACED)

    def drop(self, who: Patient) -> None:
        """End a referral for good (death, loss, discharge home): off the lists, and an intake's place is freed."""
        self.model.end_pathway(who, pathways.TO_PLACE)
        request = who.place_request
        if request is None:
            if isinstance(who, Person) and not math.isnan(who.processing):
                self.cut(who, who.accepted)
            return
        who.place_request = None
        if request.institution is not None:
            self.break_off(request)
            return
        # Listed, or passed over in hospital.
        self.unlist(request)
        self.count(request, levels.CENSORED)

    def count(self, request: PlaceRequest, outcome: int) -> None:
        """Count the wait of a request that ends now; asked for again after a broken intake, it is not counted twice."""
        if not request.counted:
            request.counted = True
            wait = self.model.env.now - request.time
            self.model.waited(levels.WAIT_PLACE, request.time, request.who.region, wait, outcome)

    def cut(self, who: Patient, accepted: float) -> None:
        """Count a wait that ends in processing, before there is a request; it counts from the acceptance (rule 1.9)."""
        self.model.waited(levels.WAIT_PLACE, accepted, who.region, self.model.env.now - accepted, levels.CENSORED)

    def break_off(self, request: PlaceRequest) -> None:
        """Free the place of an intake that is broken off; if it has begun, it runs out its time (rule 8.1)."""
        assert request.institution is not None
        self.leave_queue(request)
        request.institution.free()

    def leave_queue(self, request: PlaceRequest) -> None:
        """Take an intake that has not begun out of its team's queue."""
        job = request.intake
        if job is not None and job.pool is not None:
            job.pool.remove(job)
