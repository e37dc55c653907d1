"""Waiting for a rehabilitation place and the re-check of willingness, worked out by hand (rules 6.1, 6.2, 1.4)."""

from __future__ import annotations

from bench import stage

from model.care.recorder import WAIT_PLACE, bin_of

DAY_CENTRE = """
regions = [{ name = "A", registered = 4 }]
hospitals = [{ name = "H", region = "A", open_beds = 1 }]
institutions = [{ name = "D", region = "A", kind = "day", places = 1 }]
rehabilitation = { stay = 10 }
"""


def test_willingness_is_asked_at_an_offer_only_after_the_time() -> None:
    """Ten days counted from acceptance: on the tenth day itself nobody is asked (now > request time + 10)."""
    log = (
        stage(
            DAY_CENTRE
            + """
        referral = { processing = 2, recheck = "at_offer", recheck_days = 10 }
        """
        )
        .offered("A0", after=1.0)
        .offered("A1", after=3.0)
        .offered("A2", after=4.0)
        .offered("A3", after=5.0)
        .unwilling("A2")
        .run()
    )
    log.check("""
    1   REFERRAL_OFFERED       A0
    1   REFERRAL_ACCEPTED      A0 -  0        # 0: day place
    3   PLACE_REQUESTED        A0 -  0        # 6.1 1 + 2 of processing; 1.2 before an offer of the same instant
    3   INTAKE_STARTED         A0 D  0  2     # since acceptance. The intake itself is left out: no time (1.8)
    3   REHABILITATION_STARTED A0 D  0
    3   REFERRAL_OFFERED       A1
    3   REFERRAL_ACCEPTED      A1 -  0
    4   REFERRAL_OFFERED       A2
    4   REFERRAL_ACCEPTED      A2 -  0
    5   PLACE_REQUESTED        A1 -  0
    5   REFERRAL_OFFERED       A3
    5   REFERRAL_ACCEPTED      A3 -  0
    6   PLACE_REQUESTED        A2 -  0
    7   PLACE_REQUESTED        A3 -  0
    13  REHABILITATION_ENDED   A0 D  0
    13  INTAKE_STARTED         A1 D  0  10    # 6.2 13 > 3 + 10 is false: not asked
    13  REHABILITATION_STARTED A1 D  0
    23  REHABILITATION_ENDED   A1 D  0
    23  ASKED_AGAIN            A2 -  0  19    # 6.2 23 > 4 + 10: no
    23  WITHDRAWN              A2 -  0  19    # off the list; the place goes to the next
    23  ASKED_AGAIN            A3 -  1  18    # 6.2 23 > 5 + 10: yes
    23  INTAKE_STARTED         A3 D  0  18
    23  REHABILITATION_STARTED A3 D  0
    31  MONTH_ENDED            clock
    """)


def test_an_offer_makes_a_recheck_of_the_same_instant_stale() -> None:
    """Asked every 10 days of waiting; A1's tenth day is the day the place is free (1.3)."""
    log = (
        stage(
            DAY_CENTRE
            + """
        referral = { recheck = "periodic", recheck_days = 10 }
        """
        )
        .offered("A0", after=1.0)
        .offered("A1", after=1.0)
        .offered("A2", after=2.0)
        .offered("A3", after=3.0)
        .unwilling("A2")
        .run()
    )
    log.check("""
    1   REFERRAL_OFFERED       A0
    1   REFERRAL_ACCEPTED      A0 -  0
    1   PLACE_REQUESTED        A0 -  0        # 1.3 all that follows from A0's offer, then A1's
    1   INTAKE_STARTED         A0 D  0  0
    1   REHABILITATION_STARTED A0 D  0
    1   REFERRAL_OFFERED       A1
    1   REFERRAL_ACCEPTED      A1 -  0
    1   PLACE_REQUESTED        A1 -  0
    2   REFERRAL_OFFERED       A2
    2   REFERRAL_ACCEPTED      A2 -  0
    2   PLACE_REQUESTED        A2 -  0
    3   REFERRAL_OFFERED       A3
    3   REFERRAL_ACCEPTED      A3 -  0
    3   PLACE_REQUESTED        A3 -  0
    11  REHABILITATION_ENDED   A0 D  0        # 1.2 the end of a stay comes before a re-check
    11  INTAKE_STARTED         A1 D  0  10    # 1.3 the re-check of 1 + 10 is stale
    11  REHABILITATION_STARTED A1 D  0
    12  ASKED_AGAIN            A2 -  0  10    # 6.2 2 + 10
    12  WITHDRAWN              A2 -  0  10
    13  ASKED_AGAIN            A3 -  1  10    # 6.2 3 + 10
    21  REHABILITATION_ENDED   A1 D  0
    21  INTAKE_STARTED         A3 D  0  18    # asked every 10 days, not at the offer
    21  REHABILITATION_STARTED A3 D  0
    31  MONTH_ENDED            clock          # 1.2 at the end only this: A3's ten days end now
    """)


def test_a_referral_waits_through_a_stay_in_hospital() -> None:
    """In hospital A1 is passed over and not asked; at discharge the request is as old as ever (1.4)."""
    log = (
        stage(
            DAY_CENTRE
            + """
        referral = { recheck = "periodic", recheck_days = 10 }
        """
        )
        .offered("A0", after=1.0)
        .offered("A1", after=2.0)
        .relapse("A1", after=5.0, grade=3)
        .offered("A2", after=3.0)
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
    3   REFERRAL_OFFERED       A2
    3   REFERRAL_ACCEPTED      A2 -  0
    3   PLACE_REQUESTED        A2 -  0
    5   RELAPSED               A1 -  3
    5   STABILITY_CHANGED      A1 -  2
    5   BED_REQUESTED          A1 -  0
    5   ADMITTED               A1 H  0  0
    11  REHABILITATION_ENDED   A0 D  0
    11  INTAKE_STARTED         A2 D  0  8     # 1.4 A1, who is ahead, is in hospital; at 12 A1 is not asked
    11  REHABILITATION_STARTED A2 D  0
    15  DISCHARGED             A1 H  0  10
    15  EPISODE_CLOSED         A1 -  0
    15  STABILITY_CHANGED      A1 -  1
    15  ASKED_AGAIN            A1 -  1  13    # 1.4 tried at discharge: the re-check of day 12 is overdue
    21  REHABILITATION_ENDED   A2 D  0        # before the re-check of 2 + 2 × 10
    21  INTAKE_STARTED         A1 D  0  19    # 1.4 the request time was kept
    21  REHABILITATION_STARTED A1 D  0
    31  MONTH_ENDED            clock
    """)


def test_patients_of_a_class_come_before_applicants_from_home() -> None:
    """Like the blocked, whether they come from a bed or not; one arrives, when the rate has added up to ln 2."""
    log = (
        stage(
            DAY_CENTRE
            + """
        [[classes]]
        name = "C"
        entry = "day"
        arrivals_per_day = [{ date = 2024-01-05, value = 1 }, { date = 2024-01-06, value = 0 }]
        stages = [{ at = "day", service = 3 }]
        """
        )
        .offered("A0", after=1.0)
        .offered("A1", after=2.0)
        .run()
    )
    log.check(
        """
    1   REFERRAL_OFFERED       A0
    1   REFERRAL_ACCEPTED      A0 -  0
    1   PLACE_REQUESTED        A0 -  0
    1   INTAKE_STARTED         A0 D  0
    1   REHABILITATION_STARTED A0 D  0
    2   REFERRAL_OFFERED       A1
    2   REFERRAL_ACCEPTED      A1 -  0
    2   PLACE_REQUESTED        A1 -  0
    4.693147 CLASS_ARRIVED     C0 -  16
    4.693147 CLASS_STAGE       C0 -  3
    4.693147 PLACE_REQUESTED   C0 -  0
    11  REHABILITATION_ENDED   A0 D  0
    11  INTAKE_STARTED         C0 D  0  6.306853   # though A1 has waited longer
    11  REHABILITATION_STARTED C0 D  0
    14  REHABILITATION_ENDED   C0 D  4
    14  INTAKE_STARTED         A1 D  0  12
    14  CLASS_LEFT             C0
    14  REHABILITATION_STARTED A1 D  0
    24  REHABILITATION_ENDED   A1 D  0
    31  MONTH_ENDED            clock
    """,
        tolerance=1e-6,
    )


def test_a_wait_that_is_cut_counts_from_acceptance() -> None:
    """Two days of processing; A0 takes the only place on day 3 and keeps it (rules 1.9, 6.1).

    A1 accepts on day 28 and is in hospital from day 29: 3 days, in processing on paper, at the end on day 31.
    A2 accepts on day 10, waits, and is in hospital from day 25, passed over: 21 days at the end.
    A3 accepts on day 5 and dies in processing on day 6: 1 day. A4 accepts on day 30 and is in processing: 1 day.
    """
    log = (
        stage("""
        regions = [{ name = "A", registered = 5 }]
        hospitals = [{ name = "H", region = "A", open_beds = 2 }]
        institutions = [{ name = "D", region = "A", kind = "day", places = 1 }]
        rehabilitation = { stay = 40 }
        referral = { processing = 2 }
        """)
        .offered("A0", after=1.0)
        .offered("A1", after=28.0)
        .relapse("A1", after=29.0, grade=1)
        .offered("A2", after=10.0)
        .relapse("A2", after=25.0, grade=1)
        .offered("A3", after=5.0)
        .dies("A3", at=6.0)
        .offered("A4", after=30.0)
        .run()
    )
    granted, censored = log.model.record.waits[WAIT_PLACE, 0, 0]
    assert {int(b): int(granted[b]) for b in granted.nonzero()[0]} == {bin_of(2.0): 1}
    assert {int(b): int(censored[b]) for b in censored.nonzero()[0]} == {bin_of(1.0): 2, bin_of(3.0): 1, bin_of(21.0): 1}
