"""Looking at a run: whatever ends a drawing of the page in the middle, what there is of the run is drawn in the end.

Streamlit runs a page in a thread. Whoever changes something while it is being drawn gets another thread, and the old
one ends at its next call: for a moment both draw the page, and either may be the one that first hears of more.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from streamlit.runtime.scriptrunner import StopException

from model.explorer import live
from model.explorer.desk import Job
from model.explorer.replications import Item, Replicate
from model.explorer.running import Run
from model.scenario.loading import load


class Rerun(BaseException):
    """The page is asked to be drawn anew."""


class Part(NamedTuple):
    """A part of a page as the browser has it: what it calls, and how often by itself."""

    call: Callable[[], None]
    every: float | None


class Screen:
    """What the browser shows: of how many replications the page is, and the line that looks for more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
        self.run = run
        self.shown: list[int] = []
        self.parts: list[Part] = []
        self.broken_off = False
        fake = SimpleNamespace(session_state={"r": run}, fragment=self._fragment, rerun=self._rerun,
                               container=lambda **_: None)
        monkeypatch.setattr(live, "st", fake)
        monkeypatch.setattr(live, "_progress", lambda run: None)
        monkeypatch.setattr(live.running, "asked", lambda *_: run)
        monkeypatch.setattr(live.running, "begin", lambda run: None)
        monkeypatch.setattr(live.running, "collect", lambda run: None)

    def _fragment(self, function: Callable[..., None], run_every: float | None = None) -> Callable[..., None]:
        def first(*arguments: Any) -> None:
            self.parts.append(Part(lambda: function(*arguments), run_every))
            self.parts[-1].call()

        return first

    def _rerun(self) -> None:
        raise Rerun

    def _draw(self, run: Run) -> None:
        if self.broken_off:
            raise StopException
        self.shown.append(run.together)

    def drawn(self, broken_off: bool = False) -> Part:
        """Draw the page; return the part of it that looks for more."""
        self.broken_off, self.parts = broken_off, []
        try:
            live.show("r", self.run.scenarios, self.run.wanted, self._draw)
        except StopException:
            assert broken_off
        return self.parts[0]

    def looks(self, part: Part) -> bool:
        """Let a part look as it does by itself; return whether it asks for the page to be drawn anew."""
        assert part.every is not None, "nothing looks any more"
        try:
            part.call()
        except Rerun:
            return True
        return False


@pytest.fixture
def run() -> Run:
    scenario = load("pilot-district")
    job = Job("visitor", Replicate(), [Item(scenario, n) for n in range(10)], 1, state="running")
    return Run({"plan": scenario}, 10, {"plan": {}}, job)


def come(run: Run, n: int) -> None:
    """Have so many replications there."""
    assert run.job is not None
    run.seen["plan"] = dict.fromkeys(range(n))  # type: ignore[arg-type]
    run.job.results = [(k, {}) for k in range(n)]
    run._taken, run._stage = n, n
    run.job.state = "done" if n == run.wanted else "running"


def test_the_page_is_drawn_anew_when_there_is_more_and_looking_ends_with_the_run(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(monkeypatch, run)
    part = screen.drawn()
    assert screen.shown == [] and not screen.looks(part), "nothing has come yet"
    come(run, 3)
    assert screen.looks(part)
    part = screen.drawn()
    assert screen.shown == [3] and not screen.looks(part), "drawn once"
    come(run, 10)
    assert screen.looks(part)
    assert screen.drawn().every is None and screen.shown == [3, 10]


@pytest.mark.parametrize("heard", [3, 10])
def test_what_a_drawing_heard_of_that_was_broken_off_is_drawn_by_the_one_that_stays(
    heard: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page once stood still like this, of fewer replications than there were, until somebody moved something."""
    screen = Screen(monkeypatch, run)
    come(run, 1)
    stays = screen.drawn()
    come(run, heard)
    screen.drawn(broken_off=True)
    assert screen.shown == [1]
    assert screen.looks(stays)
    screen.drawn()
    assert screen.shown == [1, heard]


def test_a_part_that_stays_looks_until_it_asked_for_the_whole_page_once_all_is_there(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other thread had drawn all of it, but what it sent was no longer taken."""
    screen = Screen(monkeypatch, run)
    come(run, 3)
    stays = screen.drawn()
    come(run, 10)
    screen.drawn()
    assert screen.looks(stays)


def test_a_page_that_fails_is_not_drawn_again_and_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(monkeypatch, run)
    come(run, 3)

    def fail(run: Run) -> None:
        raise ZeroDivisionError

    screen._draw = fail  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        screen.drawn()
    assert not screen.looks(screen.parts[0])
