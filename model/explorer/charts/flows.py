"""Flows between stages of care, as ribbons between columns."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from model.explorer.charts.look import BLUE, GREEN, GREY, INK, ORANGE, SKY, VERMILION, title
from model.explorer.words import _, number
from model.measures.flows import BEFORE, REMAINS, Flow

HOSPITAL = {"relapsed": 0, "otherwise": 1, "assessed": 1, "requested": 2, "at_home": 2, "admitted": 3, "gave_up": 3,
            "turned_away": 3, "discharged": 4}
REHABILITATION = {"offered": 0, "accepted": 1, "declined": 1, "started": 2, "withdrawn": 2, "home": 3, "employed": 3,
                  "other_services": 3, "dropped_out": 3, "left": 3}
COLOURS = {"gave_up": VERMILION, "turned_away": VERMILION, "withdrawn": VERMILION, "dropped_out": VERMILION,
           "declined": GREY, "at_home": SKY, "employed": GREEN, "home": GREEN, "discharged": GREEN,
           "otherwise": ORANGE}
WIDTH = 0.035
POINTS = 24


def words(stage: str) -> str:
    """Return a stage in words."""
    return {
        "relapsed": _("Relapsed"), "otherwise": _("Direct, or not registered"), "assessed": _("Assessed"),
        "requested": _("Asked for a bed"), "at_home": _("Treated at home"), "admitted": _("Admitted"),
        "gave_up": _("Gave up waiting"), "turned_away": _("Turned away"), "discharged": _("Discharged"),
        "offered": _("Offered"), "accepted": _("Accepted"), "declined": _("Declined"), "started": _("Began"),
        "withdrawn": _("Withdrawn"), "home": _("Ended, at home"), "employed": _("Ended, in work"),
        "other_services": _("Ended, other services"), "dropped_out": _("Dropped out"),
        "left": _("Died, moved or left"), BEFORE: _("from before"), REMAINS: _("still there, or another way"),
    }[stage]


def _laid_out(flows: list[Flow], columns: dict[str, int]) -> tuple[list[Flow], dict[str, int]]:
    """Give what was there before and what remains a place of its own beside each stage."""
    where = dict(columns)
    result = []
    for flow in flows:
        source, target = flow.source, flow.target
        if source == BEFORE:
            source = f"{BEFORE} {target}"
            where[source] = columns[target] - 1
        if target == REMAINS:
            target = f"{REMAINS} {source}"
            where[target] = columns[source] + 1
        result.append(Flow(source, target, flow.people))
    return result, where


def _boxes(flows: list[Flow], where: dict[str, int]) -> dict[str, tuple[float, float, float]]:
    """Return x, top and height of every stage; all columns have one scale."""
    size = {stage: max(sum(f.people for f in flows if f.source == stage),
                       sum(f.people for f in flows if f.target == stage)) for stage in where}
    stages = [stage for stage in where if size[stage] > 0.0]
    last = max(where.values())
    gap = 0.07 * max(sum(size[s] for s in stages if where[s] == c) for c in range(last + 1))
    boxes = {}
    for column in range(last + 1):
        top = 0.0
        for stage in stages:
            if where[stage] == column:
                boxes[stage] = (column / last, top, size[stage])
                top += size[stage] + gap
    return boxes


def chart(flows: list[Flow], columns: dict[str, int], heading: str, period: str) -> Any:
    """Return the chart of some flows, people over a period."""
    laid, where = _laid_out(flows, columns)
    if min(where.values(), default=0) < 0:
        where = {stage: column + 1 for stage, column in where.items()}
    boxes = _boxes(laid, where)
    out, into = {s: box[1] for s, box in boxes.items()}, {s: box[1] for s, box in boxes.items()}
    ribbons = []
    for n, flow in enumerate(laid):
        a, b = boxes[flow.source], boxes[flow.target]
        ramp = np.linspace(0.0, 1.0, POINTS)
        bend = ramp * ramp * (3.0 - 2.0 * ramp)
        top = out[flow.source] + (into[flow.target] - out[flow.source]) * bend
        out[flow.source] += flow.people
        into[flow.target] += flow.people
        tip = f"{_name(flow.source)} → {_name(flow.target)}"
        ribbons.append(pd.DataFrame({"x": a[0] + WIDTH + ramp * (b[0] - a[0] - WIDTH), "top": top,
                                     "bottom": top + flow.people, "flow": n, "tip": tip, "people": flow.people,
                                     "colour": _colour(flow.target)}))
    nodes = pd.DataFrame([{"x": x, "x2": x + WIDTH, "top": top, "bottom": top + size, "middle": top + size / 2,
                           "label": f"{_name(stage)} {number(size)}", "colour": _colour(stage)}
                          for stage, (x, top, size) in boxes.items()])
    return _drawn(pd.concat(ribbons), nodes).properties(height=380, title=title(heading, period))


def _name(stage: str) -> str:
    return words(stage.split()[0])


def _colour(stage: str) -> str:
    return "#C9CCD1" if stage.split()[0] in (BEFORE, REMAINS) else COLOURS.get(stage, BLUE)


def _drawn(ribbons: pd.DataFrame, nodes: pd.DataFrame) -> Any:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1.22], nice=False))
    down = alt.Scale(reverse=True, zero=True, nice=False)
    areas = alt.Chart(ribbons).mark_area(opacity=0.35).encode(
        x=x, y=alt.Y("top:Q", axis=None, scale=down), y2="bottom:Q", detail="flow:N",
        color=alt.Color("colour:N", scale=None),
        tooltip=[alt.Tooltip("tip:N", title=_("From – to")), alt.Tooltip("people:Q", format=",.0f", title=_("People"))])
    boxes = alt.Chart(nodes).mark_rect().encode(
        x=x, x2="x2:Q", y=alt.Y("top:Q", scale=down), y2="bottom:Q", color=alt.Color("colour:N", scale=None),
        tooltip=[alt.Tooltip("label:N", title=" ")])
    labels = alt.Chart(nodes).mark_text(align="left", dx=6, fontSize=12, color=INK).encode(
        x=alt.X("x2:Q"), y=alt.Y("middle:Q", scale=down), text="label:N")
    return alt.layer(areas, boxes, labels)
