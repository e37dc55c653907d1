"""Two levers: for each amount of the first, the least of the second with which targets are met."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from model.experiments.observing.levers import SHORT
from model.experiments.running.how import How
from model.experiments.solving.frontier import Frontier, frontier
from model.experiments.solving.looking import Precision
from model.experiments.solving.sampling import Move, Range, grid_of
from model.explorer.draft import Draft
from model.explorer.questions.answer import Answer
from model.explorer.questions.levers import ERROR, PROBABILITIES, Care, clear_from, number, one_of, precision, texts
from model.explorer.questions.worded import Worded
from model.scenario.schema import Scenario

POINTS = (3, 5, 7, 9)
"""Amounts of the first lever."""
QUICK_MOST, QUICK_STEPS = 12, 20


@dataclass(frozen=True)
class Two(Worded):
    """The question; amounts in the levers' own units."""

    first: str
    first_low: float
    first_high: float
    points: int
    second: str
    second_low: float
    second_high: float
    targets: tuple[str, ...]
    probability: float
    care: Care = "quick"

    kind = "frontier"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Two:
        """Read the question from an address; ValueError: it says something else."""
        return cls(
            one_of(data, "first", SHORT), number(data, "first_low"), number(data, "first_high"),
            one_of(data, "points", POINTS), one_of(data, "second", SHORT), number(data, "second_low"),
            number(data, "second_high"), texts(data, "targets"), one_of(data, "probability", PROBABILITIES),
            one_of(data, "care", ("quick", "sure")),
        )  # fmt: skip

    def ranges(self, scenario: Scenario) -> tuple[Range, Range]:
        """Return the amounts of both; those of the first are whole, evenly spaced, and end near the highest."""
        step = max(1.0, float(round((self.first_high - self.first_low) / (self.points - 1))))
        first = Range(Move.of(self.first), self.first_low, self.first_low + step * (self.points - 1), step)
        if self.care == "sure":
            return first, Range(Move.of(self.second), self.second_low, self.second_high)
        # Half as many steps as by default.
        grid = grid_of(scenario, Move.of(self.second), self.second_low, self.second_high)
        coarse = 2.0 * grid.step if len(grid) > QUICK_STEPS + 1 else grid.step
        steps = math.ceil((grid.high - grid.low) / coarse - 1e-9)
        return first, Range(Move.of(self.second), grid.low, grid.low + coarse * steps, coarse)

    @property
    def precision(self) -> Precision:
        """Return how sure the search makes itself at every amount of the first lever."""
        if self.care == "quick":
            most = min(QUICK_MOST, clear_from(self.probability))
            # Two failures of two are clear; what holds is looked at longer before it is believed.
            return Precision(self.probability, ERROR, first=2, most=most, neighbours=1, spot_checks=0)
        return precision(self.probability, "quick")

    def runs(self, scenario: Scenario) -> int:
        """Return about how many replications it takes, rather too many."""
        sure = self.precision
        steps = len(self.ranges(scenario)[1].grid(scenario))
        looks = math.ceil(math.log2(steps)) + 1 + sure.neighbours + sure.spot_checks
        return self.points * ((sure.first + 1) * (looks + 2) + 2 * sure.most)

    def answered(self, held: Draft, progress: Callable[[int, int], None]) -> Answer:
        """See `model.explorer.questions.asking.Question`."""
        scenario = held.scenario()
        first, second = self.ranges(scenario)
        return answer_of(frontier(scenario, first, second, self.targets, self.precision, How(progress=progress)))


def answer_of(found: Frontier) -> Answer:
    """Return what was found as facts and tables."""
    facts = {
        "first": found.first, "second": found.second, "today": list(found.today),
        "low": found.grids[1].low, "high": found.grids[1].high, "step": found.grids[1].step,
        "probability": found.precision.probability, "runs": found.runs, "breaks": [list(pair) for pair in found.breaks],
        "seed": found.how.seed, "fresh": found.check_seed,
    }  # fmt: skip
    return Answer(facts, {"frontier": found.table}, complete=not found.interrupted)
