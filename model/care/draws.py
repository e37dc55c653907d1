"""Random draws named by what they are for, and the identities that name them (Rule 1.5).

A draw depends only on who it is for, what it is for and which occurrence it is, never on what was
drawn before.  One more person in a stream therefore changes nobody else's draws.

The generator is Philox 4x32 with 10 rounds: Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
as easy as 1, 2, 3", SC'11, 2011 (the Random123 library).
"""

import math
from typing import Final

import numpy as np

from model.care._compile import compiled

# Every literal that meets a uint64 is itself a uint64: mixed with a signed literal, the compiler
# would turn the expression into a signed (or floating) one without a word.
_MULTIPLIER_0: Final = np.uint64(0xD2511F53)
_MULTIPLIER_1: Final = np.uint64(0xCD9E8D57)
_KEY_STEP_0: Final = np.uint64(0x9E3779B9)
_KEY_STEP_1: Final = np.uint64(0xBB67AE85)
_LOW_WORD: Final = np.uint64(0xFFFFFFFF)
_WORD_BITS: Final = np.uint64(32)
_FROM_FIRST_WORD: Final = np.uint64(20)
_FROM_SECOND_WORD: Final = np.uint64(12)
_TWO_TO_MINUS_52: Final = 2.0**-52

ANY: Final = 0.5
"""Stands for a draw on which nothing depends: draws are named, so that one left out changes no other (rule 1.5)."""

_REGION_SHIFT: Final = 40
_STREAM_SHIFT: Final = 55
_NUMBER_MASK: Final = (1 << 40) - 1
_REGION_MASK: Final = (1 << 15) - 1
_STREAM_MASK: Final = (1 << 8) - 1


@compiled
def philox(
    c0: int, c1: int, c2: int, c3: int, k0: int, k1: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Rule 1.5: the Philox 4x32-10 bijection.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        Counter words; of each the low 32 bits count.
    k0, k1 : int
        Key words; of each the low 32 bits count.

    Returns
    -------
    tuple of four uint64
        The output words, each below 2**32.
    """
    x0 = np.uint64(c0) & _LOW_WORD
    x1 = np.uint64(c1) & _LOW_WORD
    x2 = np.uint64(c2) & _LOW_WORD
    x3 = np.uint64(c3) & _LOW_WORD
    key0 = np.uint64(k0) & _LOW_WORD
    key1 = np.uint64(k1) & _LOW_WORD
    for _ in range(10):
        product0 = _MULTIPLIER_0 * x0
        product1 = _MULTIPLIER_1 * x2
        x0 = (product1 >> _WORD_BITS) ^ x1 ^ key0
        x1 = product1 & _LOW_WORD
        x2 = (product0 >> _WORD_BITS) ^ x3 ^ key1
        x3 = product0 & _LOW_WORD
        key0 = (key0 + _KEY_STEP_0) & _LOW_WORD
        key1 = (key1 + _KEY_STEP_1) & _LOW_WORD
    return x0, x1, x2, x3


@compiled
def uniform(seed: int, replication: int, identity: int, purpose: int, index: int) -> float:
    """Rule 1.5: the uniform draw of one identity, for one purpose, at one occurrence.

    Parameters
    ----------
    seed, replication : int
        The key, 0 to 2**32 - 1 each.
    identity : int
        Who the draw is for: a non-negative int64, see `pack_identity`.
    purpose : int
        What it is for, 0 to 2**32 - 1.
    index : int
        The number of the visit attempt, episode or referral, 0 to 2**32 - 1.

    Returns
    -------
    float
        (k + 1/2) * 2**-52 with k of 52 bits: never 0, never 1, at least 2**-53 away from both.
    """
    first, second, _, _ = philox(identity & 0xFFFFFFFF, identity >> 32, purpose, index, seed, replication)
    k = (first << _FROM_FIRST_WORD) | (second >> _FROM_SECOND_WORD)
    return (float(k) + 0.5) * _TWO_TO_MINUS_52


@compiled
def exponential_threshold(u: float) -> float:
    """Rule 1.7: the unit-exponential threshold of a hazard's clock, from a uniform draw in (0, 1)."""
    return -math.log1p(-u)


@compiled
def pack_identity(stream: int, region: int, number: int) -> int:
    """Rule 1.5: identity = (stream, region of entry, number within both), in one non-negative int64.

    Parameters
    ----------
    stream : int
        0 to 255.
    region : int
        Region of entry, 0 to 32,767.
    number : int
        Number within stream and region, 0 to 2**40 - 1.

    Raises
    ------
    ValueError
        If a part does not fit its bits; two people would otherwise share their draws.
    """
    if stream < 0 or stream > _STREAM_MASK:
        raise ValueError("stream must be from 0 to 255")
    if region < 0 or region > _REGION_MASK:
        raise ValueError("region must be from 0 to 32767")
    if number < 0 or number > _NUMBER_MASK:
        raise ValueError("number must be from 0 to 2**40 - 1")
    return (stream << _STREAM_SHIFT) | (region << _REGION_SHIFT) | number


@compiled
def identity_stream(identity: int) -> int:
    """Rule 1.5: the stream of a packed identity."""
    return (identity >> _STREAM_SHIFT) & _STREAM_MASK


@compiled
def identity_region(identity: int) -> int:
    """Rule 1.5: the region of entry of a packed identity."""
    return (identity >> _REGION_SHIFT) & _REGION_MASK


@compiled
def identity_number(identity: int) -> int:
    """Rule 1.5: the number, within stream and region, of a packed identity."""
    return identity & _NUMBER_MASK


@compiled
def number_within_copy(identity: int, copies: int) -> int:
    """Rule 9: the number of a person among those of their copy; copy = number mod copies."""
    return identity_number(identity) // copies
