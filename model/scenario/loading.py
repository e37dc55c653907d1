"""Reading a plan: TOML files, ``extends``, overrides, and one clear message when something is wrong."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from model.scenario import catalogue
from model.scenario.merging import Layers, plain
from model.scenario.practised import keep_practice
from model.scenario.problems import Problem, ScenarioError, meant, problems_of, wrong_measures
from model.scenario.reachable import unreachable_places
from model.scenario.schema import Scenario

__all__ = ["Overrides", "ScenarioError", "change", "digest", "load", "read_table", "read_toml"]

Overrides = Mapping[str, Any] | Sequence[str]


def load(name_or_path: str | os.PathLike[str], overrides: Overrides = ()) -> Scenario:
    """Read a plan.

    Parameters
    ----------
    name_or_path : str or path
        A name of the catalogue (``"qujing"``) or the path of a TOML file.
    overrides : mapping of key path to value, or sequence of ``"path=value"``
        Laid over the file in the order given: ``totals.open_beds=3000`` (a schedule becomes a constant),
        ``totals.open_beds.steps.0.value=2900``, ``hospitals.市三院.open_beds=800`` (an element by its name),
        ``stay.short.median=25``.

    Raises
    ------
    ScenarioError
        The plan does not exist, is not TOML, or says something that the schema does not allow.
    """
    path = _located(name_or_path)
    layers = Layers(Scenario)
    for file, table in _chain(path):
        layers.add(table, str(file))
    return _changed(layers, _pairs(overrides), path.stem, str(path))


def read_table(table: Mapping[str, Any], name: str) -> Scenario:
    """Read a plan from what a file that extends nothing says.

    Parameters
    ----------
    table : mapping
        As TOML has it.
    name : str
        Of the plan.

    Raises
    ------
    ScenarioError
        It says something that the schema does not allow.
    """
    layers = Layers(Scenario)
    layers.add(table, name)
    return _changed(layers, [], name, name)


def change(scenario: Scenario, overrides: Overrides) -> Scenario:
    """Lay overrides over a plan that is loaded, as `load` lays them over its file.

    Parameters
    ----------
    scenario : Scenario
    overrides : mapping of key path to value, or sequence of ``"path=value"``
        As for `load`.

    Raises
    ------
    ScenarioError
        A path does not exist, or the schema does not allow what it is given.
    """
    layers = Layers(Scenario)
    layers.add(plain(scenario), scenario.name)
    return _changed(layers, _pairs(overrides), scenario.name, scenario.name)


def _changed(layers: Layers, pairs: list[tuple[str, Any]], name: str, where: str) -> Scenario:
    as_written = copy.deepcopy(layers.table) if pairs else {}
    for key, value in pairs:
        layers.add(_nested(key, value), f"--set {key}")
    layers.table["name"] = name

    problems: list[Problem] = []
    try:
        scenario = Scenario.model_validate(layers.table)
        problems = unreachable_places(scenario)
    except ValidationError as error:
        problems = problems_of(error, layers.table, Scenario)
    problems += wrong_measures(layers.table)
    if problems:
        whole = f"{where}{' with --set ' if pairs else ''}{', '.join(key for key, _ in pairs)}"
        raise ScenarioError("\n".join(p.said_of(layers.writer(p.where) or whole) for p in problems))
    return keep_practice(Scenario.model_validate(as_written), scenario) if pairs else scenario


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 of everything a plan says, its name and the name of what it extends apart."""
    content = scenario.model_dump(mode="json", exclude={"name", "extends"})
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# --- files ---------------------------------------------------------------------------------------------


def _located(name_or_path: str | os.PathLike[str]) -> Path:
    text = os.fspath(name_or_path)
    if not isinstance(name_or_path, str) or text.endswith(".toml") or "/" in text:
        return Path(text)
    if (path := catalogue.path_of(text)) is not None:
        return path
    raise ScenarioError(f"no scenario is called {text!r}{meant(text, catalogue.names())}")


def _chain(path: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Return the files a plan is made of with their tables, what is extended first."""
    chain: list[tuple[Path, dict[str, Any]]] = []
    seen: list[Path] = []
    while True:
        if path.resolve() in seen:
            circle = " → ".join(file.stem for file in (*seen, path))
            raise ScenarioError(f"{chain[-1][0]}: extends: goes round in a circle: {circle}")
        table = read_toml(path)
        chain.append((path, table))
        seen.append(path.resolve())
        parent = table.get("extends", "")
        if not isinstance(parent, str):
            raise ScenarioError(
                f"{path}: extends: expected the name of a scenario in quotation marks, not {parent!r}"
            )
        if not parent:
            return _told_apart(chain)
        path = _parent(path, parent)


def _told_apart(chain: list[tuple[Path, dict[str, Any]]]) -> list[tuple[Path, dict[str, Any]]]:
    """Put what is extended first; only the plan itself keeps the name of what it extends."""
    plan, *extended = chain
    bare = [(path, {k: v for k, v in table.items() if k != "extends"}) for path, table in extended]
    return [*reversed(bare), plan]


def _parent(path: Path, parent: str) -> Path:
    """Find what ``extends`` names: a relative path, a file in the same folder, or a plan of the catalogue."""
    if parent.endswith(".toml") or "/" in parent:
        return path.parent / parent
    beside = path.parent / f"{parent}.toml"
    if beside.is_file() and beside.resolve() != path.resolve():
        return beside
    listed = catalogue.path_of(parent)
    if listed is None:
        known = sorted({*catalogue.names(), *(file.stem for file in path.parent.glob("*.toml"))} - {path.stem})
        raise ScenarioError(f"{path}: extends: no scenario is called {parent!r}{meant(parent, known)}")
    return listed


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file says.

    Raises
    ------
    ScenarioError
        It cannot be read, or is not TOML; the message says where and what was probably meant.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: not UTF-8 text (byte {error.start}); save the file as UTF-8") from None
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_syntax(path, text, str(error))) from None


def _syntax(path: Path, text: str, message: str) -> str:
    """Word an error of TOML syntax; Chinese outside quotation marks is its commonest cause here."""
    lines = text.splitlines()
    what = message.split(" (at ")[0]
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    if place is None:  # at the end of the file
        return f"{path}, line {max(len(lines), 1)}: {what}"
    line = lines[int(place[1]) - 1] if int(place[1]) <= len(lines) else ""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)
    hint = ""
    if foreign := re.search(r"[^\x00-\x7f]+", bare):
        hint = f"; {foreign[0]!r} needs quotation marks, or is a full-width sign where an ASCII one is meant"
    return f"{path}, line {place[1]}, column {place[2]}: {what}{hint}"


# --- overrides -----------------------------------------------------------------------------------------


def _pairs(overrides: Overrides) -> list[tuple[str, Any]]:
    if isinstance(overrides, Mapping):
        return list(overrides.items())
    if isinstance(overrides, str):
        overrides = (overrides,)
    pairs = []
    for text in overrides:
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise ScenarioError(f"--set {text}: expected path=value, for example totals.open_beds=3000")
        pairs.append((path.strip(), _typed(value.strip())))
    return pairs


def _typed(text: str) -> Any:
    """Read a value as TOML would; what is not TOML is a word."""
    try:
        table = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return table["value"] if len(table) == 1 else text


def _nested(path: str, value: Any) -> dict[str, Any]:
    keys = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([^."]+)', path)]
    if not keys or keys[0] in ("name", "extends"):
        raise ScenarioError(f"--set {path}: not a key that can be set")
    for key in reversed(keys):
        value = {key: value}
    return dict(value)
