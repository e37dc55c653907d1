"""Where everybody is, worked out from the log alone: a second book beside the engine's own.

The log is read row by row by the rules of care, not by the engine's code: who is at home, in which bed, on which
list, in which place. The ledger notes every change of a level, every wait that ends, every cohort of discharges,
and every row that the rules do not allow (``faults``). Only what no row says is taken from elsewhere: the first
day's census (numbers from the scenario, identities by their draws) and arrivals of outpatients (their draws).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from plans import Run, run

from model.care import beds as bed_rules
from model.care import distributions, draws, events, purposes
from model.care import home as home_rules
from model.care import log as L
from model.care import pathways as W
from model.care import recorder as R
from model.engines.rules import rules_of


@dataclass
class Bed:
    """A request for a bed."""

    time: float
    cls: int
    first: int
    anywhere: bool
    raised: int = 0


@dataclass
class Body:
    """Somebody: registered or a patient of a class."""

    entity: int
    region: int
    registered: bool
    gone: bool = False
    gone_at: float = math.inf
    moved_at: float = math.nan
    hospital: int = -1
    admitted: float = math.nan
    blocked: bool = False
    long: bool = False
    bed: Bed | None = None
    assessment: float = math.nan
    clinic: float = math.nan
    place: str = "none"
    """none, listed, passed over (in hospital), intake, client, held."""
    institution: int = -1
    kind: int = -1
    from_bed: bool = False
    applied: float = math.nan
    place_counted: bool = False
    """Whether the wait of the present request for a place is counted already."""
    listed: float = math.nan
    reapply: bool = False
    in_episode: bool = False
    episodes: int = 0
    grade: int = 0
    stability: int = 0
    regular: bool = False
    reported: bool = False
    some: bool = False
    """Takes medicine now and then."""
    attempts: int = 0
    lost: bool = False
    case: bool = False
    visit: str = "none"
    this_year: set[str] = field(default_factory=set)
    ways: dict[int, float] = field(default_factory=dict)
    """Pathways under way and when they began."""
    discharged: float = -math.inf
    discharged_in: tuple[int, int] = (-1, -1)
    cohorts: list[int] = field(default_factory=list)


class Ledger:
    """Reads a run's log; see the module."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.inputs, self.rules = run.inputs, rules_of(run.inputs)
        self.first, self.end = run.inputs.first, run.inputs.end
        self.bodies: dict[int, Body] = {}
        self.changes: list[tuple[float, int, int, float]] = []
        self.waits: list[tuple[int, float, int, float, int]] = []
        """Waits that count: kind, when asked, region, days, outcome."""
        self.every_wait: list[tuple[int, float, int, float, int]] = []
        """Also those asked for before the start."""
        self.ways: list[tuple[int, float, int, float, int]] = []
        """Pathways that ended: pathway, beginning, region, days, whose."""
        self.cohorts: dict[tuple[int, int, int, int], int] = defaultdict(int)
        self.outpatients: list[tuple[float, float]] = []
        self.undetected: list[list[tuple[int, float, float]]] = []
        self.stays: list[tuple[float, float]] = []
        self.listed: list[tuple[float, float]] = []
        self.snapshots: list[np.ndarray[Any, Any]] = []
        self.faults: dict[str, list[str]] = defaultdict(list)
        hospitals, institutions = len(self.inputs.hospitals), len(self.inputs.institutions)
        self.staffed = [0.0] * hospitals
        self.patients = [0] * hospitals
        self.turnover = [0] * hospitals
        self.places = [0.0] * institutions
        self.used = [0] * institutions
        self.used_before = [0] * institutions
        self.excess = [0.0] * hospitals
        self.waiting_beds: dict[int, dict[int, Body]] = defaultdict(dict)
        self.waiting_places: dict[int, Body] = {}
        self.beds_moved = self.places_moved = True
        self.fell: set[int] = set()
        self.last_limit: dict[tuple[int, int], float] = {}
        self.moved_with: Counter[str] = Counter()
        self.gone_from: Counter[str] = Counter()
        self.most_excess = 0.0
        self.now, self.row = self.first, -1
        self.month_starts = np.array(self.inputs.month_starts)
        self._read()

    # --- the book -----------------------------------------------------------------------------------------

    def fault(self, rule: str, words: str) -> None:
        self.faults[rule].append(f"row {self.row}, t = {self.now:.6f}: {words}")

    def level(self, which: int, place: int, delta: float) -> None:
        self.changes.append((self.now, which, place, delta))

    def _set_level(self, which: int, place: int, new: float) -> None:
        # Without a limit there is no number: it counts as none.
        new = new if math.isfinite(new) else 0.0
        self.level(which, place, new - self.last_limit.get((which, place), 0.0))
        self.last_limit[which, place] = new

    def waited(self, kind: int, requested: float, region: int, wait: float, outcome: int) -> None:
        self.every_wait.append((kind, requested, region, wait, outcome))
        # Of the waits begun before the start only long ones would be seen; none is counted (rule 10.3).
        if requested >= 0.0:
            self.waits.append((kind, requested, region, wait, outcome))

    def sets_out(self, b: Body, way: int, since: float) -> None:
        self.arrives(b, way)
        b.ways[way] = since

    def arrives(self, b: Body, way: int) -> None:
        began = b.ways.pop(way, None)
        if began is not None and began >= 0.0:
            self.ways.append((way, began, b.region, self.now - began, b.entity))

    def month(self) -> int:
        return int(np.searchsorted(self.month_starts, self.now, side="right")) - 1

    # --- the first day ------------------------------------------------------------------------------------

    def _read(self) -> None:
        log = self.run.log
        follow = log.event == L.REHABILITATION_STARTED
        self.starts_at = set(zip(log.entity[follow].tolist(), log.time[follow].tolist(), strict=True))
        self._census()
        rows = zip(*(log[c].tolist() for c in ("time", "event", "entity", "region", "place", "detail", "value")),
                   strict=True)
        for row, (time, event, entity, region, place, detail, value) in enumerate(rows):
            if time < self.now:
                self.fault("time goes on", f"{L.EVENT_NAMES[event]} at {time} after {self.now}")
            if time != self.now:
                self._instant_ends()
            if self.now < 0.0 <= time:
                # The burn-in ends: what is counted by the year counts from the start (rule 1.9).
                self._new_year()
            self.row, self.now = row, time
            self._one(event, entity, region, place, detail, value)
        self._instant_ends()
        self.row, self.now = len(log), self.end
        self._cut_by_the_horizon()

    def _census(self) -> None:
        r, run = self.rules, self.run
        self.at_start: dict[int, tuple[str, int]] = {}
        for spec in self.inputs.regions:
            identities = [int(draws.pack_identity(events.REGISTERED_STREAM, spec.origin, k * spec.copies + spec.copy))
                          for k in range(spec.registered)]
            order = iter(sorted(identities, key=lambda e: (run.draw(e, purposes.START_BED), e)))
            for hospital, number in spec.start_inpatients:
                self.at_start.update({next(order): ("hospital", hospital) for _ in range(number)})
            self.at_start.update({next(order): ("waiting", -1) for _ in range(spec.start_waiting)})
            for institution, number in spec.start_clients:
                self.at_start.update({next(order): ("client", institution) for _ in range(number)})
            self.at_start.update({next(order): ("treated", -1) for _ in range(spec.start_treated)})
            k = 0
            for hospital, number in spec.start_others:
                for _ in range(number):
                    e = int(draws.pack_identity(events.OTHER_ADMISSIONS_STREAM, spec.origin, k * spec.copies + spec.copy))
                    b = self.bodies[e] = Body(e, spec.index, False)
                    self._occupy(b, hospital)
                    total = distributions.length_biased_quantile(
                        self.inputs.rows, self.inputs.points, self.inputs.dist["other"], run.draw(e, purposes.START_STAY))
                    b.admitted = self.first - (total - total * run.draw(e, purposes.START_REMAINING))
                    k += 1
            self.undetected.append(self._undetected(spec))
            if spec.outpatients_per_day > 0.0 and spec.clinic >= 0 and r.assessment:
                self._outpatients(spec)

    def _undetected(self, spec: Any) -> list[tuple[int, float, float]]:
        """Return (identity, from when, dies when unless found) of a region's undetected, by their draws (2.1)."""
        death, losses = self.rules.death_rate, spec.undetected * (self.rules.death_rate + spec.screening_rate)
        people: list[tuple[int, float, float]] = []
        came, k = self.first, 0
        while True:
            e = int(draws.pack_identity(events.UNDETECTED_STREAM, spec.origin, k * spec.copies + spec.copy))
            if k >= spec.undetected:
                if losses <= 0.0:
                    return people
                came += -math.log1p(-self.run.draw(e, purposes.ARRIVAL)) / losses
                if came >= self.end:
                    return people
            lives = -math.log1p(-self.run.draw(e, purposes.UNDETECTED_DEATH))
            people.append((e, came, came + lives / death if death > 0.0 else math.inf))
            k += 1

    def _outpatients(self, spec: Any) -> None:
        """Poisson arrivals of a region by their draws; who is not served stays to the end."""
        log = self.run.log
        served = log[(log.event == L.CLINIC_VISIT) & (log.region == spec.index)]
        served = dict(zip(served.entity.tolist(), served.time.tolist(), strict=True))
        at, k = self.first, 0
        while True:
            e = int(draws.pack_identity(events.OUTPATIENT_STREAM, spec.origin, k * spec.copies + spec.copy))
            at += -math.log1p(-self.run.draw(e, purposes.ARRIVAL)) / spec.outpatients_per_day
            if at >= self.end:
                return
            self.changes.append((at, R.WAITING_CLINIC, spec.index, 1.0))
            self.changes.append((served.get(e, self.end), R.WAITING_CLINIC, spec.index, -1.0))
            self.outpatients.append((at, served.get(e, self.end)))
            k += 1

    def _register(self, entity: int, region: int, at_start: bool) -> None:
        run, r = self.run, self.rules
        b = self.bodies[entity] = Body(entity, region, True)
        u = run.draw(entity, purposes.SEVERITY)
        b.stability = int(home_rules.severity_at_start(u, r.stable_share, r.unstable_share))
        b.grade = int(home_rules.choose(run.draw(entity, purposes.GRADE), r.grade_shares))
        b.regular = run.draw(entity, purposes.MEDICATION) < r.regular_share
        b.reported = b.regular or run.draw(entity, purposes.REPORTED) < r.overreport
        b.some = run.draw(entity, purposes.INTERMITTENT) < r.intermittent
        self.level(R.REGISTERED_LEVEL, region, 1)
        self.level(R.HOME_LEVEL, region, 1)
        if not at_start:
            return
        where, place = self.at_start.get(entity, ("home", -1))
        if where in ("hospital", "waiting"):
            b.in_episode, b.stability = True, home_rules.UNSTABLE
            b.grade = int(home_rules.choose(run.draw(entity, purposes.RELAPSE_GRADE), r.relapse_grades))
        if where == "hospital":
            means = [float(distributions.mean(self.inputs.rows, self.inputs.points, self.inputs.dist[k]))
                     for k in ("short", "long")]
            b.long = bool(bed_rules.long_at_start(run.draw(entity, purposes.START_COMPONENT), r.long_share, *means))
            total = distributions.length_biased_quantile(
                self.inputs.rows, self.inputs.points, self.inputs.dist["long" if b.long else "short"],
                run.draw(entity, purposes.START_STAY))
            self._occupy(b, place)
            b.admitted = self.now - (total - total * run.draw(entity, purposes.START_REMAINING))
            b.this_year |= {"managed", "treated"}
        elif where == "waiting":
            waited = r.start_wait * -math.log1p(-run.draw(entity, purposes.START_WAIT))
            cls = int(bed_rules.class_of(b.grade, False, r.urgent_from))
            self._list(b, Bed(self.now - waited, cls, cls, self.now >= self.now - waited + r.overflow))
            self.sets_out(b, W.TO_ADMISSION, self.now - waited)
        elif where == "client":
            b.place, b.institution = "client", place
            self._use(place, 1)
            self.level(R.CLIENTS, place, 1)
        elif where == "treated":
            b.in_episode, b.stability = True, home_rules.UNSTABLE
            b.grade = int(home_rules.choose(run.draw(entity, purposes.RELAPSE_GRADE), r.treated_grades))
        if where in ("home", "waiting"):
            b.lost = r.visits and not b.in_episode and run.draw(entity, purposes.LOST_AT_START) < r.lost_share

    # --- beds -----------------------------------------------------------------------------------------------

    def _occupy(self, b: Body, hospital: int) -> None:
        b.hospital, b.admitted = hospital, self.now
        self.patients[hospital] += 1
        self.level(R.OCCUPIED, hospital, 1)
        if b.registered:
            self.level(R.HOME_LEVEL, b.region, -1)
            if b.long:
                self.level(R.LONG_STAYERS, hospital, 1)
        self.beds_moved = True

    def _list(self, b: Body, bed: Bed) -> None:
        b.bed = bed
        self.level(R.WAITING_BED, b.region, 1)
        self.waiting_beds[self.inputs.regions[b.region].city][b.entity] = b
        self.beds_moved = True

    def _unlist(self, b: Body) -> Bed:
        assert b.bed is not None
        bed, b.bed = b.bed, None
        self.level(R.WAITING_BED, b.region, -1)
        del self.waiting_beds[self.inputs.regions[b.region].city][b.entity]
        return bed

    def _eligible(self, b: Body, hospital: int) -> bool:
        region = self.inputs.regions[b.region]
        return hospital in region.hospitals or (b.bed is not None and b.bed.anywhere and hospital in region.others)

    def _ahead(self, b: Body) -> tuple[int, float, int]:
        assert b.bed is not None
        return (b.bed.cls, b.bed.time, b.entity)

    def _admit(self, b: Body, region: int, hospital: int, detail: int, value: float) -> None:
        if b.hospital >= 0:
            self.fault("one bed each", f"{b.entity} is admitted to {hospital} and lies in {b.hospital}")
            return
        if b.bed is None:
            self.fault("nobody is admitted unasked", f"{b.entity} has no request")
            return
        if self.patients[hospital] + self.turnover[hospital] >= self.staffed[hospital]:
            self.fault("no admission to a full hospital",
                       f"hospital {hospital}: {self.patients[hospital]} patients, {self.turnover[hospital]} in "
                       f"turnover, {self.staffed[hospital]} staffed")
        if not self._eligible(b, hospital):
            self.fault("the region's list of hospitals", f"{b.entity} of region {b.region} admitted to {hospital}")
        city = self.inputs.regions[b.region].city
        for other in self.waiting_beds[city].values():
            if self._ahead(other) < self._ahead(b) and self._eligible(other, hospital):
                self.fault("order of the list", f"{other.entity} was ahead of {b.entity} for hospital {hospital}")
        bed = self._unlist(b)
        if value != self.now - bed.time or detail & 3 != bed.first or bool(detail & 8) == b.registered:
            self.fault("the row says what happened", f"ADMITTED {b.entity} {detail} {value} against {bed}")
        stands_in, counties = self.inputs.hospitals[hospital].region, {h.region for h in self.inputs.hospitals}
        if bool(detail & 4) != (stands_in != b.region if stands_in >= 0 else b.region in counties):
            self.fault("the row says what happened", f"ADMITTED {b.entity} of {b.region} to {hospital}, {detail}")
        if b.registered:
            b.long = self.run.draw(b.entity, purposes.LONG_STAY, b.episodes) < self.rules.long_share
            b.this_year |= {"managed", "treated"}
            for cohort in (R.READMITTED_30, R.READMITTED_90, R.READMITTED_365):
                self._followed(b, cohort)
            b.cohorts = []
        self._occupy(b, hospital)
        self.arrives(b, W.TO_ADMISSION)
        # Admission cancels the visit; one that is under way runs out its time without a row (rules 3.6, 8.1).
        b.visit = "none"
        self.waited(R.WAIT_BED + bed.first, bed.time, b.region, value, R.GRANTED)
        if b.place == "listed":
            self._pass_over(b)

    def _discharge(self, b: Body, hospital: int, detail: int, value: float) -> None:
        if b.hospital != hospital:
            self.fault("discharged from where one lies", f"{b.entity} from {hospital}, lies in {b.hospital}")
            return
        if value != self.now - b.admitted or bool(detail & 16) != (b.admitted < 0.0):
            self.fault("the row says what happened", f"DISCHARGED {b.entity} {value}, admitted {b.admitted}")
        if bool(detail & 8) != b.gone or bool(detail & 4) == b.registered or bool(detail & 1) != b.long:
            self.fault("the row says what happened", f"DISCHARGED {b.entity} {detail}")
        self.stays.append((b.admitted, self.now))
        self.patients[hospital] -= 1
        self.level(R.OCCUPIED, hospital, -1)
        if b.blocked:
            self.level(R.BLOCKED, hospital, -1)
        if b.registered and b.long:
            self.level(R.LONG_STAYERS, hospital, -1)
        turnover = self.run.scenario.stay.turnover
        if turnover.kind != "fixed" or turnover.value is None or turnover.value.value > 0.0:
            self.turnover[hospital] += 1
            self.level(R.TURNOVER, hospital, 1)
        b.hospital, b.blocked, b.long = -1, False, False
        self.beds_moved = True
        if b.gone:
            return
        if b.registered:
            self.level(R.HOME_LEVEL, b.region, 1)
            b.discharged, b.discharged_in = self.now, (self.month(), b.region)
        begins = b.place == "intake" and (b.entity, self.now) in self.starts_at
        if b.from_bed and b.place in ("listed", "intake") and not begins:
            # The limit of blocking: the request falls with the discharge (rule 5.7).
            self._drop(b)
        elif b.place == "passed over":
            self._list_for_place(b)

    def _in_time(self, b: Body, due: float, words: str) -> None:
        """Ageing and overflow: to the instant; overdue ones when put on a list by the first day or a move (8.2)."""
        if self.now != due and not (due < self.now and self.now in (self.first, b.moved_at)):
            self.fault("ageing and overflow in time", f"{b.entity} {words}, due at {due}")

    def _gave_up(self, b: Body, bed: Bed) -> None:
        """Patience runs from the request, wherever one moves meanwhile; from the first day for those waiting then."""
        if not b.registered and draws.identity_stream(b.entity) != events.OTHER_ADMISSIONS_STREAM:
            return
        patience = -math.log1p(-self.run.draw(b.entity, purposes.PATIENCE, b.episodes)) * self.rules.patience[bed.first]
        expected = max(bed.time, self.first) + patience
        if abs(self.now - expected) > 1e-9:
            self.fault("patience", f"{b.entity} asked at {bed.time}, gives up, should at {expected}")

    # --- places ---------------------------------------------------------------------------------------------

    def _use(self, institution: int, number: int) -> None:
        self.used[institution] += number
        self.level(R.PLACES_USED, institution, number)
        self.places_moved = True

    def _applies(self, b: Body) -> None:
        b.applied, b.place_counted = self.now, False

    def _place_wait(self, b: Body, outcome: int) -> None:
        """Count a wait for a place, once a request (10.3); patients of a class are not asked after (2.2)."""
        if b.registered and not b.place_counted:
            self.waited(R.WAIT_PLACE, b.applied, b.region, self.now - b.applied, outcome)
        b.place_counted = True

    def _list_for_place(self, b: Body) -> None:
        b.place, b.listed = "listed", self.now
        self.level(R.WAITING_PLACE, b.region, 1)
        self.waiting_places[b.entity] = b
        self.places_moved = True

    def _pass_over(self, b: Body) -> None:
        self.level(R.WAITING_PLACE, b.region, -1)
        del self.waiting_places[b.entity]
        self.listed.append((b.listed, self.now))
        b.place = "passed over"

    def _drop(self, b: Body) -> None:
        """End a request or a place that no row ends: an intake broken off, a request that falls."""
        self.arrives(b, W.TO_PLACE)
        if b.place == "listed":
            self._pass_over(b)
        if b.place == "passed over":
            self._place_wait(b, R.CENSORED)
        elif b.place == "intake":
            self._use(b.institution, -1)
        b.place = "none"

    def _drop_referral(self, b: Body) -> None:
        """End a request, or a referral still in processing: the wait counts from the acceptance."""
        if b.place in ("listed", "passed over", "intake"):
            self._drop(b)
        elif W.TO_PLACE in b.ways:
            self._place_wait(b, R.CENSORED)
        self.arrives(b, W.TO_PLACE)

    def _place(self, event: int, b: Body, region: int, place: int, detail: int, value: float) -> None:
        if event == L.REFERRAL_ACCEPTED:
            self._applies(b)
            self.sets_out(b, W.TO_PLACE, self.now)
            if b.place != "none":
                self.fault("one place each", f"{b.entity} accepts a referral and is {b.place}")
        elif event == L.PLACE_REQUESTED:
            b.from_bed = b.hospital >= 0 or not b.registered
            if b.from_bed:
                self._drop_referral(b)
                self._applies(b)
                if b.registered:
                    self.sets_out(b, W.TO_PLACE, self.now)
            if b.place != "none":
                self.fault("one place each", f"{b.entity} asks for a place and is {b.place}")
            b.kind, b.reapply = detail, False
            self._list_for_place(b)
        elif event in (L.INTAKE_STARTED, L.WITHDRAWN):
            if b.place != "listed":
                self.fault("one place each", f"{L.EVENT_NAMES[event]} of {b.entity}, who is {b.place}")
                return
            if value != self.now - b.applied or detail != b.kind:
                self.fault("the row says what happened", f"{L.EVENT_NAMES[event]} {b.entity} {value}, {b.applied}")
            if event == L.INTAKE_STARTED:
                self._in_order(b, place)
            self._pass_over(b)
            if event == L.WITHDRAWN:
                b.place = "none"
                self.arrives(b, W.TO_PLACE)
                self._place_wait(b, R.CENSORED)
                return
            b.place, b.institution = "intake", place
            self._use(place, 1)
            self._place_wait(b, R.GRANTED)
        elif event == L.REHABILITATION_STARTED:
            if b.place != "intake" or b.institution != place:
                self.fault("one place each", f"{b.entity} starts at {place}, is {b.place} at {b.institution}")
            b.place, b.lost = "client", False
            self.arrives(b, W.TO_PLACE)
            self.level(R.CLIENTS, place, 1)
        elif event in (L.PLACE_HELD, L.PLACE_RESUMED, L.PLACE_RELEASED, L.REHABILITATION_ENDED):
            before = {L.PLACE_HELD: ("client",), L.PLACE_RESUMED: ("held",), L.PLACE_RELEASED: ("held",),
                      L.REHABILITATION_ENDED: ("client", "held")}[event]
            if b.place not in before or b.institution != place:
                self.fault("one place each", f"{L.EVENT_NAMES[event]} of {b.entity} at {place}, who is {b.place}")
                return
            if event == L.PLACE_RESUMED:
                b.place = "client"
                self.level(R.CLIENTS, place, 1)
                return
            if b.place == "client":
                self.level(R.CLIENTS, place, -1)
            b.place = "held"
            if event != L.PLACE_HELD:
                b.place = "none"
                b.reapply = b.reapply or event == L.PLACE_RELEASED
                self._use(place, -1)

    def _served(self, b: Body, institution: int) -> bool:
        return institution in self.inputs.regions[b.region].institutions[b.kind]

    def _in_order(self, b: Body, institution: int) -> None:
        mine = (not b.from_bed, b.applied, b.entity)
        if not self._served(b, institution):
            self.fault("the region's list of institutions", f"{b.entity} of region {b.region} at {institution}")
        for other in self.waiting_places.values():
            if (not other.from_bed, other.applied, other.entity) < mine and self._served(other, institution):
                self.fault("order of the list", f"{other.entity} was ahead of {b.entity} for place {institution}")

    # --- what must hold when an instant is over ----------------------------------------------------------------

    def _instant_ends(self) -> None:
        if self.beds_moved:
            self._beds_settled()
        if self.places_moved:
            self._places_settled()
        self.beds_moved = self.places_moved = False

    def _beds_settled(self) -> None:
        for h, staffed in enumerate(self.staffed):
            in_use = self.patients[h] + self.turnover[h]
            excess = max(0.0, in_use - staffed)
            # The census of the first day is that of the start, before which fewer beds may be staffed (rule 5.8).
            if excess > self.excess[h] and h not in self.fell and self.now > self.first:
                self.fault("an excess only falls", f"hospital {h}: {in_use} in use, {staffed} staffed")
            self.excess[h] = excess
            self.most_excess = max(self.most_excess, excess)
            if in_use < staffed:
                city = self.inputs.hospitals[h].city
                waiting = [b.entity for b in self.waiting_beds[city].values() if self._eligible(b, h)]
                if waiting:
                    self.fault("no free bed beside a waiter", f"hospital {h} has a free bed, {waiting[:3]} wait")
        self.fell.clear()

    def _places_settled(self) -> None:
        for i, used in enumerate(self.used):
            if used > self.places[i] and used > self.used_before[i] and self.now > self.first:
                self.fault("places used within places", f"institution {i}: {used} used, {self.places[i]} places")
            self.used_before[i] = used
            if used < self.places[i]:
                waiting = [b.entity for b in self.waiting_places.values() if self._served(b, i)]
                if waiting:
                    self.fault("no free place beside a waiter", f"institution {i} has a free place, {waiting[:3]} wait")

    # --- one row --------------------------------------------------------------------------------------------

    VISITS = (L.VISIT_OPENED, L.VISIT_STARTED, L.VISIT_COMPLETED, L.VISIT_FAILED, L.VISIT_MISSED,
              L.LOST_TO_FOLLOW_UP)
    PLACE_EVENTS = (L.REFERRAL_ACCEPTED, L.PLACE_REQUESTED, L.INTAKE_STARTED, L.REHABILITATION_STARTED, L.PLACE_HELD,
                    L.PLACE_RELEASED, L.PLACE_RESUMED, L.REHABILITATION_ENDED, L.WITHDRAWN)
    NO_BODY = (L.STAFF_CHANGED, L.TRAINING_STARTED, L.TRAINING_ENDED, L.ASSISTANCE_DELIVERED, L.ASSISTANCE_FAILED)

    def _one(self, event: int, entity: int, region: int, place: int, detail: int, value: float) -> None:
        if event == L.REGISTERED:
            if entity in self.bodies:
                self.fault("registered once", str(entity))
            self._register(entity, region, detail == 0)
        elif event == L.CLASS_ARRIVED:
            self.bodies[entity] = Body(entity, region, False)
        elif event == L.MONTH_ENDED:
            self._month_ends()
        elif event == L.STAFFED_BEDS_CHANGED:
            new = math.inf if value < 0.0 else value
            if new < self.staffed[place]:
                self.fell.add(place)
            self._set_level(R.STAFFED, place, new)
            self.staffed[place] = new
            self.beds_moved = True
        elif event == L.BED_FREED:
            self.turnover[place] -= 1
            self.level(R.TURNOVER, place, -1)
            self.beds_moved = True
        elif event == L.PLACES_CHANGED:
            new = math.inf if value < 0.0 else value
            self._set_level(R.PLACES_OPEN, place, new)
            self.places[place] = new
            self.places_moved = True
        elif event == L.CLINIC_VISIT:
            if draws.identity_stream(entity) != events.OUTPATIENT_STREAM:
                b = self.bodies[entity]
                self.level(R.WAITING_CLINIC, b.region, -1)
                b.clinic = math.nan
        elif event not in self.NO_BODY:
            b = self.bodies.get(entity)
            if b is None:
                self.fault("everybody is known", f"{L.EVENT_NAMES[event]} of {entity}, who never came")
                return
            if b.gone and (self.now > b.gone_at or event in self.VISITS or event in (L.ADMITTED, L.INTAKE_STARTED)):
                self.fault("nobody acts after death", f"{L.EVENT_NAMES[event]} of {entity}, gone at {b.gone_at}")
            old_team = event in (L.VISIT_CANCELLED, L.CASE_CLOSED) and self.now == b.moved_at
            if b.region != region and event != L.MOVED and not old_team:
                self.fault("the row says what happened", f"{L.EVENT_NAMES[event]} in {region}, {entity} lives in {b.region}")
            self._of(b, event, region, place, detail, value)

    def _of(self, b: Body, event: int, region: int, place: int, detail: int, value: float) -> None:
        if event in self.VISITS:
            self._visit(b, event, detail)
        elif event in self.PLACE_EVENTS:
            self._place(event, b, region, place, detail, value)
        elif event in (L.DIED, L.LEFT_CITY):
            self._goes(b, event)
        elif event == L.CLASS_LEFT:
            b.gone, b.gone_at = True, self.now
        elif event == L.MOVED:
            self._moves(b, region, detail)
        elif event == L.VISIT_CANCELLED:
            b.visit = "none"
        elif event == L.FOUND_AGAIN:
            if not b.lost:
                self.fault("lost and found", f"{b.entity} is found again and was not lost")
            b.lost = False
        elif event == L.STABILITY_CHANGED:
            b.stability = detail
        elif event == L.MEDICATION_CHANGED:
            b.regular = bool(detail)
        elif event in (L.CASE_OPENED, L.CASE_CLOSED):
            b.case = event == L.CASE_OPENED
        elif event == L.RELAPSED:
            if b.in_episode or b.hospital >= 0:
                self.fault("one episode at a time", f"{b.entity} relapses in an episode")
            b.in_episode, b.grade = True, detail
            b.episodes += 1
            if b.place not in ("client", "held") and not self._assesses(b.region):
                # Left out, the assessment takes no time and leaves no row (rule 1.8).
                b.this_year.add("treated")
            self.sets_out(b, W.TO_ADMISSION, self.now)
            for cohort in (R.RELAPSED_365_REGULAR, R.RELAPSED_365_IRREGULAR):
                self._followed(b, cohort)
        elif event == L.HOME_TREATMENT:
            self.arrives(b, W.TO_ADMISSION)
        elif event == L.ASSESSED:
            b.this_year.add("treated")
        elif event == L.EPISODE_CLOSED:
            self._closes(b, detail)
        elif event == L.ASSESSMENT_REQUESTED:
            b.assessment = self.now
            self.level(R.WAITING_CLINIC, b.region, 1)
        elif event == L.ASSESSMENT_STARTED:
            if value != self.now - b.assessment:
                self.fault("the row says what happened", f"ASSESSMENT_STARTED {b.entity} {value}, {b.assessment}")
            self.waited(R.WAIT_ASSESSMENT, b.assessment, b.region, value, R.GRANTED)
            b.assessment = math.nan
            self.level(R.WAITING_CLINIC, b.region, -1)
        elif event == L.CRISIS_EVENT and b.hospital >= 0:
            self.fault("crises are outside hospital", str(b.entity))
        elif event == L.BED_REQUESTED:
            if b.bed is not None or b.hospital >= 0:
                self.fault("one bed each", f"{b.entity} asks for a second bed")
                return
            self._list(b, Bed(self.now, detail, detail, self.rules.overflow <= 0.0))
        elif event == L.TURNED_AWAY:
            self._unlist(b)
        elif event == L.LEFT_LIST:
            bed = self._unlist(b)
            if value != self.now - bed.time or detail != bed.first:
                self.fault("the row says what happened", f"LEFT_LIST {b.entity} {detail} {value} against {bed}")
            self._gave_up(b, bed)
            self.waited(R.WAIT_BED + bed.first, bed.time, b.region, value, R.CENSORED)
        elif event == L.CLASS_RAISED:
            assert b.bed is not None
            b.bed.cls -= 1
            if b.bed.cls != detail or detail < bed_rules.GREEN:
                self.fault("ageing stops below emergency", f"{b.entity} {detail} against {b.bed}")
            b.bed.raised += 1
            self._in_time(b, b.bed.time + b.bed.raised * self.rules.ageing, "rises a class")
            self.beds_moved = True
        elif event == L.OVERFLOW_ALLOWED:
            assert b.bed is not None
            b.bed.anywhere = True
            self._in_time(b, b.bed.time + self.rules.overflow, "may go anywhere")
            self.beds_moved = True
        elif event == L.ADMITTED:
            self._admit(b, region, place, detail, value)
        elif event == L.BLOCKED:
            if b.hospital != place or b.blocked:
                self.fault("the blocked keep their bed", f"{b.entity} blocked in {place}, lies in {b.hospital}")
            b.blocked = True
            self.level(R.BLOCKED, place, 1)
        elif event == L.DISCHARGED:
            self._discharge(b, place, detail, value)
        elif event == L.CLASS_STAGE and detail == 0 and self.inputs.regions[b.region].clinic >= 0:
            b.clinic = self.now
            self.level(R.WAITING_CLINIC, b.region, 1)

    def _assesses(self, region: int) -> bool:
        return self.rules.assessment and self.inputs.regions[region].clinic >= 0

    def _visit(self, b: Body, event: int, detail: int) -> None:
        if b.hospital >= 0:
            self.fault("no visits in hospital", f"{L.EVENT_NAMES[event]} of {b.entity}")
        needed = {L.VISIT_OPENED: "none", L.VISIT_STARTED: "open", L.VISIT_COMPLETED: "under way",
                  L.VISIT_FAILED: "under way"}.get(event)
        if needed is not None and b.visit != needed:
            self.fault("one visit at a time", f"{L.EVENT_NAMES[event]} of {b.entity}, whose visit is {b.visit}")
        if event == L.VISIT_OPENED:
            b.visit = "open"
            if b.lost:
                self.fault("the lost are not visited", str(b.entity))
        elif event == L.VISIT_STARTED:
            b.visit = "under way"
            b.attempts += 1
        elif event in (L.VISIT_COMPLETED, L.VISIT_FAILED):
            b.visit = "none"
            if event == L.VISIT_COMPLETED:
                b.this_year.add("managed")
                b.reported = bool(detail & 4)
                b.some = self.run.draw(b.entity, purposes.VISIT_INTERMITTENT, b.attempts) < self.rules.intermittent
                if not detail & 1:
                    b.this_year.add("face to face")
                if detail & 2:
                    if "examined" in b.this_year:
                        self.fault("one examination a year", str(b.entity))
                    b.this_year.add("examined")
        elif event == L.LOST_TO_FOLLOW_UP:
            b.lost = True

    @staticmethod
    def _stages(b: Body) -> list[str]:
        """Say where somebody stands on each of the tracks (rule 1.4)."""
        stages = [f"place: {b.place}", f"visit: {b.visit}"]
        stages += ["blocked" if b.blocked else "in hospital"] if b.hospital >= 0 else []
        stages += ["bed request"] if b.bed is not None else []
        stages += ["assessment request"] if not math.isnan(b.assessment) else []
        stages += ["lost to follow-up"] if b.lost else []
        return stages + (["case management"] if b.case else [])

    def _goes(self, b: Body, event: int) -> None:
        self.gone_from.update(self._stages(b))
        b.gone, b.gone_at = True, self.now
        self.level(R.REGISTERED_LEVEL, b.region, -1)
        if b.hospital < 0:
            self.level(R.HOME_LEVEL, b.region, -1)
        elif event == L.LEFT_CITY:
            self.fault("only people outside hospital move", str(b.entity))
        if b.bed is not None:
            bed = self._unlist(b)
            self.waited(R.WAIT_BED + bed.first, bed.time, b.region, self.now - bed.time, R.CENSORED)
        if not math.isnan(b.assessment):
            self.level(R.WAITING_CLINIC, b.region, -1)
            self.waited(R.WAIT_ASSESSMENT, b.assessment, b.region, self.now - b.assessment, R.CENSORED)
            b.assessment = math.nan
        self._drop_referral(b)
        self.arrives(b, W.TO_ADMISSION)

    def _moves(self, b: Body, old: int, new: int) -> None:
        if b.hospital >= 0 or old != b.region or self.inputs.regions[old].city != self.inputs.regions[new].city:
            self.fault("only people outside hospital move", f"{b.entity} from {old} to {new}")
        self.moved_with.update(self._stages(b))
        levels = [R.REGISTERED_LEVEL, R.HOME_LEVEL]
        if b.bed is not None:
            levels.append(R.WAITING_BED)
            b.bed.anywhere = self.now >= b.bed.time + self.rules.overflow
            self.beds_moved = True
        if not math.isnan(b.assessment):
            levels.append(R.WAITING_CLINIC)
        if b.place == "listed":
            levels.append(R.WAITING_PLACE)
            self.places_moved = True
        for which in levels:
            self.level(which, old, -1)
            self.level(which, new, 1)
        b.region, b.visit, b.moved_at = new, "none", self.now
        if b.place == "intake":
            self._use(b.institution, -1)
            self._list_for_place(b)
        elif b.place in ("client", "held"):
            # The place is given up; applied for again now, or when the episode closes (rule 8.2).
            b.reapply = b.in_episode
            self._applies(b)
            if not b.in_episode:
                self.sets_out(b, W.TO_PLACE, self.now)

    def _closes(self, b: Body, grade: int) -> None:
        if not b.in_episode:
            self.fault("one episode at a time", f"{b.entity} closes no episode")
        b.in_episode, b.grade = False, grade
        if b.reapply:
            b.reapply = False
            self._applies(b)
            self.sets_out(b, W.TO_PLACE, self.now)
        if b.discharged == self.now:
            optimism = self.run.draw(b.entity, purposes.REPORTED, b.episodes + 1)
            b.reported = b.regular or optimism < self.rules.overreport
            relapse = R.RELAPSED_365_REGULAR if b.regular else R.RELAPSED_365_IRREGULAR
            b.cohorts = [R.READMITTED_30, R.READMITTED_90, R.READMITTED_365, relapse]
            month, region = b.discharged_in
            for cohort in b.cohorts:
                if month >= 0 and self.now + R.WINDOWS[cohort] <= self.end:
                    self.cohorts[month, region, cohort, 1] += 1

    def _followed(self, b: Body, cohort: int) -> None:
        if cohort in b.cohorts:
            b.cohorts.remove(cohort)
            month, region = b.discharged_in
            if (month >= 0 and self.now - b.discharged <= R.WINDOWS[cohort]
                    and b.discharged + R.WINDOWS[cohort] <= self.end):
                self.cohorts[month, region, cohort, 0] += 1

    # --- months and the end ------------------------------------------------------------------------------------

    COLUMNS = ("registered", "stable", "basically_stable", "unstable", "grade_3_up", "true_regular",
               "reported_regular", "medicated", "managed", "face_to_face", "examined", "treated", "case_managed",
               "inpatient", "in_day", "in_supported", "in_home_support", "lost", "undetected", "case_needed",
               "case_needed_managed")

    def _month_ends(self) -> None:
        table = np.zeros((len(self.inputs.regions), len(self.COLUMNS)))
        c = {name: i for i, name in enumerate(self.COLUMNS)}
        for b in self.bodies.values():
            if not b.registered or b.gone:
                continue
            row = table[b.region]
            inpatient = b.hospital >= 0
            row[c["registered"]] += 1
            row[c["stable"] + b.stability] += 1
            row[c["grade_3_up"]] += b.grade >= 3
            row[c["true_regular"]] += b.regular or inpatient
            row[c["reported_regular"]] += b.reported or inpatient
            medicated = b.reported or b.some or inpatient
            row[c["medicated"]] += medicated
            row[c["treated"]] += medicated or "treated" in b.this_year
            row[c["managed"]] += "managed" in b.this_year
            row[c["face_to_face"]] += "face to face" in b.this_year
            row[c["examined"]] += "examined" in b.this_year
            row[c["case_managed"]] += b.case
            row[c["inpatient"]] += inpatient
            row[c["lost"]] += b.lost
            if b.place == "client":
                row[c["in_day"] + self.inputs.institutions[b.institution].kind] += 1
            if b.grade >= 3 or b.stability == home_rules.UNSTABLE:
                row[c["case_needed"]] += 1
                row[c["case_needed_managed"]] += b.case
        for region, people in enumerate(self.undetected):
            table[region, c["undetected"]] = sum(
                came <= self.now < dies and entity not in self.bodies for entity, came, dies in people)
        self.snapshots.append(table)
        month = self.month()
        if month == len(self.inputs.months) or self.inputs.year_of_month[month] != self.inputs.year_of_month[month - 1]:
            self._new_year()

    def _new_year(self) -> None:
        for b in self.bodies.values():
            b.this_year = {"managed", "treated"} if b.hospital >= 0 else set()

    def _cut_by_the_horizon(self) -> None:
        for b in self.bodies.values():
            if b.gone:
                continue
            in_processing = b.place == "none" and W.TO_PLACE in b.ways
            for way in (W.TO_ADMISSION, W.TO_PLACE):
                self.arrives(b, way)
            if b.place == "listed":
                self.listed.append((b.listed, self.end))
            if b.hospital >= 0:
                self.stays.append((b.admitted, self.end))
            if b.bed is not None:
                self.waited(R.WAIT_BED + b.bed.first, b.bed.time, b.region, self.end - b.bed.time, R.CENSORED)
            if not math.isnan(b.assessment):
                self.waited(R.WAIT_ASSESSMENT, b.assessment, b.region, self.end - b.assessment, R.CENSORED)
            if b.registered and (in_processing or b.place in ("listed", "passed over")):
                self._place_wait(b, R.CENSORED)

    # --- tables -------------------------------------------------------------------------------------------------

    def levels(self) -> pd.DataFrame:
        """Every level between two changes: columns level, place, begin, end, n (in time order within each)."""
        table = pd.DataFrame(self.changes, columns=["begin", "level", "place", "delta"])
        table = table.astype({"begin": float, "level": int, "place": int, "delta": float})
        table = table.sort_values("begin", kind="stable")
        grouped = table.groupby(["level", "place"], sort=False)
        table["n"] = grouped.delta.cumsum()
        table["end"] = grouped.begin.shift(-1).fillna(self.end)
        return table[["level", "place", "begin", "end", "n"]]

    @cache  # noqa: B019 - a ledger is kept for the whole session anyway
    def integrals(self) -> np.ndarray[Any, Any]:
        """Integral of every level by month, as `Output.integral`."""
        result = np.zeros_like(self.run.output.integral)
        table = self.levels()
        for month, (begin, end) in enumerate(zip(self.month_starts[:-1], self.month_starts[1:], strict=True)):
            days = (table.end.clip(upper=end) - table.begin.clip(lower=begin)).clip(lower=0.0)
            for (which, place), total in (days * table.n).groupby([table.level, table.place]).sum().items():
                result[month, which, place] = total
        return result


@cache
def ledger(name: str) -> Ledger:
    """Return the ledger of one of `plans.PLANS`."""
    return Ledger(run(name))
