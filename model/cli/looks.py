"""How a table and a probability look on a screen; light to load, since commands need it before they know their work."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from model.messages import Language, say
from model.report.chances import judged, percent


def table_of(title: str, columns: Iterable[tuple[str, bool]]) -> Table:
    """Return a table; a column is its heading and whether it holds numbers."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading, numeric in columns:
        table.add_column(Text(heading), justify="right" if numeric else "left", overflow="fold")
    return table


def probability(value: float, language: Language) -> Text:
    """Write a probability: green from 90%, amber from 50%, red below."""
    if math.isnan(value):
        return Text(say("not_observed", language), style="dim")
    style = {"good": "bold green", "doubt": "bold yellow", "bad": "bold red", "quiet": ""}[judged(value)]
    return Text(percent(value), style=style)
