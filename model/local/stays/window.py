"""The window of an extract: from when on and until when it is whole, and what a window does to stays.

A whole extract holds every stay that was going on or began within the window, ended or not. Two common ones are not
whole, and would give wrong lengths without anything looking odd: stays that *ended* within the window (those still in
are missing, so that long stays are too few), and stays that were *going on* at some date (short ones are too few, which
is mended where the date is known: left truncation).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.local.stays.dates import NONE, date_of, day_of
from model.local.stays.durations import Durations
from model.local.stays.extract import Extract
from model.local.told import ToldError

Mask = NDArray[np.bool_]
RECENT_DAYS = 30
"""Among those admitted so lately some are always still in."""
RECENT_LEAST = 20
EARLY_LEAST = 20
SPARSER = 3.0
"""Admissions before the first discharge that come so many times more rarely than later ones are a census."""


@dataclass(frozen=True)
class Window:
    """First and last day on which the extract is whole, in days since 1970-01-01; both belong to it."""

    since: int
    until: int
    stated: bool

    @property
    def dates(self) -> tuple[dt.date, dt.date]:
        """Return both as dates."""
        return date_of(self.since), date_of(self.until)

    def years(self) -> list[int]:
        """Return the calendar years that lie within it as a whole."""
        first, last = self.dates
        begin = first.year + (first != dt.date(first.year, 1, 1))
        end = last.year - (last != dt.date(last.year, 12, 31))
        return list(range(begin, end + 1))


def window_of(extract: Extract, since: dt.date | None = None, until: dt.date | None = None) -> Window:
    """Return the window, as stated or as the extract shows it.

    Raises
    ------
    ToldError
        It is empty, or the extract is plainly not whole: no admission, everybody has left, or a census stands at its
        beginning and its date is not stated.
    """
    admitted = extract.admission[extract.admission != NONE]
    if not admitted.size:
        raise ToldError("stays.nobody", path=extract.path)
    last = extract.last_day() if until is None else day_of(until)
    first = int(admitted.min()) if since is None else day_of(since)
    if first >= last:
        raise ToldError("stays.no_window", path=extract.path, since=date_of(first), until=date_of(last))
    window = Window(first, last, since is not None)
    _all_have_left(extract, window)
    if since is None:
        _begins_with_census(extract, window)
    return window


def _all_have_left(extract: Extract, window: Window) -> None:
    here = (extract.admission != NONE) & (extract.admission <= window.until)
    still = here & ((extract.discharge == NONE) | (extract.discharge > window.until))
    recent = int((here & (extract.admission > window.until - RECENT_DAYS)).sum())
    if recent >= RECENT_LEAST and not still.any():
        raise ToldError(
            "stays.all_left", path=extract.path, n=f"{recent:,}", days=RECENT_DAYS, until=date_of(window.until)
        )


def _begins_with_census(extract: Extract, window: Window) -> None:
    ended = extract.discharge[extract.discharge != NONE]
    if not ended.size:
        return
    turn = int(ended.min())
    admitted = extract.admission[extract.admission != NONE]
    early = int((admitted < turn).sum())
    span, rest = turn - window.since, window.until - turn + 1
    if early >= EARLY_LEAST and rest > 0 and early * SPARSER * rest < (len(admitted) - early) * span:
        raise ToldError(
            "stays.census", path=extract.path, n=f"{early:,}", turn=date_of(turn), first=date_of(window.since)
        )


def stays_of(extract: Extract, window: Window, chosen: Mask) -> Individual:
    """Return the stays of ``chosen`` rows that were seen within the window."""
    begin, end = extract.admission, np.where(extract.discharge == NONE, np.iinfo(np.int32).max, extract.discharge)
    return _seen(begin, end, window, chosen & (extract.admission != NONE))


def waits_of(extract: Extract, window: Window, chosen: Mask) -> Individual:
    """Return the waits for a bed of ``chosen`` rows: from the request to the admission, or to the window's last day.

    An extract without those who still wait lacks the requests of its last weeks that took longer; then the requests of
    so many last days are left out as the longest waits but one in a hundred last.
    """
    begin = extract.requested
    end = np.where(extract.admission == NONE, np.iinfo(np.int32).max, extract.admission)
    asked = chosen & (begin != NONE)
    if not (asked & (extract.admission == NONE)).any() and asked.any():
        lasted = (end[asked] - begin[asked]).astype(np.float64)
        asked &= begin <= window.until - int(np.quantile(lasted, 0.99))
    return _seen(begin, end, window, asked)


@dataclass(frozen=True, eq=False)
class Individual:
    """Durations one by one.

    Attributes
    ----------
    rows : int64, shape (n,)
        Of the extract.
    days : int32, shape (n,)
    ended : bool, shape (n,)
    entry : int32, shape (n,)
        Days from the begin to the window's first day; 0 for what began within it.
    cap : int32, shape (n,)
        Days from the begin to the window's last day: longer ones are not seen to end.
    """

    rows: NDArray[np.int64]
    days: NDArray[np.int32]
    ended: Mask
    entry: NDArray[np.int32]
    cap: NDArray[np.int32]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    def counted(self) -> Durations:
        """Return them counted."""
        return Durations.of(self.days, self.ended, self.entry)

    def of(self, chosen: NDArray[np.generic]) -> Individual:
        """Return some of them, by mask or by place."""
        parts = (self.rows, self.days, self.ended, self.entry, self.cap)
        return Individual(*(part[chosen] for part in parts))


def _seen(begin: NDArray[np.int32], end: NDArray[np.int32], window: Window, chosen: Mask) -> Individual:
    rows = np.flatnonzero(chosen & (begin <= window.until) & (end >= window.since))
    first, last = begin[rows], end[rows]
    ended = last <= window.until
    cap = (window.until - first).astype(np.int32)
    days = np.where(ended, last - first, cap).astype(np.int32)
    return Individual(rows, days, ended, np.maximum(window.since - first, 0).astype(np.int32), cap)
