"""Is a probability at least p? A test that may be looked at after every replication.

Replications are added until the answer is clear, so a test of a fixed number of them would be wrong too often. Used
here is the ratio of likelihoods, mixed uniformly over the probabilities on the other side of p: by Ville's inequality
it exceeds 1/error with a chance of at most ``error``, however often one looks.

Sources
-------
Ville, J. 1939. Étude critique de la notion de collectif.
Robbins, H. 1970. Statistical methods related to the law of the iterated logarithm. Ann. Math. Statist. 41:1397-1409.
"""

from __future__ import annotations

import math
from typing import Literal

from scipy.optimize import brentq
from scipy.special import betainc, betaincc, betaln

Status = Literal["holds", "fails", "undecided"]

_EDGE = 1e-12


def log_evidence(met: int, n: int, probability: float, above: bool) -> float:
    """Return the logarithm of the evidence that a probability lies above (or below) a given one.

    Parameters
    ----------
    met, n : int
        Successes among independent replications.
    probability : float
        Strictly between 0 and 1.
    above : bool
        Mix over the probabilities above; else over those below.
    """
    missed = n - met
    beyond = float((betaincc if above else betainc)(met + 1, missed + 1, probability))
    if beyond == 0.0:
        return -math.inf
    width = 1.0 - probability if above else probability
    mixed = float(betaln(met + 1, missed + 1)) + math.log(beyond) - math.log(width)
    return float(mixed - met * math.log(probability) - missed * math.log1p(-probability))


def status(met: int, n: int, probability: float, error: float) -> Status:
    """Return whether the probability of success is at least the one asked for, or that it is not yet clear.

    Each of the two clear answers is false with a chance of at most ``error``, over all looks together.
    """
    if log_evidence(met, n, probability, above=True) >= -math.log(error):
        return "holds"
    if log_evidence(met, n, probability, above=False) >= -math.log(error):
        return "fails"
    return "undecided"


def interval(met: int, n: int, error: float) -> tuple[float, float]:
    """Return the probabilities that `status` would not rule out: a (1 - 2 error) interval, valid at every look.

    (0, 1) without replications.
    """
    if n == 0:
        return 0.0, 1.0
    clear, share = -math.log(error), met / n

    def end(above: bool, limit: float) -> float:
        def beyond(p: float) -> float:
            return max(log_evidence(met, n, p, above), -1e3) - clear

        inner = min(max(share, _EDGE), 1.0 - _EDGE)
        return float(brentq(beyond, limit, inner)) if beyond(limit) > 0.0 > beyond(inner) else limit

    low = 0.0 if met == 0 else end(True, _EDGE)
    high = 1.0 if met == n else end(False, 1.0 - _EDGE)
    return low, high
