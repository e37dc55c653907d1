"""The commands ``template``, ``export`` and ``import``: a plan as a workbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from model.cli.app import app, print_json
from model.cli.options import Changes, Json, Lang, Name, help_of
from model.cli.outcomes import BAD_INPUT, console, outcomes, tell
from model.messages import Language, by_locale, say

Workbook = Annotated[Path, typer.Argument(metavar="PLAN.xlsx", help=help_of("template.file"), show_default=False)]
Only = Annotated[Language | None, typer.Option("--lang", help=help_of("template.lang"), show_default=False)]
Force = Annotated[bool, typer.Option("--force", help=help_of("file_force"))]


@app.command("template", help=help_of("template"))
def _template(
    file: Workbook,
    plan: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help=help_of("template.from"), show_default=False)
    ] = "",
    lang: Only = None,
    force: Force = False,
) -> None:
    language = lang or by_locale()
    with outcomes(language):
        from model.local.workbook.written import workbook_of
        from model.scenario.loading import load

        _may_be_written(file, ".xlsx", force)
        _put(file, workbook_of(load(plan) if plan else None, lang))
        tell(say("workbook.written", language, path=file))


@app.command("export", help=help_of("export"))
def _export(
    scenario: Name,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="PLAN.xlsx", help=help_of("template.file"), show_default=False)
    ],
    changes: Changes = None,
    lang: Only = None,
    force: Force = False,
) -> None:
    language = lang or by_locale()
    with outcomes(language):
        from model.local.workbook.written import workbook_of
        from model.scenario.loading import load

        _may_be_written(out, ".xlsx", force)
        _put(out, workbook_of(load(scenario, changes or ()), lang))
        tell(say("workbook.written", language, path=out))


@app.command("import", help=help_of("import"))
def _import(
    file: Annotated[Path, typer.Argument(metavar="PLAN.xlsx", help=help_of("import.file"), show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="PLAN.toml", help=help_of("import.out"), show_default=False)
    ],
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    with outcomes(language):
        from model.local.told import ToldError
        from model.local.workbook.imported import imported, toml_of
        from model.report.wording import words
        from model.scenario.loading import digest

        _may_be_written(out, ".toml", force)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ToldError("stays.unreadable", path=str(file), reason=error.strerror or "") from None
        found = imported(data, out.stem)
        rows = [{"sheet": w.place.sheet, "cell": w.place.cell, "message": w.told.said(language)} for w in found.wrong]
        notes = [note.said(language) for note in found.notes]
        if found.scenario is not None:
            heading = say("workbook.heading", language, path=file.name)
            _put(out, toml_of(found.scenario, heading).encode())
        if as_json:
            plan = found.scenario
            told = {"digest": None if plan is None else digest(plan), "out": None if plan is None else str(out)}
            print_json({**told, "errors": rows, "notes": notes})
        else:
            for note in notes:
                tell(note)
            if found.scenario is None:
                tell(say("workbook.errors", language, path=file, n=len(rows)))
                for wrong in found.wrong:
                    tell(f"  {wrong.said(language)}")
            else:
                plan = found.scenario
                lists = ("regions", "hospitals", "institutions", "targets")
                counts = {name: len(getattr(plan, name)) for name in lists}
                line = say("workbook.taken", language, title=words(plan.title, language), path=out, **counts)
                console().print(line, markup=False, soft_wrap=True)
        if found.scenario is None:
            raise typer.Exit(BAD_INPUT)


def _may_be_written(path: Path, suffix: str, force: bool) -> None:
    from model.local.told import ToldError

    if path.suffix.lower() != suffix:
        raise ToldError("workbook.suffix", path=str(path), suffix=suffix)
    if path.exists() and not force:
        raise ToldError("workbook.exists", path=str(path))


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        work.write_bytes(data)
        work.replace(path)
    finally:
        work.unlink(missing_ok=True)
