"""The two kinds of uncertainty: statistics on data with known components, and small plans with known answers."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
import small
from scipy.stats import norm

from model.experiments.knowing.components import components, probability
from model.experiments.knowing.uncertainty import rank_correlation, uncertain
from model.experiments.running.how import How

HERE = How(workers=1)


@pytest.mark.parametrize(("knowing", "chance"), [(1.0, 1.0), (0.09, 1.0), (1.0, 0.09)])
def test_components_are_unbiased_and_their_intervals_cover(knowing: float, chance: float) -> None:
    """300 sets of 60 draws × 2 replications.

    Means within 3.3 standard errors: a faultless estimator fails one of the six in 170 times. The bootstrap covers 92
    to 95% here; below 87% in 300 sets has a probability of less than 1 in 1,000 at 92%.
    """
    rng = np.random.default_rng([61, int(100 * knowing), int(100 * chance)])
    truth = knowing / (knowing + chance)
    found = []
    for n in range(300):
        a = rng.normal(scale=math.sqrt(knowing), size=(60, 1))
        found.append(components(a + rng.normal(scale=math.sqrt(chance), size=(60, 2)), n))
    for estimates, true in (([f.knowing for f in found], knowing), ([f.chance for f in found], chance)):
        error = np.std(estimates, ddof=1) / math.sqrt(len(estimates))
        assert abs(np.mean(estimates) - true) < 3.3 * error
    covered = np.mean([f.share_low <= truth <= f.share_high for f in found])
    assert covered > 0.87


def test_common_luck_would_hide_chance() -> None:
    # Why every draw has luck of its own: with the same luck in all draws, chance counts as nothing between draws, and
    # the estimate of not knowing is lowered by chance / replications.
    rng = np.random.default_rng(3)
    luck = rng.normal(size=(1, 2))
    shared = [components(rng.normal(size=(60, 1)) * 0.3 + luck).knowing for _ in range(50)]
    assert np.mean(shared) < 0.09


@pytest.mark.parametrize("knowing", [0.0, 0.5, 0.95])
def test_the_interval_of_a_probability_covers(knowing: float) -> None:
    """400 sets of 60 draws × 2: nominally 95%, and below 91% once in 1,000 at 94.5%."""
    rng = np.random.default_rng([62, int(100 * knowing)])
    true = norm.sf(0.8)
    covered = 0
    for _ in range(400):
        y = rng.normal(size=(60, 1)) * math.sqrt(knowing) + rng.normal(size=(60, 2)) * math.sqrt(1 - knowing)
        _, low, high = probability((y > 0.8).astype(float))
        covered += low <= true <= high
    assert covered / 400 > 0.91


def test_replications_of_one_draw_are_not_more_draws() -> None:
    # All alike within draws: ten replications say no more than one.
    met = (np.arange(40) < 30).astype(float)[:, None]
    once, often = probability(met), probability(np.repeat(met, 10, axis=1))
    assert often == pytest.approx(once, abs=1e-9)


def test_what_is_not_observed_is_left_out() -> None:
    y = np.array([[1.0, 3.0], [math.nan, 5.0], [math.nan, math.nan], [2.0, 8.0]])
    found = components(y)
    # Unbalanced analysis of variance on paper: groups (1, 3), (5), (2, 8); within (2 + 18) / 2.
    assert found.chance == pytest.approx(10.0)
    between = (2 * (2 - 3.8) ** 2 + (5 - 3.8) ** 2 + 2 * (5 - 3.8) ** 2) / 2
    assert found.knowing == pytest.approx((between - 10.0) / ((5 - 9 / 5) / 2))
    assert math.isnan(components(np.ones((5, 1))).knowing)
    # What never varies has no share, whatever the last digit of its mean: 5.0123… sixty times.
    still = components(np.full((60, 2), 289 / 57.65775))
    assert (still.knowing, still.chance, math.isnan(still.share)) == (0.0, 0.0, True)


def test_a_plan_without_chance(tmp_path: Path) -> None:
    """Nurses a + b, uniform on 10..40 and 10..25: exactly known, and all of its variance is not knowing."""
    found = uncertain(small.two_hospitals(tmp_path), 100, 2, shape="uniform", how=HERE)
    row = found.outputs.iloc[0]
    pairs = [a + b for a, b in itertools.product(range(10, 41), range(10, 26))]
    true = np.mean([p >= 40 for p in pairs])
    assert row["share_knowing"] == 1.0
    assert row["variance_chance"] == 0.0
    # Latin hypercubes are surer than 100 independent draws, whose variance has a relative error of about 14%.
    assert row["variance_knowing"] == pytest.approx(np.var(pairs), rel=0.4)
    assert row["probability_low"] <= true <= row["probability_high"]
    assert row["mean"] == pytest.approx(np.mean(pairs), abs=1.0)
    # Correlation of a sum with its parts: about their share of the standard deviation, 0.89 and 0.46.
    best = found.parameters.head(2)
    assert list(best["parameter"]) == ["hospitals.a.nurses", "hospitals.b.nurses"]
    assert best["correlation"].to_list() == pytest.approx([0.89, 0.46], abs=0.15)
    # A false-discovery rate of 5%: of some hundred that do not matter, not one with this seed.
    assert list(found.parameters.loc[found.parameters["q_value"] < 0.05, "parameter"]) == list(best["parameter"])
    drawn = found.draws[found.draws["parameter"].isin(best["parameter"])]
    drawn = drawn.pivot(index="draw", columns="parameter", values="value")
    seen = found.runs[found.runs["replication"] % 2 == 0].set_index("draw")["value"]
    assert (drawn.sum(axis=1) == seen).all()


def test_few_draws_do_not_tell_which_parameters_matter() -> None:
    """Nine in perfect order happen by chance once in 181,440; of four, one in twelve."""
    few, enough = np.arange(9.0), np.arange(10.0)
    assert rank_correlation(few, few)[0] == 1.0
    assert all(np.isnan(rank_correlation(few, few)[1:])), "no interval of [1, 1], no p-value of 0"
    assert rank_correlation(enough, enough)[3] < 0.001


def test_a_plan_where_nothing_matters_has_chance_alone() -> None:
    # The wait of M/M/4 does not depend on a price; the interval of the share has 0 in it (at 95%, with this seed).
    plan = small.four_beds()
    # Its ranged defaults are those of parts that are left out, or of staff that no bed lacks.
    found = uncertain(plan, 20, 2, how=HERE)
    assert found.outputs["variance_chance"].iloc[0] > 0.0
    assert found.outputs["share_low"].iloc[0] == pytest.approx(0.0, abs=0.02)


def test_draws_do_not_depend_on_how_many_there_are(tmp_path: Path) -> None:
    plan = small.two_hospitals(tmp_path)
    few, more = (uncertain(plan, n, 1, how=HERE).runs for n in (3, 7))
    assert few.equals(more.iloc[: len(few)])


def test_bad_numbers_are_refused(tmp_path: Path) -> None:
    plan = small.two_hospitals(tmp_path)
    with pytest.raises(ValueError, match="draws must be 1 or more"):
        uncertain(plan, 0)
    with pytest.raises(ValueError, match="seed"):
        How(seed=-1)
