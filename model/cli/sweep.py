"""The commands ``sweep`` and ``query``."""

from __future__ import annotations

import csv
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from model.cli.app import app, print_json
from model.cli.options import Cluster, Json, Lang, Workers, help_of
from model.cli.outcomes import FAILED, console, outcomes, tell
from model.cli.progress import progress
from model.messages import Language, by_locale, reason_in, say

if TYPE_CHECKING:
    from model.experiments.sweeping.design import Design
    from model.experiments.sweeping.sweep import SweepResult

SHOWN = 100
"""Rows of an answer that a table shows."""
REASONS = 5
"""Reasons of failures that are told."""


@app.command("sweep", help=help_of("sweep"))
def _sweep(
    design: Annotated[Path, typer.Argument(metavar="DESIGN.toml", help=help_of("sweep.design"), show_default=False)],
    out: Annotated[Path, typer.Option(help=help_of("sweep.out"), show_default=False)],
    workers: Workers = None,
    cluster: Cluster = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    with outcomes(language, interrupted="sweep.interrupted"):
        from model.engines.choice import must_compile
        from model.experiments.running.cluster import check_address
        from model.experiments.sweeping.design import read_design
        from model.experiments.sweeping.sweep import sweep

        try:
            check_address(cluster, workers)
        except ValueError as error:
            raise typer.BadParameter(reason_in(str(error), language), param_hint="--cluster") from None
        asked = read_design(design)
        if must_compile(asked.says.engine):
            tell(say("run.compiling", language))
        with progress(say("sweep.progress", language, name=design.stem)) as report:
            result = sweep(asked, out, workers=workers, cluster=cluster, progress=report)
        if as_json:
            print_json(_data(asked, result))
        else:
            _print(asked, result, language)
    if not result.complete:
        raise typer.Exit(FAILED)


def _data(design: Design, result: SweepResult) -> dict[str, Any]:
    return {
        "digest": design.identity()["digest"],
        "plans": [plan.name for plan in design.plans],
        "points": len(design.amounts),
        "replications": design.replications,
        "rows": result.rows,
        "computed": result.computed,
        "complete": result.complete,
        "failed": sum(result.failures.values()),
        "reasons": result.failures,
        "unwritten": result.unwritten,
        "out": str(result.out),
    }


def _print(design: Design, result: SweepResult, language: Language) -> None:
    screen = console()
    counts = {"plans": len(design.plans), "points": len(design.amounts), "replications": design.replications}
    whole = say("sweep.done", language, rows=result.rows, computed=result.computed, **counts)
    screen.print(whole, markup=False, soft_wrap=True)
    reasons = sorted(result.failures.items(), key=lambda entry: -entry[1])
    for reason, count in reasons[:REASONS]:
        tell(say("sweep.failed", language, count=count, reason=reason_in(reason, language)))
    if len(reasons) > REASONS:
        tell(say("sweep.more_reasons", language, count=len(reasons) - REASONS))
    for path, reason in result.unwritten.items():
        tell(say("sweep.unwritten", language, path=path, reason=reason_in(reason, language)))
    if not result.complete:
        tell(say("sweep.again", language))
    screen.print(say("sweep.where", language, path=result.dataset), markup=False, soft_wrap=True)


@app.command("query", help=help_of("query"))
def _query(
    out: Annotated[Path, typer.Argument(metavar="DIR", help=help_of("query.out"), show_default=False)],
    sql: Annotated[str, typer.Argument(metavar="SQL", help=help_of("query.sql"), show_default=False)],
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=help_of("csv"))] = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    if as_json and as_csv:
        raise typer.BadParameter(say("query.one_format", language), param_hint="--csv")
    with outcomes(language):
        from model.experiments.sweeping.dataset import Dataset

        with Dataset(out).query(sql) as (names, rows):
            if as_json:
                print_json([dict(zip(names, row, strict=True)) for row in rows])
            elif as_csv:
                writer = csv.writer(sys.stdout, lineterminator="\n")
                writer.writerow(names)
                writer.writerows(rows)
            else:
                table = Table(*names)
                for row in itertools.islice(rows, SHOWN):
                    table.add_row(*(_cell(value) for value in row))
                if next(rows, None) is not None:
                    table.caption = say("query.more", language, shown=SHOWN)
                console().print(table)


def _cell(value: Any) -> Text:
    if value is None:
        return Text("")
    if isinstance(value, float):
        return Text(f"{value:.6g}", justify="right")
    return Text(str(value), justify="right" if isinstance(value, int) else "left")
