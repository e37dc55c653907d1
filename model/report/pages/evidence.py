"""What the model is held against, and what it needs to run: from the cases of validation and the project's own file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from model.experiments.validating.exact_cases import cases
from model.experiments.validating.face_validity import HELD_OUT_SHARE, REPLICATIONS, ROWS
from model.explorer.validation import kept
from model.report.pages import markdown

_PROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"


def exact_cases() -> str:
    """Return every quantity whose exact value is known, with what the model gave when last validated in full."""
    results = kept()
    found = {(row["case"], row["quantity"]): row for row in results["exact"]}
    outside = sum(not row["within"] for row in results["exact"])
    lead = (
        f"Computed on {results['date']} with version {results['version']}: of {len(found)} comparisons {outside} lie "
        f"beyond {results['bound']:g} standard errors; of a faultless model {results['false_alarms_expected']:.1f} "
        "would on average.\n\n"
    )
    rows = []
    for case in cases():
        for quantity in case.quantities:
            published = "" if quantity.published is None else f"{quantity.published:g}"
            number = f"{quantity.exact:g}"
            row = found[case.name, quantity.key]
            given = f"{row['observed']:.5g} ± {row['standard_error']:.2g}"
            many = str(row["replications"])
            rows.append((f"`{case.name}`", quantity.title.en, number, given, published, many, case.source))
    heads = ("case", "quantity", "exact", "model ± SE", "as published", "replications", "source of the exact value")
    return lead + markdown.table(heads, rows)


def face_validity() -> str:
    """Return the figures of Qujing's base year with the ranges they are held against, and what the model gave."""
    results = kept()
    found = {row["measure"]: row for row in results["face"]}
    rows = []
    for row in ROWS:
        use = f"calibrated: {row.calibrated}" if row.calibrated else "held out"
        miss = row.miss.en if row.miss else ""
        value = found[row.key]["value"]
        given = f"{value:.3g}" if row.low <= value <= row.high else f"**{value:.3g}**, outside"
        rows.append((row.title.en, f"{row.low:g} to {row.high:g}", given, use, row.source, miss))
    calibrated = sum(bool(row.calibrated) for row in ROWS)
    lead = (
        f"{calibrated} rows were calibrated, {len(ROWS) - calibrated} held out; of these at least {HELD_OUT_SHARE:.0%} "
        f"must lie within. Means of {REPLICATIONS} replications, computed on {results['date']} with version "
        f"{results['version']}.\n\n"
    )
    heads = ("figure", "range", "model", "use", "source of the range", "expected to miss, because")
    return lead + markdown.table(heads, rows)


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
