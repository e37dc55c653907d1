"""A plan run some cities at a time is the plan run at once, bit for bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from plans import PLANS
from random_plans import random_scenario

from model.care.recorder import Output
from model.engines import compiled_engine, parts
from model.engines.setup import prepare
from model.scenario.schema import Scenario


def several_cities() -> list[int]:
    """Return random plans of several cities that share nothing."""
    found = []
    for number in range(200):
        inputs = prepare(random_scenario(number))
        if inputs.cities > 1 and parts.can_be_split(inputs):
            found.append(number)
    return found[:25]


def assert_the_same(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PEOPLE", 1)
    assert len(list(parts.parts_of(prepare(scenario)))) > 1
    in_parts = compiled_engine.simulate(scenario, 5, 1)
    monkeypatch.setattr(parts, "PEOPLE", 10**9)
    at_once = compiled_engine.simulate(scenario, 5, 1)
    for name in (field.name for field in fields(Output) if field.name not in ("log", "seconds")):
        one, other = np.asarray(getattr(in_parts, name)), np.asarray(getattr(at_once, name))
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name


@pytest.mark.parametrize("name", ["zhejiang", "china"])
def test_plans(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_the_same(PLANS[name](), monkeypatch)


def test_random_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = several_cities()
    assert len(numbers) >= 10
    for number in numbers:
        assert_the_same(random_scenario(number), monkeypatch)


def test_cities_that_share_staff_are_not_parted() -> None:
    """Hiring of the plan as a whole goes by the headcounts of all its cities."""
    hiring = [n for n in range(200) if not parts.can_be_split(prepare(random_scenario(n)))]
    assert hiring
    for number in hiring[:5]:
        assert len(list(parts.parts_of(prepare(random_scenario(number))))) == 1


def test_a_city_is_never_cut() -> None:
    scenario = PLANS["zhejiang"]()
    inputs = prepare(scenario)
    cut = list(parts.parts_of(inputs))
    seen = [r for part in cut for r in part.regions]
    assert sorted(seen) == list(range(len(inputs.regions)))
    for part in cut:
        assert {inputs.regions[r].city for r in part.regions}.isdisjoint(
            {inputs.regions[r].city for other in cut if other is not part for r in other.regions}
        )
