"""The least amount of a lever with which a plan's targets are met often enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.observing.levers import Lever
from model.experiments.running.replicate import DEFAULT_SEED, Progress
from model.experiments.running.where import runner
from model.experiments.solving.asked import asking
from model.experiments.solving.looking import Grid, Precision, Sample, Tried, make_sure
from model.experiments.solving.reasons import EFFECT_COLUMNS, binding, effects, relaxed
from model.experiments.solving.sampling import Move, Sampler, Sampling, grid_of
from model.experiments.solving.search import Found, search
from model.measures.targets import names_of
from model.scenario.schema import Scenario
from model.scenario.targets import Target

ALL = "all"
"""Name of all targets together."""
TRIED_COLUMNS = (
    "target", "amount", "replications", "observed", "met", "probability", "probability_low", "probability_high",
    "status",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """How a search is run.

    Attributes
    ----------
    precision : Precision
    seed, check_seed : int
        Of the search, and of the check of its answer; the second by default one that belongs to the first
        (`fresh_seed`).
    each : bool
        Also search for each target apart; replications are shared.
    explain : bool
        Where the highest amount fails, give ten times as much of the other levers in turn.
    workers : int, optional
        Processes (see `model.experiments.running.where.runner`).
    engine : str
    """

    precision: Precision = Precision()
    seed: int = DEFAULT_SEED
    check_seed: int | None = None
    each: bool = False
    explain: bool = True
    workers: int | None = None
    engine: str = "auto"

    def __post_init__(self) -> None:
        """Refuse seeds that are none, or that are no check."""
        for seed in (self.seed, self.check_seed):
            if seed is not None and not 0 <= seed < 2**32:
                raise ValueError(f"seed must lie between 0 and {2**32 - 1}, not {seed}")
        if self.seed == self.check_seed:
            raise ValueError(f"check_seed must be another than seed, {self.seed}: else nothing is checked")

    @property
    def fresh(self) -> int:
        """Return the seed of the check."""
        return fresh_seed(self.seed) if self.check_seed is None else self.check_seed


def fresh_seed(seed: int, number: int = 1) -> int:
    """Return a seed for a check, by NumPy's hash of seeds; never ``seed`` itself."""
    while True:
        found = int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1)[0])
        if found != seed:
            return found
        number += 1


@dataclass(frozen=True)
class Checks:
    """An answer on a fresh seed.

    Attributes
    ----------
    seed : int
    answer : Tried
        The answer itself.
    below : Tried or None
        One step less; None where the answer is the lowest amount.
    """

    seed: int
    answer: Tried
    below: Tried | None

    @property
    def confirmed(self) -> bool | None:
        """Tell whether the answer clearly holds on the fresh seed (None: not clear)."""
        return {"holds": True, "fails": False}.get(self.answer.status)


@dataclass(frozen=True)
class Answer:
    """What was found for a target, or for all together; ``checks`` None: no answer, or stopped before."""

    target: str
    found: Found
    checks: Checks | None = None


@dataclass(frozen=True, eq=False)
class Solved:
    """What was found.

    Attributes
    ----------
    scenario : Scenario
        The plan with the targets asked about.
    lever : str
    grid : Grid
    today : float
        The plan's own amount (nan: not given).
    settings : Settings
    answers : tuple of Answer
        Of all targets together first.
    effects : DataFrame
        How each target moves over the range (`model.experiments.solving.reasons.effects`).
    relaxed, binding : DataFrame or None
        Where the highest amount fails: `model.experiments.solving.reasons.relaxed` and ``binding`` there.
    runs : int
        Replications run, checks and reasons included.
    interrupted : bool
        Stopped by Ctrl-C; what was done is here.
    """

    scenario: Scenario
    lever: str
    grid: Grid
    today: float
    settings: Settings
    answers: tuple[Answer, ...]
    effects: pd.DataFrame
    relaxed: pd.DataFrame | None
    binding: pd.DataFrame | None
    runs: int
    interrupted: bool

    @property
    def answer(self) -> Answer:
        """Return that of all targets together."""
        return self.answers[0]

    @property
    def amount(self) -> float:
        """Return the least amount for all targets together (nan: there is none)."""
        return self.answer.found.amount

    @property
    def tried(self) -> pd.DataFrame:
        """Return a row per target and amount looked at; columns `TRIED_COLUMNS`.

        ``target`` is `ALL` or a name; ``replications`` run, ``observed`` of them, ``met`` of those; ``probability``
        that it is met with its interval; ``status`` holds, fails or undecided.
        """
        rows = [tried_row(a.target, tried) for a in self.answers for tried in a.found.tried]
        return pd.DataFrame(rows, columns=list(TRIED_COLUMNS))

    @property
    def checks(self) -> pd.DataFrame:
        """Return both checks of every answer on the fresh seed: `TRIED_COLUMNS`, ``role`` (answer, below), ``seed``."""
        rows = [
            {**tried_row(a.target, tried), "role": role, "seed": a.checks.seed}
            for a in self.answers
            if a.checks is not None
            for role, tried in (("answer", a.checks.answer), ("below", a.checks.below))
            if tried is not None
        ]
        return pd.DataFrame(rows, columns=[*TRIED_COLUMNS, "role", "seed"])


def tried_row(target: str, tried: Tried) -> dict[str, object]:
    """Return what is known of an amount as a row."""
    known = asdict(tried)
    known["probability_low"], known["probability_high"] = known.pop("low"), known.pop("high")
    return {"target": target, **known}


def solve(
    scenario: Scenario,
    lever: str | Lever | Move | Sequence[str | Lever],
    targets: Sequence[str | Target] | None = None,
    probability: float | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    settings: Settings = Settings(),  # noqa: B008 (frozen)
    progress: Progress | None = None,
) -> Solved:
    """Find the least amount of a lever with which targets are met with a probability.

    Parameters
    ----------
    scenario : Scenario
    lever : str, Lever or several
        ``"beds"``; ``"beds+nurses"`` moves both in proportion, and the amount is that of the first.
    targets : sequence, optional
        See `model.experiments.solving.asked.asking`; all of the plan's by default. They are asked for together.
    probability : float, optional
        By default that of ``settings.precision``.
    low, high, step : float, optional
        What is looked at, in the lever's unit (see `model.experiments.solving.sampling.grid_of`).
    settings : Settings
    progress : callable, optional
        Called with the replications run and an estimate of how many it will be.

    Raises
    ------
    ScenarioError
        A lever or target that the plan does not have, or an amount that it does not allow.
    ValueError
        A range or a probability that is none.
    RunError
        A replication failed.
    """
    move, plan = Move.of(lever), asking(scenario, targets)
    grid = grid_of(plan, move, low, high, step)
    precision = settings.precision if probability is None else replace(settings.precision, probability=probability)
    settings = replace(settings, precision=precision)
    with runner(settings.workers) as where:
        seeds = (settings.seed, settings.fresh)
        luck, fresh = (Sampler(plan, (move,), where, Sampling(seed, (), settings.engine)) for seed in seeds)
        return _Solving(luck, fresh, grid, settings, progress or (lambda done, total: None)).solved()


class _Solving:
    """What `solve` has done so far."""

    def __init__(self, luck: Sampler, fresh: Sampler, grid: Grid, settings: Settings, progress: Progress) -> None:
        self.luck, self.fresh, self.grid, self.settings, self.progress = luck, fresh, grid, settings, progress
        self.answers: list[Answer] = []
        self.interrupted = False
        self.effects = pd.DataFrame(columns=list(EFFECT_COLUMNS))
        self.relaxed: pd.DataFrame | None = None
        self.binding: pd.DataFrame | None = None

    def solved(self) -> Solved:
        self.progress(0, 0)
        names = names_of(self.luck.scenario.targets)
        asked: list[tuple[str, int | None]] = [(ALL, None)]
        if self.settings.each and len(names) > 1:
            asked += [(name, number) for number, name in enumerate(names)]
        try:
            for name, number in asked:
                self._search(name, number)
            self._explain()
            self.answers = [self._checked(answer, dict(asked)[answer.target]) for answer in self.answers]
        except KeyboardInterrupt:
            self.interrupted = True
        move = self.luck.moves[0]
        return Solved(
            self.luck.scenario, move.name, self.grid, move.today(self.luck.scenario), self.settings,
            tuple(self.answers), self.effects, self.relaxed, self.binding, self._runs(), self.interrupted,
        )  # fmt: skip

    def _runs(self) -> int:
        return self.luck.runs + self.fresh.runs

    def _search(self, name: str, target: int | None) -> None:
        before = self._runs()
        found = search(
            sample_of(self.luck, target), self.grid, self.settings.precision,
            report=lambda done, total: self.progress(self._runs(), max(self._runs(), before + total)),
        )  # fmt: skip
        self.answers.append(Answer(name, found))
        if found.interrupted:
            raise KeyboardInterrupt

    def _checked(self, answer: Answer, target: int | None) -> Answer:
        if math.isnan(answer.found.amount):
            return answer
        amount, sample = answer.found.amount, sample_of(self.fresh, target, self._tell)
        at = make_sure(sample, amount, self.settings.precision)
        below = None
        if answer.found.kind != "low_enough":
            below = make_sure(sample, round(amount - self.grid.step, 9), self.settings.precision)
        return replace(answer, checks=Checks(self.settings.fresh, at, below))

    def _tell(self) -> None:
        self.progress(self._runs(), self._runs() + self.settings.precision.first)

    def _explain(self) -> None:
        ends, few = ((self.grid.low,), (self.grid.high,)), self.settings.precision.first
        self.effects = effects(self.luck, *ends, few)
        self._tell()
        unmet = any(answer.found.kind in ("not_enough", "undecided") for answer in self.answers)
        if unmet and self.settings.explain:
            self.relaxed = relaxed(self.luck, ends[1], few)
            if self.luck.scenario.hospitals:
                self.binding = binding(self.luck, ends[1], few)
            self._tell()


def sample_of(sampler: Sampler, target: int | None, then: Callable[[], None] | None = None) -> Sample:
    """Return a sampler of one lever as the search asks for it."""

    def sample(amount: float, first: int, last: int) -> NDArray[np.float64]:
        met = sampler.met((amount,), first, last, target)
        if then is not None:
            then()
        return met

    return sample
