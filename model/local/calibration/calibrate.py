"""Fitting a plan's uncertain parameters to what a city observed.

Wave after wave: the parameters are drawn, runs are made there, emulators learn every indicator from them, and draws of
the posterior by the emulators say where the next wave looks (history matching: I. Vernon, M. Goldstein and R. G. Bower,
2010, as in `model.local.calibration.emulator`). The first wave draws from the distributions of the plan; later ones
from the posterior with errors twice as wide, so that nothing is shut out too soon. At the end the plan itself is run at
draws from the posterior: what was observed must lie among what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from model.experiments.knowing.drawn import Plans, points
from model.experiments.knowing.ranges import Quantity
from model.experiments.observing.observe import Observed, Task
from model.experiments.observing.study import gather
from model.experiments.running.how import How
from model.local.calibration.emulator import Emulator, learn
from model.local.calibration.indicators import Indicator, wanted_of
from model.local.calibration.posterior import Drawn, drawn, log_likelihood, predicted
from model.local.told import ToldError
from model.scenario.loading import Overrides
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]
LEAST_RUNS = 40
"""Of which emulators can be learnt."""
IMPLAUSIBLE = 3.0
"""Standard deviations of emulator, chance and measurement together beyond which a point is ruled out."""
LOOKED_AT = 5_000
"""Draws from the plan's distributions of which the share that is ruled out is told."""
WIDER = 2.0
UNVERIFIED = ("K", "")
EDGE = 1e-6
"""Quantiles are kept inside (0, 1)."""


@dataclass(frozen=True)
class Effort:
    """How much is run.

    Attributes
    ----------
    draws : int
        Runs of each wave.
    waves : int
    checks : int
        Runs at draws from the posterior at the end.
    """

    draws: int = 120
    waves: int = 3
    checks: int = 40

    @property
    def runs(self) -> int:
        """Return all of them."""
        return self.draws * self.waves + self.checks


@dataclass(eq=False)
class Runs:
    """Runs so far: where the parameters stood, and what came out.

    Attributes
    ----------
    points : float64, shape (n, parameters)
        Normal scores.
    values : float64, shape (n, indicators)
        nan: not observed.
    """

    points: Floats
    values: Floats
    complete: bool = True

    def add(self, other: Runs) -> None:
        """Take in more."""
        self.points = np.concatenate([self.points, other.points])
        self.values = np.concatenate([self.values, other.values])
        self.complete = self.complete and other.complete

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.points)


@dataclass(frozen=True, eq=False)
class Calibration:
    """What the observed indicators say of a plan's parameters.

    Attributes
    ----------
    plans : Plans
        The plan as a function of where its parameters stand.
    quantities : tuple of Quantity
    indicators : tuple of Indicator
    emulators : tuple of Emulator
    first : float64, shape (n, indicators)
        The runs of the first wave: what the plan says before.
    posterior : Drawn
    checks : float64, shape (c, indicators)
        Runs at draws from the posterior.
    left : tuple of float
        After each wave, the share of the plan's distributions that is not ruled out.
    runs : int
    complete : bool
        False: interrupted; the answer rests on what was done.
    seed : int
    """

    plans: Plans
    quantities: tuple[Quantity, ...]
    indicators: tuple[Indicator, ...]
    emulators: tuple[Emulator, ...]
    first: Floats
    posterior: Drawn
    checks: Floats
    left: tuple[float, ...]
    runs: int
    complete: bool
    seed: int


@dataclass(eq=False)
class _Work:
    """A calibration on its way."""

    plans: Plans
    quantities: tuple[Quantity, ...]
    indicators: tuple[Indicator, ...]
    effort: Effort
    how: How
    done: int = 0
    runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        self.runs = Runs(np.zeros((0, len(self.quantities))), np.zeros((0, len(self.indicators))))

    def run(self, where: Floats) -> Runs:
        """Run the plan at points; each run has luck of its own."""
        wanted = wanted_of(self.indicators)
        stand = np.clip(special.ndtr(where), EDGE, 1.0 - EDGE)

        def blocks() -> Iterable[list[Task]]:
            for n, row in enumerate(stand):
                at = {q.path: float(u) for q, u in zip(self.quantities, row, strict=True)}
                scenario = replace_targets(self.plans.at(at).scenario)
                yield [Task(scenario, self.how.seed, self.done + n, wanted, engine=self.how.engine)]

        told = self.how.progress
        before, total = self.done, self.effort.runs
        how = replace(self.how, progress=lambda done, _: told(before + done, total))
        done, complete = gather(blocks(), len(where), how)
        self.done += len(done)
        return Runs(where[: len(done)], np.array([_values(block[0]) for block in done]), complete)

    def first_points(self) -> Floats:
        """Return a Latin hypercube over the plan's distributions."""
        draws = self.effort.draws
        return np.array([_scores(points(q, draws, self.how.seed)) for q in self.quantities]).T


def calibrate(
    scenario: Scenario,
    indicators: Sequence[Indicator],
    parameters: Sequence[str] = (),
    *,
    changes: Overrides = (),
    effort: Effort | None = None,
    how: How | None = None,
) -> Calibration:
    """Fit a plan's uncertain parameters to observed indicators.

    Parameters
    ----------
    scenario : Scenario
        As written.
    indicators : sequence of Indicator
    parameters : sequence of str
        Paths, or their beginnings; by default every parameter with a range that is of grade K or of none.
    changes : mapping or sequence of ``path=value``
        Laid over every run.
    effort : Effort, optional
    how : How, optional

    Raises
    ------
    ScenarioError
        A parameter without a range, or changes that the plan does not allow.
    ToldError
        Nothing is uncertain, an indicator is not observed in the runs, or too few runs were made.
    RunError
        A run failed.
    """
    effort, how = effort or Effort(), how or How()
    plans = Plans(scenario, changes)
    chosen = plans.named(parameters) if parameters else tuple(q for q in plans.quantities if q.grade in UNVERIFIED)
    if not chosen:
        raise ToldError("calibrate.nothing", name=scenario.name)
    work = _Work(plans, chosen, tuple(indicators), effort, how)
    left: list[float] = []
    first = where = work.first_points()
    emulators: tuple[Emulator, ...] = ()
    waves = 0
    while waves < effort.waves and work.runs.complete:
        try:
            work.runs.add(work.run(where))
            waves += 1
            emulators = _learnt(work, len(first) if waves == 1 else 0)
            left.append(_left(emulators, work))
            if waves < effort.waves and work.runs.complete:
                where = _next(emulators, work, waves)
        except KeyboardInterrupt:
            if len(work.runs) < LEAST_RUNS:
                raise
            work.runs.complete = False
    if not emulators or len(emulators[0].off) < min(LEAST_RUNS, len(work.runs)):
        emulators = _learnt(work, 0)
    posterior = _posterior(emulators, work, 1.0, how.seed)
    checks = _checked(posterior, work)
    return Calibration(
        plans, chosen, tuple(indicators), emulators, work.runs.values[: effort.draws], posterior, checks, tuple(left),
        work.done, work.runs.complete, how.seed,
    )  # fmt: skip


def replace_targets(scenario: Scenario) -> Scenario:
    """Return a plan without its targets: nobody judges them here."""
    return scenario.model_copy(update={"targets": ()})


def _values(observed: Observed) -> Floats:
    return observed.wanted


def _scores(u: Floats) -> Floats:
    scores: Floats = special.ndtri(np.clip(u, EDGE, 1.0 - EDGE))
    return scores


def _learnt(work: _Work, least: int) -> tuple[Emulator, ...]:
    """Learn an emulator of every indicator from the runs that came anywhere near what was observed."""
    runs = work.runs
    if len(runs) < LEAST_RUNS:
        raise ToldError("calibrate.few", n=len(runs), least=LEAST_RUNS)
    near = _near(work, least)
    found = []
    for k, indicator in enumerate(work.indicators):
        seen = near & np.isfinite(runs.values[:, k])
        if seen.sum() < LEAST_RUNS // 2:
            raise ToldError("calibrate.unseen", name=indicator.name, n=int(seen.sum()), runs=len(runs))
        found.append(learn(runs.points[seen], runs.values[seen, k], work.how.seed))
    return tuple(found)


def _near(work: _Work, first: int) -> NDArray[np.bool_]:
    """Tell which runs to learn from: all of the first wave, later those no further off than the last wave's."""
    runs = work.runs
    if first or len(runs) <= work.effort.draws:
        return np.ones(len(runs), bool)
    observed = np.array([i.value for i in work.indicators])
    spread = np.nanstd(runs.values[: work.effort.draws], axis=0) + np.array([i.error for i in work.indicators])
    off = np.nanmax(np.abs(runs.values - observed) / np.where(spread > 0.0, spread, 1.0), axis=1)
    last = off[-work.effort.draws :]
    near: NDArray[np.bool_] = off <= np.nanmax(last)
    return near


def _left(emulators: Sequence[Emulator], work: _Work) -> float:
    """Return the share of the plan's distributions that no indicator rules out."""
    generator = np.random.default_rng([work.how.seed, LOOKED_AT])
    means, spreads = predicted(emulators, generator.standard_normal((LOOKED_AT, len(work.quantities))))
    observed = np.array([i.value for i in work.indicators])
    errors = np.array([i.error for i in work.indicators])
    off = np.abs(means - observed) / np.sqrt(spreads**2 + errors**2)
    return float((off.max(axis=1) <= IMPLAUSIBLE).mean())


def _posterior(emulators: Sequence[Emulator], work: _Work, wider: float, seed: int) -> Drawn:
    active = np.unique(np.concatenate([e.active for e in emulators]))
    return drawn(log_likelihood(emulators, work.indicators, wider), len(work.quantities), active, seed)


def _next(emulators: Sequence[Emulator], work: _Work, wave: int) -> Floats:
    """Return where the next wave looks."""
    found = _posterior(emulators, work, WIDER, work.how.seed + wave).points
    generator = np.random.default_rng([work.how.seed, wave])
    return found[generator.choice(len(found), work.effort.draws, replace=False)]


def _checked(posterior: Drawn, work: _Work) -> Floats:
    """Run the plan at draws from the posterior; none after an interruption."""
    nothing = np.zeros((0, len(work.indicators)))
    if not work.runs.complete or work.effort.checks == 0:
        return nothing
    generator = np.random.default_rng([work.how.seed, 0])
    where = posterior.points[generator.choice(len(posterior.points), work.effort.checks, replace=False)]
    try:
        checked = work.run(where)
    except KeyboardInterrupt:
        work.runs.complete = False
        return nothing
    work.runs.complete = checked.complete
    return checked.values
