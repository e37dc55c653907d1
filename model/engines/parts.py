"""A plan of many cities, some cities at a time: they share nothing but the calendar (rules 5.2, 8.2, 9).

What the engine holds at once then stays small, and what it reads stays near. Every random number belongs to a person
of an original region and copy, which a part does not renumber, so that the parts together are the whole, bit for bit,
in whatever order and in whatever processes they are run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.care import log as L
from model.care import recorder as R
from model.care.recorder import Output
from model.engines.inputs import HospitalInput, Inputs, InstitutionInput, RegionInput
from model.engines.recording import recorder_for, widest_of

PEOPLE = 10_000
"""Registered people of a part, at least, if cities are smaller: what a part reads should stay near the processor."""
BY_HOSPITAL = (
    R.OCCUPIED, R.BLOCKED, R.TURNOVER, R.STAFFED, R.OPEN_BEDS, R.CLINIC_BUSY, R.PSYCHIATRISTS, R.NURSES,
    R.HEALTH_STAFF, R.LONG_STAYERS,
)  # fmt: skip
BY_INSTITUTION = (R.PLACES_USED, R.PLACES_OPEN, R.CLIENTS, R.REHABILITATION_STAFF)


@dataclass(frozen=True)
class Part:
    """Some cities of a plan; ``regions``, ``hospitals`` and ``institutions`` are their numbers in the whole plan."""

    inputs: Inputs
    regions: list[int]
    hospitals: list[int]
    institutions: list[int]
    first: bool

    @property
    def people(self) -> int:
        """Registered people at the start: how much work it is, about."""
        return sum(r.registered for r in self.inputs.regions)


@dataclass(frozen=True)
class Parted:
    """A plan made ready and cut into parts, which can be sent to other processes.

    Attributes
    ----------
    inputs : Inputs
        Of the whole plan.
    parts : tuple of Part
        One, with the inputs themselves, where the plan cannot be split or is not worth it.
    widest : int
        Numbers of levels kept of a distribution over time, the same in all parts.
    """

    inputs: Inputs
    parts: tuple[Part, ...]
    widest: int

    def empty(self, replication: int) -> Output:
        """Return tallies of the whole plan into which those of the parts can be put, see `put_together`."""
        recorder = recorder_for(self.inputs, False, self.widest)
        # Places that are in no part stand at level 0 all the time.
        recorder.time_at[:, :, 0] = self.inputs.end
        return recorder.output(replication, 0.0)

    def largest_first(self) -> list[int]:
        """Return the numbers of the parts in an order in which no large one is left for the end."""
        return sorted(range(len(self.parts)), key=lambda number: -self.parts[number].people)


def parted(inputs: Inputs, people: int | None = None) -> Parted:
    """Cut a plan into parts; ``people`` as for `parts_of`."""
    return Parted(inputs, tuple(parts_of(inputs, people)), widest_of(inputs))


def can_be_split(inputs: Inputs) -> bool:
    """Tell whether the cities share nothing: no hiring or training of the plan as a whole (rule 7.1)."""
    workforce = inputs.scenario.workforce
    professions = (workforce.psychiatrists, workforce.nurses, workforce.health_staff, workforce.community_workers)
    hiring = any(p.hired_per_year.value > 0.0 for p in professions)
    return not hiring and not inputs.training


def parts_of(inputs: Inputs, people: int | None = None) -> Iterator[Part]:
    """Return the parts in which a plan may be run: all of it in one where the cities share something.

    ``people``: the registered people of a part, at least, if cities are smaller; by default `PEOPLE`.
    """
    least = PEOPLE if people is None else people
    everything = list(range(inputs.cities))
    if not can_be_split(inputs):
        yield _part(inputs, everything, first=True)
        return
    registered = [0] * inputs.cities
    for r in inputs.regions:
        registered[r.city] += r.registered
    taken: list[int] = []
    first = True
    for city in everything:
        taken.append(city)
        if sum(registered[c] for c in taken) >= least or city == everything[-1]:
            yield _part(inputs, taken, first)
            taken, first = [], False


def _part(inputs: Inputs, cities: list[int], first: bool) -> Part:
    chosen = set(cities)
    regions = [r.index for r in inputs.regions if r.city in chosen]
    hospitals = [h.index for h in inputs.hospitals if h.city in chosen]
    institutions = [i.index for i in inputs.institutions if inputs.regions[i.region].city in chosen]
    if len(cities) == inputs.cities:
        return Part(inputs, regions, hospitals, institutions, first)
    numbers = _Numbers(
        {old: new for new, old in enumerate(cities)},
        {old: new for new, old in enumerate(regions)},
        {old: new for new, old in enumerate(hospitals)},
        {old: new for new, old in enumerate(institutions)},
    )
    part = replace(
        inputs,
        cities=len(cities),
        regions=[numbers.region(inputs.regions[r]) for r in regions],
        hospitals=[numbers.hospital(inputs.hospitals[h]) for h in hospitals],
        institutions=[numbers.institution(inputs.institutions[i]) for i in institutions],
        classes=[replace(c, region=numbers.regions[c.region]) for c in inputs.classes if c.region in numbers.regions],
    )
    return Part(part, regions, hospitals, institutions, first)


@dataclass(frozen=True)
class _Numbers:
    """The new numbers of a part's cities, regions, hospitals and institutions, by the old ones."""

    cities: dict[int, int]
    regions: dict[int, int]
    hospitals: dict[int, int]
    institutions: dict[int, int]

    def region(self, r: RegionInput) -> RegionInput:
        def hospitals(numbers: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(self.hospitals[h] for h in numbers)

        def moved(pairs: tuple[tuple[int, int], ...], by: dict[int, int]) -> tuple[tuple[int, int], ...]:
            return tuple((by[place], people) for place, people in pairs)

        day, supported, home = (tuple(self.institutions[i] for i in kind) for kind in r.institutions)
        return replace(
            r,
            index=self.regions[r.index],
            city=self.cities[r.city],
            hospitals=hospitals(r.hospitals),
            others=hospitals(r.others),
            own=hospitals(r.own),
            clinic=self.hospitals.get(r.clinic, -1),
            institutions=(day, supported, home),
            start_inpatients=moved(r.start_inpatients, self.hospitals),
            start_others=moved(r.start_others, self.hospitals),
            start_clients=moved(r.start_clients, self.institutions),
        )

    def hospital(self, h: HospitalInput) -> HospitalInput:
        number, region = self.hospitals[h.index], self.regions.get(h.region, -1)
        written_in = self.regions[h.written_in]
        return replace(h, index=number, region=region, written_in=written_in, city=self.cities[h.city])

    def institution(self, i: InstitutionInput) -> InstitutionInput:
        return replace(i, index=self.institutions[i.index], region=self.regions[i.region])


def put_together(whole: Output, part: Part, tallies: Output) -> None:
    """Put the tallies of a part where they belong in those of the whole plan; in any order of the parts."""
    r, h, i = part.regions, part.hospitals, part.institutions
    whole.events += tallies.events
    whole.seconds += tallies.seconds
    if not part.first:
        # One row a month closes it, whatever the number of parts; it stands with the first region.
        tallies.counts[:, :, L.columns_of(L.MONTH_ENDED)] = 0
        tallies.sums[:, :, L.MONTH_ENDED] = 0.0
    for name in ("counts", "sums", "stay_sums", "cohort", "snapshot"):
        getattr(whole, name)[:, r] = getattr(tallies, name)
    for name in ("waits", "wait_sums", "pathway_days", "pathway_people"):
        getattr(whole, name)[:, :, r] = getattr(tallies, name)
    whole.staff[:, h] = tallies.staff
    whole.places_open[:, i] = tallies.places_open
    for level in range(R.LEVELS):
        places = _places_of(level, part)
        whole.integral[:, level, places] = tallies.integral[:, level, : len(places)]
    for row, level in enumerate(R.DISTRIBUTED):
        places = _places_of(level, part)
        whole.time_at[row, places] = tallies.time_at[row, : len(places)]


def _places_of(level: int, part: Part) -> NDArray[Any]:
    """Return the numbers in the whole plan of the places that a level belongs to."""
    if level in BY_HOSPITAL:
        return np.array(part.hospitals, dtype=np.intp)
    if level in BY_INSTITUTION:
        return np.array(part.institutions, dtype=np.intp)
    return np.array(part.regions, dtype=np.intp)
