"""A comparison as an Excel workbook: the plans, their differences, what a gain costs, in which inputs they differ."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment

from model.measures.measure import UNITS
from model.messages import Language, say
from model.report.chances import judged
from model.report.comparison import quantity_title
from model.report.document.inputs import inputs_apart
from model.report.document.parts.compared import TONES, names_of, sentences
from model.report.document.sheets import (
    Head,
    as_probabilities,
    fill,
    font,
    formatted,
    ground,
    new_sheet,
    number_format,
    put,
    tall_enough,
)
from model.report.document.source import Compared
from model.report.forest import finding
from model.report.punctuation import wide
from model.report.wording import words
from model.scenario.loading import digest


def write_comparison_book(of: Compared, language: Language, path: Path) -> None:
    """Write the report of a comparison as a workbook."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _summary(book, of, language)
    _plans(book, of, language)
    _pairs(book, of, language)
    _unit_costs(book, of, language)
    sheet = new_sheet(book, "inputs", language)
    heads = [Head(say("report.parameter", language), 44), *(Head(name, 28) for name in names_of(of)),
             Head(say("report.key", language), 44)]  # fmt: skip
    fill(sheet, heads, [[i.what, *i.held, i.path] for i in inputs_apart(of.scenarios, language)])
    book.save(path)


def _summary(book: Workbook, of: Compared, language: Language) -> None:
    sheet = new_sheet(book, "summary", language)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 110
    text = wide if language == "zh" else str
    lines = [(str(n), text(said)) for n, said in enumerate(sentences(of, language), 1)]
    lines += [("", "")]
    for name, plan in zip(names_of(of), of.scenarios, strict=True):
        lines += [(name, f"{words(plan.title, language)} · sha256 {digest(plan)}")]
    lines += [
        (say("report.seed", language), str(of.seed)),
        (say("report.replications", language), str(of.replications)),
        (say("report.versions", language), f"jingkang {of.version}"),
    ]
    for n, line in enumerate(lines, 1):
        for column, content in enumerate(line, 1):
            target = put(sheet, n, column, content)
            target.alignment = Alignment(wrap_text=column == 2, vertical="top")
            target.font = font(bold=column == 1)
        tall_enough(sheet, n, [(line[1], 110.0)])


def _plans(book: Workbook, of: Compared, language: Language) -> None:
    sheet = new_sheet(book, "plans", language)
    keys = ("compare.mean", "report.low", "report.high", "bound", "met", "report.low", "report.high", "shortfall")
    heads = [Head(say("report.pair", language), 22), Head(say("compare.quantity", language), 44),
             Head(say("report.unit", language), 24), *(Head(say(key, language), 16) for key in keys)]  # fmt: skip
    rows: list[dict[str, Any]] = of.plans.to_dict("records")  # type: ignore[assignment]
    names = ("mean", "low", "high", "bound", "probability_met", "probability_low", "probability_high", "shortfall")
    fill(sheet, heads, [
        [r["scenario"], quantity_title(r, language), words(UNITS[r["unit"]], language), *(r[k] for k in names)]
        for r in rows
    ], frozen="C2")  # fmt: skip
    for n, row in enumerate(rows, 2):
        formatted(sheet, [n], (4, 5, 6, 7, 11), number_format(row["unit"], row["mean"]))
        as_probabilities(sheet, [n], (8, 9, 10))
        if row["kind"] == "target":
            ground(sheet, n, 8, judged(row["probability_met"]))


def _pairs(book: Workbook, of: Compared, language: Language) -> None:
    sheet = new_sheet(book, "pairs", language)
    keys = ("compare.difference", "report.low", "report.high", "compare.p", "compare.better", "compare.ratio")
    heads = [
        Head(say("compare.pair", language, scenario="A", against="B"), 36),
        Head(say("compare.quantity", language), 44), Head(say("report.unit", language), 24),
        *(Head(say(key, language), 16) for key in keys),
    ]  # fmt: skip
    rows: list[dict[str, Any]] = of.pairs.to_dict("records")  # type: ignore[assignment]
    names = ("difference", "low", "high", "p_adjusted", "probability_better", "variance_ratio")
    fill(sheet, heads, [
        [say("compare.pair", language, scenario=r["scenario"], against=r["against"]), quantity_title(r, language),
         _unit_apart(r["unit"], language), *(r[k] for k in names)] for r in rows
    ], frozen="C2", note=say("compare.pairs_note", language, confidence=f"{100 * of.confidence:g}%"))  # fmt: skip
    for n, row in enumerate(rows, 2):
        shown = "0.00%" if row["unit"] == "share" else number_format(row["unit"], row["difference"])
        formatted(sheet, [n], (4, 5, 6), shown)
        # A p value is never nothing.
        formatted(sheet, [n], (7,), '[<0.0005]"<0.001";0.000')
        as_probabilities(sheet, [n], (8,))
        formatted(sheet, [n], (9,), "0.0")
        if math.isfinite(row["low"]):
            ground(sheet, n, 4, TONES[finding(row)])


def _unit_apart(unit: str, language: Language) -> str:
    """Write the unit of a difference: of two shares percentage points."""
    return say("compare.points", language) if unit == "share" else words(UNITS[unit], language)


def _unit_costs(book: Workbook, of: Compared, language: Language) -> None:
    rows: list[dict[str, Any]] = of.cost_per_unit[
        of.cost_per_unit["verdict"].isin(["ratio", "saves"])
    ].to_dict("records")  # type: ignore[assignment]
    if not rows:
        return
    sheet = new_sheet(book, "unit_costs", language)
    money = words(UNITS["RMB"], language)
    heads = [
        Head(say("report.pair", language), 36), Head(say("compare.quantity", language), 44),
        Head(say("report.unit", language), 24), Head(say("compare.gain", language), 12),
        *(Head(say(key, language, money=money), 22) for key in (
            "report.spent_money", "report.unit_cost_money", "report.low", "report.high")),
    ]  # fmt: skip
    fill(sheet, heads, [
        [say("compare.pair", language, scenario=r["scenario"], against=r["against"]),
         quantity_title({"kind": "target", "measure": r["measure"], "quantity": r["target"]}, language),
         _unit_apart(r["unit"], language), r["gain"] * r["per"],
         *(r[k] for k in ("cost_difference", "cost_per_unit", "low", "high"))] for r in rows
    ], frozen="C2", note=say("compare.no_unit_costs", language))  # fmt: skip
    for n, row in enumerate(rows, 2):
        formatted(sheet, [n], (4,), number_format(row["unit"], row["gain"]))
        formatted(sheet, [n], (5, 6, 7, 8), "#,##0")
