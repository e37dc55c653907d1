"""Moving within the city and beyond it, worked out by hand (rule 8.2). A city of two counties, A and B."""

from __future__ import annotations

from bench import stage

from model.care.recorder import CENSORED, GRANTED, WAIT_PLACE


def test_a_bed_request_keeps_its_time() -> None:
    """A1, waiting since day 2, moves to B on day 5 and stands before B1, who has waited there since day 3."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 2 }, { name = "B", registered = 2 }]
        hospitals = [{ name = "HA", region = "A", open_beds = 1 }, { name = "HB", region = "B", open_beds = 1 }]
        waiting_list = { cap = 2 }
        """)
        .relapse("B0", after=1.0, grade=3)
        .relapse("A0", after=1.5, grade=3)
        .relapse("A1", after=2.0, grade=0)
        .moves("A1", after=5.0)
        .relapse("B1", after=3.0, grade=0)
        .run()
    )
    log.check("""
    1    RELAPSED          B0 -   3
    1    STABILITY_CHANGED B0 -   2
    1    BED_REQUESTED     B0 -   0
    1    ADMITTED          B0 HB
    1.5  RELAPSED          A0 -   3
    1.5  STABILITY_CHANGED A0 -   2
    1.5  BED_REQUESTED     A0 -   0
    1.5  ADMITTED          A0 HA
    2    RELAPSED          A1 -   0
    2    STABILITY_CHANGED A1 -   2
    2    BED_REQUESTED     A1 -   3
    3    RELAPSED          B1 -   0
    3    STABILITY_CHANGED B1 -   2
    3    BED_REQUESTED     B1 -   3
    5    MOVED             A1 -   1         # to B; 8.2 uncapped: the list stays at two
    11   DISCHARGED        B0 HB  0  10
    11   EPISODE_CLOSED    B0 -   0
    11   STABILITY_CHANGED B0 -   1
    11   ADMITTED          A1 HB  3  9      # (elective, 2) before (elective, 3)
    11.5 DISCHARGED        A0 HA  0  10     # HA is no longer for A1 and never was for B1
    11.5 EPISODE_CLOSED    A0 -   0
    11.5 STABILITY_CHANGED A0 -   1
    21   DISCHARGED        A1 HB  0  10
    21   EPISODE_CLOSED    A1 -   0
    21   STABILITY_CHANGED A1 -   1
    21   ADMITTED          B1 HB  3  18
    31   MONTH_ENDED       clock
    """)


def test_overdue_overflow_holds_at_once_after_a_move() -> None:
    """Overflow after 4 days, so from day 6; A1 moves on day 8 and may still have the old county's bed on day 11."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 2 }, { name = "B", registered = 1 }]
        hospitals = [{ name = "HA", region = "A", open_beds = 1 }, { name = "HB", region = "B", open_beds = 1 }]
        waiting_list = { overflow = "after", overflow_days = 4 }
        stay = { long = 24 }
        """)
        .relapse("B0", after=0.5, grade=3)
        .long("B0")
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=2.0, grade=1)
        .moves("A1", after=8.0)
        .run()
    )
    log.check("""
    0.5  RELAPSED          B0 -   3
    0.5  STABILITY_CHANGED B0 -   2
    0.5  BED_REQUESTED     B0 -   0
    0.5  ADMITTED          B0 HB
    1    RELAPSED          A0 -   3
    1    STABILITY_CHANGED A0 -   2
    1    BED_REQUESTED     A0 -   0
    1    ADMITTED          A0 HA
    2    RELAPSED          A1 -   1
    2    STABILITY_CHANGED A1 -   2
    2    BED_REQUESTED     A1 -   3
    6    OVERFLOW_ALLOWED  A1               # HB too, which is full
    8    MOVED             A1 -   1
    11   DISCHARGED        A0 HA  0  10
    11   EPISODE_CLOSED    A0 -   0
    11   STABILITY_CHANGED A0 -   1
    11   ADMITTED          A1 HA  7  9      # 8.2 not 8 + 4; 3 elective + 4: outside the county A1 lives in now
    21   DISCHARGED        A1 HA  0  10
    21   EPISODE_CLOSED    A1 -   0
    21   STABILITY_CHANGED A1 -   1
    24.5 DISCHARGED        B0 HB  1  24
    24.5 EPISODE_CLOSED    B0 -   0
    24.5 STABILITY_CHANGED B0 -   1
    31   MONTH_ENDED       clock
    """)


def test_an_assessment_and_a_visit_are_asked_for_where_one_lives_now() -> None:
    """A1 waits for A's clinic and for A's team; in B both are idle."""
    log = (
        stage("""
        horizon = { end = 2024-01-04 }
        regions = [
            { name = "A", registered = 2, community_workers = 1 },
            { name = "B", registered = 0, community_workers = 1 },
        ]
        hospitals = [
            { name = "HA", region = "A", open_beds = 1, psychiatrists = 4 },
            { name = "HB", region = "B", open_beds = 1, psychiatrists = 4 },
        ]
        split = { joint_visits = 0 }
        relapse = { admission_by_grade = [0, 0, 0] }
        clinic = { assessment = "on" }
        home = { visits = "on" }
        """)
        .visit_due("A0", 11.0)
        .visit_due("A1", 11.0)
        .relapse("A0", after=1.26, grade=0)
        .relapse("A1", after=1.28125, grade=0)
        .moves("A1", after=1.3125)
        .run()
    )
    # Within 1e-9: 1.26 is no binary fraction.
    log.check(
        """
    1.25    VISIT_OPENED         A0
    1.25    VISIT_OPENED         A1
    1.25    VISIT_STARTED        A0
    1.26    RELAPSED             A0 -  0
    1.26    STABILITY_CHANGED    A0 -  2
    1.26    ASSESSMENT_REQUESTED A0
    1.26    ASSESSMENT_STARTED   A0
    1.28125 RELAPSED             A1 -  0
    1.28125 STABILITY_CHANGED    A1 -  2
    1.28125 ASSESSMENT_REQUESTED A1
    1.3125  MOVED                A1 -  1
    1.3125  VISIT_CANCELLED      A1
    1.3125  ASSESSMENT_STARTED   A1 -  0  0.03125  # 8.2 B's clinic is idle; the request time was kept
    1.375   VISIT_COMPLETED      A0 -  4  -9.625
    1.51    ASSESSED             A0 -  0
    1.51    HOME_TREATMENT       A0
    1.5625  ASSESSED             A1 -  0
    1.5625  HOME_TREATMENT       A1
    2.25    VISIT_OPENED         A1                # 8.2 a visit opens again there, at B's next opening
    2.25    VISIT_STARTED        A1
    2.375   VISIT_COMPLETED      A1 -  4  -8.625   # the deadline went along: 11
    3       MONTH_ENDED          clock
    """,
        tolerance=1e-9,
    )


def test_a_referral_keeps_its_time_and_a_client_applies_again() -> None:
    """A1 waits, A0 is a client; both move to B, whose place is B0's until day 21 and B1's next but for A1."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 2 }, { name = "B", registered = 2 }]
        institutions = [
            { name = "DA", region = "A", kind = "day", places = 1 },
            { name = "DB", region = "B", kind = "day", places = 1 },
        ]
        """)
        .offered("A0", after=1.0)
        .moves("A0", after=10.0)
        .offered("A1", after=2.0)
        .moves("A1", after=5.0)
        .offered("B0", after=1.0)
        .offered("B1", after=3.0)
        .run()
    )
    log.check("""
    1   REFERRAL_OFFERED       A0
    1   REFERRAL_ACCEPTED      A0 -  0
    1   PLACE_REQUESTED        A0 -  0
    1   INTAKE_STARTED         A0 DA
    1   REHABILITATION_STARTED A0 DA
    1   REFERRAL_OFFERED       B0
    1   REFERRAL_ACCEPTED      B0 -  0
    1   PLACE_REQUESTED        B0 -  0
    1   INTAKE_STARTED         B0 DB
    1   REHABILITATION_STARTED B0 DB
    2   REFERRAL_OFFERED       A1
    2   REFERRAL_ACCEPTED      A1 -  0
    2   PLACE_REQUESTED        A1 -  0
    3   REFERRAL_OFFERED       B1
    3   REFERRAL_ACCEPTED      B1 -  0
    3   PLACE_REQUESTED        B1 -  0
    5   MOVED                  A1 -  1
    10  MOVED                  A0 -  1
    10  REHABILITATION_ENDED   A0 DA 3
    10  PLACE_REQUESTED        A0 -  0      # 8.2 applies again, since day 10
    21  REHABILITATION_ENDED   B0 DB 0
    21  INTAKE_STARTED         A1 DB 0  19  # 8.2 since day 2, before B1 (3) and A0 (10)
    21  REHABILITATION_STARTED A1 DB
    31  MONTH_ENDED            clock
    """)


def test_leaving_the_city_ends_everything() -> None:
    """A1 leaves the list and the city; A0 cannot leave while in hospital, whose days do not count."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 3 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        """)
        .relapse("A0", after=1.0, grade=3)
        .leaves_city("A0", after=4.0)
        .relapse("A1", after=2.0, grade=3)
        .leaves_city("A1", after=5.0)
        .relapse("A2", after=3.0, grade=3)
        .run()
    )
    log.check("""
    1   RELAPSED          A0 -  3
    1   STABILITY_CHANGED A0 -  2
    1   BED_REQUESTED     A0 -  0
    1   ADMITTED          A0 H
    2   RELAPSED          A1 -  3
    2   STABILITY_CHANGED A1 -  2
    2   BED_REQUESTED     A1 -  0
    3   RELAPSED          A2 -  3
    3   STABILITY_CHANGED A2 -  2
    3   BED_REQUESTED     A2 -  0
    5   LEFT_CITY         A1
    11  DISCHARGED        A0 H  0  10
    11  EPISODE_CLOSED    A0 -  0
    11  STABILITY_CHANGED A0 -  1
    11  ADMITTED          A2 H  0  8
    14  LEFT_CITY         A0          # 8.2 one day before admission and three after discharge: four outside
    21  DISCHARGED        A2 H  0  10
    21  EPISODE_CLOSED    A2 -  0
    21  STABILITY_CHANGED A2 -  1
    31  MONTH_ENDED       clock
    """)


def test_a_move_into_a_free_bed_is_one_move() -> None:
    """A1 waits in A; B has a free bed, in which A1 lies from the instant of the move, and does not move on."""
    log = (
        stage("""
        horizon = { end = 2024-01-09 }
        regions = [{ name = "A", registered = 2 }, { name = "B", registered = 1 }]
        hospitals = [{ name = "HA", region = "A", open_beds = 1 }, { name = "HB", region = "B", open_beds = 1 }]
        """)
        .relapse("A0", after=1.0, grade=3)
        .relapse("A1", after=2.0, grade=0)
        .moves("A1", after=5.0)
        .run()
    )
    log.check("""
    1    RELAPSED          A0 -   3
    1    STABILITY_CHANGED A0 -   2
    1    BED_REQUESTED     A0 -   0
    1    ADMITTED          A0 HA
    2    RELAPSED          A1 -   0
    2    STABILITY_CHANGED A1 -   2
    2    BED_REQUESTED     A1 -   3
    5    MOVED             A1 -   1
    5    ADMITTED          A1 HB  3  3      # 8.2 the clock of moves has rung, and stands still in hospital
    8    MONTH_ENDED       clock
    """)


def test_a_move_during_an_intake_that_waits_to_the_same_institution() -> None:
    """B's people may use D too: A1's intake falls, and A1 is taken again, by the request time, in another place."""
    log = (
        stage("""
        horizon = { end = 2024-01-04 }
        regions = [{ name = "A", registered = 2 }, { name = "B", registered = 1 }]
        institutions = [{ name = "D", region = "A", kind = "day", places = 4, staff = 1 }]
        referral = { intake_hours = 6, neighbours = true }
        """)
        .offered("A0", after=1.0)
        .offered("A1", after=1.25)
        .moves("A1", after=1.375)
        .offered("B0", after=1.3125)
        .run()
    )
    log.check("""
    1      REFERRAL_OFFERED       A0
    1      REFERRAL_ACCEPTED      A0 -  0
    1      PLACE_REQUESTED        A0 -  0
    1      INTAKE_STARTED         A0 D  0          # from 1.25, when the team opens, to 1.5
    1.25   REFERRAL_OFFERED       A1
    1.25   REFERRAL_ACCEPTED      A1 -  0
    1.25   PLACE_REQUESTED        A1 -  0
    1.25   INTAKE_STARTED         A1 D  0          # holds the second place, waits for the team
    1.3125 REFERRAL_OFFERED       B0
    1.3125 REFERRAL_ACCEPTED      B0 -  0
    1.3125 PLACE_REQUESTED        B0 -  0
    1.3125 INTAKE_STARTED         B0 D  0          # the third
    1.375  MOVED                  A1 -  1
    1.375  INTAKE_STARTED         A1 D  0  0.125   # the fourth, before the second is given back; the time is kept
    1.5    REHABILITATION_STARTED A0 D
    1.75   REHABILITATION_STARTED A1 D             # so A1 stays before B0 with the team
    2.5    REHABILITATION_STARTED B0 D
    3      MONTH_ENDED            clock
    """)
    # 10.3 a wait is one of a request: of A0 and A1, B0's, all had at once; A1 waits on with the team, not for a place.
    waits = log.model.record.waits[WAIT_PLACE].sum(axis=(0, 1))
    assert waits[GRANTED].sum() == waits[GRANTED, 0] == 3
    assert waits[CENSORED].sum() == 0


def test_a_move_during_an_intake_into_a_free_bed() -> None:
    """A1 waits for a bed and, with a place held, for the intake; B has a free bed and a free place: the bed is had."""
    log = (
        stage("""
        horizon = { end = 2024-01-05 }
        regions = [{ name = "A", registered = 2 }, { name = "B", registered = 0 }]
        hospitals = [{ name = "HA", region = "A", open_beds = 0 }, { name = "HB", region = "B", open_beds = 1 }]
        institutions = [
            { name = "DA", region = "A", kind = "day", places = 1, staff = 1 },
            { name = "DB", region = "B", kind = "day", places = 1, staff = 1 },
        ]
        referral = { intake_hours = 6 }
        stay = { short = 2 }
        """)
        .offered("A1", after=1.0)
        .relapse("A1", after=1.125, grade=0)
        .moves("A1", after=1.1875)
        .offered("A0", after=1.0625)
        .run()
    )
    log.check("""
    1      REFERRAL_OFFERED       A1
    1      REFERRAL_ACCEPTED      A1 -  0
    1      PLACE_REQUESTED        A1 -  0
    1      INTAKE_STARTED         A1 DA 0
    1.0625 REFERRAL_OFFERED       A0
    1.0625 REFERRAL_ACCEPTED      A0 -  0
    1.0625 PLACE_REQUESTED        A0 -  0
    1.125  RELAPSED               A1 -  0
    1.125  STABILITY_CHANGED      A1 -  2
    1.125  BED_REQUESTED          A1 -  3
    1.1875 MOVED                  A1 -  1
    1.1875 ADMITTED               A1 HB 3  0.0625
    1.1875 INTAKE_STARTED         A0 DA 0  0.125   # the place given up; 1.4 in hospital A1 is passed over for DB's
    1.5    REHABILITATION_STARTED A0 DA
    3.1875 DISCHARGED             A1 HB 0  2
    3.1875 EPISODE_CLOSED         A1 -  0
    3.1875 STABILITY_CHANGED      A1 -  1
    3.1875 INTAKE_STARTED         A1 DB 0  2.1875  # 1.4 tried again at discharge, the request of day 1
    3.5    REHABILITATION_STARTED A1 DB
    4      MONTH_ENDED            clock
    """)
