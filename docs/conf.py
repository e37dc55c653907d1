"""How `make docs` builds the pages: all Markdown of the project, as it stands, into one site.

The source is the folder above, so that a link from a page to the README or to a file of the code is the same here and
where the repository is read. What is where in the site is said below: pages carry no marks of the tool.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]

NAV: dict[str, tuple[str, ...]] = {
    "Start": ("README", "docs/experiments/compare", "docs/experiments/solve", "docs/experiments/uncertainty",
              "docs/experiments/sweeps", "docs/reports", "docs/local-data"),
    "Methods": ("docs/methods/stress-des", "docs/methods/limits", "docs/model", "docs/parameters", "docs/measures"),
    "中文": ("docs/zh/methods", "docs/zh/limits", "docs/zh/model"),
    "Code": ("docs/architecture", "docs/engine", "docs/how-to", "CONTRIBUTING", "CHANGELOG"),
}  # fmt: skip
"""Captions and pages of the navigation; a page that is missing here fails the build."""

project = "Jingkang 精康"
author = "Jingkang contributors"
project_copyright = "2026, Jingkang contributors"
html_title = project
language = "en"

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "docs/**/*.md"]
exclude_patterns = sorted(each.name for each in ROOT.iterdir() if each.is_dir() and each.name != "docs")
# Headings have the anchors that GitHub gives them, so that one link serves both.
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_copy_source = False
html_show_sphinx = False
html_additional_pages = {"index": "to-index.html"}
templates_path = ["_templates"]


def _navigation(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the first page the tables of contents that the navigation is made of."""
    if docname == root_doc:
        for caption, pages in NAV.items():
            inside = "\n".join(f"/{page}" for page in pages)
            source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{inside}\n```\n"


def setup(app: Sphinx) -> None:
    """Called by the tool."""
    app.connect("source-read", _navigation)
