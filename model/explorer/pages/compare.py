"""Two to five scenarios side by side: targets, differences with intervals, costs, inputs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from model.experiments.comparing.compare import Comparison, Note
from model.explorer import downloads, draft, live, session
from model.explorer.charts import forest, look
from model.explorer.comparing import choices, grid, tables
from model.explorer.comparing.choices import Chosen
from model.explorer.levers.differences import Input, between
from model.explorer.running import Run
from model.explorer.words import _, escaped, language, number, of, quantity_words
from model.measures import MEASURES
from model.report.document.source import compared_of
from model.report.forest import draw_forest
from model.scenario.problems import ScenarioError

PAIRS = 3
"""Replications from which on there is something to see: with two, an interval is as wide as the picture."""
MEASURES_FIRST = ("occupancy", "wait_bed_mean_days", "treated_outside_share")
INPUTS_SHOWN = 40
MOST_MEASURES = 8


def page() -> None:
    """Show the page."""
    st.title(_("Compare"))
    st.caption(_("Two to five scenarios with the same luck: in every one the same people fall ill on the same days, so "
                 "that their differences are much surer than either result."))
    chosen = _choose()
    if chosen is None:
        return
    columns = st.columns([1.2, 3])
    with columns[0]:
        replications = live.wanted(live.REPLICATIONS)
    with columns[1]:
        measures = _measures()
    live.show("run compare", chosen.scenarios, replications, lambda run: _shown(run, chosen, measures), PAIRS)


# --- what is compared --------------------------------------------------------------------------------------


def _choose() -> Chosen | None:
    """Ask for the scenarios; None, with a message beside the field, when they cannot be compared."""
    unknown = _from_address()
    known = choices.choices()
    held = st.session_state.setdefault("compare_keys", choices.usual())
    st.session_state["compare_keys"] = held = [key for key in held if key in known]
    st.session_state["compare_chosen"] = held
    picked, against = st.columns([2.6, 1.4])
    picked.multiselect(
        _("Scenarios"), list(known), key="compare_chosen", format_func=lambda key: known[key].title,
        max_selections=choices.MOST, on_change=_picked, placeholder=_("Choose two to five"),
        help=_("Saved scenarios, and the plans with their variants as shipped. The page Levers saves scenarios."),
    )
    if unknown:
        picked.warning(_("Not on this server: {names}.", names=escaped(", ".join(unknown))), icon=":material/link_off:")
    first = st.session_state.get("compare_against_key", "")
    first = first if first in held else held[0] if held else ""
    if held:
        st.session_state["compare_against"] = first
        letters = dict(zip(held, choices.LETTERS, strict=False))
        against.selectbox(_("Compared with"), held, key="compare_against", on_change=_against,
                          format_func=lambda key: f"{letters[key]} · {known[key].title}")
    session.say_in_address(compare=choices.to_address(held), against="" if held[:1] == [first] else first)
    try:
        return choices.chosen(held, known, first)
    except ScenarioError as error:
        picked.error(escaped(str(error)), icon=":material/error:")
        return None


def _from_address() -> list[str]:
    """Take over, once, what the address names; return what it names and is not here."""
    asked = session.from_address("compare")
    if asked:
        keys = choices.arrive(choices.keys_in(asked))
        able, unable = choices.able_of(keys, choices.choices())
        st.session_state["compare_keys"] = able
        st.session_state["compare_against_key"] = "".join(choices.arrive([session.from_address("against")]))
        st.session_state["compare_unknown"] = [key.removeprefix(choices.SAVED) for key in unable]
    return list(st.session_state.get("compare_unknown", []))


def _picked() -> None:
    st.session_state["compare_keys"] = list(st.session_state["compare_chosen"])
    st.session_state["compare_unknown"] = []


def _against() -> None:
    st.session_state["compare_against_key"] = st.session_state["compare_against"]


def _measures() -> list[str]:
    able = [key for key in MEASURES if key != "cost"]
    held = st.session_state.setdefault("compare_measures_held", list(MEASURES_FIRST))
    st.session_state["compare_measures"] = held
    st.multiselect(
        _("Measures beside the targets"), able, key="compare_measures", max_selections=MOST_MEASURES,
        format_func=lambda key: of(MEASURES[key].title), on_change=_measured,
        help=_("For the last whole year of the plan; of what holds at a point in time, its last month."),
    )
    return list(st.session_state["compare_measures"])


def _measured() -> None:
    st.session_state["compare_measures_held"] = list(st.session_state["compare_measures"])


# --- what there is -----------------------------------------------------------------------------------------


def _shown(run: Run, chosen: Chosen, measures: list[str]) -> None:
    comparison = _compared(run, chosen, measures)
    found = between(list(chosen.scenarios.values()))
    _targets(comparison, measures)
    _differences(comparison)
    _costs(comparison)
    _inputs(found, chosen)
    _notes(comparison)
    st.subheader(_("Download"))
    downloads.panel(_offers(comparison, found, chosen), "compare")


def _compared(run: Run, chosen: Chosen, measures: list[str]) -> Comparison:
    """Return the comparison, made once for every state of the run."""
    key = (id(run), run.together, tuple(measures), tuple(chosen.labels.values()))
    held = st.session_state.get("comparison")
    if held is None or held[0] != key:
        held = (key, tables.comparison(run, chosen.labels, measures))
        st.session_state["comparison"] = held
    found: Comparison = held[1]
    return found


def _targets(comparison: Comparison, measures: list[str]) -> None:
    st.header(_("Targets"))
    if grid.quantities(comparison, "target"):
        st.html(grid.targets(comparison))
        st.caption(_("After {n} replications. Expected to be met: in at least 90% of them; in doubt: in at least half; "
                     "unlikely: in fewer; in brackets the 95% interval of the probability, and of the mean value. They "
                     "cover chance, not that inputs may be wrong.", n=number(comparison.replications)))
    else:
        st.write(_("None of these states a target in numbers."))
    if measures:
        st.subheader(_("Measures beside the targets"))
        st.html(grid.measures(comparison, "measure"))


def _differences(comparison: Comparison) -> None:
    st.header(_("Differences from {name}", name=grid.letter(comparison.names[0])))
    table = grid.differences(comparison)
    if not table:
        st.info(_("Everything that is compared is equal in every replication."))
        return
    _forest(comparison)
    with st.expander(_("The differences in numbers"), expanded=True):
        st.html(table)
    st.caption(_("All intervals of differences, of every pair and quantity, hold together with 95%. Better: in what "
                 "share of replications it does better with the same luck."))
    if alike := grid.alike(comparison):
        st.caption(_("Equal in every replication: {titles}", titles=escaped("; ".join(alike))))
    for line in grid.pairing_words(comparison):
        st.caption(escaped(line))


def _forest(comparison: Comparison) -> None:
    rows = grid.against_first(comparison)
    st.caption(" · ".join(grid.finding_words(key) for key in grid.SIGNS))
    # What is equal in all of them has nothing to show.
    of = {quantity: [row for row in rows if row["quantity"] == quantity]
          for quantity in dict.fromkeys(row["quantity"] for row in rows if not grid.equal(row))}
    shown = [quantity for quantity, here in of.items() if not forest.frame(here).empty]
    for start in range(0, len(shown), 2):
        for quantity, column in zip(shown[start : start + 2], st.columns(2), strict=False):
            with column:
                look.show(forest.chart(of[quantity], comparison.names[1:]), f"forest {quantity}")


def _costs(comparison: Comparison) -> None:
    st.header(_("Costs"))
    st.html(grid.measures(comparison, "cost"))
    if comparison.cost_per_unit.empty:
        st.caption(_("The plans cover different days or share no target: costs are not set against each other."))
        return
    if table := grid.unit_costs(comparison):
        st.subheader(_("Cost of a unit gained"))
        st.html(table)
    st.caption(_("Costs of the whole plan at its prices. Of targets that are not listed no scenario has a gain or a "
                 "loss that can be told from 0. Intervals of costs per unit hold together with 95%."))


def _inputs(found: list[Input], chosen: Chosen) -> None:
    st.header(_("Where their inputs differ"))
    names = list(chosen.labels.values())
    whole = [each for each in found if not each.place]
    places = [each for each in found if each.place]
    if whole:
        st.html(grid.inputs(whole, names, INPUTS_SHOWN))
    if places:
        with st.expander(_("By county, hospital and institution: {n}", n=number(len(places))), expanded=not whole):
            st.html(grid.inputs(places, names, INPUTS_SHOWN))
            if len(places) > INPUTS_SHOWN:
                st.caption(_("The first {n} of {all}; the download has all of them.", n=INPUTS_SHOWN,
                             all=number(len(places))))
    if len(whole) > INPUTS_SHOWN:
        st.caption(_("The first {n} of {all}; the download has all of them.", n=INPUTS_SHOWN, all=number(len(whole))))


def _notes(comparison: Comparison) -> None:
    titles = {str(row["quantity"]): quantity_words(row) for row in grid.records(comparison.scenarios)}
    for note in comparison.notes:
        st.caption(escaped(_note(note, titles.get(note.about, note.about))))


def _note(note: Note, about: str) -> str:
    if note.kind == "lacks":
        return _("{name} does not state the target {target}; it is compared among the others.", name=note.scenario,
                 target=about)
    if note.kind == "one_plan":
        return _("Only {name} states the target {target}; it is compared with nothing.", name=note.scenario,
                 target=about)
    if note.kind == "bounds":
        return _("The bound of {target} differs between: {names}.", target=about, names=note.scenario)
    return _("{name} covers other days than the first: {days}.", name=note.scenario, days=about)


def _offers(comparison: Comparison, found: list[Input], chosen: Chosen) -> list[downloads.Offer]:
    stem = f"{draft.current().base}-comparison"

    def inputs() -> pd.DataFrame:
        rows: list[dict[str, Any]] = [
            {"path": each.path, "input": each.what, **dict(zip(chosen.labels.values(), each.held, strict=True))}
            for each in found
        ]
        return pd.DataFrame(rows, columns=["path", "input", *chosen.labels.values()])

    return [
        downloads.table_offer(_("Scenarios"), f"{stem}-scenarios", lambda: comparison.scenarios),
        downloads.table_offer(_("Differences"), f"{stem}-pairs", lambda: comparison.pairs),
        downloads.table_offer(_("Costs per unit"), f"{stem}-costs", lambda: comparison.cost_per_unit),
        downloads.table_offer(_("Inputs"), f"{stem}-inputs", inputs),
        downloads.figure_offer(_("Figure"), stem, lambda path: draw_forest(comparison, path, language())),
        downloads.report_offer(stem, lambda: compared_of(comparison)),
    ]
