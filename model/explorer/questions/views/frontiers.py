"""Two levers: their fields, and the frontier as a picture."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from model.explorer import downloads
from model.explorer.charts import frontier as picture
from model.explorer.charts import look
from model.explorer.draft import Draft
from model.explorer.questions import forms, levers
from model.explorer.questions.answer import Answer
from model.explorer.questions.frontiers import POINTS, Two
from model.explorer.words import _, chance, chances, escaped, number, reason
from model.scenario.problems import ScenarioError


def form(held: Draft) -> Two | None:
    """Ask; None while a field says what cannot be."""
    scenario = held.scenario()
    able = levers.able(scenario)
    if len(able) < 2:
        st.info(_("This plan gives the amount of fewer than two capacities."))
        return None
    first, second, *_others = able
    ranges = levers.usual_range(scenario, first), levers.usual_range(scenario, second)
    fields = forms.Fields("frontier", held, {
        "first": first, "first_low": ranges[0][0], "first_high": ranges[0][1], "points": POINTS[1],
        "second": second, "second_low": ranges[1][0], "second_high": ranges[1][1],
        "targets": forms.usual_target(scenario), "probability": 0.9, "care": "quick",
    })  # fmt: skip
    one, two = st.columns([3, 2])
    targets = fields.several(one, "targets", _("So that these are met, all together"), forms.targets_of(scenario))
    probability = fields.probability(two)
    one, two, three, four = st.columns([1.6, 1, 1, 1.4])
    set_ = fields.lever(one, "first", _("For each amount of"), able, scenario, ("first_low", "first_high"))
    set_ends = fields.ends((two, three), ("first_low", "first_high"), held.plan())
    points = fields.switch(four, "points", _("Amounts of it"), POINTS, str)
    one, two, three, four = st.columns([1.6, 1, 1, 1.4])
    others = {name: amount for name, amount in able.items() if name != set_}
    sought = fields.lever(one, "second", _("the least of"), others, scenario, ("second_low", "second_high"))
    sought_ends = fields.ends((two, three), ("second_low", "second_high"), held.plan())
    care = fields.switch(four, "care", _("How surely"), ("quick", "sure"), forms.care_words)
    question = Two(set_, *set_ends, int(points), sought, *sought_ends, targets, probability, care)
    if fields.well:
        try:
            for each in question.ranges(scenario):
                each.grid(scenario)
        except (ScenarioError, ValueError) as error:
            fields.problem(one, _("The plan does not allow this: {problem}", problem=reason(error)))
    return question if fields.well else None


def show(answer: Answer, held: Draft) -> None:
    """Show what was found."""
    facts, table = answer.facts, answer.tables["frontier"]
    met = int(table["least"].notna().sum())
    st.markdown(f"#### {forms.capital(headline(answer, met))}")
    for low, high in facts["breaks"]:
        st.warning(_("With {high} of the first, more of the second is needed than with {low}: more is not always "
                     "better.", high=number(high), low=number(low)), icon=":material/warning:")
    look.show(_chart(answer), "frontier chart")
    first, second = str(facts["first"]), str(facts["second"])
    with st.expander(_("The frontier in numbers")):
        st.dataframe(_table(table, first, second), hide_index=True, width="stretch")
    st.caption(forms.run_words(facts, met > 0))
    st.subheader(_("Download"))
    stem = f"{held.base}-frontier-{first}-{second}"
    downloads.panel([
        downloads.table_offer(_("Frontier"), stem, lambda: table),
        downloads.chart_offer(_("Figure"), f"{stem}-figure", lambda: _chart(answer)),
    ], "frontier")  # fmt: skip


def headline(answer: Answer, met: int) -> str:
    """Return the answer in a sentence; ``met``: at how many amounts of the first lever there is one."""
    facts, table = answer.facts, answer.tables["frontier"]
    first, second = forms.lever_words(str(facts["first"])), forms.lever_words(str(facts["second"]))
    if not met:
        return escaped(_("No amount of {second} in the range is enough, whatever the amount of {first}.",
                         second=second, first=first))
    least = table["least"].dropna()
    if (table["kind"] == "low_enough").all():
        return escaped(_("The lowest amount of {second} is enough for every amount of {first}: less was not looked at.",
                         second=second, first=first))
    if least.min() == least.max():
        return escaped(_("{second} needed: {least}, whatever the amount of {first}.", second=second, first=first,
                         least=number(float(least.min()))))
    return _("{second} needed: from {least} to {most}, over the amounts of {first}.", second=second, first=first,
             least=number(float(least.min())), most=number(float(least.max())))


def _chart(answer: Answer) -> Any:
    facts = answer.facts
    words = [forms.lever_counted(str(facts[key])) for key in ("first", "second")]
    return picture.chart(answer.tables["frontier"], facts, *words)


def _table(table: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return pd.DataFrame({
        forms.lever_counted(first): [number(row["first"]) for row in rows],
        _("least of {lever}", lever=forms.lever_counted(second)): [_least(row) for row in rows],
        _("Probability met (90% interval)"): [_chance(row, "probability", "probability_low", "probability_high")
                                              for row in rows],
        _("Probability met, fresh luck"): [_chance(row, "check_probability", "check_low", "check_high")
                                           for row in rows],
        _("Replications"): [number(row["replications"]) for row in rows],
    })


def _least(row: dict[str, Any]) -> str:
    if row["kind"] == "not_enough":
        return _("not enough anywhere in the range")
    if math.isnan(row["least"]):
        return _("not clear")
    said = number(row["least"])
    return f"≤ {said}" if row["kind"] == "low_enough" else said


def _chance(row: dict[str, Any], *keys: str) -> str:
    met, low, high = (float("nan") if row.get(key) is None else float(row[key]) for key in keys)
    return "–" if math.isnan(met) else f"{chance(met)} ({chances(low, high)})"
