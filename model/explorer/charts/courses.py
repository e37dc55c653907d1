"""How a measure goes over time: mean and 90% range over the replications, plan against scenario, the target's bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from model.explorer.charts import look
from model.explorer.charts.look import BLUE, GREY, INK, title
from model.explorer.words import _, language, of
from model.measures import MEASURES, Kind, Reading
from model.measures.places import Places
from model.measures.summary import row_numbers
from model.measures.targets import range_of
from model.scenario.schema import Scenario
from model.scenario.targets import Target

COLUMNS = ["period", "mean", "low", "high"]
DAY = "%Y-%m-%dT00:00:00"
"""Of a date: as Vega reads local time."""
Bound = tuple[float | None, float | None, str]
"""At least, at most, and the day, of a target."""
LARGE = 100_000
"""From here on the axis says thousands and millions."""


def frame(scenario: Scenario, readings: Sequence[Reading], measure: str) -> pd.DataFrame:
    """Return mean and 90% range of a measure, of everything together, over replications.

    Parameters
    ----------
    scenario : Scenario
    readings : sequence of Reading
    measure : str

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, a row for every period in which it was observed: months, or years where there are no months;
        ``period`` is its first day, as `DAY` writes it.
    """
    places = Places.from_scenario(scenario)
    months = len(places.months)
    chosen = slice(None, months) if MEASURES[measure].monthly else slice(months, None)
    cells = row_numbers(places)[0, chosen, list(MEASURES).index(measure)]
    rows = []
    for period, cell in zip(places.periods[chosen], cells, strict=True):
        values = np.array([reading.cells[0, cell] for reading in readings])
        seen = values[~np.isnan(values)]
        if seen.size:
            low, high = range_of(seen)
            rows.append((f"{pd.Period(period).to_timestamp():{DAY}}", seen.mean(), low, high))
    return pd.DataFrame(rows, columns=COLUMNS)


def show(frames: Mapping[str, pd.DataFrame], measure: str, target: Target | None, key: str) -> None:
    """Show the chart of a measure.

    Parameters
    ----------
    frames : dict of DataFrame
        Of `frame`, by the scenario's name on the page: one, or the plan and a scenario.
    measure : str
    target : Target, optional
        Its bound is drawn.
    key : str
    """
    data = pd.concat([each.assign(scenario=name) for name, each in frames.items()], ignore_index=True)
    # A rate of the year begins anew every January: one line a year.
    data["part"] = data["scenario"] + (data["period"].str[:4] if MEASURES[measure].kind is Kind.YEAR_TO_DATE else "")
    bound = None if target is None else (target.at_least, target.at_most, f"{target.date:{DAY}}")
    look.show_data(_shape(tuple(frames), measure, bound, data["high"].max() > LARGE, language()), data, key)


@lru_cache(maxsize=512)
def _shape(names: tuple[str, ...], measure: str, bound: Bound | None, large: bool,
           language: str) -> dict[str, Any]:
    """Return the chart without its data; ``language`` is that of this session."""
    return look.shape(_chart(names, measure, bound, large))


def _chart(names: tuple[str, ...], measure: str, bound: Bound | None,
           large: bool) -> Any:
    known = MEASURES[measure]
    share = known.unit == "share"
    colours = [GREY, BLUE][-len(names):]
    axis = alt.Axis(format="%" if share else "~s" if large else ",~f", title=None)
    scale = alt.Scale(zero=not share and not known.is_count, nice=True)
    time = alt.X("period:T", axis=alt.Axis(title=None, format="%Y-%m" if known.monthly else "%Y",
                                           tickCount=6 if known.monthly else "year", labelOverlap=True))
    colour = alt.Color("scenario:N", scale=alt.Scale(domain=list(names), range=colours),
                       legend=alt.Legend(symbolOpacity=1) if len(names) > 1 else None)
    dashes = [[5, 3], [1, 0]][-len(names):]
    dash = alt.StrokeDash("scenario:N", scale=alt.Scale(domain=list(names), range=dashes), legend=None)
    tips = [alt.Tooltip("scenario:N", title=_("Scenario")),
            alt.Tooltip("period:T", format="%Y-%m" if known.monthly else "%Y", title=_("Period")),
            *(alt.Tooltip(f"{key}:Q", format=".1%" if share else ",.2~f", title=words)
              for key, words in (("mean", _("Mean")), ("low", _("5% are below")), ("high", _("5% are above"))))]
    base = alt.Chart(alt.NamedData(look.DATA)).encode(x=time)
    line = base.mark_line(point=not known.monthly, strokeWidth=2).encode(
        y=alt.Y("mean:Q", axis=axis, scale=scale), color=colour, strokeDash=dash, detail="part:N", tooltip=tips)
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q", color=colour,
                                              detail="part:N")
    layers = [band, line, *_bound(bound)]
    subtitle = f"{of(known.unit_words)} · {of(known.kind.value)}"
    return alt.layer(*layers).properties(height=220, title=title(of(known.title), subtitle))


def _bound(bound: Bound | None) -> list[Any]:
    if bound is None:
        return []
    at_least, at_most, date = bound
    value, words = (at_most, _("target: at most")) if at_least is None else (at_least, _("target: at least"))
    data = pd.DataFrame({"bound": [value], "period": [date], "words": [words]})
    rule = alt.Chart(data).mark_rule(strokeDash=[2, 2], color=INK).encode(y="bound:Q")
    point = alt.Chart(data).mark_point(shape="diamond", color=INK, filled=True, size=60).encode(
        x="period:T", y="bound:Q", tooltip=[alt.Tooltip("words:N", title=" "), alt.Tooltip("bound:Q", title=" ")])
    return [rule, point]
