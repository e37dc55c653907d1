"""The first day: who is registered, in hospital, on a list, in rehabilitation (rule 5.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.care import beds as bed_rules
from model.care import distributions, draws, events, purposes
from model.care import home as home_rules
from model.care import relapse as relapse_rules
from model.care import visits_at_start as visit_rules
from model.care.draws import pack_identity
from model.care.first_day import FROM_HOSPITAL, FROM_LIST, FROM_PLACE, FROM_TREATMENT
from model.engines.census import where_at_start
from model.engines.inputs import RegionInput
from model.engines.simpy_state import MANAGED, OUT_OF_STANDARD, TREATED, Patient, Person

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model


def describe(model: Model, p: Person) -> None:
    """Draw what a registered person is like (rules 2.3, 5.8)."""
    r, e = model.rules, p.entity
    p.diagnosis = int(home_rules.choose(model.draw(e, purposes.DIAGNOSIS, 0), r.diagnosis_shares))
    u = model.draw(e, purposes.SEVERITY, 0)
    p.stability = int(home_rules.severity_at_start(u, r.stable_share, r.unstable_share))
    p.grade = int(home_rules.choose(model.draw(e, purposes.GRADE, 0), r.grade_shares))
    p.regular = model.draw(e, purposes.MEDICATION, 0) < r.regular_share
    u = model.draw(e, purposes.REPORTED, 0) if home_rules.may_overreport(p.regular) else draws.ANY
    p.reported = bool(home_rules.reported_regular(u, p.regular, r.overreport))
    p.intermittent = model.draw(e, purposes.INTERMITTENT, 0) < r.intermittent
    p.primary = int(draws.number_within_copy(e, model.inputs.regions[p.region].copies))


def last_discharge(model: Model, p: Person) -> float:
    """Draw when a person at home was last discharged, by the shares of the bands (rule 5.8)."""
    r, u = model.rules, model.draw(p.entity, purposes.LAST_DISCHARGE, 0)
    return model.env.now - float(relapse_rules.time_since_discharge(u, r.discharged_30, r.discharged_365))


def begin_region(model: Model, spec: RegionInput) -> None:
    """Register everybody of a region and put them where the census has them."""
    people = []
    for k in range(spec.registered):
        p = Person(
            model.env,
            int(pack_identity(events.REGISTERED_STREAM, spec.origin, k * spec.copies + spec.copy)),
            spec.index,
        )
        describe(model, p)
        people.append(p)
    identities = np.array([p.entity for p in people], dtype=np.int64)
    u = np.array([model.draw(p.entity, purposes.START_BED, 0) for p in people], dtype=np.float64)
    placed = list(zip(people, where_at_start(spec, identities, u).tolist(), strict=True))
    for p in people:
        model.register(p, at_start=True)
    for p, (where, place) in placed:
        if where == FROM_HOSPITAL:
            _in_hospital(model, p, place)
        elif where == FROM_LIST:
            _waiting(model, p)
        elif where == FROM_PLACE:
            _client(model, p, place)
    for p, (where, _) in placed:
        if where not in (FROM_HOSPITAL, FROM_LIST):
            p.discharged = last_discharge(model, p)
            if where == FROM_TREATMENT:
                _treated_at_home(model, p)
            first_visit(model, p)
            model.update_home(p)
        if not home_rules.gives_up_case_management(p.grade, p.stability):
            # Given when they were worse, and not given up yet (rule 2.3).
            model.cases[p.region].ask(p)
    numbers = iter(range(sum(k for _, k in spec.start_others)))
    for hospital, number in spec.start_others:
        for _ in range(number):
            _other_inpatient(model, spec, hospital, next(numbers))


def first_visit(model: Model, p: Person) -> None:
    """Set where a person stands between two visits: at a uniform point of the way to the next (rule 5.8)."""
    r, now = model.rules, model.env.now
    if not r.visits:
        return
    u = model.draw(p.entity, purposes.VISIT_PHASE, 0)
    at_no_service = not p.in_episode and p.place is None
    if at_no_service and model.draw(p.entity, purposes.LOST_AT_START, 0) < r.lost_share:
        # A lost person misses a deadline every so many days; this one at a uniform phase.
        p.lost, p.overdue, p.flags = True, True, OUT_OF_STANDARD
        p.deadline = now + r.lost_deadline * u
        model.env.set(p, events.LATENESS, p.deadline)
        return
    interval = float(home_rules.interval_of(p.stability, *r.intervals))
    joint = home_rules.needs_joint_visit(p.grade, p.stability)
    wait = model.inputs.regions[p.region].start_joint_wait if joint else 0.0
    way = (float(visit_rules.gap_until_opening(interval, r.lead)), wait, r.fail, r.retry, r.failures_to_loss)
    p.failures = int(visit_rules.failures_at_start(u, *way))
    open_for = float(visit_rules.open_for_at_start(u, p.failures, *way))
    deadline = now - open_for + min(r.lead, interval)
    model.visits.set_deadline(p, deadline)
    if float(home_rules.lateness_time(deadline, r.grace)) < now:
        # Missed before the first day, and not missed again: as at the turn of a year, out of standard.
        p.overdue, p.flags = True, OUT_OF_STANDARD
        model.env.clear(p, events.LATENESS)
    if p.failures:
        p.opens = now + float(visit_rules.next_attempt_in(open_for, p.failures, wait, r.retry))
        model.teams[p.region].expect(p)


def _remaining(model: Model, entity: int, row: int) -> tuple[float, float]:
    """Return (elapsed, remaining) of a stay met on the first day: length-biased, at a uniform point (5.8)."""
    inputs = model.inputs
    total = float(
        distributions.length_biased_quantile(
            inputs.rows, inputs.points, row, model.draw(entity, purposes.START_STAY, 0)
        )
    )
    remaining = total * model.draw(entity, purposes.START_REMAINING, 0)
    return total - remaining, remaining


def _in_hospital(model: Model, p: Person, hospital: int) -> None:
    r, inputs = model.rules, model.inputs
    means = [float(distributions.mean(inputs.rows, inputs.points, inputs.dist[k])) for k in ("short", "long")]
    p.long_stay = bool(bed_rules.long_at_start(model.draw(p.entity, purposes.START_COMPONENT, 0), r.long_share, *means))
    elapsed, remaining = _remaining(model, p.entity, inputs.dist["long" if p.long_stay else "short"])
    p.grade = int(home_rules.choose(model.draw(p.entity, purposes.RELAPSE_GRADE, 0), r.relapse_grades))
    p.stability = home_rules.UNSTABLE
    p.in_episode = True
    p.flags = MANAGED | TREATED
    model.record.change(model.env.now, model.HOME, p.region, -1.0)
    model.beds.occupy(p, model.beds.hospitals[hospital], model.env.now - elapsed)
    p.episode.tell(("in hospital", model.env.now + remaining))


def _waiting(model: Model, p: Person) -> None:
    r = model.rules
    p.grade = int(home_rules.choose(model.draw(p.entity, purposes.RELAPSE_GRADE, 0), r.relapse_grades))
    p.stability = home_rules.UNSTABLE
    p.in_episode = True
    waited = r.start_wait * float(draws.exponential_threshold(model.draw(p.entity, purposes.START_WAIT, 0)))
    p.episode.tell(("waiting", model.env.now - waited))
    p.discharged = last_discharge(model, p)
    first_visit(model, p)
    model.update_home(p)


def _treated_at_home(model: Model, p: Person) -> None:
    p.grade = int(home_rules.choose(model.draw(p.entity, purposes.RELAPSE_GRADE, 0), model.rules.treated_grades))
    p.stability = home_rules.UNSTABLE
    p.in_episode = True
    _, remaining = _remaining(model, p.entity, model.inputs.dist["home_treatment"])
    p.episode.tell(("treated at home", model.env.now + remaining))


def _client(model: Model, p: Person, institution: int) -> None:
    inputs = model.inputs
    total = float(
        distributions.length_biased_quantile(
            inputs.rows,
            inputs.points,
            inputs.dist["rehabilitation"],
            model.draw(p.entity, purposes.START_PLACE, 0),
        )
    )
    p.rest_of_stay = total * model.draw(p.entity, purposes.START_PLACE_REMAINING, 0)
    p.rest_of_evaluation = model.rules.evaluation * model.draw(p.entity, purposes.START_PLACE_REMAINING, 1)
    p.place = model.places.institutions[institution]
    p.place.change(1)
    p.referral.tell("client")


def _other_inpatient(model: Model, spec: RegionInput, hospital: int, k: int) -> None:
    entity = int(pack_identity(events.OTHER_ADMISSIONS_STREAM, spec.origin, k * spec.copies + spec.copy))
    q = Patient(model.env, entity, spec.index, False)
    elapsed, remaining = _remaining(model, entity, model.inputs.dist["other"])
    model.beds.occupy(q, model.beds.hospitals[hospital], model.env.now - elapsed)
    model.classes.begin_class_patient(q, model.other_classes[spec.index], model.env.now + remaining)
