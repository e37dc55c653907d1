"""The scenario: everything a planner can write, in one validated, frozen object."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from pydantic import Field, model_validator

from model.scenario.community import Clinic, Home, Relapse
from model.scenario.hospital import OtherAdmissions, Practised, Stay, TimeSplit, WaitingList
from model.scenario.people import Leaving, PatientClass, Registry
from model.scenario.places import Hospital, Institution, Region, Totals
from model.scenario.rehabilitation import Referral, Rehabilitation
from model.scenario.targets import NotModelled, Norms, Stated, Target
from model.scenario.values import Amount, Positive, Strict, Title, parameter
from model.scenario.workforce import Assistance, Costs, Training, Workforce


class Horizon(Strict):
    """From the first instant of ``start`` to the first instant of ``end`` (excluded)."""

    start: Date
    end: Date
    burn_in_days: Amount = parameter(0, "days", "1.9", "The clock starts this long before start", "预热天数", grade="K", source="0: warm start from the census")

    @model_validator(mode="after")
    def _order(self) -> Horizon:
        if self.end <= self.start:
            raise ValueError(f"end ({self.end}) must lie after start ({self.start})")
        return self


class Scenario(Strict):
    """A plan. One TOML file; see the page of parameters for every key."""

    name: str = ""
    extends: str = Field(default="", title="Name of the scenario this one differs from")
    title: Title
    summary: Title | None = None
    document: str = Field(default="", title="The plan's document")
    horizon: Horizon
    scale: Positive = parameter(1, "share", "2.1", "Part of the population, capacities and staff that is simulated", "模拟规模", grade="K", source="1: everybody")
    empty_start: bool = Field(default=False, title="Start with nobody in hospital, rehabilitation or on a list")
    regions: tuple[Region, ...]
    hospitals: tuple[Hospital, ...] = ()
    institutions: tuple[Institution, ...] = ()
    totals: Totals = Totals()
    registry: Registry = Registry()
    classes: tuple[PatientClass, ...] = ()
    home: Home = Home()
    relapse: Relapse = Relapse()
    clinic: Clinic = Clinic()
    practised: Practised = Practised()
    split: TimeSplit = TimeSplit()
    waiting_list: WaitingList = WaitingList()
    stay: Stay = Stay()
    other_admissions: OtherAdmissions = OtherAdmissions()
    referral: Referral = Referral()
    rehabilitation: Rehabilitation = Rehabilitation()
    leaving: Leaving = Leaving()
    workforce: Workforce = Workforce()
    training: tuple[Training, ...] = ()
    assistance: Assistance = Assistance()
    costs: Costs = Costs()
    norms: Norms = Norms()
    targets: tuple[Target, ...] = ()
    stated: tuple[Stated, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()

    @model_validator(mode="after")
    def _names(self) -> Scenario:
        check_references(self)
        return self


def _unique(what: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two {what} are called {name!r}")
        seen.add(name)


def check_references(scenario: Scenario) -> None:
    """Raise ValueError when a name used in one place is defined in none."""
    regions = {r.name: r for r in scenario.regions}
    hospitals = {h.name for h in scenario.hospitals}
    institutions = {i.name for i in scenario.institutions}
    _unique("regions", [r.name for r in scenario.regions])
    _unique("hospitals", [h.name for h in scenario.hospitals])
    _unique("institutions", [i.name for i in scenario.institutions])
    _unique("classes", [c.name for c in scenario.classes])

    def known(kind: str, name: str, names: Any, where: str) -> None:
        if name and name not in names:
            raise ValueError(f"{where}: no {kind} is called {name!r}; known: {', '.join(sorted(names)) or 'none'}")

    for r in scenario.regions:
        for h in (*r.hospitals, r.clinic):
            known("hospital", h, hospitals, f"region {r.name}")
        for i in r.institutions:
            known("institution", i, institutions, f"region {r.name}")
    for h in scenario.hospitals:
        known("region", h.region, regions, f"hospital {h.name}")
    for i in scenario.institutions:
        known("region", i.region, regions, f"institution {i.name}")
        if i.in_copies is not None and regions[i.region].copies == 1 and i.in_copies.first.value > 1:
            raise ValueError(f"institution {i.name}: in_copies is above the region's copies")
    for c in scenario.classes:
        for r in c.regions:
            known("region", r, regions, f"class {c.name}")
    for t in scenario.training:
        known("region", t.region, regions, f"training {t.name}")
        known("hospital", t.hospital, hospitals, f"training {t.name}")
    for t in scenario.training:
        if t.kind == "conversion" and not scenario.hospitals:
            raise ValueError(f"training {t.name}: conversion needs a hospital")
    cities = {r.city for r in scenario.regions}
    for city in cities:
        inside = [r for r in scenario.regions if r.city == city]
        if any(r.copies > 1 for r in inside) and len(inside) > 1:
            raise ValueError(f"city {city!r}: a region with copies stands for whole queues of its own and must be "
                             "the only region of its city (give each such region a city of its own)")
