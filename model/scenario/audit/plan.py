"""What a plan promises, provides and starts from: the numbers that every check works on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Literal, get_args

from model.scenario.audit.finding import Severity, clause, number, words
from model.scenario.places import Hospital, Institution, Region
from model.scenario.schema import Scenario
from model.scenario.targets import Stated, Target
from model.scenario.values import Schedule, Title, Value

Resource = Literal["open_beds", "psychiatrists", "nurses", "health_staff", "community_workers"]
RESOURCES: tuple[Resource, ...] = get_args(Resource)

COUNTED_BY: dict[Resource, tuple[str, ...]] = {
    "open_beds": ("open_beds",),
    "psychiatrists": ("psychiatrists",),
    "nurses": ("nurses",),
    "health_staff": ("health_staff",),
    "community_workers": ("prevention_staff",),
}
"""Measures of targets, and keys of stated numbers, that promise a count of the resource."""

DENSITIES: dict[str, tuple[Resource, int]] = {
    "open_beds_per_10k": ("open_beds", 10_000),
    "open_beds_per_1000": ("open_beds", 1_000),
    "beds_per_10k": ("open_beds", 10_000),
    "beds_per_1000": ("open_beds", 1_000),
    "psychiatrists_per_100k": ("psychiatrists", 100_000),
}
"""Measures and stated keys that promise a resource per so many residents."""

NAMES: dict[Resource, Title] = {
    "open_beds": words("床位", "beds"),
    "psychiatrists": words("精神科医师", "psychiatrists"),
    "nurses": words("护士", "nurses"),
    "health_staff": words("卫生技术人员", "health staff"),
    "community_workers": words("精防人员", "community workers"),
}
UNITS: dict[Resource, str] = {"open_beds": "张", "psychiatrists": "名", "nurses": "名", "health_staff": "名",
                              "community_workers": "名"}
PER: dict[int, Title] = {
    1_000: words("千人", "1,000 residents"),
    10_000: words("万人", "10,000 residents"),
    100_000: words("10万人", "100,000 residents"),
}
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the plan or of the scenario.

    Attributes
    ----------
    value, low, high : float
        The number and its plausible range (equal to it when it is not in doubt).
    promised : bool
        The plan states it as a target or a number of its own.
    assumed : bool
        An assumption of the scenario (grade K), not the plan's.
    how : Title or None
        The multiplication it comes from, when it is not stated as a count.
    clause : str
        The sentence that states it.
    """

    value: float
    low: float
    high: float
    promised: bool = False
    assumed: bool = False
    how: Title | None = None
    clause: str = ""

    @property
    def firm(self) -> bool:
        """Whether the number is the plan's own or a found fact."""
        return self.promised or not self.assumed


@dataclass(frozen=True, slots=True)
class Promise:
    """A floor that the plan promises for a resource on a date, as a count."""

    resource: Resource
    value: float
    date: dt.date
    clause: str
    density: float | None = None
    per: int = 1
    is_floor: bool = True

    def how(self, residents: float) -> Title | None:
        """Return the multiplication by the residents (without its result), for a density."""
        if self.density is None:
            return None
        unit, per = UNITS[self.resource], PER[self.per]
        if self.per == 1_000:
            people = words(f"{number(residents / 1000, 3)} 千人", f"{number(residents / 1000, 3)} thousand "
                                                                  "residents")
        else:
            people = words(f"{number(residents, 0)} 人", f"{number(residents, 0)} residents")
        return words(f"{number(self.density)} {unit}/{per.zh} × {people.zh}",
                     f"{number(self.density)} {NAMES[self.resource].en} per {per.en} × {people.en}")


class Plan:
    """A scenario seen by the audit."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.residents = sum(r.residents.value * r.copies for r in scenario.regions)
        self.counties = sum(r.copies for r in scenario.regions)
        self._regions = {r.name: r for r in scenario.regions}
        self._promises = tuple(self._collect())

    # --- people ---------------------------------------------------------------------------------

    def registered(self) -> Quantity:
        """Return the registered at the start, with the range of the reported prevalence."""
        prevalence = self.scenario.registry.reported_prevalence_permille
        return _add((_times(r.registered or _times(prevalence, r.residents.value / 1000), r.copies)
                     for r in self.scenario.regions), clause="")

    def registered_on(self, day: dt.date) -> float:
        """Return the registered on ``day``: the start, or what a target asks for by then."""
        asked = [t.at_least if t.measure == "registered" else t.at_least * self.residents / 1000
                 for t in self.targets("registered", "reported_prevalence_permille")
                 if t.at_least is not None and t.date <= day and t.scope == "city"]
        return max([self.registered().value, *asked])

    # --- what the plan says ---------------------------------------------------------------------

    def stated(self, key: str) -> Stated | None:
        """Return the plan's number under ``key`` (the last dated one), or None."""
        found = sorted((s for s in self.scenario.stated if s.key == key), key=lambda s: s.date or dt.date.min)
        return found[-1] if found else None

    def targets(self, *measures: str) -> tuple[Target, ...]:
        """Return the targets on these measures, by date."""
        found = (t for t in self.scenario.targets if t.measure in measures)
        return tuple(sorted(found, key=lambda t: t.date))

    @property
    def last_day(self) -> dt.date:
        """The day by which an undated number is taken to hold: the last target's, else the horizon's last."""
        targets = self.scenario.targets
        own = [t.date for t in targets if not t.national] or [t.date for t in targets]
        return max(own, default=self.scenario.horizon.end - dt.timedelta(days=1))

    def years_until(self, day: dt.date) -> float:
        """Return the years from the start of the horizon to the end of ``day``."""
        return ((day - self.scenario.horizon.start).days + 1) / DAYS_PER_YEAR

    def _collect(self) -> Iterable[Promise]:
        for target in self.scenario.targets:
            if target.scope == "city":
                bound = target.at_least if target.at_least is not None else target.at_most
                assert bound is not None
                yield from self._promise(target.measure, bound, target.date, target.clause,
                                         target.at_least is not None)
        for item in self.scenario.stated:
            yield from self._promise(item.key, item.value, item.date or self.last_day, item.clause, True)

    def _promise(self, name: str, value: float, day: dt.date, text: str, floor: bool) -> Iterable[Promise]:
        for resource, names in COUNTED_BY.items():
            if name in names:
                yield Promise(resource, value, day, text, is_floor=floor)
        if name in DENSITIES and self.residents > 0:
            resource, per = DENSITIES[name]
            yield Promise(resource, value * self.residents / per, day, text, value, per, floor)

    def densities(self, resource: Resource) -> tuple[Promise, ...]:
        """Return every promise of the resource per population, one for each number, unit and date."""
        seen: dict[tuple[float | None, int, dt.date, bool], Promise] = {}
        for promise in self._promises:
            if promise.resource == resource and promise.density is not None:
                seen.setdefault((promise.density, promise.per, promise.date, promise.is_floor), promise)
        return tuple(seen.values())

    def promises(self, resource: Resource) -> tuple[Promise, ...]:
        """Return the floors promised, one a date, by date; counts where there are any, else densities.

        A count and a density are held against each other by a check of their own; taking the count
        keeps a slip of the unit in the density out of everything else.
        """
        floors = [p for p in self._promises if p.resource == resource and p.is_floor]
        counts = [p for p in floors if p.density is None]
        by_date: dict[dt.date, Promise] = {}
        for promise in sorted(counts or floors, key=lambda p: p.value):
            by_date[promise.date] = promise
        return tuple(by_date[day] for day in sorted(by_date))

    def promise_on(self, resource: Resource, day: dt.date) -> Promise | None:
        """Return the promise in force on ``day``: the last one due by then."""
        due = [p for p in self.promises(resource) if p.date <= day]
        return due[-1] if due else None

    def capacity_days(self) -> tuple[dt.date, ...]:
        """Return the days on which beds or staff are promised; the last day when none are."""
        days = {p.date for r in RESOURCES if r != "community_workers" for p in self.promises(r)}
        return tuple(sorted(days)) or (self.last_day,)

    # --- what the scenario provides -------------------------------------------------------------

    def copies_of(self, hospital: Hospital) -> int:
        """Return how many of this hospital the plan has (a region with copies has one of its own in each)."""
        if hospital.region:
            return self._regions[hospital.region].copies
        return max((r.copies for r in self.scenario.regions if r.city == hospital.city), default=1)

    def region_of(self, institution: Institution) -> Region:
        """Return the region of a rehabilitation institution."""
        return self._regions[institution.region]

    def provided(self, resource: Resource, day: dt.date) -> Quantity | None:
        """Return the headcount or beds that the scenario's schedules hold on ``day``.

        The total of the plan where one is given and some place has no number of its own; else the sum
        over the places, each times the copies of its region. None when nobody gives a number.
        """
        total: Schedule | None = getattr(self.scenario.totals, resource)
        schedules: list[tuple[Schedule | None, int]]
        if resource == "community_workers":
            schedules = [(r.community_workers, r.copies) for r in self.scenario.regions]
        else:
            schedules = [(getattr(h, resource), self.copies_of(h)) for h in self.scenario.hospitals]
        if total is not None and (not schedules or any(s is None for s, _ in schedules)):
            found = _add([value_at(total, day)])
        elif any(s is not None for s, _ in schedules):
            if resource != "community_workers" and any(s is None for s, _ in schedules):
                return None  # a hospital without a number: the sum would be of a part only
            found = _add(_times(value_at(s, day), n) for s, n in schedules if s is not None)
        else:
            return None
        return found if isfinite(found.value) else None

    def planned(self, resource: Resource, day: dt.date) -> Quantity | None:
        """Return what is planned by ``day``: the promise in force, or more if the scenario has more."""
        provided, promise = self.provided(resource, day), self.promise_on(resource, day)
        if promise is None:
            return provided
        if provided is not None and provided.firm and provided.value > promise.value + 1:
            return provided
        return Quantity(promise.value, promise.value, promise.value, promised=True,
                        how=promise.how(self.residents), clause=clause(promise.clause))

    def beds_by_level(self, day: dt.date) -> dict[int, float] | None:
        """Return open beds by hospital level, when every hospital has a number of its own; else None."""
        levels: dict[int, float] = {}
        for hospital in self.scenario.hospitals:
            if hospital.open_beds is None:
                levels_known = {h.level for h in self.scenario.hospitals}
                beds = self.planned("open_beds", day)
                return {hospital.level: beds.value} if len(levels_known) == 1 and beds else None
            beds_here = hospital.open_beds.at(day) * self.copies_of(hospital)
            levels[hospital.level] = levels.get(hospital.level, 0.0) + beds_here
        return levels or None


def value_at(schedule: Schedule, day: dt.date) -> Value:
    """Return the number of a schedule on ``day`` with its range and grade."""
    value = schedule.first
    for step in schedule.steps:
        if step.date <= day:
            value = step.value
    return value


def _times(value: Value, factor: float) -> Value:
    low, high = (None if n is None else n * factor for n in (value.low, value.high))
    return Value(value=value.value * factor, low=low, high=high, source=value.source, grade=value.grade)


def _add(values: Iterable[Value], clause: str = "") -> Quantity:
    parts = tuple(values)
    return Quantity(value=sum(v.value for v in parts),
                    low=sum(v.value if v.low is None else v.low for v in parts),
                    high=sum(v.value if v.high is None else v.high for v in parts),
                    assumed=any(v.grade == "K" for v in parts), clause=clause)


def soften(severity: Severity, *numbers: Quantity) -> Severity:
    """Return ``note`` instead when one of the numbers is an assumption of the scenario."""
    return "note" if any(not n.firm for n in numbers) else severity


def origin(quantity: Quantity) -> Title:
    """Return a remark on a number that is not the plan's own; empty otherwise."""
    if quantity.firm:
        return words("", "")
    return words("(方案未给出,为情景假设)", " (not in the plan: an assumption of the scenario)")


def count(resource: Resource, quantity: Quantity) -> Title:
    """Write a count with its unit, and how it was reached."""
    name, unit = NAMES[resource], UNITS[resource]
    note = origin(quantity)
    if quantity.how is not None:
        note = words(f"({quantity.how.zh})", f" ({quantity.how.en})")
    return words(f"{name.zh} {number(quantity.value, 0)} {unit}{note.zh}",
                 f"{number(quantity.value, 0)} {name.en}{note.en}")
