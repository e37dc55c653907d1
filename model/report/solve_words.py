"""What is said of a search for the least amount, in sentences: what moves, what was not confirmed, what binds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.experiments.solving.looking import Tried
from model.experiments.solving.reasons import EVERYTHING
from model.experiments.solving.solve import Answer, Solved
from model.measures import MEASURES
from model.messages import Language, say
from model.report.chances import interval, percent
from model.report.solve_figures import lever_title, titles, written
from model.report.wording import bound, difference, figure, target_title


def chance_words(tried: Tried) -> str:
    """Write a probability with its interval and how many replications it rests on."""
    return f"{percent(tried.probability)} ({interval(tried.low, tried.high)}, n={tried.observed})"


def notes(solved: Solved, language: Language) -> Iterator[str]:
    """Yield what a reader has to know beside the table: what does not move, what was not confirmed."""
    names = titles(solved.effects, language)
    for answer in solved.answers:
        yield from warning_lines(answer, names.get(answer.target, answer.target), language)
    yield from course_lines(solved, language)
    yield from binding_lines(solved, language)


def course_lines(solved: Solved, language: Language) -> Iterator[str]:
    """Yield how every target moves from one end of the range to the other."""
    lever = lever_title(solved.lever, language)
    rows: list[dict[str, Any]] = solved.effects.to_dict("records")  # type: ignore[assignment]
    for row in rows:
        unit = MEASURES[row["measure"]].unit
        said = {
            "target": target_title(row, language),
            "bound": bound(row),
            "lever": lever, "low": written(row["amount_low"]), "high": written(row["amount_high"]),
            "n": row["replications"],
        }  # fmt: skip
        if not row["moves"]:
            met = percent(row["met_high"])
            yield say("solve.unmoved", language, **said, value=figure(row["value_low"], unit), met=met)
            continue
        ends = [difference(row[end], unit, language) for end in ("difference_low", "difference_high")]
        yield say(
            "solve.moved", language, **said, before=figure(row["value_low"], unit),
            after=figure(row["value_high"], unit), change=difference(row["difference"], unit, language),
            ends=" – ".join(ends),
        )  # fmt: skip


def warning_lines(answer: Answer, name: str, language: Language) -> Iterator[str]:
    """Yield what makes an answer doubtful."""
    found, checks = answer.found, answer.checks
    if not found.monotone:
        islands = ", ".join(f"{written(a)}–{written(b)}" if a != b else written(a) for a, b in found.islands)
        yield say("solve.not_monotone", language, target=name, islands=islands)
    if not found.complete:
        yield say("solve.incomplete", language, target=name)
    if checks is not None and checks.confirmed is not True:
        key = "solve.unconfirmed" if checks.confirmed is None else "solve.contradicted"
        yield say(key, language, target=name, check=chance_words(checks.answer))


def binding_lines(solved: Solved, language: Language) -> Iterator[str]:
    """Yield what there would have to be more of for each target that the highest amount does not meet."""
    if solved.relaxed is None:
        return
    names = titles(solved.effects, language)
    p = solved.precision.probability
    missed = solved.effects.loc[~(solved.effects["met_high"] >= p), "target"]
    for target in missed:
        rows = solved.relaxed[solved.relaxed["target"] == target]
        enough = [str(name) for name in rows.loc[rows["met"] >= p, "relaxed"]]
        single = [lever_title(name, language) for name in enough if name != EVERYTHING]
        key = "solve.held" if single else "solve.held_together" if enough else "solve.held_by_rules"
        yield say(key, language, target=names[target], resources=" / ".join(single))
    if solved.binding is not None and len(missed):
        last = solved.binding["month"].iloc[-1]
        at = solved.binding[(solved.binding["month"] == last) & (solved.binding["hospitals"] > 0)]
        pairs = zip(at["resource"], at["hospitals"], strict=True)
        hospitals = ", ".join(f"{say(str(resource), language)} {number:g}" for resource, number in pairs)
        yield say("solve.binding", language, lever=lever_title(solved.lever, language), high=written(solved.grid.high),
                  month=last, hospitals=hospitals)  # fmt: skip
