"""What binds the beds month by month."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from model.explorer.charts.look import BLUE, GREEN, GREY, ORANGE, title
from model.explorer.words import _
from model.measures import bottleneck
from model.measures.staffing import RESOURCES

COLOURS = {"open_beds": GREY, "psychiatrists": ORANGE, "nurses": BLUE, "health_staff": GREEN}


def words(resource: str) -> str:
    """Return a resource in words."""
    return {"open_beds": _("open beds"), "psychiatrists": _("psychiatrists"), "nurses": _("nurses"),
            "health_staff": _("health staff")}[resource]


def charts(staffing: pd.DataFrame, scale: float) -> tuple[Any, Any]:
    """Return the beds that cannot be staffed by what binds, and the hospitals by what binds them."""
    table = bottleneck(staffing, scale)
    table = table.assign(resource=table["resource"].astype(str), month=table["month"].astype(str))
    table["order"] = table["resource"].map(list(RESOURCES).index)
    table["words"] = table["resource"].map(words)
    lost = table[table["resource"] != "open_beds"]
    return (
        _stacked(lost, "beds_lost", title(_("Open beds that cannot be staffed"), _("beds, end of the month, mean"))),
        _stacked(table, "hospitals", title(_("What binds the hospitals"), _("hospitals, end of the month, mean"))),
    )


def _stacked(table: pd.DataFrame, value: str, heading: alt.TitleParams) -> Any:
    shown = [r for r in RESOURCES if r in set(table["resource"])]
    colour = alt.Color("words:N", sort=[words(r) for r in shown],
                       scale=alt.Scale(domain=[words(r) for r in shown], range=[COLOURS[r] for r in shown]))
    return alt.Chart(table).mark_bar().encode(
        x=alt.X("month:O", axis=alt.Axis(title=None, labelAngle=-45, labelOverlap=True)),
        y=alt.Y(f"{value}:Q", stack=True, axis=alt.Axis(title=None, format=",~f", tickMinStep=1)),
        color=colour, order="order:Q",
        tooltip=[alt.Tooltip("month:O", title=_("Month")), alt.Tooltip("words:N", title=_("What binds")),
                 alt.Tooltip(f"{value}:Q", format=",.1f", title=_("Number"))],
    ).properties(height=240, title=heading)
