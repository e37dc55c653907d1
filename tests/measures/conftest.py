"""Fixtures of the tests of measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from by_hand import Hand, empty, plan

from model.measures import view as view_module

# Month-end counts that the measures need; a recorder without them gives nan.
COUNTED_LATER = ("workers", "case_needed", "case_needed_managed")


@pytest.fixture(autouse=True)
def snapshots(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    names = view_module.SNAPSHOTS
    names += tuple(name for name in COUNTED_LATER if name not in names)
    monkeypatch.setattr(view_module, "SNAPSHOTS", names)
    return names


@pytest.fixture
def hand() -> Hand:
    scenario = plan()
    return Hand(scenario, empty(scenario))


@pytest.fixture
def make() -> Callable[..., Hand]:
    def build(replication: int = 0, **changes: Any) -> Hand:
        scenario = plan(**changes)
        return Hand(scenario, empty(scenario, replication))

    return build
