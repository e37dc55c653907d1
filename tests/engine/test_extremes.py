"""Plans at the edges, where the answer is known without a model: nothing, no end of anything, never, always.

Every run is also read by the ledger (no row may break a rule) and by the indicators (which must not fail on them).
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ledger import Ledger
from plans import Run, plan, simulated

from model.care import log as L
from model.care import recorder as R
from model.measures import summarise
from model.scenario.loading import load

SCALE = 0.015
UNLIMITED: dict[str, Any] = {
    f"totals.{name}": "unlimited"
    for name in ("open_beds", "psychiatrists", "nurses", "community_workers", "day_places", "supported_places",
                 "home_support_staff")
}  # fmt: skip


def extreme(scale: float = SCALE, years: int = 1, name: str = "qujing", **overrides: Any) -> Run:
    """Simulate a plan with overrides (``__`` for a dot); check what holds for every run."""
    run = simulated(plan(name, scale, years, **overrides))
    check(run)
    return run


def check(run: Run) -> None:
    book = Ledger(run)
    assert not book.faults, dict(book.faults)
    np.testing.assert_allclose(
        run.output.integral[:, R.WAITING_BED], book.integrals()[:, R.WAITING_BED], rtol=1e-9, atol=1e-7)
    # Without its targets, which lie beyond the year that is simulated.
    summarise(run.scenario.model_copy(update={"targets": ()}), [run.output])


def number(run: Run, *events: int) -> int:
    return int(run.log.event.isin(events).sum())


def rows(run: Run, *events: int) -> pd.DataFrame:
    return run.log[run.log.event.isin(events)]


VISITS = (L.VISIT_OPENED, L.VISIT_STARTED, L.VISIT_COMPLETED, L.VISIT_FAILED, L.VISIT_MISSED, L.VISIT_CANCELLED,
          L.LOST_TO_FOLLOW_UP)  # fmt: skip


def test_no_beds() -> None:
    """Hospitals without a bed: everybody who asks waits, gives up or dies; nobody is ever admitted."""
    run = extreme(totals__open_beds=0)
    assert number(run, L.ADMITTED, L.DISCHARGED, L.BLOCKED) == 0
    asked = number(run, L.BED_REQUESTED)
    assert asked > 20
    assert run.output.waits[R.WAIT_BED:, :, :, R.GRANTED].sum() == 0
    assert run.output.waits[R.WAIT_BED:, :, :, R.CENSORED].sum() == asked
    assert run.output.integral[:, R.OCCUPIED].sum() == 0.0


def test_no_hospitals() -> None:
    """No hospital at all: no clinic either, so the assessment is left out; requests wait and are counted."""
    run = extreme(hospitals=[])
    assert number(run, L.ADMITTED, L.ASSESSMENT_REQUESTED, L.CLINIC_VISIT) == 0
    asked = number(run, L.BED_REQUESTED)
    assert asked > 20
    assert run.output.waits[R.WAIT_BED:, :, :, R.CENSORED].sum() == asked


def test_endless_beds() -> None:
    """Unlimited beds: nobody waits for one, nobody gives up, nobody is turned away (rule 1.8)."""
    run = extreme(totals__open_beds="unlimited", totals__psychiatrists="unlimited", totals__nurses="unlimited")
    waits = rows(run, L.ADMITTED).value
    assert len(waits) > 20 and (waits == 0.0).all()
    assert number(run, L.LEFT_LIST, L.TURNED_AWAY, L.OVERFLOW_ALLOWED, L.CLASS_RAISED) == 0
    assert number(run, L.BED_REQUESTED) == number(run, L.ADMITTED)
    assert run.output.integral[:, R.WAITING_BED].sum() == 0.0


def test_everything_endless() -> None:
    """No limit on anything: no wait for assessment, visit or place; a place comes when processing ends."""
    run = simulated(load("qujing", {**UNLIMITED, "scale": SCALE, "horizon.end": dt.date(2025, 1, 1),
                                    "referral.processing": 14}))
    check(run)
    for event in (L.ADMITTED, L.ASSESSMENT_STARTED, L.CLINIC_VISIT, L.VISIT_STARTED):
        waits = rows(run, event).value
        assert len(waits) > 10 and (waits == 0.0).all(), L.EVENT_NAMES[event]
    waits = rows(run, L.INTAKE_STARTED).value
    assert len(waits) > 10
    # From home: 14 days of processing; after an admission meanwhile more; from a bed at once.
    assert ((waits >= 14.0 - 1e-9) | (waits == 0.0)).all()
    assert np.isclose(waits, 14.0).mean() > 0.8
    assert run.output.integral[:, R.WAITING_PLACE].sum() == 0.0


def test_no_follow_up() -> None:
    """Visits left out: not a row about them (rule 1.8), and stability never improves at home."""
    run = extreme(home__visits="none")
    assert number(run, *VISITS, L.FOUND_AGAIN) == 0
    assert run.output.integral[:, R.TEAM_BUSY].sum() == 0.0
    closed = set(zip(*(rows(run, L.EPISODE_CLOSED)[c] for c in ("entity", "time")), strict=True))
    better = rows(run, L.STABILITY_CHANGED)
    better = better[better.detail < 2]
    assert len(better) and set(zip(better.entity, better.time, strict=True)) <= closed


def test_nobody() -> None:
    """Nobody registered and no beds taken: outpatients from outside the registry are all that is left."""
    run = extreme(registry__reported_prevalence_permille=0, stay__start_occupancy=0, rehabilitation__start_occupancy=0)
    people = {L.EVENT_NAMES[e] for e in run.log.event.unique()}
    assert people <= {"CLINIC_VISIT", "STAFFED_BEDS_CHANGED", "PLACES_CHANGED", "MONTH_ENDED"}
    assert run.output.snapshot[:, :, R.SNAPSHOTS.index("registered")].sum() == 0.0


def test_nobody_at_all() -> None:
    """Not even residents: the months end, capacities change, and that is all."""
    run = simulated(load("qujing", {"scale": 1e-9}))
    assert set(run.log.event.unique()) <= {L.MONTH_ENDED, L.PLACES_CHANGED, L.STAFFED_BEDS_CHANGED}
    check(run)


def test_no_relapse() -> None:
    """Relapse left out: no episode begins, the registered leave hospital and never come back."""
    run = extreme(relapse__hazard="none")
    assert number(run, L.RELAPSED, L.ASSESSMENT_REQUESTED) == 0
    admissions = rows(run, L.ADMITTED)
    assert len(admissions) and ((admissions.detail & 8) > 0).all(), "others are still admitted"
    inpatient = run.output.snapshot[:, :, R.SNAPSHOTS.index("inpatient")].sum(1)
    assert (np.diff(inpatient) <= 0).all() and inpatient[-1] < inpatient[0]


def test_zero_workers() -> None:
    """Nobody to visit: no visit starts, every deadline is missed, once per visit."""
    run = extreme(totals__community_workers=0)
    assert number(run, L.VISIT_STARTED, L.VISIT_COMPLETED, L.VISIT_FAILED, L.CASE_OPENED) == 0
    assert number(run, L.VISIT_MISSED) > 200
    visited = run.output.snapshot[:, :, R.SNAPSHOTS.index("face_to_face")]
    assert visited.sum() == 0.0


def test_workers_come_back() -> None:
    """No workers from April to September: no visit meanwhile, visits again as soon as they are back."""
    steps = [{"date": "2024-04-01", "value": 0}, {"date": "2024-09-02", "value": 300}]
    run = extreme(totals__community_workers={"first": 300, "steps": steps})
    began = rows(run, L.VISIT_STARTED).time
    april, september = (dt.date(2024, 4, 1) - dt.date(2024, 1, 1)).days, (dt.date(2024, 9, 2) - dt.date(2024, 1, 1)).days
    assert not began.between(april, september, inclusive="left").any()
    assert (began < april).sum() > 50
    assert began[began >= september].min() < september + 1.0, "the second of September 2024 is a Monday"
    assert (began >= september).sum() > 100


def test_certain_failure_of_visits() -> None:
    """Nobody is ever there: no visit is completed; after three failures lost, then a miss every 90 days."""
    run = extreme(home__fail_share=1)
    assert number(run, L.VISIT_COMPLETED) == 0
    assert number(run, L.VISIT_FAILED) > 300 and number(run, L.LOST_TO_FOLLOW_UP) > 100
    failures = rows(run, L.VISIT_FAILED, L.LOST_TO_FOLLOW_UP, L.FOUND_AGAIN)
    for _, own in failures.groupby("entity"):
        in_a_row = 0
        for event in own.event:
            in_a_row = in_a_row + 1 if event == L.VISIT_FAILED else 0
            assert in_a_row <= 3
    snapshot = dict(zip(R.SNAPSHOTS, run.output.snapshot[-1].sum(0), strict=True))
    assert snapshot["lost"] > 0.8 * (snapshot["registered"] - snapshot["inpatient"])


def test_certain_success_of_visits() -> None:
    """Somebody is always there: no visit fails, nobody is lost who was not at the start."""
    run = extreme(home__fail_share=0)
    assert number(run, L.VISIT_COMPLETED) > 200
    assert number(run, L.VISIT_FAILED, L.LOST_TO_FOLLOW_UP) == 0


def test_institutions_close_and_open_again() -> None:
    """Places step to 0 and back: meanwhile nobody is taken in, those inside may finish; then intake goes on."""
    steps = [{"date": "2024-04-01", "value": 0}, {"date": "2024-10-01", "value": 1500}]
    run = extreme(
        scale=0.03, totals__day_places={"first": 1500, "steps": steps}, referral__day_share=1,
        referral__supported_share=0, referral__home_support_share=0, referral__offers_from_home_per_1000_year=1000)
    day = [i.index for i in run.inputs.institutions if i.kind == 0]
    taken_in = rows(run, L.INTAKE_STARTED)
    times = taken_in[taken_in.place.isin(day)].time
    closes, opens = 91.0, 274.0
    assert not times.between(closes, opens, inclusive="left").any()
    assert (times < closes).sum() > 5 and (times >= opens).sum() > 5
    used = Ledger(run).levels()
    used = used[(used.level == R.PLACES_USED) & used.place.isin(day) & used.begin.between(closes, opens, inclusive="neither")]
    for _, own in used.groupby("place"):
        assert (own.n.diff().dropna() <= 0).all()


@pytest.mark.parametrize("ratios", ["given", "norm"])
def test_zero_psychiatrists(ratios: str) -> None:
    """No psychiatrist: no staffed bed (at a fixed ratio), no assessment, no outpatient seen, no joint visit."""
    run = extreme(totals__psychiatrists=0, practised__ratios=ratios)
    assert number(run, L.ADMITTED, L.ASSESSMENT_STARTED, L.CLINIC_VISIT) == 0
    assert (rows(run, L.VISIT_STARTED).detail == 0).all() and number(run, L.VISIT_STARTED) > 100
    assert number(run, L.ASSESSMENT_REQUESTED) > 20
    assert run.output.staff[:, :, R.STAFF_COLUMNS.index("staffed_beds")].sum() == 0.0
    assert run.output.integral[:, R.CLINIC_BUSY].sum() == 0.0
    waiting = run.output.waits[R.WAIT_ASSESSMENT]
    assert waiting[:, :, R.GRANTED].sum() == 0 and waiting[:, :, R.CENSORED].sum() == number(run, L.ASSESSMENT_REQUESTED)


def test_beds_all_close() -> None:
    """All beds close in July: no admission after, patients stay to the end of their stay, the list grows."""
    steps = [{"date": "2024-07-01", "value": 0}]
    run = extreme(totals__open_beds={"first": 2800, "steps": steps})
    july = 182.0
    assert (rows(run, L.ADMITTED).time < july).all()
    assert (rows(run, L.DISCHARGED).time >= july).sum() > 5
    occupied = run.output.staff[6:, :, R.STAFF_COLUMNS.index("occupied")].sum(1)
    assert (np.diff(occupied) <= 0).all()


def test_nobody_dies_or_moves() -> None:
    """No deaths, moves or losses, no detection: the registry stays as it is, to the last person."""
    run = extreme(leaving__deaths_per_1000_years=0, leaving__moves_per_1000_years=0,
                  leaving__losses_per_1000_years=0, registry__detection="none")
    assert number(run, L.DIED, L.MOVED, L.LEFT_CITY) == 0
    registered = run.output.snapshot[:, :, R.SNAPSHOTS.index("registered")]
    assert (registered == registered[0]).all()


def test_a_plague() -> None:
    """Death within days: everybody is gone soon, and no list, bed or place is left behind."""
    run = extreme(leaving__deaths_per_1000_years=100_000, registry__detection="none", scale=0.03)
    assert run.output.snapshot[1, :, R.SNAPSHOTS.index("registered")].sum() == 0.0
    for level in (R.WAITING_PLACE, R.PLACES_USED, R.CLIENTS, R.REGISTERED_LEVEL, R.HOME_LEVEL):
        assert run.output.integral[2:, level].sum() == pytest.approx(0.0, abs=1e-9)


def test_a_handful_of_people() -> None:
    """A ten-thousandth of the city: counties without anybody, hospitals without a bed."""
    run = extreme(scale=1e-4, years=3)
    assert 0 < number(run, L.REGISTERED) < 20


def test_start_and_end_within_a_month() -> None:
    """16 August to 10 January: a part of a month at either end, two calendar years."""
    run = simulated(load("qujing", {"scale": SCALE, "horizon.start": dt.date(2024, 8, 16),
                                    "horizon.end": dt.date(2025, 1, 10)}))
    check(run)
    assert run.inputs.months == ["2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2025-01"]
    ends = rows(run, L.MONTH_ENDED)
    assert ends.time.to_list() == [16.0, 46.0, 77.0, 107.0, 138.0, 147.0]
    assert run.log.time.max() == 147.0
    days = run.output.integral[:, R.OPEN_BEDS].sum(1) / [h.open_beds[0][1] for h in run.inputs.hospitals][0]
    assert days[0] > 0.0
    # August has 16 days left, and 9 are all of January.
    assert run.output.integral[0, R.REGISTERED_LEVEL].sum() / run.output.integral[1, R.REGISTERED_LEVEL].sum() \
        == pytest.approx(16.0 / 30.0, rel=0.02)
    # The yearly count of visits begins anew in January.
    face = run.output.snapshot[:, :, R.SNAPSHOTS.index("face_to_face")].sum(1)
    assert face[-1] < face[-2]


def test_a_single_day() -> None:
    run = simulated(load("qujing", {"scale": SCALE, "horizon.end": dt.date(2024, 1, 2)}))
    check(run)
    assert run.output.counts.shape[0] == 1 and run.log.time.max() == 1.0
    assert run.output.integral[0, R.REGISTERED_LEVEL].sum() == pytest.approx(
        run.output.snapshot[0, :, 0].sum(), abs=2.0)


def test_burn_in() -> None:
    """The clock starts earlier, measures begin at the start (rule 1.9): tallies hold what happened from day 0 on."""
    run = extreme(horizon__burn_in_days=200, empty_start=True)
    assert run.log.time.min() == -200.0
    before, after = run.log[run.log.time < 0.0], run.log[run.log.time >= 0.0]
    assert len(before) > 1000
    assert run.output.counts.sum() == len(after)
    # From an empty start; by day 0 beds are taken, and visits of before do not count in the first year.
    occupied = run.output.integral[0, R.OCCUPIED].sum() / 31.0
    assert occupied > 5.0
    assert run.output.integral[0, R.REGISTERED_LEVEL].sum() / 31.0 == pytest.approx(
        run.output.snapshot[0, :, 0].sum(), rel=0.02)
    began_before = rows(run, L.DISCHARGED)
    flagged = began_before[(began_before.detail & 16) > 0]
    assert len(flagged) and (flagged.time - flagged.value < 0.0).all()


def test_waits_that_never_end_are_kept() -> None:
    """Patience without end and no beds: every request is censored at the end, its wait as long as it stood."""
    run = extreme(
        totals__open_beds=0, leaving__deaths_per_1000_years=0, leaving__losses_per_1000_years=0,
        waiting_list__patience_green_days="unlimited", waiting_list__patience_urgent_days="unlimited",
        waiting_list__patience_elective_days="unlimited")
    asked = rows(run, L.BED_REQUESTED).time
    assert number(run, L.LEFT_LIST) == 0
    assert run.output.integral[:, R.WAITING_BED].sum() == pytest.approx((run.inputs.end - asked).sum())
    assert math.isfinite(run.output.integral.sum())
