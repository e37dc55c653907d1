"""Options that several commands have, each written once."""

from __future__ import annotations

from typing import Annotated

import typer

from model.engines.choice import Engine
from model.experiments.running.how import How
from model.messages import Language, by_locale, say
from model.scenario.problems import ScenarioError


def help_of(key: str) -> str:
    """Return the words of an option or a command in the language of the locale."""
    return say(f"help.{key}", by_locale())


def how_of(seed: int, workers: int | None, engine: Engine, cluster: str | None) -> How:
    """Return how a command is to be run.

    Raises
    ------
    ScenarioError
        What is given as a cluster is none, or workers are given with it.
    """
    try:
        return How(seed, workers, engine, cluster=cluster)
    except ValueError as error:
        raise ScenarioError(str(error)) from None


Name = Annotated[str, typer.Argument(metavar="SCENARIO", help=help_of("scenario"), show_default=False)]
Changes = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help=help_of("set"))]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help=help_of("seed"))]
Workers = Annotated[int | None, typer.Option(min=1, help=help_of("workers"), show_default=False)]
Cluster = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help=help_of("cluster"), show_default=False)
]
EngineName = Annotated[Engine, typer.Option("--engine", help=help_of("engine"))]
Lang = Annotated[Language | None, typer.Option("--lang", help=help_of("lang"), show_default=False)]
Json = Annotated[bool, typer.Option("--json", help=help_of("json"))]
