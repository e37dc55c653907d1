"""The desk: work of all visitors, in worker processes outside the pages' threads.

Pieces of work are taken from whoever has had the least of the workers' time, so that a heavy user does not starve
another, however long the pieces are. The queue is
bounded and says so when it is full. Cancelling ends the worker that is at it. Who is at what is only ever read or
written under the desk's lock, so that a cancel ends the work it means and never that of somebody else.
"""

from __future__ import annotations

import itertools
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from model.experiments.running.where import Failure, Work
from model.explorer.worker import Ended, Worker, tell

State = Literal["waiting", "running", "done", "cancelled", "failed"]
JOBS_EACH = 3
"""Jobs that one visitor may have at a time."""
JOBS_IN_ALL = 24
"""Jobs of all visitors at a time."""
LOOK_EVERY_SECONDS = 2.0
GRACE_SECONDS = 15.0
"""How long a visitor may be gone, for a reload of the page say, before their work is freed."""
LET_END_SECONDS = 2.0
"""How long a piece that nobody waits for any longer may take to its end: a new process takes longer to begin."""
STARTS = 3
"""How often a piece is given to a new process when the old one ended before it began."""
WAIT_TO_START_SECONDS = 0.5
"""After a machine had no room for a process."""

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
    told : object
        The last that a piece said of its progress (`tell`).
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
    ended: float = 0.0
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
    warm : bool
        Whether the processes get the engine ready before there is work.
    """

    def __init__(self, workers: int, present: Callable[[str], bool] | None = None, warm: bool = True) -> None:
        self.workers, self.warm = workers, warm
        self._present = present
        self._numbers = itertools.count(1)
        self._jobs: list[Job] = []
        self._had: dict[str, float] = {}
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
            self._joins(owner, open_jobs)
            job = Job(owner, work, items, next(self._numbers))
            if not items:
                job.state = "done"
            self._jobs = [*open_jobs, job]
            self._changed.notify_all()
            return job

    def cancel(self, job: Job, at_once: bool = True) -> None:
        """End a job.

        Parameters
        ----------
        job : Job
        at_once : bool
            Whether the workers that are at it are ended now. Otherwise they have `LET_END_SECONDS` to end their piece,
            which is thrown away: for work in whose place other work comes, that would wait for new processes.
        """
        with self._changed:
            if job.over:
                return
            job.state, job.ended = "cancelled", time.monotonic()
            if at_once:
                self._kill(job)
            self._changed.notify_all()

    def _kill(self, job: Job) -> None:
        for slot in self._slots:
            if slot.job is job:
                slot.kill()

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
            workers = [slot.worker for slot in self._slots if slot.worker is not None]
            for worker in workers:
                worker.kill()
            self._changed.notify_all()
        for worker in workers:
            worker.join()

    def take(self, slot: _Slot) -> tuple[Job, int] | None:
        """Wait for a piece of work, make it the slot's and return it with its number; None when the desk closes."""
        with self._changed:
            while not self._closed:
                ready = [job for job in self._jobs if not job.over and job.given < job.total]
                if ready:
                    job = min(ready, key=lambda job: (self._time_had(job.owner), job.number))
                    piece, job.given = job.given, job.given + 1
                    if job.state == "waiting":
                        job.state, job.began = "running", time.monotonic()
                    slot.job, slot.since = job, time.monotonic()
                    return job, piece
                self._changed.wait()
            return None

    def _time_had(self, owner: str) -> float:
        """Return the workers' time that a visitor has had, what is under way counted, seconds."""
        now = time.monotonic()
        under_way = sum(now - slot.since for slot in self._slots if slot.job is not None and slot.job.owner == owner)
        return self._had.get(owner, 0.0) + under_way

    def _joins(self, owner: str, others: list[Job]) -> None:
        """Have a visitor begin where those who are waiting stand: time long past is no credit, nor a debt."""
        waiting = {job.owner for job in others}
        if owner not in waiting:
            self._had = {who: had for who, had in self._had.items() if who in waiting}
            self._had[owner] = min((self._time_had(who) for who in waiting), default=0.0)

    def finished(self, slot: _Slot, piece: int, result: Any) -> None:
        """Note a result of the slot's job, or why there is none; the slot is free again."""
        with self._changed:
            job, slot.job = slot.job, None
            if job is not None and job.owner in self._had:
                self._had[job.owner] += time.monotonic() - slot.since
            if job is None or job.over:
                return
            if isinstance(result, Failure):
                job.reason, job.mark = result.reason, secrets.token_hex(3)
                job.state = "failed"
                log.error("[%s] %s", job.mark, result.reason)
                return
            job.results.append((piece, result))
            if len(job.results) == job.total:
                job.state = "done"

    def begin(self, slot: _Slot) -> Worker | None:
        """Return the slot's process, a new one if it has ended; None when the slot's job is over or the desk closes.

        A process that was told to end is never used again, whether or not it has noticed yet.
        """
        with self._changed:
            if self._closed or (slot.job is not None and slot.job.over):
                return None
            if slot.worker is None or not slot.worker.usable:
                slot.worker = Worker(self.warm)
            return slot.worker

    def _look_after(self) -> None:
        while not self._closed:
            time.sleep(LOOK_EVERY_SECONDS)
            self._end_what_nobody_waits_for()
            if self._present is None:
                continue
            open_jobs = [job for job in self._jobs if not job.over]
            try:
                away = {owner for owner in {job.owner for job in open_jobs} if not self._present(owner)}
            except Exception:
                # A server about to end knows no visitors; a desk that no longer looks would free nobody's work.
                log.exception("who is there is not known")
                continue
            now = time.monotonic()
            self._gone = {owner: self._gone.get(owner, now) for owner in away}
            for job in open_jobs:
                if job.owner in away and now - self._gone[job.owner] > GRACE_SECONDS:
                    self.cancel(job)

    def _end_what_nobody_waits_for(self) -> None:
        with self._changed:
            late = time.monotonic() - LET_END_SECONDS
            for job in {slot.job for slot in self._slots if slot.job is not None and slot.job.over}:
                if job.ended < late:
                    self._kill(job)


class _Slot:
    """One worker process, and the thread that hands it work; the desk's lock guards both attributes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.job: Job | None = None
        self.since = 0.0
        self.worker: Worker | None = None
        threading.Thread(target=self._serve, daemon=True, name="desk-slot").start()

    def _serve(self) -> None:
        # Processes are made in this thread alone, because they end with it; and before there is work, so that no
        # visitor waits for imports, nor for what replaces a process that was ended.
        self._begin()
        while (taken := self._desk.take(self)) is not None:
            job, piece = taken
            self._desk.finished(self, piece, self._done(job, job.items[piece]))
            self._begin()

    def _begin(self) -> Worker | None:
        for _ in range(STARTS):
            try:
                return self._desk.begin(self)
            except OSError:
                log.exception("no process could be started")
                time.sleep(WAIT_TO_START_SECONDS)
        return None

    def _done(self, job: Job, item: Any) -> Any:
        for _ in range(STARTS):
            if (worker := self._begin()) is None:
                break
            try:
                return worker.do(job.work, item, lambda what: setattr(job, "told", what))
            except Ended as ended:
                # Work that had begun is not begun again: what ended its process may be the work itself.
                if ended.begun:
                    return Failure(f"{job.work.name(item)} failed: its process was ended from outside ({ended})")
        return Failure(f"{job.work.name(item)} failed: no process could be started for it")

    def kill(self) -> None:
        """End the process; its thread starts another."""
        if self.worker is not None:
            self.worker.kill()


__all__ = ["JOBS_EACH", "JOBS_IN_ALL", "Desk", "Job", "QueueFullError", "State", "tell"]
