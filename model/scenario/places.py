"""Where: regions (counties), hospitals, rehabilitation institutions, and totals shared among them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from model.scenario.hospital import TimeSplit
from model.scenario.rehabilitation import Kind
from model.scenario.values import Amount, Positive, Schedule, Strict, Title, Value


class Region(Strict):
    """A county, district or city; with ``copies`` it stands for so many equal ones (rule 9)."""

    name: str
    title: Title | None = None
    city: str = ""
    copies: int = Field(default=1, ge=1)
    residents: Amount = Value(value=0.0)
    registered: Amount | None = Field(default=None, title="Registered at the start (default: reported prevalence × residents), per copy")
    community_workers: Schedule | None = Field(default=None, title="Community workers per copy (default: a share of totals, or registered ÷ registered_per_worker)")
    primary_institutions: Amount = Value(value=0.0, source="not stated", grade="K")
    townships: Amount = Value(value=0.0, source="not stated", grade="K")
    hospitals: tuple[str, ...] = Field(default=(), title="Hospitals in order of use (default: those of the region, then those of the city)")
    clinic: str = Field(default="", title="Hospital whose psychiatrists run the clinic (default: the first of its hospitals)")
    institutions: tuple[str, ...] = Field(default=(), title="Institutions in order (default: those of the region)")


class Hospital(Strict):
    """A hospital with psychiatric beds. ``region`` empty: it serves the city as a whole.

    A headcount or bed number left out is the hospital's share of ``totals`` (by ``weight``).
    """

    name: str
    title: Title | None = None
    city: str = ""
    region: str = ""
    level: Literal[1, 2, 3] = 2
    weight: Positive | None = Field(default=None, title="Share of the totals (default: residents served)")
    open_beds: Schedule | None = None
    psychiatrists: Schedule | None = None
    nurses: Schedule | None = None
    health_staff: Schedule | None = None
    split: TimeSplit | None = None


class Institution(Strict):
    """A rehabilitation institution: day places, supported living, or home support (staff hours, no place)."""

    name: str
    title: Title | None = None
    region: str
    kind: Kind
    places: Schedule | None = Field(default=None, title="Places (home support: not given, follows from staff)")
    staff: Schedule | None = None
    weight: Positive | None = None
    townships_covered: Schedule | None = Field(default=None, title="Townships (streets) of the region it serves")
    in_copies: Schedule | None = Field(default=None, title="In how many of the region's copies it exists (default: all)")


class Totals(Strict):
    """Numbers of the whole plan, shared out by weight (largest remainder) where a place gives none."""

    open_beds: Schedule | None = None
    psychiatrists: Schedule | None = None
    nurses: Schedule | None = None
    health_staff: Schedule | None = None
    community_workers: Schedule | None = None
    day_places: Schedule | None = None
    supported_places: Schedule | None = None
    home_support_staff: Schedule | None = None
