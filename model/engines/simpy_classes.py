"""Patient classes: open streams from outside the registry, stage by stage (rule 2.2)."""

from __future__ import annotations

import math
from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING, Any

from model.care import events, purposes
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as levels
from model.care import referral as referral_rules
from model.engines.inputs import ClassInput
from model.engines.simpy_arrivals import Arrivals
from model.engines.simpy_pools import Job
from model.engines.simpy_state import Patient

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

CLINIC, HOSPITAL, SUPPORTED, DAY, OUT = 0, 1, 2, 3, -1
KIND_OF_POINT = {SUPPORTED: referral_rules.SUPPORTED, DAY: referral_rules.DAY}


class ClassPatients:
    """The part of the model that moves patient classes."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def start_arrivals(self) -> None:
        """Start every stream of arrivals."""
        for spec in self.model.inputs.regions:
            if spec.outpatients_per_day > 0.0 and spec.clinic >= 0 and self.model.rules.assessment:
                self.model.arrivals.append(
                    Arrivals(
                        self.model,
                        events.OUTPATIENT_STREAM,
                        spec.index,
                        [(-math.inf, spec.outpatients_per_day)],
                        0,
                        partial(self.outpatient, spec.index),
                    )
                )
            if spec.other_admissions_per_day > 0.0:
                self.model.arrivals.append(
                    Arrivals(
                        self.model,
                        events.OTHER_ADMISSIONS_STREAM,
                        spec.index,
                        [(-math.inf, spec.other_admissions_per_day)],
                        sum(k for _, k in spec.start_others),
                        partial(self.class_arrives, self.model.other_classes[spec.index]),
                    )
                )
        for c in self.model.inputs.classes:
            self.model.arrivals.append(
                Arrivals(self.model, c.stream, c.region, c.rate, 0, partial(self.class_arrives, c))
            )

    def outpatient(self, region: int, identity: int, number: int) -> None:
        """A routine review or an outpatient: after assessments, in order of arrival (rule 4.2)."""
        now = self.model.env.now
        job = Job(None, (2.0, now, identity), self.model.rules.review, _nothing, now)
        job.region = region
        job.index = identity
        self.model.record.change(now, levels.WAITING_CLINIC, region, 1.0)
        self.model.beds.hospitals[self.model.inputs.regions[region].clinic].clinic.add(job)

    def class_arrives(self, spec: ClassInput, identity: int, number: int) -> None:
        """A patient of a class arrives."""
        q = Patient(self.model.env, identity, spec.region, False)
        self.model.log(L.CLASS_ARRIVED, identity, spec.region, -1, min(spec.stream, 31))
        self.begin_class_patient(q, spec, math.nan)

    def begin_class_patient(self, q: Patient, spec: ClassInput, until: float) -> None:
        """Start the pathway of a patient; with ``until`` already in hospital, to leave then."""
        q.rings = partial(self._class_rings, q)
        self.model.env.process(self.class_patient(q, spec, until))

    def _class_rings(self, q: Patient, kind: int) -> None:
        if kind == events.AGEING:
            self.model.beds.age(q)
        elif kind == events.OVERFLOW:
            self.model.beds.overflow(q)
        else:
            q.episode.tell_now(kind)

    def class_patient(self, q: Patient, spec: ClassInput, until: float) -> Generator[Any, Any, None]:
        """Go from stage to stage; what comes next is drawn first, its duration may depend on it (rule 2.2)."""
        point, stage_number, has_place = spec.entry, 0, False
        while point != OUT:
            stage = spec.stages[point]
            branch = 0
            if home_rules.is_choice(len(stage.to)):
                u = self.model.draw(q.entity, purposes.CLASS_STAGE, stage_number)
                branch = int(home_rules.choose(u, stage.probabilities))
            after = stage.to[branch]
            service = self.model.drawn(stage.service[branch], q.entity, purposes.CLASS_SERVICE, stage_number)
            self.model.log(L.CLASS_STAGE, q.entity, q.region, -1, point)
            if point == CLINIC:
                yield from self._class_clinic(q, service)
            elif point == HOSPITAL:
                if math.isnan(until) and not (yield from self._class_bed(q, spec, stage_number)):
                    return
                self.model.env.set(q, events.END, until if not math.isnan(until) else self.model.env.now + service)
                until = math.nan
                yield q.episode.next()
                if after in KIND_OF_POINT:
                    self.model.beds.set_blocked(q, True)
                    yield from self._class_place(q, KIND_OF_POINT[after])
                    has_place = True
                hospital = self.model.beds.leave(q)
                self.model.log(
                    L.DISCHARGED,
                    q.entity,
                    q.region,
                    hospital.index,
                    4 + (16 if q.admitted < 0.0 else 0),
                    self.model.env.now - q.admitted,
                )
                self.model.env.later(partial(self.model.beds.make_ready, hospital, q, stage_number))
            else:
                if not has_place:
                    yield from self._class_place(q, KIND_OF_POINT[point])
                has_place = False
                request = q.place_request
                assert request is not None and request.institution is not None
                institution = request.institution
                institution.change(0, 1)
                self.model.log(L.REHABILITATION_STARTED, q.entity, q.region, institution.index, request.kind)
                self.model.env.set(q, events.END, self.model.env.now + service)
                yield q.episode.next()
                q.place_request = None
                self.model.log(
                    L.REHABILITATION_ENDED, q.entity, q.region, institution.index, referral_rules.OF_A_CLASS
                )
                institution.change(0, -1)
                institution.free()
            point = after
            stage_number += 1
        self.model.log(L.CLASS_LEFT, q.entity, q.region)

    def _class_clinic(self, q: Patient, hours: float) -> Generator[Any, Any, None]:
        clinic, now = self.model.inputs.regions[q.region].clinic, self.model.env.now
        if clinic < 0:
            return
        job = Job(q, (2.0, now, q.entity), hours / 24.0, _class_done, now)
        job.region = q.region
        job.index = q.entity
        self.model.record.change(now, levels.WAITING_CLINIC, q.region, 1.0)
        self.model.beds.hospitals[clinic].clinic.add(job)
        yield q.episode.next()

    def _class_bed(self, q: Patient, spec: ClassInput, stage_number: int) -> Generator[Any, Any, bool]:
        if not self.model.beds.ask(q, spec.priority, 0):
            return False
        if q.bed_request is not None:
            self.model.beds.patience(q, spec.priority, spec.patience, stage_number)
        what = yield q.episode.next()
        if what == L.ADMITTED:
            return True
        request, now = self.model.beds.withdraw(q), self.model.env.now
        self.model.log(L.LEFT_LIST, q.entity, q.region, -1, request.first_cls, now - request.time)
        self.model.waited(
            levels.WAIT_BED + request.first_cls, request.time, q.region, now - request.time, levels.CENSORED
        )
        return False

    def _class_place(self, q: Patient, kind: int) -> Generator[Any, Any, None]:
        # Before applicants from home, from a hospital bed or not.
        self.model.places.ask(q, kind, self.model.env.now, True, 0)
        yield q.episode.next()


def _nothing(job: Job) -> None:
    """Do nothing: nobody waits for the end of the service."""


def _class_done(job: Job) -> None:
    assert job.who is not None
    job.who.episode.tell_now(events.END)
