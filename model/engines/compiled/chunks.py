"""Lists of entries in no order, in chunks that are used again: the days and parts of the calendar (see `calendar`)."""

from __future__ import annotations

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import NOBODY, bucket, sorted_entry, stored_entry
from model.engines.compiled.memory import World
from model.engines.compiled.room import reserve_sorted, reserve_stored

CHUNK = 32
"""Entries of a chunk; the first one only links to the next chunk."""


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
def append(w: World, which: int, time: float, key: int, holder: int) -> None:
    """Put an entry on a list."""
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
def gather(w: World, which: int, low: int) -> int:
    """Move a list to the sorted entries, from ``low`` on, in the order they came; return how many there are."""
    at = bucket(w, which)
    n = at.n
    reserve_sorted(w, low + n)
    chunk, fill, left = at.head, at.fill, n
    while left > 0:
        left -= fill
        for k in range(fill):
            source, target = stored_entry(w, chunk * CHUNK + k + 1), sorted_entry(w, low + left + k)
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
