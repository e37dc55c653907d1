"""Sorting of entries by the total order (rule 1.2)."""

from __future__ import annotations

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import scratch_entry, sorted_entry
from model.engines.compiled.memory import World
from model.engines.compiled.room import reserve_scratch

SMALL = 12
"""Up to so many entries insertion is faster than merging."""


@handler
def _insert_range(w: World, low: int, n: int) -> None:
    for i in range(low + 1, low + n):
        moved = sorted_entry(w, i)
        time, key, holder = moved.time, moved.key, moved.holder
        k = i
        while k > low:
            left = sorted_entry(w, k - 1)
            if left.time < time or (left.time == time and left.key <= key):
                break
            right = sorted_entry(w, k)
            right.time = left.time
            right.key = left.key
            right.holder = left.holder
            k -= 1
        if k < i:
            entry = sorted_entry(w, k)
            entry.time = time
            entry.key = key
            entry.holder = holder


@handler
def _precedes(w: World, k: int, time: float, key: int) -> bool:
    """Tell whether a sorted entry comes before a time and a key."""
    at = sorted_entry(w, k)
    return at.time < time or (at.time == time and at.key < key)


@handler
def _merge(w: World, low: int, middle: int, high: int) -> None:
    """Merge two sorted runs of the sorted entries; the first moves to the scratch table for the time being."""
    n = middle - low
    reserve_scratch(w, n)
    for k in range(n):
        source, target = sorted_entry(w, low + k), scratch_entry(w, k)
        target.time = source.time
        target.key = source.key
        target.holder = source.holder
    i, j, k = 0, middle, low
    while i < n:
        moved = scratch_entry(w, i)
        if j < high and _precedes(w, j, moved.time, moved.key):
            moved = sorted_entry(w, j)
            j += 1
        else:
            i += 1
        target = sorted_entry(w, k)
        k += 1
        target.time = moved.time
        target.key = moved.key
        target.holder = moved.holder


@handler
def _merge_runs(w: World, low: int, high: int, run: int) -> None:
    """Merge sorted runs of a length two by two; what is in order already stays."""
    for k in range(low, high - run, 2 * run):
        last = sorted_entry(w, k + run - 1)
        if _precedes(w, k + run, last.time, last.key):
            _merge(w, k, k + run, min(k + 2 * run, high))


@handler
def sort_range(w: World, low: int, n: int) -> None:
    """Sort ``n`` of the sorted entries from ``low`` on by the total order; often they came in it."""
    for k in range(low, low + n, SMALL):
        _insert_range(w, k, min(SMALL, low + n - k))
    run = SMALL
    while run < n:
        _merge_runs(w, low, low + n, run)
        run *= 2
