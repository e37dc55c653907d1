"""Who is in the plan: the registry, the undetected, patient classes from outside it (rule 2)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from model.scenario.values import (
    Amount,
    Distribution,
    Number,
    PositiveOrUnlimited,
    Schedule,
    Share,
    Strict,
    Value,
    constant,
    described,
    parameter,
)

K = "expert assumption"
NORM = "国家卫生健康委 严重精神障碍管理治疗工作规范 2018"


class Diagnosis(Strict):
    """A group of diagnoses of the registry and its relapse hazard against the average."""

    name: str
    share: Share = described("Share of the registry", "占在册患者比例", "share of registered", "2.3")
    relapse_ratio: Amount = parameter(1.0, "ratio", "4.1", "Hazard of relapse against the average", "复发风险比", source=K)


def _diagnoses() -> tuple[Diagnosis, ...]:
    source = "shares in the registries of several cities: schizophrenia 61-86%, bipolar ~17%"
    return (
        Diagnosis(name="schizophrenia", share=Value(value=0.70, low=0.61, high=0.86, source=source, grade="F")),
        Diagnosis(name="bipolar", share=Value(value=0.15, low=0.10, high=0.20, source=source, grade="F")),
        Diagnosis(name="other", share=Value(value=0.15, low=0.05, high=0.25, source=source, grade="D")),
    )


class Registry(Strict):
    """The registered and the undetected at the start, and what becomes of the numbers."""

    reported_prevalence_permille: Amount = parameter(
        4.3, "registered per 1,000 residents", "2.1", "Reported prevalence at the start", "起点报告患病率",
        low=3.5, high=5.5, source="registered 2018: 5,994,054, 4.3‰ (Peking Univ. repository 20.500.11897/596436)", grade="F")
    true_prevalence_permille: Amount = parameter(
        6.0, "per 1,000 residents", "2.1", "True prevalence of the six disorders", "六类严重精神障碍实际患病率",
        low=5.0, high=8.0, source=K)
    diagnoses: tuple[Diagnosis, ...] = Field(default_factory=_diagnoses, title="Diagnosis mix")
    stable_share: Share = parameter(
        0.83, "share of registered at home", "5.8", "Stable at the start", "起点病情稳定比例", low=0.75, high=0.86,
        source="with the inpatients 78%: stable 75.01% (2017), 80.6% (2018); what the rules sustain", grade="K")
    unstable_share: Share = parameter(
        0.009, "share of registered at home", "5.8", "Unstable at the start, not in a relapse", "起点病情不稳定比例(非复发期)",
        low=0.003, high=0.03, grade="K",
        source="split stable 80 / basically stable 16-17 / unstable 3%, less those in a relapse; what the rules sustain")
    grade_shares: tuple[Share, Share, Share, Share, Share, Share] = Field(
        default=tuple(Value(value=v, grade="K", source=K) for v in (0.92, 0.04, 0.02, 0.01, 0.006, 0.004)),  # type: ignore[assignment]
        title="Risk grade 0-5 at the start (shares)",
        json_schema_extra={"unit": "share of registered", "rule": "2.3", "zh": "起点危险性评估0-5级构成"})
    regular_medication_share: Share = parameter(
        0.54, "share of registered", "2.3", "Truly taking medicine regularly at the start",
        "起点真实规律服药比例", low=0.35, high=0.65, source="pill count 0.48 in control villages (PMC6478272); " + K)
    intermittent_share: Share = parameter(
        0.60, "share of irregular takers", "2.3", "Irregular takers who take some", "不规律服药者中间断服药比例",
        low=0.3, high=0.9, source=K)
    overreport_share: Share = parameter(
        0.40, "share of irregular takers", "2.3", "Irregular takers reported as regular",
        "不规律服药而报告为规律的比例", low=0.1, high=0.8,
        source="true ≈ 50% beside reported 42-88%; " + K)
    discharged_30_share: Share = parameter(
        0.020, "share of registered at home", "5.8", "At home, discharged in the last 30 days, at the start",
        "起点出院30天内比例", low=0.0, high=0.05, source="calibrated: what admissions and stays sustain")
    discharged_365_share: Share = parameter(
        0.175, "share of registered at home", "5.8", "At home, discharged 30-365 days ago, at the start",
        "起点出院30至365天比例", low=0.0, high=0.3, source="calibrated: what admissions and stays sustain")
    lost_share: Share = parameter(
        0.042, "share of registered at home", "5.8", "Lost to follow-up at the start", "起点失访比例", low=0.0, high=0.15,
        source="calibrated: what failed visits and returns sustain")
    detection: Literal["balanced", "none"] = Field(
        default="balanced", title="Detection: balanced (finds as many as the registry loses, in the base year) or none",
        json_schema_extra={"unit": "", "rule": "2.1", "zh": "发现方式"})
    screening: Schedule = Field(
        default=constant(1.0, source="1 = the effort of the base year", grade="K"),
        title="Screening effort against the base year",
        json_schema_extra={"unit": "ratio", "rule": "2.1", "zh": "筛查力度(基年为1)"})

    @model_validator(mode="after")
    def _shares(self) -> Registry:
        total = sum(d.share.value for d in self.diagnoses)
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the shares of the diagnoses add up to {total:g}, not 1")
        total = sum(s.value for s in self.grade_shares)
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the shares of the risk grades add up to {total:g}, not 1")
        if self.stable_share.value + self.unstable_share.value > 1:
            raise ValueError("stable_share and unstable_share add up to more than 1")
        return self


Entry = Literal["clinic", "hospital", "supported", "day", "out"]


class NextStage(Strict):
    """Where a patient of a class goes after a stage; ``out`` leaves the model."""

    to: Entry = described("The next stage; out leaves the model", "下一环节", "", "2.2")
    probability: Share = described("Probability of going there", "转入概率", "probability", "2.2")
    service: Distribution | None = described(
        "Duration of the stage left, if it depends on where the patient goes next",
        "本环节时长(若取决于去向)", "days; clinic: working hours", "2.2", default=None)


class Stage(Strict):
    """One stage of a patient class: how long, then where."""

    at: Entry = described("The stage", "环节", "", "2.2")
    service: Distribution = described("Duration of the stage", "环节时长", "days; clinic: working hours", "2.2")
    next: tuple[NextStage, ...] = ()

    @model_validator(mode="after")
    def _total(self) -> Stage:
        total = sum(n.probability.value for n in self.next)
        if self.next and abs(total - 1) > 1e-9:
            raise ValueError(f"the probabilities of the next stage add up to {total:g}, not 1")
        return self


class PatientClass(Strict):
    """An open stream of patients without an entry in the registry (rule 2.2).

    ``arrivals_per_day`` is for each region named (all of them by default); with ``per_resident``
    or ``per_registered`` the number is per 1,000 residents or registered and day instead. ``service``
    of a clinic stage is in working hours, of every other stage in days.
    """

    name: str
    arrivals_per_day: Schedule = described("Arrivals a day", "每日到达数", "arrivals a day", "2.2")
    per: Literal["region", "residents_1000", "registered_1000"] = described(
        "Arrivals are per region, 1,000 residents or 1,000 registered", "到达数口径", "", "2.2", default="region")
    regions: tuple[str, ...] = ()
    entry: Entry = described("First stage", "进入环节", "", "2.2")
    priority: Literal["emergency", "green", "urgent", "elective"] = described(
        "Class on the waiting list for beds", "候床优先级", "", "2.2", default="elective")
    patience_days: PositiveOrUnlimited | None = described(
        "Mean patience (default: waits without end)", "平均等待耐心(默认:一直等)", "days", "2.2", default=None)
    stages: tuple[Stage, ...]

    @model_validator(mode="after")
    def _path(self) -> PatientClass:
        at = {stage.at for stage in self.stages}
        if len(at) != len(self.stages):
            raise ValueError(f"class {self.name}: a stage is given twice")
        wanted = {self.entry} | {n.to for s in self.stages for n in s.next if n.to != "out"}
        if missing := wanted - at:
            raise ValueError(f"class {self.name}: no stage at {', '.join(sorted(missing))}")
        return self


class Leaving(Strict):
    """Death and moving away (rule 8)."""

    deaths_per_1000_years: Amount = parameter(
        20.0, "deaths per 1,000 person-years", "8.1", "Deaths", "死亡率", low=12.0, high=30.0,
        source="mortality of registered patients ≈ 20 per 1,000 person-years", grade="D")
    moves_per_1000_years: Amount = parameter(
        5.0, "moves per 1,000 person-years", "8.2", "Moves to another county of the city", "市内迁移率",
        low=0.0, high=20.0, source=K)
    losses_per_1000_years: Amount = parameter(
        2.0, "moves per 1,000 person-years", "8.2", "Moves beyond the city (leave the model)", "迁出本市率",
        low=0.0, high=10.0, source=K)


__all__ = ["Diagnosis", "Leaving", "NextStage", "Number", "PatientClass", "Registry", "Stage"]
