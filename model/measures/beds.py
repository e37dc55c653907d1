"""Measures of hospitals: beds, occupancy, stays, blocking, care outside the county, readmission.

A county's beds are those of its own hospitals; a hospital of the whole city counts for the city alone.
Admissions and discharges are counted where the person lives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.care import log
from model.care.recorder import (
    BLOCKED,
    OCCUPIED,
    OPEN_BEDS,
    READMITTED_30,
    READMITTED_90,
    READMITTED_365,
    STAFFED,
)
from model.measures.measure import Kind, Measure, Ratio, RatioMeasure, Words
from model.measures.population import PERSON_YEARS, RESIDENTS, registered_years
from model.measures.view import View

STATISTICS = "国家卫生健康统计制度:床位与医疗服务指标"
FULL_WINDOW = "rule 10.1 of the model: discharges with a full window only"
OPEN = Words("期末开放床位", "beds open at the end of the period")
STAFFED_WORDS = Words("期末有人员保障的床位", "beds open and staffed at the end of the period")
OUTSIDE = 4
"""Detail of ADMITTED: class + this when the hospital is not of the person's own county."""
OUTSIDE_REGISTRY = 8
"""Detail bit of ADMITTED: a person without an entry in the registry (a patient class)."""


def _registered_only(detail: NDArray[np.int64]) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = detail & OUTSIDE_REGISTRY == 0
    return inside


def _outside(detail: NDArray[np.int64]) -> NDArray[np.bool_]:
    outside: NDArray[np.bool_] = detail & OUTSIDE != 0
    return outside


def _occupied(view: View) -> Ratio:
    return Ratio(view.hospital_days(OCCUPIED), view.limited_days(STAFFED, "staffed_beds"))


def _occupied_of_open(view: View) -> Ratio:
    return Ratio(view.hospital_days(OCCUPIED), view.limited_days(OPEN_BEDS, "open_beds"))


def _per_bed_year(view: View) -> Ratio:
    bed_years = view.limited_days(STAFFED, "staffed_beds") / 365.25
    return Ratio(view.count(log.DISCHARGED), bed_years)


def _beds(key: str, zh: str, en: str, column: str, unit: str, words: Words, per: float) -> RatioMeasure:
    return RatioMeasure(
        key=key,
        title=Words(zh, en),
        unit=unit,
        kind=Kind.POINT,
        numerator=words,
        denominator=RESIDENTS,
        source=STATISTICS,
        formula=lambda view: Ratio(view.staff(column), view.residents, per),
    )


def _readmission(key: str, days: int, cohort: int, source: str) -> RatioMeasure:
    return RatioMeasure(
        key=key,
        title=Words(f"出院{days}天内再入院率", f"Readmission within {days} days"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words(f"出院后{days}天内再入院者", f"of them, readmitted within {days} days"),
        denominator=Words(
            f"期间出院且已随访满{days}天者", f"discharges of the period with a full window of {days} days"
        ),
        source=f"{source}; {FULL_WINDOW}",
        formula=lambda view: Ratio(*view.cohort(cohort)),
    )


MEASURES: tuple[Measure, ...] = (
    RatioMeasure(
        key="open_beds",
        title=Words("开放床位", "Open beds"),
        unit="beds",
        kind=Kind.POINT,
        numerator=OPEN,
        source=STATISTICS,
        formula=lambda view: Ratio(view.staff("open_beds")),
    ),
    RatioMeasure(
        key="staffed_beds",
        title=Words("有人员保障的床位", "Staffed beds"),
        unit="beds",
        kind=Kind.POINT,
        numerator=STAFFED_WORDS,
        source="rule 5.1 of the model: the least of beds and what each profession can carry",
        formula=lambda view: Ratio(view.staff("staffed_beds")),
    ),
    RatioMeasure(
        key="unstaffed_beds",
        title=Words("无人员保障的床位", "Open beds without staff"),
        unit="beds",
        kind=Kind.POINT,
        numerator=Words("期末开放但人员不足的床位", "beds open but not staffed at the end of the period"),
        source="rule 5.1 of the model",
        formula=lambda view: Ratio(view.staff("open_beds") - view.staff("staffed_beds")),
    ),
    _beds(
        "open_beds_per_10k",
        "每万人口开放床位",
        "Open beds per 10,000 residents",
        "open_beds",
        "per 10,000 residents",
        OPEN,
        1e4,
    ),
    _beds(
        "staffed_beds_per_10k",
        "每万人口有人员保障床位",
        "Staffed beds per 10,000 residents",
        "staffed_beds",
        "per 10,000 residents",
        STAFFED_WORDS,
        1e4,
    ),
    _beds(
        "open_beds_per_1000",
        "每千人口开放床位",
        "Open beds per 1,000 residents",
        "open_beds",
        "per 1,000 residents",
        OPEN,
        1e3,
    ),
    RatioMeasure(
        key="occupancy",
        title=Words("床位使用率", "Occupancy of staffed beds"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("实际占用床日(含滞留)", "bed-days occupied, the blocked included"),
        denominator=Words("有人员保障的床日", "staffed bed-days"),
        source=STATISTICS,
        formula=_occupied,
    ),
    RatioMeasure(
        key="occupancy_of_open_beds",
        title=Words("开放床位使用率", "Occupancy of open beds"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("实际占用床日(含滞留)", "bed-days occupied, the blocked included"),
        denominator=Words("开放床日", "open bed-days"),
        source=STATISTICS,
        formula=_occupied_of_open,
    ),
    RatioMeasure(
        key="mean_length_of_stay_days",
        title=Words("平均住院日", "Mean length of stay"),
        unit="days",
        kind=Kind.FLOW,
        numerator=Words("期间占用床日", "bed-days occupied in the period"),
        denominator=Words("期间出院人次", "discharges in the period"),
        source="Little's law: exposure over discharges; stays cut by the horizon count with their exposure",
        by_county=False,
        formula=lambda view: Ratio(view.hospital_days(OCCUPIED), view.count(log.DISCHARGED)),
    ),
    RatioMeasure(
        key="admissions",
        title=Words("入院人次", "Admissions"),
        unit="people",
        kind=Kind.FLOW,
        numerator=Words(
            "期间入院人次(含非在册)", "admissions in the period, people outside the registry included"
        ),
        source=STATISTICS,
        formula=lambda view: Ratio(view.count(log.ADMITTED)),
    ),
    RatioMeasure(
        key="admissions_per_1000_registered",
        title=Words("在册患者年入院率", "Admissions of registered people"),
        unit="per 1,000 person-years",
        kind=Kind.FLOW,
        numerator=Words("期间在册患者入院人次", "admissions of registered people in the period"),
        denominator=PERSON_YEARS,
        source=STATISTICS,
        formula=lambda view: Ratio(
            view.count(log.ADMITTED, _registered_only), registered_years(view).numerator, 1000.0
        ),
    ),
    RatioMeasure(
        key="discharges",
        title=Words("出院人次", "Discharges"),
        unit="people",
        kind=Kind.FLOW,
        numerator=Words("期间出院人次(含死亡)", "discharges in the period, deaths included"),
        source=STATISTICS,
        formula=lambda view: Ratio(view.count(log.DISCHARGED)),
    ),
    RatioMeasure(
        key="discharges_per_bed_year",
        title=Words("床位周转次数", "Discharges per bed and year"),
        unit="per bed-year",
        kind=Kind.FLOW,
        numerator=Words("期间出院人次", "discharges in the period"),
        denominator=Words("有人员保障的床年", "staffed bed-years"),
        source="上海精神医学 2002: 4.6 a year",
        by_county=False,
        formula=_per_bed_year,
    ),
    RatioMeasure(
        key="inpatient_share",
        title=Words("在册患者住院比例", "Registered people in hospital"),
        unit="share",
        kind=Kind.POINT,
        numerator=Words("期末住院的在册患者", "registered people in hospital at the end of the period"),
        denominator=Words("期末在册患者数", "registered people at the end of the period"),
        source=STATISTICS,
        formula=lambda view: Ratio(view.snapshot("inpatient"), view.snapshot("registered")),
    ),
    RatioMeasure(
        key="blocked_bed_days",
        title=Words("滞留床日", "Blocked bed-days"),
        unit="bed-days",
        kind=Kind.FLOW,
        numerator=Words(
            "可出院但因无支持性居住名额而滞留的床日",
            "bed-days of people ready to leave for whom no supported place is free",
        ),
        source="rule 5.7 of the model",
        formula=lambda view: Ratio(view.hospital_days(BLOCKED)),
    ),
    RatioMeasure(
        key="blocked_bed_share",
        title=Words("滞留床日占比", "Blocked share of occupied bed-days"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("滞留床日", "blocked bed-days"),
        denominator=Words("实际占用床日", "bed-days occupied"),
        source="rule 5.7 of the model",
        formula=lambda view: Ratio(view.hospital_days(BLOCKED), view.hospital_days(OCCUPIED)),
    ),
    RatioMeasure(
        key="turned_away",
        title=Words("未能列入候床的申请", "Bed requests turned away"),
        unit="people",
        kind=Kind.FLOW,
        numerator=Words("因候床名单已满被拒的申请", "requests refused because the list was full"),
        source="rule 5.4 of the model",
        formula=lambda view: Ratio(view.count(log.TURNED_AWAY)),
    ),
    RatioMeasure(
        key="left_waiting_list",
        title=Words("放弃候床人次", "People who gave up waiting for a bed"),
        unit="people",
        kind=Kind.FLOW,
        numerator=Words("候床期间放弃者", "people who left the list without a bed"),
        source="rule 5.6 of the model",
        formula=lambda view: Ratio(view.count(log.LEFT_LIST)),
    ),
    RatioMeasure(
        key="treated_outside_county_share",
        title=Words("县外住院比例", "Admitted outside the own county"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("在本县以外医院入院者", "of them, to a hospital outside the person's own county"),
        denominator=Words("期间入院人次", "admissions in the period"),
        source="rule 5.3 of the model",
        formula=lambda view: Ratio(view.count(log.ADMITTED, _outside), view.count(log.ADMITTED)),
    ),
    _readmission("readmission_30d_share", 30, READMITTED_30, "BMC Psychiatry 2020, s12888-020-02515-1"),
    _readmission("readmission_90d_share", 90, READMITTED_90, "as at 30 days"),
    _readmission("readmission_365d_share", 365, READMITTED_365, "BMC Psychiatry 2020, s12888-020-02515-1"),
)
