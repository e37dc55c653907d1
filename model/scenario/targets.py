"""Targets, norms and the plan's own sentences (the audit rests on them)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from model.scenario.values import Amount, Strict, Title, parameter


class Target(Strict):
    """A promise of the plan: a measure, a bound, a date, a scope, and the clause that states it."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None
    date: dt.date
    scope: Literal["city", "every_county"] = "city"
    clause: str
    source: str = Field(default="", title="Where the clause stands; the plan itself when empty")
    national: bool = Field(default=False, title="A national target of the year, not the plan's own")
    title: Title | None = None

    def model_post_init(self, context: Any) -> None:
        """Refuse a target with no bound or two."""
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a target needs exactly one of at_least and at_most")


class Norms(Strict):
    """Standards that the audit holds the plan against (not used by the simulation)."""

    health_staff_per_bed_1: Amount = parameter(0.40, "staff per bed", "audit", "Health staff per bed, level 1", "一级机构每床卫生技术人员", source="医疗机构基本标准", grade="F")
    health_staff_per_bed_2: Amount = parameter(0.44, "staff per bed", "audit", "Health staff per bed, level 2", "二级机构每床卫生技术人员", source="医疗机构基本标准", grade="F")
    health_staff_per_bed_3: Amount = parameter(0.55, "staff per bed", "audit", "Health staff per bed, level 3", "三级机构每床卫生技术人员", source="医疗机构基本标准", grade="F")
    nurses_per_bed: Amount = parameter(0.35, "nurses per bed", "audit", "Nurses per bed, level 3", "每床护士(三级标准)", source="三级精神病医院基本标准", grade="F")
    beds_per_psychiatrist: Amount = parameter(6.25, "beds", "audit", "Beds per psychiatrist in top hospitals", "每名精神科医师床位(高水平医院)", source="0.16 psychiatrist per bed in 41 top-tier hospitals (PMC7943845)", grade="F")
    nurses_per_bed_practised: Amount = parameter(0.175, "nurses per bed", "audit", "Nurses per bed, national 2020", "每床护士(2020年全国)", source="139,642 nurses, 798,191 beds (2020)", grade="F")
    beds_per_10k_national: Amount = parameter(5.65, "beds per 10,000", "audit", "Beds per 10,000 residents, national 2020", "每万人口床位(2020年全国)", source="798,191 beds (2020)", grade="F")
    registered_per_worker: Amount = parameter(80, "patients", "audit", "Registered patients per community worker", "每名精防人员管理患者", low=40, high=200, source="expert assumption")


class Stated(Strict):
    """A number the plan states, under a key the audit and the scenario can refer to.

    Keys used by the audit are listed in its documentation; any other key is a number that is
    modelled elsewhere in the scenario (``used_in`` says where).
    """

    key: str
    value: float
    unit: str = ""
    date: dt.date | None = None
    clause: str
    used_in: str = ""


class NotModelled(Strict):
    """A number of the plan that was read and is not modelled, and why."""

    clause: str
    numbers: tuple[str, ...]
    reason: str
