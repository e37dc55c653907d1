"""Differences of scenarios from one of them with simultaneous intervals: a row a scenario, a picture a quantity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from model.explorer.charts.look import BLUE, GREY, INK, VERMILION, title
from model.explorer.comparing.grid import finding_words, found_of, letter
from model.explorer.words import _, language, quantity_words
from model.report.comparison import unit_axis

COLOURS = {"better": BLUE, "worse": VERMILION, "other": INK, "undecided": GREY, "equal": GREY}
SHAPES = {"better": "triangle-up", "worse": "triangle-down", "other": "diamond", "undecided": "circle",
          "equal": "stroke"}


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return difference, low and high in the unit of the axis, and what can be said, where there is an interval."""
    table = []
    for row in rows:
        if not (math.isfinite(row["low"]) and math.isfinite(row["high"])):
            continue
        by, _unit = unit_axis(row["unit"], row["measure"], language())
        table.append({
            "scenario": row["scenario"], "letter": letter(row["scenario"]),
            "difference": row["difference"] / by, "low": row["low"] / by,
            "high": row["high"] / by, "found": finding_words(found_of(row)),
        })  # fmt: skip
    return pd.DataFrame(table, columns=["scenario", "letter", "difference", "low", "high", "found"])


def chart(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Any:
    """Return the chart of one quantity; ``names``: the scenarios in their order."""
    data = frame(rows)
    words = {key: finding_words(key) for key in COLOURS}
    shown = [key for key in COLOURS if words[key] in set(data["found"])]
    domain = [words[key] for key in shown]
    colour = alt.Color("found:N", legend=None, scale=alt.Scale(domain=domain, range=[COLOURS[key] for key in shown]))
    shape = alt.Shape("found:N", legend=None, scale=alt.Scale(domain=domain, range=[SHAPES[key] for key in shown]))
    base = alt.Chart(data).encode(
        y=alt.Y("letter:N", scale=alt.Scale(domain=[letter(name) for name in names]), axis=alt.Axis(title=None)))
    axis = alt.Axis(title=None, format=",~r", tickCount=4)
    tips = [alt.Tooltip("scenario:N", title=_("Scenario")), alt.Tooltip("found:N", title=_("Difference")),
            *(alt.Tooltip(f"{key}:Q", format=",.3~f", title=said)
              for key, said in (("difference", _("Mean")), ("low", _("from")), ("high", _("to"))))]
    bars = base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=alt.X("low:Q", axis=axis), x2="high:Q", color=colour,
                                                              tooltip=tips)
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("difference:Q", axis=axis), color=colour, shape=shape, tooltip=tips)
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=INK).encode(x="zero:Q")
    _by, unit = unit_axis(rows[0]["unit"], rows[0]["measure"], language())
    heading = title(quantity_words(rows[0]), _("difference, {unit}", unit=unit))
    return alt.layer(zero, bars, points).properties(height=80 + 26 * len(names), title=heading)
