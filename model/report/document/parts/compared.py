"""A comparison as chapters: verdicts side by side, differences, what a gain costs, in which inputs the plans differ."""

from __future__ import annotations

import math

from model.messages import Language, say
from model.report.chances import judged
from model.report.comparison import amount, quantity_title
from model.report.comparison_rows import OfPlan, Row, pair_rows, plan_rows, unit_cost_rows
from model.report.document import pictures
from model.report.document.blocks import Block, Cell, Column, Heading, Paragraph, Picture, Points, Rows, Table, Tone
from model.report.document.inputs import inputs_apart
from model.report.document.source import Compared
from model.report.document.terms import listed
from model.report.forest import finding
from model.report.wording import words
from model.scenario.loading import digest

TONES: dict[str, Tone] = {"better": "good", "worse": "bad", "other": "quiet", "undecided": ""}


def blocks(of: Compared, language: Language) -> list[Block]:
    """Return the chapters up to the assumptions."""
    found: list[Block] = [Heading(say("report.summary", language)), Points(sentences(of, language), numbered=True)]
    found += [Paragraph(say("report.plans_compared", language), bold=True), titles(of, language)]
    found += [plans_table(of, language), Paragraph(say("report.verdict_note", language), "quiet")]
    found += [Heading(say("report.apart", language), 2), inputs_table(of, language)]
    found.append(Heading(say("report.differences", language), 2))
    if (png := pictures.forest(of, language)) is not None:
        found.append(Picture(png, "", say("report.differences", language)))
    found += pair_tables(of, language)
    note = say("report.pairs_note", language, confidence=f"{100 * of.confidence:g}%")
    found.append(Paragraph(note, "quiet"))
    if (table := unit_costs(of, language)) is not None:
        found += [Heading(say("compare.unit_costs", language), 2), table]
    said = [say(f"compare.note.{n['kind']}", language, scenario=n["scenario"], about=n["about"]) for n in of.notes]
    codes = dict.fromkeys(code for t in (of.plans, of.pairs) for cell in t["warnings"] for code in str(cell).split())
    said += [say(f"warning.{code}", language) for code in codes]
    if said:
        found.append(Points(said))
    return found


def names_of(of: Compared) -> list[str]:
    """Return the names of the plans, as they were compared."""
    return list(dict.fromkeys(of.plans["scenario"].astype(str)))


def sentences(of: Compared, language: Language) -> list[str]:
    """Return what matters: which plan meets how many targets, which cost how much, what is clearly better."""
    rows: list[Row] = of.plans.to_dict("records")  # type: ignore[assignment]
    said = []
    for name in names_of(of):
        own = [row for row in rows if row["scenario"] == name]
        targets = [row for row in own if row["kind"] == "target"]
        good = sum(judged(row["probability_met"]) == "good" for row in targets)
        cost = next(row for row in own if row["kind"] == "cost")
        said.append(say("report.plan_line", language, name=name, good=good, n=len(targets),
                        cost=amount(cost["mean"], "RMB", language)))  # fmt: skip
    first = names_of(of)[0]
    for row_of in names_of(of)[1:]:
        pairs: list[Row] = of.pairs[
            (of.pairs["scenario"] == row_of) & (of.pairs["against"] == first)
        ].to_dict("records")  # type: ignore[assignment]
        known = [row for row in pairs if row["kind"] != "cost" and math.isfinite(row["low"])]
        clear = {
            kind: [quantity_title(row, language) for row in known if finding(row) == kind]
            for kind in ("better", "worse")
        }
        parts = [say(f"report.clearly_{kind}", language, what=listed(titles, language))
                 for kind, titles in clear.items() if titles]  # fmt: skip
        parts = parts or [say("report.clearly_none", language)]
        parts += [say(f"report.costs_{'less' if row['difference'] < 0.0 else 'more'}", language,
                      amount=amount(abs(row["difference"]), "RMB", language))
                  for row in pairs
                  if row["kind"] == "cost" and math.isfinite(row["low"]) and finding(row) != "undecided"]  # fmt: skip
        verdict = ("；" if language == "zh" else "; ").join(parts)
        said.append(say("report.against_line", language, name=row_of, first=first, verdict=verdict))
    return said


def plans_table(of: Compared, language: Language) -> Table:
    """Return a row per quantity, a column per plan: mean with its half-width; of targets the probability."""
    names = names_of(of)
    columns = [Column(say("compare.quantity", language), width=1.8), *(Column(name, True, 1.4) for name in names)]
    rows: Rows = [[Cell(title, bold=True), *(_plan_cell(cell, language) for cell in cells)]
                  for title, cells in plan_rows(of.plans, names, language)]  # fmt: skip
    note = say("compare.plans_note", language, n=of.replications, seed=of.seed, confidence=f"{100 * of.confidence:g}%")
    return Table(columns, rows, say("compare.plans", language), note, small=True)


def _plan_cell(of: OfPlan | None, language: Language) -> Cell:
    if of is None:
        return Cell("-")
    text = f"{of.mean} ± {of.half}" if of.half else of.mean
    if of.judged is None:
        return Cell(text)
    verdict = say(f"report.{'unseen' if of.judged == 'quiet' else of.judged}", language)
    return Cell(f"{text}\n{say('met', language)} {of.probability}\n{verdict}", of.judged)


def pair_tables(of: Compared, language: Language) -> list[Block]:
    """Return a table per pair of plans: differences with simultaneous intervals."""
    keys = ("quantity", "difference", "interval", "better")
    columns = [Column(say(f"compare.{key}", language), n > 0, 1.3 if n else 1.8) for n, key in enumerate(keys)]
    found: list[Block] = []
    for pair in pair_rows(of.pairs, language):
        rows: Rows = [[each.title, Cell(each.difference, TONES[each.finding] if each.finding else ""), each.interval,
                       each.better] for each in pair.differences]  # fmt: skip
        note = say("compare.equal", language, titles="; ".join(pair.equal)) if pair.equal else ""
        found.append(Table(columns, rows, pair.title, note, small=True))
    return found


def unit_costs(of: Compared, language: Language) -> Table | None:
    """Return what a unit of each target gained costs; None where no gain can be told."""
    rows: Rows = [[each.pair, each.title, each.gain, each.spent, each.price]
                  for each in unit_cost_rows(of.cost_per_unit, language)]  # fmt: skip
    if not rows:
        return None
    keys = ("report.pair", "compare.quantity", "compare.gain", "compare.spent", "compare.unit_cost")
    heads = [say(key, language) for key in keys]
    columns = [Column(head, n > 1, 1.6 if n in (0, 1, 4) else 1.0) for n, head in enumerate(heads)]
    return Table(columns, rows, note=say("compare.no_unit_costs", language), small=True)


def inputs_table(of: Compared, language: Language) -> Table:
    """Return in which inputs the plans differ."""
    columns = [Column(say("report.parameter", language), width=1.8), *(Column(n, width=1.4) for n in names_of(of))]
    rows: Rows = [[found.what, *found.held] for found in inputs_apart(of.scenarios, language)]
    return Table(columns, rows or [[say("report.no_inputs", language), *("" for _ in of.scenarios)]], small=True)


def stamp_table(of: Compared, language: Language) -> Table:
    """Return what is needed to repeat the comparison."""
    rows: Rows = [
        [Cell(f"{say('report.digest', language)} · {name}", bold=True), digest(plan)]
        for name, plan in zip(names_of(of), of.scenarios, strict=True)
    ]
    rows += [
        [Cell(say("report.seed", language), bold=True), str(of.seed)],
        [Cell(say("report.replications", language), bold=True), str(of.replications)],
        [Cell(say("report.versions", language), bold=True), f"jingkang {of.version}"],
    ]
    return Table([Column("", width=1.2), Column("", width=3.0)], rows, small=True)


def titles(of: Compared, language: Language) -> Table:
    """Return what the plans are called."""
    rows: Rows = [[Cell(name, bold=True), words(plan.title, language)]
                  for name, plan in zip(names_of(of), of.scenarios, strict=True)]  # fmt: skip
    return Table([Column("", width=1.0), Column("", width=3.0)], rows)
