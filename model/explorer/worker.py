"""A worker process of the desk, and the pipe that it is spoken to through.

A pipe rather than a pool of processes: its end is noticed at once and without looking again and again, and it is known
of a piece of work whether it had begun.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from model.experiments.where import Failure, Work, attempt

BEGUN, TOLD, RESULT = "begun", "told", "result"


class Ended(Exception):  # noqa: N818 - nothing is wrong with a process that was cancelled
    """The process ended before it gave a result; ``begun``: it had begun the work."""

    def __init__(self, begun: bool, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.begun = begun


class Worker:
    """One process. It may have no children of its own, so that ending it ends all that it does."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True, name="jingkang-worker")
        self._process.start()
        # Only the worker may hold its end: the pipe then closes with it, however it ends.
        theirs.close()
        self._killed = False

    @property
    def pid(self) -> int | None:
        """Return the number of the process."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Tell whether work can be given to it."""
        return not self._killed and self._process.is_alive()

    def kill(self) -> None:
        """End it at once."""
        self._killed = True
        self._process.kill()

    def join(self) -> None:
        """Wait until it has ended."""
        self._process.join()

    def do(self, work: Work[Any, Any], item: Any, told: Callable[[Any], None]) -> Any:
        """Have an item done; return its result, or a `Failure`.

        Parameters
        ----------
        told : callable
            Given what the work says of its progress (`tell`).

        Raises
        ------
        Ended
            The process ended first.
        """
        begun = False
        try:
            self._pipe.send((work, item))
            while True:
                kind, what = self._pipe.recv()
                if kind == RESULT:
                    return what
                if kind == TOLD:
                    told(what)
                begun = True
        except (EOFError, OSError):
            self._killed = True
            self._process.kill()
            self._process.join()
            self._pipe.close()
            raise Ended(begun, self._process.exitcode) from None
        except Exception as error:
            # What cannot be sent between processes; half a message may be left in the pipe.
            self.kill()
            return Failure(f"{work.name(item)} failed: it cannot be sent to a process ({error})")


_ours: Connection | None = None


def _work(pipe: Connection) -> None:
    """Do what comes through the pipe until it closes: the server's end closes with the server."""
    global _ours
    _ours = pipe
    # Ctrl-C is the server's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _warm()
    try:
        while True:
            work, item = pipe.recv()
            pipe.send((BEGUN, None))
            result = attempt(work, item)
            try:
                pipe.send((RESULT, result))
            except (TypeError, AttributeError, ValueError) as error:
                pipe.send((RESULT, Failure(f"{work.name(item)} failed: its result cannot be sent ({error})")))
    except (EOFError, OSError):
        return


def _warm() -> None:
    from model.engines.choice import get_ready

    get_ready("auto")


def tell(what: Any) -> None:
    """Say, from within a piece of work, how far it is; small and picklable."""
    if _ours is not None:
        _ours.send((TOLD, what))
