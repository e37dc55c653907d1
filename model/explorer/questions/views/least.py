"""The least amount of one lever: its fields, and what was found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from model.experiments.solving.reasons import EVERYTHING
from model.explorer import downloads
from model.explorer.charts import least as picture
from model.explorer.charts import look
from model.explorer.draft import Draft
from model.explorer.questions import forms, levers
from model.explorer.questions.answer import Answer
from model.explorer.questions.least import Least
from model.explorer.words import _, chance, chances, escaped, language, number, reason, signs
from model.measures import MEASURES
from model.report.comparison import signed
from model.report.wording import figure
from model.scenario.problems import ScenarioError


def form(held: Draft) -> Least | None:
    """Ask; None while a field says what cannot be."""
    scenario = held.scenario()
    able = levers.able(scenario)
    if not able:
        st.info(_("This plan gives the amount of no capacity, so that there is nothing to look for."))
        return None
    first = next(iter(able))
    low, high = levers.usual_range(scenario, first)
    fields = forms.Fields("least", held, {
        "lever": first, "targets": forms.usual_target(scenario), "probability": 0.9, "low": low, "high": high,
        "care": "quick",
    })  # fmt: skip
    one, two, three = st.columns([1.2, 2.4, 1.4])
    lever = fields.lever(one, "lever", _("Least of"), able, scenario, ("low", "high"))
    targets = fields.several(two, "targets", _("So that these are met, all together"), forms.targets_of(scenario))
    probability = fields.probability(three)
    one, two, three = st.columns([1.2, 1.2, 2.6])
    ends = fields.ends((one, two), ("low", "high"), held.plan())
    care = fields.switch(
        three, "care", _("How surely"), ("quick", "sure"), forms.care_words,
        _("Quickly: each amount is looked at until it is clear when all goes well. Surely: three times as long, and "
          "more amounts around the answer."))
    question = Least(lever, targets, probability, *ends, care)
    if fields.well:
        try:
            question.range.grid(scenario)
        except (ScenarioError, ValueError) as error:
            fields.problem(two, _("The plan does not allow this: {problem}", problem=reason(error)))
    return question if fields.well else None


def show(answer: Answer, held: Draft) -> None:
    """Show what was found."""
    facts = answer.facts
    st.markdown(f"#### {forms.capital(headline(facts))}")
    binds, courses, warnings = (map(signs, facts[key][language()]) for key in ("binds", "courses", "warnings"))
    for line in binds:
        st.markdown(escaped(line))
    for line in (*_checked(facts), *courses):
        st.markdown(f"- {escaped(line)}")
    for line in warnings:
        st.warning(escaped(line), icon=":material/warning:")
    tried = answer.tables["tried"]
    lever = str(facts["lever"])
    if not tried.empty:
        look.show(_chart(answer), "least chart")
    with st.expander(_("Amounts that were looked at: {n}", n=number(len(tried)))):
        st.dataframe(_tried_table(tried, lever), hide_index=True, width="stretch")
    if "relaxed" in answer.tables and not answer.tables["relaxed"].empty:
        st.subheader(_("With {high} and ten times as much of something else", high=_amount(facts["high"], lever)))
        st.dataframe(_relaxed_table(answer, held), hide_index=True, width="stretch")
    st.caption(forms.run_words(facts, facts["check"] is not None))
    st.subheader(_("Download"))
    stem = f"{held.base}-least-{lever}"
    downloads.panel([
        downloads.table_offer(_("Amounts"), f"{stem}-tried", lambda: tried),
        downloads.table_offer(_("Checks"), f"{stem}-checks", lambda: answer.tables["checks"]),
        downloads.table_offer(_("Effects"), f"{stem}-effects", lambda: answer.tables["effects"]),
        downloads.chart_offer(_("Figure"), stem, lambda: _chart(answer)),
    ], "least")  # fmt: skip


def _chart(answer: Answer) -> Any:
    lever = str(answer.facts["lever"])
    return picture.chart(answer.tables["tried"], answer.facts, forms.lever_words(lever), forms.lever_unit(lever))


def _amount(amount: float, lever: str) -> str:
    return f"{number(amount)} {forms.lever_unit(lever)}".strip()


def headline(facts: Mapping[str, Any]) -> str:
    """Return the answer in a sentence."""
    lever = str(facts["lever"])
    words = {
        "lever": forms.lever_words(lever), "p": chance(facts["probability"]),
        "amount": _amount(facts["amount"], lever), "high": _amount(facts["high"], lever),
        "today": _amount(facts["today"], lever),
    }  # fmt: skip
    lever, p, amount, high, today = words.values()
    kind = facts["kind"]
    if kind == "found":
        return _("{lever}: at least **{amount}** (plan: {today}) for a probability of {p}.", lever=lever,
                 amount=amount, today=today, p=p)
    if kind == "low_enough":
        return _("{lever}: **{amount}** are enough for a probability of {p} (plan: {today}); less was not looked at.",
                 lever=lever, amount=amount, today=today, p=p)
    if kind == "not_enough":
        return _("{lever}: not even **{high}** are enough for a probability of {p} (plan: {today}).", lever=lever,
                 high=high, today=today, p=p)
    if kind == "undecided":
        return _("{lever}: even with **{high}** it is not clear that the probability is {p} (plan: {today}).",
                 lever=lever, high=high, today=today, p=p)
    return _("The search for the least of {lever} was stopped before there was an answer.", lever=lever)


def _checked(facts: Mapping[str, Any]) -> list[str]:
    """Return what is known of the answer and of one step less."""
    lines, lever = [], str(facts["lever"])
    if facts["at"] is None or math.isnan(facts["amount"]):
        return []
    low, high = facts["between"]
    if math.isinf(high):
        lines.append(_("No amount is clearly enough yet: ask surely, or for less."))
    elif low != high:
        lines.append(_("The least lies between {low} and {high} for certain.", low=_amount(low, lever),
                       high=_amount(high, lever)))
    lines.append(_("In the search, {amount} met the targets in {met} of {n} replications ({low} – {high}).",
                   **_seen(facts["at"], lever)))
    if facts["check"] is not None:
        lines.append(_("With other luck, {amount} met them in {met} of {n} replications ({low} – {high}): this is the "
                       "figure to quote.", **_seen(facts["check"], lever)))
    if facts["below"] is not None:
        lines.append(_("With other luck, one step less, {amount}, met them in {met} of {n} replications "
                       "({low} – {high}).", **_seen(facts["below"], lever)))
    return lines


def _seen(tried: Mapping[str, Any], lever: str) -> dict[str, str]:
    return {"amount": _amount(tried["amount"], lever), "met": number(tried["met"]), "n": number(tried["observed"]),
            "low": chance(tried["low"]), "high": chance(tried["high"])}


def _tried_table(tried: pd.DataFrame, lever: str) -> pd.DataFrame:
    rows = tried.to_dict("records")
    return pd.DataFrame({
        forms.lever_counted(lever): [number(row["amount"]) for row in rows],
        _("Replications"): [number(row["observed"]) for row in rows],
        _("Probability met (90% interval)"): [
            f"{chance(row['probability'])} ({chances(row['probability_low'], row['probability_high'])})"
            for row in rows],
        _("State"): [picture.status_words(str(row["status"])) for row in rows],
    })


def _relaxed_table(answer: Answer, held: Draft) -> pd.DataFrame:
    rows = answer.tables["relaxed"].to_dict("records")
    titles = forms.targets_of(held.scenario())
    units = {row["target"]: MEASURES[row["measure"]].unit for row in answer.tables["effects"].to_dict("records")}
    return pd.DataFrame({
        _("Ten times as much of"): [_("all of these together") if row["relaxed"] == EVERYTHING
                                    else forms.lever_words(str(row["relaxed"])) for row in rows],
        _("Target"): [titles.get(str(row["target"]), str(row["target"])) for row in rows],
        _("Value"): [figure(row["value"], units[row["target"]]) for row in rows],
        _("Change"): [signed(row["change"], units[row["target"]], language()) for row in rows],
        _("Probability met"): [chance(row["met"]) for row in rows],
    })
