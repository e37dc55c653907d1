"""What `replicate`, `compare` and `best` print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from model.experiments.comparing.compare import Comparison
from model.experiments.comparing.precision import Replicated
from model.experiments.comparing.selection import Selection
from model.messages import Language, say
from model.report.chances import Judged
from model.report.comparison import amount, breadth, quantity_title, signed
from model.report.comparison_rows import OfPlan, Row, UnitCost, pair_rows, plan_rows, unit_cost_rows

STYLES = {"better": "bold green", "worse": "bold red", "other": "bold", "undecided": ""}
COLOURS: dict[Judged, str] = {"good": "green", "doubt": "yellow", "bad": "red", "quiet": ""}


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table."""
    return frame.to_dict("records")  # type: ignore[return-value]


def _table(title: str, headings: Sequence[str], text: int, caption: str = "") -> Table:
    """Return a table whose first ``text`` columns are words and whose others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", caption=caption or None)
    for number, heading in enumerate(headings):
        table.add_column(Text(heading), justify="left" if number < text else "right", overflow="fold")
    return table


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
    if priced := unit_cost_rows(comparison.cost_per_unit, language):
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
    for title, cells in plan_rows(comparison.scenarios, comparison.names, language):
        table.add_row(Text(title), *(_plan_cell(cell) for cell in cells))
    return table


def _plan_cell(of: OfPlan | None) -> Text:
    if of is None:
        return Text("-", style="dim")
    cell = Text(of.mean)
    if of.half:
        cell.append(f" ± {of.half}", style="dim")
    if of.judged is not None:
        cell.append(f"; {of.probability}", style=COLOURS[of.judged])
    return cell


def _pair_tables(comparison: Comparison, language: Language) -> list[RenderableType]:
    keys = ("quantity", "difference", "interval", "p", "better", "ratio")
    headings = [say(f"compare.{key}", language) for key in keys]
    pairs = pair_rows(comparison.pairs, language)
    tables: list[RenderableType] = []
    for pair in pairs:
        confidence = f"{100 * comparison.confidence:g}%"
        note = say("compare.pairs_note", language, confidence=confidence) if pair is pairs[-1] else ""
        table = _table(pair.title, headings, 1, note)
        for each in pair.differences:
            difference = Text(each.difference, style=STYLES[each.finding] if each.finding else "dim")
            table.add_row(Text(each.title), difference,
                          *(Text(cell) for cell in (each.interval, each.p, each.better, each.ratio)))  # fmt: skip
        tables.append(table)
        if pair.equal:
            tables.append(Text(say("compare.equal", language, titles="; ".join(pair.equal)), style="dim"))
    return tables


def _unit_costs_table(rows: Sequence[UnitCost], language: Language) -> Table:
    keys = ("quantity", "gain", "spent", "unit_cost")
    headings = ["", *(say(f"compare.{key}", language) for key in keys)]
    table = _table(say("compare.unit_costs", language), headings, 2, say("compare.no_unit_costs", language))
    for row in rows:
        price = Text(row.price, style="green" if row.saves else "")
        table.add_row(*(Text(cell) for cell in (row.pair, row.title, row.gain, row.spent)), price)
    return table


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
