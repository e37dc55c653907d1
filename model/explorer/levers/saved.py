"""Scenarios by name: saved, loaded, deleted; as files out and in."""

from __future__ import annotations

import streamlit as st

from model.explorer import access, draft, session
from model.explorer.keep import KeepError, Saved
from model.explorer.levers import toml_text
from model.explorer.levers.rows import changing, problem_key, say
from model.explorer.words import _, escaped, reason
from model.scenario.problems import ScenarioError


def panel() -> None:
    """Show everything about names and files."""
    left, right = st.columns(2)
    with left:
        _save()
        _list()
    with right:
        _files()


def name_problem(problem: str) -> str:
    """Return a message of `model.explorer.keep.name_problem` in the session's language."""
    said = {
        "Give the scenario a name.": _("Give the scenario a name."),
        "The name is longer than 60 characters.": _("The name is longer than 60 characters."),
    }
    return said.get(problem, _('A name has letters, digits, spaces and hyphens; none of / \\ < > : " | ? * and no dot '
                               "at its ends."))


def _save() -> None:
    held = draft.current()
    st.subheader(_("Save"))
    st.session_state.setdefault("save_name", held.name)
    st.text_input(_("Name"), key="save_name")
    taken = {each.name for each in session.saved()}
    st.button(_("Save under this name"), key="save", on_click=_saved, args=(False,))
    say("save")
    asked = st.session_state.get("save_over", "")
    if asked and asked == st.session_state["save_name"].strip() and asked in taken:
        st.warning(_("There is already a scenario called {name}.", name=escaped(asked)))
        st.button(_("Replace it"), key="save_over_button", on_click=_saved, args=(True,))
    if done := st.session_state.pop("saved_as", ""):
        st.success(_("Saved as {name}.", name=escaped(done)))


def _saved(over: bool) -> None:
    held, name = draft.current(), str(st.session_state["save_name"]).strip()
    with changing("save"):
        st.session_state.pop("save_over", None)
        # One that is listed is replaced where it stands: it may be nobody's.
        same = next((each for each in session.saved() if each.name == name), None)
        if not over and name != held.name and same is not None:
            st.session_state["save_over"] = name
            return
        try:
            session.keep().save(name, held.base, held.changes, same.owner if same else access.owner())
        except ValueError as error:
            st.session_state[problem_key("save")] = name_problem(str(error))
            return
        except KeepError as error:
            st.session_state[problem_key("save")] = _(str(error))
            return
        draft.set_current(draft.Draft(held.base, held.changes, held.before, name))
        st.session_state["saved_as"] = name


def _list() -> None:
    st.subheader(_("Saved scenarios"))
    everything = session.saved()
    if not everything:
        st.caption(_("None yet."))
    if access.listed():
        st.caption(_("Listed are your own, and those that were saved when this server asked for no login. Whoever gets "
                     "a link to a comparison with one opens it too."))
    elif access.listed() is not None:
        st.caption(_("This server asks for no login: everybody who reaches it sees this list, and can delete from it."))
    with st.container(height=260, border=False):
        for each in everything:
            name, load, delete = st.columns([4, 1.4, 1.4], vertical_alignment="center")
            changes = _("{n} changes", n=len(each.changes))
            name.markdown(f"{escaped(each.name)}  \n:gray[{escaped(each.base)} · {changes}]")
            load.button(_("Load"), key=f"load {each.id}", on_click=_loaded, args=(each,))
            delete.button(_("Delete"), key=f"delete {each.id}", on_click=_deleted, args=(each,))
    say("saved")


def _loaded(each: Saved) -> None:
    held = draft.Draft(each.base, each.changes, (), each.name)
    with changing("saved"):
        try:
            held.scenario()
        except ScenarioError as error:
            st.session_state[problem_key("saved")] = _("The plan does not allow this: {problem}", problem=reason(error))
            return
        draft.set_current(held)
        st.session_state["save_name"] = each.name


def _deleted(each: Saved) -> None:
    with changing("saved"):
        try:
            session.keep().delete(each.id)
        except KeepError as error:
            st.session_state[problem_key("saved")] = _(str(error))
            return
        held = draft.current()
        if held.name == each.name:
            draft.set_current(draft.Draft(held.base, held.changes, held.before))


def _files() -> None:
    held = draft.current()
    st.subheader(_("As a file"))
    st.download_button(_("Download the scenario (TOML)"), toml_text.written(held), key="toml_out",
                       file_name=f"{held.name or held.base}.toml", mime="application/toml")
    file = st.file_uploader(_("Open a scenario (TOML)"), type=["toml"], key="toml_in",
                            max_upload_size=toml_text.MOST_BYTES // 1_000_000)
    st.caption(_("A scenario names the plan it changes (extends) and states the differences; of a plan of your own it "
                 "is the whole plan. It replaces what is on this page; changes to the same plan can be undone."))
    if file is None:
        st.session_state.pop("toml_read", None)
    elif st.session_state.get("toml_read") != file.file_id:
        st.session_state["toml_read"] = file.file_id
        _take(file.size, file)
    say("toml")


def _take(size: int, file: st.runtime.uploaded_file_manager.UploadedFile) -> None:
    with changing("toml"):
        try:
            # One byte more than is allowed tells that there are too many: the rest is not read.
            data = file.read(toml_text.MOST_BYTES + 1) if size <= toml_text.MOST_BYTES else b"#" * size
            found = toml_text.taken(data)
        except toml_text.UploadError as error:
            st.session_state[problem_key("toml")] = str(error)
            return
        except KeepError as error:
            st.session_state[problem_key("toml")] = _(str(error))
            return
    held = draft.current()
    before = (*held.before, held.changes) if found.base == held.base else ()
    draft.set_current(draft.Draft(found.base, found.changes, before))
    st.rerun()


