"""The city's waiting list and its beds, worked out by hand (rules 5.1 to 5.6, 1.2, 8.2)."""

from __future__ import annotations

import math

import pytest
from bench import stage

from model.care import draws, events, purposes
from model.care import recorder as levels

ONE_BED = """
regions = [{ name = "A", registered = 6 }]
hospitals = [{ name = "H", region = "A", open_beds = 1 }]
"""


def test_overflow_after_a_wait() -> None:
    """A1 and A2 wait a week for their own county's bed before the neighbour's beds are theirs to ask for."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 3 }, { name = "B", registered = 2 }]
        hospitals = [{ name = "HA", region = "A", open_beds = 1 }, { name = "HB", region = "B", open_beds = 2 }]
        waiting_list = { overflow = "after", overflow_days = 7 }
        stay = { short = 20 }
        """)
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=2.0, grade=3)
        .relapse("B0", after=3.0, grade=3)
        .relapse("A2", after=4.0, grade=3)
        .relapse("B1", after=12.0, grade=3)
        .run()
    )
    log.check("""
    1   RELAPSED          A0  -   3
    1   STABILITY_CHANGED A0  -   2
    1   BED_REQUESTED     A0  -   0        # 4.2 grade 3: straight to a bed request
    1   ADMITTED          A0  HA  0   0
    2   RELAPSED          A1  -   3
    2   STABILITY_CHANGED A1  -   2
    2   BED_REQUESTED     A1  -   0        # 5.3 HA is full; HB has two free beds and is not A1's yet
    3   RELAPSED          B0  -   3
    3   STABILITY_CHANGED B0  -   2
    3   BED_REQUESTED     B0  -   0
    3   ADMITTED          B0  HB  0   0    # 5.3 A1 is ahead, but not eligible for HB
    4   RELAPSED          A2  -   3
    4   STABILITY_CHANGED A2  -   2
    4   BED_REQUESTED     A2  -   0
    9   OVERFLOW_ALLOWED  A1               # 5.3 2 + 7
    9   ADMITTED          A1  HB  4   7    # outside the own county: class 0 + 4
    11  OVERFLOW_ALLOWED  A2               # 5.3 4 + 7; HB is full now
    12  RELAPSED          B1  -   3
    12  STABILITY_CHANGED B1  -   2
    12  BED_REQUESTED     B1  -   0        # behind A2 on both counts
    19  OVERFLOW_ALLOWED  B1               # 5.3 12 + 7: HA too
    21  DISCHARGED        A0  HA  0   20
    21  EPISODE_CLOSED    A0  -   0        # 4.4
    21  STABILITY_CHANGED A0  -   1        # 3.1
    21  ADMITTED          A2  HA  0   17   # 5.3 A2 and B1 may both have HA: the request time decides
    23  DISCHARGED        B0  HB  0   20
    23  EPISODE_CLOSED    B0  -   0
    23  STABILITY_CHANGED B0  -   1
    23  ADMITTED          B1  HB  0   11
    29  DISCHARGED        A1  HB  0   20
    29  EPISODE_CLOSED    A1  -   0
    29  STABILITY_CHANGED A1  -   1
    31  MONTH_ENDED       clock
    """)


def test_ageing_keeps_the_request_time_and_stops_below_emergency() -> None:
    """Ageing every 5 days; the log's class of an admission is the class asked for."""
    log = (
        stage(
            ONE_BED
            + """
        horizon = { end = 2024-02-11 }
        waiting_list = { ageing_days = 5 }
        """
        )
        .relapse("A0", after=1.0, grade=3)
        .relapse("A3", after=2.0, grade=0)
        .relapse("A2", after=3.0, grade=2)
        .relapse("A1", after=6.0, grade=2)
        .relapse("A4", after=20.0, grade=3)
        .run()
    )
    log.check("""
    1   RELAPSED          A0  -  3
    1   STABILITY_CHANGED A0  -  2
    1   BED_REQUESTED     A0  -  0
    1   ADMITTED          A0  H  0  0
    2   RELAPSED          A3  -  0
    2   STABILITY_CHANGED A3  -  2
    2   BED_REQUESTED     A3  -  3        # elective
    3   RELAPSED          A2  -  2
    3   STABILITY_CHANGED A2  -  2
    3   BED_REQUESTED     A2  -  2        # urgent
    6   RELAPSED          A1  -  2
    6   STABILITY_CHANGED A1  -  2
    6   BED_REQUESTED     A1  -  2
    7   CLASS_RAISED      A3  -  2        # 5.2 2 + 5: urgent
    8   CLASS_RAISED      A2  -  1        # 5.2 3 + 5: green, the last class below emergency
    11  DISCHARGED        A0  H  0  10    # 1.2 the end of a stay comes before ageing of the same instant
    11  EPISODE_CLOSED    A0  -  0
    11  STABILITY_CHANGED A0  -  1
    11  ADMITTED          A2  H  2  8     # 5.2 (1, 3) before (2, 2) and (2, 6)
    11  CLASS_RAISED      A1  -  1        # 6 + 5
    12  CLASS_RAISED      A3  -  1        # 2 + 2 × 5; at 17 nothing more
    20  RELAPSED          A4  -  3
    20  STABILITY_CHANGED A4  -  2
    20  BED_REQUESTED     A4  -  0
    21  DISCHARGED        A2  H  0  10
    21  EPISODE_CLOSED    A2  -  0
    21  STABILITY_CHANGED A2  -  1
    21  ADMITTED          A4  H  0  1     # 5.2 an emergency comes before whoever has aged
    31  MONTH_ENDED       clock           # 1.2 before the end of a stay of the same instant
    31  DISCHARGED        A4  H  0  10
    31  EPISODE_CLOSED    A4  -  0
    31  STABILITY_CHANGED A4  -  1
    31  ADMITTED          A3  H  3  29    # 5.2 (1, 2) before (1, 6): the request time was kept
    41  MONTH_ENDED       clock - 0  1    # 1.2 at the end only the month end: A3 stays in
    """)


def test_a_capped_list_turns_away_all_but_emergencies() -> None:
    """A list of at most one."""
    log = (
        stage(ONE_BED + "waiting_list = { cap = 1 }")
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=2.0, grade=0)
        .relapse("A2", after=3.0, grade=2)
        .relapse("A3", after=4.0, grade=3)
        .relapse("A4", after=12.0, grade=0)
        .relapse("A5", after=22.0, grade=0)
        .run()
    )
    log.check("""
    1   RELAPSED          A0  -  3
    1   STABILITY_CHANGED A0  -  2
    1   BED_REQUESTED     A0  -  0
    1   ADMITTED          A0  H  0  0
    2   RELAPSED          A1  -  0
    2   STABILITY_CHANGED A1  -  2
    2   BED_REQUESTED     A1  -  3       # the first on the list
    3   RELAPSED          A2  -  2
    3   STABILITY_CHANGED A2  -  2
    3   BED_REQUESTED     A2  -  2
    3   TURNED_AWAY       A2  -  2       # 5.4 the list is full
    3   HOME_TREATMENT    A2             # 4.4 a home-treatment time after being turned away
    4   RELAPSED          A3  -  3
    4   STABILITY_CHANGED A3  -  2
    4   BED_REQUESTED     A3  -  0       # 5.4 exempt: two on the list now
    8   EPISODE_CLOSED    A2  -  0       # 4.4 3 + 5
    8   STABILITY_CHANGED A2  -  1
    11  DISCHARGED        A0  H  0  10
    11  EPISODE_CLOSED    A0  -  0
    11  STABILITY_CHANGED A0  -  1
    11  ADMITTED          A3  H  0  7    # 5.2
    12  RELAPSED          A4  -  0
    12  STABILITY_CHANGED A4  -  2
    12  BED_REQUESTED     A4  -  3
    12  TURNED_AWAY       A4  -  3       # 5.4 A1 is still on the list
    12  HOME_TREATMENT    A4
    17  EPISODE_CLOSED    A4  -  0
    17  STABILITY_CHANGED A4  -  1
    21  DISCHARGED        A3  H  0  10
    21  EPISODE_CLOSED    A3  -  0
    21  STABILITY_CHANGED A3  -  1
    21  ADMITTED          A1  H  3  19
    22  RELAPSED          A5  -  0
    22  STABILITY_CHANGED A5  -  2
    22  BED_REQUESTED     A5  -  3       # the list is empty: A5 waits
    31  MONTH_ENDED       clock
    """)


def test_a_cap_turns_away_who_would_have_to_wait_and_nobody_else() -> None:
    """No list at all (5.4). Decided: who finds a free bed needs no list, so is not turned away."""
    log = (
        stage(ONE_BED + "waiting_list = { cap = 0 }")
        .relapse("A0", after=1.0, grade=0)
        .relapse("A1", after=2.0, grade=0)
        .relapse("A2", after=9.0, grade=3)
        .run()
    )
    log.check("""
    1   RELAPSED          A0  -  0
    1   STABILITY_CHANGED A0  -  2
    1   BED_REQUESTED     A0  -  3
    1   ADMITTED          A0  H  3  0    # 5.3 before 5.4
    2   RELAPSED          A1  -  0
    2   STABILITY_CHANGED A1  -  2
    2   BED_REQUESTED     A1  -  3
    2   TURNED_AWAY       A1  -  3       # 5.4
    2   HOME_TREATMENT    A1
    7   EPISODE_CLOSED    A1  -  0
    7   STABILITY_CHANGED A1  -  1
    9   RELAPSED          A2  -  3
    9   STABILITY_CHANGED A2  -  2
    9   BED_REQUESTED     A2  -  0       # 5.4 exempt
    11  DISCHARGED        A0  H  0  10
    11  EPISODE_CLOSED    A0  -  0
    11  STABILITY_CHANGED A0  -  1
    11  ADMITTED          A2  H  0  2
    21  DISCHARGED        A2  H  0  10
    21  EPISODE_CLOSED    A2  -  0
    21  STABILITY_CHANGED A2  -  1
    31  MONTH_ENDED       clock
    """)


def test_beds_cut_below_occupancy() -> None:
    """Three patients, one bed left: nobody is put out, nobody comes in until all three have gone (5.5)."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 5 }]
        [[hospitals]]
        name = "H"
        region = "A"
        open_beds = { first = 3, steps = [{ date = 2024-01-11, value = 1 }, { date = 2024-01-26, value = 2 }] }
        """)
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=5.0, grade=3)
        .relapse("A2", after=8.0, grade=3)
        .relapse("A3", after=10.5, grade=3)
        .relapse("A4", after=20.0, grade=3)
        .run()
    )
    log.check("""
    1     RELAPSED             A0  -  3
    1     STABILITY_CHANGED    A0  -  2
    1     BED_REQUESTED        A0  -  0
    1     ADMITTED             A0  H  0  0
    5     RELAPSED             A1  -  3
    5     STABILITY_CHANGED    A1  -  2
    5     BED_REQUESTED        A1  -  0
    5     ADMITTED             A1  H  0  0
    8     RELAPSED             A2  -  3
    8     STABILITY_CHANGED    A2  -  2
    8     BED_REQUESTED        A2  -  0
    8     ADMITTED             A2  H  0  0
    10    STAFFED_BEDS_CHANGED H   H  0  1    # 5.1 open beds bind (0): one
    10.5  RELAPSED             A3  -  3
    10.5  STABILITY_CHANGED    A3  -  2
    10.5  BED_REQUESTED        A3  -  0       # 5.5 three patients, one bed
    11    DISCHARGED           A0  H  0  10
    11    EPISODE_CLOSED       A0  -  0
    11    STABILITY_CHANGED    A0  -  1       # 5.5 two patients, one bed
    15    DISCHARGED           A1  H  0  10
    15    EPISODE_CLOSED       A1  -  0
    15    STABILITY_CHANGED    A1  -  1       # 5.5 one patient, one bed
    18    DISCHARGED           A2  H  0  10
    18    EPISODE_CLOSED       A2  -  0
    18    STABILITY_CHANGED    A2  -  1
    18    ADMITTED             A3  H  0  7.5  # 5.5 nobody in it any more
    20    RELAPSED             A4  -  3
    20    STABILITY_CHANGED    A4  -  2
    20    BED_REQUESTED        A4  -  0
    25    STAFFED_BEDS_CHANGED H   H  0  2
    25    ADMITTED             A4  H  0  5    # 1.3 no free staffed bed beside an eligible waiter
    28    DISCHARGED           A3  H  0  10
    28    EPISODE_CLOSED       A3  -  0
    28    STABILITY_CHANGED    A3  -  1
    31    MONTH_ENDED          clock
    """)


def test_december_is_closed_before_januarys_beds_open() -> None:
    """The bed of 1 January admits at the very instant December ends, and counts in January alone (1.2)."""
    log = (
        stage("""
        horizon = { start = 2024-12-01, end = 2025-01-11 }
        regions = [{ name = "A", registered = 2 }]
        stay = { short = 40 }
        [[hospitals]]
        name = "H"
        region = "A"
        open_beds = { first = 1, steps = [{ date = 2025-01-01, value = 2 }] }
        """)
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=2.0, grade=3)
        .run()
    )
    log.check("""
    1   RELAPSED             A0    -  3
    1   STABILITY_CHANGED    A0    -  2
    1   BED_REQUESTED        A0    -  0
    1   ADMITTED             A0    H  0  0
    2   RELAPSED             A1    -  3
    2   STABILITY_CHANGED    A1    -  2
    2   BED_REQUESTED        A1    -  0
    31  MONTH_ENDED          clock -  0  0    # 1.2 month end before changes of capacity
    31  STAFFED_BEDS_CHANGED H     H  0  2
    31  ADMITTED             A1    H  0  29
    41  MONTH_ENDED          clock -  0  1    # 1.2 A0's stay would end now
    """)
    record = log.model.record
    staffed = levels.STAFF_COLUMNS.index("staffed_beds")
    assert record.staff[:, 0, staffed].tolist() == [1.0, 2.0]
    assert record.integral[:, levels.STAFFED, 0].tolist() == [31.0, 20.0]  # bed-days: 31 × 1, 10 × 2
    assert record.integral[:, levels.OCCUPIED, 0].tolist() == [30.0, 20.0]  # A0 from day 1; both, 10 days
    assert record.integral[:, levels.WAITING_BED, 0].tolist() == [29.0, 0.0]


def test_turnover_keeps_a_bed_that_nobody_lies_in() -> None:
    """Six hours of turnover after a discharge and after a death (5.5, 5.7, 8.1)."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 4 }]
        hospitals = [{ name = "H", region = "A", open_beds = 2 }]
        stay = { turnover = 0.25 }
        """)
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=1.5, grade=3)
        .relapse("A2", after=2.0, grade=3)
        .relapse("A3", after=11.125, grade=3)
        .dies("A1", at=5.0)
        .run()
    )
    log.check("""
    1      RELAPSED          A0    -  3
    1      STABILITY_CHANGED A0    -  2
    1      BED_REQUESTED     A0    -  0
    1      ADMITTED          A0    H  0  0
    1.5    RELAPSED          A1    -  3
    1.5    STABILITY_CHANGED A1    -  2
    1.5    BED_REQUESTED     A1    -  0
    1.5    ADMITTED          A1    H  0  0
    2      RELAPSED          A2    -  3
    2      STABILITY_CHANGED A2    -  2
    2      BED_REQUESTED     A2    -  0
    5      DIED              A1
    5      DISCHARGED        A1    H  8  3.5    # 8: died
    5.25   BED_FREED         bed/H H            # 8.1 to turnover
    5.25   ADMITTED          A2    H  0  3.25
    11     DISCHARGED        A0    H  0  10
    11     EPISODE_CLOSED    A0    -  0
    11     STABILITY_CHANGED A0    -  1
    11.125 RELAPSED          A3    -  3
    11.125 STABILITY_CHANGED A3    -  2
    11.125 BED_REQUESTED     A3    -  0         # 5.5 one patient + one in turnover ≥ 2
    11.25  BED_FREED         bed/H H
    11.25  ADMITTED          A3    H  0  0.125
    15.25  DISCHARGED        A2    H  0  10
    15.25  EPISODE_CLOSED    A2    -  0
    15.25  STABILITY_CHANGED A2    -  1
    15.5   BED_FREED         bed/H H
    21.25  DISCHARGED        A3    H  0  10
    21.25  EPISODE_CLOSED    A3    -  0
    21.25  STABILITY_CHANGED A3    -  1
    21.5   BED_FREED         bed/H H
    31     MONTH_ENDED       clock
    """)


def test_patience_ends_before_a_bed_is_free() -> None:
    """A1's patience is half the mean of 8 days (5.6); afterwards treatment at home (4.4)."""
    log = (
        stage(ONE_BED + "waiting_list = { patience_elective_days = 8 }")
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=2.0, grade=0)
        .draw("A1", purposes.PATIENCE, 1, -math.expm1(-0.5))
        .run()
    )
    # Within 1e-9: the exponential of the staged draw and its logarithm do not undo each other exactly.
    log.check(
        """
    1   RELAPSED          A0  -  3
    1   STABILITY_CHANGED A0  -  2
    1   BED_REQUESTED     A0  -  0
    1   ADMITTED          A0  H  0  0
    2   RELAPSED          A1  -  0
    2   STABILITY_CHANGED A1  -  2
    2   BED_REQUESTED     A1  -  3
    6   LEFT_LIST         A1  -  3  4   # 5.6 2 + 0.5 × 8
    6   HOME_TREATMENT    A1
    11  DISCHARGED        A0  H  0  10  # 1.2 same kind, same instant: A0 before A1
    11  EPISODE_CLOSED    A0  -  0
    11  STABILITY_CHANGED A0  -  1
    11  EPISODE_CLOSED    A1  -  0      # 4.4 6 + 5
    11  STABILITY_CHANGED A1  -  1
    31  MONTH_ENDED       clock
    """,
        tolerance=1e-9,
    )


def test_the_census_of_the_first_day_leaves_in_time() -> None:
    """Both beds taken at the start: stays of 10 days met at their middle end on day 5 (5.8)."""
    log = (
        stage("""
        empty_start = false
        regions = [{ name = "A", registered = 3 }]
        hospitals = [{ name = "H", region = "A", open_beds = 2 }]
        stay = { start_occupancy = 1, start_inpatients_share = 1, long_share = 0 }
        """)
        .draw("A0", purposes.START_REMAINING, 0, 0.75)
        .relapse("A2", after=1.0, grade=3)
        .run()
    )
    log.check("""
    1    RELAPSED          A2  -  3
    1    STABILITY_CHANGED A2  -  2
    1    BED_REQUESTED     A2  -  0
    5    DISCHARGED        A1  H  16  10   # 16: the stay began before the start, 5 days ago
    5    EPISODE_CLOSED    A1  -  0
    5    STABILITY_CHANGED A1  -  1
    5    ADMITTED          A2  H  0   4
    7.5  DISCHARGED        A0  H  16  10   # 2.5 days ago
    7.5  EPISODE_CLOSED    A0  -  0
    7.5  STABILITY_CHANGED A0  -  1
    15   DISCHARGED        A2  H  0   10
    15   EPISODE_CLOSED    A2  -  0
    15   STABILITY_CHANGED A2  -  1
    31   MONTH_ENDED       clock
    """)


def test_patience_at_a_later_stage_is_a_draw_of_its_own() -> None:
    """c0 comes on day 6.93, is half a day in the clinic, and gives up after 10 × 0.1 days, by the draw of stage 1."""
    c0 = int(draws.pack_identity(events.CLASS_STREAM, 0, 0))
    log = (
        stage("""
        horizon = { end = 2024-01-13 }
        regions = [{ name = "A", registered = 0 }]
        hospitals = [{ name = "H", region = "A", open_beds = 0 }]
        [[classes]]
        name = "c"
        arrivals_per_day = 0.1
        patience_days = 10
        entry = "clinic"
        stages = [
            { at = "clinic", service = 12, next = [{ to = "hospital", probability = 1 }] },
            { at = "hospital", service = 1 },
        ]
        """)
        .draw(c0, purposes.PATIENCE, 1, 1.0 - math.exp(-0.1))
        .run()
    )
    arrives = 10.0 * math.log(2.0)
    (left,) = [row for row in log.rows if row[1] == "LEFT_LIST"]
    assert left[0] == pytest.approx(arrives + 0.5 + 1.0)
