"""Growth: openings by the promised dates, and where the new staff are to come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from math import ceil

from model.scenario.audit.finding import (
    Finding,
    Severity,
    basis,
    clause,
    number,
    percent,
    words,
    years_in_words,
)
from model.scenario.audit.plan import DAYS_PER_YEAR, NAMES, RESOURCES, UNITS, Plan, Quantity, Resource
from model.scenario.values import Schedule
from model.scenario.workforce import Training, Turnover

SAME_PACE = 0.05
"""Staff that fall behind the beds by less than this share keep pace."""


def openings_by_date(plan: Plan) -> Iterator[Finding]:
    """What the scenario opens or employs by each promised date, where it is less than promised."""
    for resource in RESOURCES:
        for promise in plan.promises(resource):
            provided = plan.provided(resource, promise.date)
            needed = ceil(promise.value - 1e-6)
            if provided is None or provided.value >= needed - 1e-6:
                continue
            later = _first_day(plan, resource, needed, promise.date)
            name, unit = NAMES[resource], UNITS[resource]
            when_zh = f"至 {later} 方达到" if later else "此后也未达到"
            when_en = f"reached on {later} only" if later else "and not later either"
            how = promise.how(plan.residents)
            from_zh, from_en = "", ""
            if how is not None:
                exact = number(promise.value)
                from_zh, from_en = f"({how.zh} = {exact})", f" ({how.en} = {exact})"
            yield Finding(
                "opened_by_date", "shortfall",
                words(f"到期{name.zh}少于承诺", f"Fewer {name.en} by the promised date than promised"),
                words(f"{promise.date}:情景中 {number(provided.value, 0)} {unit} < 承诺 {number(needed, 0)} "
                      f"{unit}{from_zh},缺 {number(needed - provided.value, 0)} {unit};{when_zh}",
                      f"{promise.date}: {number(provided.value, 0)} in the scenario < {number(needed, 0)} "
                      f"promised{from_en}, {number(needed - provided.value, 0)} short; {when_en}"),
                basis(clause(promise.clause)), stated=provided.value, required=float(needed), unit=name.en)


def _first_day(plan: Plan, resource: Resource, needed: float, after: dt.date) -> dt.date | None:
    places = plan.scenario.regions if resource == "community_workers" else plan.scenario.hospitals
    schedules: list[Schedule | None] = [getattr(p, resource) for p in (plan.scenario.totals, *places)]
    days = sorted({step.date for s in schedules if s is not None for step in s.steps if step.date > after})
    for day in days:
        provided = plan.provided(resource, day)
        if provided is not None and provided.value >= needed - 1e-6:
            return day
    return None


def sources_of_staff(plan: Plan) -> Iterator[Finding]:
    """Staff promised beyond today's, against the hiring and training that the plan names."""
    start = plan.scenario.horizon.start
    for resource in ("psychiatrists", "nurses", "health_staff", "community_workers"):
        for promise in plan.promises(resource)[-1:]:
            today, years = plan.provided(resource, start), plan.years_until(promise.date)
            planned = plan.planned(resource, promise.date)
            if today is None or planned is None or years <= 0 or planned.value <= today.value:
                continue
            turnover: Turnover = getattr(plan.scenario.workforce, resource)
            leaving = turnover.leaving_share_per_year.value * years * (today.value + planned.value) / 2
            hired = turnover.hired_per_year.value * years
            trained = _converted(plan, promise.date) if resource == "psychiatrists" else 0.0
            wanted = planned.value - today.value + leaving
            if hired + trained >= wanted - 0.5:
                continue
            yield _unsourced(resource, today, planned.value, years, leaving, hired, trained, promise.clause)


def _unsourced(resource: Resource, today: Quantity, promised: float, years: float, leaving: float,
               hired: float, trained: float, said: str) -> Finding:
    name, unit = NAMES[resource], UNITS[resource]
    wanted, named = promised - today.value + leaving, hired + trained
    rate = (promised / today.value) ** (1 / years) - 1 if today.value > 0 else float("inf")
    # An assumed start is no excuse when even the most favourable one leaves a gap.
    sure = promised - (today.high if today.assumed else today.value) + leaving > named + 0.5
    severity: Severity = "shortfall" if sure else "note"
    span = years_in_words(years)
    zh = (f"{number(today.value, 0)} → {number(promised, 0)} {unit}:{span.zh} "
          f"+{number(promised - today.value, 0)} {unit},每年 {number((promised - today.value) / years, 0)} "
          f"{unit}(年增 {percent(rate)})")
    en = (f"{number(today.value, 0)} → {number(promised, 0)} in {span.en}: "
          f"{number(promised - today.value, 0)} more, {number((promised - today.value) / years, 0)} a year "
          f"(growth {percent(rate)} a year)")
    if leaving > 0.5:
        zh += f",另补离职 {number(leaving, 0)} {unit}"
        en += f", and {number(leaving, 0)} to replace those who leave"
    if named > 0.5:
        gap = number(wanted - named, 0)
        zh += f";已列明:招聘 {number(hired, 0)}、转岗培训 {number(trained, 0)},缺 {gap} {unit}"
        en += f"; named: {number(hired, 0)} hired, {number(trained, 0)} converted; {gap} missing"
    else:
        zh += ";方案未列明招聘或培训名额,来源不明"
        en += "; no number of hirings or trainings is named: where they come from is open"
    if today.assumed:
        zh += f"(起点为情景假设,范围 {number(today.low, 0)}—{number(today.high, 0)})"
        en += f" (the start is an assumption, {number(today.low, 0)} to {number(today.high, 0)})"
    return Finding(
        f"growth_{resource}", severity,
        words(f"新增{name.zh}来源不足", f"Too few hirings and trainings are named for the new {name.en}"),
        words(zh, en), basis(clause(said)), stated=named, required=wanted, unit=f"{name.en}, in all, by the promised "
                                                                        "date")


def _converted(plan: Plan, day: dt.date) -> float:
    """Return the psychiatrists that conversion training has added by ``day``."""
    return sum(_finished(t, plan, day) for t in plan.scenario.training if t.kind == "conversion")


def _finished(training: Training, plan: Plan, day: dt.date) -> float:
    copies = next((r.copies for r in plan.scenario.regions if r.name == training.region), 1)
    begin = training.first or plan.scenario.horizon.start
    takes = training.length_days.value + training.registration_lag_days.value
    latest = min(day - dt.timedelta(days=takes), training.last or day)
    if latest < begin:
        return 0.0
    interval = DAYS_PER_YEAR / training.batches_per_year.value
    return copies * training.batch_size.value * (int((latest - begin).days / interval) + 1)


def beds_and_staff(plan: Plan) -> Iterator[Finding]:
    """Beds that grow faster than the staff who are to run them."""
    start = plan.scenario.horizon.start
    for promise in plan.promises("open_beds")[-1:]:
        beds, years = plan.provided("open_beds", start), plan.years_until(promise.date)
        if beds is None or beds.value <= 0 or years <= 0 or promise.value <= beds.value:
            continue
        for resource in ("psychiatrists", "nurses", "health_staff"):
            today, planned = plan.provided(resource, start), plan.planned(resource, promise.date)
            if today is None or planned is None or today.value <= 0 or not planned.firm:
                continue
            faster, slower = promise.value / beds.value, planned.value / today.value
            if slower >= faster * (1 - SAME_PACE):
                continue
            name, unit = NAMES[resource], UNITS[resource]
            sure = not beds.assumed and not today.assumed
            yield Finding(
                "beds_outgrow_staff", "shortfall" if sure else "note",
                words(f"床位增速快于{name.zh}", f"Beds grow faster than {name.en}"),
                words(f"床位 {number(beds.value, 0)} → {number(promise.value, 0)}(× {number(faster)},每年 "
                      f"{number((promise.value - beds.value) / years, 0)} 张);{name.zh} "
                      f"{number(today.value, 0)} → "
                      f"{number(planned.value, 0)} {unit}(× {number(slower)});每床由 "
                      f"{number(today.value / beds.value)} 降至 {number(planned.value / promise.value)}"
                      + ("" if sure else "(起点为情景假设)"),
                      f"beds {number(beds.value, 0)} → {number(promise.value, 0)} (× {number(faster)}, "
                      f"{number((promise.value - beds.value) / years, 0)} a year); {name.en} "
                      f"{number(today.value, 0)} → {number(planned.value, 0)} (× {number(slower)}): from "
                      f"{number(today.value / beds.value)} to {number(planned.value / promise.value)} a bed"
                      + ("" if sure else " (today's numbers are assumptions)")),
                basis(clause(promise.clause), planned.clause), stated=slower, required=faster,
                unit="times today's number")
