"""What a random number is drawn for (rule 1.5): the second word of every draw's counter.

A number is drawn by (identity, purpose, index); index counts the visit attempts, episodes or referrals of
that person, so no draw depends on the order of others. Numbers are never reused for another purpose.
"""

from __future__ import annotations

# The person as registered
DIAGNOSIS = 1
SEVERITY = 2
"""Stability and risk grade together (one draw: they go hand in hand)."""
MEDICATION = 3
REPORTED = 4
INTERMITTENT = 5
VISIT_PHASE = 6
LAST_DISCHARGE = 7
START_BED = 8
START_COMPONENT = 9
START_STAY = 10
START_REMAINING = 11
START_WAIT = 12
START_PLACE = 13
START_PLACE_REMAINING = 14
LOST_AT_START = 16
# Life
DEATH = 20
MOVE = 21
MOVE_TO = 22
LOSS = 23
CRISIS = 24
# Visits
VISIT_FAILS = 30
VISIT_TELEPHONE = 31
VISIT_MEDICATION = 32
VISIT_REPORTED = 33
VISIT_IMPROVES = 34
VISIT_EXAMINATION = 35
MISSED_STABILITY = 36
MISSED_MEDICATION = 37
VISIT_INTERMITTENT = 38
# Episodes
RELAPSE = 50
RELAPSE_GRADE = 51
ADMISSION = 52
HOME_TREATMENT = 53
REMISSION_GRADE = 54
PATIENCE = 55
LONG_STAY = 56
STAY = 57
SUPPORTED_NEED = 58
AGAINST_ADVICE = 59
DISCHARGE_MEDICATION = 60
TURNOVER = 61
# Referral
REFERRAL_FROM_HOME = 70
OFFERED = 71
ACCEPTED = 72
PLACE_KIND = 73
PROCESSING = 74
WILLING = 75
REHABILITATION_STAY = 76
DROPOUT = 77
EVALUATION = 78
EXIT = 79
# Streams
ARRIVAL = 90
CLASS_STAGE = 91
CLASS_SERVICE = 92
UNDETECTED_DEATH = 93
UNDETECTED_THRESHOLD = 94
