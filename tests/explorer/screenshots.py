"""Pictures of every page in both languages, from a browser: ``make screenshots``, or some of them by name.

They are of the pages as shipped, with a scenario of more nurses and psychiatrists laid over Qujing's plan.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from browsing import CHROMIUM, FLAGS, LOCALES, ROOT, settled, start
from PIL import Image

FOLDER = ROOT / "docs" / "screenshots"
WIDTH = 1280
HEIGHTS = {"plan": 1250, "levers": 1250, "results": 1900, "compare": 3200, "solve": 1500, "evidence": 1150, "patient": 1250}
MINUTES = 10
"""A busy machine takes long for what a page shows."""
COLOURS, APART = 256, 6
"""Flat colours and text need no more; a picture is a third as large. Each is a colour of the picture, the most frequent
first, and apart from those before it: nothing gets a tint, and colours of a chart do not run into each other.
"""
MORE_STAFF = {
    "totals.nurses.steps": [{"date": "2025-01-01", "value": 2100}],
    "totals.psychiatrists.steps": [{"date": "2025-01-01", "value": 420}],
}
ASKED = {"kind": "least", "lever": "psychiatrists", "targets": ["standardised_management_rate@2025-12-31"],
         "probability": 0.9, "low": 150.0, "high": 900.0, "care": "quick"}
"""Answered in less than a minute."""


def address(name: str, language: str) -> str:
    changes = quote(json.dumps(MORE_STAFF, separators=(",", ":")))
    page = "" if name == "plan" else name
    if name == "compare":
        return f"compare?lang={language}&plan=qujing&compare={quote('qujing|qujing-beds-3000')}"
    if name == "solve":
        return f"solve?lang={language}&plan=qujing&ask={quote(json.dumps(ASKED, separators=(',', ':')))}"
    return f"{page}?lang={language}&plan=qujing" + (f"&set={changes}" if name in ("levers", "results") else "")


def ready(page: Any, name: str) -> None:
    """Wait until a page shows what it is for."""
    page.wait_for_selector("h1")
    if name in ("results", "compare"):
        page.wait_for_selector("[data-testid=stDownloadButton]", timeout=MINUTES * 60_000)
        page.wait_for_function("() => !document.querySelector('.st-key-cancel')", timeout=MINUTES * 60_000)
    if name == "solve":
        # What one language has worked out is there for the other.
        begin, answer = page.locator(".st-key-ask_begin button"), page.locator("[data-testid=stDownloadButton]")
        begin.or_(answer).first.wait_for()
        if begin.count():
            begin.click()
        answer.first.wait_for()
    if name == "patient":
        page.wait_for_selector("[data-testid=stMetric]", timeout=MINUTES * 60_000)
    settled(page)
    page.wait_for_timeout(1500)


def kept(picture: bytes, path: Path) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    found = sorted(image.getcolors(image.width * image.height) or [], reverse=True)
    chosen: list[Any] = []
    for _times, colour in found:
        if all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) > APART for other in chosen):
            chosen.append(colour)
        if len(chosen) == COLOURS:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette([level for colour in chosen for level in colour])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)


def main(wanted: list[str], folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = start(Path(data))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            for name in wanted or HEIGHTS:
                for language, locale in LOCALES.items():
                    view = {"width": WIDTH, "height": HEIGHTS[name]}
                    context = browser.new_context(locale=locale, viewport=view, reduced_motion="reduce")
                    page = context.new_page()
                    page.set_default_timeout(MINUTES * 60_000)
                    page.goto(f"{server.url}/{address(name, language)}")
                    ready(page, name)
                    kept(page.screenshot(), folder / f"{name}-{language}.png")
                    context.close()
        finally:
            browser.close()
            server.end()


if __name__ == "__main__":
    main(sys.argv[1:], Path(os.environ.get("SCREENSHOTS", FOLDER)))
