"""The commands explain, uncertainty, tornado, screen and sobol: what they print and write, and how they refuse."""

import json
from pathlib import Path

import pandas as pd
import pytest
import small
from typer.testing import CliRunner

from model.cli import app
from model.messages.why import WORDS

RUN = CliRunner()


@pytest.fixture
def plan(tmp_path: Path) -> str:
    small.two_hospitals(tmp_path)
    return str(tmp_path / "two.toml")


@pytest.mark.parametrize(
    ("command", "tables", "figure"),
    [
        (["explain", "--replications", "2"], ["gains", "binding"], "binding"),
        (["uncertainty", "--draws", "8"], ["outputs", "parameters", "runs", "draws"], "uncertainty"),
        (["tornado", "--replications", "1", "--parameter", "hospitals"], ["tornado"], "tornado"),
        (["screen", "--trajectories", "2", "--parameter", "hospitals"], ["screen"], ""),
        (["sobol", "--samples", "4", "--parameter", "hospitals", "--top", "1"], ["sobol"], "sobol"),
    ],
)
def test_tables_and_figures_are_written(
    plan: str, tmp_path: Path, command: list[str], tables: list[str], figure: str
) -> None:
    out = tmp_path / "out"
    for language in ("en", "zh"):
        done = RUN.invoke(app, [*command, plan, "--out", str(out), "--workers", "1", "--lang", language, "--force"])
        assert done.exit_code == 0, done.output
    expected = {*(f"{name}.csv" for name in tables), "experiment.json", *([f"{figure}.png"] if figure else [])}
    assert expected <= {path.name for path in out.iterdir()}
    assert not pd.read_csv(out / f"{tables[-1]}.csv").empty
    again = RUN.invoke(app, [*command, plan, "--out", str(out), "--workers", "1"])
    assert again.exit_code == 2
    assert "not empty" in again.output


def test_json_is_the_table(plan: str) -> None:
    done = RUN.invoke(app, ["tornado", plan, "--parameter", "hospitals", "--replications", "2", "--json", "--workers", "1"])
    found = json.loads(done.stdout)
    # From 25 to the ends 10 and 40; see test_sensitivity.
    assert [(row["effect_low"], row["effect_high"]) for row in found["table"]] == [(-15.0, 15.0), (-5.0, 10.0)]
    assert found["complete"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["sobol", "--samples", "20"],
        ["tornado", "--parameter", "hospital.a"],
        ["uncertainty", "--distribution", "normal", "--draws", "1"],
        ["explain", "--target", "nurse"],
        ["uncertainty", "--measure", "occupancies", "--draws", "1"],
    ],
)
def test_bad_input_changes_nothing(plan: str, tmp_path: Path, wrong: list[str]) -> None:
    done = RUN.invoke(app, [*wrong, plan, "--out", str(tmp_path / "out"), "--workers", "1"])
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_every_word_is_in_both_languages() -> None:
    for key, (zh, en) in WORDS.items():
        assert zh, key
        assert en, key
