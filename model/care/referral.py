"""Decisions about referral and rehabilitation (rule 6)."""

from __future__ import annotations

import math

from model.care._compile import compiled

DAY = 0
SUPPORTED = 1
HOME_SUPPORT = 2
# Policies of the re-check.
NEVER = 0
AT_OFFER = 1
PERIODIC = 2
# Where a rehabilitation stay ends.
TO_HOME = 0
TO_EMPLOYMENT = 1
TO_OTHER_SERVICES = 2
TO_NOWHERE = 3
OF_A_CLASS = 4
"""A stage of a patient of a class ended: no registered person, no exit."""


@compiled
def asked_at_offer(now: float, request_time: float, recheck_days: float) -> bool:
    """Tell whether willingness is asked at an offer: when now > request time + recheck_days (rule 6.2)."""
    return now > request_time + recheck_days


@compiled
def next_recheck(request_time: float, last: float, recheck_days: float) -> float:
    """Return the first re-check strictly after ``last`` under the periodic policy (rule 6.2).

    Re-checks fall every ``recheck_days`` from the request; however many have passed in hospital, one is made up for.
    """
    recheck = request_time + (math.floor((last - request_time) / recheck_days) + 1.0) * recheck_days
    if recheck <= last:
        recheck += recheck_days
    return recheck


@compiled
def is_idle(
    alive: bool, in_hospital: bool, has_place: bool, asks: bool, in_processing: bool, applies_again: bool
) -> bool:
    """Tell whether somebody may be offered rehabilitation from home (rule 6.1)."""
    return alive and not (in_hospital or has_place or asks or in_processing or applies_again)


@compiled
def willing_index(referral: int, asked: int) -> int:
    """Return the index of the draw for the n-th question about a referral, in 32 bits (rules 1.5, 6.2)."""
    return referral * 65536 + asked


@compiled
def happens(u: float, probability: float) -> bool:
    """Tell whether something of a given probability happens."""
    return u < probability


@compiled
def place_kind(u: float, day_share: float, supported_share: float, home_support_share: float) -> int:
    """Return the kind of place a referral is for, in proportion to the shares of the kinds offered (rule 6.1)."""
    at = u * (day_share + supported_share + home_support_share)
    if at < day_share:
        return DAY
    if at < day_share + supported_share:
        return SUPPORTED
    return HOME_SUPPORT


@compiled
def exit_of(u: float, employment_share: float, other_share: float) -> int:
    """Return where a rehabilitation stay ends (rule 6.4)."""
    if u < employment_share:
        return TO_EMPLOYMENT
    if u < employment_share + other_share:
        return TO_OTHER_SERVICES
    return TO_HOME


@compiled
def home_support_capacity(staff: float, hours_per_staff: float, hours_per_client: float) -> float:
    """Return the clients that home-support staff can serve (rule 6.1)."""
    if staff == math.inf:
        return math.inf
    return float(math.floor(staff * hours_per_staff / hours_per_client + 1e-9))


@compiled
def standard_clients(clients: int, staff: float, contacts_per_staff: float, contacts_required: float) -> int:
    """Return the clients who receive the plan's contacts in a month (rule 6.6).

    Contacts are spread so that as many clients as possible receive the full number.
    """
    able = staff * contacts_per_staff / contacts_required
    if able >= clients:
        return clients
    return int(math.floor(able + 1e-9))


@compiled
def dropout_rate(share_per_month: float) -> float:
    """Return the dropout hazard a day of a monthly share (365.25 / 12 days a month; rules 1.7 and 6.4)."""
    return -math.log1p(-share_per_month) / (365.25 / 12.0)
