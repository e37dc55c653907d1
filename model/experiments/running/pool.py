"""Pieces of work in worker processes, or in this one; their results come in order, whatever the number of workers."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from model.experiments.running.where import Done, Item, Result, Work, reason


class RunError(RuntimeError):
    """A piece of work failed; the message says which and why."""


@contextmanager
def pooled(
    work: Work[Item, Result], items: Sequence[Item], workers: int, done: Done | None = None
) -> Iterator[Iterator[Result]]:
    """Give the results in the order of the items; leaving early stops the workers at once.

    Parameters
    ----------
    work : Work
    items : sequence
        Begun one after another, whenever a worker is free: the long ones are best first.
    workers : int
        Processes; with one, everything is done in this process, as the results are asked for.
    done : callable, optional
        Called after every item with the number of items done, in whatever order.

    Raises
    ------
    RunError
        From the iterator: an item failed, or a worker was ended from outside.
    """
    if workers == 1:
        yield _in_process(work, items, done)
        return
    # Not forked: the parent may have threads (a progress bar, the explorer), which a fork would break.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(work,))
    try:
        futures = [pool.submit(_do, item) for item in items]
        if done is not None:
            _report(futures, done)
        yield _in_order(futures)
    except BaseException:
        processes = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        raise
    pool.shutdown()


def failure(what: str, error: Exception) -> RunError:
    """Return the error that says what failed, why, and where."""
    return RunError(reason(what, error))


def _attempt(work: Work[Item, Result], item: Item) -> Result:
    try:
        return work(item)
    except Exception as error:
        raise failure(work.name(item), error) from error


def _in_process(work: Work[Item, Result], items: Sequence[Item], done: Done | None) -> Iterator[Result]:
    for number, item in enumerate(items):
        result = _attempt(work, item)
        if done is not None:
            done(number + 1)
        yield result


def _in_order(futures: list[Future[Result]]) -> Iterator[Result]:
    futures.reverse()
    while futures:
        # Dropped from the list before it is read: a result is not kept after it was used.
        future = futures.pop()
        try:
            result = future.result()
        except BrokenProcessPool:
            raise RunError(
                "a worker process was ended from outside; if memory ran out, use fewer workers"
            ) from None
        del future
        yield result
        del result


def _report(futures: Sequence[Future[Any]], done: Done) -> None:
    count = iter(range(1, len(futures) + 1))

    def finished(future: Future[Any]) -> None:
        if not future.cancelled() and future.exception() is None:
            done(next(count))

    for future in futures:
        future.add_done_callback(finished)


_work: Work[Any, Any] | None = None


def _start_worker(work: Work[Any, Any]) -> None:
    """Keep what all items of this worker share; Ctrl-C is the parent's to handle."""
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = work


def _do(item: Any) -> Any:
    assert _work is not None
    return _attempt(_work, item)
