"""Every event of the log as a sentence, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable

from model.care import log as L
from model.engines.inputs import Inputs
from model.experiments.following.stages import Row
from model.explorer.words import _, number, of
from model.scenario.schema import Scenario
from model.scenario.values import Title

TELEPHONE, EXAMINATION, REGULAR, JOINT, TOO_LATE = 1, 2, 4, 8, 16
"""Bits of a completed visit."""
LONG, AGAINST, DIED, BEFORE = 1, 2, 8, 16
"""Bits of a discharge."""
OUTSIDE = 4
"""Bit of an admission."""

ROUTINE = frozenset({
    L.VISIT_OPENED, L.VISIT_STARTED, L.VISIT_COMPLETED, L.VISIT_FAILED, L.VISIT_MISSED, L.VISIT_CANCELLED,
    L.CLINIC_VISIT, L.EVALUATED, L.REVIEWED,
})
"""What happens again and again."""


class Names:
    """Titles of counties, hospitals and institutions by the numbers of the log, in the visitor's language."""

    def __init__(self, scenario: Scenario, inputs: Inputs) -> None:
        self._inputs = inputs
        self._titles: dict[str, Title | None] = {region.name: region.title for region in scenario.regions}
        self._titles |= {hospital.name: hospital.title for hospital in scenario.hospitals}
        self._titles |= {institution.name: institution.title for institution in scenario.institutions}

    def region(self, index: int) -> str:
        """Return a county's title."""
        return self._of(self._inputs.regions[index].name)

    def hospital(self, index: int) -> str:
        """Return a hospital's title."""
        return self._of(self._inputs.hospitals[index].name)

    def institution(self, index: int) -> str:
        """Return a rehabilitation institution's title; of what has no row of its own, a word."""
        return self._of(self._inputs.institutions[index].name) if index >= 0 else _("rehabilitation")

    def _of(self, name: str) -> str:
        # The copies of a county that stands for many are numbered: name#2.
        plain, mark, copy = name.partition("#")
        title = self._titles.get(plain)
        return (of(title) if title is not None else plain) + (f" {mark}{copy}" if mark else "")


def bed_class(detail: int) -> str:
    """Return the class of a request for a bed."""
    return (_("emergency"), _("green channel"), _("urgent"), _("elective"))[detail & 3]


def _days(days: float) -> str:
    if abs(days) < 0.95:
        return _("{n} hours", n=number(abs(days) * 24.0, 0 if abs(days) >= 1 / 24 else 1))
    return _("{n} days", n=number(abs(days), 0 if abs(days) >= 10 else 1))


def _registered(row: Row, names: Names) -> str:
    if row.detail:
        return _("Is detected and registered in {county}.", county=names.region(row.region))
    return _("Is on the registry of {county} when the plan begins.", county=names.region(row.region))


def _visited(row: Row, names: Names) -> str:
    parts = [_("by telephone") if row.detail & TELEPHONE else _("at home")]
    parts += [_("together with a psychiatrist")] if row.detail & JOINT else []
    parts += [_("with a physical examination")] if row.detail & EXAMINATION else []
    parts += [_("reports taking medicine regularly") if row.detail & REGULAR else _("reports not taking it regularly")]
    how = _(", ").join(parts)
    if row.detail & TOO_LATE:
        return _("Follow-up visit, {days} after the deadline, which counts as missed: {how}.",
                 days=_days(row.value), how=how)
    if row.value > 0.0:
        return _("Follow-up visit, {days} after its date: {how}.", days=_days(row.value), how=how)
    return _("Follow-up visit in time: {how}.", how=how)


def _started(row: Row, names: Names) -> str:
    if row.detail:
        return _("A community worker and a psychiatrist set out for a visit, {days} after it was due to open.",
                 days=_days(row.value))
    return _("A community worker sets out for a visit, {days} after it was due to open.", days=_days(row.value))


def _assessed(row: Row, names: Names) -> str:
    asked = _("a stay in hospital is needed") if row.detail & 1 else _("treatment at home is enough")
    return _("Emergency assessment: {result}.", result=asked) if row.detail & 2 else _(
        "Assessed by a psychiatrist: {result}.", result=asked)


def _admitted(row: Row, names: Names) -> str:
    values = {"hospital": names.hospital(row.place), "class_": bed_class(row.detail), "days": _days(row.value)}
    if row.value <= 0.0:
        text = _("Admitted to {hospital} at once ({class_}).", **values)
    else:
        text = _("Admitted to {hospital} after waiting {days} ({class_}).", **values)
    return text + (_(" It lies outside the own county.") if row.detail & OUTSIDE else "")


def _discharged(row: Row, names: Names) -> str:
    values = {"hospital": names.hospital(row.place), "days": _days(row.value)}
    if row.detail & DIED:
        return _("The bed in {hospital} is given back after {days}.", **values)
    if row.detail & AGAINST:
        text = _("Leaves {hospital} against advice after {days}.", **values)
    else:
        text = _("Discharged from {hospital} after {days}.", **values)
    text += _(" A long stay.") if row.detail & LONG else ""
    return text + (_(" It had begun before the plan.") if row.detail & BEFORE else "")


def _kind(detail: int) -> str:
    return (_("day rehabilitation"), _("a supported place"), _("support at home"))[min(detail, 2)]


def _ended(row: Row, names: Names) -> str:
    to = (
        _("Rehabilitation at {place} ends; lives at home."),
        _("Rehabilitation at {place} ends with employment."),
        _("Rehabilitation at {place} ends; goes on to other services."),
        _("The place at {place} is given back: died, moved or left."),
    )[min(row.detail, 3)]
    return to.format(place=names.institution(row.place))


def _intake(row: Row, names: Names) -> str:
    return _("{place} has a place after {days} of waiting; the intake begins.",
             place=names.institution(row.place), days=_days(row.value))


def _binding(row: Row, names: Names) -> str:
    limit = (_("open beds"), _("psychiatrists"), _("nurses"), _("health staff"))[min(max(row.detail, 0), 3)]
    beds = number(row.value) if row.value >= 0.0 else _("unlimited")
    return _("{hospital} can run {beds} beds; the limit is {limit}.", hospital=names.hospital(row.place), beds=beds,
             limit=limit)


Sentence = Callable[[Row, Names], str]
SENTENCES: dict[int, Sentence] = {
    L.REGISTERED: _registered,
    L.DIED: lambda row, names: _("Dies."),
    L.MOVED: lambda row, names: _("Moves from {old} to {new}.", old=names.region(row.region),
                                  new=names.region(row.detail)),
    L.LEFT_CITY: lambda row, names: _("Moves away from the city and leaves its registry."),
    L.VISIT_OPENED: lambda row, names: _("The next follow-up visit may begin."),
    L.VISIT_STARTED: _started,
    L.VISIT_COMPLETED: _visited,
    L.VISIT_FAILED: lambda row, names: _("The visit fails: nobody is met, or contact is refused."),
    L.VISIT_MISSED: lambda row, names: _("The deadline of a follow-up visit passes: it counts as missed."),
    L.LOST_TO_FOLLOW_UP: lambda row, names: _("Is lost to follow-up after several failed visits."),
    L.FOUND_AGAIN: lambda row, names: _("Is found again; visits go on."),
    L.STABILITY_CHANGED: lambda row, names: _("The condition is now {state}.", state=(
        _("stable"), _("basically stable"), _("unstable"))[min(row.detail, 2)]),
    L.MEDICATION_CHANGED: lambda row, names: _("Now takes medicine regularly.") if row.detail else _(
        "No longer takes medicine regularly."),
    L.CASE_OPENED: lambda row, names: _("Individual case management begins."),
    L.CASE_CLOSED: lambda row, names: _("Individual case management ends."),
    L.VISIT_CANCELLED: lambda row, names: _("The visit that was due is cancelled."),
    L.RELAPSED: lambda row, names: _("Relapses; risk grade {grade}.", grade=row.detail),
    L.ASSESSMENT_REQUESTED: lambda row, names: _("An assessment by a psychiatrist is asked for."),
    L.ASSESSMENT_STARTED: lambda row, names: _("The assessment begins after {days}.", days=_days(row.value)),
    L.ASSESSED: _assessed,
    L.CRISIS_EVENT: lambda row, names: _("A crisis outside hospital; risk grade {grade}.", grade=row.detail),
    L.EPISODE_CLOSED: lambda row, names: _("The episode is over; risk grade now {grade}.", grade=row.detail),
    L.HOME_TREATMENT: lambda row, names: _("Treatment at home begins."),
    L.CLINIC_VISIT: lambda row, names: _("Seen in the clinic after {days}.", days=_days(row.value)),
    L.BED_REQUESTED: lambda row, names: _("A hospital bed is asked for ({class_}).", class_=bed_class(row.detail)),
    L.CLASS_RAISED: lambda row, names: _("After the long wait the request moves up: {class_}.",
                                         class_=bed_class(row.detail)),
    L.OVERFLOW_ALLOWED: lambda row, names: _("Hospitals of other counties may now admit as well."),
    L.TURNED_AWAY: lambda row, names: _("Turned away: the waiting list is full."),
    L.LEFT_LIST: lambda row, names: _("Gives up waiting for a bed after {days}.", days=_days(row.value)),
    L.ADMITTED: _admitted,
    L.BLOCKED: lambda row, names: _(
        "Is ready to leave {hospital}, and there is nowhere to go: the bed stays taken.",
        hospital=names.hospital(row.place)),
    L.DISCHARGED: _discharged,
    L.BED_FREED: lambda row, names: _("A bed of {hospital} is ready again.", hospital=names.hospital(row.place)),
    L.REVIEWED: lambda row, names: _("The long stay is reviewed."),
    L.REFERRAL_OFFERED: lambda row, names: _("Rehabilitation is offered."),
    L.REFERRAL_ACCEPTED: lambda row, names: _("Accepts: {kind}.", kind=_kind(row.detail)),
    L.REFERRAL_DECLINED: lambda row, names: _("Declines."),
    L.PLACE_REQUESTED: lambda row, names: _("Goes on the list for {kind}.", kind=_kind(row.detail)),
    L.ASKED_AGAIN: lambda row, names: _("Is asked again and still wants the place.") if row.detail else _(
        "Is asked again and no longer wants the place."),
    L.WITHDRAWN: lambda row, names: _("The referral is withdrawn after {days} of waiting.", days=_days(row.value)),
    L.INTAKE_STARTED: _intake,
    L.REHABILITATION_STARTED: lambda row, names: _("Rehabilitation at {place} begins.",
                                                   place=names.institution(row.place)),
    L.EVALUATED: lambda row, names: _("Progress is evaluated at {place}.", place=names.institution(row.place)),
    L.DROPPED_OUT: lambda row, names: _("Drops out of rehabilitation at {place}.", place=names.institution(row.place)),
    L.REHABILITATION_ENDED: _ended,
    L.PLACE_HELD: lambda row, names: _("The place at {place} is held during the relapse.",
                                       place=names.institution(row.place)),
    L.PLACE_RELEASED: lambda row, names: _("The place at {place} could be held no longer and is given to another.",
                                           place=names.institution(row.place)),
    L.PLACE_RESUMED: lambda row, names: _("Returns to the place at {place}.", place=names.institution(row.place)),
    L.STAFFED_BEDS_CHANGED: _binding,
    L.STAFF_CHANGED: lambda row, names: _("The number of staff changes to {n}.", n=number(row.value)),
    L.TRAINING_STARTED: lambda row, names: _("A training course begins."),
    L.TRAINING_ENDED: lambda row, names: _("A training course ends."),
    L.ASSISTANCE_DELIVERED: lambda row, names: _("A specialist visits a primary institution in {county}.",
                                                 county=names.region(row.region)),
    L.ASSISTANCE_FAILED: lambda row, names: _("A specialist's visit to {county} falls through: nobody is free.",
                                              county=names.region(row.region)),
    L.PLACES_CHANGED: lambda row, names: _("{place} now has {n} places.", place=names.institution(row.place),
                                           n=number(row.value) if row.value >= 0.0 else _("unlimited")),
    L.CLASS_ARRIVED: lambda row, names: _("A patient from outside the registry arrives in {county}.",
                                          county=names.region(row.region)),
    L.CLASS_STAGE: lambda row, names: _("Goes on to: {stage}.", stage=(
        _("clinic"), _("hospital"), _("a supported place"), _("day rehabilitation"))[min(row.detail, 3)]),
    L.CLASS_LEFT: lambda row, names: _("The patient from outside the registry leaves care."),
    L.MONTH_ENDED: lambda row, names: _("A month ends."),
}


def sentence(row: Row, names: Names) -> str:
    """Return what happened, in words."""
    return SENTENCES[row.event](row, names)
