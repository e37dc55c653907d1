"""The compiled engine leaves the log of the SimPy engine, row for row and bit for bit, and the same tallies."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from identity import SMALL, assert_identical, scenario_of
from plans import PLANS, REPLICATION, SEED
from random_plans import random_scenario

from model.care import log as L
from model.engines import compiled_engine, simpy_engine
from model.engines.difference import described, first_difference
from model.scenario.loading import load

CASES = ("erlang-4", "priority", "blocking-12-8", "monks")


@pytest.mark.parametrize("name", [*PLANS, *SMALL])
def test_plans(name: str) -> None:
    """Every plan and every variant, scaled down so that SimPy finishes."""
    assert assert_identical(scenario_of(name), SEED, REPLICATION) > 5_000


@pytest.mark.parametrize("name", CASES)
def test_validation_cases(name: str) -> None:
    """Patient classes alone: queues, priorities, blocking, a burn-in."""
    scenario = load(f"scenarios/validation/{name}.toml", {"horizon.burn_in_days": 20, "horizon.end": "2024-06-01"})
    assert assert_identical(scenario, SEED, REPLICATION) > 100


@pytest.mark.parametrize("first", range(0, 80, 10))
def test_random_plans(first: int) -> None:
    """Tiny plans that reach every rule, full of ties (`random_plans`)."""
    for number in range(first, first + 10):
        assert_identical(random_scenario(number), SEED, number % 3)


def test_another_seed_gives_another_log() -> None:
    """The comparison would notice: two seeds do not give the same log."""
    scenario = random_scenario(5)
    from identity import both

    one, _ = both(scenario, SEED, 0)
    _, other = both(scenario, SEED + 1, 0)
    assert one.log is not None and other.log is not None
    assert first_difference(one.log, other.log) is not None


def test_what_is_shown_of_a_difference() -> None:
    """The first row that differs by one bit, in both logs, after what the person did before."""
    names = ("time", "event", "entity", "region", "place", "detail", "value")
    rows = np.array([(0.0, L.REGISTERED, 7, 0, -1, 0, 0.0), (1.0, L.RELAPSED, 7, 0, -1, 2, 0.0)])
    one = {name: rows[:, i].copy() for i, name in enumerate(names)}
    other = {name: column.copy() for name, column in one.items()}
    assert first_difference(one, other) is None
    other["time"][1] = np.nextafter(1.0, 2.0)
    assert first_difference(one, other) == 1
    shown = described(one, other, 1)
    assert "1.0000000000000002" in shown
    assert shown.count("REGISTERED") == 2, "in common, and before of this person"
    shorter = {name: column[:1] for name, column in one.items()}
    assert first_difference(one, shorter) == 1
    assert "the log has ended" in described(one, shorter, 1)


@pytest.mark.parametrize("engine", [simpy_engine, compiled_engine])
@pytest.mark.parametrize("name", ["erlang-4", "priority"])
def test_events_are_the_timers_that_rang(engine: ModuleType, name: str) -> None:
    """A ward alone: one timer for every arrival and one for every end of a stay, none for the plan's own clocks."""
    scenario = load(f"scenarios/validation/{name}.toml", {"horizon.end": "2024-06-01"})
    output = engine.simulate(scenario, SEED, REPLICATION, log=True)
    rows = np.bincount(output.log["event"], minlength=L.EVENTS)
    assert rows[L.DISCHARGED] > 100
    assert output.events == rows[L.CLASS_ARRIVED] + rows[L.DISCHARGED]
