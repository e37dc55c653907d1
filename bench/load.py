"""The explorer under load: ``make load``. Users in browsers of their own move levers and read results, for minutes.

First one user alone: how long from a lever moved to the first answer and to the full set of targets, how long a click
takes that needs no simulation. Then several at once: no error, and memory that stays flat once all have begun. Other
work on the machine makes every figure larger.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
# The browser and the server are started as the tests start them.
sys.path.insert(0, str(ROOT / "tests" / "explorer"))

from browsing import CHROMIUM, FLAGS, Server, address, start  # noqa: E402

GOALS = {"first start": 8.0, "full": 2.5, "click": 0.5}
"""Seconds at most: lever to full set of targets after the first start and warm, and a click without simulation."""
GROWTH = 0.10
"""Share by which memory may grow from the first third of the time to the last."""
PATIENCE_MS = 120_000


@dataclass
class Figures:
    """Seconds by what was waited for, errors, memory over time in MB (seconds, server, workers)."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float, float]] = field(default_factory=list)

    def took(self, what: str, since: float) -> None:
        """Note how long something took."""
        self.seconds.setdefault(what, []).append(time.monotonic() - since)


async def opened(browser: Any, server: Server, figures: Figures, plan: str) -> Any:
    """Return the page of levers of a new user."""
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: figures.errors.append(str(error)))
    await page.goto(f"{server.url}/{address('levers', 'en', plan=plan)}")
    await page.locator(".st-key-lever-totals-nurses input").wait_for()
    return page


async def moved(page: Any, figures: Figures, nurses: int, prefix: str = "") -> None:
    """Move a lever, look at the results, come back."""
    field_ = page.locator(".st-key-lever-totals-nurses input")
    await field_.fill(str(nurses))
    await field_.press("Enter")
    await page.get_by_text(re.compile(rf"→.*\b{nurses:,}\b")).first.wait_for()
    begun = time.monotonic()
    await page.get_by_role("link", name="Results", exact=True).click()
    await page.wait_for_function(THERE, arg=["table.jk-t", ""], polling=LOOK_MS)
    figures.took(f"{prefix}first answer", begun)
    await page.wait_for_function(THERE, arg=["p", "Done: 10"], polling=LOOK_MS)
    figures.took(f"{prefix}full", begun)
    await page.wait_for_function(THERE, arg=["p", "After 10 repl"], polling=LOOK_MS)
    figures.took(f"{prefix}drawn", begun)
    await complaints(page, figures)
    for group in ("Waits", "Beds"):
        begun = time.monotonic()
        await page.locator(".st-key-results_view").get_by_role("radio", name=group, exact=True).click()
        await page.get_by_text({"Waits": "Waiting for a bed", "Beds": "Staffed beds"}[group]).first.wait_for()
        await page.wait_for_function(IDLE)
        figures.took(f"{prefix}click", begun)
    await page.get_by_role("link", name="Levers", exact=True).click()
    await field_.wait_for()


# A locator looks every half a second only, once it has looked a few times.
LOOK_MS = 50
THERE = "([what, words]) => [...document.querySelectorAll(what)].some(e => e.textContent.includes(words))"
IDLE = "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"


async def complaints(page: Any, figures: Figures) -> None:
    """Note what a page says went wrong."""
    for alert in await page.get_by_role("alert").all():
        figures.errors.append(await alert.inner_text())


async def text_of(page: Any) -> str:
    """Return what a page that did not go on says, and whether it is still being drawn."""
    app = page.get_by_test_id("stApp")
    return f"{await app.get_attribute('data-test-script-state')}: {(await app.inner_text())[:1500]}"


def memory(server: Server) -> tuple[float, float]:
    """Return the memory of the server and of its workers, MB."""
    main = psutil.Process(server.process.pid)
    return main.memory_info().rss / 1e6, sum(child.memory_info().rss for child in main.children()) / 1e6


async def user(number: int, browser: Any, server: Server, figures: Figures, until: float) -> None:
    """Be a user who moves a lever again and again, never to the same place."""
    page = await opened(browser, server, figures, "qujing")
    nurses = 1000 + number
    while time.monotonic() < until:
        nurses += 10
        try:
            await moved(page, figures, nurses)
        except Exception as error:
            figures.errors.append(f"user {number}: {type(error).__name__}: {str(error)[:300]}\n{await text_of(page)}")
            return
    await page.context.close()


async def watched(server: Server, figures: Figures, until: float) -> None:
    """Note the memory every five seconds."""
    begun = time.monotonic()
    while time.monotonic() < until:
        figures.memory.append((time.monotonic() - begun, *memory(server)))
        await asyncio.sleep(5.0)


async def run(users: int, minutes: float) -> tuple[Figures, Figures]:
    """Return the figures of one user alone, and of several at once."""
    from playwright.async_api import async_playwright

    alone, together = Figures(), Figures()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        server = start(Path(folder))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            try:
                page = await opened(browser, server, alone, "qujing")
                await moved(page, alone, 999, "first start: ")
                alone.took("first start: since the server started", begun)
                for n in range(5):
                    await moved(page, alone, 910 + n)
                await page.context.close()
                if users and minutes:
                    until = time.monotonic() + minutes * 60.0
                    await asyncio.gather(watched(server, together, until),
                                         *(user(n, browser, server, together, until) for n in range(users)))
            finally:
                await browser.close()
                server.end()
    return alone, together


def table(figures: Figures) -> str:
    """Return the seconds as a table."""
    rows = [f"  {what:45s} n {len(all_):4d}   median {statistics.median(all_):6.2f} s   most {max(all_):6.2f} s"
            for what, all_ in figures.seconds.items()]
    return "\n".join(rows)


def growth(figures: Figures) -> float:
    """Return by what share the memory of server and workers grew from the first third, its start apart, to the last."""
    all_ = [server + workers for _, server, workers in figures.memory]
    third = len(all_) // 3
    return statistics.mean(all_[-third:]) / statistics.mean(all_[third // 2 : third + 1]) - 1.0 if third > 2 else 0.0


def main() -> int:
    """Measure, print, and fail on an error or memory that grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    alone, together = asyncio.run(run(asked.users, asked.minutes))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("alone:", table(alone), sep="\n")
    print(f"{asked.users} users for {asked.minutes:g} minutes:", table(together), sep="\n")
    print(f"  memory: {[f'{s:.0f}+{w:.0f}' for _, s, w in together.memory[:: max(1, len(together.memory) // 8)]]} MB, "
          f"growth {growth(together):.1%}")
    errors = alone.errors + together.errors
    print(f"  errors: {len(errors)}", *errors[:5], sep="\n  ")
    if asked.json:
        asked.json.write_text(json.dumps({"alone": vars(alone), "together": vars(together)}, indent=1))
    return 1 if errors or growth(together) > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
