"""Where: regions (counties), hospitals, rehabilitation institutions, and totals shared among them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from model.scenario.hospital import TimeSplit
from model.scenario.rehabilitation import Kind
from model.scenario.values import Amount, Positive, Schedule, Strict, Title, Value, described, parameter


class Region(Strict):
    """A county, district or city; with ``copies`` it stands for so many equal ones (rule 9)."""

    name: str
    title: Title | None = None
    city: str = ""
    copies: int = described("Equal regions it stands for", "代表的相同区县数", "regions", "9", default=1, ge=1)
    residents: Amount = described("Residents, per copy", "常住人口(每个)", "residents", "2.1", default=Value(value=0.0))
    registered: Amount | None = described("Registered at the start (default: reported prevalence × residents), per copy", "起点在册患者数(默认:报告患病率×常住人口)", "patients", "2.1", default=None)
    community_workers: Schedule | None = described("Community workers per copy (default: a share of totals, or registered ÷ registered_per_worker)", "社区精防人员(默认:按总数分摊或按患者数推算)", "workers", "7.1", default=None)
    primary_institutions: Amount = parameter(0, "institutions", "7.3", "Primary institutions, per copy", "基层医疗卫生机构数", source="not stated")
    townships: Amount = parameter(0, "townships", "10.1", "Townships and streets, per copy", "乡镇(街道)数", source="not stated")
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
    level: Literal[1, 2, 3] = described("Level of the hospital", "医院等级", "", "audit", default=2)
    weight: Positive | None = described("Share of the totals (default: residents served)", "分摊权重(默认:服务人口)", "ratio", "7.1", default=None)
    open_beds: Schedule | None = described("Open beds (default: a share of totals)", "开放床位(默认:按总数分摊)", "beds", "5.1", default=None)
    psychiatrists: Schedule | None = described("Psychiatrists (default: a share of totals)", "精神科医师(默认:按总数分摊)", "staff", "5.1", default=None)
    nurses: Schedule | None = described("Nurses (default: a share of totals)", "护士(默认:按总数分摊)", "staff", "5.1", default=None)
    health_staff: Schedule | None = described("Health staff, doctors and nurses among them (default: a share of totals)", "卫生技术人员(默认:按总数分摊)", "staff", "5.1", default=None)
    split: TimeSplit | None = described("Split of psychiatrists' hours (default: the plan's)", "医师工时分配(默认:同全市)", "share of hours", "7.2", default=None)


class Institution(Strict):
    """A rehabilitation institution: day places, supported living, or home support (staff hours, no place)."""

    name: str
    title: Title | None = None
    region: str
    kind: Kind = described("Day places, supported living or home support", "康复机构类型", "", "6.1")
    places: Schedule | None = described("Places (default: a share of totals; home support: follows from staff)", "康复名额(默认:按总数分摊)", "places", "6.1", default=None)
    staff: Schedule | None = described("Staff (default: places ÷ clients_per_staff; home support: a share of totals)", "康复人员(默认:按名额推算)", "staff", "6.1", default=None)
    weight: Positive | None = described("Share of the totals (default: residents served)", "分摊权重(默认:服务人口)", "ratio", "7.1", default=None)
    townships_covered: Schedule | None = described("Townships (streets) of the region it serves", "覆盖的乡镇(街道)数", "townships", "10.4", default=None)
    in_copies: Schedule | None = described("In how many of the region's copies it exists (default: all)", "设有该机构的区县数(默认:全部)", "regions", "9", default=None)


class Totals(Strict):
    """Numbers of the whole plan, shared out by weight (largest remainder) where a place gives none."""

    open_beds: Schedule | None = described("Open beds", "开放床位", "beds", "5.1", default=None)
    psychiatrists: Schedule | None = described("Psychiatrists", "精神科医师", "staff", "7.1", default=None)
    nurses: Schedule | None = described("Nurses", "护士", "staff", "7.1", default=None)
    health_staff: Schedule | None = described("Health staff, doctors and nurses among them", "卫生技术人员", "staff", "7.1", default=None)
    community_workers: Schedule | None = described("Community workers", "社区精防人员", "workers", "7.1", default=None)
    day_places: Schedule | None = described("Day-rehabilitation places", "日间康复名额", "places", "6.1", default=None)
    supported_places: Schedule | None = described("Supported-living places", "支持性居住名额", "places", "6.1", default=None)
    home_support_staff: Schedule | None = described("Home-support staff", "居家支持人员", "staff", "6.1", default=None)
