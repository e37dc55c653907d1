"""Work that does what real work does only when something is wrong."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.experiments.running.where import runner
from model.experiments.sweeping.blocks import Block, BlockRows
from model.experiments.sweeping.design import Design, DesignFile, of_plans
from model.experiments.sweeping.sweep import run_sweep
from model.scenario.loading import load


@dataclass(frozen=True)
class Square:
    """The square of a number; ``deadly`` ends its process, ``wrong`` raises, ``once`` ends its process the first time."""

    notes: Path | None = None
    deadly: int = -1
    wrong: int = -1
    once: int = -1
    seconds: float = 0.0

    def __call__(self, item: int, /) -> int:
        if self.notes is not None:
            with (self.notes / "calls").open("a") as file:
                file.write(f"{item} {os.getpid()}\n")
        time.sleep(self.seconds)
        if item == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        if item == self.once and self.notes is not None and not (self.notes / "died").exists():
            (self.notes / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if item == self.wrong:
            raise ValueError("not this one")
        return item * item

    def name(self, item: int, /) -> str:
        return f"item {item}"


@dataclass(frozen=True)
class Large:
    """Results and items larger than any buffer between two processes, and what cannot be sent at all."""

    def __call__(self, item: bytes, /) -> object:
        return item if item else (lambda: None)

    def name(self, item: bytes, /) -> str:
        return f"item of {type(item).__name__}"


@dataclass(frozen=True)
class Fake:
    """Rows of a sweep by a formula, noted one by one; ``deadly`` and ``wrong`` are (point, replication)."""

    results: int
    notes: Path | None = None
    deadly: tuple[int, int] = (-1, -1)
    wrong: tuple[int, int] = (-1, -1)
    seconds: float = 0.0

    def __call__(self, block: Block, /) -> BlockRows:
        errors = {}
        for row, name in enumerate(zip(block.points.tolist(), block.replications.tolist(), strict=True)):
            if self.notes is not None:
                with (self.notes / "rows").open("a") as file:
                    file.write(f"{block.plan} {name[0]} {name[1]}\n")
            time.sleep(self.seconds)
            if name == self.deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            if name == self.wrong:
                errors[row] = "not this one"
        numbers = np.repeat(np.sin(block.amounts[:, :1] + block.replications[:, None]), self.results, 1)
        numbers[:, 1:3] = numbers[:, 1:3] > 0
        numbers[list(errors)] = np.nan
        return BlockRows(numbers, np.full(block.points.size, 0.001), errors)

    def name(self, block: Block, /) -> str:
        return f"point {block.points[0]}"


PLAN = """
title = { zh = "甲县规划", en = "Plan of a county" }
[horizon]
start = 2024-01-01
end = 2024-04-01
[[regions]]
name = "甲县"
residents = 5000
[[hospitals]]
name = "甲院"
region = "甲县"
open_beds = 10
psychiatrists = 2
nurses = 3
[[targets]]
measure = "occupancy"
at_most = 0.9
date = 2024-03-31
clause = "床位使用率不超过90%"
"""


def design_of(folder: Path, plans: tuple[str, ...] = ("jia", "yi"), **says: Any) -> Design:
    """A design over a county of 5,000, a quarter of a year."""
    for name in plans:
        (folder / f"{name}.toml").write_text(PLAN, encoding="utf-8")
    axes = ({"lever": "hospitals.甲院.open_beds", "low": 4, "high": 12, "step": 2},)
    whole = {"plans": plans, "levers": axes, "replications": 3, "wanted": ("admissions@2024",), **says}
    return of_plans([load(folder / f"{name}.toml") for name in plans], DesignFile.model_validate(whole))


def _swept(folder: Path, out: Path, workers: int, points: int, seconds: float, replications: int) -> None:
    """A program that sweeps with `Fake`, and says how much memory that took."""
    axes = ({"lever": "hospitals.甲院.open_beds", "low": 1, "high": 1000, "number": points},)
    design = design_of(folder, ("jia",), levers=axes, replications=replications)
    with runner(workers) as there:
        work = Fake(4, folder if seconds else None, seconds=seconds)
        run_sweep(design, out, there, work)
    # Not ru_maxrss: that counts what the process held that started this one.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) // 1024)


if __name__ == "__main__":
    if sys.argv[1] == "sweep":
        _swept(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), float(sys.argv[6]), int(sys.argv[7]))
    else:
        # To be interrupted: each item takes a minute.
        with runner(2) as there:
            for _ in there.map(Square(Path(sys.argv[1]), seconds=60), range(9)):
                pass
