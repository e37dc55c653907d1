"""Capacity, staff, training, assistance over time (rule 7)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.care import events
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as levels
from model.care import staff as rules
from model.engines.inputs import TrainingInput
from model.engines.simpy_clock import Holder
from model.engines.simpy_pools import Job, Pool
from model.engines.simpy_state import Person
from model.scenario.apportion import value_at

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

PROFESSIONS = ("psychiatrists", "nurses", "health_staff")


class Assistance(Holder):
    """The rounds of specialists' visits to the primary institutions of a region (rule 7.3)."""

    __slots__ = ("model", "region", "rounds", "place", "until", "covered")

    def __init__(self, model: Model, region: int) -> None:
        super().__init__(events.entity(events.REGION_ENTITY, region, 2), self._rings)
        self.model = model
        self.region = region
        places = model.inputs.regions[region].primary
        self.rounds = 0
        self.place = 0
        self.until = [-math.inf] * places
        self.covered = 0
        self._next()

    def _next(self) -> None:
        pool = self._pool()
        if pool is None:
            return
        which = (0.0, self.rounds, self.place, len(self.until), self.model.rules.assistance_per_year)
        if pool.unlimited:
            due = float(rules.assistance_time(*which))
        else:
            o = pool.opening
            # Appointments of a pool without hours fall in the clinic's; they fail.
            open_days = pool.open_days or o.hours_per_day / 24.0
            due = float(rules.assistance_appointment(*which, o.opens_at, open_days, o.mask, self.model.weekday0))
        self.model.env.set(self, events.ARRIVAL, max(due, self.model.env.now))

    def _pool(self) -> Pool | None:
        clinic = self.model.inputs.regions[self.region].clinic
        return None if clinic < 0 else self.model.beds.hospitals[clinic].assistance

    def _rings(self, kind: int) -> None:
        model, now = self.model, self.model.env.now
        if kind == events.HOLD_EXPIRY:
            self._refresh(now)
            return
        pool = self._pool()
        assert pool is not None
        place, self.place = self.place, self.place + 1
        if self.place == len(self.until):
            self.place, self.rounds = 0, self.rounds + 1
        if pool.can_start(now):
            pool.begin(Job(None, (now, 0.0, place), model.rules.assistance_visit, lambda job: None, now), now)
            self.until[place] = now + model.rules.assistance_lasts
            model.log(L.ASSISTANCE_DELIVERED, self.entity, self.region, -1, 0, float(place))
            self._refresh(now)
        else:
            model.log(L.ASSISTANCE_FAILED, self.entity, self.region, -1, 0, float(place))
        self._next()

    def _refresh(self, now: float) -> None:
        """Count the institutions covered now; the region's detection clock follows."""
        covered = sum(1 for t in self.until if t > now)
        coming = [t for t in self.until if t > now]
        if coming:
            self.model.env.set(self, events.HOLD_EXPIRY, min(coming))
        if covered != self.covered:
            self.covered = covered
            self.model.detection[self.region].update()

    def share(self) -> float:
        """Return the share of the primary institutions under assistance now."""
        return self.covered / len(self.until) if self.until else 0.0


class Training(Holder):
    """One training's batches (rule 7.1): away while it lasts, conversion adds psychiatrists after a lag."""

    __slots__ = ("model", "spec", "started", "ended", "added")

    def __init__(self, model: Model, spec: TrainingInput) -> None:
        super().__init__(events.entity(events.TRAINING_ENTITY, spec.index), self._rings)
        self.model = model
        self.spec = spec
        self.started = 0
        self.ended = 0
        self.added = 0
        self._next()

    def _next(self) -> None:
        s = self.spec
        times = []
        if self.started < len(s.times):
            times.append(s.times[self.started])
        if self.ended < len(s.times):
            times.append(s.times[self.ended] + s.length)
        if s.conversion and self.added < len(s.times):
            times.append(s.times[self.added] + s.length + s.lag)
        if times:
            self.model.env.set(self, events.CAPACITY, min(times))

    def _rings(self, kind: int) -> None:
        s, model, now = self.spec, self.model, self.model.env.now
        region = max(0, s.region)
        while self.ended < len(s.times) and s.times[self.ended] + s.length <= now:
            self.ended += 1
            model.log(L.TRAINING_ENDED, self.entity, region, s.hospital, s.number, s.size)
        while self.started < len(s.times) and s.times[self.started] <= now:
            self.started += 1
            model.log(L.TRAINING_STARTED, self.entity, region, s.hospital, s.number, s.size)
        while s.conversion and self.added < len(s.times) and s.times[self.added] + s.length + s.lag <= now:
            self.added += 1
            model.staffing.add_psychiatrists(s.hospital, s.size)
            model.log(L.STAFF_CHANGED, self.entity, region, s.hospital, s.number, s.size)
        model.staffing.apply(now)
        self._next()

    def away(self) -> float:
        """Return the people away in training now."""
        return (self.started - self.ended) * self.spec.size


class Staffing:
    """Applies dated steps, hiring and leaving, and training to hospitals, teams and institutions."""

    def __init__(self, model: Model) -> None:
        self.model = model
        inputs = model.inputs
        self.drifted = [0.0] * len(inputs.regions)
        self.accumulated = [0.0] * len(inputs.regions)
        self.training = [Training(model, spec) for spec in inputs.training]
        self.assistance: list[Assistance | None] = [None] * len(inputs.regions)
        self.times = inputs.instants
        self.months = set(inputs.month_starts[1:])
        self.clock = Holder(events.entity(events.CLOCK_ENTITY, 1), self._rings)

    def add_psychiatrists(self, hospital: int, number: float) -> None:
        """Add converted doctors to a hospital (rule 7.1)."""
        self.model.beds.hospitals[hospital].extra_psychiatrists += number

    def begin(self, now: float) -> None:
        """Set everything as at the first instant; offers wait until all who wait are listed (rules 5.3, 5.8)."""
        self.apply(now)
        self.model.env.set(self.clock, events.CAPACITY, now)

    def start_assistance(self) -> None:
        """Start the rounds of assistance."""
        if self.model.rules.assistance:
            for r in self.model.inputs.regions:
                if r.primary > 0:
                    self.assistance[r.index] = Assistance(self.model, r.index)

    def assisted(self, p: Person) -> bool:
        """Tell whether a person's primary institution is under assistance (rule 7.3)."""
        a = self.assistance[p.region]
        return a is not None and a.until[p.primary % len(a.until)] > self.model.env.now

    def _next(self, now: float) -> None:
        later = [t for t in self.times if t > now]
        if later:
            self.model.env.set(self.clock, events.CAPACITY, later[0])

    def _rings(self, kind: int) -> None:
        now = self.model.env.now
        self.model.beds.laid_out = True
        if now in self.months:
            self._hire_and_lose(self.model.inputs.month_shares[self.model.inputs.month_starts.index(now) - 1])
        self.apply(now)
        self._next(now)

    def _hire_and_lose(self, months: float) -> None:
        """Accumulate hiring and leaving of the month before; whole people come and go at month starts (rule 7.1)."""
        model, w = self.model, self.model.inputs.scenario.workforce
        hospitals = model.beds.hospitals
        scale = model.inputs.scenario.scale.value
        for profession in PROFESSIONS:
            t = getattr(w, profession)
            if t.hired_per_year.value == 0.0 and t.leaving_share_per_year.value == 0.0:
                continue
            heads = np.array([getattr(h, profession) for h in hospitals])
            for h, n in zip(hospitals, heads.tolist(), strict=True):
                if not math.isfinite(n):
                    continue
                hired = t.hired_per_year.value * scale * rules.share_of_place(heads, h.index)
                h.accumulated[profession] += float(rules.drift(hired, t.leaving_share_per_year.value, n, months))
                whole = float(rules.whole_people(h.accumulated[profession]))
                if whole:
                    h.accumulated[profession] -= whole
                    h.drifted[profession] += whole
                    model.log(
                        L.STAFF_CHANGED,
                        events.entity(events.HOSPITAL_ENTITY, h.index),
                        h.spec.written_in,
                        h.index,
                        PROFESSIONS.index(profession),
                        whole,
                    )
        t = w.community_workers
        if t.hired_per_year.value or t.leaving_share_per_year.value:
            heads = np.array(model.workers)
            for r, n in enumerate(heads.tolist()):
                if math.isfinite(n):
                    hired = t.hired_per_year.value * scale * rules.share_of_place(heads, r)
                    self.accumulated[r] += float(rules.drift(hired, t.leaving_share_per_year.value, n, months))
                    whole = float(rules.whole_people(self.accumulated[r]))
                    self.accumulated[r] -= whole
                    self.drifted[r] += whole

    def _away(self, profession: str, place: int, heads: list[float]) -> float:
        """Return who is away from a place: its own training, or its share of a training of the whole plan."""
        away = 0.0
        for t in self.training:
            if t.spec.profession != profession or not t.away():
                continue
            where = t.spec.region if profession == "community_workers" else t.spec.hospital
            if where == place:
                away += t.away()
            elif where < 0 and math.isfinite(heads[place]):
                total = rules.headcount(np.array(heads))
                away += t.away() * heads[place] / total if total > 0.0 else 0.0
        return away

    def apply(self, now: float) -> None:
        """Apply what holds at this instant, then let what has become free be used."""
        model = self.model
        hospitals = model.beds.hospitals
        for profession in ("psychiatrists", "nurses"):
            heads = [h.headcount(profession, now) + h.away.get(profession, 0.0) for h in hospitals]
            for h in hospitals:
                h.away[profession] = self._away(profession, h.index, heads)
        for h in hospitals:
            h.update(now)
        for institution in model.places.institutions:
            institution.update(now)
        workers = [value_at(r.workers, now) + self.drifted[r.index] for r in model.inputs.regions]
        for r in model.inputs.regions:
            n = max(0.0, workers[r.index] - self._away("community_workers", r.index, workers))
            model.workers[r.index] = n
            model.record.set_level(now, levels.WORKERS, r.index, n)
            team = model.teams[r.index]
            team.staff(n, model.rules.visit_share)
            if (
                team.servers > 0
                and model.rules.visits
                and not math.isfinite(team.due.get(events.VISITS_OPENING, math.inf))
            ):
                team.schedule_opening(now)
            slots = float(home_rules.case_slots(n, model.rules.case_slots))
            cases = model.cases[r.index]
            cases.slots = int(slots) if math.isfinite(slots) else 1 << 60
        for region in model.detection:
            region.update()
        for h in hospitals:
            h.offer()
            h.clinic.serve()
            h.joint.serve()
        for institution in model.places.institutions:
            institution.offer()
            institution.team.serve()
        for r in model.inputs.regions:
            model.cases[r.index].give()
            model.teams[r.index].go_alone()
            model.teams[r.index].serve()
