"""Worker processes on this machine, each served by a thread of its own.

A thread gives its worker one item at a time and waits for the result. So it is always known what a worker was doing
when it was ended: that item alone is tried again, by a new worker, and no other item is touched.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from typing import Any

from model.experiments.running.where import AHEAD, TRIES, Done, Failure, Outcome, Thing, Work, attempt, lost

PATIENCE_SECONDS = 5.0
"""How long a worker that has nothing to do may take to end."""


class _LostError(Exception):
    """A worker was ended from outside."""


@dataclass(eq=False)
class _Batch:
    """One call of `Processes.map`: its work, and the results that were not taken yet."""

    work: Work[Any, Any]
    done: Done | None
    sent: bytes
    results: dict[int, Any] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    finished: int = 0
    left: bool = False
    broken: Exception | None = None

    def put(self, number: int, result: Any) -> None:
        with self.changed:
            self.results[number] = result
            self.finished += 1
            if self.done is not None and not self.left:
                self.done(self.finished)
            self.changed.notify_all()

    def take(self, number: int) -> Any:
        with self.changed:
            while number not in self.results:
                if self.broken is not None:
                    raise self.broken
                self.changed.wait()
            return self.results.pop(number)

    def fail(self, error: Exception) -> None:
        with self.changed:
            self.broken = error
            self.changed.notify_all()


@dataclass(frozen=True, eq=False)
class _Job:
    batch: _Batch
    number: int
    item: Any


class Processes:
    """Worker processes; a Runner (see `model.experiments.running.where`).

    Parameters
    ----------
    workers : int
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._closed = False
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        # Started here: doing so sets the signal mask of the thread, which a seat wants as it is.
        resource_tracker.ensure_running()
        self._seats = [_Seat(self._jobs) for _ in range(workers)]

    def map(
        self, work: Work[Thing, Outcome], items: Iterable[Thing], done: Done | None = None
    ) -> Iterator[Outcome | Failure]:
        """See `Runner.map`."""
        if self._closed:
            raise ChildProcessError("the workers have ended")
        batch = _Batch(work, done, pickle.dumps(work, pickle.HIGHEST_PROTOCOL))
        source = enumerate(items)
        given = taken = 0
        more = True
        try:
            while more or taken < given:
                while more and given - taken < AHEAD * self.workers:
                    following = next(source, None)
                    if following is None:
                        more = False
                        break
                    self._jobs.put(_Job(batch, *following))
                    given += 1
                if taken < given:
                    result: Outcome | Failure = batch.take(taken)
                    taken += 1
                    yield result
                    # Not kept while the next one is waited for: results may be large.
                    del result
        finally:
            batch.left = True

    def close(self, at_once: bool) -> None:
        """End the workers, after what they are doing or at once; none is left when this returns."""
        self._closed = True
        for seat in self._seats:
            if at_once:
                seat.end()
            self._jobs.put(None)
        for seat in self._seats:
            seat.thread.join()


_processes = threading.Lock()
"""Processes are started and reaped by one thread at a time: the library reaps all children at either."""


class _Seat:
    """A place for a worker process, and the thread that serves it."""

    def __init__(self, jobs: SimpleQueue[_Job | None]) -> None:
        self._jobs = jobs
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._batch: _Batch | None = None
        self._ended = False
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        # Inherited by the worker, so that Ctrl-C does not reach it while it starts.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        while (job := self._jobs.get()) is not None:
            if job.batch.left or self._ended:
                continue
            try:
                job.batch.put(job.number, self._result(job))
            except Exception as error:
                # For whoever waits for the results: in this thread nobody would see it.
                job.batch.fail(error)
        self._dismiss()

    def _result(self, job: _Job) -> Any:
        for _ in range(TRIES):
            try:
                return self._asked(job)
            except _LostError:
                self._dismiss(at_once=True)
                if self._ended:
                    break
        return lost(job.batch.work, job.item)

    def _asked(self, job: _Job) -> Any:
        try:
            sent = pickle.dumps(job.item, pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            return Failure(f"{job.batch.work.name(job.item)} failed: cannot be sent: {type(error).__name__}: {error}")
        try:
            if self._connection is not None and self._connection.poll():
                # Nothing was asked: the worker was ended while it was idle, which is no item's fault.
                self._dismiss(at_once=True)
            connection = self._connection or self._started()
            connection.send((None if self._batch is job.batch else job.batch.sent, sent))
            self._batch = job.batch
            return connection.recv()
        except ChildProcessError:
            raise
        except (EOFError, OSError):
            raise _LostError from None

    def _started(self) -> Connection:
        # Not forked: the parent may have threads (a progress bar, the explorer), which a fork would break.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        with _processes:
            if self._ended:
                raise _LostError
            process = context.Process(target=_work_on, args=(theirs,), daemon=True)
            try:
                process.start()
            except OSError as error:
                raise ChildProcessError(f"no worker process can be started: {error.strerror}") from None
            self._process, self._connection, self._batch = process, ours, None
        theirs.close()
        try:
            ours.recv()
        except EOFError:
            if self._ended:
                raise
            raise ChildProcessError(
                "a worker process ended before it could begin; if memory ran out, use fewer workers. A script that "
                'uses several must guard its start with: if __name__ == "__main__":'
            ) from None
        return ours

    def end(self) -> None:
        """End the worker at once, whatever it is doing, and start no other."""
        with _processes:
            self._ended = True
            if (process := self._process) is not None:
                process.kill()

    def _dismiss(self, at_once: bool = False) -> None:
        """Let the worker end, and see that it did."""
        if self._connection is not None:
            self._connection.close()
        if (process := self._process) is not None:
            if at_once:
                process.kill()
            # Its end closes the sentinel. The library's own wait would hold up the starts of others.
            multiprocessing.connection.wait([process.sentinel], PATIENCE_SECONDS)
            with _processes:
                process.kill()
                process.join()
        self._process = self._connection = self._batch = None


def _work_on(connection: Connection) -> None:
    """Be a worker: do items until the parent closes the connection, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work: Work[Any, Any] | Failure = Failure("no work was given")
    try:
        connection.send(None)
        while True:
            new, sent = connection.recv()
            if new is not None:
                work = _read(new)
            item = _read(sent)
            if isinstance(work, Failure) or isinstance(item, Failure):
                connection.send(work if isinstance(work, Failure) else item)
            else:
                _answer(connection, work, item)
            del item
    except (EOFError, ConnectionError):
        return


def _end_with_parent() -> None:
    """End this worker in the middle of its item when the parent was killed: its result is for nobody."""
    if (parent := multiprocessing.parent_process()) is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _read(sent: bytes) -> Any:
    try:
        return pickle.loads(sent)
    except Exception as error:
        return Failure(f"a worker cannot read what it was sent: {type(error).__name__}: {error}")


def _answer(connection: Connection, work: Work[Any, Any], item: Any) -> None:
    result = attempt(work, item)
    try:
        connection.send(result)
    except (EOFError, ConnectionError):
        raise
    except Exception as error:
        reason = f"{work.name(item)} failed: its result cannot be sent: {type(error).__name__}: {error}"
        connection.send(Failure(reason))


__all__ = ["Processes"]
