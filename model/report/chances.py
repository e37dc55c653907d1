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
    return "<1%" if value > 0.0 and whole == 0 else ">99%" if value < 1.0 and whole == 100 else f"{whole}%"


def interval(low: float, high: float) -> str:
    """Write the ends of a probability's interval."""
    return f"{percent(low)}–{percent(high)}"
