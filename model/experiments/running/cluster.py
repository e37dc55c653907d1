"""Work on Dask: the workers of a scheduler that is running somewhere, or of one that is started here.

Results come in the order of the items, and few items are given out at a time. Dask does again what a worker that was
ended had been given; it also blames everything that was waiting there. What it gives up is therefore run once more
alone, so that only an item that does end its workers fails.

Every worker must compute as this process does: the same code, Python and libraries. That is checked when work is given
out and again by every worker before its first item, since workers may join later.
"""

from __future__ import annotations

import logging
import pickle
import secrets
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from multiprocessing import resource_tracker
from typing import Any

from model.experiments.running.versions import differences, versions
from model.experiments.running.where import AHEAD, Done, Failure, Outcome, Thing, Work, attempt, lost, processors

LOCAL = "local"
CONNECT_SECONDS = 10.0
"""How long a scheduler may take to answer, and its first worker to be there."""
NO_WORKERS_SECONDS = 60.0
"""How long a cluster may be without any worker before it is given up."""
_LOOK_SECONDS = 2.0
_LOCAL_SETTINGS = {
    # A worker that is lost comes back; otherwise a place that lost two in a row would be given up.
    "distributed.deploy.lost-worker-timeout": "1 day",
    # An item that ends workers does so twice among others, and twice alone.
    "distributed.scheduler.allowed-failures": 1,
}


class ClusterError(ChildProcessError):
    """There is no such cluster, or it is lost; the message says why."""


class OtherVersionError(Exception):
    """A worker would compute with other code; the message says what differs."""


def check_address(address: str | None, workers: int | None) -> None:
    """Refuse what is no address of a cluster, or a number of workers together with one.

    Raises
    ------
    ValueError
    """
    if address is None or address == LOCAL:
        return
    if not address.startswith(("tcp://", "tls://")):
        raise ValueError(f"cluster must be {LOCAL} or an address such as tcp://127.0.0.1:8786, not {address!r}")
    if workers is not None:
        raise ValueError("workers cannot be chosen with the address of a cluster: it has its own")


@contextmanager
def opened(address: str, workers: int | None = None) -> Iterator[Cluster]:
    """Connect to a cluster, or start one on this machine.

    Parameters
    ----------
    address : str
        ``tcp://host:port`` (or ``tls://``) of a Dask scheduler, or ``local``: a scheduler and workers of this machine
        that listen on the loopback address alone, without a dashboard, and end with the context.
    workers : int, optional
        Processes of a local cluster, by default one a processor. Not allowed with an address.

    Raises
    ------
    ClusterError
        Dask is not installed, the scheduler cannot be reached, it has no workers, or they have other versions.
    ValueError
        The address is not one, or ``workers`` is given with one.
    """
    check_address(address, workers)
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        raise ClusterError("a cluster needs Dask, which is missing: pip install 'jingkang[distributed]'") from None
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        target: Any = address
        if address == LOCAL:
            target = stack.enter_context(_started_here(workers or processors()))
        try:
            client = stack.enter_context(distributed.Client(target, timeout=CONNECT_SECONDS, set_as_default=False))
        except (OSError, ValueError, RuntimeError) as error:
            why = f"{type(error).__name__}: {error}".splitlines()[0]
            raise ClusterError(f"no Dask scheduler answers at {address} ({why}); is it running?") from None
        yield Cluster(client, address)


@contextmanager
def _started_here(workers: int) -> Iterator[Any]:
    """Start a scheduler and workers; Ctrl-C is this process's to handle, so it is kept from them."""
    resource_tracker.ensure_running()
    with import_module("dask").config.set(_LOCAL_SETTINGS):
        # Masks are inherited by threads and processes. A Ctrl-C in between comes when the mask is lifted.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            # An address for the dashboard, and no dashboard: what remains of it would listen everywhere.
            cluster = import_module("distributed").LocalCluster(
                n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False}, silence_logs=logging.CRITICAL,
            )  # fmt: skip
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        with cluster:
            yield cluster


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own log off the screen: what matters to a user is in our messages."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


class Cluster:
    """The workers of a Dask scheduler; a Runner (see `model.experiments.running.where`)."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError):
            raise ClusterError(
                f"the Dask scheduler at {address} has no workers; start some: dask worker {address} --nthreads 1"
            ) from None
        self._check()
        self.workers = self._threads()

    def _threads(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def _check(self) -> None:
        here = versions()
        for worker, there in self._client.run(_versions_there, on_error="return").items():
            if isinstance(there, Exception):
                why = f"jingkang cannot be used there ({type(there).__name__}: {there})"
            elif not (why := differences(here, there)):
                continue
            raise ClusterError(f"worker {worker} has another version: {why}; install the same everywhere")

    def map(
        self, work: Work[Thing, Outcome], items: Iterable[Thing], done: Done | None = None
    ) -> Iterator[Outcome | Failure]:
        """See `Runner.map`."""
        call = _Call(self, work, done)
        source = iter(items)
        waiting: deque[_Given] = deque()
        more = True
        try:
            while more or waiting:
                # Workers may come and go: as many items are out as are of use to those that are there now.
                while more and len(waiting) < AHEAD * self.workers:
                    try:
                        item = next(source)
                    except StopIteration:
                        more = False
                        break
                    waiting.append(_Given(item, call.submit(item)))
                if waiting:
                    yield call.result(waiting)
        finally:
            self._client.cancel([given.future for given in waiting])

    def wait(self, future: Any) -> None:
        """Wait until a future has ended.

        Raises
        ------
        ClusterError
            There have been no workers for `NO_WORKERS_SECONDS`, or the scheduler is gone.
        """
        alone_since: float | None = None
        while True:
            try:
                future.exception(timeout=_LOOK_SECONDS)
                return
            except CancelledError:
                return
            except TimeoutError:
                if self._client.status != "running":
                    raise self._gone() from None
            self.workers = self._threads()
            if self._client.nthreads():
                alone_since = None
            elif alone_since is None:
                alone_since = time.monotonic()
            elif time.monotonic() - alone_since > NO_WORKERS_SECONDS:
                raise ClusterError(f"the Dask scheduler at {self._address} has lost all its workers")

    def _gone(self) -> ClusterError:
        return ClusterError(f"the Dask scheduler at {self._address} no longer answers")

    def outcome(self, future: Any) -> Any:
        """Return a result, or None for an item that Dask gave up because its workers were ended."""
        killed = import_module("distributed").KilledWorker
        try:
            self.wait(future)
            return pickle.loads(future.result())
        except killed:
            return None
        except OtherVersionError as error:
            raise ClusterError(f"{error}; install the same everywhere") from None
        except (CancelledError, OSError) as error:
            raise (error if isinstance(error, ClusterError) else self._gone()) from None

    def submit(self, sent: bytes, item: Any) -> Any:
        """Give out an item."""
        return self._client.submit(
            _done_there, versions(), sent, pickle.dumps(item, pickle.HIGHEST_PROTOCOL),
            key=f"jingkang-{secrets.token_hex(12)}", pure=False,
        )  # fmt: skip


@dataclass(eq=False)
class _Given:
    item: Any
    future: Any


class _Call:
    """One call of `Cluster.map`."""

    def __init__(self, cluster: Cluster, work: Work[Any, Any], done: Done | None) -> None:
        self._cluster = cluster
        self._work = work
        self._done = done
        self._finished = 0
        self._sent = pickle.dumps(work, pickle.HIGHEST_PROTOCOL)

    def submit(self, item: Any) -> Any:
        return self._cluster.submit(self._sent, item)

    def result(self, waiting: deque[_Given]) -> Any:
        """Take the first result."""
        first = waiting[0]
        result = self._cluster.outcome(first.future)
        if result is None:
            result = self._alone(first, waiting)
        waiting.popleft()
        self._finished += 1
        if self._done is not None:
            self._done(self._finished)
        return result

    def _alone(self, suspect: _Given, waiting: deque[_Given]) -> Any:
        """Run an item again while nothing else runs that could end its worker."""
        for given in waiting:
            self._cluster.wait(given.future)
        suspect.future = self.submit(suspect.item)
        result = self._cluster.outcome(suspect.future)
        return lost(self._work, suspect.item) if result is None else result


# --- in the workers --------------------------------------------------------------------------------------

_one_at_a_time = threading.Lock()
"""A worker with several threads runs one item at a time: the engines hold the interpreter, and share tables."""


def _versions_there() -> dict[str, str]:
    return versions()


@lru_cache(maxsize=2)
def _work_of(sent: bytes) -> Work[Any, Any]:
    work: Work[Any, Any] = pickle.loads(sent)
    return work


def _done_there(wanted: dict[str, str], sent: bytes, item: bytes) -> bytes:
    if different := differences(wanted, versions()):
        raise OtherVersionError(f"a worker that joined has another version: {different}")
    with _one_at_a_time:
        work, thing = _work_of(sent), pickle.loads(item)
        result = attempt(work, thing)
        try:
            return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            reason = f"{work.name(thing)} failed: its result cannot be sent: {type(error).__name__}: {error}"
            return pickle.dumps(Failure(reason))


__all__ = ["Cluster", "ClusterError", "OtherVersionError", "opened"]
