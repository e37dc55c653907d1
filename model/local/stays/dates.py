"""Dates of an extract as whole days, in bulk."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Days = NDArray[np.int32]
NONE = np.int32(np.iinfo(np.int32).min)
"""No date is given."""
WRONG = np.int32(np.iinfo(np.int32).min + 1)
"""What is given is no date."""
EPOCH = dt.date(1970, 1, 1)
FORMS = r"(?:(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})|(?P<Y>\d{4})[-/.年](?P<M>\d{1,2})[-/.月](?P<D>\d{1,2})日?)"
CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"


def days_of(texts: pd.Series[str]) -> Days:
    """Return days since 1970-01-01 of texts such as 2024-01-31, 2024/1/31, 20240131 or 2024年1月31日, 10:30 after it.

    The time of the day is dropped: the extracts of most hospitals have none.

    Parameters
    ----------
    texts : Series of str
        Empty: no date.

    Returns
    -------
    int32, shape (n,)
        `NONE` where nothing is given, `WRONG` where it is no date of the calendar.
    """
    # Every distinct text is read once: an extract of ten years has no more than a few thousand dates.
    codes, distinct = pd.factorize(texts)
    known = _read(pd.Series(distinct, dtype="str").str.strip())
    found: Days = known[codes]
    return found


def _read(texts: pd.Series[str]) -> Days:
    parts = texts.str.extract(f"^{FORMS}{CLOCK}$")
    written = (
        parts["y"].fillna(parts["Y"]) + "-" + parts["m"].fillna(parts["M"]).str.zfill(2)
        + "-" + parts["d"].fillna(parts["D"]).str.zfill(2)
    )  # fmt: skip
    stamps = pd.to_datetime(written, format="%Y-%m-%d", errors="coerce")
    found = np.full(len(texts), WRONG, np.int32)
    good = stamps.notna().to_numpy() & stamps.dt.year.between(1900, 2200).to_numpy()
    found[good] = stamps[good].to_numpy().astype("datetime64[D]").astype(np.int32)
    found[(texts == "").to_numpy()] = NONE
    return found


def day_of(date: dt.date) -> int:
    """Return a date as `days_of` counts."""
    return (date - EPOCH).days


def date_of(day: int) -> dt.date:
    """Return the date of a day."""
    return EPOCH + dt.timedelta(days=int(day))
