"""A plan of one's own in a real browser, in both languages: a workbook is sent, mended, and its link opened by another.

Every test also fails when the browser asks another machine for anything, or its console has an error (see `conftest`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import address, settled, words

from model.local.workbook.written import workbook_of

sys.path.insert(0, str(Path(__file__).parents[1] / "local"))
from filling import FIRST_ROW, new_city  # noqa: E402

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(page: Any, data: bytes) -> None:
    file = {"name": "plan.xlsx", "mimeType": XLSX, "buffer": data}
    page.locator(".st-key-own_in input[type=file]").set_input_files(file)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_is_sent_mended_and_its_link_opened(visit: Any, language: str) -> None:
    hand = new_city(workbook_of(None))
    page = visit(address("", language, plan="pilot-district"), language)
    page.get_by_text(words("A plan of your own", language), exact=True).click()
    residents = hand.page("Counties").cell(FIRST_ROW, hand.column("Counties", "residents"))
    right, residents.value = residents.value, "many"
    send(page, hand.saved())
    alert = page.get_by_role("alert").filter(has_text=words("The workbook has {n} mistakes, so nothing was changed.", language))
    alert.wait_for()
    assert parse_qs(urlsplit(page.url).query)["plan"] == ["pilot-district"]
    residents.value = right
    send(page, hand.saved())
    page.get_by_role("heading", name="江城市精神卫生规划").wait_for()
    settled(page)
    assert alert.count() == 0
    link = page.url
    assert parse_qs(urlsplit(link).query)["plan"][0].startswith("own-")
    other = visit(urlsplit(link).path[1:] + "?" + urlsplit(link).query, language)
    other.get_by_role("heading", name="江城市精神卫生规划").wait_for()
    for bound in ("≥ 900", "≥ 90.0%"):
        other.get_by_role("cell", name=bound, exact=True).wait_for()
