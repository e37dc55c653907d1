"""Levers in tables: by county, opening dates, training; what is typed is taken when the button beside it is pressed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from model.explorer import draft
from model.explorer.levers import capacities, paste, schedules
from model.explorer.levers.capacities import CAPACITIES, Capacity, Place
from model.explorer.levers.dials import Dial, unit_words
from model.explorer.levers.rows import amount_problem, attempt, changing, problem_key, say
from model.explorer.words import _, choice, day, language, number, of
from model.scenario.merging import plain
from model.scenario.paths import path_of
from model.scenario.schema import Scenario


def _capacity_words(key: str) -> str:
    known = Dial(f"totals.{key}", "beds").known
    return f"{known.zh if language() == 'zh' else known.en} ({unit_words(known.unit)})"


def _title(scenario: Scenario, table: str, name: str) -> str:
    element = next((element for element in getattr(scenario, table) if element.name == name), None)
    return of(element.title) if element is not None and element.title else name


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:10]


# --- by county -------------------------------------------------------------------------------------------


def county_table(plan: Scenario, scenario: Scenario) -> None:
    """Show a capacity place by place: numbers typed or pasted become a place's own."""
    inputs, now = capacities.whole(plan), capacities.whole(scenario)
    able = [key for key, each in CAPACITIES.items() if capacities.places(plan, each, inputs)]
    if not able:
        st.info(_("This plan names no hospitals, counties or institutions to move."))
        return
    capacity = CAPACITIES[st.selectbox(_("Capacity"), able, format_func=_capacity_words, key="county_capacity")]
    planned = capacities.places(plan, capacity, inputs)
    current = {place.name: place for place in capacities.places(scenario, capacity, now)}
    _sum_up(scenario, capacity, list(current.values()))
    add = st.radio(
        _("When a place gets a number of its own, the total of the whole plan"), (False, True), horizontal=True,
        format_func=lambda moves: _("moves along with it") if moves else _("stays; the other places share the rest"),
        key="county_add",
    )
    frame = _frame(plan, capacity, planned, current)
    edited = st.data_editor(
        frame, hide_index=True, width="stretch", key=f"county {_mark(capacity.key, frame.to_csv())}",
        disabled=[name for name in frame.columns if name != _("Scenario, end")],
        column_config={name: st.column_config.NumberColumn(format="localized") for name in frame.columns[3:]},
    )
    path = "county table"
    with st.expander(_("Paste from a spreadsheet")):
        st.caption(_("One line a row: name and number as copied from two columns, or the numbers alone, all rows."))
        text = st.text_area(_("Pasted cells"), key="county_pasted", height=140)
        if st.button(_("Take the pasted numbers"), key="county_take_pasted"):
            _take_pasted(text, plan, capacity, planned, add)
    if st.button(_("Take the table"), type="primary", key="county_take"):
        _take(_edited(frame, edited, planned), plan, capacity, add)
    say(path)
    st.caption(_("Numbers are those of the end, per county where a row stands for several. An empty cell: no number "
                 "of its own, but a share of the total."))


def _sum_up(scenario: Scenario, capacity: Capacity, current: list[Place]) -> None:
    total = schedules.held(scenario, capacity.path)
    if total is None:
        return
    end = schedules.end_of(total.first.value, schedules.dated(total))
    own = sum(place.end * place.copies for place in current if place.own)
    if own > end:
        st.warning(_("The places' own numbers add up to {own}, more than the total of {total}: what opens is {own}.",
                     own=number(own), total=number(end)))


def _frame(plan: Scenario, capacity: Capacity, planned: list[Place], current: Mapping[str, Place]) -> pd.DataFrame:
    def shown(value: float) -> float | None:
        return value if math.isfinite(value) else None

    return pd.DataFrame({
        _("Place"): [_title(plan, capacity.table, place.name) for place in planned],
        _("County"): [_title(plan, "regions", place.county) or _("(whole city)") for place in planned],
        _("Number"): [_("own number") if current[place.name].own else _("share of the total") for place in planned],
        _("Counties"): [place.copies for place in planned],
        _("Today"): [shown(place.first) for place in planned],
        _("Plan, end"): [shown(place.end) for place in planned],
        _("Scenario, end"): pd.Series([shown(current[place.name].end) for place in planned], dtype="float64"),
    })


def _edited(frame: pd.DataFrame, edited: pd.DataFrame, planned: list[Place]) -> dict[str, float | None]:
    column = _("Scenario, end")
    result: dict[str, float | None] = {}
    for place, before, after in zip(planned, frame[column], edited[column], strict=True):
        if before != after and not (pd.isna(before) and pd.isna(after)):
            result[place.name] = None if pd.isna(after) else float(after)
    return result


def _take_pasted(text: str, plan: Scenario, capacity: Capacity, planned: list[Place], add: bool) -> None:
    also: dict[str, str] = {}
    counties = [place.county for place in planned]
    for place in planned:
        element = next(e for e in getattr(plan, capacity.table) if e.name == place.name)
        also |= {word: place.name for word in ((element.title.zh, element.title.en) if element.title else ())}
        if place.county and counties.count(place.county) == 1:
            region = next(r for r in plan.regions if r.name == place.county)
            words = (region.title.zh, region.title.en) if region.title else ()
            also |= dict.fromkeys((region.name, *words), place.name)
    try:
        amounts = paste.read(text, [place.name for place in planned], also)
    except paste.PasteError as error:
        with changing("county table"):
            st.session_state[problem_key("county table")] = str(error)
        return
    _take(dict(amounts), plan, capacity, add)


def _take(amounts: Mapping[str, float | None], plan: Scenario, capacity: Capacity, add: bool) -> None:
    with changing("county table"):
        problems = [f"{_title(plan, capacity.table, name)}: {problem}" for name, amount in amounts.items()
                    if amount is not None and (problem := amount_problem(amount, plan))]
        if problems:
            st.session_state[problem_key("county table")] = "  ".join(problems)
            return
        if amounts:
            attempt("county table", capacities.moved_places(plan, draft.current().scenario(), capacity, amounts, add))
    if amounts and not st.session_state.get(problem_key("county table")):
        st.rerun()


# --- opening dates ---------------------------------------------------------------------------------------


def dates_table(plan: Scenario, scenario: Scenario) -> None:
    """Show when a capacity grows: dates and amounts, which can be moved, added and taken out."""
    found = _schedules(scenario)
    if not found:
        st.info(_("This plan states no number by dates."))
        return
    path = st.selectbox(_("What opens"), list(found), format_func=lambda each: found[each], key="dates_what")
    held = schedules.held(scenario, path)
    assert held is not None
    st.caption(_("On the first day: {first}. From each date on, the amount beside it holds.",
                 first=number(held.first.value)))
    steps = schedules.dated(held)
    frame = pd.DataFrame({_("From"): pd.Series([when for when, _n in steps], dtype="object"),
                          _("Amount"): pd.Series([amount for _d, amount in steps], dtype="float64")})
    edited = st.data_editor(
        frame, hide_index=True, num_rows="dynamic", key=f"dates {_mark(path, steps)}",
        column_config={_("From"): st.column_config.DateColumn(format="YYYY-MM-DD"),
                       _("Amount"): st.column_config.NumberColumn(format="localized")},
    )
    if st.button(_("Take the dates"), type="primary", key="dates_take"):
        _take_dates(plan, path, held.first.value, edited)
    say("dates table")


def _schedules(scenario: Scenario) -> dict[str, str]:
    found = {each.path: _capacity_words(key) for key, each in CAPACITIES.items()
             if schedules.held(scenario, each.path) is not None}
    for key, each in CAPACITIES.items():
        for element in getattr(scenario, each.table):
            if getattr(element, each.field) is not None and (not each.kind or element.kind == each.kind):
                path = path_of(each.table, element.name, each.field)
                found[path] = f"{_title(scenario, each.table, element.name)} · {_capacity_words(key)}"
    return found


def _take_dates(plan: Scenario, path: str, first: float, edited: pd.DataFrame) -> None:
    with changing("dates table"):
        steps: schedules.Dated = []
        for row in edited.itertuples(index=False):
            when, amount = row[0], row[1]
            if pd.isna(when) and pd.isna(amount):
                continue
            if pd.isna(when) or pd.isna(amount):
                _say_of_dates(_("Every row needs a date and an amount."))
                return
            steps.append((pd.Timestamp(when).date(), float(amount)))
        steps.sort()
        if problem := dates_problem(plan, steps):
            _say_of_dates(problem)
            return
        attempt("dates table", schedules.change_of(plan, path, first, steps))
    if not st.session_state.get(problem_key("dates table")):
        st.rerun()


def _say_of_dates(problem: str) -> None:
    st.session_state[problem_key("dates table")] = problem


def dates_problem(plan: Scenario, steps: schedules.Dated) -> str:
    """Return why dated amounts cannot be; empty: they can."""
    start, end = plan.horizon.start, plan.horizon.end
    days: list[date] = [when for when, _amount in steps]
    for when, amount in steps:
        if not start < when < end:
            return _("{date} lies outside the plan, {start} to {end}.", date=day(when), start=day(start), end=day(end))
        if problem := amount_problem(amount, plan):
            return problem
    twice = next((when for when in days if days.count(when) > 1), None)
    return _("{date} stands there twice.", date=day(twice)) if twice else ""


# --- training --------------------------------------------------------------------------------------------

_NUMBERS = ("batch_size", "batches_per_year", "length_days", "registration_lag_days")


def training_table(plan: Scenario, scenario: Scenario) -> None:
    """Show the trainings: changed, added and taken out."""
    st.subheader(_("Training"))
    heads = _training_heads()
    rows = [{heads[key]: _cell(getattr(each, key)) for key in heads} for each in scenario.training]
    frame = pd.DataFrame(rows, columns=list(heads.values()))
    for key in _NUMBERS:
        frame[heads[key]] = frame[heads[key]].astype("float64")
    places = {"region": [r.name for r in plan.regions], "hospital": [h.name for h in plan.hospitals]}
    kinds = {"kind": ["skills", "conversion"], "who": ["community_workers", "psychiatrists", "nurses", "outside"]}
    config: dict[str, Any] = {
        heads[key]: st.column_config.SelectboxColumn(options=options, format_func=lambda word: choice(str(word)))
        for key, options in (kinds | places).items()
    }
    config |= {heads[key]: st.column_config.NumberColumn(format="localized") for key in _NUMBERS}
    edited = st.data_editor(frame, hide_index=True, num_rows="dynamic", width="stretch", column_config=config,
                            key=f"training {_mark(frame.to_csv())}")
    if st.button(_("Take the trainings"), type="primary", key="training_take"):
        _take_trainings(plan, edited, heads)
    say("training table")
    st.caption(_("Who is trained is away meanwhile. Conversion turns doctors from outside into psychiatrists of a "
                 "hospital; the lag is the wait from the end of a batch to the register."))


def _training_heads() -> dict[str, str]:
    return {
        "name": _("Name"), "kind": _("Kind"), "who": _("Who"), "region": _("County (empty: all)"),
        "hospital": _("Hospital (empty: all)"), "batch_size": _("People a batch"),
        "batches_per_year": _("Batches a year"), "length_days": _("Days a batch"),
        "registration_lag_days": _("Lag, days"),
    }


def _cell(value: Any) -> Any:
    return value.value if hasattr(value, "value") else value or None


def _take_trainings(plan: Scenario, edited: pd.DataFrame, heads: Mapping[str, str]) -> None:
    before = {each.name: plain(each) for each in draft.current().scenario().training}
    trainings = []
    with changing("training table"):
        for record in edited.to_dict("records"):
            given = {key: record[head] for key, head in heads.items() if not pd.isna(record[head])}
            if not given:
                continue
            if problem := training_problem(given):
                st.session_state[problem_key("training table")] = problem
                return
            kept = {key: value for key, value in before.get(given["name"], {}).items() if key in ("first", "last")}
            trainings.append({key: value.isoformat() for key, value in kept.items()} | given)
        same = [{key: _cell(getattr(each, key)) for key in heads if _cell(getattr(each, key)) is not None}
                for each in plan.training]
        attempt("training table", {"training": None if trainings == same else trainings})
    if not st.session_state.get(problem_key("training table")):
        st.rerun()


def training_problem(given: Mapping[str, Any]) -> str:
    """Return why there cannot be such a training; empty: there can."""
    name = str(given.get("name", ""))
    if not name.strip():
        return _("Every training needs a name.")
    if draft.suspicious(name) or len(name) > 60:
        return _("A training's name is up to 60 letters, without signs such as < > /.")
    for key in ("batch_size", "batches_per_year", "length_days"):
        if not 0 < given.get(key, 0) <= 100_000:
            return _("{name}: people a batch, batches a year and days a batch are numbers above 0.", name=name)
    if not 0 <= given.get("registration_lag_days", 0) <= 100_000:
        return _("{name}: the lag is 0 days or more.", name=name)
    return ""
