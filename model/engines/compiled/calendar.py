"""The calendar (rule 1.2): timers in buckets of time, in the total order (time, kind, entity).

An entry is a time, a key (kind and entity in one number, in their order) and its holder. Entries for later buckets
lie unordered in chunks. When a bucket is opened, a counting sort by time puts them nearly in order, and what
shares a slot is sorted by the full order. What is entered for the open bucket goes behind a run of such entries if it
comes after them all, as ends of services of one length do, and to a small heap otherwise.

A timer set anew leaves its old entry behind; whether an entry is the live one is the holder's to know: the time
it remembers for that kind is the entry's. Entries at or beyond the horizon are never stored.
"""

from __future__ import annotations

import math

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    DUE,
    NOBODY,
    PERSON,
    PERSON_HOLDER,
    SERVER_HOLDER,
    SLOT_OF_KIND,
    SLOTS,
    WORLD,
    bucket,
    count,
    due,
    job,
    overflow_entry,
    person,
    run_entry,
    scratch_entry,
    server,
    sorted_entry,
    stored_entry,
)
from model.engines.compiled.memory import World, prefetch
from model.engines.compiled.room import (
    reserve_counts,
    reserve_overflow,
    reserve_run,
    reserve_scratch,
    reserve_sorted,
    reserve_stored,
)

HOLDER_SHIFT = 48
NUMBER_MASK = (1 << HOLDER_SHIFT) - 1
KIND_SHIFT = 55
ENTITY_NUMBER_BITS, STORED_NUMBER_BITS = 40, 32
STORED_NUMBER_MASK = (1 << STORED_NUMBER_BITS) - 1
CHUNK = 32
"""Entries of a chunk; the first one only links to the next chunk."""
AHEAD, FAR_AHEAD = 8, 16
"""How many entries ahead memory is brought near."""
PERSON_AT, DUE_AT = (int(WORLD.fields[name][1]) for name in ("person", "due"))  # type: ignore[index]
PERSON_BYTES, PERSON_TIMERS_BYTES = PERSON.itemsize, SLOTS * DUE.itemsize
SMALL, FEW = 12, 4
"""Up to so many entries, or with so few out of place, insertion is faster than a heap."""


@handler
def key_of(kind: int, entity: int) -> int:
    """Return kind and entity in one number that is in their order; of an entity's number the low 32 bits count."""
    place = (entity >> ENTITY_NUMBER_BITS) << STORED_NUMBER_BITS
    return (kind << KIND_SHIFT) | place | (entity & STORED_NUMBER_MASK)


@handler
def kind_of(key: int) -> int:
    """Return the kind of a key."""
    return key >> KIND_SHIFT


@handler
def holder_word(holder: int, i: int) -> int:
    """Return type and number of a holder in one word."""
    return (holder << HOLDER_SHIFT) | i


@handler
def _room_in(w: World, n: int, head: int, fill: int) -> int:
    """Return the chunk that takes one more of a list of ``n`` entries, a new one where the first is full."""
    if n > 0 and fill < CHUNK - 1:
        return head
    chunk = w.free_chunk
    if chunk >= 0:
        w.free_chunk = stored_entry(w, chunk * CHUNK).holder
    else:
        chunk = w.chunks
        w.chunks += 1
        reserve_stored(w, w.chunks * CHUNK)
    stored_entry(w, chunk * CHUNK).holder = head
    return chunk


@handler
def _append(w: World, which: int, time: float, key: int, holder: int) -> None:
    """Put an entry on a list of chunks: a bucket, or behind the buckets a day of a team."""
    at = bucket(w, which)
    chunk = _room_in(w, at.n, at.head, at.fill)
    if chunk != at.head:
        at.head = chunk
        at.fill = 0
    at.fill += 1
    at.n += 1
    entry = stored_entry(w, chunk * CHUNK + at.fill)
    entry.time = time
    entry.key = key
    entry.holder = holder


@handler
def _push(w: World, time: float, key: int, holder: int) -> None:
    i = w.n_heap
    w.n_heap += 1
    reserve_overflow(w, w.n_heap)
    while i > 0:
        parent = overflow_entry(w, (i - 1) // 2)
        if time > parent.time or (time == parent.time and key >= parent.key):
            break
        child = overflow_entry(w, i)
        child.time = parent.time
        child.key = parent.key
        child.holder = parent.holder
        i = (i - 1) // 2
    entry = overflow_entry(w, i)
    entry.time = time
    entry.key = key
    entry.holder = holder


@handler
def _enter_now(w: World, time: float, key: int, holder: int) -> None:
    """Store an entry for the open bucket: behind the run, or in the heap."""
    if w.run_head == w.run_tail:
        w.run_head = 0
        w.run_tail = 0
    else:
        last = run_entry(w, w.run_tail - 1)
        if time < last.time or (time == last.time and key < last.key):
            _push(w, time, key, holder)
            return
    reserve_run(w, w.run_tail + 1)
    entry = run_entry(w, w.run_tail)
    w.run_tail += 1
    entry.time = time
    entry.key = key
    entry.holder = holder


@handler
def enter(w: World, time: float, key: int, holder: int) -> None:
    """Store an entry."""
    b = int((time - w.first) * w.bucket_inverse)
    if b <= w.open_bucket:
        _enter_now(w, time, key, holder)
        return
    _append(w, b, time, key, holder)


@handler
def person_near(w: World, i: int) -> None:
    """Bring near what will soon be read of a person: timers and the front of the record."""
    prefetch(w, DUE_AT, i * PERSON_TIMERS_BYTES)
    prefetch(w, PERSON_AT, i * PERSON_BYTES)


@handler
def _bring_near(w: World, holder: int) -> None:
    """Bring near what an entry that comes soon will read: its person, or the person who is served."""
    kind, i = holder >> HOLDER_SHIFT, holder & NUMBER_MASK
    if kind == PERSON_HOLDER:
        person_near(w, i)
    elif kind == SERVER_HOLDER:
        # Servers and jobs are few and near already.
        j = server(w, i).job
        if j >= 0 and job(w, j).who >= 0:
            person_near(w, job(w, j).who)


@handler
def _drop_top(w: World) -> None:
    w.n_heap -= 1
    n = w.n_heap
    last = overflow_entry(w, n)
    time, key, holder = last.time, last.key, last.holder
    i = 0
    while 2 * i + 1 < n:
        k = 2 * i + 1
        child = overflow_entry(w, k)
        if k + 1 < n:
            other = overflow_entry(w, k + 1)
            if other.time < child.time or (other.time == child.time and other.key < child.key):
                k += 1
                child = other
        if time < child.time or (time == child.time and key <= child.key):
            break
        entry = overflow_entry(w, i)
        entry.time = child.time
        entry.key = child.key
        entry.holder = child.holder
        i = k
    entry = overflow_entry(w, i)
    entry.time = time
    entry.key = key
    entry.holder = holder
    if n > 1:
        _bring_near(w, overflow_entry(w, 0).holder)


@handler
def _gather(w: World, which: int) -> int:
    """Empty a list of chunks into the scratch table, in the order they came, and return how many there are."""
    at = bucket(w, which)
    n = at.n
    reserve_scratch(w, n)
    chunk, fill, left = at.head, at.fill, n
    while left > 0:
        left -= fill
        for k in range(fill):
            source, target = stored_entry(w, chunk * CHUNK + k + 1), scratch_entry(w, left + k)
            target.time = source.time
            target.key = source.key
            target.holder = source.holder
        link = stored_entry(w, chunk * CHUNK)
        following = link.holder
        link.holder = w.free_chunk
        w.free_chunk = chunk
        chunk, fill = following, CHUNK - 1
    at.n = 0
    at.fill = 0
    at.head = NOBODY
    return n


@handler
def _slot(w: World, time: float, start: float, n: int) -> int:
    return max(0, min(n - 1, int((time - start) * w.bucket_inverse * n)))


@handler
def _sift(w: World, low: int, i: int, n: int) -> None:
    """Let the entry at ``low + i`` sink in a heap of ``n`` whose top is the last in order."""
    top = sorted_entry(w, low + i)
    time, key, holder = top.time, top.key, top.holder
    while 2 * i + 1 < n:
        k = 2 * i + 1
        child = sorted_entry(w, low + k)
        if k + 1 < n:
            other = sorted_entry(w, low + k + 1)
            if child.time < other.time or (child.time == other.time and child.key < other.key):
                k += 1
                child = other
        if child.time < time or (child.time == time and child.key <= key):
            break
        entry = sorted_entry(w, low + i)
        entry.time = child.time
        entry.key = child.key
        entry.holder = child.holder
        i = k
    entry = sorted_entry(w, low + i)
    entry.time = time
    entry.key = key
    entry.holder = holder


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
def _descents(w: World, low: int, n: int) -> int:
    """Return how often an entry comes before the one to its left, up to one more than `FEW`."""
    found = 0
    for i in range(low + 1, low + n):
        left, right = sorted_entry(w, i - 1), sorted_entry(w, i)
        if right.time < left.time or (right.time == left.time and right.key < left.key):
            found += 1
            if found > FEW:
                break
    return found


@handler
def sort_range(w: World, low: int, n: int) -> None:
    """Sort ``n`` of the sorted entries from ``low`` on by the total order; often they came in it."""
    if n <= SMALL or _descents(w, low, n) <= FEW:
        _insert_range(w, low, n)
        return
    for i in range(n // 2 - 1, -1, -1):
        _sift(w, low, i, n)
    for m in range(n - 1, 0, -1):
        first, last = sorted_entry(w, low), sorted_entry(w, low + m)
        time, key, holder = first.time, first.key, first.holder
        first.time = last.time
        first.key = last.key
        first.holder = last.holder
        last.time = time
        last.key = key
        last.holder = holder
        _sift(w, low, 0, m)


@handler
def _distribute(w: World, start: float, n: int) -> None:
    """Move the scratch entries to the sorted ones, by time into about as many slots as entries."""
    reserve_sorted(w, n)
    reserve_counts(w, n + 1)
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
        target.key = source.key
        target.holder = source.holder


@handler
def _drop_stale(w: World, n: int) -> int:
    """Leave out timers of people that were set anew or taken away since; return how many entries are left.

    What is set to the same time from now on is entered again.
    """
    left = 0
    for k in range(n):
        if k + FAR_AHEAD < n:
            coming_up = scratch_entry(w, k + FAR_AHEAD).holder
            if coming_up >> HOLDER_SHIFT == PERSON_HOLDER:
                prefetch(w, DUE_AT, (coming_up & NUMBER_MASK) * PERSON_TIMERS_BYTES)
        source = scratch_entry(w, k)
        time, key, holder = source.time, source.key, source.holder
        if holder >> HOLDER_SHIFT == PERSON_HOLDER:
            slot = (holder & NUMBER_MASK) * SLOTS + SLOT_OF_KIND[kind_of(key)]
            if due(w, slot).time != time:
                continue
        target = scratch_entry(w, left)
        target.time = time
        target.key = key
        target.holder = holder
        left += 1
    return left


@handler
def _open(w: World, b: int) -> None:
    """Sort the entries of a bucket, first into slots, then each slot."""
    n = _drop_stale(w, _gather(w, b))
    _distribute(w, w.first + b * w.bucket_width, n)
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


SORTED, RUN, HEAP = 1, 2, 3


@handler
def _where_next(w: World) -> int:
    """Return where the next entry of the open bucket is, 0 if there is none."""
    where, time, key = 0, math.inf, 0
    if w.next_sorted < w.n_sorted:
        entry = sorted_entry(w, w.next_sorted)
        where, time, key = SORTED, entry.time, entry.key
    if w.run_head < w.run_tail:
        entry = run_entry(w, w.run_head)
        if entry.time < time or (entry.time == time and entry.key < key):
            where, time, key = RUN, entry.time, entry.key
    if w.n_heap > 0:
        entry = overflow_entry(w, 0)
        if entry.time < time or (entry.time == time and entry.key < key):
            where, time, key = HEAP, entry.time, entry.key
    w.key = key
    if where > 0:
        w.now = time
    return where


@handler
def take_next(w: World) -> int:
    """Advance the clock and the key to the next entry and return its holder, or -1 when this bucket is done."""
    where = _where_next(w)
    if where == SORTED:
        holder = sorted_entry(w, w.next_sorted).holder
        w.next_sorted += 1
        if w.next_sorted + AHEAD < w.n_sorted:
            _bring_near(w, sorted_entry(w, w.next_sorted + AHEAD).holder)
        return holder
    if where == RUN:
        holder = run_entry(w, w.run_head).holder
        w.run_head += 1
        if w.run_head + AHEAD < w.run_tail:
            _bring_near(w, run_entry(w, w.run_head + AHEAD).holder)
        return holder
    if where == HEAP:
        holder = overflow_entry(w, 0).holder
        _drop_top(w)
        return holder
    return -1


# --- lists by the day: who may be visited from when ----------------------------------------------------------------


@handler
def expect_on(w: World, day: int, time: float, i: int) -> None:
    """Put somebody on a day's list (``day`` numbers the lists of all teams)."""
    _append(w, w.buckets + day, time, person(w, i).entity, i)


@handler
def take_list(w: World, day: int, until: float, low: int) -> int:
    """Move those of a day's list whose time has come behind the sorted entries; return how many there are now.

    The others stay on the list. ``low`` is how many have been moved before.
    """
    n = _gather(w, w.buckets + day)
    reserve_sorted(w, w.n_sorted + low + n)
    for k in range(n):
        source = scratch_entry(w, k)
        if source.time > until:
            expect_on(w, day, source.time, source.holder)
        else:
            target = sorted_entry(w, w.n_sorted + low)
            target.time = source.time
            target.key = source.key
            target.holder = source.holder
            low += 1
    return low


# --- timers of people ------------------------------------------------------------------------------------------


@handler
def set_timer(w: World, i: int, kind: int, time: float) -> None:
    """Set a person's timer of a kind to an absolute time; at the end only the last month end rings."""
    due(w, i * SLOTS + SLOT_OF_KIND[kind]).time = time
    if time < w.end:
        enter(w, time, key_of(kind, person(w, i).entity), holder_word(PERSON_HOLDER, i))


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
def set_entry(w: World, kind: int, entity: int, holder: int, time: float) -> None:
    """Enter a timer of a holder that is no person, by its entity and its word."""
    if time < w.end:
        enter(w, time, key_of(kind, entity), holder)
