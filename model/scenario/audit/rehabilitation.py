"""Rehabilitation: counties and townships covered, and places for those the targets would serve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from math import ceil, exp, inf, log

from model.scenario.audit.finding import Finding, Severity, basis, clause, number, percent, words
from model.scenario.audit.plan import DAYS_PER_YEAR, Plan, Quantity, value_at
from model.scenario.places import Institution, Region
from model.scenario.targets import Target
from model.scenario.values import Distribution, Schedule

DAYS_PER_MONTH = DAYS_PER_YEAR / 12


def open_copies(plan: Plan, institution: Institution, day: dt.date) -> float:
    """Return in how many copies of its region an institution exists on ``day``; 0 when it has no capacity."""
    own = institution.staff if institution.kind == "home_support" else institution.places
    if own is not None and own.at(day) <= 0:
        return 0.0
    copies = plan.region_of(institution).copies
    return copies if institution.in_copies is None else min(institution.in_copies.at(day), copies)


def covered(plan: Plan, region: Region, day: dt.date) -> float:
    """Return how many copies of a region have at least one institution on ``day``."""
    here = (i for i in plan.scenario.institutions if i.region == region.name)
    return max((open_copies(plan, i, day) for i in here), default=0.0)


def county_coverage(plan: Plan) -> Iterator[Finding]:
    """Counties that must have rehabilitation by each date against those that have in the scenario."""
    if not plan.scenario.institutions:
        return
    for target in plan.targets("rehabilitation_county_coverage"):
        if target.at_least is None or target.at_least > 1:
            continue
        required = ceil(target.at_least * plan.counties - 1e-9)
        have = sum(covered(plan, region, target.date) for region in plan.scenario.regions)
        if have >= required - 1e-9:
            continue
        yield Finding(
            "rehabilitation_county_coverage", "shortfall",
            words("开展康复服务的县少于目标", "Fewer counties with rehabilitation than the target asks for"),
            words(f"{target.date}:{percent(target.at_least)} × {plan.counties} 个县 = {required} 个,情景中有 "
                  f"{number(have, 0)} 个,缺 {number(required - have, 0)} 个",
                  f"{target.date}: {percent(target.at_least)} × {plan.counties} counties = {required}; "
                  f"{number(have, 0)} in the scenario, {number(required - have, 0)} short"),
            basis(clause(target.clause)), stated=have, required=float(required), unit="counties")


def _townships_served(plan: Plan, region: Region, day: dt.date) -> float:
    return sum(i.townships_covered.at(day) * open_copies(plan, i, day) for i in plan.scenario.institutions
               if i.region == region.name and i.townships_covered is not None)


def township_coverage(plan: Plan) -> Iterator[Finding]:
    """Townships that must be covered by each date against those that institutions serve."""
    regions = plan.scenario.regions
    townships = sum(r.townships.value * r.copies for r in regions)
    for target in plan.targets("township_rehabilitation_coverage"):
        if target.at_least is None or target.at_least > 1:
            continue
        if townships <= 0:
            yield Finding(
                "rehabilitation_township_coverage", "note",
                words("缺少乡镇数,无法核算乡镇康复覆盖率",
                      "The number of townships is missing: their coverage cannot be counted"),
                words(f"{target.date}:{percent(target.at_least)} × 乡镇数(未给出)",
                      f"{target.date}: {percent(target.at_least)} × townships (not given)"),
                basis(clause(target.clause)), unit="townships")
            continue
        served = sum(min(_townships_served(plan, r, target.date), r.townships.value * r.copies)
                     for r in regions)
        required = target.at_least * townships
        if served >= required - 1e-9:
            continue
        assumed = any(r.townships.grade == "K" for r in regions)
        yield Finding(
            "rehabilitation_township_coverage", "note" if assumed else "shortfall",
            words("康复机构覆盖的乡镇少于目标", "Fewer townships with rehabilitation than the target asks "
                                                "for"),
            words(f"{target.date}:{percent(target.at_least)} × {number(townships, 0)} 个乡镇 = "
                  f"{number(required)} 个,情景中覆盖 {number(served)} 个",
                  f"{target.date}: {percent(target.at_least)} × {number(townships, 0)} townships = "
                  f"{number(required)}; {number(served)} served in the scenario"),
            basis(clause(target.clause)), stated=served, required=required, unit="townships")


def capacity(plan: Plan, day: dt.date) -> Quantity | None:
    """Return how many clients day places, supported places and home-support staff can take on ``day``.

    None when no institution of any kind has a number, or one is unlimited.
    """
    totals, care = plan.scenario.totals, plan.scenario.rehabilitation
    clients = care.home_support_hours_per_staff_month.value / care.home_support_hours_per_client_month.value
    parts = [_kind(plan, "day", totals.day_places, day, 1.0),
             _kind(plan, "supported", totals.supported_places, day, 1.0),
             _kind(plan, "home_support", totals.home_support_staff, day, clients)]
    known = [p for p in parts if p is not None]
    if not known or any(p.value == inf for p in known):
        return None
    return Quantity(sum(p.value for p in known), sum(p.low for p in known), sum(p.high for p in known),
                    assumed=any(p.assumed for p in known))


def _kind(plan: Plan, kind: str, total: Schedule | None, day: dt.date, clients: float) -> Quantity | None:
    """Return the clients of one kind: numbers of their own, and shares of the total where open."""
    value = low = high = given = weight_open = weight_all = 0.0
    assumed, found = False, False
    for institution in plan.scenario.institutions:
        if institution.kind != kind:
            continue
        region = plan.region_of(institution)
        own = institution.staff if kind == "home_support" else institution.places
        is_open = open_copies(plan, institution, day)
        if own is None:
            weight = institution.weight.value if institution.weight else region.residents.value or 1.0
            weight_open, weight_all = weight_open + weight * is_open, weight_all + weight * region.copies
            continue
        now = value_at(own, day)
        found, assumed = True, assumed or now.grade == "K"
        given += now.value * region.copies
        value += now.value * is_open
        low += (now.value if now.low is None else now.low) * is_open
        high += (now.value if now.high is None else now.high) * is_open
    if total is not None and weight_all > 0:
        now, share = value_at(total, day), weight_open / weight_all
        found, assumed = True, assumed or now.grade == "K"
        value += max(now.value - given, 0.0) * share
        low += max((now.value if now.low is None else now.low) - given, 0.0) * share
        high += max((now.value if now.high is None else now.high) - given, 0.0) * share
    if not found:
        return None
    return Quantity(value * clients, low * clients, high * clients, assumed=assumed)


def places_for_participation(plan: Plan) -> Iterator[Finding]:
    """Clients that a participation target asks for against the places and home support there are."""
    for target in plan.targets("rehabilitation_participation_share"):
        if target.at_least is None or not 0 < target.at_least <= 1:
            continue
        registered, room = plan.registered_on(target.date), capacity(plan, target.date)
        needed = target.at_least * registered
        if room is None or room.value >= needed:
            continue
        yield _places(target, room, needed, room.high < needed,
                      f"{percent(target.at_least)} × 在册 {number(registered, 0)} 人 = {number(needed, 0)} "
                      "人",
                      f"{percent(target.at_least)} × {number(registered, 0)} registered = "
                      f"{number(needed, 0)} clients")


def places_for_service(plan: Plan) -> Iterator[Finding]:
    """Clients at a time that a service-rate target asks for against the places and home support there are.

    Those who apply in a year (offers made at home and accepted; discharges come on top) times the rate
    times the mean time a client stays.
    """
    referral = plan.scenario.referral
    days = mean_stay(plan)
    if referral.referral == "none" or days is None:
        return
    offers, accepted = referral.offers_from_home_per_1000_year, referral.accepted_share
    for target in plan.targets("rehabilitation_service_rate"):
        if target.at_least is None or not 0 < target.at_least <= 1:
            continue
        registered, room = plan.registered_on(target.date), capacity(plan, target.date)
        applying = registered * offers.value / 1000 * accepted.value
        needed = applying * target.at_least * days / DAYS_PER_YEAR
        if room is None or room.value >= needed:
            continue
        fewest = (registered * (offers.value if offers.low is None else offers.low) / 1000
                  * (accepted.value if accepted.low is None else accepted.low)
                  * target.at_least * days / DAYS_PER_YEAR)
        yield _places(
            target, room, needed, room.high < fewest,
            f"在册 {number(registered, 0)} 人 × 每千人年转介 {number(offers.value)} × 接受 "
            f"{percent(accepted.value)} = 每年申请 "
            f"{number(applying, 0)} 人;× {percent(target.at_least)} × 平均 {number(days, 0)} 天 ÷ "
            f"{number(DAYS_PER_YEAR, 2)} = 同时 {number(needed, 0)} 人",
            f"{number(registered, 0)} registered × {number(offers.value)} offers per 1,000 a year × "
            f"{percent(accepted.value)} accepted = {number(applying, 0)} applying a year; × "
            f"{percent(target.at_least)} × "
            f"{number(days, 0)} days on average ÷ {number(DAYS_PER_YEAR, 2)} = {number(needed, 0)} clients "
            "at a time")


def _places(target: Target, room: Quantity, needed: float, sure: bool, zh: str, en: str) -> Finding:
    severity: Severity = "shortfall" if sure or not room.assumed else "note"
    return Finding(
        "rehabilitation_places", severity,
        words("康复名额少于目标所需", "Fewer rehabilitation places than the target asks for"),
        words(f"{target.date}:{zh} > 日间、支持性居住与居家支持共可服务 {number(room.value, 0)} 人,缺 "
              f"{number(needed - room.value, 0)}" + ("(名额为情景假设)" if room.assumed else ""),
              f"{target.date}: {en} > {number(room.value, 0)} that day, supported and home places can take, "
              f"{number(needed - room.value, 0)} short" + (" (the places are an "
                                                           "assumption)" if room.assumed else "")),
        basis(clause(target.clause)), stated=room.value, required=needed, unit="clients at a time")


def mean_stay(plan: Plan) -> float | None:
    """Return the mean days in rehabilitation: the drawn stay, cut by dropout and by evaluations."""
    care = plan.scenario.rehabilitation
    drawn = mean(care.stay)
    if drawn is None:
        return None
    hazard = 0.0
    if care.dropout_per_month.value < 1:
        hazard += -log(1 - care.dropout_per_month.value) / DAYS_PER_MONTH
    if care.evaluation_days.value > 0 and care.evaluation_end_share.value < 1:
        hazard += -log(1 - care.evaluation_end_share.value) / care.evaluation_days.value
    return drawn if hazard <= 0 else (1 - exp(-hazard * drawn)) / hazard


def mean(duration: Distribution) -> float | None:
    """Return the mean of a duration where it follows from its parameters at once, else None."""
    if duration.mean is not None:
        return duration.mean.value
    if duration.value is not None:
        return duration.value.value
    if duration.median is not None and duration.sigma is not None:
        return duration.median.value * exp(duration.sigma.value ** 2 / 2)
    return None
