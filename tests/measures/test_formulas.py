"""Each family of formulas on tallies filled by hand, with the numbers computed on paper."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from by_hand import Hand

from model.care import log, pathways
from model.care import recorder as rec
from model.measures import evaluate
from model.measures.measure import Values

NOV, DEC, JAN = 0, 1, 2
Y2024, Y2025 = 14, 15
EAST, WEST = 0, 1
CITY_HOSPITAL, EAST_HOSPITAL = 0, 1


def of(hand: Hand, key: str) -> Values:
    return evaluate(hand.scenario, hand.output)[key]


def numbers(values: Values, period: int) -> list[float]:
    """East, west, city."""
    return [*values.counties[period].tolist(), float(values.city[period])]


def same(found: list[float], expected: list[float | None]) -> None:
    assert found == pytest.approx([np.nan if e is None else e for e in expected], nan_ok=True)


# --- registry and care at home ---------------------------------------------------------------------


def test_rates_of_the_city_add_people_not_rates(hand: Hand) -> None:
    hand.snap(DEC, EAST, registered=100, managed=90, standardised=50)
    hand.snap(DEC, WEST, registered=300, managed=150, standardised=300)
    same(numbers(of(hand, "management_rate"), DEC), [0.9, 0.5, 0.6])
    same(numbers(of(hand, "standardised_management_rate"), DEC), [0.5, 1.0, 0.875])


def test_year_to_date_rates_of_a_year_are_december_s(hand: Hand) -> None:
    hand.snap(NOV, EAST, registered=100, managed=10)
    hand.snap(DEC, EAST, registered=200, managed=180)
    same(numbers(of(hand, "management_rate"), Y2024), [0.9, None, 0.9])


def test_reported_prevalence_is_per_thousand_residents(hand: Hand) -> None:
    hand.snap(DEC, EAST, registered=550)
    hand.snap(DEC, WEST, registered=1200)
    same(numbers(of(hand, "reported_prevalence_permille"), DEC), [5.5, 4.0, 4.375])


def test_reported_and_true_medication_stand_side_by_side(hand: Hand) -> None:
    hand.snap(DEC, EAST, registered=10, reported_regular=8, true_regular=5, medicated=9)
    assert numbers(of(hand, "regular_medication_rate"), DEC)[0] == 0.8
    assert numbers(of(hand, "true_regular_medication_rate"), DEC)[0] == 0.5
    assert numbers(of(hand, "medication_rate"), DEC)[0] == 0.9


@pytest.mark.parametrize(
    ("key", "snapshot"),
    [
        ("face_to_face_rate", "face_to_face"),
        ("examination_rate", "examined"),
        ("treatment_rate", "treated"),
        ("stable_share", "stable"),
        ("unstable_share", "unstable"),
        ("high_risk_share", "grade_3_up"),
        ("lost_share", "lost"),
        ("inpatient_share", "inpatient"),
        ("case_managed_registered_share", "case_managed"),
    ],
)
def test_shares_of_the_registered(hand: Hand, key: str, snapshot: str) -> None:
    hand.snap(JAN, WEST, registered=8, **{snapshot: 2})
    same(numbers(of(hand, key), JAN), [None, 0.25, 0.25])


def test_case_management_is_of_those_in_need(hand: Hand) -> None:
    hand.snap(JAN, EAST, registered=100, case_managed=20, case_needed=10, case_needed_managed=8)
    same(numbers(of(hand, "case_managed_share"), JAN), [0.8, None, 0.8])


def test_a_missed_visit_completed_later_counts_once(hand: Hand) -> None:
    # 6 completed in time (2 of them by telephone), 2 missed, of which one is completed later.
    hand.rows(JAN, EAST, log.VISIT_COMPLETED, 4)
    hand.rows(JAN, EAST, log.VISIT_COMPLETED, 2, detail=1)
    hand.rows(JAN, EAST, log.VISIT_COMPLETED, 1, detail=16 + 2)
    hand.rows(JAN, EAST, log.VISIT_MISSED, 2)
    same(numbers(of(hand, "visits_late_share"), JAN), [0.25, None, 0.25])
    assert numbers(of(hand, "visits"), JAN) == [7, 0, 7]


def test_visits_and_deaths_over_person_years(hand: Hand) -> None:
    hand.days(JAN, rec.REGISTERED_LEVEL, EAST, 365.25 * 50)
    hand.days(JAN + 1, rec.REGISTERED_LEVEL, EAST, 365.25 * 30)
    hand.rows(JAN, EAST, log.VISIT_COMPLETED, 200)
    hand.rows(JAN + 1, EAST, log.VISIT_COMPLETED, 120)
    hand.rows(JAN, EAST, log.DIED, 2)
    assert float(of(hand, "visits_per_registered_year").city[JAN]) == pytest.approx(4.0)
    assert float(of(hand, "visits_per_registered_year").city[Y2025]) == pytest.approx(4.0)
    assert float(of(hand, "deaths_per_1000").city[Y2025]) == pytest.approx(25.0)


def test_crises_are_counted_and_related_to_time_outside_hospital(hand: Hand) -> None:
    hand.rows(JAN, EAST, log.CRISIS_EVENT, 3, detail=4)
    hand.rows(JAN, WEST, log.CRISIS_EVENT, 1)
    hand.days(JAN, rec.HOME_LEVEL, EAST, 365.25 * 10)
    hand.days(JAN, rec.HOME_LEVEL, WEST, 365.25 * 30)
    assert numbers(of(hand, "crisis_events"), JAN) == [3, 1, 4]
    same(numbers(of(hand, "crisis_events_per_person_year"), JAN), [0.3, 1 / 30, 0.1])


def test_readmission_uses_full_windows_only(hand: Hand) -> None:
    hand.output.cohort[NOV, EAST, rec.READMITTED_30] = (2, 10)
    hand.output.cohort[DEC, WEST, rec.READMITTED_30] = (1, 10)
    values = of(hand, "readmission_30d_share")
    same(numbers(values, NOV), [0.2, None, 0.2])
    same(numbers(values, Y2024), [0.2, 0.1, 0.15])
    # Nobody's 365 days end before the horizon: not observed, not 0.
    same(numbers(of(hand, "readmission_365d_share"), Y2024), [None, None, None])


def test_assistance_is_not_scaled_up(make: Callable[..., Hand]) -> None:
    hand = make(scale=0.5)
    hand.rows(JAN, EAST, log.ASSISTANCE_DELIVERED, 6)
    hand.rows(JAN, EAST, log.ASSISTANCE_FAILED, 2)
    assert float(of(hand, "assistance_visits").city[Y2025]) == 6
    assert float(of(hand, "assistance_delivered_share").city[JAN]) == 0.75


# --- beds ------------------------------------------------------------------------------------------


def test_a_city_hospital_counts_for_the_city_alone(hand: Hand) -> None:
    hand.staff(DEC, CITY_HOSPITAL, open_beds=50, staffed_beds=40, psychiatrists=8, nurses=20)
    hand.staff(DEC, EAST_HOSPITAL, open_beds=20, staffed_beds=20, psychiatrists=2, nurses=5)
    assert numbers(of(hand, "open_beds"), DEC) == [20, 0, 70]
    assert numbers(of(hand, "staffed_beds"), Y2024) == [20, 0, 60]
    assert numbers(of(hand, "unstaffed_beds"), DEC) == [0, 0, 10]
    same(numbers(of(hand, "open_beds_per_10k"), DEC), [2.0, 0.0, 1.75])
    same(numbers(of(hand, "open_beds_per_1000"), DEC), [0.2, 0.0, 0.175])
    same(numbers(of(hand, "psychiatrists_per_100k"), DEC), [2.0, 0.0, 2.5])
    same(numbers(of(hand, "nurses_per_bed"), DEC), [0.25, None, 25 / 70])


def test_scale_is_taken_out_of_numbers_and_densities(make: Callable[..., Hand]) -> None:
    hand = make(scale=0.1)
    hand.staff(DEC, EAST_HOSPITAL, open_beds=20)
    hand.snap(DEC, EAST, registered=55)
    assert numbers(of(hand, "open_beds"), DEC) == pytest.approx([200, 0, 200])
    same(numbers(of(hand, "open_beds_per_10k"), DEC), [20.0, 0.0, 5.0])
    same(numbers(of(hand, "reported_prevalence_permille"), DEC), [5.5, 0.0, 1.375])


def test_occupancy_is_time_over_time(hand: Hand) -> None:
    hand.staff(slice(None), EAST_HOSPITAL, open_beds=20, staffed_beds=20)
    hand.days(JAN, rec.OCCUPIED, EAST_HOSPITAL, 310)
    hand.days(JAN, rec.STAFFED, EAST_HOSPITAL, 620)
    hand.days(JAN, rec.OPEN_BEDS, EAST_HOSPITAL, 775)
    hand.days(JAN + 1, rec.OCCUPIED, EAST_HOSPITAL, 560)
    hand.days(JAN + 1, rec.STAFFED, EAST_HOSPITAL, 560)
    same(numbers(of(hand, "occupancy"), JAN), [0.5, None, 0.5])
    same(numbers(of(hand, "occupancy_of_open_beds"), JAN), [0.4, None, 0.4])
    assert float(of(hand, "occupancy").city[Y2025]) == pytest.approx(870 / 1180)


def test_unlimited_beds_have_no_number_and_no_occupancy(hand: Hand) -> None:
    hand.staff(slice(None), CITY_HOSPITAL, open_beds=np.inf, staffed_beds=np.inf)
    hand.days(JAN, rec.OCCUPIED, CITY_HOSPITAL, 100)
    same(numbers(of(hand, "occupancy"), JAN), [None, None, None])
    same(numbers(of(hand, "open_beds"), JAN), [0, 0, None])


def test_length_of_stay_by_littles_law_for_the_city(hand: Hand) -> None:
    hand.days(JAN, rec.OCCUPIED, CITY_HOSPITAL, 400)
    hand.days(JAN, rec.OCCUPIED, EAST_HOSPITAL, 200)
    hand.rows(JAN, EAST, log.DISCHARGED, 4, detail=16)
    hand.rows(JAN, WEST, log.DISCHARGED, 8)
    same(numbers(of(hand, "mean_length_of_stay_days"), JAN), [None, None, 50.0])
    assert numbers(of(hand, "discharges"), JAN) == [4, 8, 12]


def test_blocking(hand: Hand) -> None:
    hand.days(JAN, rec.OCCUPIED, EAST_HOSPITAL, 200)
    hand.days(JAN, rec.BLOCKED, EAST_HOSPITAL, 50)
    hand.days(JAN + 1, rec.BLOCKED, CITY_HOSPITAL, 25)
    assert numbers(of(hand, "blocked_bed_days"), Y2025) == [50, 0, 75]
    same(numbers(of(hand, "blocked_bed_share"), JAN), [0.25, None, 0.25])


def test_admissions_by_class_place_and_registry(hand: Hand) -> None:
    # Detail: class, + 4 outside the county, + 8 outside the registry.
    hand.rows(JAN, EAST, log.ADMITTED, 5, detail=0, value=10.0)
    hand.rows(JAN, EAST, log.ADMITTED, 2, detail=3 + 4, value=20.0)
    hand.rows(JAN, EAST, log.ADMITTED, 1, detail=2 + 4 + 8)
    hand.days(JAN, rec.REGISTERED_LEVEL, EAST, 365.25 * 70)
    same(numbers(of(hand, "treated_outside_county_share"), JAN), [3 / 8, None, 3 / 8])
    assert numbers(of(hand, "admissions"), JAN) == [8, 0, 8]
    same(numbers(of(hand, "admissions_per_1000_registered"), JAN), [100.0, None, 100.0])
    same(numbers(of(hand, "wait_bed_ended_mean_days"), JAN), [30 / 8, None, 30 / 8])


# --- waits -----------------------------------------------------------------------------------------


def test_waits_are_by_year_of_request_and_add_up_over_counties(hand: Hand) -> None:
    waits, sums = hand.output.waits, hand.output.wait_sums
    waits[rec.WAIT_ASSESSMENT, 0, EAST, rec.GRANTED, rec.bin_of(0.0)] = 3
    waits[rec.WAIT_ASSESSMENT, 0, WEST, rec.GRANTED, rec.bin_of(100.0)] = 1
    sums[rec.WAIT_ASSESSMENT, 0, WEST] = 100.0
    same(numbers(of(hand, "wait_assessment_mean_days"), Y2024), [0.0, 100.0, 25.0])
    same(numbers(of(hand, "wait_assessment_over_90_share"), Y2024), [0.0, 1.0, 0.25])
    same(numbers(of(hand, "wait_assessment_mean_days"), Y2025), [None, None, None])
    assert np.isnan(of(hand, "wait_assessment_mean_days").city[:Y2024]).all()


def test_bed_waits_add_the_four_classes(hand: Hand) -> None:
    for cls in range(4):
        hand.output.waits[rec.WAIT_BED + cls, 1, EAST, rec.GRANTED, rec.bin_of(float(cls))] = 1
        hand.output.wait_sums[rec.WAIT_BED + cls, 1, EAST] = cls
    hand.output.waits[rec.WAIT_PLACE, 1, EAST, rec.GRANTED, rec.bin_of(50.0)] = 1
    hand.output.wait_sums[rec.WAIT_PLACE, 1, EAST] = 50.0
    assert float(of(hand, "wait_bed_mean_days").city[Y2025]) == pytest.approx(1.5)
    assert float(of(hand, "wait_bed_emergency_mean_days").city[Y2025]) == 0.0
    assert float(of(hand, "wait_rehabilitation_mean_days").city[Y2025]) == pytest.approx(50.0)


def test_a_year_that_could_not_be_followed_90_days_has_no_share(make: Callable[..., Hand]) -> None:
    hand = make(horizon={"start": "2024-11-01", "end": "2025-03-01"})
    for year in (0, 1):
        hand.output.waits[rec.WAIT_BED, year, EAST, rec.GRANTED, rec.bin_of(1.0)] = 1
    city = of(hand, "wait_bed_over_90_share").city
    assert city[-2] == 0.0
    assert np.isnan(city[-1])


def test_mean_number_waiting_is_over_the_days_of_the_period(hand: Hand) -> None:
    hand.days(JAN, rec.WAITING_BED, EAST, 62)
    hand.days(JAN, rec.WAITING_BED, WEST, 31)
    assert numbers(of(hand, "waiting_bed"), JAN) == pytest.approx([2, 1, 3])
    assert float(of(hand, "waiting_bed").city[Y2025]) == pytest.approx(93 / 365)


def test_pathways_are_per_person_and_by_year_of_the_beginning(hand: Hand) -> None:
    days, people = hand.output.pathway_days, hand.output.pathway_people
    # 2025: in the east 3 persons with 60 days in all, in the west 1 person twice, 10 + 30 days.
    days[pathways.TO_ADMISSION, 1], people[pathways.TO_ADMISSION, 1] = (60.0, 40.0), (3, 1)
    days[pathways.TO_PLACE, 0], people[pathways.TO_PLACE, 0] = (0.0, 90.0), (0, 2)
    same(numbers(of(hand, "pathway_admission_mean_days"), Y2025), [20.0, 40.0, 25.0])
    same(numbers(of(hand, "pathway_admission_mean_days"), Y2024), [None, None, None])
    same(numbers(of(hand, "pathway_rehabilitation_mean_days"), Y2024), [None, 45.0, 45.0])
    assert np.isnan(of(hand, "pathway_admission_mean_days").city[:Y2024]).all()


# --- rehabilitation --------------------------------------------------------------------------------


def test_coverage_counts_counties_with_something_open(hand: Hand) -> None:
    hand.output.places_open[JAN:, 0] = 30
    hand.output.places_open[JAN + 1 :, 1] = np.inf
    assert numbers(of(hand, "rehabilitation_county_coverage"), DEC) == [0, 0, 0]
    assert numbers(of(hand, "rehabilitation_county_coverage"), JAN) == [1, 0, 0.5]
    assert numbers(of(hand, "rehabilitation_county_coverage"), Y2025) == [1, 1, 1]


def test_township_coverage_needs_an_open_institution_and_known_townships(hand: Hand) -> None:
    same(numbers(of(hand, "township_rehabilitation_coverage"), JAN), [0.0, None, 0.0])
    hand.output.places_open[JAN, 0] = 30
    same(numbers(of(hand, "township_rehabilitation_coverage"), JAN), [0.4, None, 0.4])


def test_township_coverage_of_a_plan_that_names_no_townships_is_not_observed(
    make: Callable[..., Hand],
) -> None:
    hand = make(institutions=[{"name": "i", "region": "east", "kind": "day", "places": 5}])
    hand.output.places_open[:] = 5
    same(numbers(of(hand, "township_rehabilitation_coverage"), JAN), [None, None, None])


def test_service_rate_is_of_registered_clients(hand: Hand) -> None:
    hand.snap(DEC, EAST, registered=1000, rehabilitation_registered=40, rehabilitation_standard=30)
    hand.snap(DEC, WEST, registered=1000, rehabilitation_registered=60, rehabilitation_standard=6)
    same(numbers(of(hand, "rehabilitation_service_rate"), Y2024), [0.75, 0.1, 0.36])


def test_participation_is_of_those_at_home(hand: Hand) -> None:
    hand.snap(DEC, EAST, registered=110, inpatient=10, in_day=15, in_supported=5, in_home_support=5)
    same(numbers(of(hand, "rehabilitation_participation_share"), DEC), [0.25, None, 0.25])
    assert numbers(of(hand, "home_support_clients"), DEC) == [5, 0, 5]
    assert numbers(of(hand, "rehabilitation_clients"), DEC) == [25, 0, 25]


def test_places_leave_home_support_out(hand: Hand) -> None:
    hand.output.places_open[JAN] = [30, 50]
    hand.days(JAN, rec.PLACES_OPEN, 0, 930)
    hand.days(JAN, rec.PLACES_OPEN, 1, 1550)
    hand.days(JAN, rec.PLACES_USED, 0, 465)
    assert numbers(of(hand, "rehabilitation_places"), JAN) == [30, 0, 30]
    same(numbers(of(hand, "rehabilitation_place_occupancy"), JAN), [0.5, None, 0.5])


def test_referrals_and_exits(hand: Hand) -> None:
    hand.rows(JAN, EAST, log.REFERRAL_OFFERED, 10)
    hand.rows(JAN, EAST, log.REFERRAL_ACCEPTED, 3, detail=0)
    hand.rows(JAN, EAST, log.REFERRAL_ACCEPTED, 1, detail=2)
    hand.rows(JAN, EAST, log.WITHDRAWN, 2)
    # To home, employment, other services; no completion: by death or a move, a patient of a class, two dropouts (home).
    for detail, n in enumerate((6, 3, 1, 5, 7)):
        hand.rows(JAN, EAST, log.REHABILITATION_ENDED, n, detail=detail)
    hand.rows(JAN, EAST, log.DROPPED_OUT, 2)
    assert float(of(hand, "referral_uptake_share").city[JAN]) == 0.4
    assert float(of(hand, "withdrawn_referrals").city[Y2025]) == 2
    assert float(of(hand, "employment_exit_share").city[JAN]) == 3 / 8


def test_degrees_and_training_are_what_the_plan_states(make: Callable[..., Hand]) -> None:
    steps = {"first": 0.2, "steps": [{"date": "2025-01-31", "value": 0.3}]}
    hand = make(rehabilitation={"relevant_degree_share": steps, "training_hours_per_staff_year": 20})
    assert float(of(hand, "relevant_degree_share").city[DEC]) == pytest.approx(0.2)
    assert float(of(hand, "relevant_degree_share").city[JAN]) == pytest.approx(0.3)
    assert numbers(of(hand, "training_hours_per_staff"), Y2025) == pytest.approx([20, 20, 20])


# --- staff -----------------------------------------------------------------------------------------


def test_prevention_staff_per_township_where_townships_are_known(hand: Hand) -> None:
    hand.snap(JAN, EAST, workers=15)
    hand.snap(JAN, WEST, workers=40)
    assert numbers(of(hand, "prevention_staff"), JAN) == [15, 40, 55]
    same(numbers(of(hand, "prevention_staff_per_township"), JAN), [1.5, None, 1.5])


def test_utilisation_is_busy_over_available_working_time(make: Callable[..., Hand]) -> None:
    hours = {"hours_per_day": 6, "working_days": ["mon", "tue", "wed", "thu", "fri"]}
    hand = make(home={"visit_time_share": 0.5, "hours": hours}, clinic={"hours": hours})
    # January 2025: 31 days, 23 of them working days. 10 workers x 0.5 x 6 h x 23 = 690 h = 28.75 days.
    hand.days(JAN, rec.WORKERS, EAST, 310)
    hand.days(JAN, rec.TEAM_BUSY, EAST, 23.0)
    same(numbers(of(hand, "worker_utilisation"), JAN), [0.8, None, 0.8])
    hand.rows(JAN, EAST, log.VISIT_COMPLETED, 690)
    same(numbers(of(hand, "visits_per_worker_day"), JAN), [3.0, None, 3.0])
    # 4 psychiatrists x 0.35 x 6 h x 23 = 193.2 h = 8.05 days.
    hand.staff(slice(None), CITY_HOSPITAL, psychiatrists=4)
    hand.days(JAN, rec.PSYCHIATRISTS, CITY_HOSPITAL, 124)
    hand.days(JAN, rec.CLINIC_BUSY, CITY_HOSPITAL, 8.05)
    same(numbers(of(hand, "clinic_utilisation"), JAN), [None, None, 1.0])
    hand.rows(JAN, WEST, log.CLINIC_VISIT, 460)
    hand.rows(JAN, WEST, log.ASSESSMENT_STARTED, 92)
    same(numbers(of(hand, "visits_per_psychiatrist_day"), JAN), [None, None, 6.0])


# --- costs -----------------------------------------------------------------------------------------


def test_costs_by_part_and_in_all(make: Callable[..., Hand]) -> None:
    prices = {
        "inpatient_day": 100,
        "visit": 10,
        "outpatient_visit": 20,
        "rehabilitation_place_year": 3652.5,
        "bed_build": 1000,
        "psychiatrist_year": 36525,
        "nurse_year": 36525,
        "community_worker_year": 36525,
        "rehabilitation_staff_year": 36525,
        "conversion_training": 500,
    }
    training = [
        {"name": "skills", "batch_size": 9, "batches_per_year": 1, "length_days": 10},
        {
            "name": "conversion",
            "kind": "conversion",
            "who": "outside",
            "batch_size": 4,
            "first": "2025-01-15",
            "batches_per_year": 24,
            "last": "2025-01-31",
            "length_days": 10,
        },
    ]
    hand = make(costs=prices, training=training)
    hand.days(JAN, rec.OCCUPIED, EAST_HOSPITAL, 310)
    hand.rows(JAN, EAST, log.VISIT_COMPLETED, 40)
    hand.rows(JAN, WEST, log.CLINIC_VISIT, 5)
    hand.rows(JAN, WEST, log.ASSESSMENT_STARTED, 5)
    hand.days(JAN, rec.PLACES_OPEN, 0, 930)
    hand.days(JAN, rec.PLACES_OPEN, 1, 930)
    hand.days(JAN, rec.PSYCHIATRISTS, CITY_HOSPITAL, 31)
    hand.days(JAN, rec.NURSES, EAST_HOSPITAL, 31)
    hand.days(JAN, rec.WORKERS, WEST, 31)
    hand.days(JAN, rec.REHABILITATION_STAFF, 1, 31)
    for month, beds in ((NOV, 20), (DEC, 20), (JAN, 25)):
        hand.staff(month, EAST_HOSPITAL, open_beds=beds)
    parts = {
        "cost_building": 5_000,
        "cost_inpatient": 31_000,
        "cost_visits": 400,
        "cost_outpatient_visits": 200,
        "cost_rehabilitation_places": 9_300,
        "cost_salaries": 4 * 3_100,
        "cost_training": 4_000,
    }
    for key, expected in parts.items():
        assert float(of(hand, key).city[JAN]) == pytest.approx(expected), key
    assert float(of(hand, "cost").city[JAN]) == pytest.approx(sum(parts.values()))
    same(numbers(of(hand, "cost_salaries"), JAN), [3_100, 6_200, 12_400])


def test_beds_opened_in_the_first_month_are_built(make: Callable[..., Hand]) -> None:
    steps = {"first": 30, "steps": [{"date": "2024-11-15", "value": 40}]}
    hand = make(hospitals=[{"name": "h", "open_beds": steps}], costs={"bed_build": 1})
    hand.staff(slice(None), 0, open_beds=40)
    hand.staff(JAN, 0, open_beds=35)
    building = of(hand, "cost_building").city
    # 10 at first; 5 closed in January and opened again in February are built anew.
    assert building[:4].tolist() == pytest.approx([10, 0, 0, 5])
