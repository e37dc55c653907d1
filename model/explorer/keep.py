"""What is kept between visits: saved scenarios, and the results of replications.

One SQLite file in the data folder (``JINGKANG_DATA``; by default the user's data folder). It has a write-ahead log, so
that a crash in the middle of a save leaves the last whole state and two writers wait for each other.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESULTS_BYTES = 2 << 30
"""Results kept at most; the longest unused go first."""
NAME_LENGTH = 60

_TABLES = """
CREATE TABLE IF NOT EXISTS scenario (
    name TEXT PRIMARY KEY, base TEXT NOT NULL, changes TEXT NOT NULL, saved REAL NOT NULL);
CREATE TABLE IF NOT EXISTS result (
    digest TEXT NOT NULL, seed INTEGER NOT NULL, version TEXT NOT NULL, replication INTEGER NOT NULL,
    arrays BLOB NOT NULL, used REAL NOT NULL, PRIMARY KEY (digest, seed, version, replication)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS result_used ON result (used);
"""


@dataclass(frozen=True)
class Saved:
    """A scenario as a visitor saved it: a plan of the catalogue and what is laid over it."""

    name: str
    base: str
    changes: dict[str, Any]
    saved: float


def data_folder() -> Path:
    """Return the folder of what is kept; it is made when something is saved."""
    if given := os.environ.get("JINGKANG_DATA"):
        return Path(given)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "jingkang"


def name_problem(name: str) -> str:
    """Return why a scenario cannot be called so, as a message of the catalogue; empty when it can."""
    if not name.strip():
        return "Give the scenario a name."
    if len(name) > NAME_LENGTH:
        return "The name is longer than 60 characters."
    if any(not c.isprintable() or c in '/\\<>"|?*:' for c in name) or name.strip(". ") != name:
        return "A name has letters, digits, spaces and hyphens; none of / \\ < > : \" | ? * and no dot at its ends."
    return ""


class Keep:
    """The data file.

    Parameters
    ----------
    folder : path
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or data_folder()) / "explorer.sqlite"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=30.0, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_TABLES)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()

    # --- scenarios -----------------------------------------------------------------------------------

    def save(self, name: str, base: str, changes: Mapping[str, Any]) -> None:
        """Save a scenario; one of the same name is replaced.

        Raises
        ------
        ValueError
            The name cannot be used; the message is one of the catalogue.
        """
        if problem := name_problem(name):
            raise ValueError(problem)
        row = (name, base, json.dumps(changes, ensure_ascii=False), time.time())
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO scenario VALUES (?, ?, ?, ?)", row)

    def delete(self, name: str) -> None:
        """Delete a saved scenario."""
        with self._open() as connection:
            connection.execute("DELETE FROM scenario WHERE name = ?", (name,))

    def saved(self) -> list[Saved]:
        """Return all saved scenarios, the newest first."""
        with self._open() as connection:
            rows = connection.execute("SELECT name, base, changes, saved FROM scenario ORDER BY saved DESC").fetchall()
        return [Saved(name, base, json.loads(changes), saved) for name, base, changes, saved in rows]

    # --- results -------------------------------------------------------------------------------------

    def put(self, key: tuple[str, int, str], replication: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep the arrays of a replication; ``key`` is (digest of the plan, seed, version)."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
        row = (*key, replication, buffer.getvalue(), time.time())
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?)", row)
            self._make_room(connection)

    def get(self, key: tuple[str, int, str], replications: Sequence[int]) -> dict[int, dict[str, NDArray[Any]]]:
        """Return what is kept of some replications, by number."""
        found: dict[int, dict[str, NDArray[Any]]] = {}
        with self._open() as connection:
            rows = connection.execute(
                "SELECT replication, arrays FROM result WHERE digest = ? AND seed = ? AND version = ?", key
            ).fetchall()
            connection.execute(
                "UPDATE result SET used = ? WHERE digest = ? AND seed = ? AND version = ?", (time.time(), *key)
            )
        for replication, blob in rows:
            if replication in replications:
                with np.load(io.BytesIO(blob), allow_pickle=False) as arrays:
                    found[replication] = dict(arrays)
        return found

    @staticmethod
    def _make_room(connection: sqlite3.Connection) -> None:
        held = connection.execute("SELECT COALESCE(SUM(LENGTH(arrays)), 0) FROM result").fetchone()[0]
        while held > RESULTS_BYTES:
            row = connection.execute(
                "SELECT digest, seed, version, replication, LENGTH(arrays) FROM result ORDER BY used LIMIT 1"
            ).fetchone()
            connection.execute(
                "DELETE FROM result WHERE digest = ? AND seed = ? AND version = ? AND replication = ?", row[:4]
            )
            held -= row[4]
