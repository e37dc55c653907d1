"""A plan of one's own on the page: the workbook to fill in, and what comes of the one that was filled in."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import streamlit as st

from model.explorer import draft
from model.explorer.downloads import KINDS
from model.explorer.draft import Draft
from model.explorer.keep import KeepError
from model.explorer.own.taking import taken
from model.explorer.words import _, escaped, language, number, reason
from model.local.workbook.cells import Wrong
from model.local.workbook.imported import imported
from model.local.workbook.opened import MOST_BYTES
from model.local.workbook.written import workbook_of
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

MEGABYTES = MOST_BYTES // 1_000_000
ROWS_SHOWN = 200
"""Mistakes in the table; whoever has more reads in another plan than they meant to."""
_ONE_AT_A_TIME = threading.Lock()
"""A workbook is read in the page's thread; several large ones at once would fill the memory."""


@dataclass(frozen=True)
class Read:
    """What came of a workbook.

    Attributes
    ----------
    file : str
        The upload, by its id.
    name : str
        Of the plan; empty: there is none.
    problem : Exception or None
        Why it is not taken as a whole.
    wrong, notes : tuple of Wrong
        See `model.local.workbook.imported.Imported`.
    """

    file: str
    name: str = ""
    problem: Exception | None = None
    wrong: tuple[Wrong, ...] = ()
    notes: tuple[Wrong, ...] = ()


def panel(held: Draft, scenario: Scenario) -> None:
    """Show the empty workbook, the plan on the page as one, and the field for one that was filled in."""
    with st.expander(_("A plan of your own"), icon=":material/upload_file:"):
        st.write(_("Fill in a workbook with the city's counties, hospitals, targets, and whatever is known better than "
                   "the model's assumptions. What is wrong in it is named cell by cell, and nothing here changes until "
                   "it is right."))
        out, back = st.columns(2)
        words = language()
        out.download_button(_("Empty workbook (Excel)"), lambda: workbook_of(None, words), mime=KINDS["xlsx"],
                            file_name="plan.xlsx", key="own_empty", on_click="ignore", width="stretch")
        out.download_button(_("The plan on this page as a workbook (Excel)"), lambda: workbook_of(scenario, words),
                            mime=KINDS["xlsx"], file_name=f"{held.base}.xlsx", key="own_out", on_click="ignore",
                            width="stretch")
        file = back.file_uploader(_("Open a workbook that was filled in (Excel)"), type=["xlsx"], key="own_in",
                                  max_upload_size=MEGABYTES)
        st.caption(_("The plan is kept on this server. The lists show it to you alone; whoever has its address, or "
                     "loads a scenario that was saved on it, opens it too."))
        last = _last()
        if file is None:
            st.session_state.pop("own_read", None)
        elif last is None or last.file != file.file_id:
            _read(file.file_id, file.getvalue())
        _say(held, scenario)


def _last() -> Read | None:
    read: Read | None = st.session_state.get("own_read")
    return read


def _read(file: str, data: bytes) -> None:
    with st.spinner(_("Reading the workbook …")), _ONE_AT_A_TIME:
        st.session_state["own_read"] = read = read_of(file, data)
    if read.name:
        draft.set_current(Draft(read.name))
        st.rerun()


def read_of(file: str, data: bytes) -> Read:
    """Read a workbook and keep its plan; what is wrong with it is in what is returned."""
    try:
        found = imported(data)
        if found.scenario is None:
            return Read(file, wrong=found.wrong)
        return Read(file, taken(found.scenario), notes=found.notes)
    except (ScenarioError, KeepError) as error:
        return Read(file, problem=error)


def _say(held: Draft, scenario: Scenario) -> None:
    read = _last()
    if read is None:
        return
    if read.problem is not None:
        why = _(str(read.problem)) if isinstance(read.problem, KeepError) else reason(read.problem)
        st.error(escaped(_("The workbook is not taken, and nothing was changed: {problem}", problem=why)),
                 icon=":material/error:")
    elif read.wrong:
        st.error(_("The workbook has {n} mistakes, so nothing was changed.", n=number(len(read.wrong))),
                 icon=":material/error:")
        _table(read.wrong, _("What is wrong, and what is allowed"))
        if len(read.wrong) > ROWS_SHOWN:
            st.caption(_("The first {n} of {all}.", n=ROWS_SHOWN, all=number(len(read.wrong))))
    elif read.name == held.base:
        st.success(_("Read: {counties} counties, {hospitals} hospitals, {institutions} institutions of rehabilitation, "
                     "{targets} targets. All pages work on this plan now.", counties=number(len(scenario.regions)),
                     hospitals=number(len(scenario.hospitals)), institutions=number(len(scenario.institutions)),
                     targets=number(len(scenario.targets))), icon=":material/check:")
        if read.notes:
            _table(read.notes, _("What was left out"))


def _table(lines: tuple[Wrong, ...], head: str) -> None:
    rows: list[dict[str, Any]] = [
        {_("Sheet"): line.place.sheet, _("Cell"): line.place.cell, head: reason(line.told)}
        for line in lines[:ROWS_SHOWN]
    ]
    small = st.column_config.TextColumn(width="small")
    st.dataframe(rows, hide_index=True, width="stretch",
                 column_config={_("Sheet"): small, _("Cell"): small, head: st.column_config.TextColumn(width="large")})
