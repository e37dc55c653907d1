"""Batches of training, place by place (rule 7.1)."""

from __future__ import annotations

from typing import Any

import pytest

from model.scenario.batches import batches_of
from model.scenario.schema import Scenario

HOSPITALS = [
    {"name": "big", "region": "east", "psychiatrists": 6, "nurses": 1},
    {"name": "small", "region": "east", "psychiatrists": 3, "nurses": 9},
    {"name": "other", "region": "west", "psychiatrists": 1},
]


def plan(training: dict[str, Any], **changes: Any) -> Scenario:
    table: dict[str, Any] = {
        "title": {"zh": "小城", "en": "Small town"},
        "horizon": {"start": "2024-01-01", "end": "2024-12-31"},
        "regions": [{"name": "east"}, {"name": "west"}, {"name": "north"}],
        "hospitals": HOSPITALS,
        "training": [{"name": "t", "batch_size": 4, "batches_per_year": 1, "length_days": 10, **training}],
    }
    return Scenario.model_validate({**table, **changes})


def found(*args: Any, **changes: Any) -> list[tuple[int, int, float, int]]:
    """Return (region, hospital, size, number of batches)."""
    return [(b.region, b.hospital, b.size, len(b.times)) for b in batches_of(plan(*args, **changes))]


CONVERSION = {"kind": "conversion", "who": "outside"}


def test_the_day_of_the_last_batch_is_included() -> None:
    """Every 36.525 days from 1 January; the tenth day after is the 11th. With one batch, the first is the last."""
    for last, batches in (("2024-02-05", 1), ("2024-02-06", 1), ("2024-02-07", 2), ("2024-01-01", 1)):
        assert found({"batches_per_year": 10, "last": last})[0][3] == batches
    assert batches_of(plan({"batches_per_year": 365.25, "last": "2024-01-03"}))[0].times == (0.0, 1.0, 2.0)


def test_conversion_of_the_whole_plan_adds_whole_people() -> None:
    """Of 4, 2.4, 1.2 and 0.4 by psychiatrists: 3, 1 and 0, ties to the first; of 20 in five batches 12, 6 and 2."""
    assert found(CONVERSION) == [(-1, 0, 3, 1), (-1, 1, 1, 1)]
    people = [0.0] * 3
    for _, hospital, size, batches in found({**CONVERSION, "batches_per_year": 5}):
        people[hospital] += size * batches
        assert size == int(size)
    assert people == [12, 6, 2]


def test_a_part_of_the_population_is_shared_in_fractions() -> None:
    assert found(CONVERSION, scale=0.5) == [
        (-1, 0, pytest.approx(1.2), 1), (-1, 1, pytest.approx(0.6), 1), (-1, 2, pytest.approx(0.2), 1)]  # fmt: skip


def test_a_region_means_its_own_hospitals() -> None:
    """East: 0.4 and 3.6 of 4 nurses; of 4 psychiatrists 2.7 and 1.3; west has one hospital."""
    assert found({"who": "nurses", "region": "east"}) == [(-1, 1, 4, 1)]
    assert found({"who": "psychiatrists", "region": "east"}) == [(-1, 0, 3, 1), (-1, 1, 1, 1)]
    assert found({"who": "psychiatrists", "region": "west"}) == [(-1, 2, 4, 1)]
    assert found({"who": "psychiatrists", "hospital": "other"}) == [(-1, 2, 4, 1)]
    assert found({**CONVERSION, "region": "west"}) == [(-1, 2, 4, 1)]
    assert found({"who": "psychiatrists"}) == [(-1, -1, 4, 1)]
    assert found({"region": "west"}) == [(1, -1, 4, 1)]
    for who in ("psychiatrists", "nurses"):
        with pytest.raises(ValueError, match="training t: no hospital lies in north, whose"):
            plan({"who": who, "region": "north"})


def test_each_copy_has_the_training() -> None:
    regions = [{"name": "east", "copies": 2, "city": "e"}, {"name": "west"}]
    hospitals = [{"name": "h", "region": "east", "psychiatrists": 2}, {"name": "o", "region": "west"}]
    of_copies = {"regions": regions, "hospitals": hospitals}
    assert found({"who": "psychiatrists", "region": "east"}, **of_copies) == [(-1, 0, 4, 1), (-1, 1, 4, 1)]
    assert found({"who": "psychiatrists", "hospital": "h"}, **of_copies) == [(-1, 0, 4, 1), (-1, 1, 4, 1)]
    assert found({"region": "east"}, **of_copies) == [(0, -1, 4, 1), (1, -1, 4, 1)]


def test_where_no_hospital_has_a_limit_and_where_nobody_is_there_yet() -> None:
    none = [{"name": "a"}, {"name": "b"}]
    assert found(CONVERSION, hospitals=none) == [(-1, 0, 2, 1), (-1, 1, 2, 1)]
    nobody = [{"name": "a", "psychiatrists": 0}, {"name": "b", "psychiatrists": 0}, {"name": "c"}]
    assert found(CONVERSION, hospitals=nobody) == [(-1, 0, 2, 1), (-1, 1, 2, 1)]
