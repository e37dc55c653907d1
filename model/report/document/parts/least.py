"""The chapter on the bottleneck and on the least that would do."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from model.experiments.explaining.relax import EVERYTHING
from model.measures import MEASURES, bottleneck
from model.measures.staffing import RESOURCES
from model.messages import Language, say
from model.report.chances import percent
from model.report.document import pictures
from model.report.document.blocks import Block, Cell, Column, Heading, Paragraph, Picture, Rows, Table
from model.report.document.parts.plan import is_assumed
from model.report.document.reasons import PRECISION, PROBABILITY, Reasons
from model.report.document.source import Run
from model.report.document.terms import listed, titled
from model.report.solve_figures import lever_title, written
from model.report.wording import difference, figure

MUCH_LESS = 0.8
"""Share of the planned amount up to which the least is said to be much less."""


def blocks(run: Run, reasons: Reasons | None, language: Language) -> list[Block]:
    """Return the chapter."""
    found: list[Block] = [Heading(say("report.bottleneck", language))]
    if not run.staffing.empty:
        if (png := pictures.beds_lost(run, language)) is not None:
            found.append(Picture(png, say("report.lost", language)))
        found.append(months_table(run, language))
    if reasons is None:
        found.append(Paragraph(say("report.skipped", language), "quiet"))
        return found
    found += [Heading(say("report.gains", language), 2), *_gains(run, reasons, language)]
    found += [Heading(say("report.least", language), 2), *_least(run, reasons, language)]
    return found


def months_table(run: Run, language: Language) -> Table:
    """Return what limits the beds by months, those of a year that are alike together."""
    from model.report.months import alike

    numbers = [Column(say(resource, language), True) for resource in RESOURCES]
    columns = [Column(say("month", language), width=1.6), *numbers, Column(say("beds_lost", language), True, 1.4)]
    rows: Rows = []
    for first, last, hospitals, lost in alike(bottleneck(run.staffing, run.scenario.scale.value)):
        most = max(hospitals)
        cells = [Cell(f"{n:g}" if n else "·", bold=n == most) for n in hospitals]
        rows.append([first if first == last else f"{first} – {last}", *cells, f"{lost:,.0f}"])
    return Table(columns, rows, say("report.by_month", language), small=True)


def _gains(run: Run, reasons: Reasons, language: Language) -> list[Block]:
    gains = reasons.gains
    if gains.empty:
        return [Paragraph(say("why.nothing_unmet", language))]
    titles = titled(run, language)
    columns = [
        Column(say("target", language), width=2.2), Column(say("why.resource", language), width=1.6),
        Column(say("why.gain", language), True, 1.8), Column(say("report.closes", language), True),
        Column(say("report.then", language), True),
    ]  # fmt: skip
    rows: Rows = []
    for name, of in gains.groupby("target", sort=False):
        for n, row in enumerate(of.to_dict("records")):
            first = f"{titles.get(str(name), str(name))}: {figure(row['value'], MEASURES[row['measure']].unit)}"
            rows.append([Cell(first if n == 0 else "", bold=True), *gain_cells(row, language)])
    return [Table(columns, rows, note=say("report.gains_note", language, n=reasons.replications), small=True)]


def gain_cells(row: Mapping[Any, Any], language: Language) -> list[str | Cell]:
    """Return resource, gain with its interval, share of the gap closed, probability then."""
    unit = MEASURES[row["measure"]].unit
    if math.isnan(row["gain"]):
        return [say(str(row["resource"]), language), say("not_observed", language), "-", "-"]
    half = 0.0 if math.isnan(row["low"]) else (row["high"] - row["low"]) / 2
    written = difference(half, unit, language)
    # What rounds to nothing is no interval.
    interval = f" ± {written}" if re.search("[1-9]", written) else ""
    return [
        Cell(say(str(row["resource"]), language), bold=row["resource"] == EVERYTHING),
        difference(row["gain"], unit, language).replace("-0.000", "0").replace("-0.0", "0.0") + interval,
        _closed(row, language),
        percent(row["probability_met_without_limit"]),
    ]  # fmt: skip


def _closed(row: Mapping[Any, Any], language: Language) -> str:
    """Write how much of a gap is closed; what makes it wider, or cannot be told from nothing, has no share of it."""
    share = row["closed"]
    if round(100 * share if math.isfinite(share) else -100) >= 0:
        return f"{100 * abs(share):.0f}%"
    return say("report.widens", language) if row["high"] < 0.0 else "-"


def _least(run: Run, reasons: Reasons, language: Language) -> list[Block]:
    if reasons.least.empty:
        return [Paragraph(say("report.no_least", language))]
    titles = titled(run, language)
    shared = listed([titles.get(name, name) for name in reasons.targets], language)
    lead = say("report.least_lead", language, p=f"{100 * PROBABILITY:g}%", targets=shared or "-")
    found: list[Block] = [Paragraph(lead)]
    for row in reasons.least.to_dict("records"):
        if more := [titles.get(name, name) for name in str(row["targets"]).split() if name not in reasons.targets]:
            lever = lever_title(str(row["lever"]), language)
            found.append(Paragraph(say("report.least_more", language, lever=lever, targets=listed(more, language))))
    assumed = frozenset(name for name in reasons.least["lever"] if is_assumed(run.scenario, str(name)))
    found.append(least_table(reasons.least, language, assumed))
    if (png := pictures.least(reasons, language)) is not None:
        found.append(Picture(png, say("report.least", language)))
    return [*found, Paragraph(least_note(language), "quiet")]


def least_table(least: pd.DataFrame, language: Language, assumed: frozenset[str] = frozenset()) -> Table:
    """Return a row per lever: planned (or ``assumed``), least, step, probability there and on a fresh seed."""
    heads = ("report.planned", "report.least_amount", "report.step", "report.at_least", "report.fresh")
    columns = [Column(say("report.lever", language), width=1.6)]
    columns += [Column(say(head, language), True, 1.6 if head == heads[1] else 1.0) for head in heads]
    rows: Rows = [
        [
            lever_title(str(row["lever"]), language),
            written(row["plan"]) + (" (K)" if row["lever"] in assumed else ""),
            Cell(amount_words(row, language), bold=True), written(row["step"]), percent(row["probability"]),
            percent(row["check"]),
        ]
        for row in least.to_dict("records")
    ]  # fmt: skip
    return Table(columns, rows, note=say("report.assumed_note", language) if assumed else "")


def least_note(language: Language) -> str:
    """Say how exact the least amounts are, and how they are not to be read."""
    return say("report.least_note", language, most=PRECISION.most)


def needs_none(row: Mapping[Any, Any]) -> bool:
    """Tell whether even without any of it the targets are met: they say nothing of how much is needed."""
    return bool(row["kind"] == "low_enough" and row["amount"] == 0.0)


def amount_words(row: Mapping[Any, Any], language: Language) -> str:
    """Write the least of a lever, or that none would do."""
    if needs_none(row):
        return say("report.none_needed", language, amount=written(row["amount"]))
    if row["kind"] in ("found", "low_enough"):
        return written(row["amount"])
    key = "report.none_short" if row["kind"] == "not_enough" else "report.none_clear"
    return say(key, language, high=written(row["high"]))


