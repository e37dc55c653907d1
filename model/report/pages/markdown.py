"""Markdown as the generated pages need it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CHINESE = "\u4e00-\u9fff"
_WIDE = str.maketrans(",:;", "\uff0c\uff1a\uff1b")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar in a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def points(lines: Iterable[str]) -> str:
    """Return a list of points."""
    return "".join(f"- {line}\n" for line in lines)


def chinese(text: str) -> str:
    """Return a text with the wide signs that Chinese is set with; messages for terminals have narrow ones."""
    text = re.sub(rf"(?<=[{_CHINESE}”])\(([^()]*)\)", "\uff08\\1\uff09", text)
    return re.sub(
        rf"(?<=[{_CHINESE}”\uff09])[,:;]|[,:;](?=[{_CHINESE}“])", lambda sign: sign[0].translate(_WIDE), text
    )
