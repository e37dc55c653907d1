"""Referral, rehabilitation, support at home (rule 6)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from model.scenario.community import Hours
from model.scenario.values import (
    Amount,
    AmountOrUnlimited,
    Distribution,
    Positive,
    PositiveOrUnlimited,
    Schedule,
    Share,
    Strict,
    constant,
    duration,
    parameter,
)

K = "expert assumption"
Kind = Literal["day", "supported", "home_support"]


class Referral(Strict):
    """Who is referred, how long it takes, what is asked again (rules 6.1 to 6.3)."""

    referral: Literal["on", "none"] = Field(default="on", title="Referral to rehabilitation: on, or none (left out)", json_schema_extra={"unit": "", "rule": "1.8", "zh": "康复转介开关"})
    offered_at_discharge_share: Share = parameter(
        0.35, "probability", "6.1", "Rehabilitation is offered at discharge", "出院时提供康复转介比例", low=0.2, high=1.0, source=K)
    offers_from_home_per_1000_year: Amount = parameter(
        40, "offers per 1,000 registered a year", "6.1", "Rehabilitation is offered to people at home", "居家患者年转介率", low=20, high=400, source=K)
    accepted_share: Share = parameter(0.40, "probability", "6.1", "An offer is accepted", "转介接受比例", low=0.15, high=0.65, source="uptake 40% (15-65); " + K)
    day_share: Share = parameter(0.35, "share of referrals", "6.1", "To day rehabilitation", "转介至日间康复", low=0.2, high=0.9, source=K)
    supported_share: Share = parameter(0.05, "share of referrals", "6.1", "To supported living", "转介至支持性居住", low=0.0, high=0.2, source=K)
    home_support_share: Share = parameter(0.60, "share of referrals", "6.1", "To home support", "转介至居家支持", low=0.0, high=0.7, source=K)
    processing: Distribution = duration("fixed", "days", "6.1", "Processing of a referral", "转介办理时长", value=14)
    neighbours: bool = Field(default=False, title="Institutions of other counties of the city may be used", json_schema_extra={"unit": "", "rule": "6.1", "zh": "可跨县转介"})
    recheck: Literal["never", "at_offer", "periodic"] = Field(default="never", title="Is willingness asked again?", json_schema_extra={"unit": "", "rule": "6.2", "zh": "意愿再评估"})
    recheck_days: PositiveOrUnlimited = parameter(90, "days", "6.2", "Willingness is asked again after", "意愿再评估期限", low=30, high=180, source="浙江：超过3个月需重新评估意愿", grade="F")
    willing_share: Share = parameter(0.65, "probability", "6.2", "Still willing when asked again", "再评估时仍愿意的比例", low=0.40, high=0.85, source=K)
    intake_hours: Amount = parameter(2.0, "hours", "6.3", "Intake assessment by the institution's team (0: left out)", "入站评估时长", low=1.0, high=6.0, source=K)

    @model_validator(mode="after")
    def _kinds(self) -> Referral:
        total = self.day_share.value + self.supported_share.value + self.home_support_share.value
        if abs(total - 1) > 1e-9:
            raise ValueError(f"day_share, supported_share and home_support_share add up to {total:g}, not 1")
        return self


class Rehabilitation(Strict):
    """What happens in rehabilitation (rules 6.4 to 6.6)."""

    stay: Distribution = duration("lognormal", "days", "6.4", "The longest stay, as drawn", "康复最长时长", mean={"value": 365, "low": 90, "high": 1095, "source": "12 months (3-36); " + K, "grade": "K"}, sd=250)
    dropout_per_month: Share = parameter(0.03, "share a month", "6.4", "Dropout", "月脱落率", low=0.01, high=0.06, source=K)
    evaluation_days: AmountOrUnlimited = parameter(90, "days", "6.4", "An evaluation every", "评估周期", low=30, high=180, source=K)
    evaluation_end_share: Share = parameter(0.10, "probability", "6.4", "An evaluation ends the stay early", "评估后提前结束概率", low=0.0, high=0.3, source=K)
    employment_share: Share = parameter(0.30, "probability", "6.4", "Exit to employment", "结束后就业比例", low=0.15, high=0.60, source="employment after rehabilitation 30% (15-60); IPS 50% within 15 months, usual 15%", grade="K")
    other_services_share: Share = parameter(0.20, "probability", "6.4", "Exit to other services", "结束后转其他服务比例", low=0.0, high=0.5, source=K)
    hold_days: AmountOrUnlimited = parameter(30, "days", "6.5", "A place is held after a relapse for", "复发后名额保留天数", low=0, high=90, source=K)
    contacts_per_month: Positive = parameter(2, "contacts a month", "6.6", "Standard service is at least", "规范服务每月最少次数", low=1, high=8, source=K)
    contacts_per_staff_month: Positive = parameter(60, "contacts a month", "6.6", "Contacts a member of staff can make", "每名康复人员每月服务次数", low=30, high=120, source="staff 1:10 (1:5-1:20); " + K)
    clients_per_staff: Positive = parameter(10, "clients", "6.6", "Clients per member of staff (where no headcount is given)", "每名康复人员服务人数", low=5, high=20, source=K)
    home_support_hours_per_client_month: Positive = parameter(4, "hours a month", "6.1", "Home support per client", "居家支持每人每月小时", low=2, high=12, source=K)
    home_support_hours_per_staff_month: Positive = parameter(100, "hours a month", "6.1", "Home-support hours of a member of staff", "每名居家支持人员每月小时", low=60, high=140, source=K)
    intake_share: Share = parameter(0.10, "share of hours", "6.3", "Institution staff's hours for intake", "用于入站评估的工时比例", low=0.02, high=0.3, source=K)
    relevant_degree_share: Schedule = Field(default=constant(0.25, 0.1, 0.6, K, "K"), title="Staff with a relevant degree", json_schema_extra={"unit": "share of staff", "rule": "10.4", "zh": "专业背景人员比例"})
    training_hours_per_staff_year: Schedule = Field(default=constant(12, 0, 40, K, "K"), title="Training of a member of staff a year", json_schema_extra={"unit": "hours a year", "rule": "10.4", "zh": "人均年培训学时"})
    start_occupancy: Share = parameter(0.60, "share of places", "5.8", "Places taken at the start", "起点名额使用率", low=0.3, high=1.0, source=K)
    hours: Hours = Hours()
