"""Months of a year in which the same binds, together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import numpy as np
import pandas as pd

from model.measures.staffing import RESOURCES


def alike(binding: pd.DataFrame) -> Iterable[tuple[str, str, tuple[float, ...], float]]:
    """Yield runs of months of a year in which the same binds: first, last, hospitals, mean beds lost."""
    lost = binding.groupby("month", observed=True)["beds_lost"].sum()
    wide = binding.pivot_table(index="month", columns="resource", values="hospitals", observed=False)
    # What binds nowhere may be no column.
    wide = wide.reindex(columns=list(RESOURCES), fill_value=0.0)
    rounded = [
        (str(month), tuple(np.round(wide.loc[month].to_numpy(float), 1)), float(lost[month])) for month in wide.index
    ]
    for (_, hospitals), group in groupby(rounded, key=lambda row: (row[0][:4], row[1])):
        together = list(group)
        mean = sum(row[2] for row in together) / len(together)
        yield together[0][0], together[-1][0], hospitals, mean
