"""Event vocabulary and the one total order of events (rules 1.2 and 1.3).

The calendar's key is (time, kind, entity). What happens at one instant happens in the order of the
kinds below, and within a kind in the order of the entities. ``AGENDA`` sorts before every timer: what
follows from an event at the same instant is done before the next timer, first in first out.
"""

from __future__ import annotations

from model.care._compile import compiled
from model.care.draws import pack_identity

AGENDA = -1

# Timers, in the order in which they happen at one instant.
MONTH_END = 0
CAPACITY = 1
"""Beds, places and staff change; a clinic, intake team or joint-visit psychiatrists with waiting work open."""
DEATH = 2
MOVE = 3
END = 4
"""End of a service, a stay, treatment at home, or the turnover of a bed."""
EVALUATION = 5
DROPOUT = 6
PATIENCE = 7
HOLD_EXPIRY = 8
RECHECK = 9
AGEING = 10
OVERFLOW = 11
PROCESSING_END = 12
ARRIVAL = 13
DETECTION = 14
REFERRAL_FROM_HOME = 15
RELAPSE = 16
CRISIS = 17
VISITS_OPENING = 18
LATENESS = 19

# Streams of identities (rule 1.5). Patient classes take the numbers from CLASS_STREAM up.
REGISTERED_STREAM = 1
UNDETECTED_STREAM = 2
OUTPATIENT_STREAM = 3
OTHER_ADMISSIONS_STREAM = 4
CLASS_STREAM = 16
# Entities that are no people: their timers are ordered after those of people of the same kind.
REGION_ENTITY = 240
HOSPITAL_ENTITY = 241
POOL_ENTITY = 242
SERVER_ENTITY = 243
BED_ENTITY = 244
INSTITUTION_ENTITY = 245
TRAINING_ENTITY = 246
CLOCK_ENTITY = 247


@compiled
def entity_number(kind: int, place: int, number: int) -> int:
    """Return the entity number of a region, hospital, pool, server, bed, institution or training."""
    return pack_identity(kind, place, number)


def entity(kind: int, place: int, number: int = 0) -> int:
    """Return the entity number of what is no person; the number is 0 where there is one of it."""
    return int(entity_number(kind, place, number))


CLOCKS = entity(CLOCK_ENTITY, 0)
"""The clocks of the plan as a whole have entities from here up; they do not count as events (`recorder.Output`)."""
