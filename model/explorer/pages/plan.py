"""The plan: what it promises, where, what it has today, and what the audit finds in it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import streamlit as st

from model.explorer import counties, draft
from model.explorer.own import workbook
from model.explorer.words import _, day, escaped, number, of, sources
from model.measures import MEASURES
from model.report.wording import figure
from model.scenario.audit import Finding, audit
from model.scenario.schema import Scenario

COLOURS = {"contradiction": "red", "unit_slip": "violet", "shortfall": "orange", "note": "gray"}


def page() -> None:
    """Show the page."""
    _choose()
    held = draft.current()
    scenario = held.scenario()
    workbook.panel(held, scenario)
    st.title(escaped(of(scenario.title)))
    if scenario.summary is not None:
        st.write(escaped(of(scenario.summary)))
    horizon = scenario.horizon
    st.caption(_("Simulated from {start} to {end} · source: {document}", start=day(horizon.start), end=day(horizon.end),
                 document=escaped(scenario.document) or _("not stated")))
    _promises(scenario)
    _places(scenario)
    _findings(scenario)


def _choose() -> None:
    entries = draft.catalogue()
    held = draft.current()

    labels = {
        name: f"{of(entry.title)} ({entry.start.year}-{entry.end.year - 1})" for name, entry in entries.items()
    } | draft.own_plans()
    labels.setdefault(held.base, held.base)
    if st.session_state.get("plan_chosen") != held.base:
        st.session_state["plan_chosen"] = held.base
    st.selectbox(_("Plan"), list(labels), format_func=lambda name: labels[name], key="plan_chosen", on_change=_chosen)
    if held.changes:
        st.info(_("{n} changes are laid over this plan; choosing another plan drops them.", n=len(held.changes)))


def _chosen() -> None:
    # A browser ahead of the server sends the choice again from the page after: that would drop the changes.
    if st.session_state["plan_chosen"] != draft.current().base:
        draft.set_current(draft.Draft(st.session_state["plan_chosen"]))


def _promises(scenario: Scenario) -> None:
    st.header(_("What it promises"))
    if not scenario.targets:
        st.write(_("The plan states no target in numbers."))
        return
    rows = []
    for target in scenario.targets:
        measure = MEASURES[target.measure]
        sign, bound = ("≥", target.at_least) if target.at_least is not None else ("≤", target.at_most)
        assert bound is not None
        rows.append({
            _("Target"): escaped(of(target.title or measure.title)),
            _("Bound"): f"{sign}\u00a0{figure(float(bound), measure.unit)}",
            _("Unit"): of(measure.unit_words),
            _("By"): day(target.date),
            _("Where"): _("every county") if target.scope == "every_county" else _("the whole plan"),
            _("Clause"): escaped(target.clause) or "–",
        })
    st.table(rows)


def _places(scenario: Scenario) -> None:
    st.header(_("Where, and what there is today"))
    table = counties.table(scenario)
    figures = [name for name in table.columns if name not in counties.texts()]
    config: dict[str, Any] = {name: st.column_config.NumberColumn(format="localized") for name in figures}
    for name in counties.charts():
        config[name] = st.column_config.LineChartColumn(width=120, y_min=0)
    st.dataframe(table, hide_index=True, width="stretch", column_config=config, placeholder="–")
    st.caption(_("Small charts: open beds by month over the plan. Residents and staff are of all copies of a county "
                 "together; a dash: not given."))


def _findings(scenario: Scenario) -> None:
    findings = audit(scenario)
    st.header(_("What the audit finds"))
    st.caption(_("Checked by arithmetic, before anything is simulated: {n} findings.", n=number(len(findings))))
    titles = {
        "contradiction": _("Contradictions"), "unit_slip": _("Slips of the unit"),
        "shortfall": _("Shortfalls"), "note": _("To be known"),
    }
    order = list(titles)
    ranked = sorted(findings, key=lambda finding: order.index(finding.severity))
    for severity, group in groupby(ranked, key=lambda finding: finding.severity):
        st.subheader(f":{COLOURS[severity]}[{titles[severity]}]", divider=COLOURS[severity])
        for finding in group:
            _finding(finding)


def _finding(finding: Finding) -> None:
    with st.expander(escaped(of(finding.title))):
        st.markdown(f"**{_('Arithmetic')}**")
        st.text(of(finding.arithmetic))
        st.markdown(f"**{_('It rests on')}**")
        st.text(sources(finding.sources))
