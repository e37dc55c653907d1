"""The pages in a real browser, in both languages: each page's main path, by mouse, by keyboard and by address.

Every test also fails when the browser asks another machine for anything, or its console has an error (see `conftest`).
The plan is a small one where its numbers are not the subject.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import address, body, settled, words, work_done
from playwright.sync_api import expect

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


def go(page: Any, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).click()
    page.wait_for_function("title => document.querySelector('h1')?.innerText.trim() === title", arg=title)


def lever(page: Any, path: str) -> Any:
    """Return a lever's field."""
    return page.locator(f".st-key-lever-{path.replace('.', '-')} input")


def group(page: Any, title: str) -> None:
    page.locator(".st-key-lever_group").get_by_role("radio", name=title).click()
    settled(page)


INTERVAL = "home.interval_stable_days"


@LANGUAGES
def test_an_official_reads_a_plan_moves_a_lever_and_sees_the_targets(visit: Any, language: str) -> None:
    page = visit(address("", language, plan="pilot-district"), language)
    page.get_by_role("heading", name=words("What it promises", language)).wait_for()
    page.get_by_role("heading", name=words("What the audit finds", language)).wait_for()
    go(page, words("Levers", language))
    settled(page)
    group(page, words("Community follow-up", language))
    field = lever(page, INTERVAL)
    field.fill("60")
    field.press("Enter")
    page.get_by_text(words("Changes to the plan: {n}", language) + "1").wait_for()
    page.wait_for_function("() => new URL(location).searchParams.get('set')")
    assert INTERVAL in parse_qs(urlsplit(page.url).query)["set"][0]
    go(page, words("Results", language))
    work_done(page)
    assert words("Done: {wanted} replications.", language) + "10" in body(page)
    rows = page.locator("table.jk-t tbody tr")
    assert rows.count() == 16
    for view in page.locator(".st-key-results_view button").all():
        view.click()
        settled(page)
    page.locator("canvas, [data-testid=stVegaLiteChart]").first.wait_for()


@LANGUAGES
def test_evidence_is_searched_and_a_patient_followed(visit: Any, language: str) -> None:
    page = visit(address("evidence", language, plan="pilot-district"), language)
    for tab in page.get_by_role("tab").all():
        tab.click()
        settled(page)
    go(page, words("Follow one patient", language))
    page.get_by_test_id("stMetric").first.wait_for()
    settled(page)
    page.locator("table tbody tr").nth(3).wait_for()
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name=words("Died", language), exact=True).click()
    page.locator("table").get_by_text(words("Dies.", language), exact=True).first.wait_for()


@LANGUAGES
def test_a_link_opened_cold_is_the_page_the_language_and_the_scenario_it_says(visit: Any, language: str) -> None:
    """The browser's own language is the other one: what the address says goes first."""
    other = {"zh": "en", "en": "zh"}[language]
    changes = {"home.interval_stable_days": 61}
    page = visit(address("levers", language, plan="pilot-district", set=json.dumps(changes)), other)
    assert page.locator("h1").inner_text().strip() == words("Levers", language)
    settled(page)
    group(page, words("Community follow-up", language))
    expect(lever(page, INTERVAL)).to_have_value("61")
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["lang"], asked["plan"], json.loads(asked["set"][0])) == ([language], ["pilot-district"], changes)


@LANGUAGES
def test_the_language_is_the_browsers_and_can_be_switched(visit: Any, language: str) -> None:
    other = {"zh": "en", "en": "zh"}[language]
    page = visit("evidence?plan=pilot-district", language)
    assert page.locator("h1").inner_text().strip() == words("Evidence and methods", language)
    page.locator(".st-key-language_switch").get_by_role("radio", checked=False).or_(
        page.locator(".st-key-language_switch button[kind=segmented_control]")).first.click()
    page.wait_for_function("title => document.querySelector('h1')?.innerText.trim() === title", arg=words("Evidence and methods", other))
    page.wait_for_function("lang => new URL(location).searchParams.get('lang') === lang", arg=other)


def test_every_page_is_reached_and_a_lever_moved_by_keyboard_alone(visit: Any) -> None:
    page = visit(address("", "en", plan="pilot-district"), "en")
    settled(page)
    tabbed_to(page, lambda at: at["text"] == "Levers")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Levers", exact=True).wait_for()
    settled(page)
    tabbed_to(page, lambda at: at["label"].startswith("Health staff"))
    page.keyboard.press("Control+A")
    page.keyboard.type("26")
    page.keyboard.press("Enter")
    page.get_by_text("Changes to the plan: 1").wait_for()
    settled(page)
    tabbed_to(page, lambda at: at["text"] == "Back to the plan")
    page.keyboard.press("Enter")
    page.get_by_text("Changes to the plan: 0").wait_for()


def tabbed_to(page: Any, wanted: Any) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate("""() => { const e = document.activeElement;
            return {text: (e.innerText || '').trim(), label: e.getAttribute('aria-label') || ''} }""")
        if wanted(at):
            shown = page.evaluate("""() => { const s = getComputedStyle(document.activeElement);
                const f = document.activeElement.closest('[class*=Focus], [data-baseweb=input], [data-testid]');
                return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || s.borderColor !== '' || !!f }""")
            assert shown
            return
    raise AssertionError("not reached by the Tab key")


@pytest.mark.parametrize("name", ["", "levers", "results", "evidence", "patient"])
def test_a_tablet_shows_a_page_without_scrolling_sideways(visit: Any, name: str) -> None:
    page = visit(address(name, "zh", plan="pilot-district"), "zh", width=820)
    settled(page)
    wide = page.evaluate("""() => { const main = document.querySelector('[data-testid=stMain]');
        return main.scrollWidth - main.clientWidth }""")
    assert wide <= 1, "the page is wider than the tablet"


@pytest.mark.parametrize("name", ["", "levers", "results", "evidence", "patient", "compare"])
def test_text_stands_out_from_its_ground(visit: Any, name: str) -> None:
    """Contrast AA of WCAG 2.2: 4.5 to 1, 3 to 1 for large text; what is disabled is exempt."""
    page = visit(address(name, "en", plan="pilot-district"), "en")
    settled(page)
    if name == "results":
        work_done(page)
    faint = page.evaluate(CONTRAST)
    assert faint == []


CONTRAST = """() => {
  const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1] };
  const over = (a, b) => { const k = a[3]; return [0, 1, 2].map(i => a[i] * k + b[i] * (1 - k)).concat(1) };
  const light = c => { const [r, g, b] = c.slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
  const ground = e => { const stack = []; for (let n = e; n; n = n.parentElement) stack.push(parse(getComputedStyle(n).backgroundColor));
    return stack.reverse().reduce((below, c) => over(c, below), [255, 255, 255, 1]) };
  const opacity = e => { let k = 1; for (let n = e; n; n = n.parentElement) k *= Number(getComputedStyle(n).opacity); return k };
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
    if (!text || !e.checkVisibility({opacityProperty: true, visibilityProperty: true}) || e.closest('style, script, canvas, svg, [disabled], [aria-disabled=true], [data-testid=stStatusWidget]')) continue;
    const box = e.getBoundingClientRect(); if (box.width < 2 || box.height < 2) continue;
    const s = getComputedStyle(e), below = ground(e), mine = parse(s.color); mine[3] *= opacity(e);
    const a = light(over(mine, below)), b = light(below);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), size = parseFloat(s.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(s.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.add(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return [...found] }"""
