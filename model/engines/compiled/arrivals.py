"""Who comes into the model: detection of the undetected, patient classes, outpatients (rules 2.1, 2.2)."""

from __future__ import annotations

import math

from model.care import events
from model.care import home as home_rules
from model.care import log as L
from model.engines.compiled import queues
from model.engines.compiled.agenda import BEGIN_CLASS, later
from model.engines.compiled.calendar import set_entry
from model.engines.compiled.cases import ask_for_slot
from model.engines.compiled.clinics import arrival_time, outpatient_arrives, set_outpatient
from model.engines.compiled.clocks import update_home
from model.engines.compiled.detection import add_undetected, advance_clock, set_detection
from model.engines.compiled.entries import holder_word
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import (
    CLASS_ARRIVALS,
    OUTPATIENTS,
    STREAM_HOLDER,
    node,
    patient_class,
    person,
    region,
    stream,
)
from model.engines.compiled.memory import World
from model.engines.compiled.people import new_patient, new_person
from model.engines.compiled.start import describe, register
from model.engines.compiled.tally import log, site
from model.engines.compiled.visits import set_deadline


@handler
def set_arrival(w: World, s: int) -> None:
    """Set the timer of a stream's next arrival."""
    at = stream(w, s)
    if at.kind == OUTPATIENTS:
        set_outpatient(w, s)
        return
    time = arrival_time(w, s)
    if math.isfinite(time):
        set_entry(w, events.ARRIVAL, at.entity, holder_word(STREAM_HOLDER, s), time)


@handler
def _class_arrives(w: World, spec: int, identity: int) -> None:
    """A patient of a class arrives."""
    at = patient_class(w, spec)
    i = new_patient(w, identity, at.region)
    person(w, i).spec = spec
    person(w, i).point = at.entry
    log(w, L.CLASS_ARRIVED, identity, site(at.region, -1), min(at.stream, 31), 0.0)
    later(w, BEGIN_CLASS, i, 0, 0)


@handler
def arrives(w: World, s: int) -> None:
    """Let the next of a stream arrive."""
    at = stream(w, s)
    if at.kind == OUTPATIENTS:
        outpatient_arrives(w, s)
        return
    identity = at.identity
    at.last = w.now
    # The next of the same copy: copy = number mod copies (rule 9).
    at.identity += at.copies
    set_arrival(w, s)
    if at.kind == CLASS_ARRIVALS:
        _class_arrives(w, at.spec, identity)
    else:
        advance_clock(w, at.region)
        add_undetected(w, at.region, identity)
        set_detection(w, at.region)


@handler
def _register(w: World, r: int, identity: int) -> None:
    """Register somebody who was undetected until now (rule 2.1)."""
    i = new_person(w, identity, r)
    describe(w, i)
    register(w, i, 1)
    set_deadline(w, i, w.now + w.rules.intervals[home_rules.UNSTABLE])
    update_home(w, i)
    p = person(w, i)
    if home_rules.needs_case_management(p.grade, p.stability):
        ask_for_slot(w, i)


@handler
def detects(w: World, r: int) -> None:
    """Let the region's next detection happen, unless the person has died before."""
    at = region(w, r)
    x = queues.first_node(w, at.undetected_queue)
    n = node(w, x)
    at.clock = queues.first_order(w, at.undetected_queue)
    at.since = w.now
    identity, dies = n.item, n.value
    queues.remove(w, x)
    set_detection(w, r)
    if dies > w.now:
        _register(w, r, identity)
