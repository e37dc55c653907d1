"""Where pieces of work run: in this process, in worker processes that stay for a whole experiment, or on a cluster.

Results come in the order of the items, whatever the number of workers. An item that fails is a `Failure` with its
reason, and the rest goes on; a worker that is ended from outside is replaced, and what it was doing is done again.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)
Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")
Done = Callable[[int], None]
"""Called after every item with the number of items done, in whatever order; maybe from another thread."""

AHEAD = 3
"""Items given out per worker before the first result is taken: enough to keep them busy, few enough to hold."""
TRIES = 3
"""How often an item is tried whose worker was ended from outside."""


class Work(Protocol[Item, Result]):
    """What is done to every item. It is sent to each worker once, items and results one by one: all can be pickled."""

    def __call__(self, item: Item, /) -> Result:
        """Do an item."""
        ...

    def name(self, item: Item, /) -> str:
        """Return what an item is called when it fails."""
        ...


@dataclass(frozen=True)
class Failure:
    """An item that could not be done, and why, in one line."""

    reason: str


class Runner(Protocol):
    """Somewhere to run work."""

    workers: int

    def map(
        self, work: Work[Thing, Outcome], items: Iterable[Thing], done: Done | None = None
    ) -> Iterator[Outcome | Failure]:
        """Give a result or a failure for every item, in order; items are taken as they are needed.

        Raises
        ------
        ChildProcessError
            From the iterator: there is nowhere left to run.
        """
        ...


def attempt(work: Work[Thing, Outcome], item: Thing) -> Outcome | Failure:
    """Do an item; whatever goes wrong is a `Failure` that says what, why and where."""
    try:
        return work(item)
    except Exception as error:
        return Failure(reason(work.name(item), error))


def reason(what: str, error: Exception) -> str:
    """Return in one line what failed, why, and where."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}, {last.name}"
    return f"{what} failed: {type(error).__name__}: {error} [{where}]"


class RunError(RuntimeError):
    """A piece of work failed, and with it the answer it was for; the message says which and why."""


def complete(outcomes: Iterator[Outcome | Failure]) -> Iterator[Outcome]:
    """Give results as they come; an answer that leaves out what failed would be a wrong one.

    Raises
    ------
    RunError
        From the iterator: an item failed.
    """
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RunError(outcome.reason)
        yield outcome
        # Not kept while the next one is waited for: results may be large.
        del outcome


def silent(done: int, total: int) -> None:
    """Report no progress."""


def lost(work: Work[Thing, Outcome], item: Thing) -> Failure:
    """Return the failure of an item whose worker was ended every time."""
    return Failure(
        f"{work.name(item)} failed: its worker process was ended {TRIES} times; if memory ran out, use fewer workers"
    )


class InProcess:
    """Everything in this process, one item after another."""

    workers = 1

    def map(
        self, work: Work[Thing, Outcome], items: Iterable[Thing], done: Done | None = None
    ) -> Iterator[Outcome | Failure]:
        """See `Runner.map`."""
        for number, item in enumerate(items, 1):
            outcome = attempt(work, item)
            if done is not None:
                done(number)
            yield outcome


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_given: ContextVar[Runner | None] = ContextVar("given", default=None)


@contextmanager
def running_on(there: Runner) -> Iterator[None]:
    """Have every experiment of this thread run there, whatever number of workers it asks for.

    Whoever has processes of their own (a server, say) lends them so; they are ready and are not closed here.
    """
    token = _given.set(there)
    try:
        yield
    finally:
        _given.reset(token)


def elsewhere() -> bool:
    """Tell whether experiments of this thread run on something lent (`running_on`): this process needs no engine."""
    return _given.get() is not None


@contextmanager
def runner(workers: int | None = None, cluster: str | None = None) -> Iterator[Runner]:
    """Open somewhere to run; left by an error or Ctrl-C, workers end at once. What was lent is given (`running_on`).

    Parameters
    ----------
    workers : int, optional
        Processes; by default as many as there are processors. With 1 everything is done in this process.
    cluster : str, optional
        Run on Dask instead: the address of a scheduler (``tcp://host:8786``), whose workers are used, or ``local``,
        for one that is started here with ``workers`` processes.

    Raises
    ------
    ValueError
        ``workers`` is less than 1.
    ClusterError
        There is no such cluster (see `model.experiments.running.cluster`).
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers}")
    if cluster is not None:
        from model.experiments.running.cluster import opened

        with opened(cluster, workers) as there:
            yield there
        return
    if (lent := _given.get()) is not None:
        yield lent
        return
    workers = workers or processors()
    if workers == 1:
        yield InProcess()
        return
    from model.experiments.running.processes import Processes

    processes = Processes(workers)
    try:
        yield processes
    except BaseException:
        processes.close(at_once=True)
        raise
    processes.close(at_once=False)


__all__ = ["AHEAD", "TRIES", "Done", "Failure", "InProcess", "RunError", "Runner", "Work", "attempt", "complete"]
__all__ += ["elsewhere", "lost", "processors", "reason", "runner", "running_on", "silent"]
