"""Prevention staff: of townships and villages, and the registered patients each looks after."""

from __future__ import annotations

from collections.abc import Iterator

from model.scenario.audit.finding import Finding, Severity, basis, clause, number, words
from model.scenario.audit.plan import Plan, count


def prevention_doctors(plan: Plan) -> Iterator[Finding]:
    """Doctors with a psychiatric licence in every township, within the psychiatrists promised."""
    per = plan.stated("prevention_doctors_per_township")
    if per is None:
        return
    regions = plan.scenario.regions
    missing = [r.name for r in regions if r.townships.value == 0]
    if missing:
        yield Finding(
            "prevention_doctors", "note",
            words("缺少乡镇数,无法核算专职精防医生", "The number of townships is missing: prevention doctors "
                                                     "cannot be counted"),
            words(f"每乡镇 {number(per.value)} 名 × 乡镇数(未给出:{'、'.join(missing)})",
                  f"{number(per.value)} a township × townships (not given: {', '.join(missing)})"),
            basis(clause(per.clause)), unit="doctors")
        return
    townships = sum(r.townships.value * r.copies for r in regions)
    assumed = any(r.townships.grade == "K" for r in regions)
    required = per.value * townships
    given = plan.stated("prevention_doctors")
    if given is not None and given.value >= required:
        return
    zh = (f"{number(per.value)} 名 × {number(townships, 0)} 个乡镇{'(情景假设)' if assumed else ''} = "
          f"{number(required, 0)} 名")
    en = (f"{number(per.value)} × {number(townships, 0)} townships{' (an assumption)' if assumed else ''} = "
          f"{number(required, 0)}")
    doctors = plan.planned("psychiatrists", plan.last_day)
    said = ""
    stated: float | None = given.value if given else None
    too_many = False
    if given is not None:
        zh += f";方案为 {number(given.value, 0)} 名,缺 {number(required - given.value, 0)} 名"
        en += f"; the plan gives {number(given.value, 0)}, {number(required - given.value, 0)} short"
    elif doctors is not None and doctors.firm:
        said, left = doctors.clause, doctors.value - required
        too_many = left <= 0
        zh += (f";若计入计划的 {number(doctors.value, 0)} 名精神科医师,余 {number(left, 0)} 名供医院使用;"
               "方案未说明是否计入,也未给出现有人数")
        en += (f"; if they are among the {number(doctors.value, 0)} psychiatrists planned, {number(left, 0)} "
               "are left for the hospitals; the plan says neither whether they are nor how many there are")
    else:
        zh += ";方案未给出现有人数"
        en += "; the plan does not say how many there are"
    yield Finding(
        "prevention_doctors", "shortfall" if (given is not None or too_many) and not assumed else "note",
        words("乡镇专职精防医生", "Prevention doctors in the townships"), words(zh, en),
        basis(clause(per.clause), said, clause(given.clause) if given else ""),
        stated=stated, required=required, unit="doctors")


def prevention_staff(plan: Plan) -> Iterator[Finding]:
    """Prevention staff in every village."""
    per = plan.stated("prevention_staff_per_village")
    if per is None:
        return
    villages = plan.stated("villages")
    if villages is None:
        yield Finding(
            "prevention_staff", "note",
            words("缺少村(社区)数,无法核算精防人员", "The number of villages is missing: prevention staff "
                                                     "cannot be counted"),
            words(f"每村 {number(per.value)} 名 × 村(社区)数(未给出)",
                  f"{number(per.value)} a village × villages (not given)"),
            basis(clause(per.clause)), unit="staff")
        return
    required = per.value * villages.value
    given = plan.stated("village_prevention_staff")
    if given is not None and given.value >= required:
        return
    zh = f"{number(per.value)} 名 × {number(villages.value, 0)} 个村 = {number(required, 0)} 名"
    en = f"{number(per.value)} × {number(villages.value, 0)} villages = {number(required, 0)}"
    if given is None:
        zh, en = zh + ";方案未给出现有人数", en + "; the plan does not say how many there are"
    else:
        zh += f";方案为 {number(given.value, 0)} 名,缺 {number(required - given.value, 0)} 名"
        en += f"; the plan gives {number(given.value, 0)}, {number(required - given.value, 0)} short"
    yield Finding(
        "prevention_staff", "note" if given is None else "shortfall",
        words("村(社区)精防人员", "Prevention staff in the villages"), words(zh, en),
        basis(clause(per.clause), clause(villages.clause), clause(given.clause) if given else ""),
        stated=given.value if given else None, required=required, unit="staff")


def registered_per_worker(plan: Plan) -> Iterator[Finding]:
    """Registered patients to a community worker, on the day with the highest load, against the norm."""
    norm, start = plan.scenario.norms.registered_per_worker, plan.scenario.horizon.start
    days = sorted({start, plan.last_day, *(p.date for p in plan.promises("community_workers"))})
    loads = [(plan.registered_on(day) / workers.value, day, workers) for day in days
             if (workers := plan.planned("community_workers", day)) is not None and workers.value > 0]
    if not loads:
        return
    load, day, workers = max(loads, key=lambda row: row[0])
    if load <= norm.value:
        return
    highest = norm.high if norm.high is not None else norm.value
    severity: Severity = "shortfall" if load > highest and workers.firm else "note"
    people, text = plan.registered_on(day), count("community_workers", workers)
    needed = number(people / norm.value, 0)
    yield Finding(
        "registered_per_worker", severity,
        words("每名精防人员管理的在册患者偏多", "Many registered patients to a community worker"),
        words(f"{day}:在册 {number(people, 0)} 人 ÷ {text.zh} = 每名 {number(load)} 人;参考 "
              f"{number(norm.value)} 人(上限 {number(highest)}),按此须 {needed} 名",
              f"{day}: {number(people, 0)} registered ÷ {text.en} = {number(load)} each; "
              f"{number(norm.value)} is usual (at most {number(highest)}), which asks for {needed}"),
        basis(workers.clause, norm.source), stated=load, required=norm.value, unit="registered patients per "
                                                                                   "worker")
