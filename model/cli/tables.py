"""What the commands print: tables for people, plain data for machines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from model.cli.looks import probability, table_of
from model.experiments.running.replicate import RunResult
from model.measures import MEASURES, bottleneck
from model.measures.staffing import RESOURCES
from model.messages import Language, say, sources_in
from model.report.months import alike
from model.report.wording import bound, difference, figure, place, place_titles, target_title, words
from model.scenario.audit import Finding
from model.scenario.catalogue import Entry

COLOURS = {"contradiction": "bold red", "unit_slip": "bold magenta", "shortfall": "yellow", "note": "dim"}


# --- targets ---------------------------------------------------------------------------------------------


def targets_table(result: RunResult, language: Language) -> Table | Text:
    """Return a row per target: bound, value with range, probability, shortfall, worst county."""
    rows: list[dict[str, Any]] = result.targets.to_dict("records")  # type: ignore[assignment]
    if not rows:
        return Text(say("run.no_targets", language))
    headings = ("target", "period", "bound", "value", "met", "shortfall", "worst")
    numeric = ("bound", "value", "met", "shortfall")
    title = say("run.targets", language)
    table = table_of(title, [(say(heading, language), heading in numeric) for heading in headings])
    table.caption = say("run.note", language, n=result.replications, seed=result.seed)
    places = place_titles(result.scenario, language)
    for row in rows:
        unit = MEASURES[row["measure"]].unit
        ends = (row["low"], row["high"])
        spread = "" if ends[0] == ends[1] else f" ({figure(ends[0], unit)} – {figure(ends[1], unit)})"
        cells = [
            Text(target_title(row, language)),
            Text(str(row["period"])),
            Text(bound(row)),
            Text(f"{figure(row['mean'], unit)}{'' if math.isnan(row['mean']) else spread}"),
            probability(row["probability_met"], language),
            Text(difference(row["shortfall"], unit, language) if row["shortfall"] else ""),
            Text(place(str(row["worst_county"]), places)),
        ]
        table.add_row(*cells)
    return table


# --- bottleneck ------------------------------------------------------------------------------------------


def bottleneck_table(staffing: pd.DataFrame, scale: float, language: Language) -> Table | None:
    """Return months (those alike together) by the number of hospitals that each resource binds."""
    if staffing.empty:
        return None
    months = list(alike(bottleneck(staffing, scale)))
    numbers = [(say(resource, language), True) for resource in RESOURCES]
    headings = [(say("month", language), False), *numbers, (say("beds_lost", language), True)]
    table = table_of(say("run.bottleneck", language), headings)
    for first, last, hospitals, lost in months:
        most = max(hospitals)
        cells = [Text(f"{n:g}" if n else "·", style="bold" if n == most else "") for n in hospitals]
        table.add_row(first if first == last else f"{first} – {last}", *cells, f"{lost:,.0f}")
    return table


# --- audit -----------------------------------------------------------------------------------------------


def findings_text(findings: Sequence[Finding], language: Language, full: bool = True) -> Group:
    """Return the findings, the gravest first; in short, their titles without the notes."""
    lines: list[RenderableType] = []
    for finding in findings:
        if not full and finding.severity == "note":
            continue
        key = "shortfall_found" if finding.severity == "shortfall" else finding.severity
        label = Text(f"[{say(key, language)}] ", style=COLOURS[finding.severity])
        lines.append(label.append(words(finding.title, language), style="bold" if full else "not bold default"))
        if full:
            lines.append(_indented(words(finding.arithmetic, language)))
            if finding.sources:
                told = sources_in(finding.sources, language)
                lines.append(_indented(f"{say('basis', language)}: {told}", "dim"))
    return Group(*(lines or [Text(say("run.no_findings", language))]))


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, 4))


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding for machines."""
    return {
        "check": finding.check,
        "severity": finding.severity,
        "title": finding.title.model_dump(),
        "arithmetic": finding.arithmetic.model_dump(),
        "basis": finding.basis,
        "stated": finding.stated,
        "required": finding.required,
        "unit": finding.unit,
    }


# --- catalogue -------------------------------------------------------------------------------------------


def catalogue_table(entries: Sequence[Entry], language: Language) -> Table:
    """Return a row per plan, variants under the plan that they extend."""
    headings = [(say(h, language), h == "regions") for h in ("name", "title", "extends", "horizon", "regions")]
    table = table_of("", headings)
    for entry in entries:
        table.add_row(
            Text(entry.name, style="" if entry.extends else "bold"),
            Text(words(entry.title, language)),
            Text(entry.extends),
            f"{entry.start} – {entry.end - timedelta(days=1)}",
            str(entry.regions),
        )
    return table


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return a plan of the catalogue for machines."""
    return {
        "name": entry.name,
        "title": entry.title.model_dump(),
        "extends": entry.extends,
        "start": entry.start.isoformat(),
        "end": entry.end.isoformat(),
        "regions": entry.regions,
    }


# --- machines --------------------------------------------------------------------------------------------


def finite(value: Any) -> Any:
    """Return JSON-ready data: what JSON has no number for is null, unlimited is that word."""
    if isinstance(value, dict):
        return {str(key): finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else "unlimited" if math.isinf(value) else value
    return value
