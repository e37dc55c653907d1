"""What the SimPy engine remembers of a person, a request for a bed, a referral, a visit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engines.simpy_clock import Calendar, Holder, Track

if TYPE_CHECKING:
    from model.engines.simpy_beds import Hospital
    from model.engines.simpy_places import Institution
    from model.engines.simpy_pools import Job

# Bits of what happened to a registered person this calendar year.
MANAGED = 1
FACE_TO_FACE = 2
EXAMINED = 4
TREATED = 8
OUT_OF_STANDARD = 16
WITHDREW = 32


class Hazard:
    """One hazard's clock (rule 1.7): what is done of the threshold, up to when, at what rate."""

    __slots__ = ("threshold", "done", "since", "rate")

    def __init__(self) -> None:
        self.threshold = math.inf
        self.done = 0.0
        self.since = 0.0
        self.rate = 0.0


class BedRequest:
    """A place on the city's waiting list (rule 5.2)."""

    __slots__ = ("who", "cls", "first_cls", "time", "raised", "region", "eligible", "index")

    def __init__(self, who: Patient, cls: int, time: float, region: int, index: int) -> None:
        self.who = who
        self.cls = cls
        self.first_cls = cls
        self.time = time
        self.raised = 0
        self.region = region
        self.eligible: list[Hospital] = []
        self.index = index

    def order(self) -> tuple[int, float, int]:
        """Return the order on the list: class, request time, identity (rule 5.2)."""
        return (self.cls, self.time, self.who.entity)


class PlaceRequest:
    """A wait for a rehabilitation place (rule 6.1); ``blocked``: from a hospital bed, or a patient class."""

    __slots__ = (
        "who",
        "kind",
        "time",
        "blocked",
        "asked",
        "eligible",
        "listed",
        "index",
        "institution",
        "intake",
        "checked",
        "counted",
    )

    def __init__(self, who: Patient, kind: int, time: float, blocked: bool, index: int) -> None:
        self.who = who
        self.kind = kind
        self.time = time
        self.blocked = blocked
        self.asked = 0
        self.eligible: list[Institution] = []
        self.listed = False
        self.index = index
        self.institution: Institution | None = None
        self.intake: Job | None = None
        self.checked = time
        # A wait is counted once a request (rule 10.3); those of patient classes are not (rule 2.2).
        self.counted = not who.registered

    def order(self) -> tuple[int, float, int]:
        """Return the order: blocked first, request time, identity (rule 6.1)."""
        return (0 if self.blocked else 1, self.time, self.who.entity)


class Patient(Holder):
    """Anybody who can ask for a clinic, a bed or a place: registered people and patients of a class."""

    __slots__ = (
        "region",
        "registered",
        "bed_request",
        "place_request",
        "hospital",
        "admitted",
        "blocked",
        "episode",
        "referral",
        "job",
    )

    def __init__(self, env: Calendar, entity: int, region: int, registered: bool) -> None:
        super().__init__(entity)
        self.region = region
        self.registered = registered
        self.bed_request: BedRequest | None = None
        self.place_request: PlaceRequest | None = None
        self.hospital: Hospital | None = None
        self.admitted = math.nan
        self.blocked = False
        self.episode = Track(env)
        self.referral = Track(env)
        self.job: Job | None = None


class Person(Patient):
    """A registered person (rule 2.3)."""

    __slots__ = (
        "life",
        "follow_up",
        "alive",
        "diagnosis",
        "grade",
        "stability",
        "regular",
        "reported",
        "intermittent",
        "case",
        "case_since",
        "in_episode",
        "episodes",
        "referrals",
        "attempts",
        "missed",
        "failures",
        "lost",
        "deadline",
        "opens",
        "visit",
        "overdue",
        "discharged",
        "discharge_month",
        "discharge_region",
        "discharge_cohorts",
        "flags",
        "primary",
        "relapse",
        "death",
        "move",
        "crisis",
        "offer",
        "dropout",
        "place",
        "in_place",
        "held",
        "rest_of_stay",
        "rest_of_evaluation",
        "reapply",
        "reapply_kind",
        "long_stay",
        "needs_place",
        "evaluations",
        "crises",
        "moves",
        "accepted",
        "processing",
    )

    def __init__(self, env: Calendar, entity: int, region: int) -> None:
        super().__init__(env, entity, region, True)
        self.life = Track(env)
        self.follow_up = Track(env)
        self.alive = True
        self.diagnosis = 0
        self.grade = 0
        self.stability = 0
        self.regular = False
        self.reported = False
        self.intermittent = False
        self.case = 0
        self.case_since = math.nan
        self.in_episode = False
        self.episodes = 0
        self.referrals = 0
        self.attempts = 0
        self.missed = 0
        self.failures = 0
        self.lost = False
        self.deadline = math.inf
        self.opens = math.inf
        self.visit: Job | None = None
        self.overdue = False
        self.discharged = -math.inf
        self.discharge_month = -1
        self.discharge_region = -1
        self.discharge_cohorts: tuple[int, ...] = ()
        self.flags = 0
        self.primary = 0
        self.relapse = Hazard()
        self.death = Hazard()
        self.move = Hazard()
        self.crisis = Hazard()
        self.offer = Hazard()
        self.dropout = Hazard()
        self.place: Institution | None = None
        self.in_place = False
        self.held = False
        self.rest_of_stay = math.nan
        self.rest_of_evaluation = math.nan
        self.reapply = False
        self.reapply_kind = -1
        self.long_stay = False
        self.needs_place = False
        self.evaluations = 0
        self.crises = 0
        self.moves = 0
        self.accepted = math.nan
        self.processing = math.nan
