"""What the engine reads of a plan, worked out by hand."""

from __future__ import annotations

import pytest
from bench import stage

from model.engines.inputs import Inputs
from model.engines.setup import prepare


def inputs(toml: str) -> Inputs:
    return prepare(stage(toml).scenario)


@pytest.mark.parametrize(("per", "arrivals"), [("region", 0.15), ("residents_1000", 3.0), ("registered_1000", 0.15)])
def test_arrivals_of_a_class_are_scaled_once(per: str, arrivals: float) -> None:
    """Half a patient a day for each region, 1,000 residents (there are 20) or 1,000 registered (there is 1), × 0.3."""
    (found,) = inputs(f"""
    scale = 0.3
    regions = [{{ name = "A", residents = 20_000, registered = 1000 }}]
    hospitals = [{{ name = "H", region = "A", open_beds = 1 }}]
    [[classes]]
    name = "c"
    arrivals_per_day = 0.5
    per = "{per}"
    entry = "hospital"
    stages = [{{ at = "hospital", service = 1 }}]
    """).classes
    assert found.rate[0][1] == pytest.approx(arrivals)
