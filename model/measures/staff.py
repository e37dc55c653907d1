"""Measures of staff: headcounts, densities, and how much of the working time is used.

Working time is headcount × share of hours × hours a day × working days of the month; public holidays are
working days to the model.
"""

from __future__ import annotations

import numpy as np

from model.care import log
from model.care.recorder import CLINIC_BUSY, PSYCHIATRISTS, TEAM_BUSY, WORKERS
from model.measures.measure import Kind, Measure, Ratio, RatioMeasure, Words
from model.measures.places import Array
from model.measures.population import RESIDENTS
from model.measures.view import View

STATISTICS = "国家卫生健康统计制度:卫生人力指标"
WORKERS_WORDS = Words("期末精防(社区)人员", "community prevention staff at the end of the period")


def _worker_hours(view: View) -> Array:
    """Return the working time for visits, in days of 24 hours."""
    home = view.scenario.home
    each = home.visit_time_share.value * home.hours.hours_per_day.value / 24.0
    return view.region_days(WORKERS) * view.working_share(home.hours) * each


def _clinic_hours(view: View) -> Array:
    """Return the working time of psychiatrists in the clinic, in days of 24 hours."""
    hours = view.scenario.clinic.hours
    staff = view.limited_days(PSYCHIATRISTS, "psychiatrists", view.places.clinic_share)
    return staff * view.working_share(hours) * hours.hours_per_day.value / 24.0


def _contacts(view: View) -> Array:
    return view.count(log.ASSESSMENT_STARTED) + view.count(log.CLINIC_VISIT)


def _per_psychiatrist_day(view: View) -> Ratio:
    days = view.limited_days(PSYCHIATRISTS, "psychiatrists") * view.working_share(view.scenario.clinic.hours)
    return Ratio(_contacts(view), days)


def _visits_per_worker_day(view: View) -> Ratio:
    days = view.region_days(WORKERS) * view.working_share(view.scenario.home.hours)
    return Ratio(view.count(log.VISIT_COMPLETED), days)


def _workers(view: View) -> Array:
    workers = view.snapshot("workers")
    return np.where(np.isinf(workers), np.nan, workers)


def _per_township(view: View) -> Ratio:
    townships = view.townships
    return Ratio(np.where(townships > 0.0, _workers(view), 0.0), townships)


def _headcount(key: str, zh: str, en: str, column: str) -> RatioMeasure:
    return RatioMeasure(
        key=key,
        title=Words(zh, en),
        unit="people",
        kind=Kind.POINT,
        numerator=Words(f"期末{zh}", f"{en[0].lower()}{en[1:]} at the end of the period"),
        source=STATISTICS,
        formula=lambda view: Ratio(view.staff(column)),
    )


def _per_bed(key: str, zh: str, en: str, column: str) -> RatioMeasure:
    return RatioMeasure(
        key=key,
        title=Words(zh, en),
        unit="per bed",
        kind=Kind.POINT,
        numerator=Words(zh.removeprefix("每床"), f"{column.replace('_', ' ')} at the end of the period"),
        denominator=Words("期末开放床位", "beds open at the end of the period"),
        source="医疗机构基本标准",
        formula=lambda view: Ratio(view.staff(column), view.staff("open_beds")),
    )


MEASURES: tuple[Measure, ...] = (
    _headcount("psychiatrists", "精神科执业(助理)医师", "Psychiatrists", "psychiatrists"),
    RatioMeasure(
        key="psychiatrists_per_100k",
        title=Words("每10万人口精神科医师", "Psychiatrists per 100,000 residents"),
        unit="per 100,000 residents",
        kind=Kind.POINT,
        numerator=Words("期末精神科执业(助理)医师", "psychiatrists at the end of the period"),
        denominator=RESIDENTS,
        source=STATISTICS,
        formula=lambda view: Ratio(view.staff("psychiatrists"), view.residents, 1e5),
    ),
    _headcount("nurses", "护士", "Nurses", "nurses"),
    _headcount("health_staff", "卫生技术人员", "Health staff", "health_staff"),
    _per_bed("psychiatrists_per_bed", "每床精神科医师", "Psychiatrists per open bed", "psychiatrists"),
    _per_bed("nurses_per_bed", "每床护士", "Nurses per open bed", "nurses"),
    _per_bed("health_staff_per_bed", "每床卫生技术人员", "Health staff per open bed", "health_staff"),
    RatioMeasure(
        key="prevention_staff",
        title=Words("精防人员", "Community prevention staff"),
        unit="people",
        kind=Kind.POINT,
        numerator=WORKERS_WORDS,
        source=STATISTICS,
        formula=lambda view: Ratio(_workers(view)),
    ),
    RatioMeasure(
        key="prevention_staff_per_township",
        title=Words("每乡镇(街道)精防人员", "Prevention staff per township"),
        unit="per township",
        kind=Kind.POINT,
        numerator=WORKERS_WORDS,
        denominator=Words("乡镇(街道)数", "townships"),
        source=STATISTICS,
        formula=_per_township,
    ),
    RatioMeasure(
        key="worker_utilisation",
        title=Words("社区人员随访工时利用率", "Utilisation of community workers"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("随访所用工时(含路途)", "working time spent on visits and travel"),
        denominator=Words("可用于随访的工时", "working time available for visits"),
        source="busy time over time available (rule 1.6)",
        formula=lambda view: Ratio(view.region_days(TEAM_BUSY), _worker_hours(view)),
    ),
    RatioMeasure(
        key="clinic_utilisation",
        title=Words("门诊工时利用率", "Utilisation of the clinics"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("门诊所用医师工时", "psychiatrists' working time spent in the clinic"),
        denominator=Words("医师门诊可用工时", "psychiatrists' working time available to the clinic"),
        source="busy time over time available (rule 1.6)",
        formula=lambda view: Ratio(view.hospital_days(CLINIC_BUSY), _clinic_hours(view)),
    ),
    RatioMeasure(
        key="visits_per_worker_day",
        title=Words("社区人员日均随访次数", "Visits per community worker and working day"),
        unit="per working day",
        kind=Kind.FLOW,
        numerator=Words("期间完成的随访", "visits completed in the period"),
        denominator=Words("社区人员工作日", "working days of community workers"),
        source=STATISTICS,
        formula=_visits_per_worker_day,
    ),
    RatioMeasure(
        key="visits_per_psychiatrist_day",
        title=Words("医师日均诊疗人次", "Outpatient visits per psychiatrist and working day"),
        unit="per working day",
        kind=Kind.FLOW,
        numerator=Words(
            "期间评估、复诊和门诊人次", "assessments, reviews and outpatient visits in the period"
        ),
        denominator=Words("精神科医师工作日", "working days of psychiatrists"),
        source=STATISTICS,
        by_county=False,
        formula=_per_psychiatrist_day,
    ),
)
