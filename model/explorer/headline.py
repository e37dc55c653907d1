"""The headline of a result in words: how many beds can be staffed, and what binds."""

from __future__ import annotations

import pandas as pd

from model.explorer.charts.bottleneck import words
from model.explorer.words import _, language, number
from model.measures.headline import headline, month_of
from model.report.wording import month_words
from model.scenario.schema import Scenario


def sentence(scenario: Scenario, staffing: pd.DataFrame) -> str:
    """Return the sentence; empty where there is no number of beds."""
    found = headline(staffing, month_of(scenario), scenario.scale.value)
    if found is None:
        return ""
    said = _("At the end of {month}, {open} beds are open; {staffed} can be staffed at today's practised ratios, "
             "{norm} at the norm.", month=month_words(found.month, language()), open=number(found.open_beds),
             staffed=number(found.staffed), norm=number(found.at_norm))
    if not found.binding:
        return said + _(" Staff suffice for every open bed.")
    return said + _(" {what} bind from {since}: {lost} beds cannot be staffed for want of them.",
                    what=words(found.binding).capitalize(), lost=number(found.lost),
                    since=month_words(found.since, language()))
