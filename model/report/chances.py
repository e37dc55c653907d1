"""How the probability that a target is met is judged and written, on the screen and in documents; light to load."""

from __future__ import annotations

import math
from typing import Literal

SURE, LIKELY = 0.9, 0.5
"""From which probability on a target is called "will be met", and "in doubt"."""
Judged = Literal["good", "doubt", "bad", "quiet"]


def judged(probability: float) -> Judged:
    """Return what a probability says at a glance; quiet: the target was not observed."""
    if math.isnan(probability):
        return "quiet"
    return "good" if probability >= SURE else "doubt" if probability >= LIKELY else "bad"


def percent(value: float) -> str:
    """Write a probability as a whole percentage, never rounded up to certainty."""
    if math.isnan(value):
        return "-"
    whole = round(100.0 * value)
    # The end of an interval that is 1 may be less by a rounding error.
    certain = min(value, 1.0 - value) < 1e-12
    return f"{whole}%" if certain or 0 < whole < 100 else "<1%" if whole == 0 else ">99%"


def interval(low: float, high: float) -> str:
    """Write the ends of a probability's interval."""
    return f"{percent(low)}–{percent(high)}"
