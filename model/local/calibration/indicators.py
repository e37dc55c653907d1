"""What a city observed: indicators with their uncertainty, from a file."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.experiments.observing.observe import Wanted, check_wanted
from model.local.told import ManyError, ToldError
from model.measures import MEASURES
from model.scenario.problems import ScenarioError, meant
from model.scenario.schema import Scenario

NORMAL_95 = 1.959963984540054
COLUMNS = ("measure", "value", "standard_error", "low", "high", "source")


@dataclass(frozen=True)
class Indicator:
    """One indicator that was observed.

    Attributes
    ----------
    wanted : Wanted
        Which number of a run it is.
    value, error : float
        Value and standard error, in the unit of the measure.
    source : str
    """

    wanted: Wanted
    value: float
    error: float
    source: str = ""

    @property
    def name(self) -> str:
        """Return ``measure@period@region``."""
        return str(self.wanted)


def read_indicators(path: Path, scenario: Scenario) -> tuple[Indicator, ...]:
    """Read a CSV file with the columns measure, value, and standard_error or low and high (95% interval).

    Raises
    ------
    ToldError
        It cannot be read; every line that is wrong is named.
    """
    rows = _rows(path)
    problems: list[ToldError] = []
    found: list[Indicator] = []
    for line, row in rows:
        try:
            indicator = _indicator(row, line)
            if any(other.wanted == indicator.wanted for other in found):
                raise ToldError("indicators.twice", line=line, given=indicator.name)
            _known(indicator, scenario, line)
            found.append(indicator)
        except ToldError as told:
            problems.append(told)
    if problems:
        raise ManyError(ToldError("indicators.bad", path=str(path), bad=len(problems), rows=len(rows)), problems)
    if not found:
        raise ToldError("indicators.none", path=str(path))
    return tuple(found)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            headings = [str(name).strip() for name in reader.fieldnames or ()]
            reader.fieldnames = headings
            rows = [(reader.line_num, {k: str(v or "").strip() for k, v in row.items() if k}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ToldError("stays.unreadable", path=str(path), reason=reason) from None
    has = {"measure", "value"} <= set(headings) and ("standard_error" in headings or {"low", "high"} <= set(headings))
    if not has:
        raise ToldError("indicators.columns", path=str(path), given=", ".join(headings))
    if unknown := [name for name in headings if name not in COLUMNS]:
        raise ToldError("indicators.unknown", path=str(path), given=unknown[0], hint=meant(unknown[0], COLUMNS))
    return [(line, row) for line, row in rows if any(row.values())]


def _indicator(row: dict[str, str], line: int) -> Indicator:
    value = _number(row, "value", line)
    if row.get("standard_error"):
        error = _number(row, "standard_error", line)
    elif row.get("low") and row.get("high"):
        low, high = _number(row, "low", line), _number(row, "high", line)
        if not low <= value <= high:
            raise ToldError("indicators.order", line=line)
        error = (high - low) / (2.0 * NORMAL_95)
    else:
        raise ToldError("indicators.no_error", line=line)
    if error <= 0.0:
        raise ToldError("indicators.no_error", line=line)
    return Indicator(Wanted.parse(row["measure"]), value, error, row.get("source", ""))


def _number(row: dict[str, str], name: str, line: int) -> float:
    text = row.get(name, "")
    try:
        number = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ToldError("indicators.number", line=line, column=name, given=text)
    return number


def _known(indicator: Indicator, scenario: Scenario, line: int) -> None:
    try:
        check_wanted(scenario, [indicator.wanted])
    except ScenarioError as error:
        raise ToldError("indicators.line", line=line, text=str(error)) from None
    if MEASURES[indicator.wanted.measure].unit == "share" and not 0.0 <= indicator.value <= 1.0:
        raise ToldError("indicators.share", line=line, given=f"{indicator.value:g}")


def wanted_of(indicators: Sequence[Indicator]) -> tuple[Wanted, ...]:
    """Return what is read of each run."""
    return tuple(indicator.wanted for indicator in indicators)
