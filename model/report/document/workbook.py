"""A report as an Excel workbook, by openpyxl: numbers as numbers, frozen heads, filters, native charts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from model.measures import MEASURES
from model.messages import Language, choice_in, say, source_in, sources_in
from model.report.chances import judged
from model.report.document import charts
from model.report.document.parts.assumptions import GRADES, has_copies, limits, unit_words
from model.report.document.parts.least import amount_words, least_note, needs_none
from model.report.document.parts.methods import stamp
from model.report.document.parts.plan import TONES, facts
from model.report.document.parts.verdict import sentences
from model.report.document.reasons import Reasons
from model.report.document.sheets import (
    Head,
    as_probabilities,
    fill,
    finite,
    font,
    formatted,
    ground,
    new_sheet,
    number_format,
    put,
    tall_enough,
)
from model.report.document.source import Run
from model.report.document.terms import rows_of, titled
from model.report.punctuation import wide
from model.report.solve_figures import lever_title
from model.report.wording import parameter_words, place, place_titles, words
from model.scenario.audit import audit
from model.scenario.parameters import parameters_of


def write_workbook(run: Run, reasons: Reasons | None, language: Language, path: Path) -> None:
    """Write the report of a run as a workbook."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _summary(book, run, reasons, language)
    targets = _targets(book, run, language)
    _indicators(book, run, language, monthly=False)
    _indicators(book, run, language, monthly=True)
    if not run.staffing.empty:
        _beds(book, run, language)
        _staffing(book, run, language)
    if reasons is not None and not reasons.least.empty:
        _least(book, reasons, language)
    _audit(book, run, language)
    _parameters(book, run, language)
    charts.probabilities(targets, len(run.targets), language)
    book.properties.title = words(run.scenario.title, language)
    book.properties.creator = "Jingkang"
    book.properties.description = say("report.stamp", language, version=run.versions.get("jingkang", ""),
                                      digest=run.digest, seed=run.seed)  # fmt: skip
    book.save(path)


# --- sheets ----------------------------------------------------------------------------------------------


def _summary(book: Workbook, run: Run, reasons: Reasons | None, language: Language) -> None:
    sheet = new_sheet(book, "summary", language)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 110
    text = wide if language == "zh" else str
    lines: list[tuple[str, str]] = [(text(words(run.scenario.title, language)), "")]
    said = filter(None, sentences(run, reasons, language))
    lines += [("", "")] + [(str(n), text(sentence)) for n, sentence in enumerate(said, 1)]
    lines += [("", ""), *facts(run.scenario, language), ("", ""), *stamp(run, language), ("", "")]
    lines += [(text(say("report.limits", language)), "")] + [("·", text(limit)) for limit in limits(language)]
    for n, (name, value) in enumerate(lines, 1):
        for column, content in enumerate((name, value), 1):
            target = put(sheet, n, column, content)
            target.alignment = Alignment(wrap_text=column == 2, vertical="top", horizontal="left")
        tall_enough(sheet, n, [(value, 110.0)])
    sheet.row_dimensions[1].height = 24
    sheet["A1"].font = font(size=16, bold=True, color="1F3F66")
    sheet.cell(len(lines) - len(limits(language)), 1).font = font(bold=True)


def _targets(book: Workbook, run: Run, language: Language) -> Worksheet:
    sheet = new_sheet(book, "targets", language)
    names = titled(run, language)
    heads = [Head(say("target", language), 30), *(Head(say(key, language), width) for key, width in (
        ("period", 12), ("report.unit", 16), ("bound", 10), ("value", 12), ("report.low", 10), ("report.high", 10),
        ("met", 10), ("report.low", 10), ("report.high", 10), ("shortfall", 10), ("report.verdict", 24), ("worst", 16),
        ("report.clause", 60),
    ))]  # fmt: skip
    places = place_titles(run.scenario, language)
    rows = []
    for row in rows_of(run):
        measure = MEASURES[row["measure"]]
        said = judged(row["probability_met"])
        rows.append([
            names[row["target"]], row["period"], words(measure.unit_words, language), row["bound"], row["mean"],
            row["low"], row["high"], row["probability_met"], row["probability_low"], row["probability_high"],
            row["shortfall"], say(f"report.{'unseen' if said == 'quiet' else said}", language),
            place(row["worst_county"], places), row["clause"],
        ])  # fmt: skip
    fill(sheet, heads, rows)
    for n, row in enumerate(rows_of(run), 2):
        unit = MEASURES[row["measure"]].unit
        for column in (4, 5, 6, 7, 11):
            sheet.cell(n, column).number_format = number_format(unit, row["bound"])
        as_probabilities(sheet, [n], (8, 9, 10))
        ground(sheet, n, 12, judged(row["probability_met"]))
    return sheet


def _indicators(book: Workbook, run: Run, language: Language, monthly: bool) -> None:
    """Write a row per measure and county, a column per month or year: means over replications."""
    sheet = new_sheet(book, "months" if monthly else "years", language)
    table = run.indicators
    period = table["period"].astype(str)
    part = table[period.str.len() == (7 if monthly else 4)].assign(period=period)
    means = part.groupby(["measure", "region", "period"], observed=True)["value"].mean().unstack("period")
    periods = list(means.columns)
    places = place_titles(run.scenario, language)
    heads = [Head(say("report.indicator", language), 54), Head(say("report.unit", language), 24),
             Head(say("report.county", language), 16), *(Head(str(p), 11) for p in periods)]  # fmt: skip
    rows, units = [], []
    keys: list[tuple[Any, ...]] = means.index.to_list()
    for (key, region), values in zip(keys, means.to_numpy(float), strict=True):
        measure = MEASURES[str(key)]
        place = places.get(str(region), str(region)) or say("report.whole", language)
        rows.append([words(measure.title, language), words(measure.unit_words, language), place, *values])
        units.append(measure.unit)
    fill(sheet, heads, rows, frozen="D2", note=say("report.mean_note", language))
    for n, (unit, row) in enumerate(zip(units, rows, strict=True), 2):
        greatest = max((abs(v) for v in row[3:] if math.isfinite(v)), default=0.0)
        chosen = number_format(unit, greatest)
        for column in range(4, 4 + len(periods)):
            sheet.cell(n, column).number_format = chosen


def _beds(book: Workbook, run: Run, language: Language) -> None:
    sheet = new_sheet(book, "beds", language)
    of = ["open_beds", "staffed_beds", "norm_beds", "occupied"]
    total = run.staffing.groupby("month", observed=True)[of].sum() / (run.replications * run.scenario.scale.value)
    titles = [say("month", language), *(say(key, language) for key in
              ("figure.open_beds", "figure.staffed_beds", "report.norm_beds", "figure.occupied"))]  # fmt: skip
    rows = [[str(month), *(finite(v) for v in values)] for month, values in zip(total.index, total.to_numpy(float),
                                                                                  strict=True)]  # fmt: skip
    fill(sheet, [Head(title, 18) for title in titles], rows, note=say("report.mean_note", language))
    formatted(sheet, range(2, len(rows) + 2), range(2, 6), "#,##0")
    charts.beds(sheet, len(rows), language)


def _staffing(book: Workbook, run: Run, language: Language) -> None:
    sheet = new_sheet(book, "staffing", language)
    of = ["open_beds", "staffed_beds", "norm_beds", "occupied"]
    grouped = run.staffing.groupby(["month", "hospital"], observed=True)
    means = grouped[of].mean() / run.scenario.scale.value
    binding = grouped["binding"].agg(lambda values: values.mode().iloc[0])
    places = place_titles(run.scenario, language)
    titles = [say("month", language), say("report.hospital", language), *(say(key, language) for key in (
        "figure.open_beds", "figure.staffed_beds", "report.norm_beds", "figure.occupied", "report.binding_share",
    ))]  # fmt: skip
    rows = [
        [str(month), places.get(str(hospital), str(hospital)), *(finite(v) for v in values), say(str(what), language)]
        for (month, hospital), values, what in zip(means.index, means.to_numpy(float), binding, strict=True)
    ]
    fill(sheet, [Head(title, 30 if n == 1 else 18) for n, title in enumerate(titles)], rows, frozen="C2",
          note=say("report.mean_note", language))  # fmt: skip
    formatted(sheet, range(2, len(rows) + 2), range(3, 7), "#,##0")


def _least(book: Workbook, reasons: Reasons, language: Language) -> None:
    sheet = new_sheet(book, "least", language)
    keys = ("report.lever", "report.planned", "report.least_amount", "report.step", "report.at_least", "report.fresh")
    rows = []
    for row in reasons.least.to_dict("records"):
        said = needs_none(row) or not math.isfinite(row["amount"])
        amount = amount_words(row, language) if said else row["amount"]
        rows.append([lever_title(str(row["lever"]), language), row["plan"], amount, row["step"], row["probability"],
                     row["check"]])  # fmt: skip
    fill(sheet, [Head(say(key, language), 22) for key in keys], rows, note=least_note(language))
    formatted(sheet, range(2, len(rows) + 2), range(2, 5), "#,##0.##")
    as_probabilities(sheet, range(2, len(rows) + 2), range(5, 7))
    charts.least(sheet, len(rows), language)


def _audit(book: Workbook, run: Run, language: Language) -> None:
    sheet = new_sheet(book, "audit", language)
    heads = [Head(say("report.severity", language), 12), Head(say("finding", language), 40),
             Head(say("arithmetic", language), 80), Head(say("basis", language), 60)]  # fmt: skip
    findings = audit(run.scenario)
    rows = [[say("shortfall_found" if f.severity == "shortfall" else f.severity, language), words(f.title, language),
             words(f.arithmetic, language), sources_in(f.sources, language)] for f in findings]  # fmt: skip
    fill(sheet, heads, rows)
    for n, finding in enumerate(findings, 2):
        ground(sheet, n, 1, TONES[finding.severity])


def _parameters(book: Workbook, run: Run, language: Language) -> None:
    sheet = new_sheet(book, "parameters", language)
    keys = (("report.grade", 8), ("report.parameter", 44), ("report.value", 14), ("report.unit", 20),
            ("report.low", 12), ("report.high", 12), ("report.source", 60), ("report.rule", 8),
            ("report.key", 44))  # fmt: skip
    copies = has_copies(run.scenario)
    ranked = sorted(parameters_of(run.scenario), key=lambda p: (*GRADES, "").index(p.grade))
    rows = [
        [p.grade or "-", parameter_words(p, language, copies),
         choice_in(p.default, language) if isinstance(p.default, str) else p.default, unit_words(p, language), p.low,
         p.high, source_in(p.source, language), p.rule, p.path]
        for p in ranked
    ]  # fmt: skip
    fill(sheet, [Head(say(key, language), width) for key, width in keys], rows, frozen="C2")
