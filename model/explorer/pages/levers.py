"""The levers: what can be moved, what was moved, and the scenarios that come of it."""

from __future__ import annotations

import streamlit as st

from model.explorer import draft, running, session
from model.explorer.levers import rows, saved, tables
from model.explorer.levers.dials import group_titles
from model.explorer.levers.differences import differences
from model.explorer.words import _, escaped, of
from model.scenario.schema import Scenario


def page() -> None:
    """Show the page."""
    held = draft.current()
    plan, scenario = held.plan(), held.scenario()
    # First of all: it goes on while the page is drawn.
    running.ahead(held.scenarios())
    st.title(_("Levers"))
    name = f" · {escaped(held.name)}" if held.name else ""
    st.caption(f"{escaped(of(plan.title))}{name}")
    _changes(held)
    titles: dict[str, str] = {"capacity": _("Capacity, whole plan"), "county": _("Capacity by county"),
                              "dates": _("Opening dates"), **{str(k): v for k, v in group_titles().items()}}
    group = st.segmented_control(_("Levers of"), list(titles), default="capacity", required=True, key="lever_group",
                                 format_func=lambda key: titles[key])
    _group(str(group), plan, scenario)
    st.divider()
    saved.panel()


def _group(group: str, plan: Scenario, scenario: Scenario) -> None:
    if group == "capacity":
        rows.capacity_rows(plan, scenario)
        st.caption(_("Today is the first day of the plan; plan and scenario are what is reached in the end. Where a "
                     "number grows by steps, its dates stay and the steps between keep their proportions."))
    elif group == "county":
        tables.county_table(plan, scenario)
    elif group == "dates":
        tables.dates_table(plan, scenario)
    else:
        rows.dial_rows(group, plan, scenario)  # type: ignore[arg-type]
        if group == "assistance":
            tables.training_table(plan, scenario)


def _changes(held: draft.Draft) -> None:
    found = differences(held)
    with st.container(border=True):
        count = _("Changes to the plan: {n}", n=len(found))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{count}**", width="stretch")
            st.button(_("Undo"), key="undo", icon=":material/undo:", disabled=not held.before, on_click=_undone)
            st.button(_("Back to the plan"), key="drop", disabled=not found, on_click=_dropped)
        for each in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{escaped(each.what)}: {escaped(each.plan)} → **{escaped(each.scenario)}**",
                            width="stretch")
                st.button(_("Take back"), key=f"back {each.path}", on_click=_taken_back, args=(each.path,))
        if session.unsaid(held):
            st.caption(_("These changes are too many for the page's address: save the scenario, or a reload of the "
                         "page loses them."))
        rows.say("changes")


def _undone() -> None:
    with rows.changing("changes"):
        draft.set_current(draft.current().undone())


def _dropped() -> None:
    with rows.changing("changes"):
        draft.set_current(draft.current().with_changes({}))


def _taken_back(path: str) -> None:
    with rows.changing("changes"):
        rows.attempt("changes", {path: None})
