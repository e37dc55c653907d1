"""Queues in the order (a, b, c), all different: the first is known, anybody can leave (rules 1.3, 5.2, 6.1).

A queue is a heap of numbers of nodes; a node knows its place in it.
"""

from __future__ import annotations

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import NOBODY, node, queue
from model.engines.compiled.memory import World, ints_at, reallocate
from model.engines.compiled.room import new_node, release_node


@handler
def _precedes(w: World, x: int, y: int) -> bool:
    m, n = node(w, x), node(w, y)
    if m.a != n.a:
        return m.a < n.a
    if m.b != n.b:
        return m.b < n.b
    return m.c < n.c


@handler
def _put(w: World, heap: int, i: int, x: int) -> None:
    ints_at(heap)[i] = x
    node(w, x).position = i


@handler
def _rise(w: World, heap: int, i: int, x: int) -> int:
    while i > 0:
        parent = ints_at(heap)[(i - 1) // 2]
        if not _precedes(w, x, parent):
            break
        _put(w, heap, i, parent)
        i = (i - 1) // 2
    _put(w, heap, i, x)
    return i


@handler
def _sink(w: World, heap: int, n: int, i: int, x: int) -> None:
    while 2 * i + 1 < n:
        k = 2 * i + 1
        if k + 1 < n and _precedes(w, ints_at(heap)[k + 1], ints_at(heap)[k]):
            k += 1
        child = ints_at(heap)[k]
        if not _precedes(w, child, x):
            break
        _put(w, heap, i, child)
        i = k
    _put(w, heap, i, x)


@handler
def insert(w: World, q: int, a: float, b: float, c: int, item: int) -> int:
    """Put an item in a queue and return the number of its node."""
    x = new_node(w)
    n = node(w, x)
    n.a = a
    n.b = b
    n.c = c
    n.item = item
    n.queue = q
    n.next = NOBODY
    at = queue(w, q)
    if at.n == at.room:
        at.room = max(16, 2 * at.room)
        at.heap = reallocate(at.heap, at.room * 8)
    at.n += 1
    _rise(w, at.heap, at.n - 1, x)
    return x


@handler
def remove(w: World, x: int) -> None:
    """Take a node out of its queue and give it back."""
    n = node(w, x)
    at, i = queue(w, n.queue), n.position
    at.n -= 1
    last = ints_at(at.heap)[at.n]
    if last != x and _rise(w, at.heap, i, last) == i:
        _sink(w, at.heap, at.n, i, last)
    release_node(w, x)


@handler
def first_node(w: World, q: int) -> int:
    """Return the first node of a queue, or NOBODY."""
    at = queue(w, q)
    return ints_at(at.heap)[0] if at.n > 0 else NOBODY


@handler
def first(w: World, q: int) -> int:
    """Return the first item of a queue, or NOBODY."""
    x = first_node(w, q)
    return node(w, x).item if x >= 0 else NOBODY


@handler
def length(w: World, q: int) -> int:
    """Return how many wait."""
    return queue(w, q).n


@handler
def item_at(w: World, q: int, i: int) -> int:
    """Return an item of a queue, in no order."""
    return node(w, ints_at(queue(w, q).heap)[i]).item
