"""The least amount of one lever with which targets are met with a probability."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from model.experiments.observing.levers import SHORT
from model.experiments.running.how import How
from model.experiments.solving.looking import Tried
from model.experiments.solving.sampling import Move, Range
from model.experiments.solving.solve import ALL, Solved, solve
from model.explorer.draft import Draft
from model.explorer.questions.answer import Answer
from model.explorer.questions.levers import PROBABILITIES, Care, number, one_of, precision, texts
from model.explorer.questions.worded import Worded
from model.messages import Language
from model.report.solve_figures import titles
from model.report.solve_words import binding_lines, course_lines, warning_lines
from model.scenario.schema import Scenario

OTHER_LEVERS = 7
"""About how many others are tried where the highest amount is not enough."""


@dataclass(frozen=True)
class Least(Worded):
    """The question; amounts in the lever's own unit."""

    lever: str
    targets: tuple[str, ...]
    probability: float
    low: float
    high: float
    care: Care = "quick"

    kind = "least"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Least:
        """Read the question from an address; ValueError: it says something else."""
        return cls(one_of(data, "lever", SHORT), texts(data, "targets"), one_of(data, "probability", PROBABILITIES),
                   number(data, "low"), number(data, "high"), one_of(data, "care", ("quick", "sure")))

    @property
    def range(self) -> Range:
        """Return the amounts that are looked at."""
        return Range(Move.of(self.lever), self.low, self.high)

    def runs(self, scenario: Scenario) -> int:
        """Return about how many replications it takes, rather too many."""
        sure = precision(self.probability, self.care)
        looks = math.ceil(math.log2(len(self.range.grid(scenario)))) + 1 + 2 * sure.neighbours + sure.spot_checks
        return sure.first * (looks + 2) + 2 * sure.most

    def answered(self, held: Draft, progress: Callable[[int, int], None]) -> Answer:
        """See `model.explorer.questions.asking.Question`."""
        sure = precision(self.probability, self.care)
        solved = solve(held.scenario(), self.range, self.targets, sure, how=How(progress=progress))
        return answer_of(solved)


def answer_of(solved: Solved) -> Answer:
    """Return what was found as facts and tables; sentences in both languages."""
    found, checks = solved.answer.found, solved.answer.checks

    def doubts(language: Language) -> list[str]:
        names = titles(solved.effects, language)
        asked = list(names.values())[1:]
        return list(warning_lines(solved.answer, asked[0] if len(asked) == 1 else names[ALL], language))

    facts = {
        "lever": solved.lever, "today": solved.today, "low": solved.grid.low, "high": solved.grid.high,
        "step": solved.grid.step, "probability": solved.precision.probability, "kind": found.kind,
        "amount": found.amount, "between": [found.low, found.high], "runs": solved.runs,
        "at": _tried(found.at_answer), "check": _tried(checks.answer if checks else None),
        "below": _tried(checks.below if checks else None), "seed": solved.how.seed, "fresh": solved.check_seed,
        "warnings": _said(doubts),
        "courses": _said(lambda language: list(course_lines(solved, language))),
        "binds": _said(lambda language: list(binding_lines(solved, language))),
    }  # fmt: skip
    tables = {"tried": solved.tried, "checks": solved.checks, "effects": solved.effects}
    if solved.relaxed is not None:
        tables["relaxed"] = solved.relaxed
    return Answer(facts, tables, complete=not solved.interrupted)


def _tried(known: Tried | None) -> dict[str, Any] | None:
    return None if known is None else asdict(known)


def _said(words: Callable[[Language], list[str]]) -> dict[str, list[str]]:
    return {"zh": words("zh"), "en": words("en")}
