"""Tornado, screening and Sobol' indices on functions whose answers are known."""

from pathlib import Path

import numpy as np
import pytest
import small

from model.experiments.knowing.screening import foremost_parameters, screen, screen_runs
from model.experiments.knowing.sensitivity import About
from model.experiments.knowing.sobol import indices, saltelli, sobol, sobol_runs
from model.experiments.knowing.tornado import tornado, tornado_runs
from model.experiments.running.how import How
from model.scenario.loading import change
from model.scenario.problems import ScenarioError

HERE = How(workers=1)
UNIFORM = About(("hospitals",), shape="uniform")


def test_sobol_of_ishigami() -> None:
    """T. Ishigami and T. Homma, 1990: sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on [-π, π]³; indices by integration.

    The design and its seed are fixed; with 4,096 samples the estimates lie within 0.02 for nearly every seed.
    """
    x = (2.0 * saltelli(3, 4096, 1) - 1.0) * np.pi
    y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = indices(y, 3, 1)
    assert found[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert found[:, 2] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)
    true = np.array([[0.3139, 0.5576], [0.4424, 0.4424], [0.0, 0.2437]])
    # Six 95% intervals of a bootstrap: three half-widths are passed by less than one in a million each.
    assert (np.abs(found[:, [0, 2]] - true) < 3.0 * found[:, [1, 3]] + 1e-3).all()


def test_sobol_of_a_plan_that_adds(tmp_path: Path) -> None:
    """a on 31 whole numbers, b on 16: variances (n² - 1) / 12 of 80 and 21.25, so shares of 0.79 and 0.21."""
    found = sobol(small.two_hospitals(tmp_path), 128, about=UNIFORM, how=HERE)
    assert found.runs == sobol_runs(2, 128, 1) == 512
    table = found.table.set_index("parameter")
    for column in ("first_order", "total"):
        assert table.loc["hospitals.a.nurses", column] == pytest.approx(0.79, abs=0.05)
        assert table.loc["hospitals.b.nurses", column] == pytest.approx(0.21, abs=0.05)


def test_sobol_of_what_does_not_vary(tmp_path: Path) -> None:
    plan = change(small.two_hospitals(tmp_path), {"targets.0.measure": "open_beds"})
    found = sobol(plan, 2, about=UNIFORM, how=HERE).table
    assert found["total"].isna().all()
    with pytest.raises(ScenarioError, match="16 and 32"):
        sobol(plan, 20)


def test_morris_of_a_plan_that_adds(tmp_path: Path) -> None:
    """An additive function has the same effect everywhere: its range, 30 and 15, without spread."""
    found = screen(small.two_hospitals(tmp_path), 5, about=UNIFORM, how=HERE)
    assert found.runs == screen_runs(2, 5, 1) == 15
    table = found.table.set_index("parameter")
    assert table["mu_star"].to_list() == pytest.approx([30.0, 15.0])
    assert table["sigma"].to_list() == pytest.approx([0.0, 0.0], abs=1e-9)
    assert foremost_parameters(found, 1) == ("hospitals.a.nurses",)


def test_groups_are_tables_of_the_plan(tmp_path: Path) -> None:
    about = About(("hospitals", "waiting_list"), shape="uniform")
    found = screen(small.two_hospitals(tmp_path), 6, about=about, groups=True, how=HERE)
    assert found.runs == screen_runs(2, 6, 1)
    table = found.table.set_index("parameter")
    # Both numbers move at once, up or down: 30 and 15 together, or against one another.
    assert 15.0 <= table.loc["hospitals", "mu_star"] <= 45.0
    assert table.loc["waiting_list", "mu_star"] == 0.0
    with pytest.raises(ScenarioError, match="one table"):
        screen(small.two_hospitals(tmp_path), 3, about=About(("hospitals",)), groups=True, how=HERE)


def test_tornado_of_a_plan_that_adds(tmp_path: Path) -> None:
    found = tornado(small.two_hospitals(tmp_path), 2, about=About(("hospitals",)), how=HERE)
    assert found.runs * 2 == tornado_runs(2, 2)
    table = found.table.set_index("parameter")
    # Nothing is left to chance: the effects are the distances from 25 and 15 to the ends, and known exactly.
    assert table["effect_low"].to_list() == [-15.0, -5.0]
    assert table["effect_high"].to_list() == [15.0, 10.0]
    assert table["swing"].to_list() == [30.0, 15.0]
    assert (table["effect_low_low"] == table["effect_low"]).all()
    assert (table["at_value"] == 40.0).all()


def test_rounding_is_no_effect(tmp_path: Path) -> None:
    # Shares of a total that is the same in all runs differ in their last digits; that is no influence.
    plan = change(
        small.two_hospitals(tmp_path),
        {"hospitals.a.weight": {"value": 3, "low": 1, "high": 7}, "hospitals.b.nurses": 15, "hospitals.a.nurses": 25},
    )
    found = tornado(plan, 1, about=About(("hospitals.a.weight",)), how=HERE).table
    assert (found["swing"] == 0.0).all()


def test_a_policy_is_laid_over(tmp_path: Path) -> None:
    found = tornado(small.two_hospitals(tmp_path), 1, about=About(("hospitals",), {"hospitals.b.nurses": 5}), how=HERE)
    assert list(found.table["parameter"]) == ["hospitals.a.nurses"]
    assert found.table["at_value"].iloc[0] == 30.0
