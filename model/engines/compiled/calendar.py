"""The calendar (rule 1.2): timers in buckets of time, in the total order (time, kind, entity).

An entry is a time and a word that holds kind, type of holder and number of the holder. Entries for later buckets
lie unordered in chunks. When a bucket is opened, a counting sort by time puts them nearly in order, and what
shares a slot is sorted by the full order. What is entered for the open bucket goes to a small heap beside it.

A timer set anew leaves its old entry behind; whether an entry is the live one is the holder's to know: the time
it remembers for that kind is the entry's. Entries at or beyond the horizon are never stored.
"""

from __future__ import annotations

import math

from model.care import events
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    ASSISTANCE_HOLDER,
    BED_HOLDER,
    PERSON_HOLDER,
    POOL_HOLDER,
    REGION_HOLDER,
    SERVER_HOLDER,
    SLOT_OF_KIND,
    SLOTS,
    STREAM_HOLDER,
    TRAINING_HOLDER,
    bucket,
    count,
    due,
    overflow_entry,
    person,
    pool,
    scratch_entry,
    server,
    sorted_entry,
    stored_entry,
    stream,
    turnover_bed,
)
from model.engines.compiled.memory import World
from model.engines.compiled.room import (
    reserve_counts,
    reserve_overflow,
    reserve_scratch,
    reserve_sorted,
    reserve_stored,
)

KIND_SHIFT, HOLDER_SHIFT = 56, 48
NUMBER_MASK = (1 << HOLDER_SHIFT) - 1
CHUNK = 32
"""Entries of a chunk; the first one only links to the next chunk."""
SMALL = 12
"""Up to so many entries insertion is faster than a heap."""


@handler
def entry_word(kind: int, holder: int, i: int) -> int:
    """Return kind, type of holder and number in one word."""
    return (kind << KIND_SHIFT) | (holder << HOLDER_SHIFT) | i


@handler
def entity_of(w: World, what: int) -> int:
    """Return the entity that orders entries of the same time and kind."""
    holder, i = (what >> HOLDER_SHIFT) & 255, what & NUMBER_MASK
    if holder == PERSON_HOLDER:
        return person(w, i).entity
    if holder == SERVER_HOLDER:
        return server(w, i).entity
    if holder == POOL_HOLDER:
        return pool(w, i).entity
    if holder == BED_HOLDER:
        return turnover_bed(w, i).entity
    if holder == STREAM_HOLDER:
        return stream(w, i).entity
    if holder == REGION_HOLDER:
        return events.entity_number(events.REGION_ENTITY, i, 1)
    if holder == ASSISTANCE_HOLDER:
        return events.entity_number(events.REGION_ENTITY, i, 2)
    if holder == TRAINING_HOLDER:
        return events.entity_number(events.TRAINING_ENTITY, i, 0)
    return events.entity_number(events.CLOCK_ENTITY, i, 0)


@handler
def before(w: World, time: float, what: int, other_time: float, other: int) -> bool:
    """Tell whether an entry comes before another (rule 1.2)."""
    if time != other_time:
        return time < other_time
    if what >> KIND_SHIFT != other >> KIND_SHIFT:
        return what >> KIND_SHIFT < other >> KIND_SHIFT
    return entity_of(w, what) < entity_of(w, other)


@handler
def _push(w: World, time: float, what: int) -> None:
    i = w.n_heap
    w.n_heap += 1
    reserve_overflow(w, w.n_heap)
    while i > 0:
        parent = overflow_entry(w, (i - 1) // 2)
        if not before(w, time, what, parent.time, parent.what):
            break
        child = overflow_entry(w, i)
        child.time = parent.time
        child.what = parent.what
        i = (i - 1) // 2
    entry = overflow_entry(w, i)
    entry.time = time
    entry.what = what


@handler
def enter(w: World, time: float, what: int) -> None:
    """Store an entry."""
    b = int((time - w.first) * w.bucket_inverse)
    if b <= w.open_bucket:
        _push(w, time, what)
        return
    at = bucket(w, b)
    if at.fill == CHUNK - 1 or at.n == 0:
        chunk = w.free_chunk
        if chunk >= 0:
            w.free_chunk = stored_entry(w, chunk * CHUNK).what
        else:
            chunk = w.chunks
            w.chunks += 1
            reserve_stored(w, w.chunks * CHUNK)
        stored_entry(w, chunk * CHUNK).what = at.head
        at.head = chunk
        at.fill = 0
    at.fill += 1
    at.n += 1
    entry = stored_entry(w, at.head * CHUNK + at.fill)
    entry.time = time
    entry.what = what


@handler
def _drop_top(w: World) -> None:
    w.n_heap -= 1
    n = w.n_heap
    last = overflow_entry(w, n)
    time, what = last.time, last.what
    i = 0
    while 2 * i + 1 < n:
        k = 2 * i + 1
        child = overflow_entry(w, k)
        if k + 1 < n:
            other = overflow_entry(w, k + 1)
            if before(w, other.time, other.what, child.time, child.what):
                k += 1
                child = other
        if not before(w, child.time, child.what, time, what):
            break
        entry = overflow_entry(w, i)
        entry.time = child.time
        entry.what = child.what
        i = k
    entry = overflow_entry(w, i)
    entry.time = time
    entry.what = what


@handler
def _gather(w: World, b: int) -> int:
    """Bring the entries of a bucket together, give its chunks back, and return their number."""
    at = bucket(w, b)
    n = at.n
    reserve_scratch(w, n)
    reserve_sorted(w, n)
    reserve_counts(w, n + 1)
    chunk, fill, taken = at.head, at.fill, 0
    while taken < n:
        for k in range(1, fill + 1):
            source, target = stored_entry(w, chunk * CHUNK + k), scratch_entry(w, taken)
            target.time = source.time
            target.what = source.what
            taken += 1
        link = stored_entry(w, chunk * CHUNK)
        following = link.what
        link.what = w.free_chunk
        w.free_chunk = chunk
        chunk, fill = following, CHUNK - 1
    at.n = 0
    at.fill = 0
    at.head = -1
    return n


@handler
def _slot(w: World, time: float, start: float, n: int) -> int:
    return max(0, min(n - 1, int((time - start) * w.bucket_inverse * n)))


@handler
def _sift(w: World, low: int, i: int, n: int) -> None:
    """Let the entry at ``low + i`` sink in a heap of ``n`` whose top is the last in order."""
    top = sorted_entry(w, low + i)
    time, what = top.time, top.what
    while 2 * i + 1 < n:
        k = 2 * i + 1
        child = sorted_entry(w, low + k)
        if k + 1 < n:
            other = sorted_entry(w, low + k + 1)
            if before(w, child.time, child.what, other.time, other.what):
                k += 1
                child = other
        if not before(w, time, what, child.time, child.what):
            break
        entry = sorted_entry(w, low + i)
        entry.time = child.time
        entry.what = child.what
        i = k
    entry = sorted_entry(w, low + i)
    entry.time = time
    entry.what = what


@handler
def sort_range(w: World, low: int, n: int) -> None:
    """Sort ``n`` of the sorted entries from ``low`` on by the total order."""
    if n <= SMALL:
        for i in range(low + 1, low + n):
            moved = sorted_entry(w, i)
            time, what = moved.time, moved.what
            k = i
            while k > low:
                left = sorted_entry(w, k - 1)
                if not before(w, time, what, left.time, left.what):
                    break
                right = sorted_entry(w, k)
                right.time = left.time
                right.what = left.what
                k -= 1
            entry = sorted_entry(w, k)
            entry.time = time
            entry.what = what
        return
    for i in range(n // 2 - 1, -1, -1):
        _sift(w, low, i, n)
    for m in range(n - 1, 0, -1):
        first, last = sorted_entry(w, low), sorted_entry(w, low + m)
        time, what = first.time, first.what
        first.time = last.time
        first.what = last.what
        last.time = time
        last.what = what
        _sift(w, low, 0, m)


@handler
def _open(w: World, b: int) -> None:
    """Sort the entries of a bucket: by time into about as many slots as entries, then each slot."""
    n = _gather(w, b)
    start = w.first + b * w.bucket_width
    for k in range(n + 1):
        count(w, k).value = 0
    for k in range(n):
        count(w, _slot(w, scratch_entry(w, k).time, start, n) + 1).value += 1
    for k in range(n):
        count(w, k + 1).value += count(w, k).value
    for k in range(n):
        source = scratch_entry(w, k)
        place = count(w, _slot(w, source.time, start, n))
        target = sorted_entry(w, place.value)
        place.value += 1
        target.time = source.time
        target.what = source.what
    # Each count now is the end of its slot.
    low = 0
    for k in range(n):
        high = count(w, k).value
        if high - low > 1:
            sort_range(w, low, high - low)
        low = high
    w.open_bucket = b
    w.next_sorted = 0
    w.n_sorted = n


@handler
def open_next(w: World) -> bool:
    """Open the next bucket that has entries; return False when there is none."""
    for b in range(w.open_bucket + 1, w.buckets):
        if bucket(w, b).n > 0:
            _open(w, b)
            return True
    return False


@handler
def take_next(w: World) -> int:
    """Advance the clock to the next entry and return its word, or -1 when this bucket is done."""
    if w.next_sorted < w.n_sorted:
        entry = sorted_entry(w, w.next_sorted)
        if w.n_heap > 0:
            top = overflow_entry(w, 0)
            if before(w, top.time, top.what, entry.time, entry.what):
                w.now = top.time
                what = top.what
                _drop_top(w)
                return what
        w.next_sorted += 1
        w.now = entry.time
        return entry.what
    if w.n_heap > 0:
        top = overflow_entry(w, 0)
        w.now = top.time
        what = top.what
        _drop_top(w)
        return what
    return -1


# --- timers of people ------------------------------------------------------------------------------------------


@handler
def set_timer(w: World, i: int, kind: int, time: float) -> None:
    """Set a person's timer of a kind to an absolute time; at the end only the last month end rings."""
    due(w, i * SLOTS + SLOT_OF_KIND[kind]).time = time
    if time < w.end:
        enter(w, time, entry_word(kind, PERSON_HOLDER, i))


@handler
def clear_timer(w: World, i: int, kind: int) -> None:
    """Take a person's timer away; its entry goes stale."""
    due(w, i * SLOTS + SLOT_OF_KIND[kind]).time = math.inf


@handler
def due_time(w: World, i: int, kind: int) -> float:
    """Return when a person's timer rings; infinite without one."""
    return due(w, i * SLOTS + SLOT_OF_KIND[kind]).time


@handler
def clear_timers(w: World, i: int) -> None:
    """Take all timers of a person away."""
    for slot in range(SLOTS):
        due(w, i * SLOTS + slot).time = math.inf


@handler
def set_entry(w: World, kind: int, holder: int, i: int, time: float) -> None:
    """Enter a timer of a holder that is no person."""
    if time < w.end:
        enter(w, time, entry_word(kind, holder, i))
