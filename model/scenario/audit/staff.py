"""Staff per bed against the standards and against practice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from model.scenario.audit.finding import Finding, Severity, basis, clause, number, words
from model.scenario.audit.norms import HealthStaff, LevelNorm, level_norms, named_health_staff
from model.scenario.audit.plan import Plan, Quantity, count, soften
from model.scenario.values import Title

NATIONAL_BEDS_PER_PSYCHIATRIST = 798_191 / 50_124
NATIONAL_SOURCE = "798,191 beds, 50,124 psychiatrists (2020)"


def _beds(plan: Plan, day: dt.date) -> Quantity | None:
    beds = plan.planned("open_beds", day)
    return beds if beds is not None and beds.value > 0 else None


def _opened(plan: Plan, day: dt.date, beds: Quantity, staff: float) -> Title:
    """Return a remark when the scenario itself opens fewer beds than are promised; empty otherwise."""
    provided = plan.provided("open_beds", day)
    if provided is None or not 0 < provided.value < beds.value * 0.98:
        return words("", "")
    ratio = staff / provided.value
    return words(f";本情景届时只开放 {number(provided.value, 0)} 张,则为每床 {number(ratio)} 名",
                 f"; this scenario opens only {number(provided.value, 0)} by then: {number(ratio)} a bed")


def nurses_per_bed(plan: Plan) -> Iterator[Finding]:
    """Planned nurses over planned beds, on the worst promised day."""
    norms = plan.scenario.norms
    worst: tuple[float, dt.date, Quantity, Quantity] | None = None
    for day in plan.capacity_days():
        beds, nurses = _beds(plan, day), plan.planned("nurses", day)
        if beds is None or nurses is None or not (beds.firm or nurses.firm):
            continue
        ratio = nurses.value / beds.value
        if ratio < norms.nurses_per_bed.value * (1 - 1e-9) and (worst is None or ratio < worst[0]):
            worst = (ratio, day, beds, nurses)
    if worst is None:
        return
    ratio, day, beds, nurses = worst
    norm, today = norms.nurses_per_bed.value, norms.nurses_per_bed_practised.value
    binding = any(h.level == 3 for h in plan.scenario.hospitals) or not plan.scenario.hospitals
    milder: Severity = "shortfall" if binding else "note"  # the standard per bed binds level 3 only
    severity: Severity = soften("contradiction" if ratio < today else milder, beds, nurses)
    bed_words, nurse_words = count("open_beds", beds), count("nurses", nurses)
    side = words("低于", "below") if ratio < today else words("不低于", "not below")
    opened = _opened(plan, day, beds, nurses.value)
    yield Finding(
        "nurses_per_bed", severity,
        words("每床护士低于标准" + ("和全国现状" if ratio < today else ""),
              "Nurses per bed below the standard" + (" and below today's national "
                                                     "practice" if ratio < today else "")),
        words(f"{day}:{nurse_words.zh} ÷ {bed_words.zh} = 每床 {number(ratio)} 名,标准(三级){number(norm)} "
              f"名,需 {number(norm * beds.value, 0)} 名,缺 {number(norm * beds.value - nurses.value, 0)} 名;"
              f"{side.zh}全国现状 {number(today)}(按此需 {number(today * beds.value, 0)} 名){opened.zh}",
              f"{day}: {nurse_words.en} ÷ {bed_words.en} = {number(ratio)} a bed; the standard (level 3) is "
              f"{number(norm)}, which asks for {number(norm * beds.value, 0)}, "
              f"{number(norm * beds.value - nurses.value, 0)} "
              f"more; {side.en} what is practised nationally, {number(today)} ("
              f"{number(today * beds.value, 0)} nurses){opened.en}"),
        basis(nurses.clause, beds.clause, norms.nurses_per_bed.source, norms.nurses_per_bed_practised.source),
        stated=ratio, required=norm, unit="nurses per bed")


def psychiatrists_per_bed(plan: Plan) -> Iterator[Finding]:
    """Planned beds over planned psychiatrists, against the country and against top hospitals."""
    top = plan.scenario.norms.beds_per_psychiatrist
    worst: tuple[float, dt.date, Quantity, Quantity] | None = None
    for day in plan.capacity_days():
        beds, doctors = _beds(plan, day), plan.planned("psychiatrists", day)
        if beds is None or doctors is None or doctors.value <= 0 or not (beds.firm or doctors.firm):
            continue
        load = beds.value / doctors.value
        if load > top.value * (1 + 1e-9) and (worst is None or load > worst[0]):
            worst = (load, day, beds, doctors)
    if worst is None:
        return
    load, day, beds, doctors = worst
    national = NATIONAL_BEDS_PER_PSYCHIATRIST
    severity: Severity = soften("shortfall", beds, doctors) if load > national else "note"
    bed_words, doctor_words = count("open_beds", beds), count("psychiatrists", doctors)
    opened = _opened(plan, day, beds, doctors.value)
    yield Finding(
        "psychiatrists_per_bed", severity,
        words("每名精神科医师负担的床位高于" + ("全国现状" if load > national else "高水平医院"),
              "More beds to a psychiatrist "
              "than " + ("nationally today" if load > national else "in top hospitals")),
        words(f"{day}:{bed_words.zh} ÷ {doctor_words.zh} = 每名医师 {number(load)} 张(每床 "
              f"{number(1 / load)} 名);"
              f"全国 {number(national)} 张,按此需 {number(beds.value / national, 0)} 名;高水平医院 "
              f"{number(top.value)} 张"
              f"(每床 {number(1 / top.value)} 名),按此需 {number(beds.value / top.value, 0)} 名{opened.zh}",
              f"{day}: {bed_words.en} ÷ {doctor_words.en} = {number(load)} beds to a psychiatrist ("
              f"{number(1 / load)} a "
              f"bed); nationally {number(national)}, which asks for {number(beds.value / national, 0)}; in "
              f"top hospitals {number(top.value)} ({number(1 / top.value)} a bed), which asks for "
              f"{number(beds.value / top.value, 0)}{opened.en}"),
        basis(doctors.clause, beds.clause, NATIONAL_SOURCE, top.source),
        stated=load, required=national if load > national else top.value, unit="beds per psychiatrist")


def _needed_staff(plan: Plan, day: dt.date, beds: float, norms: dict[int, LevelNorm]) -> tuple[float, str]:
    """Return the staff that the hospitals' levels ask for, with its arithmetic; lowest norm if unknown."""
    by_level = plan.beds_by_level(day)
    if by_level is None:
        lowest = min(norms.values(), key=lambda n: n.value)
        text = f"{number(lowest.value)} × {number(beds, 0)} = {number(lowest.value * beds, 0)}"
        return lowest.value * beds, text
    share = beds / (sum(by_level.values()) or 1.0)
    terms = [(norms[level].value, n * share) for level, n in sorted(by_level.items()) if n > 0]
    total = sum(ratio * n for ratio, n in terms)
    text = " + ".join(f"{number(ratio)} × {number(n, 0)}" for ratio, n in terms) + f" = {number(total, 0)}"
    return total, text


def health_staff_per_bed(plan: Plan) -> Iterator[Finding]:
    """Health staff against the standard: the lowest of the levels, then the levels of the hospitals."""
    norms = level_norms(plan)
    present = {h.level for h in plan.scenario.hospitals}
    lowest = min((n for n in norms.values()), key=lambda n: n.value)
    worst: tuple[float, dt.date, Quantity, HealthStaff] | None = None
    for day in plan.capacity_days():
        beds, staff = _beds(plan, day), named_health_staff(plan, day)
        if beds is None or staff is None or not (beds.firm or any(p.firm for p in staff.parts)):
            continue
        ratio = staff.value / beds.value
        if worst is None or ratio < worst[0]:
            worst = (ratio, day, beds, staff)
    if worst is None:
        return
    ratio, day, beds, staff = worst
    by_levels, level_text = _needed_staff(plan, day, beds.value, norms)
    least = lowest.value * beds.value
    if staff.value >= by_levels * (1 - 1e-9):
        return
    required = least if staff.value < least * (1 - 1e-9) else by_levels
    severity = soften("contradiction" if staff.whole and staff.value < least * (1 - 1e-9) else "shortfall",
                      beds, *staff.parts)
    bed_words = count("open_beds", beds)
    zh = (f"{day}:{staff.zh};{bed_words.zh} × 每床 {number(lowest.value)} 名(一级,最低标准)= "
          f"{number(least, 0)} 名;"
          f"{number(staff.value, 0)} {'<' if staff.value < least else '≥'} {number(least, 0)}")
    en = (f"{day}: {staff.en}; {bed_words.en} × {number(lowest.value)} (level 1, the lowest standard) = "
          f"{number(least, 0)}; {number(staff.value, 0)} {'<' if staff.value < least else '≥'} "
          f"{number(least, 0)}")
    if required > staff.value:
        zh += f",缺 {number(required - staff.value, 0)} 名"
        en += f", {number(required - staff.value, 0)} short"
    if abs(by_levels - least) > 0.5:
        zh += f";按各机构级别需 {level_text} 名"
        en += f"; by the levels of the hospitals {level_text}"
    elif present - {1}:
        higher = (f"{n} 级每床 {number(norms[n].value)}" for n in sorted(present - {1}))
        zh += ";" + "、".join(higher) + ",要求更高"
        en += "; higher where the level is: " + ", ".join(
            f"level {n} {number(norms[n].value)}" for n in sorted(present - {1}))
    opened = _opened(plan, day, beds, staff.value)
    zh, en = zh + opened.zh, en + opened.en
    if not staff.whole:
        zh += ";卫生技术人员还包括药师、技师、康复师等,差额须由其补足,方案未说明"
        en += ("; health staff count more professions (pharmacists, technicians, therapists), which would "
               "have to make up the difference: the plan does not say so")
    yield Finding(
        "health_staff_per_bed", severity,
        words("卫生技术人员不足以满足床位配备标准", "Health staff fall short of the standard for the planned "
                                                    "beds"),
        words(zh, en),
        basis(lowest.words, *(p.clause for p in staff.parts), beds.clause,
              *(norms[n].words for n in sorted(present - {1}))),
        stated=staff.value, required=required, unit="health staff")


def least_psychiatrists(plan: Plan) -> Iterator[Finding]:
    """The plan's least psychiatrists of a level-1 institution against what they have."""
    least = plan.stated("min_psychiatrists_level1")
    small = [h for h in plan.scenario.hospitals if h.level == 1]
    if least is None or not small:
        return
    day = plan.last_day
    for hospital in small:
        if hospital.psychiatrists is not None and hospital.psychiatrists.at(day) < least.value:
            has = hospital.psychiatrists.at(day)
            yield Finding(
                "min_psychiatrists_level1", "contradiction",
                words(f"{hospital.name}:精神科医师少于一级机构最低要求",
                      f"{hospital.name}: fewer psychiatrists than a level-1 institution must have"),
                words(f"{day}:{number(has)} 名 < {number(least.value)} 名",
                      f"{day}: {number(has)} < {number(least.value)}"),
                basis(clause(least.clause)), stated=has, required=least.value, unit="psychiatrists")
    institutions = sum(plan.copies_of(h) for h in small)
    total = plan.planned("psychiatrists", day)
    required = least.value * institutions
    if total is not None and total.value < required:
        text = count("psychiatrists", total)
        yield Finding(
            "min_psychiatrists_level1", soften("contradiction", total),
            words("精神科医师总数不够一级机构最低配备", "Not enough psychiatrists for the level-1 "
                                                        "institutions alone"),
            words(f"{day}:{number(least.value)} 名 × {institutions} 所 = {number(required, 0)} 名 > "
                  f"{text.zh}",
                  f"{day}: {number(least.value)} × {institutions} institutions = {number(required, 0)} > "
                  f"{text.en}"),
            basis(clause(least.clause), total.clause), stated=total.value, required=required,
            unit="psychiatrists")
