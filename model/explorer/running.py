"""A question of a visitor to the engine: replications of a few scenarios, kept ones first, the others as they come."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from model.explorer import session
from model.explorer.desk import Job, QueueFullError
from model.explorer.packed import unpacked
from model.explorer.replications import SEED, Item, Replicate, Seen, key_of, seen_of
from model.measures import Summary, together
from model.scenario.schema import Scenario

STAGES = (1, 3, 10, 20, 35, 50)
"""Numbers of replications at which a page shows what has come: drawing takes time that the next ones need."""
WORTH_SECONDS = 3.0
"""What has come is not drawn again for less time than this before all is there."""
KEEP_EVERY_SECONDS = 5.0
"""While more comes, what has come is kept so often."""
REGISTERED_AT_ONCE = 400_000
"""Patients up to whom a plan is run as soon as it is asked for; a larger one waits for a button."""
AHEAD = "run ahead"
"""Where a session holds the run that nobody asked for yet."""
Key = tuple[str, int, str]
"""What results are kept under: `model.explorer.replications.key_of`."""


@dataclass(eq=False)
class Run:
    """Replications of some scenarios by name, on the same random numbers.

    Attributes
    ----------
    scenarios : dict
    wanted : int
        Replications of each.
    seen : dict
        By scenario, then number.
    full : str
        Why no work is taken for now: ``"own"`` or ``"all"``; empty: it is.
    stopped : bool
        The visitor ended it.
    """

    scenarios: dict[str, Scenario]
    wanted: int
    seen: dict[str, dict[int, Seen]] = field(default_factory=dict)
    job: Job | None = None
    full: str = ""
    stopped: bool = False
    _pieces: list[tuple[str, int]] = field(default_factory=list)
    _taken: int = 0
    _stage: int = 0
    _unkept: list[tuple[Key, int, bytes]] = field(default_factory=list)
    _kept_at: float = field(default_factory=time.monotonic)
    _summaries: dict[tuple[str, int], Summary] = field(default_factory=dict)

    @property
    def question(self) -> tuple[object, ...]:
        """Return what is asked: two runs with the same question have the same answer."""
        return (*((name, key_of(scenario)) for name, scenario in self.scenarios.items()), self.wanted)

    @property
    def there(self) -> int:
        """Return how many replications, from the first on, there are of every scenario."""
        return min(self._unbroken(name) for name in self.scenarios)

    @property
    def together(self) -> int:
        """Return of how many replications the tables are: all that are there, but by `STAGES` while more come."""
        there = self.there
        return there if not self.at_work or there >= self.wanted else min(self._stage, there)

    @property
    def complete(self) -> bool:
        """Tell whether everything is there."""
        return self.there >= self.wanted

    @property
    def at_work(self) -> bool:
        """Tell whether something is still to come: a job that ended while a page was being drawn has it at its side."""
        return self.job is not None and (not self.job.over or self._taken < len(self.job.results))

    def go_on(self) -> None:
        """Let the tables be of more replications if that many are there and it is worth the drawing."""
        stage = max((stage for stage in STAGES if stage <= self.there), default=0)
        left = self.job.seconds_left if self.job is not None else math.nan
        if self._stage == 0 or not left < WORTH_SECONDS:
            self._stage = stage

    def is_of(self, scenarios: Mapping[str, Scenario]) -> bool:
        """Tell whether it is a run of these scenarios, whatever they are called and however many replications."""
        return sorted(map(key_of, self.scenarios.values())) == sorted(map(key_of, scenarios.values()))

    def _unbroken(self, name: str) -> int:
        seen, n = self.seen.get(name, {}), 0
        while n in seen:
            n += 1
        return n

    def summary(self, name: str) -> Summary:
        """Return the tables of a scenario from the replications that there are of all."""
        n = self.together
        if (name, n) not in self._summaries:
            self._summaries = {key: held for key, held in self._summaries.items() if key[1] == n}
            readings = [self.seen[name][replication].reading for replication in range(n)]
            self._summaries[name, n] = together(self.scenarios[name], readings)
        return self._summaries[name, n]

    def replications(self, name: str) -> list[Seen]:
        """Return the replications that there are of all scenarios, of one of them."""
        return [self.seen[name][replication] for replication in range(self.together)]


_keeping = ThreadPoolExecutor(1, thread_name_prefix="keep")
_not_yet_kept: dict[tuple[Key, int], bytes] = {}


def _keep(run: Run) -> None:
    """Keep what has come, without letting the page wait for the disk; together, since one by one slows the run down."""
    now = time.monotonic()
    if not run._unkept or (run.at_work and now - run._kept_at < KEEP_EVERY_SECONDS):
        return
    results, run._unkept, run._kept_at = run._unkept, [], now
    _not_yet_kept.update({(key, number): data for key, number, data in results})
    keep = session.keep()

    def put() -> None:
        try:
            keep.put_all(results)
        finally:
            for key, number, _data in results:
                _not_yet_kept.pop((key, number), None)

    _keeping.submit(put)


def _kept(key: Key, numbers: list[int]) -> dict[int, dict[str, NDArray[Any]]]:
    found = {number: unpacked(data) for number in numbers if (data := _not_yet_kept.get((key, number))) is not None}
    return found | session.keep().get(key, [number for number in numbers if number not in found])


def begin(run: Run) -> None:
    """Take what is kept and ask for the rest; the first replications of all scenarios first."""
    run.stopped, run.full = False, ""
    collect(run)
    for name, scenario in run.scenarios.items():
        seen = run.seen.setdefault(name, {})
        missing = [number for number in range(run.wanted) if number not in seen]
        for number, arrays in _kept(key_of(scenario), missing).items():
            seen[number] = seen_of(arrays)
    pieces = [(name, number) for number in range(run.wanted) for name in run.scenarios if number not in run.seen[name]]
    if not pieces:
        run.job = None
        return
    items = [Item(run.scenarios[name], number, SEED) for name, number in pieces]
    try:
        run.job, run._pieces, run._taken = session.desk().submit(session.visitor(), Replicate(), items), pieces, 0
        run.go_on()
    except QueueFullError as error:
        run.full = "own" if error.own else "all"


def collect(run: Run) -> None:
    """Take in and keep what has come since."""
    if run.job is None:
        return
    new = run.job.results[run._taken :]
    run._taken += len(new)
    for piece, data in new:
        name, number = run._pieces[piece]
        run.seen[name][number] = seen_of(unpacked(data))
        run._unkept.append((key_of(run.scenarios[name]), number, data))
    run.go_on()
    _keep(run)


def stop(run: Run, at_once: bool = True) -> None:
    """End the work; what has come is kept. ``at_once``: see `model.explorer.desk.Desk.cancel`."""
    run.stopped = True
    if run.job is not None:
        session.desk().cancel(run.job, at_once)
        collect(run)


def followed(before: Run | None, scenarios: Mapping[str, Scenario], wanted: int) -> Run:
    """Return the run of a question: the one that is at it, or a new one in its place, whose work is ended."""
    run = Run(dict(scenarios), wanted)
    if before is not None:
        if before.question == run.question:
            return before
        if before.at_work:
            stop(before, at_once=False)
            before.stopped = False
        for name, scenario in run.scenarios.items():
            held = next((n for n, old in before.scenarios.items() if key_of(old) == key_of(scenario)), None)
            run.seen[name] = dict(before.seen.get(held, {})) if held else {}
    return run


def ahead(scenarios: Mapping[str, Scenario]) -> None:
    """Run scenarios before anybody asks: whoever moves a lever wants to see what comes of it, beside the plan."""
    run = followed(st.session_state.get(AHEAD), scenarios, STAGES[2])
    st.session_state[AHEAD] = run
    if not (run.complete or run.at_work or run.full or run.job is not None or is_large(run.scenarios)):
        begin(run)
    collect(run)


def asked(before: Run | None, scenarios: Mapping[str, Scenario], wanted: int) -> Run:
    """Return the run of a question: the one that is at it, by a page or ahead of it, or a new one (`followed`).

    Parameters
    ----------
    before : Run, optional
        The last that the page asked for.
    scenarios : dict of Scenario
    wanted : int
    """
    begun: Run | None = st.session_state.pop(AHEAD, None)
    if begun is not None:
        collect(begun)
        if before is None or (begun.is_of(scenarios) and not before.is_of(scenarios)):
            before, begun = begun, before
        if begun is not None and begun.at_work:
            stop(begun, at_once=False)
    return followed(before, scenarios, wanted)


def is_large(scenarios: Mapping[str, Scenario]) -> bool:
    """Tell whether a run takes minutes rather than seconds."""
    return any(_registered(scenario) > REGISTERED_AT_ONCE for scenario in scenarios.values())


def _registered(scenario: Scenario) -> float:
    share = scenario.registry.reported_prevalence_permille.value / 1000.0
    people = (r.registered.value if r.registered else r.residents.value * share for r in scenario.regions)
    copies = (r.copies for r in scenario.regions)
    return sum(n * many for n, many in zip(people, copies, strict=True)) * scenario.scale.value
