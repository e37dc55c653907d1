"""A visitor's own plan by its name, which is made of its digest: kept, opened, and known to a session.

Such a plan is in no list for others. Whoever has its name, by a link or a scenario that was saved on it, opens it.
"""

from __future__ import annotations

import re
import tomllib

import streamlit as st

from model.explorer.keep import kept
from model.explorer.words import _, number
from model.local.workbook.imported import toml_of
from model.scenario.loading import ScenarioError, digest, read_table
from model.scenario.schema import Scenario

PREFIX = "own-"
MOST_BYTES = 15_000_000
"""Of a plan as TOML, however it came: so much can be downloaded, with changes laid over it, and opened again. Three
thousand counties, each with a hospital, an institution and a source beside every number, have a quarter of it.
"""
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
    ScenarioError
        As text it is longer than `MOST_BYTES`.
    KeepError
        The data file cannot be used.
    """
    text = toml_of(scenario)
    if (size := len(text.encode())) > MOST_BYTES:
        raise ScenarioError(_("the plan is too large for this server: as a file it has {size} MB, at most {most} MB "
                              "are allowed", size=number(size / 1e6, 1), most=number(MOST_BYTES / 1e6)))
    sha256 = digest(scenario)
    name = PREFIX + sha256[:16]
    kept().put_plan(name, sha256, text)
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
