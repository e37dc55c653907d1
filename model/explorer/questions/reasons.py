"""What binds: every resource without limit in turn, and what limits the staffed beds, where and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from model.experiments.explaining.explain import explain, foremost
from model.experiments.explaining.relax import RESOURCES
from model.experiments.running.how import How
from model.explorer.draft import Draft
from model.explorer.questions.answer import Answer
from model.explorer.questions.levers import one_of, texts
from model.explorer.questions.worded import Worded
from model.scenario.schema import Scenario

REPLICATIONS = (5, 10, 20)


@dataclass(frozen=True)
class Reasons(Worded):
    """The question; no targets: those that are missed in some replication."""

    targets: tuple[str, ...] = ()
    replications: int = REPLICATIONS[0]

    kind = "reasons"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reasons:
        """Read the question from an address; ValueError: it says something else."""
        return cls(texts(data, "targets"), one_of(data, "replications", REPLICATIONS))

    def runs(self, scenario: Scenario) -> int:
        """Return about how many replications it takes, rather too many."""
        return (len(RESOURCES) + 2) * self.replications

    def answered(self, held: Draft, progress: Callable[[int, int], None]) -> Answer:
        """See `model.explorer.questions.asking.Question`."""
        found = explain(held.scenario(), self.replications, targets=self.targets, how=How(progress=progress))
        facts = {"replications": found.replications, "seed": found.seed,
                 "runs": found.replications * (1 + found.gains["resource"].nunique())}
        tables = {"gains": found.gains, "binding": found.binding}
        if not found.binding.empty:
            first = foremost(found.binding)
            first.columns.name = None
            tables["foremost"] = first.rename_axis("place").reset_index()
        return Answer(facts, tables, found.complete)
