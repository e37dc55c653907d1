"""Rehabilitation, and relapse in it, worked out by hand (rules 6.4, 6.5, 4.1)."""

from __future__ import annotations

from bench import stage

from model.care import purposes

PLAN = """
regions = [{ name = "A", registered = 5 }]
hospitals = [{ name = "H", region = "A", open_beds = 1 }]
"""
ONE_PLACE = PLAN + 'institutions = [{ name = "D", region = "A", kind = "day", places = 1 }]\n'


def test_a_held_place_is_resumed_where_it_stopped() -> None:
    """Ten days in hospital of a hold of ten: discharge and expiry fall on the same instant, and discharge is first.

    In rehabilitation the relapse hazard is halved: 1 day at home and 4 at half the rate are 3 days at risk.
    """
    log = (
        stage(
            ONE_PLACE
            + """
        clinic = { assessment = "on" }
        relapse = { rehabilitation_ratio = 0.5 }
        rehabilitation = { stay = 18, evaluation_days = 10, hold_days = 10 }
        """
        )
        .offered("A0", after=1.0)
        .relapse("A0", after=3.0, grade=2)
        .run()
    )
    log.check("""
    1   REFERRAL_OFFERED       A0
    1   REFERRAL_ACCEPTED      A0 -  0
    1   PLACE_REQUESTED        A0 -  0
    1   INTAKE_STARTED         A0 D  0  0
    1   REHABILITATION_STARTED A0 D  0
    5   RELAPSED               A0 -  2       # 4.1 1 + (3 − 1) / 0.5
    5   STABILITY_CHANGED      A0 -  2
    5   PLACE_HELD             A0 D          # 6.5 until 15; 4 of 18 days used, 4 of 10 to the evaluation
    5   BED_REQUESTED          A0 -  1       # 6.5 green channel, no assessment although the plan has them
    5   ADMITTED               A0 H  1  0
    15  DISCHARGED             A0 H  0  10   # 1.2 before the expiry of the hold
    15  EPISODE_CLOSED         A0 -  0
    15  STABILITY_CHANGED      A0 -  1
    15  PLACE_RESUMED          A0 D
    21  EVALUATED              A0 D          # 6.5 15 + (10 − 4): evaluation stopped meanwhile
    29  REHABILITATION_ENDED   A0 D  0       # 6.5 15 + (18 − 4): so did the stay
    31  MONTH_ENDED            clock
    """)


def test_a_hold_that_expires_frees_the_place_and_the_person_applies_again() -> None:
    """The hold ends on day 9, the stay in hospital on day 15 (6.5)."""
    log = (
        stage(
            ONE_PLACE
            + """
        referral = { processing = 2 }
        rehabilitation = { stay = 18, hold_days = 4 }
        """
        )
        .offered("A0", after=1.0)
        .offered("A1", after=2.0)
        .relapse("A0", after=5.0, grade=2)
        .run()
    )
    log.check("""
    1   REFERRAL_OFFERED       A0
    1   REFERRAL_ACCEPTED      A0 -  0
    2   REFERRAL_OFFERED       A1
    2   REFERRAL_ACCEPTED      A1 -  0
    3   PLACE_REQUESTED        A0 -  0
    3   INTAKE_STARTED         A0 D  0  2
    3   REHABILITATION_STARTED A0 D  0
    4   PLACE_REQUESTED        A1 -  0
    5   RELAPSED               A0 -  2
    5   STABILITY_CHANGED      A0 -  2
    5   PLACE_HELD             A0 D
    5   BED_REQUESTED          A0 -  1
    5   ADMITTED               A0 H  1  0
    9   PLACE_RELEASED         A0 D           # 6.5 5 + 4
    9   INTAKE_STARTED         A1 D  0  7
    9   REHABILITATION_STARTED A1 D  0
    15  DISCHARGED             A0 H  0  10
    15  EPISODE_CLOSED         A0 -  0
    15  STABILITY_CHANGED      A0 -  1
    17  PLACE_REQUESTED        A0 -  0        # 6.5 no acceptance draw, but processing: 15 + 2
    27  REHABILITATION_ENDED   A1 D  0        # 9 + 18
    27  INTAKE_STARTED         A0 D  0  12    # 6.5 the new request is of day 15
    27  REHABILITATION_STARTED A0 D  0
    31  MONTH_ENDED            clock
    """)


def test_the_green_channel_comes_before_the_urgent_and_after_emergencies() -> None:
    """A0 and A3 relapse in rehabilitation, A2 at home; the plan has assessments and unlimited psychiatrists."""
    log = (
        stage(
            PLAN
            + """
        institutions = [{ name = "D", region = "A", kind = "day", places = 2 }]
        clinic = { assessment = "on" }
        rehabilitation = { stay = 100, hold_days = 100 }
        """
        )
        .offered("A0", after=1.0)
        .offered("A3", after=1.0)
        .relapse("A1", after=2.0, grade=4)
        .relapse("A2", after=3.0, grade=2)
        .relapse("A0", after=5.0, grade=1)
        .relapse("A3", after=6.0, grade=3)
        .run()
    )
    log.check("""
    1    REFERRAL_OFFERED       A0
    1    REFERRAL_ACCEPTED      A0 -  0
    1    PLACE_REQUESTED        A0 -  0
    1    INTAKE_STARTED         A0 D  0  0
    1    REHABILITATION_STARTED A0 D  0
    1    REFERRAL_OFFERED       A3
    1    REFERRAL_ACCEPTED      A3 -  0
    1    PLACE_REQUESTED        A3 -  0
    1    INTAKE_STARTED         A3 D  0  0
    1    REHABILITATION_STARTED A3 D  0
    2    RELAPSED               A1 -  4
    2    STABILITY_CHANGED      A1 -  2
    2    ASSESSED               A1 -  3       # 1.6 at once, at any hour: 1 admission + 2 emergency
    2    BED_REQUESTED          A1 -  0
    2    ADMITTED               A1 H  0  0
    3    RELAPSED               A2 -  2
    3    STABILITY_CHANGED      A2 -  2
    3    ASSESSMENT_REQUESTED   A2
    3    ASSESSMENT_STARTED     A2 -  0  0    # 1.8 unlimited psychiatrists: nobody queues
    3.25 ASSESSED               A2 -  1       # 3 + 0.25: service still takes its time
    3.25 BED_REQUESTED          A2 -  2       # urgent
    5    RELAPSED               A0 -  1
    5    STABILITY_CHANGED      A0 -  2
    5    PLACE_HELD             A0 D
    5    BED_REQUESTED          A0 -  1       # 6.5 green, whatever the grade below 3
    6    RELAPSED               A3 -  3
    6    STABILITY_CHANGED      A3 -  2
    6    PLACE_HELD             A3 D
    6    BED_REQUESTED          A3 -  0       # 6.5 an emergency; without an assessment as well
    12   DISCHARGED             A1 H  0  10
    12   EPISODE_CLOSED         A1 -  0
    12   STABILITY_CHANGED      A1 -  1
    12   ADMITTED               A3 H  0  6    # 5.2 emergency
    22   DISCHARGED             A3 H  0  10
    22   EPISODE_CLOSED         A3 -  0
    22   STABILITY_CHANGED      A3 -  1
    22   PLACE_RESUMED          A3 D          # 1.3 place before bed
    22   ADMITTED               A0 H  1  17   # 5.2 green before urgent
    31   MONTH_ENDED            clock
    """)


def test_treatment_at_home_resumes_the_place_as_discharge_does() -> None:
    """A0 is turned away by a list without places (5.4). Decided: the end of the episode within the hold resumes."""
    log = (
        stage(
            ONE_PLACE
            + """
        waiting_list = { cap = 0 }
        rehabilitation = { stay = 18, hold_days = 10 }
        """
        )
        .relapse("A1", after=0.5, grade=3)
        .offered("A0", after=1.0)
        .relapse("A0", after=5.0, grade=2)
        .run()
    )
    log.check("""
    0.5  RELAPSED               A1 -  3
    0.5  STABILITY_CHANGED      A1 -  2
    0.5  BED_REQUESTED          A1 -  0
    0.5  ADMITTED               A1 H  0  0
    1    REFERRAL_OFFERED       A0
    1    REFERRAL_ACCEPTED      A0 -  0
    1    PLACE_REQUESTED        A0 -  0
    1    INTAKE_STARTED         A0 D  0  0
    1    REHABILITATION_STARTED A0 D  0
    5    RELAPSED               A0 -  2
    5    STABILITY_CHANGED      A0 -  2
    5    PLACE_HELD             A0 D
    5    BED_REQUESTED          A0 -  1
    5    TURNED_AWAY            A0 -  1
    5    HOME_TREATMENT         A0
    10   EPISODE_CLOSED         A0 -  0       # 4.4 5 + 5
    10   STABILITY_CHANGED      A0 -  1
    10   PLACE_RESUMED          A0 D
    10.5 DISCHARGED             A1 H  0  10
    10.5 EPISODE_CLOSED         A1 -  0
    10.5 STABILITY_CHANGED      A1 -  1
    24   REHABILITATION_ENDED   A0 D  0       # 10 + (18 − 4)
    31   MONTH_ENDED            clock
    """)


def test_ways_out_of_rehabilitation() -> None:
    """Evaluated into employment, dropped out, and to the end of the drawn stay (6.4)."""
    log = (
        stage(
            PLAN
            + """
        institutions = [{ name = "D", region = "A", kind = "day", places = 3 }]
        [rehabilitation]
        stay = 12
        evaluation_days = 6
        evaluation_end_share = 0.5
        employment_share = 0.25
        other_services_share = 0.5
        """
        )
        .offered("A0", after=1.0)
        .draw("A0", purposes.EVALUATION, 1, 0.25)
        .draw("A0", purposes.EXIT, 1, 0.125)
        .offered("A1", after=2.0)
        .drops_out("A1", after=3.0)
        .offered("A2", after=3.0)
        .draw("A2", purposes.EXIT, 1, 0.625)
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
    2   INTAKE_STARTED         A1 D  0  0
    2   REHABILITATION_STARTED A1 D  0
    3   REFERRAL_OFFERED       A2
    3   REFERRAL_ACCEPTED      A2 -  0
    3   PLACE_REQUESTED        A2 -  0
    3   INTAKE_STARTED         A2 D  0  0
    3   REHABILITATION_STARTED A2 D  0
    5   DROPPED_OUT            A1 D          # 2 + 3
    5   REHABILITATION_ENDED   A1 D  0       # home
    7   EVALUATED              A0 D          # 1 + 6
    7   REHABILITATION_ENDED   A0 D  1       # ends early: employment, 0.125 < 0.25
    9   EVALUATED              A2 D          # 3 + 6: goes on, 0.5 < 0.5 is false
    15  REHABILITATION_ENDED   A2 D  2       # 3 + 12, before the second evaluation of that instant; other services
    31  MONTH_ENDED            clock
    """)
