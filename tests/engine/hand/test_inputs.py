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


def test_the_census_has_no_more_people_than_the_registry() -> None:
    """All fifteen people are to be in hospital: 12.5 in A's twenty beds, of whom A has five; 2.5 in B's four.

    24 are to wait, eight of A and sixteen of B by registered people. A has nobody left and B eight, who wait; so there
    is nobody for places or treatment at home.
    """
    found = inputs("""
    empty_start = false
    regions = [
        { name = "A", registered = 5, community_workers = 1 }, { name = "B", registered = 10, community_workers = 1 },
    ]
    hospitals = [{ name = "HA", region = "A", open_beds = 20 }, { name = "HB", region = "B", open_beds = 4 }]
    institutions = [{ name = "D", region = "B", kind = "day", places = 3 }]
    waiting_list = { start_waiting_share = 1 }
    stay = { start_inpatients_share = 1, start_occupancy = 1 }
    rehabilitation = { start_occupancy = 1 }
    """)
    a, b = found.regions
    assert a.start_inpatients == ((0, 5),) and a.start_others == ((0, 15),)
    assert (a.start_waiting, a.start_clients, a.start_treated) == (0, (), 0)
    # Of 15 inpatients 12.5 are for HA's beds and 2.5 for HB's: 13 and 2.
    assert b.start_inpatients == ((1, 2),) and b.start_others == ((1, 2),)
    assert (b.start_waiting, b.start_clients, b.start_treated) == (8, (), 0)


def test_the_people_of_a_copy_belong_to_all_its_primary_institutions() -> None:
    """Two copies and two institutions each: of four people in a copy two belong to each (7.3, 9)."""
    model = stage("""
    regions = [{ name = "A", copies = 2, registered = 4, primary_institutions = 2 }]
    """).run().model
    of_copies = {r: sorted(p.primary % 2 for p in model.people if p.region == r) for r in (0, 1)}
    assert of_copies == {0: [0, 0, 1, 1], 1: [0, 0, 1, 1]}
