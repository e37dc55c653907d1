"""Questions being answered: each in a thread of its own, whose replications the desk's processes run.

An experiment decides what is run next, and runs it piece by piece at the desk (`DeskRunner`): so a long question takes
turns with everybody else's work, replication by replication, uses all processes, and is ended by ending its pieces.
Nothing but the desk's processes simulates, and an experiment starts none of its own.

A question is known by its scenario, its words and the version of the code: whoever asks the same finds it at work, or
its answer. Its work belongs to whoever looked last, and ends when nobody has looked for a while (see the desk).
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from model.experiments.running.where import Done, Failure, RunError, Runner, Work, running_on
from model.explorer.desk import Desk, Job, QueueFullError
from model.explorer.draft import Draft, person_years
from model.explorer.questions.answer import Answer
from model.explorer.replications import key_of
from model.scenario.schema import Scenario

State = Literal["running", "done", "stopped", "failed"]
LOOK_SECONDS = 0.02
FULL_SECONDS = 0.5
"""How often a piece is offered again to a desk that is full."""
WATCHED_SECONDS = 5.0
"""Whoever has looked within this time is waiting for the answer."""
EACH, IN_ALL = 2, 12
"""Questions at work at a time: of a visitor, of all."""
ANSWERS_HELD = 24
SECONDS_A_PERSON_YEAR = 3.0e-6
"""Of a replication, on two processes, before anything was measured here."""

log = logging.getLogger("jingkang.explorer")
Progress = Callable[[int, int], None]


class Question(Protocol):
    """What is asked of a scenario."""

    def to_json(self) -> dict[str, Any]:
        """Return its words, as an address carries them."""
        ...

    def answered(self, held: Draft, progress: Progress) -> Answer:
        """Find the answer, by an experiment."""
        ...


class TooManyError(RuntimeError):
    """No more questions are taken for now; ``own``: the visitor's own are at work."""

    def __init__(self, own: bool) -> None:
        super().__init__("the visitor's own questions" if own else "all visitors' questions")
        self.own = own


@dataclass(eq=False)
class Asked:
    """A question at work or answered.

    Attributes
    ----------
    done, total : int
        As the experiment says it: replications, or amounts; total 0: not known yet.
    runs : int
        Replications run.
    answer : Answer or None
    mark : str
        Where it failed, the id under which the log says more.
    """

    key: str
    person_years: float
    state: State = "running"
    done: int = 0
    total: int = 0
    runs: int = 0
    answer: Answer | None = None
    mark: str = ""
    waiting: bool = False
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    stopping: bool = False
    looks: dict[str, float] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """Return who looked last."""
        return max(self.looks, key=lambda who: self.looks[who], default="nobody")

    @property
    def seconds_left(self) -> float:
        """Return the time left by the pace so far, seconds; nan before anything is known."""
        if not self.done or self.total <= self.done:
            return float("nan")
        return (time.monotonic() - self.began) / self.done * (self.total - self.done)

    def look(self, visitor: str) -> None:
        """Note that somebody is waiting for it."""
        self.looks[visitor] = time.monotonic()

    def told(self, done: int, total: int) -> None:
        """Take what the experiment says of its progress."""
        self.done, self.total = done, total


class DeskRunner:
    """The desk, as experiments run work (`model.experiments.running.where.Runner`).

    Ended by `Asked.stopping` or by the desk, it raises KeyboardInterrupt, as Ctrl-C does: an experiment then gives what
    it has.
    """

    def __init__(self, desk: Desk, asked: Asked) -> None:
        self.workers = desk.workers
        self._desk, self._asked = desk, asked

    def map(self, work: Work[Any, Any], items: Iterable[Any], done: Done | None = None) -> Iterator[Any]:
        """See `model.experiments.running.where.Runner.map`."""
        things = list(items)
        job = self._submitted(work, things)
        try:
            for number, result in enumerate(self._results(job), 1):
                self._asked.runs += 1
                if done is not None:
                    done(number)
                yield result
        finally:
            self._desk.cancel(job)

    def _submitted(self, work: Work[Any, Any], things: list[Any]) -> Job:
        while True:
            self._go_on()
            try:
                job = self._desk.submit(self._asked.owner, work, things)
            except QueueFullError:
                self._asked.waiting = True
                time.sleep(FULL_SECONDS)
            else:
                self._asked.waiting = False
                return job

    def _results(self, job: Job) -> Iterator[Any]:
        """Give results in the order of the items, whatever the order in which they come."""
        come: dict[int, Any] = {}
        taken = 0
        for number in range(job.total):
            while number not in come:
                over = job.over
                new = job.results[taken:]
                taken += len(new)
                come.update(new)
                if number in come:
                    break
                if over:
                    yield self._ended(job)
                    return
                self._go_on()
                job.owner = self._asked.owner
                time.sleep(LOOK_SECONDS)
            yield come.pop(number)

    def _ended(self, job: Job) -> Failure:
        if job.state == "cancelled":
            raise KeyboardInterrupt
        self._asked.mark = job.mark
        return Failure(job.reason)

    def _go_on(self) -> None:
        if self._asked.stopping:
            raise KeyboardInterrupt


class Book:
    """The questions of all visitors: at work, and answered lately."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[str, Asked] = {}
        self._pace = SECONDS_A_PERSON_YEAR

    def find(self, key: str) -> Asked | None:
        """Return a question that is at work or was answered lately."""
        return self._asked.get(key)

    def forget(self, key: str) -> None:
        """Drop a question that is over, so that it can be asked anew."""
        with self._lock:
            if (asked := self._asked.get(key)) is not None and asked.state != "running":
                del self._asked[key]

    def ask(
        self, question: Question, held: Draft, visitor: str, desk: Desk, keep: Callable[[str, bytes], None]
    ) -> Asked:
        """Have a question answered, or join those who wait for its answer.

        Parameters
        ----------
        question : Question
        held : Draft
        visitor : str
        desk : Desk
        keep : callable
            Given the key and a whole answer.

        Raises
        ------
        TooManyError
            The visitor has `EACH` questions at work, or all have `IN_ALL`.
        """
        key = key_of_question(question, held)
        with self._lock:
            asked = self._asked.get(key)
            if asked is None or asked.state != "running":
                at_work = [other for other in self._asked.values() if other.state == "running"]
                if sum(other.owner == visitor for other in at_work) >= EACH:
                    raise TooManyError(own=True)
                if len(at_work) >= IN_ALL:
                    raise TooManyError(own=False)
                asked = self._begin(key, question, held, visitor, desk, keep)
            asked.look(visitor)
            return asked

    def _begin(
        self, key: str, question: Question, held: Draft, visitor: str, desk: Desk, keep: Callable[[str, bytes], None]
    ) -> Asked:
        asked = Asked(key, person_years(held.scenario()))
        asked.look(visitor)
        over = [other for other, old in self._asked.items() if old.state != "running"]
        for other in over[: max(0, len(over) - ANSWERS_HELD)]:
            del self._asked[other]
        self._asked[key] = asked

        def work() -> None:
            answer_one(question, held, asked, DeskRunner(desk, asked))
            if asked.state == "done" and asked.answer is not None:
                keep(key, asked.answer.to_bytes())
            self._learn(asked)

        threading.Thread(target=work, daemon=True, name="question").start()
        return asked

    def stop(self, asked: Asked, visitor: str, present: Callable[[str], bool] = lambda who: True) -> bool:
        """End a question's work, unless somebody else waits for it; tell whether it ends.

        Parameters
        ----------
        asked : Asked
        visitor : str
        present : callable, optional
            Tells whether a visitor is still there: who has just reloaded the page looked as somebody else before.
        """
        now = time.monotonic()
        others = [who for who, seen in asked.looks.items() if who != visitor and now - seen < WATCHED_SECONDS]
        if any(map(present, others)):
            return False
        asked.stopping = True
        return True

    def _learn(self, asked: Asked) -> None:
        if asked.runs >= 10 and asked.person_years > 0.0:
            seen = asked.seconds / asked.runs / asked.person_years
            self._pace = 0.5 * (self._pace + seen)

    def seconds(self, scenario: Scenario, runs: int) -> float:
        """Return about how long replications of a scenario take here, by what was seen so far."""
        return runs * person_years(scenario) * self._pace


def answer_one(question: Question, held: Draft, asked: Asked, there: Runner) -> None:
    """Answer a question on a runner; what comes of it is in ``asked``."""
    try:
        with running_on(there):
            answer = question.answered(held, asked.told)
    except KeyboardInterrupt:
        asked.state = "stopped"
    except Exception as error:
        asked.mark = asked.mark or secrets.token_hex(3)
        if isinstance(error, RunError):
            log.error("[%s] %s", asked.mark, error)
        else:
            log.exception("[%s] %s", asked.mark, type(error).__name__)
        asked.state = "failed"
    else:
        asked.answer = answer
        asked.state = "done" if answer.complete else "stopped"
    finally:
        asked.seconds = time.monotonic() - asked.began


def key_of_question(question: Question, held: Draft) -> str:
    """Return what an answer is kept under: the plan, its changes, the question, the version of the code."""
    digest, seed, version = key_of(held.scenario())
    words = json.dumps([held.base, held.changes, digest, seed, version, question.to_json()], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()
