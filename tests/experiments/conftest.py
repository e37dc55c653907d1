"""A Dask cluster, as a user would start one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def dask_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, "list[subprocess.Popen[str]]"]]:
    """A scheduler and two workers on the loopback address; ended by their ids."""
    folder = tmp_path_factory.mktemp("dask")
    where = {**os.environ, "PYTHONPATH": f"{HERE.parents[1]}:{HERE}"}
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> "subprocess.Popen[str]":
        started.append(
            subprocess.Popen([sys.executable, "-m", *words], env=where, cwd=folder, text=True, stderr=subprocess.PIPE)
        )
        return started[-1]

    try:
        scheduler = start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--dashboard-address", "127.0.0.1:0",
        )  # fmt: skip
        assert scheduler.stderr is not None
        address = next(line.split()[-1] for line in scheduler.stderr if "Scheduler at:" in line)
        for _ in range(2):
            start("distributed.cli.dask_worker", address, "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard",
                  "--no-nanny")  # fmt: skip
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.communicate()


@pytest.fixture
def dask(dask_processes: tuple[str, object]) -> str:
    """The address of the scheduler."""
    return dask_processes[0]
