"""The chapter on results: the course of every target, counties, key indicators, beds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from model.measures import MEASURES, Kind
from model.measures.targets import range_of
from model.messages import Language, say
from model.report.document import pictures
from model.report.document.blocks import Block, Cell, Column, Heading, Paragraph, Picture, Rows, Table
from model.report.document.source import Run
from model.report.document.terms import chunks, rows_of, spread, titled
from model.report.wording import bound, figure, place_titles, unit_words, words

KEY: tuple[str, ...] = (
    "registered", "standardised_management_rate", "regular_medication_rate", "relapses_per_person_year", "admissions",
    "mean_length_of_stay_days", "occupancy", "occupancy_of_open_beds", "wait_bed_mean_days", "wait_bed_over_90_share",
    "treated_outside_county_share", "readmission_90d_share", "blocked_bed_share", "rehabilitation_service_rate",
    "wait_rehabilitation_mean_days", "withdrawn_referrals", "worker_utilisation", "clinic_utilisation", "cost",
)  # fmt: skip
"""What is shown for every year beside the targets."""


def blocks(run: Run, language: Language) -> list[Block]:
    """Return the chapter."""
    found: list[Block] = [Heading(say("report.results", language))]
    if rows := rows_of(run):
        found.append(Heading(say("report.courses", language), 2))
        titles = titled(run, language)
        for four in chunks(rows, 4):
            seen = "; ".join(f"{titles[row['target']]} {bound(row)}" for row in four)
            found.append(Picture(pictures.courses(run, four, language), "", seen))
        found.append(Paragraph(say("report.courses_note", language), "quiet"))
    counties = counties_table(run, language)
    if counties.rows:
        found += [Heading(say("report.by_county", language), 2), counties]
    found += [Heading(say("report.by_year", language), 2), years_table(run, language)]
    if not run.staffing.empty:
        found.append(Picture(pictures.beds(run, language), say("report.beds", language)))
    return found


def counties_table(run: Run, language: Language) -> Table:
    """Return a row per county and a column per target: the mean when it is due."""
    rows = [row for row in rows_of(run) if MEASURES[row["measure"]].by_county]
    counties = [name for name in dict.fromkeys(run.indicators["region"].astype(str)) if name]
    if not rows or len(counties) < 2:
        return Table([], [])
    means = _means(run)
    names, titles = titled(run, language), place_titles(run.scenario, language)
    columns = [Column(say("report.county", language), width=1.0)]
    columns += [Column(f"{names[row['target']]}\n{bound(row)}", True) for row in rows]
    body: Rows = []
    for county in [*counties, ""]:
        cells: list[str | Cell] = [Cell(titles.get(county, county) or say("report.whole", language), bold=not county)]
        for row in rows:
            value = means.get((row["measure"], county, period_of(row)), math.nan)
            cells.append(_county_cell(value, row, county))
        body.append(cells)
    return Table(columns, body, note=say("report.by_county_note", language), small=True)


def _county_cell(value: float, row: dict[str, object], county: str) -> Cell:
    measure = MEASURES[str(row["measure"])]
    text = figure(value, measure.unit)
    judged = not math.isnan(value) and not (measure.is_count and county)
    sign = 1.0 if row["bound_kind"] == "at_least" else -1.0
    missed = judged and sign * (value - float(str(row["bound"]))) < -1e-9
    theirs = not county or row["scope"] == "every_county"
    return Cell(f"▼\u00a0{text}" if missed else text, "bad" if missed and theirs else "", bold=not county)


def period_of(row: dict[str, object]) -> str:
    """Return the period of the indicators that a target is judged by."""
    day = str(row["date"])
    return day[:7] if MEASURES[str(row["measure"])].kind is Kind.POINT else day[:4]


def _means(run: Run) -> dict[tuple[str, str, str], float]:
    table = run.indicators[run.indicators["measure"].isin({row["measure"] for row in rows_of(run)})]
    grouped = table.groupby(["measure", "region", "period"], observed=True)["value"].mean()
    keys: list[tuple[Any, ...]] = grouped.index.to_list()
    return {(str(k[0]), str(k[1]), str(k[2])): float(v) for k, v in zip(keys, grouped, strict=True)}


def years_table(run: Run, language: Language, keys: Sequence[str] = KEY) -> Table:
    """Return key indicators of everything together, a column per year: mean with the 90% range."""
    whole = run.indicators[run.indicators["region"] == ""]
    period = whole["period"].astype(str)
    years = sorted({label for label in period if len(label) == 4})
    columns = [Column(say("report.indicator", language), width=2.0), Column(say("report.unit", language), width=0.8),
               *(Column(year, True, 2.0) for year in years)]  # fmt: skip
    rows: Rows = []
    for key in keys:
        of = whole[(whole["measure"] == key) & period.isin(years)]
        unit = MEASURES[key].unit
        cells = [_year_cell(of, year, unit) for year in years]
        if any(text != "-" for text in cells):
            said = say("report.million", language) if unit == "RMB" else unit_words(key, language)
            rows.append([words(MEASURES[key].title, language), said, *cells])
    return Table(columns, rows, note=say("report.by_year_note", language), small=True)


def _year_cell(rows: pd.DataFrame, year: str, unit: str) -> str:
    values = rows.loc[rows["period"].astype(str) == year, "value"].to_numpy(float)
    values = values[~np.isnan(values)]
    if values.size == 0:
        return "-"
    if unit == "RMB":
        low, high = range_of(values)
        return f"{values.mean() / 1e6:,.1f} ({low / 1e6:,.1f}–{high / 1e6:,.1f})"
    return spread(float(values.mean()), *range_of(values), unit)
