"""One person's time as a chart with a lane for each place: home, waiting, hospital, rehabilitation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import altair as alt
import pandas as pd

from model.care import log as L
from model.experiments.following.stages import Row, Stage
from model.explorer.sentences import Names
from model.explorer.words import _, day, number

COLOURS = {
    "home": "#56B4E9", "bed_list": "#E69F00", "place_list": "#B8A100", "hospital": "#0072B2", "blocked": "#D55E00",
    "intake": "#CC79A7", "rehabilitation": "#009E73", "held": "#8C8C8C",
}
"""By Okabe and Ito: told apart by the colour-blind; every bar also says in words what it is."""
HEIGHT = 340
INK = "#1b1f24"


def stage_names() -> dict[str, str]:
    """Return what each stage is called."""
    return {
        "home": _("At home"), "bed_list": _("Waiting for a bed"), "place_list": _("Waiting for rehabilitation"),
        "hospital": _("In hospital"), "blocked": _("In hospital, could leave"), "intake": _("Intake"),
        "rehabilitation": _("In rehabilitation"), "held": _("Place held"),
    }


def _lanes() -> dict[str, str]:
    home, waiting, hospital, rehabilitation = _("Home"), _("Waiting"), _("Hospital"), _("Rehabilitation")
    return {
        "home": home, "bed_list": waiting, "place_list": waiting, "hospital": hospital, "blocked": hospital,
        "intake": rehabilitation, "rehabilitation": rehabilitation, "held": rehabilitation,
    }


def _marks() -> dict[int, str]:
    return {L.VISIT_COMPLETED: _("Follow-up visit"), L.RELAPSED: _("Relapse"), L.CRISIS_EVENT: _("Crisis"),
            L.DIED: _("Death")}


def at(start: date, time: float) -> datetime:
    """Return the moment of a time in days since the start."""
    return datetime.combine(start, datetime.min.time()) + timedelta(days=time)


def chart(found: Sequence[Stage], rows: Sequence[Row], names: Names, span: tuple[date, date]) -> Any:
    """Return the chart.

    Parameters
    ----------
    found, rows
        The person's stages and rows.
    span : (date, date)
        The plan's first day, and the day after its last.
    """
    lanes, words, start = _lanes(), stage_names(), span[0]
    place = {"hospital": names.hospital, "blocked": names.hospital, "intake": names.institution,
             "rehabilitation": names.institution, "held": names.institution}
    bars = pd.DataFrame([
        {
            "lane": lanes[s.lane], "stage": words[s.lane], "from": at(start, s.start), "to": at(start, s.end),
            "where": place[s.lane](s.place) if s.lane in place and s.place >= 0 else "–",
            "first": day(at(start, s.start).date()), "last": day(at(start, s.end).date()), "days": number(s.days, 1),
        }
        for s in found
    ])
    order = list(dict.fromkeys(lanes.values()))
    shown = [name for name in words if words[name] in set(bars["stage"])]
    x = alt.X("from:T", title=_("Month"), axis=alt.Axis(format="%Y-%m", labelOverlap=True, grid=True),
              scale=alt.Scale(domain=[_stamp(span[0]), _stamp(span[1])]))
    y = alt.Y("lane:N", title=None, sort=order, scale=alt.Scale(domain=order),
              axis=alt.Axis(labelFontSize=13, labelOverlap=False))
    colour = alt.Color("stage:N", title=None, legend=alt.Legend(orient="bottom", labelFontSize=13, columns=3),
                       scale=alt.Scale(domain=[words[n] for n in shown], range=[COLOURS[n] for n in shown]))
    tips = [alt.Tooltip("stage:N", title=_("Stage")), alt.Tooltip("where:N", title=_("Place")),
            alt.Tooltip("first:N", title=_("From")), alt.Tooltip("last:N", title=_("To")),
            alt.Tooltip("days:N", title=_("Days"))]
    base = alt.Chart(bars).mark_bar(height=26, stroke="white", strokeWidth=0.5).encode(
        x=x, x2="to:T", y=y, color=colour, tooltip=tips)
    return alt.layer(base, _ticks(rows, start, x.copy(deep=True), y)).properties(height=HEIGHT)


def _ticks(rows: Sequence[Row], start: date, x: alt.X, y: alt.Y) -> Any:
    """Return single moments as signs of different shape, in the lane of home."""
    marks, lane = _marks(), _lanes()["home"]
    points = pd.DataFrame(
        [{"lane": lane, "what": marks[row.event], "from": at(start, row.time), "date": day(at(start, row.time).date())}
         for row in rows if row.event in marks],
        columns=["lane", "what", "from", "date"],
    )
    shape = alt.Shape(
        "what:N", title=None, legend=alt.Legend(orient="top", labelFontSize=13, symbolFillColor=INK),
        scale=alt.Scale(domain=list(marks.values()), range=["stroke", "triangle-up", "diamond", "cross"]),
    )
    tips = [alt.Tooltip("what:N", title=_("Event")), alt.Tooltip("date:N", title=_("Date"))]
    return alt.Chart(points).mark_point(color=INK, size=70, filled=True, stroke=INK).encode(
        x=x, y=y, shape=shape, tooltip=tips)


def _stamp(value: date) -> alt.DateTime:
    return alt.DateTime(year=value.year, month=value.month, date=value.day)
