"""The commands and their options."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.rich_utils

from model.cli.options import Changes, EngineName, Json, Lang, Name, Seed, Workers, help_of
from model.cli.outcomes import FAILED, console, outcomes, tell
from model.cli.progress import progress
from model.experiments.running.how import DEFAULT_SEED
from model.experiments.running.replicate import DEFAULT_REPLICATIONS, RunResult
from model.messages import Language, by_locale, reason_in, say

if TYPE_CHECKING:
    from model.scenario.audit import Finding



# What the pages of help say of their own accord.
for _part in ("ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "COMMANDS_PANEL_TITLE", "ERRORS_PANEL_TITLE"):
    setattr(typer.rich_utils, _part, help_of(_part))
for _part in ("REQUIRED_LONG_STRING", "DEFAULT_STRING"):
    setattr(typer.rich_utils, _part, help_of(_part))
typer.rich_utils.RICH_HELP = f"[blue]'{{command_path}} {{help_option}}'[/] {help_of('RICH_HELP')}"
_plain_error = typer.rich_utils.rich_format_error


def _told(error: Any) -> None:
    """Show what is wrong with the words of a command in the language of the locale: its options were not read."""
    reason = reason_in(error.format_message(), by_locale())
    error.format_message = lambda: reason
    _plain_error(error)


typer.rich_utils.rich_format_error = _told  # type: ignore[assignment]

app = typer.Typer(
    name="jingkang",
    help=say("help", by_locale()),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

def main() -> None:
    """Run the command line."""
    app(prog_name="jingkang")


@app.command("run", help=help_of("run"))
def _run(
    scenario: Name,
    replications: Annotated[int, typer.Option(min=1, help=help_of("replications"))] = DEFAULT_REPLICATIONS,
    seed: Seed = DEFAULT_SEED,
    changes: Changes = None,
    workers: Workers = None,
    engine: EngineName = "auto",
    out: Annotated[Path | None, typer.Option(help=help_of("out"), show_default=False)] = None,
    log: Annotated[bool, typer.Option("--log", help=help_of("log"))] = False,
    as_json: Json = False,
    lang: Lang = None,
    force: Annotated[bool, typer.Option("--force", help=help_of("force"))] = False,
) -> None:
    language = lang or by_locale()
    with outcomes(language, interrupted="run.interrupted"):
        from model.cli import tables
        from model.engines.choice import must_compile
        from model.experiments.running.replicate import run
        from model.measures import check_targets
        from model.report.wording import words
        from model.scenario.audit import audit
        from model.scenario.loading import load

        plan = load(scenario, changes or ())
        check_targets(plan)
        findings = audit(plan)
        screen = console()
        if not as_json:
            screen.print(words(plan.title, language), style="bold", markup=False)
            screen.print(say("run.audit", language, name=scenario), markup=False)
            screen.print(tables.findings_text(findings, language, full=False))
        if must_compile(engine):
            tell(say("run.compiling", language))
        with progress(say("run.progress", language, name=plan.name)) as report:
            result = run(
                plan,
                replications,
                seed,
                workers=workers,
                out=out or Path("results") / plan.name,
                log=log,
                force=force,
                engine=engine,
                progress=report,
            )
    with outcomes(language):
        if as_json:
            print_json(_run_data(result, findings, _drawn(result, language)))
            return
        screen.print(tables.targets_table(result, language))
        scale = result.scenario.scale.value
        if (table := tables.bottleneck_table(result.staffing, scale, language)) is not None:
            screen.print(table)
        if (picture := _drawn(result, language)) is not None:
            screen.print(say("run.figure", language, path=picture), markup=False, soft_wrap=True)
        screen.print(say("run.where", language, path=result.out), markup=False, soft_wrap=True)


def _drawn(result: RunResult, language: Language) -> Path | None:
    from model.report.figures import draw

    assert result.out is not None
    return draw(result.scenario, result.summary, result.out / "figure.png", language)


def _run_data(result: RunResult, findings: Sequence[Finding], picture: Path | None) -> dict[str, Any]:
    from model.cli import tables
    from model.measures import bottleneck
    from model.scenario.loading import digest

    return {
        "scenario": result.scenario.name,
        "digest": digest(result.scenario),
        "seed": result.seed,
        "replications": result.replications,
        "audit": [tables.finding_data(finding) for finding in findings],
        "targets": result.targets.to_dict("records"),
        "bottleneck": bottleneck(result.staffing, result.scenario.scale.value).to_dict("records"),
        "out": str(result.out),
        "figure": None if picture is None else str(picture),
    }


@app.command("audit", help=help_of("audit"))
def _audit(scenario: Name, changes: Changes = None, as_json: Json = False, lang: Lang = None) -> None:
    language = lang or by_locale()
    with outcomes(language):
        from model.cli import tables
        from model.report.wording import words
        from model.scenario.audit import audit
        from model.scenario.loading import load

        plan = load(scenario, changes or ())
        findings = audit(plan)
        if as_json:
            print_json([tables.finding_data(finding) for finding in findings])
            return
        screen = console()
        screen.print(words(plan.title, language), style="bold", markup=False)
        screen.print(tables.findings_text(findings, language))


@app.command("scenarios", help=help_of("scenarios"))
def _scenarios(as_json: Json = False, lang: Lang = None) -> None:
    language = lang or by_locale()
    with outcomes(language):
        from model.cli import tables
        from model.scenario.catalogue import describe

        entries = describe()
        if as_json:
            print_json([tables.entry_data(entry) for entry in entries])
        else:
            console().print(tables.catalogue_table(entries, language))


@app.command("schema", help=help_of("schema"))
def _schema(page: Annotated[bool, typer.Option("--page", help=help_of("page"))] = False) -> None:
    if page:
        from model.scenario.parameters import page as parameters_page

        typer.echo(parameters_page(), nl=False)
        return
    from model.scenario.schema import Scenario

    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **Scenario.model_json_schema()})


@app.command("validate", help=help_of("validate"))
def _validate(as_json: Json = False, lang: Lang = None) -> None:
    language = lang or by_locale()
    with outcomes(language):
        try:
            validation = importlib.import_module("model.experiments.validating.validate")
        except ModuleNotFoundError:
            tell(say("validate.absent", language))
            raise typer.Exit(FAILED) from None
        if not validation.validate(language=language, as_json=as_json):
            raise typer.Exit(FAILED)


@app.callback(invoke_without_command=True)
def _common(
    version: Annotated[bool, typer.Option("--version", help=help_of("version"), is_eager=True)] = False,
) -> None:
    if version:
        from model import __version__

        typer.echo(__version__)
        raise typer.Exit


def print_json(content: Any) -> None:
    """Print an answer for a machine."""
    from model.cli.tables import finite

    typer.echo(json.dumps(finite(content), indent=2, ensure_ascii=False, allow_nan=False, default=str))
