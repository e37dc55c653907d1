"""Staff who work in hours: clinics, follow-up teams, joint-visit psychiatrists, intake teams (rules 1.6, 3.3)."""

from __future__ import annotations

import math

from model.care import events, hours
from model.care import log as L
from model.care import recorder as R
from model.care import referral as chances
from model.engines.compiled import lines, queues
from model.engines.compiled.calendar import set_entry
from model.engines.compiled.entries import holder_word, person_near
from model.engines.compiled.handler import handler
from model.engines.compiled.lanes import drawing
from model.engines.compiled.layout import (
    DONE_NOTHING,
    JOB,
    NOBODY,
    POOL_HOLDER,
    SERVER_HOLDER,
    TELEPHONE,
    VISIT_DRAWS,
    identifier,
    job,
    node,
    person,
    pool,
    server,
)
from model.engines.compiled.memory import World, ints_at, reallocate, trailing_zeros
from model.engines.compiled.room import new_job, new_server
from model.engines.compiled.tally import change, log, log_of, site, waited

UNLIMITED = 1 << 60
VISITS_AHEAD = 2
"""How many visits ahead the person is brought near."""
WORD, WORD_BITS = 64, 6
draw_visit = drawing(JOB, "draws", VISIT_DRAWS)
"""Servers whose idleness stands in one word, a bit each."""


# --- jobs ------------------------------------------------------------------------------------------------------


@handler
def make_job(w: World, who: int, a: float, c: int, work: float, done: int) -> int:
    """Return a new job: for whom, its order in a queue (a, now, c), how long, what follows when it is done."""
    j = new_job(w)
    at = job(w, j)
    at.who = who
    at.a = a
    at.b = w.now
    at.c = c
    at.work = work
    at.done = done
    at.since = w.now
    at.pool = NOBODY
    at.node = NOBODY
    at.region = -1
    at.index = 0
    at.request = NOBODY
    at.joint = False
    at.telephone = False
    return j


@handler
def put(w: World, k: int, j: int, q: int) -> None:
    """Let a job wait for a pool in one of its queues."""
    at = job(w, j)
    at.node = queues.insert(w, q, at.a, at.b, at.c, j)
    at.pool = k
    if at.who >= 0:
        pool(w, k).people += 1


@handler
def put_visit(w: World, k: int, j: int) -> None:
    """Queue a visit of a team."""
    at = pool(w, k)
    put(w, k, j, at.joint_queue if job(w, j).joint else at.queue)


@handler
def unqueue(w: World, j: int) -> None:
    """Take a waiting job out of its queue."""
    at = job(w, j)
    queues.remove(w, at.node)
    if at.who >= 0:
        pool(w, at.pool).people -= 1
    at.pool = NOBODY
    at.node = NOBODY


@handler
def take_first(w: World, q: int) -> int:
    """Take the first job out of a queue that is not empty."""
    j = queues.take_first(w, q)
    at = job(w, j)
    if at.who >= 0:
        pool(w, at.pool).people -= 1
    at.pool = NOBODY
    at.node = NOBODY
    return j


@handler
def _precedes(w: World, j: int, k: int) -> bool:
    x, y = job(w, j), job(w, k)
    if x.a != y.a:
        return x.a < y.a
    if x.b != y.b:
        return x.b < y.b
    return x.c < y.c


# --- hours and servers -------------------------------------------------------------------------------------------


@handler
def staff_pool(w: World, k: int, n_staff: float, share: float) -> None:
    """Set headcount and share of hours; whoever is at work finishes (rule 1.6)."""
    at = pool(w, k)
    headcount = n_staff * share if share > 0.0 else 0.0
    at.held_until = -math.inf
    at.unlimited = math.isinf(headcount)
    if at.unlimited:
        at.servers = UNLIMITED
        at.open_days = 1.0
    else:
        at.servers = hours.servers_of(n_staff, share)
        at.open_days = hours.open_days_of(n_staff, share, at.hours_per_day)


@handler
def is_open(w: World, k: int) -> bool:
    """Tell whether a pool works now."""
    at, now = pool(w, k), w.now
    if not at.held_from <= now < at.held_until:
        at.held_from = now
        if at.unlimited:
            at.held = True
            at.held_until = math.inf
        else:
            at.held = hours.is_open(now, at.opens_at, at.open_days, at.mask, w.weekday0)
            at.held_until = hours.holds_until(now, at.opens_at, at.open_days, at.mask, w.weekday0)
    return at.held


@handler
def can_start(w: World, k: int) -> bool:
    """Tell whether somebody is idle and the pool is open."""
    at = pool(w, k)
    return at.busy < at.servers and is_open(w, k)


@handler
def wake_at_opening(w: World, k: int) -> None:
    """Set the timer of the next opening, for waiting work."""
    at = pool(w, k)
    # Closed now: what is known of the hours holds until the opening.
    if at.due_capacity != at.held_until:
        at.due_capacity = at.held_until
        if not at.own_clock:
            set_entry(w, events.CAPACITY, at.entity, holder_word(POOL_HOLDER, k), at.held_until)


@handler
def _free_room(w: World, k: int) -> None:
    at = pool(w, k)
    if at.made == at.server_room:
        at.server_room = max(WORD, 2 * at.server_room)
        at.server_at = reallocate(at.server_at, at.server_room * 8)
        at.free_at = reallocate(at.free_at, at.server_room // WORD * 8)
        for k in range(at.made // WORD, at.server_room // WORD):
            ints_at(at.free_at)[k] = 0


@handler
def _new_server(w: World, k: int) -> int:
    at = pool(w, k)
    s = new_server(w)
    _free_room(w, k)
    made = server(w, s)
    made.entity = events.entity_number(events.SERVER_ENTITY, k, at.made)
    made.pool = k
    made.number = at.made
    ints_at(at.server_at)[at.made] = s
    at.made += 1
    return s


@handler
def take_server(w: World, k: int) -> int:
    """Return the idle server of the lowest number, now busy."""
    at = pool(w, k)
    at.busy += 1
    if at.busy > at.made:
        return _new_server(w, k)
    words, x = ints_at(at.free_at), at.free_from
    while words[x] == 0:
        x += 1
    at.free_from = x
    lowest = WORD * x + trailing_zeros(words[x])
    words[x] &= words[x] - 1
    return ints_at(at.server_at)[lowest]


@handler
def free_server(w: World, s: int) -> None:
    """Make a server idle."""
    at, number = pool(w, server(w, s).pool), server(w, s).number
    x = number >> WORD_BITS
    ints_at(at.free_at)[x] |= 1 << (number & (WORD - 1))
    at.free_from = min(at.free_from, x)
    at.busy -= 1


@handler
def finish_time(w: World, k: int, work: float) -> float:
    """Return when work started now ends, in the pool's hours (rule 1.6)."""
    at = pool(w, k)
    if at.unlimited or (is_open(w, k) and hours.ends_before(w.now + work, at.held_until)):
        return w.now + work
    return hours.finish(w.now, work, at.opens_at, at.open_days, at.mask, w.weekday0)


# --- starting work -----------------------------------------------------------------------------------------------


@handler
def _clinic_starts(w: World, j: int) -> None:
    """Note that a clinic starts with somebody."""
    at = job(w, j)
    if at.region < 0:
        return
    wait = w.now - at.since
    if at.who >= 0 and person(w, at.who).registered:
        log(w, L.ASSESSMENT_STARTED, person(w, at.who).entity, site(at.region, -1), 0, wait)
        waited(w, R.WAIT_ASSESSMENT, at.since, at.region, wait, R.GRANTED)
    else:
        log(w, L.CLINIC_VISIT, at.index, site(at.region, -1), 0, wait)


@handler
def _visit_starts(w: World, j: int) -> None:
    """Draw what a visit that starts is like, its length and what comes of it (rules 3.4, 3.5)."""
    at, r = job(w, j), w.rules
    p = person(w, at.who)
    p.attempts += 1
    at.index = p.attempts
    draw_visit(at, p.entity, at.index, w.seed, w.replication)
    if not at.joint:
        at.telephone = chances.happens(at.draws[TELEPHONE], r.telephone)
    at.work = r.visit if at.telephone else r.visit + r.travel
    log_of(w, L.VISIT_STARTED, at.who, -1, int(at.joint), w.now - at.since)


@handler
def serve_with(w: World, s: int, j: int, k: int) -> None:
    """Let a server work on a job; without one, on the routine review of an outpatient."""
    at, time = server(w, s), finish_time(w, k, job(w, j).work if j >= 0 else w.rules.review)
    at.job = j
    if pool(w, k).own_clock and (j < 0 or job(w, j).who < 0):
        if time < w.end:
            lines.put(w, pool(w, k).ends, time, s, 0)
        return
    set_entry(w, events.END, at.entity, holder_word(SERVER_HOLDER, s), time)


@handler
def begin_job(w: World, k: int, j: int) -> None:
    """Start a job that is in no queue."""
    at = pool(w, k)
    if at.is_team:
        _visit_starts(w, j)
    elif at.is_clinic:
        _clinic_starts(w, j)
    serve_with(w, take_server(w, k), j, k)


@handler
def _begin_joint(w: World, k: int) -> None:
    """Start the first joint visit with one worker and one psychiatrist, each working on in their own hours."""
    at = pool(w, k)
    j = take_first(w, at.joint_queue)
    _visit_starts(w, j)
    worker, psychiatrist = take_server(w, k), take_server(w, at.joint_pool)
    visit = job(w, j)
    beside = make_job(w, NOBODY, visit.a, visit.c, visit.work, DONE_NOTHING)
    serve_with(w, worker, j, k)
    serve_with(w, psychiatrist, beside, at.joint_pool)


@handler
def opens_now(w: World, k: int) -> bool:
    """Tell whether a team's visits of the day are still to be opened at this very instant; nothing starts before."""
    return pool(w, k).due_opening == w.now


@handler
def _any_opens_now(w: World, k: int) -> bool:
    """Tell the same of the teams that share a pool of psychiatrists."""
    at = pool(w, k)
    for t in range(at.teams_at, at.teams_at + at.teams):
        if opens_now(w, identifier(w, t).value):
            return True
    return False


@handler
def _next_start(w: World, k: int) -> int:
    """Return the visit of a team that starts next, NOBODY if none can start now (rules 3.2, 3.3)."""
    at = pool(w, k)
    if at.busy >= at.servers or opens_now(w, k) or not is_open(w, k):
        return NOBODY
    j, joint = queues.first(w, at.queue), queues.first(w, at.joint_queue)
    if joint >= 0:
        if at.joint_pool < 0:
            joint = NOBODY
        elif not can_start(w, at.joint_pool):
            if not is_open(w, at.joint_pool):
                wake_at_opening(w, at.joint_pool)
            joint = NOBODY
    if j >= 0 and (joint < 0 or _precedes(w, j, joint)):
        return j
    return joint


@handler
def _next_near(w: World, q: int) -> None:
    """Bring near who will be visited soon."""
    x = queues.node_ahead(w, q, VISITS_AHEAD)
    if x >= 0:
        person_near(w, job(w, node(w, x).item).who)


@handler
def _begin_visit(w: World, k: int, j: int) -> None:
    if job(w, j).joint:
        _begin_joint(w, k)
    else:
        take_first(w, pool(w, k).queue)
        _next_near(w, pool(w, k).queue)
        begin_job(w, k, j)


@handler
def _serve_team(w: World, k: int) -> None:
    """Start visits in order; a joint visit blocks nobody behind it (rule 3.3)."""
    j = _next_start(w, k)
    while j >= 0:
        _begin_visit(w, k, j)
        j = _next_start(w, k)


@handler
def _serve_teams(w: World, k: int) -> None:
    """Start the visits of all teams that share psychiatrists in one order: deadline, identity (rules 3.2, 3.3)."""
    at = pool(w, k)
    while True:
        chosen, first = NOBODY, NOBODY
        for t in range(at.teams_at, at.teams_at + at.teams):
            team = identifier(w, t).value
            j = _next_start(w, team)
            if j >= 0 and (first < 0 or _precedes(w, j, first)):
                chosen, first = team, j
        if chosen < 0:
            return
        _begin_visit(w, chosen, first)


@handler
def team_opens(w: World, k: int) -> None:
    """Let a team begin its day; the last of those that open at this instant serves all that share psychiatrists."""
    shared = pool(w, k).joint_pool
    if shared < 0:
        _serve_team(w, k)
    elif not _any_opens_now(w, shared):
        _serve_teams(w, shared)


@handler
def _serve_joint(w: World, k: int) -> None:
    """Start joint visits in order while a psychiatrist and a worker of the team are idle (rule 3.3)."""
    at = pool(w, k)
    if _any_opens_now(w, k):
        # The last of the teams that open at this instant serves them all (rule 3.2).
        return
    if not is_open(w, k):
        for t in range(at.teams_at, at.teams_at + at.teams):
            if queues.length(w, pool(w, identifier(w, t).value).joint_queue) > 0:
                wake_at_opening(w, k)
                return
        return
    while at.busy < at.servers:
        chosen, first = NOBODY, NOBODY
        for t in range(at.teams_at, at.teams_at + at.teams):
            team = identifier(w, t).value
            j = queues.first(w, pool(w, team).joint_queue)
            if j >= 0 and can_start(w, team) and (first < 0 or _precedes(w, j, first)):
                chosen, first = team, j
        if chosen < 0:
            return
        _begin_joint(w, chosen)


@handler
def count_waiting(w: World, j: int, difference: float) -> None:
    """Count who waits for a clinic, by region; nobody counts for other jobs."""
    if job(w, j).region >= 0:
        change(w, R.WAITING_CLINIC, job(w, j).region, difference)


@handler
def serve(w: World, k: int) -> None:
    """Start jobs in order while somebody is idle; when closed, wake at the next opening."""
    at = pool(w, k)
    if at.is_team:
        _serve_team(w, k)
        return
    if at.is_joint:
        _serve_joint(w, k)
        return
    if queues.length(w, at.queue) == 0:
        return
    if not is_open(w, k):
        wake_at_opening(w, k)
        return
    while at.busy < at.servers and queues.length(w, at.queue) > 0:
        j = take_first(w, at.queue)
        count_waiting(w, j, -1.0)
        begin_job(w, k, j)


@handler
def add_job(w: World, k: int, j: int) -> None:
    """Start a job at once where nobody waits and somebody is idle; else queue it and start what can start."""
    at = pool(w, k)
    if not at.is_team and not at.is_joint and queues.length(w, at.queue) == 0 and can_start(w, k):
        # Comes and goes at one instant.
        count_waiting(w, j, 0.0)
        begin_job(w, k, j)
        return
    count_waiting(w, j, 1.0)
    put(w, k, j, pool(w, k).queue)
    serve(w, k)


@handler
def go_alone(w: World, k: int) -> None:
    """Where no psychiatrist has hours for joint visits any more, a team's workers go alone (rule 3.3)."""
    at = pool(w, k)
    if at.joint_pool < 0 or pool(w, at.joint_pool).servers != 0:
        return
    while queues.length(w, at.joint_queue) > 0:
        j = take_first(w, at.joint_queue)
        job(w, j).joint = False
        put_visit(w, k, j)
