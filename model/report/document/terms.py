"""How a report writes targets, places, months and verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from model.messages import Language, say
from model.report.chances import interval, judged, percent
from model.report.document.blocks import Cell
from model.report.document.source import Run
from model.report.wording import figure, target_title

FEW_REPLICATIONS = 10


def rows_of(run: Run) -> list[dict[str, Any]]:
    """Return the targets' rows."""
    return run.targets.to_dict("records")  # type: ignore[return-value]


def verdict(probability: float, language: Language) -> Cell:
    """Return the verdict in words, on its ground."""
    said = judged(probability)
    return Cell(say(f"report.{'unseen' if said == 'quiet' else said}", language), said, bold=True)


def chance(row: Mapping[str, Any]) -> str:
    """Write a target's probability with its interval."""
    if math.isnan(row["probability_met"]):
        return "-"
    return f"{percent(row['probability_met'])} ({interval(row['probability_low'], row['probability_high'])})"


def spread(mean: float, low: float, high: float, unit: str) -> str:
    """Write a value with its range, where it has one."""
    if math.isnan(mean):
        return "-"
    ends = figure(low, unit), figure(high, unit)
    return figure(mean, unit) if ends[0] == ends[1] else f"{figure(mean, unit)} ({ends[0]}–{ends[1]})"


def titled(run: Run, language: Language) -> dict[str, str]:
    """Return what every target is called; with its date where a title comes twice."""
    rows = rows_of(run)
    plain = [target_title(row, language) for row in rows]
    return {
        str(row["target"]): title if plain.count(title) == 1 else f"{title} · {row['period']}"
        for row, title in zip(rows, plain, strict=True)
    }


def listed(items: list[str], language: Language) -> str:
    """Write a list in a sentence."""
    return ("、" if language == "zh" else ", ").join(items)


def chunks(items: list[Any], size: int) -> Iterator[list[Any]]:
    """Yield a list in parts of at most ``size``."""
    for n in range(0, len(items), size):
        yield items[n : n + size]
