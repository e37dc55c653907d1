"""Beds and psychiatrists: promises per population against promises in numbers."""

from __future__ import annotations

from collections.abc import Iterator

from model.scenario.audit.finding import Finding, Severity, basis, clause, number, percent, words
from model.scenario.audit.plan import NAMES, PER, RESOURCES, UNITS, Plan, Promise, Quantity, soften

ROUNDING = 0.02
"""A plan rounds: so far a density may lie beyond a count without being called a contradiction."""

SAME_READING = 0.15
"""A density read in another unit is called consistent with the count within this share."""

SLIP = 5.0
"""A slip of the unit is looked for only when density and count differ at least this many times."""

FAR_BELOW, FAR_ABOVE = 0.5, 1.5
"""Outside these multiples of the national density the plan's is worth a note."""


def density_against_count(plan: Plan) -> Iterator[Finding]:
    """Hold each density the plan promises (beds, psychiatrists) against the count it promises."""
    for resource in RESOURCES:
        for density in plan.densities(resource):
            planned = plan.planned(resource, density.date)
            if planned is None or planned.how is not None or planned.value <= 0 or not density.density:
                continue
            if not planned.promised:
                continue  # schedules against promises: openings_by_date
            finding = _compare(plan, density, planned)
            if finding is not None:
                yield finding


def _other_reading(plan: Plan, density: Promise, count: float) -> int | None:
    assert density.density is not None
    if 1 / SLIP < density.value / count < SLIP:
        return None
    for per in PER:
        if per != density.per and abs(density.density * plan.residents / per / count - 1) <= SAME_READING:
            return per
    return None


def _compare(plan: Plan, density: Promise, planned: Quantity) -> Finding | None:
    assert density.density is not None
    ratio = density.value / planned.value
    slip = _other_reading(plan, density, planned.value)
    beyond = ratio > 1 + ROUNDING if density.is_floor else ratio < 1 - ROUNDING
    if slip is None and not beyond:
        return None
    how = density.how(plan.residents)
    assert how is not None
    unit, name = UNITS[density.resource], NAMES[density.resource]
    total = number(planned.value, 0)
    implied, apart = number(density.value, 0), number(max(ratio, 1 / ratio))
    zh = f"{how.zh} = {implied} {unit} ≠ {total} {unit}(相差 {apart} 倍)"
    en = f"{how.en} = {implied} ≠ {total} ({apart} times apart)"
    severity: Severity = soften("contradiction", planned)
    title = words(f"{name.zh}密度与{name.zh}数不一致", f"{name.en.capitalize()} per population do not fit "
                                                       "their number")
    if slip is not None:
        severity = "unit_slip"
        again = density.density * plan.residents / slip
        gap = abs(again / planned.value - 1)
        zh += (f";若按每{PER[slip].zh} {number(density.density)} {unit}计,则为 {number(again, 0)} {unit},"
               f"与 {total} {unit}相差 {percent(gap)}:单位应为每{PER[slip].zh}")
        en += (f"; read per {PER[slip].en} the same figure gives {number(again, 0)}, within {percent(gap)} "
               f"of {total}: the unit meant is per {PER[slip].en}")
        title = words(f"{name.zh}密度单位疑误:每{PER[density.per].zh}应为每{PER[slip].zh}",
                      f"{name.en.capitalize()} per {PER[density.per].en}: the unit has slipped "
                      f"(per {PER[slip].en} is consistent)")
    if density.resource == "open_beds":
        national = plan.scenario.norms.beds_per_10k_national
        per_10k = density.value / plan.residents * 10_000
        zh += f"(按原文为每万人 {number(per_10k)} 张,全国 {number(national.value)} 张)"
        en += f" (as written: {number(per_10k)} beds per 10,000; nationally {number(national.value)})"
    key = "beds_per_population" if density.resource == "open_beds" else f"{density.resource}_per_population"
    return Finding(key, severity, title, words(zh, en), basis(clause(density.clause), planned.clause),
                   stated=planned.value, required=density.value, unit=name.en)


def national_density(plan: Plan) -> Iterator[Finding]:
    """Say how the promised beds lie beside the national density, when they lie far from it."""
    national = plan.scenario.norms.beds_per_10k_national
    promises = plan.promises("open_beds")
    if not promises or plan.residents <= 0 or national.value <= 0:
        return
    last = promises[-1]
    per_10k = last.value / plan.residents * 10_000
    times = per_10k / national.value
    if FAR_BELOW <= times <= FAR_ABOVE:
        return
    people = number(plan.residents / 10_000, 3)
    yield Finding(
        "beds_against_national", "note",
        words("床位密度与全国水平相差较大", "Beds per population lie far from the national level"),
        words(f"{number(last.value, 0)} 张 ÷ {people} 万人 = 每万人 {number(per_10k)} 张,"
              f"全国 {number(national.value)} 张,为其 {number(times)} 倍",
              f"{number(last.value, 0)} beds ÷ {people} ten thousand residents = {number(per_10k)} per 10,"
              f"000; nationally {number(national.value)}: {number(times)} times that"),
        basis(clause(last.clause), national.source), stated=per_10k, required=national.value,
        unit="beds per 10,000 residents")


def total_against_places(plan: Plan) -> Iterator[Finding]:
    """Hold the totals of the whole plan against the sum of the hospitals, where each gives a number."""
    for resource in ("open_beds", "psychiatrists", "nurses", "health_staff"):
        total = getattr(plan.scenario.totals, resource)
        schedules = [(getattr(h, resource), plan.copies_of(h)) for h in plan.scenario.hospitals]
        if total is None or not schedules or any(s is None for s, _ in schedules):
            continue
        for day in (plan.scenario.horizon.start, plan.last_day):
            whole, parts = total.at(day), sum(s.at(day) * n for s, n in schedules)
            if abs(whole - parts) < 0.5:
                continue
            name = NAMES[resource]
            yield Finding(
                "total_against_places", "contradiction",
                words(f"{name.zh}合计与各机构之和不符", f"The total of {name.en} is not the sum of the "
                                                        "hospitals"),
                words(f"{day}:合计 {number(whole, 0)} ≠ 各机构之和 {number(parts, 0)}",
                      f"{day}: total {number(whole, 0)} ≠ sum of the hospitals {number(parts, 0)}"),
                basis(total.first.source), stated=whole, required=parts, unit=name.en)
            break
