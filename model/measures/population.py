"""Measures of the registry: who is registered, how stable, how many die."""

from __future__ import annotations

from model.care import log
from model.care.recorder import REGISTERED_LEVEL
from model.measures.measure import Kind, Measure, Ratio, RatioMeasure, Words
from model.measures.view import View

NORM = "国家卫生健康委《严重精神障碍管理治疗工作规范(2018年版)》"
REGISTERED = Words("期末在册患者数", "registered people at the end of the period")
RESIDENTS = Words("常住人口数", "residents")
PERSON_YEARS = Words("在册人年", "person-years on the registry")


def registered_years(view: View) -> Ratio:
    """Return person-years on the registry as the numerator."""
    return Ratio(view.region_days(REGISTERED_LEVEL) / 365.25)


def of_registered(
    key: str, zh: str, en: str, snapshot: str, counted: Words, source: str = NORM, kind: Kind = Kind.POINT
) -> RatioMeasure:
    """Return a share of the registered at the end of the period, counted in a snapshot."""
    return RatioMeasure(
        key=key,
        title=Words(zh, en),
        unit="share",
        kind=kind,
        numerator=counted,
        denominator=REGISTERED,
        source=source,
        formula=lambda view: Ratio(view.snapshot(snapshot), view.snapshot("registered")),
    )


MEASURES: tuple[Measure, ...] = (
    RatioMeasure(
        key="registered",
        title=Words("在册患者数", "Registered people"),
        unit="people",
        kind=Kind.POINT,
        numerator=Words(
            "累计建档患者减去死亡和迁出者", "people ever registered, less those who died or left"
        ),
        source=NORM,
        formula=lambda view: Ratio(view.snapshot("registered")),
    ),
    RatioMeasure(
        key="reported_prevalence_permille",
        title=Words("报告患病率(检出率)", "Reported prevalence"),
        unit="permille",
        kind=Kind.POINT,
        numerator=REGISTERED,
        denominator=RESIDENTS,
        source=NORM,
        formula=lambda view: Ratio(view.snapshot("registered"), view.residents, 1000.0),
    ),
    RatioMeasure(
        key="newly_registered",
        title=Words("新增在册患者数", "Newly registered people"),
        unit="people",
        kind=Kind.FLOW,
        numerator=Words("期间新发现并建档的患者", "people detected and registered in the period"),
        source=NORM,
        formula=lambda view: Ratio(view.count(log.REGISTERED, lambda detail: detail == 1)),
    ),
    of_registered(
        "stable_share",
        "病情稳定率",
        "Stable",
        "stable",
        Words("病情稳定的在册患者", "registered people whose condition is stable"),
    ),
    of_registered(
        "unstable_share",
        "病情不稳定率",
        "Unstable",
        "unstable",
        Words("病情不稳定的在册患者", "registered people whose condition is unstable"),
    ),
    of_registered(
        "high_risk_share",
        "高风险患者比例",
        "At high risk",
        "grade_3_up",
        Words("危险性评估3级及以上的在册患者", "registered people of risk grade 3 or above"),
    ),
    of_registered(
        "lost_share",
        "失访率",
        "Lost to follow-up",
        "lost",
        Words("失访的在册患者", "registered people lost to follow-up"),
    ),
    RatioMeasure(
        key="deaths_per_1000",
        title=Words("死亡率", "Deaths"),
        unit="per 1,000 person-years",
        kind=Kind.FLOW,
        numerator=Words("期间死亡的在册患者", "registered people who died in the period"),
        denominator=PERSON_YEARS,
        source="deaths over exposure",
        formula=lambda view: Ratio(view.count(log.DIED), registered_years(view).numerator, 1000.0),
    ),
)
