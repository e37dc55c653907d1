"""The one clock of every hazard: relapse, crisis, death, detection, dropout, leaving (Rule 1.7).

An occurrence happens when its accumulated hazard reaches a unit-exponential threshold.  The rate is constant
in bands of the time since an origin (a discharge, say), and the end of a band is no event: the functions
here add up over the bands and solve for the time.

Of ``edges`` (days since the origin, ascending, finite) and ``ratios`` (one more than edges), ``ratios[j]``
holds from ``edges[j - 1]`` to ``edges[j]``; the first also before, the last for ever after.  An origin of
minus infinity is one so long ago that the last band holds.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.care._compile import compiled

DAYS_PER_YEAR: Final = 365.25


@compiled
def daily_rate(annual_share: float) -> float:
    """Rule 1.7: the rate per day of a hazard that meets the share p of people in a year.

    -ln(1 - p) / 365.25.

    Raises
    ------
    ValueError
        If the share is not in [0, 1).
    """
    if not 0.0 <= annual_share < 1.0:
        raise ValueError("an annual share must be at least 0 and below 1")
    return -math.log1p(-annual_share) / DAYS_PER_YEAR


@compiled
def accumulate_flat(done: float, since: float, until: float, rate: float) -> float:
    """Rule 1.7: hazard accumulated at `until`, having been `done` at `since`, at one rate per day."""
    if rate <= 0.0 or until <= since:
        return done
    return done + rate * (until - since)


@compiled
def time_of_flat(threshold: float, done: float, since: float, rate: float) -> float:
    """Rule 1.7: when a hazard that was `done` at `since` reaches its threshold, at one rate per day.

    `since` itself if it has been reached by then; infinite if it never is.
    """
    if done >= threshold:
        return since
    if rate <= 0.0:
        return math.inf
    return since + (threshold - done) / rate


@compiled
def accumulate(
    done: float,
    since: float,
    until: float,
    rate: float,
    origin: float,
    edges: NDArray[np.float64],
    ratios: NDArray[np.float64],
) -> float:
    """Rule 1.7: accumulated hazard at `until`, over the bands.

    Parameters
    ----------
    done : float
        Hazard accumulated at `since`.
    since, until : float
        Absolute times, in days; if ``until <= since`` nothing is added.
    rate : float
        Rate per day where the ratio is 1.
    origin : float
        Absolute time from which the bands count; may be minus infinity.
    edges : ndarray of float64, shape (n,)
    ratios : ndarray of float64, shape (n + 1,)
        The bands, see the module.

    Returns
    -------
    float
        Dimensionless, to be compared with a unit-exponential threshold.
    """
    if rate <= 0.0 or until <= since:
        return done
    now = since
    for j in range(len(edges)):
        band_end = origin + edges[j]
        if band_end <= now:
            continue
        if band_end >= until:
            return float(done + rate * ratios[j] * (until - now))
        done += rate * ratios[j] * (band_end - now)
        now = band_end
    if ratios[len(edges)] <= 0.0:
        return done
    return float(done + rate * ratios[len(edges)] * (until - now))


@compiled
def time_of(
    threshold: float,
    done: float,
    since: float,
    rate: float,
    origin: float,
    edges: NDArray[np.float64],
    ratios: NDArray[np.float64],
) -> float:
    """Rule 1.7: when the accumulated hazard reaches its threshold, over the bands.

    Parameters
    ----------
    threshold : float
        Unit-exponential threshold.
    done, since, rate, origin, edges, ratios
        As for `accumulate`.

    Returns
    -------
    float
        Absolute time, never before `since`; `since` itself if the threshold has been reached by then,
        infinite if it never is.
    """
    if done >= threshold:
        return since
    if rate <= 0.0:
        return math.inf
    now = since
    for j in range(len(edges)):
        band_end = origin + edges[j]
        if band_end <= now:
            continue
        band_rate = rate * ratios[j]
        reached = done + band_rate * (band_end - now)
        if band_rate > 0.0 and reached >= threshold:
            return float(min(now + (threshold - done) / band_rate, band_end))
        done = reached
        now = band_end
    band_rate = rate * ratios[len(edges)]
    if band_rate <= 0.0:
        return math.inf
    return float(now + (threshold - done) / band_rate)
