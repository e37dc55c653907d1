"""Staffed beds of every hospital and month, and which resource binds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from model.care.recorder import STAFF_COLUMNS
from model.measures.places import Array, Indices, Places

RESOURCES: tuple[str, ...] = ("open_beds", "psychiatrists", "nurses", "health_staff")
"""By number of `model.care.beds` (BY_BEDS ...)."""
COLUMNS: tuple[str, ...] = ("replication", "month", "hospital", *STAFF_COLUMNS)


def labels(codes: Indices, categories: Sequence[str]) -> pd.Series[Any]:
    """Return a column of labels, kept as numbers and read as text."""
    dtype = pd.CategoricalDtype(list(categories))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype))


def staffing_frame(places: Places, outputs: Sequence[tuple[int, Array]]) -> pd.DataFrame:
    """Return a row per replication, month and hospital.

    Parameters
    ----------
    places : Places
    outputs : list of (replication, `Output.staff`)
    """
    months, hospitals = len(places.months), len(places.hospitals)
    each = months * hospitals
    stacked = (
        np.concatenate([staff.reshape(each, len(STAFF_COLUMNS)) for _, staff in outputs])
        if outputs
        else np.zeros((0, len(STAFF_COLUMNS)))
    )
    n = len(outputs)
    data: dict[str, object] = {
        "replication": np.repeat(np.array([r for r, _ in outputs], np.int64), each),
        "month": labels(np.tile(np.repeat(np.arange(months), hospitals), n), places.months),
        "hospital": labels(np.tile(np.arange(hospitals), months * n), places.hospitals),
    }
    for column, name in enumerate(STAFF_COLUMNS):
        values = stacked[:, column]
        data[name] = labels(values.astype(np.int64), RESOURCES) if name == "binding" else values
    return pd.DataFrame(data, columns=list(COLUMNS))


def bottleneck(staffing: pd.DataFrame, scale: float = 1.0) -> pd.DataFrame:
    """Return what binds the beds, month by month, over all hospitals and replications.

    Parameters
    ----------
    staffing : DataFrame
        Of `staffing_frame`, numbers as simulated.
    scale : float
        Part of everything that was simulated; the result is for the whole population.

    Returns
    -------
    DataFrame
        Columns month, resource, hospitals (in which it binds, mean over replications), beds_lost (open beds
        that cannot be staffed where it binds, mean over replications), share (of the month's beds lost; nan
        where none are lost). A row for every month and resource.
    """
    replications = max(1, staffing["replication"].nunique())
    with np.errstate(invalid="ignore"):
        lost = (staffing["open_beds"] - staffing["staffed_beds"]).clip(lower=0.0)
    table = pd.DataFrame(
        {
            "month": staffing["month"],
            "resource": staffing["binding"],
            "hospitals": 1.0,
            "beds_lost": lost.fillna(0.0) / scale,
        }
    )
    result = (
        table.groupby(["month", "resource"], observed=False)[["hospitals", "beds_lost"]].sum() / replications
    )
    result = result.reset_index()
    total = result.groupby("month", observed=False)["beds_lost"].transform("sum")
    result["share"] = result["beds_lost"] / total.where(total > 0.0)
    return result
