"""Does a fitted distribution describe the durations? Beside Kaplan and Meier, tested by parametric bootstrap.

The distance is Kolmogorov and Smirnov's: the greatest difference between the two shares that last longer, at whole
days. Because the distribution was fitted to the same durations, tables of that test do not hold; the distances of
durations that are drawn from the fitted distribution, seen through the same window and fitted again, take their place
(W. Stute, W. G. Manteiga and M. P. Quindimil, 1993, "Bootstrap based goodness-of-fit tests", Metrika 40: 243-256).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from model.local.stays.durations import HALF, Durations, Survival, survival
from model.local.stays.lognormal import Fit, fit_again
from model.local.stays.window import Individual

Floats = NDArray[np.float64]
AT_RISK = 20
"""Days on which fewer are still observed are not compared."""
SAMPLE = 5_000
"""Durations of the test: with hundreds of thousands any distribution is refused for differences that matter nobody."""
ROUNDS = 99


@dataclass(frozen=True)
class Goodness:
    """How far a distribution lies from the data.

    Attributes
    ----------
    distance : float
        The greatest difference from Kaplan and Meier's estimate over all durations, a share.
    day : float
        Where it is.
    p_value : float
        The share of drawn samples that lie as far from what is fitted to them; of ``sample`` durations.
    sample : int
    """

    distance: float
    day: float
    p_value: float
    sample: int


def goodness(stays: Individual, fit: Fit, seed: int = 1, rounds: int = ROUNDS) -> Goodness:
    """Compare a fitted distribution with the durations it was fitted to.

    Parameters
    ----------
    stays : Individual
    fit : Fit
    seed : int
        Of the sample and of what is drawn.
    rounds : int
        Samples drawn.
    """
    generator = np.random.default_rng([seed, len(stays)])
    distance, day = distance_of(survival(stays.counted()), fit)
    sample = stays
    if len(stays) > SAMPLE:
        sample = stays.of(np.sort(generator.choice(len(stays), SAMPLE, replace=False)))
    own = fit_again(sample.counted(), fit)
    here = distance_of(survival(sample.counted()), own)[0]
    further = 0
    for _ in range(rounds):
        drawn = drawn_again(sample, own, generator)
        further += distance_of(survival(drawn), fit_again(drawn, own))[0] >= here
    return Goodness(distance, day, (1 + further) / (1 + rounds), len(sample))


def distance_of(known: Survival, fit: Fit) -> tuple[float, float]:
    """Return the greatest difference between the shares that last longer than whole days, and at which day."""
    seen = known.at_risk >= AT_RISK
    if not seen.any():
        return float("nan"), float("nan")
    days = known.days[seen]
    apart = np.abs(known.beyond[seen] - fit.beyond(days + HALF))
    place = int(np.argmax(apart))
    return float(apart[place]), float(days[place])


def drawn_again(stays: Individual, fit: Fit, generator: np.random.Generator) -> Durations:
    """Return as many durations drawn from a distribution and seen through the same window."""
    lasted = drawn_durations(fit, np.where(stays.entry > 0, stays.entry - HALF, 0.0), generator)
    days = np.floor(lasted + HALF)
    ended = days <= stays.cap
    return Durations.of(np.where(ended, days, stays.cap).astype(np.int32), ended, stays.entry)


def drawn_durations(fit: Fit, longer_than: Floats, generator: np.random.Generator) -> Floats:
    """Return a duration for each of ``longer_than``, given that it lasts longer than that."""
    parts = fit.components()
    with np.errstate(divide="ignore"):
        tails = np.array([special.ndtr((m - np.log(longer_than)) / s) for _, m, s in parts])
    weights = np.array([[w] for w, _, _ in parts]) * tails
    chosen = (generator.random(len(longer_than)) * weights.sum(axis=0) > weights[0]).astype(int)
    tail = np.take_along_axis(tails, chosen[None, :], axis=0)[0]
    centre, sigma = (np.array([part[k] for part in parts])[chosen] for k in (1, 2))
    z = -special.ndtri(tail * generator.uniform(1e-15, 1.0, len(longer_than)))
    lasted: Floats = np.exp(centre + sigma * z)
    return lasted

