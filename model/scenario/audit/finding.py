"""What a check of the audit reports, and how its numbers are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.scenario.values import Title

Severity = Literal["contradiction", "unit_slip", "shortfall", "note"]

SEVERITIES: tuple[Severity, ...] = ("contradiction", "unit_slip", "shortfall", "note")
"""From the gravest to the mildest; findings are listed in this order."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the audit found.

    Attributes
    ----------
    check : str
        Stable key of the check; the package's documentation lists them.
    severity : {"contradiction", "unit_slip", "shortfall", "note"}
        contradiction: two statements of the plan, or one and a standard, do not fit together;
        unit_slip: they would fit in another unit, which is named; shortfall: less is planned than is
        needed; note: to be known or completed (among them every finding that stands or falls with an
        assumption of the scenario).
    title, arithmetic : Title
        In Chinese and English; the arithmetic in full, numbers and units included.
    sources : tuple of str
        The clauses of the plan, quoted, and the standards or sources, named: each once, in order.
    stated, required : float or None
        What the plan provides and what it would have to provide, both in ``unit``.
    unit : str
        Unit of both, in English.
    """

    check: str
    severity: Severity
    title: Title
    arithmetic: Title
    sources: tuple[str, ...]
    stated: float | None = None
    required: float | None = None
    unit: str = ""

    @property
    def basis(self) -> str:
        """Return what it rests on in one line, sources as they are worded (`model.messages.sources_in`)."""
        return "; ".join(self.sources)


def words(zh: str, en: str) -> Title:
    """Return the same sentence in both languages."""
    return Title(zh=zh, en=en)


def number(value: float, places: int | None = None) -> str:
    """Write a number with thousands separators: whole from 100 on, else as many places as matter."""
    if places is None:
        size = abs(value)
        places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    """Write a share as a percentage."""
    return f"{number(100 * share, 1)}%"


def years_in_words(years: float) -> Title:
    """Write a number of years."""
    text = number(years, 1)
    return words(f"{text} 年", f"{text} year" if text == "1" else f"{text} years")


def basis(*parts: str) -> tuple[str, ...]:
    """Return the clauses and sources that are given, each once, in order."""
    return tuple(dict.fromkeys(part for part in parts if part))


def clause(text: str) -> str:
    """Quote a sentence of the plan."""
    return f"“{text}”" if text else ""
