"""``run`` from Python with the real engine: the same files whatever the number of workers."""

from pathlib import Path

import pandas as pd
import pytest

import model
from model import load, run
from model.experiments.running.output import OWN, OutputError

PLAN = """
title = { zh = "甲县规划", en = "Plan of a county" }
[horizon]
start = 2024-01-01
end = 2024-05-01
[[regions]]
name = "甲县"
residents = 20000
[[hospitals]]
name = "甲院"
region = "甲县"
open_beds = 10
psychiatrists = 2
nurses = 3
[[targets]]
measure = "occupancy"
at_most = 0.9
date = 2024-04-30
clause = "床位使用率不超过90%"
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_files_are_identical_for_any_number_of_workers(plan: Path, tmp_path: Path) -> None:
    """Every random number belongs to seed, replication and person: who computes it cannot matter."""
    done: list[tuple[int, int]] = []
    for workers in (1, 3):
        run(load(plan), 3, 7, workers=workers, out=tmp_path / str(workers), log=True,
            progress=lambda *step: done.append(step))  # fmt: skip
    same = [name for name in OWN if (tmp_path / "1" / name).exists() and name != "timing.json"]
    assert same == ["run.json", "scenario.json", "targets.csv", "indicators.parquet", "staffing.parquet", "events.parquet"]
    for name in same:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "3" / name).read_bytes(), name
    assert done == [(0, 3), (1, 3), (2, 3), (3, 3)] * 2, "progress counts up to the end"


def test_more_replications_leave_the_first_as_they_were(plan: Path) -> None:
    """So a run can be made more precise without changing what was already seen."""
    few, many = run(load(plan), 1, 7, workers=1), run(load(plan), 2, 7, workers=1)
    first = many.indicators[many.indicators["replication"] == 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(first, few.indicators)


def test_without_out_nothing_is_written_and_the_log_is_returned(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plan.parent)
    result = run(load(plan), 2, 7, workers=1, log=True)
    assert [path.name for path in plan.parent.iterdir()] == ["plan.toml"]
    assert result.out is None
    assert result.events is not None
    assert result.events["replication"].unique().tolist() == [0, 1]


def test_the_scenario_is_not_changed_by_a_run(plan: Path) -> None:
    scenario = load(plan)
    before = scenario.model_dump()
    run(scenario, 1, 7, workers=1)
    assert scenario.model_dump() == before


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"seed": -1}, {"seed": 2**32}, {"workers": 0}])
def test_numbers_out_of_range(plan: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        run(load(plan), **wrong)  # type: ignore[arg-type]


def test_a_folder_of_others_is_refused(plan: Path) -> None:
    with pytest.raises(OutputError, match=r"plan\.toml"):
        run(load(plan), 1, workers=1, out=plan.parent)


def test_the_package_gives_its_names_when_asked() -> None:
    assert model.__version__
    for name in model.__all__:
        assert getattr(model, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        _ = model.nothing


def test_files_are_identical_from_either_engine(plan: Path, tmp_path: Path) -> None:
    """The engines are one model: which one ran can be seen in `timing.json` alone."""
    for engine in ("simpy", "compiled"):
        run(load(plan), 2, 7, workers=1, out=tmp_path / engine, log=True, engine=engine)
    for name in OWN:
        if (tmp_path / "simpy" / name).exists() and name != "timing.json":
            assert (tmp_path / "simpy" / name).read_bytes() == (tmp_path / "compiled" / name).read_bytes(), name


def test_an_unknown_engine_is_refused(plan: Path) -> None:
    with pytest.raises(ValueError, match="engine must be one of auto, compiled, simpy"):
        run(load(plan), 1, engine="fast")
