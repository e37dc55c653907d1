"""Evidence and methods: every parameter with its source, the rules in words, validation, limits, how to cite."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from model import __version__
from model.experiments.validating import face_validity
from model.experiments.validating.exact_cases import cases
from model.explorer import draft, evidence, validation
from model.explorer.replications import SEED
from model.explorer.words import _, day, escaped, language, number, of, source
from model.report.document.parts.methods import titled
from model.report.wording import figure, parameter_words
from model.scenario.loading import digest
from model.scenario.parameters import parameter_at, parameters
from model.scenario.schema import Scenario

TABLE_HEIGHT = 700
ROW_HEIGHT = 66
"""Pixels: three lines, in which a long source is wrapped; below 65 the table wraps nothing."""


def page() -> None:
    """Show the page."""
    held = draft.current()
    scenario = held.scenario()
    st.title(_("Evidence and methods"))
    title = escaped(of(scenario.title))
    st.caption(_("Of the plan {plan}, with {n} changes laid over it", plan=title, n=len(held.changes)))
    tabs = st.tabs([_("Parameters"), _("Rules"), _("Validation"), _("Limits"), _("How to cite")])
    with tabs[0]:
        _parameters(scenario, held.changes)
    with tabs[1]:
        _rules()
    with tabs[2]:
        _validation()
    with tabs[3]:
        for limit in evidence.limits():
            st.markdown(f"- {limit}")
    with tabs[4]:
        _cite(scenario)


# --- parameters -------------------------------------------------------------------------------------------


def _parameters(scenario: Scenario, changes: Mapping[str, Any]) -> None:
    table, grades = evidence.parameter_table(scenario, changes), evidence.grade_words()
    counts = table[_("Grade")].value_counts()
    st.write(_("{all} numbers, choices and dates; of the numbers with a grade {k} are assumed (K), {d} derived (D) and "
               "{f} found in a source (F). Those that are assumed stand first: replace them by local data before "
               "relying on a result.", all=number(len(table)),
               k=number(counts.get("K", 0)), d=number(counts.get("D", 0)), f=number(counts.get("F", 0))))
    line = st.container(horizontal=True)
    text = line.text_input(_("Search"), key="evidence_search", placeholder=_("words, key or source"), max_chars=80,
                           width=300)
    chosen = line.pills(_("Grade"), list(grades), selection_mode="multi", key="evidence_grades",
                          format_func=lambda grade: grade or "–", help="; ".join(grades.values()))
    stated = line.pills(_("Stated by"), sorted(set(table[_("Stated by")])), selection_mode="multi",
                         key=f"evidence_stated_{language()}")
    shown = _filtered(table, text, [grade or "–" for grade in chosen], stated)
    st.caption(_("{n} of {all} shown", n=number(len(shown)), all=number(len(table))))
    if shown.empty:
        st.info(_("Nothing fits. Try fewer words or another grade."))
        return
    widths = {_("Grade"): 56, _("Parameter"): 230, _("Value"): 100, _("Unit"): 110, _("Source"): 300,
              _("Range"): 110}
    config: dict[str, Any] = {head: st.column_config.TextColumn(width=width) for head, width in widths.items()}
    st.dataframe(shown, hide_index=True, width="stretch", height=TABLE_HEIGHT, row_height=ROW_HEIGHT,
                 column_config=config)
    st.caption(_("Of a number that changes with the date the first value is shown. A dash: it follows from other "
                 "numbers or is not used. Sources of a plan of your own stand as they were written."))


def _filtered(table: pd.DataFrame, text: str, grades: list[str], stated: list[str]) -> pd.DataFrame:
    kept = table
    if grades:
        kept = kept[kept[_("Grade")].isin(grades)]
    if stated:
        kept = kept[kept[_("Stated by")].isin(stated)]
    for word in text.lower().split():
        kept = kept[kept.apply(lambda row, word=word: word in " ".join(map(str, row)).lower(), axis=1)]
        if kept.empty:
            break
    return kept


# --- rules ------------------------------------------------------------------------------------------------


def _rules() -> None:
    sections = evidence.sections(language())
    if not sections:
        st.info(_("The text of the rules is not installed on this server; it is in the folder docs of the source."))
        return
    # By number: the chapter stays when the language changes.
    titles = list(sections)
    chosen = st.selectbox(_("Chapter"), range(len(titles)), format_func=lambda n: titles[n], key="evidence_chapter")
    st.caption(_("Each rule names the functions that carry it out."))
    with st.container(border=True):
        st.markdown(sections[titles[chosen]])


# --- validation -------------------------------------------------------------------------------------------


def _validation() -> None:
    results = validation.kept()
    when = day(date.fromisoformat(results["date"]))
    st.write(_("Computed on {date} with version {version} at full length by the command “make evidence”, which "
               "runs “jingkang validate”; not computed anew when this page opens.", date=when,
               version=results["version"]))
    if results["version"] != __version__:
        st.warning(_("This is version {version}: the results below are of another one.", version=__version__))
    st.subheader(_("Against exact results"))
    exact = results["exact"]
    outside = sum(not row["within"] for row in exact)
    st.write(_("Queueing theory says exactly what some small systems do; the model simulates them by its ordinary "
               "rules. {outside} of {n} comparisons lie beyond three standard errors; of a faultless model {alarms} "
               "would on average.", outside=number(outside), n=number(len(exact)),
               alarms=number(results["false_alarms_expected"], 2)))
    st.table(_exact(exact))
    st.subheader(_("Against what is known of such services"))
    st.write(_("Qujing's base year beside published ranges. Rows that some parameter was calibrated to prove little; "
               "those held out were not looked at while calibrating."))
    st.table(_face(results["face"]))
    for row in face_validity.ROWS:
        if row.miss is not None and any(r["measure"] == row.key and not r["within"] for r in results["face"]):
            st.caption(f"{of(row.title)}: {of(row.miss)}")


def _verdict(within: bool) -> str:
    sign, word = ("✓", _("within")) if within else ("✗", _("outside"))
    # Word joiners: a narrow column breaks neither after the sign nor in a Chinese word.
    return f"{sign}\u00a0" + ("\u2060".join(word) if language() == "zh" else word)


def _exact(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    known = {(case.name, quantity.key): (case, quantity) for case in cases() for quantity in case.quantities}
    return [
        {
            _("Comparison"): escaped(of(known[row["case"], row["quantity"]][1].title)),
            _("Simulated"): number(row["observed"], 4),
            _("Standard error"): number(row["standard_error"], 4),
            _("Exact"): number(row["exact"], 4),
            _("Distance in standard errors"): number(row["z"], 2),
            _("Verdict"): _verdict(row["within"]),
            _("Replications"): number(row["replications"]),
            _("Source"): escaped(source(known[row["case"], row["quantity"]][0].source)),
        }
        for row in rows
    ]


def _face(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    known = {row.key: row for row in face_validity.ROWS}
    units = {row.key: row.unit for row in face_validity.ROWS}
    return [
        {
            _("Measure"): escaped(titled(known[key], language())),
            _("Simulated"): figure(row["value"], units[key]),
            _("Range"): f"{figure(row['low'], units[key])} – {figure(row['high'], units[key])}",
            _("Verdict"): _verdict(row["within"]),
            _("Calibrated by"): escaped(_(", ").join(map(_called, filter(None, row["calibrated"].split(", "))))) or
            _("held out"),
            _("Source"): escaped(source(row["source"])),
        }
        for row in rows
        for key in (row["measure"],)
    ]


def _called(path: str) -> str:
    """Return what a parameter is called, or a duration by the first number of its distribution."""
    found = parameter_at(path) or next(p for p in parameters() if p.path.startswith(f"{path}."))
    return parameter_words(found, language(), copies=False).partition("(")[0].strip()


# --- how to cite ------------------------------------------------------------------------------------------


def _cite(scenario: Scenario) -> None:
    st.write(_("Please cite the software, with the version, and name the scenario by its digest: whoever has both can "
               "repeat every number."))
    st.code(evidence.reference() or f"Jingkang, version {__version__}", language=None, wrap_lines=True)
    st.write(_("The scenario of these pages"))
    st.code(f"{scenario.name}\nsha256 {digest(scenario)}\nseed {SEED}\nversion {__version__}", language=None)
