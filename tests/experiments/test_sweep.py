"""Sweeps: rows are those of `run`, the same wherever they ran, and nothing that happens loses or repeats one."""

import errno
import os
import pickle
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner
from works import Fake, design_of

from model import run
from model.cli import app
from model.experiments.observing.levers import moved
from model.experiments.running.output import OutputError
from model.experiments.running.where import InProcess, RunError, runner
from model.experiments.sweeping import store as store_module
from model.experiments.sweeping import sweep as sweep_module
from model.experiments.sweeping.blocks import Block, Replicate
from model.experiments.sweeping.dataset import Dataset, QueryError
from model.experiments.sweeping.sweep import run_sweep, sizes, sweep

BEDS = "hospitals.甲院.open_beds"
PROGRAM = Path(__file__).with_name("works.py")
PROJECT = Path(__file__).parents[2]


def _files(out: Path, folders: tuple[str, ...] = ("runs",)) -> dict[str, bytes]:
    """Return what must be the same for two equal sweeps."""
    whole = {p.name: p.read_bytes() for p in (out / "sweep.json", out / "points.parquet")}
    return whole | {str(p.relative_to(out)): p.read_bytes() for f in folders for p in (out / f).rglob("*.parquet")}


def _noted(notes: Path) -> Counter[str]:
    path = notes / "rows"
    return Counter(path.read_text().splitlines()) if path.exists() else Counter()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts, so that few rows make several."""
    monkeypatch.setattr(sweep_module, "PART_ROWS", 6)


# --- the rows --------------------------------------------------------------------------------------------


def test_rows_are_those_of_run(tmp_path: Path, small: None) -> None:
    """`run` of the plan that a point stands for is computed apart from all that a sweep does."""
    design = design_of(tmp_path)
    result = sweep(design, tmp_path / "out", workers=1)
    assert result.complete and (result.rows, result.computed) == (30, 30)
    runs = result.runs()
    assert len(runs) == 30 and runs["error"].isna().all()
    name = "occupancy_2024_03_31"
    for plan in design.plans:
        for point, (beds,) in enumerate(design.amounts.tolist()):
            lever = design.levers[0]
            alone = run(moved(plan, {lever: beds}), 3, design.says.seed, workers=1)
            rows = runs[(runs["plan"] == plan.name) & (runs["point"] == point)].sort_values("replication")
            assert (rows["hospitals_甲院_open_beds"] == beds).all()
            for column in ("value", "met", "shortfall"):
                assert (rows[f"{name}_{column}"].to_numpy(float) == alone.summary.outcomes[column].to_numpy()).all()
            of = alone.indicators
            of = of[(of["measure"] == "admissions") & (of["region"] == "") & (of["period"] == "2024")]
            assert (rows["admissions_2024"].to_numpy() == of["value"].to_numpy()).all()
    assert result.points()["hospitals_甲院_open_beds"].tolist() == [4, 6, 8, 10, 12]


def test_rows_are_the_same_on_one_worker_two_and_a_cluster(tmp_path: Path, small: None, dask: str) -> None:
    design = design_of(tmp_path)
    sweep(design, tmp_path / "1", workers=1)
    sweep(design, tmp_path / "2", workers=2)
    steps: list[tuple[int, int]] = []
    sweep(design, tmp_path / "3", cluster=dask, progress=lambda *step: steps.append(step))
    assert len(_files(tmp_path / "1")) == 2 + 2 * 3
    assert _files(tmp_path / "1") == _files(tmp_path / "2") == _files(tmp_path / "3")
    assert steps[0] == (0, 30) and steps[-1] == (30, 30) and steps == sorted(steps)


def test_a_failing_point_is_told_and_the_rest_is_there(tmp_path: Path) -> None:
    """Each share is possible alone; 0.9 + 0.09 + 0.95 is not."""
    axes = ({"lever": "registry.stable_share", "values": [0.5, 0.99]},
            {"lever": "registry.unstable_share", "values": [0.005, 0.02]})  # fmt: skip
    design = design_of(tmp_path, ("jia",), levers=axes, replications=2)
    for session in (1, 2):
        result = sweep(design, tmp_path / "out", workers=1)
        assert not result.complete and sum(result.failures.values()) == 2
        assert result.computed == (8 if session == 1 else 2), "only what failed is tried again"
    runs = result.runs()
    bad = runs[runs["error"].notna()]
    assert bad["point"].tolist() == [3, 3] and bad["replication"].tolist() == [0, 1]
    assert bad["error"].str.contains(r"jia, point 3 \(registry.stable_share = 0.99, registry.unst").all()
    assert bad["occupancy_2024_03_31_value"].isna().all() and runs["occupancy_2024_03_31_value"].notna().sum() == 6


def test_a_row_that_ends_its_worker_fails_alone(tmp_path: Path, small: None) -> None:
    """Of a block of three rows, the other two are there."""
    with runner(2) as there:
        result = run_sweep(design_of(tmp_path, ("jia",)), tmp_path / "out", there, Fake(4, deadly=(2, 1)))
    assert sum(result.failures.values()) == 1
    runs = result.runs()
    assert runs[runs["error"].notna()][["point", "replication"]].to_numpy().tolist() == [[2, 1]]
    assert "was ended 3 times" in next(iter(result.failures))


def test_blocks_of_several_points(tmp_path: Path) -> None:
    """What a block gives is what its rows give alone, and it can be sent to a worker."""
    design = design_of(tmp_path)
    work = pickle.loads(pickle.dumps(Replicate(design)))
    points, replications = np.array([0, 0, 4, 4, 0]), np.array([0, 1, 0, 1, 2])
    together = work(Block(1, points, replications, design.amounts[points]))
    for row in range(5):
        at = slice(row, row + 1)
        alone = work(Block(1, points[at], replications[at], design.amounts[points[at]]))
        assert np.array_equal(together.numbers[at], alone.numbers, equal_nan=True)
    assert len(np.unique(together.numbers[:, 0])) > 2, "the points differ"


# --- sessions that end -----------------------------------------------------------------------------------


def _session(folder: Path, workers: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, PROGRAM, "sweep", folder, folder / "out", str(workers), "60", "0.01", "5"],
        env={**os.environ, "PYTHONPATH": str(PROJECT)}, text=True, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_again_and_again_it_goes_on(workers: int, tmp_path: Path) -> None:
    """Rows that came back are never computed again: at most those that were out when the session was killed."""
    blocks_out = 1 if workers == 1 else 3 * workers
    kills = 2
    for killed in range(1, kills + 1):
        session = _session(tmp_path, workers)
        # Twice within the first part: what the first session left has to outlive the second as well.
        while len(_noted(tmp_path)) < 40 * killed:
            assert session.poll() is None
            time.sleep(0.01)
        os.killpg(session.pid, signal.SIGKILL)
        session.wait()
    assert _session(tmp_path, workers).wait(timeout=60) == 0
    noted = _noted(tmp_path)
    assert len(noted) == 300
    assert noted.total() - 300 <= kills * blocks_out * 5
    # What this test's own process makes of it, in one go.
    axes = ({"lever": BEDS, "low": 1, "high": 1000, "number": 60},)
    design = design_of(tmp_path, ("jia",), levers=axes, replications=5)
    run_sweep(design, tmp_path / "whole", InProcess(), Fake(4))
    assert _files(tmp_path / "out") == _files(tmp_path / "whole")
    assert not list((tmp_path / "out").rglob("*.temporary"))
    assert not (tmp_path / "out" / "unfinished.arrow").exists()


def test_a_journal_that_ends_in_the_middle_is_used_up_to_there(tmp_path: Path, small: None) -> None:
    """Cut anywhere, what is before the cut is not computed again, and nothing false is read."""
    design = design_of(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run_sweep(design, tmp_path / "out", _Ends(4), Fake(4))
    journal = tmp_path / "out" / "unfinished.arrow"
    whole = journal.read_bytes()
    saved: set[int] = set()
    for cut in (*range(0, len(whole), 200), len(whole)):
        (tmp_path / "rows").unlink(missing_ok=True)
        for part in (tmp_path / "out").rglob("part-*"):
            if part.name != "part-000000.parquet" or "jia" not in str(part):
                part.unlink()
        journal.write_bytes(whole[:cut])
        result = run_sweep(design, tmp_path / "out", InProcess(), Fake(4, tmp_path))
        saved.add(24 - result.computed)
    assert saved == {0, 3}, "three rows were in the journal, six in the part before it"
    run_sweep(design, tmp_path / "whole", InProcess(), Fake(4))
    assert _files(tmp_path / "out") == _files(tmp_path / "whole")


class _Ends(InProcess):
    """Somebody presses Ctrl-C after some results."""

    def __init__(self, after: int) -> None:
        self._after = after

    def map(self, *arguments: Any) -> Iterator[Any]:
        for number, result in enumerate(super().map(*arguments)):
            if number == self._after - 1:
                raise KeyboardInterrupt
            yield result


def _cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def _no_end(whole: bytes) -> bytes:
    return whole[:-1]


def _empty(whole: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [_cut, _no_end, _empty])
def test_a_damaged_part_is_done_again(damage: Any, tmp_path: Path, small: None) -> None:
    design = design_of(tmp_path)
    run_sweep(design, tmp_path / "out", InProcess(), Fake(4))
    whole = _files(tmp_path / "out")
    part = tmp_path / "out" / "runs" / "plan=yi" / "part-000001.parquet"
    part.write_bytes(damage(part.read_bytes()))
    result = run_sweep(design, tmp_path / "out", InProcess(), Fake(4, tmp_path))
    assert result.computed == 6
    assert _noted(tmp_path) == Counter(f"1 {p} {r}" for p in (2, 3) for r in range(3))
    assert _files(tmp_path / "out") == whole


def test_a_bit_that_flipped_is_never_read(tmp_path: Path, small: None) -> None:
    """Anywhere in the file: it is told to be damaged, or what is read is what was written (some bits mean nothing)."""
    design = design_of(tmp_path)
    run_sweep(design, tmp_path / "out", InProcess(), Fake(4))
    store = store_module.Store(design, tmp_path / "out", 6)
    part = next(store.parts())
    whole, table = store.path(part).read_bytes(), store.read(part)
    assert table is not None
    told = 0
    for place in range(0, len(whole), 7):
        store.path(part).write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        read = store.read(part)
        assert read is None or read.equals(table), f"byte {place}"
        told += read is None
    assert told > len(whole) / 7 / 2


def test_a_part_in_the_place_of_another_is_done_again(tmp_path: Path, small: None) -> None:
    """A file that can be read, and holds rows of other points."""
    design = design_of(tmp_path)
    run_sweep(design, tmp_path / "out", InProcess(), Fake(4))
    whole = _files(tmp_path / "out")
    parts = tmp_path / "out" / "runs" / "plan=jia"
    (parts / "part-000001.parquet").write_bytes((parts / "part-000000.parquet").read_bytes())
    assert run_sweep(design, tmp_path / "out", InProcess(), Fake(4)).computed == 6
    assert _files(tmp_path / "out") == whole


# --- the disk --------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 KB; where none can be made, the tests below that need it are left out."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", place], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk(disk: Path, tmp_path: Path, small: None) -> None:
    """The rest is computed, the reason is told, and with room again the same sweep ends what is left."""
    out = disk / "out"
    design = design_of(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run_sweep(design, out, _Ends(3), Fake(4))
    filler = disk / "filler"
    with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    result = run_sweep(design, out, InProcess(), Fake(4, tmp_path))
    assert not result.complete and not result.failures
    assert set(result.unwritten.values()) == {os.strerror(errno.ENOSPC)}
    assert len(_noted(tmp_path)) == 24, "six rows were there before"
    filler.unlink()
    assert run_sweep(design, out, InProcess(), Fake(4)).complete
    run_sweep(design, tmp_path / "whole", InProcess(), Fake(4))
    assert _files(out) == _files(tmp_path / "whole")


def test_a_disk_that_is_full_for_a_while_costs_nothing(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts wait in memory and are written when there is room; with too many waiting, the session ends."""
    written = store_module.write_table
    full = iter([True, True, True, *[False] * 99])

    def write(table: Any, path: Path) -> None:
        if "runs" in path.parts and next(full):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written(table, path)

    monkeypatch.setattr(store_module, "write_table", write)
    result = run_sweep(design_of(tmp_path), tmp_path / "out", InProcess(), Fake(4, tmp_path))
    assert result.complete and result.computed == len(_noted(tmp_path)) == 30
    full = iter([True] * 99)
    monkeypatch.setattr(sweep_module, "HELD_ROWS", 12)
    with pytest.raises(RunError, match="No space left on device.*the same command goes on"):
        run_sweep(design_of(tmp_path), tmp_path / "out2", InProcess(), Fake(4))


# --- the folder ------------------------------------------------------------------------------------------


def test_another_design_in_the_folder_is_refused(tmp_path: Path) -> None:
    run_sweep(design_of(tmp_path), tmp_path / "out", InProcess(), Fake(4))
    before = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    for says, said in (
        ({"seed": 2}, "seed 1 there, 2 here"),
        ({"replications": 4}, "replications 3 there, 4 here"),
        ({"levers": ({"lever": BEDS, "low": 4, "high": 13, "number": 5},)}, "its levers differ"),
        ({"wanted": ()}, "wanted"),
    ):
        with pytest.raises(OutputError, match=said):
            run_sweep(design_of(tmp_path, **says), tmp_path / "out", InProcess(), Fake(4))
    assert {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()} == before


def test_a_plan_that_was_edited_or_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design = design_of(tmp_path)
    run_sweep(design, tmp_path / "out", InProcess(), Fake(4))
    other = type(design)((design.plans[0], moved(design.plans[1], {design.levers[0]: 9})), design.says)
    with pytest.raises(OutputError, match="what is said by yi differs"):
        run_sweep(other, tmp_path / "out", InProcess(), Fake(4))
    monkeypatch.setattr(store_module, "versions", lambda: {"numpy": "0.1"})
    with pytest.raises(OutputError, match="numpy 0.1 in place of|numpy .* in place of 0.1|other versions"):
        run_sweep(design, tmp_path / "out", InProcess(), Fake(4))


def test_files_of_others_and_a_second_session_are_refused(tmp_path: Path) -> None:
    design = design_of(tmp_path)
    with pytest.raises(OutputError, match=r"jia\.toml"):
        run_sweep(design, tmp_path, InProcess(), Fake(4))
    first, second = (store_module.Store(design, tmp_path / "out", 6) for _ in range(2))
    with first.opened(), pytest.raises(OutputError, match="another session"), second.opened():
        pass


def test_sizes_keep_points_whole_and_parts_few(tmp_path: Path) -> None:
    for points, replications in ((200, 10), (1, 1), (7, 3), (50_000, 4), (1000, 10_000)):
        axes = ({"lever": BEDS, "low": 1, "high": 1000, "number": points},) if points > 1 else ({"lever": BEDS, "values": [1]},)
        design = design_of(tmp_path, ("jia",), levers=axes, replications=replications)
        block, part = sizes(design)
        assert part % block == 0 and block <= 1000
        assert replications % block == 0 or block % replications == 0
        assert design.rows / part <= 1000 or part >= 20_000


# --- to read ---------------------------------------------------------------------------------------------


@pytest.fixture
def dataset(tmp_path: Path, small: None) -> Dataset:
    run_sweep(design_of(tmp_path), tmp_path / "out", InProcess(), Fake(4, wrong=(0, 0)))
    return Dataset(tmp_path / "out")


def test_queries_and_frames_agree(dataset: Dataset) -> None:
    frame = dataset.runs()
    sql = """select plan, count(*), count(admissions_2024), avg(occupancy_2024_03_31_met), sum(seconds)
             from runs join points using (point) join timings using (plan, point, replication)
             group by plan order by plan"""
    with dataset.query(sql) as (names, rows):
        assert names[:2] == ["plan", "count_star()"]
        answer = list(rows)
    for name, count, seen, met, seconds in answer:
        of = frame[frame["plan"] == name]
        assert (count, seen) == (15, 14) == (len(of), of["admissions_2024"].notna().sum())
        assert met == pytest.approx(of["occupancy_2024_03_31_met"].mean())
        assert seconds == pytest.approx(0.015)


def test_others_read_the_dataset_as_it_is(dataset: Dataset) -> None:
    """pandas and DuckDB by themselves find the rows and the plan in the folders' names."""
    import duckdb

    there = dataset.out / "runs"
    assert set(pd.read_parquet(there)["plan"]) == {"jia", "yi"}
    found = duckdb.sql(f"select count(*), count(distinct plan) from read_parquet('{there}/*/*.parquet')").fetchall()
    assert found == [(30, 2)]


@pytest.mark.parametrize(
    "sql, said",
    [
        ("select nothing_such from runs", "nothing_such"),
        ("selct 1", "syntax error"),
        ("select 1; select 2", "one query is expected, not 2"),
        ("copy runs to 'x.csv'", "only queries that read"),
        ("create table t as select 1", "only queries that read"),
        ("explain analyze copy (select 1) to 'x.csv'", "disabled"),
        ("select * from 'sweep.json'", "disabled"),
        ("select * from read_text('/etc/hostname')", "disabled"),
        ("select * from read_parquet('{out}/points.parquet')", "disabled"),
        ("set enable_external_access = true", "only queries that read"),
        ("install httpfs", "only queries that read"),
        ("attach 'x.db'", "only queries that read"),
        ("select * from dataset", "dataset does not exist"),
    ],
)
def test_a_query_sees_the_views_alone(
    sql: str, said: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(dataset.out)
    before = sorted(dataset.out.rglob("*"))
    with pytest.raises(QueryError, match=said), dataset.query(sql.format(out=dataset.out)) as (_, rows):
        list(rows)
    assert sorted(dataset.out.rglob("*")) == before


def test_a_damaged_part_is_told_to_who_asks(dataset: Dataset) -> None:
    part = next((dataset.out / "runs").rglob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(OutputError, match="run the sweep again"):
        dataset.runs()
    with pytest.raises(OutputError, match="run the sweep again"), dataset.query("from runs") as (_, rows):
        list(rows)


# --- the commands ----------------------------------------------------------------------------------------


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    design_of(tmp_path)
    path = tmp_path / "d.toml"
    path.write_text(
        'plans = ["jia.toml"]\nreplications = 2\n[[levers]]\nlever = "registry.stable_share"\nvalues = [0.5, 0.99]\n'
        '[[levers]]\nlever = "registry.unstable_share"\nvalues = [0.005, 0.02]\n'
    )  # fmt: skip

    def call(*words: object) -> Any:
        return CliRunner().invoke(app, [str(word) for word in words])

    out = tmp_path / "out"
    swept = call("sweep", path, "--out", out, "--workers", 1, "--json")
    assert swept.exit_code == 1, "a point failed"
    assert {k: v for k, v in json.loads(swept.stdout).items() if k in ("rows", "failed", "complete")} == {
        "rows": 8, "failed": 2, "complete": False}  # fmt: skip
    said = call("sweep", path, "--out", out, "--workers", 1, "--lang", "zh")
    assert said.exit_code == 1 and "本次计算 2 次" in said.stdout and "失败 2 次" in said.stderr
    sql = "select count(*) as n, count(error) as failed from runs"
    assert json.loads(call("query", out, sql, "--json").stdout) == [{"n": 8, "failed": 2}]
    assert call("query", out, sql, "--csv").stdout == "n,failed\n8,2\n"
    assert "failed" in call("query", out, sql).stdout
    wrong = call("query", out, "select x from runs")
    assert wrong.exit_code == 2 and wrong.stderr.startswith("Bad input: Binder Error") and wrong.stderr.count("\n") == 1
    assert call("query", tmp_path, sql).exit_code == 2
    assert call("sweep", tmp_path / "none.toml", "--out", tmp_path / "new").exit_code == 2
    assert call("sweep", path, "--out", tmp_path / "new", "--cluster", "tcp://x:1", "--workers", 2).exit_code == 2
    assert not (tmp_path / "new").exists(), "bad input changes nothing on disk"


# --- size ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_rows_stream_by(tmp_path: Path) -> None:
    """A hundred times the rows need little more memory in the main process: of a row it holds nothing, of a point what
    the design says of it. (10 million rows of 1 million points: 406 MB, most of it the libraries.)
    """
    peaks = []
    for points in (250, 25_000):
        said = subprocess.run(
            [sys.executable, PROGRAM, "sweep", tmp_path, tmp_path / str(points), "2", str(points), "0", "10"],
            env={**os.environ, "PYTHONPATH": str(PROJECT)}, check=True, text=True, capture_output=True,
        )  # fmt: skip
        peaks.append(int(said.stdout))
        with Dataset(tmp_path / str(points)).query(
            "select count(*), count(distinct point), sum(replication) from runs"
        ) as (_, rows):
            assert list(rows) == [(10 * points, points, 45 * points)]
    assert peaks[1] - peaks[0] < 60, f"{peaks} MB"
