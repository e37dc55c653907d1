"""Writing a plan as TOML, as a planner would: a section for each table, a block for each county or hospital."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def key_text(key: str) -> str:
    """Write a key, in quotation marks where it needs them."""
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def value_text(value: Any) -> str:
    """Write a value in one line, the elements of a list of tables in one each."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and math.isinf(value):
        return "inf"
    if isinstance(value, (int, float)):
        return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key_text(key)} = {_number_text(key, inner)}" for key, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if any(isinstance(inner, Mapping) for inner in value):
        return "[\n" + "".join(f"    {value_text(inner)},\n" for inner in value) + "]"
    return "[" + ", ".join(value_text(inner) for inner in value) + "]"


def _number_text(key: str, value: Any) -> str:
    """Write a part of a table; a number without limit is the word, as planners write it."""
    return '"unlimited"' if key == "value" and value == math.inf else value_text(value)


def plan_text(table: Mapping[str, Any], heading: str = "") -> str:
    """Write a whole plan, or what differs from another.

    Parameters
    ----------
    table : mapping
        As a file would say it (see `model.scenario.merging.plain`); nothing may be None.
    heading : str
        Lines of comment for the top.
    """
    lines = [f"# {line}".rstrip() for line in heading.splitlines()]
    for key, value in table.items():
        if not _is_section(value):
            lines.append(f"{key_text(key)} = {value_text(value)}")
    for key, value in table.items():
        if _is_section(value):
            lines += _section(key_text(key), value)
    return "\n".join(lines) + "\n"


def _is_section(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not {"value", "kind", "zh"} & set(value)
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(inner, Mapping) for inner in value)


def _section(name: str, value: Any) -> Iterator[str]:
    parts = [(f"[{name}]", value)] if isinstance(value, Mapping) else [(f"[[{name}]]", part) for part in value]
    for head, part in parts:
        yield from ("", head)
        for key, inner in part.items():
            yield f"{key_text(key)} = {value_text(inner)}"
