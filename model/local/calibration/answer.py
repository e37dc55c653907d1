"""What a calibration says, as tables, and the plan with narrowed ranges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from model.experiments.knowing.drawn import Plans
from model.experiments.knowing.ranges import Quantity, Spread
from model.local.calibration.calibrate import Calibration
from model.scenario.merging import plain
from model.scenario.writing import plan_text

Floats = NDArray[np.float64]
ENDS = (0.025, 0.975)
"""Of a 95% interval."""
SETTLED, NARROWED = 0.5, 0.8
"""Widths of the 95% interval, as a share of the one before, up to which a parameter is settled or narrowed."""
TOGETHER = 0.5
"""Rank correlation of two parameters, given the data, from which they are only known together."""
CONTRADICTED = 3.0


@dataclass(frozen=True, eq=False)
class Answer:
    """A calibration as tables.

    Attributes
    ----------
    parameters : DataFrame
        A row per parameter, the most narrowed first: parameter (path), title_zh, title_en, unit, value (as written),
        before_low, before_high, median, low, high (95% intervals before, and given the data), width (the latter's width
        as a share of the former's), verdict (settled, narrowed, open).
    indicators : DataFrame
        A row per indicator: indicator, measure, observed, standard_error, before, before_low, before_high, after,
        after_low, after_high (mean and 90% range of runs, before and at draws given the data), off (how many standard
        deviations what was observed lies from the runs after), explained (share of the variance that the emulator
        predicts for runs left out), contradicted.
    together : DataFrame
        Pairs of parameters that the data settle only together: one, other, correlation.
    """

    parameters: pd.DataFrame
    indicators: pd.DataFrame
    together: pd.DataFrame


def answer_of(found: Calibration) -> Answer:
    """Return the tables."""
    return Answer(_parameters(found), _indicators(found), _together(found))


def _parameters(found: Calibration) -> pd.DataFrame:
    rows = []
    for place, quantity in enumerate(found.quantities):
        spread = quantity.numbers[0]
        before, after = _intervals(found, place)
        median = _at(found, quantity, spread, float(np.median(special.ndtr(found.posterior.points[:, place]))))
        width = _width(found, place)
        verdict = "settled" if width <= SETTLED else "narrowed" if width <= NARROWED else "open"
        about = (quantity.path, quantity.zh, quantity.en, quantity.unit, spread.value)
        rows.append((*about, *before, median, *after, width, verdict))
    columns = [
        "parameter", "title_zh", "title_en", "unit", "value", "before_low", "before_high", "median", "low", "high",
        "width", "verdict",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).sort_values("width", kind="stable", ignore_index=True)


def _intervals(found: Calibration, place: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the 95% intervals of a parameter, before and given the data."""
    quantity = found.quantities[place]
    spread = quantity.numbers[0]
    low, high = (float(u) for u in np.quantile(special.ndtr(found.posterior.points[:, place]), ENDS))
    ends = [_at(found, quantity, spread, u) for u in (*ENDS, low, high)]
    return (ends[0], ends[1]), (ends[2], ends[3])


def _width(found: Calibration, place: int) -> float:
    """Return the width of a parameter's interval given the data, as a share of the one before."""
    before, after = _intervals(found, place)
    return (after[1] - after[0]) / (before[1] - before[0]) if before[1] > before[0] else 1.0


def _at(found: Calibration, quantity: Quantity, spread: Spread, u: float) -> float:
    return spread.at(u, found.plans.shape, quantity.whole)


def _indicators(found: Calibration) -> pd.DataFrame:
    rows = []
    for k, indicator in enumerate(found.indicators):
        before, after = found.first[:, k], found.checks[:, k]
        off = math.nan
        if len(after) > 1:
            spread = math.sqrt(float(np.nanvar(after, ddof=1)) + indicator.error**2)
            off = (indicator.value - float(np.nanmean(after))) / spread
        rows.append((
            indicator.name, indicator.wanted.measure, indicator.value, indicator.error, *_range(before), *_range(after),
            off, found.emulators[k].explained, abs(off) > CONTRADICTED,
        ))  # fmt: skip
    columns = [
        "indicator", "measure", "observed", "standard_error", "before", "before_low", "before_high", "after",
        "after_low", "after_high", "off", "explained", "contradicted",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _range(values: Floats) -> tuple[float, float, float]:
    seen = values[np.isfinite(values)]
    if not seen.size:
        return math.nan, math.nan, math.nan
    low, high = np.quantile(seen, [0.05, 0.95])
    return float(seen.mean()), float(low), float(high)


def _together(found: Calibration) -> pd.DataFrame:
    active = np.unique(np.concatenate([e.active for e in found.emulators]))
    rows = []
    if len(active) > 1:
        ranks = pd.DataFrame(found.posterior.points[:, active]).corr("spearman").to_numpy()
        for a in range(len(active)):
            for b in range(a + 1, len(active)):
                if abs(ranks[a, b]) >= TOGETHER:
                    one, other = found.quantities[active[a]], found.quantities[active[b]]
                    rows.append((one.path, other.path, float(ranks[a, b])))
    table = pd.DataFrame(rows, columns=["one", "other", "correlation"])
    return table.reindex(table["correlation"].abs().sort_values(ascending=False, kind="stable").index)


# --- the plan with narrowed ranges -------------------------------------------------------------------------------


def narrowed_plan(found: Calibration, extends: str, source: str, heading: str = "") -> str:
    """Return a variant of the plan as TOML: every parameter that the data narrowed, with its new range.

    Parameters
    ----------
    found : Calibration
    extends : str
        How the file names the plan.
    source : str
        Where the indicators come from.
    heading : str
        Comment at the top.
    """
    return plan_text({"extends": extends, **narrowed(found, source)}, heading)


def narrowed(found: Calibration, source: str) -> dict[str, Any]:
    """Return what differs from the plan as written, as a file would say it; numbers that give way among it."""
    kept = [n for n, q in enumerate(found.quantities) if _width(found, n) <= NARROWED]
    stand = special.ndtr(found.posterior.points)
    middle = {found.quantities[n].path: float(np.median(stand[:, n])) for n in kept}
    if not middle:
        return {}
    # Without the changes that were laid over the runs: they are no findings.
    alone = Plans(found.plans.written, shape=found.plans.shape)
    new, old = plain(alone.at(middle).scenario), plain(alone.written)
    ranges = {spread.keys: (n, spread) for n in kept for spread in found.quantities[n].numbers}
    table: dict[str, Any] = {}
    for keys, number in _numbers(old, new, ()):
        held: dict[str, Any] = {"value": number}
        if keys in ranges:
            place, spread = ranges[keys]
            quantity = found.quantities[place]
            ends = [_at(found, quantity, spread, float(u)) for u in np.quantile(stand[:, place], ENDS)]
            was = f"{spread.value:g} ({spread.low:g} to {spread.high:g}, {quantity.grade or '-'})"
            about = {"source": f"{source}; 95% range; was {was}", "grade": "D"}
            # The value to the last digit: it may be one of shares that must add up.
            held |= {"low": min(_short(min(ends)), number), "high": max(_short(max(ends)), number), **about}
        _set(table, old, keys, held)
    return table


def _short(number: float) -> float:
    return float(f"{number:.5g}")


def _numbers(old: Any, new: Any, keys: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], float]]:
    """Return the numbers that differ, by the keys that lead to them."""
    if isinstance(new, dict) and "value" in new and isinstance(old, dict) and not isinstance(new["value"], dict):
        return [(keys, float(new["value"]))] if new["value"] != old.get("value") else []
    if isinstance(new, dict):
        return [pair for key in new if key != "carried" for pair in _numbers(old.get(key), new[key], (*keys, key))]
    if isinstance(new, list) and isinstance(old, list):
        return [pair for n, one in enumerate(new) for pair in _numbers(old[n], one, (*keys, n))]
    return []


def _set(table: dict[str, Any], plan: Any, keys: tuple[str | int, ...], number: dict[str, Any]) -> None:
    """Set a number; elements of lists are addressed by their names, as a variant does."""
    here, held = table, plan
    for key in keys[:-1]:
        named = isinstance(key, int) and isinstance(held[key], dict) and held[key].get("name")
        here = here.setdefault(str(named or key), {})
        held = held[key]
    here[str(keys[-1])] = number
