"""What the commands that ask "why" share: options, the folder of an answer, how they end when interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from model.cli.app import _progress
from model.cli.options import help_of
from model.cli.outcomes import INTERRUPTED, console, tell
from model.engines.choice import Engine, must_compile
from model.experiments.running.how import How
from model.experiments.running.output import OutputError
from model.messages import Language, say

Out = Annotated[Path | None, typer.Option(help=help_of("why_out"), show_default=False)]
Force = Annotated[bool, typer.Option("--force", help=help_of("why_force"))]
Parameters = Annotated[list[str] | None, typer.Option("--parameter", metavar="PATH", help=help_of("parameter"))]
Measures = Annotated[list[str] | None, typer.Option("--measure", metavar="NAME", help=help_of("measure"))]
DistributionShape = Annotated[str, typer.Option("--distribution", help=help_of("shape"))]


@dataclass(frozen=True)
class Asked:
    """How a command is to be run and where its answer goes."""

    seed: int
    workers: int | None
    engine: Engine
    out: Path | None
    force: bool
    as_json: bool
    language: Language

    def check(self) -> None:
        """Refuse a folder that holds something.

        Raises
        ------
        OutputError
            Before anything is run.
        """
        if self.out is None:
            return
        if self.out.exists() and not self.out.is_dir():
            raise OutputError(f"{self.out} is a file, not a folder")
        if self.out.is_dir() and any(self.out.iterdir()) and not self.force:
            raise OutputError(f"{self.out} is not empty; choose another folder or add --force")

    def announce(self, runs: int) -> None:
        """Say how much there is to do."""
        if not self.as_json:
            tell(say("why.runs", self.language, n=f"{runs:,}"))
        if must_compile(self.engine):
            tell(say("run.compiling", self.language))

    @contextmanager
    def how(self, what: str, name: str) -> Iterator[How]:
        """Open the progress of a part of the work."""
        with _progress(say("why.progress", self.language, what=say(what, self.language), name=name)) as report:
            yield How(self.seed, self.workers, self.engine, report)

    def write(
        self,
        tables: Mapping[str, pd.DataFrame],
        figures: Mapping[str, Callable[[Path, Language], Path | None]],
        identity: Mapping[str, Any],
    ) -> None:
        """Write tables and figures, and what is needed to repeat them; nothing without a folder."""
        if self.out is None:
            return
        self.out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            # With a byte-order mark, spreadsheet programs read the Chinese text as what it is.
            csv = table.to_csv(index=False, lineterminator="\n")
            (self.out / f"{name}.csv").write_text(csv, encoding="utf-8-sig", newline="")
        for name, draw in figures.items():
            draw(self.out / f"{name}.png", self.language)
        text = json.dumps(dict(identity), indent=2, ensure_ascii=False) + "\n"
        (self.out / "experiment.json").write_text(text, encoding="utf-8")
        if not self.as_json:
            console().print(say("run.where", self.language, path=self.out), markup=False, soft_wrap=True)

    def end(self, complete: bool) -> None:
        """End with the code of an interruption if there was one."""
        if not complete:
            tell(say("why.partial", self.language, code=INTERRUPTED))
            raise typer.Exit(INTERRUPTED)
