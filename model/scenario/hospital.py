"""Beds, the waiting list, stays and psychiatrists' time (rules 5 and 7.2)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from model.scenario.values import (
    Amount,
    AmountOrUnlimited,
    Distribution,
    PositiveOrUnlimited,
    Share,
    Strict,
    duration,
    parameter,
)

K = "expert assumption"


class Carried(Strict):
    """Beds that staff of a hospital carry as practised, calibrated on the plan before changes are laid over it."""

    hospital: str
    beds_per_ward_psychiatrist: float
    beds_per_nurse: float
    beds_per_health_staff: float


class Practised(Strict):
    """Staff per bed as practised today (rule 5.1); the norms serve the audit and ``ratios = "norm"``."""

    ratios: Literal["calibrated", "given", "norm"] = Field(
        default="calibrated", title="calibrated: eased so that all beds open at the start are staffed; given: as "
        "written here; norm: the standard of the hospital's level",
        json_schema_extra={"unit": "", "rule": "5.1", "zh": "人床比口径"})
    beds_per_ward_psychiatrist: PositiveOrUnlimited = parameter(27, "beds", "5.1", "Beds carried by a ward psychiatrist", "每名病区医师负责床位", low=20, high=40, source="15.9 beds per psychiatrist in all (2020), about 60% of the time on wards", grade="D")
    nurses_per_bed: Amount = parameter(0.19, "nurses", "5.1", "Nurses per bed", "每床护士数", low=0.175, high=0.20, source="139,642 nurses for 798,191 beds (2020)", grade="D")
    health_staff_per_bed: Amount = parameter(0.30, "staff", "5.1", "Health staff per bed (applies where headcounts are given)", "每床卫生技术人员", low=0.2, high=0.55, source=K)
    carried: tuple[Carried, ...] = Field(
        default=(), title="Ratios kept of the plan by hospital when something is laid over it (filled in when a plan is loaded)",
        json_schema_extra={"unit": "beds", "rule": "5.1", "zh": "按原方案校准的人床比(读取时自动填写)"})


class TimeSplit(Strict):
    """The policy that splits psychiatrists' hours (rule 7.2)."""

    wards: Share = parameter(0.55, "share of hours", "7.2", "Psychiatrists' time on wards", "病区工时比例", low=0.3, high=0.8, source=K)
    clinic: Share = parameter(0.35, "share of hours", "7.2", "Psychiatrists' time in the clinic", "门诊工时比例", low=0.2, high=0.6, source="outpatient 40% (20-60); " + K)
    joint_visits: Share = parameter(0.06, "share of hours", "7.2", "Psychiatrists' time for joint visits", "联合随访工时比例", low=0.0, high=0.2, source=K)
    assistance: Share = parameter(0.04, "share of hours", "7.2", "Psychiatrists' time for assistance to primary institutions", "帮扶工时比例", low=0.0, high=0.2, source=K)

    @model_validator(mode="after")
    def _whole(self) -> TimeSplit:
        total = self.wards.value + self.clinic.value + self.joint_visits.value + self.assistance.value
        if total > 1 + 1e-9:
            raise ValueError(f"the shares of psychiatrists' hours add up to {total:g}, more than 1")
        return self


class WaitingList(Strict):
    """One list per city (rules 5.2 to 5.6)."""

    urgent_from_grade: Amount = parameter(2, "risk grade", "5.2", "Requests are urgent from this grade (3: emergency)", "加急等级起点", low=1, high=3, source=K)
    ageing_days: AmountOrUnlimited = parameter(30, "days", "5.2", "A waiting request rises one class every", "候床升级周期", low=14, high=90, source=K)
    overflow: Literal["at_once", "after", "never"] = Field(default="after", title="Hospitals outside the own list: at once, after overflow_days, never", json_schema_extra={"unit": "", "rule": "5.3", "zh": "跨县收治规则"})
    overflow_days: AmountOrUnlimited = parameter(7, "days", "5.3", "Waiting before a hospital of another county is eligible", "跨县收治等待天数", low=0, high=30, source=K)
    cap: AmountOrUnlimited = parameter(float("inf"), "requests", "5.4", "Length at which a request is turned away (emergencies exempt)", "候床名单上限", source="no cap in the plans")
    patience_green_days: PositiveOrUnlimited = parameter(60, "days", "5.6", "Mean patience, green channel", "绿色通道平均等待耐心", low=14, high=180, source=K)
    patience_urgent_days: PositiveOrUnlimited = parameter(45, "days", "5.6", "Mean patience, urgent", "加急者平均等待耐心", low=14, high=180, source=K)
    patience_elective_days: PositiveOrUnlimited = parameter(30, "days", "5.6", "Mean patience, elective", "普通者平均等待耐心", low=14, high=180, source=K)
    patience_emergency_days: PositiveOrUnlimited = parameter(float("inf"), "days", "5.6", "Mean patience, emergency", "紧急者平均等待耐心", source="an emergency is not given up", grade="K")
    start_waiting_share: Share = parameter(
        0.0, "share of staffed beds", "5.8", "Requests already waiting at the start, per staffed bed",
        "起点候床人数(占床位比例)", low=0.0, high=0.2, source="not stated")
    start_wait_mean_days: Amount = parameter(10, "days", "5.8", "Mean wait of those already waiting at the start", "起点候床者平均已等天数", low=1, high=60, source=K)


class Stay(Strict):
    """Length of stay (rules 5.7, 5.8). Of the registered, short and long together: mean 89 days; with admissions of others: 45-60 days."""

    short: Distribution = duration("lognormal", "days", "5.7", "Short stays", "普通住院时长", median={"value": 35, "low": 20, "high": 60, "source": "Hunan 2017-19: median 22 d over all; 20-60 elsewhere", "grade": "K"}, sigma={"value": 0.75, "low": 0.55, "high": 0.9, "source": "mean ± SD of three studies: σ 0.54-0.84", "grade": "D"})
    long: Distribution = duration("lognormal", "days", "5.7", "Long stays, blocking left out", "长期住院时长", mean={"value": 400, "low": 180, "high": 1000, "source": "Beijing: long 593 d, permanent 1,063 d (PMC8111895), shrunk", "grade": "K"}, sd=350)
    long_share: Share = parameter(
        0.13, "share of admissions", "5.7", "Stays that are long", "长期住院比例", low=0.05, high=0.18, source="Beijing: 8.6% long or permanent, 11.7% repeated-long (PMC8111895)")
    supported_need_share: Share = parameter(0.10, "share of long stays", "5.7", "Long-stayers who need a supported place", "长期住院者需支持性居住比例", low=0.02, high=0.5, source=K)
    long_stay_review_days: AmountOrUnlimited = parameter(float("inf"), "days", "5.7", "A review every so many days starts the request for a supported place early", "长期住院评审周期", source="no review practised")
    supported_wait_cap_days: AmountOrUnlimited = parameter(float("inf"), "days", "5.7", "A blocked stay ends at home after", "等待支持性居住上限天数", source="no limit practised")
    regular_at_discharge_share: Share = parameter(
        0.75, "probability", "5.7", "Regular medication at discharge", "出院时规律服药概率", low=0.6, high=0.95, source=K)
    against_advice_share: Share = parameter(0.05, "probability", "3.1", "Discharge against advice", "自动出院概率", low=0.0, high=0.15, source=K)
    turnover: Distribution = duration("fixed", "days", "5.7", "A bed is made ready after a stay", "床位周转时长", value=0.25)
    start_inpatients_share: Share = parameter(
        0.06, "share of registered", "5.8", "Registered people in hospital at the start",
        "起点在院在册患者比例", low=0.02, high=0.08,
        source="calibrated: what relapse, admission and length of stay sustain, so that the census does not drift")
    start_occupancy: Share = parameter(0.90, "share of staffed beds", "5.8", "Beds occupied at the start", "起点床位使用率", low=0.62, high=1.0, source="85-95% today")


class OtherAdmissions(Strict):
    """Admissions of people outside the registry (other disorders), as a patient class (rule 2.2)."""

    least_share_of_beds: Share = parameter(0.20, "share of occupied beds", "5.8", "Occupied beds that people outside the registry hold at the least", "非在册患者占用床位的最低比例", low=0.1, high=0.5, source="inpatients with schizophrenia 62.1% (上海精神医学 2002), so 38% others; where the registry fills less, they hold the rest")
    service: Distribution = duration("lognormal", "days", "2.2", "Length of stay, other disorders", "其他障碍住院时长", median=24.0, sigma=0.6)
