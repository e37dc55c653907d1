"""Capacities of a plan, together and place by place: today, at the end, and what to lay over the plan to move them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.engines.inputs import Inputs
from model.engines.setup import prepare
from model.explorer.levers import schedules
from model.explorer.levers.schedules import Dated
from model.scenario.apportion import Steps, value_at
from model.scenario.loading import change
from model.scenario.paths import path_of
from model.scenario.schema import Scenario
from model.scenario.values import Schedule


@dataclass(frozen=True)
class Capacity:
    """Something there is so much of.

    Attributes
    ----------
    key : str
        In ``totals``.
    table, field : str
        Where a place states its own.
    kind : str
        Of the institutions that have it; empty for hospitals and counties.
    """

    key: str
    table: str
    field: str
    kind: str = ""

    @property
    def path(self) -> str:
        """Return the path of the number of the whole plan."""
        return f"totals.{self.key}"


CAPACITIES: dict[str, Capacity] = {
    each.key: each
    for each in (
        Capacity("open_beds", "hospitals", "open_beds"),
        Capacity("psychiatrists", "hospitals", "psychiatrists"),
        Capacity("nurses", "hospitals", "nurses"),
        Capacity("health_staff", "hospitals", "health_staff"),
        Capacity("day_places", "institutions", "places", "day"),
        Capacity("supported_places", "institutions", "places", "supported"),
        Capacity("home_support_staff", "institutions", "staff", "home_support"),
        Capacity("community_workers", "regions", "community_workers"),
    )
}


@dataclass(frozen=True)
class Place:
    """One place's part of a capacity, per copy.

    Attributes
    ----------
    first : float
        On the first day; nan or inf: not given.
    steps : list of (date, amount)
    own : bool
        Whether it states its own number, rather than having a share of the whole.
    county : str
        Name of its county; empty: of the city as a whole.
    """

    name: str
    path: str
    county: str
    copies: int
    first: float
    steps: Dated
    own: bool

    @property
    def end(self) -> float:
        """Return the amount in the end."""
        return schedules.end_of(self.first, self.steps)

    def at(self, day: date) -> float:
        """Return the amount on a day."""
        return schedules.end_of(self.first, [step for step in self.steps if step[0] <= day])


def whole(scenario: Scenario) -> Inputs:
    """Return what an engine would read of a plan at full scale."""
    return prepare(scenario if scenario.scale.value == 1.0 else change(scenario, {"scale": 1.0}))


def places(scenario: Scenario, capacity: Capacity, inputs: Inputs) -> list[Place]:
    """Return the places that have a capacity.

    An institution that exists in some copies of its county only is left out: its number is for those alone.
    """
    copies = {region.name: region.copies for region in scenario.regions}
    number, result = 0, []
    amounts = _amounts(inputs, capacity)
    for element in getattr(scenario, capacity.table):
        county = element.name if capacity.table == "regions" else element.region
        many = copies.get(county, 1)
        mine = amounts[number : number + many]
        number += many
        if capacity.kind and (element.kind != capacity.kind or element.in_copies is not None):
            continue
        first, steps = schedules.of_steps(_mean(mine), scenario.horizon.start)
        path = path_of(capacity.table, element.name, capacity.field)
        own = getattr(element, capacity.field) is not None
        result.append(Place(element.name, path, county, many, first, steps, own))
    return result


def _amounts(inputs: Inputs, capacity: Capacity) -> list[Steps]:
    if capacity.table == "regions":
        return [region.workers for region in inputs.regions]
    elements: list[Any] = inputs.hospitals if capacity.table == "hospitals" else inputs.institutions
    return [getattr(element, capacity.field) for element in elements]


def _mean(copies: list[Steps]) -> Steps:
    if len(copies) == 1:
        return copies[0]
    times = sorted({time for steps in copies for time, _ in steps})
    return [(time, sum(value_at(steps, time) for steps in copies) / len(copies)) for time in times]


@dataclass(frozen=True)
class Whole:
    """A capacity of the whole plan.

    Attributes
    ----------
    today, end : float
        Of all places together, as the model has them; nan: not given, inf: without limit.
    shared : bool
        Whether a number for the whole plan reaches any place: some place has a share of it.
    """

    today: float
    end: float
    shared: bool


def together(found: list[Place]) -> Whole:
    """Return a capacity of all places together."""
    today = sum(place.first * place.copies for place in found)
    end = sum(place.end * place.copies for place in found)
    return Whole(today, end, any(not place.own for place in found))


def moved_whole(plan: Scenario, scenario: Scenario, capacity: Capacity, amount: float, today: float) -> dict[str, Any]:
    """Return what to lay over the plan so that the whole plan reaches ``amount``.

    A plan that gives no number is without limit: then the amount holds from the first day. Where the model has a
    number of its own, ``today`` stays until the second day.
    """
    start = plan.horizon.start
    stated, now = schedules.held(plan, capacity.path), schedules.held(scenario, capacity.path)
    if stated is None and not math.isfinite(today):
        return {capacity.path: amount}
    planned = (stated.first.value, schedules.dated(stated)) if stated else (today, [])
    current = (now.first.value, schedules.dated(now)) if now else planned
    if not planned[1] and amount == planned[0]:
        return {capacity.path: None, f"{capacity.path}.steps": None}
    steps = schedules.to_end(planned, current, amount, start)
    return schedules.change_of(plan, capacity.path, current[0], steps)


def moved_places(
    plan: Scenario, scenario: Scenario, capacity: Capacity, amounts: Mapping[str, float | None], add: bool
) -> dict[str, Any]:
    """Return what to lay over the plan so that some places reach amounts of their own.

    Parameters
    ----------
    amounts : mapping of place to amount
        Per copy, in the end; None: no number of its own, but again what the plan gives it.
    add : bool
        The number of the whole plan moves along; otherwise it stays, and the places that share it have the rest.
    """
    start = plan.horizon.start
    planned = {place.name: place for place in places(plan, capacity, whole(plan))}
    now = {place.name: place for place in places(scenario, capacity, whole(scenario))}
    result: dict[str, Any] = {}
    becomes: list[tuple[Place, float, Dated]] = []
    for name, amount in amounts.items():
        place = planned[name]
        first = place.first if math.isfinite(place.first) else 0.0 if amount is None else amount
        if amount is None:
            result |= {place.path: None, f"{place.path}.steps": None}
            becomes.append((now[name], place.first, place.steps))
            continue
        current = now[name]
        steps = schedules.to_end((first, place.steps), (first, current.steps), amount, start)
        if not place.steps and amount == first:
            steps = []
        result |= schedules.change_of(plan, place.path, first, steps)
        becomes.append((now[name], first, steps))
    total = schedules.held(scenario, capacity.path)
    if add and total is not None:
        result |= schedules.change_of(plan, capacity.path, total.first.value, _raised(total, becomes))
    return result


def _raised(total: Schedule, becomes: list[tuple[Place, float, Dated]]) -> Dated:
    """Return the steps of the whole, moved by as much as some places move."""
    days = {day for day, _ in schedules.dated(total)}
    days |= {day for place, _, steps in becomes for day, _ in (*place.steps, *steps)}
    result: Dated = []
    for day in sorted(days):
        amount = total.at(day)
        for place, first, steps in becomes:
            after = schedules.end_of(first, [step for step in steps if step[0] <= day])
            amount += (after - place.at(day)) * place.copies
        if not result or result[-1][1] != amount:
            result.append((day, max(0.0, amount)))
    return result
