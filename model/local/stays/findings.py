"""Everything that an extract says, put together: stays of two groups of patients, waits, readmission, indicators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.local.stays import observed, readmission
from model.local.stays.dates import NONE
from model.local.stays.diagnoses import SEVERE
from model.local.stays.durations import Survival, survival
from model.local.stays.episodes import gaps_of, joined
from model.local.stays.extract import Extract, read_extract
from model.local.stays.goodness import Goodness, goodness
from model.local.stays.lognormal import NORMAL_95, Estimate, Fit, fit, fit_one
from model.local.stays.window import Individual, Window, stays_of, waits_of, window_of
from model.local.told import ToldError

LEAST_ENDED = 50
"""Stays of a group that must have ended for a distribution to be fitted."""
LEAST_DIFFERENT = 5
"""Different lengths, in whole days, among them."""
LEAST_WAITING = 20
GOOD_DISTANCE = 0.02
"""Two points of the share still in: nobody plans beds more finely."""
ALPHA = 0.05
LONG_FROM_DAYS = 90.0
"""A group of stays with a lesser median is not what the model calls long."""


@dataclass(frozen=True)
class Asked:
    """What is asked of an extract.

    Attributes
    ----------
    since, until : date or None
        The window in which it is whole; by default what it shows.
    join_days : int
        Stays of a patient that follow within so many days are one.
    severe : tuple of str
        Diagnoses of the registry.
    seed : int
        Of the bootstrap.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    join_days: int = 0
    severe: tuple[str, ...] = SEVERE
    seed: int = 1


@dataclass(frozen=True, eq=False)
class Group:
    """Length of stay of the patients with severe disorders (``severe``), or of the others (``others``).

    Attributes
    ----------
    name : str
    stays, ended, different, late : int
        In all; with an end within the window; different lengths of these, days; begun before it.
    known : Survival
    fit : Fit or None
        None: too few have ended.
    goodness : Goodness or None
    """

    name: str
    stays: int
    ended: int
    different: int
    late: int
    known: Survival
    fit: Fit | None
    goodness: Goodness | None

    @property
    def verdict(self) -> str:
        """Return ``fits``, ``close`` (tells itself apart from the data, by less than two points) or ``apart``."""
        if self.goodness is None:
            return "few"
        if self.goodness.distance <= GOOD_DISTANCE:
            return "fits" if self.goodness.p_value >= ALPHA else "close"
        return "fits" if self.goodness.p_value >= ALPHA and self.ended < 1000 else "apart"

    @property
    def odd(self) -> bool:
        """Tell whether the longer of two groups is not what the model calls long stays."""
        if self.fit is None or not self.fit.is_mixture:
            return False
        found = self.fit.estimates()
        return found["long_median"].value < LONG_FROM_DAYS or found["long_share"].value > 0.5


@dataclass(frozen=True, eq=False)
class Findings:
    """What an extract says.

    Attributes
    ----------
    extract : Extract
        After joining.
    rows, joined : int
        Of the file; stays that were joined to the one before.
    window : Window
    groups : tuple of Group
        Those of which there are stays, ``severe`` first.
    waits : Survival or None
        Waits for a bed, all patients together.
    waited, waiting : int
        Requests that led to a bed, and those that wait on the window's last day.
    waiting_mean : Estimate or None
        Days that those who wait have waited.
    readmission : Readmission
        Of the patients with severe disorders.
    observations : tuple of Observation
    parts : DataFrame
        A row per diagnosis, then per region: by, name, severe, stays, median, p90 (Kaplan and Meier, days).
    """

    extract: Extract
    rows: int
    joined: int
    window: Window
    groups: tuple[Group, ...]
    waits: Survival | None
    waited: int
    waiting: int
    waiting_mean: Estimate | None
    readmission: readmission.Readmission
    observations: tuple[observed.Observation, ...]
    parts: pd.DataFrame


def findings(path: Path, asked: Asked | None = None) -> Findings:
    """Read an extract and say what is in it.

    Raises
    ------
    ToldError
        The extract cannot be read, is not whole, or holds too few stays.
    """
    asked = asked or Asked()
    raw = read_extract(path, asked.severe)
    extract, together = joined(raw, asked.join_days)
    window = window_of(extract, asked.since, asked.until)
    severe = extract.severe[extract.diagnosis]
    everybody = np.ones(len(extract), bool)
    groups = [_group(name, stays_of(extract, window, chosen), asked.seed)
              for name, chosen in (("severe", severe), ("others", ~severe)) if chosen.any()]  # fmt: skip
    if all(group.fit is None for group in groups):
        ended, different = (max(getattr(group, name) for group in groups) for name in ("ended", "different"))
        raise ToldError(
            "stays.too_few", path=str(path), n=ended, least=LEAST_ENDED, different=different, lengths=LEAST_DIFFERENT
        )
    waits, gaps = waits_of(extract, window, everybody), gaps_of(extract, window, severe)
    still = (extract.requested != NONE) & (extract.admission == NONE) & (extract.requested <= window.until)
    return Findings(
        extract, len(raw), together, window, tuple(groups), survival(waits.counted()) if len(waits) else None,
        int(waits.ended.sum()), int(still.sum()), _waiting(window.until - extract.requested[still]),
        readmission.readmission(gaps),
        (*observed.waits_by_year(extract, waits, window), *readmission.by_year(extract, gaps, window)),
        _parts(extract, window),
    )  # fmt: skip


def _group(name: str, stays: Individual, seed: int) -> Group:
    counted = stays.counted()
    known = survival(counted)
    different = len(np.unique(counted.days[counted.ended]))
    sizes = (len(stays), counted.ends, different, counted.late)
    if counted.ends < LEAST_ENDED or different < LEAST_DIFFERENT:
        return Group(name, *sizes, known, None, None)
    # The model gives the others one lognormal.
    found = fit(counted) if name == "severe" else fit_one(counted)
    return Group(name, *sizes, known, found, goodness(stays, found, seed))


def _waiting(waited: NDArray[np.int32]) -> Estimate | None:
    if len(waited) < LEAST_WAITING:
        return None
    mean, half = float(waited.mean()), NORMAL_95 * float(waited.std(ddof=1)) / len(waited) ** 0.5
    return Estimate(mean, max(mean - half, 0.0), mean + half)


def _parts(extract: Extract, window: Window) -> pd.DataFrame:
    rows = []
    for by, codes, names in (
        ("diagnosis", extract.diagnosis, extract.diagnoses),
        ("region", extract.region, extract.regions),
    ):
        for code in np.argsort(names):
            stays = stays_of(extract, window, codes == code)
            if not len(stays):
                continue
            known = survival(stays.counted())
            severe = bool(extract.severe[code]) if by == "diagnosis" else None
            rows.append((by, names[code], severe, len(stays), known.median(), known.quantile(0.9)))
    return pd.DataFrame(rows, columns=["by", "name", "severe", "stays", "median", "p90"])


def most(parts: pd.DataFrame, by: str, number: int) -> Sequence[dict[str, object]]:
    """Return the largest parts by diagnosis or region, the largest first."""
    chosen = parts[parts["by"] == by].sort_values("stays", ascending=False, kind="stable")
    return [{str(k): v for k, v in row.items()} for row in chosen.head(number).to_dict("records")]
