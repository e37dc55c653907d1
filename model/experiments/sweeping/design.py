"""Designs: which plans, which amounts of which levers together, and how often each is simulated.

A full design takes every combination of the levers' levels. A Latin hypercube (McKay, Beckman & Conover 1979, "A
comparison of three methods for selecting values of input variables") takes points that divide every lever's range
evenly. A Sobol' sequence (Sobol' 1967, "On the distribution of points in a cube"; scrambled as by Owen 1998,
"Scrambling Sobol' and Niederreiter-Xing points") covers combinations evenly as well.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from model.experiments.observing.levers import Lever, find, moved
from model.experiments.observing.observe import Wanted, check_wanted
from model.measures.targets import check_targets
from model.scenario.loading import digest, load, read_toml
from model.scenario.problems import ScenarioError, problems_of
from model.scenario.schema import Scenario
from model.scenario.values import Strict

Floats = NDArray[np.float64]

MOST_LEVELS = 1_000_000
MOST_POINTS = 100_000_000
"""More than can be meant: a step that slipped by some zeros."""


class Axis(Strict):
    """A lever and its amounts: ``values``, or from ``low`` to ``high``, by ``step`` or in ``number`` levels."""

    lever: str
    since: date | None = None
    values: tuple[float | Literal["unlimited"], ...] = ()
    low: float | None = Field(None, allow_inf_nan=False)
    high: float | None = Field(None, allow_inf_nan=False)
    step: float | None = Field(None, gt=0, allow_inf_nan=False)
    number: int | None = Field(None, ge=2, le=MOST_LEVELS)

    @model_validator(mode="after")
    def _one_way(self) -> Axis:
        ends = (self.low, self.high)
        if bool(self.values) == (ends != (None, None)):
            raise ValueError(f"lever {self.lever}: either values = [...], or low and high")
        if self.values and (self.step is not None or self.number is not None):
            raise ValueError(f"lever {self.lever}: values are a list; step and number belong to low and high")
        if any(isinstance(value, float) and math.isnan(value) for value in self.values):
            raise ValueError(f"lever {self.lever}: nan is no amount")
        if self.values:
            return self
        if self.low is None or self.high is None or not self.low < self.high:
            raise ValueError(f"lever {self.lever}: low must be given and less than high")
        if self.step is not None and self.number is not None:
            raise ValueError(f"lever {self.lever}: step or number, not both")
        if self.step is not None and (self.high - self.low) / self.step > MOST_LEVELS:
            raise ValueError(f"lever {self.lever}: a step of {self.step} makes more than {MOST_LEVELS:,} levels")
        return self

    @cached_property
    def levels(self) -> Floats | None:
        """Return the amounts there are; None: all between low and high."""
        if self.values:
            return np.array([math.inf if value == "unlimited" else value for value in self.values], np.float64)
        assert self.low is not None and self.high is not None
        if self.number is not None:
            return np.linspace(self.low, self.high, self.number)
        if self.step is None:
            return None
        # A last step that rounding alone leaves out is taken.
        count = math.floor((self.high - self.low) / self.step * (1 + 1e-12)) + 1
        # Multiples, not sums: no error builds up; and as few digits as were written.
        return np.array([float(f"{self.low + n * self.step:.12g}") for n in range(count)])

    def amounts(self, shares: Floats) -> Floats:
        """Return the amounts at shares in [0, 1) of the range; levels are equally wide."""
        if self.levels is None:
            assert self.low is not None and self.high is not None
            return self.low + shares * (self.high - self.low)
        place = np.minimum((shares * self.levels.size).astype(np.int64), self.levels.size - 1)
        return self.levels[place]


class DesignFile(Strict):
    """What the file of a design says."""

    plans: tuple[str, ...] = Field(min_length=1)
    set: tuple[str, ...] = ()
    levers: tuple[Axis, ...] = Field(min_length=1)
    design: Literal["full", "latin_hypercube", "sobol"] = "full"
    points: int | None = Field(None, ge=1, le=MOST_POINTS)
    design_seed: int = Field(1, ge=0, le=2**32 - 1)
    replications: int = Field(10, ge=1, le=10_000_000)
    seed: int = Field(1, ge=0, le=2**32 - 1)
    wanted: tuple[str, ...] = ()
    engine: Literal["auto", "compiled", "simpy"] = "auto"

    @model_validator(mode="after")
    def _whole(self) -> DesignFile:
        names = [axis.lever for axis in self.levers]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"lever {twice[0]} is there twice")
        if self.design != "full":
            if self.points is None:
                raise ValueError(f"design {self.design} needs points, the number of points")
            if self.design == "sobol" and self.points & (self.points - 1):
                near = 2 ** int(math.log2(self.points))
                raise ValueError(
                    f"points of a Sobol' design must be a power of 2, or it is not balanced: {near} or {2 * near}, "
                    f"not {self.points}"
                )
            return self
        if self.points is not None:
            raise ValueError("points belongs to latin_hypercube and sobol; a full design has all combinations")
        for axis in self.levers:
            if axis.levels is None:
                raise ValueError(f"lever {axis.lever}: a full design needs step or number with low and high")
        count = math.prod(axis.levels.size for axis in self.levers if axis.levels is not None)
        if count > MOST_POINTS:
            raise ValueError(f"the levers have {count:,} combinations; at most {MOST_POINTS:,} are possible")
        return self


@dataclass(frozen=True, eq=False)
class Design:
    """A design with its plans.

    Attributes
    ----------
    plans : tuple of Scenario
        Every point is simulated with each of them.
    says : DesignFile
    """

    plans: tuple[Scenario, ...]
    says: DesignFile

    @property
    def levers(self) -> tuple[Lever, ...]:
        """Return the levers, in the order of the columns of `amounts`."""
        return tuple(Lever(axis.lever, axis.since) for axis in self.says.levers)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """Return the measures to keep, besides the targets."""
        return tuple(Wanted.parse(text) for text in self.says.wanted)

    @cached_property
    def amounts(self) -> Floats:
        """Return the points: float64, shape (points, levers), each lever in its own unit."""
        axes = self.says.levers
        if self.says.design == "full":
            levels = [axis.levels for axis in axes if axis.levels is not None]
            return np.stack([grid.ravel() for grid in np.meshgrid(*levels, indexing="ij")], axis=1)
        from scipy.stats import qmc

        kind = qmc.LatinHypercube if self.says.design == "latin_hypercube" else qmc.Sobol
        sampler = kind(len(axes), scramble=True, seed=np.random.default_rng(self.says.design_seed))
        shares = sampler.random(self.says.points)
        return np.stack([axis.amounts(shares[:, n]) for n, axis in enumerate(axes)], axis=1)

    @property
    def replications(self) -> int:
        """Return how often each point is simulated with each plan."""
        return self.says.replications

    @property
    def rows(self) -> int:
        """Return how many replications there are in all."""
        return len(self.plans) * len(self.amounts) * self.replications

    def identity(self) -> dict[str, Any]:
        """Return what decides on the results, apart from versions; ``digest`` is that of all the rest."""
        whole: dict[str, Any] = {
            "plans": {plan.name: digest(plan) for plan in self.plans},
            "levers": [axis.model_dump(mode="json", exclude_defaults=True) for axis in self.says.levers],
            "design": self.says.design,
            "points": len(self.amounts),
            "points_digest": hashlib.sha256(np.ascontiguousarray(self.amounts).astype("<f8").tobytes()).hexdigest(),
            "design_seed": self.says.design_seed,
            "replications": self.replications,
            "seed": self.says.seed,
            "wanted": [str(of) for of in self.wanted],
        }
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False)
        return {"digest": hashlib.sha256(text.encode()).hexdigest(), **whole}


def read_design(path: str | os.PathLike[str]) -> Design:
    """Read a design and its plans, and refuse what no run could do.

    Parameters
    ----------
    path : path
        A TOML file; keys are those of `DesignFile`. Paths of plans are relative to its folder.

    Raises
    ------
    ScenarioError
        The file, a plan, a lever, its ends or a wanted measure is not what it can be; the message says which.
    """
    path = Path(path)
    table = read_toml(path)
    try:
        says = DesignFile.model_validate(table)
    except ValidationError as error:
        raise ScenarioError("\n".join(p.said_of(str(path)) for p in problems_of(error, table, DesignFile))) from None
    return of_plans([load(_beside(path, name), says.set) for name in says.plans], says, str(path))


def _beside(path: Path, name: str) -> str | Path:
    return path.parent / name if name.endswith(".toml") or "/" in name else name


def of_plans(plans: list[Scenario], says: DesignFile, where: str = "design") -> Design:
    """Return a design for plans that are loaded.

    Raises
    ------
    ScenarioError
        See `read_design`.
    """
    design = Design(tuple(plans), says)
    names = [plan.name for plan in plans]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ScenarioError(f"{where}: plans: {twice[0]} is there twice")
    try:
        for plan in plans:
            check_targets(plan)
            check_wanted(plan, design.wanted)
            _check_ends(design, plan)
    except ScenarioError as error:
        raise ScenarioError(f"{where}: {error}") from None
    return design


def _check_ends(design: Design, plan: Scenario) -> None:
    """Refuse a lever that is not there, or whose least or greatest amount the plan does not allow.

    What other points make of the plan is seen when they are run. An amount that is impossible alone may be possible
    together with the others.
    """
    for number, lever in enumerate(design.levers):
        find(plan, lever.key)
        column = design.amounts[:, number]
        for point in (int(column.argmin()), int(column.argmax())):
            try:
                moved(plan, {lever: float(column[point])})
            except ScenarioError:
                moved(plan, dict(zip(design.levers, map(float, design.amounts[point]), strict=True)))
