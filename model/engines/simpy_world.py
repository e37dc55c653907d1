"""What every part of a replication shares: clock, recorder, random numbers, hazards of people (rules 1.5, 1.7)."""

from __future__ import annotations

import numpy as np

from model.care import distributions, draws, hazards
from model.engines.inputs import Inputs
from model.engines.recording import recorder_for, year_starts
from model.engines.rules import rules_of
from model.engines.simpy_clock import Calendar
from model.engines.simpy_state import Hazard, Patient, Person


class World:
    """Clock, recorder and random numbers of one replication."""

    def __init__(self, inputs: Inputs, seed: int, replication: int, keep_log: bool) -> None:
        self.inputs = inputs
        self.rules = rules_of(inputs)
        self.seed, self.replication = seed, replication
        self.weekday0 = inputs.weekday0
        self.env = Calendar(inputs.first, inputs.end)
        self.pools = 0
        self.residents = np.array([r.residents for r in inputs.regions], dtype=np.float64)
        self.cities = np.array([r.city for r in inputs.regions], dtype=np.int64)
        self.record = recorder_for(inputs, keep_log)
        self.year_starts = year_starts(inputs)

    def new_pool(self) -> int:
        """Return the number of a new pool."""
        self.pools += 1
        return self.pools - 1

    def draw(self, entity: int, purpose: int, index: int) -> float:
        """Return the uniform of (identity, purpose, index) (rule 1.5)."""
        return draws.uniform(self.seed, self.replication, entity, purpose, index)

    def duration(self, name: str, entity: int, purpose: int, index: int) -> float:
        """Draw from one of the scenario's distributions, days."""
        return self.drawn(self.inputs.dist[name], entity, purpose, index)

    def drawn(self, row: int, entity: int, purpose: int, index: int) -> float:
        """Draw from a row of the table of distributions, days."""
        i = self.inputs
        u = self.draw(entity, purpose, index) if distributions.is_drawn(i.rows, row) else draws.ANY
        return float(distributions.quantile(i.rows, i.points, row, u))

    def log(self, event: int, entity: int, region: int, place: int = -1, detail: int = 0, value: float = 0.0) -> None:
        """Record one row of the log, now."""
        self.record.event(self.env.now, event, entity, region, place, detail, value)

    def waited(self, kind: int, requested: float, region: int, wait: float, outcome: int) -> None:
        """Record a wait that ended; it counts in the year of its request (rule 10.3)."""
        self.record.waited(kind, requested, self._year_of(requested), region, wait, outcome)

    def begin_pathway(self, who: Patient, pathway: int, since: float) -> None:
        """Let a registered person set out on a pathway; one that was under way ends (rule 10.3)."""
        self.end_pathway(who, pathway)
        self.record.pathways.begin(pathway, who.entity, since)

    def end_pathway(self, who: Patient, pathway: int) -> None:
        """Count a pathway that ends now; nothing to do for somebody who is on none."""
        began = self.record.pathways.leave(pathway, who.entity)
        if began is not None:
            year, now = self._year_of(began), self.env.now
            self.record.pathway_ended(pathway, who.entity, began, year, who.region, now)

    def _year_of(self, time: float) -> int:
        year = 0
        for i, start in enumerate(self.year_starts):
            if time >= start:
                year = i
        return year

    def new_threshold(self, p: Person, hazard: Hazard, purpose: int, index: int) -> None:
        """Draw the threshold of a hazard's next occurrence; its clock starts at nothing."""
        hazard.threshold = float(draws.exponential_threshold(self.draw(p.entity, purpose, index)))
        hazard.done, hazard.since, hazard.rate = 0.0, self.env.now, 0.0

    def set_rate(self, p: Person, hazard: Hazard, kind: int, rate: float) -> None:
        """Change the rate of a hazard without bands and set its timer anew; nothing to do if it is the same."""
        if rate == hazard.rate:
            return
        now = self.env.now
        hazard.done = float(hazards.accumulate_flat(hazard.done, hazard.since, now, hazard.rate))
        hazard.since, hazard.rate = now, rate
        if rate > 0.0:
            self._set_or_clear(p, kind, float(hazards.time_of_flat(hazard.threshold, hazard.done, now, rate)))
        else:
            # A clock that stands still never rings, though it stopped at its threshold (it rang just now).
            self.env.clear(p, kind)

    def _set_or_clear(self, p: Person, kind: int, at: float) -> None:
        if at < self.inputs.end:
            self.env.set(p, kind, max(at, self.env.now))
        else:
            self.env.clear(p, kind)
