"""What both engines read: a scenario turned into indices, absolute times and packed numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.scenario.apportion import Steps
from model.scenario.schema import Scenario


@dataclass(frozen=True)
class Opening:
    """Working hours as the rules of `model.care.hours` take them."""

    opens_at: float
    hours_per_day: float
    mask: int


@dataclass(frozen=True)
class RegionInput:
    """A county (one copy of it). ``origin`` numbers the scenario's region, for identities."""

    index: int
    origin: int
    copy: int
    copies: int
    name: str
    city: int
    residents: float
    registered: int
    workers: Steps
    primary: int
    hospitals: tuple[int, ...]
    others: tuple[int, ...]
    own: tuple[int, ...]
    clinic: int
    institutions: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    outpatients_per_day: float
    other_admissions_per_day: float
    undetected: int
    screening_rate: float
    start_inpatients: tuple[tuple[int, int], ...]
    start_others: tuple[tuple[int, int], ...]
    start_clients: tuple[tuple[int, int], ...]
    start_waiting: int
    start_treated: int
    """Treated at home after a relapse."""
    start_joint_wait: float
    """Days that a joint visit waits on the first day (rule 5.8)."""


@dataclass(frozen=True)
class HospitalInput:
    """A hospital: capacities by dated steps, practised ratios (rule 5.1), split of time (7.2)."""

    index: int
    name: str
    region: int
    """-1: of the city as a whole."""
    written_in: int
    """The region of its rows in the log: its own, or the first of its city."""
    city: int
    open_beds: Steps
    psychiatrists: Steps
    nurses: Steps
    health_staff: Steps
    beds_per_psychiatrist: float
    beds_per_nurse: float
    beds_per_health_staff: float
    norm_beds_per_psychiatrist: float
    norm_beds_per_nurse: float
    norm_beds_per_health_staff: float
    clinic_share: float
    joint_share: float
    assistance_share: float
    occupied_at_start: int


@dataclass(frozen=True)
class InstitutionInput:
    """A rehabilitation institution (one copy); home support has staff hours for places."""

    index: int
    name: str
    region: int
    kind: int
    places: Steps
    staff: Steps


@dataclass(frozen=True)
class StageInput:
    """A stage of a patient class: what may follow and the duration that goes with it."""

    point: int
    probabilities: tuple[float, ...]
    to: tuple[int, ...]
    service: tuple[int, ...]


@dataclass(frozen=True)
class ClassInput:
    """A patient class in one region."""

    stream: int
    name: str
    region: int
    rate: Steps
    entry: int
    priority: int
    patience: float
    stages: dict[int, StageInput]


@dataclass(frozen=True)
class TrainingInput:
    """Training in batches at one place (rule 7.1); ``times`` are the starts of the batches."""

    index: int
    number: int
    """Of the scenario's trainings; a place with copies has one for each copy."""
    name: str
    conversion: bool
    profession: str
    region: int
    hospital: int
    size: float
    length: float
    lag: float
    times: tuple[float, ...]


@dataclass
class Inputs:
    """Everything an engine needs besides seed and replication."""

    scenario: Scenario
    end: float
    first: float
    weekday0: int
    months: list[str]
    month_starts: list[float]
    year_of_month: list[int]
    month_shares: list[float]
    """Of each month the share that lies within the plan."""
    years: list[int]
    regions: list[RegionInput] = field(default_factory=list)
    hospitals: list[HospitalInput] = field(default_factory=list)
    institutions: list[InstitutionInput] = field(default_factory=list)
    classes: list[ClassInput] = field(default_factory=list)
    training: list[TrainingInput] = field(default_factory=list)
    rows: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4)))
    points: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    dist: dict[str, int] = field(default_factory=dict)
    cities: int = 0
    instants: list[float] = field(default_factory=list)
    """The times at which capacity or staff may change (rule 7.1)."""
    team_hours: Opening = Opening(0.0, 24.0, 127)
    clinic_hours: Opening = Opening(0.0, 24.0, 127)
    institution_hours: Opening = Opening(0.0, 24.0, 127)
