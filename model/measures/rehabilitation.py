"""Measures of referral and community rehabilitation: coverage, service, places, exits, staff."""

from __future__ import annotations

import numpy as np

from model.care import log
from model.care.recorder import PLACES_OPEN, PLACES_USED
from model.care.referral import TO_EMPLOYMENT, TO_NOWHERE
from model.measures.measure import Kind, Measure, Ratio, RatioMeasure, Words
from model.measures.places import Array
from model.measures.view import View
from model.scenario.values import Schedule

FUSION = "精康融合行动(民发〔2022〕104号)"
WITH_PLACES = (0, 1)
"""Day and supported; home support has staff hours and no place."""


def _month_ends(view: View, schedule: Schedule) -> Array:
    last_days = (view.places.first_days[1:] - np.timedelta64(1, "D")).tolist()
    return np.array([schedule.at(day) for day in last_days], np.float64)[:, None]


def _of_staff(view: View, schedule: Schedule) -> Ratio:
    # The plan gives one number for all staff, so institutions weigh equally and the weights drop out.
    weights = view.institutions()
    return Ratio(weights * _month_ends(view, schedule), weights)


def _coverage(view: View) -> Ratio:
    served = (view.open_places() > 0.0).astype(np.float64)
    served[:, -1] = 0.0
    return Ratio(served, view.regions)


def _township_coverage(view: View) -> Ratio:
    townships = view.fixed(view.places.townships)
    return Ratio(np.minimum(view.townships_served(), townships), townships)


def _in_rehabilitation(view: View) -> Array:
    return view.snapshot("in_day") + view.snapshot("in_supported") + view.snapshot("in_home_support")


def _places(view: View) -> Array:
    places = view.open_places(WITH_PLACES)
    return np.where(np.isinf(places), np.nan, places)


MEASURES: tuple[Measure, ...] = (
    RatioMeasure(
        key="rehabilitation_county_coverage",
        title=Words("开展社区康复服务的县(市、区)比例", "Counties with community rehabilitation"),
        unit="share",
        kind=Kind.POINT,
        numerator=Words(
            "期末有康复机构开放服务(日间、支持性居住或居家支持)的县(市、区)",
            "counties with an institution (day, supported or home support) open at the end of the period",
        ),
        denominator=Words("县(市、区)数", "counties"),
        source=FUSION,
        formula=_coverage,
    ),
    RatioMeasure(
        key="township_rehabilitation_coverage",
        title=Words("乡镇(街道)康复机构覆盖率", "Townships with rehabilitation"),
        unit="share",
        kind=Kind.POINT,
        numerator=Words(
            "期末开放的康复机构覆盖的乡镇(街道)",
            "townships served by institutions open at the end of the period",
        ),
        denominator=Words("乡镇(街道)数", "townships"),
        source="精神卫生综合管理试点:以乡镇为单位的康复机构覆盖率",
        formula=_township_coverage,
    ),
    RatioMeasure(
        key="rehabilitation_service_rate",
        title=Words("登记康复对象接受规范服务率", "Registered clients receiving standard service"),
        unit="share",
        kind=Kind.POINT,
        numerator=Words("其中接受规范服务者", "of them, receiving the standard service"),
        denominator=Words(
            "登记康复对象(含未等到服务而退出者)",
            "registered rehabilitation clients, those withdrawn while waiting included",
        ),
        source=FUSION,
        formula=lambda view: Ratio(
            view.snapshot("rehabilitation_standard"), view.snapshot("rehabilitation_registered")
        ),
    ),
    RatioMeasure(
        key="rehabilitation_participation_share",
        title=Words("居家患者社区康复参与率", "People at home in rehabilitation"),
        unit="share",
        kind=Kind.POINT,
        numerator=Words(
            "期末在康复服务中的在册患者", "registered people in rehabilitation at the end of the period"
        ),
        denominator=Words(
            "期末未住院的在册患者", "registered people outside hospital at the end of the period"
        ),
        source="民发〔2017〕167号:60%以上的居家患者接受社区康复服务",
        formula=lambda view: Ratio(
            _in_rehabilitation(view), view.snapshot("registered") - view.snapshot("inpatient")
        ),
    ),
    RatioMeasure(
        key="rehabilitation_clients",
        title=Words("康复服务对象数", "Rehabilitation clients"),
        unit="people",
        kind=Kind.POINT,
        numerator=Words(
            "期末在康复服务中的在册患者", "registered people in rehabilitation at the end of the period"
        ),
        source=FUSION,
        formula=lambda view: Ratio(_in_rehabilitation(view)),
    ),
    RatioMeasure(
        key="home_support_clients",
        title=Words("居家支持对象数", "Home-support clients"),
        unit="people",
        kind=Kind.POINT,
        numerator=Words(
            "期末接受居家支持的在册患者", "registered people with home support at the end of the period"
        ),
        source=FUSION,
        formula=lambda view: Ratio(view.snapshot("in_home_support")),
    ),
    RatioMeasure(
        key="rehabilitation_places",
        title=Words("康复名额", "Rehabilitation places"),
        unit="places",
        kind=Kind.POINT,
        numerator=Words(
            "期末开放的日间和支持性居住名额", "day and supported places open at the end of the period"
        ),
        source=FUSION,
        formula=lambda view: Ratio(_places(view)),
    ),
    RatioMeasure(
        key="rehabilitation_place_occupancy",
        title=Words("康复名额使用率", "Occupancy of rehabilitation places"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("占用的名额日", "place-days used, held places and intakes included"),
        denominator=Words("开放的名额日", "place-days open"),
        source=FUSION,
        formula=lambda view: Ratio(
            view.institution_days(PLACES_USED, WITH_PLACES), view.institution_days(PLACES_OPEN, WITH_PLACES)
        ),
    ),
    RatioMeasure(
        key="referral_uptake_share",
        title=Words("康复转介接受率", "Offers of rehabilitation accepted"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("接受转介者", "offers accepted"),
        denominator=Words("提供转介者", "offers made"),
        source=FUSION,
        formula=lambda view: Ratio(view.count(log.REFERRAL_ACCEPTED), view.count(log.REFERRAL_OFFERED)),
    ),
    RatioMeasure(
        key="withdrawn_referrals",
        title=Words("撤回的康复转介", "Withdrawn referrals"),
        unit="people",
        kind=Kind.FLOW,
        numerator=Words("再评估意愿时撤回的转介", "referrals withdrawn when willingness was asked again"),
        source="浙江省精康融合行动实施方案:超过3个月再次审核意愿",
        formula=lambda view: Ratio(view.count(log.WITHDRAWN)),
    ),
    RatioMeasure(
        key="employment_exit_share",
        title=Words("康复后就业比例", "Exits to employment"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("其中就业者", "of them, to employment"),
        denominator=Words(
            "期间完成康复的在册患者(不含死亡、迁出、脱落)",
            "registered people who completed rehabilitation in the period (no deaths, moves or dropouts)",
        ),
        source="AJOT 2017 71(6)",
        formula=lambda view: Ratio(
            view.count(log.REHABILITATION_ENDED, lambda detail: detail == TO_EMPLOYMENT),
            # Whoever drops out goes home as well: both rows are written.
            view.count(log.REHABILITATION_ENDED, lambda detail: detail < TO_NOWHERE) - view.count(log.DROPPED_OUT),
        ),
    ),
    RatioMeasure(
        key="relevant_degree_share",
        title=Words("相关专业背景人员比例", "Staff with a relevant degree"),
        unit="share",
        kind=Kind.POINT,
        numerator=Words("其中具有相关专业背景者", "of them, with a relevant degree"),
        denominator=Words("康复机构人员", "staff of rehabilitation institutions"),
        source="北京市精康融合行动实施方案(stated by the scenario, not simulated)",
        formula=lambda view: _of_staff(view, view.scenario.rehabilitation.relevant_degree_share),
    ),
    RatioMeasure(
        key="training_hours_per_staff",
        title=Words("人均年培训学时", "Training hours per member of staff"),
        unit="hours a year",
        kind=Kind.POINT,
        numerator=Words("年培训学时", "hours of training a year"),
        denominator=Words("康复机构人员", "staff of rehabilitation institutions"),
        source="北京市精康融合行动实施方案(stated by the scenario, not simulated)",
        formula=lambda view: _of_staff(view, view.scenario.rehabilitation.training_hours_per_staff_year),
    ),
)
