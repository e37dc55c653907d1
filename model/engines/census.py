"""Laying out the starting census (rule 5.8): who is where on the first day, in whole people."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.care import beds as bed_rules
from model.care import distributions
from model.care import referral as referral_rules
from model.care import relapse as relapse_rules
from model.care import visits_at_start as visit_rules
from model.care.first_day import FROM_HOSPITAL, FROM_LIST, FROM_PLACE, FROM_TREATMENT
from model.engines.inputs import HospitalInput, Inputs, RegionInput
from model.scenario.apportion import largest_remainder, value_at

Pairs = tuple[tuple[int, int], ...]


@dataclass
class Census:
    """Numbers at the start, by region: (hospital or institution, people) pairs."""

    hospitals: list[HospitalInput]
    own_list: list[tuple[int, ...]]
    others: list[tuple[int, ...]]
    clinic: list[int]
    institutions: list[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]]
    registered_in: list[Pairs]
    others_in: list[Pairs]
    clients: list[Pairs]
    waiting: list[int]
    treated: list[int]


def staffed_at(hospital: HospitalInput, time: float) -> float:
    """Return the staffed beds of a hospital at a time by its dated steps alone (rule 5.1)."""
    return float(
        bed_rules.staffed_beds(
            value_at(hospital.open_beds, time),
            bed_rules.carried(value_at(hospital.psychiatrists, time), hospital.beds_per_psychiatrist),
            bed_rules.carried(value_at(hospital.nurses, time), hospital.beds_per_nurse),
            bed_rules.carried(value_at(hospital.health_staff, time), hospital.beds_per_health_staff),
        )
    )


def _lists(inputs: Inputs, city_of: list[int]) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]], list[int]]:
    """Return each region's own list of hospitals, the other hospitals of its city, and its clinic."""
    scenario = inputs.scenario
    copies = [(o, c, r) for o, r in enumerate(scenario.regions) for c in range(r.copies)]
    own_list, others, clinics = [], [], []
    for index, (_, _, region) in enumerate(copies):
        inside = [h for h in inputs.hospitals if h.city == city_of[index]]
        named = {h.name.split("#")[0]: h.index for h in inside}
        if region.hospitals:
            own = tuple(named[name] for name in region.hospitals if name in named)
        else:
            own = (
                *(h.index for h in inside if h.region == index),
                *(h.index for h in inside if h.region < 0),
            )
        if not own:
            own = tuple(h.index for h in inside)
        own_list.append(own)
        others.append(tuple(h.index for h in inside if h.index not in own))
        clinics.append(named[region.clinic] if region.clinic in named else (own[0] if own else -1))
    return own_list, others, clinics


def _institutions(inputs: Inputs, city_of: list[int]) -> list[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]]:
    scenario = inputs.scenario
    copies = [(o, c, r) for o, r in enumerate(scenario.regions) for c in range(r.copies)]
    result = []
    for index, (_, _, region) in enumerate(copies):
        inside = [i for i in inputs.institutions if city_of[i.region] == city_of[index]]
        if region.institutions:
            order = [i for name in region.institutions for i in inside if i.name.split("#")[0] == name]
        else:
            order = [i for i in inside if i.region == index]
        if scenario.referral.neighbours:
            order += [i for i in inside if i not in order]
        kinds = [tuple(i.index for i in order if i.kind == kind) for kind in range(3)]
        result.append((kinds[0], kinds[1], kinds[2]))
    return result


def _spread(total: int, weights: list[float]) -> list[int]:
    return [int(x) for x in largest_remainder(float(total), weights)] if weights else []


def lay_out_census(inputs: Inputs, registered: list[int], city_of: list[int], names: list[str]) -> Census:
    """Return the census of the first day.

    Beds are occupied to ``stay.start_occupancy`` of the staffed ones. The registered in hospital are
    ``stay.start_inpatients_share`` of the registry, at most the share of occupied beds that
    ``other_admissions.least_share_of_beds`` leaves them; the other beds hold people from outside the registry.
    Nobody is in two places: the beds come first, then the list, the places, treatment at home.
    """
    scenario = inputs.scenario
    own_list, others, clinics = _lists(inputs, city_of)
    institutions = _institutions(inputs, city_of)
    n = len(registered)
    registered_in: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    others_in: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    clients: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    waiting = [0] * n
    hospitals = list(inputs.hospitals)
    empty = scenario.empty_start
    for city in range(inputs.cities):
        regions = [r for r in range(n) if city_of[r] == city]
        inside = [h for h in hospitals if h.city == city]
        occupied = []
        for h in inside:
            staffed = staffed_at(h, 0.0)
            full = (
                0
                if empty or math.isinf(staffed)
                else int(math.floor(staffed * scenario.stay.start_occupancy.value + 0.5))
            )
            occupied.append(full)
            hospitals[h.index] = replace(h, occupied_at_start=full)
        people = sum(registered[r] for r in regions)
        wanted = math.floor(people * scenario.stay.start_inpatients_share.value + 0.5)
        able = math.floor(sum(occupied) * (1.0 - scenario.other_admissions.least_share_of_beds.value) + 1e-9)
        in_hospital = _spread(int(min(wanted, able)), [float(o) for o in occupied])
        for h, full, inpatients in zip(inside, occupied, in_hospital, strict=True):
            served = [h.region] if h.region >= 0 else regions
            weights = [float(registered[r]) for r in served]
            for r, k, rest in zip(
                served, _spread(inpatients, weights), _spread(full - inpatients, weights), strict=True
            ):
                # Beds for which a region has no people left hold people from outside the registry.
                mine = min(k, registered[r] - _people(registered_in[r]))
                if mine:
                    registered_in[r].append((h.index, mine))
                if rest + k - mine:
                    others_in[r].append((h.index, rest + k - mine))
        if not empty and inside:
            staffed = math.fsum(s for s in (staffed_at(h, 0.0) for h in inside) if math.isfinite(s))
            for r, k in zip(
                regions,
                _spread(
                    int(staffed * scenario.waiting_list.start_waiting_share.value),
                    [float(registered[r]) for r in regions],
                ),
                strict=True,
            ):
                waiting[r] = min(k, registered[r] - _people(registered_in[r]))
    for i in inputs.institutions if not empty and scenario.referral.referral == "on" else []:
        places = value_at(i.places, 0.0)
        if i.kind == referral_rules.HOME_SUPPORT:
            places = float(
                referral_rules.home_support_capacity(
                    value_at(i.staff, 0.0),
                    scenario.rehabilitation.home_support_hours_per_staff_month.value,
                    scenario.rehabilitation.home_support_hours_per_client_month.value,
                )
            )
        if math.isinf(places):
            continue
        served = [r for r in range(n) if i.index in institutions[r][i.kind]] or [i.region]
        full = int(math.floor(places * scenario.rehabilitation.start_occupancy.value + 0.5))
        for r, k in zip(served, _spread(full, [float(registered[r]) for r in served]), strict=True):
            room = registered[r] - _people(registered_in[r]) - _people(clients[r]) - waiting[r]
            if (k := max(0, min(k, room))) > 0:
                clients[r].append((i.index, k))
    return Census(
        hospitals,
        own_list,
        others,
        clinics,
        institutions,
        [tuple(x) for x in registered_in],
        [tuple(x) for x in others_in],
        [tuple(x) for x in clients],
        waiting,
        _treated(inputs, registered, city_of, registered_in, [waiting[r] + _people(clients[r]) for r in range(n)]),
    )


def _people(pairs: list[tuple[int, int]] | Pairs) -> int:
    return sum(k for _, k in pairs)


def _treated(
    inputs: Inputs, registered: list[int], city_of: list[int], inpatients: list[list[tuple[int, int]]], busy: list[int]
) -> list[int]:
    """Return the people treated at home by region: as many as the relapses sustain that fill the beds (rule 5.8)."""
    relapse, stay = inputs.scenario.relapse, inputs.scenario.stay
    if relapse.hazard != "on":
        return [0] * len(registered)
    treatment, short, long = (
        float(distributions.mean(inputs.rows, inputs.points, inputs.dist[k]))
        for k in ("home_treatment", "short", "long")
    )
    grades = [g.value for g in relapse.grade_shares]
    admitted = math.fsum(grades[3:]) + math.fsum(
        g * a.value for g, a in zip(grades[:3], relapse.admission_by_grade, strict=True)
    )
    mean_stay = (1.0 - stay.long_share.value) * short + stay.long_share.value * long
    ratio = float(relapse_rules.treated_per_inpatient(treatment, mean_stay, admitted))
    result = [0] * len(registered)
    for city in range(inputs.cities):
        regions = [r for r in range(len(registered)) if city_of[r] == city]
        total = int(math.floor(sum(_people(inpatients[r]) for r in regions) * ratio + 0.5))
        for r, k in zip(regions, _spread(total, [float(registered[r]) for r in regions]), strict=True):
            result[r] = max(0, min(k, registered[r] - _people(inpatients[r]) - busy[r]))
    return result


def joint_wait_at_start(inputs: Inputs, registered: list[int], census: Census, clinic: int) -> float:
    """Return the wait for a joint visit that the psychiatrists of a clinic's hospital sustain (rules 3.3, 5.8).

    Of the people at home in the regions that the clinic serves, in expectation, by stability, but for those lost.
    """
    if clinic < 0:
        return 0.0
    scenario, hospital = inputs.scenario, census.hospitals[clinic]
    home, registry, opening = scenario.home, scenario.registry, inputs.clinic_hours
    served = [r for r, c in enumerate(census.clinic) if c == clinic]
    treated = math.fsum(census.treated[r] for r in served)
    at_home = math.fsum(registered[r] - _people(census.registered_in[r]) for r in served) - treated
    visited = at_home * (1.0 - registry.lost_share.value)
    risky = math.fsum(v.value for v in registry.grade_shares[3:])
    stable, unstable = registry.stable_share.value, registry.unstable_share.value
    days = bin(opening.mask).count("1") / 7.0
    hours = value_at(hospital.psychiatrists, inputs.first) * hospital.joint_share * opening.hours_per_day * days
    fail, to_loss = home.fail_share.value, home.failures_to_loss.value
    gap_stable, gap_basically, gap_unstable = (
        float(visit_rules.gap_until_opening(interval.value, home.lead_days.value))
        for interval in (home.interval_stable_days, home.interval_basically_stable_days, home.interval_unstable_days)
    )
    return float(
        visit_rules.wait_in_balance(
            hours / (home.visit_hours.value + home.travel_hours.value),
            visited * stable * risky,
            visited * (1.0 - stable - unstable) * risky,
            visited * unstable + treated,
            gap_stable,
            gap_basically,
            gap_unstable,
            float(visit_rules.failure_days(fail, home.retry_days.value, to_loss)),
            float(visit_rules.attempts_per_visit(fail, to_loss)),
        )
    )


def where_at_start(region: RegionInput, identities: NDArray[np.int64], u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Choose who of a region is in hospital, waiting, in rehabilitation: the smallest draws, so that it is exact.

    Parameters
    ----------
    region : RegionInput
    identities : ndarray of int64, shape (registered,)
    u : ndarray of float64, shape (registered,)
        Each one's draw for this purpose.

    Returns
    -------
    ndarray of int64, shape (registered, 2)
        Where each is (`model.care.first_day`), and in which hospital or institution.
    """
    order = np.lexsort((identities, u))
    where = np.zeros((len(identities), 2), dtype=np.int64)
    groups = [(FROM_HOSPITAL, h, n) for h, n in region.start_inpatients]
    groups += [(FROM_LIST, -1, region.start_waiting)]
    groups += [(FROM_PLACE, k, n) for k, n in region.start_clients]
    groups += [(FROM_TREATMENT, -1, region.start_treated)]
    taken = 0
    for state, place, number in groups:
        where[order[taken : taken + number]] = (state, place)
        taken += number
    return where
