"""Why an amount is not enough: whether a target moves with the lever at all, and what holds it back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from model.experiments.observing.levers import SHORT, Lever, amount_of, moved
from model.experiments.observing.observe import Observed
from model.experiments.solving.sampling import Sampler
from model.measures.places import Places
from model.measures.registry import MEASURES
from model.measures.staffing import bottleneck, staffing_frame
from model.measures.targets import bound_of, names_of
from model.scenario.problems import ScenarioError

EFFECT_COLUMNS = (
    "target", "measure", "title_zh", "title_en", "scope", "date", "bound_kind", "bound", "amount_low", "amount_high",
    "value_low", "value_high", "difference", "difference_low", "difference_high", "moves", "met_low", "met_high",
    "replications",
)  # fmt: skip
RELAXED_COLUMNS = ("relaxed", "target", "value", "change", "met", "replications")
AMPLE = 10.0
"""How many times the plan's amount of another lever is given. Not unlimited: what counts it could not be observed."""
EVERYTHING = "everything"
"""Name of all other levers together."""
_Z_95 = 1.959963984540054


def effects(sampler: Sampler, low: Sequence[float], high: Sequence[float], replications: int) -> pd.DataFrame:
    """Return how each target moves from one end of a range to the other, on the same luck.

    Parameters
    ----------
    sampler : Sampler
    low, high : sequence of float
        Amounts of the levers.
    replications : int

    Returns
    -------
    DataFrame
        A row per target: its words and bound; ``value_low``, ``value_high`` (mean at either end) and their
        ``difference`` with its 95% interval over pairs of replications, in the measure's unit; ``moves`` (False: the
        same to the last bit in every pair); ``met_low``, ``met_high`` (share of replications).
    """
    at_low, at_high = (sampler.observed(amounts, 0, replications) for amounts in (low, high))
    rows = []
    targets = sampler.scenario.targets
    for i, (name, target) in enumerate(zip(names_of(targets), targets, strict=True)):
        before, after = (np.array([one.value[i] for one in ends]) for ends in (at_low, at_high))
        with np.errstate(invalid="ignore"):
            pairs = np.where(before == after, 0.0, after - before)
        pairs = pairs[~np.isnan(pairs)]
        difference = float(pairs.mean()) if pairs.size else math.nan
        half = _Z_95 * float(pairs.std(ddof=1)) / math.sqrt(pairs.size) if pairs.size > 1 else math.nan
        title = target.title or MEASURES[target.measure].title
        rows.append((
            name, target.measure, title.zh, title.en, target.scope, target.date.isoformat(),
            "at_most" if target.at_least is None else "at_least",
            bound_of(target), low[0], high[0],
            _mean(before), _mean(after), difference, difference - half, difference + half, bool((pairs != 0.0).any()),
            _mean(np.array([one.met[i] for one in at_low])), _mean(np.array([one.met[i] for one in at_high])),
            replications,
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def relaxed(sampler: Sampler, amounts: Sequence[float], replications: int) -> pd.DataFrame:
    """Return what becomes of every target with ten times as much of the other levers, each in turn and all together.

    Parameters
    ----------
    sampler : Sampler
    amounts : sequence of float
        Where the levers that are moved stand.
    replications : int

    Returns
    -------
    DataFrame
        A row per lever and target: ``relaxed`` (of `observing.levers.SHORT`, or `EVERYTHING`), ``value`` (mean;
        ``change`` against the same replications without it), ``met`` (share of replications). Only levers of which
        the plan gives an amount.
    """
    before = sampler.observed(amounts, 0, replications)
    held = {lever.key for move in sampler.moves for lever in move.levers}
    plan = sampler.plan(amounts)
    rows: list[tuple[str, str, float, float, float, int]] = []
    others = [Lever(name) for name, key in SHORT.items() if key not in held and _given(sampler, Lever(name))]
    together = [(EVERYTHING, others)] if len(others) > 1 else []
    for name, levers in [*((lever.path, [lever]) for lever in others), *together]:
        more = {lever: AMPLE * amount_of(sampler.scenario, lever) for lever in levers}
        after = sampler.run(moved(plan, more), range(replications))
        for i, target in enumerate(names_of(plan.targets)):
            now, value = _mean(_values(before, i)), _mean(_values(after, i))
            met = _mean(np.array([one.met[i] for one in after]))
            rows.append((name, target, value, 0.0 if value == now else value - now, met, replications))
    return pd.DataFrame(rows, columns=list(RELAXED_COLUMNS))


def binding(sampler: Sampler, amounts: Sequence[float], replications: int) -> pd.DataFrame:
    """Return what limits staffed beds month by month (`model.measures.bottleneck`) with levers at amounts."""
    observed = sampler.run(sampler.plan(amounts), range(replications), staffing=True)
    staff = [(one.replication, one.staff) for one in observed if one.staff is not None]
    return bottleneck(staffing_frame(Places.from_scenario(sampler.scenario), staff), sampler.scenario.scale.value)


def _given(sampler: Sampler, lever: Lever) -> bool:
    try:
        return 0.0 < amount_of(sampler.scenario, lever) < math.inf
    except ScenarioError:
        # Left out of the plan: the rules say what holds instead, and nothing can be taken away.
        return False


def _values(observed: Sequence[Observed], target: int) -> np.ndarray:
    return np.array([one.value[target] for one in observed])


def _mean(values: np.ndarray) -> float:
    seen = values[~np.isnan(values)]
    return float(seen.mean()) if seen.size else math.nan
