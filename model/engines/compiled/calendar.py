"""The calendar (rule 1.2): timers by day and part of the day, in the total order (time, kind, entity).

An entry is a time, a key (kind and entity in one number, in their order) and its holder (see `entries`). Entries for
later days lie unordered in chunks. When a day is opened, they are spread over its parts, of which it has the more
the more entries there are; when a part is opened, it is sorted (see `opening`). What is entered for the open part is
put in its place if that is near the end, and in a small heap otherwise.

A timer set anew leaves its old entry behind; whether an entry is the live one is the holder's to know: the time
it remembers for that kind is the entry's. Entries at or beyond the horizon are never stored.
"""

from __future__ import annotations

import math

from model.engines.compiled.chunks import append, gather
from model.engines.compiled.entries import AHEAD, bring_near, holder_word, key_of
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    PERSON_HOLDER,
    SLOT_OF_KIND,
    SLOTS,
    due,
    overflow_entry,
    person,
    sorted_entry,
)
from model.engines.compiled.memory import World
from model.engines.compiled.room import reserve_overflow, reserve_sorted

REACH = 16
"""From so many places before the end on, an entry is put in its place among the sorted ones."""


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
    """Store an entry for the open part: in its place, or in the heap if many come after it."""
    k, least = w.n_sorted, max(w.next_sorted, w.n_sorted - REACH)
    reserve_sorted(w, k + 1)
    while k > least:
        left = sorted_entry(w, k - 1)
        if left.time < time or (left.time == time and left.key <= key):
            break
        k -= 1
    if k == least and least > w.next_sorted:
        _push(w, time, key, holder)
        return
    for x in range(w.n_sorted, k, -1):
        source, target = sorted_entry(w, x - 1), sorted_entry(w, x)
        target.time = source.time
        target.key = source.key
        target.holder = source.holder
    w.n_sorted += 1
    entry = sorted_entry(w, k)
    entry.time = time
    entry.key = key
    entry.holder = holder


@handler
def enter(w: World, time: float, key: int, holder: int) -> None:
    """Store an entry: by the day, of the open day by its part."""
    part = int((time - w.first) * w.part_inverse)
    day = part >> w.part_shift
    if day > w.open_bucket:
        append(w, day, time, key, holder)
        return
    part -= w.open_bucket << w.part_shift
    if part > w.open_part:
        append(w, w.parts_at + part, time, key, holder)
    else:
        _enter_now(w, time, key, holder)


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


@handler
def _heap_first(w: World) -> bool:
    """Tell whether the next entry of the open part is in the heap."""
    if w.n_heap == 0:
        return False
    if w.next_sorted == w.n_sorted:
        return True
    top, entry = overflow_entry(w, 0), sorted_entry(w, w.next_sorted)
    return top.time < entry.time or (top.time == entry.time and top.key < entry.key)


@handler
def _take_top(w: World) -> int:
    top = overflow_entry(w, 0)
    w.now = top.time
    w.key = top.key
    holder = top.holder
    _drop_top(w)
    return holder


@handler
def take_next(w: World) -> int:
    """Advance the clock and the key to the next entry and return its holder, or -1 when this part is done."""
    if _heap_first(w):
        return _take_top(w)
    k = w.next_sorted
    if k == w.n_sorted:
        return -1
    w.next_sorted = k + 1
    if k + AHEAD < w.n_sorted:
        bring_near(w, sorted_entry(w, k + AHEAD).holder)
    entry = sorted_entry(w, k)
    w.now = entry.time
    w.key = entry.key
    return entry.holder


# --- lists by the day: who may be visited from when ----------------------------------------------------------------


@handler
def expect_on(w: World, day: int, time: float, i: int) -> None:
    """Put somebody on a day's list (``day`` numbers the lists of all teams, behind the days of the calendar)."""
    append(w, w.buckets + day, time, person(w, i).entity, i)


@handler
def take_list(w: World, day: int, until: float, low: int) -> int:
    """Move those of a day's list whose time has come behind the sorted entries; return how many there are now.

    The others stay on the list. ``low`` is how many have been moved before.
    """
    start = w.n_sorted + low
    n, kept = gather(w, w.buckets + day, start), 0
    for k in range(n):
        source = sorted_entry(w, start + k)
        if source.time > until:
            expect_on(w, day, source.time, source.holder)
            continue
        target = sorted_entry(w, start + kept)
        target.time = source.time
        target.key = source.key
        target.holder = source.holder
        kept += 1
    return low + kept


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
