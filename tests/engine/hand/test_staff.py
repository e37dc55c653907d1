"""Training and assistance, worked out by hand (rules 7.1, 7.3, 5.1)."""

from __future__ import annotations

import math

import pytest
from bench import stage

from model.care import purposes


def test_a_training_batch_is_away_and_its_beds_with_it() -> None:
    """Four beds, four psychiatrists, one bed carried by each; two are away from day 5 to day 15."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 5 }]
        hospitals = [{ name = "H", region = "A", open_beds = 4, psychiatrists = 4 }]
        practised = { beds_per_ward_psychiatrist = 4 }
        [[training]]
        name = "T"
        kind = "skills"
        who = "psychiatrists"
        hospital = "H"
        batch_size = 2
        batches_per_year = 1
        length_days = 10
        first = 2024-01-06
        """)
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=2.0, grade=3)
        .relapse("A2", after=3.0, grade=3)
        .relapse("A3", after=4.0, grade=3)
        .relapse("A4", after=6.0, grade=3)
        .run()
    )
    log.check("""
    1   RELAPSED             A0 -  3
    1   STABILITY_CHANGED    A0 -  2
    1   BED_REQUESTED        A0 -  0
    1   ADMITTED             A0 H
    2   RELAPSED             A1 -  3
    2   STABILITY_CHANGED    A1 -  2
    2   BED_REQUESTED        A1 -  0
    2   ADMITTED             A1 H
    3   RELAPSED             A2 -  3
    3   STABILITY_CHANGED    A2 -  2
    3   BED_REQUESTED        A2 -  0
    3   ADMITTED             A2 H
    4   RELAPSED             A3 -  3
    4   STABILITY_CHANGED    A3 -  2
    4   BED_REQUESTED        A3 -  0
    4   ADMITTED             A3 H
    5   TRAINING_STARTED     T  H  0  2      # two people
    5   STAFFED_BEDS_CHANGED H  H  1  2      # 5.1 psychiatrists bind (1): two beds for four patients
    6   RELAPSED             A4 -  3
    6   STABILITY_CHANGED    A4 -  2
    6   BED_REQUESTED        A4 -  0
    11  DISCHARGED           A0 H  0  10     # 5.5 three patients, two beds
    11  EPISODE_CLOSED       A0 -  0
    11  STABILITY_CHANGED    A0 -  1
    12  DISCHARGED           A1 H  0  10     # 5.5 two, two
    12  EPISODE_CLOSED       A1 -  0
    12  STABILITY_CHANGED    A1 -  1
    13  DISCHARGED           A2 H  0  10
    13  EPISODE_CLOSED       A2 -  0
    13  STABILITY_CHANGED    A2 -  1
    13  ADMITTED             A4 H  0  7
    14  DISCHARGED           A3 H  0  10
    14  EPISODE_CLOSED       A3 -  0
    14  STABILITY_CHANGED    A3 -  1
    15  TRAINING_ENDED       T  H  0  2
    15  STAFFED_BEDS_CHANGED H  H  0  4      # beds bind again
    23  DISCHARGED           A4 H  0  10
    23  EPISODE_CLOSED       A4 -  0
    23  STABILITY_CHANGED    A4 -  1
    31  MONTH_ENDED          clock
    """)


def test_conversion_adds_psychiatrists_after_the_lag() -> None:
    """One psychiatrist for four beds; two more on day 2 + 5 of training + 4 of registration = 11."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 4 }]
        hospitals = [{ name = "H", region = "A", open_beds = 4, psychiatrists = 1 }]
        practised = { beds_per_ward_psychiatrist = 4 }
        stay = { short = 20 }
        [[training]]
        name = "T"
        kind = "conversion"
        who = "outside"
        hospital = "H"
        batch_size = 2
        batches_per_year = 1
        length_days = 5
        registration_lag_days = 4
        first = 2024-01-03
        """)
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=3.0, grade=3)
        .relapse("A2", after=4.0, grade=3)
        .relapse("A3", after=5.0, grade=3)
        .run()
    )
    log.check("""
    1   RELAPSED             A0 -  3
    1   STABILITY_CHANGED    A0 -  2
    1   BED_REQUESTED        A0 -  0
    1   ADMITTED             A0 H
    2   TRAINING_STARTED     T  H  0  2      # from outside: nobody is away
    3   RELAPSED             A1 -  3
    3   STABILITY_CHANGED    A1 -  2
    3   BED_REQUESTED        A1 -  0
    4   RELAPSED             A2 -  3
    4   STABILITY_CHANGED    A2 -  2
    4   BED_REQUESTED        A2 -  0
    5   RELAPSED             A3 -  3
    5   STABILITY_CHANGED    A3 -  2
    5   BED_REQUESTED        A3 -  0
    7   TRAINING_ENDED       T  H  0  2      # not yet registered
    11  STAFF_CHANGED        T  H  0  2
    11  STAFFED_BEDS_CHANGED H  H  1  3      # 5.1 psychiatrists still bind: 3 × 1
    11  ADMITTED             A1 H  0  8      # 1.3
    11  ADMITTED             A2 H  0  7
    21  DISCHARGED           A0 H  0  20
    21  EPISODE_CLOSED       A0 -  0
    21  STABILITY_CHANGED    A0 -  1
    21  ADMITTED             A3 H  0  16
    31  MONTH_ENDED          clock
    """)


def test_assistance_fails_when_nobody_is_free_and_helps_while_it_lasts() -> None:
    """One specialist for two counties, each with a primary institution, visited every 10 days in the middle.

    Both visits are due on day 5, at opening; B goes without. With assistance no visit at home fails, without it all
    do; it lasts 5 days. 365.25 / 36.525 = 10.
    """
    log = (
        stage("""
        horizon = { end = 2024-01-15 }
        regions = [
            { name = "A", registered = 2, community_workers = 1, primary_institutions = 1 },
            { name = "B", registered = 1, community_workers = 1, primary_institutions = 1 },
        ]
        hospitals = [{ name = "H", open_beds = 1, psychiatrists = 4 }]
        home = { visits = "on", fail_share = 0.75 }
        [assistance]
        assistance = "on"
        visits_per_year = 36.525
        lasts_days = 5
        failure_ratio = 0
        """)
        .visit_due("A0", 16.0)
        .visit_due("B0", 16.0)
        .visit_due("A1", 21.5)
        .draw("B0", purposes.VISIT_FAILS, 2, 0.875)
        .run()
    )
    log.check("""
    5.25   ASSISTANCE_DELIVERED A            # 7.3 due at midnight; the specialist's hours open at 0.25
    5.25   ASSISTANCE_FAILED    B            # 7.3 nobody is free
    6.25   VISIT_OPENED         A0           # 16 − 10
        6.25   VISIT_OPENED         B0
    6.25   VISIT_STARTED        A0           # 3.2 they share psychiatrists: all are opened, then in one order
    6.25   VISIT_STARTED        B0
    6.375  VISIT_COMPLETED      A0 - 4 -9.625  # 0.75 × 0
    6.375  VISIT_FAILED         B0           # 0.5 < 0.75
    12.25  VISIT_OPENED         A1           # 21.5 − 10 = 11.5
    12.25  VISIT_STARTED        A1
    12.375 VISIT_FAILED         A1           # 7.3 the effect ended at 10.25
    14     MONTH_ENDED          clock
    """)


def test_hiring_where_one_team_has_no_limit() -> None:
    """Twelve a year, one a month: all go to B, because A needs nobody until April, when it has four workers."""
    log = stage("""
        horizon = { end = 2024-06-01 }
        workforce = { community_workers = { hired_per_year = 12 } }
        [[regions]]
        name = "A"
        registered = 1
        community_workers = { first = "unlimited", steps = [{ date = 2024-04-01, value = 4 }] }
        [[regions]]
        name = "B"
        registered = 1
        community_workers = 4
        """).run()
    # B: 4 and one more at the starts of February, March and April; at that of May 4 and 7 share one: 4/11 and 7/11.
    assert log.model.workers == [4.0, 7.0]
    assert log.model.staffing.accumulated == pytest.approx([4 / 11, 7 / 11])


def test_hiring_where_nobody_is_there_yet() -> None:
    """Twenty-four workers a year and twelve nurses, for two places with nobody: alike, but for those without a limit."""
    log = stage("""
        horizon = { end = 2024-02-02 }
        workforce = { community_workers = { hired_per_year = 48 }, nurses = { hired_per_year = 24 } }
        regions = [
            { name = "A", registered = 1, community_workers = 0 },
            { name = "B", registered = 1, community_workers = 0 },
            { name = "C", registered = 1, community_workers = "unlimited" },
        ]
        hospitals = [
            { name = "H", region = "A", nurses = 0 }, { name = "I", region = "A", nurses = 0 }, { name = "J", region = "A" },
        ]
        """).run()
    assert log.model.workers == [2, 2, math.inf]
    assert [h.nurses for h in log.model.beds.hospitals] == [1, 1, math.inf]


@pytest.mark.parametrize(("hired", "leaving", "after_a_year"), [(0, 0, 3), (1, 0, 4), (0, 1, 1), (3, 1, 3)])
def test_one_a_year_is_hired_or_everybody_leaves(hired: int, leaving: int, after_a_year: int) -> None:
    """A twelfth a month, and whole people: the one hired comes after twelve months (a rate of 1 is no rate of 0).

    Of three who leave at 1 a year, 3/12 a month: two are left after four months, one after six more (2/12 a month).
    Three hired a year replace them.
    """
    log = stage(f"""
        horizon = {{ end = 2025-01-02 }}
        regions = [{{ name = "A", registered = 1, community_workers = 3 }}]
        hospitals = [{{ name = "H", region = "A", psychiatrists = 3, nurses = 3, health_staff = 3 }}]
        [workforce]
        psychiatrists = {{ hired_per_year = {hired}, leaving_share_per_year = {leaving} }}
        nurses = {{ hired_per_year = {hired}, leaving_share_per_year = {leaving} }}
        health_staff = {{ hired_per_year = {hired}, leaving_share_per_year = {leaving} }}
        community_workers = {{ hired_per_year = {hired}, leaving_share_per_year = {leaving} }}
        """).run()
    hospital = log.model.beds.hospitals[0]
    assert log.model.workers == [after_a_year]
    assert (hospital.psychiatrists, hospital.nurses, hospital.health_staff) == (after_a_year,) * 3


def test_a_month_cut_by_the_start_counts_as_its_part() -> None:
    """From 16 February 2024 half of the month is left (14 of 29 days), then March: 29 × (14 / 29 + 1) = 43."""
    log = stage("""
        horizon = { start = 2024-02-16, end = 2024-04-02 }
        workforce = { community_workers = { hired_per_year = 348 } }
        regions = [{ name = "A", registered = 1, community_workers = 1 }]
        """).run()
    assert log.model.workers == [1 + 14 + 29]


@pytest.mark.parametrize(("workers", "each", "cases"), [
    ("2", "1", 2), ("0", '"unlimited"', 0), ('"unlimited"', "0", 0), ('"unlimited"', "1", 3), ("1", "2.5", 2),
])  # fmt: skip
def test_slots_of_case_management(workers: str, each: str, cases: int) -> None:
    """Three unstable people: a slot for each whole one of workers × slots each; none of either is none."""
    log = stage(f"""
        regions = [{{ name = "A", registered = 3, community_workers = {workers} }}]
        registry = {{ stable_share = 0, unstable_share = 1 }}
        home = {{ case_slots_per_worker = {each} }}
        """).run()
    assert sum(row[1] == "CASE_OPENED" for row in log.laid_out) == cases
