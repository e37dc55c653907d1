"""Stays of one patient after another: those that are really one joined, and the time from a discharge to the next."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.local.stays.dates import NONE
from model.local.stays.extract import Extract
from model.local.stays.window import Individual, Window

Ints = NDArray[np.int64]


def in_order(extract: Extract) -> Ints:
    """Return the rows of stays by patient, then by admission."""
    stays = np.flatnonzero(extract.admission != NONE)
    # The open one of two that begin on the same day is the later.
    left = np.where(extract.discharge == NONE, np.iinfo(np.int32).max, extract.discharge)[stays]
    order: Ints = stays[np.lexsort((left, extract.admission[stays], extract.patient[stays]))]
    return order


def joined(extract: Extract, days: int) -> tuple[Extract, int]:
    """Return the extract with stays of a patient that follow within so many days as one, and how many were joined.

    A transfer between wards and a discharge for the books alone are no discharge: the patient is back the same day.
    The joined stay has the request, diagnosis and region of the first.
    """
    order = in_order(extract)
    patient, begin, end = extract.patient[order], extract.admission[order], extract.discharge[order]
    follows = np.zeros(len(order), bool)
    follows[1:] = (patient[1:] == patient[:-1]) & (end[:-1] != NONE) & (begin[1:] - end[:-1] <= days)
    if not follows.any():
        return extract, 0
    last = np.append(~follows[1:], True)
    discharge = extract.discharge.copy()
    discharge[order[~follows]] = end[last]
    keep = np.ones(len(extract), bool)
    keep[order[follows]] = False
    parts = ("patient", "admission", "requested", "diagnosis", "region")
    columns = {name: getattr(extract, name)[keep] for name in parts}
    return replace(extract, discharge=discharge[keep], **columns), int(follows.sum())


def gaps_of(extract: Extract, window: Window, chosen: NDArray[np.bool_], asked: bool = False) -> Individual:
    """Return the times from each discharge within the window to the next admission of the patient, or to its last day.

    ``rows`` are those of the stays that ended; nobody is seen from later on than the discharge. With ``asked`` the time
    is to the request that led to the next admission, where its date is known and not before the discharge.
    """
    order = in_order(extract)
    end = extract.discharge[order]
    following = np.full(len(order), np.iinfo(np.int32).max, np.int32)
    same = extract.patient[order][1:] == extract.patient[order][:-1]
    back_at = extract.admission[order]
    if asked:
        request = extract.requested[order]
        known = (request != NONE) & (request >= np.append(np.iinfo(np.int32).min, end[:-1]))
        back_at = np.where(known, request, back_at)
    following[:-1][same] = back_at[1:][same]
    here = np.flatnonzero(chosen[order] & (end != NONE) & (end >= window.since) & (end <= window.until))
    left, back = end[here], following[here]
    ended = back <= window.until
    cap = (window.until - left).astype(np.int32)
    days = np.where(ended, back - left, cap).astype(np.int32)
    return Individual(order[here], days, ended, np.zeros(len(here), np.int32), cap)
