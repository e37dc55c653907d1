"""The scenario a visitor is at: a plan and what is laid over it; undone, named, put in an address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import streamlit as st

from model.explorer.own import plans
from model.explorer.words import _, day, number, of, reason
from model.measures import check_targets
from model.scenario.catalogue import Entry, describe, names, path_of
from model.scenario.loading import ScenarioError, change, load
from model.scenario.parameters import parameter_at
from model.scenario.schema import Scenario

FIRST = "qujing"
NAME_SHOWN = 60
_OWN_WORDS = ("name", "extends", "title", "summary", "document")
"""What names a plan: no visitor can replace it."""
MOST_YEARS, MOST_COUNTIES, MOST_PERSON_YEARS = 20, 3_000, 60_000_000
CHANGES_IN_ADDRESS = 1500
"""Characters of changes that an address carries at most; of more it names the scenario under which they were saved."""


@dataclass(frozen=True)
class Draft:
    """A plan and the changes to it.

    Attributes
    ----------
    base : str
        A name of the catalogue, or of a visitor's own plan.
    changes : dict
        Value by key path, as for `model.scenario.loading.load`.
    before : tuple
        What the changes were, step by step, for undoing.
    name : str
        Under which it was saved; empty: not saved.
    """

    base: str = FIRST
    changes: dict[str, Any] = field(default_factory=dict)
    before: tuple[dict[str, Any], ...] = ()
    name: str = ""

    def with_change(self, path: str, value: Any) -> Draft:
        """Return the draft with a key laid over the plan; None takes the change away."""
        changes = {key: held for key, held in self.changes.items() if key != path}
        if value is not None:
            changes[path] = value
        return self.with_changes(changes)

    def with_changes(self, changes: Mapping[str, Any]) -> Draft:
        """Return the draft with other changes in place of its own."""
        if dict(changes) == self.changes:
            return self
        return replace(self, changes=dict(changes), before=(*self.before, self.changes), name="")

    def undone(self) -> Draft:
        """Return the draft before the last change."""
        if not self.before:
            return self
        return replace(self, changes=self.before[-1], before=self.before[:-1], name="")

    def scenario(self) -> Scenario:
        """Return the scenario.

        Raises
        ------
        ScenarioError
            A change is not allowed.
        """
        return loaded(self.base, json.dumps(self.changes, ensure_ascii=False, sort_keys=True))

    def plan(self) -> Scenario:
        """Return the plan without the changes."""
        return loaded(self.base, "{}")

    def scenarios(self) -> dict[str, Scenario]:
        """Return what a page shows, by the name it has there: the plan and, if there are changes, the scenario."""
        plan, name = _("plan"), self.name or _("scenario")
        if not self.changes:
            return {plan: self.plan()}
        # Nothing can be saved with a star in its name.
        return {plan: self.plan(), name if name != plan else f"{name} *": self.scenario()}


@st.cache_resource(max_entries=64, show_spinner=False)
def loaded(base: str, changes: str) -> Scenario:
    """Return a plan with changes (JSON), read once for all visitors; a scenario is never modified.

    A visitor names a plan of the catalogue or one of somebody's own, never a path.
    """
    own = plans.is_own(base)
    if not own and base not in names():
        raise ScenarioError(_("no plan is called {name}", name=repr(base[:NAME_SHOWN])))
    over = json.loads(changes)
    try:
        scenario = (change(loaded(base, "{}"), over) if over else plans.opened(base)) if own else load(base, over)
        if over:
            check_targets(scenario)
    except ScenarioError as error:
        raise ScenarioError(without_origin(str(error), base)) from error
    if own or over:
        check_size(scenario)
        _within(scenario, over)
    return scenario


def without_origin(text: str, base: str) -> str:
    """Leave out of a message what a visitor has not written: the server's file, the option of the command line."""
    origin = "|".join(re.escape(str(where)) for where in (path_of(base), base) if where)
    return re.sub(rf"^(?:(?:{origin})(?: with --set [^:]*)?: |--set )", "", text, flags=re.MULTILINE)


@st.cache_resource(show_spinner=False)
def catalogue() -> dict[str, Entry]:
    """Return the plans as shipped by name, read once for all visitors."""
    return {entry.name: entry for entry in describe()}


def own_plans() -> dict[str, str]:
    """Return what the visitor's own plans are called, by name: those that this session sent or opened."""
    found = {}
    for name in plans.mine():
        try:
            scenario = loaded(name, "{}")
        except ScenarioError:
            continue
        start, end = scenario.horizon.start, scenario.horizon.end
        # Two versions of a workbook have the same title.
        found[name] = _("{title} ({years}) · your own, {mark}", title=of(scenario.title),
                        years=f"{start.year}-{max(start.year, end.year - 1)}", mark=name[len(plans.PREFIX) :][:6])
    return found


def check_size(scenario: Scenario) -> None:
    """Refuse what would keep a server busy for hours: more people and years than the largest plan has."""
    copies = sum(region.copies for region in scenario.regions)
    people = person_years(scenario) + _from_outside(scenario)
    if people > MOST_PERSON_YEARS or years_of(scenario) > MOST_YEARS or copies > MOST_COUNTIES:
        raise ScenarioError(_("the scenario is too large for this server: at most {years} years, {counties} counties "
                              "and {people} person-years of patients", years=MOST_YEARS,
                              counties=number(MOST_COUNTIES), people=number(MOST_PERSON_YEARS)))


def _from_outside(scenario: Scenario) -> float:
    """Return about how many patients without an entry in the registry come; each counts as a year of one who has."""
    residents = sum(region.residents.value * region.copies for region in scenario.regions)
    copies = sum(region.copies for region in scenario.regions)
    daily = sum(max(each.arrivals_per_day.first.value, *(s.value.value for s in each.arrivals_per_day.steps), 0.0)
                * (copies if each.per == "region" else residents / 1000.0) for each in scenario.classes)
    return daily * 365.25 * years_of(scenario) * scenario.scale.value


def years_of(scenario: Scenario) -> float:
    """Return how many years a replication simulates."""
    horizon = scenario.horizon
    return (horizon.end - horizon.start).days / 365.25 + horizon.burn_in_days.value / 365.25


def person_years(scenario: Scenario) -> float:
    """Return about how many patients are simulated for a year in a replication: what its duration goes by."""
    prevalence = max(scenario.registry.true_prevalence_permille.value,
                     scenario.registry.reported_prevalence_permille.value) / 1000.0
    people = sum(max(region.residents.value * prevalence, region.registered.value if region.registered else 0.0)
                 * region.copies for region in scenario.regions)
    return people * scenario.scale.value * years_of(scenario)


def _within(scenario: Scenario, changes: Any) -> None:
    """Refuse dated amounts of a visitor that never hold in the plan's days."""
    start, end = scenario.horizon.start, scenario.horizon.end
    for when in _step_dates(changes):
        if not start <= when < end:
            raise ScenarioError(_("{date} lies outside the plan, {start} to {end}.", date=day(when), start=day(start),
                                  end=day(end)))


def _step_dates(value: Any) -> Iterator[date]:
    if isinstance(value, Mapping):
        if "date" in value and "value" in value:
            yield date.fromisoformat(str(value["date"])[:10])
        for inner in value.values():
            yield from _step_dates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _step_dates(inner)


def current() -> Draft:
    """Return this session's draft."""
    draft: Draft = st.session_state.setdefault("draft", Draft())
    return draft


def set_current(draft: Draft) -> None:
    """Make a draft the session's."""
    plans.remember(draft.base)
    st.session_state["draft"] = draft


def attempt_change(path: str, value: Any) -> str:
    """Change the session's draft if the plan allows it; return why not, or nothing."""
    return attempt(current().with_change(path, value))


def attempt(draft: Draft) -> str:
    """Make a draft the session's if the plan allows it; return why not, or nothing."""
    try:
        draft.scenario()
    except ScenarioError as error:
        return reason(ScenarioError(_titled(str(error))))
    set_current(draft)
    return ""


def _titled(text: str) -> str:
    """Name what a message begins with as the pages call it: who moved a lever has never seen its key."""
    lines = []
    for line in text.splitlines():
        path, colon, what = line.partition(": ")
        known = parameter_at(path) if colon else None
        lines.append(f"{of(known)}: {what}" if known is not None and known.path == path else line)
    return "\n".join(lines)


# --- the address -----------------------------------------------------------------------------------------


def to_address(draft: Draft) -> dict[str, str]:
    """Return what an address says of a draft."""
    address = {"plan": draft.base}
    if draft.changes:
        text = json.dumps(draft.changes, ensure_ascii=False, separators=(",", ":"))
        if len(text) <= CHANGES_IN_ADDRESS:
            address["set"] = text
    return address


def from_address(address: Mapping[str, str]) -> Draft:
    """Return the draft that an address says.

    Raises
    ------
    ScenarioError
        It says something that cannot be.
    """
    try:
        changes = json.loads(address.get("set", "{}"))
    except (ValueError, RecursionError):
        raise ScenarioError(_("it is cut off or broken")) from None
    if not isinstance(changes, dict):
        raise ScenarioError(_("it is cut off or broken"))
    check(changes)
    draft = Draft(address.get("plan", FIRST), changes)
    draft.scenario()
    return draft


# --- what others say --------------------------------------------------------------------------------------


def check(changes: Mapping[str, Any]) -> None:
    """Refuse changes from an address or a file that name the plan anew or carry more than text on a page.

    Raises
    ------
    ScenarioError
    """
    own = [path for path in changes if path.split(".")[0] in _OWN_WORDS]
    if own:
        raise ScenarioError(_("{keys}: this is the plan's own and cannot be changed", keys=", ".join(own)))
    if bad := suspicious(changes):
        raise ScenarioError(_("text with markup, a link or a path is not taken: {text}", text=bad))


def suspicious(value: Any) -> str:
    """Return a text in a value that could be more than text on a page (markup, a link, a path); empty: none."""
    if isinstance(value, str):
        marks = ("<", ">", "](", "://", "../", "..\\")
        return value[:60] if any(mark in value for mark in marks) or not value.isprintable() else ""
    if isinstance(value, Mapping):
        return next((bad for key, inner in value.items() if (bad := suspicious(key) or suspicious(inner))), "")
    if isinstance(value, (list, tuple)):
        return next((bad for inner in value if (bad := suspicious(inner))), "")
    return ""
