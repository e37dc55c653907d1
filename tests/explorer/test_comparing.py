"""Scenarios side by side: the page says what the comparison of the same replications says, and nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from model.experiments.comparing.compare import compare
from model.experiments.running.how import How
from model.explorer import draft
from model.explorer.charts import forest
from model.explorer.comparing import choices, grid, tables
from model.explorer.comparing.choices import Choice
from model.explorer.draft import Draft
from model.explorer.levers.differences import between
from model.explorer.packed import unpacked
from model.explorer.replications import Item, Replicate, seen_of
from model.explorer.running import Run
from model.measures import MEASURES, Places
from model.measures.summary import row_numbers
from model.scenario.loading import load
from model.scenario.problems import ScenarioError

SMALL = {"scale": 0.02, "horizon.end": "2026-01-01"}
MORE_STAFF = {"totals.psychiatrists.steps": [{"date": "2024-06-01", "value": 420}]}
ASKED = ["wait_bed_mean_days", "occupancy"]


@pytest.fixture(scope="module")
def run(engine):
    """Return three replications each of a fiftieth of Qujing and of the same with more psychiatrists."""
    scenarios = {"a": load("qujing", SMALL), "b": load("qujing", {**SMALL, **MORE_STAFF})}
    made = Run(scenarios, 3)
    for key, scenario in scenarios.items():
        made.seen[key] = {n: seen_of(unpacked(Replicate()(Item(scenario, n)))) for n in range(3)}
    return made


@pytest.fixture(scope="module")
def compared(run):
    return tables.comparison(run, {"a": "A · 甲", "b": "B · 乙"}, ASKED)


def test_the_tables_are_those_of_the_experiment(run, compared, tmp_path):
    """The oracle: the same plans compared by the command's own function, which runs them itself."""
    plans = [scenario.model_copy(update={"name": name}) for name, scenario in
             zip(compared.names, run.scenarios.values(), strict=True)]
    expected = compare(plans, ASKED, 3, how=How(workers=1))
    for which in ("scenarios", "pairs", "cost_per_unit"):
        pd.testing.assert_frame_equal(getattr(compared, which), getattr(expected, which))
    assert compared.notes == expected.notes


def test_every_cell_of_a_reading_is_where_it_is_said_to_be(run):
    """Each measure, period and region read by its number is what the table of indicators says of it."""
    scenario = run.scenarios["a"]
    places = Places.from_scenario(scenario)
    numbers = row_numbers(places)
    indicators = run.summary("a").indicators.query("replication == 0")
    regions, keys = ["", *places.counties], list(MEASURES)
    cells = run.seen["a"][0].reading.cells[0]
    assert len(indicators) == (numbers >= 0).sum()
    for row in indicators.iloc[:: 97].to_dict("records"):
        number = numbers[regions.index(row["region"]), places.periods.index(row["period"]), keys.index(row["measure"])]
        np.testing.assert_equal(cells[number], row["value"])


def test_more_psychiatrists_stand_out_in_the_table_and_the_picture(compared):
    """The plan's 289 against 420: better, by exactly that, in every replication, and drawn as better."""
    row = next(row for row in grid.against_first(compared) if row["measure"] == "psychiatrists_per_100k")
    assert grid.found_of(row) == "better"
    residents = sum(r.residents.value for r in compared.samples[0].scenario.regions)
    assert row["difference"] == pytest.approx((420 - 289) / residents * 1e5, rel=0.01)
    drawn = forest.frame([row])
    assert list(drawn["found"]) == [grid.finding_words("better")]
    assert f"{grid.SIGNS['better']} +" in grid.differences(compared)


def test_a_difference_that_never_varies_is_equal_and_named_as_such(compared):
    """Open beds are the same number in both: no row of differences, a name in the list of what is equal."""
    row = next(row for row in grid.against_first(compared) if row["measure"] == "open_beds")
    assert grid.found_of(row) == "equal"
    assert any("开放床位" in title for title in grid.alike(compared))
    assert "开放床位" not in grid.differences(compared)


def test_a_name_with_markup_is_shown_as_it_is_written(run):
    html = grid.targets(tables.comparison(run, {"a": "A · <b>x</b>", "b": "B · &amp;"}, []))
    assert "<b>x</b>" not in html and "&lt;b&gt;x&lt;/b&gt;" in html and "&amp;amp;" in html


# --- inputs ------------------------------------------------------------------------------------------------


def test_inputs_that_differ():
    """The variant with 3,000 beds differs in its beds and in nothing else that runs."""
    found = between([load("qujing"), load("qujing-beds-3000")])
    assert [each.path for each in found] == ["totals.open_beds"]
    assert found[0].held == ("2,800，自2025年12月31日起6,000 张", "2,800，自2025年12月31日起3,000 张")


def test_where_a_number_comes_from_is_no_difference():
    plan = load("qujing")
    other = load("qujing", {"stay.short.median": {"value": plan.stay.short.median.value, "source": "甲院2024年病案"}})
    assert between([plan, other]) == []


def test_what_only_one_of_them_has_is_a_difference():
    """A place's own number stands after those of the whole plan."""
    found = between([load("qujing"), load("qujing", {"hospitals.宣威市精神专科医院.open_beds": 700,
                                                     "home.telephone_share": 0.5})])
    assert [(each.path, each.place) for each in found] == [
        ("home.telephone_share", False), ("hospitals.宣威市精神专科医院.open_beds", True)]
    assert found[1].held == ("未注明", "700 张")


# --- choices -----------------------------------------------------------------------------------------------


def known(*drafts):
    return {str(n): Choice(str(n), f"情景{n}", each) for n, each in enumerate(drafts)}


def test_the_same_scenario_twice_is_refused():
    """Under two names."""
    changes = {"home.telephone_share": 0.5}
    twice = known(Draft("qujing", changes, name="a"), Draft("qujing", dict(changes), name="b"))
    with pytest.raises(ScenarioError, match="情景0.*情景1"):
        choices.chosen(["0", "1"], twice, "0")


def test_one_scenario_is_refused():
    with pytest.raises(ScenarioError, match="至少"):
        choices.chosen(["0"], known(Draft("qujing")), "0")


def test_what_its_plan_no_longer_allows_is_refused_by_name():
    with pytest.raises(ScenarioError, match="情景1"):
        choices.chosen(["0", "1"], known(Draft("qujing"), Draft("qujing", {"totals.nurses": -1})), "0")


def test_the_one_compared_with_stands_first_and_letters_stay():
    three = known(Draft("qujing"), Draft("qujing-beds-3000"), Draft("qujing-staffed"))
    chosen = choices.chosen(["0", "1", "2"], three, "2")
    assert list(chosen.labels.values()) == ["C · 情景2", "A · 情景0", "B · 情景1"]


@pytest.mark.parametrize("keys", [["qujing", "qujing-staffed"], ["*", ":我的 情景", "china"]])
def test_an_address_carries_a_choice(keys):
    able, unable = choices.able_of(choices.keys_in(choices.to_address(keys)), dict.fromkeys(keys))
    assert (able, unable) == (keys, [])


def test_an_address_with_what_is_not_here():
    able, unable = choices.able_of(choices.keys_in("qujing|:gone|qujing|<script>"), {"qujing": None})
    assert (able, unable) == (["qujing"], [":gone", "<script>"])


def test_letters_suffice():
    assert len(choices.LETTERS) >= choices.MOST
    assert all(a != b for a, b in itertools.pairwise(choices.LETTERS))


def test_usual_choices_are_the_plan_and_its_variants():
    assert draft.current().base == "qujing"
    assert choices.usual() == ["qujing", "qujing-beds-3000", "qujing-rehab", "qujing-staffed"]
