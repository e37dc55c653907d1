"""What can be compared: the scenario on the page, those that were saved, the plans as shipped, the visitor's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from model.explorer import draft, session
from model.explorer.draft import Draft
from model.explorer.keep import Saved
from model.explorer.own import plans
from model.explorer.replications import key_of
from model.explorer.words import _, of, reason
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario

LEAST, MOST = 2, 5
"""Scenarios beside each other."""
CURRENT, SAVED, BETWEEN = "*", ":", "|"
"""How an address names the scenario on the page, a saved one, and where one ends; no name has these in it."""
LETTERS = "ABCDE"
_LINKED = "linked_scenarios"
"""Where a session holds the ids of saved scenarios that a link named."""


@dataclass(frozen=True)
class Choice:
    """A scenario that can be chosen; ``key`` is its name in an address."""

    key: str
    title: str
    draft: Draft


def choices() -> dict[str, Choice]:
    """Return everything that can be chosen, by key."""
    held, found = draft.current(), []
    if held.changes:
        found.append(Choice(CURRENT, _("Now on the page: {name}", name=held.name or _("not saved")), held))
    for each in _saved():
        found.append(Choice(f"{SAVED}{each.id}", each.name, Draft(each.base, each.changes, (), each.name)))
    found += [Choice(name, of(entry.title), Draft(name)) for name, entry in draft.catalogue().items()]
    found += [Choice(name, title, Draft(name)) for name, title in draft.own_plans().items()]
    return {choice.key: choice for choice in found}


def _saved() -> list[Saved]:
    """Return the saved scenarios that are listed to this visitor, then those that a link named."""
    listed = session.saved()
    known = {each.id for each in listed}
    linked = [session.keep().find(id_) for id_ in st.session_state.get(_LINKED, ()) if id_ not in known]
    return listed + [each for each in linked if each is not None]


def arrive(keys: Sequence[str]) -> list[str]:
    """Take over what a link names: also what is in no list of this visitor can then be chosen. Return its keys.

    A link of before has the name of a saved scenario in place of its id.
    """
    by_name = {f"{SAVED}{each.name}": f"{SAVED}{each.id}" for each in reversed(session.saved())}
    found = [by_name.get(key, key) for key in keys]
    for key in found:
        if key.startswith(SAVED):
            st.session_state.setdefault(_LINKED, []).append(key.removeprefix(SAVED))
        else:
            plans.remember(key)
    return found


def usual() -> list[str]:
    """Return what is compared when nothing was chosen: the plan and the scenario on the page, or what is beside it."""
    held = draft.current()
    if held.changes:
        return [held.base, CURRENT]
    variants = [name for name, entry in draft.catalogue().items() if entry.extends == held.base]
    others = [name for name in draft.own_plans() if name != held.base] if plans.is_own(held.base) else variants
    return [held.base, *others][:MOST]


def to_address(keys: Sequence[str]) -> str:
    """Return what an address says of a choice."""
    return BETWEEN.join(keys)


def able_of(keys: Sequence[str], known: Mapping[str, Choice]) -> tuple[list[str], list[str]]:
    """Return the keys that can be chosen here, and those that cannot."""
    able = [key for key in keys if key in known]
    return able[:MOST], [key for key in keys if key not in known]


def keys_in(text: str) -> list[str]:
    """Return the keys that an address names."""
    return list(dict.fromkeys(key for key in text.split(BETWEEN) if key))


@dataclass(frozen=True)
class Chosen:
    """Scenarios to compare, the one that the others are compared with first.

    Attributes
    ----------
    scenarios : dict of Scenario
        By key.
    labels : dict of str
        By key: a letter and the title.
    drafts : dict of Draft
    """

    scenarios: dict[str, Scenario]
    labels: dict[str, str]
    drafts: dict[str, Draft]


def chosen(keys: Sequence[str], known: Mapping[str, Choice], first: str) -> Chosen:
    """Return the scenarios of some keys.

    Raises
    ------
    ScenarioError
        Fewer than two, one that its plan no longer allows, or two that are the same.
    """
    if len(keys) < LEAST:
        raise ScenarioError(_("Choose at least two scenarios."))
    scenarios: dict[str, Scenario] = {}
    for key in keys:
        try:
            scenarios[key] = known[key].draft.scenario()
        except ScenarioError as error:
            raise ScenarioError(_("{name}: the plan does not allow this: {problem}", name=known[key].title,
                                  problem=reason(error))) from error
    _all_different(scenarios, known)
    letters = {key: letter for key, letter in zip(keys, LETTERS, strict=False)}
    ordered = sorted(keys, key=lambda key: key != first)
    return Chosen(
        {key: scenarios[key] for key in ordered},
        {key: f"{letters[key]} · {known[key].title}" for key in ordered},
        {key: known[key].draft for key in ordered},
    )


def _all_different(scenarios: Mapping[str, Scenario], known: Mapping[str, Choice]) -> None:
    seen: dict[object, str] = {}
    for key, scenario in scenarios.items():
        other = seen.setdefault(key_of(scenario), key)
        if other != key:
            raise ScenarioError(_("{a} and {b} are the same scenario: take one of them away.", a=known[other].title,
                                  b=known[key].title))
