"""One sentence in numbers: how many open beds can be staffed, as practised and by the norm, and what binds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from model.measures.staffing import RESOURCES, bottleneck
from model.scenario.schema import Scenario

LEAST_LOST = 0.5
"""Beds lost, mean over replications, from which a resource counts as binding."""


@dataclass(frozen=True)
class Headline:
    """What can be staffed in a month, means over replications, for the whole population.

    Attributes
    ----------
    month : str
    open_beds, staffed, at_norm : float
        ``at_norm``: beds that the same staff carry at the norms, open beds at the most, hospital by hospital.
    binding : str
        The resource that loses the most beds in ``month``; empty: every open bed is staffed.
    lost : float
        Open beds that it leaves without staff.
    since : str
        First month of the unbroken run up to ``month`` in which it loses beds; empty: none is lost.
    """

    month: str
    open_beds: float
    staffed: float
    at_norm: float
    binding: str
    lost: float
    since: str


def month_of(scenario: Scenario) -> str:
    """Return the month that a headline is about: that of the target for beds, else the plan's last."""
    dates = [target.date for target in scenario.targets if target.measure == "open_beds"]
    return (max(dates) if dates else scenario.horizon.end - timedelta(days=1)).strftime("%Y-%m")


def headline(staffing: pd.DataFrame, month: str, scale: float = 1.0) -> Headline | None:
    """Return what can be staffed in a month; None where the plan has no hospital or no number of beds.

    Parameters
    ----------
    staffing : DataFrame
        Of `model.measures.staffing.staffing_frame`, numbers as simulated.
    month : str
        ``"2025-12"``; the numbers are those of its end.
    scale : float
        Part of everything that was simulated.
    """
    rows = staffing[staffing["month"] == month]
    replications = staffing["replication"].nunique()
    if rows.empty or not replications or not rows["open_beds"].lt(float("inf")).all():
        return None
    total = rows[["open_beds", "staffed_beds", "norm_beds"]].sum() / (replications * scale)
    lost = _beds_lost(staffing, scale)
    months = [label for label in lost if label <= month]
    binding = max(RESOURCES[1:], key=lambda resource: lost[month][resource])
    since = ""
    for label in reversed(months):
        if lost[label][binding] < LEAST_LOST:
            break
        since = label
    if not since:
        binding = ""
    return Headline(
        month, float(total["open_beds"]), float(total["staffed_beds"]), float(total["norm_beds"]),
        binding, lost[month][binding] if binding else 0.0, since,
    )


def _beds_lost(staffing: pd.DataFrame, scale: float) -> dict[str, dict[str, float]]:
    """Return the beds lost by month, in the months' order, and resource."""
    table = bottleneck(staffing, scale)
    lost: dict[str, dict[str, float]] = {}
    for month, resource, beds in zip(table["month"], table["resource"], table["beds_lost"], strict=True):
        lost.setdefault(str(month), {})[str(resource)] = float(beds)
    return lost
