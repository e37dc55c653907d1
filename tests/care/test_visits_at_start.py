"""Where people stand between two visits on the first day: shares and mean of the states, and the wait in balance."""

from __future__ import annotations

import numpy as np
import pytest

from model.care import visits_at_start as rules
from model.care.relapse import treated_per_inpatient

N = 40_000
U = (np.arange(N) + 0.5) / N


def states(gap: float, wait: float, fail: float, retry: float, to_loss: float) -> np.ndarray:
    """Return (failures, open for) at equally spaced points of the way."""
    way = (gap, wait, fail, retry, to_loss)
    failures = [rules.failures_at_start(u, *way) for u in U]
    return np.array([(k, rules.open_for_at_start(u, k, *way)) for u, k in zip(U, failures, strict=True)])


def test_each_state_has_the_share_of_its_time() -> None:
    """20 days closed, 10 waiting, 7 after the first of two failures in a row (1 in 2), 7 after the second (1 in 4)."""
    failures, open_for = states(20.0, 10.0, 0.5, 7.0, 3.0).T
    total = 20.0 + 10.0 + 3.5 + 1.75
    assert np.mean(open_for < 0.0) == pytest.approx(20.0 / total, abs=2 / N)
    assert np.mean((failures == 0) & (open_for >= 0.0)) == pytest.approx(10.0 / total, abs=2 / N)
    assert np.mean(failures == 1) == pytest.approx(3.5 / total, abs=2 / N)
    assert np.mean(failures == 2) == pytest.approx(1.75 / total, abs=2 / N)
    # Uniform within each: not yet open for up to the gap, waiting for up to the wait, and so on in turn.
    for k, low, high in ((0, -20.0, 10.0), (1, 10.0, 17.0), (2, 17.0, 24.0)):
        inside = open_for[failures == k]
        assert (inside.min(), inside.max()) == pytest.approx((low, high), abs=0.01)
        assert inside.mean() == pytest.approx((low + high) / 2.0, abs=0.01)


def test_the_next_attempt_is_within_the_days_of_a_failure() -> None:
    failures, open_for = states(4.0, 3.0, 0.15, 7.0, 3.0).T
    after = [rules.next_attempt_in(o, int(k), 3.0, 7.0) for k, o in zip(failures, open_for, strict=True) if k]
    assert min(after) > 0.0 and max(after) <= 7.0
    assert np.mean(after) == pytest.approx(3.5, abs=0.02)


def test_without_failures_and_waits_only_the_gap_is_left() -> None:
    failures, open_for = states(80.0, 0.0, 0.0, 7.0, 3.0).T
    assert not failures.any()
    assert open_for == pytest.approx(80.0 * (U - 1.0))


def test_a_lead_longer_than_the_interval_leaves_no_gap() -> None:
    assert rules.gap_until_opening(14.0, 21.0) == 0.0
    assert rules.gap_until_opening(90.0, 10.0) == 80.0


def test_attempts_end_with_the_loss() -> None:
    """1 + 1/2 + 1/4 attempts, and 7 days after each failure that is not the last."""
    assert rules.attempts_per_visit(0.5, 3.0) == 1.75
    assert rules.failure_days(0.5, 7.0, 3.0) == 5.25
    assert rules.failure_days(0.0, 7.0, 3.0) == 0.0


def test_the_wait_brings_what_is_asked_for_down_to_the_hours() -> None:
    """100 people at a gap of 4 days would ask for 25 visits a day; 5 a day can be made when they wait 16."""
    assert rules.wait_in_balance(5.0, 0.0, 0.0, 100.0, 80.0, 20.0, 4.0, 0.0, 1.0) == pytest.approx(16.0, abs=1e-5)
    wait = rules.wait_in_balance(3.0, 40.0, 15.0, 90.0, 80.0, 20.0, 4.0, 1.2, 1.17)
    asked = 1.17 * sum(n / (g + wait + 1.2) for n, g in ((40.0, 80.0), (15.0, 20.0), (90.0, 4.0)))
    assert asked == pytest.approx(3.0, rel=1e-5)


@pytest.mark.parametrize("capacity", [25.0, 1000.0, np.inf, 0.0])
def test_nobody_waits_where_hours_suffice_or_nobody_works(capacity: float) -> None:
    assert rules.wait_in_balance(capacity, 0.0, 0.0, 100.0, 80.0, 20.0, 4.0, 0.0, 1.0) == pytest.approx(0.0, abs=2e-6)


def test_treated_at_home_and_in_hospital_are_in_the_proportion_of_rate_and_length() -> None:
    """Of 10 relapses 7 are admitted for 90 days and 3 treated at home for 42: 630 person-days beside 126."""
    assert treated_per_inpatient(42.0, 90.0, 0.7) == pytest.approx(126.0 / 630.0)
    assert treated_per_inpatient(42.0, 90.0, 1.0) == 0.0
    assert treated_per_inpatient(42.0, 90.0, 0.0) == 0.0
