"""Solve in a real browser, in both languages: bad input.

Every test also fails when the browser asks another machine for anything, or its console has an error (see `conftest`).
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from browsing import address, settled, words

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
LONG = {"kind": "least", "lever": "psychiatrists", "targets": ["standardised_management_rate@2025-12-31"],
        "probability": 0.95, "low": 100.0, "high": 600.0, "care": "sure"}


@LANGUAGES
def test_a_range_that_is_none_has_one_message_beside_its_field(visit: Any, language: str) -> None:
    page = visit(address("solve", language, ask=json.dumps({**LONG, "high": 50.0})), language)
    settled(page)
    alerts = page.locator("[data-testid=stAlert]")
    assert alerts.count() == 1
    assert words("The highest amount must be greater than the lowest, {low}.", language) in alerts.inner_text()
    assert page.get_by_role("button", name=words("Work it out", language)).count() == 0
