"""Which clocks run where, worked out by hand: relapse, crisis, offers from home (rules 1.7, 4.1, 4.5, 6.1)."""

from __future__ import annotations

from bench import stage


def test_clocks_stop_where_their_hazard_is_off() -> None:
    """A0: relapse is off during an episode, crises in hospital, offers in hospital and while one is a client."""
    log = (
        stage("""
        regions = [{ name = "A", registered = 1 }]
        hospitals = [{ name = "H", region = "A", open_beds = 1 }]
        institutions = [{ name = "D", region = "A", kind = "day", places = 1 }]
        rehabilitation = { stay = 3 }
        """)
        .relapse("A0", after=2.0, grade=3)
        .relapse("A0", after=16.0, grade=3, episode=2)
        .crisis("A0", after=5.0)
        .offered("A0", after=7.5)
        .offered("A0", after=8.5, referral=2)
        .run()
    )
    log.check("""
    2    RELAPSED               A0 -  3
    2    STABILITY_CHANGED      A0 -  2
    2    BED_REQUESTED          A0 -  0
    2    ADMITTED               A0 H  0  0
    12   DISCHARGED             A0 H  0  10
    12   EPISODE_CLOSED         A0 -  0       # 4.1 a new threshold
    12   STABILITY_CHANGED      A0 -  1
    15   CRISIS_EVENT           A0            # 4.5 2 days before admission, 3 after discharge
    17.5 REFERRAL_OFFERED       A0            # 6.1 2 + 5.5
    17.5 REFERRAL_ACCEPTED      A0 -  0
    17.5 PLACE_REQUESTED        A0 -  0
    17.5 INTAKE_STARTED         A0 D  0  0
    17.5 REHABILITATION_STARTED A0 D  0
    20.5 REHABILITATION_ENDED   A0 D  0       # 17.5 + 3
    28   RELAPSED               A0 -  3       # 4.1 12 + 16: the days in rehabilitation count, ratio 1
    28   STABILITY_CHANGED      A0 -  2
    28   BED_REQUESTED          A0 -  0
    28   ADMITTED               A0 H  0  0    # 7.5 of 8.5 days to the next offer
    31   MONTH_ENDED            clock
    """)
