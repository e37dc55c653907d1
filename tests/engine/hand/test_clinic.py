"""Assessment in working hours, worked out by hand (rules 1.6, 4.2, 4.3).

Four psychiatrists give a quarter of their time to the clinic: one server, 6:00 to 18:00 (0.25 to 0.75). An assessment
takes 6 hours (0.25 d); nobody below grade 3 asks for admission.
"""

from __future__ import annotations

from bench import stage

PLAN = """
regions = [{ name = "A", registered = 3 }]
hospitals = [{ name = "H", region = "A", open_beds = 1, psychiatrists = 4 }]
relapse = { admission_by_grade = [0, 0, 0] }
"""


def test_work_carries_over_the_weekend_and_an_emergency_goes_first_at_the_next_opening() -> None:
    """Friday is day 4, Monday day 7. On Monday: the rest of A0's, the emergency's six hours, then A1."""
    log = (
        stage(
            PLAN
            + """
        horizon = { end = 2024-01-12 }
        clinic = { assessment = "on", hours = { working_days = ["mon", "tue", "wed", "thu", "fri"] } }
        """
        )
        .relapse("A0", after=4.625, grade=1)
        .relapse("A1", after=5.0, grade=2)
        .relapse("A2", after=6.0, grade=3)
        .run()
    )
    log.check("""
    4.625 RELAPSED             A0 -  1           # Friday, 15:00
    4.625 STABILITY_CHANGED    A0 -  2
    4.625 ASSESSMENT_REQUESTED A0
    4.625 ASSESSMENT_STARTED   A0 -  0  0        # until 18:00: 0.125 of 0.25
    5     RELAPSED             A1 -  2           # Saturday
    5     STABILITY_CHANGED    A1 -  2
    5     ASSESSMENT_REQUESTED A1                # 1.6 nothing starts outside the hours
    6     RELAPSED             A2 -  3           # Sunday
    6     STABILITY_CHANGED    A2 -  2
    6     ASSESSED             A2 -  3           # 1.6 at once, at any hour
    6     BED_REQUESTED        A2 -  0
    6     ADMITTED             A2 H  0  0
    7.375 ASSESSED             A0 -  0           # 1.6 unfinished work first: 7.25 + 0.125
    7.375 HOME_TREATMENT       A0
    7.625 ASSESSMENT_STARTED   A1 -  0  2.625    # 1.6 after the emergency's work, 7.375 + 0.25
    8.375 ASSESSED             A1 -  0           # 0.125 until 18:00, 0.125 from 8.25
    8.375 HOME_TREATMENT       A1
    11    MONTH_ENDED          clock
    """)


def test_an_emergency_in_opening_hours_goes_before_whoever_waits() -> None:
    """Decided: while the clinic is open, its next opening is now; the emergency's work is next in line."""
    log = (
        stage(
            PLAN
            + """
        horizon = { end = 2024-01-04 }
        clinic = { assessment = "on" }
        """
        )
        .relapse("A0", after=1.25, grade=1)
        .relapse("A1", after=1.3125, grade=1)
        .relapse("A2", after=1.375, grade=5)
        .run()
    )
    log.check("""
    1.25   RELAPSED             A0 -  1
    1.25   STABILITY_CHANGED    A0 -  2
    1.25   ASSESSMENT_REQUESTED A0
    1.25   ASSESSMENT_STARTED   A0 -  0  0
    1.3125 RELAPSED             A1 -  1
    1.3125 STABILITY_CHANGED    A1 -  2
    1.3125 ASSESSMENT_REQUESTED A1
    1.375  RELAPSED             A2 -  5
    1.375  STABILITY_CHANGED    A2 -  2
    1.375  ASSESSED             A2 -  3
    1.375  BED_REQUESTED        A2 -  0
    1.375  ADMITTED             A2 H  0  0
    1.5    ASSESSED             A0 -  0          # 1.25 + 0.25
    1.5    HOME_TREATMENT       A0
    2.25   ASSESSMENT_STARTED   A1 -  0  0.9375  # the emergency's work takes 1.5 to 1.75, closing time
    2.5    ASSESSED             A1 -  0
    2.5    HOME_TREATMENT       A1
    3      MONTH_ENDED          clock
    """)


def test_half_a_psychiatrist_is_one_server_for_half_the_hours() -> None:
    """Two psychiatrists × a quarter of their time: 0.5, so one server from 6:00 to 12:00 (1.6). A2 asked before A1."""
    log = (
        stage("""
        horizon = { end = 2024-01-04 }
        regions = [{ name = "A", registered = 3 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1, psychiatrists = 2 }]
        relapse = { admission_by_grade = [0, 0, 0] }
        clinic = { assessment = "on" }
        """)
        .relapse("A0", after=1.4375, grade=0)
        .relapse("A2", after=1.453125, grade=0)
        .relapse("A1", after=1.46875, grade=0)
        .run()
    )
    log.check("""
    1.4375   RELAPSED             A0 -  0
    1.4375   STABILITY_CHANGED    A0 -  2
    1.4375   ASSESSMENT_REQUESTED A0
    1.4375   ASSESSMENT_STARTED   A0 -  0  0
    1.453125 RELAPSED             A2 -  0
    1.453125 STABILITY_CHANGED    A2 -  2
    1.453125 ASSESSMENT_REQUESTED A2
    1.46875  RELAPSED             A1 -  0
    1.46875  STABILITY_CHANGED    A1 -  2
    1.46875  ASSESSMENT_REQUESTED A1
    2.4375   ASSESSED             A0 -  0          # 0.0625 until 12:00, 0.1875 from 2.25
    2.4375   HOME_TREATMENT       A0
    2.4375   ASSESSMENT_STARTED   A2 -  0  0.984375  # 4.2 request time before identity
    3        MONTH_ENDED          clock
    """)
