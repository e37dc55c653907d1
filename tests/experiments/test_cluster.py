"""A Dask cluster as a place to run: the same results, lost workers, and one message when it cannot be used."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import small
from typer.testing import CliRunner
from works import Square

from model import How, compare, load
from model.cli import app
from model.experiments.observing.observe import Wanted
from model.experiments.running import cluster
from model.experiments.running.cluster import ClusterError
from model.experiments.running.where import AHEAD, Failure, runner
from model.local.calibration.answer import answer_of
from model.local.calibration.calibrate import Effort, calibrate
from model.local.calibration.indicators import Indicator

Processes = tuple[str, "list[subprocess.Popen[str]]"]


def test_results_come_in_order_and_a_failure_is_a_result(dask: str) -> None:
    done: list[int] = []
    taken: list[int] = []

    def items() -> object:
        for n in range(30):
            taken.append(n)
            yield n

    with runner(cluster=dask) as there:
        results = there.map(Square(wrong=3), items(), done.append)  # type: ignore[arg-type]
        assert next(results) == 0 and len(taken) <= AHEAD * 2
        rest = list(results)
    assert [r for n, r in enumerate(rest, 1) if n != 3] == [n * n for n in range(1, 30) if n != 3]
    assert isinstance(rest[2], Failure) and rest[2].reason.startswith("item 3 failed: ValueError: not this one [works.py")
    assert done == list(range(1, 31))


def test_experiments_give_the_same_numbers_there(dask: str) -> None:
    short = {"scale": 0.002}
    plans = [load(name, short) for name in ("qujing", "qujing-rehab")]
    here, there = (compare(plans, ["occupancy@2024-03"], 3, how=how) for how in (How(workers=1), How(cluster=dask)))
    pd.testing.assert_frame_equal(here.pairs, there.pairs)
    pd.testing.assert_frame_equal(here.scenarios, there.scenarios)


def test_a_calibration_gives_the_same_answer_there(dask: str, tmp_path: Path) -> None:
    """Waves, checks and all: what a worker runs does not depend on where, nor what is learnt from it on the order."""
    plan, observed = small.two_hospitals(tmp_path), (Indicator(Wanted.parse("nurses@2024-01"), 50.0, 1.5),)
    here, there = (
        answer_of(calibrate(plan, observed, ["hospitals"], effort=Effort(40, 1, 4), how=how))
        for how in (How(workers=1), How(cluster=dask))
    )
    for name in ("parameters", "indicators", "together"):
        pd.testing.assert_frame_equal(getattr(here, name), getattr(there, name))


@pytest.mark.parametrize(("options", "said"), [
    (("--cluster", "nowhere"), "cluster must be local or an address"),
    (("--cluster", "tcp://127.0.0.1:9", "--workers", "2"), "workers cannot be chosen"),
])  # fmt: skip
def test_commands_refuse_what_is_no_cluster(options: tuple[str, ...], said: str) -> None:
    for command in (
        ["compare", "qujing", "qujing-rehab"],
        ["solve", "qujing", "--lever", "beds"],
        ["explain", "qujing"],
    ):
        result = CliRunner().invoke(app, [*command, *options, "--lang", "en"])
        assert result.exit_code == 2 and said in result.stderr, command


def test_workers_with_other_versions_are_refused(dask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is given out; and by a worker that joins later, which is asked with every item."""
    here = {**cluster.versions(), "code": "another"}
    monkeypatch.setattr(cluster, "versions", lambda: here)
    said = "worker tcp.* has another version: code .* in place of another"
    with pytest.raises(ClusterError, match=said), runner(cluster=dask):
        pass
    monkeypatch.setattr(cluster.Cluster, "_check", lambda self: None)
    with pytest.raises(ClusterError, match="a worker that joined has another version: code"), runner(cluster=dask) as there:
        list(there.map(Square(), [1]))


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    said = "no Dask scheduler answers at tcp://127.0.0.1:9 .*is it running"
    with pytest.raises(ClusterError, match=said), runner(cluster="tcp://127.0.0.1:9"):
        pass


def test_dask_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'jingkang\[distributed\]'"), runner(cluster="local"):
        pass


@pytest.mark.parametrize("address, workers", [("lokal", None), ("http://x", None), ("tcp://x:1", 2)])
def test_what_is_no_address(address: str, workers: int | None) -> None:
    with pytest.raises(ValueError, match="cluster"), runner(workers, address):
        pass


def test_a_worker_is_lost(dask_processes: Processes, tmp_path: Path) -> None:
    """One of two is killed in the middle of an item: what it had is done by the other."""
    address, workers = dask_processes
    results: list[object] = []
    with runner(cluster=address) as there:
        of = there.map(Square(tmp_path, seconds=0.05), range(30))
        results += [next(of) for _ in range(5)]
        workers[-1].send_signal(signal.SIGKILL)
        results += of
    assert results == [n * n for n in range(30)]
    assert {int(line.split()[1]) for line in (tmp_path / "calls").read_text().splitlines()} == {w.pid for w in workers}


@pytest.mark.slow
def test_a_local_cluster(tmp_path: Path) -> None:
    """Started and ended here. An item that ends its workers fails alone, after two tries among others and two alone."""
    with runner(2, "local") as there:
        results = list(there.map(Square(tmp_path, deadly=4), range(8)))
        processes = {int(line.split()[1]) for line in (tmp_path / "calls").read_text().splitlines()}
    assert isinstance(results[4], Failure) and "item 4 failed" in results[4].reason
    assert [r for n, r in enumerate(results) if n != 4] == [n * n for n in range(8) if n != 4]
    since = time.monotonic()
    while any(Path(f"/proc/{process}").exists() for process in processes - {os.getpid()}):
        assert time.monotonic() - since < 20
        time.sleep(0.05)
