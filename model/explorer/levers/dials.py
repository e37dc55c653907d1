"""The levers that are one number or one choice, in groups, and where each has an effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from model.explorer.words import _, language
from model.scenario.parameters import Parameter, parameters
from model.scenario.schema import Scenario

Group = Literal["hours", "community", "beds", "rehabilitation", "assistance"]


def _always(scenario: Scenario) -> bool:
    return True


def _hospitals(scenario: Scenario) -> bool:
    return bool(scenario.hospitals)


def _several(scenario: Scenario) -> bool:
    return len(scenario.hospitals) > 1


def _rehabilitation(scenario: Scenario) -> bool:
    return bool(scenario.institutions)


def _assisted(scenario: Scenario) -> bool:
    """Tell whether there are institutions to assist, and psychiatrists who could."""
    return _hospitals(scenario) and any(region.primary_institutions.value > 0.0 for region in scenario.regions)


def _assisting(scenario: Scenario) -> bool:
    return _assisted(scenario) and scenario.assistance.assistance == "on"


def _overflow_after(scenario: Scenario) -> bool:
    return _several(scenario) and scenario.waiting_list.overflow == "after"


def _asked_again(scenario: Scenario) -> bool:
    return _rehabilitation(scenario) and scenario.referral.recheck != "never"


def _followed(scenario: Scenario) -> bool:
    return scenario.home.visits == "on"


@dataclass(frozen=True)
class Dial:
    """A number or a choice of the plan.

    Attributes
    ----------
    path : str
    group : str
    applies : callable
        Tells of a scenario whether it has an effect there; otherwise it is not shown.
    """

    path: str
    group: Group
    applies: Callable[[Scenario], bool] = _always

    @property
    def known(self) -> Parameter:
        """Return what the schema says about it: words, unit, choices."""
        return _parameters()[self.path]

    @property
    def title(self) -> str:
        """Return what it is called."""
        return self.known.zh if language() == "zh" else self.known.en

    @property
    def is_share(self) -> bool:
        """Tell whether it is written as a percentage."""
        return self.known.unit.startswith(("share", "probability"))


@cache
def _parameters() -> dict[str, Parameter]:
    return {parameter.path: parameter for parameter in parameters()}


DIALS: tuple[Dial, ...] = (
    Dial("split.wards", "hours", _hospitals),
    Dial("split.clinic", "hours", _hospitals),
    Dial("split.joint_visits", "hours", _hospitals),
    Dial("split.assistance", "hours", _assisting),
    Dial("home.interval_stable_days", "community", _followed),
    Dial("home.interval_basically_stable_days", "community", _followed),
    Dial("home.interval_unstable_days", "community", _followed),
    Dial("home.visit_time_share", "community", _followed),
    Dial("home.telephone_share", "community", _followed),
    Dial("home.case_slots_per_worker", "community", _followed),
    Dial("waiting_list.overflow", "beds", _several),
    Dial("waiting_list.overflow_days", "beds", _overflow_after),
    Dial("waiting_list.urgent_from_grade", "beds", _hospitals),
    Dial("waiting_list.ageing_days", "beds", _hospitals),
    Dial("waiting_list.patience_green_days", "beds", _rehabilitation),
    Dial("referral.offered_at_discharge_share", "rehabilitation", _rehabilitation),
    Dial("referral.offers_from_home_per_1000_year", "rehabilitation", _rehabilitation),
    Dial("referral.recheck", "rehabilitation", _rehabilitation),
    Dial("referral.recheck_days", "rehabilitation", _asked_again),
    Dial("referral.neighbours", "rehabilitation", _rehabilitation),
    Dial("rehabilitation.hold_days", "rehabilitation", _rehabilitation),
    Dial("assistance.assistance", "assistance", _assisted),
    Dial("assistance.visits_per_year", "assistance", _assisting),
    Dial("assistance.hours_per_visit", "assistance", _assisting),
)


def group_titles() -> dict[Group, str]:
    """Return what the groups are called, in their order."""
    return {
        "hours": _("Psychiatrists' hours"),
        "community": _("Community follow-up"),
        "beds": _("Waiting for a bed: overflow and the green channel"),
        "rehabilitation": _("Rehabilitation and referral"),
        "assistance": _("Assistance to primary institutions"),
    }


def unit_words(unit: str) -> str:
    """Return a unit of the schema in words."""
    return {
        "beds": _("beds"), "staff": _("staff"), "workers": _("workers"), "places": _("places"), "days": _("days"),
        "hours": _("hours"), "share of hours": _("% of hours"), "share of visits": _("% of visits"),
        "probability": _("% of discharges"), "risk grade": _("risk grade"),
        "patients per worker": _("patients per worker"),
        "offers per 1,000 registered a year": _("offers per 1,000 registered a year"),
        "visits per institution a year": _("visits per institution a year"),
        "ratio": _("times the base year"), **_other_units(),
    }.get(unit, unit)


def _other_units() -> dict[str, str]:
    """Return the units of what is no lever, and is met where whole plans are compared."""
    return {
        "regions": _("counties"), "residents": _("residents"), "patients": _("patients"), "nurses": _("nurses"),
        "clients": _("clients"), "institutions": _("institutions"), "townships": _("townships"),
        "requests": _("requests"), "attempts": _("attempts"), "working days": _("working days"),
        "hour of the day": _("o'clock"), "days; clinic: working hours": _("days (clinic: working hours)"),
        "registered per 1,000 residents": _("per 1,000 residents"), "per 1,000 residents": _("per 1,000 residents"),
        "arrivals a day": _("arrivals a day"), "visits a year": _("visits a year"),
        "events per person-year": _("events per person-year"), "contacts a month": _("contacts a month"),
        "hours a month": _("hours a month"), "hours a year": _("hours a year"), "staff a year": _("staff a year"),
        "deaths per 1,000 person-years": _("deaths per 1,000 person-years"),
        "moves per 1,000 person-years": _("moves per 1,000 person-years"), "batches a year": _("batches a year"),
        "RMB": _("RMB"), "RMB a year": _("RMB a year"),
    }


def grade_words(grade: str | None) -> str:
    """Return a grade in words."""
    return {
        "F": _("F · found in the source"), "D": _("D · derived"), "K": _("K · assumed, unverified"),
    }.get(grade or "", _("entered here"))


