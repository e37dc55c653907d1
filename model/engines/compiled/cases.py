"""Case management: the slots of a team's case load (rule 2.3)."""

from __future__ import annotations

from model.care import home as rules
from model.care import log as L
from model.engines.compiled import queues
from model.engines.compiled.clocks import update_relapse
from model.engines.compiled.handler import handler
from model.engines.compiled.layout import CASE_ACTIVE, CASE_NONE, CASE_WAITING, NOBODY, person, region
from model.engines.compiled.memory import World
from model.engines.compiled.tally import log_of


@handler
def give_slots(w: World, r: int) -> None:
    """Give free slots of a region to those who wait longest."""
    at = region(w, r)
    while at.case_active < at.case_slots:
        x = queues.first_node(w, at.case_queue)
        if x < 0:
            return
        i = queues.first(w, at.case_queue)
        queues.remove(w, x)
        p = person(w, i)
        p.case = CASE_ACTIVE
        p.case_node = NOBODY
        at.case_active += 1
        log_of(w, L.CASE_OPENED, i, -1, 0, 0.0)
        update_relapse(w, i)


@handler
def ask_for_slot(w: World, i: int) -> None:
    """Ask for a slot."""
    p = person(w, i)
    p.case = CASE_WAITING
    p.case_since = w.now
    p.case_node = queues.insert(w, region(w, p.region).case_queue, p.case_since, 0.0, p.entity, i)
    give_slots(w, int(p.region))


@handler
def leave_case(w: World, i: int) -> None:
    """Give up a slot or the wait for one."""
    p = person(w, i)
    if p.case == CASE_WAITING:
        queues.remove(w, int(p.case_node))
        p.case = CASE_NONE
    elif p.case == CASE_ACTIVE:
        p.case = CASE_NONE
        region(w, p.region).case_active -= 1
        log_of(w, L.CASE_CLOSED, i, -1, 0, 0.0)
        update_relapse(w, i)
        give_slots(w, int(p.region))


@handler
def update_case(w: World, i: int) -> None:
    """Ask for or give up case management (rule 2.3)."""
    p = person(w, i)
    if p.case == CASE_NONE:
        if rules.needs_case_management(p.grade, p.stability):
            ask_for_slot(w, i)
    elif rules.gives_up_case_management(p.grade, p.stability):
        leave_case(w, i)
