"""Pathways as the person sees them: their days add up per person and year (rule 10.3).

A pathway belongs to the year in which it began. Somebody who sets out several times in a year is counted once,
where the first of these pathways ended, with the days of all of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.care._compile import compiled

TO_ADMISSION = 0
"""From a relapse to admission, or to where the way ends without one: treated at home, gave up, died, left."""
TO_PLACE = 1
"""From the acceptance of a referral to the place: processing, wait and intake; or to where the way ends."""
PATHWAYS = 2


@compiled
def count_pathway(
    days: NDArray[np.float64],
    people: NDArray[np.int64],
    first: int,
    regions: int,
    year: int,
    region: int,
    length: float,
    counted_in: int,
) -> int:
    """Add a pathway that ended to the tallies of shape (pathways, years, regions), both laid out flat.

    ``first`` is where the pathway's years begin in them. ``counted_in`` is what the last call for this person and
    pathway returned (before the first: -1): the year and region in which the person is counted, as year × regions +
    region.
    """
    if counted_in < 0 or counted_in // regions != year:
        counted_in = year * regions + region
        people[first + counted_in] += 1
    days[first + counted_in] += length
    return counted_in


class Pathways:
    """The pathways under way of one replication, and the tallies of those that ended.

    Attributes
    ----------
    days : float64, shape (pathways, years, regions)
    people : int64, shape (pathways, years, regions)
    """

    def __init__(self, years: int, regions: int) -> None:
        self.days = np.zeros((PATHWAYS, years, regions))
        self.people = np.zeros((PATHWAYS, years, regions), np.int64)
        self._began: dict[tuple[int, int], float] = {}
        self._counted_in: dict[tuple[int, int], int] = {}

    def begin(self, pathway: int, entity: int, time: float) -> None:
        """Note when a person set out."""
        self._began[pathway, entity] = time

    def leave(self, pathway: int, entity: int) -> float | None:
        """Take a person off a pathway; return when they set out, None if they are on none."""
        return self._began.pop((pathway, entity), None)

    def count(self, pathway: int, entity: int, year: int, region: int, length: float) -> None:
        """Count a pathway that ended, by the year in which it began."""
        key = pathway, entity
        counted_in = self._counted_in.get(key, -1)
        years, regions = self.days.shape[1:]
        self._counted_in[key] = count_pathway(
            self.days.ravel(), self.people.ravel(), pathway * years * regions, regions, year, region, length, counted_in
        )
