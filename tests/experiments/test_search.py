"""The search apart from any plan: exact answers of queueing theory, success that does not grow, targets out of reach.

Seeds are fixed beforehand. What a search may get wrong is bounded by the error of its test: with ``error`` e, an
instance that looks at k amounts to a clear answer fails with a chance of at most k e.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from model.experiments.solving.looking import Grid, Precision, Sample
from model.experiments.solving.search import Found, search
from model.experiments.solving.sequential import interval, log_evidence, status

# --- Erlang C, in plain Python and another recursion than the model's ---------------------------------------


def wait_over(servers: int, rate: float, service: float, t: float) -> float:
    """P(wait > t) in M/M/c by Erlang's formula as it stands: sums of powers over factorials (Erlang 1917)."""
    load = rate * service
    if servers <= load:
        return 1.0
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    below = sum(load**k / math.factorial(k) for k in range(servers))
    return top / (below + top) * math.exp(-(servers / service - rate) * t)


def test_erlang_c_itself() -> None:
    # M/M/1: P(wait > t) = rho exp(-(mu - lambda) t).  M/M/2, load 1: C = 1/3.
    assert wait_over(1, 0.5, 1.0, 2.0) == pytest.approx(0.5 * math.exp(-1.0))
    assert wait_over(2, 1.0, 1.0, 0.0) == pytest.approx(1 / 3)


def chance(success: Callable[[float], float], seed: int) -> tuple[Sample, list[tuple[float, int]]]:
    """Bernoulli replications on common random numbers; also a list of what was asked for."""
    asked: list[tuple[float, int]] = []

    def sample(amount: float, first: int, last: int) -> NDArray[np.float64]:
        asked.extend((amount, n) for n in range(first, last))
        luck = np.array([np.random.default_rng((seed, n)).random() for n in range(first, last)])
        return (luck < success(amount)).astype(float)

    return sample, asked


def block(success: Callable[[float], float], seed: int) -> Sample:
    """The same, drawn at once: for searches that need thousands."""
    luck = np.random.default_rng(seed).random(20000)
    return lambda amount, first, last: (luck[first:last] < success(amount)).astype(float)


SURE = Precision(error=1e-5, indifference=0.0, most=20000)


def test_least_servers_for_many_queues() -> None:
    """Of 150 queues, those whose answer and lower neighbour lie 0.02 or more from p (so that 20,000 tell them apart).

    False alarm: at most 20 amounts a queue come to a clear answer, so 150 x 20 x 1e-5 = 0.03 for the whole test.
    """
    draw = np.random.default_rng(20240816)
    done = 0
    for instance in range(150):
        rate, service, t = draw.uniform(0.5, 8.0), draw.uniform(0.5, 2.0), draw.uniform(0.0, 1.0)
        p = float(draw.choice([0.8, 0.9, 0.95]))
        held = [1.0 - wait_over(c, rate, service, t) for c in range(1, 41)]
        least = next(c for c, h in enumerate(held, 1) if h >= p)
        if min(abs(h - p) for h in held) < 0.02 or least > 38:
            continue
        precision = Precision(p, error=SURE.error, indifference=0.0, most=SURE.most)
        sample = block(dict(enumerate(held, 1)).__getitem__, instance)
        found = search(sample, Grid(1, 40), precision)
        assert found.amount == least, (rate, service, t, p)
        assert found.low == found.high == least and found.monotone and found.complete
        assert found.kind == ("low_enough" if least == 1 else "found")
        again = search(sample, Grid(1, 40), precision, start=20)
        assert again.amount == least
        done += 1
    assert done >= 50


def kiefer_wolfowitz(rate: float, service: float, t: float, customers: int, seed: int) -> Sample:
    """Whether the last of many customers of an M/M/c waits at most t: waits by Kiefer and Wolfowitz 1955."""

    def sample(amount: float, first: int, last: int) -> NDArray[np.float64]:
        draws = np.random.default_rng(seed).exponential(size=(2, 6000, customers))[:, first:last]
        gaps, stays = draws[0] / rate, draws[1] * service
        load = np.zeros((last - first, round(amount)))
        for k in range(customers - 1):
            load[:, 0] += stays[:, k]
            load = np.sort(np.maximum(load - gaps[:, k, None], 0.0), axis=1)
        return (load[:, 0] <= t).astype(float)

    return sample


def test_least_servers_by_waits_that_are_simulated() -> None:
    """P(wait <= 0.5) >= 0.9 in M/M/c, load 2.4: exactly 0.871 with 4 servers, 0.969 with 5.

    After 150 customers from an empty start the wait's distribution is stationary to four digits with 4 or more
    servers (relaxation takes about 1 / (sqrt(4) - sqrt(2.4))^2 = 4.9 services, 2.4 customers each). False alarm: six
    amounts, 6 x 1e-4.
    """
    assert wait_over(4, 2.4, 1.0, 0.5) > 0.128 and wait_over(5, 2.4, 1.0, 0.5) < 0.031
    precision = Precision(0.9, error=1e-4, indifference=0.0, most=6000)
    found = search(kiefer_wolfowitz(2.4, 1.0, 0.5, 150, 7), Grid(1, 12), precision)
    assert (found.amount, found.low, found.high, found.monotone) == (5, 5, 5, True)


# --- success that does not grow with the amount ----------------------------------------------------------------


def found_of(success: Callable[[float], float], grid: Grid, precision: Precision | None = None) -> Found:
    return search(chance(success, 3)[0], grid, precision or Precision())


@pytest.mark.parametrize("dip", [41, 42])
def test_a_dip_above_the_answer_is_found_and_told(dip: int) -> None:
    """Holds from 40, but not at the dip: the answer is above it, and what holds below it is an island.

    Bisection of 0 to 100 comes to 37 and 43 by way of 50 and 25, so one side of the dip is reached either way.
    """
    found = found_of(lambda x: float(x >= 40 and x != dip), Grid(0, 100))
    assert found.amount == dip + 1 and not found.monotone
    assert found.islands == ((40.0, dip - 1.0),)


def test_a_dip_far_above_the_answer_is_met_by_a_spot_check() -> None:
    """Holds from 10, but not from 50 to 80: 25, a spot check, holds, and 50 and 75 do not."""
    found = found_of(lambda x: float(x >= 10 and not 50 <= x <= 80), Grid(0, 100))
    assert found.amount == 81 and not found.monotone
    assert any(first <= 25 <= last for first, last in found.islands)


def test_a_dip_of_one_next_to_the_answer() -> None:
    found = found_of(lambda x: float(x >= 41 or x == 38), Grid(0, 100))
    assert found.amount == 41
    assert not found.monotone or 38 not in {t.amount for t in found.tried}


def test_never_an_answer_below_what_clearly_fails() -> None:
    """Random success, 0 or 1 at every amount but for the top: nothing at or above the answer that was looked at fails,
    and the answer itself holds."""
    draw = np.random.default_rng(11)
    several = 0
    for _ in range(60):
        success = draw.random(31) < np.linspace(0.0, 1.2, 31)
        success[-1] = True
        found = found_of(lambda x, s=success: float(s[round(x)]), Grid(0, 30))  # type: ignore[misc]
        assert success[round(found.amount)]
        assert all(t.status != "fails" for t in found.tried if t.amount >= found.amount)
        below = [t for t in found.tried if t.amount < found.amount]
        assert found.monotone == (not any(t.status == "holds" for t in below))
        assert bool(found.islands) == (not found.monotone)
        several += not found.monotone
    assert several >= 20


def test_a_hump_is_no_answer() -> None:
    """Holds from 30 to 70 alone: the highest fails, and that something below holds is told."""
    found = found_of(lambda x: float(30 <= x <= 70), Grid(0, 100))
    assert found.kind == "not_enough" and math.isnan(found.amount) and not found.monotone
    assert found.islands and all(30 <= a <= b <= 70 for a, b in found.islands)


def test_alternation_ends() -> None:
    found = found_of(lambda x: float(x % 2 == 0), Grid(0, 50))
    assert found.amount == 50 and not found.monotone


# --- ends of the range, noise, budget ------------------------------------------------------------------------


def test_not_enough() -> None:
    found = found_of(lambda x: 0.5, Grid(0, 100))
    assert found.kind == "not_enough" and math.isnan(found.amount) and found.high == math.inf


def test_the_lowest_is_enough() -> None:
    found = found_of(lambda x: 1.0, Grid(10, 100, 10))
    assert (found.kind, found.amount, found.low, found.high) == ("low_enough", 10, 10, 10)


def test_nothing_observed_is_no_answer() -> None:
    found = search(lambda x, a, b: np.full(b - a, np.nan), Grid(0, 10), Precision(most=20))
    assert found.kind == "undecided" and math.isnan(found.amount)
    assert found.tried[-1].observed == 0 and found.tried[-1].replications == 20


def test_what_stays_unclear_is_in_the_interval() -> None:
    """0.9 exactly at 5, 0.89 at 4 and 0.91 at 6 with 60 replications: clear only beyond those."""
    chances = {3: 0.3, 4: 0.89, 5: 0.9, 6: 0.91, 7: 1.0}
    found = found_of(
        lambda x: chances.get(round(x), float(x > 5)), Grid(0, 20), Precision(most=60, indifference=0.0)
    )
    assert found.low <= found.amount <= found.high
    assert found.low <= 5 <= found.high


def test_replications_are_extended_never_repeated() -> None:
    sample, asked = chance(lambda x: min(1.0, x / 20), 5)
    found = search(sample, Grid(0, 30), Precision())
    assert len(asked) == len(set(asked)) == found.runs
    for amount in {a for a, _ in asked}:
        numbers = [n for a, n in asked if a == amount]
        assert numbers == list(range(len(numbers)))


def test_the_budget_is_kept() -> None:
    for budget in (10, 30, 70, 150):
        found = search(chance(lambda x: min(1.0, x / 20), 5)[0], Grid(0, 30), Precision(budget=budget))
        assert found.runs <= budget and not found.complete
        assert found.runs == sum(t.replications for t in found.tried)


def test_interrupted_keeps_what_is_done() -> None:
    sample, _ = chance(lambda x: float(x >= 7), 5)

    def until(amount: float, first: int, last: int) -> NDArray[np.float64]:
        if amount == 7:
            raise KeyboardInterrupt
        return sample(amount, first, last)

    found = search(until, Grid(0, 30), Precision())
    assert not found.complete and found.runs > 0 and found.tried[-1].amount == 30


@pytest.mark.parametrize("bad", [(0, 0, 1), (0, 10, 3), (5, 1, 1), (0, 10, 0), (0, math.inf, 1)])
def test_what_is_no_grid_is_refused(bad: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="step|range"):
        Grid(*bad)


# --- the test behind it ----------------------------------------------------------------------------------------


def test_the_test_is_wrong_as_seldom_as_it_says() -> None:
    """At p itself, looked at after every one of 400 replications, each clear answer comes in at most 5% of 2,000 tries.

    The bound is Ville's; three standard errors of a share of 0.05 are added (false alarm below 0.002 each).
    """
    luck = np.random.default_rng(99).random((2000, 400)) < 0.9
    table = np.full((401, 401), "undecided", dtype=object)
    for n in range(1, 401):
        for met in range(max(0, int(0.8 * n) - 8), n + 1):
            table[n, met] = status(met, n, 0.9, 0.05)
    said = table[np.arange(1, 401)[None, :], luck.cumsum(axis=1)]
    for clear in ("holds", "fails"):
        assert (said == clear).any(axis=1).mean() <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 2000)


def test_evidence_against_plain_integration() -> None:
    """The mixture by the midpoint rule in 20,000 steps."""
    for met, n, p in ((9, 10, 0.9), (40, 43, 0.8), (3, 20, 0.5)):
        for above in (True, False):
            a, b = (p, 1.0) if above else (0.0, p)
            q = a + (np.arange(20000) + 0.5) / 20000 * (b - a)
            ratio = (q / p) ** met * ((1 - q) / (1 - p)) ** (n - met)
            assert log_evidence(met, n, p, above) == pytest.approx(math.log(ratio.mean()), abs=1e-6)


def test_all_of_43_are_clear_for_nine_in_ten() -> None:
    """10/(n+1) (1 - 0.9^(n+1)) / 0.9^n passes 20 between n = 42 and 43; of none, two are enough."""
    assert status(42, 42, 0.9, 0.05) == "undecided" and status(43, 43, 0.9, 0.05) == "holds"
    assert status(0, 2, 0.9, 0.05) == "fails"


def test_interval_agrees_with_the_status() -> None:
    for n in (5, 20, 80):
        for met in range(n + 1):
            low, high = interval(met, n, 0.05)
            assert low <= met / n <= high
            expected = "holds" if low > 0.7 else "fails" if high < 0.7 else "undecided"
            assert status(met, n, 0.7, 0.05) == expected
