"""Who comes into the model: detection of the undetected, patient classes, outpatients (rules 2.1, 2.2)."""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from model.care import draws, events, hazards, purposes
from model.care.draws import pack_identity
from model.engines.simpy_clock import Holder
from model.scenario.apportion import Steps, steps_of, value_at

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model


class Arrivals(Holder):
    """A Poisson stream with a rate of dated steps: one hazard clock, a threshold for every arrival (rule 1.7)."""

    __slots__ = (
        "model",
        "stream",
        "origin",
        "copies",
        "copy",
        "number",
        "rate",
        "edges",
        "ratios",
        "arrives",
        "identity",
        "flat_rate",
        "last",
    )

    def __init__(
        self,
        model: Model,
        stream: int,
        region: int,
        rate: Steps,
        first_number: int,
        arrives: Callable[[int, int], None],
    ) -> None:
        super().__init__(events.entity(events.REGION_ENTITY, region, 16 + stream), self._rings)
        spec = model.inputs.regions[region]
        self.model = model
        self.stream = stream
        self.origin, self.copies, self.copy = spec.origin, spec.copies, spec.copy
        self.number = first_number
        self.edges = np.array([t for t, _ in rate[1:]], dtype=np.float64)
        self.ratios = np.array([v for _, v in rate], dtype=np.float64)
        self.flat_rate = float(self.ratios[0])
        self.identity = int(pack_identity(stream, spec.origin, first_number * spec.copies + spec.copy))
        self.arrives = arrives
        self.last = model.env.now
        self._next()

    def _next(self) -> None:
        threshold = draws.exponential_threshold(self.model.draw(self.identity, purposes.ARRIVAL, 0))
        if len(self.edges):
            at = hazards.time_of(threshold, 0.0, self.last, 1.0, 0.0, self.edges, self.ratios)
        else:
            at = hazards.time_of_flat(threshold, 0.0, self.last, self.flat_rate)
        if math.isfinite(at):
            self.model.env.set(self, events.ARRIVAL, float(at))

    def _rings(self, kind: int) -> None:
        identity = self.identity
        self.last = self.model.env.now
        self.number += 1
        # The next of the same copy: copy = number mod copies (rule 9).
        self.identity += self.copies
        self._next()
        self.arrives(identity, self.number - 1)


class Detection(Holder):
    """The undetected of a region: thresholds on the clock of accumulated screening and assistance (rule 2.1)."""

    __slots__ = ("model", "region", "waiting", "clock", "since", "rate", "base", "screening", "incidence")

    def __init__(self, model: Model, region: int) -> None:
        super().__init__(events.entity(events.REGION_ENTITY, region, 1), self._rings)
        spec = model.inputs.regions[region]
        self.model = model
        self.region = region
        self.clock = 0.0
        self.since = model.env.now
        self.base = spec.screening_rate
        self.rate = 0.0
        self.screening = steps_of(model.inputs.scenario.registry.screening, model.inputs.scenario.horizon.start)
        self.waiting: list[tuple[float, int, float]] = []
        for k in range(spec.undetected):
            self._add(int(pack_identity(events.UNDETECTED_STREAM, spec.origin, k * spec.copies + spec.copy)), False)
        heapify(self.waiting)
        losses = model.rules.death_rate + self.base
        rate = spec.undetected * losses if spec.undetected else 0.0
        self.incidence = (
            Arrivals(model, events.UNDETECTED_STREAM, region, [(-math.inf, rate)], spec.undetected, self._falls_ill)
            if rate > 0.0
            else None
        )
        self.update()

    def _add(self, identity: int, push: bool) -> None:
        model, now = self.model, self.model.env.now
        threshold = self.clock + float(
            draws.exponential_threshold(model.draw(identity, purposes.UNDETECTED_THRESHOLD, 0))
        )
        dies = float(
            hazards.time_of_flat(
                draws.exponential_threshold(model.draw(identity, purposes.UNDETECTED_DEATH, 0)),
                0.0,
                now,
                model.rules.death_rate,
            )
        )
        entry = (threshold, identity, dies)
        if push:
            heappush(self.waiting, entry)
        else:
            self.waiting.append(entry)

    def _falls_ill(self, identity: int, number: int) -> None:
        self._advance()
        self._add(identity, True)
        self._set()

    def _advance(self) -> None:
        now = self.model.env.now
        self.clock = float(hazards.accumulate_flat(self.clock, self.since, now, self.rate))
        self.since = now

    def update(self) -> None:
        """Follow a change of screening or assistance (rules 1.7, 7.3)."""
        model, r = self.model, self.model.rules
        assistance = model.staffing.assistance[self.region]
        share = assistance.share() if assistance is not None else 0.0
        rate = self.base * value_at(self.screening, model.env.now) * (1.0 + (r.assistance_detection - 1.0) * share)
        if rate != self.rate:
            self._advance()
            self.rate = rate
            self._set()

    def _set(self) -> None:
        model = self.model
        if self.waiting:
            at = float(hazards.time_of_flat(self.waiting[0][0], self.clock, self.since, self.rate))
            if math.isfinite(at):
                model.env.set(self, events.DETECTION, max(at, model.env.now))
                return
        model.env.clear(self, events.DETECTION)

    def _rings(self, kind: int) -> None:
        model, now = self.model, self.model.env.now
        self.clock, self.since = self.waiting[0][0], now
        _, identity, dies = heappop(self.waiting)
        self._set()
        if dies > now:
            model.detect(identity, self.region)

    def alive(self, now: float) -> int:
        """Return how many are undetected and alive."""
        return sum(1 for _, _, dies in self.waiting if dies > now)
