"""Measure, side by side, and show: each case in processes of its own, one after another, in turn.

A round measures every case of a group once, so that what slows the machine for a while slows all of them.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench import cases, machine, table, work
from bench.cases import Case
from rich.console import Console

HERE = Path(__file__).parent
REPEATS = 5
GROUPS = {
    "start": cases.START, "qujing": cases.QUJING, "mmc": cases.MMC, "stays": cases.STAYS, "china": cases.CHINA,
    "sweep": cases.SWEEP,
}  # fmt: skip
OUT = HERE.parent / "results" / "bench.json"
# Python warns of nothing here, and threads of linear algebra only disturb.
QUIET = {"PYTHONWARNINGS": "ignore", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}


@dataclass
class Result:
    """What was measured of a case.

    Attributes
    ----------
    case : Case
    seconds, peak_mib : list of float
        One number a repeat; the highest resident memory of the process.
    each : list of dict
        What else the work says of itself at every repeat, see `bench.work`.
    problem : str
        Why nothing was measured; empty otherwise.
    """

    case: Case
    seconds: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)
    each: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""

    @property
    def numbers(self) -> dict[str, Any]:
        """What the work said of itself last."""
        return self.each[-1] if self.each else {}

    @property
    def median(self) -> float:
        """Seconds, the median of the repeats."""
        return statistics.median(self.seconds)


def _command(case: Case) -> list[str]:
    return list(case.command) or [sys.executable, "-m", "bench.child", case.work or case.name]


def measure(result: Result, cache: Path | None) -> None:
    """Run a case once more in a process of its own.

    Parameters
    ----------
    result : Result
        Takes what is measured, or the problem.
    cache : Path or None
        Where numba keeps machine code; where it keeps it for the user otherwise.
    """
    env = {**os.environ, **QUIET, "PYTHONPATH": str(HERE.parent), "BENCH_STARTED": repr(time.perf_counter())}
    if cache is not None:
        env["NUMBA_CACHE_DIR"] = str(cache)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(_command(result.case), stdout=subprocess.PIPE, stderr=said, env=env, cwd=folder)
        assert child.stdout is not None
        answer = child.stdout.read().decode()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
        if child.returncode != 0:
            said.seek(0)
            result.problem = (said.read().strip().splitlines() or [f"exit code {child.returncode}"])[-1]
            return
    numbers = json.loads(answer.splitlines()[-1])
    result.seconds.append(numbers.pop("seconds"))
    result.peak_mib.append(used.ru_maxrss / 1024)  # KiB on Linux
    result.each.append(numbers)


def _round(results: list[Result], number: int, cache: Path | None, screen: Console) -> None:
    os.environ[work.SWEEP_DESIGN] = f"{os.environ[work.SWEEP_DESIGN].split()[0]} {number + 1}"
    # The other way round every other time: what grows or fades all the while favours nobody.
    for result in results if number % 2 == 0 else reversed(results):
        if result.problem or (number > 0 and result.case.once):
            continue
        screen.print(f"[dim]{number + 1}: {result.case.title}[/dim]", highlight=False)
        measure(result, cache)


def measure_group(
    group: Sequence[Case], options: argparse.Namespace, cache: Path | None, screen: Console
) -> list[Result]:
    """Measure the cases of a group in turn, round after round."""
    if options.quick:
        group = [replace(case, title=case.small, goals=()) if case.small else case for case in group]
    results = [Result(case, problem=case.missing()) for case in group]
    for result in results:
        if options.quick and result.case.slow:
            result.problem = "left out by --quick"
    for number in range(options.repeats):
        _round(results, number, cache, screen)
    return results


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=None, help=f"of which the median is taken (default {REPEATS})")
    parser.add_argument("--quick", action="store_true", help="each once, without what takes more than half a minute")
    parser.add_argument("--china", action="store_true", help="the whole country as well, once, on one core and on two")
    parser.add_argument("--sweep", action="store_true", help="200 points of Qujing as well, by one worker and by two")
    parser.add_argument("--only", choices=GROUPS, help="nothing but this")
    parser.add_argument("--scale", type=float, default=1.0, help="how large the country is; goals are for 1, all of it")
    parser.add_argument("--out", type=Path, default=OUT, help="where to write the numbers (default results/bench.json)")
    options = parser.parse_args(arguments)
    if options.repeats is None:
        options.repeats = 1 if options.quick else REPEATS
    if options.repeats < 1:
        parser.error("--repeats must be 1 or more")
    if not 0.0 < options.scale <= 1.0:
        parser.error("--scale must be above 0 and at most 1")
    return options


def _measure_all(options: argparse.Namespace, screen: Console) -> list[list[Result]]:
    with tempfile.TemporaryDirectory() as folder:
        # Quickly: what is kept for the user anyway, so that nothing is compiled twice.
        cache = None if options.quick else Path(folder)
        if options.quick:
            measure(Result(cases.COMPILE), cache)
        asked = {"china": options.china, "sweep": options.sweep}
        names = [options.only] if options.only else [name for name in GROUPS if asked.get(name, True)]
        if cache is not None and "start" not in names:
            measure(Result(cases.COMPILE), cache)
        return [measure_group(GROUPS[name], options, cache, screen) for name in names]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything, print the table, keep the numbers."""
    options, screen = _options(arguments), Console(stderr=True)
    os.environ[work.CHINA_SCALE] = repr(options.scale)
    os.environ[work.SWEEP_DESIGN] = str(cases.SWEEP_POINTS_QUICK if options.quick else cases.SWEEP_POINTS)
    groups = _measure_all(options, screen)
    rows = table.rows(groups)
    shown = Console(width=None if sys.stdout.isatty() else 150)
    shown.print(table.drawn(rows))
    about = {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "machine": machine.description(),
        "repeats": options.repeats,
        "china_scale": options.scale if options.china else None,
        "rows": rows,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    shown.print(f"In numbers: {options.out}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
