"""Where work runs: results in order, failures that touch nobody else, workers that come back, and none left behind."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from works import Large, Square

from model.experiments.running import processes
from model.experiments.running.where import AHEAD, TRIES, Failure, RunError, complete, runner


def _calls(notes: Path) -> list[tuple[int, int]]:
    lines = (notes / "calls").read_text().splitlines() if (notes / "calls").exists() else []
    return [(int(item), int(process)) for item, process in map(str.split, lines)]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_a_failure_is_a_result(workers: int) -> None:
    done: list[int] = []
    with runner(workers) as there:
        results = list(there.map(Square(wrong=3), range(8), done.append))
        assert results[:3] + results[4:] == [0, 1, 4, 16, 25, 36, 49]
        assert isinstance(results[3], Failure)
        assert results[3].reason.startswith("item 3 failed: ValueError: not this one [works.py:")
        assert done == [1, 2, 3, 4, 5, 6, 7, 8], "every item is counted, failed ones as well"
        assert list(there.map(Square(), range(2))) == [0, 1], "and the same workers take other work"


@pytest.mark.parametrize("workers", [1, 2])
def test_an_answer_that_needs_all_ends_with_the_first_failure(workers: int) -> None:
    with pytest.raises(RunError, match=r"^item 3 failed: ValueError: not this one"), runner(workers) as there:
        results = complete(there.map(Square(wrong=3), range(8)))
        assert [next(results) for _ in range(3)] == [0, 1, 4]
        next(results)


def test_who_ends_its_worker_fails_alone(tmp_path: Path) -> None:
    """The deadly item is tried three times; every other is done once, whoever ran beside it."""
    with runner(2) as there:
        results = list(there.map(Square(tmp_path, deadly=5), range(12)))
    assert isinstance(results[5], Failure)
    assert "item 5 failed: its worker process was ended 3 times" in results[5].reason
    assert [r for n, r in enumerate(results) if n != 5] == [n * n for n in range(12) if n != 5]
    times = Counter(item for item, _ in _calls(tmp_path))
    assert times == {n: TRIES if n == 5 else 1 for n in range(12)}


def test_a_worker_ended_from_outside_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended in the middle of an item, it is done again; ended while idle, nobody notices."""
    with runner(2) as there:
        assert list(there.map(Square(tmp_path, once=2), range(6))) == [0, 1, 4, 9, 16, 25]
        living = {process for _, process in _calls(tmp_path) if Path(f"/proc/{process}").exists()}
        assert living
        for process in living:
            os.kill(process, signal.SIGKILL)
            _until(lambda dead=process: not _group(os.getpgid(0), dead))
        # Not counted as a try of the next item.
        monkeypatch.setattr(processes, "TRIES", 1)
        assert list(there.map(Square(), range(6))) == [0, 1, 4, 9, 16, 25]


def test_few_items_are_taken_ahead() -> None:
    """So that a design of millions of items streams by."""
    taken: list[int] = []

    def items() -> object:
        for n in range(1000):
            taken.append(n)
            yield n

    with runner(2) as there:
        results = there.map(Square(), items())  # type: ignore[arg-type]
        for given in range(50):
            assert next(results) == given * given
            assert len(taken) <= given + 1 + AHEAD * 2
        results.close()  # type: ignore[attr-defined]
        assert list(there.map(Square(), [7])) == [49], "a call that was left does not hold up the next"


def test_large_items_and_what_cannot_be_sent() -> None:
    """10 MB do not fit between two processes at once: neither may wait for the other to read first."""
    large = bytes(10_000_000)
    with runner(2) as there:
        results = list(there.map(Large(), [large, b"", large, lambda: None, large]))  # type: ignore[list-item]
    assert [results[n] == large for n in (0, 2, 4)] == [True] * 3
    assert isinstance(results[1], Failure) and "result cannot be sent" in results[1].reason
    assert isinstance(results[3], Failure)


def test_a_fault_of_the_caller_is_not_swallowed() -> None:
    def wrong(done: int) -> None:
        raise ZeroDivisionError("progress")

    with pytest.raises(ZeroDivisionError, match="progress"), runner(2) as there:
        list(there.map(Square(), range(3), wrong))


def test_after_the_context_there_is_nowhere_to_run() -> None:
    with runner(2) as there:
        pass
    with pytest.raises(ChildProcessError, match="have ended"):
        list(there.map(Square(), [1]))


@pytest.mark.parametrize("wrong", [0, -1])
def test_no_workers(wrong: int) -> None:
    with pytest.raises(ValueError, match="workers must be 1 or more"), runner(wrong):
        pass


def _group(leader: int, one: int = 0) -> list[str]:
    """Return the living processes of a group, or whether one of them lives."""
    found = []
    # Thread by thread: the first one of a process that was killed may be gone while another still holds its pipes.
    for stat in Path("/proc").glob("[0-9]*/task/[0-9]*/stat"):
        process = stat.parts[2]
        try:
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == leader and state != "Z" and (not one or process == str(one)):
            found.append(f"{process} {state}")
    return found


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left(end: signal.Signals, tmp_path: Path) -> None:
    """Each item takes a minute; Ctrl-C, or the end of the parent by force, is not answered by waiting for it."""
    program = Path(__file__).with_name("works.py")
    project = Path(__file__).parents[2]
    with (tmp_path / "said").open("w") as said:
        parent = subprocess.Popen(
            [sys.executable, program, tmp_path], stderr=said, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(project)},
        )  # fmt: skip
    try:
        _until(lambda: len(_calls(tmp_path)) == 2)
        assert len(_group(parent.pid)) >= 3, "the parent and two workers"
        if end == signal.SIGINT:
            os.killpg(parent.pid, end)  # as a terminal does: to all of them
        else:
            parent.send_signal(end)
        assert parent.wait(timeout=20) == -end
        _until(lambda: not _group(parent.pid))
    finally:
        if parent.poll() is None or _group(parent.pid):
            os.killpg(parent.pid, signal.SIGKILL)
    if end == signal.SIGINT:
        assert (tmp_path / "said").read_text().count("Traceback") == 1, "the parent's, and no worker's"


def _until(true: object, seconds: float = 20.0) -> None:
    since = time.monotonic()
    while not true():  # type: ignore[operator]
        assert time.monotonic() - since < seconds
        time.sleep(0.02)
