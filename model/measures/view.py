"""The tallies of one replication by month and column: what the formulas read.

A column is a region (each copy by itself); one more, the last, holds what belongs to a city as a whole (its
hospital). Every method gives float64 of shape (months, columns), so that columns can be added up to a county
and to the city, and months to a year.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.care.log import columns_of
from model.care.recorder import SNAPSHOTS, STAFF_COLUMNS, Output
from model.measures.places import Array, Places
from model.measures.survival import Waits
from model.scenario.community import Hours
from model.scenario.schema import Scenario


class View:
    """One replication's tallies, laid out for formulas.

    Parameters
    ----------
    scenario : Scenario
    places : Places
        Of the same scenario.
    output : Output

    Raises
    ------
    ValueError
        If the output was not made from this scenario (other months or places).
    """

    def __init__(self, scenario: Scenario, places: Places, output: Output) -> None:
        expected = (len(places.months), len(places.regions))
        if output.counts.shape[:2] != expected:
            raise ValueError(
                f"the output has {output.counts.shape[:2]} months and regions, the scenario {expected}"
            )
        if output.staff.shape[:2] != (expected[0], len(places.hospitals)):
            raise ValueError(
                f"the output has {output.staff.shape[1]} hospitals, the scenario {len(places.hospitals)}"
            )
        self.scenario = scenario
        self.places = places
        self.output = output
        self.columns = expected[1] + 1
        self.shape = (expected[0], self.columns)
        self._waits: dict[tuple[int, ...], tuple[Waits, Waits, Waits]] = {}

    def _of_regions(self, values: NDArray[np.float64] | NDArray[np.int64]) -> Array:
        result = np.zeros(self.shape)
        result[:, :-1] = values
        return result

    def _of_places(self, values: Array, region: NDArray[np.int64]) -> Array:
        result = np.zeros((self.columns, self.shape[0]))
        np.add.at(result, np.where(region < 0, self.columns - 1, region), values.T)
        return result.T

    # --- what happened ---------------------------------------------------------------------------

    def count(
        self, event: int, detail: Callable[[NDArray[np.int64]], NDArray[np.bool_]] | None = None
    ) -> Array:
        """Return rows of the log by month and region, those whose detail satisfies ``detail``."""
        counts = self.output.counts[:, :, columns_of(event)]
        if detail is not None:
            counts = counts[:, :, detail(np.arange(counts.shape[-1]))]
        return self._of_regions(counts.sum(axis=-1))

    def total(self, event: int) -> Array:
        """Return the sum of the values of the rows of an event."""
        return self._of_regions(self.output.sums[:, :, event])

    def cohort(self, which: int) -> tuple[Array, Array]:
        """Return discharges followed by the event and those with a full window, by month of discharge."""
        cohort = self.output.cohort[:, :, which, :]
        return self._of_regions(cohort[..., 0]), self._of_regions(cohort[..., 1])

    # --- levels over time --------------------------------------------------------------------------

    def region_days(self, level: int) -> Array:
        """Return the integral of a level of regions, unit × days."""
        return self._of_regions(self.output.integral[:, level, : self.columns - 1])

    def hospital_days(self, level: int) -> Array:
        """Return the integral of a level of hospitals, in the column of the hospital's county."""
        return self.of_hospitals(self.output.integral[:, level, : len(self.places.hospitals)])

    def limited_days(self, level: int, column: str, weight: Array | None = None) -> Array:
        """Return the integral of beds or staff of hospitals; nan where ``column`` says they are unlimited."""
        days = self.output.integral[:, level, : len(self.places.hospitals)]
        unlimited = np.isinf(self.output.staff[:, :, STAFF_COLUMNS.index(column)])
        return self.of_hospitals(np.where(unlimited, np.nan, days if weight is None else days * weight))

    def institution_days(self, level: int, kinds: tuple[int, ...] = (0, 1, 2)) -> Array:
        """Return the integral of a level of institutions of some kinds; nan where places are unlimited."""
        days = self.output.integral[:, level, : len(self.places.institutions)]
        chosen = np.isin(self.places.institution_kind, kinds)
        values = np.where(np.isinf(self.output.places_open), np.nan, days)
        return self._of_places(values[:, chosen], self.places.institution_region[chosen])

    # --- at the end of the month ---------------------------------------------------------------------

    def snapshot(self, name: str) -> Array:
        """Return people counted at the end of the month; nan if the recorder does not count them."""
        if name not in SNAPSHOTS:
            return np.full(self.shape, np.nan)
        return self._of_regions(self.output.snapshot[:, :, SNAPSHOTS.index(name)])

    def staff(self, column: str) -> Array:
        """Return a number noted of every hospital; nan where it is unlimited (nothing is stated)."""
        values = self.output.staff[:, :, STAFF_COLUMNS.index(column)]
        return self.of_hospitals(np.where(np.isinf(values), np.nan, values))

    def of_hospitals(self, values: Array) -> Array:
        """Return numbers of the hospitals, shape (months, hospitals), as columns."""
        return self._of_places(values, self.places.hospital_region)

    def open_places(self, kinds: tuple[int, ...] = (0, 1, 2)) -> Array:
        """Return the places open at institutions of some kinds, inf where unlimited."""
        chosen = np.isin(self.places.institution_kind, kinds)
        return self._of_places(self.output.places_open[:, chosen], self.places.institution_region[chosen])

    def townships_served(self) -> Array:
        """Return the townships that open institutions of the region cover; nan if the plan names none."""
        named = self.places.townships_covered
        if named.size and np.isnan(named).all():
            return np.full(self.shape, np.nan)
        covered = np.where(self.output.places_open > 0.0, np.nan_to_num(named), 0.0)
        return self._of_places(covered, self.places.institution_region)

    # --- of the scenario -------------------------------------------------------------------------------

    def fixed(self, of_regions: Array) -> Array:
        """Return a number of the regions, the same every month."""
        return self._of_regions(np.broadcast_to(of_regions, (self.shape[0], self.columns - 1)))

    @property
    def residents(self) -> Array:
        """Return the residents simulated (scale applied)."""
        return self.fixed(self.places.residents * self.places.scale)

    @property
    def townships(self) -> Array:
        """Return the townships simulated (scale applied); 0 where the plan does not say."""
        return self.fixed(self.places.townships * self.places.scale)

    @property
    def regions(self) -> Array:
        """Return 1 for every region."""
        return self.fixed(np.ones(self.columns - 1))

    def institutions(self) -> Array:
        """Return the number of rehabilitation institutions, open or not."""
        ones = np.ones((self.shape[0], len(self.places.institutions)))
        return self._of_places(ones, self.places.institution_region)

    def working_share(self, hours: Hours) -> Array:
        """Return the part of each month's days that falls on working days, shape (months, 1)."""
        return (self.places.working_days(hours.working_days) / self.places.days)[:, None]

    def in_city(self, values: Array) -> Array:
        """Return numbers known for the city alone, shape (months,), as columns."""
        result = np.zeros(self.shape)
        result[:, -1] = values
        return result

    # --- waits -----------------------------------------------------------------------------------------

    def waits(self, kinds: tuple[int, ...]) -> tuple[Waits, Waits, Waits]:
        """Return the waits of some kinds together, by year of the request.

        Returns
        -------
        regions, counties, city : Waits
            Leading axes (years, regions), (years, counties), (years,).
        """
        if kinds not in self._waits:
            counts = self.output.waits[list(kinds)].sum(axis=0)
            days = self.output.wait_sums[list(kinds)].sum(axis=0)
            starts = self.places.county_starts
            self._waits[kinds] = (
                Waits.of(counts, days),
                Waits.of(np.add.reduceat(counts, starts, axis=1), np.add.reduceat(days, starts, axis=1)),
                Waits.of(counts.sum(axis=1), days.sum(axis=1)),
            )
        return self._waits[kinds]

    def pathway(self, which: int) -> tuple[Array, Array]:
        """Return days and persons of a pathway by year of the beginning, each of shape (years, regions)."""
        return self.output.pathway_days[which], self.output.pathway_people[which].astype(np.float64)
