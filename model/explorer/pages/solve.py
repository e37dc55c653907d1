"""Solve and explain: questions that take many runs, at work outside the page, their answers kept."""

from __future__ import annotations

import json
import logging
from typing import Any

import streamlit as st

from model.explorer import draft, session
from model.explorer.draft import Draft
from model.explorer.questions.answer import Answer
from model.explorer.questions.asking import Asked, Book, TooManyError, key_of_question
from model.explorer.questions.assumptions import Assumptions
from model.explorer.questions.frontiers import Two
from model.explorer.questions.least import Least
from model.explorer.questions.reasons import Reasons
from model.explorer.questions.views import assumptions, frontiers, least, reasons
from model.explorer.words import _, escaped, number, of

EVERY_SECONDS = 0.6
BEGIN = "ask_begin_wanted"
"""Where a session holds that the button was pressed. What is begun is the question then on the page: whoever presses it
right after a change means the changed one, which the button does not know yet.
"""
KINDS: dict[str, tuple[Any, Any]] = {
    "least": (Least, least), "frontier": (Two, frontiers), "reasons": (Reasons, reasons),
    "assumptions": (Assumptions, assumptions),
}
"""The question and its view, by kind."""

log = logging.getLogger("jingkang.explorer")


@st.cache_resource(show_spinner=False)
def book() -> Book:
    """Return the questions of this server."""
    return Book()


def page() -> None:
    """Show the page."""
    held = draft.current()
    scenario = held.scenario()
    st.title(_("Solve and explain"))
    changes = _("{n} changes", n=len(held.changes)) if held.changes else _("as written")
    st.caption(f"{escaped(of(scenario.title))} · {escaped(held.name) + ' · ' if held.name else ''}{changes}")
    if not scenario.targets:
        st.info(_("The plan states no target in numbers."))
        return
    if not _from_address(held):
        st.warning(_("The question in the address could not be read."), icon=":material/link_off:")
    kind = _kind()
    question = KINDS[kind][1].form(held)
    if question is None:
        st.session_state.pop(BEGIN, None)
        return
    session.say_in_address(ask=json.dumps(question.to_json(), ensure_ascii=False, separators=(",", ":")))
    _answer(question, held, kind)


def _kind() -> str:
    titles = {"least": _("The least that would do"), "frontier": _("Two levers"), "reasons": _("What binds"),
              "assumptions": _("Which assumptions matter")}
    said = {
        "least": _("How much of one capacity is needed for targets to be met with a probability? And if no amount is "
                   "enough: what binds?"),
        "frontier": _("For each amount of one capacity: how much of another is needed?"),
        "reasons": _("What would each resource gain without limit, and what limits the beds, where and when?"),
        "assumptions": _("How far do the numbers that are not surely known move the targets, from one end of their "
                         "range to the other?"),
    }
    st.session_state["ask_kind"] = st.session_state.setdefault("ask_kind_held", "least")
    st.segmented_control(_("Question"), list(titles), key="ask_kind", format_func=lambda key: titles[key],
                         on_change=_kind_taken, label_visibility="collapsed")
    kind = str(st.session_state["ask_kind_held"])
    st.write(said[kind])
    return kind


def _kind_taken() -> None:
    if st.session_state["ask_kind"] is not None:
        st.session_state["ask_kind_held"] = st.session_state["ask_kind"]


def _from_address(held: Draft) -> bool:
    """Take over, once, the question in the address; tell whether it could be read."""
    text = session.from_address("ask")
    if not text:
        return True
    try:
        data = json.loads(text)
        kind = data["kind"]
        question = KINDS[kind][0].from_json(data)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(question).items()}
    st.session_state[f"ask {kind}"] = {"base": held.base, **values}
    st.session_state["ask_kind_held"] = kind
    return True


# --- work and answer -----------------------------------------------------------------------------------------


def _answer(question: Any, held: Draft, kind: str) -> None:
    key = key_of_question(question, held)
    asked = book().find(key)
    answer = _known(key, asked)
    running = asked is not None and asked.state == "running"
    st.fragment(_work, run_every=EVERY_SECONDS if running else None)(key, question, held, answer is not None,
                                                                      running)
    if answer is not None and not running:
        if not answer.complete:
            st.warning(_("Stopped before the end: this is what was found until then."), icon=":material/warning:")
        KINDS[kind][1].show(answer, held)


def _known(key: str, asked: Asked | None) -> Answer | None:
    """Return the answer of a question, if there is one: of this server's day, or kept."""
    if asked is not None and asked.answer is not None:
        return asked.answer
    read: dict[str, Answer] = st.session_state.setdefault("answers_read", {})
    if key not in read and (data := session.keep().get_answer(key)) is not None:
        try:
            read[key] = Answer.from_bytes(data)
        except ValueError as error:
            log.error("%s", error)
    return read.get(key)


def _work(key: str, question: Any, held: Draft, known: bool, ticking: bool) -> None:
    """Show how far the work is, and the button; ``ticking``: looked at again and again while it goes on."""
    _begin(key, question, held)
    asked = book().find(key)
    if (asked is not None and asked.state == "running") != ticking:
        # The page's run decides whether this is looked at again and again, and shows the answer. A click on a button
        # in here runs no more than this.
        st.rerun()
    with st.container(height=92, border=True):
        text, button = st.columns([5, 1.3], vertical_alignment="center")
        if asked is not None and asked.state == "running":
            asked.look(session.visitor())
            text.progress(_share(asked), text=_progress(asked))
            button.button(_("Cancel"), key="ask_cancel", icon=":material/stop_circle:", on_click=_cancelled,
                          args=(asked,), width="stretch", disabled=asked.stopping)
            return
        words, action = _state(asked, question, held, known)
        text.write(words)
        if action:
            button.button(action, key="ask_begin", icon=":material/play_arrow:", type="primary", on_click=_pressed,
                          width="stretch")


def _share(asked: Asked) -> float:
    return min(1.0, asked.done / asked.total) if asked.total else 0.0


def _progress(asked: Asked) -> str:
    if asked.stopping:
        return _("Ending the work …")
    if asked.waiting:
        return _("The server is busy; this waits for a place.")
    if note := st.session_state.get(f"ask_shared {asked.key}"):
        return str(note)
    left = asked.seconds_left
    if left != left:
        return _("Running: {n} replications so far.", n=number(asked.runs))
    return _("Running: {n} replications so far, {time} left.", n=number(asked.runs), time=duration(left))


def _state(asked: Asked | None, question: Any, held: Draft, known: bool) -> tuple[str, str]:
    """Return what is said of a question that is not at work, and the words of the button; none: nothing to do."""
    if problem := st.session_state.pop("ask_full", ""):
        return problem, _("Try again")
    if asked is not None and asked.state == "failed":
        return _("The run failed. Whoever runs this server finds it in the log under {mark}.",
                 mark=asked.mark), _("Try again")
    if asked is not None and asked.state == "stopped":
        return _("Stopped after {n} replications.", n=number(asked.runs)), _("Begin again")
    if known:
        return _("This question was answered before; here is the answer."), ""
    scenario = held.scenario()
    runs = question.runs(scenario)
    return _("About {n} replications: {time}, when nobody else is at work.", n=number(runs),
             time=duration(book().seconds(scenario, runs))), _("Work it out")


def duration(seconds: float) -> str:
    """Write about how long something takes."""
    if seconds < 8.0:
        return _("a few seconds")
    if seconds < 55.0:
        return _("about {n} seconds", n=number(10 * max(1, round(seconds / 10.0))))
    if seconds < 90.0:
        return _("about a minute")
    return _("about {n} minutes", n=number(max(2, round(seconds / 60.0))))


def _pressed() -> None:
    st.session_state[BEGIN] = True


def _begin(key: str, question: Any, held: Draft) -> None:
    """Have a question worked out if the button was pressed."""
    if not st.session_state.pop(BEGIN, False):
        return
    book().forget(key)
    keep = session.keep()
    try:
        book().ask(question, held, session.visitor(), session.desk(), keep.put_answer)
    except TooManyError as error:
        st.session_state["ask_full"] = _("Your other questions are still at work; cancel one, or wait.") if error.own \
            else _("The server is busy with the questions of others. Please try again.")


def _cancelled(asked: Asked) -> None:
    if not book().stop(asked, session.visitor(), session.present):
        st.session_state[f"ask_shared {asked.key}"] = _("Somebody else waits for the same answer, so it goes on.")
