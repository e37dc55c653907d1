"""Hospitals and the city's waiting list (rule 5)."""

from __future__ import annotations

import math

from model.care import beds as rules
from model.care import draws, events, purposes
from model.care import log as L
from model.care import recorder as R
from model.engines.compiled import queues
from model.engines.compiled.agenda import ADMITTED, tell_episode
from model.engines.compiled.calendar import clear_timer, set_entry, set_timer
from model.engines.compiled.chance import draw, duration
from model.engines.compiled.clocks import update_home
from model.engines.compiled.entries import STORED_NUMBER_MASK, holder_word
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    BED_HOLDER,
    MANAGED,
    NOBODY,
    TREATED,
    bed_request,
    hospital,
    identifier,
    node,
    person,
    region,
)
from model.engines.compiled.memory import World
from model.engines.compiled.places import unlist_place
from model.engines.compiled.room import (
    new_bed_request,
    release_bed_request,
)
from model.engines.compiled.tally import change, follow, log, log_of, site, waited
from model.engines.compiled.visits import cancel_visit


@handler
def has_free_bed(w: World, h: int) -> bool:
    """Tell whether somebody may be admitted (rule 5.5)."""
    at = hospital(w, h)
    return w.laid_out and rules.has_free_bed(at.patients, at.turnover, at.staffed)


@handler
def _list(w: World, b: int, h: int) -> None:
    """Put a request on the list of a hospital (rule 5.2)."""
    at = bed_request(w, b)
    x = queues.insert(w, hospital(w, h).queue, float(at.cls), at.time, person(w, at.who).entity, b)
    node(w, x).next = at.nodes
    at.nodes = x


@handler
def _unlist(w: World, b: int) -> None:
    at = bed_request(w, b)
    queues.remove_all(w, at.nodes)
    at.nodes = NOBODY


@handler
def withdraw(w: World, i: int) -> int:
    """Take a request off the list (moved, left or died) and return its number; the caller gives it back."""
    p = person(w, i)
    b = int(p.bed_request)
    _unlist(w, b)
    p.bed_request = NOBODY
    lives = bed_request(w, b).region
    identifier(w, w.listed_at + region(w, lives).city).value -= 1
    change(w, R.WAITING_BED, lives, -1.0)
    clear_timer(w, i, events.AGEING)
    clear_timer(w, i, events.OVERFLOW)
    clear_timer(w, i, events.PATIENCE)
    return b


@handler
def occupy(w: World, i: int, h: int, admitted: float) -> None:
    """Put somebody in a bed (also at the start)."""
    p = person(w, i)
    p.hospital = h
    p.admitted = admitted
    hospital(w, h).patients += 1
    change(w, R.OCCUPIED, h, 1.0)


@handler
def _leaves_home(w: World, i: int) -> None:
    """Admission: visits, crises, moves and the referral's clock stop (rules 1.4, 3.6)."""
    p = person(w, i)
    if not p.registered:
        return
    change(w, R.HOME_LEVEL, p.region, -1.0)
    cancel_visit(w, i)
    unlist_place(w, i)
    clear_timer(w, i, events.PROCESSING_END)
    update_home(w, i)
    p.flags |= MANAGED | TREATED
    for cohort in range(R.COHORTS):
        if (p.cohorts >> cohort) & 1:
            follow(w, i, cohort)
    p.cohorts = 0


@handler
def grant_bed(w: World, b: int, h: int) -> None:
    """Admit: the bed is taken now, the person's episode goes on at this instant."""
    at = bed_request(w, b)
    i = at.who
    withdraw(w, i)
    occupy(w, i, h, w.now)
    p, wait = person(w, i), w.now - at.time
    outside = rules.is_outside_county(p.region, hospital(w, h).region, region(w, p.region).own > 0)
    detail = at.first_cls + (4 if outside else 0) + (0 if p.registered else 8)
    log_of(w, L.ADMITTED, i, h, detail, wait)
    waited(w, R.WAIT_BED + at.first_cls, at.time, p.region, wait, R.GRANTED)
    release_bed_request(w, b)
    _leaves_home(w, i)
    tell_episode(w, i, ADMITTED)


@handler
def offer_beds(w: World, h: int) -> None:
    """Give free staffed beds to the first in list order for whom this hospital is eligible (rule 5.3)."""
    at = hospital(w, h)
    while has_free_bed(w, h):
        b = queues.first(w, at.queue)
        if b < 0:
            return
        grant_bed(w, b, h)


# --- asking, ageing, overflow --------------------------------------------------------------------------------------


@handler
def _try_list(w: World, b: int, first: int, n: int) -> bool:
    """Try hospitals of a list in order; return whether one admitted."""
    for k in range(first, first + n):
        h = identifier(w, k).value
        if has_free_bed(w, h) and queues.first(w, hospital(w, h).queue) == b:
            grant_bed(w, b, h)
            return True
    return False


@handler
def _admits_at_once(w: World, b: int, first: int, n: int) -> bool:
    """Admit to the first of the hospitals that has a free bed, if nobody waits for it: then it need not be listed."""
    for k in range(first, first + n):
        h = identifier(w, k).value
        if has_free_bed(w, h):
            if queues.length(w, hospital(w, h).queue) > 0:
                return False
            grant_bed(w, b, h)
            return True
    return False


@handler
def _raise(w: World, b: int) -> None:
    at = bed_request(w, b)
    at.cls -= 1
    at.raised += 1
    log_of(w, L.CLASS_RAISED, at.who, -1, at.cls, 0.0)


@handler
def _set_ageing(w: World, b: int) -> None:
    at = bed_request(w, b)
    if rules.can_age(at.cls):
        rises = rules.ageing_time(at.time, at.raised, w.rules.ageing)
        if math.isfinite(rises):
            set_timer(w, at.who, events.AGEING, rises)


@handler
def enlist_bed(w: World, b: int) -> None:
    """Put a request on the list of its person's region, keeping its time (also after a move)."""
    at, now = bed_request(w, b), w.now
    i = at.who
    lives = int(person(w, i).region)
    home = region(w, lives)
    at.region = lives
    person(w, i).bed_request = b
    identifier(w, w.listed_at + home.city).value += 1
    change(w, R.WAITING_BED, lives, 1.0)
    overflow_at = at.time + w.rules.overflow
    anywhere = overflow_at <= now
    while rules.can_age(at.cls) and rules.ageing_time(at.time, at.raised, w.rules.ageing) <= now:
        _raise(w, b)
    if _admits_at_once(w, b, home.hospitals_at, home.hospitals):
        return
    for k in range(home.hospitals_at, home.hospitals_at + home.hospitals):
        _list(w, b, identifier(w, k).value)
    if anywhere:
        for k in range(home.others_at, home.others_at + home.others):
            _list(w, b, identifier(w, k).value)
    if _try_list(w, b, home.hospitals_at, home.hospitals):
        return
    if anywhere and _try_list(w, b, home.others_at, home.others):
        return
    # Only who waits needs them: most are admitted at once.
    _set_ageing(w, b)
    if not anywhere and home.others > 0 and math.isfinite(overflow_at):
        set_timer(w, i, events.OVERFLOW, overflow_at)


@handler
def new_request(w: World, i: int, cls: int, time: float, index: int) -> int:
    """Return a new request for a bed, not yet listed."""
    b = new_bed_request(w)
    at = bed_request(w, b)
    at.who = i
    at.cls = cls
    at.first_cls = cls
    at.time = time
    at.raised = 0
    at.region = person(w, i).region
    at.index = index
    at.nodes = NOBODY
    return b


@handler
def _any_free(w: World, first: int, n: int) -> bool:
    for k in range(first, first + n):
        if has_free_bed(w, identifier(w, k).value):
            return True
    return False


@handler
def ask_for_bed(w: World, i: int, cls: int, index: int) -> bool:
    """Put a request on the list and try it; return False if it is turned away (rules 5.2 to 5.4)."""
    home = region(w, person(w, i).region)
    log_of(w, L.BED_REQUESTED, i, -1, cls, 0.0)
    # Who finds a free bed does not join the list. A free bed never stands beside an eligible waiter (rule 1.3).
    at_once = _any_free(w, home.hospitals_at, home.hospitals)
    if not at_once and w.rules.overflow <= 0.0:
        at_once = _any_free(w, home.others_at, home.others)
    listed = identifier(w, w.listed_at + home.city).value
    if not at_once and rules.is_turned_away(cls, listed, w.rules.cap):
        log_of(w, L.TURNED_AWAY, i, -1, cls, 0.0)
        return False
    enlist_bed(w, new_request(w, i, cls, w.now, index))
    return True


@handler
def age(w: World, i: int) -> None:
    """Raise a waiting request one class (rule 5.2)."""
    b = int(person(w, i).bed_request)
    at = bed_request(w, b)
    _raise(w, b)
    x = at.nodes
    at.nodes = NOBODY
    while x >= 0:
        n = node(w, x)
        following, q = n.next, n.queue
        queues.remove(w, x)
        y = queues.insert(w, q, float(at.cls), at.time, person(w, i).entity, b)
        node(w, y).next = at.nodes
        at.nodes = y
        x = following
    _set_ageing(w, b)


@handler
def allow_overflow(w: World, i: int) -> None:
    """Make the other hospitals of the city eligible (rule 5.3)."""
    b = int(person(w, i).bed_request)
    home = region(w, person(w, i).region)
    log_of(w, L.OVERFLOW_ALLOWED, i, -1, 0, 0.0)
    for k in range(home.others_at, home.others_at + home.others):
        _list(w, b, identifier(w, k).value)
    _try_list(w, b, home.others_at, home.others)


@handler
def set_patience(w: World, i: int, mean: float, index: int) -> None:
    """Set the time at which waiting is given up (rule 5.6)."""
    if math.isfinite(mean):
        threshold = draws.exponential_threshold(draw(w, person(w, i).entity, purposes.PATIENCE, index))
        set_timer(w, i, events.PATIENCE, w.now + threshold * mean)


@handler
def give_up(w: World, i: int) -> None:
    """Leave the list (rule 5.6)."""
    b = withdraw(w, i)
    at = bed_request(w, b)
    wait = w.now - at.time
    log_of(w, L.LEFT_LIST, i, -1, at.first_cls, wait)
    waited(w, R.WAIT_BED + at.first_cls, at.time, person(w, i).region, wait, R.CENSORED)
    release_bed_request(w, b)


# --- leaving a bed -----------------------------------------------------------------------------------------------


@handler
def set_blocked(w: World, i: int, blocked: bool) -> None:
    """Note that a patient ready to leave keeps the bed, or no longer does (rule 5.7)."""
    p = person(w, i)
    if p.blocked != blocked:
        p.blocked = blocked
        change(w, R.BLOCKED, p.hospital, 1.0 if blocked else -1.0)
        if blocked:
            log_of(w, L.BLOCKED, i, int(p.hospital), 0, 0.0)


@handler
def leave_bed(w: World, i: int) -> int:
    """Take a patient out of the hospital and return it; the bed is given back by `make_ready`."""
    p = person(w, i)
    h = int(p.hospital)
    set_blocked(w, i, False)
    if p.registered and p.long_stay:
        change(w, R.LONG_STAYERS, h, -1.0)
    p.hospital = NOBODY
    return h


@handler
def make_ready(w: World, h: int, entity: int, index: int) -> None:
    """Put a bed that was left in turnover, then it is free (rules 5.5, 5.7, 8.1)."""
    at = hospital(w, h)
    at.patients -= 1
    change(w, R.OCCUPIED, h, -1.0)
    length = duration(w, w.dist_turnover, entity, purposes.TURNOVER, index)
    if length <= 0.0:
        offer_beds(w, h)
        return
    at.turnover += 1
    at.turnovers += 1
    change(w, R.TURNOVER, h, 1.0)
    entity = events.entity_number(events.BED_ENTITY, h, at.turnovers)
    set_entry(w, events.END, entity, holder_word(BED_HOLDER, h), w.now + length)


@handler
def bed_is_ready(w: World, h: int) -> None:
    """End a turnover; the bed's number is in the key of the entry."""
    at = hospital(w, h)
    at.turnover -= 1
    change(w, R.TURNOVER, h, -1.0)
    entity = events.entity_number(events.BED_ENTITY, h, w.key & STORED_NUMBER_MASK)
    log(w, L.BED_FREED, entity, site(at.written_in, h), 0, 0.0)
    offer_beds(w, h)
