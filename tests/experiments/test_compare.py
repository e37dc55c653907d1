"""Plans in pairs: what is matched, which luck is shared, and what the tables say; replications are drawn."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from pretend import pretend, scenario
from typer.testing import CliRunner

from model.cli import app
from model.experiments.comparing.compare import compare
from model.experiments.observing.intervals import fieller, mean_interval
from model.experiments.running.how import How
from model.measures.targets import names_of
from model.report.forest import draw_forest

ONE = How(seed=1, workers=1)
SHIFT = {"a": 0.0, "b": 0.05, "c": 0.05}


def draw(name: str, seed: int, replication: int) -> float:
    """A shared part of luck and a smaller one of the plan's own."""
    shared = np.random.default_rng([seed, replication]).normal(0.5, 0.1)
    own = np.random.default_rng([seed, replication, ord(name[0])]).normal(0.0, 0.02)
    return float(shared + own + SHIFT[name[0]])


def values(name: str, n: int) -> np.ndarray:
    return np.array([draw(name, 1, number) for number in range(n)])


def test_every_pair_on_the_same_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    pretender = pretend(monkeypatch, draw)
    found = compare([scenario(name) for name in "abc"], ["open_beds"], 12, how=ONE)
    assert pretender.ran[:4] == [("a", 0), ("b", 0), ("c", 0), ("a", 1)], "one replication of all before the next"
    pairs = found.pairs.set_index(["scenario", "against", "quantity"])
    assert set(pairs.index.droplevel(2)) == {("b", "a"), ("c", "a"), ("c", "b")}
    row = pairs.loc[("b", "a", "occupancy@2025-12-31")]
    difference = values("b", 12) - values("a", 12)
    expected = mean_interval(difference, family=len(found.pairs))
    assert len(found.pairs) == 9, "three pairs of a target, a measure and the cost"
    assert (row["difference"], row["low"], row["high"]) == pytest.approx(
        (difference.mean(), float(expected.low), float(expected.high))
    )
    assert row["probability_better"] == np.mean(difference > 0)
    ratio = (values("a", 12).var(ddof=1) + values("b", 12).var(ddof=1)) / difference.var(ddof=1)
    assert row["variance_ratio"] == pytest.approx(ratio) and ratio > 5
    assert row["independent_replications"] == pytest.approx(12 * ratio)


def test_direction_is_the_targets_or_the_names_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, draw)
    at_most = [{"measure": "occupancy", "at_most": 0.9, "date": "2025-12-31", "clause": "x"}]
    plans = [scenario(name, targets=at_most) for name in "ab"]
    found = compare(plans, ["wait_bed_mean_days", "stable_share", "admissions"], 12, how=ONE).pairs
    better = found.set_index("measure")["better"].to_dict()
    assert better == {
        "occupancy": "less", "wait_bed_mean_days": "less", "stable_share": "more", "admissions": "", "cost": "less",
    }  # fmt: skip
    by = found.set_index("measure")["probability_better"]
    assert by["occupancy"] == by["wait_bed_mean_days"] == pytest.approx(1.0 - by["stable_share"])
    assert np.isnan(by["admissions"])


def test_the_cost_is_that_of_all_years(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, draw)
    found = compare([scenario("a"), scenario("b")], (), 5, how=ONE).scenarios
    row = found[(found["scenario"] == "a") & (found["kind"] == "cost")].iloc[0]
    assert row["mean"] == pytest.approx(2.0 * values("a", 5).mean()), "2024 and 2025, each of which is drawn alike"


def test_cost_per_unit_is_fiellers_in_points_and_says_when_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, draw)
    unit = compare([scenario(name) for name in "abc"], (), 12, how=ONE).cost_per_unit.set_index(["scenario", "against"])
    gain = (values("b", 12) - values("a", 12)) / 0.01
    expected = fieller(0.02 * gain, gain, family=3)
    row = unit.loc[("b", "a")]
    assert (row["verdict"], row["per"], row["gain"]) == ("ratio", 0.01, pytest.approx(gain.mean()))
    assert (row["cost_per_unit"], row["low"]) == pytest.approx((float(expected.mean), float(expected.low)))
    row = unit.loc[("c", "b")]
    assert row["verdict"] == "no_gain" and np.isnan(row["cost_per_unit"]), "b and c do not differ but by chance"


def test_a_loss_is_no_price_and_a_gain_that_saves_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, draw)
    assert compare([scenario("b"), scenario("a")], (), 12, how=ONE).cost_per_unit["verdict"].tolist() == ["loss"]
    at_most = [{"measure": "occupancy", "at_most": 0.9, "date": "2025-12-31", "clause": "x"}]
    plans = [scenario(name, targets=at_most) for name in "ba"]
    assert compare(plans, (), 12, how=ONE).cost_per_unit["verdict"].tolist() == ["saves"]


def test_targets_that_plans_lack_bounds_that_differ_and_other_days_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, draw)
    target = {"measure": "occupancy", "at_least": 0.4, "date": "2025-12-31", "clause": "x"}
    b = scenario("b", targets=[target, {**target, "measure": "open_beds"}])
    c = scenario("c", targets=[], horizon={"start": "2024-01-01", "end": "2026-07-01"})
    found = compare([scenario("a"), b, c], (), 4, how=ONE)
    said = {(note.kind, note.scenario, note.about) for note in found.notes}
    assert said == {
        ("lacks", "c", "occupancy@2025-12-31"), ("bounds", "a, b", "occupancy@2025-12-31"),
        ("one_plan", "b", "open_beds@2025-12-31"), ("horizon", "c", "2024-01-01 – 2026-07-01"),
    }  # fmt: skip
    assert "cost" not in set(found.pairs["quantity"]) and found.cost_per_unit.empty
    assert names_of(b.targets)[0] == "occupancy@2025-12-31" and b.targets[0].date == date(2025, 12, 31)


def test_what_is_not_observed_is_left_out_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, lambda n, s, r: float("nan") if (n, r) == ("a", 2) else draw(n, s, r))
    row = compare([scenario("a"), scenario("b")], (), 12, how=ONE).pairs.iloc[0]
    kept = [number for number in range(12) if number != 2]
    assert row["observed"] == 11 and "not_observed" in row["warnings"]
    assert row["difference"] == pytest.approx((values("b", 12) - values("a", 12))[kept].mean())


def test_bad_input_is_refused_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    pretender = pretend(monkeypatch, draw)
    a, b = scenario("a"), scenario("b")
    for plans, measures, n, said in (
        ([a], (), 5, "two plans"),
        ([a, b, a], (), 5, "a is given twice"),
        ([a, scenario("a", targets=[])], (), 5, "two different plans"),
        ([a, b], ["ocupancy"], 5, "occupancy"),
        ([a, b], (), 1, "2 or more"),
    ):
        with pytest.raises(ValueError, match=said):
            compare(plans, measures, n, how=ONE)
    assert pretender.ran == []


# --- the commands ----------------------------------------------------------------------------------------

PLAN = """
title = {{ zh = "规划", en = "Plan" }}
horizon = {{ start = 2024-01-01, end = 2025-01-01 }}
regions = [{{ name = "甲县", residents = 1000 }}]
hospitals = [{{ name = "甲院", region = "甲县", open_beds = {beds} }}]
[[targets]]
measure = "open_beds"
at_least = 0.5
date = 2024-12-31
clause = "床位"
"""


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    pretend(monkeypatch, draw)
    for beds, name in enumerate("ab", 10):
        Path(f"{name}.toml").write_text(PLAN.format(beds=beds), encoding="utf-8")
    return ["a.toml", "b.toml"]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_commands_speak_both_languages(plans: list[str], language: str) -> None:
    common = ("--workers", 1, "--lang", language)
    for result, said in (
        (call("compare", *plans, "--replications", 5, *common), ("减", "minus")),
        (call("best", *plans, "--measure", "stable_share", "--delta", 0.02, *common), ("选对", "right with")),
        (call("replicate", plans[0], "--probability", 0.2, *common), ("已达到", "was reached")),
    ):
        assert result.exit_code == 0, result.stderr
        assert said[language == "en"] in result.stdout


def test_json_holds_the_tables(plans: list[str]) -> None:
    result = call("compare", *plans, "--replications", 5, "--json", "--figure", "out/f.png", "--workers", 1)
    content = json.loads(result.stdout)
    assert [plan["name"] for plan in content["scenarios"]] == ["a", "b"] and len(content["pairs"]) == 2
    assert Path("out/f.png").read_bytes()[:4] == b"\x89PNG"
    assert Path("results/replications").is_dir()


def test_the_folder_holds_the_tables_and_what_repeats_them(plans: list[str]) -> None:
    """Every command writes what `--json` prints, as tables that spreadsheet programs read, and asks before it overwrites."""
    asked = {
        "plans pairs cost_per_unit": ("compare", *plans, "--replications", 5),
        "selection": ("best", *plans, "--measure", "stable_share", "--delta", 0.02),
        "replicated": ("replicate", plans[0], "--probability", 0.2),
    }
    for names, arguments in asked.items():
        result = call(*arguments, "--out", "out", "--force", "--json", "--workers", 1)
        assert result.exit_code == 0, result.stderr
        said, kept = json.loads(result.stdout), json.loads(Path("out/experiment.json").read_text(encoding="utf-8"))
        for name in names.split():
            table = pd.read_csv(f"out/{name}.csv", encoding="utf-8-sig", keep_default_na=False)
            rows = said.pop(name if name in said else "table")
            assert list(table.columns) == list(rows[0]) and len(table) == len(rows)
            assert Path(f"out/{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        assert {key: kept[key] for key in said} == said and set(kept) == {*said, "jingkang"}
    assert Path("out/differences.png").read_bytes()[:4] == b"\x89PNG"
    refused = call("compare", *plans, "--replications", 5, "--out", "out", "--workers", 1, "--lang", "en")
    assert refused.exit_code == 2 and "out is not empty" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "a.toml"), "two plans"),
        (("compare", "a.toml", "b.toml", "--confidence", 95), "0.95, not 95"),
        (("compare", "a.toml", "b.toml", "--measure", "ocupancy"), "occupancy"),
        (("best", "a.toml", "b.toml", "--measure", "occupancy", "--delta", 0.1), "--more or --less"),
        (("best", "a.toml", "b.toml", "--measure", "stable_share", "--delta", 0), "above 0"),
        (("replicate", "a.toml"), "how precise"),
    ],
)
def test_bad_input_is_exit_2_and_leaves_nothing(plans: list[str], arguments: tuple[object, ...], said: str) -> None:
    result = call(*arguments, "--workers", 1)
    assert result.exit_code == 2 and said in result.stderr and "Traceback" not in result.stderr
    assert {path.name for path in Path().iterdir()} == {"a.toml", "b.toml"}


def test_a_comparison_without_differences_has_no_figure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(monkeypatch, lambda *_: 0.5)
    found = compare([scenario("a"), scenario("b")], (), 4, how=ONE)
    assert draw_forest(found, tmp_path / "f.png", "en") is None
