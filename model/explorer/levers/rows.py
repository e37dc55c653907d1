"""A lever in a row: what it is, today, plan, the scenario's field, unit, source and grade."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from model.explorer import draft
from model.explorer.levers import capacities, schedules
from model.explorer.levers.capacities import CAPACITIES, Capacity
from model.explorer.levers.dials import DIALS, Dial, Group, grade_words, unit_words
from model.explorer.words import _, choice, escaped, language, number, source
from model.scenario.paths import look
from model.scenario.schema import Scenario
from model.scenario.values import Schedule, Value

WIDTHS = (2.6, 1.15, 1.15, 1.9, 1.25, 3.2)
DIGITS = 6


def problem_key(path: str) -> str:
    """Return where the message beside a lever's field is kept."""
    return f"problem {path}"


def say(path: str) -> None:
    """Show the message beside a field, if its last input could not be taken."""
    if problem := st.session_state.get(problem_key(path), ""):
        st.error(escaped(problem), icon=":material/error:")


@contextmanager
def changing(path: str) -> Iterator[None]:
    """Begin a change: what was said beside other fields is said no more."""
    for key in [key for key in st.session_state if str(key).startswith("problem ")]:
        del st.session_state[key]
    yield


def moved(path: str) -> bool:
    """Tell whether a lever's field says something else than was shown in it.

    A browser that is ahead of the server also sends the fields of the page before, and the server takes them for new.
    """
    return bool(st.session_state[f"lever {path}"] != st.session_state.get(f"shown {path}"))


def attempt(path: str, changes: dict[str, object]) -> None:
    """Lay changes over the draft; what is not allowed is said beside the field and changes nothing."""
    held = draft.current()
    if reason := draft.attempt(held.with_changes(schedules.laid(held.changes, changes))):
        st.session_state[problem_key(path)] = _("The plan does not allow this: {problem}", problem=reason)


def heads() -> None:
    """Write the heads of the columns."""
    words = (_("Lever"), _("Today"), _("Plan"), _("Scenario"), _("Unit"), _("Grade and source"))
    for column, head in zip(st.columns(WIDTHS), words, strict=True):
        column.markdown(f"**{head}**")


def show(
    title: str, today: str, plan: str, unit: str, known: Value | None, note: str = ""
) -> st.delta_generator.DeltaGenerator:
    """Write a row and return the column for its field; ``note`` stands where the plan gives no source."""
    columns = st.columns(WIDTHS, vertical_alignment="center")
    columns[0].markdown(escaped(title))
    columns[1].markdown(escaped(today))
    columns[2].markdown(escaped(plan))
    columns[4].markdown(escaped(unit))
    if known is not None:
        from_where = f" · {source(known.source)}" if known.source else ""
        columns[5].caption(escaped(f"{grade_words(known.grade)}{from_where}"))
    else:
        columns[5].caption(note)
    return columns[3]


def _amount(value: float) -> str:
    if math.isnan(value):
        return _("not stated")
    whole = math.isinf(value) or math.isclose(value, round(value), abs_tol=1e-9)
    return number(value, 0 if whole else 2)


def field(path: str, title: str, value: float, changed: Callable[[], None]) -> None:
    """Show a number's field; no number: without limit, or not stated."""
    key = f"lever {path}"
    shown = round(value, DIGITS) if math.isfinite(value) else None
    st.session_state[key] = st.session_state[f"shown {path}"] = shown
    whole = shown is None or float(shown).is_integer()
    st.number_input(title, key=key, on_change=changed, label_visibility="collapsed",
                    format="%.0f" if whole else "%.6g", step=1.0,
                    placeholder=_("unlimited") if math.isinf(value) else _("as planned"))


# --- capacities ------------------------------------------------------------------------------------------


def capacity_rows(plan: Scenario, scenario: Scenario) -> None:
    """Show the capacities of the whole plan."""
    heads()
    inputs, now = capacities.whole(plan), capacities.whole(scenario)
    for capacity in CAPACITIES.values():
        planned = capacities.places(plan, capacity, inputs)
        current = capacities.places(scenario, capacity, now)
        if planned and capacities.together(current).shared:
            _capacity(plan, scenario, capacity, capacities.together(planned))


def _capacity(plan: Scenario, scenario: Scenario, capacity: Capacity, whole: capacities.Whole) -> None:
    path = capacity.path
    stated, now = schedules.held(plan, path), schedules.held(scenario, path)
    known = (stated.steps[-1].value if stated.steps else stated.first) if stated else None
    end = schedules.end_of(stated.first.value, schedules.dated(stated)) if stated else whole.end
    held = schedules.end_of(now.first.value, schedules.dated(now)) if now else end
    words = _words(path)
    today = stated.first.value if stated else whole.today
    note = ""
    if stated is None:
        note = _("not stated in the plan; without limit") if math.isinf(today) else _("not stated in the plan; derived")
    with show(words, _amount(today), _amount(end), unit_words(_unit(path)), known, note):
        field(path, words, held, lambda: _capacity_changed(capacity, today))
    say(path)


def _words(path: str) -> str:
    known = Dial(path, "beds").known
    return known.zh if language() == "zh" else known.en


def _unit(path: str) -> str:
    return Dial(path, "beds").known.unit


def _capacity_changed(capacity: Capacity, today: float) -> None:
    path = capacity.path
    if not moved(path):
        return
    plan, scenario = draft.current().plan(), draft.current().scenario()
    amount = st.session_state[f"lever {path}"]
    with changing(path):
        if amount is None:
            attempt(path, {path: None, f"{path}.steps": None})
        elif problem := amount_problem(amount, plan):
            st.session_state[problem_key(path)] = problem
        else:
            attempt(path, capacities.moved_whole(plan, scenario, capacity, float(amount), today))


def amount_problem(amount: float, plan: Scenario) -> str:
    """Return why there cannot be so much of something; empty: there can."""
    most = sum(region.residents.value * region.copies for region in plan.regions) or 1e7
    if not math.isfinite(amount):
        return _("This is not a number.")
    if amount < 0:
        return _("{amount} is below 0.", amount=number(amount, 0 if amount == round(amount) else 2))
    if amount > most:
        return _("{amount} is more than there are residents ({most}).", amount=number(amount), most=number(most))
    return ""


# --- numbers and choices ---------------------------------------------------------------------------------


def dial_rows(group: Group, plan: Scenario, scenario: Scenario) -> None:
    """Show the numbers and choices of a group that have an effect in the scenario."""
    dials = [dial for dial in DIALS if dial.group == group and dial.applies(scenario)]
    if not dials:
        st.info(_("Nothing here has an effect in this plan: it names no institutions of this kind."))
        return
    heads()
    for dial in dials:
        _dial(dial, look(plan, dial.path), look(scenario, dial.path))


def _dial(dial: Dial, planned: object, held: object) -> None:
    if isinstance(planned, Value) and isinstance(held, Value):
        factor = 100.0 if dial.is_share else 1.0
        said = _amount(planned.value * factor)
        with show(dial.title, said, said, unit_words(dial.known.unit), planned):
            field(dial.path, dial.title, held.value * factor, lambda: _dial_changed(dial, factor))
        say(dial.path)
        return
    assert not isinstance(planned, Schedule)
    words = list(dial.known.allowed)
    now = str(held).lower() if isinstance(held, bool) else str(held)
    before = str(planned).lower() if isinstance(planned, bool) else str(planned)
    with show(dial.title, choice(before), choice(before), "", None):
        st.session_state[f"lever {dial.path}"] = st.session_state[f"shown {dial.path}"] = now
        st.selectbox(dial.title, words, key=f"lever {dial.path}", format_func=choice, label_visibility="collapsed",
                     on_change=lambda: _choice_changed(dial, before))
    say(dial.path)


def _dial_changed(dial: Dial, factor: float) -> None:
    if not moved(dial.path):
        return
    amount = st.session_state[f"lever {dial.path}"]
    with changing(dial.path):
        if amount is None:
            attempt(dial.path, {dial.path: None})
            return
        problem = ""
        if amount < 0:
            problem = _("{amount} is below 0.", amount=number(amount, 0 if amount == round(amount) else 2))
        elif dial.is_share and amount > 100:
            problem = _("{amount}% is more than 100%.", amount=number(amount))
        elif amount > 1e6:
            problem = _("{amount} is too large.", amount=number(amount))
        elif amount == 0 and dial.path.startswith("home.interval"):
            problem = _("An interval must be longer than 0 days.")
        if problem:
            st.session_state[problem_key(dial.path)] = problem
            return
        value = round(float(amount) / factor, 10)
        planned = look(draft.current().plan(), dial.path)
        attempt(dial.path, {dial.path: None if value == planned.value else value})


def _choice_changed(dial: Dial, planned: str) -> None:
    if not moved(dial.path):
        return
    word = st.session_state[f"lever {dial.path}"]
    with changing(dial.path):
        value: object = word == "true" if word in ("true", "false") else word
        attempt(dial.path, {dial.path: None if word == planned else value})
