"""What validation asks for, against distributions known exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from by_hand import Hand

from model.care import recorder as rec
from model.measures import exact


def test_delay_probability_is_erlang_b(hand: Hand) -> None:
    # An unlimited ward with offered load 8.3555 has a Poisson number in it; validation case of Monks et al.
    load = 8.3555
    poisson = np.array([math.exp(-load + n * math.log(load) - math.lgamma(n + 1)) for n in range(50)])
    hand.output.time_at[rec.DISTRIBUTED.index(rec.OCCUPIED), 0] = poisson * 425
    found = exact.level_probabilities(hand.output, rec.OCCUPIED, 0)
    assert found.sum() == pytest.approx(1.0)
    published = {9: 0.1915, 10: 0.1379, 11: 0.0948, 12: 0.0619, 13: 0.0383, 14: 0.0223}
    for beds, probability in published.items():
        assert exact.delay_probability(found, beds) == pytest.approx(probability, abs=5e-5)
    assert exact.at_least(found, 3) == pytest.approx(1 - poisson[:3].sum())


def test_nothing_spent_is_nan(hand: Hand) -> None:
    assert np.isnan(exact.level_probabilities(hand.output, rec.OCCUPIED, 0)).all()
    assert math.isnan(exact.mean_level(hand.output, rec.OCCUPIED, 0))


def test_mean_level(hand: Hand) -> None:
    hand.output.time_at[0, :, 0] = 426.0
    hand.output.integral[:, rec.BLOCKED, 0] = 426.0 / 14 * 0.75
    assert exact.mean_level(hand.output, rec.BLOCKED, 0) == pytest.approx(0.75)


def test_waits_of_some_classes_years_and_regions(hand: Hand) -> None:
    waits, sums = hand.output.waits, hand.output.wait_sums
    waits[rec.WAIT_BED, 0, 0, rec.GRANTED, rec.bin_of(0.0)] = 3
    waits[rec.WAIT_BED + 2, 1, 1, rec.GRANTED, rec.bin_of(5.0)] = 1
    sums[rec.WAIT_BED + 2, 1, 1] = 5.0
    everybody = exact.waits_of(hand.output)
    assert exact.wait_mean(everybody) == pytest.approx(1.25)
    assert exact.wait_beyond(everybody, 0.0) == 0.25
    assert exact.wait_quantile(everybody, 0.75) == 0.0
    urgent = exact.waits_of(hand.output, (rec.WAIT_BED + 2,))
    assert exact.wait_mean(urgent) == pytest.approx(5.0)
    first_year = exact.waits_of(hand.output, years=slice(0, 1), regions=slice(0, 1))
    assert exact.wait_mean(first_year) == 0.0


def test_mean_and_error() -> None:
    assert exact.mean_and_error([1.0, 2.0, 3.0]) == pytest.approx((2.0, 1 / math.sqrt(3)))
    assert math.isnan(exact.mean_and_error([1.0])[1])
    assert math.isnan(exact.mean_and_error([])[0])
