"""Random plans: what holds for every plan holds for them, and between them every rule happens.

Each plan is run with its whole log, which the ledger reads row by row; the tallies are worked out again from it; and
the run is repeated. That the plans are worth it is shown at the end: every event, in every variant that the rules tell
apart, occurs several times in the suite, and many things fall on the same instant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import test_conservation
import test_tallies
from hypothesis import HealthCheck, given, settings
from ledger import Ledger, ledger
from plans import RANDOM, Run, run, simulated
from random_plans import random_scenario, scenarios

from model.care import draws, events
from model.care import log as L
from model.engines.simpy_engine import Model, simulate
from model.engines.simpy_pools import Pool
from model.scenario.schema import Scenario

SEEDS = range(120)
NAMES = [f"{RANDOM}{seed}" for seed in SEEDS]

TALLIES: list[Callable[[str], None]] = [
    test_tallies.test_counts,
    test_tallies.test_every_detail_has_a_column,
    test_tallies.test_sums,
    test_tallies.test_sums_of_stays,
    test_tallies.test_places_open_at_each_months_end,
    test_tallies.test_waits,
    test_tallies.test_cohorts_of_discharges,
    test_tallies.test_time_at_each_level,
    test_tallies.test_snapshots,
    test_tallies.test_snapshot_of_standardised_management,
    test_tallies.test_staff_table,
]
CONSERVATION: list[Callable[[str], None]] = [
    test_conservation.test_every_rule_looked_for_is_listed,
    test_conservation.test_admitted_are_discharged_or_still_in,
    test_conservation.test_registered_are_home_or_in_hospital,
    test_conservation.test_levels_of_registered_and_home_differ_by_those_in_hospital,
    test_conservation.test_month_end_comes_first_in_its_instant,
    test_conservation.test_capacity_changes_come_before_people_in_their_instant,
]


# --- every plan ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_no_row_breaks_a_rule(name: str) -> None:
    faults = ledger(name).faults
    assert not faults, {rule: (len(rows), rows[0]) for rule, rows in faults.items()}


@pytest.mark.parametrize("name", NAMES)
def test_nobody_appears_or_vanishes(name: str) -> None:
    for holds in CONSERVATION:
        holds(name)


@pytest.mark.parametrize("name", NAMES)
def test_tallies_are_those_of_the_log(name: str) -> None:
    for holds in TALLIES:
        holds(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_run(name: str) -> None:
    """Every row again; without the log, every tally again."""
    this, seed = run(name), int(name.removeprefix(RANDOM))
    log = simulated(random_scenario(seed), seed, 0).log if seed % 4 == 0 else None
    if log is not None:
        assert this.log.equals(log)
        return
    again = simulate(this.scenario, this.seed, this.replication)
    assert again.log is None
    for tally, value in vars(again).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, getattr(this.output, tally), err_msg=tally)


def _idle_beside_work(model: Model) -> list[str]:
    """Say which staff could start waiting work, and which closed staff would not be woken for it (rules 1.3, 1.6)."""
    now, found = model.env.now, []
    pools: list[tuple[str, Pool]] = [(f"clinic {h.index}", h.clinic) for h in model.beds.hospitals]
    pools += [(f"intake {i.index}", i.team) for i in model.places.institutions]
    pools += [(f"team {t.region}", t) for t in model.teams]
    for name, pool in pools:
        if pool.queue and pool.can_start(now):
            found.append(name)
    for team in model.teams:
        joint = team.joint_pool
        if team.joint_queue and (joint is None or joint.servers == 0):
            found.append(f"team {team.region} waits for psychiatrists who never come")
        elif team.joint_queue and joint is not None and team.can_start(now) and joint.can_start(now):
            found.append(f"joint visits of team {team.region}")
    for cases in model.cases:
        if cases.waiting and cases.active < cases.slots:
            found.append("slots of case management")
    return found


@pytest.mark.parametrize("name", NAMES[::5])
def test_no_staff_stand_idle_beside_work(name: str) -> None:
    """When everything of an instant has happened, whoever is idle and at work has nothing to start."""
    this = run(name)
    model = Model(this.inputs, this.seed, this.replication, True)
    env = model.env
    while not model.stop.triggered:
        env.step()
        # Not at the last instant, of which only the month end happens.
        if env.peek() > env.now < this.inputs.end:
            assert not _idle_beside_work(model), env.now


@given(scenario=scenarios())
@settings(max_examples=25, derandomize=True, deadline=None, database=None,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])
def test_plans_of_hypothesis(scenario: Scenario) -> None:
    """The same plans as hypothesis draws and shrinks them: no row breaks a rule."""
    book = Ledger(simulated(scenario, 1, 0))
    assert not book.faults, {rule: (len(rows), rows[0]) for rule, rows in book.faults.items()}


def test_a_number_is_always_the_same_plan() -> None:
    assert random_scenario(317) == random_scenario(317)
    assert random_scenario(317) != random_scenario(318)


# --- between them, every rule ----------------------------------------------------------------------------------

BITS: dict[int, dict[int, str]] = {
    L.VISIT_STARTED: {1: "joint"},
    L.VISIT_COMPLETED: {1: "by telephone", 2: "with the examination", 4: "reported regular", 8: "joint", 16: "late"},
    L.VISIT_MISSED: {1: "by somebody lost"},
    L.ADMITTED: {4: "outside the county", 8: "not registered"},
    L.DISCHARGED: {1: "long stay", 2: "against advice", 4: "not registered", 8: "died", 16: "began before the start"},
}
"""Events whose detail is made of bits: each bit occurs and is missing."""
NUMBERS: dict[int, dict[int, str]] = {
    L.REGISTERED: {0: "at the start", 1: "detected"},
    L.STABILITY_CHANGED: {0: "stable", 1: "basically stable", 2: "unstable"},
    L.MEDICATION_CHANGED: {0: "stopped", 1: "regular"},
    L.RELAPSED: {grade: f"grade {grade}" for grade in range(6)},
    L.EPISODE_CLOSED: {grade: f"grade {grade}" for grade in range(6)},
    L.CRISIS_EVENT: {grade: f"grade {grade}" for grade in range(6)},
    L.ASSESSED: {0: "treated at home", 1: "asks for admission", 3: "an emergency, at once"},
    L.BED_REQUESTED: {0: "emergency", 1: "green channel", 2: "urgent", 3: "elective"},
    L.CLASS_RAISED: {1: "to green channel", 2: "to urgent"},
    L.TURNED_AWAY: {1: "green channel", 2: "urgent", 3: "elective"},
    L.LEFT_LIST: {0: "emergency", 1: "green channel", 2: "urgent", 3: "elective"},
    L.REFERRAL_ACCEPTED: {0: "day", 1: "supported", 2: "home support"},
    L.PLACE_REQUESTED: {0: "day", 1: "supported", 2: "home support"},
    L.INTAKE_STARTED: {0: "day", 1: "supported", 2: "home support"},
    L.REHABILITATION_STARTED: {0: "day", 1: "supported", 2: "home support"},
    L.WITHDRAWN: {0: "day", 1: "supported", 2: "home support"},
    L.ASKED_AGAIN: {0: "unwilling", 1: "still willing"},
    L.REHABILITATION_ENDED: {0: "home", 1: "employment", 2: "other services", 3: "by death or a move",
                             4: "of a class"},
    L.STAFFED_BEDS_CHANGED: {0: "by beds", 1: "by psychiatrists", 2: "by nurses", 3: "by health staff"},
    L.CLASS_STAGE: {0: "clinic", 1: "hospital", 2: "supported", 3: "day"},
}
"""Events whose detail is a number: each occurs."""
MOVED_WITH = ("bed request", "assessment request", "lost to follow-up", "case management", "place: listed",
              "place: intake", "place: client", "place: held", "visit: open", "visit: under way")  # fmt: skip
GONE_FROM = (*MOVED_WITH, "in hospital", "blocked", "place: passed over")
FEW = 5


def _details(this: Run) -> Counter[str]:
    """Count events, and the variants that their details tell apart."""
    found: Counter[str] = Counter()
    for (event, detail), n in this.log.groupby(["event", "detail"]).size().items():
        name = L.EVENT_NAMES[event]
        found[name] += n
        for bit, words in BITS.get(event, {}).items():
            found[f"{name}: {'' if detail & bit else 'not '}{words}"] += n
        if event in NUMBERS:
            found[f"{name}: {NUMBERS[event].get(detail, detail)}"] += n
    return found


def _policies(this: Run) -> Counter[str]:
    """Count what the plan's policies tell apart."""
    found: Counter[str] = Counter()
    n, s = this.log.event.value_counts(), this.scenario
    for event in (L.ASKED_AGAIN, L.WITHDRAWN):
        found[f"{L.EVENT_NAMES[event]} under {s.referral.recheck}"] += n.get(event, 0)
    outside = this.log[(this.log.event == L.ADMITTED) & (this.log.detail & 4 > 0)]
    found[f"ADMITTED outside the county, overflow {s.waiting_list.overflow}"] += len(outside)
    if s.home.visits == "none":
        assert not n.reindex([L.VISIT_OPENED, L.VISIT_MISSED, L.VISIT_STARTED]).fillna(0).any()
        found["visits left out"] += 1
    if s.clinic.assessment == "none":
        assert not n.reindex([L.ASSESSMENT_REQUESTED, L.ASSESSED]).fillna(0).any()
        found["assessment left out"] += n.get(L.RELAPSED, 0)
    if s.referral.referral == "none":
        assert L.REFERRAL_OFFERED not in n
        found["referral left out"] += n.get(L.DISCHARGED, 0)
    if s.relapse.hazard == "none":
        assert L.RELAPSED not in n
        found["relapse left out"] += 1
    if s.referral.intake_hours.value == 0.0:
        found["intake without time"] += n.get(L.INTAKE_STARTED, 0)
    found["with a burn-in"] += this.inputs.first < 0.0
    found["from an empty start"] += s.empty_start
    found["several cities"] += len({r.city for r in s.regions}) > 1
    found["regions with copies"] += any(r.copies > 1 for r in s.regions)
    found["several regions in a city with copies"] += len([r for r in s.regions if r.copies > 1]) > 1
    found["institutions in some copies"] += any(i.in_copies is not None for i in s.institutions)
    found["part of the population"] += s.scale.value < 1.0
    return found


def _staff(this: Run) -> Counter[str]:
    """Count what happens to staff and capacities."""
    found: Counter[str] = Counter()
    log = this.log
    changed = log[log.event == L.STAFF_CHANGED]
    converts = changed.entity.map(draws.identity_stream) == events.TRAINING_ENTITY
    found["converted psychiatrists"] += int(converts.sum())
    found["hired"] += int((~converts & (changed.value > 0.0)).sum())
    found["left the staff"] += int((~converts & (changed.value < 0.0)).sum())
    for spec in this.inputs.training:
        where = "a region" if spec.region >= 0 else "a hospital" if spec.hospital >= 0 else "the whole plan"
        found[f"training of {spec.profession}"] += len(spec.times)
        found[f"training in {where}"] += len(spec.times)
    for event, words in ((L.STAFFED_BEDS_CHANGED, "beds"), (L.PLACES_CHANGED, "places")):
        rows = log[(log.event == event) & (log.time > this.inputs.first)]
        found[f"{words} closed"] += int((rows.value == 0.0).sum())
        found[f"{words} without limit"] += int((log[log.event == event].value < 0.0).sum())
        before = rows.groupby("place").value.shift()
        found[f"{words} reopened"] += int(((before == 0.0) & (rows.value != 0.0)).sum())
        found[f"{words} cut"] += int(((rows.value < before) & (rows.value >= 0.0)).sum())
    return found


def _people(this: Run, book: Ledger) -> Counter[str]:
    """Count where people stand who move, die or leave; classes by point of entry; discharges into a place."""
    found: Counter[str] = Counter()
    found.update({f"moved, {stage}": n for stage, n in book.moved_with.items()})
    found.update({f"gone, {stage}": n for stage, n in book.gone_from.items()})
    found["more patients than staffed beds"] += book.most_excess > 0.0
    log = this.log
    arrived = log[log.event == L.CLASS_ARRIVED].groupby("detail").size()
    for spec in {c.stream: c for c in this.inputs.classes}.values():
        found[f"class entering at point {spec.entry}"] += int(arrived.get(spec.stream, 0))
    here = log[log.event == L.DISCHARGED][["time", "entity"]]
    begun = log[log.event == L.REHABILITATION_STARTED][["time", "entity"]]
    found["discharged to a place"] += len(here.merge(begun, on=["time", "entity"]))
    people = log[(log.time > 0.0) & (log.entity.map(draws.identity_stream) < events.REGION_ENTITY)]
    together = people.groupby("time").entity.nunique()
    found["instants of several people"] += int((together > 1).sum())
    found["instants of five people and more"] += int((together > 4).sum())
    return found


EXPECTED = (
    *(name for number, name in L.EVENT_NAMES.items()),
    *(f"{L.EVENT_NAMES[event]}: {no}{words}" for event, bits in BITS.items() for words in bits.values()
      for no in ("", "not ")),
    *(f"{L.EVENT_NAMES[event]}: {words}" for event, numbers in NUMBERS.items() for words in numbers.values()),
    *(f"moved, {stage}" for stage in MOVED_WITH),
    *(f"gone, {stage}" for stage in GONE_FROM),
    *(f"{event} under {policy}" for event in ("ASKED_AGAIN", "WITHDRAWN") for policy in ("at_offer", "periodic")),
    *(f"ADMITTED outside the county, overflow {policy}" for policy in ("at_once", "after")),
    "visits left out", "assessment left out", "referral left out", "relapse left out", "intake without time",
    "with a burn-in", "from an empty start", "several cities", "regions with copies",
    "several regions in a city with copies", "institutions in some copies",
    "part of the population", "converted psychiatrists", "hired", "left the staff",
    *(f"training of {who}" for who in ("community_workers", "psychiatrists", "nurses", "outside")),
    *(f"training in {where}" for where in ("a region", "a hospital", "the whole plan")),
    *(f"{what} {how}" for what in ("beds", "places") for how in ("closed", "without limit", "reopened", "cut")),
    "more patients than staffed beds", *(f"class entering at point {point}" for point in range(4)),
    "discharged to a place", "instants of several people", "instants of five people and more",
)  # fmt: skip


@cache
def reached() -> Counter[str]:
    """Count everything over the plans of the suite."""
    total: Counter[str] = Counter()
    for name in NAMES:
        this, book = run(name), ledger(name)
        for found in (_details(this), _policies(this), _staff(this), _people(this, book)):
            total.update(found)
    return total


# All plans are simulated for the first of these.
@pytest.mark.xdist_group("reached")
@pytest.mark.parametrize("what", EXPECTED)
def test_the_suite_reaches(what: str) -> None:
    assert reached()[what] >= FEW, what
