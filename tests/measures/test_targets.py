"""Targets: which period judges them, every county together, probabilities, what cannot be observed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from by_hand import Hand, plan

from model.care import log
from model.measures import check_targets, judge_targets, summarise
from model.measures.targets import COLUMNS, range_of, wilson
from model.scenario.problems import ScenarioError

NOV, DEC = 0, 1


def target(
    measure: str,
    at_least: float | None = None,
    at_most: float | None = None,
    date: str = "2024-12-31",
    scope: str = "city",
) -> dict[str, Any]:
    bound = {"at_least": at_least} if at_most is None else {"at_most": at_most}
    return {"measure": measure, **bound, "date": date, "scope": scope, "clause": "达到"}


def runs(
    make: Callable[..., Hand],
    targets: list[dict[str, Any]],
    fill: Callable[[Hand, int], None],
    n: int,
    **changes: Any,
) -> Any:
    hands = [make(replication=i, targets=targets, **changes) for i in range(n)]
    for i, hand in enumerate(hands):
        fill(hand, i)
    return summarise(hands[0].scenario, [hand.output for hand in hands])


def test_mean_range_probability_and_shortfall(make: Callable[..., Hand]) -> None:
    def beds(hand: Hand, i: int) -> None:
        hand.staff(DEC, 0, open_beds=(100, 110, 90, 100)[i])

    table = runs(make, [target("open_beds", at_least=100)], beds, 4).targets
    assert tuple(table.columns) == COLUMNS
    row = table.iloc[0]
    assert row["target"] == "open_beds@2024-12-31"
    assert (row["period"], row["bound_kind"], row["bound"]) == ("2024-12", "at_least", 100)
    assert row["mean"] == 100
    assert (row["low"], row["high"]) == pytest.approx((91.5, 108.5))
    assert row["probability_met"] == 0.75
    assert (row["probability_low"], row["probability_high"]) == pytest.approx(wilson(3, 4))
    assert row["shortfall"] == 2.5
    assert (row["observed"], row["replications"]) == (4, 4)
    assert (row["title_zh"], row["title_en"], row["clause"]) == ("开放床位", "Open beds", "达到")
    # A plain number of the city has no worst county.
    assert row["worst_county"] == ""


def test_wilson_interval() -> None:
    # Newcombe (1998), table of 81/263, 15/148 and 0/20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(20, 20)[1] == 1.0
    assert all(math.isnan(x) for x in wilson(0, 0))


def test_every_county_meets_it_together(make: Callable[..., Hand]) -> None:
    """Each county meets it in two runs of three, both together in one only."""
    shares = ((95, 85), (85, 95), (92, 91))

    def managed(hand: Hand, i: int) -> None:
        for region in (0, 1):
            hand.snap(DEC, region, registered=100, managed=shares[i][region])

    targets = [target("management_rate", 0.9, scope="every_county"), target("management_rate", 0.9)]
    table = runs(make, targets, managed, 3).targets
    together, city = table.iloc[0], table.iloc[1]
    assert together["target"] == "management_rate@2024-12-31@every_county"
    assert together["probability_met"] == pytest.approx(1 / 3)
    assert together["mean"] == pytest.approx((0.85 + 0.85 + 0.91) / 3)
    assert together["shortfall"] == pytest.approx(0.1 / 3)
    assert city["probability_met"] == 1.0
    # West: mean 0.9033; east: mean 0.9067.
    assert together["worst_county"] == city["worst_county"] == "west"


def test_counties_without_a_value_are_left_out(make: Callable[..., Hand]) -> None:
    def managed(hand: Hand, i: int) -> None:
        hand.snap(DEC, 0, registered=100, managed=95)

    row = runs(make, [target("management_rate", 0.9, scope="every_county")], managed, 1).targets.iloc[0]
    assert (row["mean"], row["probability_met"], row["worst_county"]) == (0.95, 1.0, "east")


def test_copies_are_counties_of_their_own(make: Callable[..., Hand]) -> None:
    places = {
        "regions": [{"name": "many", "residents": 100, "copies": 2}],
        "hospitals": [],
        "institutions": [],
    }

    def managed(hand: Hand, i: int) -> None:
        hand.snap(DEC, 0, registered=100, managed=95)
        hand.snap(DEC, 1, registered=100, managed=80)

    row = runs(
        make, [target("management_rate", 0.9, scope="every_county")], managed, 1, **places
    ).targets.iloc[0]
    assert (row["mean"], row["probability_met"], row["worst_county"]) == (0.8, 0.0, "many#2")


def test_at_most(make: Callable[..., Hand]) -> None:
    def crises(hand: Hand, i: int) -> None:
        hand.rows(NOV, 0, log.CRISIS_EVENT, i)
        hand.rows(DEC, 1, log.CRISIS_EVENT, i)

    row = runs(make, [target("crisis_events", at_most=2)], crises, 3).targets.iloc[0]
    assert (row["bound_kind"], row["mean"], row["shortfall"]) == ("at_most", 2, pytest.approx(2 / 3))
    assert row["probability_met"] == pytest.approx(2 / 3)


def test_flows_and_yearly_rates_are_the_calendar_year_s(make: Callable[..., Hand]) -> None:
    def year(hand: Hand, i: int) -> None:
        for month in range(14):
            hand.rows(month, 0, log.CRISIS_EVENT, 1)
            hand.snap(month, 0, registered=100, managed=month, stable=month)

    targets = [
        target("crisis_events", 0, date="2025-06-15"),
        target("management_rate", 0, date="2025-06-15"),
        target("stable_share", 0, date="2025-06-15"),
        target("crisis_events", 0),
    ]
    table = runs(make, targets, year, 1).targets
    assert table["period"].tolist() == ["2025", "2025", "2025-06", "2024 (11-12)"]
    assert table["mean"].tolist() == [12, 0.13, 0.07, 2]


def test_what_is_not_observed_is_nan_and_named(make: Callable[..., Hand]) -> None:
    def beds(hand: Hand, i: int) -> None:
        if i:
            hand.output.cohort[NOV, 0, 0] = (1, 4)

    targets = [target("readmission_30d_share", at_most=0.3), target("readmission_365d_share", at_most=0.3)]
    summary = runs(make, targets, beds, 3)
    once, never = summary.targets.iloc[0], summary.targets.iloc[1]
    assert (once["mean"], once["probability_met"], once["observed"], once["replications"]) == (
        0.25,
        1.0,
        2,
        3,
    )
    assert never["observed"] == 0
    assert never[["mean", "low", "high", "probability_met", "probability_low", "shortfall"]].isna().all()
    assert never["worst_county"] == ""
    met = summary.outcomes.set_index(["target", "replication"])["met"]
    assert math.isnan(met["readmission_30d_share@2024-12-31", 0])
    assert met["readmission_30d_share@2024-12-31", 1] == 1.0


def test_rounding_alone_does_not_miss_a_bound(make: Callable[..., Hand]) -> None:
    def managed(hand: Hand, i: int) -> None:
        hand.snap(DEC, 0, registered=3, managed=1, stable=2)

    targets = [target("management_rate", 1 / 3 + 1e-12), target("stable_share", at_most=2 / 3 - 1e-12)]
    assert runs(make, targets, managed, 1).targets["probability_met"].tolist() == [1.0, 1.0]


def test_a_quantile_beyond_what_was_observed_misses_an_upper_bound(make: Callable[..., Hand]) -> None:
    def waiting(hand: Hand, i: int) -> None:
        hand.output.waits[2, 0, 0, 1, 100] = 5

    row = runs(make, [target("wait_bed_median_days", at_most=30)], waiting, 3).targets.iloc[0]
    assert (row["probability_met"], row["mean"], row["low"]) == (0.0, math.inf, math.inf)


def test_range_of_infinite_values() -> None:
    assert range_of(np.array([1.0, 2.0, math.inf])) == (1.0, math.inf)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (target("occupncy", 0.9), "did you mean 'occupancy'"),
        (target("occupancy", 0.9, date="2026-01-01"), "outside the horizon"),
        (target("occupancy", 0.9, date="2024-10-31"), "outside the horizon"),
        (target("mean_length_of_stay_days", at_most=60, scope="every_county"), "for the city alone"),
    ],
)
def test_targets_that_no_run_could_judge_are_refused(wrong: dict[str, Any], said: str) -> None:
    scenario = plan(targets=[target("occupancy", 0.9), wrong])
    with pytest.raises(ScenarioError, match=said):
        check_targets(scenario)
    with pytest.raises(ScenarioError, match="target 2"):
        summarise(scenario, [])


def test_same_measure_and_date_twice(make: Callable[..., Hand]) -> None:
    targets = [target("open_beds", 1), target("open_beds", 2), target("open_beds", 3)]
    names = runs(make, targets, lambda hand, i: None, 1).targets["target"].tolist()
    assert names == ["open_beds@2024-12-31", "open_beds@2024-12-31#2", "open_beds@2024-12-31#3"]


def test_judging_alone_agrees_with_the_summary(make: Callable[..., Hand]) -> None:
    hand = make(targets=[target("open_beds", 100), target("management_rate", 0.5)])
    hand.staff(DEC, 0, open_beds=90)
    first, second = judge_targets(hand.scenario, hand.output)
    assert (first.value, first.met, first.shortfall) == (90, False, 10)
    assert second.met is None
    outcomes = summarise(hand.scenario, [hand.output]).outcomes
    assert outcomes["value"].tolist()[0] == 90
    assert outcomes["shortfall"].tolist()[0] == 10
