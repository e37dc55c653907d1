"""The figure of a calibration: what the data narrowed, and whether the plan now gives what was observed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from model.local.calibration.answer import Answer
from model.messages import Language, say
from model.report.figures import BLUE, GREY, PALE, RED
from model.report.figures_why import _figure
from model.report.wording import output_title

SHOWN = 14


def draw_calibration(answer: Answer, path: Path, language: Language, title: str) -> Path:
    """Draw both; return where it is."""
    parameters = answer.parameters.head(SHOWN)
    rows = max(len(parameters), len(answer.indicators))
    with _figure((13, 1.6 + 0.36 * rows), path) as figure:
        figure.suptitle(title, fontsize=11)
        left, right = figure.subplots(1, 2)
        _parameters(left, parameters, language)
        _indicators(right, answer.indicators, language)
    return path


def _parameters(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    records: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    for place, row in enumerate(records):
        wide = row["before_high"] - row["before_low"] or 1.0
        low, median, high = ((row[k] - row["before_low"]) / wide for k in ("low", "median", "high"))
        first = place == 0
        axes.barh(place, 1.0, color=PALE, height=0.62, label=say("calibrate.before", language) if first else None)
        label = say("calibrate.after", language) if first else None
        axes.barh(place, high - low, left=low, color=BLUE, height=0.62, label=label)
        axes.plot([median], [place], "|", color="white", markersize=9, markeredgewidth=2)
        span = f"{row['low']:.3g} – {row['high']:.3g}"
        axes.text(1.05, place, span, va="center", fontsize=7.5, color="black" if row["verdict"] != "open" else GREY)
    axes.set_yticks(range(len(table)), [str(row[f"title_{language}"]) for row in records], fontsize=7.5)
    axes.set_xlim(-0.05, 1.45)
    axes.set_xticks([0.0, 1.0], [say("calibrate.low_before", language), say("calibrate.high_before", language)])
    axes.invert_yaxis()
    axes.set_title(say("calibrate.parameters", language))
    axes.legend(frameon=False, fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2)


def _indicators(axes: Axes, table: pd.DataFrame, language: Language) -> None:
    records: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    for place, row in enumerate(records):
        wide = row["before_high"] - row["before_low"] or row["standard_error"]

        def at(value: float, low: float = row["before_low"], wide: float = wide) -> float:
            return (value - low) / wide

        axes.barh(place, 1.0, color=PALE, height=0.62)
        if np.isfinite(row["after_low"]):
            low, high = at(row["after_low"]), at(row["after_high"])
            axes.barh(place, high - low, left=low, color=BLUE, height=0.62)
        tint = RED if row["contradicted"] else "black"
        label = say("calibrate.observed", language) if place == 0 else None
        half = 1.96 * row["standard_error"] / wide
        look: dict[str, Any] = {"fmt": "o", "color": tint, "markersize": 4, "capsize": 3}
        axes.errorbar([at(row["observed"])], [place], xerr=[half], label=label, **look)
    titles = [output_title(row["indicator"], row["measure"], language) for row in records]
    axes.set_yticks(range(len(table)), titles, fontsize=7.5)
    axes.set_xticks([0.0, 1.0], [say("calibrate.low_before", language), say("calibrate.high_before", language)])
    axes.invert_yaxis()
    axes.set_title(say("calibrate.indicators", language))
    axes.legend(frameon=False, fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.08))
