"""The fields of a question: what stands in them outlives leaving the page; what cannot be is said beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from model.experiments.observing.levers import SHORT
from model.explorer.draft import Draft
from model.explorer.levers.dials import Dial, unit_words
from model.explorer.levers.rows import amount_problem
from model.explorer.questions import levers
from model.explorer.questions.levers import PROBABILITIES
from model.explorer.words import _, chance, escaped, language, number
from model.measures import MEASURES
from model.measures.targets import names_of
from model.report.solve_figures import lever_title, target_lines
from model.scenario.schema import Scenario


class Fields:
    """The fields of one kind of question about one plan.

    Parameters
    ----------
    kind : str
    held : Draft
    usual : dict
        What stands in them at first.
    """

    def __init__(self, kind: str, held: Draft, usual: Mapping[str, Any]) -> None:
        values = st.session_state.get(f"ask {kind}")
        if values is None or values.get("base") != held.base:
            values = {"base": held.base, **usual}
            st.session_state[f"ask {kind}"] = values
        self.kind, self.values = kind, values
        self.well = True

    def _key(self, name: str) -> str:
        # The widget's value is always set from what is held: a page that is left forgets its widgets.
        key = f"field {self.kind} {name}"
        st.session_state[key] = self.values[name]
        return key

    def _take(self, name: str, then: Callable[[], None] | None = None) -> Callable[[], None]:
        def taken() -> None:
            value = st.session_state[f"field {self.kind} {name}"]
            # What a click on the chosen one takes away stays.
            if value is not None or not isinstance(self.values[name], (str, int)):
                self.values[name] = value
            if then is not None:
                then()

        return taken

    def problem(self, where: Any, text: str) -> None:
        """Say beside a field why it cannot be so."""
        self.well = False
        where.error(escaped(text), icon=":material/error:")

    def choose(self, where: Any, name: str, label: str, able: Sequence[Any], words: Callable[[Any], str],
               then: Callable[[], None] | None = None) -> Any:
        """Ask for one of several."""
        if self.values[name] not in able:
            self.values[name] = able[0]
        where.selectbox(label, able, key=self._key(name), format_func=words, on_change=self._take(name, then))
        return self.values[name]

    def switch(self, where: Any, name: str, label: str, able: Sequence[Any], words: Callable[[Any], str],
               said: str = "") -> Any:
        """Ask for one of a few, all of them shown."""
        if self.values[name] not in able:
            self.values[name] = able[0]
        where.segmented_control(label, able, key=self._key(name), format_func=words, on_change=self._take(name),
                                help=said or None)
        return self.values[name]

    def several(self, where: Any, name: str, label: str, able: Mapping[str, str], empty: str = "") -> tuple[str, ...]:
        """Ask for some of several, by name; ``empty``: what it means when there are none, else one is needed."""
        self.values[name] = [each for each in self.values[name] if each in able]
        where.multiselect(label, list(able), key=self._key(name), format_func=lambda key: able[key],
                          on_change=self._take(name), placeholder=empty or _("Choose"))
        if not self.values[name] and not empty:
            self.problem(where, _("Choose at least one."))
        return tuple(self.values[name])

    def probability(self, where: Any) -> float:
        """Ask how likely the targets shall be met."""
        where.select_slider(_("Probability asked for"), PROBABILITIES, key=self._key("probability"),
                            format_func=chance, on_change=self._take("probability"))
        return float(self.values["probability"])

    def amount(self, where: Any, name: str, label: str, plan: Scenario) -> float:
        """Ask for an amount of a lever."""
        where.number_input(label, key=self._key(name), on_change=self._take(name), step=1.0, format="%.0f",
                           help=_("The highest amount is rounded up to a whole number of steps; there are about 20 to "
                                  "40 of them."))
        value = self.values[name]
        amount = float("nan") if value is None else float(value)
        if problem := amount_problem(amount, plan):
            self.problem(where, problem)
        return amount

    def ends(self, wheres: tuple[Any, Any], names: tuple[str, str], plan: Scenario) -> tuple[float, float]:
        """Ask between what amounts is looked."""
        low = self.amount(wheres[0], names[0], _("Lowest amount"), plan)
        high = self.amount(wheres[1], names[1], _("Highest amount"), plan)
        if self.well and high - low < 1.0:
            self.problem(wheres[1], _("The highest amount must be greater than the lowest, {low}.", low=number(low)))
        return (low, high) if math.isfinite(low) and math.isfinite(high) else (0.0, 1.0)

    def lever(self, where: Any, name: str, label: str, able: Mapping[str, float], scenario: Scenario,
              ends: tuple[str, str]) -> str:
        """Ask for a lever; another one brings its own range."""

        def moved() -> None:
            self.values[ends[0]], self.values[ends[1]] = levers.usual_range(scenario, self.values[name])

        return str(self.choose(where, name, label, list(able), lever_words, moved))


def lever_words(lever: str) -> str:
    """Return what a lever is called."""
    return lever_title(lever, language())


def lever_unit(lever: str) -> str:
    """Return in what a lever is counted."""
    return unit_words(Dial(SHORT[lever], "beds").known.unit)


def lever_counted(lever: str) -> str:
    """Return what a lever is called, and its unit unless that says the same."""
    words, unit = lever_words(lever), lever_unit(lever)
    return words if unit in words else f"{words} ({unit})"


def targets_of(scenario: Scenario) -> dict[str, str]:
    """Return the targets of a plan by name, in words: what, bound, date."""
    return dict(zip(names_of(scenario.targets), target_lines(scenario, language()), strict=True))


def usual_target(scenario: Scenario) -> list[str]:
    """Return the target that is asked about at first: a rate rather than the amount of what is moved."""
    names = names_of(scenario.targets)
    rates = [name for name, target in zip(names, scenario.targets, strict=True)
             if MEASURES[target.measure].unit == "share"]
    return (rates or names)[:1]


def run_words(facts: Mapping[str, Any], checked: bool) -> str:
    """Return on how many replications an answer rests, and with what luck."""
    runs, step = number(facts["runs"]), number(facts["step"])
    if not checked:
        return _("{runs} replications, seed {seed}. Steps of {step}.", runs=runs, seed=facts["seed"], step=step)
    return _("{runs} replications, seed {seed}; the answer and one step less were checked with other luck, seed "
             "{fresh}. Steps of {step}.", runs=runs, seed=facts["seed"], fresh=facts["fresh"], step=step)


def capital(sentence: str) -> str:
    """Return a sentence that begins with a capital."""
    return sentence[:1].upper() + sentence[1:]


def care_words(care: str) -> str:
    """Return how surely a question is answered."""
    return {"quick": _("quickly"), "sure": _("surely")}[care]
