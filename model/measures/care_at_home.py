"""Measures of care at home: management, visits, medication, case management, relapse, crises, assistance."""

from __future__ import annotations

from model.care import log
from model.care.recorder import HOME_LEVEL, RELAPSED_365_IRREGULAR, RELAPSED_365_REGULAR
from model.measures.measure import Kind, Measure, Ratio, RatioMeasure, Words
from model.measures.population import NORM, PERSON_YEARS, of_registered, registered_years
from model.measures.view import View

SERVICE_NORM = "《国家基本公共卫生服务规范(第三版)》"
HOME_YEARS = Words("在册患者院外人年", "person-years of registered people outside hospital")
AFTER_MISSED = 16
"""Detail bit of VISIT_COMPLETED: the visit had been counted as missed before."""


def _home_years(view: View) -> Ratio:
    return Ratio(view.region_days(HOME_LEVEL) / 365.25)


def _late(view: View) -> Ratio:
    missed = view.count(log.VISIT_MISSED)
    in_time = view.count(log.VISIT_COMPLETED, lambda detail: detail & AFTER_MISSED == 0)
    return Ratio(missed, missed + in_time)


def _failed(view: View) -> Ratio:
    failed = view.count(log.VISIT_FAILED)
    return Ratio(failed, failed + view.count(log.VISIT_COMPLETED))


def _assistance(view: View) -> Ratio:
    delivered = view.count(log.ASSISTANCE_DELIVERED)
    return Ratio(delivered, delivered + view.count(log.ASSISTANCE_FAILED))


def _yearly(key: str, zh: str, en: str, snapshot: str, counted: Words, source: str = NORM) -> RatioMeasure:
    return of_registered(key, zh, en, snapshot, counted, source, Kind.YEAR_TO_DATE)


MEASURES: tuple[Measure, ...] = (
    _yearly(
        "management_rate",
        "管理率",
        "Management rate",
        "managed",
        Words(
            "当年至少有1次完整随访或住院的在册患者",
            "registered people with at least one complete visit this year, or in hospital",
        ),
    ),
    _yearly(
        "standardised_management_rate",
        "规范管理率",
        "Standardised management rate",
        "standardised",
        Words(
            "当年相邻两次随访间隔均符合规范的在册患者",
            "registered people whose every gap between visits this year is within the norm",
        ),
    ),
    of_registered(
        "medication_rate",
        "服药率",
        "Medication rate",
        "medicated",
        Words(
            "末次随访报告规律或间断服药的在册患者(含住院)",
            "registered people reported at the last visit to take medicine, regularly or not, and inpatients",
        ),
    ),
    of_registered(
        "regular_medication_rate",
        "规律服药率",
        "Regular medication rate (reported)",
        "reported_regular",
        Words(
            "末次随访报告规律服药的在册患者(含住院)",
            "registered people reported at the last visit to take medicine regularly, and inpatients",
        ),
    ),
    of_registered(
        "true_regular_medication_rate",
        "实际规律服药率",
        "Regular medication rate (true)",
        "true_regular",
        Words("实际规律服药的在册患者", "registered people who truly take medicine regularly"),
        "pill counts against reports: PMC6478272",
    ),
    _yearly(
        "face_to_face_rate",
        "面访率",
        "Face-to-face rate",
        "face_to_face",
        Words(
            "当年至少有1次面对面随访的在册患者",
            "registered people with at least one visit face to face this year",
        ),
    ),
    _yearly(
        "examination_rate",
        "体检率",
        "Physical examination rate",
        "examined",
        Words(
            "当年至少有1次健康体检的在册患者",
            "registered people with at least one physical examination this year",
        ),
        SERVICE_NORM,
    ),
    _yearly(
        "treatment_rate",
        "治疗率",
        "Treatment rate",
        "treated",
        Words("当年接受过治疗的在册患者", "registered people treated this year"),
        "国卫疾控发〔2015〕57号 全国精神卫生综合管理试点",
    ),
    RatioMeasure(
        key="case_managed_share",
        title=Words("个案管理率", "Case-managed share of those in need"),
        unit="share",
        kind=Kind.POINT,
        numerator=Words("其中接受个案管理者", "of them, those under case management"),
        denominator=Words(
            "病情不稳定或危险性3级及以上的在册患者", "registered people unstable or of risk grade 3 or above"
        ),
        source="精神卫生综合管理试点:病情不稳定或曾有肇事肇祸行为者接受个案管理的比例",
        formula=lambda view: Ratio(view.snapshot("case_needed_managed"), view.snapshot("case_needed")),
    ),
    of_registered(
        "case_managed_registered_share",
        "个案管理覆盖率",
        "Case-managed share of the registered",
        "case_managed",
        Words("接受个案管理的在册患者", "registered people under case management"),
    ),
    RatioMeasure(
        key="visits",
        title=Words("完成随访次数", "Visits completed"),
        unit="visits",
        kind=Kind.FLOW,
        numerator=Words("期间完成的随访", "visits completed in the period"),
        source=NORM,
        formula=lambda view: Ratio(view.count(log.VISIT_COMPLETED)),
    ),
    RatioMeasure(
        key="visits_per_registered_year",
        title=Words("在册患者年均随访次数", "Visits per registered person a year"),
        unit="per person-year",
        kind=Kind.FLOW,
        numerator=Words("期间完成的随访", "visits completed in the period"),
        denominator=PERSON_YEARS,
        source=NORM,
        formula=lambda view: Ratio(view.count(log.VISIT_COMPLETED), registered_years(view).numerator),
    ),
    RatioMeasure(
        key="visits_late_share",
        title=Words("随访逾期率", "Visits late"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("超过时限和宽限期仍未完成的随访", "visits not completed by deadline and grace"),
        denominator=Words("期间按时完成或逾期的随访", "visits completed in time or gone late in the period"),
        source=NORM,
        formula=_late,
    ),
    RatioMeasure(
        key="visits_failed_share",
        title=Words("随访落空率", "Attempts at a visit that fail"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("落空的随访", "attempts with nobody there"),
        denominator=Words("完成和落空的随访", "attempts completed or failed"),
        source=NORM,
        formula=_failed,
    ),
    RatioMeasure(
        key="relapses_per_person_year",
        title=Words("院外年复发率", "Relapses outside hospital"),
        unit="per person-year",
        kind=Kind.FLOW,
        numerator=Words("期间复发次数", "relapses in the period"),
        denominator=HOME_YEARS,
        source="events over exposure",
        formula=lambda view: Ratio(view.count(log.RELAPSED), _home_years(view).numerator),
    ),
    RatioMeasure(
        key="relapse_365d_regular_share",
        title=Words("出院一年复发率(规律服药)", "Relapse within a year, regular medication"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("出院后365天内复发者", "of them, relapsed within 365 days"),
        denominator=Words(
            "出院时规律服药且已随访满365天的出院",
            "discharges on regular medication with a full window of 365 days",
        ),
        source="PMC9810020",
        formula=lambda view: Ratio(*view.cohort(RELAPSED_365_REGULAR)),
    ),
    RatioMeasure(
        key="relapse_365d_irregular_share",
        title=Words("出院一年复发率(不规律服药)", "Relapse within a year, no regular medication"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("出院后365天内复发者", "of them, relapsed within 365 days"),
        denominator=Words(
            "出院时未规律服药且已随访满365天的出院",
            "discharges without regular medication with a full window of 365 days",
        ),
        source="PMC9810020; PMC4431492",
        formula=lambda view: Ratio(*view.cohort(RELAPSED_365_IRREGULAR)),
    ),
    RatioMeasure(
        key="crisis_events",
        title=Words("肇事肇祸事件数", "Crisis events"),
        unit="events",
        kind=Kind.FLOW,
        numerator=Words("期间在册患者肇事肇祸事件", "crisis events of registered people in the period"),
        source=NORM,
        formula=lambda view: Ratio(view.count(log.CRISIS_EVENT)),
    ),
    RatioMeasure(
        key="crisis_events_per_person_year",
        title=Words("每人年肇事肇祸事件", "Crisis events per person-year"),
        unit="per person-year",
        kind=Kind.FLOW,
        numerator=Words("期间在册患者肇事肇祸事件", "crisis events of registered people in the period"),
        denominator=HOME_YEARS,
        source="BMC Psychiatry 2018, PMC5960100",
        formula=lambda view: Ratio(view.count(log.CRISIS_EVENT), _home_years(view).numerator),
    ),
    RatioMeasure(
        key="assistance_visits",
        title=Words("帮扶次数", "Assistance visits delivered"),
        unit="visits",
        kind=Kind.FLOW,
        numerator=Words(
            "期间完成的专科帮扶", "visits of specialists to primary institutions delivered in the period"
        ),
        source="湘潭市对口帮扶方案(2023)",
        formula=lambda view: Ratio(view.count(log.ASSISTANCE_DELIVERED)),
        scales=False,
    ),
    RatioMeasure(
        key="assistance_delivered_share",
        title=Words("帮扶完成率", "Assistance delivered"),
        unit="share",
        kind=Kind.FLOW,
        numerator=Words("完成的专科帮扶", "visits of assistance delivered"),
        denominator=Words("应完成的专科帮扶", "visits of assistance due"),
        source="湘潭市对口帮扶方案(2023)",
        formula=_assistance,
    ),
)
