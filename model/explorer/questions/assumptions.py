"""Which assumptions matter: every ranged parameter at the ends of its range, the others at their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from model.experiments.knowing.ranges import quantities
from model.experiments.knowing.sensitivity import About
from model.experiments.knowing.tornado import tornado, tornado_runs
from model.experiments.running.how import How
from model.explorer.draft import Draft
from model.explorer.questions.answer import Answer
from model.explorer.questions.levers import one_of, texts
from model.explorer.questions.worded import Worded
from model.scenario.schema import Scenario

REPLICATIONS = (3, 5, 10)


@dataclass(frozen=True)
class Assumptions(Worded):
    """The question; groups are the first words of the parameters' paths."""

    groups: tuple[str, ...]
    replications: int = REPLICATIONS[0]

    kind = "assumptions"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Assumptions:
        """Read the question from an address; ValueError: it says something else."""
        return cls(texts(data, "groups"), one_of(data, "replications", REPLICATIONS))

    def runs(self, scenario: Scenario) -> int:
        """Return how many replications it takes."""
        counts = groups_of(scenario)
        return tornado_runs(sum(counts.get(group, 0) for group in self.groups), self.replications)

    def answered(self, held: Draft, progress: Callable[[int, int], None]) -> Answer:
        """See `model.explorer.questions.asking.Question`."""
        about = About(parameters=self.groups, changes=held.changes)
        found = tornado(held.plan(), self.replications, about=about, how=How(progress=progress))
        facts = {"replications": found.replications, "plans": found.runs, "seed": found.seed,
                 "runs": found.runs * found.replications}
        return Answer(facts, {"tornado": found.table}, found.complete)


def groups_of(scenario: Scenario) -> dict[str, int]:
    """Return the groups of parameters that have a range, and how many each has."""
    return dict(Counter(quantity.path.split(".")[0] for quantity in quantities(scenario)))
