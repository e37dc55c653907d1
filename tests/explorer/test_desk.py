"""The desk: what a cancel ends, who is served when, what is left when a process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_work import Piece, Write

from model.explorer import desk as desks
from model.explorer.desk import JOBS_EACH, JOBS_IN_ALL, Desk, Job, QueueFullError
from model.explorer.worker import Worker

PATIENCE = 120.0
"""Seconds until a test gives up; a busy machine takes long to start a process."""


def wait(until: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def lines(book: Path) -> list[list[str]]:
    return [line.split() for line in book.read_text().splitlines()] if book.exists() else []


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not yet asked for its exit code does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def works(desk: Desk, book: Path) -> bool:
    job = desk.submit("next", Write(), [Piece("next", 7, book)])
    wait(lambda: job.over)
    return job.state == "done" and job.results == [(0, 7)]


@pytest.fixture(scope="module")
def one() -> Iterator[Desk]:
    desk = Desk(1, warm=False)
    yield desk
    desk.close()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "book"


def test_every_piece_gives_its_result_and_says_how_far_it_is(one: Desk, book: Path) -> None:
    job = one.submit("a", Write(), [Piece("a", n, book) for n in range(5)])
    wait(lambda: job.over)
    assert (job.state, sorted(job.results), job.told) == ("done", [(n, n) for n in range(5)], 4)


def test_a_job_of_nothing_is_done(one: Desk) -> None:
    assert one.submit("a", Write(), []).state == "done"


def test_cancel_ends_the_process(one: Desk, book: Path, tmp_path: Path) -> None:
    job = one.submit("a", Write(), [Piece("a", n, book, tmp_path / "never") for n in range(3)])
    wait(lambda: lines(book))
    pid = int(lines(book)[0][2])
    assert alive(pid)
    one.cancel(job)
    wait(lambda: not alive(pid))
    assert (job.state, job.results) == ("cancelled", [])
    assert works(one, book)
    assert [who for who, *_ in lines(book)] == ["a", "next"], "the other pieces were not begun"


def test_cancelled_between_taking_and_beginning_nothing_is_done(
    one: Desk, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, hit = Desk.begin, []

    def cancel_first(desk: Desk, slot: Any) -> Any:
        if slot.job is not None and not hit:
            hit.append(slot.job)
            desk.cancel(slot.job)
        return begin(desk, slot)

    monkeypatch.setattr(Desk, "begin", cancel_first)
    job = one.submit("a", Write(), [Piece("a", 1, book)])
    wait(lambda: hit)
    assert works(one, book)
    assert job.state == "cancelled"
    assert [who for who, *_ in lines(book)] == ["next"]


def test_cancelled_after_the_last_result_the_next_job_is_not_hit(
    one: Desk, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed while it has nothing to do: whoever comes next must not pay for it."""
    finished, hit = Desk.finished, []

    def cancel_first(desk: Desk, slot: Any, piece: int, result: Any) -> None:
        if slot.job.owner == "hit":
            hit.append(slot.job)
            desk.cancel(slot.job)
        finished(desk, slot, piece, result)

    monkeypatch.setattr(Desk, "finished", cancel_first)
    job = one.submit("hit", Write(), [Piece("hit", 1, book)])
    wait(lambda: hit)
    other = one.submit("b", Write(), [Piece("b", 2, book)])
    wait(lambda: other.over)
    assert (job.state, job.results) == ("cancelled", [])
    assert (other.state, other.results) == ("done", [(0, 2)])


def test_killed_from_outside_while_idle_nobody_notices(one: Desk, book: Path) -> None:
    assert works(one, book)
    os.kill(int(lines(book)[0][2]), signal.SIGKILL)
    assert works(one, book)


def test_killed_from_outside_at_work_it_fails_and_the_next_job_works(one: Desk, book: Path, tmp_path: Path) -> None:
    job = one.submit("a", Write(), [Piece("a", 1, book, tmp_path / "never")])
    wait(lambda: lines(book))
    os.kill(int(lines(book)[0][2]), signal.SIGKILL)
    wait(lambda: job.over)
    assert job.state == "failed" and job.mark
    assert "a's piece 1 failed: its process was ended from outside (exit code -9)" in job.reason
    assert works(one, book)


@pytest.mark.parametrize(("wrong", "says"), [("raise", "ZeroDivisionError"), ("result", "cannot be sent")])
def test_what_goes_wrong_is_a_failure(one: Desk, book: Path, wrong: str, says: str) -> None:
    job = one.submit("a", Write(), [Piece("a", 1, book, wrong=wrong)])
    wait(lambda: job.over)
    assert job.state == "failed" and says in job.reason
    assert works(one, book)


def test_what_cannot_be_sent_is_a_failure(one: Desk, book: Path) -> None:
    job = one.submit("a", Write(), [Piece("a", 1, book, until=lambda: None)])  # type: ignore[arg-type]
    wait(lambda: job.over)
    assert job.state == "failed" and "cannot be sent" in job.reason
    assert works(one, book)


def test_a_heavy_visitor_does_not_keep_another_waiting(one: Desk, book: Path, tmp_path: Path) -> None:
    go = tmp_path / "go"
    heavy = [one.submit("heavy", Write(), [Piece("heavy", n, book, go) for n in range(50)]) for _ in range(JOBS_EACH)]
    wait(lambda: lines(book))
    light = one.submit("light", Write(), [Piece("light", n, book) for n in range(2)])
    assert one.before(light) == JOBS_EACH
    go.touch()
    wait(lambda: light.over)
    before = [who for who, *_ in lines(book)]
    last = len(before) - before[::-1].index("light")
    assert before[:last].count("heavy") <= 3, "one under way, and one between the two pieces"
    for job in heavy:
        one.cancel(job)


def test_long_pieces_do_not_come_between_short_ones(one: Desk, book: Path) -> None:
    """Who takes turns piece by piece waits for a long one after each of their own."""
    heavy = one.submit("heavy", Write(), [Piece("heavy", n, book, wrong="slow") for n in range(6)])
    wait(lambda: lines(book))
    light = one.submit("light", Write(), [Piece("light", n, book) for n in range(8)])
    wait(lambda: light.over)
    order = [who for who, *_ in lines(book)]
    assert "heavy" not in order[order.index("light") : len(order) - order[::-1].index("light")]
    wait(lambda: heavy.over)
    assert len(heavy.results) == 6


def test_the_queue_is_bounded_for_one_and_for_all(one: Desk, book: Path, tmp_path: Path) -> None:
    def ask(who: str) -> Job:
        return one.submit(who, Write(), [Piece(who, 1, book, tmp_path / "never")])

    jobs = [ask("a") for _ in range(JOBS_EACH)]
    with pytest.raises(QueueFullError) as own:
        ask("a")
    jobs += [ask(f"visitor {n}") for n in range(JOBS_IN_ALL - JOBS_EACH)]
    with pytest.raises(QueueFullError) as everybody:
        ask("late")
    assert (own.value.own, everybody.value.own) == (True, False)
    one.cancel(jobs.pop())
    jobs.append(ask("late"))
    for job in jobs:
        one.cancel(job)
    assert works(one, book)


def test_closing_a_tab_frees_its_work_and_a_reload_does_not(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "LOOK_EVERY_SECONDS", 0.02)
    monkeypatch.setattr(desks, "GRACE_SECONDS", 0.2)
    here = {"stays", "leaves"}
    looked = []

    def present(owner: str) -> bool:
        looked.append(owner)
        return owner in here

    desk = Desk(2, present, warm=False)
    stays, leaves = (desk.submit(who, Write(), [Piece(who, 1, book, tmp_path / "go")]) for who in ("stays", "leaves"))
    wait(lambda: len(lines(book)) == 2)
    pids = {who: int(pid) for who, _, pid in lines(book)}
    count = len(looked)
    wait(lambda: len(looked) > count + 4)
    assert not leaves.over
    here.discard("leaves")
    wait(lambda: leaves.over)
    wait(lambda: not alive(pids["leaves"]))
    assert leaves.state == "cancelled" and not stays.over
    (tmp_path / "go").touch()
    wait(lambda: stays.over)
    assert stays.state == "done"
    desk.close()
    wait(lambda: not alive(pids["stays"]))


def test_work_that_other_work_replaces_ends_its_piece_and_the_process_stays(one: Desk, book: Path, tmp_path: Path) -> None:
    job = one.submit("a", Write(), [Piece("a", n, book, tmp_path / "go") for n in range(3)])
    wait(lambda: lines(book))
    one.cancel(job, at_once=False)
    after = one.submit("a", Write(), [Piece("after", 1, book)])
    assert job.state == "cancelled"
    (tmp_path / "go").touch()
    wait(lambda: after.over)
    assert (job.results, after.results) == ([], [(0, 1)])
    (first, _, pid), (second, _, same) = lines(book)
    assert (first, second, pid) == ("a", "after", same)


def test_replaced_work_that_takes_long_is_ended(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "LOOK_EVERY_SECONDS", 0.02)
    monkeypatch.setattr(desks, "LET_END_SECONDS", 0.1)
    desk = Desk(1, warm=False)
    job = desk.submit("a", Write(), [Piece("a", 1, book, tmp_path / "never")])
    wait(lambda: lines(book))
    desk.cancel(job, at_once=False)
    assert works(desk, book)
    desk.close()


def test_a_deaf_process_is_ended_by_a_cancel(one: Desk, book: Path) -> None:
    job = one.submit("a", Write(), [Piece("a", 1, book, wrong="deaf")])
    wait(lambda: lines(book))
    pid = int(lines(book)[0][2])
    one.cancel(job)
    wait(lambda: not alive(pid))
    assert works(one, book)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a deaf process ends with its piece of work")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_its_server_not_even_a_deaf_one(book: Path, how: signal.Signals) -> None:
    code = "import sys; from desk_work import serve_alone; serve_alone(sys.argv[1])"
    folders = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    server = subprocess.Popen([sys.executable, "-c", code, str(book)], env={**os.environ, "PYTHONPATH": folders},
                              stderr=subprocess.DEVNULL)
    wait(lambda: lines(book))
    pid = int(lines(book)[0][2])
    assert alive(pid)
    server.send_signal(how)
    server.wait()
    wait(lambda: not alive(pid))


def test_a_desk_goes_on_where_no_process_could_be_started(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "WAIT_TO_START_SECONDS", 0.01)
    room = []

    class Crowded(Worker):
        def __init__(self, warm: bool) -> None:
            if not room:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            super().__init__(warm)

    monkeypatch.setattr(desks, "Worker", Crowded)
    desk = Desk(1, warm=False)
    job = desk.submit("a", Write(), [Piece("a", 1, book)])
    wait(lambda: job.over)
    assert job.state == "failed" and "no process could be started" in job.reason
    room.append(True)
    assert works(desk, book)
    desk.close()
