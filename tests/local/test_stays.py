"""Fitting stays: the truth is found, through censoring and truncation, and what cannot be fitted is not.

False alarms: the intervals are 95%; of 12 fits, fewer than 9 covering one of five truths has probability 2e-4 each,
1e-3 in all. Seeds are fixed. Coverage over hundreds of extracts is checked by ``make validate``.
"""

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from extracts import GOING_ON, OPENED, TRUTH, covered, drawn, fitted
from scipy import stats

from model.local.stays.durations import Durations, survival
from model.local.stays.example import write_example
from model.local.stays.extract import read_extract
from model.local.stays.goodness import drawn_durations, goodness
from model.local.stays.lognormal import NAMES, Fit, fit, fit_one, sum_of
from model.local.stays.window import Individual, stays_of, waits_of, window_of
from model.local.told import ToldError


def test_kaplan_and_meier_on_paper() -> None:
    # Ten in all: two leave on day 1, one is cut there; two are seen from day 3 on alone, that day included.
    durations = Durations(
        np.array([1, 1, 3, 4, 5]), np.array([True, False, True, False, True]), np.array([0, 0, 0, 0, 3]),
        np.array([2, 1, 3, 2, 2]),
    )  # fmt: skip
    known = survival(durations)
    expected = {1: 1 - 2 / 8, 3: (1 - 2 / 8) * (1 - 3 / 7), 5: 0.0}
    for day, share in expected.items():
        assert known.at(day) == pytest.approx(share, abs=1e-12)
    assert known.at(0.5) == 1.0
    assert known.median() == 3.0


def test_one_lognormal_agrees_with_scipy_on_intervals() -> None:
    generator = np.random.default_rng(5)
    stay = np.exp(3.0 + 0.6 * generator.standard_normal(800))
    whole, cap = np.floor(stay + 0.5), generator.integers(0, 80, 800)
    ended = whole <= cap
    durations = Durations.of(np.where(ended, whole, cap).astype(np.int32), ended, np.zeros(800, np.int32))
    found = fit_one(durations)
    low, high = np.repeat(durations.low, durations.count), np.repeat(durations.high, durations.count)
    data = stats.CensoredData(interval=np.column_stack([low, high])[np.isfinite(high)], right=low[np.isinf(high)])
    sigma, _, median = stats.lognorm.fit(data, floc=0)
    assert math.exp(found.point[0]) == pytest.approx(median, rel=1e-3)
    assert math.exp(found.point[1]) == pytest.approx(sigma, rel=1e-3)
    # Few information is lost by counting days: the error of the mean of so many logarithms is sigma / √n.
    assert math.sqrt(found.covariance[0, 0]) == pytest.approx(sigma / math.sqrt(ended.sum()), rel=0.15)


def test_the_likelihood_is_that_of_a_grid_of_days() -> None:
    durations = drawn(3, 400)
    found = fit(durations)
    assert found.is_mixture
    total = 0.0
    for day, ended, count in zip(durations.days, durations.ended, durations.count, strict=True):
        edges = found.beyond(np.array([max(day - 0.5, 0.0), day + 0.5]))
        total += count * math.log(edges[0] - edges[1] if ended else edges[1])
    assert found.log_likelihood == pytest.approx(total, abs=1e-6)


def test_short_and_long_stays_are_found(tmp_path: Path) -> None:
    hits = {name: 0 for name in NAMES}
    for seed in range(12):
        shape = OPENED if seed % 2 else GOING_ON
        found = fitted(tmp_path / "stays.csv", TRUTH, shape, seed)
        for name, hit in covered(found, TRUTH).items():
            hits[name] += hit
    assert min(hits.values()) >= 9, hits


def test_leaving_out_the_truncation_would_find_stays_too_long(tmp_path: Path) -> None:
    write_example(tmp_path / "stays.csv", TRUTH, GOING_ON, 3)
    extract = read_extract(tmp_path / "stays.csv")
    window = window_of(extract, GOING_ON.since)
    stays = stays_of(extract, window, extract.severe[extract.diagnosis])
    naive = replace(stays, entry=np.zeros_like(stays.entry))
    right, wrong = fit(stays.counted()).estimates(), fit(naive.counted()).estimates()
    assert right["long_share"].low <= TRUTH.long_share <= right["long_share"].high
    assert wrong["long_share"].low > TRUTH.long_share


def test_one_group_is_fitted_as_one(tmp_path: Path) -> None:
    others = fitted(tmp_path / "stays.csv", TRUTH, OPENED, 4, severe=False)
    assert not others.is_mixture
    estimates = others.estimates()
    assert estimates["median"].low <= TRUTH.other_median <= estimates["median"].high
    assert estimates["sigma"].low <= TRUTH.other_sigma <= estimates["sigma"].high
    # With 95% chance each, and one seed: chosen once.
    assert others.mean() == pytest.approx(TRUTH.other_median * math.exp(TRUTH.other_sigma**2 / 2), rel=0.05)


def test_quantile_mean_and_tails() -> None:
    mixture = Fit(np.array([3.0, -0.3, -2.0, 0.7, -0.4]), np.zeros((5, 5)), 0.0, 1)
    half = mixture.quantile(0.5)
    assert mixture.beyond(np.array([half]))[0] == pytest.approx(0.5)
    # The mean is the integral of the share that lasts longer.
    days = np.linspace(0.0, 20_000.0, 2_000_001)
    shares = sum_of(mixture.components(), np.maximum(days, 1e-12))
    assert np.trapezoid(shares, days) == pytest.approx(mixture.mean(), rel=1e-4)
    assert mixture.beyond(np.array([1e-9]))[0] == pytest.approx(1.0)


def test_what_is_drawn_lasts_as_long_as_it_must() -> None:
    mixture = Fit(np.array([3.0, -0.3, -2.0, 0.7, -0.4]), np.zeros((5, 5)), 0.0, 1)
    generator = np.random.default_rng(1)
    least = np.repeat([0.0, 50.0, 400.0], 20_000)
    lasted = drawn_durations(mixture, least, generator)
    assert (lasted >= least).all()
    for start in (0.0, 50.0, 400.0):
        own = np.sort(lasted[least == start])
        expected = 1.0 - mixture.beyond(own) / mixture.beyond(np.array([max(start, 1e-12)]))[0]
        # Kolmogorov and Smirnov: exceeded by chance once in 1,000 by each of three.
        assert np.abs(expected - np.arange(1, 20_001) / 20_000).max() < stats.kstwo.ppf(0.999, 20_000)


def _individual(stay: np.ndarray, cap: np.ndarray) -> Individual:
    whole = np.floor(stay + 0.5)
    ended = whole <= cap
    days = np.where(ended, whole, cap).astype(np.int32)
    return Individual(np.arange(len(stay)), days, ended, np.zeros(len(stay), np.int32), cap.astype(np.int32))


def test_goodness_takes_what_is_lognormal_and_refuses_what_is_not() -> None:
    generator = np.random.default_rng(8)
    cap = generator.integers(0, 400, 1500)
    good = _individual(np.exp(3.0 + 0.7 * generator.standard_normal(1500)), cap)
    found = fit_one(good.counted())
    assert goodness(good, found, rounds=39).p_value > 0.05
    even = _individual(generator.uniform(1.0, 60.0, 1500), cap)
    other = goodness(even, fit_one(even.counted()), rounds=39)
    assert (other.p_value, other.sample) == (1 / 40, 1500)
    assert other.distance > 0.05


# --- windows -------------------------------------------------------------------------------------------------


def test_an_extract_that_begins_with_those_in_is_refused_without_its_date(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    write_example(path, TRUTH, GOING_ON, 1)
    extract = read_extract(path)
    with pytest.raises(ToldError, match="--since"):
        window_of(extract)
    assert "--since" in _refusal(extract).said("zh")
    assert window_of(extract, GOING_ON.since).dates[0] == GOING_ON.since


def _refusal(extract) -> ToldError:
    with pytest.raises(ToldError) as error:
        window_of(extract)
    return error.value


def test_an_extract_of_ended_stays_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    write_example(path, TRUTH, OPENED, 1)
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text(lines[0] + "".join(line for line in lines[1:] if line.split(",")[3]), encoding="utf-8")
    extract = read_extract(path)
    with pytest.raises(ToldError, match="only ended stays were extracted"):
        window_of(extract)
    # Nobody is admitted in the last years of a window that ends so much later: then all may have left.
    assert window_of(extract, until=dt.date(2033, 12, 31)).until > extract.last_day()


def test_a_window_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    write_example(path, TRUTH, OPENED, 1)
    with pytest.raises(ToldError, match="the window is empty"):
        window_of(read_extract(path), dt.date(2024, 1, 1), dt.date(2023, 1, 1))


def test_waits_without_those_who_still_wait_leave_out_the_last_requests(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    truth = replace(TRUTH, wait_mean_days=40.0)
    write_example(path, truth, OPENED, 1)
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text(lines[0] + "".join(line for line in lines[1:] if line.split(",")[2]), encoding="utf-8")
    extract = read_extract(path)
    window, everybody = window_of(extract), np.ones(len(extract), bool)
    waits = waits_of(extract, window, everybody)
    assert waits.ended.all()
    # Exponential: mean 40, error 40 / √n.
    assert waits.days.mean() == pytest.approx(40.0, abs=4 * 40.0 / math.sqrt(len(waits)))
    last = (window.until - extract.requested[extract.requested > window.until - 40]).mean()
    assert extract.requested[waits.rows].max() < window.until - 100 < window.until - last
