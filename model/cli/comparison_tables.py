"""What `replicate`, `compare` and `best` print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from model.experiments.comparing.compare import Comparison
from model.experiments.comparing.precision import Replicated
from model.experiments.comparing.selection import Selection
from model.messages import Language, say
from model.report.comparison import amount, breadth, quantity_title, signed
from model.report.forest import finding

Row = dict[str, Any]
STYLES = {"better": "bold green", "worse": "bold red", "other": "bold", "undecided": ""}


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table."""
    return frame.to_dict("records")  # type: ignore[return-value]


def _table(title: str, headings: Sequence[str], text: int, caption: str = "") -> Table:
    """Return a table whose first ``text`` columns are words and whose others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", caption=caption or None)
    for number, heading in enumerate(headings):
        table.add_column(Text(heading), justify="left" if number < text else "right", overflow="fold")
    return table


def _percent(probability: float) -> str:
    """Write a probability."""
    return "-" if math.isnan(probability) else f"{100 * probability:.0f}%"


def warning_lines(frames: Iterable[pd.DataFrame], language: Language) -> list[RenderableType]:
    """Return what the codes in the tables mean, each once."""
    codes = dict.fromkeys(code for frame in frames for cell in frame["warnings"] for code in str(cell).split())
    return [Text(f"* {code}: {say(f'warning.{code}', language)}", style="yellow") for code in codes]


# --- replicate -------------------------------------------------------------------------------------------


def replicated_lines(result: Replicated, language: Language) -> list[RenderableType]:
    """Return the table of a run to a precision and whether it was reached."""
    name, n = result.sample.scenario.name, result.replications
    keys = ("quantity", "mean", "interval", "half", "asked", "warnings")
    title = say("replicate.title", language, name=name, n=n, seed=result.sample.seed)
    headings = [say(f"compare.{key}", language) for key in keys]
    table = _table(title, headings, 1)
    for row in records(result.table):
        unit, reached = row["unit"], bool(row["reached"])
        title = quantity_title(row, language)
        table.add_row(
            Text(say("compare.p_met", language, title=title) if row["kind"] == "probability" else title),
            Text(amount(row["mean"], unit, language)),
            Text(f"{amount(row['low'], unit, language)} – {amount(row['high'], unit, language)}"),
            Text(breadth(row["half_width"], unit, language), style="" if reached else "bold red"),
            Text("" if math.isnan(row["bound"]) else breadth(row["bound"], unit, language)),
            Text(str(row["warnings"]).replace(" ", "\n")),
        )
    end = "replicate.reached" if result.reached else "replicate.wide"
    lines: list[RenderableType] = [table, *warning_lines([result.table], language)]
    return [*lines, Text(say(end, language, n=n), style="green" if result.reached else "bold red")]


# --- compare ---------------------------------------------------------------------------------------------


def comparison_lines(comparison: Comparison, language: Language) -> list[RenderableType]:
    """Return the tables of a comparison and what has to be said of it."""
    lines: list[RenderableType] = [_plans_table(comparison, language)]
    lines += _pair_tables(comparison, language)
    priced = [row for row in records(comparison.cost_per_unit) if row["verdict"] in ("ratio", "saves")]
    if priced:
        lines.append(_unit_costs_table(priced, language))
    lines += [
        Text(say(f"compare.note.{note.kind}", language, scenario=note.scenario, about=note.about), style="yellow")
        for note in comparison.notes
    ]
    return lines + warning_lines([comparison.scenarios, comparison.pairs], language)


def _plans_table(comparison: Comparison, language: Language) -> Table:
    confidence = f"{100 * comparison.confidence:g}%"
    seed = comparison.samples[0].seed
    note = say("compare.plans_note", language, n=comparison.replications, seed=seed, confidence=confidence)
    headings = [say("compare.quantity", language), *comparison.names]
    table = _table(say("compare.plans", language), headings, 1, note)
    rows = records(comparison.scenarios)
    for quantity in dict.fromkeys(row["quantity"] for row in rows):
        cells = {row["scenario"]: row for row in rows if row["quantity"] == quantity}
        first = next(iter(cells.values()))
        written = [_plan_cell(cells.get(name), language) for name in comparison.names]
        table.add_row(Text(quantity_title(first, language)), *written)
    return table


def _plan_cell(row: Row | None, language: Language) -> Text:
    if row is None:
        return Text("-", style="dim")
    half = (row["high"] - row["low"]) / 2.0
    cell = Text(amount(row["mean"], row["unit"], language))
    if math.isfinite(half) and half > 0.0:
        cell.append(f" ± {breadth(half, row['unit'], language)}", style="dim")
    if row["kind"] == "target":
        met = row["probability_met"]
        style = "" if math.isnan(met) else "green" if met >= 0.9 else "yellow" if met >= 0.5 else "red"
        cell.append(f"; {_percent(met)}", style=style)
    return cell


def _pair_tables(comparison: Comparison, language: Language) -> list[RenderableType]:
    rows = records(comparison.pairs)
    keys = ("quantity", "difference", "interval", "p", "better", "ratio")
    headings = [say(f"compare.{key}", language) for key in keys]
    pairs = list(dict.fromkeys((row["scenario"], row["against"]) for row in rows))
    tables: list[RenderableType] = []
    for scenario, against in pairs:
        last = (scenario, against) == pairs[-1]
        confidence = f"{100 * comparison.confidence:g}%"
        note = say("compare.pairs_note", language, confidence=confidence) if last else ""
        table = _table(say("compare.pair", language, scenario=scenario, against=against), headings, 1, note)
        equal = []
        for row in rows:
            if (row["scenario"], row["against"]) != (scenario, against):
                continue
            if row["low"] == row["high"] == 0.0:
                equal.append(quantity_title(row, language))
            else:
                table.add_row(*_pair_cells(row, language))
        tables.append(table)
        if equal:
            tables.append(Text(say("compare.equal", language, titles="; ".join(equal)), style="dim"))
    return tables


def _pair_cells(row: Row, language: Language) -> list[Text]:
    unit = row["unit"]
    found = STYLES[finding(row)] if math.isfinite(row["low"]) else "dim"
    p, ratio = row["p_adjusted"], row["variance_ratio"]
    low, high = (signed(row[end], unit, language) for end in ("low", "high"))
    return [
        Text(quantity_title(row, language)),
        Text(signed(row["difference"], unit, language), style=found),
        Text("" if row["low"] == row["high"] else f"{low} … {high}"),
        Text("-" if math.isnan(p) else "<0.001" if p < 0.001 else f"{p:.3f}"),
        Text(_percent(row["probability_better"])),
        Text("-" if math.isnan(ratio) else "∞" if math.isinf(ratio) else f"× {ratio:.1f}"),
    ]


def _unit_costs_table(rows: Sequence[Row], language: Language) -> Table:
    keys = ("quantity", "gain", "spent", "unit_cost")
    headings = ["", *(say(f"compare.{key}", language) for key in keys)]
    table = _table(say("compare.unit_costs", language), headings, 2, say("compare.no_unit_costs", language))
    for row in rows:
        target = {"kind": "target", "measure": row["measure"], "quantity": row["target"]}
        table.add_row(
            Text(say("compare.pair", language, scenario=row["scenario"], against=row["against"])),
            Text(quantity_title(target, language)),
            Text(signed(row["gain"] * row["per"], row["unit"], language)),
            Text(signed(row["cost_difference"], "RMB", language)),
            _unit_cost(row, language),
        )
    return table


def _unit_cost(row: Row, language: Language) -> Text:
    if row["verdict"] == "saves":
        return Text(say("compare.saves", language), style="green")
    per = say("compare.per_point" if row["unit"] == "share" else "compare.per_unit", language)
    value, low, high = (amount(row[key], "RMB", language) for key in ("cost_per_unit", "low", "high"))
    return Text(f"{value} {per}" + ("" if low == high else f" ({low} – {high})"))


# --- best ------------------------------------------------------------------------------------------------


def selection_lines(selection: Selection, unit: str, language: Language) -> list[RenderableType]:
    """Return how the selection went."""
    rows = records(selection.table)
    measure = quantity_title(
        {"kind": "measure", "measure": selection.wanted[0].measure, "quantity": rows[0]["quantity"]}, language
    )
    headings = [say("name", language), *(say(key, language) for key in
                                         ("compare.mean", "best.replications", "best.left"))]  # fmt: skip
    table = _table(say("best.title", language, measure=measure), headings, 1)
    for row in rows:
        table.add_row(
            Text(row["scenario"], style="bold green" if row["selected"] else ""),
            Text(amount(row["mean"], unit, language)),
            str(row["replications"]),
            str(row["left_at"] or ""),
        )
    zone = selection.zone
    delta, confidence = signed(zone.delta, unit, language).lstrip("+"), f"{100 * zone.confidence:g}%"
    if selection.best is not None:
        end = say("best.found", language, name=selection.best, delta=delta, confidence=confidence)
        return [table, Text(end, style="green")]
    left = ", ".join(row["scenario"] for row in rows if not row["left_at"])
    n = max(row["replications"] for row in rows)
    return [table, Text(say("best.open", language, n=n, names=left), style="bold red")]
