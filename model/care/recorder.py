"""The recorder shared by the engines: every row of the log once, tallied by month × region.

Tallies are sums over rows of the log, time integrals of levels (beds in use, people waiting), binned
waits, pathways by person and cohorts. Indicators are computed from them afterwards, in ``model.measures``; the
log itself is kept only when asked for. Before ``start`` (burn-in) nothing is tallied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.care import log as L
from model.care._compile import compiled
from model.care.log import FIRST_COLUMN, LAST_DETAIL
from model.care.pathways import Pathways

STAY_DETAILS = L.DETAILS[L.DISCHARGED]

# Levels: numbers of people (or servers) that last; place = hospital, institution, pool or region.
OCCUPIED = 0
"""Patients in the beds of a hospital, the blocked included."""
BLOCKED = 1
TURNOVER = 2
STAFFED = 3
OPEN_BEDS = 4
WAITING_BED = 5
"""By region."""
PLACES_USED = 6
"""By institution: clients, held places and intakes."""
WAITING_PLACE = 7
"""By region."""
CLINIC_BUSY = 8
"""By hospital: days of work done in the clinic; closed hours are not work."""
TEAM_BUSY = 9
"""By region: days of work done by the team."""
WAITING_CLINIC = 10
"""By region."""
REGISTERED_LEVEL = 11
"""By region: registered people alive and in the city."""
PLACES_OPEN = 12
CLIENTS = 13
"""By institution: clients in rehabilitation (not held, not in intake)."""
PSYCHIATRISTS = 14
NURSES = 15
HEALTH_STAFF = 16
WORKERS = 17
"""By region: community workers."""
REHABILITATION_STAFF = 18
HOME_LEVEL = 19
"""By region: registered people outside hospital."""
LONG_STAYERS = 20
"""Registered long-stay patients in the beds of a hospital."""
LEVELS = 21
DISTRIBUTED = (OCCUPIED, WAITING_BED, PLACES_USED)
"""Levels whose distribution over time is kept."""

# Waits.
WAIT_ASSESSMENT = 0
WAIT_PLACE = 1
WAIT_BED = 2
"""WAIT_BED + class at the request."""
WAITS = 6
GRANTED = 0
CENSORED = 1

# Cohorts of discharges and what followed (numerator, denominator).
READMITTED_30 = 0
READMITTED_90 = 1
READMITTED_365 = 2
RELAPSED_365_REGULAR = 3
RELAPSED_365_IRREGULAR = 4
COHORTS = 5
WINDOWS: tuple[float, ...] = (30.0, 90.0, 365.0, 365.0, 365.0)

# What is counted at the end of every month among the registered, by region.
SNAPSHOTS: tuple[str, ...] = (
    "registered",
    "stable",
    "basically_stable",
    "unstable",
    "grade_3_up",
    "true_regular",
    "reported_regular",
    "medicated",
    "managed",
    "standardised",
    "face_to_face",
    "examined",
    "treated",
    "case_managed",
    "inpatient",
    "in_day",
    "in_supported",
    "in_home_support",
    "lost",
    "rehabilitation_registered",
    "rehabilitation_standard",
    "undetected",
    "workers",
    "case_needed",
    "case_needed_managed",
)
# What is noted of every hospital at the end of every month.
STAFF_COLUMNS: tuple[str, ...] = (
    "open_beds",
    "staffed_beds",
    "by_psychiatrists",
    "by_nurses",
    "by_health_staff",
    "binding",
    "psychiatrists",
    "nurses",
    "health_staff",
    "occupied",
    "norm_beds",
)

HOURLY_DAYS = 30.0
DAILY_DAYS = 400.0
_HOURLY_BINS = 720
_DAILY_BINS = 370
_TAIL_BINS = 100
BINS = 1 + _HOURLY_BINS + _DAILY_BINS + _TAIL_BINS


@compiled
def bin_of(wait: float) -> int:
    """Return the bin of a wait in days: 0 exactly zero, then hours to 30 d, days to 400 d, tens of days."""
    if wait <= 0.0:
        return 0
    if wait < 30.0:
        return 1 + int(math.floor(wait * 24.0))
    if wait < 400.0:
        return 721 + int(math.floor(wait - 30.0))
    return 1091 + min(99, int(math.floor((wait - 400.0) / 10.0)))


def bin_edges() -> NDArray[np.float64]:
    """Return the upper edges of the bins, days, shape (BINS,); the first is 0, the last inf."""
    hours = (np.arange(_HOURLY_BINS) + 1) / 24.0
    days = HOURLY_DAYS + np.arange(_DAILY_BINS) + 1.0
    tail = DAILY_DAYS + (np.arange(_TAIL_BINS) + 1) * 10.0
    tail[-1] = np.inf
    return np.concatenate([[0.0], hours, days, tail])


# The functions below work on the tables of a `Recorder` laid out flat, row by row, so that an engine may give an
# array or the address of one.


@compiled
def tally_row(
    counts: NDArray[np.int64],
    sums: NDArray[np.float64],
    stay_sums: NDArray[np.float64],
    place: int,
    event: int,
    detail: int,
    value: float,
) -> None:
    """Tally a row of the log; ``place`` is month × regions + region."""
    detail = min(detail, LAST_DETAIL[event])
    counts[place * L.COLUMNS + FIRST_COLUMN[event] + detail] += 1
    sums[place * L.EVENTS + event] += value
    if event == L.DISCHARGED:
        stay_sums[place * STAY_DETAILS + detail] += value


@compiled
def tally_rows(
    counts: NDArray[np.int64],
    sums: NDArray[np.float64],
    stay_sums: NDArray[np.float64],
    month: int,
    regions: int,
    rows: NDArray[np.float64],
) -> None:
    """Tally rows of the log, each (event, region, detail, value), into a month."""
    for i in range(rows.shape[0]):
        place = month * regions + int(rows[i, 1])
        tally_row(counts, sums, stay_sums, place, int(rows[i, 0]), int(rows[i, 2]), rows[i, 3])


@compiled
def tally_time(
    integral: NDArray[np.float64], time_at: NDArray[np.float64], cell: int, at_cell: int, level: float, spent: float
) -> None:
    """Add the time spent at a level to its month, and to the distribution over levels where one is kept."""
    integral[cell] += level * spent
    if at_cell >= 0:
        time_at[at_cell] += spent


@compiled
def counted_level(value: float) -> float:
    """Return the number that a capacity counts with: none while it has no limit (rule 10.1)."""
    return value if value < math.inf else 0.0


@compiled
def level_cell(level: float, row: int, place: int, places: int, widest: int) -> int:
    """Return where the time at a level is kept; -1 where no distribution is (``row`` below 0)."""
    if row < 0:
        return -1
    return (row * places + place) * widest + min(int(level), widest - 1)


@compiled
def tally_levels(
    level: NDArray[np.float64],
    since: NDArray[np.float64],
    integral: NDArray[np.float64],
    time_at: NDArray[np.float64],
    distributed: NDArray[np.int64],
    month: int,
    places: int,
    widest: int,
    changes: NDArray[np.float64],
) -> None:
    """Change levels, each change (level, place, difference, time), adding the time at the old one.

    ``distributed`` gives for every level its row in ``time_at``, or -1.
    """
    for i in range(changes.shape[0]):
        which, place, now = int(changes[i, 0]), int(changes[i, 1]), changes[i, 3]
        k = which * places + place
        if month >= 0:
            at = level_cell(level[k], distributed[which], place, places, widest)
            tally_time(integral, time_at, month * LEVELS * places + k, at, level[k], now - since[k])
        since[k] = now
        level[k] += changes[i, 2]


@compiled
def tally_wait(
    waits: NDArray[np.int64], wait_sums: NDArray[np.float64], cell: int, wait: float, outcome: int
) -> None:
    """Tally a wait that ended: granted, or censored (given up, died, the horizon); see `wait_cell`."""
    waits[(cell * 2 + outcome) * BINS + bin_of(wait)] += 1
    if outcome == GRANTED:
        wait_sums[cell] += wait


@compiled
def wait_cell(kind: int, year: int, region: int, years: int, regions: int) -> int:
    """Return the place of a kind of wait, a year of the request and a region among the waits."""
    return (kind * years + year) * regions + region


@compiled
def is_counted(began: float) -> bool:
    """Tell whether a wait or a pathway is counted: those begun before the start are not (rule 10.3).

    Of those begun before, only the ones that last until the start would be seen: the longer, the likelier.
    """
    return began >= 0.0


@compiled
def has_full_window(discharged: float, window: float, end: float) -> bool:
    """Tell whether a discharge's window lies wholly inside the horizon (rule 10.1)."""
    return discharged + window <= end


@compiled
def is_followed(discharged: float, now: float, window: float, end: float) -> bool:
    """Tell whether what happens now follows a discharge within its window, wholly inside the horizon (10.1)."""
    return now - discharged <= window and discharged + window <= end


@dataclass
class Output:
    """What one replication leaves (arrays only, so that it can be sent between processes).

    Attributes
    ----------
    replication : int
    counts : int64, shape (months, regions, columns); a column for each event and detail, see `log.columns_of`
    sums : float64, shape (months, regions, events); sums of the rows' values
    integral : float64, shape (months, levels, places), unit × days
    time_at : float64, shape (len(DISTRIBUTED), places, n), days spent at level n
    waits : int64, shape (waits, years, regions, 2, BINS); granted or censored, by year of the request
    wait_sums : float64, shape (waits, years, regions); days of the granted
    pathway_days : float64, shape (pathways, years, regions); by year of the beginning, see `model.care.pathways`
    pathway_people : int64, shape (pathways, years, regions); each person once a year
    stay_sums : float64, shape (months, regions, STAY_DETAILS); days of the stays that ended, by detail of DISCHARGED
    places_open : float64, shape (months, institutions); at the month's end, inf where unlimited
    cohort : int64, shape (months, regions, cohorts, 2); followed, discharged with a full window
    snapshot : float64, shape (months, regions, len(SNAPSHOTS))
    staff : float64, shape (months, hospitals, len(STAFF_COLUMNS))
    log : dict of arrays or None
    seconds : float, wall-clock time; never part of results
    events : int, timers that rang: entries of the calendar that were acted upon, not those that had gone stale. The
        clocks of the plan as a whole (month ends, changes of capacity) are left out, for every part has its own.
    """

    replication: int
    counts: NDArray[np.int64]
    sums: NDArray[np.float64]
    integral: NDArray[np.float64]
    time_at: NDArray[np.float64]
    waits: NDArray[np.int64]
    wait_sums: NDArray[np.float64]
    pathway_days: NDArray[np.float64]
    pathway_people: NDArray[np.int64]
    stay_sums: NDArray[np.float64]
    places_open: NDArray[np.float64]
    cohort: NDArray[np.int64]
    snapshot: NDArray[np.float64]
    staff: NDArray[np.float64]
    log: dict[str, NDArray[Any]] | None = None
    seconds: float = 0.0
    events: int = 0


@dataclass
class Recorder:
    """Keeps the tallies of one replication (see `Output` for the shapes)."""

    months: int
    years: int
    regions: int
    hospitals: int
    institutions: int
    places: int
    widest: int
    end: float
    keep_log: bool = False
    month: int = -1
    year: int = 0
    events: int = 0
    rows: list[tuple[float, int, int, int, int, int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the empty tallies."""
        m, r, p = self.months, self.regions, self.places
        self.counts = np.zeros((m, r, L.COLUMNS), np.int64)
        self.sums = np.zeros((m, r, L.EVENTS))
        self.level = np.zeros((LEVELS, p))
        self.since = np.zeros((LEVELS, p))
        self.now_at = [[0.0] * p for _ in range(LEVELS)]
        self.distributed = np.array([DISTRIBUTED.index(k) if k in DISTRIBUTED else -1 for k in range(LEVELS)])
        # Four numbers a row, flat, until they are tallied.
        self.pending: list[float] = []
        self.changes: list[float] = []
        self.integral = np.zeros((m, LEVELS, p))
        self.time_at = np.zeros((len(DISTRIBUTED), p, self.widest))
        self.waits = np.zeros((WAITS, self.years, r, 2, BINS), np.int64)
        self.wait_sums = np.zeros((WAITS, self.years, r))
        self.pathways = Pathways(self.years, r)
        self.stay_sums = np.zeros((m, r, STAY_DETAILS))
        self.places_open = np.zeros((m, self.institutions))
        self.cohort = np.zeros((m, r, COHORTS, 2), np.int64)
        self.snapshot = np.zeros((m, r, len(SNAPSHOTS)))
        self.staff = np.zeros((m, self.hospitals, len(STAFF_COLUMNS)))

    def event(
        self,
        now: float,
        event: int,
        entity: int,
        region: int,
        place: int = -1,
        detail: int = 0,
        value: float = 0.0,
    ) -> None:
        """Record one row of the log."""
        self.pending += (event, region, detail, value)
        if self.keep_log:
            self.rows.append((now, event, entity, region, place, detail, value))

    def change(self, now: float, which: int, place: int, delta: float) -> None:
        """Change a level."""
        self.now_at[which][place] += delta
        self.changes += (which, place, delta, now)

    def set_level(self, now: float, which: int, place: int, value: float) -> None:
        """Set a level to a number; without a limit there is none (`counted_level`)."""
        self.change(now, which, place, float(counted_level(value)) - self.now_at[which][place])

    def flush(self) -> None:
        """Tally what has been recorded since the last time, in its order."""
        if self.pending and self.month >= 0:
            rows = np.array(self.pending, dtype=np.float64).reshape(-1, 4)
            counts, sums, stay_sums = self.counts.ravel(), self.sums.ravel(), self.stay_sums.ravel()
            tally_rows(counts, sums, stay_sums, self.month, self.regions, rows)
        if self.changes:
            changes = np.array(self.changes, dtype=np.float64).reshape(-1, 4)
            level, since, integral = self.level.ravel(), self.since.ravel(), self.integral.ravel()
            at, distributed = self.time_at.ravel(), self.distributed
            tally_levels(level, since, integral, at, distributed, self.month, self.places, self.widest, changes)
        self.pending, self.changes = [], []

    def worked(self, which: int, place: int, work: float) -> None:
        """Add the work of a job that ended, in days of 24 working hours."""
        if self.month >= 0:
            self.integral[self.month, which, place] += work

    def waited(self, kind: int, requested: float, year: int, region: int, wait: float, outcome: int) -> None:
        """Record a wait that ended: granted, or censored (given up, died, the horizon)."""
        if not is_counted(requested):
            return
        cell = wait_cell(kind, year, region, self.years, self.regions)
        tally_wait(self.waits.ravel(), self.wait_sums.ravel(), cell, wait, outcome)

    def pathway_ended(self, pathway: int, entity: int, began: float, year: int, region: int, now: float) -> None:
        """Count a pathway that ended (rule 10.3)."""
        if is_counted(began):
            self.pathways.count(pathway, entity, year, region, now - began)

    def follow(self, month: int, region: int, cohort: int, discharged: float, now: float) -> None:
        """Count a discharge's first readmission or relapse in the month of the discharge."""
        if month >= 0 and is_followed(discharged, now, WINDOWS[cohort], self.end):
            self.cohort[month, region, cohort, 0] += 1

    def discharged(self, now: float, region: int, cohort: int) -> None:
        """Count a discharge whose window lies wholly inside the horizon."""
        if self.month >= 0 and has_full_window(now, WINDOWS[cohort], self.end):
            self.cohort[self.month, region, cohort, 1] += 1

    def close_month(self, now: float) -> None:
        """Add the time since each level's last change to the month that ends."""
        self.flush()
        if self.month >= 0:
            self.integral[self.month] += self.level * (now - self.since)
            for row, which in enumerate(DISTRIBUTED):
                n = np.minimum(self.level[which].astype(np.int64), self.widest - 1)
                self.time_at[row, np.arange(self.places), n] += now - self.since[which]
        self.since[:] = now

    def output(self, replication: int, seconds: float) -> Output:
        """Return what is kept."""
        log = None
        if self.keep_log:
            columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * 7
            names = ("time", "event", "entity", "region", "place", "detail", "value")
            kinds = (np.float64, np.int16, np.int64, np.int32, np.int32, np.int16, np.float64)
            log = {n: np.array(c, dtype=k) for n, c, k in zip(names, columns, kinds, strict=True)}
        return Output(
            replication,
            self.counts,
            self.sums,
            self.integral,
            self.time_at,
            self.waits,
            self.wait_sums,
            self.pathways.days,
            self.pathways.people,
            self.stay_sums,
            self.places_open,
            self.cohort,
            self.snapshot,
            self.staff,
            log,
            seconds,
            self.events,
        )
