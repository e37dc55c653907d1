"""The least amount of a lever with which a plan's targets are met often enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.observing.levers import Lever
from model.experiments.running.how import DEFAULT_HOW, How
from model.experiments.solving.asked import asking
from model.experiments.solving.looking import DEFAULT_PRECISION, Grid, Precision, Sample, Searched, Tried, make_sure
from model.experiments.solving.reasons import EFFECT_COLUMNS, binding, effects, relaxed
from model.experiments.solving.sampling import Move, Range, Sampler
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
class Checks:
    """An answer on a fresh seed.

    Attributes
    ----------
    seed : int
    answer : Tried
        The answer itself.
    below : Tried or None
        One step less; None where the answer is the lowest amount, or only the answer was asked for.
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
class Solved(Searched):
    """What was found.

    Attributes
    ----------
    scenario : Scenario
        The plan with the targets asked about.
    lever : str
    grid : Grid
    today : float
        The plan's own amount (nan: not given).
    precision : Precision
    how : How
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
    precision: Precision
    how: How
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
    lever: str | Lever | Move | Range,
    targets: Sequence[str | Target] | None = None,
    precision: Precision | float = DEFAULT_PRECISION,
    *,
    each: bool = False,
    around: bool = True,
    how: How = DEFAULT_HOW,
) -> Solved:
    """Find the least amount of a lever with which targets are met with a probability.

    Parameters
    ----------
    scenario : Scenario
    lever : str, Range, ...
        ``"beds"``, or with what is looked at ``"beds=1000:9000:250"`` (in the lever's unit; see
        `model.experiments.solving.sampling.grid_of`); ``"beds+nurses"`` moves both in proportion, and the amount is
        that of the first.
    targets : sequence, optional
        See `model.experiments.solving.asked.asking`; all of the plan's by default. They are asked for together.
    precision : Precision or float
        A number is the probability that is asked for.
    each : bool
        Also search for each target apart; replications are shared.
    around : bool
        False: the answer and its check alone. Neither one step less is checked, nor is it found out how each target
        moves and why the highest amount is not enough: a third fewer replications.
    how : How
        Its progress is told of the replications run and an estimate of how many it will be.

    Raises
    ------
    ScenarioError
        A lever or target that the plan does not have, or an amount that it does not allow.
    ValueError
        A range or a probability that is none, or a check with the seed of the search.
    RunError
        A replication failed.
    """
    among, plan, precision = Range.of(lever), asking(scenario, targets), Precision.of(precision)
    grid, fresh_how = among.grid(plan), replace(how, seed=precision.fresh(how.seed))
    with how.runner() as where:
        luck, fresh = (Sampler(plan, (among.move,), where, of) for of in (how, fresh_how))
        return _Solving(luck, fresh, grid, precision, around).solved(each)


class _Solving:
    """What `solve` has done so far."""

    def __init__(self, luck: Sampler, fresh: Sampler, grid: Grid, precision: Precision, around: bool) -> None:
        self.luck, self.fresh, self.grid, self.precision, self.around = luck, fresh, grid, precision, around
        self.progress = luck.how.progress
        self.answers: list[Answer] = []
        self.interrupted = False
        self.effects = pd.DataFrame(columns=list(EFFECT_COLUMNS))
        self.relaxed: pd.DataFrame | None = None
        self.binding: pd.DataFrame | None = None

    def solved(self, each: bool) -> Solved:
        self.progress(0, 0)
        names = names_of(self.luck.scenario.targets)
        asked: list[tuple[str, int | None]] = [(ALL, None)]
        if each and len(names) > 1:
            asked += [(name, number) for number, name in enumerate(names)]
        try:
            for name, number in asked:
                self._search(name, number)
            if self.around:
                self._explain()
            self.answers = [self._checked(answer, dict(asked)[answer.target]) for answer in self.answers]
        except KeyboardInterrupt:
            self.interrupted = True
        move = self.luck.moves[0]
        return Solved(
            self.luck.scenario, move.name, self.grid, move.today(self.luck.scenario), self.precision,
            self.luck.how, tuple(self.answers), self.effects, self.relaxed, self.binding, self._runs(),
            self.interrupted,
        )  # fmt: skip

    def _runs(self) -> int:
        return self.luck.runs + self.fresh.runs

    def _search(self, name: str, target: int | None) -> None:
        before = self._runs()
        found = search(
            sample_of(self.luck, target), self.grid, self.precision,
            report=lambda done, total: self.progress(self._runs(), max(self._runs(), before + total)),
        )  # fmt: skip
        self.answers.append(Answer(name, found))
        if found.interrupted:
            raise KeyboardInterrupt

    def _checked(self, answer: Answer, target: int | None) -> Answer:
        if math.isnan(answer.found.amount):
            return answer
        amount, sample = answer.found.amount, sample_of(self.fresh, target, self._tell)
        at = make_sure(sample, amount, self.precision)
        below = None
        if self.around and answer.found.kind != "low_enough":
            below = make_sure(sample, round(amount - self.grid.step, 9), self.precision)
        return replace(answer, checks=Checks(self.fresh.how.seed, at, below))

    def _tell(self) -> None:
        self.progress(self._runs(), self._runs() + self.precision.first)

    def _explain(self) -> None:
        ends, few = ((self.grid.low,), (self.grid.high,)), self.precision.first
        self.effects = effects(self.luck, *ends, few)
        self._tell()
        unmet = any(answer.found.kind in ("not_enough", "undecided") for answer in self.answers)
        if unmet:
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
