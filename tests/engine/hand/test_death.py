"""Death wherever somebody may be, worked out by hand (rule 8.1).

A death ends any wait at once; a service that has begun runs out its time; a bed goes to turnover; a place is freed.
"""

from __future__ import annotations

from bench import stage


def test_death_before_and_during_an_assessment() -> None:
    """One server, 3 hours an assessment (0.125 d): A1 dies waiting, A3 while being assessed."""
    log = (
        stage("""
        horizon = { end = 2024-01-04 }
        regions = [{ name = "A", registered = 4 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1, psychiatrists = 4 }]
        relapse = { admission_by_grade = [0, 0, 0] }
        clinic = { assessment = "on", intake_hours = 3 }
        """)
        .relapse("A0", after=1.25, grade=0)
        .relapse("A1", after=1.28125, grade=0)
        .dies("A1", at=1.3125)
        .relapse("A3", after=1.296875, grade=0)
        .dies("A3", at=1.4375)
        .relapse("A2", after=1.46875, grade=0)
        .run()
    )
    log.check("""
    1.25     RELAPSED             A0 -  0
    1.25     STABILITY_CHANGED    A0 -  2
    1.25     ASSESSMENT_REQUESTED A0
    1.25     ASSESSMENT_STARTED   A0 -  0  0
    1.28125  RELAPSED             A1 -  0
    1.28125  STABILITY_CHANGED    A1 -  2
    1.28125  ASSESSMENT_REQUESTED A1
    1.296875 RELAPSED             A3 -  0
    1.296875 STABILITY_CHANGED    A3 -  2
    1.296875 ASSESSMENT_REQUESTED A3
    1.3125   DIED                 A1             # off the queue
    1.375    ASSESSED             A0 -  0
    1.375    HOME_TREATMENT       A0
    1.375    ASSESSMENT_STARTED   A3 -  0  0.078125
    1.4375   DIED                 A3
    1.46875  RELAPSED             A2 -  0
    1.46875  STABILITY_CHANGED    A2 -  2
    1.46875  ASSESSMENT_REQUESTED A2
    1.5      ASSESSMENT_STARTED   A2 -  0  0.03125  # 8.1 A3's assessment ran out its time
    1.625    ASSESSED             A2 -  0
    1.625    HOME_TREATMENT       A2
    3        MONTH_ENDED          clock
    """)


def test_death_before_and_during_a_visit() -> None:
    """One worker, 3 hours a visit: A0 dies during the visit, A1 while waiting for one."""
    log = (
        stage("""
        horizon = { end = 2024-01-03 }
        regions = [{ name = "A", registered = 3, community_workers = 1 }]
        home = { visits = "on" }
        """)
        .visit_due("A0", 10.0)
        .dies("A0", at=0.3125)
        .visit_due("A1", 10.0)
        .dies("A1", at=0.28125)
        .visit_due("A2", 10.0)
        .run()
    )
    log.check("""
    0.25    VISIT_OPENED    A0
    0.25    VISIT_OPENED    A1
    0.25    VISIT_OPENED    A2
    0.25    VISIT_STARTED   A0
    0.28125 DIED            A1
    0.28125 VISIT_CANCELLED A1
    0.3125  DIED            A0
    0.375   VISIT_STARTED   A2 -  0  0.125   # 8.1 A0's visit ran out its time; it was not completed
    0.5     VISIT_COMPLETED A2 -  4  -9.5    # 4: reported regular; 9.5 days before the deadline
    2       MONTH_ENDED     clock
    """)


def test_death_on_the_bed_list_and_in_a_blocked_bed() -> None:
    """A0 waits in hospital for a supported place that A4 has, A2 dies waiting for a bed; turnover 6 hours."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 5 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        institutions = [{ name = "S", region = "A", kind = "supported", places = 1 }]
        stay = { long = 4, supported_need_share = 1, turnover = 0.25 }
        referral = { day_share = 0, supported_share = 1 }
        rehabilitation = { stay = 10 }
        """)
        .offered("A4", after=0.5)
        .relapse("A0", after=1.0, grade=3)
        .long("A0")
        .dies("A0", at=7.0)
        .relapse("A2", after=2.0, grade=3)
        .dies("A2", at=6.0)
        .relapse("A3", after=3.0, grade=3)
        .run()
    )
    log.check("""
    0.5   REFERRAL_OFFERED       A4
    0.5   REFERRAL_ACCEPTED      A4    -  1
    0.5   PLACE_REQUESTED        A4    -  1
    0.5   INTAKE_STARTED         A4    S  1  0
    0.5   REHABILITATION_STARTED A4    S  1
    1     RELAPSED               A0    -  3
    1     STABILITY_CHANGED      A0    -  2
    1     BED_REQUESTED          A0    -  0
    1     ADMITTED               A0    H  0  0
    2     RELAPSED               A2    -  3
    2     STABILITY_CHANGED      A2    -  2
    2     BED_REQUESTED          A2    -  0
    3     RELAPSED               A3    -  3
    3     STABILITY_CHANGED      A3    -  2
    3     BED_REQUESTED          A3    -  0
    5     BLOCKED                A0    H
    5     PLACE_REQUESTED        A0    -  1
    6     DIED                   A2             # 8.1 off the list
    7     DIED                   A0
    7     DISCHARGED             A0    H  9  6  # 1 a long stay + 8 died
    7.25  BED_FREED              bed/H H        # 8.1 to turnover
    7.25  ADMITTED               A3    H  0  4.25
    10.5  REHABILITATION_ENDED   A4    S  0     # and A0's request is gone
    17.25 DISCHARGED             A3    H  0  10
    17.25 EPISODE_CLOSED         A3    -  0
    17.25 STABILITY_CHANGED      A3    -  1
    17.5  BED_FREED              bed/H H
    31    MONTH_ENDED            clock
    """)


def test_death_on_the_way_to_a_place_and_in_it() -> None:
    """One place, 6 hours of intake by one worker, 2 days of processing.

    A0 dies in the intake, A1 as a client, A2 waiting for the place, A3 during processing; A4 gets it in the end.
    """
    log = (
        stage("""
        regions = [{ name = "A", registered = 5 }]
        institutions = [{ name = "D", region = "A", kind = "day", places = 1, staff = 1 }]
        referral = { processing = 2, intake_hours = 6 }
        """)
        .offered("A0", after=1.25)
        .dies("A0", at=3.375)
        .offered("A1", after=1.3125)
        .dies("A1", at=5.0)
        .offered("A2", after=1.5)
        .dies("A2", at=4.0)
        .offered("A3", after=1.75)
        .dies("A3", at=2.75)
        .offered("A4", after=2.0)
        .run()
    )
    log.check("""
    1.25   REFERRAL_OFFERED       A0
    1.25   REFERRAL_ACCEPTED      A0 -  0
    1.3125 REFERRAL_OFFERED       A1
    1.3125 REFERRAL_ACCEPTED      A1 -  0
    1.5    REFERRAL_OFFERED       A2
    1.5    REFERRAL_ACCEPTED      A2 -  0
    1.75   REFERRAL_OFFERED       A3
    1.75   REFERRAL_ACCEPTED      A3 -  0
    2      REFERRAL_OFFERED       A4
    2      REFERRAL_ACCEPTED      A4 -  0
    2.75   DIED                   A3             # in processing: nothing at 3.75
    3.25   PLACE_REQUESTED        A0 -  0
    3.25   INTAKE_STARTED         A0 D  0  2     # until 3.5
    3.3125 PLACE_REQUESTED        A1 -  0
    3.375  DIED                   A0
    3.375  INTAKE_STARTED         A1 D  0  2.0625  # 8.1 the place is freed at once …
    3.5    PLACE_REQUESTED        A2 -  0
    3.75   REHABILITATION_STARTED A1 D  0        # … and the team busy until 3.5: 3.5 + 0.25
    4      DIED                   A2             # 1.2 death comes before the end of processing
    4      PLACE_REQUESTED        A4 -  0
    5      DIED                   A1
    5      REHABILITATION_ENDED   A1 D  3        # 3: died, moved or left
    5      INTAKE_STARTED         A4 D  0  3
    5.5    REHABILITATION_STARTED A4 D  0        # at midnight: 5.25 + 0.25
    25.5   REHABILITATION_ENDED   A4 D  0
    31     MONTH_ENDED            clock
    """)


def test_death_in_hospital_frees_the_bed_and_the_place_held() -> None:
    """A0 relapses in rehabilitation and dies in hospital within the hold; A1 wants the place, A2 the bed."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 3 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        institutions = [{ name = "D", region = "A", kind = "day", places = 1 }]
        rehabilitation = { hold_days = 20 }
        """)
        .offered("A0", after=1.0)
        .offered("A1", after=2.0)
        .relapse("A0", after=5.0, grade=3)
        .relapse("A2", after=6.0, grade=3)
        .dies("A0", at=8.0)
        .run()
    )
    log.check("""
    1   REFERRAL_OFFERED       A0
    1   REFERRAL_ACCEPTED      A0 -  0
    1   PLACE_REQUESTED        A0 -  0
    1   INTAKE_STARTED         A0 D  0  0
    1   REHABILITATION_STARTED A0 D  0
    2   REFERRAL_OFFERED       A1
    2   REFERRAL_ACCEPTED      A1 -  0
    2   PLACE_REQUESTED        A1 -  0
    5   RELAPSED               A0 -  3
    5   STABILITY_CHANGED      A0 -  2
    5   PLACE_HELD             A0 D
    5   BED_REQUESTED          A0 -  0
    5   ADMITTED               A0 H  0  0
    6   RELAPSED               A2 -  3
    6   STABILITY_CHANGED      A2 -  2
    6   BED_REQUESTED          A2 -  0
    8   DIED                   A0
    8   REHABILITATION_ENDED   A0 D  3        # 1.3 the place, then the bed
    8   INTAKE_STARTED         A1 D  0  6
    8   DISCHARGED             A0 H  8  3
    8   ADMITTED               A2 H  0  2
    8   REHABILITATION_STARTED A1 D  0        # the agenda, first in first out, when all of A0's is done
    18  DISCHARGED             A2 H  0  10
    18  EPISODE_CLOSED         A2 -  0
    18  STABILITY_CHANGED      A2 -  1
    28  REHABILITATION_ENDED   A1 D  0
    31  MONTH_ENDED            clock
    """)
