"""Which parameters matter: what `tornado`, `screening` and `sobol` share.

A run is a plan with its parameters somewhere in their ranges, averaged over the same replications of the same seed:
all runs share their luck. What is then attributed to parameters is the answer of the plan under that luck. What luck
adds beyond (that another parameter changes who meets whom) is left in the indices as noise, and is made smaller by more
replications: with ``replications=1`` an effect below the chance variation of the measure is not to be trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.knowing.drawn import Plans
from model.experiments.knowing.ranges import Quantity, Shape
from model.experiments.observing.observe import Observed, Task, Wanted
from model.experiments.observing.study import Outputs, gather, outputs_of, without_rounding
from model.experiments.running.how import How
from model.measures.costs import MEASURES as COSTS
from model.scenario.loading import Overrides
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class About:
    """What an experiment on parameters is about.

    Attributes
    ----------
    parameters : tuple of str
        Paths of quantities, or the beginnings of paths (``home``); empty: everything that has a range.
    changes : mapping or sequence of ``path=value``
        A policy laid over every plan.
    wanted : tuple of str or Wanted
        Measures to look at besides the targets.
    shape : {"pert", "triangular", "uniform"}
        Distribution of the parameters (their ends are the same in all of them).
    """

    parameters: tuple[str, ...] = ()
    changes: Overrides = ()
    wanted: tuple[str | Wanted, ...] = ()
    shape: Shape = "pert"

    def plans(self, scenario: Scenario) -> tuple[Plans, Outputs, tuple[Quantity, ...]]:
        """Return the plan as a function of its parameters, what is read of a run, and what is moved.

        Raises
        ------
        ScenarioError
            Something named that does not exist, or nothing that could be moved.
        """
        asked = tuple(w if isinstance(w, Wanted) else Wanted.parse(w) for w in self.wanted)
        priced = {*(t.measure for t in scenario.targets), *(w.measure for w in asked)} & set(COSTS)
        plans = Plans(scenario, self.changes, self.shape, costs=bool(priced))
        outputs = outputs_of(plans.plan, asked)
        moved = plans.named(self.parameters)
        if not moved:
            raise ScenarioError(f"{scenario.name} gives no range to anything, so that nothing is uncertain")
        return plans, outputs, moved


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """A table of what matters.

    Attributes
    ----------
    scenario : Scenario
        The plan with every parameter at its value.
    table : DataFrame
        See the function that made it.
    runs : int
        Plans that were run, each ``replications`` times.
    replications, seed : int
    complete : bool
        False: interrupted; the table rests on what was done.
    """

    scenario: Scenario
    table: pd.DataFrame
    runs: int
    replications: int
    seed: int
    complete: bool


def run_all(
    plans: Plans, moved: Sequence[Quantity], outputs: Outputs, where: Floats, size: tuple[int, int], how: How
) -> tuple[Floats, int, bool]:
    """Return means over replications, shape (rows done, outputs), the rows done, and whether all were.

    ``size``: rows of a block, all of which are needed together, and replications of a row.
    """
    block, replications = size

    def blocks() -> Iterable[list[Task]]:
        for start in range(0, len(where), block):
            yield [
                Task(plan, how.seed, r, outputs.wanted, engine=how.engine)
                for row in where[start : start + block]
                for plan in [plans.at({q.path: float(u) for q, u in zip(moved, row, strict=True)}).scenario]
                for r in range(replications)
            ]

    done, complete = gather(blocks(), len(where) * replications, how)
    observed: list[Observed] = [o for block in done for o in block]
    values = np.array([outputs.values(o) for o in observed]).reshape(-1, replications, len(outputs.names))
    return without_rounding(values).mean(axis=1), values.shape[0], complete
