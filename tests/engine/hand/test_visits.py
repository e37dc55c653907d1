"""Visits at home, worked out by hand (rules 2.3, 3.1 to 3.6).

A team works 6:00 to 18:00 (0.25 to 0.75); a visit takes 3 hours (0.125 d), travel none. A visit may be made from 10
days before its deadline. A completed visit's detail 4 says that regular medication was reported, + 8 a joint visit,
+ 16 that it had been counted as missed; its value is the days after the deadline.
"""

from __future__ import annotations

from bench import stage

from model.care import purposes
from model.care.recorder import SNAPSHOTS
from model.engines.simpy_state import OUT_OF_STANDARD


def test_a_joint_visit_needs_both_and_blocks_nobody() -> None:
    """Three workers, one psychiatrist from 9:00 to 15:00 (0.375 to 0.625): A4 to A2, who come later, go first."""
    log = (
        stage("""
        horizon = { end = 2024-01-02 }
        regions = [{ name = "A", registered = 5, community_workers = 3 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1, psychiatrists = 4 }]
        home = { visits = "on" }
        clinic = { hours = { opens_at_hour = 9, hours_per_day = 6 } }
        """)
        .is_at_start("A0", "unstable")
        .visit_due("A0", 10.0)
        .is_at_start("A1", "unstable")
        .visit_due("A1", 10.0)
        .visit_due("A4", 10.125)
        .visit_due("A3", 10.1875)
        .visit_due("A2", 10.25)
        .run()
    )
    log.check("""
    0.25  VISIT_OPENED    A0               # 3.2 one event at the day's opening; order: deadline, identity
    0.25  VISIT_OPENED    A1
    0.25  VISIT_OPENED    A4
    0.25  VISIT_OPENED    A3
    0.25  VISIT_OPENED    A2
    0.25  VISIT_STARTED   A4               # 3.3 A0 and A1 need a psychiatrist, who comes at 0.375
    0.25  VISIT_STARTED   A3
    0.25  VISIT_STARTED   A2
    0.375 VISIT_COMPLETED A4 - 4  -9.75
    0.375 VISIT_STARTED   A0 - 1  0.125    # 3.3 a worker and the psychiatrist are idle
    0.375 VISIT_COMPLETED A3 - 4  -9.8125  # an idle worker, no psychiatrist: A1 waits
    0.375 VISIT_COMPLETED A2 - 4  -9.875
    0.5   VISIT_STARTED   A1 - 1  0.25     # 1.2 the psychiatrist's server comes before the worker's; another is idle
    0.5   VISIT_COMPLETED A0 - 12 -9.5
    0.625 VISIT_COMPLETED A1 - 12 -9.375   # exactly at the psychiatrist's closing time
    1     MONTH_ENDED     clock
    """)


def test_a_joint_visit_waits_for_the_worker_and_each_of_the_two_carries_over_alone() -> None:
    """One worker; visits of 6 hours (0.25 d). The psychiatrist is idle from 9:00 and not held.

    Decided: each of the two works on in their own hours (1.6), and the visit ends with the worker's part. Were both
    held to their common hours, a county with an hour of psychiatry a day would hold its workers for days.
    """
    log = (
        stage("""
        horizon = { end = 2024-01-03 }
        regions = [{ name = "A", registered = 4, community_workers = 1 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1, psychiatrists = 4 }]
        home = { visits = "on", visit_hours = 6 }
        clinic = { hours = { opens_at_hour = 9, hours_per_day = 6 } }
        """)
        .is_at_start("A0", "unstable")
        .visit_due("A0", 10.0)
        .visit_due("A1", 10.0)
        .is_at_start("A2", "unstable")
        .visit_due("A2", 10.0)
        .visit_due("A3", 10.0)
        .run()
    )
    log.check("""
    0.25  VISIT_OPENED    A0
    0.25  VISIT_OPENED    A1
    0.25  VISIT_OPENED    A2
    0.25  VISIT_OPENED    A3
    0.25  VISIT_STARTED   A1               # 3.3 A0, ahead, blocks nobody
    0.5   VISIT_COMPLETED A1 - 4  -9.5
    0.5   VISIT_STARTED   A0 - 1  0.25     # before A3: deadline, identity
    0.75  VISIT_COMPLETED A0 - 12 -9.25    # the psychiatrist: 0.125 until 0.625, 0.125 from 1.375, until 1.5
    1.25  VISIT_STARTED   A3 - 0  1        # 3.3 A2, ahead, blocks nobody
    1.5   VISIT_COMPLETED A3 - 4  -8.5
    1.5   VISIT_STARTED   A2 - 1  1.25     # 3.3 worker and psychiatrist, both idle at last
    1.75  VISIT_COMPLETED A2 - 12 -8.25
    2     MONTH_ENDED     clock
    """)


def test_a_joint_visit_that_waits_takes_no_worker_before_the_day_is_opened() -> None:
    """One worker, two visits a day; the psychiatrist works from 6:00 to 12:00. A0, joint, has waited since day 2.

    On day 3 A1, tried on day 0 and not at home, is opened again, with the earlier deadline: before A0 (3.2, 1.6).
    """
    log = (
        stage("""
        horizon = { end = 2024-01-06 }
        regions = [{ name = "A", registered = 4, community_workers = 1 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1, psychiatrists = 4 }]
        home = { visits = "on", visit_hours = 6, fail_share = 0.5, retry_days = 2 }
        clinic = { hours = { opens_at_hour = 6, hours_per_day = 6 } }
        """)
        .is_at_start("A0", "unstable")
        .visit_due("A0", 12.25)
        .visit_due("A1", 10.0)
        .draw("A1", purposes.VISIT_FAILS, 1, 0.25)
        .visit_due("A2", 12.0)
        .visit_due("A3", 12.125)
        .run()
    )
    log.check("""
    0.25 VISIT_OPENED    A1
    0.25 VISIT_STARTED   A1
    0.5  VISIT_FAILED    A1               # opened again from 2.5
    2.25 VISIT_OPENED    A2
    2.25 VISIT_OPENED    A3
    2.25 VISIT_OPENED    A0
    2.25 VISIT_STARTED   A2
    2.5  VISIT_COMPLETED A2 - 4  -9.5
    2.5  VISIT_STARTED   A3 - 0  0.25     # the psychiatrist has gone: A0 waits for 3.25
    2.75 VISIT_COMPLETED A3 - 4  -9.375
    3.25 VISIT_OPENED    A1
    3.25 VISIT_STARTED   A1               # 3.2 deadline 10, A0's is 12.25
    3.5  VISIT_COMPLETED A1 - 4  -6.5
    4.25 VISIT_STARTED   A0 - 1  2
    4.5  VISIT_COMPLETED A0 - 12 -7.75
    5    MONTH_ENDED     clock
    """)


def test_teams_that_open_together_share_the_psychiatrist_by_deadline() -> None:
    """B0's joint visit is due before A0's: both teams open at 6:00, and the one psychiatrist goes with B's (3.3)."""
    log = (
        stage("""
        horizon = { end = 2024-01-02 }
        regions = [
            { name = "A", registered = 2, community_workers = 1 },
            { name = "B", registered = 1, community_workers = 1 },
        ]
        hospitals = [{ name = "H", open_beds = 1, psychiatrists = 4 }]
        home = { visits = "on" }
        """)
        .is_at_start("A0", "unstable")
        .visit_due("A0", 9.5)
        .is_at_start("B0", "unstable")
        .visit_due("B0", 9.25)
        .visit_due("A1", 10.0)
        .run()
    )
    log.check("""
    0.25  VISIT_OPENED    A0
    0.25  VISIT_OPENED    A1
    0.25  VISIT_OPENED    B0
    0.25  VISIT_STARTED   B0 - 1  0
    0.25  VISIT_STARTED   A1 - 0  0        # 3.3 A0 blocks nobody
    0.375 VISIT_COMPLETED A1 - 4  -9.625
    0.375 VISIT_STARTED   A0 - 1  0.125    # 1.2 among ends the psychiatrist's comes first, then A's worker's
    0.375 VISIT_COMPLETED B0 - 12 -8.875
    0.5   VISIT_COMPLETED A0 - 12 -9
    1     MONTH_ENDED     clock
    """)


def test_three_failures_lose_a_person_who_is_found_at_the_next_contact() -> None:
    """Attempts on days 0, 8 and 16; missed on day 24 and every 90 days; found when admitted on day 120.

    Decided: 'after 7 days' is not before 7 × 24 hours, at the team's next opening event: 0.375 + 7 is past the
    opening of day 7. Decided: the visit that failed is still missed at deadline + grace (3.2: not completed), whoever
    it was for; from then on a deadline every 90 days.
    """
    log = (
        stage("""
        horizon = { end = 2024-05-15 }
        regions = [{ name = "A", registered = 1, community_workers = 1 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        home = { visits = "on", fail_share = 0.5 }
        """)
        .visit_due("A0", 10.0)
        .draw("A0", purposes.VISIT_FAILS, 1, 0.25)
        .draw("A0", purposes.VISIT_FAILS, 2, 0.25)
        .draw("A0", purposes.VISIT_FAILS, 3, 0.25)
        .relapse("A0", after=120.0, grade=3)
        .run()
    )
    log.check("""
    0.25    VISIT_OPENED      A0
    0.25    VISIT_STARTED     A0
    0.375   VISIT_FAILED      A0
    8.25    VISIT_OPENED      A0              # 3.4 0.375 + 7 = 7.375, next opening
    8.25    VISIT_STARTED     A0
    8.375   VISIT_FAILED      A0
    16.25   VISIT_OPENED      A0              # 8.375 + 7 = 15.375
    16.25   VISIT_STARTED     A0
    16.375  VISIT_FAILED      A0
    16.375  LOST_TO_FOLLOW_UP A0              # 3.4 three in a row
    24      VISIT_MISSED      A0 -  1         # 3.2 10 + 14 (1: lost)
    31      MONTH_ENDED       clock -  0  0
    60      MONTH_ENDED       clock -  0  1
    91      MONTH_ENDED       clock -  0  2
    114     VISIT_MISSED      A0 -  1         # 3.4 24 + 90
    120     RELAPSED          A0 -  3
    120     STABILITY_CHANGED A0 -  2
    120     FOUND_AGAIN       A0              # 3.4 a service: the emergency
    120     BED_REQUESTED     A0 -  0
    120     ADMITTED          A0 H
    121     MONTH_ENDED       clock -  0  3
    130     DISCHARGED        A0 H  0  10
    130     EPISODE_CLOSED    A0 -  0
    130     STABILITY_CHANGED A0 -  1
    131.25  VISIT_OPENED      A0              # 3.6 ten working days (every day is one): deadline 141
    131.25  VISIT_STARTED     A0
    131.375 VISIT_COMPLETED   A0 -  4  -9.625
    135     MONTH_ENDED       clock -  0  4
    """)


def test_a_visit_is_missed_once_and_stays_queued() -> None:
    """One worker, visits of 15 days' work (180 hours): A1 is missed under way, A2 while waiting (3.1, 3.2, 3.5).

    Decided: a visit under way at deadline + grace is not completed, hence missed.
    """
    log = (
        stage("""
        regions = [{ name = "A", registered = 3, community_workers = 1 }]
        home = { visits = "on", visit_hours = 180, grace_days = 7, worsen_share = 1, missed_stop_share = 1 }
        """)
        .visit_due("A0", 8.0)
        .visit_due("A1", 9.0)
        .visit_due("A2", 10.5)
        .run()
    )
    log.check("""
    0.25  VISIT_OPENED       A0
    0.25  VISIT_OPENED       A1
    0.25  VISIT_STARTED      A0
    1.25  VISIT_OPENED       A2                # 3.2 10.5 − 10 = 0.5: the next day's opening
    14.75 VISIT_COMPLETED    A0 -  4  6.75     # 15 days of 12 hours; late, but before 8 + 7
    15.25 VISIT_STARTED      A1 -  0  15       # closing time: the next morning
    16    VISIT_MISSED       A1                # 9 + 7
    16    MEDICATION_CHANGED A1 -  0           # 3.5
    16    STABILITY_CHANGED  A1 -  1           # 3.1
    17.5  VISIT_MISSED       A2                # 10.5 + 7
    17.5  MEDICATION_CHANGED A2 -  0
    17.5  STABILITY_CHANGED  A2 -  1
    29.75 VISIT_COMPLETED    A1 -  16 20.75    # counted as missed; irregular medication, and said so
    30.25 VISIT_STARTED      A2 -  0  29       # 3.2 the request stayed queued
    31    MONTH_ENDED        clock
    """)


def test_worsening_brings_the_deadline_forward() -> None:
    """Due on day 50, unstable from day 3: due on day 17 (3.2); treated at home, nobody improves meanwhile."""
    log = (
        stage("""
        horizon = { end = 2024-01-15 }
        regions = [{ name = "A", registered = 1, community_workers = 1 }]
        relapse = { admission_by_grade = [0, 0, 0] }
        home = { visits = "on", improve_share = 1 }
        """)
        .visit_due("A0", 50.0)
        .relapse("A0", after=3.0, grade=1)
        .run()
    )
    log.check("""
    3      RELAPSED          A0 -  1
    3      STABILITY_CHANGED A0 -  2
    3      HOME_TREATMENT    A0              # 1.8 assessment is left out: no time, no line
    7.25   VISIT_OPENED      A0              # 3 + 14 − 10 = 7
    7.25   VISIT_STARTED     A0              # 3.3 no psychiatrist in this plan: the worker goes alone
    7.375  VISIT_COMPLETED   A0 -  4  -9.625 # 7.375 − 17; the next: 7.375 + 14 = 21.375
    8      EPISODE_CLOSED    A0 -  0
    8      STABILITY_CHANGED A0 -  1         # better: the deadline stays
    12.25  VISIT_OPENED      A0              # 21.375 − 10 = 11.375
    12.25  VISIT_STARTED     A0
    12.375 VISIT_COMPLETED   A0 -  4  -9
    12.375 STABILITY_CHANGED A0 -  0         # 3.1 one step better
    14     MONTH_ENDED       clock
    """)


def test_admission_cancels_a_visit_and_discharge_sets_ten_working_days() -> None:
    """Monday to Friday; day 0 is a Monday, so is day 21."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 2, community_workers = 1 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        home = { visits = "on", hours = { working_days = ["mon", "tue", "wed", "thu", "fri"] } }
        """)
        .visit_due("A0", 10.0)
        .visit_due("A1", 10.0)
        .relapse("A1", after=0.3125, grade=3)
        .run()
    )
    log.check("""
    0.25    VISIT_OPENED      A0
    0.25    VISIT_OPENED      A1
    0.25    VISIT_STARTED     A0
    0.3125  RELAPSED          A1 -  3
    0.3125  STABILITY_CHANGED A1 -  2
    0.3125  BED_REQUESTED     A1 -  0
    0.3125  ADMITTED          A1 H
    0.3125  VISIT_CANCELLED   A1              # 3.6
    0.375   VISIT_COMPLETED   A0 -  4  -9.625
    10.3125 DISCHARGED        A1 H  0  10     # Thursday; ten working days later is Thursday, day 24, until day 25
    10.3125 EPISODE_CLOSED    A1 -  0
    10.3125 STABILITY_CHANGED A1 -  1
    15.25   VISIT_OPENED      A1              # 25 − 10 = 15, a Tuesday
    15.25   VISIT_STARTED     A1
    15.375  VISIT_COMPLETED   A1 -  4  -9.625
    31      MONTH_ENDED       clock
    """)


def test_case_management_goes_to_who_asked_first_and_is_given_up_when_stable() -> None:
    """One slot: A0's, unstable at the start, until day 21.375 (2.3)."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 2, community_workers = 1 }]
        relapse = { admission_by_grade = [0, 0, 0] }
        home = { visits = "on", improve_share = 1, case_slots_per_worker = 1 }
        """)
        .is_at_start("A0", "unstable")
        .visit_due("A0", 10.0)
        .visit_due("A1", 50.0)
        .relapse("A1", after=15.0, grade=0)
        .run()
    )
    assert [row[1:3] for row in log.laid_out if row[1] == "CASE_OPENED"] == [("CASE_OPENED", "A0")]
    log.check("""
    0.25   VISIT_OPENED      A0
    0.25   VISIT_STARTED     A0
    0.375  VISIT_COMPLETED   A0 -  4  -9.625
    0.375  STABILITY_CHANGED A0 -  1         # basically stable: the slot is kept; next deadline 30.375
    15     RELAPSED          A1 -  0
    15     STABILITY_CHANGED A1 -  2         # 2.3 asks for the slot
    15     HOME_TREATMENT    A1
    19.25  VISIT_OPENED      A1              # 15 + 14 − 10 = 19
    19.25  VISIT_STARTED     A1
    19.375 VISIT_COMPLETED   A1 -  4  -9.625 # in an episode: no better; next deadline 33.375
    20     EPISODE_CLOSED    A1 -  0
    20     STABILITY_CHANGED A1 -  1
    21.25  VISIT_OPENED      A0              # 30.375 − 10 = 20.375
    21.25  VISIT_STARTED     A0
    21.375 VISIT_COMPLETED   A0 -  4  -9
    21.375 STABILITY_CHANGED A0 -  0
    21.375 CASE_CLOSED       A0              # 2.3 grade below 3 and stable
    21.375 CASE_OPENED       A1
    24.25  VISIT_OPENED      A1              # 33.375 − 10 = 23.375
    24.25  VISIT_STARTED     A1
    24.375 VISIT_COMPLETED   A1 -  4  -9
    24.375 STABILITY_CHANGED A1 -  0
    24.375 CASE_CLOSED       A1
    31     MONTH_ENDED       clock
    """)


def test_an_admission_leaves_no_visit_overdue() -> None:
    """A0 and A1 miss a deadline in December. A0 is in hospital over the new year, A1 at home (3.6, 10.1)."""
    log = (
        stage("""
        horizon = { start = 2024-12-01, end = 2025-02-01 }
        regions = [{ name = "A", registered = 2, community_workers = 0 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        home = { visits = "on", grace_days = 0 }
        stay = { short = 60 }
        """)
        .visit_due("A0", 5.0)
        .visit_due("A1", 5.0)
        .relapse("A0", after=10.0, grade=3)
        .run()
    )
    log.check("""
    5   VISIT_MISSED      A0
    5   VISIT_MISSED      A1
    10  RELAPSED          A0 -  3
    10  STABILITY_CHANGED A0 -  2
    10  BED_REQUESTED     A0 -  0
    10  ADMITTED          A0 H
    31  MONTH_ENDED       clock
    62  MONTH_ENDED       clock -  0  1
    """)
    managed, standardised = (log.model.record.snapshot[:, 0, SNAPSHOTS.index(c)] for c in ("managed", "standardised"))
    assert managed.tolist() == [1, 1]
    assert standardised.tolist() == [0, 1]  # out of standard in December, in standard in January


def test_a_lost_person_stays_overdue_over_a_move() -> None:
    """Lost on day 2 and late on day 5; at the turn of the year, in B, A0 is out of standard as before (3.4, 8.2)."""
    log = (
        stage("""
        horizon = { start = 2024-12-01, end = 2025-02-01 }
        regions = [{ name = "A", registered = 1, community_workers = 1 }, { name = "B", community_workers = 1 }]
        home = { visits = "on", grace_days = 0, fail_share = 1, failures_to_loss = 1 }
        """)
        .visit_due("A0", 5.0)
        .moves("A0", after=10.0)
        .run()
    )
    assert [row[1] for row in log.rows if row[0] < 31] == [
        "VISIT_OPENED", "VISIT_STARTED", "VISIT_FAILED", "LOST_TO_FOLLOW_UP", "VISIT_MISSED", "MOVED"]  # fmt: skip
    (person,) = log.model.people
    assert person.lost and person.overdue
    assert person.flags & OUT_OF_STANDARD
