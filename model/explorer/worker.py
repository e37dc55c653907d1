"""A worker process of the desk, and the pipe that it is spoken to through.

A pipe rather than a pool of processes: its end is noticed at once and without looking again and again, and it is known
of a piece of work whether it had begun. The process is a plain one that imports this module alone: what
`multiprocessing` starts would run the server's main module again, which under Streamlit is the page being shown.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from model.experiments.running.where import Failure, Work, attempt

BEGUN, TOLD, RESULT = "begun", "told", "result"
# Not ``-m``: work that tells how far it is imports this module by name, and must find the one that serves.
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[4]); "
    "from model.explorer.worker import serve; serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == 'warm')"
)
LOOK_FOR_SERVER_SECONDS = 2.0
BEHIND_PAGES = 5
"""By how much a worker gives way to the server and this machine's browsers, which somebody waits for: nice(2)."""
DIE_WITH_PARENT = 1
"""Linux: PR_SET_PDEATHSIG of prctl(2)."""


class Ended(Exception):  # noqa: N818 - nothing is wrong with a process that was cancelled
    """The process ended before it gave a result; ``begun``: it had begun the work."""

    def __init__(self, begun: bool, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.begun = begun


class Worker:
    """One process. Work must start no processes of its own, so that ending this one ends all that it does.

    Parameters
    ----------
    warm : bool
        Whether it gets the engine ready before it takes work, so that the first visitor need not wait for that.

    Notes
    -----
    On Linux the process ends with the thread that made it, also when the server is killed in the middle of a piece of
    work: make it in a thread that stays.
    """

    def __init__(self, warm: bool = True) -> None:
        self._pipe, theirs = Pipe()
        number = theirs.fileno()
        command = [sys.executable, "-c", START, str(number), str(os.getpid()), "warm" if warm else "",
                   json.dumps(sys.path)]
        self._process = subprocess.Popen(command, pass_fds=[number], stdin=subprocess.DEVNULL)
        # Only the worker may hold its end: the pipe then closes with it, however it ends.
        theirs.close()
        self._killed = False
        _ALL.add(self)

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Tell whether work can be given to it."""
        return not self._killed and self._process.poll() is None

    def kill(self) -> None:
        """End it at once."""
        self._killed = True
        self._process.kill()

    def join(self) -> None:
        """Wait until it has ended."""
        self._process.wait()

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
            code = self._process.wait()
            self._pipe.close()
            raise Ended(begun, code) from None
        except Exception as error:
            # What cannot be sent between processes; half a message may be left in the pipe.
            self.kill()
            return Failure(f"{work.name(item)} failed: it cannot be sent to a process ({error})")


_ALL: weakref.WeakSet[Worker] = weakref.WeakSet()


@atexit.register
def _end_all() -> None:
    for worker in list(_ALL):
        worker.kill()


# --- in the worker ----------------------------------------------------------------------------------------

_ours: Connection | None = None


def serve(number: int, server: int, warm: bool) -> None:
    """Do what comes through the pipe of a number until it closes: the server's end closes with the server."""
    global _ours
    _end_with(server)
    _ours = pipe = Connection(number)
    # Ctrl-C is the server's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(BEHIND_PAGES)
    if warm:
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


def _end_with(server: int) -> None:
    """End when the server does, also in the middle of a long piece of work, also when it had no time to say so.

    The kernel sees to it where it can. A thread that looks whether the server is there is second best: machine code
    of a simulation lets no other thread run.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
    threading.Thread(target=_look_for, args=(server,), daemon=True).start()


def _look_for(server: int) -> None:
    while os.getppid() == server:
        time.sleep(LOOK_FOR_SERVER_SECONDS)
    os._exit(1)


def _warm() -> None:
    from model.engines.choice import get_ready

    get_ready("auto")


def tell(what: Any) -> None:
    """Say, from within a piece of work, how far it is; small and picklable."""
    if _ours is not None:
        _ours.send((TOLD, what))
