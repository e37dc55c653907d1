"""The folder of a run says all that a report needs, and what it cannot vouch for is refused."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from model import load
from model.report.document.source import read_run
from model.scenario.catalogue import names
from model.scenario.loading import digest
from model.scenario.problems import ScenarioError


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(folder, tmp_path / "run")
    return tmp_path / "run"


def test_what_was_run_is_read_back(folder: Path) -> None:
    run = read_run(folder)
    plan = load("qujing", {"scale": 0.02})
    assert run.scenario == plan
    assert (run.seed, run.replications, run.digest) == (7, 3, digest(plan))
    written = pd.read_csv(folder / "targets.csv", encoding="utf-8-sig")
    assert list(run.targets["target"]) == list(written["target"])
    assert (run.targets["mean"] == written["mean"]).all()
    # "2025" is a year's label, not a number.
    assert set(run.targets["period"]) == {"2025", "2025-12"}


def test_results_in_memory_make_the_same_report(folder: Path) -> None:
    """The explorer offers reports without a folder."""
    from model.measures import Summary
    from model.report.document.parts.verdict import sentences
    from model.report.document.source import run_of

    kept = read_run(folder)
    here = run_of(kept.scenario, Summary(kept.targets, kept.indicators, kept.staffing, kept.targets), kept.seed)
    assert (here.digest, here.replications, here.versions) == (kept.digest, kept.replications, kept.versions)
    assert sentences(here, None, "en") == sentences(kept, None, "en")


@pytest.mark.parametrize("name", names())
def test_every_plan_of_the_catalogue_is_kept_whole(name: str, tmp_path: Path) -> None:
    """What is kept beside the results is the plan itself: with unlimited amounts and dates, to the same digest."""
    from model.experiments.running.output import write_plan
    from model.scenario.schema import Scenario

    plan = load(name)
    write_plan(plan, tmp_path / "scenario.json")
    text = (tmp_path / "scenario.json").read_text(encoding="utf-8")
    assert "Infinity" not in text
    assert digest(Scenario.model_validate(json.loads(text))) == digest(plan)


def _refused(folder: Path, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        read_run(folder)


def test_a_plan_changed_after_the_run_is_refused(copy: Path) -> None:
    """Else a report would show results of another plan than it quotes."""
    plan = json.loads((copy / "scenario.json").read_text(encoding="utf-8"))
    plan["totals"]["open_beds"]["steps"][-1]["value"]["value"] = 9000
    (copy / "scenario.json").write_text(json.dumps(plan), encoding="utf-8")
    _refused(copy, "changed since the run")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("run.json", "not the folder of a run"),
        ("scenario.json", "an earlier version"),
        ("timing.json", "missing or damaged"),
        ("targets.csv", "damaged or incomplete"),
        ("indicators.parquet", "damaged or incomplete"),
        ("staffing.parquet", "damaged or incomplete"),
    ],
)
def test_what_is_missing_is_named(copy: Path, name: str, words: str) -> None:
    (copy / name).unlink()
    _refused(copy, words)


@pytest.mark.parametrize("name", ["run.json", "timing.json", "scenario.json", "indicators.parquet"])
def test_what_is_damaged_is_named(copy: Path, name: str) -> None:
    (copy / name).write_bytes(b"\x00{")
    _refused(copy, "damaged")


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    _refused(tmp_path / "none", "no such folder")
    _refused(tmp_path, "not the folder of a run")
