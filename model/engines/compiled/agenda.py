"""What follows at the same instant, first in first out (rule 1.3), and the tracks that are told (rule 1.4)."""

from __future__ import annotations

from model.engines.compiled.handler import handler
from model.engines.compiled.layout import TOLD, WAITING, agendum, person
from model.engines.compiled.memory import World
from model.engines.compiled.room import reserve_agenda

TELL_EPISODE, TELL_REFERRAL, BEGIN_CLASS, MAKE_READY = 1, 2, 3, 4

# What a track may be told besides kinds of timers (which are below 100).
NOTHING = 0
ADMITTED, ASSESSED, PLACED, IN_HOSPITAL, SINCE_BEFORE, TREATED_AT_HOME = 101, 102, 103, 104, 105, 106
CANCELLED, FROM_BED, CLIENT, WITHDRAWN = 111, 112, 113, 114
APPLY, MOVED = 120, 130
"""APPLY + kind of place, MOVED + kind of place."""


@handler
def later(w: World, action: int, who: int, what: int, index: int) -> None:
    """Put something on this instant's agenda."""
    if w.agenda_head == w.agenda_tail:
        w.agenda_head = 0
        w.agenda_tail = 0
    reserve_agenda(w, w.agenda_tail + 1)
    item = agendum(w, w.agenda_tail)
    w.agenda_tail += 1
    item.action = action
    item.who = who
    item.what = what
    item.index = index


@handler
def tell_episode(w: World, i: int, what: int) -> None:
    """Resume somebody's episode on this instant's agenda; while it runs, when it waits again."""
    p = person(w, i)
    if p.episode_status == WAITING:
        p.episode_status = TOLD
        later(w, TELL_EPISODE, i, what, 0)
    else:
        p.episode_kept = what


@handler
def tell_referral(w: World, i: int, what: int) -> None:
    """Resume somebody's referral on this instant's agenda; while it runs, when it waits again."""
    p = person(w, i)
    if p.referral_status == WAITING:
        p.referral_status = TOLD
        later(w, TELL_REFERRAL, i, what, 0)
    else:
        p.referral_kept = what


@handler
def episode_waits(w: World, i: int) -> None:
    """Let an episode wait for what comes next: what it was told meanwhile comes on the agenda."""
    p = person(w, i)
    p.episode_status = WAITING
    if p.episode_kept != NOTHING:
        kept = p.episode_kept
        p.episode_kept = NOTHING
        tell_episode(w, i, kept)


@handler
def referral_waits(w: World, i: int) -> None:
    """Let a referral wait for what comes next: what it was told meanwhile comes on the agenda."""
    p = person(w, i)
    p.referral_status = WAITING
    if p.referral_kept != NOTHING:
        kept = p.referral_kept
        p.referral_kept = NOTHING
        tell_referral(w, i, kept)
