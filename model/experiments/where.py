"""Where pieces of work run: in this process, or in worker processes that stay for a whole experiment.

Results come in the order of the items, whatever the number of workers. An item that fails is a `Failure` with its
reason, and the rest goes on; a worker that is ended from outside is replaced, and what it was doing is done again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)
Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")

AHEAD = 3
"""Items given out per worker before the first result is taken: enough to keep them busy, few enough to hold."""
TRIES = 3
"""How often an item is tried whose worker was ended from outside."""


class Work(Protocol[Item, Result]):
    """What is done to every item. Work, items and results are sent between processes: all can be pickled."""

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

    def map(self, work: Work[Thing, Outcome], items: Iterable[Thing]) -> Iterator[Outcome | Failure]:
        """Give a result or a failure for every item, in order; items are taken as they are needed."""
        ...


def attempt(work: Work[Thing, Outcome], item: Thing) -> Outcome | Failure:
    """Do an item; whatever goes wrong is a `Failure` that says what, why and where."""
    try:
        return work(item)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}, {last.name}"
        return Failure(f"{work.name(item)} failed: {type(error).__name__}: {error} [{where}]")


class InProcess:
    """Everything in this process, one item after another."""

    workers = 1

    def map(self, work: Work[Thing, Outcome], items: Iterable[Thing]) -> Iterator[Outcome | Failure]:
        """See `Runner.map`."""
        return (attempt(work, item) for item in items)


class Processes:
    """Worker processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        # Not forked: the parent may have threads (a progress bar, the explorer), which a fork would break.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_start_worker)

    def map(self, work: Work[Thing, Outcome], items: Iterable[Thing]) -> Iterator[Outcome | Failure]:
        """See `Runner.map`."""
        source = iter(items)
        waiting: deque[_Given[Thing]] = deque()
        try:
            while True:
                while len(waiting) < AHEAD * self.workers and (given := self._next(work, source)) is not None:
                    waiting.append(given)
                if not waiting:
                    return
                yield self._result(work, waiting)
        finally:
            for given in waiting:
                given.future.cancel()

    def _next(self, work: Work[Thing, Outcome], source: Iterator[Thing]) -> _Given[Thing] | None:
        for item in source:
            return _Given(item, self._pool.submit(attempt, work, item))
        return None

    def _result(self, work: Work[Thing, Outcome], waiting: deque[_Given[Thing]]) -> Outcome | Failure:
        """Take the first result; where a worker was lost, start workers anew and give out what has no result."""
        while True:
            given = waiting[0]
            try:
                result: Outcome | Failure = given.future.result()
            except BrokenProcessPool:
                given.tries += 1
                if given.tries >= TRIES:
                    waiting.popleft()
                    return Failure(f"{work.name(given.item)} failed: its worker process was ended {TRIES} times; "
                                   "if memory ran out, use fewer workers")
                self._again(work, waiting)
                continue
            waiting.popleft()
            return result

    def _again(self, work: Work[Thing, Outcome], waiting: deque[_Given[Thing]]) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._started()
        for given in waiting:
            done = given.future.done() and not given.future.cancelled() and given.future.exception() is None
            if not done:
                given.future = self._pool.submit(attempt, work, given.item)

    def close(self, at_once: bool) -> None:
        """End the workers, after what they are doing or at once."""
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=not at_once, cancel_futures=True)
        if at_once:
            for process in processes:
                process.terminate()


@dataclass
class _Given(Generic[Thing]):
    item: Thing
    future: Future[Any]
    tries: int = 0


def _start_worker() -> None:
    """Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def runner(workers: int | None = None) -> Iterator[Runner]:
    """Open somewhere to run; left by an error or Ctrl-C, workers end at once.

    Parameters
    ----------
    workers : int, optional
        Processes; by default as many as there are processors. With 1 everything is done in this process.

    Raises
    ------
    ValueError
        ``workers`` is less than 1.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers}")
    workers = workers or processors()
    if workers == 1:
        yield InProcess()
        return
    processes = Processes(workers)
    try:
        yield processes
    except BaseException:
        processes.close(at_once=True)
        raise
    processes.close(at_once=False)


__all__ = ["Failure", "InProcess", "Processes", "Runner", "Work", "attempt", "processors", "runner"]
