"""Waits for assessment, a bed and rehabilitation per request, those still waiting counted; pathways per person."""

from __future__ import annotations

from model.care import log, pathways
from model.care.recorder import (
    WAIT_ASSESSMENT,
    WAIT_BED,
    WAIT_PLACE,
    WAITING_BED,
    WAITING_CLINIC,
    WAITING_PLACE,
)
from model.measures.measure import Kind, Measure, PathwayMeasure, Ratio, RatioMeasure, WaitMeasure, Words

KAPLAN_MEIER = (
    "Kaplan-Meier over all requests of the year; given up, died and still waiting are censored (rule 1.9)"
)
PER_PERSON = "rule 10.3 of the model: totals over a pathway are per person; cut ones count up to the cut"
BED_CLASSES = (WAIT_BED, WAIT_BED + 1, WAIT_BED + 2, WAIT_BED + 3)


def _of_requests(key: str, zh: str, en: str, waits: tuple[int, ...]) -> tuple[Measure, ...]:
    requests = Words(f"当年提出的申请({zh})", f"requests of the year ({en})")
    return (
        WaitMeasure(
            key=f"wait_{key}_mean_days",
            title=Words(f"{zh}平均等候天数", f"Mean wait for {en}"),
            unit="days",
            waits=waits,
            numerator=Words("等候天数之和(截至最长观察)", "days waited, up to the longest observed"),
            denominator=requests,
            source=KAPLAN_MEIER,
            statistic=lambda w: w.mean(),
        ),
        WaitMeasure(
            key=f"wait_{key}_median_days",
            title=Words(f"{zh}等候天数中位数", f"Median wait for {en}"),
            unit="days",
            waits=waits,
            numerator=Words("半数申请等候不超过的天数", "days that half of the requests do not exceed"),
            denominator=requests,
            source=KAPLAN_MEIER,
            statistic=lambda w: w.quantile(0.5),
        ),
        WaitMeasure(
            key=f"wait_{key}_p90_days",
            title=Words(f"{zh}等候天数第90百分位", f"90th centile of the wait for {en}"),
            unit="days",
            waits=waits,
            numerator=Words("九成申请等候不超过的天数", "days that nine in ten requests do not exceed"),
            denominator=requests,
            source=KAPLAN_MEIER,
            statistic=lambda w: w.quantile(0.9),
        ),
        WaitMeasure(
            key=f"wait_{key}_over_90_share",
            title=Words(f"{zh}等候超过90天的比例", f"Waits for {en} over 90 days"),
            unit="share",
            waits=waits,
            numerator=Words("等候满90天者", "requests that wait 90 days or more"),
            denominator=requests,
            source=KAPLAN_MEIER,
            statistic=lambda w: w.beyond(90.0),
            needs_days=90.0,
        ),
    )


def _waiting(key: str, zh: str, en: str, level: int) -> Measure:
    return RatioMeasure(
        key=f"waiting_{key}",
        title=Words(f"{zh}等候人数", f"Waiting for {en}"),
        unit="people",
        kind=Kind.FLOW,
        numerator=Words(
            "期间平均等候人数(等候人日 ÷ 天数)",
            "mean number waiting: person-days of waiting over the days of the period",
        ),
        source="Little's law",
        formula=lambda view: Ratio(view.region_days(level)),
        a_day=True,
    )


def _of_ended(key: str, zh: str, en: str, event: int) -> Measure:
    return RatioMeasure(
        key=f"wait_{key}_ended_mean_days",
        title=Words(f"{zh}平均已等天数(期间结束等候者)", f"Mean wait of those whose wait for {en} ended"),
        unit="days",
        kind=Kind.FLOW,
        numerator=Words("等候天数之和", "days they had waited"),
        denominator=Words("期间获得服务者", "people served in the period"),
        source="sums over those served: shorter than the wait of all who ask while a queue grows",
        formula=lambda view: Ratio(view.total(event), view.count(event)),
    )


ASSESSMENT = ("assessment", "评估", "assessment")
BED = ("bed", "住院", "a bed")
REHABILITATION = ("rehabilitation", "康复", "rehabilitation")

MEASURES: tuple[Measure, ...] = (
    *_of_requests(*ASSESSMENT, (WAIT_ASSESSMENT,)),
    *_of_requests(*BED, BED_CLASSES),
    *_of_requests(*REHABILITATION, (WAIT_PLACE,)),
    *_of_requests("bed_emergency", "紧急住院", "an emergency bed", (WAIT_BED,)),
    _of_ended(*ASSESSMENT, log.ASSESSMENT_STARTED),
    _of_ended(*BED, log.ADMITTED),
    _of_ended(*REHABILITATION, log.INTAKE_STARTED),
    _waiting(*ASSESSMENT, WAITING_CLINIC),
    _waiting(*BED, WAITING_BED),
    _waiting(*REHABILITATION, WAITING_PLACE),
    PathwayMeasure(
        key="pathway_admission_mean_days",
        title=Words("复发至入院全程人均天数", "Days from relapse to admission, per person"),
        unit="days",
        pathway=pathways.TO_ADMISSION,
        numerator=Words(
            "从复发到入院或不再候床的天数(评估与候床;同一人多次相加)",
            "days from each relapse to admission, or to the end of waiting without one (assessment and bed)",
        ),
        denominator=Words("当年复发的在册患者(每人计一次)", "registered people who relapsed in the year, each once"),
        source=PER_PERSON,
    ),
    PathwayMeasure(
        key="pathway_rehabilitation_mean_days",
        title=Words("同意转介至入住康复机构全程人均天数", "Days from referral to a place, per person"),
        unit="days",
        pathway=pathways.TO_PLACE,
        numerator=Words(
            "从同意转介到入住或不再等候的天数(办理、等候与接收评估;同一人多次相加)",
            "days from each acceptance to the place, or to the end without one (processing, wait and intake)",
        ),
        denominator=Words("当年同意转介的在册患者(每人计一次)", "registered people referred in the year, each once"),
        source=PER_PERSON,
    ),
)
