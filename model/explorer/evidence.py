"""What the page of evidence says: parameters of a plan, the rules, how to cite; read from where they are stated."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from model.explorer.units import parameter_unit
from model.explorer.words import Language, _, choice, language, number, signs, source
from model.report.document.parts import assumptions
from model.report.wording import parameter_words
from model.scenario.parameters import Parameter, parameters, parameters_of
from model.scenario.schema import Scenario

ROOT = Path(__file__).parents[2]
RULES: dict[Language, Path] = {"en": ROOT / "docs" / "model.md", "zh": ROOT / "docs" / "zh" / "model.md"}
CITATION = ROOT / "CITATION.cff"
GRADES = ("K", "D", "F", "")
"""The least certain first; without a grade: choices, counts, dates, and what follows from other numbers."""
ELEMENT = re.compile(r"^([a-z_]+)\.[^.]+\.")


def grade_words() -> dict[str, str]:
    """Return what the grades mean."""
    return {
        "K": _("K: assumed, unverified"), "D": _("D: derived from a source"), "F": _("F: found in a source"),
        "": _("no grade: a choice, a date, or left to the model"),
    }


def parameter_table(scenario: Scenario, changes: Iterable[str]) -> pd.DataFrame:
    """Return a row per parameter: the least certain first, within a grade in the schema's order.

    Parameters
    ----------
    scenario : Scenario
        With what the visitor laid over the plan.
    changes : iterable of str
        The keys that the visitor changed.
    """
    defaults = {p.path: p for p in parameters()}
    mine = tuple(f"{key}." for key in changes)
    copies = assumptions.has_copies(scenario)
    ranked = sorted(parameters_of(scenario), key=lambda p: GRADES.index(p.grade))
    # Many parameters have the same.
    units = {unit: parameter_unit(unit) for unit in {p.unit for p in ranked}}
    sources = {text: source(text) for text in {p.source for p in ranked}}
    return pd.DataFrame([
        {
            _("Grade"): p.grade or "–",
            _("Parameter"): signs(parameter_words(p, language(), copies)),
            _("Value"): _figure(p.default),
            _("Unit"): units[p.unit],
            _("Source"): sources[p.source],
            _("Range"): _range(p),
            _("Stated by"): _("you") if f"{p.path}.".startswith(mine) else _stated_by(p, defaults),
            _("Rule"): p.rule,
            _("Key"): p.path,
        }
        for p in ranked
    ])


def _stated_by(p: Parameter, defaults: dict[str, Parameter]) -> str:
    default = defaults.get(p.path)
    if default is None:
        # An element of the plan, a county say, has no default of its own; what it leaves out has.
        known = defaults.get(ELEMENT.sub(r"\1.NAME.", p.path)) or defaults.get(ELEMENT.sub(r"\1.N.", p.path))
        return _("the default") if known is not None and known.default == p.default else _("the plan")
    return _("the default") if default.default == p.default else _("the plan, changed")


def _figure(value: float | str | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return choice(value)
    if not math.isfinite(value) or value == int(value):
        return number(value)
    digits = max(0, 4 - math.ceil(math.log10(abs(value))))
    return number(value, min(digits, 8)).rstrip("0")


def _range(p: Parameter) -> str:
    if p.allowed:
        return _(", ").join(map(choice, p.allowed))
    return "" if p.low is None and p.high is None else f"{_figure(p.low)} – {_figure(p.high)}"


# --- the rules --------------------------------------------------------------------------------------------


@cache
def sections(language: Language) -> dict[str, str]:
    """Return the text of the rules by their headings, as Markdown; nothing where the text is not installed."""
    if not RULES[language].exists():
        return {}
    text = re.sub(r"<!--.*?-->\n*", "", RULES[language].read_text(encoding="utf-8"))  # marks of origin
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: _without_links(part.partition("\n")[2]) for part in parts}


def _without_links(text: str) -> str:
    """Leave out links to other files, which are not on this server."""
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]*\)", r"\1", text)


# --- limits, citing ---------------------------------------------------------------------------------------


def limits() -> list[str]:
    """Return what a reader of results must know, in the words of reports."""
    return [signs(limit) for limit in assumptions.limits(language())]


@cache
def citation() -> dict[str, str]:
    """Return what CITATION.cff says; nothing where it is not installed."""
    if not CITATION.exists():
        return {}
    text = CITATION.read_text(encoding="utf-8")
    found = dict(re.findall(r'^([a-z-]+): "?([^"\n>]+?)"?$', text, flags=re.MULTILINE))
    authors = re.findall(r'^ *- name: "?([^"\n]+?)"?$', text, flags=re.MULTILINE)
    return {**found, "authors": "; ".join(authors)}


def reference() -> str:
    """Return the line to cite by; empty where CITATION.cff is not installed."""
    known = citation()
    return f"{known['authors']}. {known['title']}, version {known['version']} [software]." if known else ""
