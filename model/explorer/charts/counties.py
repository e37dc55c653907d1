"""A measure in every county against a bound, the worst first."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from model.explorer.charts.look import BLUE, GREY, INK, VERMILION, title
from model.explorer.replications import Seen
from model.explorer.words import _, of
from model.measures import MEASURES
from model.measures.places import Places
from model.measures.targets import range_of
from model.scenario.schema import Scenario
from model.scenario.targets import Target

MOST = 30
"""Counties shown; more are not readable."""


def names(scenario: Scenario, places: Places) -> list[str]:
    """Return the counties (copies apart) in the session's language."""
    titles = {region.name: of(region.title) if region.title else region.name for region in scenario.regions}
    result = []
    for region in places.regions:
        name, _sign, copy = region.partition("#")
        result.append(f"{titles[name]} {copy}".strip())
    return result


def frame(scenario: Scenario, seen: list[Seen], number: int) -> pd.DataFrame:
    """Return mean and 90% range of a target's measure by county, the worst first; counties without a value left out.

    Parameters
    ----------
    number : int
        Of the target.
    """
    target = scenario.targets[number]
    table = np.array([one.reading.judgements[number].counties for one in seen])
    rows = []
    for name, column in zip(names(scenario, Places.from_scenario(scenario)), table.T, strict=True):
        values = column[~np.isnan(column)]
        if values.size:
            low, high = range_of(values)
            rows.append({"county": name, "mean": values.mean(), "low": low, "high": high})
    found = pd.DataFrame(rows, columns=["county", "mean", "low", "high"])
    return found.sort_values("mean", ascending=target.at_least is not None, kind="stable").reset_index(drop=True)


def chart(found: pd.DataFrame, target: Target) -> Any:
    """Return the chart of `frame`: at most `MOST` counties, the worst of them first."""
    known = MEASURES[target.measure]
    share = known.unit == "share"
    bound = target.at_most if target.at_least is None else target.at_least
    compared = target.scope == "every_county" or not known.is_count
    assert bound is not None
    shown = found.head(MOST)
    met = shown["mean"] >= bound - 1e-9 if target.at_least is not None else shown["mean"] <= bound + 1e-9
    states = [_("meets the target"), _("misses the target")]
    shown = shown.assign(state=[states[0] if ok else states[1] for ok in met] if compared else "")
    colour: Any = alt.value(GREY)
    if compared:
        colour = alt.Color("state:N", scale=alt.Scale(domain=states, range=[BLUE, VERMILION]))
    base = alt.Chart(shown).encode(y=alt.Y("county:N", sort=list(shown["county"]), axis=alt.Axis(title=None)))
    axis = alt.Axis(format=".0%" if share else ",~f", title=None)
    bars = base.mark_rule(strokeWidth=3, opacity=0.45).encode(
        x=alt.X("low:Q", axis=axis, scale=alt.Scale(zero=False)), x2="high:Q", color=colour)
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("mean:Q", axis=axis, scale=alt.Scale(zero=False)), color=colour,
        shape=alt.Shape("state:N", scale=alt.Scale(domain=states, range=["circle", "square"]), legend=None)
        if compared else alt.value("circle"),
        tooltip=[alt.Tooltip("county:N", title=_("County")),
                 alt.Tooltip("mean:Q", format=".1%" if share else ",.2~f", title=_("Mean"))])
    layers: list[Any] = [bars, points]
    if compared:
        layers.append(alt.Chart(pd.DataFrame({"bound": [bound]})).mark_rule(strokeDash=[2, 2], color=INK).encode(
            x="bound:Q"))
    explained = _("mean and 90% range; dashed: the target")
    subtitle = f"{of(known.unit_words)} · {target.date:%Y-%m} · {explained}"
    return alt.layer(*layers).properties(height=max(140, 24 * len(shown)), title=title(of(known.title), subtitle))
