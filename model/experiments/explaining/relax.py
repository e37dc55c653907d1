"""Resources, and a plan with one of them without limit (rule 1.8).

A resource is without limit from the second day on, so that the first day's census stays what it is; what staff carry
today stays too (rule 5.1), because more of a resource is a change of policy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from model.engines.setup import prepare
from model.experiments.observing.levers import Lever
from model.scenario.apportion import value_at
from model.scenario.loading import change
from model.scenario.merging import plain
from model.scenario.schema import Scenario
from model.scenario.values import Schedule

EVERYTHING = "everything"
"""The name of all resources together."""

Overrides = dict[str, Any]


def _staff(name: str) -> Callable[[Scenario], Overrides]:
    """Return how a number of the hospitals is relaxed: the total, and what hospitals give for themselves."""

    def relaxed(scenario: Scenario) -> Overrides:
        paths = [f"hospitals.{n}.{name}" for n, h in enumerate(scenario.hospitals) if getattr(h, name) is not None]
        return _without_limit(scenario, f"totals.{name}", paths)

    return relaxed


def _rehabilitation(kind: str, total: str) -> Callable[[Scenario], Overrides]:
    """Return how an institution is relaxed: places and the staff that go with them."""

    def relaxed(scenario: Scenario) -> Overrides:
        here = [(n, i) for n, i in enumerate(scenario.institutions) if i.kind == kind]
        if not here:
            return {}
        names = ("places", "staff")
        paths = [f"institutions.{n}.{name}" for n, i in here for name in names if getattr(i, name) is not None]
        return _without_limit(scenario, f"totals.{total}", paths)

    return relaxed


def _without_limit(scenario: Scenario, total: str, own: list[str]) -> Overrides:
    section, name = total.split(".")
    paths = [*([total] if getattr(getattr(scenario, section), name) is not None else []), *own]
    overrides: Overrides = {}
    for path in paths:
        overrides.update(Lever(path).overrides(scenario, float("inf")))
    return overrides


def _community_workers(scenario: Scenario) -> Overrides:
    """Workers that follow from the number of patients are written out for the first day."""
    if scenario.home.visits == "none":
        return {}
    workers: dict[str, float] = {}
    for place in prepare(scenario).regions:
        workers[scenario.regions[place.origin].name] = value_at(place.workers, 0.0) / scenario.scale.value
    overrides = _without_limit(scenario, "totals.community_workers", [
        f"regions.{n}.community_workers" for n, r in enumerate(scenario.regions) if r.community_workers is not None
    ])  # fmt: skip
    if scenario.totals.community_workers is None:
        step = [{"date": scenario.horizon.start + timedelta(days=1), "value": "unlimited"}]
        for n, region in enumerate(scenario.regions):
            if region.community_workers is None:
                overrides[f"regions.{n}.community_workers"] = {"first": workers[region.name], "steps": step}
    return overrides


def _coverage(scenario: Scenario) -> Overrides:
    """Every institution serves all townships of its region, where the plan says how many it serves."""
    townships = {r.name: r.townships.value for r in scenario.regions}
    step = scenario.horizon.start + timedelta(days=1)
    return {
        f"institutions.{n}.townships_covered": {
            "first": plain(i.townships_covered.first), "steps": [{"date": step, "value": townships[i.region]}],
        }
        for n, i in enumerate(scenario.institutions)
        if isinstance(i.townships_covered, Schedule) and townships[i.region] > 0.0
    }  # fmt: skip


def _screening(scenario: Scenario) -> Overrides:
    """Whoever is undetected is found within days: a million times the effort of the base year."""
    if scenario.registry.detection == "none":
        return {}
    step = [{"date": scenario.horizon.start + timedelta(days=1), "value": 1e6}]
    return {"registry.screening.steps": step}


RESOURCES: dict[str, Callable[[Scenario], Overrides]] = {
    "open_beds": _staff("open_beds"),
    "psychiatrists": _staff("psychiatrists"),
    "nurses": _staff("nurses"),
    "health_staff": _staff("health_staff"),
    "community_workers": _community_workers,
    "day_places": _rehabilitation("day", "day_places"),
    "supported_places": _rehabilitation("supported", "supported_places"),
    "home_support_staff": _rehabilitation("home_support", "home_support_staff"),
    "township_coverage": _coverage,
    "screening": _screening,
}
"""What a planner can have more of: what to lay over a plan; empty where the plan leaves the resource out."""


def relaxed(scenario: Scenario) -> dict[str, Scenario]:
    """Return the plan with each resource without limit that it names, and with all of them.

    A resource that the plan leaves out is left out: hospitals without a number of nurses have no limit of nurses.
    """
    found = {name: overrides for name, of in RESOURCES.items() if (overrides := of(scenario))}
    plans = {name: change(scenario, overrides) for name, overrides in found.items()}
    if len(found) > 1:
        plans[EVERYTHING] = change(scenario, {path: v for o in found.values() for path, v in o.items()})
    return plans
