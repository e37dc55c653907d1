"""Shares of the variance of a result that belong to parameters, alone and with others."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.experiments.knowing.sensitivity import About, Sensitivity, run_all
from model.experiments.observing.study import at_least_one, ranked
from model.experiments.running.how import DEFAULT_HOW, How
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

Floats = NDArray[np.float64]



def sobol(
    scenario: Scenario,
    samples: int = 64,
    replications: int = 1,
    *,
    about: About | None = None,
    how: How = DEFAULT_HOW,
) -> Sensitivity:
    """Split the variance of every output among parameters: first-order and total indices (I. M. Sobol', 2001, "Global
    Sensitivity Indices for Nonlinear Mathematical Models and Their Monte Carlo Estimates", Mathematics and Computers in
    Simulation 55: 271-280; estimators of A. Saltelli et al., 2010, Computer Physics Communications 181: 259-270).

    It takes samples × (parameters + 2) × replications runs. Parameters that are not named stand at their values.

    Parameters
    ----------
    samples : int
        A power of two.

    Returns
    -------
    Sensitivity
        Of a table with a row per output and parameter, the greatest total index first: output, measure, parameter,
        title_zh, title_en, first_order, first_order_half_width, total, total_half_width (half-widths of 95% bootstrap
        intervals). nan where the output does not vary, or had no value in some run.

    Raises
    ------
    ScenarioError, ValueError, RunError
        As `model.experiments.knowing.uncertainty.uncertain`; ``samples`` is no power of two.
    """
    check_samples(samples)
    at_least_one("replications", replications)
    about = about or About()
    plans, outputs, moved = about.plans(scenario)
    where = saltelli(len(moved), samples, how.seed)
    values, done, complete = run_all(plans, moved, outputs, where, (len(moved) + 2, replications), how)
    rows = []
    for k, name in enumerate(outputs.names):
        found = indices(values[:, k], len(moved), how.seed)
        rows += [(name, outputs.measures[k], q.path, q.zh, q.en, *found[n].tolist()) for n, q in enumerate(moved)]
    columns = [
        "output", "measure", "parameter", "title_zh", "title_en", "first_order", "first_order_half_width", "total",
        "total_half_width",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return Sensitivity(plans.plan, ranked(table, table["total"]), done, replications, how.seed, complete)


def check_samples(samples: int) -> None:
    """Refuse a number of samples that is no power of two: the sequence is balanced at those alone.

    Raises
    ------
    ScenarioError
        Naming the nearest that are.
    """
    if samples < 2 or samples & (samples - 1):
        below = max(2, 2 ** (max(samples, 2).bit_length() - 1))
        raise ScenarioError(f"samples must be a power of two, not {samples}; the nearest are {below} and {2 * below}")


def sobol_runs(parameters: int, samples: int, replications: int) -> int:
    """Return how many replications the indices of so many parameters take."""
    return samples * (parameters + 2) * replications


def saltelli(parameters: int, samples: int, seed: int) -> Floats:
    """Return Saltelli's design in the unit cube, shape (samples × (parameters + 2), parameters)."""
    from SALib.sample import sobol as sampling

    problem = {"num_vars": parameters, "names": [str(n) for n in range(parameters)], "bounds": [[0, 1]] * parameters}
    where: Floats = sampling.sample(problem, samples, calc_second_order=False, seed=seed)
    return where


def indices(y: Floats, parameters: int, seed: int) -> Floats:
    """Return first-order index, its half-width, total index, its half-width, shape (parameters, 4).

    Parameters
    ----------
    y : float64, shape (samples × (parameters + 2),)
        Results of the runs of `saltelli`, or of its first whole blocks.
    """
    from SALib.analyze import sobol as analysis

    if not np.isfinite(y).all() or np.ptp(y) <= 1e-9 * max(1.0, float(np.abs(y).max())):
        return np.full((parameters, 4), math.nan)
    problem = {"num_vars": parameters, "names": [str(n) for n in range(parameters)], "bounds": [[0, 1]] * parameters}
    found = analysis.analyze(problem, y, calc_second_order=False, seed=seed)
    return np.column_stack([found["S1"], found["S1_conf"], found["ST"], found["ST_conf"]])
