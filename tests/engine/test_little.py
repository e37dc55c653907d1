"""Little's law L = λW as an identity of accounts: people × days waited = the integral of the queue.

The left side is a sum over people (each with a beginning and an end, from the log), the right side the recorder's
sum over time. They are kept by different code; any wait that is lost, counted twice or put in another year breaks it.
"""

from __future__ import annotations

import numpy as np
import pytest
from ledger import Ledger, ledger
from plans import PLANS, run

from model.care import recorder as R

RELATIVE = 1e-9
"""Sums of up to a million float64 terms in another order."""
DAYS = 1e-7

DERIVED = {
    R.OCCUPIED: "patients", R.BLOCKED: "blocked", R.TURNOVER: "turnover", R.STAFFED: "staffed beds",
    R.WAITING_BED: "bed list", R.PLACES_USED: "places used", R.WAITING_PLACE: "place list",
    R.WAITING_CLINIC: "clinic queue", R.REGISTERED_LEVEL: "registered", R.PLACES_OPEN: "places", R.CLIENTS: "clients",
    R.HOME_LEVEL: "at home", R.LONG_STAYERS: "long-stayers",
}  # fmt: skip
"""Levels that can be worked out from the log."""


def within(book: Ledger, spells: list[tuple[float, float]]) -> float:
    """Return the person-days of spells that fall between start and end."""
    begin, end = np.array(spells or [(0.0, 0.0)]).T
    return float((np.minimum(end, book.end) - np.maximum(begin, 0.0)).clip(min=0.0).sum())


def asked(book: Ledger, kinds: range) -> list[tuple[float, float]]:
    return [(requested, requested + wait) for kind, requested, _, wait, _ in book.every_wait if kind in kinds]


def recorded(name: str, level: int) -> float:
    return float(run(name).output.integral[:, level].sum())


@pytest.mark.parametrize("name", PLANS)
def test_bed_list(name: str) -> None:
    waits = asked(ledger(name), range(R.WAIT_BED, R.WAITS))
    assert recorded(name, R.WAITING_BED) == pytest.approx(within(ledger(name), waits), rel=RELATIVE, abs=DAYS)


@pytest.mark.parametrize("name", PLANS)
def test_assessment_queue(name: str) -> None:
    """Relapses wait with outpatients and reviews in one queue; those still waiting at the end count until then."""
    book = ledger(name)
    waits = asked(book, range(R.WAIT_ASSESSMENT, R.WAIT_ASSESSMENT + 1)) + book.outpatients
    assert within(book, waits) > 0.0
    assert recorded(name, R.WAITING_CLINIC) == pytest.approx(within(book, waits), rel=RELATIVE, abs=DAYS)


@pytest.mark.parametrize("name", PLANS)
def test_place_list(name: str) -> None:
    """Time on the list: processing before and days in hospital, when one is passed over, are no part of it."""
    book = ledger(name)
    assert recorded(name, R.WAITING_PLACE) == pytest.approx(within(book, book.listed), rel=RELATIVE, abs=DAYS)


@pytest.mark.parametrize("name", PLANS)
def test_hospital_stays(name: str) -> None:
    """Mean patients × days = admissions (and those there at the start) × mean stay within the horizon."""
    book = ledger(name)
    assert len(book.stays) > 50
    assert recorded(name, R.OCCUPIED) == pytest.approx(within(book, book.stays), rel=RELATIVE)


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("level", DERIVED, ids=lambda level: DERIVED[level].replace(" ", "-"))
def test_the_recorders_integrals_are_those_of_the_log(name: str, level: int) -> None:
    """By month and place."""
    np.testing.assert_allclose(
        run(name).output.integral[:, level], ledger(name).integrals()[:, level], rtol=RELATIVE, atol=DAYS)


def test_something_waits_everywhere() -> None:
    """The squeezed plan fills every queue, so that no identity is 0 = 0."""
    for level in DERIVED:
        assert recorded("qujing squeezed", level) > 1.0, DERIVED[level]
