"""What the experiments that ask "why" share: what is read of a run, and replications gathered block by block.

A block is as much as an answer can be made of: the replication of every variant, the draws of a trajectory. Who is
stopped by Ctrl-C keeps the whole blocks that were done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.engines.choice import chosen, compile_first
from model.experiments.observing.observe import Observe, Observed, Task, Wanted, check_wanted
from model.experiments.running.how import How
from model.experiments.running.where import complete, elsewhere
from model.measures import check_targets
from model.measures.targets import names_of
from model.scenario.problems import ScenarioError, meant
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]

@dataclass(frozen=True)
class Outputs:
    """The numbers that an experiment reads of every replication: the plan's targets, then what is wanted besides.

    Attributes
    ----------
    names : tuple of str
        As `model.measures.targets.names_of` and `Wanted` write them.
    measures : tuple of str
        Key of the measure of each.
    at_least : tuple of bool or None
        Which way a target lies; None for what is only wanted.
    wanted : tuple of Wanted
    """

    names: tuple[str, ...]
    measures: tuple[str, ...]
    at_least: tuple[bool | None, ...]
    wanted: tuple[Wanted, ...] = ()

    @property
    def targets(self) -> int:
        """Return how many of them, the first, are targets."""
        return len(self.names) - len(self.wanted)

    def values(self, observed: Observed) -> Floats:
        """Return all of them from what was observed of a replication."""
        return np.concatenate([observed.value, observed.wanted])


def outputs_of(scenario: Scenario, wanted: Iterable[str | Wanted] = ()) -> Outputs:
    """Return what is read of a plan's replications.

    Raises
    ------
    ScenarioError
        A target that no run could judge, a wanted measure that does not exist, or nothing to read at all.
    """
    check_targets(scenario)
    asked = tuple(w if isinstance(w, Wanted) else Wanted.parse(w) for w in wanted)
    check_wanted(scenario, asked)
    targets = scenario.targets
    if not targets and not asked:
        raise ScenarioError(f"{scenario.name} states no targets; name a measure to look at, such as occupancy")
    return Outputs(
        (*names_of(targets), *(str(w) for w in asked)),
        (*(t.measure for t in targets), *(w.measure for w in asked)),
        (*(t.at_least is not None for t in targets), *(None for _ in asked)),
        asked,
    )


def numbers_of(outputs: Outputs, chosen_names: Iterable[str]) -> list[int]:
    """Return the places of outputs that are named in full or by their measure; all of them when none is named.

    Raises
    ------
    ScenarioError
        A name that is none of the outputs.
    """
    found: list[int] = []
    for name in chosen_names:
        here = [k for k, n in enumerate(outputs.names) if name in (n, outputs.measures[k])]
        if not here:
            raise ScenarioError(f"no target is called {name!r}{meant(name, outputs.names, 'targets')}")
        found += [k for k in here if k not in found]
    return found or list(range(len(outputs.names)))


def ranked(table: pd.DataFrame, strength: pd.Series[float]) -> pd.DataFrame:
    """Return a table with outputs in their order, and within each the strongest first, what has no strength last."""
    place = {name: n for n, name in enumerate(dict.fromkeys(table["output"]))}
    order = pd.DataFrame({"output": table["output"].map(place), "strength": -strength})
    return table.loc[order.sort_values(["output", "strength"], kind="stable").index].reset_index(drop=True)


def at_least_one(name: str, number: int) -> None:
    """Refuse a count below 1.

    Raises
    ------
    ValueError
        Naming the count.
    """
    if number < 1:
        raise ValueError(f"{name} must be 1 or more, not {number}")


def without_rounding(values: Floats) -> Floats:
    """Return outputs (last axis) whose differences are real: what differs in its last digits alone is made the same."""
    for k in range(values.shape[-1]):
        y = values[..., k]
        seen = y[np.isfinite(y)]
        if seen.size and np.ptp(seen) <= 1e-9 * max(1.0, abs(float(seen[0]))):
            y[np.isfinite(y)] = seen[0]
    return values


def gather(blocks: Iterable[list[Task]], total: int, how: How) -> tuple[list[list[Observed]], bool]:
    """Run blocks of tasks and return what was observed, block by block, and whether all of it was done.

    Parameters
    ----------
    blocks : iterable of list of Task
        Read as they are needed.
    total : int
        Tasks in all, for the progress.

    Raises
    ------
    RunError
        A replication failed. An answer that leaves out what failed would be a wrong one.
    KeyboardInterrupt
        Before the first block was done.
    """
    lengths: list[int] = []

    def tasks() -> Iterable[Task]:
        for block in blocks:
            lengths.append(len(block))
            yield from block

    if not elsewhere():
        compile_first(chosen(how.engine))
    done: list[list[Observed]] = []
    block: list[Observed] = []
    count = 0
    how.progress(0, total)
    with how.runner() as where:
        try:
            for result in complete(where.map(Observe(), tasks())):
                block.append(result)
                count += 1
                how.progress(count, total)
                if len(block) == lengths[len(done)]:
                    done.append(block)
                    block = []
        except KeyboardInterrupt:
            if not done:
                raise
            return done, False
    return done, True
