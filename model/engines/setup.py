"""Turn a scenario into `Inputs`: copies expanded, totals shared out, dates as times, census laid out."""

from __future__ import annotations

import math
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

from model.care import distributions as dist
from model.care.distribution_table import DistributionTable
from model.engines.census import joint_wait_at_start, lay_out_census
from model.engines.inputs import (
    ClassInput,
    HospitalInput,
    Inputs,
    InstitutionInput,
    Opening,
    RegionInput,
    StageInput,
    TrainingInput,
)
from model.engines.instants import instants_of_change
from model.scenario.apportion import (
    Steps,
    days_between,
    largest_remainder,
    share_out,
    steps_of,
    value_at,
)
from model.scenario.batches import batches_of
from model.scenario.community import Hours
from model.scenario.places import Institution, Region
from model.scenario.practised import carried_at_start, hospital_capacities
from model.scenario.schema import Scenario
from model.scenario.values import Distribution, Schedule

KINDS = ("day", "supported", "home_support")
POINTS = {"out": -1, "clinic": 0, "hospital": 1, "supported": 2, "day": 3}
PRIORITIES = {"emergency": 0, "green": 1, "urgent": 2, "elective": 3}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def opening_of(hours: Hours) -> Opening:
    """Return working hours as numbers."""
    mask = sum(1 << WEEKDAYS.index(day) for day in set(hours.working_days))
    return Opening(hours.opens_at_hour.value / 24.0, hours.hours_per_day.value, mask)


def add_distribution(table: DistributionTable, spec: Distribution) -> int:
    """Add a distribution of the scenario to the table and return its row."""

    def number(value: object) -> float:
        return float(value.value)  # type: ignore[attr-defined]

    if spec.kind == "fixed":
        return table.add_fixed(number(spec.value))
    if spec.kind == "exponential":
        return table.add_exponential(number(spec.mean))
    if spec.kind == "lognormal":
        if spec.mean is not None:
            return table.add_lognormal_mean_sd(number(spec.mean), number(spec.sd))
        return table.add_lognormal_median_sigma(number(spec.median), number(spec.sigma))
    if spec.kind == "gamma":
        return table.add_gamma(number(spec.shape), number(spec.mean) / number(spec.shape))
    if spec.kind == "weibull":
        return table.add_weibull(number(spec.shape), number(spec.scale))
    if spec.kind == "empirical":
        values = list(spec.values or ())
        return table.add_empirical(values, list(spec.weights or [1.0] * len(values)))
    parts = spec.parts or ()
    return table.add_mixture([p.weight.value for p in parts], [add_distribution(table, p.distribution) for p in parts])


def _calendar(scenario: Scenario) -> Inputs:
    start, end = scenario.horizon.start, scenario.horizon.end
    starts: list[date] = [start]
    while starts[-1] < end:
        after = (starts[-1].replace(day=1) + timedelta(days=32)).replace(day=1)
        starts.append(min(after, end))
    months = [d.strftime("%Y-%m") for d in starts[:-1]]
    years = sorted({d.year for d in starts[:-1]})
    return Inputs(
        scenario=scenario,
        end=days_between(start, end),
        first=0.0 - scenario.horizon.burn_in_days.value,
        weekday0=start.weekday(),
        months=months,
        month_starts=[days_between(start, d) for d in starts],
        year_of_month=[years.index(d.year) for d in starts[:-1]],
        month_shares=[(after - d).days / monthrange(d.year, d.month)[1] for d, after in pairwise(starts)],
        years=years,
        team_hours=opening_of(scenario.home.hours),
        clinic_hours=opening_of(scenario.clinic.hours),
        institution_hours=opening_of(scenario.rehabilitation.hours),
    )


def _distributions(inputs: Inputs) -> DistributionTable:
    scenario = inputs.scenario
    table = DistributionTable()
    for name, spec in (
        ("home_treatment", scenario.relapse.home_treatment),
        ("short", scenario.stay.short),
        ("long", scenario.stay.long),
        ("turnover", scenario.stay.turnover),
        ("other", scenario.other_admissions.service),
        ("processing", scenario.referral.processing),
        ("rehabilitation", scenario.rehabilitation.stay),
    ):
        inputs.dist[name] = add_distribution(table, spec)
    return table


def _expanded(scenario: Scenario) -> tuple[list[tuple[int, int, Region]], dict[str, list[int]]]:
    copies: list[tuple[int, int, Region]] = []
    where: dict[str, list[int]] = {}
    for origin, region in enumerate(scenario.regions):
        for copy in range(region.copies):
            where.setdefault(region.name, []).append(len(copies))
            copies.append((origin, copy, region))
    return copies, where


def _hospitals(
    inputs: Inputs,
    regions: list[tuple[int, int, Region]],
    where: dict[str, list[int]],
    city_of: list[int],
    cities: dict[tuple[str, int], int],
) -> list[HospitalInput]:
    scenario = inputs.scenario
    shared = hospital_capacities(scenario, scenario.scale.value)
    places = [(h, where[h.region][copy] if h.region else -1) for h, copy in shared.places]
    beds, psychiatrists, nurses, health = shared.open_beds, shared.psychiatrists, shared.nurses, shared.health_staff
    carried = {c.hospital: c for c in scenario.practised.carried or carried_at_start(scenario, scenario.scale.value)}
    n = scenario.norms
    norm_health = (n.health_staff_per_bed_1, n.health_staff_per_bed_2, n.health_staff_per_bed_3)
    result = []
    for index, (h, region) in enumerate(places):
        split = h.split or scenario.split
        practised, wards = carried[h.name], split.wards.value
        norm = norm_health[h.level - 1].value
        result.append(
            HospitalInput(
                index=index,
                name=h.name if region < 0 or regions[region][2].copies == 1 else f"{h.name}#{regions[region][1] + 1}",
                region=region,
                written_in=region if region >= 0 else city_of.index(_city_number(h.city, cities)),
                city=city_of[region] if region >= 0 else _city_number(h.city, cities),
                open_beds=beds[index],
                psychiatrists=psychiatrists[index],
                nurses=nurses[index],
                health_staff=health[index],
                beds_per_psychiatrist=practised.beds_per_ward_psychiatrist * wards if wards > 0.0 else 0.0,
                beds_per_nurse=practised.beds_per_nurse,
                beds_per_health_staff=practised.beds_per_health_staff,
                norm_beds_per_psychiatrist=n.beds_per_psychiatrist.value,
                norm_beds_per_nurse=1.0 / n.nurses_per_bed.value if n.nurses_per_bed.value > 0 else math.inf,
                norm_beds_per_health_staff=1.0 / norm if norm > 0 else math.inf,
                clinic_share=split.clinic.value,
                joint_share=split.joint_visits.value,
                assistance_share=split.assistance.value if scenario.assistance.assistance == "on" else 0.0,
                occupied_at_start=0,
            )
        )
    return result


def _city_number(name: str, cities: dict[tuple[str, int], int]) -> int:
    if (name, 0) not in cities:
        raise ValueError(f"a hospital without a region names city {name!r}, in which no region lies")
    return cities[(name, 0)]


def _institutions(
    inputs: Inputs, regions: list[tuple[int, int, Region]], where: dict[str, list[int]]
) -> list[InstitutionInput]:
    scenario, start, scale = inputs.scenario, inputs.scenario.horizon.start, inputs.scenario.scale.value
    places: list[tuple[Institution, int]] = [(i, r) for i in scenario.institutions for r in where[i.region]]
    result: list[InstitutionInput] = []
    per_staff = scenario.rehabilitation.clients_per_staff.value
    by_kind: dict[str, tuple[list[Steps], list[Steps]]] = {}
    for kind in KINDS:
        chosen = [(i, r) for i, r in places if i.kind == kind]
        weights = [i.weight.value if i.weight else regions[r][2].residents.value for i, r in chosen]
        total_places: Schedule | None = None if kind == "home_support" else getattr(scenario.totals, f"{kind}_places")
        total_staff = scenario.totals.home_support_staff if kind == "home_support" else None
        rooms = share_out(total_places, [i.places for i, _ in chosen], weights, start, scale, True, 0.0)
        staff = share_out(total_staff, [i.staff for i, _ in chosen], weights, start, scale, False, math.nan)
        by_kind[kind] = (rooms, staff)
    taken = dict.fromkeys(KINDS, 0)
    for index, (i, r) in enumerate(places):
        rooms_of, staff_of = (lists[taken[i.kind]] for lists in by_kind[i.kind])
        taken[i.kind] += 1
        if math.isnan(staff_of[0][1]):
            staff_of = [(t, v / per_staff) for t, v in rooms_of]
        if i.in_copies is not None:
            rooms_of = _only_when(rooms_of, steps_of(i.in_copies, start), regions[r][1])
            staff_of = _only_when(staff_of, steps_of(i.in_copies, start), regions[r][1])
        name = i.name if regions[r][2].copies == 1 else f"{i.name}#{regions[r][1] + 1}"
        result.append(InstitutionInput(index, name, r, KINDS.index(i.kind), rooms_of, staff_of))
    return result


def _only_when(steps: Steps, in_copies: Steps, copy: int) -> Steps:
    """Return the steps of a copy that exists while ``in_copies`` is above its number."""
    times = sorted({t for t, _ in steps} | {t for t, _ in in_copies})
    return [(t, value_at(steps, t) if value_at(in_copies, t) > copy else 0.0) for t in times]


def _registered(scenario: Scenario, region: Region) -> int:
    number = (
        region.registered.value
        if region.registered is not None
        else region.residents.value * scenario.registry.reported_prevalence_permille.value / 1000.0
    )
    return int(math.floor(number * scenario.scale.value + 0.5))


def _workers(inputs: Inputs, regions: list[tuple[int, int, Region]], registered: list[int]) -> list[Steps]:
    scenario = inputs.scenario
    own: list[Schedule | None] = [r.community_workers for _, _, r in regions]
    steps = share_out(
        scenario.totals.community_workers,
        own,
        [r.residents.value for _, _, r in regions],
        scenario.horizon.start,
        scenario.scale.value,
        scenario.scale.value == 1.0,
        math.nan,
    )
    each = scenario.home.registered_per_worker.value
    return [
        [(-math.inf, math.ceil(n / each))] if math.isnan(s[0][1]) else s for s, n in zip(steps, registered, strict=True)
    ]


def _classes(
    inputs: Inputs,
    table: DistributionTable,
    where: dict[str, list[int]],
    regions: list[RegionInput],
    first_stream: int,
) -> list[ClassInput]:
    scenario = inputs.scenario
    result: list[ClassInput] = []
    for number, spec in enumerate(scenario.classes):
        stages = {}
        for stage in spec.stages:
            base = add_distribution(table, stage.service)
            nexts = stage.next
            stages[POINTS[stage.at]] = StageInput(
                POINTS[stage.at],
                tuple(n.probability.value for n in nexts) or (1.0,),
                tuple(POINTS[n.to] for n in nexts) or (-1,),
                tuple(base if n.service is None else add_distribution(table, n.service) for n in nexts) or (base,),
            )
        for name in spec.regions or tuple(where):
            for r in where[name]:
                size = {
                    "region": 1.0,
                    "residents_1000": regions[r].residents / 1000.0,
                    "registered_1000": regions[r].registered / 1000.0,
                }[spec.per]
                # Residents and registered people are scaled already.
                factor = size * (scenario.scale.value if spec.per == "region" else 1.0)
                result.append(
                    ClassInput(
                        first_stream + number,
                        spec.name,
                        r,
                        steps_of(spec.arrivals_per_day, scenario.horizon.start, factor),
                        POINTS[spec.entry],
                        PRIORITIES[spec.priority],
                        math.inf if spec.patience_days is None else spec.patience_days.value,
                        stages,
                    )
                )
    return result


def _training(scenario: Scenario) -> list[TrainingInput]:
    found = []
    for index, b in enumerate(batches_of(scenario)):
        t = scenario.training[b.number]
        lasts = t.length_days.value, t.registration_lag_days.value
        conversion = t.kind == "conversion"
        found.append(
            TrainingInput(index, b.number, t.name, conversion, t.who, b.region, b.hospital, b.size, *lasts, b.times)
        )
    return found


def prepare(scenario: Scenario) -> Inputs:
    """Return what the engines read.

    Raises
    ------
    ValueError
        If places cannot be put together (a hospital of a city without regions).
    """
    from model.care.events import CLASS_STREAM

    inputs = _calendar(scenario)
    table = _distributions(inputs)
    copies, where = _expanded(scenario)
    cities: dict[tuple[str, int], int] = {}
    city_of = []
    for _, copy, region in copies:
        city_of.append(cities.setdefault((region.city, copy), len(cities)))
    inputs.cities = len(cities)
    inputs.hospitals = _hospitals(inputs, copies, where, city_of, cities)
    inputs.institutions = _institutions(inputs, copies, where)
    registered = [_registered(scenario, region) for _, _, region in copies]
    workers = _workers(inputs, copies, registered)
    inputs.rows, inputs.points = table.arrays()
    other_mean = float(dist.mean(inputs.rows, inputs.points, inputs.dist["other"]))
    census = lay_out_census(inputs, registered, city_of, [r.name for _, _, r in copies])
    inputs.hospitals = census.hospitals
    s, reg = scenario.scale.value, scenario.registry
    losses = (scenario.leaving.deaths_per_1000_years.value + scenario.leaving.losses_per_1000_years.value) / 1000.0
    for index, (origin, copy, region) in enumerate(copies):
        residents = region.residents.value * s
        undetected = 0
        if reg.detection == "balanced":
            actual = residents * reg.true_prevalence_permille.value / 1000.0
            undetected = max(0, int(math.floor(actual - registered[index] + 0.5)))
        rate = losses * registered[index] / 365.25 / undetected if undetected else 0.0
        inputs.regions.append(
            RegionInput(
                index=index,
                origin=origin,
                copy=copy,
                copies=region.copies,
                name=region.name if region.copies == 1 else f"{region.name}#{copy + 1}",
                city=city_of[index],
                residents=residents,
                registered=registered[index],
                workers=workers[index],
                primary=int(region.primary_institutions.value),
                hospitals=census.own_list[index],
                others=census.others[index],
                own=tuple(h.index for h in inputs.hospitals if h.region == index),
                clinic=census.clinic[index],
                institutions=census.institutions[index],
                outpatients_per_day=(
                    residents / 1000.0 * scenario.clinic.outpatients_per_1000_residents_year.value
                    + registered[index] * scenario.clinic.reviews_per_registered_year.value
                )
                / 365.25,
                other_admissions_per_day=sum(k for _, k in census.others_in[index]) / other_mean
                if other_mean > 0
                else 0.0,
                undetected=undetected,
                screening_rate=rate,
                start_inpatients=census.registered_in[index],
                start_others=census.others_in[index],
                start_clients=census.clients[index],
                start_waiting=census.waiting[index],
                start_treated=census.treated[index],
                start_joint_wait=joint_wait_at_start(inputs, registered, census, census.clinic[index]),
            )
        )
    inputs.classes = _classes(inputs, table, where, inputs.regions, CLASS_STREAM)
    inputs.rows, inputs.points = table.arrays()
    inputs.training = _training(scenario)
    inputs.instants = instants_of_change(inputs)
    return inputs


__all__ = ["largest_remainder", "prepare"]
