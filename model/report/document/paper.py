"""A run as a report, before it becomes a file."""

from __future__ import annotations

from collections.abc import Sequence

from model.messages import Language, say
from model.report.document.blocks import Block, Break, Heading, Paper, Paragraph
from model.report.document.parts import assumptions, compared, least, methods, plan, results, verdict
from model.report.document.reasons import Reasons
from model.report.document.source import Compared, Run
from model.report.document.terms import listed
from model.report.document.typesetting import typeset
from model.report.punctuation import wide
from model.report.wording import words


def paper_of(run: Run, reasons: Reasons | None, language: Language) -> Paper:
    """Return the report of a run.

    Parameters
    ----------
    run : Run
    reasons : Reasons or None
        None: nothing was simulated beyond the run, which the report says.
    language : {"zh", "en"}
    """
    chapters = (
        verdict.blocks(run, reasons, language), plan.blocks(run, language), results.blocks(run, language),
        least.blocks(run, reasons, language), assumptions.blocks(run.scenario, language), methods.blocks(run, language),
    )  # fmt: skip
    version = run.versions.get("jingkang", "")
    heads = (
        say("report.title", language, plan=words(run.scenario.title, language)),
        say("report.subtitle", language, n=run.replications, date=run.date[:10]),
        say("report.stamp", language, version=version, digest=run.digest[:16], seed=run.seed),
    )
    return _paper(heads, chapters, language)


def paper_of_comparison(of: Compared, language: Language) -> Paper:
    """Return the report of a comparison; the assumptions are those of the first plan."""
    first = of.scenarios[0]
    chapters = (
        [*compared.blocks(of, language)],
        assumptions.blocks(first, language),
        [Heading(say("report.methods", language)), *methods.said(of.replications, of.seed, language),
         Heading(say("report.stamp_title", language), 2), compared.stamp_table(of, language),
         Paragraph(say("report.repeat", language), "quiet")],
    )  # fmt: skip
    heads = (
        say("report.compared", language, plans=listed(compared.names_of(of), language)),
        say("report.compared_subtitle", language, n=of.replications),
        say("report.compared_stamp", language, version=of.version, n=len(of.scenarios), seed=of.seed),
    )
    return _paper(heads, chapters, language)


def _paper(heads: tuple[str, str, str], chapters: Sequence[Sequence[Block]], language: Language) -> Paper:
    found: list[Block] = []
    for chapter in chapters:
        found += [*([Break()] if found else []), *chapter]
    if language == "zh":
        found = [typeset(block) for block in found]
    title, subtitle, stamp = map(wide, heads) if language == "zh" else heads
    return Paper(title, subtitle, stamp, found, language)
