"""A run on a page: what its job has done is never lost, whenever the job ends."""

from __future__ import annotations

import time
from typing import Any

import pytest

from model.explorer import running, session
from model.explorer.desk import Job
from model.explorer.keep import Keep
from model.explorer.replications import Item, Replicate
from model.scenario.loading import load


@pytest.fixture(params=[0.05])
def scenario(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    monkeypatch.setattr(session, "keep", lambda: Keep(tmp_path))
    return load("pilot-district", {"scale": request.param})


def of_two(scenario: Any, done: int) -> running.Run:
    """Return a run of two replications, whose job has done some that the page has not yet taken."""
    job = Job("visitor", Replicate(), [Item(scenario, n) for n in range(2)], 1)
    job.results = [(n, Replicate()(job.items[n])) for n in range(done)]
    job.state = "done" if done == 2 else "running"
    run = running.Run({"plan": scenario}, 2, {"plan": {}}, job)
    run._pieces = [("plan", 0), ("plan", 1)]
    return run


def test_a_job_that_ends_while_the_page_is_drawn_is_at_work_until_its_results_are_taken(scenario: Any) -> None:
    """Else the page takes it for stopped in the middle and asks for the same replications again."""
    run = of_two(scenario, 2)
    assert run.at_work and not run.complete
    running.collect(run)
    assert run.complete and not run.at_work


@pytest.mark.parametrize("scenario", [0.06], indirect=True)
def test_what_a_job_has_done_is_taken_before_more_is_asked_for(scenario: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Desk:
        def submit(self, owner: str, work: Any, items: list[Item]) -> Job:
            asked.extend(item.replication for item in items)
            return Job(owner, work, items, 2)

    monkeypatch.setattr(session, "desk", Desk)
    run = of_two(scenario, 1)
    running.begin(run)
    assert asked == [1]
    assert sorted(run.seen["plan"]) == [0]


def at_work(there: int, pieces_done: int, seconds: float) -> running.Run:
    """Return a run of which some replications are there, whose job of ten pieces has taken so long for some of them."""
    scenario = load("pilot-district")
    job = Job("visitor", Replicate(), [Item(scenario, n) for n in range(10)], 1, state="running")
    job.results = [(n, {}) for n in range(pieces_done)]
    job.began = time.monotonic() - seconds
    run = running.Run({"plan": scenario}, 10, {"plan": dict.fromkeys(range(there))}, job)  # type: ignore[dict-item]
    run._taken = pieces_done
    return run


def test_the_first_and_the_last_that_come_are_shown_and_between_them_stages_worth_the_drawing() -> None:
    run = at_work(1, 1, 10.0)
    run.go_on()
    assert run.together == 1, "the first answer, as soon as it is there"
    run.seen["plan"] = dict.fromkeys(range(7))  # type: ignore[arg-type]
    assert run.together == 1, "a page does not change by itself between two looks"
    run.go_on()
    assert run.together == 3, "three of ten: 90 seconds are left"

    quick = at_work(1, 7, 0.7)
    quick.go_on()
    quick.seen["plan"] = dict.fromkeys(range(7))  # type: ignore[arg-type]
    quick.go_on()
    assert quick.together == 1, "a third of a second is left: drawing would take as long"

    run.job.state = "cancelled"  # type: ignore[union-attr]
    assert run.together == 7, "nothing more comes: all that there is"
    run.seen["plan"] = dict.fromkeys(range(10))  # type: ignore[arg-type]
    assert run.together == 10 and run.complete


def test_a_page_goes_on_with_what_was_begun_ahead_of_it_and_ends_what_was_not_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[Job] = []
    state: dict[str, Any] = {}
    monkeypatch.setattr(running.st, "session_state", state)

    class Desk:
        def cancel(self, job: Job, at_once: bool) -> None:
            ended.append(job)
            job.state = "cancelled"

    monkeypatch.setattr(session, "desk", Desk)
    plan = load("pilot-district")
    other = load("pilot-district", {"home.interval_stable_days": 60})
    before, begun = at_work(0, 0, 1.0), at_work(0, 0, 1.0)
    begun.scenarios = {"plan": plan, "scenario": other}
    begun.seen = {"plan": {}, "scenario": {}}
    state[running.AHEAD] = begun
    assert running.asked(before, begun.scenarios, 10) is begun
    assert ended == [before.job] and running.AHEAD not in state

    ended.clear()
    begun, now = at_work(0, 0, 1.0), at_work(0, 0, 1.0)
    begun.scenarios, begun.seen = {"scenario": other}, {"scenario": {}}
    state[running.AHEAD] = begun
    assert running.asked(now, now.scenarios, 10) is now, "the page's own question is answered by the run that is at it"
    assert ended == [begun.job]


def test_what_has_come_is_kept_when_all_is_there_or_after_a_while_and_all_at_once(
    scenario: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    keep = Keep(tmp_path)
    puts: list[list[int]] = []
    put_all = keep.put_all

    def counted(results: Any) -> None:
        puts.append([number for _, number, _ in results])
        put_all(results)

    monkeypatch.setattr(keep, "put_all", counted)
    monkeypatch.setattr(session, "keep", lambda: keep)
    # At once, so that the test need not wait.
    monkeypatch.setattr(running._keeping, "submit", lambda put: put())

    run = of_two(scenario, 1)
    running.collect(run)
    assert puts == [], "more comes soon"
    run._kept_at -= running.KEEP_EVERY_SECONDS
    run.job.results.append((1, run.job.results[0][1]))  # type: ignore[union-attr]
    running.collect(run)
    assert puts == [[0, 1]]
    assert sorted(keep.get(running.key_of(scenario), [0, 1])) == [0, 1]

    stopped = of_two(scenario, 1)
    running.collect(stopped)
    stopped.job.state = "cancelled"  # type: ignore[union-attr]
    running.collect(stopped)
    assert puts == [[0, 1], [0]], "what came before the end is not lost"
