"""Screening of many parameters by elementary effects, one at a time or a table of the plan as one."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.knowing.ranges import Quantity
from model.experiments.knowing.sensitivity import About, Sensitivity, run_all
from model.experiments.observing.study import at_least_one, ranked
from model.experiments.running.how import DEFAULT_HOW, How
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]



def screen(
    scenario: Scenario,
    trajectories: int = 10,
    replications: int = 1,
    *,
    about: About | None = None,
    groups: bool = False,
    how: How = DEFAULT_HOW,
) -> Sensitivity:
    """Screen parameters by elementary effects (M. D. Morris, 1991, "Factorial Sampling Plans for Preliminary
    Computational Experiments", Technometrics 33: 161-174; μ* of F. Campolongo, J. Cariboni and A. Saltelli, 2007, "An
    Effective Screening Design for Sensitivity Analysis of Large Models", Environmental Modelling & Software 22:
    1509-1518), over four levels of each parameter's quantiles.

    It takes trajectories × (parameters + 1) × replications runs; with ``groups`` the tables of the plan (``home``,
    ``relapse``) are moved as one, which takes a tenth of that and says which of them to look into.

    Returns
    -------
    Sensitivity
        Of a table with a row per output and parameter (or group), the greatest μ* first: output, measure, parameter,
        title_zh, title_en, mu_star (mean absolute effect of a step across the range, in the unit of the output) with
        the half-width of its 95% bootstrap interval (mu_star_half_width), mu, sigma (nan for groups).

    Raises
    ------
    ScenarioError, ValueError, RunError
        As `model.experiments.knowing.uncertainty.uncertain`.
    """
    at_least_one("trajectories", trajectories)
    at_least_one("replications", replications)
    from SALib.sample import morris as sampling

    about = about or About()
    plans, outputs, moved = about.plans(scenario)
    problem = _problem(moved, groups)
    names = list(dict.fromkeys(problem.get("groups", problem["names"])))
    where: Floats = sampling.sample(problem, trajectories, num_levels=4, seed=how.seed)
    values, done, complete = run_all(plans, moved, outputs, where, (len(names) + 1, replications), how)
    words = {q.path: (q.zh, q.en) for q in moved}
    rows = []
    for k, name in enumerate(outputs.names):
        found = _effects(problem, where[:done], values[:, k], how.seed)
        rows += [
            (name, outputs.measures[k], parameter, *words.get(parameter, (parameter, parameter)), *effect)
            for parameter, effect in zip(names, found.tolist(), strict=True)
        ]
    columns = [
        "output", "measure", "parameter", "title_zh", "title_en", "mu_star", "mu_star_half_width", "mu", "sigma",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return Sensitivity(plans.plan, ranked(table, table["mu_star"]), done, replications, how.seed, complete)


def screen_runs(units: int, trajectories: int, replications: int) -> int:
    """Return how many replications a screening of so many parameters or groups takes."""
    return trajectories * (units + 1) * replications


def foremost_parameters(screened: Sensitivity, top: int) -> tuple[str, ...]:
    """Return the parameters that matter most for any output: those of the greatest share of an output's μ*."""
    table = screened.table
    total = table.groupby("output")["mu_star"].transform("sum")
    share = (table["mu_star"] / total.where(total > 0.0)).fillna(0.0)
    best = share.groupby(table["parameter"]).max().sort_values(ascending=False, kind="stable")
    return tuple(str(path) for path in best.index[:top])


def _effects(problem: dict[str, Any], where: Floats, y: Floats, seed: int) -> Floats:
    """Return μ*, its half-width, μ and σ by parameter or group; nan where the output had no value in some run."""
    from SALib.analyze import morris as analysis

    if not np.isfinite(y).all():
        return np.full((len(dict.fromkeys(problem.get("groups", problem["names"]))), 4), math.nan)
    with warnings.catch_warnings():
        # One trajectory has no spread; nan says so.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = analysis.analyze(problem, where, y, num_levels=4, seed=seed)
    return np.column_stack([found["mu_star"], found["mu_star_conf"], found["mu"], found["sigma"]]).astype(np.float64)


def _problem(moved: Sequence[Quantity], groups: bool) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "num_vars": len(moved), "names": [q.path for q in moved], "bounds": [[0.0, 1.0]] * len(moved),
    }  # fmt: skip
    sections = [q.path.split(".")[0] for q in moved]
    if groups:
        if len(set(sections)) < 2:
            raise ScenarioError("groups: all parameters lie in one table of the plan; screen them without groups")
        problem["groups"] = sections
    return problem
