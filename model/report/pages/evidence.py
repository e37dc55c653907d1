"""What the model is held against, and what it needs to run: from the cases of validation and the project's own file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from model.experiments.validating.exact_cases import cases
from model.experiments.validating.face_validity import HELD_OUT_SHARE, ROWS
from model.report.pages import markdown

_PROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"


def exact_cases() -> str:
    """Return every quantity whose exact value is known."""
    rows = []
    for case in cases():
        for quantity in case.quantities:
            published = "" if quantity.published is None else f"{quantity.published:g}"
            number = f"{quantity.exact:g}"
            rows.append((f"`{case.name}`", quantity.title.en, number, published, str(case.replications), case.source))
    heads = ("case", "quantity", "exact", "as published", "replications", "source of the exact value")
    return markdown.table(heads, rows)


def face_validity() -> str:
    """Return the figures of Qujing's base year with the ranges they are held against."""
    rows = []
    for row in ROWS:
        use = f"calibrated: {row.calibrated}" if row.calibrated else "held out"
        miss = row.miss.en if row.miss else ""
        rows.append((row.title.en, f"{row.low:g} to {row.high:g}", use, row.source, miss))
    calibrated = sum(bool(row.calibrated) for row in ROWS)
    lead = (
        f"{calibrated} rows were calibrated, {len(ROWS) - calibrated} held out; of these at least {HELD_OUT_SHARE:.0%} "
        "must lie within.\n\n"
    )
    return lead + markdown.table(("figure", "range", "use", "source", "expected to miss, because"), rows)


def software() -> str:
    """Return the version, the language and the libraries that the package asks for."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    needs = ", ".join(need.replace(">=", " ≥ ") for need in sorted(project["dependencies"], key=str.lower))
    python = project["requires-python"].replace(">=", "≥ ")
    return (
        f"Version {project['version']}; Python {python}; {needs}. Every version, with its hash, is in "
        "`requirements.lock`.\n"
    )


def licence() -> str:
    """Return under which licence the code may be used."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    return f"Licence: {project['license']}.\n"
