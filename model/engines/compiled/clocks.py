"""Which hazards of a person run, and how fast (rules 1.7, 4.1, 4.5, 6.1, 8.2)."""

from __future__ import annotations

import math

from model.care import events, hazards
from model.care import referral as referral_rules
from model.care import relapse as relapse_rules
from model.engines.compiled.calendar import clear_timer
from model.engines.compiled.chance import numbers, set_or_clear, set_rate
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    CASE_ACTIVE,
    CRISIS_HAZARD,
    HAZARDS,
    MOVE_HAZARD,
    OFFER_HAZARD,
    RELAPSE_HAZARD,
    hazard,
    person,
)
from model.engines.compiled.memory import World


@handler
def relapse_rate(w: World, i: int) -> float:
    """Return the relapse hazard a day of somebody now, 0 where it is off (rule 4.1)."""
    p, r = person(w, i), w.rules
    if not r.relapse_on or not p.alive or p.hospital >= 0 or p.in_episode:
        return 0.0
    in_rehabilitation = p.place >= 0 and p.in_place
    return relapse_rules.relapse_rate(
        p.regular,
        r.rate_regular,
        r.rate_irregular,
        numbers(w.diagnosis_ratio_at, w.diagnoses)[p.diagnosis],
        r.rehabilitation_ratio if in_rehabilitation else 1.0,
        r.case_ratio if p.case == CASE_ACTIVE else 1.0,
    )


@handler
def update_relapse(w: World, i: int) -> None:
    """Follow a change of what the relapse hazard depends on (rule 4.1)."""
    p, r, h, now = person(w, i), w.rules, hazard(w, i * HAZARDS + RELAPSE_HAZARD), w.now
    rate = relapse_rate(w, i)
    if rate == h.rate:
        return
    if h.rate > 0.0:
        h.done = hazards.accumulate(h.done, h.since, now, h.rate, p.discharged, r.edges, r.ratios)
    h.since = now
    h.rate = rate
    if rate > 0.0:
        at = hazards.time_of(h.threshold, h.done, now, rate, p.discharged, r.edges, r.ratios)
        set_or_clear(w, i, events.RELAPSE, at)
    else:
        clear_timer(w, i, events.RELAPSE)


@handler
def update_offer(w: World, i: int) -> None:
    """Run the clock of a referral from home for those who have none (rule 6.1)."""
    p = person(w, i)
    in_processing = not math.isnan(p.processing)
    idle = referral_rules.is_idle(
        p.alive, p.hospital >= 0, p.place >= 0, p.place_request >= 0, in_processing, p.reapply
    )
    rate = w.rules.home_offer_rate if idle and w.rules.referral_on else 0.0
    set_rate(w, i, OFFER_HAZARD, events.REFERRAL_FROM_HOME, rate)


@handler
def update_crisis(w: World, i: int) -> None:
    """Run the clock of crises outside hospital (rule 4.5)."""
    p = person(w, i)
    home = p.alive and p.hospital < 0
    set_rate(w, i, CRISIS_HAZARD, events.CRISIS, w.rules.crisis_rates[p.grade] if home else 0.0)


@handler
def update_home(w: World, i: int) -> None:
    """Follow a change of place or state: which hazards run, and how fast."""
    p, r = person(w, i), w.rules
    home = p.alive and p.hospital < 0
    update_relapse(w, i)
    update_crisis(w, i)
    set_rate(w, i, MOVE_HAZARD, events.MOVE, r.move_rate + r.loss_rate if home else 0.0)
    update_offer(w, i)
