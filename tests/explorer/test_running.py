"""A run on a page: what its job has done is never lost, whenever the job ends."""

from __future__ import annotations

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
