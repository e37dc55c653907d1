"""The tornado: every parameter at the ends of its range, the others at their values, under the same luck."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.knowing.ranges import Quantity
from model.experiments.knowing.sensitivity import About, Sensitivity
from model.experiments.observing.intervals import mean_and_ends
from model.experiments.observing.observe import Task
from model.experiments.observing.study import at_least_one, gather, ranked, without_rounding
from model.experiments.running.how import DEFAULT_HOW, How
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]


def tornado(
    scenario: Scenario, replications: int = 5, *, about: About | None = None, how: How = DEFAULT_HOW
) -> Sensitivity:
    """Put every parameter at the low and the high end of its range, the others at their values.

    It takes (2 × parameters + 1) × replications runs. Interactions are not seen.

    Returns
    -------
    Sensitivity
        Of a table with a row per output and parameter, the widest swing first: output, measure, parameter, title_zh,
        title_en, unit, low, value, high (of the parameter), at_low, at_value, at_high (mean of the output),
        effect_low, effect_high (mean paired difference from the plan at its values) with 95% intervals
        (effect_low_low, effect_low_high, effect_high_low, effect_high_high), swing (|at_high - at_low|), observed.

    Raises
    ------
    ScenarioError, ValueError, RunError
        As `model.experiments.knowing.uncertainty.uncertain`.
    """
    at_least_one("replications", replications)
    about = about or About()
    plans, outputs, moved = about.plans(scenario)
    # Built before the first run: an end that the schema does not allow is said at once.
    ends = [plans.plan, *(plans.at({q.path: u}).scenario for q in moved for u in (0.0, 1.0))]

    def blocks() -> Iterable[list[Task]]:
        for r in range(replications):
            yield [Task(plan, how.seed, r, outputs.wanted, engine=how.engine) for plan in ends]

    done, complete = gather(blocks(), tornado_runs(len(moved), replications), how)
    values = without_rounding(np.array([[outputs.values(o) for o in block] for block in done]))
    rows = []
    for k, name in enumerate(outputs.names):
        rows += [
            (name, outputs.measures[k], q.path, q.zh, q.en, q.unit, *_ends(q),
             *_effects(values[:, 0, k], values[:, 1 + 2 * n, k], values[:, 2 + 2 * n, k]))
            for n, q in enumerate(moved)
        ]  # fmt: skip
    columns = [
        "output", "measure", "parameter", "title_zh", "title_en", "unit", "low", "value", "high", "at_low", "at_value",
        "at_high", "effect_low", "effect_low_low", "effect_low_high", "effect_high", "effect_high_low",
        "effect_high_high", "swing", "observed",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    table = ranked(table, table["swing"])
    return Sensitivity(plans.plan, table, len(ends), len(done), how.seed, complete)


def tornado_runs(parameters: int, replications: int) -> int:
    """Return how many replications a tornado takes."""
    return (2 * parameters + 1) * replications


def _ends(q: Quantity) -> tuple[float, float, float]:
    first = q.numbers[0]
    return first.low, first.value, first.high


def _effects(base: Floats, low: Floats, high: Floats) -> tuple[float, ...]:
    seen = np.isfinite(base) & np.isfinite(low) & np.isfinite(high)
    base, low, high = base[seen], low[seen], high[seen]
    if not base.size:
        return (*([math.nan] * 10), 0)
    means = (float(low.mean()), float(base.mean()), float(high.mean()))
    return (*means, *mean_and_ends(low - base), *mean_and_ends(high - base), abs(means[2] - means[0]), int(base.size))
