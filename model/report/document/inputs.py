"""In which inputs plans differ, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.messages import Language, choice_in
from model.report.wording import parameter_words, words
from model.scenario.apart import apart
from model.scenario.parameters import parameter_at
from model.scenario.paths import keys_of, look, path_of
from model.scenario.schema import Scenario
from model.scenario.values import Schedule, Value


@dataclass(frozen=True)
class Input:
    """An input in which plans differ: its key, what it is, and what each plan holds."""

    path: str
    what: str
    held: tuple[str, ...]


def inputs_apart(scenarios: Sequence[Scenario], language: Language) -> list[Input]:
    """Return every input in which plans differ: totals, then the rest in the schema's order; no sources and ranges."""
    found = []
    for each in apart(scenarios, finely=True):
        said = tuple(_said(held, language) for held in each.held)
        # Numbers that differ beyond the digits that are shown look the same.
        if len(set(said)) > 1:
            found.append(Input(each.path, _what(each.path, scenarios, language), said))
    # Of what the totals become hospital by hospital a reader wants to know last.
    return sorted(found, key=lambda one: not one.path.startswith("totals."))


def _said(held: Any, language: Language) -> str:
    if held is None:
        return "-"
    if isinstance(held, Value):
        return _number(held.value)
    if isinstance(held, Schedule):
        steps = [f"{_number(step.value.value)} ({step.date})" for step in held.steps]
        return " → ".join([_number(held.first.value), *steps])
    if isinstance(held, (str, bool)):
        return choice_in(str(held).lower() if isinstance(held, bool) else held, language)
    return ", ".join(map(str, held)) if isinstance(held, tuple) else str(held)


def _number(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:,.6g}"


def _what(path: str, scenarios: Sequence[Scenario], language: Language) -> str:
    """Return what an input is called; of an element, its own title before the words of the key."""
    known, keys = parameter_at(path), keys_of(path)
    if known and known.path == path:
        return parameter_words(known, language)
    if len(keys) > 2:
        for scenario in scenarios:
            element = look(scenario, path_of(*keys[:2]))
            if name := getattr(element, "name", ""):
                title = getattr(element, "title", None)
                of = parameter_words(known, language) if known else keys[-1]
                return f"{words(title, language) if title else name}: {of}"
    return path
