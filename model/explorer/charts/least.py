"""How likely targets are met with an amount of a lever, and where the least amount stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from model.explorer.charts.look import BLUE, GREEN, GREY, INK, ORANGE, VERMILION, title
from model.explorer.words import _, chance

COLOURS = {"holds": GREEN, "undecided": ORANGE, "fails": VERMILION}
SHAPES = {"holds": "circle", "undecided": "square", "fails": "cross"}


def status_words(status: str) -> str:
    """Return what is known of an amount."""
    return {"holds": _("clearly enough"), "undecided": _("not clear"), "fails": _("clearly not enough")}[status]


def chart(tried: pd.DataFrame, facts: Mapping[str, Any], lever: str, unit: str) -> Any:
    """Return the chart of the amounts looked at.

    Parameters
    ----------
    tried : DataFrame
        Columns amount, probability, probability_low, probability_high, status, observed, met.
    facts : dict
        today (the plan's amount), amount (the answer; nan: none), probability (asked for).
    lever, unit : str
        What it is called, in what it is counted.
    """
    data = tried[tried["observed"] > 0].assign(
        words=lambda rows: rows["status"].map(status_words), chance=lambda rows: rows["probability"].map(chance))
    shown = [key for key in COLOURS if key in set(data["status"])]
    domain = [status_words(key) for key in shown]
    colour = alt.Color("words:N", scale=alt.Scale(domain=domain, range=[COLOURS[key] for key in shown]))
    shape = alt.Shape("words:N", scale=alt.Scale(domain=domain, range=[SHAPES[key] for key in shown]))
    x = alt.X("amount:Q", axis=alt.Axis(title=f"{lever} ({unit})" if unit else lever, format=",~f",
                                       tickCount=9),
              scale=alt.Scale(zero=False, nice=False, padding=20))
    y_axis = alt.Axis(title=None, format=".0%")
    tips = [alt.Tooltip("amount:Q", format=",~f", title=lever), alt.Tooltip("words:N", title=_("State")),
            alt.Tooltip("chance:N", title=_("Probability met")),
            alt.Tooltip("observed:Q", title=_("Replications"))]
    base = alt.Chart(data)
    scale = alt.Scale(domain=[0.0, 1.0])
    bars = base.mark_rule(strokeWidth=2, opacity=0.6).encode(
        x=x, y=alt.Y("probability_low:Q", axis=y_axis, scale=scale), y2="probability_high:Q", color=colour)
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=x, y=alt.Y("probability:Q", axis=y_axis, scale=scale), color=colour, shape=shape, tooltip=tips)
    asked = alt.Chart(pd.DataFrame({"y": [facts["probability"]]})).mark_rule(strokeDash=[3, 3], color=INK).encode(
        y="y:Q")
    layers = [asked, *_marks(facts, data["amount"].max()), bars, points]
    explained = _("probability that the targets are met, with its 90% interval; dashed: the probability asked for")
    return alt.layer(*layers).properties(height=300, title=title(_("Probability by amount"), explained))


def _marks(facts: Mapping[str, Any], greatest: float) -> list[Any]:
    """Return the rules of the plan's amount and of the answer, each with its word."""
    layers: list[Any] = []
    for amount, words, colour, place in ((facts["today"], _("the plan"), GREY, 8), (facts["amount"], _("the least"),
                                                                                   BLUE, 24)):
        if not math.isfinite(amount):
            continue
        data = pd.DataFrame({"x": [amount], "words": [words]})
        layers.append(alt.Chart(data).mark_rule(color=colour, strokeWidth=2).encode(x="x:Q"))
        # At the right edge the word stands on the other side.
        right = amount > 0.9 * greatest
        layers.append(alt.Chart(data).mark_text(
            color=colour, align="right" if right else "left", dx=-5 if right else 5, fontSize=12,
        ).encode(x="x:Q", y=alt.value(place), text="words:N"))
    return layers
