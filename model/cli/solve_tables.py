"""What `solve`, `frontier` and `mix` print: tables for people, plain data for machines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from model.cli.looks import probability, table_of
from model.experiments.solving.frontier import Frontier
from model.experiments.solving.looking import Tried
from model.experiments.solving.mix import CheapestMix, Costed
from model.experiments.solving.reasons import EVERYTHING
from model.experiments.solving.search import Found
from model.experiments.solving.solve import Answer, Solved
from model.measures import MEASURES
from model.measures.targets import names_of
from model.messages import Language, say
from model.report.chances import interval, percent
from model.report.solve_figures import least_words, lever_title, target_lines, titles, written
from model.report.solve_words import warning_lines
from model.report.wording import difference, figure


def chance(tried: Tried | None, language: Language) -> Text:
    """Write a probability with its interval and how many replications it rests on."""
    if tried is None:
        return Text("")
    ends = f" ({interval(tried.low, tried.high)}, n={tried.observed})"
    return probability(tried.probability, language).append(ends, style="not bold default")


def between(found: Found) -> str:
    """Write between what amounts the answer lies for certain."""
    if math.isnan(found.amount):
        return ""
    return written(found.low) if found.low == found.high else f"{written(found.low)} – {written(found.high)}"


def solved_table(solved: Solved, language: Language) -> Table:
    """Return a row per answer: the least amount, its interval, the search's probability and the check's."""
    title = say(
        "solve.title", language, lever=lever_title(solved.lever, language), today=written(solved.today),
        p=f"{100 * solved.precision.probability:g}%",
    )  # fmt: skip
    headings = ("target", "solve.least", "solve.between", "solve.probability", "solve.check", "solve.below")
    table = table_of(title, [(say(heading, language), heading != "target") for heading in headings])
    table.caption = say(
        "solve.caption", language, low=written(solved.grid.low), high=written(solved.grid.high),
        step=written(solved.grid.step), runs=solved.runs, seed=solved.how.seed, fresh=solved.check_seed,
    )  # fmt: skip
    names = titles(solved.effects, language)
    for answer in solved.answers:
        found, checks = answer.found, answer.checks
        known = found.at_answer or (found.tried[-1] if found.tried else None)
        table.add_row(
            Text(names.get(answer.target, answer.target)),
            Text(least_words(solved, answer, language), style="bold"),
            between(found),
            chance(known, language),
            chance(checks.answer if checks else None, language),
            chance(checks.below if checks else None, language),
        )
    return table


def relaxed_table(solved: Solved, language: Language) -> Table | None:
    """Return what ten times as much of other resources would do for targets that the highest amount does not meet."""
    if solved.relaxed is None:
        return None
    missed = solved.effects.loc[~(solved.effects["met_high"] >= solved.precision.probability)]
    title = say("solve.relaxed", language, lever=lever_title(solved.lever, language), high=written(solved.grid.high))
    headings = ("solve.relaxed.resource", "target", "solve.relaxed.value", "solve.relaxed.change", "met")
    table = table_of(title, [(say(heading, language), n > 1) for n, heading in enumerate(headings)])
    names = titles(solved.effects, language)
    measures = dict(zip(missed["target"], missed["measure"], strict=True))
    for row in solved.relaxed[solved.relaxed["target"].isin(missed["target"])].to_dict("records"):
        unit = MEASURES[measures[row["target"]]].unit
        name = str(row["relaxed"])
        resource = say("solve.relaxed.everything", language) if name == EVERYTHING else lever_title(name, language)
        table.add_row(
            Text(resource), Text(names[row["target"]]), figure(row["value"], unit),
            difference(row["change"], unit, language), probability(row["met"], language),
        )  # fmt: skip
    return table


def solved_data(solved: Solved) -> dict[str, Any]:
    """Return what was found for machines."""
    from model.scenario.loading import digest

    return {
        "scenario": solved.scenario.name,
        "digest": digest(solved.scenario),
        "lever": solved.lever,
        "today": solved.today,
        "low": solved.grid.low,
        "high": solved.grid.high,
        "step": solved.grid.step,
        "probability": solved.precision.probability,
        "error": solved.precision.error,
        "seed": solved.how.seed,
        "check_seed": solved.check_seed,
        "runs": solved.runs,
        "interrupted": solved.interrupted,
        "answers": [_answer_data(answer) for answer in solved.answers],
        "effects": solved.effects.to_dict("records"),
        "relaxed": None if solved.relaxed is None else solved.relaxed.to_dict("records"),
        "binding": None if solved.binding is None else solved.binding.to_dict("records"),
        "tried": solved.tried.to_dict("records"),
        "checks": solved.checks.to_dict("records"),
    }


def _answer_data(answer: Answer) -> dict[str, Any]:
    found = answer.found
    return {
        "target": answer.target,
        "kind": found.kind,
        "amount": found.amount,
        "low": found.low,
        "high": found.high,
        "monotone": found.monotone,
        "islands": [list(island) for island in found.islands],
        "complete": found.complete,
        "confirmed": None if answer.checks is None else answer.checks.confirmed,
    }


def frontier_table(frontier: Frontier, language: Language) -> Table:
    """Return a row per amount of the first lever."""
    first, second = (lever_title(name, language) for name in (frontier.first, frontier.second))
    chance_ = f"{100 * frontier.precision.probability:g}%"
    table = table_of(
        say("frontier.title", language, first=first, second=second, p=chance_),
        [(first, True), (second, True),
         *((say(f"solve.{key}", language), True) for key in ("between", "probability", "check", "below"))],
    )  # fmt: skip
    grid = frontier.grids[1]
    table.caption = say(
        "solve.caption", language, low=written(grid.low), high=written(grid.high), step=written(grid.step),
        runs=frontier.runs, seed=frontier.how.seed, fresh=frontier.check_seed,
    )  # fmt: skip
    for point in frontier.points:
        found, checks = point.found, point.checks
        least = say(f"solve.kind.{found.kind}", language, amount=written(found.amount), high=written(grid.high))
        table.add_row(
            written(point.first),
            Text(least, style="bold"),
            between(found),
            chance(found.at_answer or (found.tried[-1] if found.tried else None), language),
            chance(checks.answer if checks else None, language),
            chance(checks.below if checks else None, language),
        )
    return table


def frontier_notes(frontier: Frontier, language: Language) -> Iterator[str]:
    """Yield what a reader has to know beside the table."""
    yield from target_lines(frontier.scenario, language)
    first, second = (lever_title(name, language) for name in (frontier.first, frontier.second))
    if frontier.breaks:
        places = ", ".join(f"{written(a)} → {written(b)}" for a, b in frontier.breaks)
        yield say("frontier.not_monotone", language, first=first, second=second, places=places)
    for point in frontier.points:
        yield from warning_lines(Answer("", point.found, point.checks), f"{first} {written(point.first)}", language)


def frontier_data(frontier: Frontier) -> dict[str, Any]:
    """Return a frontier for machines."""
    from model.scenario.loading import digest

    return {
        "scenario": frontier.scenario.name, "digest": digest(frontier.scenario), "first": frontier.first,
        "second": frontier.second, "today": list(frontier.today), "probability": frontier.precision.probability,
        "error": frontier.precision.error, "seed": frontier.how.seed, "check_seed": frontier.check_seed,
        "runs": frontier.runs,
        "interrupted": frontier.interrupted, "targets": names_of(frontier.scenario.targets),
        "breaks": [list(pair) for pair in frontier.breaks], "points": frontier.table.to_dict("records"),
    }  # fmt: skip


def mix_table(mix: CheapestMix, language: Language) -> Table | Text:
    """Return a row per lever: its amount in the cheapest mix, in the plan, and its range."""
    if not mix.amounts:
        return Text(say("mix.none", language))
    p = f"{100 * mix.precision.probability:g}%"
    headings = ("mix.lever", "mix.amount", "mix.plan", "mix.range")
    columns = [(say(heading, language), n > 0) for n, heading in enumerate(headings)]
    table = table_of(say("mix.title", language, p=p), columns)
    for name, grid, amount, today in zip(mix.levers, mix.grids, mix.amounts, mix.today, strict=True):
        ends = f"{written(grid.low)} – {written(grid.high)} / {written(grid.step)}"
        table.add_row(Text(lever_title(name, language)), Text(written(amount), style="bold"), written(today), ends)
    return table


def mix_notes(mix: CheapestMix, language: Language) -> Iterator[str]:
    """Yield cost, both checks, and what the search took."""
    yield from target_lines(mix.scenario, language)
    if mix.search is not None and mix.check is not None:
        plan = mix.plan
        yield say(
            "mix.cost", language, cost=f"{mix.search.cost:,.0f}", period=mix.period or say("mix.horizon", language),
            plan="-" if plan is None else f"{plan.cost:,.0f}", met="-" if plan is None else _costed_words(plan),
        )  # fmt: skip
        yield say(
            "mix.check", language, search=_costed_words(mix.search), seed=mix.check.seed,
            check=f"{_costed_words(mix.check)}, {say(f'solve.{mix.check.status}', language)}",
            cost=f"{mix.check.cost:,.0f}",
        )  # fmt: skip
    ended = "" if mix.interrupted else say(f"mix.{mix.found.ended}", language)
    yield say("mix.runs", language, runs=mix.runs, mixes=len(mix.found.seen), ended=ended)


def _costed_words(costed: Costed) -> str:
    return f"{percent(costed.probability)} ({interval(costed.low, costed.high)}, n={costed.observed})"


def mix_data(mix: CheapestMix) -> dict[str, Any]:
    """Return a mix for machines."""
    from model.scenario.loading import digest

    return {
        "scenario": mix.scenario.name, "digest": digest(mix.scenario), "levers": list(mix.levers),
        "amounts": list(mix.amounts), "today": list(mix.today), "period": mix.period,
        "probability": mix.precision.probability, "seed": mix.how.seed, "check_seed": mix.check_seed,
        "budget": mix.precision.budget,
        "runs": mix.runs, "ended": mix.found.ended, "targets": names_of(mix.scenario.targets),
        **{name: None if c is None else asdict(c) for name, c in
           (("search", mix.search), ("check", mix.check), ("plan", mix.plan))},
        "tried": mix.tried.to_dict("records"),
    }  # fmt: skip
