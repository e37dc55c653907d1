"""What is measured, beside what, and which goals it has. Nothing heavy is imported here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
PATIENTS, BEDS, ARRIVALS_PER_DAY, STAY_DAYS = 200_000, 50, 45, 1

SECONDS, RATIO, MIB, PER_EVENT, GROWTH = "seconds", "ratio", "MiB", "ns per event", "times as much"
SPEEDUP, EFFICIENCY, OVERHEAD = "times as fast", "parallel efficiency", "overhead"


@dataclass(frozen=True)
class Goal:
    """A bound on a measure: at least for ratios, speed-ups and efficiency, at most for all others."""

    measure: str
    bound: float

    def met(self, value: float) -> bool:
        """Tell whether a value keeps the bound."""
        return value >= self.bound if self.measure in (RATIO, SPEEDUP, EFFICIENCY) else value <= self.bound

    def __str__(self) -> str:
        """Say the bound in a few characters."""
        return {
            SECONDS: f"≤ {self.bound:g} s",
            RATIO: f"≥ {self.bound:g} ×",
            SPEEDUP: f"≥ {self.bound:g} × as fast",
            MIB: f"≤ {self.bound / 1024:g} GiB",
            PER_EVENT: f"≤ {self.bound:g} ns",
            GROWTH: f"≤ {self.bound:g} × as much",
            EFFICIENCY: f"≥ {self.bound:.0%} of 2 ×",
            OVERHEAD: f"≤ {self.bound:.0%} over the engine",
        }[self.measure]


@dataclass(frozen=True)
class Case:
    """A piece of work in a process of its own.

    Attributes
    ----------
    name : str
        Unique; a function of `bench.work` unless ``work`` names another.
    title : str
    against : str or None
        The case of the compiled engine that does the same work; None where this is it.
    goals : tuple of Goal
    missing : callable
        Returns why the case cannot be run here, or nothing.
    work : str
        The function of `bench.work`, where it is not the name.
    command : tuple of str
        What to run instead of a function of `bench.work`.
    slow : bool
        Left out by ``--quick``.
    once : bool
        Measured once, however many repeats are asked for.
    beside : str or None
        The case that does the same work on one core.
    small : str
        What `--quick` makes of the title, where it makes the work smaller; goals are then not judged.
    """

    name: str
    title: str
    against: str | None = None
    goals: tuple[Goal, ...] = ()
    missing: Callable[[], str] = field(default=lambda: "")
    work: str = ""
    command: tuple[str, ...] = ()
    slow: bool = False
    once: bool = False
    beside: str | None = None
    small: str = ""


def _needs(package: str) -> Callable[[], str]:
    return lambda: "" if find_spec(package) else f"{package} is not installed"


def _needs_simmer() -> str:
    if shutil.which("Rscript") is None:
        return "R is not installed"
    found = subprocess.run(["Rscript", "-e", "library(simmer)"], capture_output=True, check=False)
    return "" if found.returncode == 0 else "R has no package simmer"


def _needs_china() -> str:
    return "" if (HERE.parent / "scenarios" / "china.toml").is_file() else "there is no scenario china"


_SIMMER = ("Rscript", str(HERE / "mmc.R"), *(str(n) for n in (PATIENTS, BEDS, ARRIVALS_PER_DAY, STAY_DAYS)))

COMPILE = Case(
    "compile",
    "compile the engine, nothing kept",
    goals=(Goal(SECONDS, 60.0),),
    work="load_engine",
    slow=True,
    once=True,
)
START = (
    COMPILE,
    Case("load", "the same in the next process", goals=(Goal(SECONDS, 3.0),), work="load_engine"),
    Case("first_event", "jingkang run qujing, up to the first event", goals=(Goal(SECONDS, 3.0),)),
)
"""In this order: the first fills the folder of machine code that the others use."""

QUJING = (
    Case("qujing_compiled", "Qujing, 3 years: compiled engine", goals=(Goal(SECONDS, 0.3),)),
    Case("qujing_simpy", "Qujing, 3 years: SimPy engine", "qujing_compiled", (Goal(RATIO, 100.0),), slow=True),
)
MMC = (
    Case("mmc_compiled", "M/M/50, 200,000 patients: the whole model, compiled engine"),
    Case("mmc_simpy_resource", "M/M/50: SimPy, stock resource", "mmc_compiled", (Goal(RATIO, 40.0),)),
    Case("mmc_simpy_deque", "M/M/50: SimPy, own O(1) queue", "mmc_compiled"),
    Case("mmc_ciw", "M/M/50: Ciw", "mmc_compiled", (Goal(RATIO, 100.0),), _needs("ciw")),
    Case(
        "mmc_simmer",
        "M/M/50: simmer, monitors off",
        "mmc_compiled",
        (Goal(RATIO, 30.0),),
        _needs_simmer,
        command=_SIMMER,
    ),
)
CHINA = (
    Case(
        "china",
        "China, 5 years: compiled engine, one core",
        goals=(Goal(SECONDS, 90.0), Goal(MIB, 2.5 * 1024)),
        missing=_needs_china,
        once=True,
    ),
    Case(
        "china_two",
        "the same on two cores",
        goals=(Goal(SPEEDUP, 1.8), Goal(MIB, 2.5 * 1024)),
        missing=_needs_china,
        once=True,
        beside="china",
    ),
)
"""How many people are simulated of the country is `bench.work.CHINA_SCALE`; the goals are for all of them."""
SWEEP = (
    Case(
        "sweep_one",
        "sweep of Qujing, 40 points × 10 replications: one worker",
        goals=(Goal(OVERHEAD, 0.10),),
        small="sweep of Qujing, 2 points × 10 replications: one worker",
    ),
    Case(
        "sweep_two",
        "the same by two workers",
        goals=(Goal(EFFICIENCY, 0.85), Goal(OVERHEAD, 0.10)),
        beside="sweep_one",
        small="the same by two workers",
    ),
)
"""Five rounds are 200 points: a round has a design of its own, which both cases of it run."""
SWEEP_POINTS, SWEEP_POINTS_QUICK = 40, 2
STAYS = (
    Case(
        "stays",
        "jingkang fit, an extract of 5 million rows",
        goals=(Goal(SECONDS, 60.0), Goal(MIB, 2 * 1024)),
        slow=True,
        once=True,
    ),
)
EVENTS_SMALL, EVENTS_LARGE = Goal(PER_EVENT, 100.0), Goal(GROWTH, 1.5)
