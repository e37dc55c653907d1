"""Does the model give the answers that are known? What ``jingkang validate`` runs and says.

The exact cases: what queueing theory says against the mean of many replications.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text
from scipy import stats

from model.care.recorder import Output
from model.experiments.running.how import DEFAULT_SEED
from model.experiments.running.replicate import Progress, run
from model.experiments.validating import face_validity
from model.experiments.validating.exact_cases import Case, Quantity, cases
from model.messages import Language, say
from model.scenario.loading import Overrides, load
from model.scenario.values import Title

QUICK_REPLICATIONS = 30
"""Replications of every case when it is not run at full length."""
BOUND = 3.0
"""Standard errors within which the observed value must lie."""
EXACT = Path("results") / "validation" / "exact.csv"
FACE = EXACT.with_name("face.csv")
COLUMNS = (
    "case",
    "quantity",
    "observed",
    "standard_error",
    "exact",
    "published",
    "z",
    "within",
    "replications",
    "seed",
)


@dataclass(frozen=True)
class Check:
    """One comparison.

    Attributes
    ----------
    case, quantity : str
        Names of the case and of the quantity in it.
    title : Title
        What is compared, in words.
    observed, standard_error : float
        Between replications; nan where it cannot be said.
    exact : float
    published : float or None
        What the source found with its own simulation.
    replications, seed : int
    """

    case: str
    quantity: str
    title: Title
    observed: float
    standard_error: float
    exact: float
    published: float | None
    replications: int
    seed: int

    @property
    def z(self) -> float:
        """Return how many standard errors lie between the observed and the exact value."""
        return (self.observed - self.exact) / self.standard_error if self.standard_error > 0.0 else math.nan

    @property
    def within(self) -> bool:
        """Tell whether the observed value lies within the bound; nan does not."""
        return abs(self.z) <= BOUND


def ratio_and_error(numerators: Sequence[float], denominators: Sequence[float]) -> tuple[float, float]:
    """Return the ratio of two sums over replications and its standard error (linearised).

    The mean of the replications' own ratios would be biased where the denominators differ between them.

    Returns
    -------
    ratio, standard_error : float
        nan if the denominators add up to 0; the error also with fewer than two replications.
    """
    above, below = np.asarray(numerators, np.float64), np.asarray(denominators, np.float64)
    total = float(below.sum())
    if total <= 0.0:
        return math.nan, math.nan
    ratio = float(above.sum()) / total
    if above.size < 2:
        return ratio, math.nan
    spread = float(np.std(above - ratio * below, ddof=1))
    return ratio, spread * math.sqrt(above.size) / total


def run_case(
    case: Case,
    replications: int | None = None,
    seed: int = DEFAULT_SEED,
    workers: int | None = None,
    progress: Progress | None = None,
    overrides: Overrides = (),
) -> tuple[Check, ...]:
    """Run a case by the ordinary command and compare it with its exact answers.

    Parameters
    ----------
    case : Case
    replications : int, optional
        By default those of the case at full length.
    seed, workers, progress
        As for `model.run`.
    overrides
        Changes to the scenario, as for `model.load`; the exact answers stay what they are.

    Returns
    -------
    tuple of Check
        One per quantity of the case, in its order.
    """
    number = case.replications if replications is None else replications
    samples: dict[str, list[tuple[float, float]]] = {quantity.key: [] for quantity in case.quantities}

    def note(output: Output) -> None:
        for quantity in case.quantities:
            samples[quantity.key].append(quantity.of(output))

    run(load(case.path, overrides), number, seed, workers=workers, progress=progress, each=note)

    def check(quantity: Quantity) -> Check:
        above, below = zip(*samples[quantity.key], strict=True)
        observed, error = ratio_and_error(above, below)
        return Check(
            case=case.name,
            quantity=quantity.key,
            title=quantity.title,
            observed=observed,
            standard_error=error,
            exact=quantity.exact,
            published=quantity.published,
            replications=number,
            seed=seed,
        )

    return tuple(check(quantity) for quantity in case.quantities)


def validate_exact(
    full: bool = True,
    seed: int = DEFAULT_SEED,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Check, ...]:
    """Run every case that has an exact answer.

    Parameters
    ----------
    full : bool
        The replications of each case (Monks et al.: as published), or `QUICK_REPLICATIONS`.
    seed, workers
        As for `model.run`; each case takes the next seed, so that they do not share their luck.
    progress : callable, optional
        Called with (replications done, replications) over all cases.
    """
    wanted = [case.replications if full else QUICK_REPLICATIONS for case in cases()]
    checks: list[Check] = []
    for number, case in enumerate(cases()):
        before = sum(wanted[:number])
        checks += run_case(case, wanted[number], seed + number, workers, _shifted(progress, before, sum(wanted)))
    return tuple(checks)


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    return None if progress is None else lambda done, _: progress(before + done, total)


def false_alarms(checks: Iterable[Check]) -> float:
    """Return how many comparisons a faultless model would fail on average.

    The standard error is itself estimated from the replications, so the law is Student's; comparisons of one
    case depend on each other, which leaves the average as it is.
    """
    return float(sum(2.0 * stats.t.sf(BOUND, check.replications - 1) for check in checks))


# --- the report ------------------------------------------------------------------------------------------


def report(checks: Sequence[Check], path: Path | None = EXACT) -> pd.DataFrame:
    """Return a row per comparison, columns `COLUMNS`, and write it to ``path`` unless that is None."""
    frame = pd.DataFrame([[getattr(check, name) for name in COLUMNS] for check in checks], columns=COLUMNS)
    if path is not None:
        write_table(frame, path)
    return frame


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f".{path.name}.{os.getpid()}")
    frame.to_csv(work, index=False, lineterminator="\n", float_format="%.6g")
    work.replace(path)


def rows(checks: Iterable[Check], language: Language) -> list[tuple[str, ...]]:
    """Return the cells of the table: case, quantity, observed, error, exact, published, z, verdict."""
    return [
        (
            check.case,
            check.title.zh if language == "zh" else check.title.en,
            f"{check.observed:.5g}",
            f"{check.standard_error:.2g}",
            f"{check.exact:.6g}",
            "" if check.published is None else f"{check.published:.2f}",
            f"{check.z:+.2f}",
            say("validate.within" if check.within else "validate.outside", language),
        )
        for check in checks
    ]


HEADINGS = ("case", "quantity", "observed", "standard_error", "exact_value", "published", "z", "verdict")


def _table(checks: Sequence[Check], language: Language) -> Table:
    table = Table(title=say("validate.exact", language), title_justify="left", title_style="bold")
    for heading in HEADINGS:
        numeric = heading not in ("case", "quantity", "verdict")
        table.add_column(say(f"validate.{heading}", language), justify="right" if numeric else "left")
    for check, cells in zip(checks, rows(checks, language), strict=True):
        *numbers, verdict = (Text(cell) for cell in cells)
        verdict.stylize("green" if check.within else "bold red")
        table.add_row(*numbers, verdict)
    return table


def _named(title: Title, language: Language) -> str:
    return title.zh if language == "zh" else title.en


def _face_table(findings: Sequence[face_validity.Finding], language: Language) -> Table:
    table = Table(title=say("validate.face", language), title_justify="left", title_style="bold")
    for heading in ("quantity", "value", "range", "source", "calibrated_to", "verdict"):
        table.add_column(say(f"validate.{heading}", language), justify="right" if heading == "value" else "left")
    for finding in findings:
        row = finding.row
        verdict = Text(say("validate.within" if finding.within else "validate.outside", language))
        verdict.stylize("green" if finding.within else "bold red")
        calibrated = row.calibrated or say("validate.held_out", language)
        name, within = _named(row.title, language), f"{row.low:g} – {row.high:g}"
        cells = (name, f"{finding.value:.4g}", within, row.source, calibrated)
        table.add_row(*(Text(cell) for cell in cells), verdict)
    return table


def validate(language: Language = "en", as_json: bool = False, show: Callable[[str], Any] = print) -> bool:
    """Compare the model with every known answer at full length, say what came out, and write it.

    Returns
    -------
    bool
        Whether everything lies within its bound.
    """
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task(say("validate.exact", language), total=None)
        checks = validate_exact(progress=lambda done, total: bar.update(task, completed=done, total=total))
        task = bar.add_task(say("validate.face", language), total=None)
        findings = face_validity.base_year(progress=lambda done, total: bar.update(task, completed=done, total=total))
    frame = report(checks)
    faces = face_validity.frame(findings)
    write_table(faces, FACE)
    passed = all(check.within for check in checks) and face_validity.passes(findings)
    if as_json:
        content = {
            "passed": passed,
            "bound": BOUND,
            "false_alarms_expected": false_alarms(checks),
            "exact": [_plain(row) for row in frame.to_dict("records")],
            "face": [_plain(row) for row in faces.to_dict("records")],
            "out": [str(EXACT), str(FACE)],
        }
        show(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))
        return passed
    screen = Console(highlight=False)
    screen.print(_table(checks, language))
    failed = sum(not check.within for check in checks)
    words = say("validate.note", language, n=len(checks), failed=failed, alarms=f"{false_alarms(checks):.2f}")
    screen.print(words, markup=False)
    screen.print(_face_table(findings, language))
    for finding in findings:
        if finding.row.miss is not None and not finding.within:
            why = finding.row.miss.zh if language == "zh" else finding.row.miss.en
            screen.print(f"{_named(finding.row.title, language)}: {why}", markup=False)
    screen.print(say("run.where", language, path=EXACT.parent), markup=False, soft_wrap=True)
    return passed


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(key): None if isinstance(value, float) and not math.isfinite(value) else value for key, value in row.items()
    }
