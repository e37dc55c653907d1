"""A run as a report, before it becomes a file."""

from __future__ import annotations

from model.messages import Language, say
from model.report.document.blocks import Block, Break, Paper
from model.report.document.parts import assumptions, least, methods, plan, results, verdict
from model.report.document.reasons import Reasons
from model.report.document.source import Run
from model.report.document.typesetting import typeset, wide
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
    found: list[Block] = []
    for chapter in chapters:
        found += [*([Break()] if found else []), *chapter]
    if language == "zh":
        found = [typeset(block) for block in found]
    version = run.versions.get("jingkang", "")
    heads = (
        say("report.title", language, plan=words(run.scenario.title, language)),
        say("report.subtitle", language, n=run.replications, date=run.date[:10]),
        say("report.stamp", language, version=version, digest=run.digest[:16], seed=run.seed),
    )
    title, subtitle, stamp = map(wide, heads) if language == "zh" else heads
    return Paper(title, subtitle, stamp, found, language)
