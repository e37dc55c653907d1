"""``jingkang fit``: what it prints and writes, and that a plan takes it."""

import datetime as dt
import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from extracts import HEADINGS, OPENED, TRUTH, written
from typer.testing import CliRunner

from model import load, run
from model.cli import app
from model.experiments.observing.observe import Wanted, check_wanted
from model.local.stays import findings, goodness
from model.local.stays.example import Shape, write_example
from model.scenario.values import Distribution

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bootstrap is tested elsewhere."""
    quick = goodness.goodness
    monkeypatch.setattr(findings, "goodness", lambda stays, fit, seed: quick(stays, fit, seed, rounds=3))


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("extract") / "stays.csv"
    write_example(path, TRUTH, OPENED, 1)
    return path


@pytest.fixture(scope="module")
def out(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit") / "out"
    done = RUN.invoke(app, ["fit", str(extract), "--out", str(folder), "--extends", "qujing", "--lang", "zh"])
    assert done.exit_code == 0, done.output
    assert "六类严重精神障碍" in done.output
    return folder


def test_files_are_written(out: Path) -> None:
    assert {p.name for p in out.iterdir()} == {"stays.toml", "observed.csv", "parts.csv", "stays.png", "stays.svg"}
    assert (out / "stays.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (out / "stays.svg").read_text(encoding="utf-8")


def test_the_variant_loads_and_runs(out: Path) -> None:
    plan = load(out / "stays.toml", {"scale": 0.02, "horizon.end": "2024-03-01", "targets": []})
    table = tomllib.loads((out / "stays.toml").read_text(encoding="utf-8"))
    median = table["stay"]["short"]["median"]
    assert median["low"] < plan.stay.short.median.value < median["high"]
    assert plan.stay.long.median is not None and plan.stay.long.mean is None
    assert plan.stay.long_share.grade == "D"
    assert plan.other_admissions.service.median.value == table["other_admissions"]["service"]["median"]["value"]
    assert run(plan, 1, workers=1).replications == 1


def test_what_set_takes_gives_the_same_values(extract: Path, out: Path) -> None:
    done = RUN.invoke(app, ["fit", str(extract), "--json"])
    data = json.loads(done.stdout)
    laid, variant = load("qujing", data["set"]), load(out / "stays.toml")
    for a, b in ((laid.stay.short, variant.stay.short), (laid.stay.long, variant.stay.long)):
        assert isinstance(a, Distribution) and (a.median.value, a.sigma.value) == (b.median.value, b.sigma.value)
    assert laid.stay.long_share.value == variant.stay.long_share.value
    assert [group["group"] for group in data["groups"]] == ["severe", "others"]
    assert data["readmission"].keys() == {"30", "90", "365"}


def test_indicators_are_those_of_the_model(out: Path) -> None:
    observed = pd.read_csv(out / "observed.csv")
    plan = load("qujing", {"horizon.start": "2020-01-01"})
    check_wanted(plan, [Wanted.parse(name) for name in observed["measure"]])
    years = observed["measure"].str.split("@").str[1]
    # 365 days after the last discharges of 2023 lie beyond the extract.
    assert (years[observed["measure"].str.startswith("readmission_365d")] == ["2020", "2021", "2022"]).all()
    assert observed["standard_error"].gt(0).all()
    waits = observed[observed["measure"].str.startswith("wait_bed_mean_days")]
    # Whole days between two whole dates: the mean wait as it went in, four standard errors.
    assert (waits["value"] - TRUTH.wait_mean_days).abs().lt(4 * waits["standard_error"]).all()


def test_readmission_is_the_share_of_patients_who_come_back(tmp_path: Path) -> None:
    lines = []
    for n in range(200):
        days = [dt.date(2020, 1, 1 + n % 28)]
        for length in (10 + n % 40, 29, 20) if n % 5 == 0 else (10 + n % 40,):
            days.append(days[-1] + dt.timedelta(days=length))
        lines += [f"{n},{a},{b},F20,甲\n" for a, b in zip(days[::2], days[1::2], strict=True)]
    rows = "".join(lines)
    done = RUN.invoke(app, ["fit", str(written(tmp_path, rows)), "--json", "--until", "2022-01-31"])
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    # 240 discharges; 40 of them were followed by an admission, 29 days later.
    assert data["readmission"]["30"]["value"] == pytest.approx(40 / 240)
    share = next(row for row in data["observed"] if row["measure"] == "readmission_30d_share@2020")
    assert (share["value"], share["count"]) == (pytest.approx(40 / 240), 240)


def test_bad_rows_change_nothing(tmp_path: Path) -> None:
    bad = written(tmp_path, "1,2024-01-02,2024-13-03,F20,甲\n")
    folder = tmp_path / "out"
    done = RUN.invoke(app, ["fit", str(bad), "--out", str(folder), "--lang", "zh"])
    assert done.exit_code == 2
    assert "第 2 行,discharge:“2024-13-03”不是日期" in done.output
    assert not folder.exists()


def test_too_few_stays_and_an_unknown_plan(tmp_path: Path, extract: Path) -> None:
    few = written(tmp_path, "".join(f"{n},2024-01-{n:02d},2024-02-01,F20,甲\n" for n in range(1, 20)), HEADINGS)
    done = RUN.invoke(app, ["fit", str(few)])
    assert (done.exit_code, "only 19 stays have ended" in done.output) == (2, True)
    done = RUN.invoke(app, ["fit", str(extract), "--extends", "qujign"])
    assert (done.exit_code, "did you mean 'qujing'?" in done.output) == (2, True)


def test_stays_that_are_all_alike_are_not_fitted(tmp_path: Path) -> None:
    alike = written(tmp_path, "".join(f"{n},2024-01-01,2024-02-01,F20,甲\n" for n in range(80)))
    done = RUN.invoke(app, ["fit", str(alike), "--until", "2024-06-30"])
    assert (done.exit_code, "1 different lengths" in done.output) == (2, True), done.output


def test_the_example_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "example.csv"
    first = RUN.invoke(app, ["fit", str(path), "--example", "--lang", "en"])
    assert first.exit_code == 0 and "median 32 days" in first.output
    again = RUN.invoke(app, ["fit", str(path), "--example"])
    assert (again.exit_code, "--force" in again.output) == (2, True)
    same, other = tmp_path / "same.csv", tmp_path / "other.csv"
    write_example(same, shape=Shape(), seed=1)
    write_example(other, shape=Shape(), seed=2)
    assert same.read_bytes() == path.read_bytes() != other.read_bytes()
