"""The levers that a question can move: capacities of which a plan gives an amount; and how surely it is answered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from model.experiments.observing.levers import SHORT, Lever, amount_of
from model.experiments.solving.looking import Precision
from model.experiments.solving.sampling import Move, grid_of
from model.experiments.solving.sequential import status
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

Care = Literal["quick", "sure"]
PROBABILITIES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""That can be asked for: more would take hundreds of replications at every amount."""
ERROR = 0.05
"""Chance that an amount is called enough or too little falsely."""


def able(scenario: Scenario) -> dict[str, float]:
    """Return the levers of a plan and where they stand."""
    found = {}
    for name in SHORT:
        try:
            amount = amount_of(scenario, Lever(name))
        except ScenarioError:
            continue
        if 0.0 < amount < math.inf:
            found[name] = amount
    return found


def usual_range(scenario: Scenario, lever: str) -> tuple[float, float]:
    """Return the amounts that are looked at unless somebody says otherwise: from half to twice the plan's."""
    grid = grid_of(scenario, Move.of(lever))
    return grid.low, grid.high


def clear_from(probability: float) -> int:
    """Return how many replications, all of them met, are needed to be clear that it is at least this likely."""
    n = 1
    while status(n, n, probability, ERROR) != "holds":
        n += 1
    return n


def precision(probability: float, care: Care) -> Precision:
    """Return how sure a search for the least amount makes itself."""
    least = clear_from(probability)
    if care == "quick":
        return Precision(probability, ERROR, first=4, most=least, neighbours=1, spot_checks=2)
    return Precision(probability, ERROR, first=6, most=max(120, 2 * least), neighbours=2, spot_checks=3)


def number(data: Mapping[str, Any], name: str) -> float:
    """Return a number that an address says.

    Raises
    ------
    ValueError
        It is none.
    """
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(name)
    return float(value)


def texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return words that an address says.

    Raises
    ------
    ValueError
        They are none.
    """
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(name)
    return tuple(value)


def one_of(data: Mapping[str, Any], name: str, allowed: Any) -> Any:
    """Return a choice that an address says.

    Raises
    ------
    ValueError
        It is none of those allowed.
    """
    value = data.get(name)
    if not isinstance(value, (str, int, float)) or value not in allowed:
        raise ValueError(name)
    return value
