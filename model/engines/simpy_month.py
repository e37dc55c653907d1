"""The end of every month: what is counted among the registered and noted of the hospitals (rule 10.1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.care import events, pathways
from model.care import home as home_rules
from model.care import log as L
from model.care import recorder as levels
from model.care import referral as referral_rules
from model.engines.simpy_clock import Holder
from model.engines.simpy_state import (
    EXAMINED,
    FACE_TO_FACE,
    MANAGED,
    OUT_OF_STANDARD,
    TREATED,
    WITHDREW,
    Person,
)
from model.engines.simpy_visits import CASE_ACTIVE

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

COLUMN = {name: i for i, name in enumerate(levels.SNAPSHOTS)}


class MonthEnd(Holder):
    """Closes each month before anything else of that instant; the last one ends the run."""

    __slots__ = ("model", "next_start")

    def __init__(self, model: Model) -> None:
        super().__init__(events.entity(events.CLOCK_ENTITY, 0), self._rings)
        self.model = model
        starts = model.inputs.month_starts
        self.next_start = 0 if model.inputs.first < 0.0 else 1
        self._set(starts[self.next_start])

    def _set(self, time: float) -> None:
        self.model.env.set(self, events.MONTH_END, time)

    def _rings(self, kind: int) -> None:
        model, record = self.model, self.model.record
        now = model.env.now
        if record.month >= 0:
            record.close_month(now)
            _snapshot(model, now)
            _note_hospitals(model)
            _note_places(model)
            model.log(L.MONTH_ENDED, self.entity, 0, -1, 0, float(record.month))
            # The row belongs to the month that it closes.
            record.flush()
            last = record.month + 1 == record.months
            if last or model.inputs.year_of_month[record.month + 1] != record.year:
                _new_year(model)
        else:
            # The burn-in ends: the first year's flags count from here.
            record.close_month(now)
            _new_year(model)
        record.month += 1
        if record.month >= record.months:
            _censor(model, now)
            model.stop.succeed()
            return
        record.year = model.inputs.year_of_month[record.month]
        self.next_start += 1
        self._set(model.inputs.month_starts[self.next_start])


def _snapshot(model: Model, now: float) -> None:
    """Count the registered by region; rates are for the calendar year so far."""
    table = model.record.snapshot[model.record.month]
    regions = len(model.inputs.regions)
    counts = [[0.0] * len(COLUMN) for _ in range(regions)]
    standard = _standard_shares(model)
    c = COLUMN
    people = [p for p in model.people if p.alive]
    model.people = people
    # Columns by number: this runs for everybody every month.
    c_case_managed = c["case_managed"]
    c_case_needed = c["case_needed"]
    c_case_needed_managed = c["case_needed_managed"]
    c_examined = c["examined"]
    c_face_to_face = c["face_to_face"]
    c_grade_3_up = c["grade_3_up"]
    c_in_day = c["in_day"]
    c_inpatient = c["inpatient"]
    c_lost = c["lost"]
    c_managed = c["managed"]
    c_medicated = c["medicated"]
    c_registered = c["registered"]
    c_rehabilitation_registered = c["rehabilitation_registered"]
    c_rehabilitation_standard = c["rehabilitation_standard"]
    c_reported_regular = c["reported_regular"]
    c_stable = c["stable"]
    c_standardised = c["standardised"]
    c_treated = c["treated"]
    c_true_regular = c["true_regular"]
    for p in people:
        row = counts[p.region]
        row[c_registered] += 1
        row[c_stable + p.stability] += 1
        row[c_grade_3_up] += home_rules.is_high_risk(p.grade)
        inpatient = p.hospital is not None
        row[c_true_regular] += p.regular or inpatient
        row[c_reported_regular] += p.reported or inpatient
        medicated = home_rules.is_medicated(p.reported, p.intermittent, inpatient)
        row[c_medicated] += medicated
        flags = p.flags
        if flags & MANAGED:
            row[c_managed] += 1
            row[c_standardised] += not flags & OUT_OF_STANDARD
        row[c_face_to_face] += 1 if flags & FACE_TO_FACE else 0
        row[c_examined] += 1 if flags & EXAMINED else 0
        row[c_treated] += home_rules.is_treated(flags & TREATED != 0, medicated)
        row[c_case_managed] += p.case == CASE_ACTIVE
        if home_rules.needs_case_management(p.grade, p.stability):
            row[c_case_needed] += 1
            row[c_case_needed_managed] += p.case == CASE_ACTIVE
        row[c_inpatient] += inpatient
        row[c_lost] += p.lost
        if p.place is not None:
            row[c_in_day + p.place.spec.kind] += p.in_place
            row[c_rehabilitation_registered] += 1
            if p.in_place:
                row[c_rehabilitation_standard] += standard[p.place.index]
        elif p.place_request is not None or not math.isnan(p.processing) or flags & WITHDREW:
            row[c_rehabilitation_registered] += 1
    for region in model.detection:
        counts[region.region][c["undetected"]] = region.alive(now)
    for r in range(regions):
        counts[r][c["workers"]] = model.workers[r]
        table[r] = counts[r]


def _standard_shares(model: Model) -> list[float]:
    """Return the share of each institution's clients who receive standard service this month (rule 6.6)."""
    r, shares = model.rules, []
    for i in model.places.institutions:
        full = referral_rules.standard_clients(i.clients, i.staff, r.contacts_per_staff, r.contacts)
        shares.append(float(full) / i.clients if i.clients else 0.0)
    return shares


def _note_hospitals(model: Model) -> None:
    table = model.record.staff[model.record.month]
    for h in model.beds.hospitals:
        table[h.index] = (
            h.open,
            h.staffed,
            *h.by,
            h.binding,
            h.psychiatrists,
            h.nurses,
            h.health_staff,
            h.patients,
            h.norm_beds(),
        )


def _note_places(model: Model) -> None:
    model.record.places_open[model.record.month] = [i.places for i in model.places.institutions]


def _new_year(model: Model) -> None:
    """Begin the calendar year's flags anew: an open gap beyond the norm is out of standard from the start."""
    for p in model.people:
        if p.alive:
            p.flags = (MANAGED | TREATED if p.hospital is not None else 0) | (OUT_OF_STANDARD if p.overdue else 0)


def _censor(model: Model, now: float) -> None:
    """Count the waits that the end of the horizon cuts (rule 1.9)."""
    for request in model.beds.requests:
        model.waited(
            levels.WAIT_BED + request.first_cls,
            request.time,
            request.who.region,
            now - request.time,
            levels.CENSORED,
        )
    for h in model.beds.hospitals:
        for *_, job in h.clinic.queue:
            if isinstance(job.who, Person):
                model.waited(levels.WAIT_ASSESSMENT, job.since, job.region, now - job.since, levels.CENSORED)
    for p in model.people:
        if not p.alive:
            continue
        model.end_pathway(p, pathways.TO_ADMISSION)
        model.end_pathway(p, pathways.TO_PLACE)
        # In hospital too, where a request is passed over and processing goes on.
        if not math.isnan(p.processing):
            model.places.cut(p, p.accepted)
        elif p.place_request is not None and p.place_request.institution is None:
            model.places.count(p.place_request, levels.CENSORED)


__all__ = ["MonthEnd"]
