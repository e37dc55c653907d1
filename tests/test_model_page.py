"""The description of the model names the code that carries out each rule: every name must exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
QUOTED = [" ".join(text.split()) for text in re.findall(r"`([^`]+)`", (ROOT / "docs/model.md").read_text("utf-8"))]
REFERENCES = [m for text in QUOTED if (m := re.fullmatch(r"([a-z_]+/[a-z_/]+\.py)(?:: (.+))?", text))]


def test_there_are_references() -> None:
    assert len(REFERENCES) > 80


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda m: m[0])
def test_what_a_rule_names_exists(reference: re.Match[str]) -> None:
    folder = ROOT if reference[1].startswith("tests/") else ROOT / "model"
    source = (folder / reference[1]).read_text("utf-8")
    for name in (reference[2] or "").replace(".", ", ").split(", "):
        assert re.search(rf"(def|class) {name}\b|^\s*{name}\b.*=", source, re.MULTILINE), name
