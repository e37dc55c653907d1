"""Replicate until the answer is precise enough, and go on later from where it stopped.

**Rule of stopping** (sequential fixed width: Chow & Robbins 1965, Annals of Mathematical Statistics 36:457; in
simulation: Law 2015, Simulation Modeling and Analysis, 5th ed., § 9.4.1). A first stage of replications is run, then
batches, and after each the half-widths are looked at; it ends when all that was asked for lie within their bounds. The
interval that is reported is the ordinary one of all replications. Its coverage tends to the nominal one as the bound
gets narrow; with few replications it lies below, because one stops where the variance happens to look small. Two things
keep that loss small, and a test measures it: the first stage has 20 replications (with 5, 95% intervals covered 92%
at the worst bound; with 20, 94%), and looks are 10 replications apart.

**Resting on too few replications**, with the code by which a result says so:

- ``few``: a mean of fewer than 10 (Law 2015, § 9.4.1, asks for at least 10 before a half-width is believed);
- ``skewed``: a mean of fewer than 25 G² where G is the skewness of the replications (Cochran 1977, Sampling
  Techniques, 3rd ed., § 2.15): Student's interval covers less than it says;
- ``few_probability``: a probability from fewer than 30. By the rule of three (Hanley & Lippman-Hand 1983, JAMA
  249:1743) 30 successes in 30 still allow 10% of failures, so that nothing above 90% can be told;
- ``not_observed``: some replications had no value, and the interval is of the others;
- ``infinite``: some were without limit, and the mean has no interval;
- ``wide``: the budget ended before the bound was reached.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import stats

from model.experiments.comparing.samples import Kept, Sample, filling, settled
from model.experiments.observing.intervals import CONFIDENCE, check_confidence, mean_interval, wilson_interval
from model.experiments.observing.observe import Floats, Wanted
from model.experiments.running.how import DEFAULT_HOW, How
from model.measures import MEASURES
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

FIRST, BATCH = 20, 10
FEW_FOR_A_MEAN, FEW_FOR_A_PROBABILITY = 10, 30
SKEWNESS_FACTOR = 25.0
DEFAULT_BUDGET = 1000

COLUMNS: tuple[str, ...] = (
    "quantity", "kind", "measure", "unit", "mean", "low", "high", "half_width", "bound", "reached",
    "deviation", "observed", "not_observed", "infinite", "replications", "warnings",
)  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """How precise is precise enough.

    Attributes
    ----------
    half_width : float or None
        Of the mean of every measure that is wanted, in its unit (of a share: 0.01 is one percentage point); None: none.
    relative : bool
        ``half_width`` is a part of the mean's size instead. The true relative error is then at most
        ``half_width`` / (1 - ``half_width``) (Law 2015, § 9.4.1).
    probability : float or None
        Half-width of P(target met) of every target; None: none.
    confidence : float
        Of each interval by itself.
    first, batch : int
        Replications before the first look, and between looks.

    Raises
    ------
    ValueError
        No bound at all, one that is not above 0, or numbers of replications that are too small.
    """

    half_width: float | None = None
    relative: bool = False
    probability: float | None = None
    confidence: float = CONFIDENCE
    first: int = FIRST
    batch: int = BATCH

    def __post_init__(self) -> None:
        """Refuse what is no precision."""
        check_confidence(self.confidence)
        if self.half_width is None and self.probability is None:
            raise ValueError("say how precise the answer must be: half_width of the measures, probability, or both")
        for name in ("half_width", "probability"):
            value = getattr(self, name)
            if value is not None and not (value > 0.0 and math.isfinite(value)):
                raise ValueError(f"{name} must be above 0, not {value:g}")
        if self.relative and not (self.half_width or 0.0) < 1.0:
            raise ValueError("a relative half_width must be given and lie below 1 (0.05 is 5% of the mean)")
        if self.first < 2 or self.batch < 1:
            raise ValueError(f"first must be 2 or more and batch 1 or more, not {self.first} and {self.batch}")


DEFAULT_BOUNDS = Bounds(probability=0.1)


@dataclass(frozen=True, eq=False)
class Replicated:
    """What replications said, to which precision.

    Attributes
    ----------
    sample : Sample
        Every replication that was run; `more` goes on with them.
    wanted : tuple of Wanted
        Their periods written out.
    bounds : Bounds
    replications : int
    reached : bool
        Whether everything lies within its bound; if not, the budget ended first.
    table : DataFrame
        A row per wanted measure (``kind`` "measure"), and per target its value ("target") and P(met)
        ("probability"). Columns `COLUMNS`: ``quantity`` (name) · ``measure``, ``unit`` (of mean, low, high, half_width,
        deviation) · ``mean`` with its interval ``low``, ``high`` (Student's t; probabilities: Wilson) ·
        ``half_width``, and the ``bound`` that was asked of it (nan: none), ``reached`` (true where there is none) ·
        ``deviation`` (standard deviation of one replication) · ``observed``, ``not_observed``, ``infinite``,
        ``replications`` (numbers of replications) · ``warnings`` (codes of `precision`, by spaces).
    """

    sample: Sample
    wanted: tuple[Wanted, ...]
    bounds: Bounds
    how: How = field(repr=False)
    replications: int
    reached: bool
    table: pd.DataFrame

    def more(self, half_width: float | None = None, probability: float | None = None,
             budget: int = DEFAULT_BUDGET) -> Replicated:  # fmt: skip
        """Go on to narrower bounds, or with a larger budget; nothing that was run is run again.

        Parameters
        ----------
        half_width, probability : float, optional
            New bounds; by default those before.
        budget : int
            Replications in all, those before included.

        The result is the one that `replicate` gives with these bounds from the start, whatever was run before.
        """
        given = {name: v for name, v in (("half_width", half_width), ("probability", probability)) if v is not None}
        return _until(self.sample, self.wanted, replace(self.bounds, **given), budget, self.how)  # type: ignore[arg-type]


def replicate(
    scenario: Scenario,
    wanted: Sequence[Wanted | str] = (),
    bounds: Bounds | float = DEFAULT_BOUNDS,
    budget: int = DEFAULT_BUDGET,
    how: How = DEFAULT_HOW,
    kept: Kept = None,
) -> Replicated:
    """Run replications until what is wanted is known well enough, or the budget ends.

    Parameters
    ----------
    scenario : Scenario
    wanted : sequence of Wanted or str
        Measures, as ``"occupancy@2025-12"`` (see `Wanted.parse`).
    bounds : Bounds or float
        A number is the half-width of every wanted measure.
    budget : int
        Replications at most.
    how : How
    kept : path, optional
        The folder in which replications are kept and found again; by default they are in memory alone.

    Returns
    -------
    Replicated

    Raises
    ------
    ScenarioError
        A measure, period or county that the plan does not have; nothing to make precise.
    ValueError
        A number out of range.
    RunError
        A replication failed.
    """
    bounds = bounds if isinstance(bounds, Bounds) else Bounds(float(bounds))
    asked = settled(scenario, [Wanted.parse(of) if isinstance(of, str) else of for of in wanted])
    if bounds.half_width is not None and not asked:
        raise ScenarioError("half_width is of measures, and none is wanted: name one, such as occupancy@2025-12")
    if bounds.probability is not None and not scenario.targets:
        raise ScenarioError(f"{scenario.name} states no targets, so P(met) cannot be made precise")
    return _until(Sample(scenario, how.seed, kept), asked, bounds, budget, how)


def _until(sample: Sample, wanted: tuple[Wanted, ...], bounds: Bounds, budget: int, how: How) -> Replicated:
    if budget < bounds.first:
        raise ValueError(f"budget must be {bounds.first} or more (the first stage), not {budget}")
    done = 0
    look = bounds.first
    how.progress(0, budget)
    with filling(how) as place:
        while True:
            for number in place.fill([sample], done, look, [wanted]):
                how.progress(number + 1, budget)
            done = look
            table = describe(sample, wanted, done, bounds)
            reached = bool(table["reached"].all())
            if reached or done >= budget:
                break
            look = min(done + bounds.batch, budget)
    how.progress(done, done)
    return Replicated(sample, wanted, bounds, how, done, reached, table)


def describe(sample: Sample, wanted: Sequence[Wanted], replications: int, bounds: Bounds) -> pd.DataFrame:
    """Return the table of `Replicated` for the first so many replications of a sample."""
    rows = [
        _mean_row(str(of), "measure", of.measure, sample.of(str(of), replications), bounds) for of in wanted
    ]  # fmt: skip
    for name, target in zip(sample.targets, sample.scenario.targets, strict=True):
        rows.append(_mean_row(name, "target", target.measure, sample.of(f"value:{name}", replications), bounds))
        rows.append(_probability_row(name, target.measure, sample.of(f"met:{name}", replications), bounds))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _mean_row(name: str, kind: str, measure: str, values: Floats, bounds: Bounds) -> dict[str, object]:
    of = mean_interval(values, bounds.confidence)
    bound = math.nan if bounds.half_width is None or kind != "measure" else bounds.half_width
    if bounds.relative:
        bound *= abs(float(of.mean))
    half, observed = float(of.half_width), int(of.observed)
    reached = math.isnan(bound) or half <= bound
    if bounds.relative and kind == "measure" and math.isnan(float(of.mean)):
        reached = False
    return {
        "quantity": name, "kind": kind, "measure": measure, "unit": MEASURES[measure].unit,
        "mean": float(of.mean), "low": float(of.low), "high": float(of.high), "half_width": half,
        "bound": bound, "reached": reached, "deviation": float(of.deviation), "observed": observed,
        "not_observed": int(of.missing), "infinite": int(of.infinite), "replications": values.size,
        "warnings": " ".join([*warnings_of_mean(values), *(() if reached else ("wide",))]),
    }  # fmt: skip


def _probability_row(name: str, measure: str, met: Floats, bounds: Bounds) -> dict[str, object]:
    seen = met[~np.isnan(met)]
    low, high = (float(end) for end in wilson_interval(int(seen.sum()), seen.size, bounds.confidence))
    bound = math.nan if bounds.probability is None else bounds.probability
    half = (high - low) / 2.0
    reached = math.isnan(bound) or half <= bound
    mean = float(seen.mean()) if seen.size else math.nan
    return {
        "quantity": name, "kind": "probability", "measure": measure, "unit": "share", "mean": mean, "low": low,
        "high": high, "half_width": half, "bound": bound, "reached": reached,
        "deviation": math.sqrt(mean * (1.0 - mean)) if seen.size else math.nan, "observed": seen.size,
        "not_observed": met.size - seen.size, "infinite": 0, "replications": met.size,
        "warnings": " ".join([*warnings_of_probability(met), *(() if reached else ("wide",))]),
    }  # fmt: skip


def warnings_of_mean(values: Floats) -> list[str]:
    """Return the codes of what makes a mean doubtful (see this module's text)."""
    seen = values[~np.isnan(values)]
    found = ["few"] if seen.size < FEW_FOR_A_MEAN else []
    if seen.size > 2 and float(mean_interval(seen).deviation) > 0.0:
        skewness = float(stats.skew(seen, bias=False))
        found += ["skewed"] if seen.size < SKEWNESS_FACTOR * skewness**2 else []
    found += ["not_observed"] if seen.size < values.size else []
    return found + (["infinite"] if np.isinf(seen).any() else [])


def warnings_of_probability(met: Floats) -> list[str]:
    """Return the codes of what makes a probability doubtful (see this module's text)."""
    observed = int((~np.isnan(met)).sum())
    found = ["few_probability"] if observed < FEW_FOR_A_PROBABILITY else []
    return found + (["not_observed"] if observed < met.size else [])


__all__ = ["Bounds", "Replicated", "describe", "replicate", "warnings_of_mean", "warnings_of_probability"]
