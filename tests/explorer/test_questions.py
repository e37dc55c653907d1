"""Questions about plans: known answers, and the same as the experiment itself would give."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from model.experiments.explaining.explain import explain
from model.experiments.knowing.sensitivity import About
from model.experiments.knowing.tornado import tornado
from model.experiments.running.how import How
from model.experiments.running.where import InProcess, running_on, silent
from model.explorer.charts import gains as gains_chart
from model.explorer.charts import tornado as tornado_chart
from model.explorer.draft import Draft
from model.explorer.questions import forms, levers
from model.explorer.questions.assumptions import Assumptions, groups_of
from model.explorer.questions.frontiers import Two
from model.explorer.questions.least import Least
from model.explorer.questions.reasons import Reasons
from model.explorer.questions.views import frontiers, least, reasons

TENTH = Draft("qujing", {"scale": 0.1, "horizon.end": "2026-01-01"})
FIFTIETH = Draft("qujing", {"scale": 0.02, "horizon.end": "2026-01-01"})
NURSES, BEDS = "nurses@2025-12-31", "open_beds@2025-12-31"


@pytest.fixture(autouse=True)
def here(engine):
    """Run everything in this process."""
    with running_on(InProcess()):
        yield


@pytest.fixture(scope="module")
def enough(engine):
    """Return the least nurses so that there are 900: exactly 900, whatever the luck."""
    with running_on(InProcess()):
        return Least("nurses", (NURSES,), 0.5, 600.0, 1200.0).answered(TENTH, silent)


def test_the_least_that_would_do(enough):
    """900 are met in every replication and one step less, 880, in none; both checked on another seed."""
    facts = enough.facts
    assert (facts["kind"], facts["amount"], facts["between"], facts["today"]) == ("found", 900.0, [900.0, 900.0], 900.0)
    assert facts["check"]["met"] == facts["check"]["observed"] == levers.clear_from(0.5)
    assert (facts["below"]["amount"], facts["below"]["met"]) == (880.0, 0)
    assert facts["fresh"] != facts["seed"]
    assert "**900 人**" in least.headline(facts)
    assert facts["runs"] <= Least("nurses", (NURSES,), 0.5, 600.0, 1200.0).runs(TENTH.scenario())


def test_not_even_the_highest_and_what_binds():
    """No number of nurses opens beds: not even 1,200; ten times the beds would, so that beds are what binds."""
    held = Draft("qujing", {**TENTH.changes, "totals.open_beds.steps": [{"date": "2025-06-01", "value": 5000}]})
    answer = Least("nurses", (BEDS,), 0.5, 600.0, 1200.0).answered(held, silent)
    assert answer.facts["kind"] == "not_enough" and math.isnan(answer.facts["amount"])
    assert "不足" in least.headline(answer.facts) and "1,200" in least.headline(answer.facts)
    assert any("open beds alone" in line for line in answer.facts["binds"]["en"])
    assert any("开放床位" in line for line in answer.facts["binds"]["zh"])
    alone = answer.tables["relaxed"].set_index("relaxed")["met"]
    assert alone["beds"] == 1.0 and alone["day_places"] == 0.0


def test_the_frontier_of_what_does_not_depend():
    """900 nurses are needed however many beds there are: a level frontier, its steps even."""
    question = Two("beds", 3000.0, 6000.0, 3, "nurses", 600.0, 1200.0, (NURSES,), 0.5)
    answer = question.answered(TENTH, silent)
    table = answer.tables["frontier"]
    assert list(table["first"]) == [3000.0, 4500.0, 6000.0]
    step = answer.facts["step"]
    least_of_all = 600.0 + step * math.ceil(300.0 / step)
    assert set(table["least"]) == {least_of_all}
    assert (table["check_probability"] == 1.0).all() and (table["below_probability"] == 0.0).all()
    assert f"{least_of_all:,.0f}" in frontiers.headline(answer, 3)
    assert answer.facts["runs"] <= question.runs(TENTH.scenario())


def test_reasons_are_those_of_the_experiment_and_each_is_drawn():
    answer = Reasons((), 2).answered(FIFTIETH, silent)
    expected = explain(FIFTIETH.scenario(), 2, how=How(workers=1))
    pd.testing.assert_frame_equal(answer.tables["gains"], expected.gains)
    pd.testing.assert_frame_equal(answer.tables["binding"], expected.binding)
    assert answer.facts["runs"] <= Reasons((), 2).runs(FIFTIETH.scenario())
    for target in dict.fromkeys(expected.gains["target"]):
        rows = expected.gains[expected.gains["target"] == target]
        assert reasons.sentence(target, rows)
        if rows["gain"].notna().any():
            gains_chart.chart(rows).to_dict()


def gains(*rows):
    """Return gains of a rate whose bound is 0.9, of which 0.1 is missing."""
    return pd.DataFrame([
        {"target": "management_rate@2025-12-31", "measure": "management_rate", "resource": resource, "value": 0.8,
         "gain": gain, "low": low, "high": 2 * gain - low, "shortfall": 0.1, "closed": gain / 0.1}
        for resource, gain, low in rows
    ])  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), [
    ([("nurses", 0.05, 0.04), ("open_beds", 0.02, 0.01), ("everything", 0.08, 0.07)], "护士.*5.0个百分点.*50%"),
    ([("nurses", 0.05, -0.01), ("everything", 0.08, 0.07)], "任何一项资源单独.*8.0个百分点"),
    ([("nurses", 0.0, 0.0), ("everything", 0.0, 0.0)], "无法区分"),
])
def test_what_gains_most_in_a_sentence(rows, said):
    """A gain that cannot be told from 0 is none."""
    import re

    assert re.search(said, reasons.sentence("management_rate@2025-12-31", gains(*rows)))


def test_the_tornado_is_that_of_the_experiment_on_the_plan_with_the_changes_laid_over():
    held = Draft("qujing", {**FIFTIETH.changes, "home.telephone_share": 0.5})
    question = Assumptions(("split",), 2)
    answer = question.answered(held, silent)
    about = About(parameters=("split",), changes=held.changes)
    expected = tornado(held.plan(), 2, about=about, how=How(workers=1))
    pd.testing.assert_frame_equal(answer.tables["tornado"], expected.table)
    assert answer.facts["runs"] == question.runs(held.scenario())
    rows = expected.table[expected.table["swing"] > 0.0]
    drawn = tornado_chart.frame(rows[rows["output"] == rows["output"].iloc[0]])
    assert len(drawn) == 2 * min(tornado_chart.MOST, len(set(drawn["label"])))


# --- words of a question -----------------------------------------------------------------------------------

QUESTIONS = [
    Least("beds", (NURSES,), 0.9, 3000.0, 12000.0, "sure"),
    Two("beds", 3000.0, 6000.0, 5, "psychiatrists", 100.0, 300.0, (NURSES, BEDS), 0.8),
    Reasons((NURSES,), 10), Assumptions(("home", "relapse"), 5),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.kind)
def test_a_question_goes_into_an_address_and_comes_out(question):
    assert type(question).from_json(question.to_json()) == question


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.kind)
@pytest.mark.parametrize("wrong", [None, "x", ["x", 1], float("inf"), {}, True])
def test_an_address_that_says_something_else_is_refused(question, wrong):
    """Whatever is put in place of any of its words."""
    for name in vars(question):
        if isinstance(getattr(question, name), tuple) and wrong == ["x"]:
            continue
        with pytest.raises(ValueError):
            type(question).from_json({**question.to_json(), name: wrong})


def test_the_levers_of_a_plan_are_the_capacities_it_gives():
    able = levers.able(Draft("qujing").scenario())
    assert able["beds"] == 6000.0 and able["nurses"] == 900.0
    assert "health_staff" not in able


@pytest.mark.parametrize("probability", levers.PROBABILITIES)
def test_quickly_is_clear_when_all_goes_well(probability):
    """As many replications as make a perfect record clear, and not one more."""
    from model.experiments.solving.sequential import status

    most = levers.precision(probability, "quick").most
    assert status(most, most, probability, levers.ERROR) == "holds"
    assert status(most - 1, most - 1, probability, levers.ERROR) == "undecided"


def test_the_first_question_is_about_a_rate():
    scenario = Draft("qujing").scenario()
    assert forms.usual_target(scenario) == ["standardised_management_rate@2025-12-31"]


def test_groups_of_assumptions_have_all_that_is_ranged():
    from model.experiments.knowing.ranges import quantities

    scenario = Draft("qujing").scenario()
    assert sum(groups_of(scenario).values()) == len(quantities(scenario))
