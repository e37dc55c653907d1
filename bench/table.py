"""From what was measured to a table: medians, ratios, goals."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from bench import queueing
from bench.cases import (
    EFFICIENCY,
    EVENTS_LARGE,
    EVENTS_SMALL,
    GROWTH,
    MIB,
    OVERHEAD,
    PER_EVENT,
    RATIO,
    SECONDS,
    SPEEDUP,
    Goal,
)
from rich.table import Table

if TYPE_CHECKING:
    from bench.run import Result

Row = dict[str, Any]
COLUMNS: tuple[tuple[str, Literal["left", "right"]], ...] = (
    ("case", "left"),
    ("median s", "right"),
    ("min-max (n)", "right"),
    ("peak MiB", "right"),
    ("× compiled", "right"),
    ("goal", "left"),
    ("met", "left"),
)
WAIT_TOLERANCE = 0.4
"""How far the mean wait of one run may be from Erlang C: almost four standard errors of 200,000 patients."""


def _goals(goals: Iterable[Goal], values: dict[str, float | None]) -> list[Row]:
    found = []
    for goal in goals:
        value = values.get(goal.measure)
        found.append({"goal": str(goal), "met": None if value is None else goal.met(value)})
    return found


def _times(one: Result | None, other: Result | None) -> float | None:
    """Return how many times as long the first took; nothing where one of them was not measured."""
    if one is None or other is None or not one.seconds or not other.seconds:
        return None
    return one.median / other.median


def _row(result: Result, by_name: dict[str, Result]) -> Row:
    """Return the row of a case; ``by_name`` are the results of its group."""
    row: Row = {"name": result.case.name, "title": result.case.title, "problem": result.problem}
    if result.problem:
        return {**row, "goals": _goals(result.case.goals, {})}
    seconds = result.median
    ratio = _times(result, by_name.get(result.case.against or ""))
    alone = by_name.get(result.case.beside or "")
    speedup = _times(alone, result)
    peak = max(result.peak_mib)
    row |= {"median": seconds, "seconds": result.seconds, "peak_mib": peak, "ratio": ratio, "speedup": speedup}
    row |= result.numbers
    row |= _of_sweep(result, alone)
    wait = result.numbers.get("wait")
    if wait is not None and abs(wait / queueing.exact_wait() - 1.0) > WAIT_TOLERANCE:
        row["problem"] = f"wrong: mean wait {wait:.4f} d, exact {queueing.exact_wait():.4f} d"
    values = {SECONDS: seconds, RATIO: ratio, MIB: peak, SPEEDUP: speedup, EFFICIENCY: row.get("efficiency")}
    return {**row, "goals": _goals(result.case.goals, {**values, OVERHEAD: row.get("overhead")})}


def _of_sweep(result: Result, alone: Result | None) -> Row:
    """Return medians over the rounds, and the same of all rounds together; nothing for what is no sweep.

    Efficiency is the time of one worker over twice that of two, round by round: both ran the same points.
    """
    if "engine_seconds" not in result.numbers:
        return {}
    engine = [numbers["engine_seconds"] for numbers in result.each]
    workers = 1 if alone is None else 2
    found: Row = {
        "overhead": statistics.median(numbers["overhead"] for numbers in result.each),
        "overhead_in_all": workers * sum(result.seconds) / sum(engine) - 1.0,
        "engine_seconds": engine, "rows": sum(numbers["rows"] for numbers in result.each),
    }  # fmt: skip
    if alone is not None and len(alone.seconds) == len(result.seconds):
        pairs = zip(alone.seconds, result.seconds, strict=True)
        found["efficiency"] = statistics.median(one / (2.0 * two) for one, two in pairs)
        found["efficiency_in_all"] = sum(alone.seconds) / (2.0 * sum(result.seconds))
    return found


def _per_event(row: Row) -> float | None:
    """Return nanoseconds per timed event; nothing where the case was not measured."""
    events = row.get("events")
    return 1e9 * row["median"] / events if events else None


def _event_rows(rows: list[Row]) -> list[Row]:
    """Return what a timed event costs in the plans of the compiled engine, the smaller one first."""
    named = {row["name"]: row for row in rows}
    if "qujing_compiled" not in named:
        return []
    small = _per_event(named["qujing_compiled"])
    title = f"per timed event, {named['qujing_compiled'].get('people', 0):,} registered"
    goals = _goals([EVENTS_SMALL], {PER_EVENT: small})
    found = [{"name": "event_qujing", "title": title, "problem": "", "ns": small, "goals": goals}]
    if "china" in named:
        large = _per_event(named["china"])
        growth = large / small if large and small else None
        title = f"per timed event, {named['china'].get('people', 0):,} registered"
        goals = _goals([EVENTS_LARGE], {GROWTH: growth})
        found.append({"name": "event_china", "title": title, "problem": "", "ns": large, "goals": goals})
    return found


def rows(groups: list[list[Result]]) -> list[Row]:
    """Return the rows of the table, as they are also kept in JSON."""
    found = []
    for group in groups:
        by_name = {result.case.name: result for result in group}
        found += [_row(result, by_name) for result in group]
    return found + _event_rows(found)


def _cells(row: Row) -> tuple[str, ...]:
    median = spread = peak = ""
    if "median" in row:
        median = f"{row['median']:.3f}"
        spread = f"{min(row['seconds']):.3f}-{max(row['seconds']):.3f} ({len(row['seconds'])})"
        peak = f"{row['peak_mib']:,.0f}"
    elif row.get("ns"):
        median = f"{row['ns']:.0f} ns"
    ratio = f"{row['ratio']:.1f}" if row.get("ratio") else ""
    goals = ", ".join(goal["goal"] for goal in row["goals"])
    words = {True: "yes", False: "no", None: "not measured"}
    met = row["problem"] or ", ".join(words[goal["met"]] for goal in row["goals"])
    if row.get("speedup"):
        met = f"{met} ({row['speedup']:.2f} × as fast)".strip()
    for name in ("efficiency", "overhead"):
        if name in row:
            told = f"{name} {row[name]:.1%}, all {row['rows']:,} rows {row[f'{name}_in_all']:.1%}"
            met = f"{met}\n{told}" if met else told
    return row["title"], median, spread, peak, ratio, goals, met


def drawn(found: list[Row]) -> Table:
    """Return the table for the screen."""
    drawing = Table(title="Speed", title_justify="left")
    for name, justify in COLUMNS:
        drawing.add_column(name, justify=justify)
    for row in found:
        drawing.add_row(*_cells(row))
    return drawing


__all__ = ["drawn", "rows"]
