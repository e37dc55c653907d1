"""Where the plans live, and which there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from model.scenario.values import Title

_PACKAGE = Path(__file__).resolve().parents[1]


def folder() -> Path:
    """Return the folder of the plans: ``scenarios/`` beside the package, or the copy in the package."""
    beside = _PACKAGE.parent / "scenarios"
    carried = _PACKAGE / "_scenarios"
    return carried if carried.is_dir() else beside


def names() -> tuple[str, ...]:
    """Return the names of the plans in the catalogue, sorted."""
    return tuple(sorted(path.stem for path in folder().glob("*.toml")))


def path_of(name: str) -> Path | None:
    """Return the file of the plan called ``name``, or None when there is none."""
    return folder() / f"{name}.toml" if name in names() else None


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue. ``end`` is the first day after the plan's horizon."""

    name: str
    title: Title
    extends: str
    start: date
    end: date
    regions: int


def describe() -> list[Entry]:
    """Load every plan of the catalogue and return what it is, each variant after the plan it extends.

    Raises
    ------
    ScenarioError
        When a plan of the catalogue cannot be read.
    """
    from model.scenario.loading import load

    entries = {}
    for name in names():
        plan = load(name)
        horizon = plan.horizon
        entries[name] = Entry(name, plan.title, plan.extends, horizon.start, horizon.end, len(plan.regions))

    def family(entry: Entry) -> tuple[str, ...]:
        parent = entries.get(entry.extends)
        return (*family(parent), entry.name) if parent else (entry.name,)

    return sorted(entries.values(), key=family)
