"""The figure of a comparison: every difference with its simultaneous interval, a panel a quantity (a forest plot)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from model.experiments.comparing.compare import Comparison
from model.messages import Language, say
from model.report.comparison import quantity_title, unit_axis
from model.report.figures import BLUE, GREY, RED, style

COLUMNS = 3
# Told apart by shape as well as by colour.
Kind = Literal["png", "svg"]
MARKS = {"better": (BLUE, "^"), "worse": (RED, "v"), "other": ("black", "D"), "undecided": (GREY, "o")}


@dataclass(frozen=True, eq=False)
class Differences:
    """What the figure shows: the table of pairs (`Comparison.pairs`), and what it rests on."""

    pairs: pd.DataFrame
    replications: int
    seed: int
    confidence: float


def draw_forest(comparison: Comparison, path: Path, language: Language) -> Path | None:
    """Draw the differences of a comparison and return where they are; None when there are none with an interval.

    Parameters
    ----------
    comparison : Comparison
    path : Path
        What to write: PNG, or SVG where its name ends so.
    language : {"zh", "en"}
    """
    seed = comparison.samples[0].seed
    of = Differences(comparison.pairs, comparison.replications, seed, comparison.confidence)
    kind: Kind = "svg" if path.suffix == ".svg" else "png"
    return path if draw_differences(of, path, language, kind=kind) else None


def draw_differences(
    of: Differences, file: Path | BinaryIO, language: Language, columns: int = COLUMNS, kind: Kind = "png"
) -> bool:
    """Draw differences, so many panels in a row, and tell whether there were any with an interval."""
    rows: list[dict[str, Any]] = of.pairs.to_dict("records")  # type: ignore[assignment]
    known = [row for row in rows if math.isfinite(row["low"]) and math.isfinite(row["high"])]
    # A quantity in which no plans ever differ has nothing to show.
    quantities = list(dict.fromkeys(row["quantity"] for row in known if not row["low"] == row["high"] == 0.0))
    pairs = list(dict.fromkeys((row["scenario"], row["against"]) for row in rows))
    if not quantities:
        return False
    columns = min(columns, len(quantities))
    height = math.ceil(len(quantities) / columns)
    with mpl.rc_context(style()), warnings.catch_warnings():
        # Without a Chinese font the figure is still drawn, with boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        width = 4.0 * columns if columns == COLUMNS else 1.5 + 3.4 * columns
        tall = height * (0.9 + 0.22 * len(pairs)) + 0.9
        figure = Figure(figsize=(width, tall), layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.subplots(height, columns, squeeze=False)
        for axes in grid.flat[len(quantities):]:
            axes.set_axis_off()
        for number, quantity in enumerate(quantities):
            axes = grid.flat[number]
            _panel(axes, [row for row in known if row["quantity"] == quantity], pairs, language)
            if number % columns == 0:
                labels = [say("compare.pair", language, scenario=b, against=a) for b, a in pairs]
                axes.set_yticks(range(len(pairs)), labels)
        _legend(figure, of, language)
        figure.savefig(file, dpi=150, format=kind)
    return True


def finding(row: dict[str, Any]) -> str:
    """Return whether a difference is better, worse, other or undecided by its simultaneous interval."""
    if row["low"] <= 0.0 <= row["high"]:
        return "undecided"
    if not row["better"]:
        return "other"
    return "better" if (row["low"] > 0.0) == (row["better"] == "more") else "worse"


def _panel(axes: Axes, rows: Sequence[dict[str, Any]], pairs: Sequence[tuple[str, str]], language: Language) -> None:
    by, unit = unit_axis(rows[0]["unit"], rows[0]["measure"], language)
    axes.axvline(0.0, color="black", linewidth=0.8)
    for row in rows:
        colour, mark = MARKS[finding(row)]
        place = pairs.index((row["scenario"], row["against"]))
        ends = [[(row["difference"] - row["low"]) / by], [(row["high"] - row["difference"]) / by]]
        axes.errorbar(row["difference"] / by, place, xerr=ends, fmt=mark, color=colour, capsize=3, markersize=5)
    axes.set_ylim(len(pairs) - 0.5, -0.5)
    axes.set_yticks([])
    axes.margins(x=0.12)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(axis="x", alpha=0.3)
    axes.set_title(quantity_title(rows[0], language))
    axes.set_xlabel(unit)


def _legend(figure: Figure, of: Differences, language: Language) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=colour, marker=mark, linestyle="", label=say(f"compare.is_{key}", language))
        for key, (colour, mark) in MARKS.items()
    ]
    confidence = f"{100 * of.confidence:g}%"
    title = say("compare.forest", language, n=of.replications, seed=of.seed, confidence=confidence)
    figure.suptitle(title, fontsize=10)
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False)
