"""Two kinds of uncertainty, kept apart: what is not known of a plan, and chance.

Outside, draws of everything that is not known (see `drawn`); inside each, replications. Every draw has
luck of its own (replications number on through all draws), so that the two kinds are independent and can be told
apart; common luck would count as neither. The probability that a target is met covers both.

Latin hypercubes spread the draws more evenly than chance would. Intervals that take them for independent, as here, are
on the safe side (M. Stein, 1987, "Large Sample Properties of Simulations Using Latin Hypercube Sampling", Technometrics
29: 143-151); the variance due to not knowing is over by at most one part in the number of draws.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from model.experiments.knowing.components import components, mean_interval, probability
from model.experiments.knowing.drawn import Drawn, Plans, points
from model.experiments.knowing.ranges import Quantity, Shape
from model.experiments.observing.observe import Observed, Task, Wanted
from model.experiments.observing.study import Outputs, at_least_one, gather, outputs_of, ranked, without_rounding
from model.experiments.running.how import DEFAULT_HOW, How
from model.measures.costs import MEASURES as COSTS
from model.measures.targets import range_of
from model.scenario.loading import Overrides
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]
FEWEST = 10
"""Draws below which a rank correlation is not judged."""


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What draws of the parameters and replications within them say.

    Attributes
    ----------
    scenario : Scenario
        The plan with every parameter at its value.
    outputs : DataFrame
        A row per target, then per wanted measure: output (name), measure, mean with its 95% interval (mean_low,
        mean_high), low and high (5th and 95th centile over draws and replications), probability_met with its 95%
        interval (probability_low, probability_high; nan for what is only wanted), shortfall (mean), variance_knowing,
        variance_chance (unit of the measure, squared), share_knowing with its 95% interval (share_low, share_high),
        draws, observed (replications).
    parameters : DataFrame
        A row per output and quantity, what matters most first: output, parameter (path), title_zh, title_en,
        correlation (Spearman's rank correlation of the parameter with the mean over a draw's replications) with its
        95% interval (low, high), p_value, q_value (the share of false alarms among all that are no worse, over the
        quantities of an output).
    runs : DataFrame
        A row per draw, replication and output: draw, replication, output, value, met (1, 0, nan).
    draws : DataFrame
        A row per draw and quantity: draw, parameter, value (in the parameter's unit, after what must add up).
    replications : int
        Within each draw.
    seed : int
    complete : bool
        False: interrupted; the tables rest on the draws that were done.
    """

    scenario: Scenario
    outputs: pd.DataFrame
    parameters: pd.DataFrame
    runs: pd.DataFrame
    draws: pd.DataFrame
    replications: int
    seed: int
    complete: bool


def uncertain(
    scenario: Scenario,
    draws: int = 100,
    replications: int = 2,
    *,
    changes: Overrides = (),
    wanted: Iterable[str | Wanted] = (),
    shape: Shape = "pert",
    how: How = DEFAULT_HOW,
) -> Uncertainty:
    """Judge a plan's targets over what is not known of it and over chance.

    Parameters
    ----------
    scenario : Scenario
        As written. It is run ``draws`` × ``replications`` times.
    draws : int
        Draws of everything that has a range; 20 and its multiples are complete Latin hypercubes.
    replications : int
        Within every draw. Two or more are needed to tell the two kinds apart.
    changes : mapping or sequence of ``path=value``
        A policy laid over every draw. (Facts belong into ``scenario``: they recalibrate what staff carry.)
    wanted : iterable of str or Wanted
        Measures to look at besides the targets, see `Wanted.parse`.
    shape : {"pert", "triangular", "uniform"}
        Distribution of the parameters.
    how : How

    Raises
    ------
    ScenarioError
        A target or measure that cannot be judged, changes that are not allowed, or a plan without any range.
    ValueError
        A number out of range.
    RunError
        A replication failed.
    """
    at_least_one("draws", draws)
    at_least_one("replications", replications)
    asked = tuple(w if isinstance(w, Wanted) else Wanted.parse(w) for w in wanted)
    priced = {*(t.measure for t in scenario.targets), *(w.measure for w in asked)} & set(COSTS)
    plans = Plans(scenario, changes, shape, costs=bool(priced))
    outputs = outputs_of(plans.plan, asked)
    stand = {q.path: points(q, draws, how.seed) for q in plans.quantities}
    drawn: list[Drawn] = []

    def blocks() -> Iterable[list[Task]]:
        for n in range(draws):
            drawn.append(plans.at({path: float(u[n]) for path, u in stand.items()}))
            numbers = range(n * replications, (n + 1) * replications)
            yield [Task(drawn[n].scenario, how.seed, r, outputs.wanted, engine=how.engine) for r in numbers]

    done, complete = gather(blocks(), draws * replications, how)
    values = without_rounding(np.array([[outputs.values(o) for o in block] for block in done]))
    return Uncertainty(
        plans.plan,
        _outputs(outputs, done, values, how.seed),
        _parameters(outputs, plans.quantities, drawn[: len(done)], values),
        _runs(outputs, done, values),
        _draws(plans.quantities, drawn[: len(done)]),
        replications,
        how.seed,
        complete,
    )


def _met(done: Sequence[Sequence[Observed]], number: int) -> Floats:
    return np.array([[o.met[number] for o in block] for block in done])


def _outputs(outputs: Outputs, done: Sequence[Sequence[Observed]], values: Floats, seed: int) -> pd.DataFrame:
    rows = []
    for k, name in enumerate(outputs.names):
        y = values[:, :, k]
        seen = y[~np.isnan(y)]
        low, high = range_of(seen)
        # An unlimited value has no variance; where there is one, the two kinds cannot be told apart.
        split = components(np.where(np.isinf(y).any(), np.nan, y), seed)
        is_target = k < outputs.targets
        chance = probability(_met(done, k)) if is_target else (math.nan,) * 3
        short = np.array([o.shortfall[k] for block in done for o in block]) if is_target else np.zeros(0)
        mean = mean_interval(y) if np.isfinite(seen).all() else (float(seen.mean()), math.nan, math.nan)
        rows.append(
            (
                name, outputs.measures[k], *mean, low, high, *chance,
                float(np.nanmean(short)) if short.size and not np.isnan(short).all() else math.nan,
                split.knowing, split.chance, split.share, split.share_low, split.share_high,
                int((~np.isnan(y)).any(axis=1).sum()), int(seen.size),
            )
        )  # fmt: skip
    columns = [
        "output", "measure", "mean", "mean_low", "mean_high", "low", "high", "probability_met", "probability_low",
        "probability_high", "shortfall", "variance_knowing", "variance_chance", "share_knowing", "share_low",
        "share_high", "draws", "observed",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def rank_correlation(x: Floats, y: Floats) -> tuple[float, float, float, float]:
    """Return Spearman's rank correlation with its 95% interval and p-value; nan where one of the two does not vary.

    Fewer than `FEWEST` draws have neither interval nor p-value: both rest on large samples, and of 127 quantities some
    are in perfect order by chance alone.

    The interval is Fisher's with the variance of E. C. Fieller, H. O. Hartley and E. S. Pearson, 1957, "Tests for Rank
    Correlation Coefficients", Biometrika 44: 470-481.
    """
    seen = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[seen], y[seen]
    if x.size < 3 or np.ptp(x) == 0.0 or np.all(y == y[0]):
        return math.nan, math.nan, math.nan, math.nan
    found = stats.spearmanr(x, y)
    rho = float(found.statistic)
    if x.size < FEWEST:
        return rho, math.nan, math.nan, math.nan
    half = 1.959963984540054 * math.sqrt(1.06 / (x.size - 3))
    z = math.atanh(min(max(rho, -0.999999), 0.999999))
    return rho, math.tanh(z - half), math.tanh(z + half), float(found.pvalue)


def _parameters(
    outputs: Outputs, quantities: Sequence[Quantity], drawn: Sequence[Drawn], values: Floats
) -> pd.DataFrame:
    rows = []
    for k, name in enumerate(outputs.names):
        with warnings.catch_warnings():
            # A draw in which nothing was observed has no mean.
            warnings.simplefilter("ignore", RuntimeWarning)
            y = np.nanmean(values[:, :, k], axis=1)
        for q in quantities:
            found = rank_correlation(np.array([d.values[q.path] for d in drawn]), y)
            rows.append((name, q.path, q.zh, q.en, *found))
    columns = ["output", "parameter", "title_zh", "title_en", "correlation", "low", "high", "p_value"]
    table = pd.DataFrame(rows, columns=columns)
    # Many quantities are looked at together: the rate of false discoveries (Benjamini and Hochberg, 1995).
    table["q_value"] = table.groupby("output")["p_value"].transform(_adjusted)
    return ranked(table, table["correlation"].abs())


def _adjusted(p: pd.Series[float]) -> pd.Series[float]:
    seen = p.notna()
    result = p.copy()
    if seen.any():
        result[seen] = stats.false_discovery_control(p[seen].to_numpy())
    return result


def _runs(outputs: Outputs, done: Sequence[Sequence[Observed]], values: Floats) -> pd.DataFrame:
    met = [
        float(o.met[k]) if k < outputs.targets else math.nan
        for block in done for o in block for k in range(len(outputs.names))
    ]  # fmt: skip
    draws, replications, width = values.shape
    return pd.DataFrame(
        {
            "draw": np.repeat(np.arange(draws), replications * width),
            "replication": np.repeat([o.replication for block in done for o in block], width),
            "output": list(outputs.names) * (draws * replications),
            "value": values.reshape(-1),
            "met": met,
        }
    )


def _draws(quantities: Sequence[Quantity], drawn: Sequence[Drawn]) -> pd.DataFrame:
    rows = [(n, q.path, d.values[q.path]) for n, d in enumerate(drawn) for q in quantities]
    return pd.DataFrame(rows, columns=["draw", "parameter", "value"])
