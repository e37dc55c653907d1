"""How far an assumption, at the ends of its range, moves an outcome: the widest first."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt
import pandas as pd

from model.explorer.charts.look import BLUE, INK, ORANGE, title
from model.explorer.words import _, language, number
from model.measures import MEASURES
from model.report.comparison import unit_axis
from model.report.wording import output_title

MOST = 12
"""Assumptions shown; what matters less is in the download."""
WIDE = {"zh": 18, "en": 34}
"""Letters of a line of a label."""


def label(row: Any) -> str:
    """Return an assumption with its range."""
    words = str(row[f"title_{language()}"])
    lines = textwrap.wrap(words, WIDE[language()])[:2] if language() == "en" else [
        words[start : start + WIDE["zh"]] for start in range(0, min(len(words), 2 * WIDE["zh"]), WIDE["zh"])]
    low, high = (_number(float(row[end])) for end in ("low", "high"))
    return "\n".join([*lines, f"{low} – {high}"])


def _number(value: float) -> str:
    written = number(value, 0 if value == round(value) else 2 if abs(value) >= 0.1 else 4)
    return written.rstrip("0") if "." in written else written


def frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row per bar (an assumption at one end of its range), in the unit of the axis."""
    measure = str(rows["measure"].iloc[0])
    by, _unit = unit_axis(MEASURES[measure].unit, measure, language())
    parts = []
    shown = rows[rows["swing"] > 0.0].head(MOST)
    for end, words in (("low", _("at the low end")), ("high", _("at the high end"))):
        parts.append(pd.DataFrame({
            "label": [label(row) for row in shown.to_dict("records")], "end": words,
            "effect": shown[f"effect_{end}"].astype(float) / by,
            "from": shown[f"effect_{end}_low"].astype(float) / by, "to": shown[f"effect_{end}_high"].astype(float) / by,
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def chart(rows: pd.DataFrame) -> Any:
    """Return the chart of one outcome.

    Parameters
    ----------
    rows : DataFrame
        Of one output of `model.experiments.knowing.tornado.tornado`'s table.
    """
    name, measure = str(rows["output"].iloc[0]), str(rows["measure"].iloc[0])
    data = frame(rows)
    order = list(dict.fromkeys(data["label"]))
    ends = list(dict.fromkeys(data["end"]))
    axis = alt.Axis(title=None, format="+,~r", tickCount=7)
    tips = [alt.Tooltip("label:N", title=_("Assumption")), alt.Tooltip("end:N", title=" "),
            *(alt.Tooltip(f"{key}:Q", format="+,.3~f", title=said)
              for key, said in (("effect", _("Effect")), ("from", _("from")), ("to", _("to"))))]
    base = alt.Chart(data).encode(y=alt.Y("label:N", sort=order, axis=alt.Axis(
        title=None, labelLimit=300, labelExpr="split(datum.label, '\\n')", labelLineHeight=14)))
    bars = base.mark_bar(opacity=0.85, height=16).encode(
        x=alt.X("effect:Q", axis=axis), tooltip=tips,
        color=alt.Color("end:N", scale=alt.Scale(domain=ends, range=[BLUE, ORANGE])))
    rules = base.mark_rule(color=INK, strokeWidth=1.2).encode(x=alt.X("from:Q", axis=axis), x2="to:Q")
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=INK).encode(x="zero:Q")
    _by, unit = unit_axis(MEASURES[measure].unit, measure, language())
    explained = _("difference from the plan, {unit}, with its 95% interval", unit=unit)
    return alt.layer(bars, rules, zero).properties(
        height=110 + 52 * len(order), title=title(output_title(name, measure, language()), explained))
