"""Working hours: when a pool of staff is open, and when work done in its hours ends (Rule 1.6).

Times are days since the start of the clock, a midnight.  A pool is described by four numbers:

``opens_at``   opening time, as a fraction of the day (8/24), in [0, 1);
``open_days``  how long it stays open, in days (8/24), at most 1;
``mask``       working days, bit 0 = Monday to bit 6 = Sunday;
``weekday0``   weekday of time 0, 0 = Monday to 6 = Sunday.

A window belongs to the day on which it opens and may run past midnight.  Every opening and closing
instant comes from the two functions at the top, so that instants computed twice are equal.
"""

import math
from typing import Final

from model.care._compile import compiled

ALL_DAYS: Final = 0b1111111

# A quotient this close to a whole number is that number: 0.07 * 100 staff are 7 servers, not 8.
_WHOLE_TOLERANCE: Final = 1e-9
# Work that ends less than this (0.09 ms) before or after closing ends at closing: the difference is
# rounding, and must not wait for tomorrow.
_SAME_INSTANT_DAYS: Final = 1e-9


@compiled
def _opening_of(day: float, opens_at: float) -> float:
    return day + opens_at


@compiled
def _closing_of(day: float, opens_at: float, open_days: float) -> float:
    # Open round the clock, one day's closing must be the very instant of the next day's opening.
    following = (day + 1.0) + opens_at
    if open_days >= 1.0:
        return following
    return min((day + opens_at) + open_days, following)


@compiled
def _window_day(t: float, opens_at: float) -> float:
    # The day whose opening is the last one at or before t, whether or not it is a working day.
    day = float(math.floor(t))
    if t < _opening_of(day, opens_at):
        day -= 1.0
    return day


@compiled
def _works_on(day: float, mask: int, weekday0: int) -> bool:
    return (mask >> ((int(day) + weekday0) % 7)) & 1 == 1


@compiled
def _never_open(open_days: float, mask: int) -> bool:
    return open_days <= 0.0 or mask & ALL_DAYS == 0


@compiled
def _always_open(open_days: float, mask: int) -> bool:
    return open_days >= 1.0 and mask & ALL_DAYS == ALL_DAYS


@compiled
def _next_working_day(day: float, mask: int, weekday0: int) -> float:
    # Strictly after `day`; the mask must not be empty.
    day += 1.0
    while not _works_on(day, mask, weekday0):
        day += 1.0
    return day


@compiled
def is_open(t: float, opens_at: float, open_days: float, mask: int, weekday0: int) -> bool:
    """Rule 1.6: whether work may start at `t`: yes at the opening instant, no at the closing instant."""
    if _never_open(open_days, mask):
        return False
    day = _window_day(t, opens_at)
    return _works_on(day, mask, weekday0) and t < _closing_of(day, opens_at, open_days)


@compiled
def next_opening(t: float, opens_at: float, open_days: float, mask: int, weekday0: int) -> float:
    """Rule 1.6: the first instant from `t` on at which work may start.

    Parameters
    ----------
    t : float
        Time, in days.
    opens_at, open_days, mask, weekday0
        The pool, see the module.

    Returns
    -------
    float
        `t` itself if the pool is open, else the next opening instant, after `t`; infinite if the pool never
        opens or `t` is infinite.
    """
    if _never_open(open_days, mask) or t == math.inf:
        return math.inf
    day = _window_day(t, opens_at)
    if _works_on(day, mask, weekday0) and t < _closing_of(day, opens_at, open_days):
        return t
    return _opening_of(_next_working_day(day, mask, weekday0), opens_at)


@compiled
def holds_until(t: float, opens_at: float, open_days: float, mask: int, weekday0: int) -> float:
    """Return until when a pool stays as it is at t: the closing if it is open, else the next opening."""
    if _never_open(open_days, mask) or _always_open(open_days, mask):
        return math.inf
    if not is_open(t, opens_at, open_days, mask, weekday0):
        return next_opening(t, opens_at, open_days, mask, weekday0)
    return _closing_of(_window_day(t, opens_at), opens_at, open_days)


@compiled
def opening_after(t: float, opens_at: float, open_days: float, mask: int, weekday0: int) -> float:
    """Return the opening of the first working day after the one whose opening is the last at or before t.

    Of two openings it is always the later one, so that a pool that opens now finds its next day.
    """
    if _never_open(open_days, mask) or t == math.inf:
        return math.inf
    day = float(math.floor(t - opens_at + 1e-6))
    return _opening_of(_next_working_day(day, mask, weekday0), opens_at)


@compiled
def ends_before(end: float, closing: float) -> bool:
    """Rule 1.6: whether work that would end at `end`, without a break, does so before closing."""
    return end <= closing - _SAME_INSTANT_DAYS


@compiled
def finish(t: float, work_days: float, opens_at: float, open_days: float, mask: int, weekday0: int) -> float:
    """Rule 1.6: when work that starts at `t` ends, carried on at later openings if need be.

    Parameters
    ----------
    t : float
        Start, in days.  If the pool is closed then, the work starts at the next opening.
    work_days : float
        The work, in days of 24 working hours: half an hour is 0.5/24.
    opens_at, open_days, mask, weekday0
        The pool, see the module.

    Returns
    -------
    float
        Absolute time.  Work that ends at closing, to 0.1 ms, ends exactly then.  Infinite if the pool never
        opens or the work is infinite; exactly ``t + work_days`` if it never closes.
    """
    if work_days == math.inf:
        return math.inf
    now = next_opening(t, opens_at, open_days, mask, weekday0)
    if now == math.inf or _always_open(open_days, mask):
        return now + work_days
    day = _window_day(now, opens_at)
    closing = _closing_of(day, opens_at, open_days)
    left = work_days
    while now + left > closing + _SAME_INSTANT_DAYS:
        left -= closing - now
        day = _next_working_day(day, mask, weekday0)
        now = _opening_of(day, opens_at)
        closing = _closing_of(day, opens_at, open_days)
    end = now + left
    return end if ends_before(end, closing) else closing


@compiled
def worked_between(
    t0: float, t1: float, opens_at: float, open_days: float, mask: int, weekday0: int
) -> float:
    """Rule 1.6: for how long, in days, the pool is open between two finite times; 0 if ``t1 <= t0``."""
    if t1 <= t0 or _never_open(open_days, mask):
        return 0.0
    if _always_open(open_days, mask):
        return t1 - t0
    day = _window_day(t0, opens_at)
    total = 0.0
    while _opening_of(day, opens_at) < t1:
        if _works_on(day, mask, weekday0):
            opening = max(_opening_of(day, opens_at), t0)
            total += max(min(_closing_of(day, opens_at, open_days), t1) - opening, 0.0)
        day += 1.0
    return total


@compiled
def instant_at_share(
    share: float, t0: float, t1: float, opens_at: float, open_days: float, mask: int, weekday0: int
) -> float:
    """Rule 7.3: the working instant at a share of the working time between two finite times.

    The hours of every working day count alike, and days off not at all. Where the share ends at a closing, or the
    pool does not open between the two, it is the next opening from there; infinite if the pool never opens.
    """
    work = share * worked_between(t0, t1, opens_at, open_days, mask, weekday0)
    at = finish(t0, work, opens_at, open_days, mask, weekday0)
    return next_opening(at, opens_at, open_days, mask, weekday0)


@compiled
def working_days_after(t: float, n: int, mask: int, weekday0: int) -> float:
    """Rule 1.6: the midnight that ends the n-th working day after the date of `t`.

    The date of `t` itself does not count.  With ``n = 0`` it is the end of that date; infinite if no day is
    a working day.
    """
    day = float(math.floor(t))
    if n > 0 and mask & ALL_DAYS == 0:
        return math.inf
    for _ in range(n):
        day = _next_working_day(day, mask, weekday0)
    return day + 1.0


@compiled
def servers_of(n_staff: float, share: float) -> int:
    """Rule 1.6: servers that a share of the staff makes: n × s rounded up, rounding noise apart."""
    if share <= 0.0:
        # Also of staff without a limit.
        return 0
    full_time = n_staff * share
    nearest = math.floor(full_time + 0.5)
    if abs(full_time - nearest) <= _WHOLE_TOLERANCE * max(1.0, full_time):
        return int(nearest)
    return int(math.ceil(full_time))


@compiled
def open_days_of(n_staff: float, share: float, hours_per_day: float) -> float:
    """Rule 1.6: for how long a day, in days, the servers that a share of the staff makes are open.

    Together `servers_of` × this is the share's working time, n × s × hours: rounding up costs nobody an
    hour and gives none away.  A share that is a whole number of staff is open ``hours_per_day`` exactly.
    """
    servers = servers_of(n_staff, share)
    if servers == 0:
        return 0.0
    full_time = n_staff * share
    if abs(full_time - servers) <= _WHOLE_TOLERANCE * max(1.0, full_time):
        return hours_per_day / 24.0
    return hours_per_day / 24.0 * (full_time / servers)
