"""Leaving: death, a move beyond the city, a move within it (rule 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.care import events, pathways, purposes
from model.care import log as L
from model.care import moving as rules
from model.care import recorder as levels
from model.care import referral as referral_rules
from model.engines.simpy_state import Person
from model.engines.simpy_visits import CASE_NONE

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model


class Leaving:
    """Takes people out of everything they are in, or moves it with them."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def ends(self, p: Person, event: int) -> None:
        """Death or loss ends every wait at once; bed to turnover, place freed (rule 8.1)."""
        now = self.model.env.now
        self.model.log(event, p.entity, p.region)
        p.alive = False
        p.due.clear()
        self.model.record.change(now, levels.REGISTERED_LEVEL, p.region, -1.0)
        if p.hospital is None:
            self.model.record.change(now, levels.HOME_LEVEL, p.region, -1.0)
        self.model.visits.cancel(p)
        if p.case != CASE_NONE:
            self.model.cases[p.region].leave(p)
        self._leave_assessment(p)
        if p.bed_request is not None:
            request = self.model.beds.withdraw(p)
            self.model.waited(
                levels.WAIT_BED + request.first_cls,
                request.time,
                p.region,
                now - request.time,
                levels.CENSORED,
            )
        self.model.end_pathway(p, pathways.TO_ADMISSION)
        self.model.places.drop(p)
        if p.place is not None:
            institution, p.place = p.place, None
            self.model.log(L.REHABILITATION_ENDED, p.entity, p.region, institution.index, referral_rules.TO_NOWHERE)
            institution.change(0, -1 if p.in_place else 0)
            institution.free()
        if p.hospital is not None:
            hospital = self.model.beds.leave(p)
            began_before = 16 if p.admitted < 0.0 else 0
            self.model.log(
                L.DISCHARGED,
                p.entity,
                p.region,
                hospital.index,
                int(p.long_stay) + 8 + began_before,
                now - p.admitted,
            )
            self.model.beds.make_ready(hospital, p, p.episodes)

    def _leave_assessment(self, p: Person) -> None:
        job, p.job = p.job, None
        if job is not None and job.pool is not None:
            job.pool.remove(job)
            now = self.model.env.now
            self.model.record.change(now, levels.WAITING_CLINIC, job.region, -1.0)
            self.model.waited(levels.WAIT_ASSESSMENT, job.since, job.region, now - job.since, levels.CENSORED)

    def moves(self, p: Person) -> None:
        """Move within the city: requests go along, keeping their request time (rule 8.2)."""
        now = self.model.env.now
        u = self.model.draw(p.entity, purposes.MOVE_TO, p.moves)
        new = int(rules.destination(u, self.model.residents, self.model.cities, p.region))
        if new < 0:
            return
        self.model.log(L.MOVED, p.entity, p.region, -1, new)
        deadline, overdue = p.deadline, p.overdue
        self.model.visits.cancel(p)
        case = p.case
        if case != CASE_NONE:
            self.model.cases[p.region].leave(p)
        for level in (levels.REGISTERED_LEVEL, levels.HOME_LEVEL):
            self.model.record.change(now, level, p.region, -1.0)
            self.model.record.change(now, level, new, 1.0)
        job = p.job if p.job is not None and p.job.pool is not None else None
        if job is not None and job.pool is not None:
            job.pool.remove(job)
            self.model.record.change(now, levels.WAITING_CLINIC, p.region, -1.0)
        gives_up = p.due.get(events.PATIENCE)
        bed = self.model.beds.withdraw(p) if p.bed_request is not None else None
        place = p.place_request
        listed = place is not None and place.listed
        if place is not None and listed:
            self.model.places.unlist(place)
        p.region = new
        if case != CASE_NONE:
            self.model.cases[new].ask(p)
            self.model.cases[new].give()
        if job is not None:
            clinic = self.model.inputs.regions[new].clinic
            job.region = new
            self.model.record.change(now, levels.WAITING_CLINIC, new, 1.0)
            self.model.beds.hospitals[clinic].clinic.add(job)
        if bed is not None:
            self.model.beds.enlist(bed)
            if p.bed_request is not None and gives_up is not None:
                self.model.env.set(p, events.PATIENCE, gives_up)
        # The new county may have had a free bed: then everything of home has stopped.
        home = p.hospital is None
        if place is not None and listed and home:
            self.model.places.enlist(place)
        elif place is not None and place.institution is not None:
            self.model.referrals.leaves_intake(p, place)
        if p.place is not None:
            self.model.referrals.leaves_place_by_moving(p)
        if home and self.model.rules.visits:
            self.model.visits.carry_over(p, deadline, overdue)
