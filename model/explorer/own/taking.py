"""Taking a plan that a visitor sent: not too large for this server, its text no more than text; then it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from model.explorer import draft
from model.explorer.own import plans
from model.explorer.words import _, number
from model.measures import check_targets
from model.scenario.loading import ScenarioError
from model.scenario.merging import plain
from model.scenario.schema import Scenario

PROSE = frozenset({"source", "clause", "document", "summary", "reason", "used_in", "unit", "numbers"})
"""What stands under these keys is sentences: several lines, signs of comparison and links are all right."""
MOST_LETTERS = 4_000
"""Of one text; the longest of a plan as shipped has a tenth."""
_MARKUP = re.compile(r"<[A-Za-z/!?]|\]\(")


def taken(scenario: Scenario) -> str:
    """Keep a plan that a visitor sent, and return its name.

    Raises
    ------
    ScenarioError
        It is too large, holds text that is more than text, or targets that no run could judge.
    KeepError
        The data file cannot be used.
    """
    check_targets(scenario)
    draft.check_size(scenario)
    if bad := marked_up(plain(scenario)):
        raise ScenarioError(_("text with markup, a link or a path is not taken: {text}", text=bad))
    if long := _longest(plain(scenario)):
        raise ScenarioError(_("a text is longer than {most} letters: {text}", most=number(MOST_LETTERS),
                              text=f"{long[:60]} …"))
    return plans.put(scenario)


def marked_up(value: Any, prose: bool = False) -> str:
    """Return a text of a plan that could be more than text on a page; empty: none."""
    if isinstance(value, Mapping):
        return next((bad for key, inner in value.items()
                     if (bad := draft.suspicious(key) or marked_up(inner, prose or key in PROSE))), "")
    if isinstance(value, (list, tuple)):
        return next((bad for inner in value if (bad := marked_up(inner, prose))), "")
    if isinstance(value, str) and prose:
        plainly = value.replace("\n", " ").replace("\t", " ").replace("\r", " ")
        return value[:60] if _MARKUP.search(value) or not plainly.isprintable() else ""
    return draft.suspicious(value)


def _longest(value: Any) -> str:
    """Return a text of more than `MOST_LETTERS`; empty: none."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return next((long for inner in value if (long := _longest(inner))), "")
    return value if isinstance(value, str) and len(value) > MOST_LETTERS else ""
