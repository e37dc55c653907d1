"""What exact queueing results are compared with: distributions over time and of waits (rule 10.3).

Take them per replication and compare means between replications (`mean_and_error`) with the exact value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from model.care.recorder import DISTRIBUTED, WAIT_BED, Output
from model.measures.places import Array
from model.measures.survival import Waits

BED_WAITS = (WAIT_BED, WAIT_BED + 1, WAIT_BED + 2, WAIT_BED + 3)


def level_probabilities(output: Output, level: int, place: int) -> Array:
    """Return P(N = n) over time of a distributed level (beds in use, queue, places in use).

    Parameters
    ----------
    output : Output
    level : int
        One of `model.care.recorder.DISTRIBUTED`.
    place : int
        Hospital, region or institution, as the level has it.

    Returns
    -------
    float64, shape (n,)
        Adds up to 1; nan if no time was spent.
    """
    time = output.time_at[DISTRIBUTED.index(level), place]
    total = time.sum()
    return time / total if total > 0.0 else np.full(time.shape, np.nan)


def delay_probability(probabilities: Array, beds: int) -> float:
    """Return P(N = beds) / P(N <= beds): the chance of delay with so many beds, from an unlimited ward."""
    under = float(probabilities[: beds + 1].sum())
    return float(probabilities[beds]) / under if under > 0.0 else math.nan


def at_least(probabilities: Array, n: int) -> float:
    """Return P(N >= n): the share of time full, with n the capacity."""
    return float(probabilities[n:].sum())


def mean_level(output: Output, level: int, place: int) -> float:
    """Return the mean of any level over time, from its integral."""
    # Every place of a distributed level is held for the whole horizon at some number, 0 included.
    horizon_days = float(output.time_at[0, 0].sum())
    return float(output.integral[:, level, place].sum()) / horizon_days if horizon_days > 0.0 else math.nan


def waits_of(
    output: Output, kinds: Sequence[int] = BED_WAITS, years: slice = slice(None), regions: slice = slice(None)
) -> Waits:
    """Return the waits of some kinds, years of request and regions together, as one distribution."""
    counts = output.waits[list(kinds), years, regions].sum(axis=(0, 1, 2))
    return Waits.of(counts, np.asarray(output.wait_sums[list(kinds), years, regions].sum()))


def wait_mean(waits: Waits) -> float:
    """Return the mean wait, days."""
    return float(waits.mean())


def wait_beyond(waits: Waits, days: float) -> float:
    """Return P(wait > days); at 0 the chance of any wait at all."""
    return float(waits.beyond(days))


def wait_quantile(waits: Waits, share: float) -> float:
    """Return the wait that ``share`` of the requests do not exceed, days."""
    return float(waits.quantile(share))


def mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean between replications and its standard error (nan with fewer than two)."""
    array = np.asarray(values, np.float64)
    if array.size < 2:
        return float(array.mean()) if array.size else math.nan, math.nan
    return float(array.mean()), float(array.std(ddof=1) / math.sqrt(array.size))
