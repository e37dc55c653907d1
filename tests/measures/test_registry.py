"""The registry: the names that a scenario may use, words, units, sources, what the recorder must count."""

from __future__ import annotations

import numpy as np
import pytest
from by_hand import Hand, empty, plan

from model.care import recorder
from model.measures import MEASURES
from model.measures.measure import UNITS, Kind, Measure
from model.measures.places import Places
from model.measures.view import View
from model.scenario import measure_names


def test_registry_is_the_list_a_scenario_may_use() -> None:
    assert tuple(MEASURES) == measure_names.MEASURES


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.key)
def test_every_measure_has_words_unit_and_source(measure: Measure) -> None:
    assert measure.unit in UNITS
    assert measure.source
    for words in (measure.title, measure.numerator, measure.denominator or measure.title, measure.unit_words):
        assert words.en.replace("‰", "permille").isascii()
        assert words.en and words.zh and not words.zh.isascii()


def test_titles_differ() -> None:
    for language in (0, 1):
        titles = [m.title[language] for m in MEASURES.values()]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.key)
def test_names_say_the_unit(measure: Measure) -> None:
    for ending, units in (
        ("_share", {"share"}),
        ("_rate", {"share"}),
        ("_days", {"days", "bed-days"}),
        ("_permille", {"permille"}),
        ("_per_10k", {"per 10,000 residents"}),
        ("_per_100k", {"per 100,000 residents"}),
    ):
        if measure.key.endswith(ending):
            assert measure.unit in units


def test_nothing_happened_gives_no_rate_of_anything() -> None:
    # A plain number may be 0; a rate or a wait without anybody is not observed; what is stated is known.
    stated = {
        "relevant_degree_share",
        "training_hours_per_staff",
        "rehabilitation_county_coverage",
        "township_rehabilitation_coverage",
        "reported_prevalence_permille",
        "open_beds_per_10k",
        "staffed_beds_per_10k",
        "open_beds_per_1000",
        "psychiatrists_per_100k",
        "prevention_staff_per_township",
    }
    scenario = plan()
    view = View(scenario, Places.from_scenario(scenario), empty(scenario))
    for key, measure in MEASURES.items():
        if not measure.is_count and key not in stated:
            assert np.isnan(measure.values(view).city).all(), key


def test_shapes(hand: Hand) -> None:
    places = Places.from_scenario(hand.scenario)
    view = View(hand.scenario, places, hand.output)
    for measure in MEASURES.values():
        values = measure.values(view)
        assert values.city.shape == (16,)
        assert values.counties.shape == values.regions.shape == (16, 2)
        assert values.city.dtype == values.counties.dtype == np.float64
        assert measure.monthly == (measure.kind is not Kind.REQUESTS)


class Asked(View):
    """A view that remembers the snapshots asked for."""

    asked: set[str]

    def snapshot(self, name: str) -> np.ndarray:
        self.asked.add(name)
        return super().snapshot(name)


def test_the_recorder_counts_what_the_formulas_ask_for(hand: Hand) -> None:
    view = Asked(hand.scenario, Places.from_scenario(hand.scenario), hand.output)
    view.asked = set()
    for measure in MEASURES.values():
        measure.values(view)
    assert view.asked - set(recorder.SNAPSHOTS) == set()


def test_an_output_of_another_scenario_is_refused(hand: Hand) -> None:
    other = plan(horizon={"start": "2024-01-01", "end": "2025-01-01"})
    with pytest.raises(ValueError, match="months and regions"):
        View(other, Places.from_scenario(other), hand.output)
    fewer = plan(hospitals=[])
    with pytest.raises(ValueError, match="hospitals"):
        View(fewer, Places.from_scenario(fewer), hand.output)
