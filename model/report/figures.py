"""The figure of a run: every target's measure against its bound; beds open, staffed and occupied."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from model.measures import MEASURES, Kind, Summary
from model.messages import Language, say
from model.report.chances import Judged, judged, percent
from model.report.wording import bound, place, place_titles, target_title, unit_words
from model.scenario.schema import Horizon, Scenario

CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
COLUMNS = 3
# Met, in doubt, missed: told apart by colour-blind readers too.
GREEN, AMBER, RED, BLUE, GREY, PALE = "#009E73", "#E69F00", "#D55E00", "#0072B2", "#888888", "#CCCCCC"
COLOURS: dict[Judged, str] = {"good": GREEN, "doubt": AMBER, "bad": RED, "quiet": GREY}


def draw(scenario: Scenario, summary: Summary, path: Path, language: Language) -> Path | None:
    """Draw the figure of a run and return where it is; None when there is nothing to draw.

    Parameters
    ----------
    scenario : Scenario
    summary : Summary
    path : Path
        The PNG to write.
    language : {"zh", "en"}
    """
    targets: list[dict[str, Any]] = summary.targets.to_dict("records")  # type: ignore[assignment]
    beds = not summary.staffing.empty
    if not targets and not beds:
        return None
    rows = math.ceil(len(targets) / COLUMNS)
    with mpl.rc_context(style()), warnings.catch_warnings():
        # Without a Chinese font the figure is still drawn, with boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = Figure(figsize=(11, 2.5 * rows + (3.0 if beds else 0.0)), layout="constrained")
        FigureCanvasAgg(figure)
        figure.suptitle(scenario.title.zh if language == "zh" else scenario.title.en, fontsize=12)
        grid = figure.add_gridspec(rows + beds, COLUMNS, height_ratios=[2.5] * rows + [3.0] * beds)
        for number, target in enumerate(targets):
            axes = figure.add_subplot(grid[number // COLUMNS, number % COLUMNS])
            draw_target(axes, target, summary.indicators, language, place_titles(scenario, language))
            show_days(axes, scenario.horizon)
        if beds:
            axes = figure.add_subplot(grid[rows, :])
            draw_beds(axes, summary.staffing, scenario.scale.value, language)
            show_days(axes, scenario.horizon)
        figure.savefig(path, dpi=150)
    return path


def colour(probability_met: float) -> str:
    """Return green, amber or red; grey when the target was not observed."""
    return COLOURS[judged(probability_met)]


def style() -> Any:
    """Return how every figure looks, in a font that has Chinese characters if one is installed."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    families = [name for name in CHINESE_FONTS if name in installed][:1]
    return {
        "font.family": [*families, "DejaVu Sans"],
        "font.size": 8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "axes.titlesize": 9,
    }


def draw_target(
    axes: Axes, target: Mapping[str, Any], indicators: pd.DataFrame, language: Language, places: Mapping[str, str]
) -> None:
    """Draw a target's measure over time against its bound; of every county: the worst one's (titles: ``places``)."""
    measure = MEASURES[target["measure"]]
    tint = colour(float(target["probability_met"]))
    region = str(target["worst_county"]) if target["scope"] == "every_county" else ""
    chosen = indicators[(indicators["measure"] == measure.key) & (indicators["region"] == _county(region))]
    monthly = chosen["period"].astype(str).str.len() == len("2024-03")
    by_month = measure.kind in (Kind.POINT, Kind.YEAR_TO_DATE)
    course = _over_replications(chosen[monthly if by_month else ~monthly])
    if by_month:
        # A rate of the year begins anew every January: one line a year.
        years = course.index.year if measure.kind is Kind.YEAR_TO_DATE else np.zeros(len(course))  # type: ignore[attr-defined]
        for _, part in course.groupby(years):
            axes.plot(part.index, part["mean"], color=tint)
            axes.fill_between(part.index, part["low"], part["high"], color=tint, alpha=0.2, linewidth=0)
    else:
        spread = [course["mean"] - course["low"], course["high"] - course["mean"]]
        axes.errorbar(course.index, course["mean"], yerr=np.maximum(spread, 0.0), fmt="o", color=tint, capsize=3)
    promised = float(target["bound"])
    axes.axhline(promised, color="black", linewidth=0.8, linestyle="--")
    axes.plot([_day(target["date"])], [promised], marker="D", color="black", markersize=4)
    if measure.unit == "share":
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    else:
        axes.set_ylabel(unit_words(measure.key, language))
    where = f" · {place(region, places)}" if region else ""
    probability = float(target["probability_met"])
    chance = say("not_observed", language) if math.isnan(probability) else percent(probability)
    promise = f"{bound(target)} · {say('met', language)} {chance}"
    axes.set_title(f"{target_title(target, language)}{where}\n{promise}", linespacing=1.4)


def _county(region: str) -> str:
    """Return a county's name without the number of a copy."""
    return region.split("#")[0]


def _over_replications(rows: pd.DataFrame) -> pd.DataFrame:
    """Return mean and 90% range by the last day of the period."""
    ends = pd.PeriodIndex(rows["period"].astype(str).to_list(), freq=_frequency(rows)).to_timestamp(how="end")
    by_period = rows["value"].groupby(ends)
    low, high = by_period.quantile(0.05), by_period.quantile(0.95)
    return pd.DataFrame({"mean": by_period.mean(), "low": low, "high": high})


def _frequency(rows: pd.DataFrame) -> str:
    return "M" if not rows.empty and "-" in str(rows["period"].iloc[0]) else "Y"


def draw_beds(axes: Axes, staffing: pd.DataFrame, scale: float, language: Language) -> None:
    """Draw the plan's beds at full scale, all hospitals together, mean over replications; occupancy on the right."""
    finite = staffing.replace([np.inf], np.nan)
    months = pd.PeriodIndex(finite["month"].astype(str).to_list(), freq="M").to_timestamp(how="end")
    columns = ["open_beds", "staffed_beds", "occupied"]
    total = finite[columns].groupby(months).sum(min_count=1) / (scale * max(1, finite["replication"].nunique()))
    # Open beds are drawn broad, so that they are seen beneath staffed beds where all are staffed.
    for column, tint, width in (
        ("open_beds", PALE, 4.0),
        ("staffed_beds", BLUE, 1.5),
        ("occupied", RED, 1.5),
    ):
        label = say(f"figure.{column}", language)
        axes.plot(total.index, total[column], color=tint, linewidth=width, label=label)
    axes.set_ylim(bottom=0)
    axes.set_title(say("figure.beds", language))
    axes.set_ylabel(unit_words("open_beds", language))
    right = axes.twinx()
    share = total["occupied"] / total["staffed_beds"].where(total["staffed_beds"] > 0)
    right.plot(
        total.index,
        share,
        color="black",
        linewidth=0.8,
        linestyle=":",
        label=say("figure.occupancy", language),
    )
    right.set_ylim(0, max(1.05, float(np.nan_to_num(share.max())) * 1.05))
    right.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    right.spines["right"].set_visible(True)
    lines, labels = axes.get_legend_handles_labels()
    more, words = right.get_legend_handles_labels()
    axes.legend(lines + more, labels + words, ncols=4, loc="lower right", frameon=False)


def show_days(axes: Axes, horizon: Horizon) -> None:
    """Let every panel show the whole horizon."""
    first, last = _day(horizon.start), _day(horizon.end)
    axes.set_xlim(first, last + 0.02 * (last - first))
    locator = AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def _day(day: object) -> float:
    """Return a date, or its ISO text, as matplotlib counts days."""
    return float(date2num(pd.Timestamp(str(day)).to_pydatetime()))  # type: ignore[no-untyped-call]
