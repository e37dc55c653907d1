"""Targets for the registered: how many there are to find, and how many must truly take their medicine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from math import exp

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
from model.scenario.audit.plan import DAYS_PER_YEAR, Plan
from model.scenario.targets import Target

NATIONAL_GROWTH = 5_994_054 / 5_806_352 - 1
NATIONAL_SOURCE = "registered nationally: 5,806,352 (2017), 5,994,054 (2018)"

MUCH_MORE = 1.25
"""Detections a year count as many more than are found from this multiple on."""


def prevalence(plan: Plan) -> Iterator[Finding]:
    """The reported-prevalence target against the true prevalence, and the detections it asks for."""
    registry = plan.scenario.registry
    true = registry.true_prevalence_permille
    detections: list[Finding] = []
    for target in plan.targets("reported_prevalence_permille"):
        if target.at_least is None or target.at_least < 0.1 or plan.residents <= 0:
            continue  # below 0.1 the unit has slipped: units_of_shares
        asked = target.at_least
        if asked > true.value:
            ceiling = true.high if true.high is not None else true.value
            severity: Severity = "contradiction" if asked > ceiling else "shortfall"
            yield Finding(
                "prevalence_above_true", severity,
                words("报告患病率目标高于实际患病率", "The prevalence target lies above the true prevalence"),
                words(f"{target.date}:目标 {number(asked)}‰ > 实际 {number(true.value)}‰(上限 "
                      f"{number(ceiling)}‰):应有 {number(asked * plan.residents / 1000, 0)} 人在册,而患者共 "
                      f"{number(true.value * plan.residents / 1000, 0)} 人",
                      f"{target.date}: {number(asked)}‰ asked for > {number(true.value)}‰ true (at most "
                      f"{number(ceiling)}‰): {number(asked * plan.residents / 1000, 0)} registered out of "
                      f"{number(true.value * plan.residents / 1000, 0)} people with these disorders"),
                basis(clause(target.clause), true.source), stated=asked, required=true.value,
                unit="registered per 1,000 residents")
        elif target.scope == "city":
            detections += _detections(plan, target, asked)
    # One finding for a series of targets: the one that is furthest from what screening finds.
    yield from sorted(detections, key=lambda f: (f.required or 0.0) - (f.stated or 0.0))[-1:]


def _detections(plan: Plan, target: Target, asked: float) -> Iterator[Finding]:
    registry, leaving = plan.scenario.registry, plan.scenario.leaving
    years = plan.years_until(target.date)
    start = plan.registered()
    if years <= 0 or start.value <= 0:
        return
    losses = (leaving.deaths_per_1000_years.value + leaving.losses_per_1000_years.value) / 1000
    wanted = asked * plan.residents / 1000

    def per_year(now: float) -> float:
        return (wanted - now) / years + losses * (now + wanted) / 2

    needed, balanced = per_year(start.value), losses * start.value
    screening = registry.screening
    found = _found_per_year(plan, target, start.value) if registry.detection == "balanced" else 0.0
    enough = found * MUCH_MORE >= needed
    assumed = any(v.grade == "K" for v in (screening.first, *(s.value for s in screening.steps)))
    if wanted <= start.value or needed <= balanced * MUCH_MORE or (enough and not assumed):
        return
    undetected = max(registry.true_prevalence_permille.value * plan.residents / 1000 - start.value, 0.0)
    growth = (wanted / start.value) ** (1 / years) - 1
    sure = not enough and wanted > start.high and per_year(start.high) > losses * start.high * MUCH_MORE
    share = share_en = ""
    if undetected > 0:
        part = percent((wanted - start.value) / undetected)
        share = f"(未发现者 {number(undetected, 0)} 人的 {part})"
        share_en = f" ({part} of the {number(undetected, 0)} not yet found)"
    span = years_in_words(years)
    times = number(needed / balanced) if balanced > 0 else "∞"
    yield Finding(
        "detections_needed", "shortfall" if sure or not (start.assumed or enough) else "note",
        words("达到报告患病率目标所需的新发现人数远高于以往", "The prevalence target asks for far more "
                                                              "detections than ever"),
        words(f"目标 {number(asked)}‰ × {number(plan.residents / 1000, 3)} 千人 = {number(wanted, 0)} 人,"
              f"起点 {number(start.value, 0)} 人,{span.zh}净增 {number(wanted - start.value, 0)} 人{share},"
              f"加上死亡和迁出,每年须新发现 {number(needed, 0)} 人;基年每年 {number(balanced, 0)} 人,为其 "
              f"{times} 倍"
              f"(情景的筛查力度每年可发现约 {number(found, 0)} 人);在册年增 {percent(growth)},全国 2017—2018 "
              f"年为 {percent(NATIONAL_GROWTH)}",
              f"{number(asked)}‰ × {number(plan.residents / 1000, 3)} thousand residents = "
              f"{number(wanted, 0)}; "
              f"{number(start.value, 0)} at the start; net {number(wanted - start.value, 0)} more in "
              f"{span.en}{share_en}; with deaths and moves {number(needed, 0)} detections a year, "
              f"{times} times the {number(balanced, 0)} of the base year (the scenario's screening effort "
              "finds about "
              f"{number(found, 0)} a year); the registry would grow {percent(growth)} a year, nationally "
              f"{percent(NATIONAL_GROWTH)} in 2017-2018"),
        basis(clause(target.clause), NATIONAL_SOURCE, registry.true_prevalence_permille.source),
        stated=found, required=needed, unit="detections a year")


def _found_per_year(plan: Plan, target: Target, registered: float) -> float:
    """Return roughly how many the scenario's screening finds a year until the target's date.

    In the base year it finds as many as the registry loses; the more are found, the fewer are left to
    find, while as many fall ill as are lost.
    """
    registry, leaving = plan.scenario.registry, plan.scenario.leaving
    losses = (leaving.deaths_per_1000_years.value + leaving.losses_per_1000_years.value) / 1000
    left = registry.true_prevalence_permille.value * plan.residents / 1000 - registered
    if left <= 0:
        return 0.0
    incidence = losses * registered / DAYS_PER_YEAR
    hazard = incidence / left
    day, total = plan.scenario.horizon.start, 0.0
    step = dt.timedelta(days=7)
    while day < target.date:
        days = min(step, target.date - day).days
        found = left * (1 - exp(-hazard * registry.screening.at(day) * days))
        total, left = total + found, left - found + incidence * days
        day += step
    return total / plan.years_until(target.date)


def regular_medication(plan: Plan) -> Iterator[Finding]:
    """The target for reported regular medication against what is truly taken."""
    registry = plan.scenario.registry
    true, over = registry.regular_medication_share, registry.overreport_share
    for target in plan.targets("regular_medication_rate"):
        asked = target.at_least
        if asked is None or not 0 < asked <= 1 or asked <= true.value or over.value >= 1:
            continue
        reported = true.value + (1 - true.value) * over.value
        needed = (asked - over.value) / (1 - over.value)
        best_true = true.high if true.high is not None else true.value
        best_over = over.high if over.high is not None else over.value
        best = best_true + (1 - best_true) * best_over
        on_paper = asked <= reported
        severity: Severity = "shortfall" if best < asked else "note"
        yield Finding(
            "regular_medication_against_true", severity,
            words("规律服药率目标高于真实规律服药水平" + (",可仅靠报告达到" if on_paper else ""),
                  "The regular-medication target lies above what is truly taken" +
                  (", and may be met on paper alone" if on_paper else "")),
            words(f"{target.date}:目标(报告){percent(asked)};真实 {percent(true.value)},多报 "
                  f"{percent(over.value)},报告值 "
                  f"{percent(true.value)} + {percent(1 - true.value)} × {percent(over.value)} = "
                  f"{percent(reported)};"
                  + (f"在现有多报下即达标,真实仍为 {percent(true.value)}" if on_paper else
                     f"达标须真实规律服药升至 {percent(needed)}"),
                  f"{target.date}: {percent(asked)} (as reported); truly {percent(true.value)}, "
                  f"over-reported {percent(over.value)}: {percent(true.value)} + {percent(1 - true.value)} × "
                  f"{percent(over.value)} = {percent(reported)} reported; " +
                  (f"met by today's over-reporting, with {percent(true.value)} true" if on_paper else
                   f"to meet it, truly regular medication must rise to {percent(needed)}")),
            basis(clause(target.clause), true.source), stated=reported, required=asked,
            unit="share of registered, as reported")
