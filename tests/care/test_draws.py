"""Draws (Rule 1.5): the published vectors of Philox 4x32-10, and an oracle in plain Python integers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.care.draws import (
    exponential_threshold,
    identity_number,
    identity_region,
    identity_stream,
    pack_identity,
    philox,
    uniform,
)

FULL = 0xFFFFFFFF
WORD = st.integers(0, FULL)
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)

Words = tuple[int, ...]


def round_keys(key: Words) -> list[Words]:
    return [tuple((k + n * step) % 2**32 for k, step in zip(key, KEY_STEPS, strict=True)) for n in range(10)]


def plain_philox(counter: Words, key: Words) -> Words:
    for k0, k1 in round_keys(key):
        high_0, low_0 = divmod(MULTIPLIERS[0] * counter[0], 2**32)
        high_1, low_1 = divmod(MULTIPLIERS[1] * counter[2], 2**32)
        counter = (high_1 ^ counter[1] ^ k0, low_1, high_0 ^ counter[3] ^ k1, low_0)
    return counter


def plain_philox_inverse(words: Words, key: Words) -> Words:
    """The counter whose output is `words`: each round undone, with the multipliers' inverses mod 2**32."""
    inverses = [pow(multiplier, -1, 2**32) for multiplier in MULTIPLIERS]
    for k0, k1 in reversed(round_keys(key)):
        x2 = words[1] * inverses[1] % 2**32
        x0 = words[3] * inverses[0] % 2**32
        x1 = words[0] ^ (MULTIPLIERS[1] * x2 >> 32) ^ k0
        x3 = words[2] ^ (MULTIPLIERS[0] * x0 >> 32) ^ k1
        words = (x0, x1, x2, x3)
    return words


def exact_uniform(words: Words) -> Fraction:
    k = (words[0] * 2**32 + words[1]) // 2**12
    return (k + Fraction(1, 2)) / 2**52


# Random123, file kat_vectors, lines "philox4x32 10".
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FULL, FULL, FULL, FULL), (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), PUBLISHED)
def test_philox_gives_the_published_words(counter: Words, key: Words, expected: Words) -> None:
    assert tuple(int(word) for word in philox(*counter, *key)) == expected
    # The oracle of the next tests has to pass the same vectors.
    assert plain_philox(counter, key) == expected
    assert plain_philox_inverse(expected, key) == counter


@given(st.tuples(WORD, WORD, WORD, WORD), st.tuples(WORD, WORD))
def test_philox_equals_plain_integers_for_any_words(counter: Words, key: Words) -> None:
    assert tuple(int(word) for word in philox(*counter, *key)) == plain_philox(counter, key)


@given(WORD, WORD, st.integers(0, 2**63 - 1), WORD, WORD)
def test_uniform_is_the_stated_function_of_key_and_counter(
    seed: int, replication: int, identity: int, purpose: int, index: int
) -> None:
    # Exactly equal: (k + 1/2) * 2**-52 has 53 significant bits, so it is a float64 without rounding.
    words = plain_philox((identity % 2**32, identity // 2**32, purpose, index), (seed, replication))
    assert Fraction(uniform(seed, replication, identity, purpose, index)) == exact_uniform(words)


@pytest.mark.parametrize(("word", "expected"), [(0, 2.0**-53), (FULL, 1.0 - 2.0**-53)])
def test_the_extreme_draws_stay_inside_the_unit_interval(word: int, expected: float) -> None:
    # Philox is a bijection: run it backwards to find who draws the smallest and the largest u there is.
    key = (7, 3)
    counters = (plain_philox_inverse((word, word, other, 0), key) for other in range(100))
    low, high, purpose, index = next(counter for counter in counters if counter[1] < 2**31)
    assert uniform(*key, high << 32 | low, purpose, index) == expected


def test_each_argument_of_uniform_matters_and_none_stands_for_another() -> None:
    arguments = [(1, 2, 3, 4, 5), (2, 1, 3, 4, 5), (1, 2, 4, 3, 5), (1, 2, 3, 5, 4), (1, 2, 3 + 2**32, 4, 5)]
    arguments += [(1, 2, 3, 4, 6), (1, 2, 3, 5, 5), (1, 2, 4, 4, 5), (1, 3, 3, 4, 5), (2, 2, 3, 4, 5)]
    assert len({uniform(*each) for each in arguments}) == len(arguments)


def test_exponential_threshold_is_the_inverse_of_the_unit_exponential() -> None:
    assert exponential_threshold(1.0 - 2.0**-53) == pytest.approx(36.7368005696771, rel=1e-14)
    # log1p, not log: a tiny draw keeps its digits.
    assert exponential_threshold(2.0**-53) == pytest.approx(2.0**-53, rel=1e-15, abs=0)
    assert exponential_threshold(0.5) == pytest.approx(0.6931471805599453, rel=1e-15)


@given(st.integers(0, 255), st.integers(0, 2**15 - 1), st.integers(0, 2**40 - 1))
def test_identity_holds_its_three_parts_and_is_never_negative(stream: int, region: int, number: int) -> None:
    identity = pack_identity(stream, region, number)
    assert identity == stream * 2**55 + region * 2**40 + number
    assert 0 <= identity < 2**63
    parts = identity_stream(identity), identity_region(identity), identity_number(identity)
    assert parts == (stream, region, number)


@pytest.mark.parametrize(
    "parts", [(256, 0, 0), (-1, 0, 0), (0, 2**15, 0), (0, -1, 0), (0, 0, 2**40), (0, 0, -1)]
)
def test_a_part_that_does_not_fit_is_refused(parts: tuple[int, int, int]) -> None:
    # Otherwise it would run over into its neighbour, and two people would share their draws.
    with pytest.raises(ValueError, match="must be from 0 to"):
        pack_identity(*parts)
