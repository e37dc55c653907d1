"""The command line: what it prints, its exit codes, and that it never half-writes or overwrites results."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from model import messages
from model.cli import app
from model.scenario import catalogue

PLAN = """
title = { zh = "甲县规划", en = "Plan of a county" }
[horizon]
start = 2024-01-01
end = 2024-03-01
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
measure = "open_beds"
at_least = 12
date = 2024-02-29
clause = "床位12张"
"""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


# --- an engine that only pretends ------------------------------------------------------------------------


class Pretender:
    """Stands in for the engine and the measures: instant, and fails or is interrupted on demand."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, int]] = []
        self.raises: dict[int, BaseException] = {}

    def simulate(self, scenario: Any, seed: int, replication: int, log: bool = False) -> Any:
        self.calls.append((seed, replication))
        if replication in self.raises:
            raise self.raises[replication]
        rows = {"time": np.arange(2.0), "event": np.array([replication, 7])} if log else None
        return SimpleNamespace(replication=replication, seconds=0.5, log=rows)

    def summarise(self, scenario: Any, outputs: Iterator[Any]) -> Any:
        numbers = [output.replication for output in outputs]
        row = {
            "target": "open_beds@2024-02-29", "measure": "open_beds", "title_zh": "床位",
            "title_en": "Open beds", "scope": "city", "date": "2024-02-29", "period": "2024-02",
            "bound_kind": "at_least",
            "bound": 12.0, "mean": 10.0, "low": 10.0, "high": 10.0, "probability_met": 0.0, "shortfall": 2.0,
            "worst_county": "", "clause": "床位12张",
        }  # fmt: skip
        indicators = pd.DataFrame(
            {"replication": numbers, "region": "", "period": "2024-02", "measure": "open_beds", "value": 10.0}
        )
        staffing = pd.DataFrame(
            {"replication": numbers, "month": "2024-02", "hospital": "甲院", "open_beds": 10.0,
             "staffed_beds": 9.0, "binding": "nurses", "occupied": 8.0}
        )  # fmt: skip
        return SimpleNamespace(targets=pd.DataFrame([row]), indicators=indicators, staffing=staffing)


@pytest.fixture
def pretender(monkeypatch: pytest.MonkeyPatch) -> Pretender:
    pretending = Pretender()
    # As the command line calls it: `auto` would otherwise be the compiled engine.
    monkeypatch.setattr("model.engines.choice.chosen", lambda engine: "simpy")
    monkeypatch.setattr("model.experiments.running.replicate.chosen", lambda engine: "simpy")
    monkeypatch.setattr("model.engines.simpy_engine.simulate", pretending.simulate)
    monkeypatch.setattr("model.measures.summarise", pretending.summarise)
    return pretending


def run(plan: Path, *more: object) -> Result:
    return call("run", plan, "--workers", 1, "--replications", 2, "--out", plan.parent / "out", *more)


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- a run -----------------------------------------------------------------------------------------------


def test_a_run_prints_the_answer_and_where_the_results_are(plan: Path, pretender: Pretender) -> None:
    result = run(plan)
    assert result.exit_code == 0, result.output
    for said in ("Open beds", "≥ 12", "0%", "nurses", str(plan.parent / "out"), "figure.png"):
        assert said in result.stdout
    assert pretender.calls == [(1, 0), (1, 1)], "one seed, replications numbered from 0"
    assert left_in(plan.parent / "out") == {
        "targets.csv", "indicators.parquet", "staffing.parquet", "run.json", "scenario.json", "timing.json", "figure.png",
    }  # fmt: skip


def test_run_json_is_what_is_needed_to_repeat_and_nothing_else(plan: Path, pretender: Pretender) -> None:
    """No dates, no paths, no number of workers: equal runs have equal files."""
    run(plan, "--seed", 5)
    content = json.loads((plan.parent / "out" / "run.json").read_text(encoding="utf-8"))
    assert {key: content[key] for key in ("scenario", "seed", "replications")} == {
        "scenario": "plan", "seed": 5, "replications": 2,
    }  # fmt: skip
    assert len(content["digest"]) == 64
    assert set(content["versions"]) == {"jingkang", "python", "numpy", "numba", "simpy"}
    assert set(content) == {"scenario", "digest", "seed", "replications", "versions"}


def test_the_log_holds_every_replication_in_order(plan: Path, pretender: Pretender) -> None:
    run(plan, "--log")
    events = pd.read_parquet(plan.parent / "out" / "events.parquet")
    assert events["replication"].tolist() == [0, 0, 1, 1]
    assert events["event"].tolist() == [0, 7, 1, 7]


def test_json_is_json_and_nothing_else(plan: Path, pretender: Pretender) -> None:
    result = run(plan, "--json")
    content = json.loads(result.stdout)
    assert content["targets"][0]["probability_met"] == 0.0
    assert content["bottleneck"][0]["resource"] == "nurses"
    assert content["audit"], "three nurses for ten beds are below the norm"


def test_without_out_the_results_go_to_a_folder_named_after_the_plan(
    plan: Path, pretender: Pretender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plan.parent)
    assert call("run", plan, "--workers", 1, "--replications", 1).exit_code == 0
    assert (plan.parent / "results" / "plan" / "run.json").exists()


def test_set_reaches_the_plan_and_its_digest(plan: Path, pretender: Pretender) -> None:
    run(plan)
    before = json.loads((plan.parent / "out" / "run.json").read_text())["digest"]
    assert run(plan, "--set", "home.fail_share=0.3", "--force").exit_code == 0
    assert json.loads((plan.parent / "out" / "run.json").read_text())["digest"] != before


# --- results are protected -------------------------------------------------------------------------------


def test_the_same_run_again_replaces_its_own_results(plan: Path, pretender: Pretender) -> None:
    run(plan, "--log")
    assert run(plan).exit_code == 0
    assert "events.parquet" not in left_in(plan.parent / "out"), "nothing of the former run lingers"


@pytest.mark.parametrize("other", [("--seed", 2), ("--replications", 3), ("--set", "home.fail_share=0.3")])
def test_other_results_are_not_overwritten(
    plan: Path, pretender: Pretender, other: tuple[object, ...]
) -> None:
    run(plan)
    before = (plan.parent / "out" / "run.json").read_bytes()
    pretender.calls.clear()
    result = run(plan, *other)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert pretender.calls == [], "refused before anything is simulated"
    assert (plan.parent / "out" / "run.json").read_bytes() == before
    assert run(plan, *other, "--force").exit_code == 0
    assert (plan.parent / "out" / "run.json").read_bytes() != before


def test_force_leaves_the_users_own_files(plan: Path, pretender: Pretender) -> None:
    """Somebody's folder given by mistake must not be emptied."""
    out = plan.parent / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    refused = run(plan)
    assert refused.exit_code == 2
    assert "thesis.docx" in refused.stderr
    assert run(plan, "--force").exit_code == 0
    assert (out / "thesis.docx").read_text() == "years of work"
    assert (out / "targets.csv").exists()


def test_a_file_in_the_way(plan: Path, pretender: Pretender) -> None:
    (plan.parent / "out").write_text("not a folder")
    assert run(plan).exit_code == 2


# --- a run that ends badly -------------------------------------------------------------------------------


def test_a_failed_replication_is_exit_1_and_leaves_nothing(plan: Path, pretender: Pretender) -> None:
    pretender.raises[1] = ZeroDivisionError("no beds")
    result = run(plan, "--log")
    assert result.exit_code == 1
    assert "replication 1" in result.stderr
    assert "no beds" in result.stderr
    assert "Traceback" not in result.stderr
    assert left_in(plan.parent) == {"plan.toml"}


def test_ctrl_c_is_exit_130_and_leaves_nothing(plan: Path, pretender: Pretender) -> None:
    pretender.raises[1] = KeyboardInterrupt()
    result = run(plan, "--log")
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr
    assert left_in(plan.parent) == {"plan.toml"}


def test_an_interrupted_run_leaves_earlier_results_as_they_were(plan: Path, pretender: Pretender) -> None:
    run(plan)
    out = plan.parent / "out"
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    pretender.raises[1] = KeyboardInterrupt()
    assert run(plan, "--seed", 9, "--force").exit_code == 130
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


SLOW = """
import sys, time
import model.engines.simpy_engine as engine

def simulate(scenario, seed, replication, log=False):
    print("started", flush=True)
    time.sleep(60)

engine.simulate = simulate
if __name__ == "__main__":
    from model.cli import main
    main()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("workers", [1, 2])
def test_signals_end_a_run_at_once(plan: Path, workers: int, number: int, code: int) -> None:
    """The workers, too: a minute's sleep in each is not waited for."""
    script = plan.parent / "slow.py"
    script.write_text(SLOW)
    options = ["run", plan, "--engine", "simpy", "--workers", workers, "--replications", 2, "--out", plan.parent / "new" / "out"]
    command = [sys.executable, str(script), *map(str, options)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "started" in line:
                break
        began = time.monotonic()
        process.send_signal(number)
        _, stderr = process.communicate(timeout=50)
    assert process.returncode == code, stderr
    assert time.monotonic() - began < 45
    assert "no results were written" in stderr
    assert "Traceback" not in stderr
    assert left_in(plan.parent) == {"plan.toml", "slow.py"}


# --- bad input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "quijng"], "did you mean 'qujing'?"),
        (["audit", "quijng"], "did you mean 'qujing'?"),
        (["run", "PLAN", "--set", "stay.long_shar=0.1"], "did you mean 'long_share'?"),
        (["run", "PLAN", "--set", "targets.0.date=2030-01-01"], "outside the horizon"),
        (["run", "PLAN", "--replications", "0"], "replications"),
        (["run", "PLAN", "--seed", "-1"], "seed"),
        (["run", "PLAN", "--lang", "fr"], "lang"),
        (["run"], "SCENARIO"),
    ],
)
def test_bad_input_is_exit_2_with_one_message(
    plan: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(plan.parent)
    result = call(*(plan if argument == "PLAN" else argument for argument in arguments))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert left_in(plan.parent) == {"plan.toml"}, "nothing is written"


# --- the other commands ----------------------------------------------------------------------------------


def test_audit_in_both_languages(plan: Path) -> None:
    english, chinese = call("audit", plan, "--lang", "en"), call("audit", plan, "--lang", "zh")
    assert english.exit_code == chinese.exit_code == 0, "a finding is an answer, not a failure"
    assert "Plan of a county" in english.stdout
    assert "甲县规划" in chinese.stdout
    # Three nurses for ten beds: the sources too, and the same numbers in them.
    assert "basis: " in english.stdout and "139,642 nurses, 798,191 beds (2020)" in english.stdout
    assert "依据: " in chinese.stdout and "139,642名护士,798,191张床位(2020年)" in chinese.stdout
    assert json.loads(call("audit", plan, "--json").stdout)[0]["title"].keys() == {"zh", "en"}


@pytest.mark.parametrize(("locale", "said"), [("zh_CN.UTF-8", "甲县规划"), ("de_DE.UTF-8", "of a county")])
def test_the_language_follows_the_locale(
    plan: Path, monkeypatch: pytest.MonkeyPatch, locale: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert said in call("audit", plan).stdout


def test_the_help_follows_the_locale() -> None:
    """The language of the help is settled when the program starts."""
    for locale, said in (("zh_CN.UTF-8", ("参数", "选项", "[必填]", "默认: 10")), ("C.UTF-8", ("Arguments", "[required]"))):
        environment = {**os.environ, "LC_ALL": locale}
        command = [sys.executable, "-c", "from model.cli import main; main()", "run", "--help"]
        page = subprocess.run(command, capture_output=True, text=True, env=environment, encoding="utf-8", check=True)
        assert all(word in page.stdout for word in said), page.stdout


def test_scenarios_lists_the_catalogue() -> None:
    listed = json.loads(call("scenarios", "--json").stdout)
    assert {entry["name"] for entry in listed} == set(catalogue.names())
    assert "qujing" in call("scenarios").stdout


def test_the_json_schema_takes_what_a_plan_may_say() -> None:
    """Editors mark what the schema refuses: a plain number must be allowed, and "unlimited" where it has a meaning."""
    schema = json.loads(call("schema").stdout)
    for table, key, may_be_unlimited in (("Home", "fail_share", False), ("WaitingList", "cap", True)):
        ways = schema["$defs"][table]["properties"][key]["anyOf"]
        assert {"type": "number"} in ways
        assert any(way.get("const") == "unlimited" for way in ways) == may_be_unlimited
    assert {"type": "number"} in schema["$defs"]["Schedule"]["anyOf"]
    assert {"type": "number"} in schema["$defs"]["Distribution"]["anyOf"]
    assert schema["additionalProperties"] is False, "an unknown key is marked while it is typed"


def test_every_message_has_both_languages_with_the_same_blanks() -> None:
    for key, (zh, en) in messages.WORDS.items():
        assert zh and en, key
        assert sorted(part.split("}")[0] for part in zh.split("{")[1:]) == sorted(
            part.split("}")[0] for part in en.split("{")[1:]
        ), key


def test_the_command_line_itself_is_light() -> None:
    """What takes seconds to load is loaded by the command that needs it, not before ``--help``."""
    heavy = "{'numba', 'pandas', 'pyarrow', 'matplotlib', 'scipy', 'streamlit', 'docx', 'openpyxl', 'sklearn'}"
    code = f"import sys, model.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
