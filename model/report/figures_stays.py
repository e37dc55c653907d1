"""The figure of an extract: how long stays last, beside the fitted distribution; waits and readmission."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter

from model.local.stays.durations import HALF, Survival
from model.local.stays.findings import Findings, Group
from model.local.stays.lognormal import sum_of
from model.messages import Language, say
from model.report.figures import AMBER, BLUE, GREEN, PALE, RED
from model.report.figures_why import _figure

TICKS = (1, 3, 7, 14, 30, 90, 180, 365, 1095)
SHADES = {"fits": GREEN, "close": AMBER, "apart": RED}


def draw_stays(found: Findings, path: Path, language: Language) -> Path:
    """Draw a panel for each group of patients, one for the waits and one for readmission; return where it is."""
    fitted = [group for group in found.groups if group.fit is not None]
    more = (found.waits is not None) + bool(found.readmission.shares)
    columns = min(2, len(fitted) + more)
    rows = -(-(len(fitted) + more) // columns)
    with _figure((5.2 * columns, 3.6 * rows + 0.5), path) as figure:
        since, until = found.window.dates
        title = say("fit.title", language, name=Path(found.extract.path).name, since=since, until=until)
        figure.suptitle(title, fontsize=11)
        panels = iter(figure.subplots(rows, columns, squeeze=False).flat)
        for group in fitted:
            _draw_group(next(panels), group, language)
        if found.waits is not None:
            _draw_waits(next(panels), found.waits, language)
        if found.readmission.shares:
            _draw_readmission(next(panels), found, language)
        for spare in panels:
            spare.set_axis_off()
    return path


def _draw_group(axes: Axes, group: Group, language: Language) -> None:
    assert group.fit is not None and group.goodness is not None
    known = group.known
    seen = known.at_risk > 0
    days = known.days[seen] + HALF
    axes.fill_between(
        days, known.low[seen], known.high[seen], step="post", color=PALE, label=say("fit.interval", language)
    )
    axes.step(days, known.beyond[seen], where="post", color="black", linewidth=1.0, label=say("fit.seen", language))
    grid = np.geomspace(HALF, max(float(days[-1]), 2.0), 300)
    axes.plot(grid, group.fit.beyond(grid), color=BLUE, linewidth=1.6, label=say("fit.fitted", language))
    if group.fit.is_mixture:
        alone = sum_of(group.fit.components()[1:], grid)
        axes.plot(grid, alone, color=BLUE, linewidth=1.0, linestyle="--", label=say("fit.long_alone", language))
    _axes(axes, float(days[-1]), say("fit.still_in", language), language)
    axes.set_title(say(f"fit.{group.name}", language, n=f"{group.stays:,}"))
    verdict = say(f"fit.verdict_{group.verdict}", language)
    distance = f"{100 * group.goodness.distance:.1f}"
    note = say("fit.verdict", language, verdict=verdict, distance=distance, p=f"{group.goodness.p_value:.2f}")
    axes.text(0.03, 0.05, note, transform=axes.transAxes, color=SHADES[group.verdict], fontsize=8)
    axes.legend(frameon=False, fontsize=7, loc="upper right")


def _draw_waits(axes: Axes, waits: Survival, language: Language) -> None:
    axes.fill_between(waits.days + HALF, waits.low, waits.high, step="post", color=PALE)
    axes.step(waits.days + HALF, waits.beyond, where="post", color="black", linewidth=1.0)
    _axes(axes, float(waits.days[-1]) + HALF, say("fit.still_waiting", language), language)
    axes.set_title(say("fit.waits", language))


def _draw_readmission(axes: Axes, found: Findings, language: Language) -> None:
    shares = found.readmission.shares
    places = np.arange(len(shares))
    values = np.array([e.value for e in shares.values()])
    ends = np.array([[e.value - e.low, e.high - e.value] for e in shares.values()]).T
    axes.bar(places, values, color=BLUE, width=0.55, yerr=ends, ecolor="black", capsize=3)
    for place, value in zip(places, values, strict=True):
        axes.text(place + 0.31, float(value), f"{100 * value:.1f}%", va="bottom", fontsize=8)
    axes.set_xlim(-0.5, len(places) - 0.25)
    axes.set_xticks(places, [say("fit.within", language, days=days) for days in shares])
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_title(say("fit.readmission", language, n=f"{found.readmission.discharges:,}"))


def _axes(axes: Axes, end: float, label: str, language: Language) -> None:
    axes.set_xscale("log")
    axes.set_xlim(HALF, end)
    axes.set_xticks([t for t in TICKS if t <= end])
    axes.minorticks_off()
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylim(0.0, 1.0)
    axes.set_xlabel(say("fit.days", language))
    axes.set_ylabel(label)
