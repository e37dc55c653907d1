"""Why a target is not met: what each resource would gain without limit, and what limits the beds, where and when.

Every resource in turn is without limit (`model.experiments.explaining.relax`), and the plan is run again with the same
luck: a resource that binds nobody gains exactly nothing. What a resource gains is what is lost to its limit while
everything else stays as planned; two that bind together may each gain nothing alone, which is why all are relaxed
together as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.experiments.explaining.relax import EVERYTHING, relaxed
from model.experiments.observing.intervals import mean_and_ends
from model.experiments.observing.observe import Observed, Task
from model.experiments.observing.study import Outputs, at_least_one, gather, numbers_of, outputs_of
from model.experiments.running.how import DEFAULT_HOW, How
from model.measures import Places
from model.measures.staffing import RESOURCES as BINDING
from model.measures.staffing import bottleneck, staffing_frame
from model.scenario.schema import Scenario


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why targets are not met.

    Attributes
    ----------
    scenario : Scenario
    gains : DataFrame
        A row per target and resource, targets in the plan's order and what gains most first: target (name), measure,
        resource (a key of `model.experiments.explaining.relax.RESOURCES`, or "everything"), value (mean as planned),
        value_without_limit, gain (mean difference towards the bound, in the unit of the measure) with its paired 95%
        interval (low, high), shortfall and shortfall_without_limit (means), closed (share of the shortfall that the
        resource closes), probability_met, probability_met_without_limit, observed (replications in which both had a
        value). nan: not observed; so is a target on the amount of the resource itself, which has no number any more.
    binding : DataFrame
        As planned, what limits the staffed beds: a row per month, place and resource: month, place (a county, or a
        hospital of the whole city), resource (a key of `model.measures.staffing.RESOURCES`), share (of hospitals and
        replications in which it binds), beds_lost (open beds that it leaves unstaffed, mean over replications, whole
        population).
    replications, seed : int
    complete : bool
        False: interrupted; the tables rest on the replications that were done.
    """

    scenario: Scenario
    gains: pd.DataFrame
    binding: pd.DataFrame
    replications: int
    seed: int
    complete: bool


def explain(
    scenario: Scenario,
    replications: int = 20,
    *,
    targets: Iterable[str] = (),
    how: How = DEFAULT_HOW,
) -> Explanation:
    """Relax every resource in turn and rank what it gains.

    Parameters
    ----------
    scenario : Scenario
    replications : int
        Of the plan and of the plan with every resource relaxed.
    targets : iterable of str
        Names of targets, or of their measures; by default those that are not met in every replication.
    how : How

    Raises
    ------
    ScenarioError
        A target that cannot be judged or does not exist, or a plan without targets.
    ValueError
        A number out of range.
    RunError
        A replication failed.
    """
    at_least_one("replications", replications)
    outputs = outputs_of(scenario)
    asked = list(targets)
    chosen = numbers_of(outputs, asked)
    plans = {"": scenario, **relaxed(scenario)}

    def blocks() -> Iterable[list[Task]]:
        for r in range(replications):
            yield [Task(plan, how.seed, r, staffing=not name, engine=how.engine) for name, plan in plans.items()]

    done, complete = gather(blocks(), replications * len(plans), how)
    if not asked:
        chosen = [k for k in chosen if any(block[0].met[k] == 0.0 for block in done)]
    return Explanation(
        scenario,
        _gains(outputs, chosen, list(plans)[1:], done),
        binding_of(scenario, [block[0] for block in done]),
        len(done),
        how.seed,
        complete,
    )


def _gains(
    outputs: Outputs, chosen: Sequence[int], names: Sequence[str], done: Sequence[Sequence[Observed]]
) -> pd.DataFrame:
    rows = []
    for k in chosen:
        sign = 1.0 if outputs.at_least[k] else -1.0
        each = []
        for place, name in enumerate(names, 1):
            seen = [(b[0], b[place]) for b in done if not math.isnan(b[0].met[k]) and not math.isnan(b[place].met[k])]
            table = np.array(
                [[o.value[k], o.shortfall[k], o.met[k]] for pair in seen for o in pair], np.float64
            ).reshape(-1, 2, 3)
            mean = table.mean(axis=0) if seen else np.full((2, 3), math.nan)
            gain, low, high = mean_and_ends(sign * (table[:, 1, 0] - table[:, 0, 0]))
            short = float(mean[0, 1])
            closed = (short - float(mean[1, 1])) / short if short > 0.0 else math.nan
            each.append(
                (
                    outputs.names[k], outputs.measures[k], name, float(mean[0, 0]), float(mean[1, 0]), gain, low, high,
                    short, float(mean[1, 1]), closed, float(mean[0, 2]), float(mean[1, 2]), len(seen),
                )
            )  # fmt: skip
        rows += sorted(each, key=_rank)
    columns = [
        "target", "measure", "resource", "value", "value_without_limit", "gain", "low", "high", "shortfall",
        "shortfall_without_limit", "closed", "probability_met", "probability_met_without_limit", "observed",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _rank(row: tuple[object, ...]) -> tuple[bool, bool, float]:
    """Put everything together last, what is not observed before it, and else what gains most first."""
    gain = float(row[5])  # type: ignore[arg-type]
    unseen = math.isnan(gain)
    return row[2] == EVERYTHING, unseen, 0.0 if unseen else -gain


def binding_of(scenario: Scenario, observed: Sequence[Observed]) -> pd.DataFrame:
    """Return what limits staffed beds by month and place; columns as in `Explanation.binding`."""
    places = Places.from_scenario(scenario)
    staffs = [(o.replication, o.staff) for o in observed if o.staff is not None]
    staffing = staffing_frame(places, staffs)
    county = [
        places.counties[places.county_of_region[r]] if r >= 0 else name
        for name, r in zip(places.hospitals, places.hospital_region, strict=True)
    ]
    where = dict(zip(places.hospitals, county, strict=True))
    place = staffing["hospital"].astype(str).map(where)
    tables = []
    for name in dict.fromkeys(county):
        part = bottleneck(staffing[place == name], scenario.scale.value)
        total = part.groupby("month", observed=False)["hospitals"].transform("sum")
        tables.append(
            pd.DataFrame(
                {
                    "month": part["month"].astype(str),
                    "place": name,
                    "resource": part["resource"].astype(str),
                    "share": part["hospitals"] / total,
                    "beds_lost": part["beds_lost"],
                }
            )
        )
    if not tables:
        return pd.DataFrame(columns=["month", "place", "resource", "share", "beds_lost"])
    return pd.concat(tables, ignore_index=True)


def foremost(binding: pd.DataFrame) -> pd.DataFrame:
    """Return a table, places by months, of the resource that binds most often; of those that tie, the first."""
    order = {name: n for n, name in enumerate(BINDING)}
    ranked = binding.assign(order=binding["resource"].map(order)).sort_values(
        ["place", "month", "share", "order"], ascending=[True, True, False, True], kind="stable"
    )
    first = ranked.groupby(["place", "month"], sort=False).head(1)
    table = first.pivot(index="place", columns="month", values="resource")
    return table.loc[list(dict.fromkeys(binding["place"]))]
