"""The frontier of two levers: the least of the second for every amount of the first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from model.explorer.charts.look import BLUE, INK, VERMILION, title
from model.explorer.words import _, chance


def chart(table: pd.DataFrame, facts: Mapping[str, Any], first: str, second: str) -> Any:
    """Return the chart.

    Parameters
    ----------
    table : DataFrame
        Columns first, least (nan: none), low, high, kind (of `model.experiments.solving.frontier.Frontier.table`).
    facts : dict
        today, low and high of the second lever, probability.
    first, second : str
        The levers with their units.
    """
    met = table[table["least"].notna()].copy()
    met["top"] = facts["high"]
    for words, of in (("chance", "probability"), ("check", "check_probability")):
        met[words] = met[of].astype(float).map(chance)
    met["upper"] = met["high"].clip(upper=facts["high"])
    unmet = table[table["kind"].isin(["not_enough", "undecided"])].assign(top=facts["high"])
    x = alt.X("first:Q", axis=alt.Axis(title=first, format=",~f", tickCount=9), scale=alt.Scale(zero=False, padding=25))

    def y(of: str) -> alt.Y:
        return alt.Y(f"{of}:Q", axis=alt.Axis(title=second, format=",~f"), scale=alt.Scale(zero=False, padding=10))

    names = {"enough": _("enough, as far as was looked at"), "least": _("the least that is enough"),
             "none": _("not enough anywhere in the range"), "plan": _("the plan")}
    colours = {"enough": "#a9cfe6", "least": BLUE, "none": VERMILION, "plan": INK}
    layers: list[Any] = []

    def colour(key: str) -> Any:
        return alt.Color("words:N", scale=alt.Scale(domain=list(names.values()), range=list(colours.values())))

    if not met.empty:
        # One bar an amount looked at, not a surface: what lies between them is not known.
        layers.append(alt.Chart(met.assign(words=names["enough"])).mark_bar(width=14, opacity=0.7).encode(
            x=x, y=y("least"), y2="top:Q", color=colour("enough")))
        tips = [alt.Tooltip("first:Q", format=",~f", title=first), alt.Tooltip("least:Q", format=",~f", title=second),
                alt.Tooltip("chance:N", title=_("Probability met")),
                alt.Tooltip("check:N", title=_("Probability met, fresh luck"))]
        line = alt.Chart(met.assign(words=names["least"]))
        layers.append(line.mark_line(strokeWidth=1.5).encode(x=x, y=y("least"), color=colour("least")))
        layers.append(line.mark_rule(strokeWidth=3).encode(x=x, y=y("low"), y2="upper:Q", color=colour("least")))
        layers.append(line.mark_point(filled=True, size=90, opacity=1).encode(
            x=x, y=y("least"), color=colour("least"), tooltip=tips))
    if not unmet.empty:
        layers.append(alt.Chart(unmet.assign(words=names["none"])).mark_point(
            filled=True, size=110, shape="cross", opacity=1).encode(x=x, y=y("top"), color=colour("none")))
    if all(math.isfinite(amount) for amount in facts["today"]):
        plan = pd.DataFrame({"first": [facts["today"][0]], "top": [facts["today"][1]], "words": [names["plan"]]})
        layers.append(alt.Chart(plan).mark_point(filled=True, size=110, shape="diamond", opacity=1).encode(
            x=x, y=y("top"), color=colour("plan")))
    explained = _("targets met with a probability of {p}; thick bar: where the least lies for certain",
                  p=chance(facts["probability"]))
    return alt.layer(*layers).properties(height=340, title=title(_("Frontier of two levers"), explained))
