"""The pages, their order, the language switch."""

from __future__ import annotations

import streamlit as st

from model.explorer import access, session, style
from model.explorer.pages import compare, evidence, levers, patient, plan, results, solve
from model.explorer.words import LANGUAGES, _, escaped, language

# Drawn here, and pages have none: an icon by name in a tab would be fetched from another server by the browser.
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<rect width="24" height="24" rx="5" fill="#1f5f8b"/>
<path d="M10 5h4v5h5v4h-5v5h-4v-5H5v-4h5z" fill="#fff"/></svg>"""

SIDEBAR = 240
"""Pixels: what the longest name of a page needs."""


def _chosen() -> None:
    st.session_state["language"] = st.session_state["language_switch"]


def _switch() -> None:
    st.sidebar.segmented_control(
        _("Language"), list(LANGUAGES), default=language(), required=True, key="language_switch", on_change=_chosen,
        format_func=lambda key: LANGUAGES[key], label_visibility="collapsed",
    )


def main() -> None:
    """Show the page that the address names, to whom it may be shown."""
    session.arrive()
    st.set_page_config(page_title=_("Jingkang"), page_icon=ICON, layout="wide",
                       initial_sidebar_state=SIDEBAR)
    if not access.admitted():
        _switch()
        return
    pages = [
        st.Page(plan.page, title=_("Plan"), url_path="plan", default=True),
        st.Page(levers.page, title=_("Levers"), url_path="levers"),
        st.Page(results.page, title=_("Results"), url_path="results"),
        st.Page(compare.page, title=_("Compare"), url_path="compare"),
        st.Page(solve.page, title=_("Solve and explain"), url_path="solve"),
        st.Page(evidence.page, title=_("Evidence and methods"), url_path="evidence"),
        st.Page(patient.page, title=_("Follow one patient"), url_path="patient"),
    ]
    chosen = st.navigation(pages)
    style.sheet()
    _switch()
    if problem := st.session_state.pop("address_problem", ""):
        st.warning(_("The address could not be read, so this is the plan of Qujing: {problem}",
                     problem=escaped(problem)))
    notice = st.container()
    with session.calm():
        chosen.run()
    if problem := session.keep().problem:
        notice.warning(_(problem), icon=":material/save:")
    session.show_address()
