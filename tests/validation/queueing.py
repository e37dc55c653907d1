"""Exact results of queueing theory, worked out independently of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve


def erlang_b(load: float, servers: int) -> float:
    """Return the chance that all servers are busy when nobody may wait, by Erlang's recursion."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Return the chance of having to wait in M/M/c."""
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1 - blocked))


def mmc_wait(rate: float, service: float, servers: int) -> float:
    """Return the mean wait in M/M/c."""
    load = rate * service
    return erlang_c(load, servers) * service / (servers - load)


def cobham(rates: Sequence[float], service: float, servers: int) -> list[float]:
    """Return the mean waits of priority classes, the first served first, nobody interrupted.

    Cobham 1954; Kella and Yechiali 1985 for exponential stays with the same mean in every class.
    """
    load = sum(rates) * service
    residual = erlang_c(load, servers) * service / servers
    waits, before = [], 0.0
    for rate in rates:
        after = before + rate * service / servers
        waits.append(residual / ((1 - before) * (1 - after)))
        before = after
    return waits


@dataclass(frozen=True)
class Blocking:
    """The stationary state of the hospital whose beds are blocked."""

    mean_wait: float
    wait_share: float
    mean_blocked: float
    blocked_days_per_transfer: float
    mean_beds: float
    places_full: float
    mean_places: float


def blocking(
    beds: int, places: int, rate: float, stay: float, share: float, place_stay: float, longest: int
) -> Blocking:
    """Solve the Markov chain of a hospital before a supported home, first come first served.

    A state is (in treatment or queueing, in a place or blocked); the queue is cut where ``longest`` are in
    treatment or queueing. Those beyond the places in the second number are blocked, each in a bed.
    """
    second = places + beds
    width = second + 1

    def number(h: int, m: int) -> int:
        return h * width + m

    size = (longest + 1) * width
    rows, columns, rates = [], [], []

    def leads(origin: int, target: int, at: float) -> None:
        rows.extend((target, origin))
        columns.extend((origin, origin))
        rates.extend((at, -at))

    for h in range(longest + 1):
        for m in range(second + 1):
            here, blocked = number(h, m), max(0, m - places)
            if h < longest:
                leads(here, number(h + 1, m), rate)
            if busy := min(h, beds - blocked):
                leads(here, number(h - 1, m), busy / stay * (1 - share))
                leads(here, number(h - 1, m + 1), busy / stay * share)
            if m:
                leads(here, number(h, m - 1), min(m, places) / place_stay)
    # The balance of one state follows from the others; in its place, the probabilities add up to 1.
    kept = [i for i, row in enumerate(rows) if row != 0]
    equations = coo_array(
        (
            np.concatenate([np.array(rates)[kept], np.ones(size)]),
            (
                np.concatenate([np.array(rows)[kept], np.zeros(size, int)]),
                np.concatenate([np.array(columns)[kept], np.arange(size)]),
            ),
        ),
        shape=(size, size),
    ).tocsc()
    right = np.zeros(size)
    right[0] = 1.0
    state = spsolve(equations, right).reshape(longest + 1, width)
    assert state[-1].sum() < 1e-12, "the queue was cut too short"
    h, m = np.mgrid[0 : longest + 1, 0:width]
    blocked = np.maximum(0, m - places)
    in_beds = np.minimum(h + blocked, beds)

    def mean(values: np.ndarray) -> float:
        return float((state * values).sum())

    return Blocking(
        mean_wait=mean(h + blocked - in_beds) / rate,
        wait_share=mean(h + blocked >= beds),
        mean_blocked=mean(blocked),
        blocked_days_per_transfer=mean(blocked) / (rate * share),
        mean_beds=mean(in_beds),
        places_full=mean(m >= places),
        mean_places=mean(np.minimum(m, places)),
    )
