"""The folder of a run, or of a comparison, read back."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import ValidationError

from model.experiments.running.output import RUN, SCENARIO, SCENARIOS
from model.experiments.running.versions import versions
from model.scenario.loading import digest
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

if TYPE_CHECKING:
    from model.experiments.comparing.compare import Comparison
    from model.measures import Summary

EXPERIMENT = "experiment.json"


@dataclass(frozen=True, eq=False)
class Run:
    """What a report is written about.

    Attributes
    ----------
    scenario : Scenario
    targets, indicators, staffing : DataFrame
        As in `model.measures.Summary`.
    replications, seed : int
    digest : str
        Of the scenario.
    versions : dict
        Of the program and what it computes with.
    date : str
        When it was simulated; ISO.
    folder : Path or None
        Where it was read; None: in memory.
    seconds : float
        That a replication took, in the median; nan: not known.
    """

    scenario: Scenario
    targets: pd.DataFrame
    indicators: pd.DataFrame
    staffing: pd.DataFrame
    replications: int
    seed: int
    digest: str
    versions: dict[str, str]
    date: str
    folder: Path | None = None
    seconds: float = math.nan


def run_of(scenario: Scenario, summary: Summary, seed: int) -> Run:
    """Return results in memory as a report takes them, simulated just now by this version."""
    known = versions()
    return Run(
        scenario, summary.targets, summary.indicators, summary.staffing,
        int(summary.indicators["replication"].nunique()), seed, digest(scenario),
        {name: known[name] for name in ("jingkang", "python", "numpy", "numba", "simpy")},
        datetime.now().astimezone().isoformat(timespec="seconds"),
    )  # fmt: skip


def is_run(folder: Path) -> bool:
    """Tell whether a folder holds a run that is complete."""
    return (folder / RUN).is_file()


def read_run(folder: Path) -> Run:
    """Read the folder of a run.

    Raises
    ------
    ScenarioError
        It is not one, it is damaged, or its plan is not the one whose results these are.
    """
    if not folder.is_dir():
        raise ScenarioError(f"{folder}: there is no such folder; `jingkang run` writes one")
    if not is_run(folder):
        raise ScenarioError(
            f"{folder}: no {RUN} in it, so it is not the folder of a run or a comparison; `jingkang run` and "
            "`jingkang compare --out` write one"
        )
    known, timing = _json(folder / RUN), _json(folder / "timing.json")
    scenario = _scenario(folder, known)
    try:
        # A plan states several sentences in one cell; text stays text.
        words = {name: str for name in ("title_zh", "title_en", "period", "date", "worst_county", "clause")}
        targets = pd.read_csv(folder / "targets.csv", encoding="utf-8-sig", dtype=words, keep_default_na=True)
        targets[list(words)] = targets[list(words)].fillna("")
        indicators = pd.read_parquet(folder / "indicators.parquet")
        staffing = pd.read_parquet(folder / "staffing.parquet")
        return Run(
            scenario, targets, indicators, staffing, int(known["replications"]), int(known["seed"]),
            str(known["digest"]), {str(k): str(v) for k, v in known["versions"].items()}, str(timing["date"]), folder,
            median(timing.get("seconds_per_replication") or [math.nan]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise ScenarioError(f"{folder}: the results are damaged or incomplete ({error}); run the plan again") from None


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison.

    Attributes
    ----------
    scenarios : tuple of Scenario
    plans, pairs, cost_per_unit : DataFrame
        As ``scenarios``, ``pairs`` and ``cost_per_unit`` of `model.experiments.comparing.compare.Comparison`.
    notes : list of dict
        ``kind``, ``scenario``, ``about`` (`Note` there).
    """

    scenarios: tuple[Scenario, ...]
    plans: pd.DataFrame
    pairs: pd.DataFrame
    cost_per_unit: pd.DataFrame
    notes: list[dict[str, str]]
    replications: int
    seed: int
    confidence: float
    version: str


def compared_of(comparison: Comparison) -> Compared:
    """Return a comparison in memory as a report takes it."""
    return Compared(
        tuple(sample.scenario for sample in comparison.samples), comparison.scenarios, comparison.pairs,
        comparison.cost_per_unit, [{name: str(v) for name, v in vars(note).items()} for note in comparison.notes],
        comparison.replications, comparison.samples[0].seed, comparison.confidence, versions()["jingkang"],
    )  # fmt: skip


def is_comparison(folder: Path) -> bool:
    """Tell whether a folder holds a comparison."""
    return (folder / EXPERIMENT).is_file() and (folder / "pairs.csv").is_file()


def read_comparison(folder: Path) -> Compared:
    """Read the folder of a comparison.

    Raises
    ------
    ScenarioError
        It is damaged, of an earlier version, or its plans are not those that were compared.
    """
    known = _json(folder / EXPERIMENT)
    if not (folder / SCENARIOS).exists():
        raise ScenarioError(f"{folder}: no {SCENARIOS} in it: of an earlier version; compare the plans again")
    try:
        kept = json.loads((folder / SCENARIOS).read_text(encoding="utf-8"))
        scenarios = tuple(Scenario.model_validate(plan) for plan in kept)
        if [digest(plan) for plan in scenarios] != [of["digest"] for of in known["scenarios"]]:
            raise ScenarioError(f"{folder / SCENARIOS}: changed since, so the results are not of these plans")
        plans, pairs, per_unit = tables = [
            pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig", dtype={"warnings": str, "better": str})
            for name in ("plans", "pairs", "cost_per_unit")
        ]
        for table in tables:
            words = [name for name in ("warnings", "better") if name in table]
            table[words] = table[words].fillna("")
        return Compared(
            scenarios, plans, pairs, per_unit, known["notes"], int(known["replications"]), int(known["seed"]),
            float(known["confidence"]), str(known["jingkang"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise ScenarioError(f"{folder}: damaged or incomplete ({error}); compare the plans again") from None


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        raise ScenarioError(f"{path}: missing or damaged; run the plan again")
    return content


def _scenario(folder: Path, known: dict[str, Any]) -> Scenario:
    if not (folder / SCENARIO).exists():
        raise ScenarioError(
            f"{folder}: no {SCENARIO} in it: the results are of an earlier version, which did not keep the plan with "
            "them; run the plan again"
        )
    try:
        scenario = Scenario.model_validate(_json(folder / SCENARIO))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ScenarioError(f"{folder / SCENARIO}: {where}: not a plan of this version; run the plan again") from None
    if digest(scenario) != known.get("digest"):
        raise ScenarioError(f"{folder / SCENARIO}: changed since the run, so the results are not of this plan")
    return scenario
