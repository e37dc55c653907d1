"""Questions at work: run at the desk piece by piece, shared, ended, kept; nothing else simulates."""

from __future__ import annotations

import os
import threading
import time

import pandas as pd
import pytest
from desk_here import DeskHere
from desk_work import Piece
from question_work import Squares
from test_desk import alive, lines, wait

from model.experiments.running import where
from model.explorer.desk import Desk, Job, QueueFullError
from model.explorer.draft import Draft
from model.explorer.questions.answer import Answer
from model.explorer.questions.asking import EACH, Asked, Book, DeskRunner, TooManyError

PLAN = Draft("qujing")


@pytest.fixture
def desk():
    """Return a desk of one process that gets no engine ready."""
    made = Desk(1, warm=False)
    yield made
    made.close()


def pieces(folder, *numbers, **more):
    return tuple(Piece("me", number, folder / "book", **more) for number in numbers)


def asked(**more):
    return Asked("key", 1.0, looks={"me": time.monotonic()}, **more)


def over(question):
    wait(lambda: question.state != "running")


# --- the desk as experiments run work --------------------------------------------------------------------


class Shuffled:
    """A desk whose results come last first, one at each look."""

    workers = 1

    def submit(self, owner, work, items):
        self.job = Job(owner, work, items, 1, state="running")
        threading.Thread(target=self._come).start()
        return self.job

    def _come(self):
        for number in reversed(range(self.job.total)):
            time.sleep(0.01)
            self.job.results.append((number, number))
        self.job.state = "done"

    def cancel(self, job):
        pass


def test_results_come_in_the_order_of_the_items():
    there = DeskRunner(Shuffled(), asked())
    assert list(there.map(None, iter("abcd"))) == [0, 1, 2, 3]


def test_a_full_desk_is_waited_for(monkeypatch):
    """It is said that this waits, and no longer when it goes on."""
    monkeypatch.setattr("model.explorer.questions.asking.FULL_SECONDS", 0.01)
    mine, waiting = asked(), []

    class Full(Shuffled):
        tries = 0

        def submit(self, owner, work, items):
            self.tries += 1
            if self.tries < 3:
                waiting.append(mine.waiting)
                raise QueueFullError(own=False)
            return super().submit(owner, work, items)

    assert list(DeskRunner(Full(), mine).map(None, "ab")) == [0, 1]
    assert waiting == [False, True] and not mine.waiting


def test_no_process_is_started_by_an_experiment(monkeypatch, tmp_path):
    """What is lent is used, whatever number of workers is asked for; afterwards it is not."""
    ran = []

    class Lent(where.InProcess):
        def map(self, work, items, done=None):
            ran.append(os.getpid())
            return super().map(work, items, done)

    with where.running_on(Lent()):
        assert where.elsewhere()
        Squares(pieces(tmp_path, 1, 2)).answered(PLAN, where.silent)
    assert ran == [os.getpid()] and not where.elsewhere()


# --- questions -------------------------------------------------------------------------------------------


def test_an_answer_is_found_at_the_desk_kept_and_not_worked_out_again(desk, tmp_path):
    book, kept, question = Book(), {}, Squares(pieces(tmp_path, 1, 2, 3))
    first = book.ask(question, PLAN, "me", desk, kept.__setitem__)
    over(first)
    assert first.state == "done" and (first.done, first.total, first.runs) == (3, 3, 3)
    wait(lambda: kept)
    assert list(Answer.from_bytes(kept[first.key]).tables["squares"]["square"]) == [1, 4, 9]
    assert {int(pid) for *_, pid in lines(tmp_path / "book")} != {os.getpid()}
    assert book.find(first.key) is first


def test_who_asks_the_same_joins(desk, tmp_path):
    """One run of every piece; who leaves does not end it for the other, who then owns the work."""
    book, until = Book(), tmp_path / "until"
    question = Squares(pieces(tmp_path, 5, until=until))
    first = book.ask(question, PLAN, "me", desk, lambda key, data: None)
    assert book.ask(question, PLAN, "you", desk, lambda key, data: None) is first
    assert first.owner == "you"
    assert not book.stop(first, "me")
    until.touch()
    over(first)
    assert first.state == "done" and len(lines(tmp_path / "book")) == 1


def test_who_reloaded_the_page_is_nobody_else(desk, tmp_path):
    """A reload makes another visitor of the same person: the one before looked a moment ago and is gone."""
    book = Book()
    question = Squares(pieces(tmp_path, 3, until=tmp_path / "never"))
    book.ask(question, PLAN, "before", desk, lambda key, data: None)
    work = book.ask(question, PLAN, "after", desk, lambda key, data: None)
    assert not book.stop(work, "after")
    assert book.stop(work, "after", lambda who: who != "before")
    over(work)
    assert work.state == "stopped"


def test_a_cancel_ends_the_process_and_keeps_what_was_found_on_the_page_alone(desk, tmp_path):
    book, kept = Book(), {}
    question = Squares((*pieces(tmp_path, 2), *pieces(tmp_path, 3, until=tmp_path / "never")))
    work = book.ask(question, PLAN, "me", desk, kept.__setitem__)
    wait(lambda: len(lines(tmp_path / "book")) == 2)
    pid = int(lines(tmp_path / "book")[-1][2])
    assert book.stop(work, "me")
    over(work)
    wait(lambda: not alive(pid))
    assert work.state == "stopped" and not work.answer.complete and kept == {}
    assert list(work.answer.tables["squares"]["square"]) == [4]


def test_who_is_gone_is_waited_for_no_longer(tmp_path, monkeypatch):
    """A closed tab frees its work."""
    monkeypatch.setattr("model.explorer.desk.GRACE_SECONDS", 0.0)
    monkeypatch.setattr("model.explorer.desk.LOOK_EVERY_SECONDS", 0.05)
    desk = Desk(1, present=lambda owner: owner != "me", warm=False)
    try:
        work = Book().ask(Squares(pieces(tmp_path, 1, until=tmp_path / "never")), PLAN, "me", desk, lambda k, d: None)
        over(work)
        assert work.state == "stopped"
    finally:
        desk.close()


def test_a_failure_says_where_the_log_says_more(desk, tmp_path, caplog):
    work = Book().ask(Squares(pieces(tmp_path, 1, wrong="raise")), PLAN, "me", desk, lambda key, data: None)
    over(work)
    assert work.state == "failed" and work.mark
    assert any(work.mark in record.getMessage() and "nothing to divide by" in record.getMessage()
               for record in caplog.records)


def test_a_question_that_failed_can_be_asked_again(tmp_path):
    book, question = Book(), Squares(pieces(tmp_path, 4))
    work = book.ask(question, PLAN, "me", DeskHere(), lambda key, data: None)
    over(work)
    book.forget(work.key)
    assert book.find(work.key) is None
    again = book.ask(question, PLAN, "me", DeskHere(), lambda key, data: None)
    over(again)
    assert again is not work and again.state == "done"


def test_a_visitor_has_so_many_questions_at_a_time(desk, tmp_path):
    book, until = Book(), tmp_path / "until"
    works = [book.ask(Squares(pieces(tmp_path, n, until=until)), PLAN, "me", desk, lambda key, data: None)
             for n in range(EACH)]
    with pytest.raises(TooManyError) as error:
        book.ask(Squares(pieces(tmp_path, 99)), PLAN, "me", desk, lambda key, data: None)
    assert error.value.own
    until.touch()
    for work in works:
        over(work)


def test_the_scenario_and_its_changes_belong_to_the_question():
    from model.explorer.questions.asking import key_of_question

    question = Squares(())
    drafts = [PLAN, Draft("qujing-staffed"), Draft("qujing", {"home.telephone_share": 0.4})]
    assert len({key_of_question(question, held) for held in drafts}) == 3


# --- what is kept ------------------------------------------------------------------------------------------


def test_an_answer_comes_back_as_it_was():
    """Numbers that are not numbers, or without end, and words."""
    nan, inf = float("nan"), float("inf")
    table = pd.DataFrame({"a": [1.5, nan, inf], "b": ["麒麟区", "", "x"], "c": [True, False, True], "d": [1, 2, 3]})
    back = Answer.from_bytes(Answer({"x": [nan, inf], "y": None}, {"t": table}).to_bytes())
    pd.testing.assert_frame_equal(back.tables["t"], table)
    assert str(back.facts["x"]) == "[nan, inf]" and back.facts["y"] is None and back.complete


@pytest.mark.parametrize("data", [b"", b"x", Answer({}, {}).to_bytes()[:-3]])
def test_a_damaged_answer_is_said_to_be(data):
    with pytest.raises(ValueError):
        Answer.from_bytes(data)


def test_answers_are_kept_and_the_longest_unused_go(tmp_path, monkeypatch):
    from model.explorer import keep

    monkeypatch.setattr(keep, "ANSWERS", 2)
    kept = keep.Keep(tmp_path)
    for name in "ab":
        kept.put_answer(name, name.encode())
    assert kept.get_answer("a") == b"a"
    kept.put_answer("c", b"c")
    assert (kept.get_answer("a"), kept.get_answer("b"), kept.get_answer("c")) == (b"a", None, b"c")
