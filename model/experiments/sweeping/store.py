"""The folder of a sweep: a Parquet dataset that is written part by part and survives whatever ends the program.

::

    sweep.json                              what was asked: digests, seeds, versions, columns
    points.parquet                          the amounts of the levers, by point
    runs/plan=NAME/part-000000.parquet      a row per point and replication
    timings/plan=NAME/part-000000.parquet   seconds of each; these differ between two equal sweeps
    unfinished.arrow                        rows of the part that is not complete
    status.json                             how the last session ended

A part is written beside its place and moved there. What is done is read from the parts themselves: one that cannot be
read to its last page, or that holds other rows than it should, is done again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from model.experiments.running.output import OutputError
from model.experiments.running.versions import differences, versions
from model.experiments.sweeping.columns import (
    ERROR,
    POINT,
    REPLICATION,
    SECONDS,
    Column,
    columns_of,
    described,
    schema_of,
)
from model.experiments.sweeping.design import Design
from model.experiments.sweeping.journal import TEMPORARY

SWEEP, POINTS, STATUS, JOURNAL, LOCK = "sweep.json", "points.parquet", "status.json", "unfinished.arrow", ".lock"
RUNS, TIMINGS = "runs", "timings"
OWN = (SWEEP, POINTS, STATUS, JOURNAL, LOCK, RUNS, TIMINGS)
"""Everything a sweep may leave in its folder."""
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """Rows ``first`` to ``last`` (excluded) of a plan.

    Row r is the point r // replications, and its replication r % replications.
    """

    plan: int
    number: int
    first: int
    last: int

    @property
    def rows(self) -> Ints:
        """Return the numbers of its rows."""
        return np.arange(self.first, self.last, dtype=np.int64)


class Store:
    """A sweep's folder.

    Parameters
    ----------
    design : Design
    out : Path
    part_rows : int
        Rows of a part.
    """

    def __init__(self, design: Design, out: Path, part_rows: int) -> None:
        self.design = design
        self.out = out
        self.columns: tuple[Column, ...] = columns_of(design)
        self.schema = schema_of(self.columns).with_metadata({"jingkang.sweep": design.identity()["digest"]})
        self.part_rows = part_rows

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Take the folder: make it, or see that it holds this very sweep, and keep other sessions out.

        Raises
        ------
        OutputError
            It holds another sweep or other files, another session is writing there, or it cannot be written.
        """
        identity = {
            **self.design.identity(), "part_rows": self.part_rows, "versions": versions(),
            "columns": described(self.columns),
        }  # fmt: skip
        new = self._check(identity)
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            lock = (self.out / LOCK).open("w")
        except OSError as error:
            raise OutputError(f"{self.out} cannot be written: {error.strerror}") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise OutputError(f"{self.out}: another session is writing there") from None
            for left in self.out.rglob(f"*{TEMPORARY}"):
                left.unlink()
            if new or not (self.out / POINTS).exists():
                self._write_points()
                write_json(identity, self.out / SWEEP)
            yield

    def _check(self, identity: dict[str, Any]) -> bool:
        """Tell whether the folder is still to be filled."""
        if not self.out.exists():
            return True
        if not self.out.is_dir():
            raise OutputError(f"{self.out} is a file, not a folder")
        names = [path.name for path in self.out.iterdir()]
        foreign = sorted(name for name in names if name not in OWN and not name.endswith(TEMPORARY))
        if foreign:
            raise OutputError(f"{self.out} holds files that are not of a sweep ({', '.join(foreign[:3])})")
        if SWEEP not in names:
            if RUNS in names:
                raise OutputError(f"{self.out} holds parts of a sweep, and no {SWEEP} that says of which")
            return True
        held = read_sweep(self.out)
        # Through JSON: what was read back can be compared with what would be written.
        now = json.loads(json.dumps(identity))
        compared = [key for key in now if key not in ("digest", "versions", "columns")]
        if changed := [key for key in compared if held.get(key) != now[key]]:
            raise OutputError(f"{self.out} holds another sweep: {_changes(held, now, changed)}; choose another folder")
        if different := differences(held.get("versions", {}), now["versions"]):
            raise OutputError(f"{self.out} was begun with other versions: {different}; choose another folder")
        return False

    def _write_points(self) -> None:
        amounts = self.design.amounts
        levers = {c.name: amounts[:, n] for n, c in enumerate(c for c in self.columns if c.kind == "lever")}
        table = pa.table({POINT: np.arange(len(amounts), dtype=np.int64), **levers})
        write_table(table, self.out / POINTS)

    # --- parts ---

    def parts(self) -> Iterator[Part]:
        """Give all parts, in order."""
        rows = len(self.design.amounts) * self.design.replications
        for plan in range(len(self.design.plans)):
            for number, first in enumerate(range(0, rows, self.part_rows)):
                yield Part(plan, number, first, min(first + self.part_rows, rows))

    def path(self, part: Part, kind: str = RUNS) -> Path:
        """Return where a part is, or belongs."""
        plan = quote(self.design.plans[part.plan].name, safe="")
        return self.out / kind / f"plan={plan}" / f"part-{part.number:06d}.parquet"

    def read(self, part: Part) -> pa.Table | None:
        """Return a part's rows; None when it is not there, or not whole and as it should be."""
        path = self.path(part)
        if not path.exists():
            return None
        try:
            # Not as a dataset, which would read the plan from the folder's name; every page's checksum is compared.
            table = pq.ParquetFile(path, page_checksum_verification=True).read()
            whole = table.schema.equals(self.schema, check_metadata=True) and self._fits(part, table)
        except Exception:
            # A file in which a bit flipped may be anything: what it says of itself need not even be text.
            return None
        return table if whole else None

    def _fits(self, part: Part, table: pa.Table) -> bool:
        return table.num_rows == part.rows.size and bool((self.row_numbers(table) == part.rows).all())

    def row_numbers(self, table: pa.Table) -> Ints:
        """Return which rows of the plan a table holds."""
        point, replication = (table[name].to_numpy().astype(np.int64) for name in (POINT, REPLICATION))
        numbers: Ints = point * self.design.replications + replication
        return numbers

    def seconds(self, part: Part) -> NDArray[np.float64]:
        """Return the seconds that each row of a part took; nan where nothing says it."""
        with suppress(OSError, pa.ArrowException, KeyError):
            seconds = pq.ParquetFile(self.path(part, TIMINGS)).read([SECONDS])[SECONDS].to_numpy()
            if seconds.size == part.rows.size:
                return np.asarray(seconds, np.float64)
        return np.full(part.rows.size, np.nan)

    def write(self, part: Part, table: pa.Table) -> None:
        """Put a part in place; ``table`` has the columns of the schema and `SECONDS`, in the order of the rows.

        Raises
        ------
        OSError
            It cannot be written; nothing is changed.
        """
        timing = table.select([POINT, REPLICATION, SECONDS])
        write_table(timing, self.path(part, TIMINGS))
        write_table(table.drop_columns([SECONDS]).combine_chunks().cast(self.schema), self.path(part))


def write_table(table: pa.Table, path: Path) -> None:
    """Write a Parquet file whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _moved_there(path) as beside:
        pq.write_table(table.combine_chunks(), beside, compression="zstd", write_page_checksum=True)


def write_json(content: dict[str, Any], path: Path) -> None:
    """Write a file of JSON whole, or not at all."""
    with _moved_there(path) as beside:
        beside.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def _moved_there(path: Path) -> Iterator[Path]:
    beside = path.with_name(path.name + TEMPORARY)
    try:
        yield beside
        with beside.open("rb") as file:
            # Before it gets its name: after a loss of power the name never stands for half a file.
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def read_sweep(out: Path) -> dict[str, Any]:
    """Return what a folder's `SWEEP` says.

    Raises
    ------
    OutputError
        There is no such file, or it is damaged.
    """
    try:
        held = json.loads((out / SWEEP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OutputError(f"{out} holds no sweep: there is no {SWEEP}") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{out / SWEEP} cannot be read: {error}") from None
    if not isinstance(held, dict) or "columns" not in held:
        raise OutputError(f"{out / SWEEP} is not of a sweep")
    return held


def _changes(held: dict[str, Any], now: dict[str, Any], keys: list[str]) -> str:
    """Say what differs, in a line."""
    if "plans" in keys and set(held["plans"]) == set(now["plans"]):
        plans = [name for name, digest in now["plans"].items() if held["plans"][name] != digest]
        return f"what is said by {', '.join(plans)} differs"
    short = [key for key in keys if key not in ("points_digest", "levers")]
    if not short:
        return "its levers differ"
    return ", ".join(f"{key} {held.get(key)!r} there, {now[key]!r} here" for key in short[:3])


__all__ = ["ERROR", "OWN", "Part", "Store", "read_sweep", "write_json", "write_table"]
