"""The first page: three sentences that matter, and the verdict on every target."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from model.experiments.explaining.relax import EVERYTHING
from model.measures import MEASURES
from model.measures.headline import headline, month_of
from model.messages import Language, say
from model.report.chances import SURE, judged, percent
from model.report.document.blocks import Block, Column, Heading, Paragraph, Points, Rows, Table
from model.report.document.parts.least import MUCH_LESS, amount_words, needs_none
from model.report.document.reasons import Reasons
from model.report.document.source import Run
from model.report.document.terms import (
    FEW_REPLICATIONS,
    chance,
    listed,
    rows_of,
    spread,
    titled,
    verdict,
)
from model.report.solve_figures import lever_title, written
from model.report.wording import bound, figure, month_words, place, place_titles

HELPS = 0.2
"""Share of a gap from which a resource is said to close some of it."""
OF_THE_UNSERVED = frozenset(
    key for key in MEASURES
    if key.startswith(("wait_", "waiting_", "pathway_"))
    or key in ("turned_away", "left_waiting_list", "treated_outside_county_share", "withdrawn_referrals")
)  # fmt: skip
"""Measures that get worse when people do not get the care they need; a target on another can be met without it."""


def blocks(run: Run, reasons: Reasons | None, language: Language) -> list[Block]:
    """Return the first page."""
    found: list[Block] = [Heading(say("report.summary", language))]
    found.append(Points([said for said in sentences(run, reasons, language) if said], numbered=True))
    found.append(verdict_table(run, language))
    found.append(Paragraph(say("report.verdict_note", language), "quiet"))
    if run.replications < FEW_REPLICATIONS:
        found.append(Paragraph(say("report.few", language, n=run.replications), "doubt"))
    scale = run.scenario.scale.value
    if scale < 1.0:
        found.append(Paragraph(say("report.scaled", language, share=f"{100 * scale:g}%"), "doubt"))
    return found


def verdict_table(run: Run, language: Language) -> Table:
    """Return a row per target: what, when, promised, expected, probability, verdict."""
    titles = titled(run, language)
    columns = [
        Column(say("target", language), width=2.15), Column(say("period", language), width=0.95),
        Column(say("bound", language), True, 1.1), Column(say("report.expected", language), True, 2.35),
        Column(say("report.met", language), True, 1.9), Column(say("report.verdict", language), width=1.7),
    ]  # fmt: skip
    rows: Rows = [
        [
            titles[row["target"]], str(row["period"]), bound(row),
            spread(row["mean"], row["low"], row["high"], MEASURES[row["measure"]].unit), chance(row),
            verdict(row["probability_met"], language),
        ]
        for row in rows_of(run)
    ]  # fmt: skip
    return Table(columns, rows, say("report.verdicts", language), small=True)


def sentences(run: Run, reasons: Reasons | None, language: Language) -> list[str]:
    """Return the sentences that matter, the targets' first."""
    return [targets_sentence(run, language), beds_sentence(run, language),
            why_sentence(run, reasons, language) or worst_sentence(run, language)]  # fmt: skip


def targets_sentence(run: Run, language: Language) -> str:
    """Say how many targets will be met and which will not."""
    rows = rows_of(run)
    if not rows:
        return say("run.no_targets", language)
    tones = [judged(row["probability_met"]) for row in rows]
    counted = {name: tones.count(name) for name in ("good", "doubt", "bad")}
    said = say("report.count", language, n=len(rows), **counted)
    titles = titled(run, language)
    missed = [
        say("report.missed_one", language, title=titles[row["target"]], bound=bound(row),
            value=figure(row["mean"], MEASURES[row["measure"]].unit))
        for row, of in zip(rows, tones, strict=True) if of == "bad"
    ]  # fmt: skip
    colon, stop = (":", "。") if language == "zh" else (": ", ".")
    return said + (colon + listed(missed, language) if missed else "") + stop


def beds_sentence(run: Run, language: Language) -> str:
    """Say how many of the open beds can be staffed, and what binds; empty where there is no number of beds."""
    label = month_of(run.scenario)
    found = headline(run.staffing, label, run.scenario.scale.value)
    if found is None:
        return ""
    rows = run.staffing[run.staffing["month"] == label]
    occupied = float(rows["occupied"].sum()) / (run.replications * run.scenario.scale.value)
    said = say("report.beds_sentence", language, month=month_words(label, language),
               open=f"{found.open_beds:,.0f}", staffed=f"{found.staffed:,.0f}", norm=f"{found.at_norm:,.0f}",
               occupied=f"{occupied:,.0f}")  # fmt: skip
    if not found.binding:
        return said + say("report.suffice", language)
    return said + say("report.binds", language, since=month_words(found.since, language), lost=f"{found.lost:,.0f}",
                      what=say(found.binding, language))  # fmt: skip


def why_sentence(run: Run, reasons: Reasons | None, language: Language) -> str:
    """Say what would help the targets that are missed, and of what less would do; empty where nothing is known."""
    if reasons is None:
        return ""
    titles = titled(run, language)
    said: list[str] = []
    hopeless: list[str] = []
    for name, rows in reasons.gains.groupby("target", sort=False):
        if not float(rows["probability_met"].iloc[0]) < SURE:
            continue
        title = titles.get(str(name), str(name))
        if sentence := _help(title, rows, language):
            said.append(sentence)
        else:
            hopeless.append(title)
    if hopeless:
        said.insert(0, say("report.no_capacity", language, targets=listed(hopeless, language)))
    if fewer := _less(run, reasons, language):
        said.append(fewer)
    return ("" if language == "zh" else " ").join(said)


def _help(title: str, rows: pd.DataFrame, language: Language) -> str:
    """Say which resource closes most of a target's gap; empty where not even all of them help."""
    closed = rows.set_index("resource")["closed"]
    single = closed.drop(EVERYTHING, errors="ignore").dropna()
    if not single.empty and float(single.max()) >= HELPS:
        resource = say(str(single.idxmax()), language)
        return say("report.capacity", language, target=title, resource=resource, closed=percent(float(single.max())))
    together = float(closed.get(EVERYTHING, math.nan))
    if together >= HELPS:
        return say("report.together", language, target=title, closed=percent(min(1.0, together)))
    return ""


def _less(run: Run, reasons: Reasons, language: Language) -> str:
    """Say of which resources much less than planned would do; on which the targets do not depend."""
    rows: list[dict[str, Any]] = reasons.least.to_dict("records")  # type: ignore[assignment]
    idle = [lever_title(str(row["lever"]), language) for row in rows if needs_none(row)]
    fewer = [
        say("report.least_one", language, lever=lever_title(str(row["lever"]), language),
            least=amount_words(row, language), plan=written(row["plan"]))
        for row in rows
        if row["kind"] in ("found", "low_enough") and row["amount"] <= MUCH_LESS * row["plan"]
        and row["targets"].split() == list(reasons.targets) and not needs_none(row)
    ]  # fmt: skip
    said = []
    if fewer:
        said.append(say("report.least_sentence", language, n=len(reasons.targets), levers=listed(fewer, language)))
        if not any(name.partition("@")[0] in OF_THE_UNSERVED for name in reasons.targets):
            said.append(say("report.unserved", language))
    if idle:
        titles = titled(run, language)
        targets = listed([titles.get(name, name) for name in reasons.targets], language)
        said.append(say("report.idle_sentence", language, targets=targets, levers=listed(idle, language)))
    return ("" if language == "zh" else " ").join(said)


def worst_sentence(run: Run, language: Language) -> str:
    """Say which county is furthest behind; empty where no target has counties."""
    worst = run.targets["worst_county"].astype(str)
    counted = worst[worst != ""].value_counts()
    if counted.empty:
        return ""
    titles = place_titles(run.scenario, language)
    return say("report.worst", language, county=place(str(counted.index[0]), titles), count=int(counted.iloc[0]))
