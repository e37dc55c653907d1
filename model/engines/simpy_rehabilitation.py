"""The referral track of a person: offer, processing, waiting, rehabilitation, exits (rule 6)."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from model.care import events, pathways, purposes
from model.care import log as L
from model.care import referral as rules
from model.engines.simpy_places import PLACED, WITHDRAWN
from model.engines.simpy_state import WITHDREW, Person, PlaceRequest

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

CANCELLED = "cancelled"
FROM_BED = "from bed"
CLIENT = "client"
MOVED = "moved"
NOTHING = -1


class ReferralTrack:
    """The part of the model that refers people and moves them through rehabilitation."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def referral(self, p: Person) -> Generator[Any, Any, None]:
        """From an offer to the end of rehabilitation, again and again."""
        while True:
            what = yield p.referral.next()
            kind = NOTHING
            if what == events.REFERRAL_FROM_HOME:
                kind = self.offered(p)
                self.model.new_threshold(p, p.offer, purposes.REFERRAL_FROM_HOME, p.referrals)
                self.model.update_offer(p)
            elif what == FROM_BED:
                kind = yield from self.rehabilitation(p)
            elif what == CLIENT:
                kind = yield from self.in_place_until_end(p)
            elif isinstance(what, tuple):
                kind = what[1]
            while kind != NOTHING:
                kind = yield from self.application(p, kind)

    def offered(self, p: Person) -> int:
        """Offer rehabilitation of the kinds open in the region now; return the kind accepted, or NOTHING (6.1)."""
        r = self.model.rules
        shares = tuple(
            share if any(self.model.places.institutions[i].places > 0.0 for i in institutions) else 0.0
            for share, institutions in zip(
                (r.day_share, r.supported_share, r.home_support_share),
                self.model.inputs.regions[p.region].institutions,
                strict=True,
            )
        )
        p.referrals += 1
        if sum(shares) <= 0.0:
            return NOTHING
        self.model.log(L.REFERRAL_OFFERED, p.entity, p.region)
        if not rules.happens(self.model.draw(p.entity, purposes.ACCEPTED, p.referrals), r.accepted):
            self.model.log(L.REFERRAL_DECLINED, p.entity, p.region)
            return NOTHING
        kind = int(rules.place_kind(self.model.draw(p.entity, purposes.PLACE_KIND, p.referrals), *shares))
        self.model.log(L.REFERRAL_ACCEPTED, p.entity, p.region, -1, kind)
        return kind

    def application(self, p: Person, kind: int) -> Generator[Any, Any, int]:
        """Processing, waiting, rehabilitation; return the kind to apply for again, or NOTHING."""
        accepted = self.model.env.now
        self.model.begin_pathway(p, pathways.TO_PLACE, accepted)
        length = self.model.duration("processing", p.entity, purposes.PROCESSING, p.referrals)
        if length > 0.0:
            p.accepted, p.processing = accepted, accepted + length
            self.model.update_offer(p)
            self.model.env.set(p, events.PROCESSING_END, p.processing)
            what = yield p.referral.next()
            p.processing = math.nan
            if what == CANCELLED:
                self.model.update_offer(p)
                return NOTHING
        self.model.places.ask(p, kind, accepted, False, p.referrals)
        self.model.update_offer(p)
        what = yield p.referral.next()
        if what == PLACED:
            return (yield from self.rehabilitation(p))
        if what == WITHDRAWN:
            p.flags |= WITHDREW
        self.model.update_offer(p)
        return NOTHING

    def rehabilitation(self, p: Person) -> Generator[Any, Any, int]:
        """Begin in a place whose intake has ended (rules 6.3, 6.4)."""
        request = p.place_request
        assert request is not None and request.institution is not None
        p.place, p.place_request = request.institution, None
        self.model.end_pathway(p, pathways.TO_PLACE)
        self.model.visits.found_again(p)
        self.model.log(L.REHABILITATION_STARTED, p.entity, p.region, p.place.index, request.kind)
        p.rest_of_stay = self.model.duration("rehabilitation", p.entity, purposes.REHABILITATION_STAY, p.referrals)
        p.rest_of_evaluation = self.model.rules.evaluation
        return (yield from self.in_place_until_end(p))

    def in_place_until_end(self, p: Person) -> Generator[Any, Any, int]:
        """Stay until the drawn end, an evaluation, dropout, the loss of a held place, or a move."""
        r = self.model.rules
        self.model.new_threshold(p, p.dropout, purposes.DROPOUT, p.referrals)
        p.held = False
        if p.in_episode:
            self._hold(p)
        else:
            self.run_place(p)
        while True:
            what = yield p.referral.next()
            if what == events.EVALUATION:
                p.evaluations += 1
                assert p.place is not None
                self.model.log(L.EVALUATED, p.entity, p.region, p.place.index)
                if not rules.happens(self.model.draw(p.entity, purposes.EVALUATION, p.evaluations), r.evaluation_end):
                    self.model.env.set(p, events.EVALUATION, self.model.env.now + r.evaluation)
                    continue
            if what in (events.END, events.EVALUATION):
                u = self.model.draw(p.entity, purposes.EXIT, p.referrals)
                self.release_place(p, int(rules.exit_of(u, r.employment, r.other_services)))
                return NOTHING
            if what == events.DROPOUT:
                self.model.log(L.DROPPED_OUT, p.entity, p.region, p.place.index if p.place else -1)
                self.release_place(p, rules.TO_HOME)
                return NOTHING
            if what == events.HOLD_EXPIRY:
                assert p.place is not None
                self.model.log(L.PLACE_RELEASED, p.entity, p.region, p.place.index)
                p.reapply, p.reapply_kind = True, p.place.spec.kind
                self.free_place(p)
                return NOTHING
            if what == CANCELLED:
                return NOTHING
            # Moved: the place was given up; the person applies again where they live now (rule 8.2).
            assert isinstance(what, tuple) and what[0] == MOVED, what
            return int(what[1])

    def run_place(self, p: Person) -> None:
        """Let stay, evaluation and dropout run."""
        now = self.model.env.now
        assert p.place is not None
        p.in_place, p.held = True, False
        p.place.change(0, 1)
        self.model.env.set(p, events.END, now + p.rest_of_stay)
        if self.model.rules.evaluation > 0.0 and math.isfinite(self.model.rules.evaluation):
            self.model.env.set(p, events.EVALUATION, now + p.rest_of_evaluation)
        self.model.set_rate(p, p.dropout, events.DROPOUT, self.model.rules.dropout_rate)
        self.model.update_home(p)

    def hold_place(self, p: Person) -> None:
        """Relapse in rehabilitation: the place is held, stay, evaluation and dropout stop (rule 6.5)."""
        if not p.in_place or p.place is None:
            return
        now = self.model.env.now
        p.rest_of_stay = p.due.get(events.END, now) - now
        p.rest_of_evaluation = p.due.get(events.EVALUATION, now) - now
        self._stop_place(p)
        p.place.change(0, -1)
        self._hold(p)

    def _stop_place(self, p: Person) -> None:
        p.in_place = False
        self.model.env.clear(p, events.END)
        self.model.env.clear(p, events.EVALUATION)
        self.model.set_rate(p, p.dropout, events.DROPOUT, 0.0)

    def _hold(self, p: Person) -> None:
        assert p.place is not None
        p.held = True
        self.model.log(L.PLACE_HELD, p.entity, p.region, p.place.index)
        self.model.env.set(p, events.HOLD_EXPIRY, self.model.env.now + self.model.rules.hold)
        self.model.update_offer(p)

    def release_place(self, p: Person, where: int) -> None:
        """End rehabilitation (rule 6.4)."""
        assert p.place is not None
        self.model.log(L.REHABILITATION_ENDED, p.entity, p.region, p.place.index, where)
        self.free_place(p)

    def free_place(self, p: Person) -> None:
        """Give the place back."""
        institution = p.place
        assert institution is not None
        if p.in_place:
            self._stop_place(p)
            institution.change(0, -1)
        self.model.env.clear(p, events.HOLD_EXPIRY)
        p.place, p.held = None, False
        self.model.update_home(p)
        institution.free()

    def suspend_referral(self, p: Person) -> None:
        """Admission: a waiting referral is passed over, processing goes on on paper only (rule 1.4)."""
        if p.place_request is not None:
            self.model.places.unlist(p.place_request)
        self.model.env.clear(p, events.PROCESSING_END)

    def back_from_episode(self, p: Person, discharged: bool) -> None:
        """Place or referral after an episode: resume, try, apply again, or be offered (rules 1.4, 6.1, 6.5)."""
        request = p.place_request
        if p.place is not None and p.held:
            self.model.env.clear(p, events.HOLD_EXPIRY)
            self.model.log(L.PLACE_RESUMED, p.entity, p.region, p.place.index)
            self.run_place(p)
        elif p.reapply:
            p.reapply = False
            p.referrals += 1
            p.referral.tell((L.PLACE_RELEASED, p.reapply_kind))
        elif not discharged:
            pass
        elif request is not None and not request.listed and request.institution is None:
            self.model.places.enlist(request)
        elif not math.isnan(p.processing):
            self.model.env.set(p, events.PROCESSING_END, max(p.processing, self.model.env.now))
        elif (
            request is None
            and p.place is None
            and self.model.rules.referral_on
            and rules.happens(self.model.draw(p.entity, purposes.OFFERED, p.episodes), self.model.rules.offered)
        ):
            kind = self.offered(p)
            if kind != NOTHING:
                p.referral.tell((L.REFERRAL_ACCEPTED, kind))
        self.model.update_offer(p)

    def has_supported_places(self, region: int) -> bool:
        """Tell whether a region's people can ever be offered a supported place."""
        return any(
            places > 0.0
            for i in self.model.inputs.regions[region].institutions[rules.SUPPORTED]
            for _, places in self.model.inputs.institutions[i].places
        )

    def asks_from_bed(self, p: Person) -> None:
        """Ask for a supported place from a hospital bed; what was asked for before falls (rule 5.7)."""
        if p.place is not None:
            self.release_place(p, rules.TO_OTHER_SERVICES)
            p.referral.tell(CANCELLED)
        elif p.place_request is not None or not math.isnan(p.processing):
            self.model.places.drop(p)
            p.referral.tell(CANCELLED)
        p.reapply = False
        p.referrals += 1
        self.model.begin_pathway(p, pathways.TO_PLACE, self.model.env.now)
        self.model.places.ask(p, rules.SUPPORTED, self.model.env.now, True, p.referrals)

    def begins_from_bed(self, p: Person) -> None:
        """Go from the bed into the supported place."""
        p.referral.tell(FROM_BED)

    def leaves_intake(self, p: Person, request: PlaceRequest) -> None:
        """Move during an intake: the place is freed and the request goes along (rule 8.2)."""
        institution = request.institution
        assert institution is not None
        again = PlaceRequest(p, request.kind, request.time, request.blocked, request.index)
        again.asked, again.checked, again.counted = request.asked, request.checked, request.counted
        p.place_request = again
        # An intake that has not begun leaves the team's queue first: the same team may be asked again.
        self.model.places.leave_queue(request)
        # As at a discharge (rule 1.3): first the referral, then what becomes free. Who was admitted by the move is
        # passed over until discharge (rule 1.4).
        if p.hospital is None:
            self.model.places.enlist(again)
        self.model.places.break_off(request)

    def leaves_place_by_moving(self, p: Person) -> None:
        """Move as a client: the place is given up and the person applies again (rule 8.2)."""
        assert p.place is not None
        kind = p.place.spec.kind
        if p.in_episode:
            # Before the place is given up: whoever applies again is not offered anything meanwhile.
            p.reapply, p.reapply_kind = True, kind
        self.release_place(p, rules.TO_NOWHERE)
        p.referrals += 1
        if p.in_episode:
            p.referral.tell(CANCELLED)
        else:
            p.referral.tell((MOVED, kind))
