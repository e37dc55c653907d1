"""Every tally of `Output`, worked out again from the log in pandas: the recorder counts each row once and rightly.

Counts are equal; sums and integrals, which add the same float64 terms in another order, to 1e-9.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from ledger import ledger
from plans import PLANS, Run, run

from model.care import draws, purposes
from model.care import log as L
from model.care import recorder as R
from model.engines.rules import rules_of
from model.scenario.apportion import value_at

RELATIVE = 1e-9
DAYS = 1e-7

pytestmark = pytest.mark.parametrize("name", PLANS)


def tallied(this: Run) -> pd.DataFrame:
    """Return the rows of the log from the start on, with their month.

    A month's last row is its own end, which happens first in its instant (rule 1.2); what came before the start
    is no part of any month (rule 1.9).
    """
    log, starts = this.log, np.array(this.inputs.month_starts)
    month = np.searchsorted(starts, log.time, side="right") - 1 - (log.event == L.MONTH_ENDED)
    rows = log.assign(month=month, detail=np.minimum(log.detail, L.LAST_DETAIL[log.event]))
    return rows[rows.month >= 0]


def filled(shape: tuple[int, ...], sums: pd.Series) -> np.ndarray:
    result = np.zeros(shape)
    if len(sums):
        result[tuple(np.array(sums.index.to_list()).T)] = sums.to_numpy()
    return result


def test_counts(name: str) -> None:
    this = run(name)
    rows = tallied(this)
    counts = rows.assign(column=L.FIRST_COLUMN[rows.event] + rows.detail).groupby(["month", "region", "column"]).size()
    np.testing.assert_array_equal(filled(this.output.counts.shape, counts), this.output.counts)


def test_every_detail_has_a_column(name: str) -> None:
    """All but the number of the county moved to, which the log alone keeps."""
    log = run(name).log
    assert set(log[log.detail > L.LAST_DETAIL[log.event]].event) <= {L.MOVED}
    assert (log.detail >= 0).all()


def test_sums(name: str) -> None:
    this = run(name)
    sums = tallied(this).groupby(["month", "region", "event"]).value.sum()
    np.testing.assert_allclose(this.output.sums, filled(this.output.sums.shape, sums), rtol=RELATIVE, atol=DAYS)


def test_sums_of_stays(name: str) -> None:
    this = run(name)
    rows = tallied(this)
    stays = rows[rows.event == L.DISCHARGED].groupby(["month", "region", "detail"]).value.sum()
    np.testing.assert_allclose(this.output.stay_sums, filled(this.output.stay_sums.shape, stays), rtol=RELATIVE)


def test_places_open_at_each_months_end(name: str) -> None:
    """The last number before the month end, infinite where unlimited; 0 until the first is said."""
    this = run(name)
    rows = this.log[this.log.event == L.PLACES_CHANGED]
    for month, end in enumerate(this.inputs.month_starts[1:]):
        last = rows[rows.time < end].groupby("place").value.last().reindex(range(len(this.inputs.institutions)))
        places = last.where(last >= 0.0, math.inf).where(last.notna(), 0.0)
        np.testing.assert_array_equal(this.output.places_open[month], places)


def year_of(this: Run, times: pd.Series) -> np.ndarray:
    """Return the calendar year of times, none before the start."""
    years = [min(t for t, y in zip(this.inputs.month_starts, this.inputs.year_of_month, strict=False) if y == year)
             for year in range(len(this.inputs.years))]
    return np.maximum(0, np.searchsorted(years, times, side="right") - 1)


def test_waits(name: str) -> None:
    """Granted and censored, by class, year of the request, county and bin; those cut by the horizon too."""
    this, book = run(name), ledger(name)
    table = pd.DataFrame(book.waits, columns=["kind", "requested", "region", "wait", "outcome"])
    table["year"] = year_of(this, table.requested)
    table["bin"] = np.searchsorted(R.bin_edges()[:-1], table.wait, side="right")
    table.loc[table.wait == 0.0, "bin"] = 0
    keys = ["kind", "year", "region", "outcome", "bin"]
    expected = filled(this.output.waits.shape, table.groupby(keys).size())
    np.testing.assert_array_equal(expected, this.output.waits)
    granted = table[table.outcome == R.GRANTED].groupby(keys[:3]).wait.sum()
    expected = filled(this.output.wait_sums.shape, granted)
    np.testing.assert_allclose(this.output.wait_sums, expected, rtol=RELATIVE)


def test_every_request_is_a_wait_once(name: str) -> None:
    """Requests on the list = granted + censored: nobody who waited is forgotten, nobody counted twice."""
    this = run(name)
    # What is asked for before the start is not counted, whenever it is had (rule 10.3).
    n = this.log[this.log.time >= 0.0].event.value_counts()
    waits = this.output.waits[R.WAIT_BED:].sum()
    assert waits == n.get(L.BED_REQUESTED, 0) - n.get(L.TURNED_AWAY, 0)


def test_pathways(name: str) -> None:
    """Relapse to admission and acceptance to the place: days and persons by year of the beginning.

    A person counts once a year, in the county where the first of the year's pathways ended.
    """
    this = run(name)
    table = pd.DataFrame(ledger(name).ways, columns=["pathway", "began", "region", "days", "entity"])
    table["year"] = year_of(this, table.began)
    of_person = table.groupby(["pathway", "year", "entity"])
    table["region"] = of_person.region.transform("first")
    keys = ["pathway", "year", "region"]
    shape = this.output.pathway_days.shape
    np.testing.assert_array_equal(filled(shape, table.groupby(keys).entity.nunique()), this.output.pathway_people)
    days = filled(shape, table.groupby(keys).days.sum())
    np.testing.assert_allclose(this.output.pathway_days, days, rtol=RELATIVE, atol=DAYS)


def test_cohorts_of_discharges(name: str) -> None:
    """Followed and with a full window, in the month and county of the discharge (rule 10.1)."""
    this = run(name)
    expected = np.zeros_like(this.output.cohort)
    for key, number in ledger(name).cohorts.items():
        expected[key] = number
    np.testing.assert_array_equal(expected, this.output.cohort)
    followed, discharged = this.output.cohort[..., 0], this.output.cohort[..., 1]
    assert (followed <= discharged).all()


def test_integrals_of_capacities(name: str) -> None:
    """Beds and staff by their dated steps (where nobody is hired, leaves or is trained)."""
    this = run(name)
    drifts = [getattr(this.scenario.workforce, p) for p in type(this.scenario.workforce).model_fields]
    if this.inputs.training or any(t.hired_per_year.value or t.leaving_share_per_year.value for t in drifts):
        pytest.skip("staff are hired, leave or are away in training")
    starts = this.inputs.month_starts
    for level, places, steps in (
        (R.OPEN_BEDS, this.inputs.hospitals, "open_beds"), (R.PSYCHIATRISTS, this.inputs.hospitals, "psychiatrists"),
        (R.NURSES, this.inputs.hospitals, "nurses"), (R.HEALTH_STAFF, this.inputs.hospitals, "health_staff"),
        (R.WORKERS, this.inputs.regions, "workers"), (R.REHABILITATION_STAFF, this.inputs.institutions, "staff"),
    ):  # fmt: skip
        for place in places:
            own = getattr(place, steps)
            if len({math.isfinite(value) for _, value in own}) > 1:
                continue  # While there is no limit the level keeps its last number.
            for month, (begin, end) in enumerate(zip(starts[:-1], starts[1:], strict=True)):
                cuts = [begin, *sorted(t for t, _ in own if begin < t < end), end]
                expected = sum(value_at(own, a) * (b - a) for a, b in zip(cuts, cuts[1:], strict=False)
                               if math.isfinite(value_at(own, a)))
                found = this.output.integral[month, level, place.index]
                assert found == pytest.approx(expected, rel=RELATIVE, abs=DAYS), (level, place.name, month)


def test_time_at_each_level(name: str) -> None:
    """Days spent with n patients, n waiting, n places used: the distributions behind P(N = n)."""
    this, book = run(name), ledger(name)
    levels = book.levels()
    days = levels.end.clip(upper=book.end) - levels.begin.clip(lower=0.0)
    levels = levels.assign(days=days)[days > 0.0]
    for row, level in enumerate(R.DISTRIBUTED):
        expected = np.zeros_like(this.output.time_at[row])
        # Until the first change a level is 0.
        expected[:, 0] = book.end
        for (place, n), time in levels[levels.level == level].groupby(["place", "n"]).days.sum().items():
            widest = min(int(n), expected.shape[1] - 1)
            expected[place, widest] += time
            expected[place, 0] -= time
        np.testing.assert_allclose(this.output.time_at[row], expected, rtol=RELATIVE, atol=DAYS)


def test_snapshots(name: str) -> None:
    """What is counted among the registered at every month's end, by county."""
    this, book = run(name), ledger(name)
    for i, column in enumerate(book.COLUMNS):
        np.testing.assert_array_equal(
            np.array(book.snapshots)[:, :, i], this.output.snapshot[:, :, R.SNAPSHOTS.index(column)], err_msg=column)


def test_snapshot_of_standardised_management(name: str) -> None:
    """Managed and never out of standard: no more than the managed less those with a missed deadline this year."""
    this = run(name)
    column = {c: this.output.snapshot[:, :, i] for i, c in enumerate(R.SNAPSHOTS)}
    assert (column["standardised"] <= column["managed"]).all()
    assert (column["rehabilitation_standard"] <= column["rehabilitation_registered"] + 1e-9).all()
    served = column["in_day"] + column["in_supported"] + column["in_home_support"]
    assert (served <= column["rehabilitation_registered"]).all()


def test_staff_table(name: str) -> None:
    """Beds and patients of every hospital at every month's end."""
    this, book = run(name), ledger(name)
    column = {c: this.output.staff[:, :, i] for i, c in enumerate(R.STAFF_COLUMNS)}
    levels = book.levels()
    for month, end in enumerate(this.inputs.month_starts[1:]):
        held = levels[(levels.begin < end) & (levels.end >= end) & (levels.begin < levels.end)]
        for level, name_of in ((R.OCCUPIED, "occupied"), (R.STAFFED, "staffed_beds")):
            n = held[held.level == level].set_index("place").n.reindex(range(len(this.inputs.hospitals)), fill_value=0)
            # Of beds without limit the ledger keeps no number.
            limited = np.isfinite(column[name_of][month])
            np.testing.assert_array_equal(
                column[name_of][month][limited], n[limited], err_msg=f"{name_of}, month {month}")
        just_before = np.nextafter(end, 0.0)
        np.testing.assert_array_equal(
            column["open_beds"][month], [value_at(h.open_beds, just_before) for h in this.inputs.hospitals])
    least = np.minimum.reduce([column[c] for c in ("open_beds", "by_psychiatrists", "by_nurses", "by_health_staff")])
    np.testing.assert_array_equal(column["staffed_beds"], least)


def test_days_of_work_of_teams(name: str) -> None:
    """The work of every visit that ended: at least those with a result, at most all that were started.

    A visit whose person dies, moves or is admitted meanwhile runs out its time without a row (rule 8.1).
    """
    this, rules = run(name), rules_of(run(name).inputs)
    log = this.log
    visits = log[log.event.isin([L.VISIT_STARTED, L.VISIT_COMPLETED, L.VISIT_FAILED])]
    visits = visits.sort_values(["entity", "time", "event"], kind="stable")
    started = visits[visits.event == L.VISIT_STARTED]
    attempt = started.groupby("entity").cumcount() + 1
    telephone = [not joint and draws.uniform(this.seed, this.replication, e, purposes.VISIT_TELEPHONE, k) < rules.telephone
                 for e, k, joint in zip(started.entity, attempt, started.detail, strict=True)]
    work = pd.Series(np.where(telephone, rules.visit, rules.visit + rules.travel), started.index)
    following = visits.event.shift(-1).where(visits.entity.shift(-1) == visits.entity)[started.index]
    done = following.isin([L.VISIT_COMPLETED, L.VISIT_FAILED])
    ended = visits.time.shift(-1)[started.index]
    least, most = work[done & (ended >= 0.0)].sum(), work[(started.time >= 0.0) | (ended >= 0.0)].sum()
    total = this.output.integral[:, R.TEAM_BUSY].sum()
    assert least * (1 - RELATIVE) <= total <= most * (1 + RELATIVE)
    assert least > 0.9 * most, "most visits end with a result, so the bounds are narrow"
