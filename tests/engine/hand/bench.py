"""A bench for logs worked out by hand: a tiny plan, chance replaced by what the test stages.

Every draw is 0.5, unless the test stages another one; probabilities of 0 and 1 therefore decide as they say. Every
hazard runs at 1 a day and its threshold is infinite, unless staged: ``relapse("A0", after=3.0)`` means after three
days at risk, which is day 3 for somebody who has been at home since day 0.

The expected log is written as lines: ``time event who place detail value``; what is left out at the end of a line is
``- 0 0``, what follows a ``#`` says why. Rows of the first instant, which lay out the plan, are in ``Log.laid_out``.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.care import draws, events, purposes
from model.care import log as L
from model.care.referral import willing_index
from model.engines.setup import prepare
from model.engines.simpy_engine import Model
from model.engines.simpy_state import Hazard, Person
from model.scenario.schema import Scenario

BASE = Path(__file__).parent / "base.toml"
GRADE = (0.1, 0.3, 0.5, 0.7, 0.85, 0.95)
"""A draw in the middle of each grade's share (base.toml)."""
STABILITY = {"stable": 0.5, "basically stable": 0.7, "unstable": 0.9}
AT_HOSPITALS = {
    L.ADMITTED, L.BLOCKED, L.DISCHARGED, L.BED_FREED, L.REVIEWED, L.STAFFED_BEDS_CHANGED, L.STAFF_CHANGED,
    L.TRAINING_STARTED, L.TRAINING_ENDED,
}  # fmt: skip

Row = tuple[float, str, str, str, int, float]


def _laid_over(base: dict[str, Any], difference: dict[str, Any]) -> dict[str, Any]:
    """Return a table with another laid over it; lists are replaced."""
    result = dict(base)
    for key, value in difference.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            value = _laid_over(base[key], value)
        result[key] = value
    return result


class StagedModel(Model):
    """The model, its chance replaced by what is staged."""

    staged: Stage

    def begin(self) -> None:
        """Let every hazard run at 1 a day, then begin."""
        self.rules = replace(
            self.rules, rate_regular=1.0, rate_irregular=1.0, death_rate=1.0, home_offer_rate=1.0, dropout_rate=1.0,
            crisis_rates=(1.0,) * 6, move_rate=0.5, loss_rate=0.5)  # fmt: skip
        super().begin()

    def draw(self, entity: int, purpose: int, index: int) -> float:
        """Return what is staged, or 0.5."""
        return self.staged.uniforms.get((entity, purpose, index), 0.5)

    def new_threshold(self, p: Person, hazard: Hazard, purpose: int, index: int) -> None:
        super().new_threshold(p, hazard, purpose, index)
        hazard.threshold = self.staged.thresholds.get((p.entity, purpose, index), math.inf)


class Stage:
    """What happens in a tiny plan, written down before it is run."""

    def __init__(self, toml: str) -> None:
        table = _laid_over(tomllib.loads(BASE.read_text(encoding="utf-8")), tomllib.loads(toml))
        self.scenario = Scenario.model_validate(table)
        self.regions = [r.name for r in self.scenario.regions]
        self.uniforms: dict[tuple[int, int, int], float] = {}
        self.thresholds: dict[tuple[int, int, int], float] = {}
        self.beforehand: list[Callable[[StagedModel], None]] = []

    def entity(self, who: str) -> int:
        """Return the identity of a registered person: A0 is the first of region A."""
        region, number = re.fullmatch(r"(\D+)(\d+)", who).groups()  # type: ignore[union-attr]
        return int(draws.pack_identity(events.REGISTERED_STREAM, self.regions.index(region), int(number)))

    def draw(self, who: str | int, purpose: int, index: int, u: float) -> Stage:
        """Stage one uniform draw."""
        self.uniforms[(self.entity(who) if isinstance(who, str) else who, purpose, index)] = u
        return self

    def _threshold(self, who: str, purpose: int, index: int, days: float) -> Stage:
        self.thresholds[(self.entity(who), purpose, index)] = days
        return self

    def relapse(self, who: str, after: float, grade: int, episode: int = 1) -> Stage:
        """Relapse after so many days at risk (since the last episode closed)."""
        self.draw(who, purposes.RELAPSE_GRADE, episode, GRADE[grade])
        return self._threshold(who, purposes.RELAPSE, episode - 1, after)

    def dies(self, who: str, at: float) -> Stage:
        """Die; this clock always runs."""
        return self._threshold(who, purposes.DEATH, 0, at)

    def moves(self, who: str, after: float) -> Stage:
        """Move within the city after so many days outside hospital."""
        self.draw(who, purposes.LOSS, 1, 0.75)
        return self._threshold(who, purposes.MOVE, 0, after)

    def leaves_city(self, who: str, after: float) -> Stage:
        """Move beyond the city after so many days outside hospital."""
        self.draw(who, purposes.LOSS, 1, 0.25)
        return self._threshold(who, purposes.MOVE, 0, after)

    def offered(self, who: str, after: float, referral: int = 1) -> Stage:
        """Be offered rehabilitation after so many days at home without it (since the last offer)."""
        return self._threshold(who, purposes.REFERRAL_FROM_HOME, referral - 1, after)

    def drops_out(self, who: str, after: float, referral: int = 1) -> Stage:
        """Drop out after so many days in a place."""
        return self._threshold(who, purposes.DROPOUT, referral, after)

    def crisis(self, who: str, after: float) -> Stage:
        """Have a crisis after so many days outside hospital."""
        return self._threshold(who, purposes.CRISIS, 0, after)

    def unwilling(self, who: str, asked: int = 1, referral: int = 1) -> Stage:
        """Say no when asked again for the n-th time."""
        return self.draw(who, purposes.WILLING, int(willing_index(referral, asked)), 1.0)

    def long(self, who: str, episode: int = 1) -> Stage:
        """Have a long stay."""
        return self.draw(who, purposes.LONG_STAY, episode, 0.0)

    def is_at_start(self, who: str, stability: str) -> Stage:
        """Be stable, basically stable or unstable at the start."""
        return self.draw(who, purposes.SEVERITY, 0, STABILITY[stability])

    def visit_due(self, who: str, deadline: float) -> Stage:
        """Set the deadline of the first visit."""
        entity = self.entity(who)

        def due(model: StagedModel) -> None:
            (person,) = (p for p in model.people if p.entity == entity)
            model.visits.set_deadline(person, deadline)

        self.beforehand.append(due)
        return self

    def run(self) -> Log:
        """Run the plan to its end and return the log."""
        kind = type("Staged", (StagedModel,), {"staged": self})
        model: StagedModel = kind(prepare(self.scenario), 1, 0, True)
        for prepared in self.beforehand:
            prepared(model)
        model.env.run(until=model.stop)
        return Log(self, model)


class Log:
    """A log with names for numbers."""

    def __init__(self, stage: Stage, model: StagedModel) -> None:
        self.stage, self.model = stage, model
        rows = [self._named(row) for row in model.record.rows]
        self.laid_out = [row for row in rows if row[0] <= model.inputs.first]
        self.rows = [row for row in rows if row[0] > model.inputs.first]

    def _named(self, row: tuple[float, int, int, int, int, int, float]) -> Row:
        time, event, entity, _, place, detail, value = row
        inputs = self.model.inputs
        where = "-"
        if place >= 0:
            where = (inputs.hospitals if event in AT_HOSPITALS else inputs.institutions)[place].name
        return (time, L.EVENT_NAMES[event], self._who(entity), where, int(detail), float(value))

    def _who(self, entity: int) -> str:
        inputs = self.model.inputs
        stream = int(draws.identity_stream(entity))
        number, place = int(draws.identity_number(entity)), int(draws.identity_region(entity))
        if stream == events.REGISTERED_STREAM:
            return f"{self.stage.regions[place]}{number}"
        if stream == events.REGION_ENTITY:
            return self.stage.regions[place]
        if stream == events.HOSPITAL_ENTITY:
            return inputs.hospitals[place].name
        if stream == events.BED_ENTITY:
            return f"bed/{inputs.hospitals[place].name}"
        if stream == events.INSTITUTION_ENTITY:
            return inputs.institutions[place].name
        if stream == events.TRAINING_ENTITY:
            return inputs.training[place].name
        if stream == events.CLOCK_ENTITY:
            return "clock"
        names = {c.stream: c.name for c in inputs.classes}
        return f"{names.get(stream, f'stream{stream}.')}{number}"

    def check(self, expected: str, tolerance: float = 0.0) -> None:
        """Compare with the log written by hand, line by line; times and values exactly, or within a tolerance."""
        __tracebackhide__ = True
        wanted = [row for line in expected.splitlines() if (row := _parsed(line)) is not None]
        got = self.rows
        for n in range(max(len(wanted), len(got))):
            a = wanted[n] if n < len(wanted) else None
            b = got[n] if n < len(got) else None
            if a is None or b is None or not _same(a, b, tolerance):
                near = range(max(0, n - 5), n + 6)
                by_hand = "\n".join(("→ " if i == n else "  ") + written(wanted[i]) for i in near if i < len(wanted))
                by_engine = "\n".join(("→ " if i == n else "  ") + written(got[i]) for i in near if i < len(got))
                raise AssertionError(f"row {n + 1} differs\nby hand:\n{by_hand}\nby the engine:\n{by_engine}")


def _parsed(line: str) -> Row | None:
    words = line.split("#")[0].split()
    if not words:
        return None
    time, event, who, place, detail, value = words + ["-", "0", "0"][len(words) - 3 :]
    if event not in L.EVENT_NAMES.values():
        raise ValueError(f"no event is called {event}")
    return (float(time), event, who, place, int(detail), float(value))


def _same(a: Row, b: Row, tolerance: float) -> bool:
    if a[1:5] != b[1:5]:
        return False
    return abs(a[0] - b[0]) <= tolerance and abs(a[5] - b[5]) <= tolerance


def written(row: Row) -> str:
    """Return a row as a line of a log."""
    time, event, who, place, detail, value = row
    return f"{time!r:<10} {event:<24} {who:<6} {place:<4} {detail:<3} {value!r}"


def stage(toml: str) -> Stage:
    """Return the plan of base.toml with differences, ready to be staged."""
    return Stage(toml)
