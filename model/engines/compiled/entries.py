"""Entries of the calendar: a time, a key (kind and entity in one number, in their order) and a holder."""

from __future__ import annotations

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    DUE,
    HAZARD,
    HAZARDS,
    PERSON,
    PERSON_HOLDER,
    RELAPSE_HAZARD,
    SERVER_HOLDER,
    SLOTS,
    WORLD,
    job,
    server,
)
from model.engines.compiled.memory import World, prefetch

HOLDER_SHIFT = 48
NUMBER_MASK = (1 << HOLDER_SHIFT) - 1
KIND_SHIFT = 55
ENTITY_NUMBER_BITS, STORED_NUMBER_BITS = 40, 32
STORED_NUMBER_MASK = (1 << STORED_NUMBER_BITS) - 1
AHEAD = 8
"""How many entries ahead memory is brought near."""
LINE = 64
"""Bytes that come near together."""
PERSON_AT, DUE_AT, HAZARD_AT = (int(WORLD.fields[name][1]) for name in ("person", "due", "hazard"))  # type: ignore[index]
TIMER_BYTES, HAZARD_BYTES = DUE.itemsize, HAZARD.itemsize
PERSON_BYTES, PERSON_TIMERS_BYTES, PERSON_HAZARDS_BYTES = PERSON.itemsize, SLOTS * TIMER_BYTES, HAZARDS * HAZARD_BYTES
RELAPSE_BYTES = RELAPSE_HAZARD * HAZARD_BYTES


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
def person_near(w: World, i: int) -> None:
    """Bring near what a visit will soon read of a person: the front of the record, and when it is missed."""
    prefetch(w, DUE_AT, i * PERSON_TIMERS_BYTES + LINE)
    prefetch(w, PERSON_AT, i * PERSON_BYTES)


@handler
def bring_near(w: World, holder: int) -> None:
    """Bring near what an entry that comes soon will read: its person, or the person who is served."""
    kind, i = holder >> HOLDER_SHIFT, holder & NUMBER_MASK
    if kind == PERSON_HOLDER:
        prefetch(w, DUE_AT, i * PERSON_TIMERS_BYTES)
        prefetch(w, PERSON_AT, i * PERSON_BYTES + LINE)
        person_near(w, i)
    elif kind == SERVER_HOLDER:
        # Servers and jobs are few and near already.
        j = server(w, i).job
        who = job(w, j).who if j >= 0 else -1
        if who >= 0:
            person_near(w, who)
            prefetch(w, HAZARD_AT, who * PERSON_HAZARDS_BYTES + RELAPSE_BYTES)
