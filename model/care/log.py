"""What the log says: one row per happening (rule 1.8: what is left out has no row).

Columns: time (days since the start), event (a number below), entity (whose), region, place, detail, value.
"""

from __future__ import annotations

import numpy as np

REGISTERED = 1
"""detail 0: at the start, 1: detected."""
DIED = 2
MOVED = 3
"""region: the old one; detail: number of the new one."""
LEFT_CITY = 4
VISIT_OPENED = 10
VISIT_STARTED = 11
"""detail 1: joint; value: days since it was opened."""
VISIT_COMPLETED = 12
"""detail: bits 1 by telephone, 2 examination, 4 reported regular, 8 joint, 16 counted as missed;
value: days after the deadline (negative: before)."""
VISIT_FAILED = 13
VISIT_MISSED = 14
LOST_TO_FOLLOW_UP = 15
FOUND_AGAIN = 16
STABILITY_CHANGED = 17
"""detail: new stability."""
MEDICATION_CHANGED = 18
"""detail 1: regular, 0: not."""
CASE_OPENED = 19
CASE_CLOSED = 20
VISIT_CANCELLED = 21
RELAPSED = 30
"""detail: risk grade."""
ASSESSMENT_REQUESTED = 31
ASSESSMENT_STARTED = 32
"""value: wait in days."""
ASSESSED = 33
"""detail: bits 1 admission asked for (0: treatment at home), 2 an emergency, at any hour."""
CRISIS_EVENT = 34
EPISODE_CLOSED = 35
"""detail: redrawn risk grade."""
HOME_TREATMENT = 36
CLINIC_VISIT = 37
"""A routine review or an outpatient from outside the registry; value: wait in days."""
BED_REQUESTED = 40
"""detail: class 0 emergency, 1 green channel, 2 urgent, 3 elective."""
CLASS_RAISED = 41
OVERFLOW_ALLOWED = 42
TURNED_AWAY = 43
LEFT_LIST = 44
"""Waiting was given up; value: days waited."""
ADMITTED = 45
"""place: hospital; detail: class, + 4 outside the own county, + 8 not registered; value: days waited."""
BLOCKED = 46
DISCHARGED = 47
"""place: hospital; detail: bits 1 long stay, 2 against advice, 4 not registered, 8 died,
16 began before start; value: length of stay, days."""
BED_FREED = 48
REVIEWED = 49
REFERRAL_OFFERED = 60
REFERRAL_ACCEPTED = 61
"""detail: kind of place."""
REFERRAL_DECLINED = 62
PLACE_REQUESTED = 63
ASKED_AGAIN = 64
"""detail 1: still willing."""
WITHDRAWN = 65
INTAKE_STARTED = 66
"""place: institution; value: days since the request."""
REHABILITATION_STARTED = 67
EVALUATED = 68
DROPPED_OUT = 69
REHABILITATION_ENDED = 70
"""detail 0 home, 1 employment, 2 other services, 3 died, moved or left."""
PLACE_HELD = 71
PLACE_RELEASED = 72
PLACE_RESUMED = 73
STAFFED_BEDS_CHANGED = 80
"""place: hospital; detail: binding resource; value: staffed beds."""
STAFF_CHANGED = 81
TRAINING_STARTED = 82
TRAINING_ENDED = 83
ASSISTANCE_DELIVERED = 84
ASSISTANCE_FAILED = 85
PLACES_CHANGED = 86
CLASS_ARRIVED = 90
CLASS_STAGE = 91
"""detail: point (0 clinic, 1 hospital, 2 supported, 3 day)."""
CLASS_LEFT = 92
MONTH_ENDED = 95
EVENTS = 96

EVENT_NAMES: dict[int, str] = {
    number: name for name, number in globals().copy().items() if isinstance(number, int) and name != "EVENTS"
}

OPEN = 32
"""So many details are counted apart where nobody knows how many there are."""
DETAILS: dict[int, int] = {
    REGISTERED: 2,
    VISIT_STARTED: 2,
    VISIT_COMPLETED: 32,
    VISIT_MISSED: 2,
    STABILITY_CHANGED: 3,
    MEDICATION_CHANGED: 2,
    RELAPSED: 6,
    ASSESSED: 4,
    CRISIS_EVENT: 6,
    EPISODE_CLOSED: 6,
    BED_REQUESTED: 4,
    CLASS_RAISED: 4,
    TURNED_AWAY: 4,
    LEFT_LIST: 4,
    ADMITTED: 16,
    DISCHARGED: 32,
    REFERRAL_ACCEPTED: 3,
    PLACE_REQUESTED: 3,
    ASKED_AGAIN: 2,
    WITHDRAWN: 3,
    INTAKE_STARTED: 3,
    REHABILITATION_STARTED: 3,
    REHABILITATION_ENDED: 4,
    STAFFED_BEDS_CHANGED: 4,
    STAFF_CHANGED: OPEN,
    TRAINING_STARTED: OPEN,
    TRAINING_ENDED: OPEN,
    CLASS_ARRIVED: OPEN,
    CLASS_STAGE: 4,
}
"""How many details of an event the tallies count apart (of any other event, one); a greater one counts as the last."""

LAST_DETAIL = np.array([DETAILS.get(event, 1) - 1 for event in range(EVENTS)])
FIRST_COLUMN = np.concatenate([[0], np.cumsum(LAST_DETAIL + 1)[:-1]])
"""Where the columns of an event begin among those of all events, one for each detail."""
COLUMNS = int((LAST_DETAIL + 1).sum())


def columns_of(event: int) -> slice:
    """Return where an event stands among the columns, one for each of its details."""
    first = int(FIRST_COLUMN[event])
    return slice(first, first + int(LAST_DETAIL[event]) + 1)
