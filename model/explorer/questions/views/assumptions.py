"""Which assumptions matter: its fields, and the tornado of one outcome."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from model.explorer import downloads
from model.explorer.charts import look
from model.explorer.charts import tornado as picture
from model.explorer.draft import Draft
from model.explorer.questions import forms
from model.explorer.questions.answer import Answer
from model.explorer.questions.assumptions import REPLICATIONS, Assumptions, groups_of
from model.explorer.words import _, language, number
from model.measures import MEASURES
from model.report.comparison import signed
from model.report.wording import figure, output_title

FIRST = "home"
"""The group that is asked about at first, where the plan has it."""


def group_words(group: str) -> str:
    """Return a group of parameters in words."""
    return {
        "regions": _("counties"), "hospitals": _("hospitals"), "institutions": _("rehabilitation institutions"),
        "totals": _("capacities today and planned"), "registry": _("registered patients"),
        "home": _("care at home"), "relapse": _("relapses"), "clinic": _("clinics"),
        "practised": _("practised staff ratios"), "split": _("psychiatrists' hours"),
        "waiting_list": _("waiting for a bed"), "stay": _("stays in hospital"),
        "other_admissions": _("other admissions"), "referral": _("referral"),
        "rehabilitation": _("rehabilitation"), "leaving": _("deaths and moves"), "assistance": _("assistance"),
        "training": _("training"), "workforce": _("staff hired and leaving"), "costs": _("prices"),
        "classes": _("patients from outside the registry"),
    }.get(group, group)


def form(held: Draft) -> Assumptions | None:
    """Ask; None while a field says what cannot be."""
    scenario = held.scenario()
    groups = groups_of(scenario)
    if not groups:
        st.info(_("This plan gives no range to any of its numbers."))
        return None
    able = {group: f"{group_words(group)} ({number(n)})" for group, n in groups.items()}
    usual = [FIRST] if FIRST in groups else list(groups)[:1]
    fields = forms.Fields("assumptions", held, {"groups": usual, "replications": REPLICATIONS[0]})
    one, two = st.columns([3, 2])
    chosen = fields.several(one, "groups", _("Assumptions about (how many have a range)"), able)
    replications = fields.switch(two, "replications", _("Replications of every variant"), REPLICATIONS, str)
    return Assumptions(chosen, int(replications)) if fields.well else None


def show(answer: Answer, held: Draft) -> None:
    """Show what was found."""
    table = answer.tables["tornado"]
    outputs = dict.fromkeys(table["output"])
    measures = dict(zip(table["output"], table["measure"], strict=True))
    moved = [name for name in outputs if (table.loc[table["output"] == name, "swing"] > 0.0).any()]
    if not moved:
        st.info(_("None of these assumptions moves any target."))
        return
    usual = [name for name in moved if MEASURES[measures[name]].unit == "share"]
    chosen = st.selectbox(
        _("Target"), moved, index=moved.index((usual or moved)[0]), key="tornado_output",
        format_func=lambda name: output_title(name, measures[name], language()))
    rows = table[table["output"] == chosen]
    look.show(picture.chart(rows), "tornado chart")
    unmoved = int((rows["swing"] == 0.0).sum())
    if unmoved:
        st.caption(_("{n} of these assumptions move it in no replication.", n=number(unmoved)))
    with st.expander(_("The assumptions in numbers")):
        st.dataframe(_table(rows), hide_index=True, width="stretch")
    st.caption(_("One assumption at a time at the low and the high end of its range, the others at their values, with "
                 "the same luck: {plans} variants, {n} replications each, seed {seed}. Interactions are not seen.",
                 plans=number(answer.facts["plans"]), n=number(answer.facts["replications"]),
                 seed=answer.facts["seed"]))
    st.subheader(_("Download"))
    stem = f"{held.base}-assumptions"
    downloads.panel([
        downloads.table_offer(_("Assumptions"), stem, lambda: table),
        downloads.chart_offer(_("Figure"), f"{stem}-{str(chosen).split('@')[0]}", lambda: picture.chart(rows)),
    ], "assumptions")  # fmt: skip


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    shown: list[dict[str, Any]] = rows[rows["swing"] > 0.0].to_dict("records")  # type: ignore[assignment]
    unit = MEASURES[str(rows["measure"].iloc[0])].unit
    return pd.DataFrame({
        _("Assumption"): [row[f"title_{language()}"] for row in shown],
        _("Low end"): [f"{row['low']:,.10g}" for row in shown],
        _("Value"): [f"{row['value']:,.10g}" for row in shown],
        _("High end"): [f"{row['high']:,.10g}" for row in shown],
        _("Target at the low end"): [figure(row["at_low"], unit) for row in shown],
        _("as planned"): [figure(row["at_value"], unit) for row in shown],
        _("at the high end"): [figure(row["at_high"], unit) for row in shown],
        _("Swing"): [signed(row["swing"], unit, language()).lstrip("+") for row in shown],
    })
