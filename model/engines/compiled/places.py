"""Rehabilitation institutions and who waits for a place in them (rules 6.1 to 6.3)."""

from __future__ import annotations

import math

from model.care import events, pathways, purposes
from model.care import log as L
from model.care import recorder as R
from model.care import referral as rules
from model.engines.compiled import queues
from model.engines.compiled.agenda import PLACED, WITHDRAWN, tell_episode, tell_referral
from model.engines.compiled.calendar import clear_timer, set_timer
from model.engines.compiled.chance import draw
from model.engines.compiled.handler import apart
from model.engines.compiled.layout import (
    DONE_INTAKE,
    NOBODY,
    identifier,
    institution,
    job,
    node,
    person,
    place_request,
    region,
)
from model.engines.compiled.memory import World
from model.engines.compiled.pools import add_job, make_job, unqueue
from model.engines.compiled.room import new_place_request, release_job, release_place_request
from model.engines.compiled.tally import change, cut_place_wait, end_pathway, log_of, waited


@apart
def change_places(w: World, k: int, used: int, clients: int) -> None:
    """Count places and clients of an institution."""
    at = institution(w, k)
    if used != 0:
        at.used += used
        change(w, R.PLACES_USED, k, float(used))
    if clients != 0:
        at.clients += clients
        change(w, R.CLIENTS, k, float(clients))


@apart
def _unlist(w: World, q: int) -> None:
    """Take a request off the lists; it may come back (hospital, move)."""
    at = place_request(w, q)
    if not at.listed:
        return
    at.listed = False
    queues.remove_all(w, at.nodes)
    at.nodes = NOBODY
    change(w, R.WAITING_PLACE, person(w, at.who).region, -1.0)
    clear_timer(w, at.who, events.RECHECK)


@apart
def unlist_place(w: World, i: int) -> None:
    """Take somebody's request for a place off the lists."""
    if person(w, i).place_request >= 0:
        _unlist(w, int(person(w, i).place_request))


@apart
def _placed(w: World, q: int) -> None:
    at = place_request(w, q)
    i = at.who
    # Patients of a class have no referral: they come to a place as a stage of their pathway.
    if at.blocked or not person(w, i).registered:
        tell_episode(w, i, PLACED)
    else:
        tell_referral(w, i, PLACED)


@apart
def intake_done(w: World, j: int) -> None:
    """The place is theirs, unless the request has ended since."""
    at = job(w, j)
    q = at.request
    if person(w, at.who).place_request == q and place_request(w, q).intake == j:
        place_request(w, q).intake = NOBODY
        _placed(w, q)


@apart
def count_wait(w: World, q: int, outcome: int) -> None:
    """Count the wait of a request that ends now; asked for again after a broken intake, it is not counted twice."""
    at = place_request(w, q)
    if not at.counted:
        at.counted = True
        waited(w, R.WAIT_PLACE, at.time, person(w, at.who).region, w.now - at.time, outcome)


@apart
def ask_again(w: World, q: int) -> bool:
    """Ask whether the person is still willing; the unwilling leave the list (rule 6.2)."""
    at, r, now = place_request(w, q), w.rules, w.now
    i = at.who
    p = person(w, i)
    at.asked += 1
    at.checked = now
    willing = rules.happens(draw(w, p.entity, purposes.WILLING, rules.willing_index(at.index, at.asked)), r.willing)
    log_of(w, L.ASKED_AGAIN, i, -1, int(willing), now - at.time)
    if willing:
        if r.recheck == rules.PERIODIC:
            set_timer(w, i, events.RECHECK, rules.next_recheck(at.time, at.checked, r.recheck_days))
        return True
    _unlist(w, q)
    p.place_request = NOBODY
    log_of(w, L.WITHDRAWN, i, -1, at.kind, now - at.time)
    count_wait(w, q, R.CENSORED)
    end_pathway(w, i, pathways.TO_PLACE)
    release_place_request(w, q)
    tell_referral(w, i, WITHDRAWN)
    return False


@apart
def _grant(w: World, q: int, k: int) -> None:
    """Offer a place: willingness under the rule at the offer, then intake, which holds the place (rule 6.3)."""
    at, r, now = place_request(w, q), w.rules, w.now
    i = at.who
    p = person(w, i)
    if (
        p.registered
        and not at.blocked
        and r.recheck == rules.AT_OFFER
        and at.asked == 0
        and rules.asked_at_offer(now, at.time, r.recheck_days)
        and not ask_again(w, q)
    ):
        return
    _unlist(w, q)
    wait = now - at.time
    at.institution = k
    change_places(w, k, 1, 0)
    log_of(w, L.INTAKE_STARTED, i, k, at.kind, wait)
    count_wait(w, q, R.GRANTED)
    work = r.place_intake
    if work <= 0.0 or not p.registered:
        _placed(w, q)
    else:
        j = make_job(w, i, 0.0, p.entity, work, DONE_INTAKE)
        job(w, j).b = at.time
        job(w, j).request = q
        at.intake = j
        add_job(w, institution(w, k).team, j)


@apart
def offer_places(w: World, k: int) -> None:
    """Offer free places to the first in order for whom this institution is eligible (rule 6.1)."""
    at = institution(w, k)
    while at.used < at.places:
        q = queues.first(w, at.queue)
        if q < 0:
            return
        _grant(w, q, k)


@apart
def free_one_place(w: World, k: int) -> None:
    """Give a place back and offer it."""
    change_places(w, k, -1, 0)
    offer_places(w, k)


@apart
def enlist_place(w: World, q: int) -> None:
    """List a request, keeping its time (also after a hospital stay or a move), and try it (rule 1.4)."""
    at, r, now = place_request(w, q), w.rules, w.now
    i = at.who
    p = person(w, i)
    home = region(w, p.region)
    first, n = home.institutions_at[at.kind], home.institutions[at.kind]
    at.listed = True
    change(w, R.WAITING_PLACE, p.region, 1.0)
    for k in range(first, first + n):
        a = 0.0 if at.blocked else 1.0
        x = queues.insert(w, institution(w, identifier(w, k).value).queue, a, at.time, p.entity, q)
        node(w, x).next = at.nodes
        at.nodes = x
    if p.registered and not at.blocked and r.recheck == rules.PERIODIC:
        due = rules.next_recheck(at.time, at.checked, r.recheck_days)
        if due > now:
            set_timer(w, i, events.RECHECK, due)
        elif not ask_again(w, q):
            return
    for k in range(first, first + n):
        place = institution(w, identifier(w, k).value)
        if place.used < place.places and queues.first(w, place.queue) == q:
            _grant(w, q, identifier(w, k).value)
            return


@apart
def new_request(w: World, i: int, kind: int, time: float, blocked: bool, index: int) -> int:
    """Return a new request for a place, not yet listed."""
    q = new_place_request(w)
    at = place_request(w, q)
    at.who = i
    at.kind = kind
    at.time = time
    at.blocked = blocked
    at.asked = 0
    at.listed = False
    at.index = index
    at.institution = NOBODY
    at.intake = NOBODY
    at.checked = time
    # A wait is counted once a request (rule 10.3); those of patient classes are not (rule 2.2).
    at.counted = not person(w, i).registered
    at.nodes = NOBODY
    person(w, i).place_request = q
    return q


@apart
def ask_for_place(w: World, i: int, kind: int, time: float, blocked: bool, index: int) -> None:
    """Put a request on the lists of the region's institutions and try it."""
    q = new_request(w, i, kind, time, blocked, index)
    log_of(w, L.PLACE_REQUESTED, i, -1, kind, 0.0)
    enlist_place(w, q)


@apart
def leave_queue(w: World, q: int) -> None:
    """Take an intake that has not begun out of its team's queue."""
    j = place_request(w, q).intake
    if j >= 0 and job(w, j).pool >= 0:
        unqueue(w, j)
        release_job(w, j)
        place_request(w, q).intake = NOBODY


@apart
def break_off(w: World, q: int) -> None:
    """Free the place of an intake that is broken off; if it has begun, it runs out its time (rule 8.1)."""
    k = place_request(w, q).institution
    leave_queue(w, q)
    release_place_request(w, q)
    free_one_place(w, k)


@apart
def drop_request(w: World, i: int) -> None:
    """End a referral for good (death, loss, discharge home): off the lists, and an intake's place is freed."""
    p = person(w, i)
    q = int(p.place_request)
    end_pathway(w, i, pathways.TO_PLACE)
    if q < 0:
        if p.registered and not math.isnan(p.processing):
            cut_place_wait(w, i, p.accepted)
        return
    p.place_request = NOBODY
    at = place_request(w, q)
    if at.institution >= 0:
        break_off(w, q)
        return
    # Listed, or passed over in hospital.
    _unlist(w, q)
    count_wait(w, q, R.CENSORED)
    release_place_request(w, q)
