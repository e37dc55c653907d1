"""Designs: the points are those that the file describes, and what cannot be meant is refused with a reason."""

from pathlib import Path

import numpy as np
import pytest
from works import PLAN, design_of

from model.experiments.sweeping.design import Axis, read_design
from model.scenario.problems import ScenarioError

BEDS = "hospitals.甲院.open_beds"
NURSES = "hospitals.甲院.nurses"


def test_a_full_design_has_every_combination_once(tmp_path: Path) -> None:
    axes = ({"lever": BEDS, "low": 4, "high": 8, "step": 2}, {"lever": NURSES, "values": [1, "unlimited"]})
    amounts = design_of(tmp_path, levers=axes).amounts
    inf = float("inf")
    assert amounts.tolist() == [[4, 1], [4, inf], [6, 1], [6, inf], [8, 1], [8, inf]]


def test_levels() -> None:
    """Steps end at the last that fits, and carry no rounding: 0.1 * 3 is 0.3, not 0.30000000000000004."""
    assert Axis(lever="x", low=0, high=0.3, step=0.1).levels.tolist() == [0, 0.1, 0.2, 0.3]  # type: ignore[union-attr]
    assert Axis(lever="x", low=1, high=6, step=2).levels.tolist() == [1, 3, 5]  # type: ignore[union-attr]
    assert Axis(lever="x", low=0, high=1, number=5).levels.tolist() == [0, 0.25, 0.5, 0.75, 1]  # type: ignore[union-attr]


def test_a_latin_hypercube_has_one_point_in_every_stratum(tmp_path: Path) -> None:
    """Its definition: of n points, each n-th of each lever's range holds one."""
    axes = ({"lever": BEDS, "low": 10, "high": 20}, {"lever": NURSES, "low": 1, "high": 5})
    amounts = design_of(tmp_path, design="latin_hypercube", points=50, levers=axes).amounts
    for column, low, width in zip(amounts.T, (10, 1), (10, 4), strict=True):
        assert sorted(np.floor((column - low) / width * 50).astype(int)) == list(range(50))
    again = design_of(tmp_path, design="latin_hypercube", points=50, levers=axes).amounts
    other = design_of(tmp_path, design="latin_hypercube", points=50, levers=axes, design_seed=2).amounts
    assert (amounts == again).all() and (amounts != other).any()


def test_a_sobol_design_is_balanced_in_pairs_of_levers(tmp_path: Path) -> None:
    """Of 2**6 points of a (0, 2)-sequence, scrambled or not, every square of an 8 × 8 grid holds one."""
    axes = ({"lever": BEDS, "low": 0, "high": 8}, {"lever": NURSES, "values": [0, 1, 2, 3, 4, 5, 6, 7]})
    amounts = design_of(tmp_path, design="sobol", points=64, levers=axes).amounts
    assert len(set(map(tuple, np.floor(amounts).tolist()))) == 64
    assert set(amounts[:, 1]) == set(range(8)), "a list is taken level by level"
    other = design_of(tmp_path, design="sobol", points=64, levers=axes, design_seed=2).amounts
    assert (amounts[:, 0] != other[:, 0]).any()


GOOD = """
plans = ["jia.toml"]
replications = 2
[[levers]]
lever = "hospitals.甲院.open_beds"
low = 4
high = 8
step = 2
"""


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("replications", "replication", "unknown key; did you mean 'replications'"),
        ("jia.toml", "jai.toml", "jai.toml: there is no such file"),
        ('["jia.toml"]', '["jia.toml", "jia.toml"]', "jia is there twice"),
        ("step = 2", "", "a full design needs step or number"),
        ("step = 2", "step = 0", "greater than 0"),
        ("step = 2", "step = 1e-9", "more than 1,000,000 levels"),
        ("step = 2", "step = 2\nnumber = 3", "step or number, not both"),
        ("step = 2", "values = [1]", "either values = [...], or low and high"),
        ("low = 4", "low = 9", "less than high"),
        ("low = 4", "low = -4", "-4 is not 0 or more"),
        ("open_beds", "open_bets", "did you mean 'open_beds'"),
        ("replications = 2", "points = 9", "points belongs to latin_hypercube and sobol"),
        ("replications = 2", 'design = "sobol"', "needs points"),
        ("replications = 2", 'design = "sobol"\npoints = 100', "64 or 128, not 100"),
        ("replications = 2", 'design = "sobel"', "did you mean 'sobol'"),
        ("replications = 2", 'wanted = ["ocupancy"]', "did you mean 'occupancy'"),
        ("replications = 2", 'set = ["scael=1"]', "did you mean 'scale'"),
        ("replications = 2", "replications = ", "line 3"),
        ("replications = 2", "seed = -1", "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_meant(old: str, new: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "jia.toml").write_text(PLAN, encoding="utf-8")
    path = tmp_path / "design.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_design(path).rows == 6
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_design(path)
    assert said in str(refused.value)
