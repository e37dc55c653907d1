"""A visitor's own plan by its name, which is made of its digest: kept, opened, and known to a session.

Such a plan is in no list for others. Whoever has its name, by a link or a scenario that was saved on it, opens it.
"""

from __future__ import annotations

import re
import tomllib

import streamlit as st

from model.explorer.keep import kept
from model.explorer.words import _
from model.local.workbook.imported import toml_of
from model.scenario.loading import ScenarioError, digest, read_table
from model.scenario.schema import Scenario

PREFIX = "own-"
_NAME = re.compile(PREFIX + "[0-9a-f]{16}")
_MINE = "own_plans"
"""Where a session holds the names of its own plans, in the order in which they came."""


def is_own(name: str) -> bool:
    """Tell whether a name is one of an own plan, kept or not."""
    return _NAME.fullmatch(name) is not None


def put(scenario: Scenario) -> str:
    """Keep a plan and return its name.

    Raises
    ------
    KeepError
        The data file cannot be used.
    """
    sha256 = digest(scenario)
    name = PREFIX + sha256[:16]
    kept().put_plan(name, sha256, toml_of(scenario))
    return name


def opened(name: str) -> Scenario:
    """Return a plan that is kept.

    Raises
    ------
    ScenarioError
        It is not kept here, or this version reads it no longer.
    """
    text = kept().get_plan(name)
    if text is None:
        raise ScenarioError(_("the plan {name} is somebody's own and not kept on this server; ask for its file or its "
                              "workbook", name=name))
    return read_table(tomllib.loads(text), name)


def remember(name: str) -> None:
    """Note that a session works on a plan, if it is an own one: from then on it is in the session's lists."""
    mine = st.session_state.setdefault(_MINE, [])
    if is_own(name) and name not in mine:
        mine.append(name)


def mine() -> list[str]:
    """Return the names of the own plans that a session sent or opened."""
    return list(st.session_state.get(_MINE, []))
