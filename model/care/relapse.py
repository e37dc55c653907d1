"""Decisions around relapse and assessment (rule 4)."""

from __future__ import annotations

import math
from typing import Final

from model.care._compile import compiled

SINCE_DISCHARGE_EDGES: Final = (30.0, 365.0)
"""Bands of the time since discharge, days (rule 4.1)."""


@compiled
def time_since_discharge(u: float, share_first: float, share_second: float) -> float:
    """Return the days since the last discharge of somebody at home, by the shares of the bands (rule 5.8).

    Uniform within the first two bands; infinite in the last.
    """
    first, second = SINCE_DISCHARGE_EDGES
    if u < share_first:
        return first * u / share_first
    if u < share_first + share_second:
        return first + (second - first) * (u - share_first) / share_second
    return math.inf


@compiled
def relapse_rate(
    regular: bool, rate_regular: float, rate_irregular: float, diagnosis_ratio: float, rehabilitation_ratio: float,
    case_ratio: float,
) -> float:
    """Return the relapse hazard a day before the bands of time since discharge (rule 4.1).

    Parameters
    ----------
    regular : bool
        Medicine is truly taken regularly.
    rate_regular, rate_irregular : float
        Hazards a day.
    diagnosis_ratio, rehabilitation_ratio, case_ratio : float
        Ratios; 1 where they do not apply.
    """
    rate = rate_regular if regular else rate_irregular
    return rate * diagnosis_ratio * rehabilitation_ratio * case_ratio


@compiled
def is_emergency(grade: int) -> bool:
    """Tell whether a relapse goes straight to a bed request (rule 4.2)."""
    return grade >= 3


@compiled
def asks_for_admission(u: float, probability: float) -> bool:
    """Tell whether admission is asked for after assessment (rule 4.3)."""
    return u < probability


@compiled
def treated_per_inpatient(treatment_days: float, stay_days: float, admitted_share: float) -> float:
    """Return the people treated at home for each one in hospital, where relapses go to both (rules 4.3, 5.8).

    Both are rate × mean length (Little's law): (1 − admitted) × treatment against admitted × stay. ``admitted_share``
    is the share of relapses that ask for admission; where nobody does, there is no inpatient to count by.
    """
    if admitted_share <= 0.0 or stay_days <= 0.0:
        return 0.0
    return (1.0 - admitted_share) * treatment_days / (admitted_share * stay_days)
