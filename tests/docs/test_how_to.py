"""What the page on adding things tells to type, typed: it must load, and the audit must read it."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from model import audit, load
from model.experiments.observing.levers import amount_of
from model.experiments.sweeping.design import read_design
from model.explorer.levers.dials import Dial
from model.measures import MEASURES, beds
from model.measures.measure import UNITS, Measure
from model.scenario import catalogue
from model.scenario.problems import ScenarioError

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to.md").read_text("utf-8")


def _below(heading: str, language: str) -> list[str]:
    """The blocks of a language below a heading, as they stand, without the indent of a list."""
    start = re.search(rf"^##+ {re.escape(heading)}$", PAGE, re.MULTILINE)
    assert start, f"the page has no heading {heading!r}"
    text = re.split(r"^##+ ", PAGE[start.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
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
