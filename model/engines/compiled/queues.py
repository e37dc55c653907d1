"""Queues in the order (a, b, c), all different: the first is known, anybody can leave (rules 1.3, 5.2, 6.1).

Most who come stand behind all others: they form a line, in which whoever leaves from the middle leaves a gap. The
others stand in a heap beside it. A waiter carries its order and the number of a node, which knows the order and its
place: in the heap from 0 up, in the line from -1 down.
"""

from __future__ import annotations

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import NOBODY, WAITER, node, queue
from model.engines.compiled.memory import World, reallocate, record_at, release_memory
from model.engines.compiled.room import new_node, release_node

waiter_at = record_at(WAITER)
WAITER_BYTES = WAITER.itemsize
LEAST = 16


@handler
def _place(w: World, heap: int, i: int, k: int) -> None:
    """Move the waiter at ``k`` of a heap to ``i``."""
    source, target = waiter_at(heap, k), waiter_at(heap, i)
    target.a = source.a
    target.b = source.b
    target.c = source.c
    target.node = source.node
    node(w, source.node).position = i


@handler
def _precedes(w: World, heap: int, i: int, x: int) -> bool:
    """Tell whether the waiter at ``i`` comes before a node."""
    at, n = waiter_at(heap, i), node(w, x)
    if at.a != n.a:
        return at.a < n.a
    if at.b != n.b:
        return at.b < n.b
    return at.c < n.c


@handler
def _set(w: World, heap: int, i: int, x: int) -> None:
    """Put a node at ``i``."""
    at, n = waiter_at(heap, i), node(w, x)
    at.a = n.a
    at.b = n.b
    at.c = n.c
    at.node = x
    n.position = i


@handler
def _rise(w: World, heap: int, i: int, x: int) -> None:
    """Put a node where it belongs between the top and ``i``."""
    while i > 0 and not _precedes(w, heap, (i - 1) // 2, x):
        _place(w, heap, i, (i - 1) // 2)
        i = (i - 1) // 2
    _set(w, heap, i, x)


@handler
def _sink(w: World, heap: int, n: int, i: int, x: int) -> None:
    """Put a node where it belongs below ``i``."""
    while 2 * i + 1 < n:
        k = 2 * i + 1
        if k + 1 < n and _precedes(w, heap, k + 1, waiter_at(heap, k).node):
            k += 1
        if not _precedes(w, heap, k, x):
            break
        _place(w, heap, i, k)
        i = k
    _set(w, heap, i, x)


@handler
def _widen(at_line: int, head: int, tail: int, room: int) -> int:
    """Move a line to more room, twice as much; return where."""
    now = 2 * room if room > 0 else LEAST
    new = reallocate(0, now * WAITER_BYTES)
    for k in range(head, tail):
        source, target = waiter_at(at_line, k & (room - 1)), waiter_at(new, k & (now - 1))
        target.a = source.a
        target.b = source.b
        target.c = source.c
        target.node = source.node
    release_memory(at_line)
    return new


@handler
def _append(w: World, q: int, x: int) -> None:
    """Put a node at the end of the line."""
    at = queue(w, q)
    if at.tail - at.head == at.line_room:
        at.line = _widen(at.line, at.head, at.tail, at.line_room)
        at.line_room = max(LEAST, 2 * at.line_room)
    _set(w, at.line, at.tail & (at.line_room - 1), x)
    node(w, x).position = -1 - at.tail
    at.tail += 1


@handler
def insert(w: World, q: int, a: float, b: float, c: int, item: int) -> int:
    """Put an item in a queue and return the number of its node."""
    x = new_node(w)
    n = node(w, x)
    n.item = item
    n.queue = q
    n.next = NOBODY
    n.a = a
    n.b = b
    n.c = c
    at = queue(w, q)
    at.waiting += 1
    if at.head == at.tail or _precedes(w, at.line, (at.tail - 1) & (at.line_room - 1), x):
        _append(w, q, x)
        return x
    if at.n == at.room:
        at.room = max(LEAST, 2 * at.room)
        at.heap = reallocate(at.heap, at.room * WAITER_BYTES)
    at.n += 1
    _rise(w, at.heap, at.n - 1, x)
    return x


@handler
def _leave_line(w: World, q: int, k: int) -> None:
    """Leave a gap in the line; the first and the last of a line are no gaps."""
    at = queue(w, q)
    mask = at.line_room - 1
    waiter_at(at.line, k & mask).node = NOBODY
    while at.head < at.tail and waiter_at(at.line, at.head & mask).node < 0:
        at.head += 1
    while at.head < at.tail and waiter_at(at.line, (at.tail - 1) & mask).node < 0:
        at.tail -= 1


@handler
def remove(w: World, x: int) -> None:
    """Take a node out of its queue and give it back."""
    gone = node(w, x)
    at, i = queue(w, gone.queue), gone.position
    at.waiting -= 1
    if i < 0:
        _leave_line(w, gone.queue, -1 - i)
        release_node(w, x)
        return
    at.n -= 1
    if i < at.n:
        last = waiter_at(at.heap, at.n).node
        if i > 0 and not _precedes(w, at.heap, (i - 1) // 2, last):
            _rise(w, at.heap, i, last)
        else:
            _sink(w, at.heap, at.n, i, last)
    release_node(w, x)


@handler
def remove_all(w: World, x: int) -> None:
    """Take a node and those it links to out of their queues: a request off every list that it stands on."""
    while x >= 0:
        following = node(w, x).next
        remove(w, x)
        x = following


@handler
def _line_first(w: World, q: int) -> bool:
    """Tell whether the first of a queue that is not empty stands in the line."""
    at = queue(w, q)
    if at.head == at.tail or at.n == 0:
        return at.n == 0
    return not _precedes(w, at.heap, 0, waiter_at(at.line, at.head & (at.line_room - 1)).node)


@handler
def take_first(w: World, q: int) -> int:
    """Take the first item out of a queue that is not empty, and return it."""
    at = queue(w, q)
    if not _line_first(w, q):
        x = waiter_at(at.heap, 0).node
        item = node(w, x).item
        remove(w, x)
        return item
    x = waiter_at(at.line, at.head & (at.line_room - 1)).node
    at.waiting -= 1
    at.head += 1
    while at.head < at.tail and waiter_at(at.line, at.head & (at.line_room - 1)).node < 0:
        at.head += 1
    item = node(w, x).item
    release_node(w, x)
    return item


@handler
def first_node(w: World, q: int) -> int:
    """Return the first node of a queue, or NOBODY."""
    at = queue(w, q)
    if at.waiting == 0:
        return NOBODY
    if _line_first(w, q):
        return waiter_at(at.line, at.head & (at.line_room - 1)).node
    return waiter_at(at.heap, 0).node


@handler
def first_order(w: World, q: int) -> float:
    """Return the leading number of the first of a queue that is not empty."""
    at = queue(w, q)
    if _line_first(w, q):
        return waiter_at(at.line, at.head & (at.line_room - 1)).a
    return waiter_at(at.heap, 0).a


@handler
def first(w: World, q: int) -> int:
    """Return the first item of a queue, or NOBODY."""
    x = first_node(w, q)
    return node(w, x).item if x >= 0 else NOBODY


@handler
def node_ahead(w: World, q: int, n: int) -> int:
    """Return the node ``n`` places behind the first of the line, or NOBODY."""
    at = queue(w, q)
    if at.tail - at.head <= n:
        return NOBODY
    return waiter_at(at.line, (at.head + n) & (at.line_room - 1)).node


@handler
def length(w: World, q: int) -> int:
    """Return how many wait."""
    return queue(w, q).waiting


@handler
def span(w: World, q: int) -> int:
    """Return how many places of a queue `node_at` knows."""
    at = queue(w, q)
    return at.n + at.tail - at.head


@handler
def node_at(w: World, q: int, i: int) -> int:
    """Return the node at a place of a queue, in no order; NOBODY in a gap."""
    at = queue(w, q)
    if i < at.n:
        return waiter_at(at.heap, i).node
    return waiter_at(at.line, (at.head + i - at.n) & (at.line_room - 1)).node
