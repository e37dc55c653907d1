"""Distributions (Rules 1.5, 2.4, 5.8) against SciPy, numerical integration and the interpreter."""

import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from model.care.distribution_table import DistributionTable
from model.care.distributions import (
    gamma_quantile,
    length_biased_quantile,
    mean,
    normal_quantile,
    quantile,
)
from model.care.draws import uniform
from model.care.hours import finish
from model.care.special_functions import log_gamma

# From the smallest to the largest draw there is.
DRAWS = [2.0**-53, 1e-12, 1e-7, 1e-4, 0.01, 0.0749, 0.0751, 0.2, 0.5, 0.5000001, 0.7, 0.9249, 0.9251, 0.99]
DRAWS += [1 - 1e-4, 1 - 1e-7, 1 - 1e-12, 1 - 2.0**-53]
GRID = (np.arange(20_000) + 0.5) / 20_000

# Each with the same law in SciPy: sharp and flat, with and without a mode.
LAWS = {
    "exponential": (lambda table: table.add_exponential(2.5), stats.expon(scale=2.5)),
    "lognormal": (lambda table: table.add_lognormal(1.2, 0.7), stats.lognorm(0.7, scale=math.exp(1.2))),
    "wide lognormal": (
        lambda table: table.add_lognormal_median_sigma(30.0, 1.4),
        stats.lognorm(1.4, scale=30.0),
    ),
    "gamma": (lambda table: table.add_gamma(2.3, 11.0), stats.gamma(2.3, scale=11.0)),
    "gamma below 1": (lambda table: table.add_gamma(0.4, 5.0), stats.gamma(0.4, scale=5.0)),
    "narrow gamma": (lambda table: table.add_gamma(60.0, 0.5), stats.gamma(60.0, scale=0.5)),
    "weibull": (lambda table: table.add_weibull(1.7, 40.0), stats.weibull_min(1.7, scale=40.0)),
    "weibull below 1": (lambda table: table.add_weibull(0.6, 40.0), stats.weibull_min(0.6, scale=40.0)),
}


def packed(name: str):
    add, law = LAWS[name]
    table = DistributionTable()
    # Not row 0, so that a row mixed up shows.
    table.add_fixed(123.0)
    row = add(table)
    return *table.arrays(), row, law


def both_tails(law, u: float) -> float:
    return float(law.ppf(u) if u <= 0.5 else law.isf(1.0 - u))


def test_normal_quantile_is_algorithm_as_241() -> None:
    # The standard library implements the same published algorithm: equal to the last bit, not just close.
    inverse = NormalDist().inv_cdf
    for u in [*DRAWS, *GRID[::7]]:
        assert normal_quantile(u) == inverse(u)
    # And the algorithm is right: SciPy's is another one.
    assert [normal_quantile(u) for u in DRAWS] == pytest.approx(special.ndtri(DRAWS), rel=2e-15, abs=2e-15)


@given(st.floats(1e-3, 1e5))
def test_log_gamma_reaches_its_stated_accuracy(x: float) -> None:
    assert log_gamma(x) == pytest.approx(math.lgamma(x), rel=1e-14, abs=1e-14)


@pytest.mark.parametrize(
    "shape", [0.05, 0.1, 0.3, 0.5, 0.9, 1.0, 1.5, 2.0, 5.0, 20.0, 100.0, 1000.0, 10_000.0]
)
def test_gamma_quantile_reaches_its_stated_accuracy(shape: float) -> None:
    for u in [*DRAWS, *GRID[::401]]:
        lower = special.gammaincinv(shape, u)
        expected = float(lower if u <= 0.5 else special.gammainccinv(shape, 1.0 - u))
        assert gamma_quantile(shape, u) == pytest.approx(expected, rel=1e-12, abs=1e-290)


@given(st.floats(0.05, 1e4), st.integers(0, 2**52 - 1))
def test_gamma_quantile_solves_the_distribution_function(shape: float, k: int) -> None:
    u = (k + 0.5) * 2.0**-52
    x = gamma_quantile(shape, u)
    if u <= 0.5 and x > 1e-290:
        assert special.gammainc(shape, x) == pytest.approx(u, rel=1e-9, abs=0)
    elif u > 0.5:
        assert special.gammaincc(shape, x) == pytest.approx(1.0 - u, rel=1e-9, abs=0)


@pytest.mark.parametrize("name", LAWS)
def test_quantile_and_mean_equal_scipy(name: str) -> None:
    rows, points, row, law = packed(name)
    for u in DRAWS:
        assert quantile(rows, points, row, u) == pytest.approx(both_tails(law, u), rel=1e-11, abs=0)
    assert mean(rows, points, row) == pytest.approx(law.mean(), rel=1e-13)


@pytest.mark.parametrize("name", LAWS)
def test_length_biased_quantile_cuts_off_its_share_of_all_days(name: str) -> None:
    # Of all the days in bed, the share u belongs to stays shorter than the length-biased quantile of u.
    rows, points, row, law = packed(name)
    for u in (0.001, 0.1, 0.5, 0.9, 0.999):
        limit = length_biased_quantile(rows, points, row, u)
        marks = [float(law.ppf(p)) for p in (0.01, 0.3, 0.7, 0.97)]
        pieces = [0.0, *[mark for mark in marks if mark < limit], limit]
        days = sum(
            integrate.quad(lambda x: x * law.pdf(x), low, high, epsrel=1e-11)[0]
            for low, high in pairwise(pieces)
        )
        assert days / law.mean() == pytest.approx(u, rel=1e-7)


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("of", [quantile, length_biased_quantile])
def test_a_larger_draw_is_a_longer_time(name: str, of) -> None:
    # Inverse transform: the same person under two policies keeps the rank of their draw.
    rows, points, row, _ = packed(name)
    values = [of(rows, points, row, u) for u in sorted([*DRAWS, *GRID[::20]])]
    assert all(low < high for low, high in pairwise(values))


def test_lognormal_takes_mean_and_sd_of_the_quantity_itself() -> None:
    table = DistributionTable()
    row = table.add_lognormal_mean_sd(45.0, 60.0)
    rows, points = table.arrays()
    law = stats.lognorm(rows[row, 2], scale=math.exp(rows[row, 1]))
    assert (law.mean(), law.std()) == pytest.approx((45.0, 60.0), rel=1e-12)
    assert mean(rows, points, row) == pytest.approx(45.0, rel=1e-12)


def test_fixed_is_always_its_value_also_when_length_biased() -> None:
    table = DistributionTable()
    row = table.add_fixed(14.0)
    nought = table.add_fixed(0.0)
    rows, points = table.arrays()
    for u in DRAWS:
        assert quantile(rows, points, row, u) == length_biased_quantile(rows, points, row, u) == 14.0
        assert quantile(rows, points, nought, u) == length_biased_quantile(rows, points, nought, u) == 0.0
    assert mean(rows, points, row) == 14.0


def test_empirical_steps_where_its_cumulative_weights_say() -> None:
    table = DistributionTable()
    table.add_empirical([99.0, 98.0], [1.0, 1.0])
    # Unsorted, with a value given twice and one that never happens: 5 w.p. 1/4, 10 w.p. 1/2, 40 w.p. 1/4.
    row = table.add_empirical([40.0, 5.0, 10.0, 70.0, 40.0], [1.0, 2.0, 4.0, 0.0, 1.0])
    rows, points = table.arrays()
    expected = {2.0**-53: 5.0, 0.25: 5.0, 0.2500001: 10.0, 0.75: 10.0, 0.7500001: 40.0, 1 - 2.0**-53: 40.0}
    assert {u: quantile(rows, points, row, u) for u in expected} == expected
    assert mean(rows, points, row) == pytest.approx(0.25 * 5 + 0.5 * 10 + 0.25 * 40)
    # Length-biased: weights 5, 20, 40 of 65.
    jumps = (5 / 65, 25 / 65)
    biased = {2.0**-53: 5.0, jumps[0] - 1e-9: 5.0, jumps[0] + 1e-9: 10.0, jumps[1] - 1e-9: 10.0}
    biased |= {jumps[1] + 1e-9: 40.0, 1 - 2.0**-53: 40.0}
    assert {u: length_biased_quantile(rows, points, row, u) for u in biased} == biased


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0.01, 10.0)), min_size=1, max_size=12))
def test_empirical_gives_each_value_its_share_of_draws(entries: list[tuple[int, float]]) -> None:
    values, weights = zip(*entries, strict=True)
    table = DistributionTable()
    row = table.add_empirical(values, weights)
    rows, points = table.arrays()
    n = 500
    drawn = [quantile(rows, points, row, (k + 0.5) / n) for k in range(n)]
    for value in set(values):
        share = sum(weight for each, weight in entries if each == value) / sum(weights)
        assert drawn.count(value) / n == pytest.approx(share, abs=1.01 / n)
    assert set(drawn) <= set(values)


def mixture():
    """Short stays, long stays, and a few of exactly 30 days: with their shares, means and laws."""
    table = DistributionTable()
    short = table.add_gamma(1.5, 10.0)
    table.add_fixed(1e9)
    long = table.add_weibull(1.3, 400.0)
    few = table.add_empirical([30.0, 90.0], [3.0, 1.0])
    row = table.add_mixture([6.0, 3.0, 1.0], [short, long, few])
    return *table.arrays(), row, (short, long, few), (0.6, 0.3, 0.1)


@pytest.mark.parametrize("biased", [False, True])
def test_mixture_draws_each_component_by_its_share(biased: bool) -> None:
    # Over a fine grid of draws, the share at or below x is the components' own, weighted by share or, on
    # a census day, by share x mean.
    rows, points, row, parts, shares = mixture()
    of = length_biased_quantile if biased else quantile
    weights = np.array(shares)
    if biased:
        weights = weights * [mean(rows, points, part) for part in parts]
        weights /= weights.sum()
    drawn = np.array([of(rows, points, row, u) for u in GRID])
    within = [np.array([of(rows, points, part, u) for u in GRID]) for part in parts]
    for x in (2.0, 15.0, 29.9, 30.0, 60.0, 90.0, 200.0, 900.0):
        expected = sum(w * np.mean(each <= x) for w, each in zip(weights, within, strict=True))
        assert np.mean(drawn <= x) == pytest.approx(expected, abs=5 / len(GRID))
    # The largest and smallest draws have a component too.
    assert all(0.0 < of(rows, points, row, u) < 1e5 for u in DRAWS)


def test_mixture_mean_weighs_the_components_means() -> None:
    rows, points, row, _, _ = mixture()
    expected = 0.6 * 15.0 + 0.3 * 400.0 * math.gamma(1 + 1 / 1.3) + 0.1 * 45.0
    assert mean(rows, points, row) == pytest.approx(expected, rel=1e-13)


def test_mixture_passes_over_components_without_weight_or_length() -> None:
    table = DistributionTable()
    nought, never, two = table.add_fixed(0.0), table.add_fixed(1.0), table.add_fixed(2.0)
    row = table.add_mixture([0.5, 0.0, 0.5], [nought, never, two])
    at_end = table.add_mixture([0.5, 0.5], [two, nought])
    rows, points = table.arrays()
    assert {quantile(rows, points, row, u) for u in DRAWS} == {0.0, 2.0}
    # A census meets nobody whose stay is 0.
    assert {length_biased_quantile(rows, points, row, u) for u in DRAWS} == {2.0}
    assert {length_biased_quantile(rows, points, at_end, u) for u in DRAWS} == {2.0}


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (lambda table: table.add_fixed(-1.0), "fixed value"),
        (lambda table: table.add_exponential(0.0), "exponential mean"),
        (lambda table: table.add_exponential(math.inf), "exponential mean"),
        (lambda table: table.add_lognormal(math.nan, 1.0), "lognormal mu"),
        (lambda table: table.add_lognormal(0.0, -0.1), "lognormal sigma"),
        (lambda table: table.add_lognormal_mean_sd(0.0, 1.0), "lognormal mean"),
        (lambda table: table.add_lognormal_mean_sd(1.0, -1.0), "lognormal sd"),
        (lambda table: table.add_lognormal_median_sigma(-2.0, 1.0), "lognormal median"),
        (lambda table: table.add_gamma(0.0, 1.0), "gamma shape"),
        (lambda table: table.add_gamma(1.0, -1.0), "gamma scale"),
        (lambda table: table.add_weibull(math.nan, 1.0), "Weibull shape"),
        (lambda table: table.add_weibull(1.0, 0.0), "Weibull scale"),
        (lambda table: table.add_empirical([], []), "at least one"),
        (lambda table: table.add_empirical([1.0, 2.0], [1.0]), "1 weights for 2 entries"),
        (lambda table: table.add_empirical([1.0, -2.0], [1.0, 1.0]), "empirical value"),
        (lambda table: table.add_empirical([1.0], [0.0]), "positive, finite sum"),
        (lambda table: table.add_mixture([1.0], [5]), "no row 5"),
        (lambda table: table.add_mixture([1.0, -1.0], [0, 0]), "mixture weight"),
        (lambda table: table.add_mixture([1.0], [table.add_mixture([1.0], [0])]), "itself a mixture"),
    ],
)
def test_parameters_that_make_no_distribution_are_refused_by_name(add, words: str) -> None:
    table = DistributionTable()
    table.add_fixed(1.0)
    with pytest.raises(ValueError, match=words):
        add(table)


def test_later_rows_leave_earlier_ones_as_they_are() -> None:
    table = DistributionTable()
    assert table.arrays()[0].shape == (0, 4)
    first = table.add_empirical([1.0, 2.0], [1.0, 1.0])
    before = [array.copy() for array in table.arrays()]
    second = table.add_empirical([3.0, 4.0], [1.0, 1.0])
    rows, points = table.arrays()
    assert (first, second, len(table)) == (0, 1, 2)
    assert np.array_equal(rows[:1], before[0]) and np.array_equal(points[:4], before[1])


def some_values() -> list[str]:
    """Values of compiled rules, as exact hexadecimal text."""
    values = []
    for number in range(60):
        u = uniform(2026, 1, number, 7, 1)
        values.append(u)
        values.append(normal_quantile(u))
        values.extend(gamma_quantile(shape, u) for shape in (0.05, 0.7, 3.0, 250.0))
        values.append(finish(100.0 * u, 3.0 * u, 8 / 24, 7 / 24, 0b11111, 2))
        for name in LAWS:
            rows, points, row, _ = packed(name)
            values.append(quantile(rows, points, row, u))
            values.append(length_biased_quantile(rows, points, row, u))
            values.append(mean(rows, points, row))
    rows, points, row, _, _ = mixture()
    values.extend(quantile(rows, points, row, u) for u in DRAWS)
    values.extend(length_biased_quantile(rows, points, row, u) for u in DRAWS)
    return [float(value).hex() for value in values]


def test_the_interpreter_computes_the_same_bits() -> None:
    # The rules are scalar arithmetic in a fixed order: compiling them must not change a single bit.
    here = Path(__file__)
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    environment["PYTHONPATH"] = os.pathsep.join([str(here.parents[2]), str(here.parent)])
    script = "import test_distributions as t; print(*t.some_values())"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == some_values()
