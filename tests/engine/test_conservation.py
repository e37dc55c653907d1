"""Nobody appears, doubles or vanishes; beds and places hold no more than they can (rules 1.2 to 1.4, 5.5, 6.1, 8).

Every statement is checked row by row on the whole log of several plans by `ledger.Ledger`. What it must notice is
tried at the end, on logs that were tampered with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from ledger import Ledger, ledger
from plans import PLANS, run

from model.care import events
from model.care import log as L
from model.care import recorder as R
from model.care.draws import identity_stream

RULES = {
    "everybody is known": "nobody is in the log who was not registered, did not arrive, was not there at the start",
    "registered once": "a person is registered once",
    "one bed each": "nobody is admitted, or asks for a bed, while in hospital or on the list (conservation)",
    "nobody is admitted unasked": "a bed is given to a request (rule 5.3)",
    "discharged from where one lies": "who is discharged was admitted to that hospital: each is in one place",
    "one place each": "a rehabilitation place is asked for, taken up, held and left in that order (rule 6)",
    "one episode at a time": "no relapse in an episode (rule 4.1)",
    "one visit at a time": "a visit is opened, started and ended in that order (rule 3)",
    "no visits in hospital": "admission cancels the visit, none is opened before discharge (rule 3.6)",
    "the lost are not visited": "the lost have no open visit (rule 3.4)",
    "lost and found": "only who was lost is found again (rule 3.4)",
    "one examination a year": "the examination is yearly (rule 3.5)",
    "crises are outside hospital": "the hazard of crises runs outside hospital alone (rule 4.5)",
    "only people outside hospital move": "rule 8.2",
    "nobody acts after death": "death and leaving end every wait at once (rule 8.1)",
    "no admission to a full hospital": "none while patients + blocked + turnover ≥ staffed beds (rule 5.5)",
    "an excess only falls": "if staffing falls below the patients, the excess may only fall (rule 5.5)",
    "the blocked keep their bed": "the blocked stay in their bed (rule 5.7)",
    "ageing stops below emergency": "rule 5.2",
    "ageing and overflow in time": "counted from the request, which keeps its time (rules 5.2, 5.3, 8.2)",
    "order of the list": "first in list order among those eligible, for beds and for places (rules 5.3, 6.1)",
    "the region's list of hospitals": "own list first, other hospitals after overflow alone (rule 5.3)",
    "the region's list of institutions": "rule 6.1",
    "no free bed beside a waiter": "no handler ends with a free staffed bed and an eligible waiter (rule 1.3)",
    "no free place beside a waiter": "likewise place (rule 1.3)",
    "places used within places": "places used never rise above the places (rule 6.1)",
    "patience": "waiting is given up a drawn time after the request, also after a move (rules 5.6, 8.2)",
    "time goes on": "times of the log never decrease (rule 1.2)",
    "the row says what happened": "waits, stays, classes and flags of a row are those that its history gives",
}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.replace(" ", "-"))
def test_no_row_breaks_the_rule(name: str, rule: str) -> None:
    faults = ledger(name).faults.get(rule, [])
    assert not faults, f"{RULES[rule]}: {len(faults)} rows, first: {faults[:3]}"


@pytest.mark.parametrize("name", PLANS)
def test_every_rule_looked_for_is_listed(name: str) -> None:
    # A fault under a name that nobody asserts would be overlooked.
    assert set(ledger(name).faults) <= set(RULES)


@pytest.mark.parametrize("name", PLANS)
def test_the_runs_have_what_they_should_test(name: str) -> None:
    # A check of an empty log proves nothing.
    counts = run(name).log.event.value_counts()
    for event in (L.RELAPSED, L.ADMITTED, L.DISCHARGED, L.BED_FREED, L.VISIT_COMPLETED, L.DIED):
        assert counts.get(event, 0) > 5, L.EVENT_NAMES[event]


def test_the_squeezed_plan_has_every_strain() -> None:
    counts = run("qujing squeezed").log.event.value_counts()
    for event in (L.TURNED_AWAY, L.CLASS_RAISED, L.OVERFLOW_ALLOWED, L.LEFT_LIST, L.BLOCKED, L.REVIEWED, L.MOVED,
                  L.LEFT_CITY, L.ASKED_AGAIN, L.WITHDRAWN, L.PLACE_HELD, L.PLACE_RELEASED, L.PLACE_RESUMED,
                  L.DROPPED_OUT, L.PLACES_CHANGED, L.STAFFED_BEDS_CHANGED, L.LOST_TO_FOLLOW_UP, L.FOUND_AGAIN):  # fmt: skip
        assert counts.get(event, 0) > 0, L.EVENT_NAMES[event]
    book = ledger("qujing squeezed")
    falls = pd.Series(book.staffed).sum(), sum(book.patients)
    assert falls[1] > 0, "nobody in hospital"


@pytest.mark.parametrize("name", PLANS)
def test_admitted_are_discharged_or_still_in(name: str) -> None:
    """Start + admitted - discharged = in hospital at the end, for every hospital, by the engine's last count."""
    this = run(name)
    log, hospitals = this.log, len(this.inputs.hospitals)
    admitted = log[log.event == L.ADMITTED].groupby("place").size().reindex(range(hospitals), fill_value=0)
    discharged = log[log.event == L.DISCHARGED].groupby("place").size().reindex(range(hospitals), fill_value=0)
    start = [h.occupied_at_start for h in this.inputs.hospitals]
    occupied = this.output.staff[-1, :, R.STAFF_COLUMNS.index("occupied")]
    np.testing.assert_array_equal(start + admitted - discharged, occupied)


@pytest.mark.parametrize("name", PLANS)
def test_registered_are_home_or_in_hospital(name: str) -> None:
    """Registered = registered ever - dead - gone; those in hospital = admitted - discharged (registered alone)."""
    this = run(name)
    log, last = this.log, this.output.snapshot[-1]
    counted = dict(zip(R.SNAPSHOTS, last.sum(0), strict=True))
    n = log.event.value_counts()
    assert counted["registered"] == n[L.REGISTERED] - n.get(L.DIED, 0) - n.get(L.LEFT_CITY, 0)
    person = log.entity.map(identity_stream).isin([events.REGISTERED_STREAM, events.UNDETECTED_STREAM])
    at_start = sum(k for r in this.inputs.regions for _, k in r.start_inpatients)
    inside = at_start + (person & (log.event == L.ADMITTED)).sum() - (person & (log.event == L.DISCHARGED)).sum()
    assert counted["inpatient"] == inside


@pytest.mark.parametrize("name", PLANS)
def test_levels_of_registered_and_home_differ_by_those_in_hospital(name: str) -> None:
    """At every instant a registered person is at home or in a bed: the ledger's levels say so at every change."""
    book = ledger(name)
    table = pd.DataFrame(book.changes, columns=["time", "level", "place", "delta"])
    total = table.groupby(["time", "level"]).delta.sum().astype(float).unstack(fill_value=0.0).cumsum()
    total = total.reindex(columns=range(R.LEVELS), fill_value=0.0)
    others = {e: b for e, b in book.bodies.items() if not b.registered}
    assert (total[R.REGISTERED_LEVEL] >= total[R.HOME_LEVEL]).all()
    inside = total[R.REGISTERED_LEVEL] - total[R.HOME_LEVEL]
    assert (inside <= total[R.OCCUPIED]).all(), "a registered person in hospital lies in a bed"
    if not others:
        assert (inside == total[R.OCCUPIED]).all()
    for level in (R.OCCUPIED, R.BLOCKED, R.TURNOVER, R.WAITING_BED, R.WAITING_PLACE, R.PLACES_USED, R.CLIENTS):
        assert (total[level] >= 0).all()


@pytest.mark.parametrize("name", PLANS)
def test_month_end_comes_first_in_its_instant(name: str) -> None:
    """December is closed before January's beds open (rule 1.2); at the end only the month end happens."""
    this = run(name)
    ends = this.log[this.log.event == L.MONTH_ENDED]
    np.testing.assert_array_equal(ends.time, this.inputs.month_starts[1:])
    for row, time in ends.time.items():
        assert row == 0 or this.log.time[row - 1] < time
    assert ends.index[-1] == len(this.log) - 1


@pytest.mark.parametrize("name", PLANS)
def test_capacity_changes_come_before_people_in_their_instant(name: str) -> None:
    """Month end, then capacity, then everything of people (rule 1.2), on every date on which a number changes."""
    log = run(name).log
    log = log[log.time > log.time.iloc[0]]
    changes = log[log.event.isin([L.STAFFED_BEDS_CHANGED, L.PLACES_CHANGED])].groupby("time").apply(
        lambda rows: rows.index[-1], include_groups=False)
    own = [L.DIED, L.MOVED, L.RELAPSED, L.CRISIS_EVENT, L.VISIT_OPENED, L.VISIT_MISSED, L.CLASS_ARRIVED]
    for time, last in changes.items():
        people = log[(log.time == time) & log.event.isin(own)]
        assert (people.index > last).all(), f"at {time}"


# --- the ledger notices --------------------------------------------------------------------------------------


def _admitted(log: pd.DataFrame) -> int:
    """Return a row on which a registered person is admitted, who is discharged later."""
    person = log.entity.map(identity_stream) == events.REGISTERED_STREAM
    rows = log[person & (log.event == L.ADMITTED)]
    left = set(log.entity[log.event == L.DISCHARGED])
    return int(rows.index[rows.entity.isin(left)][0])


def _again(log: pd.DataFrame, row: int, **changed: object) -> pd.DataFrame:
    """Return the log with a row a second time, changed."""
    copy = log.loc[[row]].assign(**changed)
    return pd.concat([log.loc[:row], copy, log.loc[row + 1:]], ignore_index=True)


def _admitted_twice(log: pd.DataFrame) -> pd.DataFrame:
    return _again(log, _admitted(log))


def _visited_in_hospital(log: pd.DataFrame) -> pd.DataFrame:
    return _again(log, _admitted(log), event=L.VISIT_COMPLETED)


def _acts_after_death(log: pd.DataFrame) -> pd.DataFrame:
    row = log.index[log.event == L.DIED][0]
    later = log.index[log.time > log.time[row]][0]
    return _again(log, later, entity=log.entity[row], region=log.region[row], event=L.RELAPSED)


def _one_bed_fewer(log: pd.DataFrame) -> pd.DataFrame:
    changed = log.copy()
    first = log.index[log.event == L.STAFFED_BEDS_CHANGED][0]
    changed.loc[first, "value"] = 1.0
    return changed


def _one_bed_more(log: pd.DataFrame) -> pd.DataFrame:
    changed = log.copy()
    changed.loc[log.event == L.STAFFED_BEDS_CHANGED, "value"] += 1.0
    return changed


def _time_goes_back(log: pd.DataFrame) -> pd.DataFrame:
    changed = log.copy()
    changed.loc[len(log) // 2, "time"] -= 5.0
    return changed


def _another_hospital(log: pd.DataFrame) -> pd.DataFrame:
    changed = log.copy()
    row = log.index[log.event == L.DISCHARGED][0]
    changed.loc[row, "place"] = (log.place[row] + 1) % 5
    return changed


def _wrong_wait(log: pd.DataFrame) -> pd.DataFrame:
    changed = log.copy()
    changed.loc[_admitted(log), "value"] += 1e-9
    return changed


def _place_taken_twice(log: pd.DataFrame) -> pd.DataFrame:
    return _again(log, int(log.index[log.event == L.REHABILITATION_STARTED][0]))


@pytest.mark.parametrize(("tamper", "rule"), [
    (_admitted_twice, "one bed each"),
    (_visited_in_hospital, "no visits in hospital"),
    (_acts_after_death, "nobody acts after death"),
    (_one_bed_fewer, "no admission to a full hospital"),
    (_one_bed_more, "no free bed beside a waiter"),
    (_time_goes_back, "time goes on"),
    (_another_hospital, "discharged from where one lies"),
    (_wrong_wait, "the row says what happened"),
    (_place_taken_twice, "one place each"),
])  # fmt: skip
def test_the_ledger_notices(tamper: Callable[[pd.DataFrame], pd.DataFrame], rule: str) -> None:
    this = run("qujing squeezed")
    assert rule in Ledger(replace(this, log=tamper(this.log))).faults
