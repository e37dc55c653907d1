"""A scenario as a TOML file, out and in: a plan of the catalogue (``extends``) and what is laid over it, or all of a
plan of somebody's own.
"""

from __future__ import annotations

import math
import re
import threading
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from model.explorer.draft import Draft, check, without_origin
from model.explorer.levers.schedules import laid
from model.explorer.own import plans
from model.explorer.own.taking import taken as own_taken
from model.explorer.words import _, number, reason
from model.local.workbook.imported import toml_of
from model.scenario.catalogue import names
from model.scenario.loading import read_table
from model.scenario.merging import plain
from model.scenario.paths import keys_of, look, path_of
from model.scenario.problems import ScenarioError
from model.scenario.schema import Scenario
from model.scenario.structure import NUMBERS, part_of
from model.scenario.values import Strict
from model.scenario.writing import key_text, value_text

MOST_BYTES = plans.MOST_BYTES + 1_000_000
"""The largest plan that is kept, and what can be laid over it."""
MOST_CHANGES = 200_000
"""Of a file that differs from a plan of the catalogue; what the pages can lay over one is far less."""
_ONE_AT_A_TIME = threading.Lock()
"""A file is read in the page's thread; several large ones at once would fill the memory."""


class UploadError(ValueError):
    """A file cannot be taken; the message says why."""


# --- out -------------------------------------------------------------------------------------------------


def written(draft: Draft) -> str:
    """Return a draft as the text of a TOML file, which `taken` reads back and the command line runs.

    Nobody else has a visitor's own plan: the file says all of it.
    """
    if plans.is_own(draft.base):
        return toml_of(draft.scenario(), draft.name)
    lines = [f"# {draft.name}"] if draft.name else []
    lines.append(f"extends = {value_text(draft.base)}")
    scenario = draft.scenario()
    # Where one change stands above another, the upper one is written with all that the scenario holds there.
    alone: dict[str, Any] = {}
    for path, value in draft.changes.items():
        inside = [other for other in alone if _nested(keys_of(other), keys_of(path))]
        if inside:
            upper = min([*inside, path], key=lambda one: len(keys_of(one)))
            for other in inside:
                alone.pop(other)
            alone[upper] = plain(look(scenario, upper))
        else:
            alone[path] = value
    for path, value in alone.items():
        lines.append(f"{'.'.join(map(key_text, keys_of(path)))} = {value_text(_dated(value))}")
    return "\n".join(lines) + "\n"


def _nested(one: list[str], other: list[str]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _dated(value: Any) -> Any:
    """Return a value of JSON as TOML has it: what reads as a date is one, as a plan writes it; see `_plain`."""
    if isinstance(value, Mapping):
        return {key: _dated(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_dated(inner) for inner in value]
    if isinstance(value, float) and math.isinf(value):
        return "unlimited"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


# --- in --------------------------------------------------------------------------------------------------


def taken(data: bytes) -> Draft:
    """Return the draft that an uploaded file says.

    Raises
    ------
    UploadError
        It is too large, is not TOML, neither differs from a plan of the catalogue nor is a plan, or says what no plan
        may.
    KeepError
        It is a plan of its own, and the data file cannot be used.
    """
    _not_above(MOST_BYTES, len(data))
    with _ONE_AT_A_TIME:
        return _taken(data)


def _not_above(most: int, size: int) -> None:
    if size > most:
        raise UploadError(_("The file is too large: {size} MB, at most {most} MB.", size=number(size / 1e6, 1),
                            most=number(most / 1e6, 1)))


def _taken(data: bytes) -> Draft:
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UploadError(_("The file is not text in UTF-8.")) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UploadError(_("The file is not a TOML file: {problem}", problem=reason(error)[:200])) from None
    if "extends" not in table and "regions" in table:
        return _whole(table)
    _not_above(MOST_CHANGES, len(data))
    base = table.pop("extends", "")
    if not isinstance(base, str) or base not in names():
        raise UploadError(_("The file must begin with extends = \"…\", naming one of these plans: {plans}; or be a "
                            "whole plan, with regions, and extend nothing.",
                            plans=", ".join(names())))
    changes: dict[str, Any] = {}
    for path, value in _flat(table, Scenario, ()):
        changes = laid(changes, {path_of(*path): value})
    draft = Draft(base, changes)
    try:
        check(changes)
        draft.scenario()
    except ScenarioError as error:
        raise UploadError(_("The plan cannot be read: {problem}", problem=reason(error)[:600])) from None
    return draft


def _whole(table: dict[str, Any]) -> Draft:
    """Keep a plan of somebody's own and return it as a draft."""
    try:
        return Draft(own_taken(read_table(table, "plan")))
    except ScenarioError as error:
        problem = reason(ScenarioError(without_origin(str(error), "plan")))
        raise UploadError(_("The plan cannot be read: {problem}", problem=problem[:600])) from None


def _flat(table: Mapping[str, Any], cls: type[Strict] | None, at: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    """Return a table as paths and values: down to numbers, choices and whole lists."""
    result: list[tuple[tuple[str, ...], Any]] = []
    for key, value in table.items():
        field = cls.model_fields.get(key) if cls else None
        inner, many = part_of(field.annotation) if field else (None, False)
        here = (*at, key)
        if isinstance(value, dict) and inner is not None and many:
            for name, element in value.items():
                deeper = isinstance(element, dict) and inner not in NUMBERS
                result += _flat(element, inner, (*here, name)) if deeper else [((*here, name), _plain(element))]
        elif isinstance(value, dict) and inner is not None and inner not in NUMBERS:
            result += _flat(value, inner, here)
        elif isinstance(value, dict) and inner in NUMBERS and not {"value", "kind", "first"} & set(value):
            result += [((*here, part), _plain(held)) for part, held in value.items()]
        else:
            result.append((here, _plain(value)))
    return result


def _plain(value: Any) -> Any:
    """Return a value of TOML as JSON has it: dates as text."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and math.isinf(value):
        return "unlimited"
    return value.isoformat() if hasattr(value, "isoformat") else value
