"""The tables of the compiled engine: what is remembered of everybody and everything (cf. `simpy_state`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.care import purposes
from model.care import recorder as levels
from model.engines.compiled.memory import table

F, I, S, B, T = "f8", "i8", "i4", "?", "i1"  # noqa: E741
NOBODY = -1

# --- holders of timers: the second part of a calendar entry (see `calendar`) -----------------------------------
PERSON_HOLDER, SERVER_HOLDER, POOL_HOLDER, BED_HOLDER, STREAM_HOLDER, REGION_HOLDER = 0, 1, 2, 3, 4, 5
ASSISTANCE_HOLDER, TRAINING_HOLDER, CLOCK_HOLDER, CLINIC_HOLDER = 6, 7, 8, 9

# A person's timers have a slot each, two cache lines together; kinds without a slot belong to other holders.
SLOTS = 16
SLOT_OF_KIND = (-1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, -1, 11, 12, 13, -1, 14)

# A person's hazards (rule 1.7).
DEATH_HAZARD, MOVE_HAZARD, RELAPSE_HAZARD, CRISIS_HAZARD, OFFER_HAZARD, DROPOUT_HAZARD, HAZARDS = 0, 1, 2, 3, 4, 5, 6

VISIT_DRAWS = (
    purposes.VISIT_FAILS, purposes.VISIT_TELEPHONE, purposes.VISIT_MEDICATION, purposes.VISIT_REPORTED,
    purposes.VISIT_IMPROVES, purposes.VISIT_EXAMINATION, purposes.VISIT_INTERMITTENT, purposes.VISIT_INTERMITTENT,
)  # fmt: skip
FAILS, TELEPHONE, MEDICATION, REPORTED, IMPROVES, EXAMINATION, INTERMITTENT = range(7)

# States of the episode track and of the referral track.
IDLE = 0
ASSESSMENT, LIST, INPATIENT, HOME_TREATMENT = 1, 2, 3, 4
PROCESSING, PLACE_LIST, IN_PLACE = 1, 2, 3
# Of a patient of a class: what it waits for.
CLASS_CLINIC, CLASS_LIST, CLASS_STAY, CLASS_BLOCKED, CLASS_PLACE_LIST, CLASS_PLACE = 11, 12, 13, 14, 15, 16
# A track waits, has been told something that is on the agenda, or runs.
WAITING, TOLD, RUNNING = 0, 1, 2

CASE_NONE, CASE_WAITING, CASE_ACTIVE = 0, 1, 2

# What follows when a job is done.
DONE_NOTHING, DONE_ASSESSED, DONE_VISIT, DONE_CLASS, DONE_INTAKE = 0, 1, 2, 3, 4

MOST_PARTS = 4096
"""Into so many parts a day of the calendar is divided at most."""

# Bits of what happened to a registered person this calendar year.
MANAGED, FACE_TO_FACE, EXAMINED, TREATED, OUT_OF_STANDARD, WITHDREW = 1, 2, 4, 8, 16, 32


def _of(*fields: tuple[Any, ...]) -> np.dtype[Any]:
    return np.dtype(list(fields), align=True)


# What a visit reads stands together at the front.
PERSON = _of(
    ("entity", I), ("deadline", F), ("opens", F), ("region", S), ("visit", S), ("hospital", S), ("place", S),
    ("attempts", S), ("failures", S),
    ("registered", B), ("alive", B), ("regular", B), ("reported", B), ("intermittent", B), ("in_episode", B),
    ("lost", B), ("overdue", B), ("in_place", B),
    ("diagnosis", T), ("grade", T), ("stability", T), ("case", T), ("flags", T), ("cohorts", T), ("reapply_kind", T),
    ("discharged", F), ("admitted", F), ("case_since", F), ("processing", F), ("way_since", F, (2,)),
    ("rest_of_stay", F), ("rest_of_evaluation", F), ("until", F), ("accepted", F),
    ("job", S), ("bed_request", S), ("place_request", S), ("case_node", S), ("episodes", S), ("referrals", S),
    ("missed", S), ("evaluations", S), ("crises", S), ("moves", S), ("discharge_month", S), ("discharge_region", S),
    ("way_counted", S, (2,)), ("episode_kept", S), ("referral_kept", S), ("spec", S), ("stage", S),
    ("held", B), ("reapply", B), ("long_stay", B), ("needs_place", B), ("blocked", B), ("asked", B), ("has_place", B),
    ("episode_state", T), ("episode_status", T), ("referral_state", T), ("referral_status", T),
    ("cls", T), ("kind", T), ("point", T), ("after", T), ("to_whole_lines", T, (24,)),
)  # fmt: skip
DUE = _of(("time", F))
HAZARD = _of(("threshold", F), ("done", F), ("since", F), ("rate", F))

REGION = _of(
    ("copies", I), ("city", I), ("registered", I),
    ("hospitals_at", I), ("hospitals", I), ("others_at", I), ("others", I), ("own_at", I), ("own", I), ("clinic", I),
    ("institutions_at", I, (3,)), ("institutions", I, (3,)),
    ("workers_at", I), ("workers_steps", I), ("headcount", F), ("drifted", F), ("accumulated", F),
    ("team", I), ("case_queue", I), ("case_slots", I), ("case_active", I),
    # Detection (rule 2.1)
    ("undetected", I), ("undetected_queue", I), ("clock", F), ("since", F), ("rate", F), ("base", F),
    ("due_detection", F),
    # Assistance (rule 7.3)
    ("primary", I), ("assisted", B), ("rounds", I), ("turn", I), ("until_at", I), ("covered", I),
    ("due_arrival", F), ("due_expiry", F),
    ("start_joint_wait", F),
)  # fmt: skip

HOSPITAL = _of(
    ("region", I), ("written_in", I), ("city", I), ("queue", I), ("open", F), ("staffed", F), ("by", F, (3,)),
    ("binding", I), ("patients", I), ("turnover", I), ("turnovers", I), ("extra_psychiatrists", F),
    ("beds_at", I), ("beds_steps", I), ("staff_at", I, (3,)), ("staff_steps", I, (3,)),
    ("beds_each", F, (3,)), ("norm_beds_each", F, (3,)), ("drifted", F, (3,)), ("accumulated", F, (3,)),
    ("away", F, (3,)), ("head", F, (3,)),
    ("clinic_share", F), ("joint_share", F), ("assistance_share", F),
    ("clinic", I), ("joint", I), ("assistance", I),
)  # fmt: skip

INSTITUTION = _of(
    ("region", I), ("kind", I), ("queue", I), ("places", F), ("staff", F), ("used", I), ("clients", I), ("team", I),
    ("places_at", I), ("places_steps", I), ("staff_at", I), ("staff_steps", I), ("standard", F),
)  # fmt: skip

POOL = _of(
    ("entity", I), ("opens_at", F), ("hours_per_day", F), ("mask", I), ("open_days", F), ("servers", I), ("busy", I),
    ("queue", I), ("joint_queue", I), ("joint_pool", I), ("teams_at", I), ("teams", I), ("level", I), ("place", I),
    ("region", I), ("next_day", I), ("unlimited", B), ("is_team", B), ("is_joint", B), ("is_clinic", B),
    ("held_from", F), ("held_until", F), ("held", B), ("due_capacity", F), ("due_opening", F),
    ("free_at", I), ("free_from", I), ("server_at", I), ("made", I), ("server_room", I),
    # Of a clinic: the people among those who wait, and what a clock of its own needs (see `clinics`).
    ("people", I), ("own_clock", B), ("streams_at", I), ("streams", I), ("watched", F), ("watched_key", I),
    ("ends", I), ("outpatients", I),
)  # fmt: skip
SERVER = _of(("entity", I), ("pool", I), ("number", I), ("job", I))
JOB = _of(
    ("who", I), ("a", F), ("b", F), ("c", I), ("work", F), ("since", F), ("pool", I), ("node", I), ("region", I),
    ("index", I), ("done", I), ("request", I), ("joint", B), ("telephone", B),
    # Of a visit that has begun: its draws, in the order of `VISIT_DRAWS`.
    ("draws", F, (8,)),
)  # fmt: skip

BED_REQUEST = _of(
    ("who", I), ("cls", I), ("first_cls", I), ("time", F), ("raised", I), ("region", I), ("index", I), ("nodes", I)
)
PLACE_REQUEST = _of(
    ("who", I), ("kind", I), ("time", F), ("blocked", B), ("asked", I), ("listed", B), ("index", I),
    ("institution", I), ("intake", I), ("checked", F), ("nodes", I), ("counted", B),
)  # fmt: skip

STREAM = _of(
    ("entity", I), ("kind", I), ("region", I), ("spec", I), ("identity", I), ("copies", I), ("number", I),
    ("edges_at", I), ("edges", I), ("ratios_at", I), ("flat_rate", F), ("last", F), ("pool", I), ("due", F),
)  # fmt: skip
OUTPATIENTS, CLASS_ARRIVALS, INCIDENCE = 0, 1, 2

CLASS = _of(
    ("stream", I), ("region", I), ("entry", I), ("priority", I), ("patience", F),
    # For each point: where its branches stand in the table of branches, and how many there are.
    ("branch_at", I, (4,)), ("branches", I, (4,)), ("probabilities_at", I, (4,)),
)  # fmt: skip
BRANCH = _of(("to", I), ("service", I))

TRAINING = _of(
    ("number", I), ("conversion", B), ("who", I), ("region", I), ("hospital", I), ("size", F), ("length", F),
    ("lag", F), ("times_at", I), ("times", I), ("started", I), ("ended", I), ("added", I),
)  # fmt: skip

STEP = _of(("time", F), ("value", F))
NUMBER = _of(("value", F))
ID = _of(("value", I))
NODE = _of(
    ("item", I), ("value", F), ("queue", I), ("position", I), ("next", I), ("a", F), ("b", F), ("c", I),
)  # fmt: skip
WAITER = _of(("a", F), ("b", F), ("c", I), ("node", I))
QUEUE = _of(("heap", I), ("n", I), ("room", I), ("line", I), ("head", I), ("tail", I), ("line_room", I), ("waiting", I))
ENTRY = _of(("time", F), ("key", I), ("holder", I))
BUCKET = _of(("head", I), ("fill", I), ("n", I))
LINE = _of(("at", I), ("first", I), ("last", I), ("room", I))
AGENDUM = _of(("action", I), ("who", I), ("what", I), ("index", I))
LOG_ROW = _of(
    ("time", F), ("entity", I), ("value", F), ("region", S), ("place", S), ("event", "i2"), ("detail", "i2")
)

TABLES = {
    "person": PERSON, "due": DUE, "hazard": HAZARD, "region": REGION, "hospital": HOSPITAL,
    "institution": INSTITUTION, "pool": POOL, "server": SERVER, "job": JOB, "bed_request": BED_REQUEST,
    "place_request": PLACE_REQUEST, "stream": STREAM, "class": CLASS, "branch": BRANCH,
    "training": TRAINING, "step": STEP, "number": NUMBER, "id": ID, "node": NODE, "queue": QUEUE,
    "overflow_entry": ENTRY, "stored_entry": ENTRY, "sorted_entry": ENTRY, "scratch_entry": ENTRY,
    "bucket": BUCKET, "line": LINE, "agendum": AGENDUM, "log_row": LOG_ROW,
}  # fmt: skip
GROWING = (
    "person", "due", "hazard", "server", "job", "bed_request", "place_request", "node",
    "overflow_entry", "stored_entry", "sorted_entry", "scratch_entry", "agendum", "log_row",
)  # fmt: skip
"""Tables that the engine itself enlarges; of each: how many are in use (``n_``), room, the first of the free ones."""

TALLIES = (
    "counts", "sums", "stay_sums", "integral", "time_at", "level", "since", "distributed", "waits", "wait_sums",
    "cohort", "snapshot", "staff_notes", "places_open", "pathway_days", "pathway_people",
)  # fmt: skip

RULES = _of(
    ("intervals", F, (3,)), ("visits", B), ("lead", F), ("grace", F), ("visit", F), ("travel", F), ("telephone", F),
    ("fail", F), ("retry", F), ("failures_to_loss", F), ("lost_deadline", F), ("discharge_working_days", I),
    ("improve", F), ("worsen", F), ("keep", F), ("become", F), ("missed_stop", F), ("examination", F),
    ("case_slots", F), ("case_medication", F), ("support_medication", F), ("visit_share", F), ("relapse_on", B),
    ("rate_regular", F), ("rate_irregular", F), ("rehabilitation_ratio", F), ("case_ratio", F), ("edges", F, (2,)),
    ("ratios", F, (3,)), ("relapse_grades", F, (6,)), ("admission", F, (3,)), ("treated_grades", F, (3,)),
    ("remission_grades", F, (6,)),
    ("crisis_rates", F, (6,)), ("assessment", B), ("intake", F), ("review", F), ("urgent_from", F), ("ageing", F),
    ("overflow", F), ("cap", F), ("patience", F, (4,)), ("start_wait", F), ("long_share", F), ("supported_need", F),
    ("review_days", F), ("supported_cap", F), ("regular_at_discharge", F), ("against_advice", F), ("referral_on", B),
    ("offered", F), ("home_offer_rate", F), ("accepted", F), ("day_share", F), ("supported_share", F),
    ("home_support_share", F), ("recheck", I), ("recheck_days", F), ("willing", F), ("place_intake", F),
    ("dropout_rate", F), ("evaluation", F), ("evaluation_end", F), ("employment", F), ("other_services", F),
    ("hold", F), ("contacts", F), ("contacts_per_staff", F), ("support_per_client", F), ("support_per_staff", F),
    ("intake_share", F), ("death_rate", F), ("move_rate", F), ("loss_rate", F), ("overreport", F),
    ("intermittent", F), ("stable_share", F), ("unstable_share", F), ("grade_shares", F, (6,)), ("regular_share", F),
    ("lost_share", F), ("discharged_30", F), ("discharged_365", F), ("assistance", B), ("assistance_per_year", F),
    ("assistance_visit", F), ("assistance_lasts", F), ("assistance_detection", F), ("assistance_medication", F),
    ("assistance_failure", F),
)  # fmt: skip
DISTRIBUTIONS = ("home_treatment", "short", "long", "turnover", "other", "processing", "rehabilitation")

WORLD = _of(
    ("now", F), ("end", F), ("first", F), ("seed", I), ("replication", I), ("weekday0", I), ("keep_log", B),
    ("laid_out", B), ("stopped", B), ("first_day", I), ("days", I), ("log_limit", I),
    ("ground_from", I), ("ground_to", I), ("blank", I),
    ("regions", I), ("hospitals", I), ("institutions", I), ("pools", I), ("streams", I), ("trainings", I),
    ("cities", I), ("month", I), ("months", I), ("year", I), ("years", I), ("places", I), ("widest", I),
    ("month_starts_at", I), ("month_shares_at", I), ("year_of_month_at", I), ("year_starts_at", I), ("listed_at", I),
    ("times_at", I), ("times", I), ("next_start", I),
    ("screening_at", I), ("screening_steps", I), ("diagnoses", I), ("diagnosis_shares_at", I),
    ("diagnosis_ratio_at", I), ("rows", I), ("rows_address", I), ("points", I), ("points_address", I),
    ("hired", F, (4,)), ("leaving_share", F, (4,)), ("scale", F), ("mean_short", F), ("mean_long", F),
    # The calendar
    ("buckets", I), ("open_bucket", I), ("parts_at", I), ("open_part", I), ("part_shift", I), ("part_inverse", F),
    ("busy", I), ("taken", I), ("next_sorted", I), ("n_sorted", I), ("chunks", I), ("free_chunk", I), ("n_heap", I),
    ("key", I),
    # The agenda
    ("agenda_head", I), ("agenda_tail", I),
    # Timers that rang (`recorder.Output.events`).
    ("rung", I),
    # Records of patients who have left; scratch numbers by hospital or region; how many queues there are.
    ("retired", I), ("residents_at", I), ("cities_at", I), ("heads_at", I), ("queues", I), ("lines", I),
    *(("dist_" + name, I) for name in DISTRIBUTIONS),
    *((name, I) for name in TABLES),
    *(("n_" + name, I) for name in GROWING),
    *(("room_" + name, I) for name in GROWING),
    *(("free_" + name, I) for name in GROWING),
    *(("tally_" + name, I) for name in TALLIES),
    ("rules", RULES),
)  # fmt: skip


def _table(name: str) -> Any:
    return table(WORLD.fields[name][1], TABLES[name], name in GROWING)  # type: ignore[index]


person = _table("person")
due = _table("due")
hazard = _table("hazard")
region = _table("region")
hospital = _table("hospital")
institution = _table("institution")
pool = _table("pool")
server = _table("server")
job = _table("job")
bed_request = _table("bed_request")
place_request = _table("place_request")
stream = _table("stream")
patient_class = _table("class")
branch = _table("branch")
training = _table("training")
step = _table("step")
number = _table("number")
identifier = _table("id")
node = _table("node")
queue = _table("queue")
overflow_entry = _table("overflow_entry")
stored_entry = _table("stored_entry")
sorted_entry = _table("sorted_entry")
scratch_entry = _table("scratch_entry")
bucket = _table("bucket")
line = _table("line")
agendum = _table("agendum")
log_row = _table("log_row")

LEVELS = levels.LEVELS
