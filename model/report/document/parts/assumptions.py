"""The chapter on what the results rest on: limits, and every graded number, the least certain first."""

from __future__ import annotations

import math

from model.messages import Language, choice_in, say, source_in
from model.report.document.blocks import Block, Cell, Column, Heading, Paragraph, Points, Rows, Table
from model.report.wording import parameter_words
from model.scenario.parameters import Parameter, parameters_of
from model.scenario.schema import Scenario
from model.scenario.units import CHINESE

GRADES = ("K", "D", "F")
LIMITS = tuple(f"limit.{name}" for name in (
    "assumed", "chance", "counties", "ratios", "demand", "people", "crises", "deaths", "seasons", "beds", "outside",
    "money", "validated",
))  # fmt: skip


def blocks(scenario: Scenario, language: Language) -> list[Block]:
    """Return the chapter."""
    found: list[Block] = [
        Heading(say("report.assumptions", language)),
        Heading(say("report.limits", language), 2),
        Points(limits(language)),
        Paragraph(say("report.grades", language)),
        Paragraph(say("report.source_note", language), "quiet"),
    ]
    known = parameters_of(scenario)
    for grade in GRADES:
        rows = [p for p in known if p.grade == grade]
        if rows:
            found.append(Heading(say(f"report.grade.{grade}", language, n=len(rows)), 2))
            found.append(parameters_table(rows, language, has_copies(scenario)))
    return found


def limits(language: Language) -> list[str]:
    """Return what a reader of results must know."""
    return [say(key, language) for key in LIMITS]


def has_copies(scenario: Scenario) -> bool:
    """Tell whether a county of the plan stands for several."""
    return any(region.copies > 1 for region in scenario.regions)


def parameters_table(rows: list[Parameter], language: Language, copies: bool = True) -> Table:
    """Return a row per parameter: words, value, unit, range, source."""
    heads = ("report.parameter", "report.value", "report.unit", "report.range", "report.source")
    widths = (2.4, 0.9, 1.0, 1.2, 2.6)
    columns = [Column(say(head, language), head == "report.value", width)
               for head, width in zip(heads, widths, strict=True)]  # fmt: skip
    names = [parameter_words(p, language, copies) for p in rows]
    body: Rows = [
        [
            # Hours of clinics and of teams, hirings of doctors and of nurses are told apart by where they stand.
            name if names.count(name) == 1 else f"{name} [{p.path.rpartition('.')[0]}]", plain(p.default, language),
            unit_words(p, language), range_words(p, language), Cell(source_in(p.source, language), quoted=True),
        ]
        for name, p in zip(names, rows, strict=True)
    ]  # fmt: skip
    return Table(columns, body, small=True)


def unit_words(p: Parameter, language: Language) -> str:
    """Return the unit of a parameter."""
    return CHINESE.get(p.unit, p.unit) if language == "zh" else p.unit


def plain(value: float | str | None, language: Language) -> str:
    """Write the value of a parameter with the digits it has, a choice in words."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return choice_in(value, language)
    if math.isinf(value):
        return "∞"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}"


def range_words(p: Parameter, language: Language) -> str:
    """Write what a parameter may be."""
    if p.allowed:
        return ("、" if language == "zh" else ", ").join(choice_in(word, language) for word in p.allowed)
    return "" if p.low is None and p.high is None else f"{plain(p.low, language)} – {plain(p.high, language)}"
