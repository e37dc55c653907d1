"""Bad input in a real browser: one clear message, nothing changed, and never a trace of the program."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from browsing import PATIENCE, Server, address, body, settled, start, words
from playwright.sync_api import expect
from test_browser import group, lever

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture
def levers(visit: Any, language: str) -> Any:
    page = visit(address("levers", language, plan="qujing"), language)
    settled(page)
    return page


def one_message(page: Any, said: str) -> None:
    """See that there is one message, and that the plan is as it was."""
    alert = page.get_by_role("alert").filter(has_text=said)
    alert.wait_for()
    settled(page)
    assert page.get_by_role("alert").count() == 1
    assert "Traceback" not in body(page) and "Error:" not in body(page)
    assert "set=" not in page.url


@LANGUAGES
def test_a_negative_bed(levers: Any, language: str) -> None:
    field = lever(levers, "totals.open_beds")
    field.fill("-5")
    field.press("Enter")
    one_message(levers, {"zh": "-5小于0", "en": "-5 is below 0"}[language])
    expect(field).to_have_value("6000")


@LANGUAGES
def test_more_than_the_whole(levers: Any, language: str) -> None:
    group(levers, words("Psychiatrists' hours", language))
    field = lever(levers, "split.wards")
    field.fill("90")
    field.press("Enter")
    one_message(levers, {"zh": "大于 1", "en": "more than 1"}[language])


@LANGUAGES
def test_a_date_after_the_plan(levers: Any, language: str) -> None:
    group(levers, words("Opening dates", language))
    table = levers.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 60, "y": 52})
    levers.keyboard.press("Enter")
    editor = levers.locator("input[type=date]")
    editor.fill("2099-01-01")
    editor.press("Enter")
    editor.wait_for(state="detached")
    levers.wait_for_timeout(500)
    settled(levers)
    levers.locator(".st-key-dates_take button").click()
    one_message(levers, {"zh": "2099年1月1日", "en": "1 Jan 2099"}[language])


@LANGUAGES
@pytest.mark.parametrize(("content", "says"), [
    (b"this is = = not TOML", {"zh": "TOML", "en": "not a TOML file"}),
    (b"\xff\xfe\x00\x01", {"zh": "UTF-8", "en": "UTF-8"}),
    (b'extends = "../../etc/passwd"', {"zh": "extends", "en": "extends"}),
    (b'extends = "qujing"\nname = "<script>alert(1)</script>"', {"zh": "name", "en": "name"}),
    (b'extends = "qujing"\ntotals.open_beds = -1', {"zh": "open_beds", "en": "open_beds"}),
    (b'extends = "qujing"\ntotals.open_beds.steps = [{ date = 2099-01-01, value = 3 }]', {"zh": "2099", "en": "2099"}),
], ids=["broken", "bytes", "path", "script", "negative", "date"])
def test_a_broken_upload(levers: Any, language: str, content: bytes, says: dict[str, str]) -> None:
    levers.locator("input[type=file]").set_input_files(
        {"name": "plan.toml", "mimeType": "application/toml", "buffer": content})
    one_message(levers, says[language])


@LANGUAGES
def test_an_upload_of_a_gigabyte(levers: Any, language: str, tmp_path: Path) -> None:
    """The browser does not even begin to send it."""
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    sent: list[int] = []
    levers.on("request", lambda request: sent.append(1) if request.method in ("PUT", "POST") else None)
    levers.locator("input[type=file]").set_input_files(huge)
    alert = levers.get_by_test_id("stFileChip").get_by_role("alert")
    alert.wait_for()
    settled(levers)
    said = alert.evaluate("alert => getComputedStyle(alert, '::after').content")
    assert "16 MB" in said and alert.bounding_box()["height"] > 10
    assert levers.get_by_role("alert").count() == 1
    assert sent == [] and "set=" not in levers.url and "Traceback" not in body(levers)


def test_the_server_refuses_a_large_upload_that_no_page_would_send(server: Server) -> None:
    request = urllib.request.Request(f"{server.url}/_stcore/upload_file/any/thing", data=b"0" * (3 << 20), method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            taken = answer.status
    except urllib.error.HTTPError as refused:
        assert 400 <= refused.code < 500
    except OSError:
        # Refused before all was sent, and the line closed: the answer may be lost with it.
        pass
    else:
        raise AssertionError(f"taken, with {taken}")
    with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=60) as answer:
        assert answer.status == 200


@LANGUAGES
@pytest.mark.parametrize("name", ["../../etc/x", "<script>alert(1)</script>", ""])
def test_a_name_that_cannot_be(levers: Any, language: str, name: str) -> None:
    levers.locator(".st-key-save_name input").fill(name)
    levers.locator(".st-key-save_name input").press("Enter")
    levers.locator(".st-key-save button").click()
    one_message(levers, words("Give the scenario a name." if not name else "A name has letters, digits, spaces and "
                              'hyphens; none of / \\ < > : " | ? * and no dot at its ends.', language)[:12])


@LANGUAGES
def test_what_nobody_expected_is_one_sentence_with_an_id_and_the_log_has_the_rest(
    browser: Any, tmp_path: Path, language: str
) -> None:
    server = start(tmp_path, app=Path(__file__).with_name("faulty_app.py"))
    try:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{server.url}/?lang={language}")
        for name in ("page", "part", "change"):
            page.get_by_role("button", name=name, exact=True).click()
            alert = page.get_by_role("alert")
            alert.wait_for()
            said = alert.inner_text()
            found = re.search("[0-9a-f]{6}", said)
            assert found is not None and words(
                "Something went wrong. Whoever runs this server finds it in the log under {mark}.", language) in said
            mark = found[0]
            assert "secret" not in body(page) and "Traceback" not in body(page) and "ZeroDivision" not in body(page)
            log = server.log.read_text()
            assert f"[{mark}] ZeroDivisionError" in log and "a secret of the server" in log
            page.reload()
    finally:
        page.close()
        server.end()
