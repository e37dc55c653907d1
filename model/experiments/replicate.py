"""Replications of one scenario: simulated in worker processes, summarised, written.

Nothing in the results depends on how many workers there were: every random number belongs to the seed, the
replication and a person, and replications are read in their order.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.engines.choice import Rows, chosen, get_ready
from model.scenario.loading import digest
from model.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from model.care.recorder import Output
    from model.experiments.output import Folder
    from model.measures import Summary

Progress = Callable[[int, int], None]
"""Called with the replications done and all of them; from another thread when there are several workers."""

DEFAULT_REPLICATIONS = 10
DEFAULT_SEED = 1


class RunError(RuntimeError):
    """A replication failed; the message says which and why."""


@dataclass(frozen=True, eq=False)
class RunResult:
    """What a run found and where it is.

    Attributes
    ----------
    scenario : Scenario
    seed, replications : int
    summary : Summary
        Tables of targets, indicators and staffing, see `model.measures.Summary`.
    out : Path or None
        The folder of results; None when nothing was written.
    events : DataFrame or None
        The full log, when it was asked for and not written.
    seconds : tuple of float
        Wall-clock time of each replication.
    """

    scenario: Scenario
    seed: int
    replications: int
    summary: Summary
    out: Path | None
    events: pd.DataFrame | None
    seconds: tuple[float, ...]

    @property
    def targets(self) -> pd.DataFrame:
        """Return a row per target."""
        return self.summary.targets

    @property
    def indicators(self) -> pd.DataFrame:
        """Return every indicator by replication, county and period."""
        return self.summary.indicators

    @property
    def staffing(self) -> pd.DataFrame:
        """Return staffed beds and the binding resource by replication, month and hospital."""
        return self.summary.staffing


def run(
    scenario: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    *,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    log: bool = False,
    force: bool = False,
    engine: str = "auto",
    progress: Progress | None = None,
    each: Callable[[Output], None] | None = None,
) -> RunResult:
    """Simulate a plan and judge its targets.

    Parameters
    ----------
    scenario : Scenario
    replications : int
        Numbered 0, 1, ...; more of them leave the first ones as they were.
    seed : int
        0 to 2**32 - 1. The same seed gives the same results, whatever the number of workers.
    workers : int, optional
        Processes; by default as many as there are processors, at most one a replication. A script that uses
        several must guard its start with ``if __name__ == "__main__":``.
    out : path, optional
        Folder for the results. It is filled at the very end: an interrupted run leaves nothing.
    log : bool
        Keep every event: written to ``events.parquet``, or without ``out`` returned.
    force : bool
        Overwrite a folder that holds other results.
    engine : str
        ``compiled``, ``simpy``, or ``auto``, the compiled one. Both give the same results; the compiled one has to be
        compiled once after installation, which takes up to a minute.
    progress : callable, optional
        Called with (replications done, replications).
    each : callable, optional
        Called with the tallies of every replication, in their order, for what no indicator says.

    Raises
    ------
    ScenarioError
        A target that no run could judge.
    ValueError
        A number out of range; as OutputError, a folder that cannot be used.
    RunError
        A replication failed.
    """
    from model.experiments.events import events_table, join_parts
    from model.experiments.output import Folder
    from model.measures import check_targets, summarise

    if replications < 1:
        raise ValueError(f"replications must be 1 or more, not {replications}")
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed must lie between 0 and {2**32 - 1}, not {seed}")
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers}")
    check_targets(scenario)
    workers = min(workers or processors(), replications)
    used = chosen(engine)
    began = time.perf_counter()
    seconds: list[float] = []
    tables: list[Any] = []

    with ExitStack() as stack:
        folder: Folder | None = None
        if out is not None:
            folder = stack.enter_context(Folder(Path(out), _identity(scenario, seed, replications), force))

        def read(outputs: Iterator[Output]) -> Iterator[Output]:
            for output in outputs:
                seconds.append(output.seconds)
                if each is not None:
                    each(output)
                if output.log is not None:
                    tables.append(events_table(output.replication, output.log))
                yield output

        get_ready(used)
        job = _Job(scenario, seed, log, used, folder.work if folder is not None and log else None)
        outputs = stack.enter_context(_simulated(job, replications, workers, progress or _silent))
        summary = summarise(scenario, read(outputs))
        if folder is not None:
            if log:
                join_parts(folder.work, replications)
            folder.publish(
                summary,
                {
                    "engine": used,
                    "date": datetime.now().astimezone().isoformat(timespec="seconds"),
                    "workers": workers,
                    "seconds": round(time.perf_counter() - began, 3),
                    "seconds_per_replication": [round(s, 3) for s in seconds],
                },
            )
    events = _joined(tables) if log and folder is None else None
    where = None if folder is None else folder.out
    return RunResult(scenario, seed, replications, summary, where, events, tuple(seconds))


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _identity(scenario: Scenario, seed: int, replications: int) -> dict[str, Any]:
    """Return what is needed to repeat a run, and nothing that differs between two equal runs."""
    from model import __version__

    libraries = {name: version(name) for name in ("numpy", "numba", "simpy")}
    return {
        "scenario": scenario.name,
        "digest": digest(scenario),
        "seed": seed,
        "replications": replications,
        "versions": {"jingkang": __version__, "python": platform.python_version(), **libraries},
    }


def _joined(tables: list[Any]) -> pd.DataFrame:
    import pyarrow as pa

    frame: pd.DataFrame = pa.concat_tables(tables).to_pandas()
    return frame


def _silent(done: int, total: int) -> None:
    """Report nothing."""


# --- where replications run ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Job:
    scenario: Scenario
    seed: int
    log: bool
    engine: str
    parts: Path | None
    """Where each replication writes its log; without it the log comes back in memory."""

    def simulate(self, replication: int) -> Output:
        """Run one replication; whatever goes wrong is a RunError that says where."""
        try:
            return self._simulate(replication)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}, {last.name}"
            raise RunError(
                f"replication {replication} (seed {self.seed}) failed: "
                f"{type(error).__name__}: {error} [{where}]"
            ) from error

    def _simulate(self, replication: int) -> Output:
        from model.engines.choice import simulate
        from model.experiments.events import EventsWriter, part_of

        plan = self.engine, self.scenario, self.seed, replication
        if not self.log:
            return simulate(*plan)
        if self.parts is not None:
            with EventsWriter(part_of(self.parts, replication), replication) as writer:
                return simulate(*plan, log=writer)
        rows: list[Rows] = []
        output = simulate(*plan, log=rows.append)
        output.log = {name: np.concatenate([part[name] for part in rows]) for name in rows[0]}
        return output


@contextmanager
def _simulated(job: _Job, replications: int, workers: int, progress: Progress) -> Iterator[Iterator[Output]]:
    """Give the outputs in the order of the replications; leaving early stops the workers at once."""
    progress(0, replications)
    if workers == 1:
        yield _in_process(job, replications, progress)
        return
    # Not forked: the parent may have threads (a progress bar, the explorer), which a fork would break.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(job,))
    try:
        futures = [pool.submit(_replicate, number) for number in range(replications)]
        _report(futures, progress)
        yield _in_order(futures)
    except BaseException:
        processes = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        raise
    pool.shutdown()


def _in_process(job: _Job, replications: int, progress: Progress) -> Iterator[Output]:
    for number in range(replications):
        output = job.simulate(number)
        progress(number + 1, replications)
        yield output


def _in_order(futures: list[Future[Output]]) -> Iterator[Output]:
    futures.reverse()
    while futures:
        # Dropped from the list before it is read: an output is not kept after it was summarised.
        future = futures.pop()
        try:
            output = future.result()
        except BrokenProcessPool:
            raise RunError(
                "a worker process was ended from outside; if memory ran out, use fewer workers"
            ) from None
        yield output


def _report(futures: list[Future[Output]], progress: Progress) -> None:
    total = len(futures)
    done = iter(range(1, total + 1))

    def finished(future: Future[Output]) -> None:
        if not future.cancelled() and future.exception() is None:
            progress(next(done), total)

    for future in futures:
        future.add_done_callback(finished)


_job: _Job | None = None


def _start_worker(job: _Job) -> None:
    """Keep what all replications of this worker share; Ctrl-C is the parent's to handle."""
    global _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = job


def _replicate(number: int) -> Output:
    assert _job is not None
    return _job.simulate(number)
