"""Replications that are drawn instead of simulated: means and spreads are known, and thousands are cheap."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from model.experiments.comparing import samples
from model.experiments.observing.observe import Observed, Task
from model.scenario.schema import Scenario

Draw = Callable[[str, int, int], float]
"""From the plan's name, the seed and the replication to a value, the same for every measure."""


def scenario(name: str = "plan", **more: object) -> Scenario:
    """Return a plan with a target at which ``occupancy`` must be at least 0.5."""
    return Scenario.model_validate({
        "name": name, "title": {"zh": "规划", "en": "Plan"}, "horizon": {"start": "2024-01-01", "end": "2026-01-01"},
        "regions": [{"name": "甲县", "residents": 1000}],
        "hospitals": [{"name": "甲院", "region": "甲县", "open_beds": 10}],
        "targets": [{"measure": "occupancy", "at_least": 0.5, "date": "2025-12-31", "clause": "使用率"}],
        **more,
    })  # fmt: skip


class Pretender:
    """Stands for the work of an experiment; ``ran`` says what was asked of it."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.ran: list[tuple[str, int]] = []

    def __call__(self, task: Task) -> Observed:
        self.ran.append((task.scenario.name, task.replication))
        value = self.draw(task.scenario.name, task.seed, task.replication)
        targets = np.full(len(task.scenario.targets), value)
        met = np.where(np.isnan(targets), np.nan, targets >= 0.5)
        return Observed(task.replication, targets, met, np.maximum(0.5 - targets, 0.0), np.full(len(task.wanted), value))

    def name(self, task: Task) -> str:
        return f"{task.scenario.name}, replication {task.replication}"


def pretend(monkeypatch: pytest.MonkeyPatch, draw: Draw) -> Pretender:
    """Let replications be drawn, in this process."""
    pretender = Pretender(draw)
    monkeypatch.setattr(samples, "Observe", lambda: pretender)
    monkeypatch.setattr(samples, "compile_first", lambda engine: None)
    return pretender
