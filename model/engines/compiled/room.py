"""Room in the growing tables: new records, given-back records, room for many at once."""

from __future__ import annotations

from collections.abc import Callable

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import HAZARDS, SLOTS, TABLES, WORLD
from model.engines.compiled.memory import World, ints_at, reallocate, set_word, word

LEAST = 64


@handler
def is_ground(w: World, address: int) -> bool:
    """Tell whether a table still stands where it began (see `memory_begin`); that memory is not ours to free."""
    return w.ground_from <= address < w.ground_to


@handler
def enlarge(w: World, table: int, room: int, size: int, needed: int) -> None:
    """Make room for ``needed`` records of a size in a table (both by offset in the world)."""
    now = word(w, room)
    if needed > now:
        more, old = max(needed, LEAST, now + now // 2), word(w, table)
        if is_ground(w, old):
            new = reallocate(0, more * size)
            source, target = ints_at(old), ints_at(new)
            for k in range(now * size // 8):
                target[k] = source[k]
        else:
            new = reallocate(old, more * size)
        set_word(w, table, new)
        set_word(w, room, more)


def _offset(name: str) -> int:
    return int(WORLD.fields[name][1])  # type: ignore[index]


def reserving(name: str) -> Callable[[World, int], None]:
    """Return the function that makes room for a number of records of a table."""
    table, room, size = _offset(name), _offset("room_" + name), TABLES[name].itemsize

    @handler
    def reserve(w: World, needed: int) -> None:
        enlarge(w, table, room, size, needed)

    return reserve


def allocating(name: str) -> Callable[[World], int]:
    """Return the function that gives the number of a new record of a table; its fields are not set."""
    table, room, size = _offset(name), _offset("room_" + name), TABLES[name].itemsize
    used, free = _offset("n_" + name), _offset("free_" + name)

    @handler
    def new(w: World) -> int:
        found = word(w, free)
        if found >= 0:
            set_word(w, free, ints_at(word(w, table) + found * size)[0])
            return found
        n = word(w, used)
        if n == word(w, room):
            enlarge(w, table, room, size, n + 1)
        set_word(w, used, n + 1)
        return n

    return new


def releasing(name: str) -> Callable[[World, int], None]:
    """Return the function that gives a record back; its first word then links the free ones."""
    table, size, free = _offset(name), TABLES[name].itemsize, _offset("free_" + name)

    @handler
    def release(w: World, i: int) -> None:
        ints_at(word(w, table) + i * size)[0] = word(w, free)
        set_word(w, free, i)

    return release


new_job, release_job = allocating("job"), releasing("job")
new_server = allocating("server")
new_node, release_node = allocating("node"), releasing("node")
new_bed_request, release_bed_request = allocating("bed_request"), releasing("bed_request")
new_place_request, release_place_request = allocating("place_request"), releasing("place_request")
reserve_overflow = reserving("overflow_entry")
reserve_stored = reserving("stored_entry")
reserve_sorted = reserving("sorted_entry")
reserve_scratch = reserving("scratch_entry")
reserve_agenda = reserving("agendum")
reserve_log = reserving("log_row")
_reserve_people = reserving("person")
_reserve_due = reserving("due")
_reserve_hazards = reserving("hazard")


@handler
def reserve_people(w: World, needed: int) -> None:
    """Make room for people, with their timers and hazards."""
    _reserve_people(w, needed)
    _reserve_due(w, needed * SLOTS)
    _reserve_hazards(w, needed * HAZARDS)
