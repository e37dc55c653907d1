"""Every lever of the page moves a named indicator, in the direction that one would expect."""

from datetime import date

import numpy as np
import pytest

from model.engines.choice import chosen, simulate
from model.explorer.levers.capacities import CAPACITIES, moved_places, moved_whole, places, together, whole
from model.explorer.levers.dials import DIALS
from model.explorer.levers.schedules import change_of
from model.measures import evaluate
from model.scenario.loading import change, load

# A tenth of the city, short of beds, with assistance and a re-check, so that every lever has something to move.
BASE = {
    "scale": 0.1, "assistance.assistance": "on", "referral.recheck": "periodic", "totals.open_beds": 1400,
    **{f"regions.{region.name}.primary_institutions": 15 for region in load("qujing").regions},
}
UP, DOWN = 1, -1
EFFECTS = {
    "totals.open_beds": (2000, "wait_bed_mean_days", DOWN),
    "totals.psychiatrists": (60, "unstaffed_beds", UP),
    "totals.nurses": (200, "unstaffed_beds", UP),
    "totals.health_staff": (200, "unstaffed_beds", UP),
    "totals.day_places": (1000, "rehabilitation_places", UP),
    "totals.supported_places": (1000, "blocked_bed_share", DOWN),
    "totals.home_support_staff": (80, "home_support_clients", UP),
    "totals.community_workers": (100, "standardised_management_rate", DOWN),
    "split.wards": (0.10, "unstaffed_beds", UP),
    "split.clinic": (0.10, "wait_assessment_mean_days", UP),
    "split.joint_visits": (0.005, "standardised_management_rate", DOWN),
    "split.assistance": (0.0, "assistance_visits", DOWN),
    "home.interval_stable_days": (60, "visits_per_registered_year", UP),
    "home.interval_basically_stable_days": (60, "visits_per_registered_year", DOWN),
    "home.interval_unstable_days": (7, "standardised_management_rate", DOWN),
    "home.visit_time_share": (0.3, "worker_utilisation", UP),
    "home.telephone_share": (0.4, "face_to_face_rate", DOWN),
    "home.case_slots_per_worker": (20, "case_managed_registered_share", UP),
    "waiting_list.overflow": ("never", "treated_outside_county_share", DOWN),
    "waiting_list.overflow_days": (30, "treated_outside_county_share", DOWN),
    "waiting_list.urgent_from_grade": (0, "wait_bed_mean_days", UP),
    "waiting_list.ageing_days": (1, "treated_outside_county_share", UP),
    "waiting_list.patience_green_days": (0.01, "left_waiting_list", UP),
    "referral.offered_at_discharge_share": (1.0, "waiting_rehabilitation", UP),
    "referral.offers_from_home_per_1000_year": (200, "waiting_rehabilitation", UP),
    "referral.recheck": ("never", "withdrawn_referrals", DOWN),
    "referral.recheck_days": (20, "wait_rehabilitation_mean_days", DOWN),
    "referral.neighbours": (True, "waiting_rehabilitation", DOWN),
    "rehabilitation.hold_days": (0.0, "rehabilitation_clients", DOWN),
    "assistance.assistance": ("none", "assistance_visits", DOWN),
    "assistance.visits_per_year": (12, "assistance_visits", UP),
    "assistance.hours_per_visit": (60, "assistance_delivered_share", DOWN),
    "training": ([{"name": "t", "kind": "conversion", "who": "outside", "hospital": "曲靖市第三人民医院",
                   "batch_size": 20, "batches_per_year": 2, "length_days": 60}], "psychiatrists_per_100k", UP),
    "totals.open_beds.steps": ([{"date": "2024-06-01", "value": 3000}], "wait_bed_mean_days", DOWN),
}


@pytest.fixture(scope="module")
def base(engine):
    return load("qujing", BASE)


@pytest.fixture(scope="module")
def before(base):
    return values(base)


def values(scenario):
    """Return every measure of the whole, mean over two replications and the plan's years; same luck for all scenarios."""
    years = len({day.year for day in (scenario.horizon.start, scenario.horizon.end)}) + 1
    found = [evaluate(scenario, simulate(chosen("auto"), scenario, 1, n)) for n in range(2)]
    return {key: np.mean([np.nanmean(one[key].city[-years:]) for one in found])
            for key in found[0] if all(np.isfinite(one[key].city[-years:]).any() for one in found)}


def test_every_lever_is_here():
    """Training and dates have tables of their own."""
    levers = {dial.path for dial in DIALS} | {each.path for each in CAPACITIES.values()}
    assert levers | {"training", "totals.open_beds.steps"} == set(EFFECTS)


def test_every_lever_is_shown_in_this_plan(base):
    """Otherwise the test below would be of levers that nobody sees."""
    assert all(dial.applies(base) for dial in DIALS)


@pytest.mark.parametrize("path", EFFECTS)
def test_a_lever_moves_its_indicator(base, before, path):
    amount, indicator, direction = EFFECTS[path]
    after = values(change(base, {path: amount}))
    assert (after[indicator] - before[indicator]) * direction > 0.0, (before[indicator], after[indicator])


# --- through the controls of the page: whole plan, place by place, dates, trainings -------------------------------------


def moved(base, before, found, path):
    """Return by how much a lever's indicator moved in its direction, with changes as the page lays them over the plan."""
    _amount, indicator, direction = EFFECTS[path]
    laid = {path: value for path, value in found.items() if value is not None}
    assert laid, "the control changed nothing"
    return (values(change(base, laid))[indicator] - before[indicator]) * direction


@pytest.mark.parametrize("capacity", CAPACITIES.values(), ids=CAPACITIES)
def test_the_field_of_a_whole_capacity_moves_its_indicator(base, before, capacity):
    amount = EFFECTS[capacity.path][0]
    today = together(places(base, capacity, whole(base))).today
    assert moved(base, before, moved_whole(base, base, capacity, float(amount), today), capacity.path) > 0.0


@pytest.mark.parametrize("capacity", CAPACITIES.values(), ids=CAPACITIES)
def test_the_table_by_county_moves_the_same_indicator(base, before, capacity):
    """The same amount in all, typed place by place."""
    found = places(base, capacity, whole(base))
    each = float(round(EFFECTS[capacity.path][0] / sum(place.copies for place in found)))
    changes = moved_places(base, base, capacity, {place.name: each for place in found}, add=True)
    assert moved(base, before, changes, capacity.path) > 0.0


@pytest.mark.parametrize("add", [True, False])
def test_one_place_alone_moves_its_own_county(base, add):
    """Whether the total moves along or the others share the rest: the place has what was typed."""
    capacity = CAPACITIES["open_beds"]
    place = places(base, capacity, whole(base))[0]
    after = change(base, {path: value for path, value in moved_places(
        base, base, capacity, {place.name: place.end + 100.0}, add).items() if value is not None})
    found = {each.name: each.end for each in places(after, capacity, whole(after))}
    assert found[place.name] == place.end + 100.0
    assert sum(found.values()) == pytest.approx(1400 + 100 * add)


DATED = {
    "open_beds": (6000.0, "wait_bed_mean_days", DOWN), "psychiatrists": (60.0, "unstaffed_beds", UP),
    "nurses": (200.0, "unstaffed_beds", UP), "health_staff": (200.0, "unstaffed_beds", UP),
    "day_places": (1000.0, "rehabilitation_places", UP), "supported_places": (1000.0, "blocked_bed_share", DOWN),
    "home_support_staff": (80.0, "home_support_clients", UP),
    "community_workers": (100.0, "standardised_management_rate", DOWN),
}


@pytest.mark.parametrize("key", CAPACITIES)
def test_an_earlier_date_has_more_of_the_effect(base, key):
    """A step as the table of dates lays it, in the first month or in the last: what opens earlier acts for longer."""
    amount, indicator, direction = DATED[key]
    capacity = CAPACITIES[key]
    first = together(places(base, capacity, whole(base))).today
    first = first if np.isfinite(first) else 4000.0
    seen = []
    for day in (date(2026, 12, 1), date(2024, 2, 1)):
        laid = change_of(base, capacity.path, first, [(day, amount)])
        seen.append(values(change(base, {path: value for path, value in laid.items() if value is not None}))[indicator])
    assert (seen[1] - seen[0]) * direction > 0.0


CONVERSION = {"name": "t", "kind": "conversion", "who": "outside", "hospital": "曲靖市第三人民医院", "batch_size": 20,
              "batches_per_year": 2, "length_days": 60, "registration_lag_days": 30}
SKILLS = {"name": "t", "kind": "skills", "who": "nurses", "batch_size": 100, "batches_per_year": 2, "length_days": 60}
TRAINING = {
    "conversion: more people a batch": (CONVERSION, {"batch_size": 40}, "psychiatrists_per_100k", UP),
    "conversion: more batches": (CONVERSION, {"batches_per_year": 4}, "psychiatrists_per_100k", UP),
    "conversion: longer": (CONVERSION, {"length_days": 170}, "psychiatrists_per_100k", DOWN),
    "conversion: a longer lag": (CONVERSION, {"registration_lag_days": 300}, "psychiatrists_per_100k", DOWN),
    "skills of nurses: more people": (SKILLS, {"batch_size": 400}, "unstaffed_beds", UP),
    "skills of nurses: more batches": (SKILLS, {"batches_per_year": 5}, "wait_bed_mean_days", UP),
    "skills of nurses: longer": (SKILLS, {"length_days": 150}, "wait_bed_mean_days", UP),
    "skills: of psychiatrists instead of workers": (
        SKILLS | {"who": "community_workers", "batch_size": 60}, {"who": "psychiatrists"}, "unstaffed_beds", UP),
    "skills: of workers instead of nurses": (SKILLS, {"who": "community_workers"}, "worker_utilisation", UP),
}


@pytest.mark.parametrize("case", TRAINING)
def test_every_column_of_the_table_of_trainings_moves_its_indicator(base, case):
    training, moves, indicator, direction = TRAINING[case]
    # Staff who just suffice, so that those away are missed.
    tight = change(base, {"totals.nurses": 275, "totals.psychiatrists": 90})
    seen = [values(change(tight, {"training": [each]}))[indicator] for each in (training, training | moves)]
    assert (seen[1] - seen[0]) * direction > 0.0, seen
