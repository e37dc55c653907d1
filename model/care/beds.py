"""Decisions about beds (rule 5): staffed beds, the order of the waiting list, stays."""

from __future__ import annotations

import math

from model.care._compile import compiled

EMERGENCY = 0
GREEN = 1
URGENT = 2
ELECTIVE = 3

# What binds the number of staffed beds.
BY_BEDS = 0
BY_PSYCHIATRISTS = 1
BY_NURSES = 2
BY_HEALTH_STAFF = 3


@compiled
def carried(staff: float, beds_each: float) -> float:
    """Return the whole beds that staff can carry; a guard keeps 0.19 × … / 0.19 whole (rule 5.1)."""
    if beds_each == math.inf or staff == math.inf:
        return math.inf
    return float(math.floor(staff * beds_each + 1e-9))


@compiled
def staffed_beds(
    open_beds: float, by_psychiatrists: float, by_nurses: float, by_health_staff: float
) -> float:
    """Return staffed beds: the least of the four (rule 5.1)."""
    return min(min(open_beds, by_psychiatrists), min(by_nurses, by_health_staff))


@compiled
def binding(open_beds: float, by_psychiatrists: float, by_nurses: float, by_health_staff: float) -> int:
    """Return the resource that binds, the first of those that tie (rule 5.1)."""
    least = staffed_beds(open_beds, by_psychiatrists, by_nurses, by_health_staff)
    if open_beds == least:
        return BY_BEDS
    if by_psychiatrists == least:
        return BY_PSYCHIATRISTS
    if by_nurses == least:
        return BY_NURSES
    return BY_HEALTH_STAFF


@compiled
def has_free_bed(patients: int, in_turnover: int, staffed: float) -> bool:
    """Tell whether somebody may be admitted; patients include the blocked (rule 5.5)."""
    return patients + in_turnover < staffed


@compiled
def class_of(grade: int, from_rehabilitation: bool, urgent_from: float) -> int:
    """Return the class of a bed request (rules 4.2, 5.2, 6.5)."""
    if grade >= 3:
        return EMERGENCY
    if from_rehabilitation:
        return GREEN
    if grade >= urgent_from:
        return URGENT
    return ELECTIVE


@compiled
def can_age(cls: int) -> bool:
    """Tell whether waiting still raises the class; it stops below emergency (rule 5.2)."""
    return cls > GREEN


@compiled
def ageing_time(request_time: float, raised: int, ageing_days: float) -> float:
    """Return when a request rises by one more class (rule 5.2); 0 days: never."""
    if ageing_days <= 0.0:
        return math.inf
    return request_time + (raised + 1) * ageing_days


@compiled
def is_turned_away(cls: int, waiting: int, cap: float) -> bool:
    """Tell whether the list is too long for one more (rule 5.4); emergencies are exempt."""
    return cls != EMERGENCY and waiting >= cap


@compiled
def is_outside_county(region: int, hospital_region: int, county_has_hospital: bool) -> bool:
    """Tell whether an admission is outside the person's county (rule 10.4).

    Parameters
    ----------
    region : int
        Where the person lives.
    hospital_region : int
        Where the hospital stands; -1 for one of the city as a whole that stands in no county.
    county_has_hospital : bool
        Whether a hospital stands in the person's county; if not, that of the city as a whole is theirs.
    """
    if hospital_region >= 0:
        return hospital_region != region
    return county_has_hospital


@compiled
def is_long(u: float, long_share: float) -> bool:
    """Tell whether a stay is long (rule 5.7)."""
    return u < long_share


@compiled
def long_at_start(u: float, long_share: float, mean_short: float, mean_long: float) -> bool:
    """Tell whether an inpatient of the starting census is a long-stayer: in proportion p·mean (rule 5.8)."""
    long_days = long_share * mean_long
    return u * (long_days + (1.0 - long_share) * mean_short) < long_days


@compiled
def first_review(admitted: float, now: float, every_days: float) -> float:
    """Return the first review of a long stay strictly after ``now`` (rule 5.7); inf if there is none."""
    if every_days <= 0.0 or every_days == math.inf:
        return math.inf
    reviews = math.floor((now - admitted) / every_days) + 1.0
    review = admitted + reviews * every_days
    if review <= now:
        review = admitted + (reviews + 1.0) * every_days
    return review
