"""Sweeps: a design simulated point by point into a dataset, in a session that may end and go on any time.

The rows do not depend on how many workers there were, where they ran, or how often the sweep was interrupted: the files
under ``runs/`` are the same, byte for byte.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from model.experiments.running.cluster import LOCAL
from model.experiments.running.where import Failure, RunError, Runner, runner, silent
from model.experiments.sweeping.blocks import Block, BlockRows, BlockWork, Replicate
from model.experiments.sweeping.columns import ERROR, SECONDS, array_of
from model.experiments.sweeping.dataset import Dataset
from model.experiments.sweeping.design import Design, read_design
from model.experiments.sweeping.journal import Journal, kept_rows
from model.experiments.sweeping.store import JOURNAL, STATUS, Part, Store, write_json

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]
"""Called with the rows done and all of them."""

BLOCK_ROWS, LARGE_BLOCK_ROWS = 5, 1000
"""Rows given to a worker at once, in small designs and at most. At the end workers wait for the last block of another;
making a plan anew takes hundredths of a second."""
PART_ROWS, LARGE_PART_ROWS = 100, 20_000
"""Rows of a part, in small designs and at most."""
HELD_ROWS = 200_000
"""Rows that wait in memory when the disk is full; more of them end the session."""
MOST_REASONS, REASONS = 1000, 20
"""Different reasons of failures that are counted apart, and that are told."""


@dataclass(frozen=True, eq=False)
class SweepResult:
    """What a session of a sweep did, and the dataset.

    Attributes
    ----------
    out : Path
    rows, computed : int
        Of the whole design, and those that this session computed.
    failures : dict
        Number of rows that failed, by reason.
    unwritten : dict
        Parts that could not be written, by path: the reason. The same sweep tries failures and these again.
    """

    out: Path
    rows: int
    computed: int
    failures: dict[str, int]
    unwritten: dict[str, str]

    @property
    def complete(self) -> bool:
        """Tell whether every row is there and none failed."""
        return not self.failures and not self.unwritten

    @property
    def dataset(self) -> Path:
        """Return the folder of the Parquet dataset: hive partitions by plan."""
        return self.out / "runs"

    def runs(self) -> pd.DataFrame:
        """Return a row per plan, point and replication; see `model.experiments.sweeping.dataset.Dataset.runs`."""
        return Dataset(self.out).runs()

    def points(self) -> pd.DataFrame:
        """Return the amounts of the levers by point."""
        return Dataset(self.out).points()


def sweep(
    design: Design | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Simulate a design, or go on with it.

    Parameters
    ----------
    design : Design or path
        See `model.experiments.sweeping.design.read_design`.
    out : path
        Folder of the dataset. Where it holds this sweep already, only what is missing, damaged or failed is computed.
    workers, cluster
        See `model.experiments.running.where.runner`. A script that uses several workers must guard its start with
        ``if __name__ == "__main__":``.
    progress : callable, optional
        Called with (rows done, rows).

    Raises
    ------
    ScenarioError
        The design cannot be simulated.
    OutputError
        The folder holds another sweep or other files, or cannot be written.
    RunError
        The disk stayed full for too long.
    ChildProcessError
        No workers can be had; as ClusterError, the cluster cannot be reached.
    """
    from model.engines.choice import compile_first

    design = design if isinstance(design, Design) else read_design(design)
    with runner(workers, cluster) as where:
        if cluster in (None, LOCAL):
            compile_first(design.says.engine)
        return run_sweep(design, Path(out), where, Replicate(design), progress)


def run_sweep(
    design: Design, out: Path, where: Runner, work: BlockWork, progress: Progress | None = None
) -> SweepResult:
    """Do as `sweep`, with any work and runner."""
    block_rows, part_rows = sizes(design)
    store = Store(design, out, part_rows)
    began = time.perf_counter()
    with store.opened():
        session = _Session(store, where, work, block_rows, progress or silent)
        try:
            session.run()
            ended = "complete" if not session.failures and not session.unwritten else "incomplete"
        except BaseException as error:
            ended = f"ended by {type(error).__name__}"
            raise
        finally:
            session.journal.close()
            session.note(ended, where.workers, time.perf_counter() - began)
    return SweepResult(out, design.rows, session.computed, dict(session.failures), session.unwritten)


def sizes(design: Design) -> tuple[int, int]:
    """Return the rows of a block and of a part: small, so that little is lost, but not millions of them."""
    rows = design.rows
    block = min(max(rows // 20_000, min(design.replications, BLOCK_ROWS)), LARGE_BLOCK_ROWS)
    if design.replications <= block:
        # Whole points: each is made once.
        block -= block % design.replications
    part = min(max(rows // 1000, PART_ROWS), LARGE_PART_ROWS)
    return block, -(-part // block) * block


def _why(error: OSError) -> str:
    # Arrow words these errors in its own way.
    return os.strerror(error.errno) if error.errno else str(error)


@dataclass(eq=False)
class _Open:
    """A part that is not complete: which rows are missing, and those that came."""

    part: Part
    missing: NDArray[np.int64]
    journalled: bool = False
    left: int = 0
    came: list[pa.RecordBatch] = field(default_factory=list)
    kept: pa.Table | None = None


class _Session:
    def __init__(self, store: Store, where: Runner, work: BlockWork, block_rows: int, progress: Progress) -> None:
        self._store = store
        self._where = where
        self._work = work
        self._block_rows = block_rows
        self._progress = progress
        self._schema = store.schema.append(pa.field(SECONDS, pa.float64()))
        self._held: list[tuple[Part, pa.Table]] = []
        self.journal = Journal(store.out / JOURNAL, self._schema)
        self.failures: Counter[str] = Counter()
        self.unwritten: dict[str, str] = {}
        self.computed = 0

    def run(self) -> None:
        """Compute what is missing, part by part."""
        total = self._store.design.rows
        # The part of the journal first: the next part that is begun takes its place.
        todo = sorted(self._survey(), key=lambda of: not of.journalled)
        done = total - sum(part.missing.size for part in todo)
        self._progress(done, total)
        given: deque[tuple[_Open, Block]] = deque()
        for outcome in self._where.map(self._work, self._blocks(todo, given)):
            of, block = given.popleft()
            self._take(of, block, outcome)
            done += block.points.size
            self._progress(done, total)
        self._write_held()
        self.journal.clear() if not self.unwritten else self.journal.close()

    # --- what is there ---

    def _survey(self) -> Iterator[_Open]:
        """Give the parts that are not complete. What they hold is read again when it is their turn."""
        journal = kept_rows(self._store.out / JOURNAL, self._schema)
        for part in self._store.parts():
            kept = self._store.read(part)
            if kept is not None and kept[ERROR].null_count == kept.num_rows:
                continue
            of = _Open(part, part.rows)
            if journal is not None and journal[0] == (part.plan, part.number):
                # Kept in memory: the first row that comes begins a new journal.
                of.kept, of.journalled = self._finished(part, journal[1]), True
            elif kept is not None:
                of.kept = self._finished(part, kept)
            if of.kept is not None:
                of.missing = np.setdiff1d(part.rows, self._store.row_numbers(of.kept))
            of.left = of.missing.size
            if of.left:
                yield of
            else:
                self._complete(of)

    def _finished(self, part: Part, rows: pa.Table) -> pa.Table:
        """Return the rows that did not fail, with their seconds."""
        if SECONDS not in rows.column_names:
            rows = rows.append_column(SECONDS, pa.array(self._store.seconds(part)))
        rows = rows.filter(pc.is_null(rows[ERROR]))
        numbers = self._store.row_numbers(rows)
        _, first = np.unique(numbers, return_index=True)
        return rows.take(first[np.isin(numbers[first], part.rows)])

    # --- what is to be done ---

    def _blocks(self, todo: list[_Open], given: deque[tuple[_Open, Block]]) -> Iterator[Block]:
        design = self._store.design
        for of in todo:
            for first in range(0, of.missing.size, self._block_rows):
                rows = of.missing[first : first + self._block_rows]
                points, replications = np.divmod(rows, design.replications)
                block = Block(of.part.plan, points, replications, design.amounts[points])
                given.append((of, block))
                yield block

    def _take(self, of: _Open, block: Block, outcome: BlockRows | Failure) -> None:
        count = block.points.size
        if isinstance(outcome, Failure) and count > 1:
            # Something ended the worker, or does not fit between processes: which row is it?
            for row in range(count):
                at = slice(row, row + 1)
                single = Block(block.plan, block.points[at], block.replications[at], block.amounts[at])
                (alone,) = self._where.map(self._work, [single])
                self._take(of, single, alone)
            return
        if isinstance(outcome, Failure):
            results = sum(column.kind != "lever" for column in self._store.columns)
            outcome = BlockRows(np.full((1, results), np.nan), np.full(1, np.nan), {0: outcome.reason})
        rows = self._batch(block, outcome)
        for reason in outcome.errors.values():
            known = reason in self.failures or len(self.failures) < MOST_REASONS
            self.failures[reason if known else "other reasons"] += 1
        self.computed += count
        self.journal.add((of.part.plan, of.part.number), rows, of.kept)
        of.came.append(rows)
        of.left -= count
        if not of.left:
            self._complete(of)

    def _batch(self, block: Block, rows: BlockRows) -> pa.RecordBatch:
        results = iter(rows.numbers.T)
        levers = iter(block.amounts.T)
        columns = [array_of(c, next(levers if c.kind == "lever" else results)) for c in self._store.columns]
        errors = pa.array([rows.errors.get(row) for row in range(block.points.size)], pa.string())
        whole = [pa.array(block.points), pa.array(block.replications), *columns, errors, pa.array(rows.seconds)]
        return pa.RecordBatch.from_arrays(whole, schema=self._schema)

    def _complete(self, of: _Open) -> None:
        """Write a part that is complete; what was kept of it and what came are put in order."""
        table = pa.Table.from_batches(of.came, schema=self._schema)
        of.came = []
        if of.kept is not None:
            table = pa.concat_tables([table, of.kept.cast(self._schema)])
            table = table.take(np.argsort(self._store.row_numbers(table)))
            of.kept = None
        self._held.append((of.part, table))
        self._write_held()
        if sum(table.num_rows for _, table in self._held) > HELD_ROWS:
            reason = next(iter(self.unwritten.values()))
            raise RunError(f"results can no longer be written ({reason}); the same command goes on from what is there")

    def _write_held(self) -> None:
        """Write what waits; what cannot be written goes on waiting, with the reason."""
        waiting, self._held = self._held, []
        for part, table in waiting:
            path = str(self._store.path(part).relative_to(self._store.out))
            try:
                self._store.write(part, table)
                self.unwritten.pop(path, None)
            except OSError as error:
                self.unwritten[path] = _why(error)
                self._held.append((part, table))

    # --- what is told ---

    def note(self, ended: str, workers: int, seconds: float) -> None:
        """Leave a note of how the session ended, if that can be written."""
        content: dict[str, Any] = {
            "ended": ended,
            "date": datetime.now().astimezone().isoformat(timespec="seconds"),
            "workers": workers,
            "seconds": round(seconds, 3),
            "rows": self._store.design.rows,
            "computed": self.computed,
            "failed": sum(self.failures.values()),
            "reasons": dict(self.failures.most_common(REASONS)),
            "unwritten": self.unwritten,
        }
        try:
            write_json(content, self._store.out / STATUS)
        except OSError as error:
            self.unwritten.setdefault(STATUS, _why(error))
