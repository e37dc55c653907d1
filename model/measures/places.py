"""Where and when the tallies of an `Output` are: months, years, counties, hospitals, institutions.

The order is the scenario file's, a region with ``copies`` taking so many consecutive places, its hospitals
and institutions likewise (rule 9). It is the order of every array of `model.care.recorder.Output`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from model.scenario.places import Hospital
from model.scenario.schema import Scenario
from model.scenario.values import Schedule

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

KINDS: tuple[str, ...] = ("day", "supported", "home_support")


@dataclass(frozen=True, eq=False)
class Places:
    """Labels and fixed numbers of the months, years and places of a scenario.

    Attributes
    ----------
    months, years : tuple of str
        "2024-03", "2024"; a first or last month or year may be cut by the horizon.
    month_starts : float64, shape (months + 1,)
        Days since the start.
    first_days : datetime64[D], shape (months + 1,)
        The same instants as dates.
    year_of_month : int64, shape (months,)
    regions : tuple of str
        Counties with their copies written out: "name", or "name#2" for the second of several copies.
    counties : tuple of str
        The scenario's regions by name, each once.
    county_of_region, copy : int64, shape (regions,)
    residents, townships : float64, shape (regions,)
        Per copy, for the whole population whatever the scale.
    hospitals : tuple of str
    hospital_region : int64, shape (hospitals,)
        -1: the hospital serves its city as a whole.
    clinic_share : float64, shape (hospitals,)
        Psychiatrists' hours in the clinic.
    beds_at_start_share : float64, shape (hospitals,)
        Open beds at the start over those at the end of the first month, by the plan's dated steps.
    institutions : tuple of str
    institution_region, institution_kind : int64, shape (institutions,)
        Kinds as in `KINDS`.
    townships_covered : float64, shape (months, institutions)
        At the end of the month; nan where the plan does not say.
    scale : float
        Part of everything that is simulated.
    """

    months: tuple[str, ...]
    years: tuple[str, ...]
    month_starts: Array
    first_days: NDArray[np.datetime64]
    year_of_month: Indices
    regions: tuple[str, ...]
    counties: tuple[str, ...]
    county_of_region: Indices
    copy: Indices
    residents: Array
    townships: Array
    hospitals: tuple[str, ...]
    hospital_region: Indices
    clinic_share: Array
    beds_at_start_share: Array
    institutions: tuple[str, ...]
    institution_region: Indices
    institution_kind: Indices
    townships_covered: Array
    scale: float

    @classmethod
    def from_scenario(cls, scenario: Scenario) -> Places:
        """Return the places of a scenario, copies written out."""
        first_days = _month_starts(scenario.horizon.start, scenario.horizon.end)
        last_days = [day - timedelta(days=1) for day in first_days[1:]]
        years = sorted({day.year for day in first_days[:-1]})
        regions = [
            (county, copy, region)
            for county, region in enumerate(scenario.regions)
            for copy in range(region.copies)
        ]
        where: dict[str, list[int]] = {}
        for index, (_, _, region) in enumerate(regions):
            where.setdefault(region.name, []).append(index)
        hospitals = [
            (h, copy, r)
            for h in scenario.hospitals
            for copy, r in enumerate(where[h.region] if h.region else [-1])
        ]
        institutions = [(i, copy, r) for i in scenario.institutions for copy, r in enumerate(where[i.region])]
        covered = [[_covered(i.townships_covered, day) for i, _, _ in institutions] for day in last_days]

        def label(name: str, copy: int, region: int) -> str:
            return name if region < 0 or regions[region][2].copies == 1 else f"{name}#{copy + 1}"

        return cls(
            months=tuple(day.strftime("%Y-%m") for day in first_days[:-1]),
            years=tuple(str(year) for year in years),
            month_starts=np.array([(day - first_days[0]).days for day in first_days], np.float64),
            first_days=np.array(first_days, "datetime64[D]"),
            year_of_month=np.array([years.index(day.year) for day in first_days[:-1]], np.int64),
            regions=tuple(label(region.name, copy, r) for r, (_, copy, region) in enumerate(regions)),
            counties=tuple(region.name for region in scenario.regions),
            county_of_region=np.array([county for county, _, _ in regions], np.int64),
            copy=np.array([copy for _, copy, _ in regions], np.int64),
            residents=np.array([region.residents.value for _, _, region in regions], np.float64),
            townships=np.array([region.townships.value for _, _, region in regions], np.float64),
            hospitals=tuple(label(h.name, copy, r) for h, copy, r in hospitals),
            hospital_region=np.array([r for _, _, r in hospitals], np.int64),
            clinic_share=np.array(
                [(h.split or scenario.split).clinic.value for h, _, _ in hospitals], np.float64
            ),
            beds_at_start_share=np.array(
                [_at_start(scenario, h, first_days[0], last_days[0]) for h, _, _ in hospitals], np.float64
            ),
            institutions=tuple(label(i.name, copy, r) for i, copy, r in institutions),
            institution_region=np.array([r for _, _, r in institutions], np.int64),
            institution_kind=np.array([KINDS.index(i.kind) for i, _, _ in institutions], np.int64),
            townships_covered=np.array(covered, np.float64).reshape(len(last_days), len(institutions)),
            scale=scenario.scale.value,
        )

    @property
    def periods(self) -> tuple[str, ...]:
        """Return the labels of all periods: the months, then the years."""
        return self.months + self.years

    @property
    def days(self) -> Array:
        """Return the length of each month, days, shape (months,)."""
        return np.diff(self.month_starts)

    @property
    def year_starts(self) -> Indices:
        """Return the number of each year's first month, shape (years,)."""
        return np.flatnonzero(np.diff(self.year_of_month, prepend=-1)).astype(np.int64)

    @property
    def year_ends(self) -> Indices:
        """Return the number of each year's last month, shape (years,)."""
        return np.append(self.year_starts[1:], len(self.months)).astype(np.int64) - 1

    @property
    def county_starts(self) -> Indices:
        """Return the number of each county's first copy among the regions, shape (counties,)."""
        return np.flatnonzero(np.diff(self.county_of_region, prepend=-1)).astype(np.int64)

    @property
    def copies(self) -> Indices:
        """Return in how many copies each county stands, shape (counties,)."""
        return np.bincount(self.county_of_region, minlength=len(self.counties)).astype(np.int64)

    def working_days(self, weekdays: tuple[str, ...]) -> Array:
        """Return how many days of each month fall on ``weekdays`` ("mon" ...), shape (months,)."""
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        mask = [name in weekdays for name in names]
        if not any(mask):
            return np.zeros(len(self.months))
        return np.busday_count(self.first_days[:-1], self.first_days[1:], weekmask=mask).astype(np.float64)


def _month_starts(start: date, end: date) -> list[date]:
    days = [start]
    while days[-1] < end:
        following = (days[-1].replace(day=1) + timedelta(days=32)).replace(day=1)
        days.append(min(following, end))
    return days


def _on(schedule: Schedule | None, day: date) -> float:
    return 0.0 if schedule is None else schedule.at(day)


def _covered(schedule: Schedule | None, day: date) -> float:
    return np.nan if schedule is None else schedule.at(day)


def _at_start(scenario: Scenario, hospital: Hospital, first: date, last: date) -> float:
    schedule = hospital.open_beds or scenario.totals.open_beds
    after = _on(schedule, last)
    return _on(schedule, first) / after if after > 0.0 and np.isfinite(after) else 1.0
