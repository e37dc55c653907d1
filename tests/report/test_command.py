"""``jingkang report``: one command makes the file; what cannot be done is said, and changes nothing."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from model.cli import app
from model.experiments.solving.looking import Precision
from model.report.document import reasons
from model.report.document.source import read_run


def _report(*words: object) -> "object":
    return CliRunner().invoke(app, ["report", *map(str, words)])


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html"])
def test_a_file_of_each_kind(folder: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"report.{kind}"
    done = _report(folder, "--out", out, "--quick", "--lang", "zh", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["format"] == kind
    assert out.stat().st_size > 20_000
    # Nothing half done is left beside it.
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_the_format_can_be_named(folder: Path, tmp_path: Path) -> None:
    done = _report(folder, "--out", tmp_path / "report", "--format", "html", "--quick", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "report").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_what_is_there_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    out.write_text("mine", encoding="utf-8")
    done = _report(folder, "--out", out, "--quick", "--lang", "en")
    assert done.exit_code == 2
    assert "--force" in done.stderr
    assert out.read_text(encoding="utf-8") == "mine"
    assert _report(folder, "--out", out, "--quick", "--lang", "en", "--force").exit_code == 0
    assert out.read_text(encoding="utf-8") != "mine"


def test_what_a_report_finds_out_is_found_out_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said how much it will be; the next report of the run takes it from the folder."""
    monkeypatch.setattr(reasons, "REPLICATIONS", 1)
    monkeypatch.setattr(reasons, "LEAST_RUNS", 4)
    monkeypatch.setattr(reasons, "PRECISION", Precision(0.5, first=1, most=2, neighbours=1, spot_checks=0))
    monkeypatch.setattr(reasons, "levers_of", lambda scenario: ["nurses"])
    run = shutil.copytree(folder, tmp_path / "run")
    first = _report(run, "--out", tmp_path / "first.xlsx", "--lang", "en", "--workers", "1")
    assert first.exit_code == 0, first.output
    # The plan, the eight resources it has, all together; and the least of one.
    assert "About 14 more replications (about a minute or less)" in first.stderr
    found = reasons.kept(read_run(run))
    assert found is not None and list(found.least["lever"]) == ["nurses"] and not found.gains.empty
    assert openpyxl.load_workbook(tmp_path / "first.xlsx")["Least"]["A2"].value == "nurses"
    monkeypatch.setattr(reasons, "find_out", lambda run, how: pytest.fail("nothing is simulated again"))
    again = _report(run, "--out", tmp_path / "again.xlsx", "--lang", "en")
    assert again.exit_code == 0 and "more replications" not in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("RUN", "--out", "TMP/report.pdf"), ".docx, .xlsx or .html"),
        (("RUN", "--out", "TMP/none/report.docx"), "there is no folder"),
        (("TMP/none", "--out", "TMP/report.docx"), "no such folder"),
        (("TMP", "--out", "TMP/report.docx"), "not the folder of a run"),
    ],
)
def test_bad_input_is_one_message(folder: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    given = [word.replace("RUN", str(folder)).replace("TMP", str(tmp_path)) for word in words]
    done = _report(*given, "--lang", "en")
    assert done.exit_code == 2
    assert said in done.stderr.replace("\n", " ")
    assert not list(tmp_path.iterdir())
