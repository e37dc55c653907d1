"""Can a patient class ever get the places that its pathway leads to? Whoever cannot would wait without end."""

from __future__ import annotations

from collections.abc import Iterator

from model.scenario.people import PatientClass
from model.scenario.places import Institution, Region
from model.scenario.problems import Problem
from model.scenario.schema import Scenario
from model.scenario.values import Schedule

PLACES = ("supported", "day")


def unreachable_places(scenario: Scenario) -> list[Problem]:
    """Return a problem for each class that leads, in some region, to a place that nobody there can ever offer."""
    found = []
    for stream in scenario.classes:
        for kind in (kind for kind in PLACES if kind in _destinations(stream)):
            able = [r.name for r in scenario.regions if any(_offers(scenario, r, kind))]
            without = [r for r in stream.regions or (r.name for r in scenario.regions) if r not in able]
            if without:
                found.append(_problem(scenario, stream, kind, without, able))
    return found


def _problem(scenario: Scenario, stream: PatientClass, kind: str, without: list[str], able: list[str]) -> Problem:
    place = scenario.classes.index(stream)
    text = (
        f"leads to {kind!r}, which no institution can ever offer in {', '.join(without)}; allowed: regions with "
        f"places of that kind at some time ({', '.join(able) or 'none in this plan'}), named in "
        f"classes.{stream.name}.regions; or add an institution of kind {kind!r} with places"
    )
    return Problem(("classes", str(place), "stages"), f"classes.{stream.name}.stages", text)


def _destinations(stream: PatientClass) -> set[str]:
    """Return the stages that somebody can come to."""
    return {stream.entry} | {n.to for stage in stream.stages for n in stage.next if n.probability.value > 0.0}


def _offers(scenario: Scenario, region: Region, kind: str) -> Iterator[bool]:
    """Say of each institution of a kind that serves a region whether it ever has places (rule 6.1)."""
    cities = {r.name: r.city for r in scenario.regions}
    for institution in scenario.institutions:
        inside = cities[institution.region] == region.city
        listed = institution.name in region.institutions if region.institutions else institution.region == region.name
        if institution.kind == kind and inside and (listed or scenario.referral.neighbours):
            yield _ever_open(scenario, institution, region.copies)


def _ever_open(scenario: Scenario, institution: Institution, copies: int) -> bool:
    total: Schedule | None = getattr(scenario.totals, f"{institution.kind}_places")
    exists = institution.in_copies is None or _most(institution.in_copies) >= copies
    return exists and _most(institution.places or total) > 0.0


def _most(schedule: Schedule | None) -> float:
    return 0.0 if schedule is None else max(schedule.first.value, *(s.value.value for s in schedule.steps), 0.0)
