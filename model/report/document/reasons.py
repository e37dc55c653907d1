"""What a report says beyond a run: what each resource would gain, and the least of each that would do.

It takes more runs, so it is kept beside the results and read again for the next report of the same run.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from model.engines.choice import chosen, compile_first
from model.experiments.explaining.explain import explain
from model.experiments.explaining.relax import relaxed
from model.experiments.observing.levers import SHORT, Lever, amount_of
from model.experiments.running.how import How
from model.experiments.running.output import REASONS, write_json
from model.experiments.running.versions import versions
from model.experiments.running.where import running_on
from model.experiments.solving.looking import Precision
from model.experiments.solving.sampling import Move, Range
from model.experiments.solving.solve import solve
from model.report.document.source import Run
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

PROBABILITY = 0.9
"""With which the least amount has to meet the targets."""
REPLICATIONS = 10
"""Of the plan and of the plan with each resource relaxed."""
PRECISION = Precision(PROBABILITY, first=6, most=40, neighbours=1, spot_checks=2)
INPUTS = frozenset({
    "open_beds", "open_beds_per_10k", "open_beds_per_1000", "psychiatrists", "psychiatrists_per_100k",
    "psychiatrists_per_bed", "nurses", "nurses_per_bed", "health_staff", "health_staff_per_bed", "prevention_staff",
    "prevention_staff_per_township", "rehabilitation_places", "rehabilitation_county_coverage",
    "township_rehabilitation_coverage", "relevant_degree_share",
})  # fmt: skip
"""Measures of what a plan provides, not of what comes of it: with less of it such a target is missed by definition."""
LEAST_RUNS = 120
"""About how many replications the least of a lever takes: for the time left, nothing else."""
LEAST_COLUMNS = ("lever", "targets", "plan", "kind", "amount", "low", "high", "step", "probability", "check", "runs")
RESOURCE = {"beds": "open_beds"}
"""What a lever is called among the resources that are relaxed, where it is another name."""


@dataclass(frozen=True, eq=False)
class Reasons:
    """What was found.

    Attributes
    ----------
    gains, binding : DataFrame
        As in `model.experiments.explaining.explain.Explanation`.
    least : DataFrame
        A row per lever: ``targets`` (names, by blanks, of those that it is the least for); ``plan`` (the plan's
        amount); ``kind`` (of `model.experiments.solving.search.Found`), ``amount`` (the
        least; nan: none), which lies between ``low`` and ``high`` for certain, ``step`` of the amounts looked at;
        ``probability`` there, and ``check`` on a fresh seed; ``runs``.
    targets : tuple of str
        Those on outcomes that the plan meets; a lever's own least is for those that it alone could meet, too.
    replications : int
        Of the gains.
    """

    gains: pd.DataFrame
    binding: pd.DataFrame
    least: pd.DataFrame
    targets: tuple[str, ...]
    replications: int


def met_by_plan(run: Run) -> tuple[str, ...]:
    """Return the targets on outcomes that the plan meets."""
    rows = run.targets[~run.targets["measure"].isin(INPUTS) & (run.targets["probability_met"] >= PROBABILITY)]
    return tuple(rows["target"])


def met_with(lever: str, gains: pd.DataFrame) -> tuple[str, ...]:
    """Return the missed targets on outcomes that would be met with a lever's resource alone without limit."""
    rows = gains[(gains["resource"] == RESOURCE.get(lever, lever)) & ~gains["measure"].isin(INPUTS)]
    return tuple(rows.loc[rows["probability_met_without_limit"] >= PROBABILITY, "target"])


def levers_of(scenario: Scenario) -> list[str]:
    """Return the levers of which the plan states an amount."""
    found = []
    for name in SHORT:
        # A plan that gives the amounts hospital by hospital states no total.
        with suppress(ScenarioError):
            if 0.0 < amount_of(scenario, Lever(name)) < math.inf:
                found.append(name)
    return found


def _gain_runs(run: Run) -> int:
    return min(REPLICATIONS, run.replications) * (1 + len(relaxed(run.scenario)))


def runs_ahead(run: Run) -> int:
    """Return about how many replications `find_out` will run."""
    return _gain_runs(run) + LEAST_RUNS * len(levers_of(run.scenario))


def find_out(run: Run, how: How) -> Reasons:
    """Simulate what a report says beyond a run, with the run's own seed.

    Raises
    ------
    RunError
        A replication failed.
    KeyboardInterrupt
        Ctrl-C; a part of the answer is none.
    """
    compile_first(chosen(how.engine))
    # The same processes for all of it.
    with how.runner() as where, running_on(where):
        return _found_out(run, replace(how, seed=run.seed))


def _found_out(run: Run, how: How) -> Reasons:
    report, replications = how.progress, min(REPLICATIONS, run.replications)
    gained, levers = _gain_runs(run), levers_of(run.scenario)
    ahead = runs_ahead(run)
    explained = explain(run.scenario, replications, how=replace(how, progress=lambda at, _: report(at, ahead)))
    if not explained.complete:
        raise KeyboardInterrupt
    targets = met_by_plan(run)
    rows: list[dict[str, object]] = []
    done = gained
    for n, lever in enumerate(levers):
        wanted = tuple(dict.fromkeys((*targets, *met_with(lever, explained.gains))))
        if not wanted:
            continue
        left = LEAST_RUNS * (len(levers) - n - 1)

        def tell(runs: int, total: int, done: int = done, left: int = left) -> None:
            report(done + runs, done + total + left)

        row = _least(run.scenario, lever, wanted, replace(how, progress=tell))
        done += int(str(row["runs"]))
        rows.append(row)
    least = pd.DataFrame(rows, columns=list(LEAST_COLUMNS))
    report(done, done)
    return Reasons(explained.gains, explained.binding, least, targets, replications)


def _least(scenario: Scenario, lever: str, targets: tuple[str, ...], how: How) -> dict[str, object]:
    plan = amount_of(scenario, Lever(lever))
    # From nothing to twice the plan: where the plan has too much by far, half of it says too little.
    among = Range(Move.of(lever), 0.0, 2.0 * plan)
    solved = solve(scenario, among, targets, PRECISION, around=False, how=how)
    if solved.interrupted:
        raise KeyboardInterrupt
    answer = solved.answer
    found, at = answer.found, answer.found.at_answer
    return {
        "lever": lever, "targets": " ".join(targets), "plan": plan, "kind": found.kind, "amount": found.amount,
        "low": found.low,
        "high": found.high if math.isfinite(found.amount) else solved.grid.high, "step": solved.grid.step,
        "probability": at.probability if at else math.nan,
        "check": answer.checks.answer.probability if answer.checks else math.nan, "runs": solved.runs,
    }  # fmt: skip


# --- kept beside the run ---------------------------------------------------------------------------------


def keep(reasons: Reasons, run: Run) -> None:
    """Keep what was found in the folder of the run."""
    if run.folder is None:
        return
    frames = {name: _records(getattr(reasons, name)) for name in ("gains", "binding", "least")}
    content = {**_stamp(run), "targets": list(reasons.targets), "replications": reasons.replications, **frames}
    beside = run.folder / f".{REASONS}"
    write_json(content, beside)
    beside.replace(run.folder / REASONS)


def kept(run: Run) -> Reasons | None:
    """Return what was found for a report before; None: nothing, or of another run or another version."""
    if run.folder is None:
        return None
    try:
        content: dict[str, Any] = json.loads((run.folder / REASONS).read_text(encoding="utf-8"))
        if any(content[key] != value for key, value in _stamp(run).items()):
            return None
        gains, binding, least = (_frame(content[name]) for name in ("gains", "binding", "least"))
        return Reasons(gains, binding, least, tuple(content["targets"]), int(content["replications"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stamp(run: Run) -> dict[str, object]:
    return {"digest": run.digest, "seed": run.seed, "of": run.replications, "versions": versions()}


def _records(frame: pd.DataFrame) -> dict[str, object]:
    rows = [[None if isinstance(v, float) and not math.isfinite(v) else v for v in row]
            for row in frame.astype(object).to_numpy().tolist()]  # fmt: skip
    return {"columns": list(frame.columns), "rows": rows}


def _frame(content: dict[str, Any]) -> pd.DataFrame:
    """Return a frame as it was; nan where nothing was written."""
    frame = pd.DataFrame(content["rows"], columns=content["columns"])
    for name in frame.columns:
        if frame[name].dtype == object and not frame[name].map(lambda v: isinstance(v, str)).any():
            frame[name] = frame[name].astype(float)
    return frame
