"""How many of the beds that open the planned staff can run, date by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from model.scenario.audit.finding import Finding, Severity, basis, number, words
from model.scenario.audit.norms import level_norms, named_health_staff
from model.scenario.audit.plan import Plan, Quantity


@dataclass(frozen=True, slots=True)
class _Row:
    """Beds that the staff of one day can run."""

    day: dt.date
    beds: Quantity
    practised: float
    at_norm: float
    zh: str
    en: str
    firm: bool


def _practised_ratios(plan: Plan) -> tuple[float, float]:
    """Return nurses per bed and beds per psychiatrist in practice: eased to staff all beds of the start."""
    practised, split = plan.scenario.practised, plan.scenario.split
    nurses_ratio = practised.nurses_per_bed.value
    doctor_beds = practised.beds_per_ward_psychiatrist.value * split.wards.value
    start = plan.scenario.horizon.start
    beds = plan.provided("open_beds", start)
    nurses, doctors = plan.provided("nurses", start), plan.provided("psychiatrists", start)
    if practised.ratios == "calibrated" and beds is not None and beds.value > 0:
        if nurses is not None:
            nurses_ratio = min(nurses_ratio, nurses.value / beds.value)
        if doctors is not None and doctors.value > 0:
            doctor_beds = max(doctor_beds, beds.value / doctors.value)
    return nurses_ratio, doctor_beds


def _row(plan: Plan, day: dt.date, nurse_ratio: float, doctor_beds: float) -> _Row | None:
    beds = plan.provided("open_beds", day) or plan.planned("open_beds", day)
    nurses, doctors = plan.planned("nurses", day), plan.planned("psychiatrists", day)
    staff = named_health_staff(plan, day)
    known = [n for n in (nurses, doctors) if n is not None]
    if beds is None or beds.value <= 0 or not known:
        return None
    norms = plan.scenario.norms
    practised: list[float] = []
    at_norm: list[float] = []
    zh: list[str] = []
    en: list[str] = []
    if nurses is not None and nurse_ratio > 0:
        by_practice, by_norm = nurses.value / nurse_ratio, nurses.value / norms.nurses_per_bed.value
        national = nurses.value / norms.nurses_per_bed_practised.value
        practised.append(by_practice)
        at_norm.append(by_norm)
        zh.append(f"护士 {number(nurses.value, 0)} ÷ {number(nurse_ratio)} = {number(by_practice, 0)} "
                  f"张(按全国 {number(norms.nurses_per_bed_practised.value)} 为 {number(national, 0)},按标准 "
                  f"{number(norms.nurses_per_bed.value)} 为 {number(by_norm, 0)})")
        en.append(f"nurses {number(nurses.value, 0)} ÷ {number(nurse_ratio)} = {number(by_practice, 0)} beds "
                  "(at the "
                  f"national {number(norms.nurses_per_bed_practised.value)}: {number(national, 0)}; at the "
                  f"standard {number(norms.nurses_per_bed.value)}: {number(by_norm, 0)})")
    if doctors is not None:
        by_practice = doctors.value * doctor_beds
        practised.append(by_practice)
        zh.append(f"医师 {number(doctors.value, 0)} × {number(doctor_beds)} = {number(by_practice, 0)} 张")
        en.append(f"psychiatrists {number(doctors.value, 0)} × {number(doctor_beds)} = "
                  f"{number(by_practice, 0)} beds")
    if staff is not None:
        levels = level_norms(plan)
        lowest = min(n.value for n in levels.values())
        by_norm = staff.value / lowest
        if staff.whole:
            at_norm.append(by_norm)
        zh.append(f"卫生技术人员(已列明){number(staff.value, 0)} ÷ 标准 {number(lowest)} = "
                  f"{number(by_norm, 0)} 张")
        en.append(f"health staff named {number(staff.value, 0)} ÷ the standard {number(lowest)} = "
                  f"{number(by_norm, 0)} beds")
    least, norm = min([beds.value, *practised]), min([beds.value, *at_norm])
    promised = any(n.firm for n in (beds, *known))
    return _Row(day, beds, least, norm, ";".join(zh), "; ".join(en), promised)


def staffable_beds(plan: Plan) -> Iterator[Finding]:
    """How many of the planned beds the planned staff can run, as practised today and at the standard."""
    nurse_ratio, doctor_beds = _practised_ratios(plan)
    start, end = plan.scenario.horizon.start, plan.scenario.horizon.end
    years = (dt.date(year, 12, 31) for year in range(start.year, end.year + 1))
    days = sorted({*plan.capacity_days(), *(d for d in years if start <= d < end)})
    rows: list[_Row] = []
    for day in days:
        row = _row(plan, day, nurse_ratio, doctor_beds)
        if row is not None and not (rows and (row.zh, row.beds.value) == (rows[-1].zh, rows[-1].beds.value)):
            rows.append(row)
    short = [r for r in rows if min(r.practised, r.at_norm) < r.beds.value - 0.5]
    if not short:
        return
    firm = [r for r in short if r.firm]
    if not firm:
        return
    worst = min(firm, key=lambda r: (r.practised / r.beds.value, r.at_norm / r.beds.value))
    runs_today = worst.practised >= worst.beds.value - 0.5
    severity: Severity = "note" if runs_today or not worst.beds.firm else "shortfall"
    zh = [f"{r.day}{'' if r.firm else '(情景假设)'}:计划 {number(r.beds.value, 0)} 张,按现行配比可运行 "
          f"{number(r.practised, 0)} 张,按标准 {number(r.at_norm, 0)} 张【{r.zh}】" for r in short]
    en = [f"{r.day}{'' if r.firm else ' (assumed)'}: of {number(r.beds.value, 0)} beds, "
          f"{number(r.practised, 0)} can be run as practised today and "
          f"{number(r.at_norm, 0)} at the standard [{r.en}]" for r in short]
    norms = plan.scenario.norms
    yield Finding(
        "staffable_beds", severity,
        words(f"{worst.day} 计划人员可运行床位:{number(worst.practised, 0)} / {number(worst.beds.value, 0)}"
              f"(按标准 {number(worst.at_norm, 0)})",
              f"The planned staff can run {number(worst.practised, 0)} of {number(worst.beds.value, 0)} beds "
              f"({number(worst.at_norm, 0)} at the standard) by {worst.day}"),
        words(" | ".join(zh), " | ".join(en)),
        basis(worst.beds.clause, plan.scenario.practised.nurses_per_bed.source,
              plan.scenario.practised.beds_per_ward_psychiatrist.source, norms.nurses_per_bed.source),
        stated=worst.at_norm if runs_today else worst.practised, required=worst.beds.value, unit="beds")
