"""A server of the explorer and a browser that looks at it: for the tests of this folder and for the screenshots."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from model.explorer.catalogue import translated
from model.explorer.words import CATALOGUE

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


def start(folder: Path, *options: str, cwd: Path = ROOT, app: Path | None = None, port: int = 0,
          **environment: str) -> Server:
    """Start a server with a data folder of its own and wait until it answers."""
    port, log = port or free_port(), folder / "server.log"
    env = {**os.environ, "JINGKANG_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT), **environment}
    begin = ["streamlit", "run", str(app)] if app else ["model.explorer"]
    command = [sys.executable, "-m", *begin, "--server.port", str(port), *options]
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
        page.on("console", self._said)

    def _said(self, message: Any) -> None:
        # On a page with a name Streamlit looks for its server beside the page first.
        looks = "/_stcore/" in message.location.get("url", "") and "404" in message.text
        if message.type == "error" and not looks:
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.abroad.append(url)


def settled(page: Any) -> None:
    """Wait until the page is drawn: nothing runs for it, and did not a moment ago."""
    page.wait_for_function("""() => {
      const app = document.querySelector('[data-testid=stApp]');
      const idle = app?.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale=true]');
      window.idleSince = idle ? window.idleSince ?? Date.now() : undefined;
      return idle && Date.now() - window.idleSince > 350 }""", polling=100)


def address(name: str, language: str, **words: str) -> str:
    """Return the address of a page: language, plan and what else it carries."""
    return f"{name}?{urlencode({'lang': language, **{key: word for key, word in words.items() if word}})}"


def body(page: Any) -> str:
    """Return all that a page says."""
    return str(page.inner_text("body"))


def work_done(page: Any) -> None:
    """Wait until a page has all replications it asked for."""
    page.get_by_text(re.compile(r"^\s*(Done: |已完成)")).first.wait_for()
    settled(page)


@cache
def _chinese() -> dict[str, str]:
    return translated(CATALOGUE.read_text(encoding="utf-8"))


def words(message: str, language: str) -> str:
    """Return a message as a page in a language shows it, its values up to the first left open."""
    text = _chinese()[message] if language == "zh" else message
    return text.split("{")[0]
