"""Compare and Solve in a real browser, in both languages: main paths, files, a cancel, a reload in the middle of the work.

Every test also fails when the browser asks another machine for anything, or its console has an error (see `conftest`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from browsing import address, body, settled, words, work_done

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
INTERVAL = "home.interval_stable_days"
SMALL = {"plan": "pilot-district", "set": json.dumps({INTERVAL: 60})}
LONG = {"kind": "least", "lever": "psychiatrists", "targets": ["standardised_management_rate@2025-12-31"],
        "probability": 0.95, "low": 100.0, "high": 600.0, "care": "sure"}
"""Of Qujing's plan: minutes of work."""


def downloaded(page: Any, label: str, folder: Path) -> Path:
    """Return the file that a button gives."""
    with page.expect_download() as waited:
        page.get_by_role("button", name=label, exact=True).click()
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def said_in_address(page: Any, key: str) -> str:
    page.wait_for_function("key => new URL(location).searchParams.get(key)", arg=key)
    return parse_qs(urlsplit(page.url).query)[key][0]


@LANGUAGES
def test_a_planner_compares_the_plan_with_a_change(visit: Any, language: str, tmp_path: Path) -> None:
    """Targets, differences, costs and inputs of both; another one to compare with; the tables and the figure as files."""
    page = visit(address("compare", language, **SMALL), language)
    work_done(page)
    for heading in ("Targets", "Costs", "Where their inputs differ"):
        page.get_by_role("heading", name=words(heading, language), exact=True).wait_for()
    assert said_in_address(page, "compare") == "pilot-district|*"
    grid = page.locator("table.jk-t").first
    assert grid.locator("thead th").count() == 3
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for()
    inputs = page.locator("table.jk-t").last
    assert inputs.locator("tbody tr").count() == 1 and "60" in inputs.inner_text()
    found = pd.read_csv(downloaded(page, f"{words('Differences', language)} · CSV", tmp_path))
    assert set(found["against"].str[0]) == {"A"} and set(found["scenario"].str[0]) == {"B"}
    read = pd.read_parquet(downloaded(page, f"{words('Scenarios', language)} · Parquet", tmp_path))
    assert read["replications"].unique().tolist() == [10]
    assert downloaded(page, f"{words('Figure', language)} · PNG", tmp_path).read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in downloaded(page, f"{words('Figure', language)} · SVG", tmp_path).read_bytes()
    against = page.locator(".st-key-compare_against input")
    # A list that is open closes when the page moves under it.
    against.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    against.click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("() => new URL(location).searchParams.get('against') === '*'")
    settled(page)
    assert "B" in page.locator("table.jk-t").first.locator("thead th").nth(1).inner_text()[:2]


@LANGUAGES
def test_a_planner_asks_what_binds(visit: Any, language: str, tmp_path: Path) -> None:
    """The answer comes on the page, and is there at once for who comes later by the same link."""
    page = visit(address("solve", language, plan="pilot-district"), language)
    settled(page)
    page.get_by_role("radio", name=words("What binds", language)).click()
    settled(page)
    page.wait_for_function("() => new URL(location).searchParams.get('ask')?.includes('reasons')")
    begin = page.get_by_role("button", name=words("Work it out", language))
    answer = page.get_by_role("heading", name=words("Download", language), exact=True)
    # What the other language has worked out is there.
    begin.or_(answer).first.wait_for()
    if begin.count():
        begin.click()
    answer.wait_for()
    gains = pd.read_csv(downloaded(page, f"{words('Gains', language)} · CSV", tmp_path))
    assert {"target", "resource", "gain", "low", "high"} <= set(gains.columns)
    asked = json.loads(said_in_address(page, "ask"))
    assert asked == {"kind": "reasons", "targets": [], "replications": 5}
    other = visit(address("solve", language, plan="pilot-district", ask=json.dumps(asked)), language)
    other.get_by_text(words("This question was answered before; here is the answer.", language)).wait_for()
    other.get_by_role("heading", name=words("Download", language), exact=True).wait_for()


@LANGUAGES
def test_long_work_is_found_again_after_a_reload_and_can_be_cancelled(visit: Any, language: str) -> None:
    page = visit(address("solve", language, ask=json.dumps(LONG)), language)
    page.locator(".st-key-ask_begin button").click()
    running = words("Running: {n} replications so far.", language)
    page.get_by_text(running).first.wait_for()
    assert json.loads(said_in_address(page, "ask")) == LONG
    page.reload()
    page.get_by_text(running).first.wait_for()
    page.get_by_role("button", name=words("Cancel", language)).click()
    page.get_by_text(words("Stopped after {n} replications.", language)).first.wait_for()
    settled(page)
    assert page.get_by_role("button", name=words("Begin again", language)).count() == 1
    assert "Traceback" not in body(page)


def test_the_question_that_is_begun_is_the_one_in_the_fields(visit: Any) -> None:
    """Who types and clicks at once clicks on a button that was drawn for the question before."""
    page = visit(address("solve", "en", ask=json.dumps(LONG)), "en")
    settled(page)
    page.locator("input[type=number]").first.fill("150")
    page.locator(".st-key-ask_begin button").click()
    page.get_by_text("Running: ").first.wait_for()
    assert json.loads(said_in_address(page, "ask")) == {**LONG, "low": 150.0}
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Stopped after").first.wait_for()


@LANGUAGES
def test_a_range_that_is_none_has_one_message_beside_its_field(visit: Any, language: str) -> None:
    page = visit(address("solve", language, ask=json.dumps({**LONG, "high": 50.0})), language)
    settled(page)
    alerts = page.locator("[data-testid=stAlert]")
    assert alerts.count() == 1
    assert words("The highest amount must be greater than the lowest, {low}.", language) in alerts.inner_text()
    assert page.get_by_role("button", name=words("Work it out", language)).count() == 0


@LANGUAGES
def test_a_tablet_needs_no_scrolling_sideways(visit: Any, language: str) -> None:
    for name in ("compare", "solve"):
        page = visit(address(name, language, plan="pilot-district", **({"set": SMALL["set"]} if name == "compare" else {})),
                     language, width=1024)
        settled(page)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, name
