"""The folder of an answer, which every experiment can be asked to write, and what the commands that ask "why" share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from model.cli.options import help_of, how_of
from model.cli.outcomes import INTERRUPTED, console, tell
from model.cli.progress import progress
from model.engines.choice import Engine, must_compile
from model.experiments.running.how import How
from model.experiments.running.refused import OutputError
from model.messages import Language, say

if TYPE_CHECKING:
    import pandas as pd

Out = Annotated[Path | None, typer.Option(help=help_of("answer_out"), show_default=False)]
Force = Annotated[bool, typer.Option("--force", help=help_of("answer_force"))]
Parameters = Annotated[list[str] | None, typer.Option("--parameter", metavar="PATH", help=help_of("parameter"))]
Measures = Annotated[list[str] | None, typer.Option("--measure", metavar="NAME", help=help_of("measure"))]
DistributionShape = Annotated[str, typer.Option("--distribution", help=help_of("shape"))]
Draw = Callable[[Path, Language], Path | None]


@dataclass(frozen=True)
class AnswerFolder:
    """Where an answer is written as tables and figures, if it is.

    Attributes
    ----------
    out : Path or None
        None: nothing is written.
    force : bool
        Write into a folder that holds something.
    as_json : bool
        The screen is for a machine: do not say on it where the answer is.
    """

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
            raise OutputError(say("answer.file", self.language, path=self.out))
        if self.out.is_dir() and any(self.out.iterdir()) and not self.force:
            raise OutputError(say("answer.not_empty", self.language, path=self.out))

    def write(
        self, tables: Mapping[str, pd.DataFrame | None], figures: Mapping[str, Draw], identity: Mapping[str, Any]
    ) -> None:
        """Write tables and figures, and what is needed to repeat them; nothing without a folder."""
        from model import __version__
        from model.cli.tables import finite

        if self.out is None:
            return
        self.out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            if table is None:
                continue
            # With a byte-order mark, spreadsheet programs read the Chinese text as what it is.
            csv = table.to_csv(index=False, lineterminator="\n")
            (self.out / f"{name}.csv").write_text(csv, encoding="utf-8-sig", newline="")
        for name, draw in figures.items():
            draw(self.out / f"{name}.png", self.language)
        content = finite({"jingkang": __version__, **identity})
        text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n"
        (self.out / "experiment.json").write_text(text, encoding="utf-8")
        if not self.as_json:
            console().print(say("run.where", self.language, path=self.out), markup=False, soft_wrap=True)


@dataclass(frozen=True)
class Asked(AnswerFolder):
    """How a command that asks "why" is to be run and where its answer goes."""

    seed: int
    workers: int | None
    engine: Engine
    cluster: str | None

    def check(self) -> None:
        """Refuse a folder that holds something, and a cluster that is none."""
        super().check()
        how_of(self.seed, self.workers, self.engine, self.cluster)

    def announce(self, runs: int) -> None:
        """Say how much there is to do."""
        if not self.as_json:
            tell(say("why.runs", self.language, n=f"{runs:,}"))
        if must_compile(self.engine):
            tell(say("run.compiling", self.language))

    @contextmanager
    def how(self, what: str, name: str) -> Iterator[How]:
        """Open the progress of a part of the work."""
        with progress(say("why.progress", self.language, what=say(what, self.language), name=name)) as report:
            yield replace(how_of(self.seed, self.workers, self.engine, self.cluster), progress=report)

    def end(self, complete: bool) -> None:
        """End with the code of an interruption if there was one."""
        if not complete:
            tell(say("why.partial", self.language, code=INTERRUPTED))
            raise typer.Exit(INTERRUPTED)
