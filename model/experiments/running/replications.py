"""How replications are simulated: each whole, or, where there are more workers than replications, in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.engines import choice
from model.engines.choice import Rows
from model.experiments.running.where import RunError, complete, reason, runner
from model.scenario.schema import Scenario

if TYPE_CHECKING:
    from model.care.recorder import Output
    from model.engines.parts import Parted

Progress = Callable[[float, int], None]
"""Called with the replications done, of which one may be done in part, and all of them; from another thread when
there are several workers."""


@dataclass(frozen=True)
class Whole:
    """The simulation of whole replications; an item is the number of one.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    engine : str
    log : bool
        Keep the full log.
    folder : Path or None
        Where each replication writes its log; without it the log comes back in memory.
    """

    scenario: Scenario
    seed: int
    engine: str
    log: bool = False
    folder: Path | None = None

    def name(self, replication: int) -> str:
        """Return what a replication is called."""
        return f"replication {replication} (seed {self.seed})"

    def __call__(self, replication: int) -> Output:
        """Simulate a replication."""
        from model.experiments.running.events import EventsWriter, part_of

        plan = self.engine, self.scenario, self.seed, replication
        if not self.log:
            return choice.simulate(*plan)
        if self.folder is not None:
            with EventsWriter(part_of(self.folder, replication), replication) as writer:
                return choice.simulate(*plan, log=writer)
        rows: list[Rows] = []
        output = choice.simulate(*plan, log=rows.append)
        output.log = {name: np.concatenate([part[name] for part in rows]) for name in rows[0]}
        return output


@dataclass(frozen=True)
class InParts:
    """The simulation of parts of replications; an item is the number of a replication and that of a part."""

    plan: Parted
    seed: int

    def name(self, item: tuple[int, int]) -> str:
        """Return what a part of a replication is called."""
        replication, number = item
        return f"part {number + 1} of {len(self.plan.parts)} of replication {replication} (seed {self.seed})"

    def __call__(self, item: tuple[int, int]) -> Output:
        """Simulate a part of a replication."""
        replication, number = item
        return choice.simulate_part(self.plan, number, self.seed, replication)


@dataclass(frozen=True)
class Division:
    """How a run is shared out among processes.

    Attributes
    ----------
    workers : int
        Processes, none of which has nothing to do.
    plan : Parted or None
        Replications are simulated in these parts; None where each is simulated whole.
    """

    workers: int
    plan: Parted | None = None


def division(job: Whole, replications: int, workers: int, people: int | None = None) -> Division:
    """Share out replications, or their parts where there are fewer replications than workers.

    A full log is one, in the order of time, and its replication is not cut. ``people``: the registered people of a
    part, at least; by default as the engine itself cuts the plan.
    """
    plan = None
    if replications < workers and not job.log:
        try:
            plan = choice.in_parts(job.engine, job.scenario, people)
        except Exception as error:
            raise RunError(reason(f"making the plan {job.scenario.name} ready", error)) from error
    pieces = replications * (1 if plan is None else len(plan.parts))
    return Division(min(workers, pieces), plan)


@contextmanager
def simulated(
    job: Whole, replications: int, shared: Division, progress: Progress | None = None
) -> Iterator[Iterator[Output]]:
    """Give the outputs in the order of the replications; an error or Ctrl-C ends the workers at once.

    Raises
    ------
    RunError
        From the iterator: a replication failed, or ended its worker every time it was tried.
    """
    pieces = 1 if shared.plan is None else len(shared.plan.parts)

    def done(number: int) -> None:
        if progress is not None:
            progress(number / pieces, replications)

    done(0)
    with runner(shared.workers) as where:
        if shared.plan is None:
            yield complete(where.map(job, range(replications), done))
            return
        # The long ones first: nobody waits for one that was begun last.
        work, order = InParts(shared.plan, job.seed), shared.plan.largest_first()
        items = [(replication, number) for replication in range(replications) for number in order]
        yield _put_together(shared.plan, items, complete(where.map(work, items, done)))


def _put_together(plan: Parted, items: list[tuple[int, int]], tallies: Iterator[Output]) -> Iterator[Output]:
    """Put the parts of each replication together as they come."""
    from model.engines.parts import put_together

    each = len(plan.parts)
    for first in range(0, len(items), each):
        whole = plan.empty(items[first][0])
        for _, number in items[first : first + each]:
            put_together(whole, plan.parts[number], next(tallies))
        yield whole
        # Not kept while the next one is put together.
        del whole
