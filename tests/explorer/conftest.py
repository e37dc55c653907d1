"""What the tests of the explorer share; whatever a browser complains of, or asks another machine for, is a failure."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsing import CHROMIUM, FLAGS, LOCALES, PATIENCE, Server, Watched, start

from model.explorer.charts import look
from model.explorer.desk import Desk


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Keep the main module: Streamlit's testing tool puts a page in its place, which worker processes that other tests
    start would run.
    """
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(autouse=True)
def charts_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check every chart that a page of this process draws against the schema; the pages do not, it takes too long."""
    monkeypatch.setattr(look, "_spec", lambda chart: look.dressed(chart).to_dict(validate=True))


@pytest.fixture(scope="session")
def engine() -> None:
    """Compile the engine if nobody did, before anything waits for a simulation with patience that has an end."""
    from model.engines.choice import get_ready

    get_ready("auto")


@pytest.fixture(scope="session")
def desk(engine: None) -> Iterator[Desk]:
    """Return the desk of the pages that run in this process, closed in the end."""
    from model.explorer import session

    yield session.desk()
    session.desk.clear()


@pytest.fixture(scope="session")
def server(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("server"))
    yield running
    running.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return a browser; not for the whole session, because its event loop would run in other tests too."""
    if CHROMIUM is None and os.geteuid() != 0:
        pytest.skip("there is no Chromium, and only root may install it (sudo apt install chromium)")
    assert CHROMIUM is not None, "there is no Chromium: make browser"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


Visit = Callable[..., Any]


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[Any]:
    """Note for the fixtures whether their test failed."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(scope="module")
def contexts(browser: Any) -> Iterator[dict[tuple[str, int], Any]]:
    """Return browser contexts by language and width: what one page has fetched, the next need not. Visitors are told
    apart by their pages.
    """
    opened: dict[tuple[str, int], Any] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def visit(
    browser: Any, server: Server, contexts: dict[tuple[str, int], Any], request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Open a page as a new visitor: ``visit("evidence?lang=en", "en")``; what a test that failed saw is printed."""
    watched = Watched(urlsplit(server.url).netloc)
    pages: list[Any] = []

    def visitor(path: str = "", language: str = "zh", width: int = 1280, url: str = server.url) -> Any:
        watched.host = urlsplit(url).netloc
        if (language, width) not in contexts:
            contexts[language, width] = browser.new_context(
                locale=LOCALES[language], viewport={"width": width, "height": 900}
            )
        page = contexts[language, width].new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE * 1000)
        from playwright.sync_api import expect

        expect.set_options(timeout=PATIENCE * 1000)
        watched.watch(page)
        page.goto(f"{url}/{path}")
        page.wait_for_selector("h1")
        return page

    yield visitor
    if request.node.stash.get(_FAILED, False):
        for page in pages:
            if not page.is_closed():
                print(f"--- {page.url}\n{page.inner_text('body', timeout=5000)}\n")
        print(f"--- complaints: {watched.complaints}\n--- server's log\n{server.log.read_text()[-4000:]}")
    for page in pages:
        page.close()
    assert watched.abroad == [], "no request leaves the machine"
    assert watched.complaints == [], "the browser's console has errors"
