"""Health staff for the standard: what it asks for by level, and whom the plan names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from model.scenario.audit.finding import clause, number
from model.scenario.audit.plan import Plan, Quantity, count


@dataclass(frozen=True, slots=True)
class LevelNorm:
    """Health staff per bed that a level must have, and where that stands."""

    level: int
    value: float
    words: str


def level_norms(plan: Plan) -> dict[int, LevelNorm]:
    """Return health staff per bed by level: the plan's own figure first, else the national standard."""
    found: dict[int, LevelNorm] = {}
    for level in (1, 2, 3):
        own = plan.stated(f"health_staff_per_bed_level{level}")
        norm = getattr(plan.scenario.norms, f"health_staff_per_bed_{level}")
        found[level] = (LevelNorm(level, own.value, clause(own.clause)) if own
                        else LevelNorm(level, norm.value, f"{norm.source} ({number(norm.value)}, level "
                                                          f"{level})"))
    return found


@dataclass(frozen=True, slots=True)
class HealthStaff:
    """Health staff counted for the standard: stated as such, or psychiatrists and nurses added up."""

    value: float
    whole: bool
    zh: str
    en: str
    parts: tuple[Quantity, ...]


def named_health_staff(plan: Plan, day: dt.date) -> HealthStaff | None:
    """Return the health staff planned by ``day``; None when neither they nor doctors and nurses are known."""
    whole = plan.planned("health_staff", day)
    if whole is not None and whole.firm:
        text = count("health_staff", whole)
        return HealthStaff(whole.value, True, text.zh, text.en, (whole,))
    doctors, nurses = plan.planned("psychiatrists", day), plan.planned("nurses", day)
    if doctors is None or nurses is None:
        return None
    total = doctors.value + nurses.value
    doctor_words, nurse_words = count("psychiatrists", doctors), count("nurses", nurses)
    about = f"(≈ {number(round(total, -1), 0)})" if total >= 1000 else ""
    return HealthStaff(
        total, False, f"{doctor_words.zh} + {nurse_words.zh} = {number(total, 0)} 名{about}",
        f"{doctor_words.en} + {nurse_words.en} = {number(total, 0)} {about}".rstrip(), (doctors, nurses))
