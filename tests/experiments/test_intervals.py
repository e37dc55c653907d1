"""Intervals: closed forms by hand, and coverage over thousands of cheap repetitions.

Coverage is asked to lie at most 1.5 points under nominal. Over 5,000 repetitions a true 95% shows as less than 93.5%
with probability 6e-7 (binomial); where the true coverage is a little lower by theory, more repetitions are taken.
Seeds were fixed beforehand.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from model.experiments.observing.intervals import (
    chance_of_better,
    fieller,
    holm,
    jeffreys_interval,
    mean_interval,
    paired,
    paired_p,
    pairing,
    wilson_interval,
)

REPETITIONS, LEAST = 5_000, 0.935
NAN, INF = math.nan, math.inf


def covered(low: NDArray[np.float64], high: NDArray[np.float64], truth: object) -> float:
    return float(np.mean((low <= truth) & (truth <= high)))


# --- by hand ---------------------------------------------------------------------------------------------


def test_the_t_interval_by_hand() -> None:
    """1, 2, 3, 4: mean 2.5, sd sqrt(5/3); t(0.975, 3) = 3.18245 from the tables."""
    of = mean_interval([1.0, 2.0, NAN, 3.0, 4.0])
    assert float(of.mean) == 2.5
    assert float(of.deviation) == pytest.approx(math.sqrt(5 / 3))
    assert float(of.half_width) == pytest.approx(3.182446 * math.sqrt(5 / 3) / 2, rel=1e-6)
    assert (int(of.observed), int(of.missing), int(of.infinite)) == (4, 1, 0), "nan is left out and counted"


def test_a_family_widens_each_interval() -> None:
    """Two intervals at 95% together are two at 97.5%: t(0.9875, 3) = 4.17653."""
    values = [1.0, 2.0, 3.0, 4.0]
    wide, alone = mean_interval(values, family=2), mean_interval(values)
    assert float(wide.half_width / alone.half_width) == pytest.approx(4.176535 / 3.182446, rel=1e-6)


def test_what_cannot_be_told_is_nan() -> None:
    one, none, infinite = mean_interval([2.0]), mean_interval([NAN, NAN]), mean_interval([1.0, INF, INF])
    assert float(one.mean) == 2.0 and math.isnan(one.half_width), "one value has no spread"
    assert math.isnan(none.mean) and int(none.observed) == 0
    assert float(infinite.mean) == INF and math.isnan(infinite.half_width) and int(infinite.infinite) == 2


def test_values_equal_but_for_rounding_do_not_vary() -> None:
    assert float(mean_interval([0.1 + 0.2, 0.3, 0.3]).deviation) == 0.0
    assert paired([0.1 + 0.2, 5.0], [0.3, 4.0]).tolist() == [0.0, 1.0]


def test_infinite_pairs() -> None:
    """Unlimited against unlimited has no difference, and is equal; against a number it is infinitely more."""
    assert np.isnan(paired([INF], [INF])).all() and paired([INF], [3.0]).tolist() == [INF]
    chance = chance_of_better(np.array([INF, INF, 1.0, NAN]), np.array([INF, 3.0, 2.0, 1.0]), less=False)
    assert (chance.better, chance.equal, chance.observed) == (1 / 3, 1 / 3, 3)
    assert pairing(np.array([INF, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])).variance_ratio == INF, "the finite pairs"


def test_less_can_be_better() -> None:
    a, b = np.array([1.0, 2.0, 5.0]), np.array([2.0, 2.0, 4.0])
    assert chance_of_better(a, b, less=True).better == chance_of_better(a, b, less=False).better == 1 / 3
    assert chance_of_better(a, b, less=True).equal == 1 / 3


def test_holm_by_hand() -> None:
    """0.01 x 3, then max(0.02 x 2, 0.03), then max(0.04, 0.04); nan does not count."""
    assert holm([0.04, NAN, 0.01, 0.02]).tolist() == pytest.approx([0.04, NAN, 0.03, 0.04], nan_ok=True)
    assert holm([0.6, 0.7]).tolist() == [1.0, 1.0]


def test_the_paired_p_is_scipys_and_certainty_is_certain() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(2, 12))
    assert float(paired_p(mean_interval(paired(a, b)))) == pytest.approx(stats.ttest_rel(a, b).pvalue)
    same, apart = mean_interval([0.0, 0.0, 0.0]), mean_interval([-3.0, -3.0, -3.0])
    assert (float(paired_p(same)), float(paired_p(apart))) == (1.0, 0.0)


def test_wilson_and_jeffreys_against_scipy() -> None:
    for met, n in ((0, 10), (3, 10), (10, 10), (17, 40)):
        expected = stats.binomtest(met, n).proportion_ci(method="wilson")
        assert [float(end) for end in wilson_interval(met, n)] == pytest.approx(list(expected), abs=1e-12)
    low, high = jeffreys_interval([0, 3, 10], 10)
    assert low[0] == 0.0 and high[2] == 1.0
    # A Beta(3.5, 7.5) holds 2.5% below its low end and above its high one.
    assert stats.beta.cdf([low[1], high[1]], 3.5, 7.5) == pytest.approx([0.025, 0.975])


def test_pairing_by_hand() -> None:
    """B is A and an equal part of its own: correlation sqrt(1/2); (1 + 2) / 1 times the replications."""
    a, noise = np.array([1.0, -1.0, 1.0, -1.0]), np.array([1.0, 1.0, -1.0, -1.0])
    of = pairing(a, a + noise)
    assert (of.variance_ratio, of.correlation) == pytest.approx((3.0, math.sqrt(0.5)))


def test_fieller_ends_are_where_the_t_test_turns() -> None:
    """An end R of the interval is a ratio of which y - R x has its mean just t standard errors from 0."""
    rng = np.random.default_rng(11)
    x = rng.normal(5.0, 1.0, 15)
    y = 2.0 * x + rng.normal(0.0, 3.0, 15)
    of = fieller(y, x)
    for end in (float(of.low), float(of.high)):
        assert stats.ttest_1samp(y - end * x, 0.0).pvalue == pytest.approx(0.05)
    assert of.low < of.mean < of.high


def test_a_denominator_like_zero_has_no_interval() -> None:
    of = fieller([5.0, 6.0, 7.0], [-1.0, 1.0, 0.5])
    assert math.isnan(of.low) and math.isnan(of.high)


def test_a_confidence_in_percent_is_refused() -> None:
    with pytest.raises(ValueError, match="0.95, not 95"):
        mean_interval([1.0, 2.0], 95.0)


# --- coverage --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [5, 10, 20])
def test_coverage_of_t(n: int) -> None:
    of = mean_interval(np.random.default_rng(100 + n).normal(3.0, 2.0, (REPETITIONS, n)))
    assert LEAST <= covered(of.low, of.high, 3.0) <= 0.965


@pytest.mark.parametrize("interval", [wilson_interval, jeffreys_interval])
@pytest.mark.parametrize("n", [10, 20, 100])
def test_coverage_of_a_probability(interval: object, n: int) -> None:
    """On average over probabilities, each as likely (at a single one it swings: see the next test)."""
    rng = np.random.default_rng(200 + n)
    truth = rng.uniform(size=REPETITIONS)
    low, high = interval(rng.binomial(n, truth), n)  # type: ignore[operator]
    assert LEAST <= covered(low, high, truth) <= 0.965


def test_the_worst_coverage_of_wilson_is_what_the_documentation_says() -> None:
    """Exact, by summing over counts: 20 replications cover 90% at the worst probability between 0.005 and 0.995."""
    p, k = np.linspace(0.005, 0.995, 199), np.arange(21)
    low, high = wilson_interval(k, 20)
    inside = (low[:, None] <= p) & (p <= high[:, None])
    exact = (stats.binom.pmf(k[:, None], 20, p) * inside).sum(axis=0)
    assert exact.min() == pytest.approx(0.905, abs=0.001)
    assert exact.mean() == pytest.approx(0.953, abs=0.001)


def test_coverage_of_paired_intervals_together() -> None:
    """Four plans with common luck and unequal variances, two measures: 12 differences, all of which must hold."""
    rng = np.random.default_rng(301)
    mean, scale = np.array([0.0, 0.1, 0.5, 2.0]), np.array([1.0, 0.2, 0.5, 3.0])
    luck = rng.normal(size=(REPETITIONS, 2, 1, 20))
    plans = mean[:, None] + luck + scale[:, None] * rng.normal(size=(REPETITIONS, 2, 4, 20))
    a, b = np.triu_indices(4, 1)
    of = mean_interval(paired(plans[:, :, b], plans[:, :, a]), family=12)
    held = ((of.low <= mean[b] - mean[a]) & (mean[b] - mean[a] <= of.high)).all(axis=(1, 2))
    alone = mean_interval(paired(plans[:, :, b], plans[:, :, a]))
    held_alone = ((alone.low <= mean[b] - mean[a]) & (mean[b] - mean[a] <= alone.high)).all(axis=(1, 2))
    assert held.mean() >= LEAST
    assert held_alone.mean() < 0.8, "without the correction they do not hold together"


def test_holm_keeps_false_alarms_below_the_level() -> None:
    """Six true null hypotheses of dependent differences: any p below 0.05 is a false alarm; at most 5% + 1.5 points."""
    rng = np.random.default_rng(302)
    plans = rng.normal(size=(1_500, 4, 10)) * np.array([1.0, 0.2, 0.5, 3.0])[:, None]
    a, b = np.triu_indices(4, 1)
    p = paired_p(mean_interval(paired(plans[:, b], plans[:, a])))
    # 1,500 repetitions of a true 5% exceed 6.5% with probability 0.5%.
    assert np.mean([holm(row).min() < 0.05 for row in p]) <= 0.065


@pytest.mark.parametrize("gain", [0.8, 2.0, 10.0])
def test_coverage_of_a_cost_per_unit(gain: float) -> None:
    """Cost and gain depend on each other; an interval without ends holds every ratio, as Fieller's set does."""
    rng = np.random.default_rng(400 + int(10 * gain))
    x = rng.normal(gain, 1.0, (REPETITIONS, 20))
    y = 3.0 * gain + 1.5 * (x - gain) + rng.normal(0.0, 2.0, (REPETITIONS, 20))
    of = fieller(y, x)
    open_ended = np.isnan(of.low)
    held = open_ended | ((of.low <= 3.0) & (of.high >= 3.0))
    assert held.mean() >= LEAST
    assert open_ended.mean() < 0.12
    assert held[~open_ended].mean() >= LEAST, "those that are shown hold by themselves"
