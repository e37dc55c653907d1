"""The time that is left: right for workers that report together, for a session that goes on, between reports."""

from __future__ import annotations

import pytest

from model.cli.progress import TimeLeft


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_two_workers_that_report_together(clock: Clock) -> None:
    """20 pieces of 10 s on two workers take 100 s: after the first two, 90 are left, and 80 after the next."""
    left = TimeLeft(clock)
    left.report(0, 20)
    assert left.seconds is None, "nothing was done of which to tell"
    for pair, expected in ((1, 90.0), (2, 80.0)):
        clock.now += 10.0
        left.report(2 * pair - 1, 20)
        clock.now += 1e-6
        left.report(2 * pair, 20)
        assert left.seconds == pytest.approx(expected, abs=1e-3)


def test_what_was_done_before_took_no_time(clock: Clock) -> None:
    """A session that goes on from 90 of 100: one in 10 s leaves nine, 90 s."""
    left = TimeLeft(clock)
    left.report(90, 100)
    clock.now += 10.0
    left.report(91, 100)
    assert left.seconds == pytest.approx(90.0)


def test_between_reports_time_runs_but_not_for_ever(clock: Clock) -> None:
    """Ten done at once in 10 s, 30 to do: 30 s; 4 s later 26; much later still the 20 s of what was not begun."""
    left = TimeLeft(clock)
    left.report(0, 40)
    clock.now += 10.0
    left.report(10, 40)
    assert left.seconds == pytest.approx(30.0)
    clock.now += 4.0
    assert left.seconds == pytest.approx(26.0)
    clock.now += 100.0
    assert left.seconds == pytest.approx(20.0)
    left.report(40, 40)
    assert left.seconds == 0.0
