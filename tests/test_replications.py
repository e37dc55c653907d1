"""A replication in parts, in several processes, is the replication in one, byte for byte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import pytest

from model import load, run
from model.care.recorder import Output
from model.engines import choice
from model.experiments.running.events import EVENTS, join_parts, part_of
from model.experiments.running.output import OWN
from model.experiments.running.replications import Division, Whole, division, simulated
from model.experiments.running.where import TRIES, RunError
from model.scenario.schema import Scenario

# Every city has more people than a part must have: five parts.
PLAN = """
title = { zh = "五市规划", en = "Plan of five cities" }
[horizon]
start = 2024-01-01
end = 2024-03-01
[[regions]]
name = "甲县"
city = "甲市"
copies = 3
residents = 7500000
[[regions]]
name = "乙县"
city = "乙市"
copies = 2
residents = 9000000
[[hospitals]]
name = "甲院"
city = "甲市"
region = "甲县"
open_beds = 4000
psychiatrists = 200
nurses = 900
[[hospitals]]
name = "乙院"
city = "乙市"
region = "乙县"
open_beds = 4500
psychiatrists = 300
nurses = 1500
[[targets]]
measure = "occupancy"
at_most = 0.9
date = 2024-02-29
clause = "床位使用率不超过90%"
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def small_china() -> Scenario:
    return load("china", {"scale": 0.0005, "horizon.end": "2024-06-01"})


def test_files_are_identical_for_any_number_of_workers(plan: Path, tmp_path: Path) -> None:
    """One replication, and more workers than that: each works on parts of it."""
    done: list[tuple[float, int]] = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        run(load(plan), 1, 7, workers=workers, out=out, progress=lambda *step: done.append(step))
        for name in OWN:
            if name != "timing.json" and (tmp_path / "1" / name).exists():
                assert (out / name).read_bytes() == (tmp_path / "1" / name).read_bytes(), name
    in_parts = [(k / 5, 1) for k in range(6)]
    assert done == [(0, 1), (1, 1), *in_parts], "five parts, none in a single process"


def test_every_tally_is_that_of_the_whole() -> None:
    """Small parts of very different sizes, two replications; the first part is not the first that is run."""
    job = Whole(small_china(), 5, "compiled")
    shared = division(job, 2, 3, people=100)
    assert shared.plan is not None
    assert len(shared.plan.parts) > 10
    assert shared.plan.largest_first()[0] != 0
    with simulated(job, 2, Division(2, shared.plan)) as outputs:
        in_parts = list(outputs)
    assert [output.replication for output in in_parts] == [0, 1]
    for output in in_parts:
        at_once = choice.simulate("compiled", job.scenario, 5, output.replication)
        for name in (field.name for field in fields(Output) if field.name not in ("log", "seconds")):
            one, other = np.asarray(getattr(output, name)), np.asarray(getattr(at_once, name))
            assert one.dtype == other.dtype
            assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name


def test_who_works_on_what(plan: Path) -> None:
    """Parts only where workers would have nothing to do, and where there are parts."""
    job = Whole(load(plan), 1, "compiled")
    shared = division(job, 1, 4)
    assert shared.workers == 4
    assert shared.plan is not None
    assert sorted(shared.plan.largest_first()) == list(range(5))
    assert division(job, 1, 40).workers == 5
    assert division(job, 4, 4) == Division(4)
    assert division(replace(job, log=True), 1, 4) == Division(1), "a log is one, in the order of time"
    assert division(replace(job, engine="simpy"), 2, 4) == Division(2)
    assert division(Whole(load("qujing"), 1, "compiled"), 1, 4) == Division(1), "one city"


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_part_says_in_which(workers: int) -> None:
    job = Whole(small_china(), 5, "compiled")
    shared = division(job, 1, 3, people=1000)
    assert shared.plan is not None
    parts = list(shared.plan.parts)
    parts[1] = replace(parts[1], inputs=replace(parts[1].inputs, dist={}))
    broken = Division(workers, replace(shared.plan, parts=tuple(parts)))
    said = rf"^part 2 of {len(parts)} of replication 0 \(seed 5\) failed: KeyError"
    with pytest.raises(RunError, match=said), simulated(job, 1, broken) as outputs:
        list(outputs)


@dataclass(frozen=True)
class DiesOnce(Whole):
    """The replications of a plan; the worker of the second one is ended in the midst of it, ``deaths`` times."""

    deaths: int = 1

    def __call__(self, replication: int) -> Output:
        assert self.folder is not None
        notes = self.folder / "deaths"
        died = len(notes.read_text()) if notes.exists() else 0
        if replication == 1 and died < self.deaths:
            notes.write_text("." * (died + 1))
            part_of(self.folder, replication).write_bytes(b"PAR1 and half of a log")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(replication)


def test_a_replication_whose_worker_is_ended_is_run_again(tmp_path: Path) -> None:
    """Its tallies and its log, of which half was written, are those of a run that nothing disturbed."""
    plan = load("qujing", {"scale": 0.002, "horizon.end": "2024-03-01"})
    seen = {}
    for name, job in (("calm", Whole), ("ended", DiesOnce)):
        (tmp_path / name).mkdir()
        with simulated(job(plan, 3, "compiled", True, tmp_path / name), 3, Division(2)) as outputs:
            seen[name] = [output.counts for output in outputs]
        join_parts(tmp_path / name, 3)
    assert (tmp_path / "ended" / "deaths").read_text() == "."
    assert all(np.array_equal(one, other) for one, other in zip(seen["calm"], seen["ended"], strict=True))
    assert (tmp_path / "ended" / EVENTS).read_bytes() == (tmp_path / "calm" / EVENTS).read_bytes()


def test_a_replication_that_ends_every_worker_is_an_error(tmp_path: Path) -> None:
    job = DiesOnce(load("qujing", {"scale": 0.002}), 3, "compiled", True, tmp_path, deaths=TRIES)
    said = rf"^replication 1 \(seed 3\) failed: its worker process was ended {TRIES} times; if memory ran out"
    with pytest.raises(RunError, match=said), simulated(job, 2, Division(2)) as outputs:
        list(outputs)


def test_a_plan_that_cannot_be_made_ready_is_an_error(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("no cities")

    monkeypatch.setattr("model.engines.choice.in_parts", fails)
    with pytest.raises(RunError, match="making the plan plan ready failed: ZeroDivisionError: no cities"):
        run(load(plan), 1, workers=2)


SLOW = """
import time
import model.engines.choice as choice

def simulate_part(plan, number, seed, replication):
    print("started", flush=True)
    time.sleep(60)

choice.simulate_part = simulate_part
if __name__ == "__main__":
    from model.cli import main
    main()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_in_parts_ends_at_once_and_leaves_nothing(plan: Path, number: int, code: int) -> None:
    script = plan.parent / "slow.py"
    script.write_text(SLOW)
    options = ["run", plan, "--workers", 2, "--replications", 1, "--out", plan.parent / "new" / "out"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, str(script), *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert any("started" in line for line in process.stdout)
        process.send_signal(number)
        _, stderr = process.communicate(timeout=50)
    assert process.returncode == code, stderr
    assert "no results were written" in stderr
    assert "Traceback" not in stderr
    assert {path.name for path in plan.parent.iterdir()} == {"plan.toml", "slow.py"}
