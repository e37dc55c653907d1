"""What binds: its fields, the gains of every resource ranked, and what limits the beds by month and county."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from model.experiments.explaining.relax import EVERYTHING
from model.explorer import downloads
from model.explorer.charts import gains as picture
from model.explorer.charts import look
from model.explorer.draft import Draft
from model.explorer.questions import forms
from model.explorer.questions.answer import Answer
from model.explorer.questions.reasons import REPLICATIONS, Reasons
from model.explorer.words import _, chance, escaped, language, number, of, percent
from model.measures import MEASURES
from model.report.comparison import signed
from model.report.wording import figure, output_title
from model.scenario.schema import Scenario


def form(held: Draft) -> Reasons | None:
    """Ask; None while a field says what cannot be."""
    scenario = held.scenario()
    fields = forms.Fields("reasons", held, {"targets": [], "replications": REPLICATIONS[0]})
    one, two = st.columns([3, 2])
    targets = fields.several(one, "targets", _("Why these are missed"), forms.targets_of(scenario),
                             _("those that are missed in some replication"))
    replications = fields.switch(two, "replications", _("Replications of every variant"), REPLICATIONS, str)
    return Reasons(targets, int(replications)) if fields.well else None


def show(answer: Answer, held: Draft) -> None:
    """Show what was found."""
    scenario, gains = held.scenario(), answer.tables["gains"]
    if gains.empty:
        st.success(_("Every target is met in every replication: nothing holds them back."))
    else:
        _gains(gains)
    _binding(answer, scenario)
    st.caption(_("{runs} replications of the plan and of the plan with one resource after another without limit from "
                 "the second day on, with the same luck, seed {seed}. Two resources that bind together may each gain "
                 "nothing alone.", runs=number(answer.facts["runs"]), seed=answer.facts["seed"]))
    st.subheader(_("Download"))
    stem = f"{held.base}-reasons"
    offers = [downloads.table_offer(_("Gains"), f"{stem}-gains", lambda: gains),
              downloads.table_offer(_("What binds"), f"{stem}-binding", lambda: answer.tables["binding"])]
    for target, rows in _by_target(gains).items():
        if rows["gain"].notna().any():
            title = of(MEASURES[str(rows["measure"].iloc[0])].title)
            offers.append(downloads.chart_offer(title, f"{stem}-{target.replace('@', '-')}",
                                                lambda rows=rows: picture.chart(rows)))  # type: ignore[misc]
    for start in range(0, len(offers), 4):
        downloads.panel(offers[start : start + 4], "reasons")


def _by_target(gains: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {target: gains[gains["target"] == target] for target in dict.fromkeys(gains["target"])}


def _gains(gains: pd.DataFrame) -> None:
    for target, rows in _by_target(gains).items():
        st.markdown(f"- {escaped(sentence(target, rows))}")
    shown = [rows for rows in _by_target(gains).values() if rows["gain"].notna().any()]
    for start in range(0, len(shown), 2):
        for rows, column in zip(shown[start : start + 2], st.columns(2), strict=False):
            with column:
                look.show(picture.chart(rows), f"gains {rows['target'].iloc[0]}")
    with st.expander(_("The gains in numbers")):
        st.dataframe(_table(gains), hide_index=True, width="stretch")


def sentence(target: str, rows: pd.DataFrame) -> str:
    """Return which resource gains most for a target, and whether that is enough."""
    title = output_title(target, str(rows["measure"].iloc[0]), language())
    unit = MEASURES[str(rows["measure"].iloc[0])].unit
    single = rows[(rows["resource"] != EVERYTHING) & rows["gain"].notna()]
    clear = single[single["low"] > 0.0]
    if clear.empty:
        all_ = rows[(rows["resource"] == EVERYTHING) & (rows["low"] > 0.0)]
        if all_.empty:
            return _("{target}: no resource gains anything that can be told from 0, not even all of them together.",
                     target=title)
        return _("{target}: no resource gains anything alone; all of them together gain {gain}.", target=title,
                 gain=signed(float(all_["gain"].iloc[0]), unit, language()))
    best = clear.iloc[0]
    resource, gain = picture.resource_words(str(best["resource"])), signed(float(best["gain"]), unit, language())
    closed = float(best["closed"])
    if math.isnan(closed):
        return _("{target}: {resource} would gain most, {gain}.", target=title, resource=resource, gain=gain)
    return _("{target}: {resource} would gain most, {gain}, which closes {share} of what is missing.", target=title,
             resource=resource, gain=gain, share=percent(max(0.0, closed), 0))


def _table(gains: pd.DataFrame) -> pd.DataFrame:
    rows: list[dict[str, Any]] = gains.to_dict("records")  # type: ignore[assignment]
    units = [MEASURES[row["measure"]].unit for row in rows]
    pairs = list(zip(rows, units, strict=True))
    return pd.DataFrame({
        _("Target"): [output_title(row["target"], row["measure"], language()) for row in rows],
        _("Resource without limit"): [picture.resource_words(row["resource"]) for row in rows],
        _("As planned"): [figure(row["value"], unit) for row, unit in pairs],
        _("Without limit"): [figure(row["value_without_limit"], unit) for row, unit in pairs],
        _("Gain (95% interval)"): [_gain(row, unit) for row, unit in pairs],
        _("Of what is missing"): [percent(row["closed"], 0) for row in rows],
        _("Probability met"): [chance(row["probability_met_without_limit"]) for row in rows],
    })


def _gain(row: dict[str, Any], unit: str) -> str:
    gain, low, high = (signed(float(row[key]), unit, language()) for key in ("gain", "low", "high"))
    return gain if row["low"] == row["high"] or math.isnan(row["gain"]) else f"{gain} ({low} … {high})"


def _binding(answer: Answer, scenario: Scenario) -> None:
    foremost = answer.tables.get("foremost")
    if foremost is None or foremost.empty:
        return
    titles = {each.name: each.title for each in scenario.regions}
    titles |= {each.name: each.title for each in scenario.hospitals}
    names = {str(place): of(title) if (title := titles.get(str(place))) else str(place) for place in foremost["place"]}
    look.show(picture.binding(foremost, names), "binding chart")
