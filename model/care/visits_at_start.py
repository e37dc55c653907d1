"""Where people stand between two visits on the first day (rule 5.8).

From one completed visit to the next there pass, in the mean: the *gap* until the visit is opened (interval −
lead), the *wait* in the team's queue, and ``retry`` days after every attempt that fails. A person met on a day
like any other is at a uniform point of all that. So some have no visit open, some have one that waits, and some
wait for another attempt; the deadline is where it was set when the last visit was completed.
"""

from __future__ import annotations

from model.care._compile import compiled


@compiled
def gap_until_opening(interval: float, lead_days: float) -> float:
    """Return the days from a completed visit until the next is opened (rule 3.2)."""
    return max(interval - lead_days, 0.0)


@compiled
def attempts_per_visit(fail_share: float, failures_to_loss: float) -> float:
    """Return the attempts from opening to completion or loss, in the mean (rule 3.4)."""
    attempts, chance, k = 1.0, fail_share, 1
    while k < failures_to_loss:
        attempts += chance
        chance *= fail_share
        k += 1
    return attempts


@compiled
def failure_days(fail_share: float, retry_days: float, failures_to_loss: float) -> float:
    """Return the days that failed attempts add from one visit to the next, in the mean (rule 3.4)."""
    return retry_days * (attempts_per_visit(fail_share, failures_to_loss) - 1.0)


@compiled
def wait_in_balance(
    capacity: float,
    stable: float,
    basically: float,
    unstable: float,
    gap_stable: float,
    gap_basically: float,
    gap_unstable: float,
    failing_days: float,
    attempts: float,
) -> float:
    """Return the wait at which visits are asked for as fast as they can be made (rules 3.3, 5.8).

    A person is not visited again before the last visit is completed: the longer the wait, the fewer visits are
    asked for. Where hours are short, the queue therefore grows until Σ people × attempts ÷ (gap + wait +
    failing days) is what the hours allow.

    Parameters
    ----------
    capacity : float
        Attempts a day that the staff can make.
    stable, basically, unstable : float
        People who need such visits, by stability.
    gap_stable, gap_basically, gap_unstable : float
        Days from a completed visit until the next is opened.
    failing_days, attempts : float
        Of a visit, in the mean (`failure_days`, `attempts_per_visit`).

    Returns
    -------
    float
        Days; 0 (to a millionth) where the hours suffice, or where there are none.
    """
    if capacity <= 0.0:
        return 0.0
    low, high = 0.0, (stable + basically + unstable) * attempts / capacity
    while high - low > 1e-6:
        wait = 0.5 * (low + high)
        passed = wait + failing_days
        asked = attempts * (
            stable / (gap_stable + passed) + basically / (gap_basically + passed) + unstable / (gap_unstable + passed)
        )
        if asked > capacity:
            low = wait
        else:
            high = wait
    return low


@compiled
def failures_at_start(
    u: float, gap: float, wait: float, fail_share: float, retry_days: float, failures_to_loss: float
) -> int:
    """Return how many attempts of the visit now due have failed, at the point ``u`` of the way to it (rule 5.8)."""
    at = u * (gap + wait + failure_days(fail_share, retry_days, failures_to_loss)) - gap - wait
    if at < 0.0 or fail_share <= 0.0:
        return 0
    failures, chance = 1, fail_share
    while failures + 1 < failures_to_loss and at >= chance * retry_days:
        at -= chance * retry_days
        chance *= fail_share
        failures += 1
    return failures


@compiled
def open_for_at_start(
    u: float, failures: int, gap: float, wait: float, fail_share: float, retry_days: float, failures_to_loss: float
) -> float:
    """Return for how many days the visit has been open, at the point ``u`` of the way to it (rule 5.8).

    Negative: it will be opened after so many days. ``failures`` is that of `failures_at_start`.
    """
    at = u * (gap + wait + failure_days(fail_share, retry_days, failures_to_loss)) - gap
    if failures == 0:
        return at
    at -= wait
    chance = fail_share
    for _ in range(failures - 1):
        at -= chance * retry_days
        chance *= fail_share
    return wait + (failures - 1) * retry_days + at / chance


@compiled
def next_attempt_in(open_for: float, failures: int, wait: float, retry_days: float) -> float:
    """Return the days until the visit is tried again after its last failure (rules 3.4, 5.8)."""
    return wait + failures * retry_days - open_for
