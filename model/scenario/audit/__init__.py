"""The audit: where a plan contradicts itself or a standard, before anything is simulated.

``audit(scenario)`` returns findings, the gravest first, each with its arithmetic and the clause or
standard it rests on. A check gives a finding only where the scenario holds the numbers it needs; where
the plan asks for something and a number is missing, it says which. Nothing here is simulated.

Numbers are the plan's own where it states them (``targets``, ``stated``), then the scenario's schedules.
A schedule of grade K is an assumption: a finding that stands or falls with one is a ``note``.
A count of beds or staff is the promise in force on a date; a schedule of staff beyond it counts instead.

Keys of ``stated`` that the audit reads
---------------------------------------
open_beds, nurses, psychiatrists, health_staff, prevention_staff
    Counts promised. A ``date`` left out means the date of the plan's last target.
beds_per_1000, beds_per_10k, psychiatrists_per_100k
    Promises per residents, "not below".
health_staff_per_bed_level1, _level2, _level3
    The plan's standard of health staff per bed; else the national one in ``norms``.
min_psychiatrists_level1
    Least psychiatrists of an institution of level 1.
ward_area_per_bed_m2_level1, _level2, _level3; outdoor_area_per_bed_m2_level1, _level2, _level3
    Area per bed; a level without a figure takes the next lower one's.
security_share_of_staff, beds_per_security_guard
    Guards as a share of medical staff, or beds to a guard; either is enough.
emergency_team_city, emergency_team_county
    Members of the city's emergency team and of each county's.
prevention_doctors_per_township, prevention_staff_per_village
    Prevention doctors of a township (regions give ``townships``), prevention staff of a village.
ward_area_m2, outdoor_area_m2, security_staff, emergency_team_members, prevention_doctors, villages,
village_prevention_staff
    What there is or is planned, where a plan says so; with these the notes of the keys above become a
    shortfall, or nothing when there is enough.

Checks
------
beds: beds_per_population, psychiatrists_per_population, beds_against_national, total_against_places ·
staff: nurses_per_bed, psychiatrists_per_bed, health_staff_per_bed, min_psychiatrists_level1,
staffable_beds · targets: targets_over_time, targets_same_date, targets_exclude_each_other,
targets_part_above_whole, target_outside_horizon, unit_of_target · registry: prevalence_above_true,
detections_needed, regular_medication_against_true · growth: opened_by_date,
growth_psychiatrists, growth_nurses, growth_health_staff, growth_community_workers, beds_outgrow_staff ·
facilities: ward_area, outdoor_area, security_staff, emergency_teams · community: prevention_doctors,
prevention_staff, registered_per_worker · rehabilitation: rehabilitation_county_coverage,
rehabilitation_township_coverage, rehabilitation_places
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from model.scenario.audit import (
    beds,
    community,
    facilities,
    growth,
    registry,
    rehabilitation,
    staff,
    staffable,
    targets,
)
from model.scenario.audit.finding import SEVERITIES, Finding, Severity
from model.scenario.audit.plan import Plan
from model.scenario.schema import Scenario

CHECKS: tuple[Callable[[Plan], Iterator[Finding]], ...] = (
    beds.density_against_count, staff.nurses_per_bed, staff.health_staff_per_bed, staff.psychiatrists_per_bed,
    staffable.staffable_beds, staff.least_psychiatrists, beds.national_density, beds.total_against_places,
    growth.openings_by_date, growth.sources_of_staff, growth.beds_and_staff,
    targets.units_of_shares, targets.over_time, targets.parts_of_a_whole, targets.within_the_horizon,
    registry.prevalence, registry.regular_medication,
    facilities.areas, facilities.security, facilities.emergency_teams,
    community.prevention_doctors, community.prevention_staff, community.registered_per_worker,
    rehabilitation.county_coverage, rehabilitation.township_coverage,
    rehabilitation.places_for_participation, rehabilitation.places_for_service,
)


def audit(scenario: Scenario) -> tuple[Finding, ...]:
    """Return what is wrong with, or missing from, a plan: the gravest first.

    Parameters
    ----------
    scenario : Scenario
        A plan as loaded; it is not changed.

    Returns
    -------
    tuple of Finding
        Empty when no check finds anything. Within a severity in the order of ``CHECKS``.
    """
    plan = Plan(scenario)
    found = [finding for check in CHECKS for finding in check(plan)]
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


__all__ = ["CHECKS", "SEVERITIES", "Finding", "Severity", "audit"]
