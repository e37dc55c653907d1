"""Pathways per person, worked out by hand (rule 10.3): relapse to admission, acceptance to the place."""

from __future__ import annotations

from bench import Log, stage

from model.care.pathways import TO_ADMISSION, TO_PLACE


def totals(log: Log, pathway: int) -> tuple[float, int]:
    """Return days and persons of the only year and county."""
    tally = log.model.record.pathways
    return float(tally.days[pathway, 0, 0]), int(tally.people[pathway, 0, 0])


ONE_BED = """
regions = [{ name = "A", registered = 4 }]
hospitals = [{ name = "H", region = "A", open_beds = 1 }]
"""


def test_from_relapse_to_admission() -> None:
    """Stays of 10 days in one bed.

    A0: relapse on day 1, admitted at once; again on day 13, admitted on day 21: 0 + 8 days, one person.
    A1: relapse on day 5, admitted on day 11: 6. A2: relapse on day 26, cut by the horizon on day 31: 5.
    A3: relapse on day 20, dies waiting on day 21.5: 1.5.
    """
    log = (
        stage(ONE_BED)
        .relapse("A0", after=1.0, grade=1)
        .relapse("A0", after=2.0, grade=1, episode=2)
        .relapse("A1", after=5.0, grade=1)
        .relapse("A2", after=26.0, grade=1)
        .relapse("A3", after=20.0, grade=1)
        .dies("A3", at=21.5)
        .run()
    )
    assert totals(log, TO_ADMISSION) == (8.0 + 6.0 + 5.0 + 1.5, 4)
    assert totals(log, TO_PLACE) == (0.0, 0)


def test_without_a_bed_the_way_ends_with_the_assessment() -> None:
    """A clinic with one server works from 6 o'clock and takes 6 hours: relapse on day 1.0, home on day 1.5."""
    log = (
        stage(
            ONE_BED.replace("open_beds = 1", "open_beds = 1, psychiatrists = 4")
            + """
        clinic = { assessment = "on" }
        relapse = { admission_by_grade = [0, 0, 0] }
        """
        )
        .relapse("A0", after=1.0, grade=1)
        .run()
    )
    assert totals(log, TO_ADMISSION) == (0.5, 1)


REFERRALS = """
regions = [{ name = "A", registered = 4 }]
institutions = [{ name = "D", region = "A", kind = "day", places = 1, staff = 1 }]
rehabilitation = { stay = 20 }
referral = { processing = 2, intake_hours = 6 }
"""


def test_from_acceptance_to_the_place() -> None:
    """Two days of processing, one place, an intake of 6 hours from 6 o'clock on (half a day from midnight).

    A0: accepts on day 1, asks on day 3, in the place on day 3.5: 2.5. A3: accepts on day 5, dies on day 10: 5.
    A1: accepts on day 2, the place is free on day 23.5, in it on day 23.75: 21.75.
    A2: accepts on day 30, still in processing on day 31: 1.
    """
    log = (
        stage(REFERRALS)
        .offered("A0", after=1.0)
        .offered("A1", after=2.0)
        .offered("A2", after=30.0)
        .offered("A3", after=5.0)
        .dies("A3", at=10.0)
        .run()
    )
    assert totals(log, TO_PLACE) == (2.5 + 21.75 + 1.0 + 5.0, 4)
    assert totals(log, TO_ADMISSION) == (0.0, 0)
