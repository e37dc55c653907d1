"""Every lever of the page moves a named indicator, in the direction that one would expect."""

import numpy as np
import pytest

from model.engines.choice import chosen, simulate
from model.explorer.levers.capacities import CAPACITIES
from model.explorer.levers.dials import DIALS
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
