"""The pictures of a report, as wide as its page, in type that can be read there."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from model.measures import bottleneck
from model.measures.staffing import RESOURCES
from model.messages import Language, say
from model.report.document.reasons import Reasons
from model.report.document.source import Compared, Run
from model.report.figures import BLUE, PALE, RED, draw_beds, draw_target, show_days, style
from model.report.figures_why import SHADES
from model.report.forest import Differences, draw_differences
from model.report.solve_figures import lever_title
from model.report.wording import place_titles, unit_words

WIDTH = 6.5
"""Inches: that of the text on a page of A4."""
DPI = 170


@contextmanager
def _page(height: float) -> Iterator[tuple[Figure, io.BytesIO]]:
    png = io.BytesIO()
    with mpl.rc_context({**style(), "font.size": 8}), warnings.catch_warnings():
        # Without a Chinese font the figure is still drawn, with boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, png
        # Without the program's version and the date, equal pictures are equal bytes.
        figure.savefig(png, dpi=DPI, format="png", metadata={"Software": None})


def courses(run: Run, targets: Sequence[Mapping[str, Any]], language: Language) -> bytes:
    """Draw up to four targets over time, two in a row."""
    rows, places = (len(targets) + 1) // 2, place_titles(run.scenario, language)
    with _page(2.35 * rows) as (figure, png):
        grid = figure.add_gridspec(rows, 2)
        for n, target in enumerate(targets):
            axes = figure.add_subplot(grid[n // 2, n % 2])
            draw_target(axes, target, run.indicators, language, places)
            show_days(axes, run.scenario.horizon)
    return png.getvalue()


def beds(run: Run, language: Language) -> bytes:
    """Draw beds open, staffed and occupied over time."""
    with _page(2.7) as (figure, png):
        axes = figure.add_subplot()
        draw_beds(axes, run.staffing, run.scenario.scale.value, language)
        show_days(axes, run.scenario.horizon)
    return png.getvalue()


def beds_lost(run: Run, language: Language) -> bytes | None:
    """Draw the open beds that are not staffed, by what they lack, month by month; None where none are."""
    table = bottleneck(run.staffing, run.scenario.scale.value)
    wide = table.pivot_table(index="month", columns="resource", values="beds_lost", observed=False)
    wide = wide.reindex(columns=list(RESOURCES[1:]), fill_value=0.0)
    if not wide.to_numpy().max(initial=0.0) >= 0.5:
        return None
    with _page(2.4) as (figure, png):
        axes = figure.add_subplot()
        below = np.zeros(len(wide))
        months = [str(month) for month in wide.index]
        for name in (name for name in wide.columns if wide[name].max() >= 0.5):
            axes.bar(months, wide[name], bottom=below, color=SHADES[name], width=0.8, label=say(name, language))
            below += wide[name].to_numpy(float)
        axes.set_xticks(range(0, len(months), max(1, len(months) // 12)))
        axes.tick_params(axis="x", rotation=45)
        axes.set_ylabel(f"{say('beds_lost', language)} ({unit_words('open_beds', language)})")
        axes.legend(frameon=False, ncols=3, loc="upper left")
    return png.getvalue()


def least(reasons: Reasons, language: Language) -> bytes | None:
    """Draw, for every lever, the least that would do as a share of the plan's amount; None without any."""
    rows = reasons.least[reasons.least["kind"].isin(["found", "low_enough", "not_enough"])]
    rows = rows[(rows["amount"] > 0.0) | rows["kind"].eq("not_enough")]
    if rows.empty:
        return None
    labels = [lever_title(str(name), language) for name in rows["lever"]]
    with _page(0.9 + 0.34 * len(rows)) as (figure, png):
        axes = figure.add_subplot()
        share = _share(rows)
        enough = rows["kind"].ne("not_enough").to_numpy()
        names = [say(f"report.{name}", language) for name in ("planned", "least_short", "not_enough_short")]
        axes.barh(range(len(rows)), np.full(len(rows), 1.0), color=PALE, height=0.75, label=names[0])
        axes.barh(np.flatnonzero(enough), share[enough], color=BLUE, height=0.4, label=names[1])
        if (~enough).any():
            axes.barh(np.flatnonzero(~enough), share[~enough], color=RED, height=0.4, hatch="//", edgecolor="white",
                      label=names[2])  # fmt: skip
        axes.set_yticks(range(len(rows)), labels)
        axes.invert_yaxis()
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.set_xlabel(say("report.share_of_plan", language))
        axes.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return png.getvalue()


def forest(of: Compared, language: Language) -> bytes | None:
    """Draw the differences between plans; None where none has an interval."""
    png = io.BytesIO()
    differences = Differences(of.pairs, of.replications, of.seed, of.confidence)
    return png.getvalue() if draw_differences(differences, png, language, columns=2) else None


def _share(rows: pd.DataFrame) -> Any:
    amount = rows["amount"].where(rows["kind"] != "not_enough", rows["high"])
    return (amount / rows["plan"]).to_numpy(float)


