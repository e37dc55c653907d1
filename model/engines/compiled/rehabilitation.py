"""The referral track of a person: offer, processing, waiting, rehabilitation, exits (rule 6)."""

from __future__ import annotations

import math

from model.care import events, pathways, purposes
from model.care import log as L
from model.care import referral as rules
from model.engines.compiled.agenda import (
    APPLY,
    CANCELLED,
    CLIENT,
    FROM_BED,
    MOVED,
    PLACED,
    WITHDRAWN,
    referral_waits,
    tell_referral,
)
from model.engines.compiled.calendar import clear_timer, due_time, set_timer
from model.engines.compiled.chance import draw, duration, new_threshold, set_rate
from model.engines.compiled.clocks import update_home, update_offer
from model.engines.compiled.handler import apart
from model.engines.compiled.layout import (
    DROPOUT_HAZARD,
    IDLE,
    IN_PLACE,
    NOBODY,
    OFFER_HAZARD,
    PLACE_LIST,
    PROCESSING,
    RUNNING,
    WITHDREW,
    identifier,
    institution,
    person,
    place_request,
    region,
    step,
)
from model.engines.compiled.memory import World
from model.engines.compiled.places import (
    ask_for_place,
    break_off,
    change_places,
    drop_request,
    enlist_place,
    free_one_place,
    leave_queue,
    new_request,
)
from model.engines.compiled.room import release_place_request
from model.engines.compiled.tally import begin_pathway, end_pathway, log_of
from model.engines.compiled.visits import found_again

NO_KIND = -1


@apart
def _open_share(w: World, i: int, kind: int, share: float) -> float:
    """Return the share of referrals to a kind of place, 0 where none is open in the region now."""
    home = region(w, person(w, i).region)
    first = home.institutions_at[kind]
    for k in range(first, first + home.institutions[kind]):
        if institution(w, identifier(w, k).value).places > 0.0:
            return share
    return 0.0


@apart
def offered(w: World, i: int) -> int:
    """Offer rehabilitation of the kinds open in the region now; return the kind accepted, or NO_KIND (6.1)."""
    p, r = person(w, i), w.rules
    day = _open_share(w, i, rules.DAY, r.day_share)
    supported = _open_share(w, i, rules.SUPPORTED, r.supported_share)
    home_support = _open_share(w, i, rules.HOME_SUPPORT, r.home_support_share)
    p.referrals += 1
    if day + supported + home_support <= 0.0:
        return NO_KIND
    log_of(w, L.REFERRAL_OFFERED, i, -1, 0, 0.0)
    if not rules.happens(draw(w, p.entity, purposes.ACCEPTED, p.referrals), r.accepted):
        log_of(w, L.REFERRAL_DECLINED, i, -1, 0, 0.0)
        return NO_KIND
    u = draw(w, p.entity, purposes.PLACE_KIND, p.referrals)
    kind = rules.place_kind(u, day, supported, home_support)
    log_of(w, L.REFERRAL_ACCEPTED, i, -1, kind, 0.0)
    return kind


# --- in a place --------------------------------------------------------------------------------------------------


@apart
def _run_place(w: World, i: int) -> None:
    """Let stay, evaluation and dropout run."""
    p, r, now = person(w, i), w.rules, w.now
    p.in_place = True
    p.held = False
    change_places(w, int(p.place), 0, 1)
    set_timer(w, i, events.END, now + p.rest_of_stay)
    if r.evaluation > 0.0 and math.isfinite(r.evaluation):
        set_timer(w, i, events.EVALUATION, now + p.rest_of_evaluation)
    set_rate(w, i, DROPOUT_HAZARD, events.DROPOUT, r.dropout_rate)
    update_home(w, i)


@apart
def _stop_place(w: World, i: int) -> None:
    person(w, i).in_place = False
    clear_timer(w, i, events.END)
    clear_timer(w, i, events.EVALUATION)
    set_rate(w, i, DROPOUT_HAZARD, events.DROPOUT, 0.0)


@apart
def _hold(w: World, i: int) -> None:
    p = person(w, i)
    p.held = True
    log_of(w, L.PLACE_HELD, i, int(p.place), 0, 0.0)
    set_timer(w, i, events.HOLD_EXPIRY, w.now + w.rules.hold)
    update_offer(w, i)


@apart
def hold_place(w: World, i: int) -> None:
    """Relapse in rehabilitation: the place is held, stay, evaluation and dropout stop (rule 6.5)."""
    p, now = person(w, i), w.now
    if not p.in_place or p.place < 0:
        return
    p.rest_of_stay = due_time(w, i, events.END) - now
    p.rest_of_evaluation = due_time(w, i, events.EVALUATION) - now
    _stop_place(w, i)
    change_places(w, int(p.place), 0, -1)
    _hold(w, i)


@apart
def _free_place(w: World, i: int) -> None:
    """Give the place back."""
    p = person(w, i)
    k = int(p.place)
    if p.in_place:
        _stop_place(w, i)
        change_places(w, k, 0, -1)
    clear_timer(w, i, events.HOLD_EXPIRY)
    p.place = NOBODY
    p.held = False
    update_home(w, i)
    free_one_place(w, k)


@apart
def release_place(w: World, i: int, where: int) -> None:
    """End rehabilitation (rule 6.4)."""
    log_of(w, L.REHABILITATION_ENDED, i, int(person(w, i).place), where, 0.0)
    _free_place(w, i)


@apart
def _settle(w: World, i: int) -> None:
    """Begin to be in a place, or to hold it."""
    p = person(w, i)
    new_threshold(w, i, DROPOUT_HAZARD, purposes.DROPOUT, p.referrals)
    p.held = False
    p.referral_state = IN_PLACE
    if p.in_episode:
        _hold(w, i)
    else:
        _run_place(w, i)


@apart
def _begin_place(w: World, i: int) -> None:
    """Begin in a place whose intake has ended (rules 6.3, 6.4)."""
    p = person(w, i)
    q = int(p.place_request)
    at = place_request(w, q)
    kind, k = at.kind, at.institution
    p.place = k
    p.place_request = NOBODY
    release_place_request(w, q)
    end_pathway(w, i, pathways.TO_PLACE)
    found_again(w, i)
    log_of(w, L.REHABILITATION_STARTED, i, k, kind, 0.0)
    p.rest_of_stay = duration(w, w.dist_rehabilitation, p.entity, purposes.REHABILITATION_STAY, p.referrals)
    p.rest_of_evaluation = w.rules.evaluation
    _settle(w, i)


@apart
def _in_place(w: World, i: int, what: int) -> int:
    """Go on in a place: the drawn end, an evaluation, dropout, the loss of a held place, or a move."""
    p, r = person(w, i), w.rules
    if what == events.EVALUATION:
        p.evaluations += 1
        log_of(w, L.EVALUATED, i, int(p.place), 0, 0.0)
        if not rules.happens(draw(w, p.entity, purposes.EVALUATION, p.evaluations), r.evaluation_end):
            set_timer(w, i, events.EVALUATION, w.now + r.evaluation)
            return NO_KIND
    p.referral_state = IDLE
    if what == events.END or what == events.EVALUATION:
        u = draw(w, p.entity, purposes.EXIT, p.referrals)
        release_place(w, i, rules.exit_of(u, r.employment, r.other_services))
    elif what == events.DROPOUT:
        log_of(w, L.DROPPED_OUT, i, int(p.place), 0, 0.0)
        release_place(w, i, rules.TO_HOME)
    elif what == events.HOLD_EXPIRY:
        log_of(w, L.PLACE_RELEASED, i, int(p.place), 0, 0.0)
        p.reapply = True
        p.reapply_kind = institution(w, p.place).kind
        _free_place(w, i)
    elif what >= MOVED:
        # The place was given up; the person applies again where they live now (rule 8.2).
        return what - MOVED
    return NO_KIND


# --- the track ---------------------------------------------------------------------------------------------------


@apart
def _ask(w: World, i: int) -> None:
    p = person(w, i)
    ask_for_place(w, i, int(p.kind), p.accepted, False, int(p.referrals))
    update_offer(w, i)
    p.referral_state = PLACE_LIST


@apart
def _apply(w: World, i: int, kind: int) -> None:
    """Begin an application: processing, then the request."""
    p = person(w, i)
    p.kind = kind
    p.accepted = w.now
    begin_pathway(w, i, pathways.TO_PLACE, p.accepted)
    length = duration(w, w.dist_processing, p.entity, purposes.PROCESSING, p.referrals)
    if length > 0.0:
        p.processing = p.accepted + length
        update_offer(w, i)
        set_timer(w, i, events.PROCESSING_END, p.processing)
        p.referral_state = PROCESSING
    else:
        _ask(w, i)


@apart
def _processed(w: World, i: int, what: int) -> None:
    p = person(w, i)
    p.processing = math.nan
    if what == CANCELLED:
        p.referral_state = IDLE
        update_offer(w, i)
    else:
        _ask(w, i)


@apart
def _listed(w: World, i: int, what: int) -> None:
    p = person(w, i)
    if what == PLACED:
        _begin_place(w, i)
        return
    p.referral_state = IDLE
    if what == WITHDRAWN:
        p.flags |= WITHDREW
    update_offer(w, i)


@apart
def _from_idle(w: World, i: int, what: int) -> int:
    """Go on from nothing; return the kind of place to apply for."""
    p = person(w, i)
    if what == events.REFERRAL_FROM_HOME:
        kind = offered(w, i)
        new_threshold(w, i, OFFER_HAZARD, purposes.REFERRAL_FROM_HOME, p.referrals)
        update_offer(w, i)
        return kind
    if what == FROM_BED:
        _begin_place(w, i)
    elif what == CLIENT:
        _settle(w, i)
    elif what >= MOVED:
        return what - MOVED
    elif what >= APPLY:
        return what - APPLY
    return NO_KIND


@apart
def resume_referral(w: World, i: int, what: int) -> None:
    """Go on with the referral track: from an offer to the end of rehabilitation, again and again."""
    p = person(w, i)
    p.referral_status = RUNNING
    kind = NO_KIND
    if p.referral_state == PROCESSING:
        _processed(w, i, what)
    elif p.referral_state == PLACE_LIST:
        _listed(w, i, what)
    elif p.referral_state == IN_PLACE:
        kind = _in_place(w, i, what)
    else:
        kind = _from_idle(w, i, what)
    if kind != NO_KIND:
        _apply(w, i, kind)
    referral_waits(w, i)


# --- around an episode -------------------------------------------------------------------------------------------


@apart
def _offer_at_discharge(w: World, i: int) -> None:
    p = person(w, i)
    if rules.happens(draw(w, p.entity, purposes.OFFERED, p.episodes), w.rules.offered):
        kind = offered(w, i)
        if kind != NO_KIND:
            tell_referral(w, i, APPLY + kind)


@apart
def back_from_episode(w: World, i: int, discharged: bool) -> None:
    """Place or referral after an episode: resume, try, apply again, or be offered (rules 1.4, 6.1, 6.5)."""
    p = person(w, i)
    q = int(p.place_request)
    if p.place >= 0 and p.held:
        clear_timer(w, i, events.HOLD_EXPIRY)
        log_of(w, L.PLACE_RESUMED, i, int(p.place), 0, 0.0)
        _run_place(w, i)
    elif p.reapply:
        p.reapply = False
        p.referrals += 1
        tell_referral(w, i, APPLY + p.reapply_kind)
    elif not discharged:
        pass
    elif q >= 0 and not place_request(w, q).listed and place_request(w, q).institution < 0:
        enlist_place(w, q)
    elif not math.isnan(p.processing):
        set_timer(w, i, events.PROCESSING_END, max(p.processing, w.now))
    elif q < 0 and p.place < 0 and w.rules.referral_on:
        _offer_at_discharge(w, i)
    update_offer(w, i)


@apart
def has_supported_places(w: World, r: int) -> bool:
    """Tell whether a region's people can ever be offered a supported place."""
    home = region(w, r)
    first = home.institutions_at[rules.SUPPORTED]
    for k in range(first, first + home.institutions[rules.SUPPORTED]):
        at = institution(w, identifier(w, k).value)
        for s in range(at.places_at, at.places_at + at.places_steps):
            if step(w, s).value > 0.0:
                return True
    return False


@apart
def asks_from_bed(w: World, i: int) -> None:
    """Ask for a supported place from a hospital bed; what was asked for before falls (rule 5.7)."""
    p = person(w, i)
    if p.place >= 0:
        release_place(w, i, rules.TO_OTHER_SERVICES)
        tell_referral(w, i, CANCELLED)
    elif p.place_request >= 0 or not math.isnan(p.processing):
        drop_request(w, i)
        tell_referral(w, i, CANCELLED)
    p.reapply = False
    p.referrals += 1
    begin_pathway(w, i, pathways.TO_PLACE, w.now)
    ask_for_place(w, i, rules.SUPPORTED, w.now, True, int(p.referrals))


@apart
def leaves_intake(w: World, i: int, q: int) -> None:
    """Move during an intake: the place is freed and the request goes along (rule 8.2)."""
    at = place_request(w, q)
    again = new_request(w, i, at.kind, at.time, at.blocked, at.index)
    old, new = place_request(w, q), place_request(w, again)
    new.asked = old.asked
    new.checked = old.checked
    new.counted = old.counted
    # An intake that has not begun leaves the team's queue first: the same team may be asked again.
    leave_queue(w, q)
    # As at a discharge (rule 1.3): first the referral, then what becomes free. Who was admitted by the move is
    # passed over until discharge (rule 1.4).
    if person(w, i).hospital < 0:
        enlist_place(w, again)
    break_off(w, q)


@apart
def leaves_place_by_moving(w: World, i: int) -> None:
    """Move as a client: the place is given up and the person applies again (rule 8.2)."""
    p = person(w, i)
    kind = institution(w, p.place).kind
    if p.in_episode:
        # Before the place is given up: whoever applies again is not offered anything meanwhile.
        p.reapply = True
        p.reapply_kind = kind
    release_place(w, i, rules.TO_NOWHERE)
    p.referrals += 1
    if p.in_episode:
        tell_referral(w, i, CANCELLED)
    else:
        tell_referral(w, i, MOVED + kind)
