"""``jingkang report``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from model.cli.app import app, print_json
from model.cli.options import EngineName, Json, Lang, Workers, help_of
from model.cli.outcomes import console, outcomes, tell
from model.cli.progress import progress
from model.messages import Language, by_locale, say
from model.report.document.write import Format, format_of
from model.scenario.problems import ScenarioError


@app.command("report", help=help_of("report"))
def _report(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help=help_of("report_of"), show_default=False)],
    out: Annotated[Path, typer.Option(help=help_of("report_out"), show_default=False)],
    format: Annotated[Format | None, typer.Option(help=help_of("report_format"), show_default=False)] = None,
    quick: Annotated[bool, typer.Option("--quick", help=help_of("report_quick"))] = False,
    force: Annotated[bool, typer.Option("--force", help=help_of("report_force"))] = False,
    workers: Workers = None,
    engine: EngineName = "auto",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    with outcomes(language):
        from model.engines.choice import chosen as engine_of
        from model.engines.choice import get_ready, must_compile
        from model.experiments.running.how import How
        from model.experiments.running.where import processors
        from model.report.document import reasons
        from model.report.document.source import is_comparison, read_comparison, read_run
        from model.report.document.write import write_report

        chosen = _checked(out, format, force, language)
        if is_comparison(folder):
            compared = read_comparison(folder)
            write_report(compared, None, chosen, language, out)
            _told(out, {"format": chosen, "seed": compared.seed}, as_json, language)
            return
        run = read_run(folder)
        found = reasons.kept(run)
        if found is None and not quick:
            if must_compile(engine):
                tell(say("run.compiling", language))
            get_ready(engine_of(engine))
            tell(_ahead(reasons.runs_ahead(run), run.seconds / (workers or processors()), language))
            with progress(say("report.reasons", language, name=run.scenario.name)) as report:
                found = reasons.find_out(run, How(run.seed, workers, engine, report))
            reasons.keep(found, run)
        write_report(run, found, chosen, language, out)
        _told(out, {"format": chosen, "seed": run.seed, "digest": run.digest}, as_json, language)


def _ahead(runs: int, seconds: float, language: Language) -> str:
    """Say how many replications are to come and about how long they take, as long as those of the run did."""
    if math.isnan(seconds):
        return say("report.ahead", language, runs=f"{runs:,}")
    minutes = round(runs * seconds / 60.0)
    time = say("report.minutes" if minutes > 1 else "report.minute", language, n=minutes)
    return say("report.ahead_time", language, runs=f"{runs:,}", time=time)


def _told(out: Path, known: dict[str, Any], as_json: bool, language: Language) -> None:
    if as_json:
        print_json({"report": str(out), **known})
    else:
        console().print(say("report.written", language, path=out), markup=False, soft_wrap=True)


def _checked(out: Path, format: Format | None, force: bool, language: Language) -> Format:
    """Return the format; refuse a file that cannot or must not be written, before anything is simulated."""
    chosen = format or format_of(out)
    if chosen is None:
        raise ScenarioError(say("report.format", language, path=out))
    if not out.absolute().parent.is_dir():
        raise ScenarioError(say("report.folder", language, path=out.absolute().parent))
    if out.exists() and not force:
        raise ScenarioError(say("report.exists", language, path=out))
    return chosen
