"""The desk: work of all visitors, in worker processes outside the pages' threads.

Every visitor's jobs are taken in turn, one piece at a time, so that a heavy user does not starve another. The queue is
bounded and says so when it is full. Cancelling ends the worker that is at it.
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Literal

from model.experiments.where import Failure, Work, attempt

State = Literal["waiting", "running", "done", "cancelled", "failed"]
JOBS_EACH = 3
"""Jobs that one visitor may have at a time."""
JOBS_IN_ALL = 24
"""Jobs of all visitors at a time."""
LOOK_EVERY_SECONDS = 2.0
GRACE_SECONDS = 15.0
"""How long a visitor may be gone, for a reload of the page say, before their work is freed."""

log = logging.getLogger("jingkang.explorer")


class QueueFullError(RuntimeError):
    """No more work is taken for now."""

    def __init__(self, own: bool) -> None:
        super().__init__("the visitor's own jobs" if own else "the queue is full")
        self.own = own


@dataclass(eq=False)
class Job:
    """Pieces of work that belong together.

    Attributes
    ----------
    owner : str
        The visitor.
    results : list
        Of the pieces done so far, in whatever order: (number of the piece, result).
    reason : str
        Why it failed; ``mark`` is the id under which the log says more.
    """

    owner: str
    work: Work[Any, Any]
    items: Sequence[Any]
    number: int
    state: State = "waiting"
    results: list[tuple[int, Any]] = field(default_factory=list)
    told: Any = None
    reason: str = ""
    mark: str = ""
    began: float = 0.0
    given: int = 0

    @property
    def total(self) -> int:
        """Return the number of pieces."""
        return len(self.items)

    @property
    def over(self) -> bool:
        """Tell whether nothing more will come."""
        return self.state in ("done", "cancelled", "failed")

    @property
    def seconds_left(self) -> float:
        """Return the time left by the pace so far, seconds; nan before the first piece is done."""
        done = len(self.results)
        if not done or self.over:
            return float("nan")
        return (time.monotonic() - self.began) / done * (self.total - done)


class Desk:
    """Takes jobs and has them done by ``workers`` processes.

    Parameters
    ----------
    workers : int
    present : callable, optional
        Tells whether a visitor is still there; the work of those who left is cancelled.
    """

    def __init__(self, workers: int, present: Callable[[str], bool] | None = None) -> None:
        self.workers = workers
        self._present = present
        self._numbers = itertools.count(1)
        self._jobs: list[Job] = []
        self._turn: dict[str, int] = {}
        self._turns = itertools.count(1)
        self._gone: dict[str, float] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._slots = [_Slot(self) for _ in range(workers)]
        threading.Thread(target=self._look_after, daemon=True, name="desk").start()

    def submit(self, owner: str, work: Work[Any, Any], items: Sequence[Any]) -> Job:
        """Take a job.

        Raises
        ------
        QueueFullError
            The visitor has `JOBS_EACH` jobs, or all have `JOBS_IN_ALL`.
        """
        with self._changed:
            open_jobs = [job for job in self._jobs if not job.over]
            if sum(job.owner == owner for job in open_jobs) >= JOBS_EACH:
                raise QueueFullError(own=True)
            if len(open_jobs) >= JOBS_IN_ALL:
                raise QueueFullError(own=False)
            job = Job(owner, work, items, next(self._numbers))
            if not items:
                job.state = "done"
            self._jobs = [*open_jobs, job]
            self._changed.notify_all()
            return job

    def cancel(self, job: Job) -> None:
        """End a job; the workers that are at it are ended at once."""
        with self._changed:
            if job.over:
                return
            job.state = "cancelled"
            for slot in self._slots:
                if slot.job is job:
                    slot.kill()
            self._changed.notify_all()

    def before(self, job: Job) -> int:
        """Return how many jobs of others are waiting or running."""
        with self._changed:
            return sum(not other.over and other.owner != job.owner for other in self._jobs)

    def close(self) -> None:
        """End all work and all workers."""
        with self._changed:
            self._closed = True
            for job in self._jobs:
                if not job.over:
                    job.state = "cancelled"
            for slot in self._slots:
                slot.kill()
            self._changed.notify_all()

    def take(self) -> tuple[Job, int] | None:
        """Wait for a piece of work and return it with its number; None when the desk closes."""
        with self._changed:
            while not self._closed:
                ready = [job for job in self._jobs if not job.over and job.given < job.total]
                if ready:
                    job = min(ready, key=lambda job: (self._turn.get(job.owner, 0), job.number))
                    self._turn[job.owner] = next(self._turns)
                    piece, job.given = job.given, job.given + 1
                    if job.state == "waiting":
                        job.state, job.began = "running", time.monotonic()
                    return job, piece
                self._changed.wait()
            return None

    def finished(self, job: Job, piece: int, result: Any) -> None:
        """Note a result, or why there is none."""
        with self._changed:
            if job.over:
                return
            if isinstance(result, Failure):
                job.state, job.reason, job.mark = "failed", result.reason, secrets.token_hex(3)
                log.error("[%s] %s", job.mark, result.reason)
                return
            job.results.append((piece, result))
            if len(job.results) == job.total:
                job.state = "done"

    def told(self, job: Job, what: Any) -> None:
        """Keep the last that a piece of work said of its progress."""
        job.told = what

    def _look_after(self) -> None:
        while not self._closed:
            time.sleep(LOOK_EVERY_SECONDS)
            if self._present is None:
                continue
            for job in [job for job in self._jobs if not job.over]:
                if self._present(job.owner):
                    self._gone.pop(job.owner, None)
                elif time.monotonic() - self._gone.setdefault(job.owner, time.monotonic()) > GRACE_SECONDS:
                    self.cancel(job)


class _Slot:
    """One worker process, and the thread that hands it work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.job: Job | None = None
        self._context = multiprocessing.get_context("spawn")
        self._pool = self._started()
        threading.Thread(target=self._serve, daemon=True, name="desk-slot").start()

    def _started(self) -> ProcessPoolExecutor:
        self._said = self._context.SimpleQueue()
        pool = ProcessPoolExecutor(1, mp_context=self._context, initializer=_start_worker, initargs=(self._said,))
        # Begun at once: the first visitor need not wait for imports.
        pool.submit(_warm)
        return pool

    def _serve(self) -> None:
        while (taken := self._desk.take()) is not None:
            self.job, piece = taken
            try:
                future: Future[Any] = self._pool.submit(attempt, self.job.work, self.job.items[piece])
                self._wait(future)
                result = future.result()
            except (BrokenProcessPool, RuntimeError) as error:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = self._started()
                result = Failure(f"{self.job.work.name(self.job.items[piece])} failed: its process ended ({error})")
            self._desk.finished(self.job, piece, result)
            self.job = None

    def _wait(self, future: Future[Any]) -> None:
        while not future.done():
            while not self._said.empty():
                if self.job is not None:
                    self._desk.told(self.job, self._said.get())
            time.sleep(0.02)

    def kill(self) -> None:
        """End the process; its thread starts another."""
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            process.kill()


_said: Any = None


def _start_worker(said: Any) -> None:
    global _said
    _said = said
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _warm() -> None:
    from model.engines.choice import get_ready

    get_ready("auto")


def tell(what: Any) -> None:
    """Say, from within a piece of work, how far it is; small and picklable."""
    if _said is not None:
        _said.put(what)
