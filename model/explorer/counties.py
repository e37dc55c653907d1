"""The counties of a plan in a table: people, beds, staff, places, today and as planned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import pandas as pd

from model.engines.inputs import Inputs
from model.engines.setup import prepare
from model.explorer.words import _, of
from model.scenario.apportion import Steps, value_at
from model.scenario.loading import change
from model.scenario.schema import Scenario

DAY, SUPPORTED = 0, 1
"""Kinds of institutions with places."""


def texts() -> tuple[str, ...]:
    """Return the names of the columns that are no numbers."""
    return (_("County"), *charts())


def charts() -> tuple[str, ...]:
    """Return the names of the columns with small charts."""
    return (_("Beds by month"),)


def table(scenario: Scenario) -> pd.DataFrame:
    """Return a row per county, and one for what belongs to a city as a whole, where there is any."""
    inputs = prepare(scenario if scenario.scale.value == 1.0 else change(scenario, {"scale": 1.0}))
    rows = []
    for region in scenario.regions:
        numbers = [r.index for r in inputs.regions if r.name == region.name]
        row = {
            _("County"): of(region.title) if region.title else region.name,
            _("Residents"): region.residents.value * region.copies,
            _("Registered"): float(sum(inputs.regions[r].registered for r in numbers)),
            **_hospitals(inputs, lambda r, numbers=numbers: r in numbers),  # type: ignore[misc]
            _("Community workers"): _total((inputs.regions[r].workers for r in numbers), inputs.end),
            **_institutions(inputs, numbers),
        }
        rows.append(row)
    if any(h.region < 0 for h in inputs.hospitals):
        rows.append({_("County"): _("(hospitals of the whole city)"), **_hospitals(inputs, lambda r: r < 0)})
    return pd.DataFrame(rows)


def _total(steps: Iterable[Steps], time: float) -> float:
    values = [value_at(each, time) for each in steps]
    return sum(values) if values and all(map(math.isfinite, values)) else math.nan


def _hospitals(inputs: Inputs, chosen: Callable[[int], bool]) -> dict[str, object]:
    hospitals = [h for h in inputs.hospitals if chosen(h.region)]
    beds = [h.open_beds for h in hospitals]
    return {
        _("Beds today"): _total(beds, 0.0),
        _("Beds at the end"): _total(beds, inputs.end),
        _("Beds by month"): [_total(beds, time) for time in [*inputs.month_starts, inputs.end]] if beds else None,
        _("Psychiatrists today"): _total((h.psychiatrists for h in hospitals), 0.0),
        _("Psychiatrists at the end"): _total((h.psychiatrists for h in hospitals), inputs.end),
        _("Nurses today"): _total((h.nurses for h in hospitals), 0.0),
        _("Nurses at the end"): _total((h.nurses for h in hospitals), inputs.end),
    }


def _institutions(inputs: Inputs, regions: list[int]) -> dict[str, object]:
    def places(kind: int) -> float:
        chosen = [i.places for i in inputs.institutions if i.region in regions and i.kind == kind]
        return _total(chosen, inputs.end) if chosen else 0.0

    return {_("Day places at the end"): places(DAY), _("Supported places at the end"): places(SUPPORTED)}
