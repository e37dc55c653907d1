"""A plan as a function of what is not known of it, and draws of that.

**What a draw is.** Another state of the facts, as the plan would have been written if they were known: not a change of
policy. So the practised staff ratios (rule 5.1) are calibrated anew on the drawn facts, as they would be on the plan
itself: if twice the beds are open today with the same nurses, each nurse carries twice as many today. A change of
policy, by contrast, leaves the ratios as they are, and is laid over every drawn plan. Where the ratios were already
kept of a plan over which something was laid, each is multiplied by what a calibration would change with the drawn
facts; that is the same where today's beds, staff and hours on wards are those of the plan.

**Draws.** Latin hypercubes of `BLOCK` draws, one after another (M. D. McKay, R. J. Beckman and W. J. Conover, 1979,
"A Comparison of Three Methods for Selecting Values of Input Variables in the Analysis of Output from a Computer Code",
Technometrics 21: 239-245). The points of a quantity belong to the seed and its path: draw number n is the same however
many draws there are and whatever else is drawn.
"""

from __future__ import annotations

import copy
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy.stats import qmc

from model.experiments.knowing.joint import settled, shares_of, steps_between
from model.experiments.knowing.ranges import SHAPES, Keys, Quantity, Shape, quantities
from model.scenario.hospital import Carried
from model.scenario.loading import Overrides, change
from model.scenario.merging import plain
from model.scenario.practised import carried_at_start
from model.scenario.problems import ScenarioError, meant, problems_of
from model.scenario.reachable import unreachable_places
from model.scenario.schema import Scenario
from model.scenario.values import Schedule

Floats = NDArray[np.float64]
BLOCK = 20
"""Draws of a Latin hypercube: many enough to spread a quantity over its range, few enough to stop anywhere."""


@dataclass(frozen=True)
class Drawn:
    """A plan with what is not known set, and where each quantity stands in it (its first number, after what must
    hold together).
    """

    scenario: Scenario
    values: dict[str, float]


class Plans:
    """A plan as a function of where its quantities stand in their distributions.

    Parameters
    ----------
    scenario : Scenario
        As written: the facts.
    changes : mapping or sequence of ``path=value``
        A policy, laid over every plan that comes of it; what it sets is no longer uncertain.
    shape : {"pert", "triangular", "uniform"}
        Distribution of every quantity, see `model.experiments.knowing.ranges`.
    costs : bool
        Prices are uncertain as well.

    Raises
    ------
    ScenarioError
        Changes that the plan does not allow, or an unknown shape.
    """

    def __init__(
        self, scenario: Scenario, changes: Overrides = (), shape: Shape = "pert", costs: bool = False
    ) -> None:
        if shape not in SHAPES:
            raise ScenarioError(f"no distribution is called {shape!r}{meant(shape, SHAPES)}")
        self.written = scenario
        self.changes = changes
        self.shape = shape
        self.plan = change(scenario, changes) if changes else scenario
        open_still = {q.path for q in quantities(self.plan, costs)}
        self.quantities = tuple(q for q in quantities(scenario, costs) if q.path in open_still)
        self._by_path = {q.path: q for q in self.quantities}
        self._shares = shares_of(scenario)
        self._table = plain(scenario)

    def named(self, paths: Sequence[str]) -> tuple[Quantity, ...]:
        """Return quantities by path or by the beginning of a path (``home``); all of them when none is named.

        Raises
        ------
        ScenarioError
            Nothing uncertain has that path.
        """
        found: list[Quantity] = []
        for path in paths:
            here = [q for q in self.quantities if q.path == path or q.path.startswith(f"{path}.")]
            if not here:
                known = [q.path for q in self.quantities]
                raise ScenarioError(f"{path}: {self.plan.name} gives no range to it{meant(path, known)}")
            found += [q for q in here if q not in found]
        return tuple(found) or self.quantities

    def at(self, positions: Mapping[str, float]) -> Drawn:
        """Return the plan with quantities at quantiles of their distributions: 0 is low, 1 is high.

        Parameters
        ----------
        positions : mapping of path to number in [0, 1]
            What is not named stands at its value, and gives way where shares must add up.

        Raises
        ------
        ScenarioError
            The schema does not allow that plan (a low end of 0 where a number must be above 0, say).
        """
        drawn: dict[Keys, float] = {}
        for path, u in positions.items():
            quantity = self._by_path[path]
            for spread in quantity.numbers:
                drawn[spread.keys] = spread.at(u, self.shape, quantity.whole)
        numbers = {**drawn, **self._steps(positions, drawn)}
        for shares in self._shares:
            if any(keys in drawn for keys in shares.keys):
                numbers.update(settled(shares, drawn))
        scenario = self._written_with(numbers)
        if self.written.practised.carried:
            scenario = _carried_on(self.written, scenario)
        if self.changes:
            scenario = change(scenario, self.changes)
        values = {
            q.path: numbers.get(q.numbers[0].keys, q.numbers[0].value) for q in self.quantities
        }
        return Drawn(scenario, values)

    def _steps(self, positions: Mapping[str, float], drawn: Mapping[Keys, float]) -> dict[Keys, float]:
        found: dict[Keys, float] = {}
        for path in positions:
            keys = self._by_path[path].numbers[0].keys
            at = keys[:-1] if keys[-1] == "first" else keys[:-3] if "steps" in keys else ()
            schedule = _held(self.written, at) if at else None
            if isinstance(schedule, Schedule):
                found.update(steps_between(schedule, at, drawn, self._by_path[path].whole))
        return found

    def _written_with(self, numbers: Mapping[Keys, float]) -> Scenario:
        table = copy.deepcopy(self._table)
        for keys, number in numbers.items():
            place: Any = table
            for key in keys[:-1]:
                place = place[key]
            held = place[keys[-1]]
            place[keys[-1]] = {**held, "value": number} if isinstance(held, dict) else number
        try:
            scenario = Scenario.model_validate(table)
            problems = unreachable_places(scenario)
        except ValidationError as error:
            problems = problems_of(error, table, Scenario)
        if problems:
            drawn = f"{self.written.name}, drawn from its ranges"
            raise ScenarioError("\n".join(p.said_of(drawn) for p in problems))
        return scenario


def points(quantity: Quantity, draws: int, seed: int) -> Floats:
    """Return where a quantity stands in its distribution, draw by draw, shape (draws,)."""
    digest = hashlib.sha256(quantity.path.encode()).digest()
    name = np.frombuffer(digest, np.uint32).tolist()
    blocks = [
        qmc.LatinHypercube(1, rng=np.random.default_rng([seed, block, *name])).random(BLOCK)[:, 0]
        for block in range(math.ceil(draws / BLOCK))
    ]
    return np.concatenate(blocks)[:draws]


def _held(scenario: Scenario, keys: Keys) -> Any:
    held: Any = scenario
    for key in keys:
        held = held[key] if isinstance(key, int) else getattr(held, key)
    return held


def _carried_on(before: Scenario, drawn: Scenario) -> Scenario:
    """Return ``drawn`` with the ratios that ``before`` keeps, times what the drawn facts change in a calibration."""
    bare = before.model_copy(update={"practised": before.practised.model_copy(update={"carried": ()})})
    then = {c.hospital: c for c in carried_at_start(bare, bare.scale.value)}
    now = {c.hospital: c for c in carried_at_start(drawn, drawn.scale.value)}
    carried = tuple(
        Carried(
            hospital=kept.hospital,
            **{
                name: _times(getattr(kept, name), getattr(now[kept.hospital], name), getattr(then[kept.hospital], name))
                for name in ("beds_per_ward_psychiatrist", "beds_per_nurse", "beds_per_health_staff")
            },
        )
        for kept in before.practised.carried
    )
    return drawn.model_copy(update={"practised": drawn.practised.model_copy(update={"carried": carried})})


def _times(kept: float, now: float, then: float) -> float:
    """Return kept × now / then; where no factor can be formed, what is so now."""
    if math.isinf(now) or math.isinf(then) or then <= 0.0:
        return now
    return kept * (now / then)
