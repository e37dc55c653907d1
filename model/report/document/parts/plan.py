"""The chapter on the plan: what it covers, provides and promises, and what the audit found."""

from __future__ import annotations

from datetime import timedelta

from model.experiments.observing.levers import SHORT, Lever, amount_of, find
from model.messages import Language, say, source_in, sources_in
from model.report.document.blocks import Block, Cell, Column, Heading, Paragraph, Rows, Table, Tone
from model.report.document.source import Run
from model.report.document.terms import rows_of, titled
from model.report.punctuation import wide
from model.report.solve_figures import lever_title, written
from model.report.wording import bound, words
from model.scenario.audit import Finding, audit
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario
from model.scenario.values import Schedule, Value

TONES: dict[str, Tone] = {"contradiction": "bad", "unit_slip": "bad", "shortfall": "doubt", "note": "quiet"}


def blocks(run: Run, language: Language) -> list[Block]:
    """Return the chapter."""
    scenario = run.scenario
    found: list[Block] = [Heading(say("report.plan", language)), Heading(say("report.facts", language), 2)]
    if scenario.summary is not None:
        found.append(Paragraph(words(scenario.summary, language)))
    found.append(facts_table(scenario, language))
    if (amounts := amounts_table(scenario, language)).rows:
        found.append(amounts)
    if scenario.targets:
        found += [Heading(say("report.promises", language), 2), promises_table(run, language)]
    found += [Heading(say("report.audit", language), 2), Paragraph(say("report.audit_note", language), "quiet")]
    findings = [finding for finding in audit(scenario) if finding.severity != "note"]
    found.append(audit_table(findings, language) if findings else Paragraph(say("report.clean", language)))
    return found


def facts(scenario: Scenario, language: Language) -> list[tuple[str, str]]:
    """Return what a plan covers: name and value."""
    last = scenario.horizon.end - timedelta(days=1)
    residents = sum(region.residents.value * region.copies for region in scenario.regions)
    return [
        (say("report.document", language), scenario.document or "-"),
        (say("report.days", language), say("report.to", language, start=scenario.horizon.start, end=last)),
        (say("report.counties", language), f"{sum(region.copies for region in scenario.regions):,}"),
        (say("report.residents", language), f"{residents:,.0f}"),
        (say("report.hospitals", language), f"{len(scenario.hospitals):,}"),
        (say("report.institutions", language), f"{len(scenario.institutions):,}"),
    ]


def facts_table(scenario: Scenario, language: Language) -> Table:
    """Return the facts as a table."""
    rows: Rows = [[Cell(name, bold=True), value] for name, value in facts(scenario, language)]
    return Table([Column("", width=1.0), Column("", width=3.0)], rows)


def amounts_table(scenario: Scenario, language: Language) -> Table:
    """Return what the plan provides in all: at the start and at the end."""
    rows: list[list[str | Cell]] = []
    assumed = False
    for name, path in SHORT.items():
        try:
            held, last = find(scenario, path), amount_of(scenario, Lever(name))
        except ScenarioError:
            continue
        first = held.first if isinstance(held, Schedule) else held
        assumed |= (marks := (_mark(first), " (K)" if is_assumed(scenario, name) else "")) != ("", "")
        rows.append([lever_title(name, language), written(first.value) + marks[0], written(last) + marks[1]])
    note = say("report.assumed_note", language) if assumed else ""
    heads = (say("report.lever", language), say("report.first", language), say("report.last", language))
    return Table([Column(head, n > 0) for n, head in enumerate(heads)], rows, say("report.amounts", language), note)


def is_assumed(scenario: Scenario, lever: str) -> bool:
    """Tell whether the amount that a lever ends at is an assumption (grade K), not the plan's."""
    held = find(scenario, SHORT[lever])
    last = (held.steps[-1].value if held.steps else held.first) if isinstance(held, Schedule) else held
    return last.grade == "K"


def _mark(of: Value) -> str:
    return " (K)" if of.grade == "K" else ""


def promises_table(run: Run, language: Language) -> Table:
    """Return every target with the clause that states it, as it stands."""
    titles = titled(run, language)
    columns = [
        Column(say("target", language), width=1.6), Column(say("bound", language), True, 0.8),
        Column(say("report.due", language), width=0.9), Column(say("report.clause", language), width=3.4),
    ]  # fmt: skip
    rows: Rows = [
        [titles[r["target"]], bound(r), str(r["date"]), Cell(f"“{r['clause']}”" if r["clause"] else "-", quoted=True)]
        for r in rows_of(run)
    ]
    return Table(columns, rows)


def audit_table(findings: list[Finding], language: Language) -> Table:
    """Return the findings, the gravest first, with the arithmetic."""
    columns = [Column(say("report.severity", language), width=1.0), Column(say("finding", language), width=1.7),
               Column(say("arithmetic", language), width=3.8)]  # fmt: skip
    rows: Rows = [
        [
            Cell(say("shortfall_found" if f.severity == "shortfall" else f.severity, language), TONES[f.severity]),
            Cell(words(f.title, language), bold=True), _reckoned(f, language),
        ]
        for f in findings
    ]  # fmt: skip
    return Table(columns, rows, small=True)


def _reckoned(finding: Finding, language: Language) -> Cell:
    """Return the arithmetic and, on a line of its own, what it rests on: clauses stand as they are."""
    arithmetic = words(finding.arithmetic, language)
    if not finding.sources:
        return Cell(arithmetic)
    if language == "en":
        return Cell(f"{arithmetic}\n{say('basis', language)}: {sources_in(finding.sources, language)}", quoted=True)
    told = (text if text.startswith("“") else wide(source_in(text, language)) for text in finding.sources)
    return Cell(f"{wide(arithmetic)}\n{say('basis', language)}：{'；'.join(told)}", quoted=True)
