"""The last chapter: how it was computed, how far the model is validated, and how to find the numbers again."""

from __future__ import annotations

from model.experiments.validating import face_validity
from model.explorer.validation import kept
from model.measures.measure import UNITS
from model.messages import Language, say, source_in
from model.report.document.blocks import Block, Cell, Column, Heading, Paragraph, Rows, Table
from model.report.document.source import Run
from model.report.wording import figure, words


def blocks(run: Run, language: Language) -> list[Block]:
    """Return the chapter."""
    return [
        Heading(say("report.methods", language)), *said(run.replications, run.seed, language),
        Heading(say("report.stamp_title", language), 2), stamp_table(run, language),
        Paragraph(say("report.repeat", language), "quiet"),
    ]  # fmt: skip


def said(replications: int, seed: int, language: Language) -> list[Block]:
    """Return how it was computed and how far the model is validated."""
    known = kept()
    outside = sum(not row["within"] for row in known["exact"])
    return [
        Paragraph(say("report.method.what", language)),
        Paragraph(say("report.method.random", language, n=replications, seed=seed)),
        Paragraph(say("report.method.interval", language)),
        Paragraph(say("report.method.exact", language, n=len(known["exact"]), outside=outside, date=known["date"],
                      version=known["version"], alarms=f"{known['false_alarms_expected']:.1f}")),
        face_table(language),
    ]  # fmt: skip


def face_table(language: Language) -> Table:
    """Return the base year beside what is known of such services."""
    known = {row.key: row for row in face_validity.ROWS}
    heads = ("report.indicator", "report.value", "validate.range", "validate.verdict", "report.source")
    columns = [Column(say(head, language), head == "report.value", 2.0 if n in (0, 4) else 1.0)
               for n, head in enumerate(heads)]  # fmt: skip
    rows: Rows = []
    for row in kept()["face"]:
        within, of = bool(row["within"]), known[row["measure"]]
        verdict = say("validate.within" if within else "validate.outside", language)
        note = say("validate.held_out", language) if row["held_out"] else ""
        rows.append([
            titled(of, language), figure(row["value"], of.unit),
            f"{figure(row['low'], of.unit)} – {figure(row['high'], of.unit)}",
            Cell(f"{verdict} {note}".strip(), "" if within else "doubt"), source_in(row["source"], language),
        ])  # fmt: skip
    outside = [known[row["measure"]] for row in kept()["face"] if not row["within"]]
    colon = ":" if language == "zh" else ": "
    why = [f"{words(of.title, language)}{colon}{words(of.miss, language)}" for of in outside if of.miss]
    return Table(columns, rows, say("report.face", language), "\n".join(why), small=True)


def titled(of: face_validity.Row, language: Language) -> str:
    """Return what is compared, with its unit where the numbers do not say it."""
    unit = "" if of.unit in ("share", "permille") else words(UNITS[of.unit], language)
    title = words(of.title, language)
    if not unit or unit.lower() in title.lower():
        return title
    return f"{title}({unit})" if language == "zh" else f"{title} ({unit})"


def stamp(run: Run, language: Language) -> list[tuple[str, str]]:
    """Return what is needed to repeat the run: name and value."""
    return [
        (say("report.scenario", language), run.scenario.name),
        (say("report.digest", language), run.digest),
        (say("report.seed", language), str(run.seed)),
        (say("report.replications", language), str(run.replications)),
        (say("report.date", language), run.date),
        (say("report.versions", language), ", ".join(f"{name} {number}" for name, number in run.versions.items())),
    ]


def stamp_table(run: Run, language: Language) -> Table:
    """Return the stamp as a table."""
    rows: Rows = [[Cell(name, bold=True), value] for name, value in stamp(run, language)]
    return Table([Column("", width=1.0), Column("", width=3.0)], rows, small=True)
