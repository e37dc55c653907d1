"""Figures of the least amount that would do, and of the frontier of two levers."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

from model.experiments.observing.levers import SHORT
from model.experiments.solving.solve import ALL, Answer, Solved
from model.measures import MEASURES
from model.measures.targets import bound_of
from model.messages import Language, say
from model.report.figures import AMBER, BLUE, GREEN, PALE, RED, style
from model.report.wording import bound, figure, target_title, words
from model.scenario.schema import Scenario

COLOURS = {"holds": GREEN, "undecided": AMBER, "fails": RED}
MARKERS = {"holds": "o", "undecided": "s", "fails": "X"}


def lever_title(name: str, language: Language) -> str:
    """Return what a lever is called."""
    return "+".join(say(f"lever.{part}", language) if part in SHORT else part for part in name.split("+"))


def written(amount: float) -> str:
    """Write an amount of a lever."""
    return "-" if math.isnan(amount) else "∞" if math.isinf(amount) else f"{amount:,.10g}"


def least_words(solved: Solved, answer: Answer, language: Language) -> str:
    """Write an answer."""
    found = answer.found
    key = f"solve.kind.{'found' if found.amount == 0.0 else found.kind}"
    return say(key, language, amount=written(found.amount), high=written(solved.grid.high))


def titles(effects: pd.DataFrame, language: Language) -> dict[str, str]:
    """Return what every target is called, its bound behind it."""
    rows: list[dict[str, Any]] = effects.to_dict("records")  # type: ignore[assignment]
    named = {str(row["target"]): f"{target_title(row, language)} {bound(row)} · {row['date']}" for row in rows}
    return {ALL: say("solve.all", language), **named}


def target_lines(scenario: Scenario, language: Language) -> list[str]:
    """Return a line on every target of a plan: what, bound, date."""
    lines = []
    for target in scenario.targets:
        title = target.title or MEASURES[target.measure].title
        row = {
            "measure": target.measure, "scope": target.scope, "title_zh": title.zh, "title_en": title.en,
            "bound_kind": "at_most" if target.at_least is None else "at_least", "bound": bound_of(target),
        }  # fmt: skip
        lines.append(f"{target_title(row, language)} {bound(row)} · {target.date}")
    return lines


@contextmanager
def page_of(width: float, height: float, path: Path) -> Iterator[Figure]:
    """Give a page to draw on, in inches; it is written at the end."""
    with mpl.rc_context(style()), warnings.catch_warnings():
        # Without a Chinese font the figure is still drawn, with boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        page = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(page)
        yield page
        page.savefig(path, dpi=150)


def draw_solved(solved: Solved, path: Path, language: Language) -> Path:
    """Draw the probability of every answer's targets against the amount; the answer is where the line stands.

    Parameters
    ----------
    solved : Solved
    path : Path
        The PNG to write.
    language : {"zh", "en"}
    """
    columns = min(3, len(solved.answers))
    rows = math.ceil(len(solved.answers) / columns)
    names = titles(solved.effects, language)
    with page_of(max(5.5, 4.0 * columns), 0.6 + 2.8 * rows, path) as page:
        page.suptitle(words(solved.scenario.title, language), fontsize=11)
        grid = page.add_gridspec(rows, columns)
        for number, answer in enumerate(solved.answers):
            axes = page.add_subplot(grid[number // columns, number % columns])
            _draw_answer(axes, solved, answer, language)
            least = f"{say('solve.least', language)}: {least_words(solved, answer, language)}"
            lines = [names.get(answer.target, answer.target), least, *_course(solved, answer, language)]
            axes.set_title("\n".join(lines), linespacing=1.4)
    return path


def _course(solved: Solved, answer: Answer, language: Language) -> list[str]:
    """Return a line on what the target's value is at either end of the range."""
    for row in solved.effects.loc[solved.effects["target"] == answer.target].to_dict("records"):
        unit = MEASURES[row["measure"]].unit
        key = "figure.moves" if row["moves"] else "figure.unmoved"
        return [say(key, language, low=figure(row["value_low"], unit), high=figure(row["value_high"], unit))]
    return []


def _draw_answer(axes: Axes, solved: Solved, answer: Answer, language: Language) -> None:
    p = solved.precision.probability
    axes.axhline(p, color="black", linewidth=0.8, linestyle="--")
    if not math.isnan(solved.today):
        axes.axvline(solved.today, color=PALE, linewidth=3.0, label=say("frontier.plan", language))
    if not math.isnan(answer.found.amount):
        axes.axvline(answer.found.amount, color=BLUE, linewidth=1.2)
    for status, tint in COLOURS.items():
        seen = [t for t in answer.found.tried if t.status == status and t.observed]
        if seen:
            chance = np.array([t.probability for t in seen])
            ends = np.array([[t.probability - t.low, t.high - t.probability] for t in seen]).T
            axes.errorbar(
                [t.amount for t in seen], chance, yerr=np.maximum(ends, 0.0), fmt=MARKERS[status], color=tint,
                capsize=2, elinewidth=0.8, markersize=4, label=say(f"solve.{status}", language),
            )  # fmt: skip
    axes.set_ylim(-0.04, 1.04)
    margin = 0.03 * (solved.grid.high - solved.grid.low)
    axes.set_xlim(solved.grid.low - margin, solved.grid.high + margin)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    axes.set_ylabel(say("figure.probability", language))
    axes.set_xlabel(lever_title(solved.lever, language))
    axes.legend(frameon=True, framealpha=0.8, fontsize=7, loc="best")


