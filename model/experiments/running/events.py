"""The full event log on disk: one Parquet file, written part by part, never whole in memory."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

EVENTS = "events.parquet"
ROWS = 1 << 20
"""Rows of a row group; only the last one of a replication is shorter."""


def events_table(replication: int, log: dict[str, NDArray[Any]]) -> pa.Table:
    """Return rows of a log as a table, the replication in front."""
    rows = len(next(iter(log.values()), ()))
    columns = {"replication": np.full(rows, replication, np.int32), **log}
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def part_of(folder: Path, replication: int) -> Path:
    """Return the file that holds one replication's events until all are joined."""
    return folder / f"events-{replication:06d}.parquet"


class EventsWriter:
    """Writes one replication's events as they come, in row groups of `ROWS` however they come.

    Used as a context; a file that was not finished is no Parquet file.
    """

    def __init__(self, path: Path, replication: int) -> None:
        self._path, self._replication = path, replication
        self._writer: pq.ParquetWriter | None = None
        self._held: list[pa.Table] = []
        self._rows = 0

    def __enter__(self) -> EventsWriter:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write what is held back and close the file."""
        if error is None:
            self._write(self._rows)
        if self._writer is not None:
            self._writer.close()

    def __call__(self, log: dict[str, NDArray[Any]]) -> None:
        """Add rows of the log."""
        table = events_table(self._replication, log)
        self._held.append(table)
        self._rows += table.num_rows
        self._write(self._rows - self._rows % ROWS)

    def _write(self, rows: int) -> None:
        """Write so many of the rows held back, and hold the others."""
        if self._writer is None and self._held:
            self._writer = pq.ParquetWriter(self._path, self._held[0].schema, compression="zstd")
        if rows == 0 or self._writer is None:
            return
        table = pa.concat_tables(self._held).combine_chunks()
        self._writer.write_table(table.slice(0, rows), row_group_size=ROWS)
        self._held, self._rows = [table.slice(rows)], self._rows - rows


def join_parts(folder: Path, replications: int) -> None:
    """Join the replications' events into one file, a row group at a time, and remove the parts."""
    with pq.ParquetFile(part_of(folder, 0)) as first:
        schema = first.schema_arrow
    with pq.ParquetWriter(folder / EVENTS, schema, compression="zstd") as writer:
        for replication in range(replications):
            part = part_of(folder, replication)
            with pq.ParquetFile(part) as source:
                for group in range(source.num_row_groups):
                    writer.write_table(source.read_row_group(group))
            part.unlink()
