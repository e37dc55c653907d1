"""Care at home: visits, medication, case management, relapse, crisis, assessment (rules 3 and 4)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from model.scenario.values import (
    Amount,
    AmountOrUnlimited,
    Distribution,
    Positive,
    PositiveOrUnlimited,
    Share,
    Strict,
    Value,
    duration,
    parameter,
)

K = "expert assumption"
NORM = "national norm for the management of severe mental disorders, 2018"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")


class Hours(Strict):
    """When a clinic or a team works (rule 1.6)."""

    hours_per_day: Positive = parameter(7.0, "hours", "1.6", "Working hours a day", "每日工作小时", low=6.0, high=8.0, source=K)
    opens_at_hour: Amount = parameter(8.5, "hour of the day", "1.6", "Opens at", "开始时间", low=8.0, high=9.0, source=K)
    working_days: tuple[Weekday, ...] = Field(default=WEEK, title="Working days",
                                              json_schema_extra={"unit": "", "rule": "1.6", "zh": "工作日"})


class Home(Strict):
    """Follow-up visits at home (rule 3)."""

    interval_stable_days: Positive = parameter(90, "days", "3.2", "Interval of visits, stable", "病情稳定者随访间隔", low=30, high=90, source=NORM, grade="F")
    interval_basically_stable_days: Positive = parameter(30, "days", "3.2", "Interval of visits, basically stable", "病情基本稳定者随访间隔", low=14, high=90, source=NORM, grade="K")
    interval_unstable_days: Positive = parameter(14, "days", "3.2", "Interval of visits, unstable", "病情不稳定者随访间隔", low=7, high=14, source=NORM, grade="F")
    visits: Literal["on", "none"] = Field(default="on", title="Follow-up visits: on, or none (left out)", json_schema_extra={"unit": "", "rule": "1.8", "zh": "随访开关"})
    lead_days: Amount = parameter(10, "days", "3.2", "A visit may be made this long before its deadline", "可提前随访天数", low=3, high=21, source=K)
    grace_days: AmountOrUnlimited = parameter(14, "days", "3.2", "A visit this long after its deadline is missed", "逾期宽限天数", low=7, high=30, source=K)
    visit_hours: Positive = parameter(0.5, "hours", "3.4", "A visit on the spot", "现场随访时长", low=0.33, high=0.75, source=K)
    travel_hours: Amount = parameter(0.67, "hours", "3.4", "Travel for a visit", "路途时长", low=0.33, high=1.0, source=K)
    telephone_share: Share = parameter(0.15, "share of visits", "3.5", "Visits by telephone", "电话随访比例", low=0.0, high=0.4, source=K)
    fail_share: Share = parameter(0.15, "share of attempts", "3.4", "Attempts that fail (nobody there)", "随访落空比例", low=0.05, high=0.35, source=K + ": 20% (5-35), the lower half of it")
    retry_days: Positive = parameter(7, "days", "3.4", "A failed visit is tried again after", "落空后再访间隔", low=3, high=14, source="model rule 3.4", grade="K")
    failures_to_loss: PositiveOrUnlimited = parameter(3, "attempts", "3.4", "Failures in a row that make a loss to follow-up", "失访判定连续落空次数", low=2, high=4, source=NORM, grade="K")
    lost_deadline_days: PositiveOrUnlimited = parameter(90, "days", "3.4", "A lost person misses a deadline every", "失访者逾期周期", low=90, high=90, source=NORM, grade="F")
    discharge_working_days: Positive = parameter(10, "working days", "3.6", "First visit after discharge within", "出院后首次随访时限", low=5, high=15, source=NORM, grade="K")
    improve_share: Share = parameter(
        0.60, "probability per visit", "3.1", "One step better at a completed visit with regular medication", "规律服药者随访时好转概率", low=0.2, high=0.8, source=K)
    worsen_share: Share = parameter(0.05, "probability per missed deadline", "3.1", "One step worse at a missed deadline", "漏访时变差概率", low=0.0, high=0.2, source=K)
    keep_regular_share: Share = parameter(
        0.880, "probability per visit", "3.5", "A regular taker stays regular at a visit", "规律服药者随访时保持概率", low=0.85, high=0.99, source=K)
    become_regular_share: Share = parameter(
        0.05, "probability per visit", "3.5", "An irregular taker becomes regular at a visit", "不规律者随访时转规律概率", low=0.01, high=0.15, source=K)
    missed_stop_share: Share = parameter(0.10, "probability per missed deadline", "3.5", "A missed deadline stops regular medication", "漏访致规律服药中断概率", low=0.0, high=0.3, source=K)
    examination_share: Share = parameter(0.45, "probability per visit", "3.5", "The yearly examination is done at a visit when due", "到期体检在随访时完成概率", low=0.2, high=0.9, source=K)
    case_slots_per_worker: AmountOrUnlimited = parameter(8, "patients per worker", "2.3", "Case-management slots per community worker", "每名社区人员个案管理名额", low=2, high=20, source=K)
    case_medication_ratio: Positive = parameter(1.3, "ratio", "3.5", "Case management: chances of regular medication at a visit", "个案管理对规律服药的作用", low=1.0, high=1.8, source=K)
    home_support_medication_ratio: Positive = parameter(1.2, "ratio", "3.5", "Home support: chances of regular medication at a visit", "居家支持对规律服药的作用", low=1.0, high=1.6, source=K)
    visit_time_share: Share = parameter(0.60, "share of hours", "1.6", "Community workers' hours spent on visits", "社区人员用于随访的工时比例", low=0.3, high=0.9, source=K)
    registered_per_worker: Positive = parameter(80, "patients", "7.1", "Registered patients per community worker (where the plan gives no headcount)", "每名社区人员管理患者数", low=40, high=200, source=K)
    hours: Hours = Hours()


class Relapse(Strict):
    """The hazard of relapse, its grade, crises (rules 4.1, 4.2, 4.5)."""

    annual_share_regular: Share = parameter(
        0.13, "share a year after discharge", "4.1", "Relapse in a year, regular medication", "规律服药者年复发率", low=0.12, high=0.27, source="12-month relapse 21.0% maintained (PMC9810020)", grade="D")
    annual_share_irregular: Share = parameter(
        0.58, "share a year after discharge", "4.1", "Relapse in a year, no regular medication", "不规律服药者年复发率", low=0.40, high=0.64, source="12-month relapse 53.3% withdrawn (PMC9810020); 2.5 × in the non-adherent (PMC4431492)", grade="D")
    first_month_ratio: Amount = parameter(
        2.8, "ratio", "4.1", "Hazard in the first 30 days after discharge", "出院30天内风险比", low=1.0, high=4.0, source="readmission 30 d 8% against 22% in a year; " + K)
    long_stable_ratio: Amount = parameter(
        0.72, "ratio", "4.1", "Hazard more than 365 days after discharge", "出院一年以上风险比", low=0.5, high=0.8, source=K)
    rehabilitation_ratio: Amount = parameter(0.70, "ratio", "4.1", "Hazard while in rehabilitation", "康复期间风险比", low=0.30, high=1.0, source="crude 0.29 (PubMed 25324618), shrunk", grade="K")
    case_management_ratio: Amount = parameter(0.75, "ratio", "4.1", "Hazard while case-managed", "个案管理风险比", low=0.6, high=1.0, source=K)
    hazard: Literal["on", "none"] = Field(default="on", title="Relapse: on, or none (left out)", json_schema_extra={"unit": "", "rule": "1.8", "zh": "复发开关"})
    grade_shares: tuple[Share, Share, Share, Share, Share, Share] = Field(
        default=tuple(Value(value=v, grade="K", source=K) for v in (0.25, 0.30, 0.25, 0.12, 0.06, 0.02)),  # type: ignore[assignment]
        title="Risk grade drawn at relapse", json_schema_extra={"unit": "share of relapses", "rule": "4.2", "zh": "复发时危险等级构成"})
    admission_by_grade: tuple[Share, Share, Share] = Field(
        default=tuple(Value(value=v, low=low, high=high, grade="K", source="relapse → admission with a bed free 55% (35-75) over all grades; with the emergencies these make 71%, the ends 35% and 75%") for low, v, high in ((0.13, 0.45, 0.49), (0.19, 0.65, 0.70), (0.24, 0.80, 0.87))),  # type: ignore[assignment]
        title="Admission is asked for after assessment, grades 0-2 (3 and above: always)", json_schema_extra={"unit": "probability", "rule": "4.3", "zh": "评估后申请住院概率(0-2级;3级以上必申请)"})
    remission_shares: tuple[Share, Share, Share, Share, Share, Share] = Field(
        default=tuple(Value(value=v, grade="K", source=K) for v in (0.92, 0.04, 0.02, 0.01, 0.006, 0.004)),  # type: ignore[assignment]
        title="Risk grade redrawn when an episode closes", json_schema_extra={"unit": "share of episodes", "rule": "4.4", "zh": "发作结束后危险等级构成"})
    home_treatment: Distribution = duration("lognormal", "days", "4.4", "Treatment at home after an assessment without admission", "居家治疗时长", median=30.0, sigma=0.6)
    crises_per_year: tuple[Amount, Amount, Amount, Amount, Amount, Amount] = Field(
        default=tuple(Value(value=v, grade="K", source="calibrated to 0.0998 high-risk events per person-year (PMC5960100)") for v in (0.05, 0.20, 0.40, 1.0, 2.0, 3.0)),  # type: ignore[assignment]
        title="Crises a year by risk grade, outside hospital", json_schema_extra={"unit": "events per person-year", "rule": "4.5", "zh": "各危险等级年肇事肇祸次数"})


class Clinic(Strict):
    """Assessment in the psychiatrists' clinic hours (rules 1.6, 4.2)."""

    assessment: Literal["on", "none"] = Field(default="on", title="Assessment: on, or none (left out)", json_schema_extra={"unit": "", "rule": "1.8", "zh": "评估开关"})
    intake_hours: Positive = parameter(1.25, "hours", "4.2", "An assessment after a relapse", "首诊评估时长", low=1.0, high=1.5, source=K)
    review_hours: Positive = parameter(0.2, "hours", "4.2", "A routine review or outpatient visit", "复诊时长", low=0.17, high=0.25, source=K)
    outpatients_per_1000_residents_year: Amount = parameter(20, "visits a year", "4.2", "Outpatient visits from outside the registry, per 1,000 residents", "每千居民年门诊量(非在册)", low=10, high=60, source=K)
    reviews_per_registered_year: Amount = parameter(2, "visits a year", "4.2", "Routine reviews per registered person", "在册患者年复诊次数", low=0.5, high=6, source=K)
    hours: Hours = Hours()
