"""Decisions at home (rule 3): stability, deadlines of visits, outcomes of visits, medication."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.care._compile import compiled

STABLE = 0
BASICALLY_STABLE = 1
UNSTABLE = 2


@compiled
def severity_at_start(u: float, stable_share: float, unstable_share: float) -> int:
    """Return the stability of a person of the registry (rule 5.8)."""
    if u < stable_share:
        return STABLE
    if u < 1.0 - unstable_share:
        return BASICALLY_STABLE
    return UNSTABLE


@compiled
def is_choice(shares: int) -> bool:
    """Tell whether a draw decides among so many shares."""
    return shares > 1


@compiled
def choose(u: float, shares: Sequence[float] | NDArray[np.float64]) -> int:
    """Return the index of the share into which ``u`` falls."""
    total = 0.0
    for i in range(len(shares) - 1):
        total += shares[i]
        if u < total:
            return i
    return len(shares) - 1


@compiled
def interval_of(stability: int, stable_days: float, basically_days: float, unstable_days: float) -> float:
    """Return the interval of visits by stability, days (rule 3.2)."""
    if stability == STABLE:
        return stable_days
    if stability == BASICALLY_STABLE:
        return basically_days
    return unstable_days


@compiled
def deadline_on_worsening(now: float, deadline: float, interval: float) -> float:
    """Return the earlier of the old deadline and one new interval from now (rule 3.2)."""
    return min(deadline, now + interval)


@compiled
def is_high_risk(grade: int) -> bool:
    """Tell whether a risk grade is counted among those of 3 and above (rule 10.4)."""
    return grade >= 3


@compiled
def is_medicated(reported: bool, intermittent: bool, inpatient: bool) -> bool:
    """Tell whether somebody counts as taking medicine, regularly as reported or now and then (rule 10.2)."""
    return reported or intermittent or inpatient


@compiled
def is_treated(seen: bool, medicated: bool) -> bool:
    """Tell whether somebody counts as treated this year: seen by a specialist, or taking medicine (rule 10.4)."""
    return seen or medicated


@compiled
def needs_joint_visit(grade: int, stability: int) -> bool:
    """Tell whether the visit is made with a psychiatrist (rule 3.3)."""
    return grade >= 3 or stability == UNSTABLE


@compiled
def needs_case_management(grade: int, stability: int) -> bool:
    """Tell whether a slot of case management is asked for (rule 2.3)."""
    return grade >= 3 or stability == UNSTABLE


@compiled
def gives_up_case_management(grade: int, stability: int) -> bool:
    """Tell whether the slot is given up (rule 2.3): grade below 3 and stable."""
    return grade < 3 and stability == STABLE


@compiled
def case_slots(workers: float, per_worker: float) -> float:
    """Return a team's slots of case management, whole ones (rule 2.3).

    No worker, or none each, makes none, though the other number be without limit.
    """
    if workers <= 0.0 or per_worker <= 0.0:
        return 0.0
    if workers == math.inf or per_worker == math.inf:
        return math.inf
    return float(math.floor(workers * per_worker + 1e-9))


@compiled
def visit_fails(u: float, fail_share: float, assistance_ratio: float) -> bool:
    """Tell whether nobody is there (rules 3.4 and 7.3)."""
    return u < fail_share * assistance_ratio


@compiled
def is_lost(failures: int, failures_to_loss: float) -> bool:
    """Tell whether failures in a row make a loss to follow-up (rule 3.4)."""
    return failures >= failures_to_loss


@compiled
def may_improve(regular: bool, stability: int) -> bool:
    """Tell whether a completed visit can improve stability, so that a draw decides (rule 3.1)."""
    return regular and stability > STABLE


@compiled
def after_visit(u: float, regular: bool, stability: int, improve_share: float) -> int:
    """Return the stability after a completed visit (rule 3.1)."""
    if may_improve(regular, stability) and u < improve_share:
        return stability - 1
    return stability


@compiled
def may_worsen(stability: int) -> bool:
    """Tell whether a missed deadline can worsen stability, so that a draw decides (rule 3.1)."""
    return stability < UNSTABLE


@compiled
def after_missed_deadline(u: float, stability: int, worsen_share: float) -> int:
    """Return the stability after a missed deadline (rule 3.1)."""
    if may_worsen(stability) and u < worsen_share:
        return stability + 1
    return stability


@compiled
def medication_after_visit(u: float, regular: bool, keep: float, become: float, ratio: float) -> bool:
    """Return whether medicine is taken regularly after a completed visit (rule 3.5).

    ``ratio`` (case management × assistance × home support) divides the chance of stopping and
    multiplies the chance of becoming regular.
    """
    if regular:
        return u >= (1.0 - keep) / ratio
    return u < min(1.0, become * ratio)


@compiled
def may_overreport(regular: bool) -> bool:
    """Tell whether a draw decides what is reported (rule 2.3)."""
    return not regular


@compiled
def reported_regular(u: float, regular: bool, overreport_share: float) -> bool:
    """Return what is reported: the truth, or an irregular taker's optimism (rule 2.3)."""
    return regular or u < overreport_share


@compiled
def lateness_time(deadline: float, grace_days: float) -> float:
    """Return when a visit not completed counts as missed (rule 3.2)."""
    return deadline + grace_days
