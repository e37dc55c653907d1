"""What all pages share: the desk, what is kept, who the visitor is, and what a page shows when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from model.experiments.running.where import processors
from model.explorer import access, draft
from model.explorer.desk import Desk
from model.explorer.keep import KeepError, Saved, kept
from model.explorer.words import LANGUAGES, _, escaped, from_browser, language, reason
from model.scenario.loading import ScenarioError

MOST_IN_ADDRESS = 2000
"""Characters that a page takes from the address."""
keep = kept


@st.cache_resource(show_spinner=False, on_release=Desk.close)
def desk() -> Desk:
    """Return the desk of this server."""
    return Desk(processors(), present)


def visitor() -> str:
    """Return the id of this session; a reload of the page makes another."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else "nobody"


def present(owner: str) -> bool:
    """Tell whether a session is still there: one that was reloaded or closed is not."""
    # Without a server (a test of the logic) nobody leaves.
    return not exists() or get_instance().is_active_session(owner)


def saved() -> list[Saved]:
    """Return the saved scenarios that are listed to this visitor."""
    return keep().saved(access.listed())


def arrive() -> None:
    """Read the address and the browser's language at the first run of a session."""
    if "language" not in st.session_state:
        asked = st.query_params.get("lang", "")
        st.session_state["language"] = asked if asked in LANGUAGES else from_browser(st.context.locale)
    if "draft" not in st.session_state:
        st.session_state["address_said"] = {
            key: word for key, word in st.query_params.to_dict().items() if len(word) <= MOST_IN_ADDRESS
        }
        try:
            draft.set_current(_asked(st.query_params.to_dict()))
        except ScenarioError as error:
            draft.set_current(draft.Draft())
            st.session_state["address_problem"] = reason(error)


def _asked(address: dict[str, str]) -> draft.Draft:
    """Return the draft that an address says, or the saved scenario that it names."""
    if not (id_ := address.get("saved", "")):
        return draft.from_address(address)
    if (found := keep().find(id_)) is None:
        raise ScenarioError(_("the saved scenario that it names was deleted, or is on another server"))
    named = draft.Draft(found.base, found.changes, (), found.name)
    named.scenario()
    return named


def unsaid(held: draft.Draft) -> bool:
    """Tell whether the address says less than the draft: too many changes, and they were not saved."""
    return bool(held.changes) and "set" not in draft.to_address(held) and _saved_as(held) is None


def _saved_as(held: draft.Draft) -> Saved | None:
    return next((each for each in saved() if each.name == held.name and each.base == held.base
                 and each.changes == held.changes), None)


def from_address(key: str) -> str:
    """Return what the address said for a page when the session arrived, once; empty afterwards."""
    said: dict[str, str] = st.session_state.get("address_said", {})
    return said.pop(key, "")


def say_in_address(**words: str) -> None:
    """Have the address carry what a page asks besides the scenario; to be said in every run of the page."""
    st.session_state["address_more"] = {key: word for key, word in words.items() if word}


def show_address() -> None:
    """Write the language, the scenario and what the page asks into the address, so that it can be sent."""
    more: dict[str, str] = st.session_state.pop("address_more", {})
    held = draft.current()
    wanted = {"lang": language(), **draft.to_address(held), **more}
    if held.changes and "set" not in wanted and (kept_as := _saved_as(held)):
        wanted["saved"] = kept_as.id
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


@contextmanager
def calm() -> Iterator[None]:
    """Show what a visitor can do something about as one message; for all else see `model.explorer.serving.said`."""
    try:
        yield
    except ScenarioError as error:
        st.error(escaped(reason(error)), icon=":material/error:")
    except KeepError as error:
        st.error(_(str(error)), icon=":material/error:")
