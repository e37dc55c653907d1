"""The undetected of a region: thresholds on the clock of accumulated screening and assistance (rule 2.1)."""

from __future__ import annotations

import math

from model.care import draws, events, hazards, purposes
from model.care import staff as rules
from model.engines.compiled import queues
from model.engines.compiled.calendar import set_entry
from model.engines.compiled.chance import draw, value_at
from model.engines.compiled.entries import holder_word
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import REGION_HOLDER, node, number, region
from model.engines.compiled.memory import World


@handler
def add_undetected(w: World, r: int, identity: int) -> None:
    """Let somebody fall ill: a threshold from now on, and the time of death."""
    at = region(w, r)
    threshold = at.clock + draws.exponential_threshold(draw(w, identity, purposes.UNDETECTED_THRESHOLD, 0))
    death = draws.exponential_threshold(draw(w, identity, purposes.UNDETECTED_DEATH, 0))
    x = queues.insert(w, at.undetected_queue, threshold, 0.0, identity, identity)
    node(w, x).value = hazards.time_of_flat(death, 0.0, w.now, w.rules.death_rate)


@handler
def advance_clock(w: World, r: int) -> None:
    """Bring the region's clock up to now."""
    at = region(w, r)
    at.clock = hazards.accumulate_flat(at.clock, at.since, w.now, at.rate)
    at.since = w.now


@handler
def set_detection(w: World, r: int) -> None:
    """Set the timer of the region's next detection."""
    at = region(w, r)
    x = queues.first_node(w, at.undetected_queue)
    at.due_detection = math.inf
    if x >= 0:
        time = hazards.time_of_flat(queues.first_order(w, at.undetected_queue), at.clock, at.since, at.rate)
        if math.isfinite(time):
            at.due_detection = max(time, w.now)
            entity = events.entity_number(events.REGION_ENTITY, r, 1)
            set_entry(w, events.DETECTION, entity, holder_word(REGION_HOLDER, r), at.due_detection)


@handler
def covered_share(w: World, r: int) -> float:
    """Return the share of a region's primary institutions under assistance now."""
    at = region(w, r)
    return at.covered / at.primary if at.assisted else 0.0


@handler
def update_detection(w: World, r: int) -> None:
    """Follow a change of screening or assistance (rules 1.7, 7.3)."""
    at = region(w, r)
    effort = value_at(w, w.screening_at, w.screening_steps, w.now)
    rate = rules.detection_rate(at.base, effort, w.rules.assistance_detection, covered_share(w, r))
    if rate != at.rate:
        advance_clock(w, r)
        at.rate = rate
        set_detection(w, r)


@handler
def undetected_alive(w: World, r: int) -> int:
    """Return how many are undetected and alive."""
    q, alive = region(w, r).undetected_queue, 0
    for k in range(queues.span(w, q)):
        x = queues.node_at(w, q, k)
        if x >= 0 and node(w, x).value > w.now:
            alive += 1
    return alive


@handler
def is_covered(w: World, r: int, place: int) -> bool:
    """Tell whether a primary institution is under assistance now."""
    return number(w, region(w, r).until_at + place).value > w.now
