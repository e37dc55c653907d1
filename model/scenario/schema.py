"""The scenario: everything a planner can write, in one validated, frozen object."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field, model_validator

from model.scenario.community import Clinic, Home, Relapse
from model.scenario.hospital import OtherAdmissions, Practised, Stay, TimeSplit, WaitingList
from model.scenario.people import Leaving, PatientClass, Registry
from model.scenario.places import Hospital, Institution, Region, Totals
from model.scenario.rehabilitation import Referral, Rehabilitation
from model.scenario.targets import Norms, NotModelled, Stated, Target
from model.scenario.values import Amount, Positive, Strict, Title, described, parameter
from model.scenario.workforce import Assistance, Costs, Training, Workforce


class Horizon(Strict):
    """From the first instant of ``start`` to the first instant of ``end`` (excluded)."""

    start: dt.date = described("First day", "起始日", "date", "1.1")
    end: dt.date = described("The day after the last", "结束日(不含)", "date", "1.1")
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
    empty_start: bool = described("Start with nobody in hospital, rehabilitation or on a list", "空系统起点", "", "5.8", default=False)
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
    _unique("trainings", [t.name for t in scenario.training])

    def known(kind: str, name: str, names: Any, where: str) -> None:
        if name and name not in names:
            raise ValueError(f"{where}: no {kind} is called {name!r}; known: {', '.join(sorted(names)) or 'none'}")

    for region in scenario.regions:
        for name in (*region.hospitals, region.clinic):
            known("hospital", name, hospitals, f"region {region.name}")
        for name in region.institutions:
            known("institution", name, institutions, f"region {region.name}")
    for hospital in scenario.hospitals:
        known("region", hospital.region, regions, f"hospital {hospital.name}")
        if not hospital.region:
            here = [r for r in scenario.regions if r.city == hospital.city]
            if not here:
                others = ", ".join(sorted({r.city or '""' for r in scenario.regions}))
                raise ValueError(
                    f"hospital {hospital.name}: no region lies in city {hospital.city!r}; cities: {others or 'none'}"
                )
            if any(r.copies > 1 for r in here):
                raise ValueError(
                    f"hospital {hospital.name}: a region with copies has hospitals of its own; give it a region"
                )
    for institution in scenario.institutions:
        known("region", institution.region, regions, f"institution {institution.name}")
        if institution.in_copies is not None:
            steps = (step.value.value for step in institution.in_copies.steps)
            if max(institution.in_copies.first.value, *steps, 0.0) > regions[institution.region].copies:
                raise ValueError(f"institution {institution.name}: in_copies is above the region's copies")
    for stream in scenario.classes:
        for name in stream.regions:
            known("region", name, regions, f"class {stream.name}")
    for training in scenario.training:
        known("region", training.region, regions, f"training {training.name}")
        known("hospital", training.hospital, hospitals, f"training {training.name}")
        if training.kind == "conversion" and not scenario.hospitals:
            raise ValueError(f"training {training.name}: conversion needs a hospital")
        alone = training.region and not training.hospital and training.who != "community_workers"
        if alone and all(h.region != training.region for h in scenario.hospitals):
            raise ValueError(
                f"training {training.name}: no hospital lies in {training.region}, whose {training.who} it is for; "
                "give it a hospital"
            )
    cities = {r.city for r in scenario.regions}
    for city in cities:
        inside = [r for r in scenario.regions if r.city == city]
        if len({r.copies for r in inside}) > 1:
            raise ValueError(f"city {city!r}: its regions have different copies; copy k of each lies in copy k of the "
                             "city, so give all of them the same copies, or the odd one a city of its own")
