"""Small plans with known answers."""

from pathlib import Path

from model.scenario.loading import load
from model.scenario.schema import Scenario

NURSES = """
title = { zh = "两院", en = "Two hospitals" }
[horizon]
start = 2024-01-01
end = 2024-02-01
[[regions]]
name = "甲县"
residents = 0
registered = 0
[[hospitals]]
name = "a"
region = "甲县"
open_beds = 4
nurses = { value = 25, low = 10, high = 40 }
[[hospitals]]
name = "b"
region = "甲县"
open_beds = 4
nurses = { value = 15, low = 10, high = 25 }
[[targets]]
measure = "nurses"
at_least = 40
date = 2024-01-31
clause = "护士不少于40人"
"""
"""The measure is the sum of two numbers with ranges, and nothing else happens: no chance, no interaction."""

CASES = Path(__file__).parents[2] / "scenarios" / "validation"


def two_hospitals(folder: Path) -> Scenario:
    """Return the plan whose nurses are all that is not known."""
    path = folder / "two.toml"
    path.write_text(NURSES, encoding="utf-8")
    return load(path)


def four_beds() -> Scenario:
    """Return M/M/4 at a load of 2.5, whose mean wait is 2.13 days by Erlang's formula, with nurses for 1,000 beds."""
    target = {"measure": "wait_bed_mean_days", "at_most": 0.5, "date": "2025-12-31", "clause": "平均候床不超过半天"}
    return load(
        CASES / "erlang-4.toml",
        {"targets": [target], "horizon.end": "2027-01-01", "hospitals.ward.nurses": 1000, "totals.psychiatrists": 1000},
    )
