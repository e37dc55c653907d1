"""Kaplan-Meier on bins against the textbook estimator on single waits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.care.recorder import BINS, CENSORED, GRANTED, bin_of
from model.measures.survival import UPPER, Waits


def binned(observations: list[tuple[float, bool]]) -> Waits:
    """(wait in days, granted?)"""
    counts = np.zeros((2, BINS), np.int64)
    for wait, granted in observations:
        counts[GRANTED if granted else CENSORED, bin_of(wait)] += 1
    return Waits.of(counts, np.array(math.fsum(w for w, granted in observations if granted)))


def textbook(observations: list[tuple[float, bool]], t: float) -> float:
    """S(t) by the product-limit formula, term by term, on unbinned waits."""
    survival = 1.0
    for time in sorted({w for w, granted in observations if granted and w <= t}):
        at_risk = sum(1 for w, _ in observations if w >= time)
        ended = sum(1 for w, granted in observations if granted and w == time)
        survival *= 1 - ended / at_risk
    return survival


def textbook_mean(observations: list[tuple[float, bool]]) -> float:
    """Area under S up to the longest observation."""
    times = sorted({0.0} | {w for w, _ in observations})
    return sum(textbook(observations, a) * (b - a) for a, b in zip(times, times[1:], strict=False))


# Freireich et al. (1963), remission in weeks under 6-MP, here in days: the textbooks' example.
SIX_MP = [
    (6, True),
    (6, True),
    (6, True),
    (6, False),
    (7, True),
    (9, False),
    (10, True),
    (10, False),
    (11, False),
    (13, True),
    (16, True),
    (17, False),
    (19, False),
    (20, False),
    (22, True),
    (23, True),
    (25, False),
    (32, False),
    (32, False),
    (34, False),
    (35, False),
]


@pytest.mark.parametrize(
    ("after", "published"),
    [(5, 1.0), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)],
)
def test_published_example(after: float, published: float) -> None:
    # A wait of 6 days lies in the hour that begins there.
    waits = binned([(float(w), g) for w, g in SIX_MP])
    assert float(waits.beyond(after + 1 / 24)) == pytest.approx(published, abs=5e-4)


def test_published_median_and_unreached_quantile() -> None:
    waits = binned([(float(w), g) for w, g in SIX_MP])
    assert float(waits.quantile(0.5)) == pytest.approx(23, abs=1 / 24)
    assert float(waits.quantile(0.9)) == math.inf


# One observation a bin, so that no bin has to order the granted and the censored within it.
apart = st.lists(
    st.tuples(st.integers(0, 1100), st.booleans()), min_size=1, max_size=40, unique_by=lambda x: x[0]
)


def placed(observations: list[tuple[int, bool]]) -> list[tuple[float, bool]]:
    """At the middle of the bin, or exactly 0."""
    lower = [0.0, *UPPER[:-1]]
    return [(0.0 if b == 0 else (lower[b] + UPPER[b]) / 2, granted) for b, granted in observations]


@given(apart)
def test_equals_textbook_at_every_edge(observations: list[tuple[int, bool]]) -> None:
    single = placed(observations)
    waits = binned(single)
    for edge in (0.0, 0.5, 1.0, 7.0, 29.0, 30.0, 31.0, 90.0, 365.0, 400.0, 410.0):
        assert float(waits.beyond(edge)) == pytest.approx(textbook(single, edge), abs=1e-12)


@given(apart)
def test_mean_equals_textbook(observations: list[tuple[int, bool]]) -> None:
    single = placed(observations)
    assert float(binned(single).mean()) == pytest.approx(textbook_mean(single), rel=1e-9, abs=1e-9)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=30))
def test_with_nobody_censored_the_mean_is_exact(waits: list[float]) -> None:
    expected = math.fsum(waits) / len(waits)
    assert float(binned([(w, True) for w in waits]).mean()) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=60), st.sampled_from([0.1, 0.5, 0.9]))
def test_quantile_lies_within_a_bin_of_the_ordered_waits(waits: list[float], share: float) -> None:
    smallest = sorted(waits)[math.ceil(share * len(waits) - 1e-9) - 1]
    found = float(binned([(w, True) for w in waits]).quantile(share))
    width = 0.0 if smallest == 0 else 1 / 24 if smallest < 30 else 1.0
    assert smallest - width - 1e-9 <= found <= smallest + width + 1e-9


def test_those_still_waiting_count() -> None:
    # Four ask: two are served at once, two have waited 100 days and wait still.
    waits = binned([(0.0, True), (0.0, True), (100.5, False), (100.5, False)])
    assert float(waits.beyond(0)) == 0.5
    assert float(waits.beyond(90)) == 0.5
    assert float(waits.mean()) == pytest.approx(0.5 * 100.5)
    assert float(waits.quantile(0.5)) == 0.0
    assert float(waits.quantile(0.9)) == math.inf


def test_nobody_asked() -> None:
    waits = binned([])
    assert math.isnan(float(waits.mean()))
    assert math.isnan(float(waits.quantile(0.5)))
    assert math.isnan(float(waits.beyond(90)))


def test_everybody_at_once() -> None:
    waits = binned([(0.0, True)] * 3)
    assert (float(waits.mean()), float(waits.quantile(0.9)), float(waits.beyond(0))) == (0.0, 0.0, 0.0)


def test_between_edges_it_is_a_straight_line() -> None:
    waits = binned([(40.5, True)] * 4)
    assert float(waits.beyond(40.25)) == pytest.approx(0.75)
    assert float(waits.quantile(0.5)) == pytest.approx(40.5)
