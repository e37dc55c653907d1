"""The dataset of a sweep, to read: as data frames, and by SQL.

Queries run in DuckDB on views of the dataset, row group by row group, so that it need not fit in memory. DuckDB itself
may open no file and change no setting; a query sees the views, and nothing else of this machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from model.experiments.running.output import OutputError
from model.experiments.sweeping.columns import ERROR, PLAN, POINT, REPLICATION, SECONDS, Column, schema_of
from model.experiments.sweeping.store import POINTS, RUNS, TIMINGS, read_sweep

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_TIMING = pa.schema([(POINT, pa.int64()), (REPLICATION, pa.int64()), (SECONDS, pa.float64())])


class QueryError(ValueError):
    """A query cannot be answered; the message is DuckDB's, in one line."""


class Dataset:
    """A sweep's folder.

    Parameters
    ----------
    out : path

    Raises
    ------
    OutputError
        There is no sweep.
    """

    def __init__(self, out: str | Path) -> None:
        self.out = Path(out)
        self.about: dict[str, Any] = read_sweep(self.out)
        self.columns = tuple(Column(**column) for column in self.about["columns"])

    def _parts(self, kind: str, schema: pa.Schema) -> ds.Dataset:
        whole = schema.insert(0, pa.field(PLAN, pa.string()))
        files = sorted(str(path) for path in (self.out / kind).glob("plan=*/part-*.parquet"))
        if not files:
            return ds.dataset(whole.empty_table())
        partitions = ds.partitioning(pa.schema([(PLAN, pa.string())]), flavor="hive")
        base = str(self.out / kind)
        return ds.dataset(files, schema=whole, format="parquet", partitioning=partitions, partition_base_dir=base)

    def runs(self) -> pd.DataFrame:
        """Return the rows that are finished.

        Returns
        -------
        DataFrame
            Columns plan, point, replication; a column for each lever; for each target ``..._value``, ``..._met`` (1, 0)
            and ``..._shortfall``; each wanted measure; error (why a row failed). Units are in ``sweep.json``. nan: not
            observed, or no target of that plan.
        """
        return self._frame(self._parts(RUNS, schema_of(self.columns)))

    def timings(self) -> pd.DataFrame:
        """Return plan, point, replication and the seconds that the engine took."""
        return self._frame(self._parts(TIMINGS, _TIMING))

    def points(self) -> pd.DataFrame:
        """Return the amounts of the levers by point."""
        try:
            frame: pd.DataFrame = pq.read_table(self.out / POINTS).to_pandas()
        except (OSError, pa.ArrowException) as error:
            raise OutputError(f"{self.out / POINTS} cannot be read: {error}") from None
        return frame

    def _frame(self, dataset: ds.Dataset) -> pd.DataFrame:
        with self._damage():
            frame: pd.DataFrame = dataset.to_table().to_pandas()
        return frame

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
            said = str(error).splitlines()[0]
            raise OutputError(f"a part of {self.out} is damaged; run the sweep again to mend it ({said})") from None

    @contextmanager
    def query(self, sql: str) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
        """Ask the views ``runs``, ``points`` and ``timings``.

        Parameters
        ----------
        sql : str
            One ``select`` (or ``with``, ``describe``, ``summarize``) of DuckDB's SQL.

        Yields
        ------
        tuple
            Names of the columns; rows, as they are read.

        Raises
        ------
        QueryError
            The query is none that only reads, or DuckDB cannot answer it.
        OutputError
            A part of the dataset is damaged.
        """
        import duckdb

        with self._damage():
            sources = {
                RUNS: self._parts(RUNS, schema_of(self.columns)),
                "points": ds.dataset(str(self.out / POINTS), format="parquet"),
                TIMINGS: self._parts(TIMINGS, _TIMING),
            }
        with duckdb.connect(":memory:", config=_ALONE) as connection, _said(self.out):
            for name, source in sources.items():
                connection.register(name, source)
            connection.execute("set lock_configuration = true")
            answer = connection.execute(_only_reads(sql))
            yield [str(column[0]) for column in answer.description], _rows(answer, self.out)


_ALONE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def _only_reads(sql: str) -> duckdb.Statement:
    import duckdb

    statements = duckdb.extract_statements(sql)
    if len(statements) != 1:
        raise QueryError(f"one query is expected, not {len(statements)}")
    kind = statements[0].type
    if kind not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        raise QueryError(f"only queries that read are allowed (select ...), not {str(kind).rpartition('.')[2]}")
    return statements[0]


def _rows(answer: duckdb.DuckDBPyConnection, out: Path) -> Iterator[tuple[Any, ...]]:
    with _said(out):
        while rows := answer.fetchmany(10_000):
            yield from rows


@contextmanager
def _said(out: Path) -> Iterator[None]:
    """Turn DuckDB's errors into one message."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        asked = (duckdb.PermissionException, duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
        if not isinstance(error, asked) and any("parquet" in line.lower() for line in lines):
            raise OutputError(f"a part of {out} is damaged; run the sweep again to mend it ({lines[0]})") from None
        raise QueryError(" ".join(line for line in lines if not line.startswith(("LINE", "^")))) from None


__all__ = ["ERROR", "Dataset", "QueryError"]
