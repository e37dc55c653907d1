"""What each resource would gain without limit, and what limits the staffed beds by month and place."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from model.experiments.explaining.relax import EVERYTHING
from model.explorer.charts import bottleneck
from model.explorer.charts.look import BLUE, GREY, INK, title
from model.explorer.words import _, chance, language
from model.measures import MEASURES
from model.messages import say
from model.report.comparison import unit_axis
from model.report.wording import output_title


def resource_words(resource: str) -> str:
    """Return a resource in words."""
    return _("all of these together") if resource == EVERYTHING else say(resource, language())


def chart(rows: pd.DataFrame) -> Any:
    """Return the chart of one target: the gain of every resource, the greatest first.

    Parameters
    ----------
    rows : DataFrame
        Of one target of `model.experiments.explaining.explain.Explanation.gains`.
    """
    name, measure = str(rows["target"].iloc[0]), str(rows["measure"].iloc[0])
    by, unit = unit_axis(MEASURES[measure].unit, measure, language())
    data = rows.assign(
        words=rows["resource"].map(resource_words),
        chance=rows["probability_met_without_limit"].astype(float).map(chance), all=rows["resource"] == EVERYTHING,
        **{key: rows[key].astype(float) / by for key in ("gain", "low", "high")})
    data = data[data["gain"].notna()]
    order = list(data["words"])
    axis = alt.Axis(title=None, format=",~r", tickCount=5)
    tips = [alt.Tooltip("words:N", title=_("Resource without limit")),
            alt.Tooltip("gain:Q", format=",.3~f", title=_("Gain")),
            alt.Tooltip("chance:N", title=_("Probability met"))]
    base = alt.Chart(data).encode(y=alt.Y("words:N", sort=order, axis=alt.Axis(title=None, labelLimit=190)))
    bars = base.mark_bar().encode(x=alt.X("gain:Q", axis=axis), tooltip=tips,
                                  color=alt.condition("datum.all", alt.value(GREY), alt.value(BLUE)))
    ends = base.mark_rule(color=INK, strokeWidth=1.5).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    layers = [bars, ends]
    needed = float(rows["shortfall"].max()) / by
    if math.isfinite(needed) and needed > 0.0:
        rule = alt.Chart(pd.DataFrame({"needed": [needed]})).mark_rule(strokeDash=[3, 3], color=INK)
        layers.append(rule.encode(x="needed:Q"))
    explained = _("gain towards the target, {unit}, with its 95% interval; dashed: what is missing", unit=unit)
    return alt.layer(*layers).properties(
        height=80 + 24 * len(data), title=title(output_title(name, measure, language()), explained))


def binding(foremost: pd.DataFrame, names: dict[str, str]) -> Any:
    """Return the picture of what limits the staffed beds most often: a tile for every place and month.

    Parameters
    ----------
    foremost : DataFrame
        A row per place (column ``place``), a column per month, cells resources.
    names : dict
        What places are called.
    """
    data = foremost.melt(id_vars="place", var_name="month", value_name="resource")
    data["where"] = data["place"].map(lambda place: names.get(place, place))
    data["words"] = data["resource"].map(bottleneck.words)
    here = [key for key in bottleneck.COLOURS if key in set(data["resource"])]
    colour = alt.Color("words:N", scale=alt.Scale(domain=[bottleneck.words(key) for key in here],
                                                  range=[bottleneck.COLOURS[key] for key in here]))
    order = [names.get(place, place) for place in foremost["place"]]
    months = sorted(set(data["month"]))
    return alt.Chart(data).mark_rect(stroke="white", strokeWidth=0.6).encode(
        x=alt.X("month:O", axis=alt.Axis(title=None, labelAngle=-45, values=months[::3])),
        y=alt.Y("where:N", sort=order, axis=alt.Axis(title=None, labelLimit=190)), color=colour,
        tooltip=[alt.Tooltip("where:N", title=_("Place")), alt.Tooltip("month:O", title=_("Month")),
                 alt.Tooltip("words:N", title=_("What binds"))],
    ).properties(height=110 + 22 * len(order), title=title(
        _("What limits the staffed beds"), _("the resource that binds most hospitals and replications, by month")))
