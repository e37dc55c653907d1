"""Random plans: tiny, legal, and made so that in a few dozen of them every rule happens.

A plan is a table of choices, written as the text of a file and read by the ordinary loader. The choices are made by a
generator (`random_scenario`: plan number 317 is always the same) or by hypothesis (`scenarios`: which makes a failing
plan smaller); both go through `Choices`, so there is one description of what a plan may be.

Rates are far above those of any city: twenty people must relapse, move, drop out and die within months. About half of
the plans are *even*: durations, intervals and limits are multiples of one whole number of days and work is done in
whole parts of a day, so that many timers fall on the same instant and the order of events decides.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st

from model.scenario.loading import load
from model.scenario.schema import Scenario

T = TypeVar("T")
Table = dict[str, Any]
UNLIMITED = "unlimited"
WEEK = ["mon", "tue", "wed", "thu", "fri"]
PROFESSIONS = ("psychiatrists", "nurses", "health_staff", "community_workers")


# --- choices ---------------------------------------------------------------------------------------------------


class Choices:
    """Makes the choices of a plan; the first option of a pick is the plainest, and `chance` leans to False."""

    def integer(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        raise NotImplementedError

    def real(self, low: float, high: float) -> float:
        """Return a number between two others."""
        raise NotImplementedError

    def chance(self, probability: float) -> bool:
        """Return True with a probability (in hundredths)."""
        return self.integer(0, 99) >= round(100 * (1.0 - probability))

    def pick(self, *options: T) -> T:
        """Return one of several."""
        return options[self.integer(0, len(options) - 1)]

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """Return up to so many of several, each once, in any order."""
        rest, chosen = list(options), []
        for _ in range(self.integer(0, min(most, len(rest)))):
            chosen.append(rest.pop(self.integer(0, len(rest) - 1)))
        return chosen


class Seeded(Choices):
    """Choices of a generator of random numbers."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng([0x5EED, seed])

    def integer(self, low: int, high: int) -> int:
        return int(self.generator.integers(low, high, endpoint=True))

    def real(self, low: float, high: float) -> float:
        return float(self.generator.uniform(low, high))


class Drawn(Choices):
    """Choices of hypothesis, which shrinks them."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw

    def integer(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def real(self, low: float, high: float) -> float:
        return float(self.draw(st.floats(low, high)))


class Maker:
    """The choices of one plan, and what its parts must agree on: dates, the number of days, who is where."""

    def __init__(self, choices: Choices) -> None:
        c = self.c = choices
        self.even = c.chance(0.5)
        self.day = c.pick(1, 2, 3, 5, 7)
        self.start = dt.date(c.integer(2023, 2026), c.integer(1, 12), 1 if c.chance(0.7) else c.integer(2, 28))
        self.months = c.integer(2, 9) if c.chance(0.8) else c.integer(10, 14)
        self.end = self.start + dt.timedelta(days=30 * self.months + (0 if self.even else c.integer(0, 10)))
        self.burn_in = 0.0
        if c.chance(0.35):
            self.burn_in = float(c.pick(7 * self.day, 30, 45)) if self.even else c.real(5.0, 60.0)
        self.regions: list[Table] = []
        self.hospitals: list[Table] = []
        self.institutions: list[Table] = []

    # --- numbers -----------------------------------------------------------------------------------------

    def days(self, low: float, high: float) -> float:
        """Return a number of days: in an even plan a multiple of its day."""
        if self.even or self.c.chance(0.2):
            return float(self.day * max(1, round(self.c.integer(int(low), max(int(low), int(high))) / self.day)))
        return self.c.real(low, high)

    def duration(self, low: float, high: float, zero: float = 0.0) -> float | Table:
        """Return a distribution of a duration with a mean in a range; 0 with a probability."""
        if self.c.chance(zero):
            return 0
        if self.even and self.c.chance(0.75):
            return self.days(low, high)
        kind = self.c.pick("fixed", "exponential", "lognormal", "lognormal by median", "gamma", "weibull", "empirical",
                           "mixture")  # fmt: skip
        if kind == "mixture":
            parts = [self.distribution(self.c.pick("fixed", "exponential", "gamma", "empirical"), low, high)
                     for _ in range(self.c.integer(2, 3))]  # fmt: skip
            weights = [0.5, 0.25, 0.25] if len(parts) == 3 else [0.5, 0.5]
            pairs = zip(weights, parts, strict=True)
            return {"kind": "mixture", "parts": [{"weight": w, "distribution": p} for w, p in pairs]}
        return self.distribution(kind, low, high)

    def distribution(self, kind: str, low: float, high: float) -> Table:
        """Return a distribution of a kind, no mixture."""
        c, mean = self.c, self.days(low, high)
        if kind == "fixed":
            return {"kind": "fixed", "value": mean}
        if kind == "exponential":
            return {"kind": "exponential", "mean": mean}
        if kind == "lognormal":
            return {"kind": "lognormal", "mean": mean, "sd": mean * c.real(0.2, 1.5)}
        if kind == "lognormal by median":
            return {"kind": "lognormal", "median": mean, "sigma": c.real(0.2, 1.2)}
        if kind == "gamma":
            return {"kind": "gamma", "mean": mean, "shape": c.pick(0.5, 1.0, 2.0, 3.7)}
        if kind == "weibull":
            return {"kind": "weibull", "shape": c.pick(0.7, 1.0, 2.5), "scale": mean}
        values = [float(mean * k) for k in sorted({1, *(c.integer(1, 4) for _ in range(3))})]
        if c.chance(0.5):
            return {"kind": "empirical", "values": values}
        return {"kind": "empirical", "values": values, "weights": [float(c.integer(1, 5)) for _ in values]}

    def date(self) -> dt.date:
        """Return a date of the plan, sometimes before its start; mostly a multiple of its day."""
        length = (self.end - self.start).days
        days = self.c.integer(-int(self.burn_in), length - 1)
        return self.start + dt.timedelta(days=self.day * (days // self.day))

    def schedule(self, later: Callable[[], Any], steps: float = 0.4, first: Any = None) -> Any:
        """Return a number that may change on dates."""
        value = later() if first is None else first
        if not self.c.chance(steps):
            return value
        dates = sorted({self.date() for _ in range(self.c.integer(1, 3))})
        return {"first": value, "steps": [{"date": d, "value": later()} for d in dates]}

    def share(self) -> float:
        """Return a probability; never and always are as likely as anything between."""
        return self.c.pick(0.5, 0.0, 1.0, 0.25, 0.75, 0.1)

    def shares(self, n: int) -> list[float]:
        """Return shares that add up to 1, some of them 0, in 64ths."""
        weights = [self.c.integer(0, 3) for _ in range(n)]
        weights[self.c.integer(0, n - 1)] += 1
        parts = [64 * w // sum(weights) for w in weights]
        parts[parts.index(max(parts))] += 64 - sum(parts)
        return [p / 64 for p in parts]

    def hours(self) -> Table:
        """Return working hours: ordinary, round the clock, short, at night, on odd days."""
        c = self.c
        if c.chance(0.25):
            return {"opens_at_hour": c.pick(0, 6), "hours_per_day": 24, "working_days": [*WEEK, "sat", "sun"]}
        days = c.pick([*WEEK, "sat", "sun"], WEEK, WEEK, ["sat", "sun"], ["mon", "thu"], ["wed"])
        length = c.pick(12, 8, 7, 24, 2) if self.even else c.real(1.0, 12.0)
        return {"opens_at_hour": c.pick(6, 0, 8.5, 20), "hours_per_day": length, "working_days": days}

    def hours_of_work(self, low: float, high: float) -> float:
        """Return how long a piece of work takes: in an even plan a part of a day without remainder."""
        return float(self.c.pick(6, 1.5, 3, 12)) if self.even else self.c.real(low, high)

    def staff(self, most: int, unlimited: float = 0.15) -> Any:
        """Return a headcount, sometimes none, half a person, or no end of them."""
        if self.c.chance(unlimited):
            return UNLIMITED
        several = self.c.integer(1, most)
        return self.c.pick(several, several, several, several / 2, most, 0)


# --- parts of a plan ---------------------------------------------------------------------------------------------


def _places(m: Maker) -> None:
    """Lay out regions, hospitals and institutions."""
    c = m.c
    for n in range(c.pick(2, 3, 4, 1)):
        registered = c.integer(6, 60) if n < 2 else c.integer(6, 30)
        region: Table = {"name": f"county {n}", "city": "west" if c.chance(0.25) else "east", "registered": registered}
        m.regions.append(region)
    if c.chance(0.2):
        # All regions of a city have the same copies.
        copies = c.integer(2, 3)
        for region in m.regions[-2:] if len(m.regions) > 1 and c.chance(0.4) else m.regions[-1:]:
            region.update(copies=copies, city="many", registered=c.integer(6, 20))
    for region in m.regions:
        region["residents"] = c.integer(500, 2000) if c.chance(0.2) else round(region["registered"] * c.real(120, 300))
        region["primary_institutions"] = c.integer(0, 4)
        region["townships"] = c.integer(0, 3)
        if c.chance(0.85):
            region["community_workers"] = m.schedule(lambda: m.staff(3))
    for n in range(0 if c.chance(0.04) else c.pick(2, 3, 1)):
        m.hospitals.append(_hospital(m, n))
    for n in range(0 if c.chance(0.04) else c.pick(3, 4, 2, 1)):
        m.institutions.append(_institution(m, n))
    for region in m.regions:
        _own_lists(m, region)


def _beds(m: Maker) -> Any:
    return UNLIMITED if m.c.chance(0.1) else m.c.pick(m.c.integer(1, 8), m.c.integer(1, 12), m.c.integer(1, 3), m.c.integer(0, 3), 0)


def _hospital(m: Maker, n: int) -> Table:
    c, region = m.c, m.c.pick(*m.regions)
    hospital: Table = {"name": f"hospital {n}", "level": c.integer(1, 3)}
    if region["city"] == "many" or c.chance(0.75):
        hospital["region"] = region["name"]
    else:
        hospital["city"] = region["city"]
    if c.chance(0.8):
        hospital["open_beds"] = m.schedule(lambda: _beds(m), 0.6, None if c.chance(0.2) else c.integer(1, 10))
    for profession in ("psychiatrists", "nurses", "health_staff"):
        if c.chance(0.7 if profession == "psychiatrists" else 0.35):
            hospital[profession] = m.schedule(lambda: m.staff(5, 0.1))
    if c.chance(0.3):
        hospital["split"] = _split(m)
    return hospital


def _institution(m: Maker, n: int) -> Table:
    c, region, kind = m.c, m.c.pick(*m.regions), m.c.pick("supported", "day", "home_support", "supported")
    institution: Table = {"name": f"institution {n}", "region": region["name"], "kind": kind}
    if kind == "home_support":
        if c.chance(0.8):
            institution["staff"] = m.schedule(lambda: m.staff(2, 0.1))
    else:
        if c.chance(0.85):
            institution["places"] = m.schedule(
                lambda: UNLIMITED if c.chance(0.08) else c.pick(c.integer(1, 4), c.integer(1, 2), c.integer(0, 8), 0), 0.5)
        if c.chance(0.5):
            institution["staff"] = m.schedule(lambda: m.staff(2, 0.1))
    if region.get("copies", 1) > 1 and c.chance(0.6):
        institution["in_copies"] = m.schedule(lambda: c.integer(0, region["copies"]))
    return institution


def _own_lists(m: Maker, region: Table) -> None:
    """Name hospitals, clinic and institutions in order, where a region does not take the usual ones."""
    c = m.c
    city = {r["name"]: r["city"] for r in m.regions}
    near = [h["name"] for h in m.hospitals if h.get("city", city.get(h.get("region", ""))) == region["city"]]
    if near and c.chance(0.25):
        region["hospitals"] = c.some(near, 2)
    if near and c.chance(0.2):
        region["clinic"] = c.pick(*near)
    places = [i["name"] for i in m.institutions if city[i["region"]] == region["city"]]
    if places and c.chance(0.25):
        region["institutions"] = c.some(places, 3)


def _split(m: Maker) -> Table:
    wards, clinic, joint, assistance = m.c.pick(
        (0.25, 0.25, 0.25, 0.25), (0.55, 0.35, 0.06, 0.04), (0.4, 0.2, 0.2, 0.2), (0.5, 0.5, 0.0, 0.0),
        (0.2, 0.3, 0.0, 0.5), (0.0, 0.5, 0.5, 0.0), (1.0, 0.0, 0.0, 0.0))  # fmt: skip
    return {"wards": wards, "clinic": clinic, "joint_visits": joint, "assistance": assistance}


def _totals(m: Maker) -> Table:
    c = m.c
    totals: Table = {}
    if c.chance(0.8):
        totals["open_beds"] = m.schedule(lambda: UNLIMITED if c.chance(0.04) else c.integer(0, 20), 0.6)
    for key, most in (("psychiatrists", 10), ("nurses", 12), ("health_staff", 20), ("community_workers", 8)):
        if c.chance(0.4):
            totals[key] = m.schedule(lambda most=most: m.staff(most))
    for key in ("day_places", "supported_places"):
        if c.chance(0.6):
            totals[key] = m.schedule(lambda: c.integer(0, 6), 0.5)
    if c.chance(0.6):
        totals["home_support_staff"] = m.schedule(lambda: m.staff(2))
    return totals


def _registry(m: Maker) -> Table:
    c = m.c
    stable = c.integer(0, 32) / 32
    unstable = c.integer(0, round(32 * (1 - stable))) / 32
    recent = c.pick(0.05, 0.0, 0.3)
    return {
        "reported_prevalence_permille": 5.0, "true_prevalence_permille": c.real(4.0, 16.0),
        "diagnoses": [{"name": "first", "share": 0.5, "relapse_ratio": c.real(0.0, 2.0)},
                      {"name": "second", "share": 0.5, "relapse_ratio": c.real(0.5, 3.0)}],
        "stable_share": stable, "unstable_share": unstable, "grade_shares": m.shares(6),
        "regular_medication_share": m.share(), "intermittent_share": m.share(), "overreport_share": m.share(),
        "discharged_30_share": recent, "discharged_365_share": c.pick(0.1, 0.0, 0.6),
        "lost_share": c.pick(0.1, 0.0, 0.4), "detection": "none" if c.chance(0.25) else "balanced",
        "screening": m.schedule(lambda: c.pick(1, 0, 2, 10)),
    }  # fmt: skip


def _home(m: Maker) -> Table:
    c = m.c
    unstable = m.days(4, 14)
    basic = unstable if m.even and c.chance(0.3) else m.days(7, 30)
    return {
        "visits": "none" if c.chance(0.12) else "on",
        "interval_unstable_days": unstable, "interval_basically_stable_days": basic,
        "interval_stable_days": basic if m.even and c.chance(0.3) else m.days(14, 90),
        "lead_days": c.pick(0.0, m.days(1, 10)), "grace_days": c.pick(0.0, m.days(1, 14)),
        "visit_hours": m.hours_of_work(0.3, 4.0), "travel_hours": c.pick(0.0, m.hours_of_work(0.3, 2.0)),
        "telephone_share": c.pick(0.3, 0.0, 1.0), "fail_share": c.pick(0.4, 0.1, 0.0, 0.9),
        "retry_days": m.days(1, 10), "failures_to_loss": c.pick(2, 1, 3), "lost_deadline_days": m.days(10, 90),
        "discharge_working_days": c.pick(1, 3, 10), "improve_share": m.share(), "worsen_share": m.share(),
        "keep_regular_share": c.pick(0.9, 0.5, 1.0), "become_regular_share": c.pick(0.3, 0.0, 1.0),
        "missed_stop_share": m.share(), "examination_share": m.share(),
        "case_slots_per_worker": c.pick(1, 0, 0.5, 8, UNLIMITED), "case_medication_ratio": c.pick(1.3, 0.5),
        "home_support_medication_ratio": 1.2, "visit_time_share": c.pick(0.6, 1.0, 0.1, 0.6, 1.0, 0.6, 0.0),
        "registered_per_worker": c.pick(20, 80), "hours": m.hours(),
    }  # fmt: skip


def _relapse(m: Maker) -> Table:
    c = m.c
    return {
        "hazard": "none" if c.chance(0.06) else "on",
        "annual_share_regular": c.pick(0.9, 0.5, 0.99, 0.0), "annual_share_irregular": c.pick(0.999, 0.9, 0.99999),
        "first_month_ratio": c.pick(3.0, 1.0, 0.0), "long_stable_ratio": c.pick(1.0, 0.7, 0.2),
        "rehabilitation_ratio": c.pick(0.7, 1.0, 4.0, 0.0), "case_management_ratio": c.pick(0.75, 1.0, 0.0),
        "grade_shares": m.shares(6), "admission_by_grade": [c.pick(0.8, 0.5, 1.0, 0.0) for _ in range(3)],
        "remission_shares": m.shares(6), "home_treatment": m.duration(2, 20, zero=0.08),
        "crises_per_year": [c.pick(0.0, 1.0, 6.0) for _ in range(6)],
    }  # fmt: skip


def _clinic(m: Maker) -> Table:
    c = m.c
    return {
        "assessment": "none" if c.chance(0.15) else "on",
        "intake_hours": m.hours_of_work(0.5, 12.0), "review_hours": m.hours_of_work(0.2, 3.0),
        "outpatients_per_1000_residents_year": c.pick(20, 0, 100), "reviews_per_registered_year": c.pick(2, 0, 6),
        "hours": m.hours(),
    }  # fmt: skip


def _practised(m: Maker) -> Table:
    c = m.c
    return {
        "ratios": c.pick("calibrated", "given", "norm", "given"),
        "beds_per_ward_psychiatrist": c.pick(27, UNLIMITED, 10, 4), "nurses_per_bed": c.pick(0.2, 0, 0.5),
        "health_staff_per_bed": c.pick(0.3, 0, 1),
    }  # fmt: skip


def _waiting_list(m: Maker) -> Table:
    c = m.c
    def patience() -> float | str:
        return UNLIMITED if c.chance(0.2) else c.real(2.0, 60.0)

    return {
        "urgent_from_grade": c.pick(2, 1, 3), "ageing_days": 0 if c.chance(0.15) else m.days(1, 14),
        "overflow": c.pick("after", "after", "at_once", "after", "never"),
        "overflow_days": 0 if c.chance(0.1) else m.days(1, 10),
        "cap": c.pick(UNLIMITED, 0, 1, 3, 8, UNLIMITED, UNLIMITED), "patience_green_days": patience(), "patience_urgent_days": patience(),
        "patience_elective_days": patience(), "patience_emergency_days": c.pick(UNLIMITED, 5.0, 20.0),
        "start_waiting_share": c.pick(0.0, 1.0, 0.5),
        "start_wait_mean_days": c.pick(5.0, 0.0, 30.0),
    }  # fmt: skip


def _stay(m: Maker) -> Table:
    c = m.c
    return {
        "short": m.duration(3, 20, zero=0.04), "long": m.duration(10, 40), "long_share": c.pick(0.3, 0.6, 0.5, 0.0),
        "supported_need_share": c.pick(1.0, 0.8, 1.0, 0.3),
        "long_stay_review_days": c.pick(UNLIMITED, m.days(3, 12), m.days(5, 20), m.days(2, 8), 0),
        "supported_wait_cap_days": c.pick(UNLIMITED, m.days(3, 30), UNLIMITED, m.days(20, 60)),
        "regular_at_discharge_share": m.share(), "against_advice_share": c.pick(0.2, 0.0, 0.5),
        "turnover": m.duration(1, 3, zero=0.4) if m.even else c.pick(0.25, 0.0, 1.5),
        "start_inpatients_share": c.real(0.0, 0.4), "start_occupancy": c.pick(0.9, 1.0, 0.5, 0.0),
    }  # fmt: skip


def _referral(m: Maker) -> Table:
    c = m.c
    day, supported, home = m.shares(3)
    return {
        "referral": "none" if c.chance(0.08) else "on",
        "offered_at_discharge_share": c.pick(0.8, 1.0, 0.0), "accepted_share": c.pick(0.8, 1.0, 0.5),
        "offers_from_home_per_1000_year": c.pick(2000, 0, 8000), "day_share": day, "supported_share": supported,
        "home_support_share": home, "processing": m.duration(1, 14, zero=0.25), "neighbours": c.chance(0.5),
        "recheck": c.pick("never", "at_offer", "periodic", "periodic"), "recheck_days": m.days(2, 20),
        "willing_share": c.pick(0.65, 0.9, 0.0, 1.0),
        "intake_hours": 0 if c.chance(0.25) else m.hours_of_work(1.0, 30.0),
    }  # fmt: skip


def _rehabilitation(m: Maker) -> Table:
    c = m.c
    return {
        "stay": m.duration(7, 80, zero=0.04), "dropout_per_month": c.pick(0.2, 0.0, 0.6),
        "evaluation_days": c.pick(m.days(3, 30), m.days(7, 30), UNLIMITED, 0), "evaluation_end_share": m.share(),
        "employment_share": 0.3, "other_services_share": c.pick(0.2, 0.7),
        "hold_days": c.pick(m.days(3, 20), m.days(10, 40), m.days(10, 40), UNLIMITED, 0.0), "contacts_per_month": c.pick(2, 8),
        "contacts_per_staff_month": c.pick(60, 8), "clients_per_staff": c.pick(10, 2),
        "home_support_hours_per_client_month": c.pick(30, 50), "home_support_hours_per_staff_month": 100,
        "intake_share": c.pick(0.5, 0.1, 1.0, 0.5, 1.0, 0.0), "start_occupancy": c.pick(0.8, 1.0, 0.0), "hours": m.hours(),
    }  # fmt: skip


def _leaving(m: Maker) -> Table:
    c = m.c
    return {
        "deaths_per_1000_years": c.pick(400, 1500, 800, 0), "moves_per_1000_years": c.pick(2000, 0, 5000, 500),
        "losses_per_1000_years": c.pick(100, 0, 400),
    }  # fmt: skip


def _workforce(m: Maker) -> Table:
    c = m.c
    changing = c.some(PROFESSIONS, 4) if c.chance(0.6) else []
    return {p: {"hired_per_year": c.pick(6, 0, 24), "leaving_share_per_year": c.pick(0.8, 0.0, 1.0)} for p in changing}


def _training(m: Maker, n: int) -> Table:
    c = m.c
    conversion = bool(m.hospitals) and c.chance(0.5)
    training: Table = {
        "name": f"training {n}", "kind": "conversion" if conversion else "skills",
        "who": "outside" if conversion else c.pick("community_workers", "psychiatrists", "nurses"),
        "batch_size": c.pick(1, 2, 0.5), "batches_per_year": c.pick(4, 6, 12, 365.25 / (4 * m.day)),
        "length_days": m.days(4, 60), "registration_lag_days": c.pick(0.0, m.days(5, 40)),
    }  # fmt: skip
    if training["who"] == "community_workers":
        training["region"] = c.pick("", c.pick(*m.regions)["name"])
    elif m.hospitals:
        training["hospital"] = c.pick("", c.pick(*m.hospitals)["name"])
    if c.chance(0.4):
        training["first"] = m.date()
    if c.chance(0.3):
        training["last"] = m.date()
    return training


def _assistance(m: Maker) -> Table:
    c = m.c
    return {
        "assistance": "on" if c.chance(0.6) else "none", "visits_per_year": c.pick(12, 4, 52),
        "hours_per_visit": m.hours_of_work(1.0, 12.0), "lasts_days": m.days(5, 60),
        "detection_ratio": c.pick(2.0, 0.0), "medication_ratio": 1.1, "failure_ratio": c.pick(0.5, 0.0),
    }  # fmt: skip


def _class(m: Maker, n: int) -> Table:
    """A patient class: a path of one to four points, forward with a probability, else out of the model."""
    c = m.c
    points = c.some(("clinic", "hospital", "supported", "day"), 4) or ["hospital"]
    stages: list[Table] = []
    for k, point in enumerate(points):
        service = m.hours_of_work(0.3, 4.0) if point == "clinic" else m.duration(2, 20, zero=0.05)
        stage: Table = {"at": point, "service": service}
        others = [p for p in points if p != point]
        if others and (k == 0 or c.chance(0.6)):
            leaves = {"to": "out", "probability": 0.25}
            if point != "clinic" and c.chance(0.5):
                leaves["service"] = m.duration(1, 30)
            stage["next"] = [{"to": points[k + 1] if k + 1 < len(points) else c.pick(*others), "probability": 0.75},
                             leaves]  # fmt: skip
        stages.append(stage)
    result: Table = {
        "name": f"class {n}", "entry": points[0], "stages": stages,
        "priority": c.pick("elective", "urgent", "green", "emergency"),
        "arrivals_per_day": m.schedule(lambda: c.pick(0.1, 0.05, 0.4, 0.0)),
    }  # fmt: skip
    if c.chance(0.5):
        result["patience_days"] = c.real(2.0, 20.0)
    if c.chance(0.3):
        result["regions"] = [c.pick(*m.regions)["name"]]
    if c.chance(0.3):
        result.update(per=c.pick("registered_1000", "residents_1000"), arrivals_per_day=c.pick(5, 1))
        if result["per"] == "residents_1000":
            result["arrivals_per_day"] = c.pick(0.05, 0.02)
    return result


def _reachable(plan: Table) -> None:
    """Lead no class to a place that nobody can ever offer: it keeps to the regions that have one, or one is added."""
    for stream in plan["classes"]:
        to = {stream["entry"], *(n["to"] for stage in stream["stages"] for n in stage.get("next", ()))}
        for kind in sorted(to & {"supported", "day"}):
            regions = [r for r in plan["regions"] if r["name"] in stream.get("regions", [r["name"]])]
            able = [r for r in regions if any(_may_offer(plan, i, r) for i in plan["institutions"] if i["kind"] == kind)]
            if not able:
                able, name = regions[:1], f"institution {len(plan['institutions'])}"
                plan["institutions"].append({"name": name, "region": able[0]["name"], "kind": kind, "places": 2})
                if able[0].get("institutions"):
                    able[0]["institutions"].append(name)
            if able != regions:
                stream["regions"] = [r["name"] for r in able]


def _may_offer(plan: Table, institution: Table, region: Table) -> bool:
    """Say whether an institution serves a region (6.1) and ever has places there."""
    def most(schedule: Any) -> float:
        steps = [schedule["first"], *(s["value"] for s in schedule["steps"])] if isinstance(schedule, dict) else [schedule]
        return max(math.inf if value == UNLIMITED else value for value in steps)

    city = next(r["city"] for r in plan["regions"] if r["name"] == institution["region"])
    own = region.get("institutions") or [i["name"] for i in plan["institutions"] if i["region"] == region["name"]]
    serves = institution["name"] in own or plan["referral"]["neighbours"]
    places = institution.get("places", plan["totals"].get(f"{institution['kind']}_places", 0))
    everywhere = most(institution.get("in_copies", math.inf)) >= region.get("copies", 1)
    return city == region["city"] and serves and most(places) > 0 and everywhere


def table_of(choices: Choices) -> Table:
    """Return a plan as the table that its file would hold."""
    m = Maker(choices)
    c = m.c
    _places(m)
    plan = {
        "title": {"zh": "随机", "en": "Random"},
        "horizon": {"start": m.start, "end": m.end, "burn_in_days": m.burn_in},
        "empty_start": c.chance(0.2), "scale": 0.5 if c.chance(0.1) else 1,
        "regions": m.regions, "hospitals": m.hospitals, "institutions": m.institutions, "totals": _totals(m),
        "registry": _registry(m), "home": _home(m), "relapse": _relapse(m), "clinic": _clinic(m),
        "practised": _practised(m), "split": _split(m), "waiting_list": _waiting_list(m), "stay": _stay(m),
        "other_admissions": {"least_share_of_beds": c.pick(0.2, 0.0, 0.6), "service": m.duration(3, 20, zero=0.05)},
        "referral": _referral(m), "rehabilitation": _rehabilitation(m), "leaving": _leaving(m),
        "workforce": _workforce(m), "training": [_training(m, n) for n in range(c.pick(0, 1, 2, 0))],
        "assistance": _assistance(m), "classes": [_class(m, n) for n in range(c.integer(0, 2))],
    }  # fmt: skip
    _reachable(plan)
    return plan


# --- files -----------------------------------------------------------------------------------------------------


def written(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {written(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(written(v) for v in value) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def text_of(choices: Choices) -> str:
    """Return a plan as the text of a file."""
    return "".join(f"{key} = {written(value)}\n" for key, value in table_of(choices).items())


def _loaded(text: str, name: str) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        return load(file)


def random_text(seed: int) -> str:
    """Return the file of random plan number ``seed``, to look at or to reduce."""
    return text_of(Seeded(seed))


def random_scenario(seed: int) -> Scenario:
    """Return random plan number ``seed``."""
    return _loaded(random_text(seed), f"random-{seed}")


@st.composite
def scenarios(draw: Callable[[Any], Any]) -> Scenario:
    """Return plans as hypothesis chooses them."""
    return _loaded(text_of(Drawn(draw)), "random")
