"""Random numbers, durations and hazards of people (rules 1.5 and 1.7), as in `simpy_world`."""

from __future__ import annotations

import numpy as np
from numba import carray  # type: ignore[attr-defined]
from numpy.typing import NDArray

from model.care import distributions, draws, hazards
from model.care._compile import compiled
from model.engines.compiled.calendar import clear_timer, set_timer
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import HAZARDS, hazard, person, step
from model.engines.compiled.memory import World, floats_at


@handler
def draw(w: World, entity: int, purpose: int, index: int) -> float:
    """Return the uniform of (identity, purpose, index) (rule 1.5)."""
    return draws.uniform(w.seed, w.replication, entity, purpose, index)


@compiled
def numbers(address: int, n: int) -> NDArray[np.float64]:
    """Return numbers at an address as an array."""
    return carray(floats_at(address), n)


@handler
def quantile(w: World, row: int, u: float) -> float:
    """Return the quantile of a distribution of the scenario, days."""
    rows = carray(floats_at(w.rows_address), (w.rows, 4))
    return distributions.quantile(rows, numbers(w.points_address, w.points), row, u)


@handler
def length_biased(w: World, row: int, u: float) -> float:
    """Return the length-biased quantile of a distribution, days (rule 5.8)."""
    rows = carray(floats_at(w.rows_address), (w.rows, 4))
    return distributions.length_biased_quantile(rows, numbers(w.points_address, w.points), row, u)


@handler
def duration(w: World, row: int, entity: int, purpose: int, index: int) -> float:
    """Draw from a distribution of the scenario, days."""
    rows = carray(floats_at(w.rows_address), (w.rows, 4))
    return quantile(w, row, draw(w, entity, purpose, index) if distributions.is_drawn(rows, row) else draws.ANY)


@handler
def value_at(w: World, at: int, steps: int, time: float) -> float:
    """Return the value of dated steps that holds at a time, a step of that instant included."""
    value = step(w, at).value
    for k in range(at, at + steps):
        if step(w, k).time <= time:
            value = step(w, k).value
    return value


@handler
def new_threshold(w: World, i: int, which: int, purpose: int, index: int) -> None:
    """Draw the threshold of a hazard's next occurrence; its clock starts at nothing."""
    h = hazard(w, i * HAZARDS + which)
    h.threshold = draws.exponential_threshold(draw(w, person(w, i).entity, purpose, index))
    h.done = 0.0
    h.since = w.now
    h.rate = 0.0


@handler
def set_or_clear(w: World, i: int, kind: int, at: float) -> None:
    """Set a timer, or take it away where it would ring at the end or after."""
    if at < w.end:
        set_timer(w, i, kind, max(at, w.now))
    else:
        clear_timer(w, i, kind)


@handler
def set_rate(w: World, i: int, which: int, kind: int, rate: float) -> None:
    """Change the rate of a hazard without bands and set its timer anew; nothing to do if it is the same."""
    h = hazard(w, i * HAZARDS + which)
    if rate == h.rate:
        return
    h.done = hazards.accumulate_flat(h.done, h.since, w.now, h.rate)
    h.since = w.now
    h.rate = rate
    if rate > 0.0:
        set_or_clear(w, i, kind, hazards.time_of_flat(h.threshold, h.done, w.now, rate))
    else:
        # A clock that stands still never rings, though it stopped at its threshold (it rang just now).
        clear_timer(w, i, kind)
