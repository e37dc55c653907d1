"""Ends of service that a pool knows of alone, in their order (see `clinics`): most come behind all others."""

from __future__ import annotations

import math

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import ENDING, NOBODY, pool
from model.engines.compiled.memory import World, reallocate, record_at

ending_at = record_at(ENDING)
LEAST = 16
ENDING_BYTES = ENDING.itemsize


@handler
def _make_room(w: World, k: int) -> None:
    """Make room for one more behind the others: to the front, or into more memory."""
    at = pool(w, k)
    if at.ends_first > 0:
        for x in range(at.ends_first, at.ends_last):
            source, target = ending_at(at.ends_at, x), ending_at(at.ends_at, x - at.ends_first)
            target.time = source.time
            target.server = source.server
        at.ends_last -= at.ends_first
        at.ends_first = 0
    if at.ends_last == at.ends_room:
        at.ends_room = max(LEAST, 2 * at.ends_room)
        at.ends_at = reallocate(at.ends_at, at.ends_room * ENDING_BYTES)


@handler
def put_end(w: World, k: int, time: float, s: int) -> None:
    """Note when a server will be idle again; servers of a pool are ordered as their numbers are."""
    at = pool(w, k)
    if at.ends_last == at.ends_room:
        _make_room(w, k)
    x = at.ends_last
    at.ends_last += 1
    while x > at.ends_first:
        left = ending_at(at.ends_at, x - 1)
        if left.time < time or (left.time == time and left.server < s):
            break
        right = ending_at(at.ends_at, x)
        right.time = left.time
        right.server = left.server
        x -= 1
    entry = ending_at(at.ends_at, x)
    entry.time = time
    entry.server = s


@handler
def first_end(w: World, k: int) -> float:
    """Return when the first of these servers will be idle; infinite if none is at work."""
    at = pool(w, k)
    return ending_at(at.ends_at, at.ends_first).time if at.ends_first < at.ends_last else math.inf


@handler
def first_server(w: World, k: int) -> int:
    """Return which server that will be, or NOBODY."""
    at = pool(w, k)
    return ending_at(at.ends_at, at.ends_first).server if at.ends_first < at.ends_last else NOBODY


@handler
def take_first(w: World, k: int) -> int:
    """Take the first server off the list, which must not be empty."""
    at = pool(w, k)
    s = ending_at(at.ends_at, at.ends_first).server
    at.ends_first += 1
    if at.ends_first == at.ends_last:
        at.ends_first = 0
        at.ends_last = 0
    return s
