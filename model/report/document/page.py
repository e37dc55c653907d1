"""A report as one HTML file that needs nothing else: style and pictures inside, and nothing that runs."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from model.report.document.blocks import FILLS, Heading, Paper, Paragraph, Picture, Points, Table, cell

_DATED = re.compile(r"\d+(?:-\d+)+")


def write_page(paper: Paper, path: Path) -> None:
    """Write a report as a self-contained page."""
    environment = Environment(
        loader=PackageLoader("model.report.document", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["data_uri"] = _data_uri
    environment.filters["cell"], environment.filters["whole"] = cell, _whole
    page = environment.get_template("report.html.j2")
    path.write_text(page.render(paper=paper, blocks=_numbered(paper), fills=FILLS), encoding="utf-8")


def _whole(text: str) -> Markup:
    """Return a text in which no date is broken at the end of a line."""
    return Markup(_DATED.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def _data_uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _numbered(paper: Paper) -> list[dict[str, Any]]:
    """Return the blocks with their kinds, and an anchor for every chapter."""
    kinds = {Heading: "heading", Paragraph: "paragraph", Points: "points", Table: "table", Picture: "picture"}
    return [
        {"kind": kinds.get(type(block), "break"), "of": block, "anchor": f"part-{n}"}
        for n, block in enumerate(paper.blocks)
    ]
