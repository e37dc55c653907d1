"""How the calendar goes on: a day is spread over its parts, a part is sorted (see `calendar`)."""

from __future__ import annotations

from model.engines.compiled.chunks import append, gather
from model.engines.compiled.entries import (
    AHEAD,
    DUE_AT,
    HOLDER_SHIFT,
    NUMBER_MASK,
    PERSON_TIMERS_BYTES,
    TIMER_BYTES,
    bring_near,
    kind_of,
)
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    MOST_PARTS,
    PERSON_HOLDER,
    SLOT_OF_KIND,
    SLOTS,
    bucket,
    due,
    sorted_entry,
)
from model.engines.compiled.memory import World, prefetch
from model.engines.compiled.sorting import sort_range

FAR_AHEAD = 16
"""How many entries ahead the timers are brought near that tell who is stale."""
ENTRIES_OF_A_PART = 8
"""How many entries a part of the day has at most, on an average: so few are sorted fast."""


@handler
def _timer_near(w: World, key: int, holder: int) -> None:
    if holder >> HOLDER_SHIFT == PERSON_HOLDER:
        slot = SLOT_OF_KIND[kind_of(key)]
        prefetch(w, DUE_AT, (holder & NUMBER_MASK) * PERSON_TIMERS_BYTES + slot * TIMER_BYTES)


@handler
def _is_stale(w: World, time: float, key: int, holder: int) -> bool:
    """Tell whether a person's timer was set anew or taken away since."""
    if holder >> HOLDER_SHIFT != PERSON_HOLDER:
        return False
    return due(w, (holder & NUMBER_MASK) * SLOTS + SLOT_OF_KIND[kind_of(key)]).time != time


@handler
def _divide(w: World, n: int) -> None:
    """Choose into how many parts a day is divided, which has ``n`` entries when it is opened.

    The more entries the last days had, the smaller the parts; a quiet day or two make little difference.
    """
    w.busy = max(n, w.taken, w.busy - w.busy // 8)
    w.taken = 0
    w.part_shift = 0
    while (1 << w.part_shift) < MOST_PARTS and w.busy > ENTRIES_OF_A_PART << w.part_shift:
        w.part_shift += 1
    w.part_inverse = float(1 << w.part_shift)


@handler
def _spread(w: World, day: int) -> None:
    """Open a day: its entries go to its parts, but for those that are stale already.

    What is set to the same time from now on is entered again.
    """
    n = gather(w, day, 0)
    _divide(w, n)
    w.open_bucket = day
    w.open_part = -1
    w.next_sorted = 0
    w.n_sorted = 0
    first_part = day << w.part_shift
    for k in range(n):
        if k + FAR_AHEAD < n:
            ahead = sorted_entry(w, k + FAR_AHEAD)
            _timer_near(w, ahead.key, ahead.holder)
        entry = sorted_entry(w, k)
        if not _is_stale(w, entry.time, entry.key, entry.holder):
            part = int((entry.time - w.first) * w.part_inverse) - first_part
            append(w, w.parts_at + part, entry.time, entry.key, entry.holder)


@handler
def _open(w: World, part: int) -> None:
    """Sort the entries of a part."""
    n = gather(w, w.parts_at + part, 0)
    w.open_part = part
    w.next_sorted = 0
    w.n_sorted = n
    w.taken += n
    for k in range(min(n, AHEAD)):
        bring_near(w, sorted_entry(w, k).holder)
    sort_range(w, 0, n)


@handler
def open_next(w: World) -> bool:
    """Open the next part of a day that has entries; return False when there is none."""
    while True:
        for part in range(w.open_part + 1, 1 << w.part_shift):
            if bucket(w, w.parts_at + part).n > 0:
                _open(w, part)
                return True
        day = w.open_bucket + 1
        while day < w.buckets and bucket(w, day).n == 0:
            day += 1
        if day >= w.buckets:
            return False
        _spread(w, day)
