"""Hazards (Rule 1.7) against exact fractions, numerical integration and simulated shares."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate

from model.care.hazards import accumulate, accumulate_flat, daily_rate, time_of, time_of_flat

# A relapse hazard after discharge: high for a month, lower to half a year and to two years, then the base.
EDGES = np.array([30.0, 182.0, 730.0])
RATIOS = np.array([3.0, 2.0, 1.5, 1.0])
RATE = 0.001


def exact_hazard(
    since: float, until: float, rate: float, origin: float, edges: np.ndarray, ratios: np.ndarray
) -> Fraction:
    """Rate × ratio × the overlap of each band with [since, until], in fractions."""
    inner = [Fraction(origin) + Fraction(float(edge)) for edge in edges]
    begins = [Fraction(min(origin, since)) - 1, *inner]
    ends = [*inner, Fraction(until) + 1]
    return sum(
        (
            Fraction(rate)
            * Fraction(float(ratio))
            * max(min(end, Fraction(until)) - max(begin, Fraction(since)), Fraction(0))
            for begin, end, ratio in zip(begins, ends, ratios, strict=True)
        ),
        Fraction(0),
    )


@st.composite
def bands(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    edges = sorted(draw(st.lists(st.floats(0.5, 900.0), max_size=5)))
    count = len(edges) + 1
    ratios = draw(st.lists(st.one_of(st.just(0.0), st.floats(0.1, 8.0)), min_size=count, max_size=count))
    return np.array(edges, dtype=float), np.array(ratios, dtype=float)


times = st.floats(-1000.0, 4000.0)
rates = st.floats(1e-5, 0.5)


@given(bands(), times, times, rates, times, st.floats(0, 3))
def test_accumulated_hazard_is_the_sum_over_the_bands(
    bands: tuple[np.ndarray, np.ndarray], since: float, until: float, rate: float, origin: float, done: float
) -> None:
    # Origins fall before, between and after the two times, so every band is entered somewhere.
    assume(since <= until)
    expected = done + float(exact_hazard(since, until, rate, origin, *bands))
    result = accumulate(done, since, until, rate, origin, *bands)
    assert result == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("since", "until", "origin"), [(0, 1000, 0), (20, 25, 0), (100, 2000, 50), (0, 60, 20)]
)
def test_accumulated_hazard_is_the_integral_of_the_rate(since: float, until: float, origin: float) -> None:
    def rate_at(t: float) -> float:
        return RATE * RATIOS[np.searchsorted(EDGES, t - origin, side="right")]

    breaks = [edge + origin for edge in EDGES if since < edge + origin < until]
    expected, _ = integrate.quad(rate_at, since, until, points=breaks or None)
    result = accumulate(0.0, since, until, RATE, origin, EDGES, RATIOS)
    assert result == pytest.approx(expected, rel=1e-9)


@given(bands(), times, rates, times, st.floats(0, 3), st.floats(1e-6, 37.0))
def test_at_the_time_found_the_hazard_has_reached_the_threshold(
    bands: tuple[np.ndarray, np.ndarray], since: float, rate: float, origin: float, done: float, more: float
) -> None:
    threshold = done + more
    found = time_of(threshold, done, since, rate, origin, *bands)
    if math.isinf(found):
        # Never: the last band has no hazard, and all before it do not add up to what is missing.
        assert bands[1][-1] == 0.0
        assert float(exact_hazard(since, 1e7, rate, origin, *bands)) < more * (1 + 1e-9)
    else:
        assert found >= since
        assert accumulate(done, since, found, rate, origin, *bands) == pytest.approx(threshold, rel=1e-9)
        # And not before: a little earlier it has not (nor does the time lie in a band without hazard).
        little = 1e-6
        if found - little > since:
            assert accumulate(done, since, found - little, rate, origin, *bands) < threshold


@given(bands(), rates, times, st.floats(0.01, 5.0), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4))
def test_stopping_the_clock_on_the_way_does_not_move_the_time(
    bands: tuple[np.ndarray, np.ndarray], rate: float, origin: float, threshold: float, stops: list[float]
) -> None:
    # A person whose rate is looked at in between, but does not change, has their relapse when they had it.
    whole = time_of(threshold, 0.0, 0.0, rate, origin, *bands)
    assume(whole < 1e6)
    done, now = 0.0, 0.0
    for stop in sorted(stops):
        done, now = accumulate(done, now, stop * whole, rate, origin, *bands), stop * whole
    found = time_of(threshold, done, now, rate, origin, *bands)
    reached = accumulate(0.0, 0.0, found, rate, origin, *bands)
    assert reached == pytest.approx(threshold, rel=1e-9)


def test_the_time_found_by_hand() -> None:
    # From discharge: 30 days at 0.003 = 0.09, 152 days at 0.002 = 0.304, so 0.1 is reached 5 days later.
    assert time_of(0.1, 0.0, 0.0, RATE, 0.0, EDGES, RATIOS) == pytest.approx(35.0)
    # 0.04 done at day 20 of a discharge on day 10: 20 days at 0.003 are left to day 40.
    assert time_of(0.12, 0.04, 20.0, RATE, 10.0, EDGES, RATIOS) == pytest.approx(50.0)
    # Never discharged, or so long ago that the last band holds.
    assert time_of(0.1, 0.0, 500.0, RATE, -math.inf, EDGES, RATIOS) == pytest.approx(600.0)
    assert accumulate(0.0, 500.0, 600.0, RATE, -math.inf, EDGES, RATIOS) == pytest.approx(0.1)


def test_a_band_without_hazard_is_passed_over() -> None:
    edges, ratios = np.array([10.0, 20.0]), np.array([1.0, 0.0, 1.0])
    assert time_of(10.5, 0.0, 0.0, 1.0, 0.0, edges, ratios) == pytest.approx(20.5)
    # What the first band completes exactly at its end happens there, not after the pause.
    assert time_of(10.0, 0.0, 0.0, 1.0, 0.0, edges, ratios) == 10.0
    assert accumulate(0.0, 5.0, 18.0, 1.0, 0.0, edges, ratios) == 5.0


def test_no_rate_no_event() -> None:
    assert time_of(1.0, 0.5, 3.0, 0.0, 0.0, EDGES, RATIOS) == math.inf
    assert time_of_flat(1.0, 0.5, 3.0, 0.0) == math.inf
    # An off clock stands, however long; infinity × 0 must not become not-a-number.
    assert accumulate(0.5, 3.0, math.inf, 0.0, 0.0, EDGES, RATIOS) == 0.5
    assert accumulate_flat(0.5, 3.0, math.inf, 0.0) == 0.5
    assert accumulate(0.0, 0.0, math.inf, 1.0, 0.0, np.array([10.0]), np.array([1.0, 0.0])) == 10.0


def test_a_threshold_already_reached_is_now() -> None:
    assert time_of(0.5, 0.5, 3.0, RATE, 0.0, EDGES, RATIOS) == 3.0
    assert time_of_flat(0.5, 0.7, 3.0, RATE) == 3.0
    # Also with the clock off.
    assert time_of(0.5, 0.5, 3.0, 0.0, 0.0, EDGES, RATIOS) == time_of_flat(0.5, 0.5, 3.0, 0.0) == 3.0


@given(times, st.floats(0, 5000), rates, st.floats(0, 3), st.floats(1e-6, 37.0))
def test_flat_clocks_are_one_band(since: float, length: float, rate: float, done: float, more: float) -> None:
    no_edges, one = np.empty(0), np.ones(1)
    until = since + length
    flat = accumulate_flat(done, since, until, rate)
    assert flat == accumulate(done, since, until, rate, 0.0, no_edges, one)
    assert flat == pytest.approx(done + rate * length, rel=1e-9, abs=1e-9)
    when = time_of_flat(done + more, done, since, rate)
    assert when == time_of(done + more, done, since, rate, 0.0, no_edges, one)
    assert when == pytest.approx(since + more / rate, rel=1e-9, abs=1e-6)


def test_nothing_accumulates_backwards() -> None:
    assert (
        accumulate(0.5, 10.0, 9.0, RATE, 0.0, EDGES, RATIOS) == accumulate_flat(0.5, 10.0, 9.0, RATE) == 0.5
    )


def test_an_annual_share_meets_that_share_in_a_year() -> None:
    for share in (0.001, 0.2, 0.97):
        assert 1.0 - math.exp(-daily_rate(share) * 365.25) == pytest.approx(share, rel=1e-12)
    assert daily_rate(0.0) == 0.0
    for share in (1.0, -0.1, math.nan):
        with pytest.raises(ValueError, match="annual share"):
            daily_rate(share)
