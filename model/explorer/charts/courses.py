"""How a measure goes over time: mean and 90% range over the replications, plan against scenario, the target's bound."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from model.explorer.charts.look import BLUE, GREY, INK, title
from model.explorer.words import _, of
from model.measures import MEASURES, Kind
from model.measures.targets import range_of
from model.scenario.targets import Target


def frame(indicators: pd.DataFrame, measure: str, region: str = "") -> pd.DataFrame:
    """Return mean, low and high by the first day of the period; months, or years where there are no months."""
    chosen = indicators[(indicators["measure"] == measure) & (indicators["region"] == region)]
    monthly = chosen["period"].astype(str).str.len() == len("2024-03")
    chosen = chosen[monthly if MEASURES[measure].monthly else ~monthly]
    rows = []
    for period, values in chosen.groupby("period", observed=True)["value"]:
        seen = values.dropna().to_numpy()
        if seen.size:
            low, high = range_of(seen)
            first = pd.Period(str(period)).to_timestamp()
            rows.append({"period": first, "mean": seen.mean(), "low": low, "high": high})
    return pd.DataFrame(rows, columns=["period", "mean", "low", "high"])


def chart(frames: dict[str, pd.DataFrame], measure: str, target: Target | None = None) -> Any:
    """Return the chart of a measure.

    Parameters
    ----------
    frames : dict of DataFrame
        Of `frame`, by the scenario's name on the page: one, or the plan and a scenario.
    measure : str
    target : Target, optional
        Its bound is drawn.
    """
    known = MEASURES[measure]
    data = pd.concat([each.assign(scenario=name) for name, each in frames.items()], ignore_index=True)
    share = known.unit == "share"
    # A rate of the year begins anew every January: one line a year.
    data["part"] = data["scenario"] + (
        data["period"].astype(str).str[:4] if known.kind is Kind.YEAR_TO_DATE and not data.empty else "")
    names = list(frames)
    colours = [GREY, BLUE][-len(names):]
    axis = alt.Axis(format="%" if share else "~s" if data["high"].max() > 100_000 else ",~f", title=None)
    scale = alt.Scale(zero=not share and not known.is_count, nice=True)
    time = alt.X("period:T", axis=alt.Axis(title=None, format="%Y-%m" if known.monthly else "%Y",
                                           tickCount=6 if known.monthly else "year", labelOverlap=True))
    colour = alt.Color("scenario:N", scale=alt.Scale(domain=names, range=colours),
                       legend=alt.Legend(symbolOpacity=1) if len(names) > 1 else None)
    dashes = [[5, 3], [1, 0]][-len(names):]
    dash = alt.StrokeDash("scenario:N", scale=alt.Scale(domain=names, range=dashes), legend=None)
    tips = [alt.Tooltip("scenario:N", title=_("Scenario")),
            alt.Tooltip("period:T", format="%Y-%m" if known.monthly else "%Y", title=_("Period")),
            *(alt.Tooltip(f"{key}:Q", format=".1%" if share else ",.2~f", title=words)
              for key, words in (("mean", _("Mean")), ("low", _("5% are below")), ("high", _("5% are above"))))]
    base = alt.Chart(data).encode(x=time)
    line = base.mark_line(point=not known.monthly, strokeWidth=2).encode(
        y=alt.Y("mean:Q", axis=axis, scale=scale), color=colour, strokeDash=dash, detail="part:N", tooltip=tips)
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q", color=colour,
                                              detail="part:N")
    layers = [band, line, *_bound(target)]
    subtitle = f"{of(known.unit_words)} · {of(known.kind.value)}"
    return alt.layer(*layers).properties(height=220, title=title(of(known.title), subtitle))


def _bound(target: Target | None) -> list[Any]:
    if target is None:
        return []
    value = target.at_most if target.at_least is None else target.at_least
    words = _("target: at most") if target.at_least is None else _("target: at least")
    data = pd.DataFrame({"bound": [value], "period": [pd.Timestamp(target.date)], "words": [words]})
    rule = alt.Chart(data).mark_rule(strokeDash=[2, 2], color=INK).encode(y="bound:Q")
    point = alt.Chart(data).mark_point(shape="diamond", color=INK, filled=True, size=60).encode(
        x="period:T", y="bound:Q", tooltip=[alt.Tooltip("words:N", title=" "), alt.Tooltip("bound:Q", title=" ")])
    return [rule, point]
