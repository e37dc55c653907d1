"""Staff over time: hiring, leaving, training, assistance; and what things cost (rules 7, 10.5)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from model.scenario.values import Amount, Positive, Share, Strict, described, parameter

K = "expert assumption"
Profession = Literal["psychiatrists", "nurses", "health_staff", "community_workers"]


class Turnover(Strict):
    """Hiring and leaving of one profession, added to the dated steps (rule 7.1)."""

    hired_per_year: Amount = parameter(0, "staff a year", "7.1", "Hired", "年招聘人数", source="none beyond the dated steps")
    leaving_share_per_year: Share = parameter(0, "share a year", "7.1", "Leaving", "年离职比例", source="replaced within the dated steps")


class Workforce(Strict):
    """Hiring and leaving for the whole plan, shared out like the headcounts."""

    psychiatrists: Turnover = Turnover()
    nurses: Turnover = Turnover()
    health_staff: Turnover = Turnover()
    community_workers: Turnover = Turnover()


class Training(Strict):
    """Training in batches (rule 7.1): away meanwhile; conversion adds psychiatrists when it ends.

    ``who`` are away while it lasts; a conversion training (转岗) takes doctors from outside the
    model's headcounts (``who = "outside"``) and adds ``batch_size`` psychiatrists to the hospital
    after ``registration_lag_days``.
    """

    name: str
    kind: Literal["skills", "conversion"] = described("Training of skills, or conversion of doctors to psychiatry", "培训类型(进修或转岗)", "", "7.1", default="skills")
    who: Literal["community_workers", "psychiatrists", "nurses", "outside"] = described("Who are away while it lasts", "参训人员", "", "7.1", default="community_workers")
    region: str = ""
    hospital: str = ""
    batch_size: Positive = described("Size of a batch", "每批人数", "staff", "7.1")
    batches_per_year: Positive = described("Batches a year", "每年批次", "batches a year", "7.1")
    length_days: Positive = described("Length of a batch", "每批时长", "days", "7.1")
    registration_lag_days: Amount = parameter(180, "days", "7.1", "Conversion: from the end of training to the register", "转岗后注册等待", low=90, high=365, source=K)
    first: dt.date | None = described("First batch (default: the start of the plan)", "首批日期(默认:规划起点)", "date", "7.1", default=None)
    last: dt.date | None = described("No batch after (default: the end of the plan)", "末批日期(默认:规划终点)", "date", "7.1", default=None)


class Assistance(Strict):
    """Specialists visit each primary institution (rule 7.3)."""

    assistance: Literal["on", "none"] = Field(default="none", title="Specialists assist primary institutions", json_schema_extra={"unit": "", "rule": "7.3", "zh": "对口帮扶"})
    visits_per_year: Positive = parameter(2, "visits per institution a year", "7.3", "Visits of specialists", "专科医师年下沉次数", low=1, high=12, source="湘潭：每年2次", grade="F")
    hours_per_visit: Positive = parameter(6, "hours", "7.3", "A visit of assistance", "每次帮扶时长", low=3, high=7, source=K)
    lasts_days: Positive = parameter(183, "days", "7.3", "The effect of a visit lasts", "作用持续天数", low=60, high=365, source=K)
    detection_ratio: Amount = parameter(1.3, "ratio", "7.3", "Effect on detection", "对发现的作用", low=1.0, high=2.0, source=K)
    medication_ratio: Positive = parameter(1.1, "ratio", "7.3", "Effect on regular medication at a visit", "对规律服药的作用", low=1.0, high=1.25, source=K)
    failure_ratio: Amount = parameter(0.8, "ratio", "7.3", "Effect on failed visits", "对随访落空的作用", low=0.6, high=1.0, source=K)


class Costs(Strict):
    """Prices in RMB (rule 10.5)."""

    inpatient_day: Amount = parameter(280, "RMB", "10.5", "An inpatient day", "住院日费用", low=150, high=450, source=K)
    visit: Amount = parameter(50, "RMB", "10.5", "A follow-up visit", "随访费用", low=30, high=80, source=K)
    outpatient_visit: Amount = parameter(320, "RMB", "10.5", "An outpatient visit", "门诊费用", low=250, high=400, source=K)
    rehabilitation_place_year: Amount = parameter(12000, "RMB a year", "10.5", "A rehabilitation place", "康复名额年费用", low=8000, high=20000, source=K)
    bed_build: Amount = parameter(350000, "RMB", "10.5", "Building a bed", "新建床位投资", low=250000, high=450000, source=K)
    psychiatrist_year: Amount = parameter(200000, "RMB a year", "10.5", "A psychiatrist", "精神科医师年薪", low=120000, high=350000, source=K)
    nurse_year: Amount = parameter(110000, "RMB a year", "10.5", "A nurse", "护士年薪", low=70000, high=180000, source=K)
    community_worker_year: Amount = parameter(80000, "RMB a year", "10.5", "A community worker", "社区人员年薪", low=50000, high=120000, source=K)
    rehabilitation_staff_year: Amount = parameter(80000, "RMB a year", "10.5", "A member of rehabilitation staff", "康复人员年薪", low=50000, high=120000, source=K)
    conversion_training: Amount = parameter(30000, "RMB", "10.5", "Conversion training of a doctor", "转岗培训费用", low=10000, high=60000, source=K)
