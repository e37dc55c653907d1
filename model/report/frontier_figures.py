"""The figure of a frontier of two levers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from matplotlib.ticker import StrMethodFormatter

from model.experiments.solving.frontier import Frontier, Point
from model.messages import Language, say
from model.report.figures import BLUE, PALE, RED
from model.report.solve_figures import lever_title, page_of, target_lines
from model.report.wording import words


def _above(point: Point) -> float:
    """Return how far above the least it is not clear, as far as that was looked at."""
    return point.found.high - point.found.amount if math.isfinite(point.found.high) else 0.0


def draw_frontier(frontier: Frontier, path: Path, language: Language) -> Path:
    """Draw the least of the second lever against the first, with what is not clear, and the plan.

    Parameters
    ----------
    frontier : Frontier
    path : Path
        The PNG to write.
    language : {"zh", "en"}
    """
    first, second = (lever_title(name, language) for name in (frontier.first, frontier.second))
    low, high = frontier.grids[1].low, frontier.grids[1].high
    lines = target_lines(frontier.scenario, language)
    with page_of(7.0, 4.6 + 0.18 * len(lines), path) as page:
        axes = page.add_subplot()
        met = [point for point in frontier.points if not math.isnan(point.found.amount)]
        x, least = [point.first for point in met], [point.found.amount for point in met]
        # One bar an amount looked at, not a surface: what lies between them is not known.
        axes.vlines(x, least, high, color=BLUE, alpha=0.15, linewidth=9, label=say("frontier.meets", language))
        # Where no greater amount was looked at for long, there is no upper end to draw: the open sign says so.
        ends = np.array([[p.found.amount - p.found.low, _above(p)] for p in met])
        if met:
            label = f"{say('solve.least', language)} ({say('frontier.undecided', language)})"
            axes.errorbar(x, least, yerr=ends.T, fmt="o-", color=BLUE, capsize=3, markersize=5, label=label)
        if unclear := [p for p in met if p.found.at_answer is None or p.found.at_answer.status != "holds"]:
            axes.plot(
                [p.first for p in unclear], [p.found.amount for p in unclear], "o", color=BLUE,
                markerfacecolor="white", markersize=6, zorder=3, label=say("frontier.close", language),
            )  # fmt: skip
        if unmet := [point.first for point in frontier.points if point.found.kind == "not_enough"]:
            axes.plot(unmet, [high] * len(unmet), "X", color=RED, markersize=8, label=say("frontier.none", language))
        today = frontier.today
        if all(math.isfinite(amount) for amount in today):
            label = say("frontier.plan", language)
            axes.plot(*([amount] for amount in today), "D", color="black", markerfacecolor=PALE, label=label)
        margin = 0.04 * (high - low)
        axes.set_ylim(min(low, today[1]) - margin, max(high, today[1]) + margin)
        axes.set_xlabel(first)
        axes.set_ylabel(second)
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        axes.legend(frameon=True, framealpha=0.9)
        chance = f"{100 * frontier.precision.probability:g}%"
        title = say("frontier.title", language, first=first, second=second, p=chance)
        axes.set_title("\n".join([words(frontier.scenario.title, language), title, *lines]), linespacing=1.4)
    return path
