"""What the page on adding things tells to type, typed: it must load, and the audit must read it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from examined import examined

from model import audit, load
from model.experiments.observing.levers import amount_of
from model.experiments.sweeping.design import read_design
from model.explorer.levers.dials import Dial
from model.measures import MEASURES, beds
from model.measures.measure import UNITS, Measure
from model.scenario import catalogue
from model.scenario.problems import ScenarioError

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to.md").read_text("utf-8")


def _section(heading: str) -> str:
    start = re.search(rf"^##+ {re.escape(heading)}$", PAGE, re.MULTILINE)
    assert start, f"the page has no heading {heading!r}"
    return re.split(r"^##+ ", PAGE[start.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def _below(heading: str, language: str) -> list[str]:
    """The blocks of a language below a heading, as they stand, without the indent of a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", _section(heading), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder of plans, to write in."""
    folder = tmp_path / "scenarios"
    shutil.copytree(catalogue.folder(), folder)
    monkeypatch.setattr(catalogue, "folder", lambda: folder)
    return folder


def test_a_target(plans: Path) -> None:
    """After the last target of Qujing's plan: one more, with bound, date and clause; the others stay."""
    before = load("qujing").targets
    path = plans / "qujing.toml"
    text = path.read_text("utf-8")
    assert "# --- targets ---" in text, "the heading that the page names"
    last = text.index("\n\n", text.rindex("[[targets]]"))
    (block,) = _below("A target, in five minutes", "toml")
    path.write_text(f"{text[:last]}\n\n{block}{text[last:]}", encoding="utf-8")
    plan = load("qujing")
    assert plan.targets[:-1] == before
    new = plan.targets[-1]
    assert (new.measure, new.at_most, new.date, new.scope) == ("occupancy", 0.95, dt.date(2025, 12, 31), "city")
    assert new.clause == "床位使用率不超过95%"
    assert audit(plan), "Qujing's own contradictions are still found"
    with pytest.raises(ScenarioError, match="occupancy"):
        path.write_text(path.read_text("utf-8").replace('"occupancy"', '"occupansy"'), encoding="utf-8")
        load("qujing")


def test_a_plan_and_its_variant(plans: Path) -> None:
    (plan_text,) = _below("A plan", "toml")
    (variant_text,) = _below("A variant", "toml")
    (plans / "new-town.toml").write_text(plan_text, encoding="utf-8")
    (plans / "new-town-nurses.toml").write_text(variant_text, encoding="utf-8")
    plan, variant = load("new-town"), load("new-town-nurses")
    assert {"new-town", "new-town-nurses"} <= set(catalogue.names())
    assert [target.measure for target in plan.targets] == ["open_beds", "standardised_management_rate"]
    (hospital,) = plan.hospitals
    assert hospital.open_beds is not None and hospital.open_beds.at(dt.date(2026, 6, 1)) == 300
    (changed,) = variant.hospitals
    assert changed.nurses is not None and changed.nurses.first.value == 90
    assert variant.targets == plan.targets and changed.open_beds == hospital.open_beds
    # 45 nurses to 300 beds are 0.15 a bed, below the norm (0.35) and below practice (0.175); 90 are 0.3.
    said = {finding.severity for finding in audit(plan)}
    assert "contradiction" in said
    assert "contradiction" not in {finding.severity for finding in audit(variant)}


def test_a_lever_of_an_experiment(plans: Path, tmp_path: Path) -> None:
    """The design loads, its lever is a key that holds a number, and every amount is one that the plan allows."""
    (design_text,) = _below("A lever", "toml")
    path = tmp_path / "visit-time.toml"
    path.write_text(design_text, encoding="utf-8")
    design = read_design(path)
    (lever,) = design.levers
    plan = load("qujing")
    assert amount_of(plan, lever) == plan.home.visit_time_share.value


def test_a_lever_of_the_explorer() -> None:
    """The key has words, range and grade in the schema; the effect is of the same key, on a measure that there is."""
    dial, effect = _below("A lever", "python")
    path = re.findall(r'"([a-z_.]+)"', dial)[0]
    assert Dial(path, "community").known.grade == "K"
    key, measure = re.findall(r'"([a-z_.]+)"', effect)
    assert key == path
    assert measure in MEASURES


def test_a_measure() -> None:
    """The entry is one of today's registry, made with the names that its file has, under a key that is free."""
    (entry,) = _below("A measure", "python")
    (measure,) = eval(f"({entry})", vars(beds))  # noqa: S307
    assert isinstance(measure, Measure)
    assert measure.key not in MEASURES
    assert measure.unit in UNITS


# --- code, typed in a copy of the project ------------------------------------------------------------------

STEP = re.compile(
    r"(?:[Ii]n\s+`(?P<old>[^`]+)`,\s+(?P<how>below|in place of)\s+`(?P<line>[^`]+)`"
    r"|(?P<end>[Aa]t the end of|[Aa] new file)\s+`(?P<file>[^`]+)`)"
    r":\n\n(?P<indent> *)```\w+\n(?P<block>.*?)^ *```",
    re.MULTILINE | re.DOTALL,
)


def _type_in(project: Path, heading: str) -> None:
    """Type every block below a heading into the file, and at the line, that the sentence above it names."""
    text = _section(heading)
    steps = list(STEP.finditer(text))
    assert len(steps) == text.count("```") // 2 > 0, f"a block below {heading!r} does not say where it goes"
    for step in steps:
        block = re.sub(rf"^{step['indent']}", "", step["block"], flags=re.MULTILINE)
        path = project / (step["old"] or step["file"])
        if step["end"]:
            held = path.read_text("utf-8") if "end" in step["end"] else ""
            path.write_text(held + block, encoding="utf-8")
            continue
        lines = path.read_text("utf-8").splitlines(keepends=True)
        at = [n for n, line in enumerate(lines) if line.strip().startswith(step["line"])]
        assert len(at) == 1, f"{step['line']!r} begins {len(at)} lines of {step['old']}"
        indent = re.match(" *", lines[at[0]])[0]
        typed = [indent + line for line in block.splitlines(keepends=True)]
        lines[at[0] : at[0] + 1] = typed if step["how"] == "in place of" else [lines[at[0]], *typed]
        path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the page tells to change, and of what is needed to run it."""
    root = tmp_path / "project"
    for folder in ("model", "scenarios", "tests/scenario"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "docs").mkdir()
    for file in ("docs/model.md", "pyproject.toml"):
        shutil.copy(ROOT / file, root / file)
    return root


def _python(project: Path, *arguments: str) -> str:
    """Run Python in the copy, without compiling (a minute, and the rules are the same to the last bit)."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_parameter_and_its_rule(project: Path) -> None:
    """As it stands by default nothing moves, to the last bit; at 0 no visit to somebody unstable makes an examination."""
    _type_in(project, "A parameter")
    _type_in(project, "A rule, or a random decision")
    by_default, at_zero = json.loads(_python(project, str(Path(__file__).with_name("examined.py"))))
    assert by_default == list(examined({})), "another default than the rule without it"
    assert by_default[0] > 50 and at_zero[0] == 0 < at_zero[1]


def test_a_parameter_reaches_the_compiled_engine_and_the_page(project: Path) -> None:
    """The table of its rules has a column of that name, which the rules fill; `make pages` writes the row."""
    _type_in(project, "A parameter")
    script = (
        "from model.engines.compiled import layout; from model.engines.rules import Rules; "
        "from model.scenario.parameters import page; "
        "assert 'examination_unstable' in set(layout.RULES.names) & set(Rules.__dataclass_fields__); print(page())"
    )
    written = _python(project, "-c", script)
    (row,) = set(written.splitlines()) - set((ROOT / "docs" / "parameters.md").read_text("utf-8").splitlines()) - {
        line for line in written.splitlines() if line.startswith("In all ")
    }
    assert row.startswith("| `home.examination_unstable_ratio` | ") and "| K | 3.5 |" in row


def test_a_check_of_the_audit(project: Path) -> None:
    """The page's own test passes in the copy, with those that ask every check for its key, words and basis."""
    _type_in(project, "A check of the audit")
    asked = "a_county_without_a_hospital or every_check_key or every_plan_of_the_catalogue"
    said = _python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/scenario/test_audit.py", "-k", asked)
    assert re.search(r"\d+ passed", said)
