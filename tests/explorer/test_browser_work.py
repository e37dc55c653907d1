"""Work in a real browser: two users at once, cancel, reload in the middle, a closed tab; who cannot disturb whom."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest
from browsing import PATIENCE, Server, address, body, settled, words, work_done

MANY = {"zh": {"plan": "zhejiang", "set": '{"home.interval_stable_days":41}'},
        "en": {"plan": "zhejiang", "set": '{"home.interval_stable_days":42}'}}
"""Twenty replications that take seconds each, half of them never kept by another test: more than is done before a
click.
"""
HUGE = "china"
"""A plan whose replications take minutes each: work that is under way for longer than a visitor may be gone."""


def workers(server: Server) -> set[int]:
    return {child.pid for child in psutil.Process(server.process.pid).children()}


def until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def at_work(server: Server) -> Callable[[], bool]:
    """Return whether a worker has computed for half a second since; one that is replaced meanwhile does not count."""
    begun = {pid: spent(pid) for pid in workers(server)}
    return lambda: any(spent(pid) > begun.setdefault(pid, spent(pid)) + 0.5 for pid in workers(server))


def spent(pid: int) -> float:
    """Return the processor time of a process, seconds."""
    try:
        return psutil.Process(pid).cpu_times().user
    except psutil.NoSuchProcess:
        return 0.0


def running(page: Any) -> Any:
    return page.get_by_text(re.compile("Running: |正在运行")).first


@pytest.mark.parametrize("language", ["zh", "en"])
def test_cancel_ends_the_work_and_what_has_come_can_be_gone_on_with(visit: Any, server: Server, language: str) -> None:
    page = visit(address("results", language, **MANY[language]), language)
    page.get_by_role("button", name=words("Cancel", language)).wait_for()
    until(at_work(server))
    before = workers(server)
    page.get_by_role("button", name=words("Cancel", language)).click()
    page.get_by_role("button", name=words("Go on", language)).wait_for()
    until(lambda: before - workers(server))
    page.get_by_role("button", name=words("Go on", language)).click()
    running(page).wait_for()
    page.get_by_role("button", name=words("Cancel", language)).click()
    page.get_by_role("button", name=words("Go on", language)).wait_for()


def test_two_users_at_once_do_not_disturb_each_other(visit: Any) -> None:
    one = visit(address("results", "zh", plan="yuncheng"), "zh")
    running(one).wait_for()
    other = visit(address("results", "en", plan="pilot-district", set='{"home.interval_stable_days":45}'), "en")
    work_done(other)
    assert other.locator("table.jk-t tbody tr").count() == 16
    work_done(one)
    assert one.locator("h1").inner_text().strip() == words("Results", "zh")
    assert one.locator("table.jk-t tbody tr").count() == 4


def test_a_reload_in_the_middle_goes_on(visit: Any) -> None:
    asked = address("results", "en", plan="jinnan", set='{"home.interval_stable_days":50}')
    page = visit(asked, "en")
    running(page).wait_for()
    page.reload()
    work_done(page)
    assert page.locator("table.jk-t tbody tr").count() == 2


def test_a_closed_tab_frees_its_work(visit: Any, server: Server) -> None:
    page = visit(address("results", "en", plan=HUGE), "en")
    page.get_by_role("button", name="Run", exact=True).click()
    running(page).wait_for()
    until(at_work(server))
    before = workers(server)
    page.close()
    until(lambda: before - workers(server))


def test_the_same_question_again_is_answered_at_once(visit: Any) -> None:
    """What one visitor has computed, another need not wait for: nothing runs."""
    asked = address("results", "en", plan="pilot-district")
    work_done(visit(asked, "en"))
    again = visit(asked, "en")
    again.locator("table.jk-t").wait_for()
    assert "Running" not in body(again)
    settled(again)
