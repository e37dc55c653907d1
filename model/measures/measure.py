"""What a measure is: its words in two languages and its formula; the rest is derived here.

A formula gives a numerator and a denominator by month and column (see `model.measures.view`). Both are added
up, over the copies of a county, over the city, over the months of a year, before they are divided: a rate of
the city is never a mean of rates.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np

from model.measures.places import Array, Places
from model.measures.survival import Waits
from model.measures.view import View


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


class Kind(Enum):
    """What period a value belongs to."""

    POINT = Words("时点(期末)", "at the end of the period")
    YEAR_TO_DATE = Words("自然年(截至期末)", "calendar year, up to the end of the period")
    FLOW = Words("期间", "over the period")
    REQUESTS = Words("按申请年份", "by year of the request, or of the beginning")


UNITS: dict[str, Words] = {
    "people": Words("人", "people"),
    "beds": Words("张", "beds"),
    "places": Words("个", "places"),
    "share": Words("比例", "share"),
    "permille": Words("‰", "per 1,000"),
    "days": Words("天", "days"),
    "bed-days": Words("床日", "bed-days"),
    "events": Words("次", "events"),
    "visits": Words("次", "visits"),
    "hours a year": Words("学时/年", "hours a year"),
    "per 1,000 residents": Words("每千人口", "per 1,000 residents"),
    "per 10,000 residents": Words("每万人口", "per 10,000 residents"),
    "per 100,000 residents": Words("每10万人口", "per 100,000 residents"),
    "per 1,000 person-years": Words("每千人年", "per 1,000 person-years"),
    "per person-year": Words("每人年", "per person-year"),
    "per bed": Words("每床", "per bed"),
    "per bed-year": Words("每床年", "per bed-year"),
    "per township": Words("每乡镇", "per township"),
    "per working day": Words("每工作日", "per working day"),
    "RMB": Words("元", "RMB"),
}


class Ratio(NamedTuple):
    """Numerator and denominator, shape (months, columns); without denominator the numerator is the value."""

    numerator: Array
    denominator: Array | None = None
    per: float = 1.0


@dataclass(frozen=True, eq=False)
class Values:
    """A measure of one replication; nan: not observed.

    Attributes
    ----------
    regions : float64, shape (periods, regions)
        Copies apart.
    counties : float64, shape (periods, counties)
        Copies together.
    city : float64, shape (periods,)
        Everything together.
    """

    regions: Array
    counties: Array
    city: Array


@dataclass(frozen=True, kw_only=True)
class Measure(ABC):
    """A measure by its words.

    Attributes
    ----------
    key : str
        What a target names.
    title, numerator, denominator : Words
        ``denominator`` None: a plain number.
    unit : str
        A key of `UNITS`.
    kind : Kind
    source : str
        Where the definition comes from.
    by_county : bool
        False: known for the city alone.
    """

    key: str
    title: Words
    unit: str
    kind: Kind
    numerator: Words
    denominator: Words | None = None
    source: str
    by_county: bool = True

    @property
    def monthly(self) -> bool:
        """Tell whether the measure exists month by month."""
        return self.kind is not Kind.REQUESTS

    @property
    def is_count(self) -> bool:
        """Tell whether the measure is a plain number, which grows with the place."""
        return self.denominator is None

    @property
    def unit_words(self) -> Words:
        """Return the unit in both languages."""
        return UNITS[self.unit]

    @abstractmethod
    def values(self, view: View) -> Values:
        """Return the measure for every period and place."""


@dataclass(frozen=True, kw_only=True)
class RatioMeasure(Measure):
    """A number, or one number over another.

    Attributes
    ----------
    formula : callable
    scales : bool
        False: a number that is simulated in full whatever the scenario's scale.
    a_day : bool
        The number is a total of days, given as its mean over the days of the period.
    """

    formula: Callable[[View], Ratio]
    scales: bool = True
    a_day: bool = False

    def values(self, view: View) -> Values:
        """Return the measure for every period and place (months, then years)."""
        ratio = self.formula(view)
        top = self._periods(ratio.numerator, view.places)
        bottom = None if ratio.denominator is None else self._periods(ratio.denominator, view.places)
        factor = ratio.per
        if bottom is None and self.scales:
            factor /= view.places.scale
        if self.a_day:
            top = top / self._periods(view.places.days[:, None], view.places)

        def value(add: Callable[[Array], Array]) -> Array:
            if bottom is None:
                return add(top) * factor
            under = add(bottom)
            with np.errstate(invalid="ignore"):
                share: Array = np.full(under.shape, np.nan)
                return np.divide(add(top) * factor, under, out=share, where=under != 0.0)

        regions = value(lambda x: x[:, :-1])
        counties = value(lambda x: np.add.reduceat(x[:, :-1], view.places.county_starts, axis=1))
        if not self.by_county:
            regions, counties = np.full_like(regions, np.nan), np.full_like(counties, np.nan)
        return Values(regions, counties, value(lambda x: x.sum(axis=1)))

    def _periods(self, by_month: Array, places: Places) -> Array:
        if self.kind is Kind.FLOW:
            years = np.add.reduceat(by_month, places.year_starts, axis=0)
        else:
            years = by_month[places.year_ends]
        return np.concatenate([by_month, years], axis=0)


@dataclass(frozen=True, kw_only=True)
class WaitMeasure(Measure):
    """A statistic of waits, per request and by year of the request; those still waiting are counted.

    ``needs_days``: a year none of whose requests could be followed so long has no value.
    """

    waits: tuple[int, ...]
    statistic: Callable[[Waits], Array]
    kind: Kind = Kind.REQUESTS
    needs_days: float = 0.0

    def values(self, view: View) -> Values:
        """Return the statistic for every year and place; nan for the months."""
        places = view.places
        followed = places.month_starts[-1] - places.month_starts[places.year_starts]

        def value(waits: Waits) -> Array:
            years = self.statistic(waits)
            years[followed < self.needs_days] = np.nan
            return _after_the_months(places, years)

        regions, counties, city = view.waits(self.waits)
        return Values(value(regions), value(counties), value(city))


@dataclass(frozen=True, kw_only=True)
class PathwayMeasure(Measure):
    """Mean days over a pathway, per person and by year of the beginning (rule 10.3)."""

    pathway: int
    kind: Kind = Kind.REQUESTS

    def values(self, view: View) -> Values:
        """Return the mean for every year and place; nan for the months, and where nobody set out."""
        days, people = view.pathway(self.pathway)

        def value(add: Callable[[Array], Array]) -> Array:
            persons = add(people)
            years = np.divide(add(days), persons, out=np.full(persons.shape, np.nan), where=persons > 0.0)
            return _after_the_months(view.places, years)

        return Values(
            value(lambda x: x),
            value(lambda x: np.add.reduceat(x, view.places.county_starts, axis=1)),
            value(lambda x: x.sum(axis=1)),
        )


def _after_the_months(places: Places, years: Array) -> Array:
    """Return values of the years as values of all periods: nan for the months."""
    return np.concatenate([np.full((len(places.months), *years.shape[1:]), np.nan), years], axis=0)
