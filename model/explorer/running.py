"""A question of a visitor to the engine: replications of a few scenarios, kept ones first, the others as they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.explorer import session
from model.explorer.desk import Job, QueueFullError
from model.explorer.replications import SEED, Item, Replicate, Seen, key_of, seen_of
from model.measures import Summary, together
from model.scenario.schema import Scenario

REGISTERED_AT_ONCE = 400_000
"""Patients up to whom a plan is run as soon as it is asked for; a larger one waits for a button."""


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
    _summaries: dict[tuple[str, int], Summary] = field(default_factory=dict)

    @property
    def question(self) -> tuple[object, ...]:
        """Return what is asked: two runs with the same question have the same answer."""
        return (*((name, key_of(scenario)) for name, scenario in self.scenarios.items()), self.wanted)

    @property
    def together(self) -> int:
        """Return how many replications, from the first on, there are of every scenario."""
        return min(self._unbroken(name) for name in self.scenarios)

    @property
    def complete(self) -> bool:
        """Tell whether everything is there."""
        return self.together >= self.wanted

    @property
    def at_work(self) -> bool:
        """Tell whether something is still to come."""
        return self.job is not None and not self.job.over

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


def begin(run: Run) -> None:
    """Take what is kept and ask for the rest; the first replications of all scenarios first."""
    run.stopped, run.full = False, ""
    for name, scenario in run.scenarios.items():
        seen = run.seen.setdefault(name, {})
        missing = [number for number in range(run.wanted) if number not in seen]
        for number, arrays in session.keep().get(key_of(scenario), missing).items():
            seen[number] = seen_of(arrays)
    pieces = [(name, number) for number in range(run.wanted) for name in run.scenarios if number not in run.seen[name]]
    if not pieces:
        run.job = None
        return
    items = [Item(run.scenarios[name], number, SEED) for name, number in pieces]
    try:
        run.job, run._pieces, run._taken = session.desk().submit(session.visitor(), Replicate(), items), pieces, 0
    except QueueFullError as error:
        run.full = "own" if error.own else "all"


def collect(run: Run) -> None:
    """Take in and keep what has come since."""
    if run.job is None:
        return
    new = run.job.results[run._taken :]
    run._taken += len(new)
    for piece, arrays in new:
        name, number = run._pieces[piece]
        run.seen[name][number] = seen_of(arrays)
        session.keep().put(key_of(run.scenarios[name]), number, arrays)


def stop(run: Run) -> None:
    """End the work; what has come is kept."""
    run.stopped = True
    if run.job is not None:
        session.desk().cancel(run.job)
        collect(run)


def followed(before: Run | None, scenarios: Mapping[str, Scenario], wanted: int) -> Run:
    """Return the run of a question: the one that is at it, or a new one in its place, whose work is ended."""
    run = Run(dict(scenarios), wanted)
    if before is not None:
        if before.question == run.question:
            return before
        if before.at_work:
            stop(before)
            before.stopped = False
        for name, scenario in run.scenarios.items():
            held = next((n for n, old in before.scenarios.items() if key_of(old) == key_of(scenario)), None)
            run.seen[name] = dict(before.seen.get(held, {})) if held else {}
    return run


def is_large(scenarios: Mapping[str, Scenario]) -> bool:
    """Tell whether a run takes minutes rather than seconds."""
    return any(_registered(scenario) > REGISTERED_AT_ONCE for scenario in scenarios.values())


def _registered(scenario: Scenario) -> float:
    share = scenario.registry.reported_prevalence_permille.value / 1000.0
    people = (r.registered.value if r.registered else r.residents.value * share for r in scenario.regions)
    copies = (r.copies for r in scenario.regions)
    return sum(n * many for n, many in zip(people, copies, strict=True)) * scenario.scale.value
