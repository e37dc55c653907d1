"""Rows of the part that is not complete, added to a file as they come, so that no row is computed twice.

The file is a stream of Arrow record batches. One that ends in the middle of a batch, because the program was killed
while it wrote, is read up to there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

TEMPORARY = ".temporary"
"""How the name of a file ends that is not in its place yet."""
_PART = b"jingkang.part"


class Journal:
    """A journal; what it cannot write (a full disk) it leaves: the rows are in memory as well.

    Parameters
    ----------
    path : Path
    schema : Schema
        Of the rows.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._file: Any = None
        self._writer: Any = None
        self._part: bytes | None = None

    def add(self, part: tuple[int, int], rows: pa.RecordBatch, before: pa.Table | None = None) -> None:
        """Keep rows of a part; the first of another part take the place of what was there, with the rows ``before``."""
        try:
            if repr(part).encode() != self._part:
                self.close()
                self._begin(repr(part).encode(), before)
            if self._writer is not None:
                self._writer.write_batch(rows)
        except OSError:
            self.close()

    def _begin(self, part: bytes, before: pa.Table | None) -> None:
        self._part = part
        # Written beside and moved, while it stays open: rows that an earlier session computed are never in neither.
        beside = self._path.with_name(self._path.name + TEMPORARY)
        self._file = pa.OSFile(str(beside), "wb")
        metadata = {**(self._schema.metadata or {}), _PART: part}
        self._writer = pa.ipc.new_stream(self._file, self._schema.with_metadata(metadata))
        if before is not None:
            self._writer.write_table(before.cast(self._schema))
        os.replace(beside, self._path)

    def close(self) -> None:
        """Close the file; it stays."""
        for open_one in (self._writer, self._file):
            if open_one is not None:
                with suppress(OSError):
                    open_one.close()
        self._writer = self._file = None

    def clear(self) -> None:
        """Remove the file: its rows are in their part."""
        self.close()
        self._part = None
        self._path.unlink(missing_ok=True)


def kept_rows(path: Path, schema: pa.Schema) -> tuple[tuple[int, int], pa.Table] | None:
    """Return the part that a journal belongs to and its rows; None when there is nothing to be used."""
    batches: list[pa.RecordBatch] = []
    part: tuple[int, int] | None = None
    with suppress(OSError, pa.ArrowException, ValueError), pa.OSFile(str(path), "rb") as file:
        stream = pa.ipc.open_stream(file)
        metadata = dict(stream.schema.metadata or {})
        plan, number = metadata.pop(_PART, b"(-1, -1)").decode().strip("()").split(",")
        if stream.schema.equals(schema) and metadata == (schema.metadata or {}):
            part = int(plan), int(number)
            for batch in stream:
                batch.validate(full=True)
                batches.append(batch)
    if part is None or not batches:
        return None
    return part, pa.Table.from_batches(batches, schema=schema)
