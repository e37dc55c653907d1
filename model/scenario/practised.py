"""Hospitals' capacities by dated steps, and what their staff carry as practised (rule 5.1).

The practised ratios are calibrated on the plan as it is written, before anything is laid over it: otherwise a
lever that takes staff away would only make the rest carry more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from model.scenario.apportion import Steps, share_out, value_at
from model.scenario.hospital import Carried
from model.scenario.places import Hospital, Region
from model.scenario.schema import Scenario
from model.scenario.values import Amount

CITY_HOSPITAL_WEIGHT = 0.2
"""Share of the city's residents that a city hospital without a weight counts as serving."""


@dataclass(frozen=True)
class Capacities:
    """Every hospital (each copy of it: hospital, copy) with its beds and headcounts, in file order."""

    places: list[tuple[Hospital, int]]
    open_beds: list[Steps]
    psychiatrists: list[Steps]
    nurses: list[Steps]
    health_staff: list[Steps]


def _weights(scenario: Scenario, places: Sequence[tuple[Hospital, int]]) -> list[float]:
    regions = {r.name: r for r in scenario.regions}

    def served(hospital: Hospital) -> Sequence[Region]:
        return [r for r in scenario.regions if r.city == hospital.city]

    weights = []
    for hospital, _ in places:
        if hospital.weight is not None:
            weights.append(hospital.weight.value)
        elif hospital.region:
            weights.append(regions[hospital.region].residents.value)
        else:
            weights.append(CITY_HOSPITAL_WEIGHT * math.fsum(r.residents.value * r.copies for r in served(hospital)))
    return weights


def hospital_capacities(scenario: Scenario, scale: float) -> Capacities:
    """Return beds and headcounts of every hospital: its own numbers, or its share of the totals."""
    copies = {r.name: r.copies for r in scenario.regions}
    places = [(h, c) for h in scenario.hospitals for c in range(copies[h.region] if h.region else 1)]
    weights = _weights(scenario, places)

    def shared(name: str, missing: float, whole: bool) -> list[Steps]:
        own = [getattr(h, name) for h, _ in places]
        total = getattr(scenario.totals, name)
        return share_out(total, own, weights, scenario.horizon.start, scale, whole, missing)

    whole = scale == 1.0
    return Capacities(
        places=places,
        open_beds=shared("open_beds", 0.0, True),
        psychiatrists=shared("psychiatrists", math.inf, whole),
        nurses=shared("nurses", math.inf, whole),
        health_staff=shared("health_staff", math.inf, whole),
    )


def _inverse(ratio: float) -> float:
    return math.inf if ratio <= 0.0 else 1.0 / ratio


def _eased(standard: float, beds: float, staff: float) -> float:
    """Return the beds each carries so that the staff of the start carry every bed open at the start."""
    if beds <= 0.0 or math.isinf(staff) or math.isinf(beds):
        return standard
    return math.inf if staff <= 0.0 else max(standard, beds / staff)


def carried_at_start(scenario: Scenario, scale: float) -> tuple[Carried, ...]:
    """Return the beds that a ward psychiatrist, a nurse and a member of health staff carry, by hospital.

    Of the copies of a hospital the one whose staff carry most counts for all of them.
    """
    p, n, capacities = scenario.practised, scenario.norms, hospital_capacities(scenario, scale)
    health_norms: tuple[Amount, ...] = (n.health_staff_per_bed_1, n.health_staff_per_bed_2, n.health_staff_per_bed_3)
    result: dict[str, Carried] = {}
    for i, (h, _) in enumerate(capacities.places):
        wards = (h.split or scenario.split).wards.value
        if p.ratios == "norm":
            ward_norm = math.inf if wards <= 0.0 else n.beds_per_psychiatrist.value / wards
            each = (ward_norm, _inverse(n.nurses_per_bed.value), _inverse(health_norms[h.level - 1].value))
        else:
            each = (p.beds_per_ward_psychiatrist.value, _inverse(p.nurses_per_bed.value),
                    _inverse(p.health_staff_per_bed.value))
        if p.ratios == "calibrated":
            beds = value_at(capacities.open_beds[i], 0.0)
            staff = (value_at(capacities.psychiatrists[i], 0.0) * wards, value_at(capacities.nurses[i], 0.0),
                     value_at(capacities.health_staff[i], 0.0))
            each = (_eased(each[0], beds, staff[0]), _eased(each[1], beds, staff[1]), _eased(each[2], beds, staff[2]))
        before = result.get(h.name)
        if before is not None:
            each = (max(each[0], before.beds_per_ward_psychiatrist), max(each[1], before.beds_per_nurse),
                    max(each[2], before.beds_per_health_staff))
        result[h.name] = Carried(hospital=h.name, beds_per_ward_psychiatrist=each[0], beds_per_nurse=each[1],
                                 beds_per_health_staff=each[2])
    return tuple(result.values())


def keep_practice(plan: Scenario, changed: Scenario) -> Scenario:
    """Return ``changed`` with the practised ratios of ``plan``, from which it was made by overrides."""
    if changed.practised.carried or changed.practised.ratios != "calibrated":
        return changed
    names = {h.name for h in changed.hospitals}
    kept = tuple(c for c in carried_at_start(plan, changed.scale.value) if c.hospital in names)
    if len(kept) != len(names):
        return changed
    return changed.model_copy(update={"practised": changed.practised.model_copy(update={"carried": kept})})
