"""Places: months cut by the horizon, copies written out, dated numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from by_hand import plan

from model.measures.places import Places


def copied() -> dict[str, Any]:
    return {
        "regions": [
            {"name": "one", "residents": 10, "city": "a"},
            {"name": "many", "residents": 5, "copies": 3, "city": "b"},
        ],
        "hospitals": [{"name": "h", "region": "many", "city": "b"}, {"name": "town", "city": "a"}],
        "institutions": [{"name": "i", "region": "many", "kind": "supported", "places": 4}],
    }


def test_months_and_years_are_cut_by_the_horizon() -> None:
    places = Places.from_scenario(plan(horizon={"start": "2024-11-16", "end": "2025-02-11"}))
    assert places.months == ("2024-11", "2024-12", "2025-01", "2025-02")
    assert places.years == ("2024", "2025")
    assert places.month_starts.tolist() == [0, 15, 46, 77, 87]
    assert places.year_of_month.tolist() == [0, 0, 1, 1]
    assert places.year_starts.tolist() == [0, 2]
    assert places.year_ends.tolist() == [1, 3]


def test_working_days_of_whole_and_cut_months() -> None:
    places = Places.from_scenario(plan(horizon={"start": "2024-11-16", "end": "2025-02-11"}))
    # 16 November 2024 is a Saturday; ten working days remain, then 22, 23, and 3-7 and 10 February.
    assert places.working_days(("mon", "tue", "wed", "thu", "fri")).tolist() == [10, 22, 23, 6]
    assert places.working_days(()).tolist() == [0, 0, 0, 0]


def test_copies_take_consecutive_places() -> None:
    places = Places.from_scenario(plan(**copied()))
    assert places.regions == ("one", "many#1", "many#2", "many#3")
    assert places.counties == ("one", "many")
    assert places.county_of_region.tolist() == [0, 1, 1, 1]
    assert places.copy.tolist() == [0, 0, 1, 2]
    assert places.county_starts.tolist() == [0, 1]
    assert places.copies.tolist() == [1, 3]
    assert places.hospitals == ("h#1", "h#2", "h#3", "town")
    assert places.hospital_region.tolist() == [1, 2, 3, -1]
    assert places.institutions == ("i#1", "i#2", "i#3")
    assert places.institution_region.tolist() == [1, 2, 3]
    assert places.institution_kind.tolist() == [1, 1, 1]
    assert places.residents.tolist() == [10, 5, 5, 5]


def test_dated_numbers_hold_at_the_end_of_the_month() -> None:
    covered = [{"date": "2024-11-30", "value": 2}, {"date": "2025-01-01", "value": 3}]
    places = Places.from_scenario(
        plan(
            institutions=[{"name": "i", "region": "east", "kind": "day", "townships_covered": covered}],
            hospitals=[
                {"name": "steady", "open_beds": 40},
                {"name": "grown", "open_beds": {"first": 30, "steps": [{"date": "2024-11-15", "value": 40}]}},
            ],
        )
    )
    assert places.townships_covered[:3, 0].tolist() == [2, 2, 3]
    assert np.array_equal(places.beds_at_start_share, [1.0, 0.75])
