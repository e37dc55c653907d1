"""Two engines, one log: how it is compared, and what is shown where it differs."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from plans import PLANS, plan

from model.care.recorder import Output
from model.engines import compiled_engine, simpy_engine
from model.engines.difference import described, first_difference
from model.scenario.schema import Scenario

SMALL: dict[str, tuple[str, float, int]] = {
    "yuncheng": ("yuncheng", 0.02, 1),
    "puyang": ("puyang", 0.03, 1),
    "jinnan": ("jinnan", 0.1, 1),
    "xiqing": ("xiqing", 0.1, 1),
    "qujing-staffed": ("qujing-staffed", 0.02, 1),
    "qujing-beds-3000": ("qujing-beds-3000", 0.02, 1),
    "xiangtan-without-assistance": ("xiangtan-without-assistance", 0.05, 1),
    "zhejiang-no-recheck": ("zhejiang-no-recheck", 0.008, 1),
}
"""The plans and variants that `plans.PLANS` lacks: name, scale, years."""


def scenario_of(name: str) -> Scenario:
    """Return a plan that SimPy finishes in a second or two."""
    return PLANS[name]() if name in PLANS else plan(*SMALL[name])


def both(scenario: Scenario, seed: int, replication: int) -> tuple[Output, Output]:
    return (
        simpy_engine.simulate(scenario, seed, replication, log=True),
        compiled_engine.simulate(scenario, seed, replication, log=True),
    )


def _assert_same_tallies(simpy: Output, compiled: Output, which: str) -> None:
    for name in (field.name for field in fields(Output) if field.name not in ("log", "seconds")):
        one, other = np.asarray(getattr(simpy, name)), np.asarray(getattr(compiled, name))
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), f"{name}, {which}"


def assert_identical(scenario: Scenario, seed: int, replication: int) -> int:
    """Compare whole logs with ``==``, times bit for bit, then every tally; return the number of rows.

    The tallies once more without the log, when clinics have clocks of their own.
    """
    simpy, compiled = both(scenario, seed, replication)
    assert simpy.log is not None and compiled.log is not None
    row = first_difference(simpy.log, compiled.log)
    assert row is None, described(simpy.log, compiled.log, row or 0)
    _assert_same_tallies(simpy, compiled, "with the log")
    _assert_same_tallies(simpy, compiled_engine.simulate(scenario, seed, replication), "without the log")
    return len(simpy.log["time"])
