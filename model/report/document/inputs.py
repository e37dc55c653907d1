"""In which inputs plans differ, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.messages import Language
from model.report.wording import words
from model.scenario.parameters import parameters
from model.scenario.schema import Scenario
from model.scenario.structure import CARRIED, NO_INPUTS
from model.scenario.values import Schedule, Strict, Value


@dataclass(frozen=True)
class Input:
    """An input in which plans differ: its key, what it is, and what each plan holds."""

    path: str
    what: str
    held: tuple[str, ...]


def inputs_apart(scenarios: Sequence[Scenario], language: Language) -> list[Input]:
    """Return every input in which plans differ, in the schema's order; sources and ranges are not inputs."""
    known = {p.path: (p.zh if language == "zh" else p.en) for p in parameters()}
    held = [dict(_leaves(scenario, "")) for scenario in scenarios]
    found = []
    for path in dict.fromkeys(path for of in held for path in of):
        said = tuple(of.get(path, "-") for of in held)
        if len(set(said)) > 1:
            found.append(Input(path, known.get(path) or _named(path, scenarios[0], known, language), said))
    return found


def _leaves(of: Strict, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield path and words of every number, schedule, choice and date; elements of lists by their names."""
    for name in type(of).model_fields:
        if not prefix and name in NO_INPUTS:
            continue
        value, path = getattr(of, name), f"{prefix}{name}"
        if path == CARRIED:
            continue
        if isinstance(value, (Value, Schedule)):
            yield path, _said(value)
        elif isinstance(value, Strict):
            yield from _leaves(value, f"{path}.")
        elif isinstance(value, tuple) and value and isinstance(value[0], Strict):
            for n, element in enumerate(value):
                key = f"{path}.{getattr(element, 'name', n)}"
                if isinstance(element, (Value, Schedule)):
                    yield key, _said(element)
                else:
                    yield from _leaves(element, f"{key}.")
        elif value is not None and name not in ("name", "title"):
            yield path, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _said(of: Value | Schedule) -> str:
    if isinstance(of, Value):
        return _number(of.value)
    steps = [f"{_number(step.value.value)} ({step.date})" for step in of.steps]
    return " → ".join([_number(of.first.value), *steps])


def _number(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:,.6g}"


def _named(path: str, scenario: Scenario, known: dict[str, str], language: Language) -> str:
    """Return what an element's number is called: the element's own title before the words of the key."""
    section, *rest = path.split(".")
    if len(rest) < 2:
        return path
    elements: Any = getattr(scenario, section, ())
    for element in elements if isinstance(elements, tuple) else ():
        name = str(getattr(element, "name", ""))
        if name and path.startswith(f"{section}.{name}."):
            title = getattr(element, "title", None)
            key = f"{section}.NAME.{path.removeprefix(f'{section}.{name}.')}"
            of = known.get(key, key.rpartition(".")[2])
            return f"{words(title, language) if title else name}: {of}"
    return path
