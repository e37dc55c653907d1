"""The folder of results: what is in it, what may be overwritten, and putting it in place all at once."""

from __future__ import annotations

import json
import math
import os
import secrets
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from model.experiments.running.events import EVENTS
from model.experiments.running.refused import OutputError as OutputError
from model.measures import Summary
from model.scenario.merging import plain
from model.scenario.schema import Scenario

RUN = "run.json"
SCENARIO = "scenario.json"
"""The whole plan that was run, as `model.scenario.merging.plain` writes it."""
SCENARIOS = "scenarios.json"
"""Beside an experiment on several plans: the plans."""
REASONS = "reasons.json"
"""What a report found out beyond the run (`model.report.document.reasons`); it belongs to the run beside it."""
OWN = (
    RUN,
    SCENARIO,
    REASONS,
    "targets.csv",
    "indicators.parquet",
    "staffing.parquet",
    EVENTS,
    "timing.json",
    "figure.png",
)
"""Every file that a run may leave; nothing else in a folder is ever touched."""


class Folder:
    """Results in the making: written beside ``out`` and moved there when they are complete.

    Used as a context; when it is left without `publish`, nothing remains.

    Parameters
    ----------
    out : Path
    identity : dict
        What `RUN` will say. A folder whose `RUN` says the same holds the same results and may be replaced.
    scenario : Scenario
        The plan, kept with its results.
    force : bool
        Replace other results too. Files that are not of a run stay.

    Raises
    ------
    OutputError
        ``out`` holds other results or other files, or cannot be written.
    """

    def __init__(self, out: Path, identity: dict[str, Any], scenario: Scenario, force: bool) -> None:
        self.out = out
        self.work = out
        self.identity = identity
        self._scenario = scenario
        self._force = force
        self._made: list[Path] = []

    def __enter__(self) -> Folder:
        """Check the folder and make a place beside it."""
        if not self._force and (reason := _occupied(self.out, self.identity)):
            raise OutputError(f"{self.out} {reason}; choose another folder or add --force")
        whole = self.out.absolute()
        self.work = whole.parent / f".{whole.name}-{secrets.token_hex(4)}"
        self._made = [folder for folder in whole.parents if not folder.exists()]
        try:
            self.work.mkdir(parents=True)
        except OSError as error:
            raise OutputError(f"{self.out} cannot be written: {error.strerror}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Remove what was not published."""
        shutil.rmtree(self.work, ignore_errors=True)
        for folder in self._made:
            try:
                folder.rmdir()
            except OSError:
                break

    def publish(self, summary: Summary, timing: dict[str, Any]) -> None:
        """Write the tables and move everything into place; `RUN` goes last, as the mark of completeness."""
        # With a byte-order mark, spreadsheet programs read the Chinese text as what it is.
        csv = summary.targets.to_csv(index=False, lineterminator="\n")
        (self.work / "targets.csv").write_text(csv, encoding="utf-8-sig", newline="")
        _write_frame(summary.indicators, self.work / "indicators.parquet")
        _write_frame(summary.staffing, self.work / "staffing.parquet")
        write_json(timing, self.work / "timing.json")
        write_plan(self._scenario, self.work / SCENARIO)
        write_json(self.identity, self.work / RUN)
        with _undisturbed():
            self._move()
            self._made = []

    def _move(self) -> None:
        if not self.out.exists():
            os.rename(self.work, self.out)
            return
        for name in OWN:
            (self.out / name).unlink(missing_ok=True)
        for name in reversed(OWN):
            if (self.work / name).exists():
                shutil.move(self.work / name, self.out / name)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and a request to end until the files are in place."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {
        number: signal.signal(number, lambda got, _: held.append(got))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for got in held[:1]:
        signal.raise_signal(got)


def _occupied(out: Path, identity: dict[str, Any]) -> str:
    """Return why ``out`` must not be overwritten; empty when it may be."""
    if out.is_symlink() and not out.exists():
        return "is a broken link"
    if not out.exists():
        return ""
    if not out.is_dir():
        return "is a file, not a folder"
    foreign = sorted(path.name for path in out.iterdir() if path.name not in OWN)
    if foreign:
        return f"holds files that are not of a run ({', '.join(foreign[:3])}{', ...' if foreign[3:] else ''})"
    if not any(out.iterdir()):
        return ""
    try:
        held = json.loads((out / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "holds results of which nothing says what they are"
    same = isinstance(held, dict) and all(
        held.get(key) == identity[key] for key in ("digest", "seed", "replications")
    )
    return "" if same else "holds other results (another scenario, seed or number of replications)"


def _write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame without what pandas would note about itself."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd")


def write_json(content: Any, path: Path) -> None:
    """Write data as JSON that people can read; dates as their ISO text."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def write_plan(scenario: Scenario, path: Path) -> None:
    """Write a plan whole, so that `Scenario.model_validate` reads it back."""
    write_json(_without_infinity(plain(scenario)), path)


def write_plans(scenarios: Sequence[Scenario], path: Path) -> None:
    """Write several plans whole, as a list."""
    write_json([_without_infinity(plain(scenario)) for scenario in scenarios], path)


def _without_infinity(value: Any) -> Any:
    """Write "unlimited" as a plan does; JSON has no such number."""
    if isinstance(value, dict):
        return {key: _without_infinity(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_infinity(inner) for inner in value]
    return "unlimited" if value == math.inf else value
