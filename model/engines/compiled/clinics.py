"""Clinics and their outpatients, who come, wait, are served and leave, which concerns nobody else (rules 1.6, 4.2).

Of outpatients only counts and times of their own clinic are kept. So a clinic may have its own clock: its arrivals,
openings and ends of service are not in the calendar, and it is brought up to the present when something else touches it
(`catch_up`), or a month ends. What it does is the same, in the same total order, and so are all its sums.

Whoever waits there for an assessment does concern others. As long as somebody does, the clinic's next timer is in the
calendar (`_watch`), so that nothing begins late; and the end of an assessment is a timer like all others.

Where the full log is written, in one order, every timer is in the calendar.
"""

from __future__ import annotations

import math

from model.care import draws, events, hazards, purposes
from model.care import log as L
from model.care import recorder as R
from model.engines.compiled import lines, queues
from model.engines.compiled.calendar import enter, set_entry
from model.engines.compiled.chance import draw, numbers
from model.engines.compiled.entries import holder_word, key_of
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    CLINIC_HOLDER,
    DONE_NOTHING,
    NOBODY,
    STREAM_HOLDER,
    hospital,
    identifier,
    job,
    node,
    pool,
    region,
    server,
    stream,
)
from model.engines.compiled.memory import World
from model.engines.compiled.pools import (
    add_job,
    begin_job,
    can_start,
    count_waiting,
    free_server,
    is_open,
    make_job,
    put,
    serve,
    serve_with,
    take_first,
    take_server,
    unqueue,
    wake_at_opening,
)
from model.engines.compiled.room import release_job
from model.engines.compiled.tally import change, log, site, worked

ROUTINE = 2.0
"""The place of outpatients in the order of a clinic: after assessments (rule 4.2)."""

# --- outpatients -------------------------------------------------------------------------------------------------


@handler
def arrival_time(w: World, s: int) -> float:
    """Return when the next of a stream arrives: a threshold for every arrival (rule 1.7)."""
    at = stream(w, s)
    threshold = draws.exponential_threshold(draw(w, at.identity, purposes.ARRIVAL, 0))
    if at.edges > 0:
        edges, ratios = numbers(at.edges_at, at.edges), numbers(at.ratios_at, at.edges + 1)
        return hazards.time_of(threshold, 0.0, at.last, 1.0, 0.0, edges, ratios)
    return hazards.time_of_flat(threshold, 0.0, at.last, at.flat_rate)


@handler
def set_outpatient(w: World, s: int) -> None:
    """Set the timer of a stream's next outpatient."""
    at, time = stream(w, s), arrival_time(w, s)
    if pool(w, at.pool).own_clock:
        at.due = time
    elif math.isfinite(time):
        set_entry(w, events.ARRIVAL, at.entity, holder_word(STREAM_HOLDER, s), time)


@handler
def _outpatient_starts(w: World, k: int, identity: int, r: int, since: float) -> None:
    """Start with an outpatient, who needs no record of a job."""
    log(w, L.CLINIC_VISIT, identity, site(r, -1), 0, w.now - since)
    serve_with(w, take_server(w, k), NOBODY, k)


@handler
def _nobody_waits(w: World, k: int) -> bool:
    at = pool(w, k)
    return queues.length(w, at.queue) == 0 and lines.is_empty(w, at.outpatients)


@handler
def _job_first(w: World, k: int) -> bool:
    """Tell whether a job comes before all outpatients of a clinic in which somebody waits."""
    at = pool(w, k)
    if queues.length(w, at.queue) == 0 or lines.is_empty(w, at.outpatients):
        return queues.length(w, at.queue) > 0
    first, since = node(w, queues.first_node(w, at.queue)), lines.first_time(w, at.outpatients)
    if first.a != ROUTINE:
        return first.a < ROUTINE
    return first.b < since or (first.b == since and first.c < lines.first_key(w, at.outpatients))


@handler
def _serve(w: World, k: int) -> None:
    """Start with those who wait at a clinic with a clock of its own, in order, while somebody is idle (see `serve`)."""
    at = pool(w, k)
    if _nobody_waits(w, k):
        return
    if not is_open(w, k):
        wake_at_opening(w, k)
        return
    q = at.outpatients
    while at.busy < at.servers and not _nobody_waits(w, k):
        if _job_first(w, k):
            j = take_first(w, at.queue)
            count_waiting(w, j, -1.0)
            begin_job(w, k, j)
        else:
            since, identity, r = lines.first_time(w, q), lines.first_key(w, q), lines.first_holder(w, q)
            lines.drop_first(w, q)
            change(w, R.WAITING_CLINIC, r, -1.0)
            _outpatient_starts(w, k, identity, r, since)


@handler
def _add_outpatient(w: World, k: int, identity: int, r: int) -> None:
    """Start with an outpatient at once where nobody waits and somebody is idle; else let them wait (see `add_job`)."""
    if _nobody_waits(w, k) and can_start(w, k):
        # Comes and goes at one instant.
        change(w, R.WAITING_CLINIC, r, 0.0)
        _outpatient_starts(w, k, identity, r, w.now)
        return
    change(w, R.WAITING_CLINIC, r, 1.0)
    lines.put(w, pool(w, k).outpatients, w.now, identity, r)
    _serve(w, k)


@handler
def _add(w: World, k: int, j: int) -> None:
    """Do the same with a job."""
    if not pool(w, k).own_clock:
        add_job(w, k, j)
    elif _nobody_waits(w, k) and can_start(w, k):
        count_waiting(w, j, 0.0)
        begin_job(w, k, j)
    else:
        count_waiting(w, j, 1.0)
        put(w, k, j, pool(w, k).queue)
        _serve(w, k)


@handler
def outpatient_arrives(w: World, s: int) -> None:
    """A routine review or an outpatient: after assessments, in order of arrival (rule 4.2)."""
    at = stream(w, s)
    identity = at.identity
    at.last = w.now
    # The next of the same copy: copy = number mod copies (rule 9).
    at.identity += at.copies
    set_outpatient(w, s)
    if pool(w, at.pool).own_clock:
        _add_outpatient(w, at.pool, identity, at.region)
        return
    j = make_job(w, NOBODY, ROUTINE, identity, w.rules.review, DONE_NOTHING)
    job(w, j).region = at.region
    job(w, j).index = identity
    add_job(w, at.pool, j)


# --- a clock of its own ------------------------------------------------------------------------------------------


@handler
def _next_stream(w: World, k: int) -> int:
    """Return the stream whose outpatient comes next, or NOBODY."""
    at, found = pool(w, k), NOBODY
    for x in range(at.streams_at, at.streams_at + at.streams):
        s = identifier(w, x).value
        if found >= 0:
            one, other = stream(w, found), stream(w, s)
            if one.due < other.due or (one.due == other.due and one.entity < other.entity):
                continue
        found = s
    return found


@handler
def _service_ends(w: World, k: int) -> None:
    at = pool(w, k)
    s = lines.first_key(w, at.ends)
    j = server(w, s).job
    lines.drop_first(w, at.ends)
    free_server(w, s)
    worked(w, at.level, at.place, job(w, j).work if j >= 0 else w.rules.review)
    if j >= 0:
        release_job(w, j)
    _serve(w, k)


@handler
def _is_later(w: World, time: float, now: float, kind: int, entity: int) -> bool:
    """Tell whether a timer comes after the one that rings now, at ``now`` with the world's key."""
    return time > now or (time == now and key_of(kind, entity) > w.key)


@handler
def _step(w: World, k: int, now: float) -> bool:
    """Let a clinic's next timer ring; return False if there is none up to the present."""
    at, s = pool(w, k), _next_stream(w, k)
    arrival = stream(w, s).due if s >= 0 else math.inf
    opening, end = at.due_capacity, lines.first_time(w, at.ends)
    # In the order of the kinds: opening, end of a service, arrival.
    if opening <= end and opening <= arrival:
        if _is_later(w, opening, now, events.CAPACITY, at.entity):
            return False
        at.due_capacity = math.inf
        w.now = opening
        _serve(w, k)
    elif end <= arrival:
        if _is_later(w, end, now, events.END, server(w, lines.first_key(w, at.ends)).entity):
            return False
        w.now = end
        _service_ends(w, k)
    else:
        if _is_later(w, arrival, now, events.ARRIVAL, stream(w, s).entity):
            return False
        w.now = arrival
        outpatient_arrives(w, s)
    w.rung += 1
    return True


@handler
def catch_up(w: World, k: int) -> None:
    """Bring a clinic with a clock of its own up to the present: the timer that rings now and all before it."""
    if not pool(w, k).own_clock:
        return
    now = w.now
    while _step(w, k, now):
        pass
    w.now = now


@handler
def catch_up_all(w: World) -> None:
    """Bring all clinics up to the present."""
    for h in range(w.hospitals):
        catch_up(w, hospital(w, h).clinic)


@handler
def _watch(w: World, k: int) -> None:
    """Put the timer in the calendar at which somebody may begin who waits for an assessment."""
    at = pool(w, k)
    if at.people == 0 or not at.own_clock:
        return
    time, key = at.due_capacity, key_of(events.CAPACITY, at.entity)
    end = lines.first_time(w, at.ends)
    if end < time:
        time, key = end, key_of(events.END, server(w, lines.first_key(w, at.ends)).entity)
    if time < at.watched or (time == at.watched and key < at.watched_key):
        at.watched = time
        at.watched_key = key
        if time < w.end:
            enter(w, time, key, holder_word(CLINIC_HOLDER, k))


@handler
def watched_rings(w: World, k: int) -> None:
    """Bring a clinic up to the timer that was put in the calendar for it."""
    at = pool(w, k)
    if at.watched == w.now and at.watched_key == w.key:
        at.watched = math.inf
    catch_up(w, k)
    _watch(w, k)


# --- what touches a clinic ---------------------------------------------------------------------------------------


@handler
def add_to_clinic(w: World, r: int, j: int) -> None:
    """Add a job to the clinic of a region, which must have one."""
    k = hospital(w, region(w, r).clinic).clinic
    catch_up(w, k)
    _add(w, k, j)
    _watch(w, k)


@handler
def serve_clinic(w: World, k: int) -> None:
    """Start jobs of a clinic that is up to the present."""
    if pool(w, k).own_clock:
        _serve(w, k)
        _watch(w, k)
    else:
        serve(w, k)


@handler
def leave_clinic(w: World, j: int) -> None:
    """Take a waiting assessment out of its clinic's queue."""
    catch_up(w, job(w, j).pool)
    unqueue(w, j)
    count_waiting(w, j, -1.0)
