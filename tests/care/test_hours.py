"""Working hours (Rule 1.6) against a calendar walked in steps of five minutes."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model.care.hours import (
    finish,
    instant_at_share,
    is_open,
    next_opening,
    open_days_of,
    servers_of,
    worked_between,
    working_days_after,
)

STEPS_PER_DAY = 288
MONDAY_TO_FRIDAY = 0b0011111
WEEKENDS_TOO = 0b1111111

CLINIC = (8 / 24, 8 / 24, MONDAY_TO_FRIDAY, 0)
ROUND_THE_CLOCK = (0.0, 1.0, WEEKENDS_TOO, 0)


class StepCalendar:
    """A pool whose hours are whole numbers of steps; walks step by step, in integers."""

    def __init__(self, opens_step: int, open_steps: int, mask: int, weekday0: int) -> None:
        self.opens_step, self.open_steps, self.mask, self.weekday0 = opens_step, open_steps, mask, weekday0

    def parameters(self) -> tuple[float, float, int, int]:
        return self.opens_step / STEPS_PER_DAY, self.open_steps / STEPS_PER_DAY, self.mask, self.weekday0

    def works(self, step: int) -> bool:
        """Whether the pool is open during the step that begins at `step`."""
        for day in (step // STEPS_PER_DAY, step // STEPS_PER_DAY - 1):
            weekday = (day + self.weekday0) % 7
            since_opening = step - (day * STEPS_PER_DAY + self.opens_step)
            if self.mask >> weekday & 1 and 0 <= since_opening < self.open_steps:
                return True
        return False

    def next_working_step(self, step: int) -> int:
        while not self.works(step):
            step += 1
        return step

    def finish(self, step: int, work: int) -> int:
        while work > 0:
            work -= self.works(step)
            step += 1
        return step


def days(steps: float) -> float:
    return float(Fraction(steps) / STEPS_PER_DAY)


calendars = st.builds(
    StepCalendar,
    st.integers(0, STEPS_PER_DAY - 1),
    # Short, ordinary and long days; round the clock often enough to be tried.
    st.one_of(st.integers(1, STEPS_PER_DAY), st.just(STEPS_PER_DAY)),
    st.one_of(st.integers(1, WEEKENDS_TOO), st.just(MONDAY_TO_FRIDAY), st.just(WEEKENDS_TOO)),
    st.integers(0, 6),
)
# Some before time 0 (a burn-in), some years later, where a float64 has fewer digits to spare.
steps = st.one_of(
    st.integers(-20 * STEPS_PER_DAY, 20 * STEPS_PER_DAY),
    st.integers(0, 20 * STEPS_PER_DAY).map(lambda step: step + 9000 * STEPS_PER_DAY),
)


@given(calendars, steps)
def test_open_when_the_step_calendar_works(calendar: StepCalendar, step: int) -> None:
    # In the middle of a step, so that rounding cannot move it across an opening or a closing.
    middle = days(step + 0.5)
    assert is_open(middle, *calendar.parameters()) == calendar.works(step)


@given(calendars, steps)
def test_next_opening_is_the_next_step_worked(calendar: StepCalendar, step: int) -> None:
    middle = days(step + 0.5)
    opening = next_opening(middle, *calendar.parameters())
    if calendar.works(step):
        assert opening == middle
    else:
        assert opening == pytest.approx(days(calendar.next_working_step(step)), abs=1e-8)
        assert opening > middle
    # What it returns is open, to the last bit: else a queue would be called at an opening and find it shut.
    assert is_open(opening, *calendar.parameters())


@given(calendars, steps, st.integers(1, 700))
def test_work_ends_where_the_step_calendar_has_done_it(calendar: StepCalendar, step: int, work: int) -> None:
    # Starts and ends fall on openings and closings often: what ends at closing ends then, not next morning.
    expected = days(calendar.finish(step, work))
    assert finish(days(step), days(work), *calendar.parameters()) == pytest.approx(expected, abs=1e-8)


@given(calendars, steps, st.integers(0, 6000))
def test_worked_time_is_the_number_of_steps_worked(calendar: StepCalendar, step: int, length: int) -> None:
    expected = sum(calendar.works(each) for each in range(step, step + length))
    worked = worked_between(days(step), days(step + length), *calendar.parameters())
    assert worked == pytest.approx(days(expected), abs=1e-8)


@given(calendars, st.floats(-50, 20_000), st.floats(1e-6, 10))
def test_the_time_worked_until_the_end_is_the_work(calendar: StepCalendar, t: float, work: float) -> None:
    assume(work * STEPS_PER_DAY / calendar.open_steps < 300)
    end = finish(t, work, *calendar.parameters())
    assert end > t
    assert worked_between(t, end, *calendar.parameters()) == pytest.approx(work, abs=3e-9)


@given(st.floats(0, 40_000), st.floats(0, 1000), st.floats(0, 1, exclude_max=True), st.integers(0, 6))
def test_a_pool_that_never_closes_adds_work_to_the_clock_exactly(
    t: float, work: float, opens_at: float, weekday0: int
) -> None:
    # So that a model without working hours is the textbook queue, bit for bit.
    pool = (opens_at, 1.0, WEEKENDS_TOO, weekday0)
    assert finish(t, work, *pool) == t + work
    assert next_opening(t, *pool) == t
    assert is_open(t, *pool)
    assert worked_between(t, t + work, *pool) == (t + work) - t


@pytest.mark.parametrize("day", [0.0, 7.0, 3003.0, 36_505.0])
@pytest.mark.parametrize("opens_at", [0.0, 8 / 24, 8.5 / 24, 0.1])
@pytest.mark.parametrize("open_days", [8 / 24, 7.5 / 24, 0.1, 1 / 3 * 0.7])
def test_open_at_the_opening_instant_and_shut_at_the_closing_instant(
    day: float, opens_at: float, open_days: float
) -> None:
    pool = (opens_at, open_days, MONDAY_TO_FRIDAY, 0)
    opening = next_opening(day - 1.0, *pool)
    assert opening == day + opens_at
    assert is_open(opening, *pool)
    assert not is_open(math.nextafter(opening, -math.inf), *pool)
    closing = finish(opening, open_days, *pool)
    assert not is_open(closing, *pool)
    assert is_open(math.nextafter(closing, -math.inf), *pool)
    assert next_opening(closing, *pool) == (day + 1.0) + opens_at


def test_jobs_that_fill_the_day_end_at_closing_in_spite_of_rounding() -> None:
    # 80 jobs of 0.1 hours: none is left to end the next morning for a rounding error's sake.
    for monday in (0.0, 7.0, 7007.0, 35_007.0):
        now = monday + 8 / 24
        for _ in range(80):
            assert is_open(now, *CLINIC)
            now = finish(now, 0.1 / 24, *CLINIC)
        assert now == (monday + 8 / 24) + 8 / 24


def test_work_waits_over_the_weekend() -> None:
    # Friday 15:00, closing at 16:00: two hours of work end on Monday at 9:00.
    assert finish(4 + 15 / 24, 2 / 24, *CLINIC) == pytest.approx(7 + 9 / 24, abs=1e-12)
    # The same date when the clock started on a Thursday is a Monday (day 4), and the work ends on Tuesday.
    assert finish(4 + 15 / 24, 2 / 24, 8 / 24, 8 / 24, MONDAY_TO_FRIDAY, 3) == pytest.approx(5 + 9 / 24)
    # Work brought at night starts at the opening.
    assert finish(0.1, 1 / 24, *CLINIC) == pytest.approx(9 / 24)


def test_a_night_shift_belongs_to_the_day_on_which_it_opens() -> None:
    fridays_20_to_6 = (20 / 24, 10 / 24, 0b0010000, 0)
    assert is_open(4 + 21 / 24, *fridays_20_to_6)
    assert is_open(5 + 5.9 / 24, *fridays_20_to_6)
    assert not is_open(5 + 6.1 / 24, *fridays_20_to_6)
    assert not is_open(4 + 5 / 24, *fridays_20_to_6)


def test_a_pool_without_days_or_hours_never_opens() -> None:
    for pool in ((8 / 24, 8 / 24, 0, 0), (8 / 24, 0.0, WEEKENDS_TOO, 0)):
        assert not is_open(0.5, *pool)
        assert next_opening(0.5, *pool) == math.inf
        assert finish(0.5, 0.1, *pool) == math.inf
        assert worked_between(0.0, 30.0, *pool) == 0.0
    assert next_opening(math.inf, *CLINIC) == finish(math.inf, 0.1, *CLINIC) == math.inf
    assert finish(0.5, math.inf, *CLINIC) == math.inf


def test_nothing_is_worked_backwards() -> None:
    assert worked_between(3.5, 3.5, *CLINIC) == worked_between(3.5, 2.5, *CLINIC) == 0.0
    assert worked_between(3.5, 2.5, *ROUND_THE_CLOCK) == 0.0


@given(st.floats(-50, 5000), st.integers(0, 40), st.integers(1, WEEKENDS_TOO), st.integers(0, 6))
def test_working_days_after_counts_dates(t: float, n: int, mask: int, weekday0: int) -> None:
    # Walk the dates after that of t; the midnight after the n-th working one ends it.
    date, counted = math.floor(t), 0
    while counted < n:
        date += 1
        counted += mask >> ((date + weekday0) % 7) & 1
    assert working_days_after(t, n, mask, weekday0) == date + 1


def test_ten_working_days_after_a_discharge_are_two_weeks() -> None:
    # Discharged on a Wednesday, at any hour: by the end of Wednesday two weeks later.
    assert working_days_after(2.0, 10, MONDAY_TO_FRIDAY, 0) == 17.0
    assert working_days_after(2.99, 10, MONDAY_TO_FRIDAY, 0) == 17.0
    # On a Saturday: Friday of the second week.
    assert working_days_after(5.5, 10, MONDAY_TO_FRIDAY, 0) == 19.0
    assert working_days_after(5.5, 1, 0, 0) == math.inf


@pytest.mark.parametrize(
    ("n_staff", "share", "servers"),
    # 100 × 0.07 is 7.000000000000001 and makes 7 servers; 2.01 and 3.3 are truly above a whole number.
    [(30, 0.1, 3), (3, 1.1, 4), (100, 0.07, 7), (201, 0.01, 3), (5, 1.0, 5), (0, 0.5, 0), (4, 0.0, 0)]
    + [(1, 0.001, 1), (2.5, 1.0, 3), (10, 0.25, 3), (3_000_000, 0.1, 300_000)],
)
def test_a_share_of_staff_is_rounded_up_to_servers(n_staff: float, share: float, servers: int) -> None:
    assert servers_of(n_staff, share) == servers


@given(st.integers(0, 2000), st.integers(0, 1000))
def test_servers_equal_the_exact_ceiling_of_a_share_in_thousandths(n_staff: int, thousandths: int) -> None:
    assert servers_of(n_staff, thousandths / 1000) == math.ceil(Fraction(n_staff * thousandths, 1000))


@given(st.integers(1, 500), st.integers(1, 1000), st.floats(0.5, 24.0))
def test_rounding_up_to_servers_neither_loses_nor_gives_hours(
    n_staff: int, thousandths: int, hours: float
) -> None:
    share = thousandths / 1000
    servers, open_days = servers_of(n_staff, share), open_days_of(n_staff, share, hours)
    assert servers * open_days * 24 == pytest.approx(n_staff * share * hours, rel=1e-8)
    assert open_days <= hours / 24


def test_a_whole_number_of_staff_is_open_for_the_full_hours() -> None:
    # 100 × 0.07 is 7.000000000000001: 7 servers, and not open a moment longer than any others.
    assert open_days_of(100, 0.07, 8.0) == open_days_of(7, 1.0, 8.0) == 8.0 / 24.0
    # 3.3 of them are 4 servers, open 82.5% of the time.
    assert open_days_of(33, 0.1, 8.0) == pytest.approx(8.0 / 24.0 * 0.825, rel=1e-14)


def test_staff_without_a_share_are_open_at_no_time() -> None:
    assert open_days_of(0, 0.5, 8.0) == open_days_of(10, 0.0, 8.0) == 0.0


@given(calendars, st.lists(st.floats(0, 60), min_size=2, max_size=6))
def test_time_worked_adds_up(calendar: StepCalendar, times: list[float]) -> None:
    times = sorted(times)
    parts = sum(worked_between(low, high, *calendar.parameters()) for low, high in pairwise(times))
    assert parts == pytest.approx(worked_between(times[0], times[-1], *calendar.parameters()), abs=1e-9)


def test_appointments_spread_over_a_week_fall_on_its_working_days_alike() -> None:
    """Thirty-five a week from Monday, five days: seven a day, one an hour and a bit, none at the weekend."""
    days = [0] * 7
    for k in range(35):
        at = instant_at_share((k + 0.5) / 35, 0.0, 7.0, *CLINIC)
        assert is_open(at, *CLINIC)
        days[int(at)] += 1
    assert days == [7, 7, 7, 7, 7, 0, 0]
    assert instant_at_share(0.5 / 35, 0.0, 7.0, *CLINIC) == pytest.approx(8 / 24 + 0.5 / 7 * 8 / 24)


@given(
    share=st.floats(0.0, 1.0, exclude_max=True), t0=st.floats(-40.0, 40.0), length=st.floats(0.5, 60.0),
    mask=st.integers(1, 127), open_days=st.sampled_from([0.125, 1 / 3, 1.0]),
)  # fmt: skip
def test_an_instant_at_a_share_of_the_working_time(
    share: float, t0: float, length: float, mask: int, open_days: float
) -> None:
    pool = (8 / 24, open_days, mask, 0)
    total = worked_between(t0, t0 + length, *pool)
    at = instant_at_share(share, t0, t0 + length, *pool)
    assert is_open(at, *pool)
    assert worked_between(t0, at, *pool) == pytest.approx(share * total, abs=1e-6)
    assert instant_at_share(share, t0, t0 + length, 8 / 24, open_days, 0, 0) == math.inf


def test_no_share_of_staff_without_a_limit_is_nobody() -> None:
    assert servers_of(math.inf, 0.0) == 0
    assert open_days_of(math.inf, 0.0, 8.0) == 0.0
