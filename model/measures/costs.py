"""Measures of cost: what the plan's care takes at the scenario's prices (rule 10.5).

Service prices are read as net of salaries. Where a plan's prices are full prices, the total without
``cost_salaries`` is the figure to use. Salaries are of the professions whose headcount the scenario gives.
"""

from __future__ import annotations

import numpy as np

from model.care import log
from model.care.recorder import (
    NURSES,
    OCCUPIED,
    PLACES_OPEN,
    PSYCHIATRISTS,
    REHABILITATION_STAFF,
    WORKERS,
)
from model.measures.measure import Kind, Measure, Ratio, RatioMeasure, Words
from model.measures.places import Array
from model.measures.rehabilitation import WITH_PLACES
from model.measures.view import View
from model.scenario.batches import batches_of

PRICES = "rule 10.5 of the model; prices of the scenario"


def building(view: View) -> Array:
    """Return beds opened beyond those of the end of the month before, at the price of building one."""
    beds = view.output.staff[:, :, 0]
    with np.errstate(invalid="ignore"):
        before = np.vstack([beds[:1] * view.places.beds_at_start_share, beds[:-1]])
        opened = np.maximum(beds - before, 0.0)
    return view.of_hospitals(opened) * view.scenario.costs.bed_build.value


def inpatient_days(view: View) -> Array:
    """Return occupied bed-days at their price."""
    return view.hospital_days(OCCUPIED) * view.scenario.costs.inpatient_day.value


def visits(view: View) -> Array:
    """Return completed follow-up visits at their price."""
    return view.count(log.VISIT_COMPLETED) * view.scenario.costs.visit.value


def outpatient_visits(view: View) -> Array:
    """Return assessments, reviews and outpatient visits at their price."""
    contacts = view.count(log.ASSESSMENT_STARTED) + view.count(log.CLINIC_VISIT)
    return contacts * view.scenario.costs.outpatient_visit.value


def places(view: View) -> Array:
    """Return day and supported places, used or not, at their price."""
    years = view.institution_days(PLACES_OPEN, WITH_PLACES) / 365.25
    return years * view.scenario.costs.rehabilitation_place_year.value


def salaries(view: View) -> Array:
    """Return the salaries of psychiatrists, nurses, community workers and rehabilitation staff."""
    costs = view.scenario.costs
    return (
        view.hospital_days(PSYCHIATRISTS) * costs.psychiatrist_year.value
        + view.hospital_days(NURSES) * costs.nurse_year.value
        + view.region_days(WORKERS) * costs.community_worker_year.value
        + view.institution_days(REHABILITATION_STAFF) * costs.rehabilitation_staff_year.value
    ) / 365.25


def training(view: View) -> Array:
    """Return doctors entering conversion training at its price; for the city, whoever sends them."""
    scenario = view.scenario
    doctors = np.zeros(len(view.places.months))
    for batches in batches_of(scenario):
        if scenario.training[batches.number].kind == "conversion":
            months = np.searchsorted(view.places.month_starts, batches.times, side="right") - 1
            np.add.at(doctors, months, batches.size)
    return view.in_city(doctors * scenario.costs.conversion_training.value)


PARTS = (building, inpatient_days, visits, outpatient_visits, places, salaries, training)


def _cost(key: str, zh: str, en: str, counted: Words, *parts: int) -> RatioMeasure:
    chosen = tuple(PARTS[i] for i in parts)
    return RatioMeasure(
        key=key,
        title=Words(zh, en),
        unit="RMB",
        kind=Kind.FLOW,
        numerator=counted,
        source=PRICES,
        formula=lambda view: Ratio(sum((part(view) for part in chosen), np.zeros(view.shape))),
    )


MEASURES: tuple[Measure, ...] = (
    _cost(
        "cost",
        "费用合计",
        "Cost in all",
        Words(
            "床位建设、住院、随访、门诊、康复名额、人员薪酬与转岗培训之和(服务价格按不含薪酬计)",
            "building, inpatient days, visits, outpatient visits, places, salaries and conversion training "
            "(service prices read as net of salaries)",
        ),
        *range(len(PARTS)),
    ),
    _cost(
        "cost_building",
        "床位建设费用",
        "Cost of building beds",
        Words("新增开放床位 × 单价", "beds opened, at the price of a bed"),
        0,
    ),
    _cost(
        "cost_inpatient",
        "住院费用",
        "Cost of inpatient days",
        Words("占用床日 × 单价", "bed-days occupied, at the price of a day"),
        1,
    ),
    _cost(
        "cost_visits",
        "随访费用",
        "Cost of visits",
        Words("完成随访 × 单价", "visits completed, at the price of a visit"),
        2,
    ),
    _cost(
        "cost_outpatient_visits",
        "门诊费用",
        "Cost of outpatient visits",
        Words(
            "评估、复诊和门诊人次 × 单价",
            "assessments, reviews and outpatient visits, at the price of a visit",
        ),
        3,
    ),
    _cost(
        "cost_rehabilitation_places",
        "康复名额费用",
        "Cost of rehabilitation places",
        Words("日间和支持性居住名额年 × 单价", "day and supported place-years, at the price of a place"),
        4,
    ),
    _cost(
        "cost_salaries",
        "人员薪酬",
        "Salaries",
        Words(
            "医师、护士、社区人员和康复人员的薪酬(限给出人数者)",
            "salaries of psychiatrists, nurses, community and rehabilitation staff whose number is given",
        ),
        5,
    ),
    _cost(
        "cost_training",
        "转岗培训费用",
        "Cost of conversion training",
        Words("参加转岗培训的医师 × 单价", "doctors entering conversion training, at its price"),
        6,
    ),
)
