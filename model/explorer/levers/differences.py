"""What a scenario changes of its plan, in words: what, from where, to what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.explorer.draft import Draft
from model.explorer.levers.dials import unit_words
from model.explorer.words import _, choice, day, language, number, of, percent
from model.scenario.apart import apart
from model.scenario.parameters import Parameter, parameter_at
from model.scenario.paths import keys_of, look
from model.scenario.schema import Scenario
from model.scenario.values import Schedule, Value


@dataclass(frozen=True)
class Difference:
    """One change: ``path`` takes it back."""

    path: str
    what: str
    plan: str
    scenario: str


def differences(draft: Draft) -> list[Difference]:
    """Return the changes of a draft, in the order in which they were made."""
    plan, scenario = draft.plan(), draft.scenario()
    result = []
    for path in draft.changes:
        shown = path.removesuffix(".steps")
        known = parameter_at(shown)
        unit = known.unit if known else ""
        before, after = look(plan, shown), look(scenario, shown)
        result.append(Difference(path, _title(scenario, shown, known), _said(before, unit), _said(after, unit)))
    return result


PLACES = frozenset({"regions", "hospitals", "institutions"})


@dataclass(frozen=True)
class Input:
    """An input in which scenarios differ: what each holds, in words; ``place``: of one county or institution."""

    path: str
    what: str
    held: tuple[str, ...]
    place: bool


def between(scenarios: Sequence[Scenario]) -> list[Input]:
    """Return the inputs in which scenarios differ, those of the whole plan first."""
    found = []
    for each in apart(scenarios):
        known = parameter_at(each.path)
        # A weight or a ratio is a plain number here: what it is a multiple of differs from one to the next.
        unit = known.unit if known and known.unit != "ratio" else ""
        has = next(scenario for scenario, held in zip(scenarios, each.held, strict=True) if held is not None)
        words = tuple(_said(held, unit) for held in each.held)
        found.append(Input(each.path, _title(has, each.path, known), words, keys_of(each.path)[0] in PLACES))
    return sorted(found, key=lambda each: each.place)


def _title(scenario: Scenario, path: str, known: Parameter | None) -> str:
    keys = keys_of(path)
    if path == "training":
        return _("Training")
    if known is None:
        return path
    words = known.zh if language() == "zh" else known.en
    if len(keys) > 2:
        place = look(scenario, path.rsplit(".", 1)[0])
        name = of(place.title) if getattr(place, "title", None) else keys[1]
        words = f"{name}: {words.split('(')[0].strip()}"
    elif keys[0] == "totals":
        words = _("{what}, whole plan", what=words)
    return words


def _said(held: Any, unit: str) -> str:
    """Write what a plan holds: a number with its unit, a choice, a number by dates."""
    if held is None:
        return _("not stated")
    if isinstance(held, Schedule):
        said = _number(held.first.value, unit)
        if held.steps:
            last = held.steps[-1]
            said = _("{first}, {last} from {date}", first=said, last=_number(last.value.value, unit),
                     date=day(last.date))
        return f"{said} {_unit(unit)}".strip()
    if isinstance(held, Value):
        return f"{_number(held.value, unit)} {_unit(unit)}".strip()
    if isinstance(held, bool):
        return choice(str(held).lower())
    if isinstance(held, str):
        return choice(held)
    if isinstance(held, tuple):
        return _("{n} in the list", n=len(held))
    return str(held)


def _number(value: float, unit: str) -> str:
    if unit.startswith(("share", "probability")):
        return percent(value)
    return number(value, 0 if math.isinf(value) or value == round(value) else 2)


def _unit(unit: str) -> str:
    return "" if unit.startswith(("share", "probability")) else unit_words(unit)
