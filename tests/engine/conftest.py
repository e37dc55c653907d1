"""Tests of one plan run in one process: each process simulates a plan once for all tests that look at it."""

from __future__ import annotations

import pytest
from plans import PLANS, RANDOM


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        name = getattr(item, "callspec", None) and item.callspec.params.get("name")  # type: ignore[attr-defined]
        if isinstance(name, str) and (name in PLANS or name.startswith(RANDOM)):
            item.add_marker(pytest.mark.xdist_group(name))
