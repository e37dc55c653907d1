"""Lines of entries in the order (time, key), taken from the front: a clinic's ends of service, and its outpatients.

Most come behind all others, and are put there.
"""

from __future__ import annotations

import math

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import ENTRY, line
from model.engines.compiled.memory import World, reallocate, record_at

entry_at = record_at(ENTRY)
ENTRY_BYTES = ENTRY.itemsize
LEAST = 16


@handler
def _move(at: int, source: int, target: int) -> None:
    one, other = entry_at(at, source), entry_at(at, target)
    other.time = one.time
    other.key = one.key
    other.holder = one.holder


@handler
def _make_room(w: World, q: int) -> None:
    """Make room for one more behind the others: to the front, or into more memory."""
    at = line(w, q)
    if at.first > 0:
        for x in range(at.first, at.last):
            _move(at.at, x, x - at.first)
        at.last -= at.first
        at.first = 0
    if at.last == at.room:
        at.room = max(LEAST, 2 * at.room)
        at.at = reallocate(at.at, at.room * ENTRY_BYTES)


@handler
def put(w: World, q: int, time: float, key: int, holder: int) -> None:
    """Put an entry in its place of a line."""
    at = line(w, q)
    if at.last == at.room:
        _make_room(w, q)
    x = at.last
    at.last += 1
    while x > at.first:
        left = entry_at(at.at, x - 1)
        if left.time < time or (left.time == time and left.key < key):
            break
        _move(at.at, x - 1, x)
        x -= 1
    entry = entry_at(at.at, x)
    entry.time = time
    entry.key = key
    entry.holder = holder


@handler
def is_empty(w: World, q: int) -> bool:
    """Tell whether there is nothing in a line."""
    return line(w, q).first == line(w, q).last


@handler
def first_time(w: World, q: int) -> float:
    """Return the time of the first entry; infinite if there is none."""
    return math.inf if is_empty(w, q) else entry_at(line(w, q).at, line(w, q).first).time


@handler
def first_key(w: World, q: int) -> int:
    """Return the key of the first entry of a line that is not empty."""
    return entry_at(line(w, q).at, line(w, q).first).key


@handler
def first_holder(w: World, q: int) -> int:
    """Return the holder of the first entry of a line that is not empty."""
    return entry_at(line(w, q).at, line(w, q).first).holder


@handler
def drop_first(w: World, q: int) -> None:
    """Take the first entry off a line that is not empty."""
    at = line(w, q)
    at.first += 1
    if at.first == at.last:
        at.first = 0
        at.last = 0
