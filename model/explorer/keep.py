"""What is kept between visits: saved scenarios, plans of visitors' own, results of replications, answers to questions.

One SQLite file in the data folder (``JINGKANG_DATA``; by default the user's data folder). It has a write-ahead log, so
that a crash in the middle of a save leaves the last whole state and two writers, of one server or of two, wait for each
other. The folder must be on a disk of this machine: network file systems do not lock reliably.

Results are a convenience: when the file cannot be used they are computed anew, and `Keep.problem` says why.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from model.explorer.packed import DAMAGED, packed, unpacked
from model.explorer.words import later

RESULTS_BYTES = 2 << 30
"""Results kept at most; the longest unused go first."""
ANSWERS = 2000
"""Answers kept at most."""
PLANS_BYTES = 256 << 20
"""Plans of visitors' own kept at most; the longest unused go first, those that a scenario was saved on stay."""
NAME_LENGTH = 60
WAIT_SECONDS = 30.0
"""How long a writer waits for another."""
AGAIN_SECONDS = 0.01
"""After SQLite refused to wait for another."""

log = logging.getLogger("jingkang.explorer")

_TABLES = """
CREATE TABLE IF NOT EXISTS scenario (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, base TEXT NOT NULL, changes TEXT NOT NULL,
    saved REAL NOT NULL, UNIQUE (owner, name));
CREATE TABLE IF NOT EXISTS result (
    digest TEXT NOT NULL, seed INTEGER NOT NULL, version TEXT NOT NULL, replication INTEGER NOT NULL,
    arrays BLOB NOT NULL, used REAL NOT NULL, PRIMARY KEY (digest, seed, version, replication)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS result_used ON result (used);
CREATE TABLE IF NOT EXISTS answer (question TEXT PRIMARY KEY, data BLOB NOT NULL, used REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS plan (
    name TEXT PRIMARY KEY, digest TEXT NOT NULL, text TEXT NOT NULL, used REAL NOT NULL) WITHOUT ROWID;
"""
_NOBODYS = """
INSERT INTO scenario SELECT lower(hex(randomblob(8))), '', name, base, changes, saved FROM scenario_before;
DROP TABLE scenario_before
"""
"""Scenarios of a file from before they had owners: they are nobody's."""


class KeepError(RuntimeError):
    """The data file cannot be used; the message is one of the catalogue."""


@dataclass(frozen=True)
class Saved:
    """A scenario as a visitor saved it: a plan of the catalogue and what is laid over it.

    Attributes
    ----------
    id : str
        By which an address names it: nobody guesses it, and it stays when the scenario is saved anew.
    owner : str
        Whose it is (`model.explorer.access.owner`); empty: nobody's.
    """

    id: str
    owner: str
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
        return later("Give the scenario a name.")
    if len(name) > NAME_LENGTH:
        return later("The name is longer than 60 characters.")
    if any(not c.isprintable() or c in '/\\<>"|?*:' for c in name) or name.strip(". ") != name:
        return later(
            "A name has letters, digits, spaces and hyphens; none of / \\ < > : \" | ? * and no dot at its ends."
        )
    return ""


class Keep:
    """The data file.

    Parameters
    ----------
    folder : path

    Attributes
    ----------
    problem : str
        Why the file could not be used when it was last tried, a message of the catalogue; empty: all is well.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or data_folder()) / "explorer.sqlite"
        self.problem = ""

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._transaction() as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            problem = _problem(error)
            if problem != self.problem:
                log.error("%s: %s (%s: %s)", self.path, problem, type(error).__name__, error)
            self.problem = problem
            raise KeepError(problem) from error
        self.problem = ""

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            _write_ahead(connection)
            # Each statement of its own: a script would first commit whatever is open.
            connection.execute("BEGIN IMMEDIATE")
            columns = [row[1] for row in connection.execute("PRAGMA table_info(scenario)")]
            before = bool(columns) and "owner" not in columns
            if before:
                connection.execute("ALTER TABLE scenario RENAME TO scenario_before")
            for statement in filter(str.strip, (_TABLES + (_NOBODYS if before else "")).split(";")):
                connection.execute(statement)
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()

    # --- scenarios -----------------------------------------------------------------------------------

    def save(self, name: str, base: str, changes: Mapping[str, Any], owner: str = "") -> None:
        """Save a scenario; one of the same owner and name is replaced.

        Raises
        ------
        ValueError
            The name cannot be used; the message is one of the catalogue.
        KeepError
            The data file cannot be used.
        """
        if problem := name_problem(name):
            raise ValueError(problem)
        text = json.dumps(changes, ensure_ascii=False)
        with self._open() as connection:
            connection.execute(
                "INSERT INTO scenario VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (owner, name) DO UPDATE SET "
                "base = excluded.base, changes = excluded.changes, saved = excluded.saved",
                (secrets.token_hex(8), owner, name, base, text, time.time()),
            )

    def delete(self, id_: str) -> None:
        """Delete a saved scenario; `KeepError` as for `save`."""
        with self._open() as connection:
            connection.execute("DELETE FROM scenario WHERE id = ?", (id_,))

    def saved(self, owner: str | None = None) -> list[Saved]:
        """Return saved scenarios, the newest first: all of them, or an owner's and those that are nobody's.

        None when the data file cannot be used.
        """
        with suppress(KeepError), self._open() as connection:
            rows = connection.execute(
                "SELECT * FROM scenario WHERE ?1 IS NULL OR owner IN (?1, '') ORDER BY saved DESC", (owner,)
            ).fetchall()
            return [_saved(row) for row in rows]
        return []

    def find(self, id_: str) -> Saved | None:
        """Return the saved scenario of an id, whosesoever it is; None: there is none, or the file cannot be used."""
        with suppress(KeepError), self._open() as connection:
            row = connection.execute("SELECT * FROM scenario WHERE id = ?", (id_,)).fetchone()
            return _saved(row) if row is not None else None
        return None

    # --- plans of visitors' own ----------------------------------------------------------------------

    def put_plan(self, name: str, digest: str, text: str) -> None:
        """Keep a plan, TOML, under its name; `KeepError` as for `save`."""
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO plan VALUES (?, ?, ?, ?)", (name, digest, text, time.time()))
            held = connection.execute("SELECT COALESCE(SUM(LENGTH(text)), 0) FROM plan").fetchone()[0]
            unused = connection.execute(
                "SELECT name, LENGTH(text) FROM plan WHERE name != ? AND name NOT IN (SELECT base FROM scenario) "
                "ORDER BY used", (name,),
            )
            for other, size in unused.fetchall() if held > PLANS_BYTES else ():
                connection.execute("DELETE FROM plan WHERE name = ?", (other,))
                held -= size
                if held <= PLANS_BYTES:
                    break

    def get_plan(self, name: str) -> str | None:
        """Return the text of a plan, or None when it is not kept or the data file cannot be used."""
        with suppress(KeepError), self._open() as connection:
            row = connection.execute("SELECT text FROM plan WHERE name = ?", (name,)).fetchone()
            if row is not None:
                connection.execute("UPDATE plan SET used = ? WHERE name = ?", (time.time(), name))
                return str(row[0])
        return None

    # --- results -------------------------------------------------------------------------------------

    def put(self, key: tuple[str, int, str], replication: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep the arrays of a replication; ``key`` is (digest of the plan, seed, version)."""
        self.put_all([(key, replication, packed(arrays))])

    def put_all(self, results: Sequence[tuple[tuple[str, int, str], int, bytes]]) -> None:
        """Keep replications, as for `put` but packed, all at once: what waits for the disk, waits once."""
        rows = [(*key, replication, data, time.time()) for key, replication, data in results]
        with suppress(KeepError), self._open() as connection:
            connection.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._make_room(connection)

    def get(self, key: tuple[str, int, str], replications: Sequence[int]) -> dict[int, dict[str, NDArray[Any]]]:
        """Return what is kept of some replications, by number; what cannot be read is not there."""
        if not replications:
            return {}
        wanted, rows = set(replications), []
        where = "WHERE digest = ? AND seed = ? AND version = ? AND replication BETWEEN ? AND ?"
        bounds = (*key, min(wanted), max(wanted))
        with suppress(KeepError), self._open() as connection:
            rows = connection.execute(f"SELECT replication, arrays FROM result {where}", bounds).fetchall()
            if rows:
                connection.execute(f"UPDATE result SET used = ? {where}", (time.time(), *bounds))
        read = {replication: _arrays(blob) for replication, blob in rows if replication in wanted}
        return {replication: arrays for replication, arrays in read.items() if arrays is not None}

    # --- answers -------------------------------------------------------------------------------------

    def put_answer(self, question: str, data: bytes) -> None:
        """Keep an answer under the digest of its question; the longest unused of too many go."""
        with suppress(KeepError), self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (question, data, time.time()))
            connection.execute(
                "DELETE FROM answer WHERE question NOT IN (SELECT question FROM answer ORDER BY used DESC LIMIT ?)",
                (ANSWERS,),
            )

    def get_answer(self, question: str) -> bytes | None:
        """Return the answer that is kept for a question, or None."""
        with suppress(KeepError), self._open() as connection:
            row = connection.execute("SELECT data FROM answer WHERE question = ?", (question,)).fetchone()
            if row is not None:
                connection.execute("UPDATE answer SET used = ? WHERE question = ?", (time.time(), question))
                return bytes(row[0])
        return None

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


@st.cache_resource(show_spinner=False)
def kept() -> Keep:
    """Return what is kept on this server."""
    return Keep()


def _saved(row: tuple[Any, ...]) -> Saved:
    id_, owner, name, base, changes, saved = row
    return Saved(id_, owner, name, base, json.loads(changes), saved)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have the file keep a write-ahead log. Two that open a new file at once: SQLite refuses one without waiting."""
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(AGAIN_SECONDS)


def _arrays(blob: bytes) -> dict[str, NDArray[Any]] | None:
    """Return the arrays of a replication; None when what was kept is damaged."""
    try:
        return unpacked(blob)
    except DAMAGED as error:
        log.error("a kept result is damaged and computed anew (%s: %s)", type(error).__name__, error)
        return None


def _problem(error: Exception) -> str:
    """Return what is wrong with the data file, as a message of the catalogue."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return later("The server's data file is damaged: nothing can be saved, and results are computed anew.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return later("The server's data file was in use for too long. Please try again.")
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) == errno.ENOSPC:
        return later("The server's disk is full: nothing can be saved, and results are computed anew.")
    return later("The server's data file cannot be written: nothing can be saved, and results are computed anew.")
