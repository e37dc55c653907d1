"""The whole country: the parts add up to the national figures, and every unit has what it should have."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from model.engines.inputs import Inputs
from model.engines.setup import prepare
from model.scenario.loading import ScenarioError, load
from model.scenario.schema import Scenario

RESIDENTS = 1_409_778_724
MUNICIPALITIES = {"北京", "天津", "上海", "重庆"}
PREFECTURES, UNITS = 333, 355


@cache
def china() -> Scenario:
    return load("china")


@cache
def inputs() -> Inputs:
    return prepare(china())


def test_thirty_one_provinces_of_two_kinds_of_county() -> None:
    assert len({r.city for r in china().regions}) == 31
    assert set(Counter(r.city for r in china().regions).values()) == {2}
    units = {r.city: r.copies for r in china().regions}
    assert sum(units.values()) == UNITS
    assert sum(n for province, n in units.items() if province not in MUNICIPALITIES) == PREFECTURES


def test_residents_are_those_of_the_census() -> None:
    assert sum(r.residents.value * r.copies for r in china().regions) == pytest.approx(RESIDENTS, rel=1e-6)
    without = sum(r.residents.value * r.copies for r in china().regions if "无床位" in r.name)
    assert without / RESIDENTS == pytest.approx(0.31, abs=1e-4)


def test_six_point_six_million_are_registered() -> None:
    assert sum(r.registered for r in inputs().regions) == pytest.approx(6_600_000, abs=200)


@pytest.mark.parametrize(("what", "number"), [("open_beds", 798_191), ("psychiatrists", 50_124), ("nurses", 139_642)])
def test_beds_and_staff_are_shared_out_whole(what: str, number: int) -> None:
    assert sum(getattr(h, what)[0][1] for h in inputs().hospitals) == number


def test_counties_without_beds_use_the_hospital_of_their_own_unit() -> None:
    assert len(inputs().hospitals) == UNITS
    for region in inputs().regions:
        assert len(region.hospitals) == 1
        hospital = inputs().hospitals[region.hospitals[0]]
        assert hospital.city == region.city
        assert region.own == (() if "无床位" in region.name else region.hospitals)


def test_rehabilitation_opens_in_four_counties_of_five() -> None:
    places = china().institutions
    assert {i.kind for i in places} == {"day", "home_support"}
    for kind in ("day", "home_support"):
        steps = [i.in_copies for i in places if i.kind == kind]
        assert sum(s.first.value for s in steps if s) == 2 * 178
        assert [sum(s.steps[k].value.value for s in steps if s) for k in (0, 1)] == [2 * 231, 2 * 284]
    assert 284 / UNITS == 0.8


def test_every_number_says_where_it_comes_from() -> None:
    for place in china().regions:
        assert place.title and place.title.en and place.residents.source and place.residents.grade == "D"
    assert all(target.source for target in china().targets)


def test_regions_of_a_city_have_the_same_copies() -> None:
    """Copy k of each lies in copy k of the city; one more of one would lie in no city."""
    with pytest.raises(ScenarioError, match="different copies"):
        load("china", {'regions."广东:有床位的县".copies': 22})
