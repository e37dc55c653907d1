"""A server of the explorer for the tests of this folder, and a browser; whatever the browser complains of is a failure."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from model.explorer.desk import Desk

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]
PATIENCE = 120.0
"""Seconds until a test gives up: on a busy machine the first page takes long."""
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass
class Server:
    """A running server: where it is, and its process."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(folder: Path, *options: str, cwd: Path = ROOT, **environment: str) -> Server:
    """Start a server with a data folder of its own and wait until it answers."""
    port, log = free_port(), folder / "server.log"
    env = {**os.environ, "JINGKANG_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-m", "model.explorer", "--server.port", str(port), *options]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=file, stderr=subprocess.STDOUT)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return Server(f"http://127.0.0.1:{port}", process, log)
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Keep the main module: Streamlit's testing tool puts a page in its place, which worker processes that other tests
    start would run.
    """
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None and os.geteuid() != 0:
        pytest.skip("there is no Chromium, and only root may install it (sudo apt install chromium)")
    assert CHROMIUM is not None, "there is no Chromium: make browser"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Watched:
    """What a browser asked for and complained of."""

    host: str
    abroad: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.abroad.append(url)


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Visit]:
    """Open a page as a new visitor: ``visit("evidence?lang=en", "en")``."""
    watched = Watched(urlsplit(server.url).netloc)
    contexts: list[Any] = []

    def visitor(path: str = "", language: str = "zh", width: int = 1280, url: str = server.url) -> Any:
        watched.host = urlsplit(url).netloc
        context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        watched.watch(page)
        page.goto(f"{url}/{path}")
        page.wait_for_selector("h1")
        return page

    yield visitor
    for context in contexts:
        context.close()
    assert watched.abroad == [], "no request leaves the machine"
    assert watched.complaints == [], "the browser's console has errors"


def settled(page: Any) -> None:
    """Wait until the page is no longer running."""
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stStatusWidget\"]')")
