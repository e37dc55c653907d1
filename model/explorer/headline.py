"""The headline of a result in words: how many beds can be staffed, and what binds."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from model.explorer.charts.bottleneck import words
from model.explorer.words import _, language, number
from model.measures.headline import headline
from model.scenario.schema import Scenario


def month_of(scenario: Scenario) -> str:
    """Return the month that the headline is about: that of the target for beds, else the plan's last."""
    dates = [target.date for target in scenario.targets if target.measure == "open_beds"]
    return (max(dates) if dates else scenario.horizon.end - dt.timedelta(days=1)).strftime("%Y-%m")


def month_words(month: str) -> str:
    """Write a month by the locale."""
    year, number_ = month.split("-")
    return f"{year}年{int(number_)}月" if language() == "zh" else dt.date(int(year), int(number_), 1).strftime("%B %Y")


def sentence(scenario: Scenario, staffing: pd.DataFrame) -> str:
    """Return the sentence; empty where there is no number of beds."""
    found = headline(staffing, month_of(scenario), scenario.scale.value)
    if found is None:
        return ""
    said = _("At the end of {month}, {open} beds are open; {staffed} can be staffed at today's practised ratios, "
             "{norm} at the norm.", month=month_words(found.month), open=number(found.open_beds),
             staffed=number(found.staffed), norm=number(found.at_norm))
    if not found.binding:
        return said + _(" Staff suffice for every open bed.")
    return said + _(" {what} bind from {since}: {lost} beds cannot be staffed for want of them.",
                    what=words(found.binding).capitalize(), since=month_words(found.since), lost=number(found.lost))
