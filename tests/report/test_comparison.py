"""The report of a comparison: its own numbers, in which inputs the plans differ, and nothing of other plans."""

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from model import load
from model.cli import app
from model.report.document.inputs import inputs_apart
from model.report.document.paper import paper_of_comparison
from model.report.document.parts.compared import sentences
from model.report.document.source import Compared, read_comparison
from model.report.document.write import write_report
from model.scenario.problems import ScenarioError

NAMES = ("qujing", "qujing-beds-3000")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by the command, as a user would."""
    here = tmp_path_factory.mktemp("comparison")
    done = CliRunner().invoke(
        app,
        ["compare", *NAMES, "--set", "scale=0.02", "--replications", "3", "--workers", "1", "--seed", "7",
         "--kept", str(here / "kept"), "--out", str(here / "out"), "--lang", "en"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return here / "out"


@pytest.fixture(scope="module")
def compared(folder: Path) -> Compared:
    return read_comparison(folder)


def test_what_was_compared_is_read_back(folder: Path, compared: Compared) -> None:
    assert [plan.name for plan in compared.scenarios] == list(NAMES)
    assert compared.scenarios == tuple(load(name, {"scale": 0.02}) for name in NAMES)
    assert (compared.seed, compared.replications, compared.confidence) == (7, 3, 0.95)
    written = pd.read_csv(folder / "pairs.csv", encoding="utf-8-sig")
    assert (compared.pairs["difference"] == written["difference"]).all()


def test_inputs_that_differ_are_the_ones_that_were_changed(compared: Compared) -> None:
    """The variant's file states what it changes; nothing else may be listed."""
    assert [i.path for i in inputs_apart(compared.scenarios, "en")] == ["totals.open_beds"]
    one = inputs_apart(compared.scenarios, "zh")[0]
    assert one.held[0].endswith("6,000 (2025-12-31)") and "3,000" in one.held[1]


def test_inputs_of_elements_carry_their_names() -> None:
    plan = load("qujing")
    other = load("qujing", {"regions.马龙区.townships": 12, "stay.short.median": 20})
    found = {i.path: i for i in inputs_apart([plan, other], "en")}
    assert set(found) == {"regions.马龙区.townships", "stay.short.median"}
    assert found["regions.马龙区.townships"].what.startswith("Malong: ")
    assert found["stay.short.median"].held[1] == "20"


def test_the_sentences_count_targets_and_name_what_is_clear(compared: Compared) -> None:
    said = sentences(compared, "en")
    plans = compared.plans
    for line, name in zip(said, NAMES, strict=False):
        targets = plans[(plans["scenario"] == name) & (plans["kind"] == "target")]
        assert line.startswith(f"{name}: {(targets['probability_met'] >= 0.9).sum()} of {len(targets)} targets")
    assert said[-1].startswith("qujing-beds-3000 beside qujing: ")
    # Half the beds is worse on one target by definition: that on beds.
    assert "worse" in said[-1]
    # Fewer beds are built and staffed: that it costs less is said beside it.
    assert re.search(r"; costs [\d,.]+ million RMB less over the whole horizon", said[-1])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["docx", "html", "xlsx"])
def test_every_file_is_written(compared: Compared, language: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"report.{kind}"
    write_report(compared, None, kind, language, path)
    assert path.stat().st_size > 8_000


def test_the_workbook_holds_the_numbers(compared: Compared, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_report(compared, None, "xlsx", "en", path)
    sheet = openpyxl.load_workbook(path)["Differences"]
    for n, (_, row) in enumerate(compared.pairs.iterrows(), 2):
        assert sheet.cell(n, 4).value == pytest.approx(row["difference"], rel=1e-14)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_units_in_the_workbook_are_words_of_its_language(compared: Compared, language: str, tmp_path: Path) -> None:
    """Not the program's keys; a difference of two shares is in percentage points."""
    write_report(compared, None, "xlsx", language, tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    sheets = ("方案", "差值") if language == "zh" else ("Plans", "Differences")
    means, apart = ([row[2] for row in book[name].iter_rows(min_row=2, values_only=True) if row[1]] for name in sheets)
    assert set(compared.plans["unit"]) >= {"share", "permille", "RMB"}
    share, points, money = ("比例", "百分点", "元") if language == "zh" else ("share", "percentage points", "RMB")
    assert share in means and money in means and points in apart and share not in apart
    chinese = [any("\u4e00" <= sign <= "\u9fff" for sign in unit) for unit in {*means, *apart} - {"‰"}]
    assert all(chinese) if language == "zh" else not any(chinese)


def test_assumptions_and_stamp_are_there(compared: Compared) -> None:
    from model.report.document.blocks import Heading
    from model.scenario.loading import digest

    paper = paper_of_comparison(compared, "en")
    assert "Assumptions" in [b.text for b in paper.blocks if isinstance(b, Heading)]
    text = repr(paper.blocks)
    assert all(digest(plan) in text for plan in compared.scenarios)


def test_plans_changed_after_the_comparison_are_refused(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    plans = json.loads((copy / "scenarios.json").read_text(encoding="utf-8"))
    plans[1]["totals"]["nurses"]["first"]["value"] = 500
    (copy / "scenarios.json").write_text(json.dumps(plans), encoding="utf-8")
    with pytest.raises(ScenarioError, match="changed since"):
        read_comparison(copy)
    (copy / "scenarios.json").unlink()
    with pytest.raises(ScenarioError, match="earlier version"):
        read_comparison(copy)


def test_one_command_makes_it(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    done = CliRunner().invoke(app, ["report", str(folder), "--out", str(out), "--lang", "zh", "--json"])
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 20_000


def test_a_comparison_in_memory_makes_the_same_report(folder: Path, compared: Compared) -> None:
    """The explorer offers it without a folder; the replications kept beside the folder are read, not run again."""
    from model import How, compare
    from model.report.document.source import compared_of

    plans = [load(name, {"scale": 0.02}) for name in NAMES]
    here = compared_of(compare(plans, replications=3, how=How(7, workers=1), kept=folder.parent / "kept"))
    assert sentences(here, "zh") == sentences(compared, "zh")
    assert here.scenarios == compared.scenarios
    assert (here.seed, here.replications, here.version) == (compared.seed, compared.replications, compared.version)
