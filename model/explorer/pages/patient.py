"""Follow one patient: what happens to a simulated person, as a timeline and in sentences."""

from __future__ import annotations

import re

import streamlit as st

from model.care import log as L
from model.engines.inputs import Inputs
from model.engines.setup import prepare
from model.experiments.following.journeys import Ask, Follow
from model.experiments.following.stages import Row, Stage, stages
from model.explorer import draft, journeys, session, timeline
from model.explorer.desk import Job, QueueFullError, tell
from model.explorer.journeys import Arrays
from model.explorer.replications import SEED
from model.explorer.sentences import ROUTINE, Names, sentence
from model.explorer.words import _, day, number
from model.scenario.schema import Scenario

LAST_REPLICATION, LAST_SEED = 9999, 2**32 - 1
LOOK_AGAIN_SECONDS = 0.5


def page() -> None:
    """Show the page."""
    scenario = draft.current().scenario()
    st.title(_("Follow one patient"))
    st.write(_("A person whom the model made up, no real one: every rule that the results rest on, at work on a single "
               "life. Another replication is another future of the same plan."))
    inputs = _inputs(scenario)
    ask = _asked(scenario, inputs)
    if ask is None:
        return
    arrays = _arrays(ask)
    if arrays is not None:
        _journey(scenario, inputs, ask, arrays)


def _inputs(scenario: Scenario) -> Inputs:
    held = st.session_state.get("journey_inputs")
    if held is None or held[0] is not scenario:
        held = st.session_state["journey_inputs"] = (scenario, prepare(scenario))
    inputs: Inputs = held[1]
    return inputs


def _asked(scenario: Scenario, inputs: Inputs) -> Ask | None:
    with st.expander(_("Another future, or a person by number")):
        first, second, third = st.columns(3)
        replication = first.number_input(_("Replication"), 0, LAST_REPLICATION, 0, step=1, key="journey_replication")
        seed = second.number_input(_("Seed"), 0, LAST_SEED, SEED, step=1, key="journey_seed")
        text = third.text_input(_("Number of a person"), key="journey_person", max_chars=20,
                                placeholder=_("for example {code}", code="R1-250"))
        people: tuple[int, ...] = ()
        if text.strip():
            try:
                people = (journeys.person_of(text, inputs),)
            except ValueError as error:
                third.error(str(error))
    return Ask(scenario, int(seed), int(replication), people)


# --- the simulation -------------------------------------------------------------------------------------


def _arrays(ask: Ask) -> Arrays | None:
    """Return the journeys, if they are there; else begin and show how far they are."""
    held = st.session_state.get("journeys")
    if held is not None and held[0] == ask:
        found: Arrays = held[1]
        return found
    kept = journeys.kept(session.keep(), ask)
    if kept is not None:
        st.session_state["journeys"] = (ask, kept)
        return kept
    job = _job(ask)
    if job is not None:
        _progress(ask, job)
    return None


def _job(ask: Ask) -> Job | None:
    asked, job = st.session_state.get("journey_job", (None, None))
    if asked == ask:
        running: Job = job
        return running
    if job is not None:
        session.desk().cancel(job)
    try:
        job = session.desk().submit(session.visitor(), Follow(tell), [ask])
    except QueueFullError as full:
        st.session_state.pop("journey_job", None)
        st.warning(_("You have other calculations under way. Please wait for one of them, or cancel it.") if full.own
                   else _("The server is busy with the work of others. Please try again in a minute."))
        st.button(_("Try again"))
        return None
    st.session_state["journey_job"] = (ask, job)
    return job


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _progress(ask: Ask, job: Job) -> None:
    if job.state == "done":
        arrays = job.results[0][1]
        journeys.put(session.keep(), ask, arrays)
        st.session_state["journeys"] = (ask, arrays)
        st.session_state.pop("journey_job", None)
        st.rerun()
    elif job.state == "failed":
        st.error(_("Something went wrong. Whoever runs this server finds it in the log under {mark}.", mark=job.mark))
    elif job.state == "cancelled":
        st.info(_("Cancelled."))
    if job.over:
        if st.button(_("Try again")):
            st.session_state.pop("journey_job", None)
            st.rerun()
        return
    before = session.desk().before(job) if job.state == "waiting" else 0
    text = _("Waiting for {n} other calculations", n=before) if before else _("Simulating the plan and choosing people")
    st.progress(min(float(job.told or 0.0), 1.0), text)
    if st.button(_("Cancel"), icon=":material/stop_circle:"):
        session.desk().cancel(job)
        st.rerun(scope="fragment")


# --- the journey ----------------------------------------------------------------------------------------


def _journey(scenario: Scenario, inputs: Inputs, ask: Ask, arrays: Arrays) -> None:
    names = Names(scenario, inputs)
    person = ask.people[0] if ask.people else _chosen(arrays, names)
    rows = journeys.rows_of(arrays, person)
    if not any(row.event == L.REGISTERED for row in rows):
        st.info(_("In this future nobody of that number comes onto the registry."))
        return
    found = stages(rows, journeys.first_day(arrays, person), (inputs.first, inputs.end))
    _figures(found, rows)
    horizon = scenario.horizon
    st.altair_chart(timeline.chart(found, rows, names, (timeline.at(horizon.start, inputs.first).date(), horizon.end)),
                    width="stretch")
    _sentences(scenario, rows, names)


def _chosen(arrays: Arrays, names: Names) -> int:
    titles, people = journeys.titles(), journeys.people(arrays)
    left, right = st.columns([3, 2])
    offered = [name for name in titles if name in people]
    kind = left.selectbox(_("Somebody who was"), offered, format_func=lambda name: titles[name], key="journey_kind")

    first = {person: journeys.rows_of(arrays, person)[0] for person in people[kind]}
    labels = {
        person: _("{code}, registered in {county}", code=journeys.code(person), county=names.region(row.region))
        for person, row in first.items()
    }
    chosen: int = right.selectbox(_("Person"), people[kind], format_func=lambda person: labels[person],
                                  key=f"journey_{kind}")
    nobody = [titles[name] for name in titles if name not in people]
    if nobody:
        st.caption(_("In this future nobody was: {kinds}.", kinds=_(", ").join(nobody)))
    return chosen


def _figures(found: list[Stage], rows: list[Row]) -> None:
    def days(*lanes: str) -> str:
        return number(sum(stage.days for stage in found if stage.lane in lanes), 0)

    visits = sum(row.event == L.VISIT_COMPLETED for row in rows)
    for column, (title, value) in zip(st.columns(4), (
        (_("Days in hospital"), days("hospital")),
        (_("Days waiting"), days("bed_list", "place_list")),
        (_("Days in rehabilitation"), days("rehabilitation")),
        (_("Follow-up visits"), number(visits)),
    ), strict=True):
        column.metric(title, value)


def _sentences(scenario: Scenario, rows: list[Row], names: Names) -> None:
    st.header(_("What happened"))
    every = st.toggle(_("Also routine visits and reviews"), key="journey_every")
    start = scenario.horizon.start
    shown = [row for row in rows if every or row.event not in ROUTINE]
    st.table([
        {_("Date"): day(timeline.at(start, row.time).date()), _("County"): _plain(names.region(row.region)),
         _("Event"): _plain(sentence(row, names))}
        for row in shown
    ])
    st.caption(_("{n} of {all} events of this person.", n=number(len(shown)), all=number(len(rows))))


def _plain(text: str) -> str:
    """Write text so that a table does not read it as Markdown: names may come from a file."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$:])", r"\\\1", text)
