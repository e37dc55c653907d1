"""Journeys of single people through one replication, taken from the log without keeping the log.

A replication of a city writes millions of rows. It is simulated twice: once to choose people for every kind of journey,
once to take their rows. Between the two only a few identities are held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.care import draws, events, purposes
from model.care import log as L
from model.care.first_day import FROM_HOSPITAL, FROM_PLACE
from model.engines.census import where_at_start
from model.engines.inputs import Inputs
from model.engines.setup import prepare
from model.scenario.schema import Scenario

Rows = Mapping[str, NDArray[Any]]
COLUMNS = ("time", "event", "entity", "region", "place", "detail", "value")
EACH = 6
"""People chosen for each kind of journey."""
SOUND_POOL = 4000
"""People followed through the first pass to find some who never fall ill."""
ILL = (
    L.RELAPSED, L.ASSESSED, L.BED_REQUESTED, L.ADMITTED, L.DISCHARGED, L.EPISODE_CLOSED, L.CRISIS_EVENT,
    L.REHABILITATION_STARTED, L.REHABILITATION_ENDED, L.DIED, L.LEFT_CITY,
)
"""Rows that somebody who stays well does not have."""
LONG_WAIT_DAYS = 7.0


@dataclass(frozen=True)
class Kind:
    """A kind of journey: those who have a row that ``chosen`` picks (a mask over rows)."""

    name: str
    chosen: Callable[[Rows], NDArray[np.bool_]]


def _event(event: int, detail: int | None = None) -> Callable[[Rows], NDArray[np.bool_]]:
    def chosen(rows: Rows) -> NDArray[np.bool_]:
        mask: NDArray[np.bool_] = rows["event"] == event
        return mask if detail is None else mask & (rows["detail"] == detail)

    return chosen


SOUND = "never_ill"
KINDS: tuple[Kind, ...] = (
    Kind("admitted", _event(L.ADMITTED)),
    Kind("waited_for_bed", lambda rows: (rows["event"] == L.ADMITTED) & (rows["value"] > LONG_WAIT_DAYS)),
    Kind("gave_up_waiting", _event(L.LEFT_LIST)),
    Kind("turned_away", _event(L.TURNED_AWAY)),
    Kind("blocked", _event(L.BLOCKED)),
    Kind("treated_at_home", _event(L.HOME_TREATMENT)),
    Kind("employed", _event(L.REHABILITATION_ENDED, 1)),
    Kind("withdrawn", _event(L.WITHDRAWN)),
    Kind("dropped_out", _event(L.DROPPED_OUT)),
    Kind("place_held", _event(L.PLACE_HELD)),
    Kind("lost", _event(L.LOST_TO_FOLLOW_UP)),
    Kind("detected", _event(L.REGISTERED, 1)),
    Kind("moved", _event(L.MOVED)),
    Kind("died", _event(L.DIED)),
    Kind(SOUND, lambda rows: np.zeros(len(rows["event"]), bool)),
)


@dataclass(frozen=True)
class Ask:
    """A replication to look into; ``people``: identities to follow, by default some of every kind of journey."""

    scenario: Scenario
    seed: int
    replication: int
    people: tuple[int, ...] = ()


class Follow:
    """The work (see `model.experiments.running.where`): arrays of the chosen people and their rows.

    ``COLUMNS``: their rows of the log, in its order. ``who``, ``kind``: the people chosen and the number in `KINDS`
    (-1: asked for by identity). ``first``: where each is on the first day (`model.care.first_day`), and in which
    hospital or institution, shape (people, 2).

    Parameters
    ----------
    progress : callable, optional
        Given the share done, now and then; it can be pickled.
    """

    def __init__(self, progress: Callable[[float], None] | None = None) -> None:
        self._progress = progress

    def __call__(self, ask: Ask, /) -> dict[str, NDArray[Any]]:
        """Simulate, choose, simulate again, and take the rows."""
        inputs = prepare(ask.scenario)
        if ask.people:
            who, kind, done = np.array(ask.people, np.int64), np.full(len(ask.people), -1), 0.0
        else:
            choice = _Choice()
            self._pass(ask, inputs, choice, (0.0, 0.5))
            who, kind, done = *choice.people(ask, inputs), 0.5
        taken: list[dict[str, NDArray[Any]]] = []

        def take(rows: Rows) -> None:
            mask = np.isin(rows["entity"], who)
            taken.append({name: rows[name][mask] for name in COLUMNS})

        self._pass(ask, inputs, take, (done, 1.0))
        columns = {name: np.concatenate([part[name] for part in taken]) for name in COLUMNS}
        return {**columns, "who": who, "kind": kind, "first": _first_day(ask, inputs, who)}

    def _pass(self, ask: Ask, inputs: Inputs, each: Callable[[Rows], None], span: tuple[float, float]) -> None:
        from model.engines.choice import chosen, simulate

        def look(rows: Rows) -> None:
            each(rows)
            if self._progress is not None and len(rows["time"]):
                share = (float(rows["time"][-1]) - inputs.first) / (inputs.end - inputs.first)
                self._progress(span[0] + share * (span[1] - span[0]))

        simulate(chosen("auto"), ask.scenario, ask.seed, ask.replication, look)

    def name(self, ask: Ask, /) -> str:
        """Return what an item is called when it fails."""
        return f"{ask.scenario.name}, journeys of replication {ask.replication} (seed {ask.seed})"


class _Choice:
    """Chooses people while rows come by: of those who fit, the few whose identities have the smallest hashes.

    That is a sample without a bias to those who come early, it needs no room, and it is the same in any run.
    """

    def __init__(self) -> None:
        self._kept = {kind.name: np.zeros(0, np.int64) for kind in KINDS}
        self._sound = np.zeros(0, np.int64)
        self._ill = np.zeros(0, np.int64)

    def __call__(self, rows: Rows) -> None:
        """Take rows into account."""
        after = (rows["time"] >= 0.0) & _registered(rows["entity"])
        for kind in KINDS:
            fits = np.unique(rows["entity"][kind.chosen(rows) & after])
            if fits.size:
                self._kept[kind.name] = _smallest(np.union1d(self._kept[kind.name], fits), EACH)
        came = rows["entity"][(rows["event"] == L.REGISTERED) & (rows["detail"] == 0)]
        if came.size:
            self._sound = _smallest(np.union1d(self._sound, came), SOUND_POOL)
        fell = np.unique(rows["entity"][np.isin(rows["event"], ILL)])
        self._ill = np.union1d(self._ill, fell[np.isin(fell, self._sound)])

    def people(self, ask: Ask, inputs: Inputs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return who was chosen, and for which number in `KINDS`."""
        sound = np.setdiff1d(self._sound, self._ill)
        # Who lies in hospital or is in rehabilitation from beginning to end has no row that says so.
        inside = np.isin(_first_day(ask, inputs, sound)[:, 0], (FROM_HOSPITAL, FROM_PLACE))
        self._kept[SOUND] = _smallest(sound[~inside], EACH)
        who = [self._kept[kind.name] for kind in KINDS]
        kind = [np.full(len(people), number) for number, people in enumerate(who)]
        return np.concatenate(who), np.concatenate(kind)


def _registered(entities: NDArray[np.int64]) -> NDArray[np.bool_]:
    stream = entities >> _STREAM_BITS
    known: NDArray[np.bool_] = (stream == events.REGISTERED_STREAM) | (stream == events.UNDETECTED_STREAM)
    return known


_STREAM_BITS = int(draws.pack_identity(1, 0, 0)).bit_length() - 1


def _smallest(people: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    hashed = people.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    hashed ^= hashed >> np.uint64(29)
    return people[np.argsort(hashed * np.uint64(0xBF58476D1CE4E5B9), kind="stable")[:number]]


def _first_day(ask: Ask, inputs: Inputs, who: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where people are on the first day, chosen as the engines choose it (rule 5.8)."""
    where = np.zeros((len(who), 2), np.int64)
    at_start = np.array([draws.identity_stream(int(e)) == events.REGISTERED_STREAM for e in who], bool)
    origin = np.array([draws.identity_region(int(e)) for e in who])
    for region in inputs.regions:
        mine = np.flatnonzero(at_start & (origin == region.origin))
        if not mine.size or not region.registered:
            continue
        identities = np.array([
            int(draws.pack_identity(events.REGISTERED_STREAM, region.origin, k * region.copies + region.copy))
            for k in range(region.registered)
        ], np.int64)
        drawn = [draws.uniform(ask.seed, ask.replication, int(e), purposes.START_BED, 0) for e in identities]
        places = where_at_start(region, identities, np.array(drawn))
        place_of = {int(e): row for row, e in enumerate(identities)}
        for k in mine:
            row = place_of.get(int(who[k]))
            if row is not None:
                where[k] = places[row]
    return where
