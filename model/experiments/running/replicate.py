"""Replications of one scenario: simulated in worker processes, summarised, written.

Nothing in the results depends on how many workers there were: every random number belongs to the seed, the
replication and a person, replications are read in their order, and parts of one have places of their own in it.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.engines.choice import chosen, compile_first
from model.experiments.running.how import DEFAULT_SEED, check_seed
from model.experiments.running.replications import Progress, Whole, division, simulated
from model.experiments.running.where import processors
from model.scenario.loading import digest
from model.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from model.care.recorder import Output
    from model.experiments.running.output import Folder
    from model.measures import Summary

DEFAULT_REPLICATIONS = 10


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
        Time of each replication on the clock; of one in parts, the sum over its parts.
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
        Processes; by default as many as there are processors. Where they are more than the replications, several
        work on one if its plan has many cities that share nothing, and no log is kept; otherwise at most one a
        replication. A script that uses several must guard its start with ``if __name__ == "__main__":``.
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
        Called with (replications done, replications); the first is no whole number while one is done in part.
    each : callable, optional
        Called with the tallies of every replication, in their order, for what no indicator says.

    Raises
    ------
    ScenarioError
        A target that no run could judge.
    ValueError
        A number out of range; as OutputError, a folder that cannot be used.
    RunError
        A replication failed. One whose worker process is ended from outside is run again before it does.
    ChildProcessError
        No worker process can be started.
    """
    from model.experiments.running.events import events_table, join_parts
    from model.experiments.running.output import Folder
    from model.measures import check_targets, summarise

    if replications < 1:
        raise ValueError(f"replications must be 1 or more, not {replications}")
    check_seed(seed)
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers}")
    check_targets(scenario)
    used = chosen(engine)
    began = time.perf_counter()
    seconds: list[float] = []
    tables: list[Any] = []

    with ExitStack() as stack:
        folder: Folder | None = None
        if out is not None:
            folder = stack.enter_context(Folder(Path(out), _identity(scenario, seed, replications), scenario, force))

        def read(outputs: Iterator[Output]) -> Iterator[Output]:
            for output in outputs:
                seconds.append(output.seconds)
                if each is not None:
                    each(output)
                if output.log is not None:
                    tables.append(events_table(output.replication, output.log))
                yield output

        compile_first(used)
        job = Whole(scenario, seed, used, log, folder.work if folder is not None and log else None)
        shared = division(job, replications, workers or processors())
        outputs = stack.enter_context(simulated(job, replications, shared, progress))
        summary = summarise(scenario, read(outputs))
        if folder is not None:
            if log:
                join_parts(folder.work, replications)
            folder.publish(
                summary,
                {
                    "engine": used,
                    "date": datetime.now().astimezone().isoformat(timespec="seconds"),
                    "workers": shared.workers,
                    "seconds": round(time.perf_counter() - began, 3),
                    "seconds_per_replication": [round(s, 3) for s in seconds],
                },
            )
    events = _joined(tables) if log and folder is None else None
    where = None if folder is None else folder.out
    return RunResult(scenario, seed, replications, summary, where, events, tuple(seconds))


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


__all__ = ["DEFAULT_REPLICATIONS", "Progress", "RunResult", "run"]
