"""Journeys for the page: asked for once, kept, and one person's rows, stages and number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.care import draws, events
from model.engines.inputs import Inputs
from model.experiments.following.journeys import KINDS, Ask
from model.experiments.following.stages import Row
from model.explorer.keep import Keep
from model.explorer.replications import key_of
from model.explorer.words import _

Arrays = Mapping[str, NDArray[Any]]
FIELDS = ("time", "event", "region", "place", "detail", "value")


def titles() -> dict[str, str]:
    """Return what each kind of journey is called, in the order of the list."""
    return {
        "admitted": _("Admitted to hospital"),
        "waited_for_bed": _("Waited more than a week for a bed"),
        "gave_up_waiting": _("Gave up waiting for a bed"),
        "turned_away": _("Turned away: the waiting list was full"),
        "blocked": _("Ready to leave hospital, with nowhere to go"),
        "treated_at_home": _("Relapsed and treated at home"),
        "employed": _("Employed after rehabilitation"),
        "withdrawn": _("Referred to rehabilitation and withdrawn"),
        "dropped_out": _("Dropped out of rehabilitation"),
        "place_held": _("Relapsed during rehabilitation"),
        "lost": _("Lost to follow-up"),
        "detected": _("Newly detected"),
        "moved": _("Moved to another county"),
        "died": _("Died"),
        "never_ill": _("Never ill during the plan"),
    }


def _key(ask: Ask) -> tuple[str, int, str]:
    digest, seed, version = key_of(ask.scenario, ask.seed)
    people = ",".join(map(str, ask.people))
    return f"{digest}/journeys/{people}", seed, version


def kept(keep: Keep, ask: Ask) -> Arrays | None:
    """Return what was asked before; None: nobody did."""
    return keep.get(_key(ask), [ask.replication]).get(ask.replication)


def put(keep: Keep, ask: Ask, arrays: Arrays) -> None:
    """Keep what came."""
    keep.put(_key(ask), ask.replication, arrays)


def people(arrays: Arrays) -> dict[str, list[int]]:
    """Return who was chosen for each kind of journey, without the kinds that nobody had."""
    found = {
        kind.name: [int(who) for who in arrays["who"][arrays["kind"] == k]] for k, kind in enumerate(KINDS)
    }
    return {name: who for name, who in found.items() if who}


def rows_of(arrays: Arrays, person: int) -> list[Row]:
    """Return one person's rows."""
    mine = arrays["entity"] == person
    return [Row(*values) for values in zip(*(arrays[name][mine].tolist() for name in FIELDS), strict=True)]


def first_day(arrays: Arrays, person: int) -> tuple[int, int]:
    """Return where one is on the first day."""
    state, place = arrays["first"][int(np.flatnonzero(arrays["who"] == person)[0])]
    return int(state), int(place)


def code(person: int) -> str:
    """Return a person's number as it is shown and typed: R, or U for those detected later, county, number."""
    stream = "R" if draws.identity_stream(person) == events.REGISTERED_STREAM else "U"
    return f"{stream}{draws.identity_region(person) + 1}-{draws.identity_number(person) + 1}"


def person_of(text: str, inputs: Inputs) -> int:
    """Return the identity of a person's number.

    Raises
    ------
    ValueError
        Nobody can have it; the message is in the visitor's language.
    """
    found = re.fullmatch(r"\s*([RrUu])(\d{1,5})-(\d{1,9})\s*", text, re.ASCII)
    if found is None:
        raise ValueError(
            _("A number reads like R1-250: the county's place in the list, and the person's in the county.")
        )
    stream = events.REGISTERED_STREAM if found[1].upper() == "R" else events.UNDETECTED_STREAM
    county, number = int(found[2]) - 1, int(found[3]) - 1
    here = [region for region in inputs.regions if region.origin == county]
    registered = sum(region.registered for region in here)
    if not here or number < 0 or (stream == events.REGISTERED_STREAM and number >= registered):
        raise ValueError(_("This plan has nobody of that number."))
    return int(draws.pack_identity(stream, county, number))
