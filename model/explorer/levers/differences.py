"""What a scenario changes of its plan, in words: what, from where, to what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from model.explorer.draft import Draft
from model.explorer.levers.dials import choice, unit_words
from model.explorer.levers.schedules import keys_of, look, path_of
from model.explorer.words import _, day, language, number, of, percent
from model.scenario.parameters import Parameter, parameters
from model.scenario.schema import Scenario
from model.scenario.structure import CARRIED, NO_INPUTS
from model.scenario.values import Distribution, Schedule, Strict, Value


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
        known = _known(shown)
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
    """Return the inputs in which scenarios differ, those of the whole plan first.

    Numbers are compared, not where they come from.
    """
    found = []
    for path in dict.fromkeys(path for scenario in scenarios for path in _paths(scenario)):
        held = [look(scenario, path) for scenario in scenarios]
        if all(_bare(each) == _bare(held[0]) for each in held[1:]):
            continue
        known = _known(path)
        # A weight or a ratio is a plain number here: what it is a multiple of differs from one to the next.
        unit = known.unit if known and known.unit != "ratio" else ""
        has = next(scenario for scenario, each in zip(scenarios, held, strict=True) if each is not None)
        words = tuple(_said(each, unit) for each in held)
        found.append(Input(path, _title(has, path, known), words, keys_of(path)[0] in PLACES))
    return sorted(found, key=lambda each: each.place)


def _paths(held: Any, *keys: str) -> Iterator[str]:
    """Yield the paths of everything that a plan holds, in its order; what has a name is found by it."""
    for name in type(held).model_fields:
        inner = getattr(held, name)
        apart = name in ("name", "title") if keys else name in NO_INPUTS
        if inner is None or apart or path_of(*keys, name) == CARRIED:
            continue
        if isinstance(inner, tuple) and inner and all(getattr(each, "name", "") for each in inner):
            for each in inner:
                yield from _paths(each, *keys, name, each.name)
        elif isinstance(inner, Strict) and not isinstance(inner, (Value, Schedule, Distribution)):
            yield from _paths(inner, *keys, name)
        else:
            yield path_of(*keys, name)


def _bare(held: Any) -> Any:
    """Return what is held without its source, range and grade."""
    if isinstance(held, Value):
        return held.value
    if isinstance(held, Strict):
        return {name: _bare(getattr(held, name)) for name in type(held).model_fields}
    return tuple(_bare(each) for each in held) if isinstance(held, tuple) else held


@cache
def _parameters() -> dict[tuple[str, ...], Parameter]:
    return {tuple(parameter.path.split(".")): parameter for parameter in parameters()}


def _known(path: str) -> Parameter | None:
    keys = keys_of(path)
    named = [keys[0], "NAME", *keys[2:]] if len(keys) > 2 else keys
    return _parameters().get(tuple(keys)) or _parameters().get(tuple(named))


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
