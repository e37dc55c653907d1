"""A comparison as rows of words and verdicts; the screen and the documents each draw them their way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.messages import Language, say
from model.report.chances import Judged, judged, percent
from model.report.comparison import amount, breadth, quantity_title, signed
from model.report.forest import finding

Row = dict[str, Any]


@dataclass(frozen=True)
class OfPlan:
    """What a plan reaches of a quantity: mean, half-width (empty: none), of a target probability and verdict."""

    mean: str
    half: str
    probability: str = ""
    judged: Judged | None = None


@dataclass(frozen=True)
class Difference:
    """A difference of two plans in a quantity; ``finding`` is None where there is no interval to find it by."""

    title: str
    difference: str
    interval: str
    p: str
    better: str
    ratio: str
    finding: str | None


@dataclass(frozen=True)
class Pair:
    """Two plans: their differences, and the quantities that were equal in every replication."""

    title: str
    differences: tuple[Difference, ...]
    equal: tuple[str, ...]


@dataclass(frozen=True)
class UnitCost:
    """What a unit of a target gained costs, or that the gain saves."""

    pair: str
    title: str
    gain: str
    spent: str
    price: str
    saves: bool


def plan_rows(plans: pd.DataFrame, names: Sequence[str], language: Language) -> list[tuple[str, list[OfPlan | None]]]:
    """Return the title of every quantity and what each plan reaches of it; None: it has no such target."""
    rows: list[Row] = plans.to_dict("records")  # type: ignore[assignment]
    found: list[tuple[str, list[OfPlan | None]]] = []
    for quantity in dict.fromkeys(row["quantity"] for row in rows):
        cells = {row["scenario"]: row for row in rows if row["quantity"] == quantity}
        title = quantity_title(next(iter(cells.values())), language)
        found.append((title, [_of_plan(cells[name], language) if name in cells else None for name in names]))
    return found


def _of_plan(row: Row, language: Language) -> OfPlan:
    half = (row["high"] - row["low"]) / 2.0
    mean = amount(row["mean"], row["unit"], language)
    width = breadth(half, row["unit"], language) if math.isfinite(half) and half > 0.0 else ""
    if row["kind"] != "target":
        return OfPlan(mean, width)
    return OfPlan(mean, width, percent(row["probability_met"]), judged(row["probability_met"]))


def pair_rows(pairs: pd.DataFrame, language: Language) -> list[Pair]:
    """Return the differences of every pair of plans."""
    rows: list[Row] = pairs.to_dict("records")  # type: ignore[assignment]
    found = []
    for scenario, against in dict.fromkeys((row["scenario"], row["against"]) for row in rows):
        of = [row for row in rows if (row["scenario"], row["against"]) == (scenario, against)]
        equal = [row["low"] == row["high"] == 0.0 for row in of]
        found.append(Pair(
            say("compare.pair", language, scenario=scenario, against=against),
            tuple(_difference(row, language) for row, same in zip(of, equal, strict=True) if not same),
            tuple(quantity_title(row, language) for row, same in zip(of, equal, strict=True) if same),
        ))  # fmt: skip
    return found


def _difference(row: Row, language: Language) -> Difference:
    unit, p, ratio = row["unit"], row["p_adjusted"], row["variance_ratio"]
    low, high = (signed(row[end], unit, language) for end in ("low", "high"))
    return Difference(
        quantity_title(row, language),
        signed(row["difference"], unit, language),
        "" if row["low"] == row["high"] else f"{low} … {high}",
        "-" if math.isnan(p) else "<0.001" if p < 0.001 else f"{p:.3f}",
        percent(row["probability_better"]),
        "-" if math.isnan(ratio) else "∞" if math.isinf(ratio) else f"× {ratio:.1f}",
        finding(row) if math.isfinite(row["low"]) else None,
    )


def unit_cost_rows(costs: pd.DataFrame, language: Language) -> list[UnitCost]:
    """Return what a unit of each target gained costs; none where no gain can be told."""
    rows: list[Row] = costs[costs["verdict"].isin(["ratio", "saves"])].to_dict("records")  # type: ignore[assignment]
    found = []
    for row in rows:
        target = {"kind": "target", "measure": row["measure"], "quantity": row["target"]}
        saves = row["verdict"] == "saves"
        found.append(UnitCost(
            say("compare.pair", language, scenario=row["scenario"], against=row["against"]),
            quantity_title(target, language),
            signed(row["gain"] * row["per"], row["unit"], language),
            signed(row["cost_difference"], "RMB", language),
            say("compare.saves", language) if saves else _price(row, language), saves,
        ))  # fmt: skip
    return found


def _price(row: Row, language: Language) -> str:
    per = say("compare.per_point" if row["unit"] == "share" else "compare.per_unit", language)
    value, low, high = (amount(row[key], "RMB", language) for key in ("cost_per_unit", "low", "high"))
    return f"{value} {per}" + ("" if low == high else f" ({low} – {high})")
