"""Tallies of levels (rule 10.1)."""

from __future__ import annotations

import math

from model.care import recorder as R


def test_a_capacity_without_a_limit_counts_as_none() -> None:
    """Ten for five days, without a limit for three, four for two: 58 bed-days of a limited number."""
    record = R.Recorder(months=1, years=1, regions=1, hospitals=1, institutions=0, places=1, widest=20, end=10.0)
    record.month = 0
    record.set_level(0.0, R.STAFFED, 0, 10.0)
    record.set_level(5.0, R.STAFFED, 0, math.inf)
    record.set_level(8.0, R.STAFFED, 0, 4.0)
    record.close_month(10.0)
    assert record.integral[0, R.STAFFED, 0] == 58.0
