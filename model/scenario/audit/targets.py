"""Targets against each other, over time, and against the horizon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from model.scenario.audit.finding import Finding, basis, clause, number, percent, words
from model.scenario.audit.plan import Plan
from model.scenario.targets import Target
from model.scenario.values import Title

PART_OF: tuple[tuple[str, str, Title], ...] = (
    ("standardised_management_rate", "management_rate",
     words("规范管理者都在管理者之中", "whoever is managed to the standard is managed")),
    ("regular_medication_rate", "medication_rate",
     words("规律服药者都在服药者之中", "whoever takes medicine regularly takes medicine")),
    ("true_regular_medication_rate", "medication_rate",
     words("规律服药者都在服药者之中", "whoever takes medicine regularly takes medicine")),
    ("face_to_face_rate", "management_rate",
     words("当年面访过的都算在管理之中", "whoever was visited face to face this year is managed")),
    ("staffed_beds", "open_beds", words("有人员的床位都在开放床位之中", "staffed beds are among the open "
                                                                        "ones")),
    ("staffed_beds_per_10k", "open_beds_per_10k",
     words("有人员的床位都在开放床位之中", "staffed beds are among the open ones")),
    ("readmission_30d_share", "readmission_90d_share",
     words("30 天内再入院者都在 90 天之中", "readmissions within 30 days are among those within 90")),
    ("readmission_90d_share", "readmission_365d_share",
     words("90 天内再入院者都在一年之中", "readmissions within 90 days are among those within a year")),
)
"""Measure, the measure that contains it, and why."""

NAMES: dict[str, str] = {
    "standardised_management_rate": "规范管理率", "management_rate": "管理率", "medication_rate": "服药率",
    "regular_medication_rate": "规律服药率", "true_regular_medication_rate": "真实规律服药率",
    "face_to_face_rate": "面访率", "examination_rate": "体检率", "treatment_rate": "治疗率",
    "staffed_beds": "实际可运行床位", "open_beds": "开放床位", "staffed_beds_per_10k": "每万人可运行床位",
    "open_beds_per_10k": "每万人开放床位", "reported_prevalence_permille": "报告患病率",
    "registered": "在册患者",
    "psychiatrists": "精神科医师", "psychiatrists_per_100k": "每10万人精神科医师", "nurses": "护士",
    "rehabilitation_county_coverage": "康复服务县覆盖率", "rehabilitation_service_rate": "规范康复服务率",
    "rehabilitation_participation_share": "社区康复参与率", "case_managed_share": "个案管理比例",
    "township_rehabilitation_coverage": "乡镇康复机构覆盖率", "readmission_30d_share": "30天再入院率",
    "readmission_90d_share": "90天再入院率", "readmission_365d_share": "一年再入院率",
}


def name(target: Target) -> Title:
    """Return the words for a target's measure."""
    if target.title is not None:
        return target.title
    return words(NAMES.get(target.measure, target.measure), target.measure.replace("_", " "))


def is_share(measure: str) -> bool:
    """Whether a measure lies between 0 and 1."""
    return measure.endswith(("_rate", "_share", "_coverage")) or measure == "occupancy"


def bound(target: Target) -> str:
    """Write a target's bound."""
    value = target.at_least if target.at_least is not None else target.at_most
    assert value is not None
    sign = "≥" if target.at_least is not None else "≤"
    return f"{sign} {percent(value) if is_share(target.measure) else number(value)}"


def _sources(target: Target) -> tuple[str, str]:
    return clause(target.clause), target.source


def over_time(plan: Plan) -> Iterator[Finding]:
    """One measure with a later target that asks for less, or two that cannot both hold."""
    groups: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in sorted(plan.scenario.targets, key=lambda t: t.date):
        groups[target.measure, target.scope].append(target)
    for targets in groups.values():
        own = [t for t in targets if not t.national]
        for direction in ("at_least", "at_most"):
            chain = [t for t in own if getattr(t, direction) is not None]
            for earlier, later in pairwise(chain):
                first, second = getattr(earlier, direction), getattr(later, direction)
                if earlier.date == later.date and first != second:
                    yield _pair("targets_same_date", earlier, later, first, second,
                                words("同一指标同一日期有两个目标值", "Two targets for one measure on one "
                                                                      "date"))
                elif second < first if direction == "at_least" else second > first:
                    yield _pair("targets_over_time", earlier, later, first, second,
                                words("后期目标低于前期目标", "A later target asks for less than an earlier "
                                                              "one"))
        for low in targets:
            for high in targets:
                if low.at_least is not None and high.at_most is not None and low.date == high.date \
                        and low.at_least > high.at_most:
                    yield _pair("targets_exclude_each_other", low, high, low.at_least, high.at_most,
                                words("下限高于上限,目标不可能同时达到",
                                      "The floor lies above the ceiling: both cannot be met"))


def _pair(check: str, a: Target, b: Target, first: float, second: float, title: Title) -> Finding:
    subject = name(a)
    return Finding(check, "contradiction",
                   words(f"{subject.zh}:{title.zh}", f"{title.en}: {subject.en}"),
                   words(f"{a.date} {bound(a)};{b.date} {bound(b)}", f"{a.date} {bound(a)}; {b.date} "
                                                                     f"{bound(b)}"),
                   basis(*_sources(a), *_sources(b)), stated=second, required=first, unit=a.measure)


def parts_of_a_whole(plan: Plan) -> Iterator[Finding]:
    """A floor for a part that lies above the floor, or the ceiling, of what contains it."""
    targets = [t for t in plan.scenario.targets if not t.national]
    for part, whole, why in PART_OF:
        for a in targets:
            if a.measure != part:
                continue
            for b in targets:
                if b.measure != whole or b.date != a.date or b.scope != a.scope:
                    continue
                if a.at_least is not None:
                    limit = b.at_least if b.at_least is not None else b.at_most
                    if limit is None or a.at_least <= limit:
                        continue
                    given, title = a.at_least, words("部分的目标高于整体的目标",
                                                     "The target for a part lies above that for the whole")
                else:
                    limit = b.at_most
                    assert a.at_most is not None
                    if limit is None or a.at_most <= limit:
                        continue
                    given, title = a.at_most, words("部分的上限高于整体的上限",
                                                    "The ceiling for a part lies above that for the whole")
                x, y = name(a), name(b)
                yield Finding(
                    "targets_part_above_whole", "contradiction",
                    words(f"{x.zh}与{y.zh}:{title.zh}", f"{title.en}: {x.en}, {y.en}"),
                    words(f"{a.date}:{x.zh} {bound(a)},而{y.zh} {bound(b)};{why.zh},后者须不低于前者",
                          f"{a.date}: {x.en} {bound(a)}, but {y.en} {bound(b)}; {why.en}, so the second must "
                          "not lie below the first"),
                    basis(*_sources(a), *_sources(b)), stated=limit, required=given, unit=whole)


def within_the_horizon(plan: Plan) -> Iterator[Finding]:
    """Targets that the simulated years cannot reach, because they are due before or after them."""
    horizon = plan.scenario.horizon
    last = horizon.end - timedelta(days=1)
    for target in plan.scenario.targets:
        if horizon.start <= target.date <= last:
            continue
        late = target.date > last
        subject = name(target)
        yield Finding(
            "target_outside_horizon", "note",
            words(f"{subject.zh}的目标日期在模拟期{'之后' if late else '之前'}",
                  f"The target's date lies {'after' if late else 'before'} the simulated years: "
                  f"{subject.en}"),
            words(f"目标日期 {target.date},模拟期 {horizon.start} 至 {last}:本情景不能判断其是否达到",
                  f"due {target.date}, simulated {horizon.start} to {last}: this scenario cannot say whether "
                  "it is met"),
            basis(*_sources(target)))


def units_of_shares(plan: Plan) -> Iterator[Finding]:
    """Shares above 1 (percentages) and prevalences far too small (shares instead of ‰)."""
    for target in plan.scenario.targets:
        value = target.at_least if target.at_least is not None else target.at_most
        assert value is not None
        subject = name(target)
        if is_share(target.measure) and target.measure != "occupancy" and value > 1:
            meant, en, zh = value / 100, "a share between 0 and 1", "0—1 的比例"
        elif target.measure == "reported_prevalence_permille" and 0 < value < 0.1:
            meant, en, zh = value * 1000, "per 1,000 residents", "千分比"
        else:
            continue
        yield Finding(
            "unit_of_target", "unit_slip",
            words(f"{subject.zh}:目标值单位疑误", f"The unit of a target has slipped: {subject.en}"),
            words(f"{number(value, 4)} 应为 {zh}:{number(meant, 4)}",
                  f"{number(value, 4)} should be {en}: {number(meant, 4)}"),
            basis(*_sources(target)), stated=value, required=meant, unit=target.measure)
