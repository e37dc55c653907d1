"""Supported places and the beds of those who wait for one, worked out by hand (rules 5.7, 6.1 to 6.3, 2.2)."""

from __future__ import annotations

import math

from bench import stage

from model.care import draws, events, purposes


def test_the_blocked_come_before_applicants_and_keep_the_bed_until_intake_ends() -> None:
    """A0 is ready to leave on day 7; the one supported place is free on day 11.5.

    The institution's team works 6:00 to 18:00 (0.25 to 0.75); an intake takes 6 hours (0.25).
    """
    log = (
        stage("""
        regions = [{ name = "A", registered = 4 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        institutions = [{ name = "S", region = "A", kind = "supported", places = 1, staff = 1 }]
        stay = { long = 4, supported_need_share = 1 }
        rehabilitation = { stay = 7 }
        [referral]
        day_share = 0
        supported_share = 1
        processing = 3
        intake_hours = 6
        recheck = "at_offer"
        recheck_days = 4
        """)
        .offered("A1", after=1.25)
        .offered("A2", after=2.0)
        .relapse("A0", after=3.0, grade=3)
        .long("A0")
        .relapse("A3", after=8.0, grade=3)
        .run()
    )
    log.check("""
    1.25   REFERRAL_OFFERED       A1
    1.25   REFERRAL_ACCEPTED      A1 -  1        # 1: supported
    2      REFERRAL_OFFERED       A2
    2      REFERRAL_ACCEPTED      A2 -  1
    3      RELAPSED               A0 -  3
    3      STABILITY_CHANGED      A0 -  2
    3      BED_REQUESTED          A0 -  0
    3      ADMITTED               A0 H  0  0
    4.25   PLACE_REQUESTED        A1 -  1        # 6.1 1.25 + 3 of processing
    4.25   INTAKE_STARTED         A1 S  1  3     # 6.1 the wait counts from acceptance; 4.25 > 1.25 + 4 is false
    4.5    REHABILITATION_STARTED A1 S  1        # 6.3 4.25 + 0.25
    5      PLACE_REQUESTED        A2 -  1        # since 2
    7      BLOCKED                A0 H           # 5.7 3 + 4
    7      PLACE_REQUESTED        A0 -  1        # 5.7 without acceptance and processing
    8      RELAPSED               A3 -  3
    8      STABILITY_CHANGED      A3 -  2
    8      BED_REQUESTED          A3 -  0
    11.5   REHABILITATION_ENDED   A1 S  0        # 4.5 + 7
    11.5   INTAKE_STARTED         A0 S  1  4.5   # 5.7, 6.1 before A2; not asked again although 11.5 > 7 + 4
    11.75  DISCHARGED             A0 H  1  8.75  # 5.7 when intake ends, exactly at closing time; 1: a long stay
    11.75  EPISODE_CLOSED         A0 -  0
    11.75  STABILITY_CHANGED      A0 -  1
    11.75  REHABILITATION_STARTED A0 S  1        # 1.3 place, visit, bed
    11.75  ADMITTED               A3 H  0  3.75
    18.75  REHABILITATION_ENDED   A0 S  0
    18.75  ASKED_AGAIN            A2 -  1  16.75 # 6.2 18.75 > 2 + 4
    18.75  INTAKE_STARTED         A2 S  1  16.75 # the place is held from now on
    19.5   REHABILITATION_STARTED A2 S  1        # 1.6 the team has closed: 19.25 + 0.25
    21.75  DISCHARGED             A3 H  0  10
    21.75  EPISODE_CLOSED         A3 -  0
    21.75  STABILITY_CHANGED      A3 -  1
    26.5   REHABILITATION_ENDED   A2 S  0
    31     MONTH_ENDED            clock
    """)


def test_the_blocked_are_served_in_order_of_request() -> None:
    """Two of them for one place; A1 was ready first (5.7). The intake is left out: no time (1.8)."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 2 }]
        hospitals = [{ name = "H", region = "A", open_beds = 2 }]
        stay = { long = 4, supported_need_share = 1 }
        [[institutions]]
        name = "S"
        region = "A"
        kind = "supported"
        places = { first = 0, steps = [{ date = 2024-01-21, value = 1 }, { date = 2024-01-26, value = 2 }] }
        """)
        .relapse("A0", after=4.0, grade=3)
        .long("A0")
        .relapse("A1", after=2.0, grade=3)
        .long("A1")
        .run()
    )
    log.check("""
    2   RELAPSED               A1 -  3
    2   STABILITY_CHANGED      A1 -  2
    2   BED_REQUESTED          A1 -  0
    2   ADMITTED               A1 H  0  0
    4   RELAPSED               A0 -  3
    4   STABILITY_CHANGED      A0 -  2
    4   BED_REQUESTED          A0 -  0
    4   ADMITTED               A0 H  0  0
    6   BLOCKED                A1 H
    6   PLACE_REQUESTED        A1 -  1
    8   BLOCKED                A0 H
    8   PLACE_REQUESTED        A0 -  1
    20  PLACES_CHANGED         S  S  0  1
    20  INTAKE_STARTED         A1 S  1  14    # 5.7 in order of request, not of identity
    20  DISCHARGED             A1 H  1  18    # 4 of stay and 14 blocked
    20  EPISODE_CLOSED         A1 -  0
    20  STABILITY_CHANGED      A1 -  1
    20  REHABILITATION_STARTED A1 S  1
    25  PLACES_CHANGED         S  S  0  2
    25  INTAKE_STARTED         A0 S  1  17
    25  DISCHARGED             A0 H  1  21
    25  EPISODE_CLOSED         A0 -  0
    25  STABILITY_CHANGED      A0 -  1
    25  REHABILITATION_STARTED A0 S  1
    31  MONTH_ENDED            clock
    """)


def test_a_review_starts_the_request_early() -> None:
    """Reviews every 5 days of a stay of 20: A0 leaves on day 8.5, never blocked (5.7)."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 1 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        institutions = [{ name = "S", region = "A", kind = "supported", places = 1, staff = 1 }]
        stay = { long = 20, supported_need_share = 1, long_stay_review_days = 5 }
        referral = { intake_hours = 6 }
        """)
        .relapse("A0", after=3.0, grade=3)
        .long("A0")
        .run()
    )
    log.check("""
    3    RELAPSED               A0 -  3
    3    STABILITY_CHANGED      A0 -  2
    3    BED_REQUESTED          A0 -  0
    3    ADMITTED               A0 H  0  0
    8    REVIEWED               A0 H           # 3 + 5
    8    PLACE_REQUESTED        A0 -  1
    8    INTAKE_STARTED         A0 S  1  0     # at midnight: the team begins at 8.25
    8.5  DISCHARGED             A0 H  1  5.5
    8.5  EPISODE_CLOSED         A0 -  0
    8.5  STABILITY_CHANGED      A0 -  1
    8.5  REHABILITATION_STARTED A0 S  1
    28.5 REHABILITATION_ENDED   A0 S  0        # 6.4 8.5 + 20
    31   MONTH_ENDED            clock
    """)


def test_a_patient_class_blocks_its_bed() -> None:
    """Three patients outside the registry: 4 days in hospital, then 6 in a supported place; one of each (2.2)."""
    plan = stage("""
        regions = [{ name = "A", registered = 0 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        institutions = [{ name = "S", region = "A", kind = "supported", places = 1 }]
        [[classes]]
        name = "c"
        arrivals_per_day = 1
        entry = "hospital"
        stages = [
            { at = "hospital", service = 4, next = [{ to = "supported", probability = 1 }] },
            { at = "supported", service = 6 },
        ]
        """)
    for number, days in enumerate((1.0, 1.0, 1.0, 1000.0)):
        identity = int(draws.pack_identity(events.CLASS_STREAM, 0, number))
        plan.draw(identity, purposes.ARRIVAL, 0, -math.expm1(-days))
    log = plan.run()
    # Within 1e-9: the times between arrivals are logarithms of the staged draws. 11 = 3 (elective) + 8 (a class).
    log.check(
        """
    1   CLASS_ARRIVED          c0 -  16
    1   CLASS_STAGE            c0 -  1
    1   BED_REQUESTED          c0 -  3
    1   ADMITTED               c0 H  11 0
    2   CLASS_ARRIVED          c1 -  16
    2   CLASS_STAGE            c1 -  1
    2   BED_REQUESTED          c1 -  3
    3   CLASS_ARRIVED          c2 -  16
    3   CLASS_STAGE            c2 -  1
    3   BED_REQUESTED          c2 -  3
    5   BLOCKED                c0 H          # 5.7 ready to leave and in need of a place: blocked until discharge,
    5   PLACE_REQUESTED        c0 -  1       #     which is now
    5   INTAKE_STARTED         c0 S  1  0
    5   DISCHARGED             c0 H  4  4    # 4: not in the registry
    5   CLASS_STAGE            c0 -  2
    5   REHABILITATION_STARTED c0 S  1       # 1.3 place before bed
    5   ADMITTED               c1 H  11 3
    9   BLOCKED                c1 H          # 5.7 the place is c0's until 11
    9   PLACE_REQUESTED        c1 -  1
    11  REHABILITATION_ENDED   c0 S  4
    11  INTAKE_STARTED         c1 S  1  2
    11  CLASS_LEFT             c0
    11  DISCHARGED             c1 H  4  6
    11  CLASS_STAGE            c1 -  2
    11  REHABILITATION_STARTED c1 S  1
    11  ADMITTED               c2 H  11 8
    15  BLOCKED                c2 H
    15  PLACE_REQUESTED        c2 -  1
    17  REHABILITATION_ENDED   c1 S  4
    17  INTAKE_STARTED         c2 S  1  2
    17  CLASS_LEFT             c1
    17  DISCHARGED             c2 H  4  6
    17  CLASS_STAGE            c2 -  2
    17  REHABILITATION_STARTED c2 S  1
    23  REHABILITATION_ENDED   c2 S  4
    23  CLASS_LEFT             c2
    31  MONTH_ENDED            clock
    """,
        tolerance=1e-9,
    )
