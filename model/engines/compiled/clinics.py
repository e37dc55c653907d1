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
from model.engines.compiled.calendar import enter, set_entry
from model.engines.compiled.chance import draw, numbers
from model.engines.compiled.ends import first_end, first_server, take_first
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
    pool,
    region,
    server,
    stream,
)
from model.engines.compiled.memory import World
from model.engines.compiled.pools import add_job, count_waiting, free_server, make_job, serve, unqueue
from model.engines.compiled.room import release_job
from model.engines.compiled.tally import worked

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
def outpatient_arrives(w: World, s: int) -> None:
    """A routine review or an outpatient: after assessments, in order of arrival (rule 4.2)."""
    at = stream(w, s)
    identity = at.identity
    at.last = w.now
    # The next of the same copy: copy = number mod copies (rule 9).
    at.identity += at.copies
    set_outpatient(w, s)
    j = make_job(w, NOBODY, 2.0, identity, w.rules.review, DONE_NOTHING)
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
    s = take_first(w, k)
    j = server(w, s).job
    free_server(w, s)
    worked(w, pool(w, k).level, pool(w, k).place, job(w, j).work)
    release_job(w, j)
    serve(w, k)


@handler
def _is_later(w: World, time: float, now: float, kind: int, entity: int) -> bool:
    """Tell whether a timer comes after the one that rings now, at ``now`` with the world's key."""
    return time > now or (time == now and key_of(kind, entity) > w.key)


@handler
def _step(w: World, k: int, now: float) -> bool:
    """Let a clinic's next timer ring; return False if there is none up to the present."""
    at, s = pool(w, k), _next_stream(w, k)
    arrival = stream(w, s).due if s >= 0 else math.inf
    opening, end = at.due_capacity, first_end(w, k)
    # In the order of the kinds: opening, end of a service, arrival.
    if opening <= end and opening <= arrival:
        if _is_later(w, opening, now, events.CAPACITY, at.entity):
            return False
        at.due_capacity = math.inf
        w.now = opening
        serve(w, k)
    elif end <= arrival:
        if _is_later(w, end, now, events.END, server(w, first_server(w, k)).entity):
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
    end = first_end(w, k)
    if end < time:
        time, key = end, key_of(events.END, server(w, first_server(w, k)).entity)
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
    add_job(w, k, j)
    _watch(w, k)


@handler
def serve_clinic(w: World, k: int) -> None:
    """Start jobs of a clinic that is up to the present."""
    serve(w, k)
    _watch(w, k)


@handler
def leave_clinic(w: World, j: int) -> None:
    """Take a waiting assessment out of its clinic's queue."""
    catch_up(w, job(w, j).pool)
    unqueue(w, j)
    count_waiting(w, j, -1.0)
