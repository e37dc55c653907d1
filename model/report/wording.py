"""How the numbers of a run are written for people: with unit, bound and place, in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from model.measures import MEASURES
from model.messages import Language, say
from model.scenario.parameters import Parameter
from model.scenario.schema import Scenario

_DEFAULT = re.compile(r" ?\((?:default: |默认)[^()]*\)")
"""What a key means where a plan leaves it out; of no interest beside a number that is given."""


def words(pair: Any, language: Language) -> str:
    """Return one language of anything that has ``zh`` and ``en``."""
    return str(pair.zh if language == "zh" else pair.en)


def place_titles(scenario: Scenario, language: Language) -> dict[str, str]:
    """Return the titles of counties and hospitals by their names."""
    titles = {r.name: r.title for r in scenario.regions} | {h.name: h.title for h in scenario.hospitals}
    return {name: words(title, language) if title else name for name, title in titles.items()}


def place(name: str, titles: Mapping[str, str]) -> str:
    """Write a place; a copy of a county that stands for many keeps its number."""
    plain, mark, copy = name.partition("#")
    return titles.get(plain, plain) + (f" {mark}{copy}" if mark else "")


def parameter_words(known: Parameter, language: Language, copies: bool = True) -> str:
    """Return what a parameter of a plan is called; ``copies`` False: every county of it stands for itself alone."""
    called = _DEFAULT.sub("", words(known, language)) or known.path
    return called if copies else called.removesuffix(", per copy").removesuffix("(每个)")


def figure(value: float, unit: str) -> str:
    """Write a value of a measure; ``unit`` is a key of `model.measures.measure.UNITS`."""
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if unit == "share":
        return f"{100 * value:.1f}%"
    size = abs(value)
    places = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{places}f}" + ("‰" if unit == "permille" else "")


def difference(value: float, unit: str, language: Language) -> str:
    """Write a difference of two values of a measure: of two shares in percentage points."""
    if unit != "share" or math.isnan(value):
        return figure(value, unit)
    return f"{100 * value:.1f}{'个百分点' if language == 'zh' else ' points'}"


def unit_words(measure: str, language: Language) -> str:
    """Return the unit of a measure as words; empty where `figure` writes it."""
    known = MEASURES[measure]
    return "" if known.unit in ("share", "permille") else words(known.unit_words, language)


def month_words(label: str, language: Language) -> str:
    """Write a month, given as ``"2025-12"``."""
    year, number = label.split("-")
    return f"{year}年{int(number)}月" if language == "zh" else date(int(year), int(number), 1).strftime("%B %Y")


def bound(target: Mapping[str, Any]) -> str:
    """Write a target's bound, from its row."""
    sign = "≥" if target["bound_kind"] == "at_least" else "≤"
    return f"{sign} {figure(float(target['bound']), MEASURES[target['measure']].unit)}"


def target_title(target: Mapping[str, Any], language: Language) -> str:
    """Write what a target is about, from its row: measure, unit, scope."""
    title = str(target[f"title_{language}"])
    unit = unit_words(target["measure"], language)
    notes = [unit] if unit and unit.lower() not in title.lower() else []
    if target["scope"] == "every_county":
        notes.append(say("every_county", language))
    if not notes:
        return title
    return f"{title}({','.join(notes)})" if language == "zh" else f"{title} ({', '.join(notes)})"


def output_title(name: str, measure: str, language: Language) -> str:
    """Write an output of an experiment (a target's name, or a wanted measure) with its date and place."""
    _, *more = name.split("@")
    notes = [say("every_county", language) if part == "every_county" else part for part in more if part]
    title = words(MEASURES[measure].title, language)
    return f"{title} · {' · '.join(notes)}" if notes else title
