"""How comparisons are written for people: numbers with sign and unit, and what stands for a quantity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from model.experiments.observing.observe import Wanted
from model.measures import MEASURES
from model.messages import Language, say
from model.report.wording import difference, figure, unit_words, words

MONEY = {"zh": 1e4, "en": 1e6}
"""RMB are shown in these."""


def amount(value: float, unit: str, language: Language) -> str:
    """Write a value of a measure; money in millions, in Chinese in ten thousands."""
    if unit == "RMB" and math.isfinite(value):
        return say("compare.money", language, amount=figure(value / MONEY[language], ""))
    if is_tiny(value, unit):
        return "<0.001" if value > 0.0 else ">-0.001"
    return figure(value, unit)


def is_tiny(value: float, unit: str) -> bool:
    """Tell whether a value that is not 0 has no digit that would be written."""
    return unit not in ("share", "permille", "RMB") and 0.0 < abs(value) < 0.0005


def signed(value: float, unit: str, language: Language) -> str:
    """Write a difference with its sign; of shares in percentage points."""
    if math.isnan(value):
        return "-"
    if is_tiny(value, unit):
        return amount(value, unit, language)
    if unit == "RMB" or math.isinf(value):
        written = amount(value, unit, language)
    elif unit == "share" and 0.0 < abs(value) < 0.00001:
        return difference(0.0, unit, language).replace("0.0", "≈0")
    elif unit == "share" and 0.0 < abs(value) < 0.001:
        # A tenth of a point would hide it.
        written = difference(0.0, unit, language).replace("0.0", f"{100 * value:.2g}")
    else:
        written = difference(value, unit, language)
    return written if value <= 0.0 else f"+{written}"


def breadth(value: float, unit: str, language: Language) -> str:
    """Write a half-width; enough digits to see what it is."""
    if unit == "RMB" and math.isfinite(value):
        return _three(value / MONEY[language])
    return f"{100 * value:.2g}" if unit == "share" else _three(value)


def _three(value: float) -> str:
    """Write three digits that count, and large numbers out: 6,070, not 6.07e+03."""
    return f"{float(f'{value:.3g}'):,.15g}"


def quantity_title(row: Mapping[str, Any], language: Language) -> str:
    """Write what a row of a comparison is about: the measure, its unit, when and where."""
    if row["kind"] == "cost":
        return say("compare.cost", language)
    measure = MEASURES[row["measure"]]
    of = Wanted.parse(str(row["quantity"]))
    where = say("every_county", language) if of.region.startswith("every_county") else of.region
    unit = "" if measure.unit == "RMB" else unit_words(row["measure"], language)
    title = words(measure.title, language)
    notes = [note for note in (unit if unit.lower() not in title.lower() else "", of.period, where) if note]
    inner = (", " if language == "en" else ",").join(notes)
    if not inner:
        return title
    return f"{title} ({inner})" if language == "en" else f"{title}({inner})"


def unit_axis(unit: str, measure: str, language: Language) -> tuple[float, str]:
    """Return by what differences are divided for an axis, and the words of its unit."""
    if unit == "share":
        return 0.01, say("compare.points", language)
    if unit == "RMB":
        return MONEY[language], say("compare.money_axis", language)
    if unit == "permille":
        return 1.0, say("compare.permille", language)
    return 1.0, unit_words(measure, language)
