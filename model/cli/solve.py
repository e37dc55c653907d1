"""The commands `solve`, `frontier` and `mix`: the least that would do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from model.cli.answers import AnswerFolder, Draw, Force, Out
from model.cli.app import app, print_json
from model.cli.options import Changes, Cluster, EngineName, Json, Lang, Name, Seed, Workers, help_of, how_of
from model.cli.outcomes import INTERRUPTED, console, outcomes, tell
from model.cli.progress import progress
from model.engines.choice import Engine
from model.experiments.running.how import DEFAULT_SEED
from model.messages import Language, by_locale, say
from model.scenario.problems import ScenarioError

CheckSeed = Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help=help_of("check_seed"), show_default=False)]
Targets = Annotated[str | None, typer.Option(metavar="NAME,...", help=help_of("targets"), show_default=False)]
NewTargets = Annotated[
    list[str] | None, typer.Option("--target", metavar="MEASURE>=BOUND@DATE", help=help_of("new_target"))
]
Probability = Annotated[float, typer.Option(help=help_of("probability"))]
First = Annotated[int, typer.Option(min=1, help=help_of("first"))]
Most = Annotated[int, typer.Option(min=1, help=help_of("most"))]
Budget = Annotated[int | None, typer.Option(min=1, help=help_of("budget"), show_default=False)]
RANGE = "LEVER=LOW:HIGH:STEP"
Picture = Annotated[Path | None, typer.Option("--figure", metavar="PNG", help=help_of("draw"), show_default=False)]


@contextmanager
def bad_numbers() -> Iterator[None]:
    """Turn numbers that make no sense into bad input."""
    try:
        yield
    except ScenarioError:
        raise
    except ValueError as error:
        raise ScenarioError(str(error)) from None


def asked(targets: str | None, new: list[str] | None) -> list[str] | None:
    """Return the targets named and the new ones; None: those of the plan."""
    named = [] if targets is None else [part.strip() for part in targets.split(",") if part.strip()]
    return [*named, *(new or ())] or None


def check_picture(path: Path | None, language: Language) -> None:
    """Refuse a figure that could not be written, before anything is simulated."""
    if path is not None and not path.parent.is_dir():
        raise ScenarioError(say("solve.folder", language, path=path.parent))


def ready(engine: Engine, language: Language) -> None:
    """Compile the engine where it is not yet, once and here, so that workers find it."""
    from model.engines.choice import compile_first, must_compile

    if must_compile(engine):
        tell(say("run.compiling", language))
    compile_first(engine)


def drawn(path: Path, language: Language) -> None:
    """Say where a figure is."""
    tell(say("solve.drawn", language, path=path))


@app.command("solve", help=help_of("solve"))
def _solve(
    scenario: Name,
    lever: Annotated[str, typer.Option(help=help_of("lever"), show_default=False)],
    targets: Targets = None,
    target: NewTargets = None,
    probability: Probability = 0.9,
    low: Annotated[float | None, typer.Option(help=help_of("low"), show_default=False)] = None,
    high: Annotated[float | None, typer.Option(help=help_of("high"), show_default=False)] = None,
    step: Annotated[float | None, typer.Option(help=help_of("step"), show_default=False)] = None,
    each: Annotated[bool, typer.Option("--each", help=help_of("each_target"))] = False,
    first: First = 10,
    most: Most = 200,
    budget: Budget = None,
    seed: Seed = DEFAULT_SEED,
    check_seed: CheckSeed = None,
    changes: Changes = None,
    workers: Workers = None,
    cluster: Cluster = None,
    engine: EngineName = "auto",
    picture: Picture = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    folder = AnswerFolder(out, force, as_json, language)
    with outcomes(language):
        from model.cli import solve_tables as tables
        from model.experiments.solving.looking import Precision
        from model.experiments.solving.sampling import Range
        from model.experiments.solving.solve import solve
        from model.report.solve_figures import draw_solved
        from model.report.solve_words import notes
        from model.scenario.loading import load

        with bad_numbers():
            precision = Precision(probability, first=first, most=most, budget=budget, check_seed=check_seed)
            among = Range.of(lever)
            ends = (among.low if low is None else low, among.high if high is None else high)
            among = Range(among.move, *ends, among.step if step is None else step)
            check_picture(picture, language)
            plan = load(scenario, changes or ())
            folder.check()
            running = how_of(seed, workers, engine, cluster)
            ready(engine, language)
            with progress(say("solve.progress", language, name=plan.name)) as report:
                how = replace(running, progress=report)
                solved = solve(plan, among, asked(targets, target), precision, each=each, how=how)
        if as_json:
            print_json(tables.solved_data(solved))
        else:
            screen = console()
            screen.print(tables.solved_table(solved, language))
            if (table := tables.relaxed_table(solved, language)) is not None:
                screen.print(table)
            for note in notes(solved, language):
                screen.print(note, markup=False, soft_wrap=True)
        if picture is not None:
            drawn(draw_solved(solved, picture, language), language)
        found = {name: getattr(solved, name) for name in ("tried", "checks", "effects", "relaxed", "binding")}
        figures: dict[str, Draw] = {"solved": lambda path, words: draw_solved(solved, path, words)}
        folder.write(found, figures, tables.solved_data(solved))
        ended(solved.interrupted, language)


@app.command("frontier", help=help_of("frontier"))
def _frontier(
    scenario: Name,
    first_lever: Annotated[
        str, typer.Option("--set-lever", metavar=RANGE, help=help_of("columns"), show_default=False)
    ],
    least: Annotated[str, typer.Option("--least", metavar=RANGE, help=help_of("least"), show_default=False)],
    targets: Targets = None,
    target: NewTargets = None,
    probability: Probability = 0.9,
    first: First = 10,
    most: Most = 200,
    budget: Budget = None,
    seed: Seed = DEFAULT_SEED,
    check_seed: CheckSeed = None,
    changes: Changes = None,
    workers: Workers = None,
    cluster: Cluster = None,
    engine: EngineName = "auto",
    picture: Picture = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    folder = AnswerFolder(out, force, as_json, language)
    with outcomes(language), bad_numbers():
        from model.cli import solve_tables as tables
        from model.experiments.solving.frontier import frontier
        from model.experiments.solving.looking import Precision
        from model.report.frontier_figures import draw_frontier
        from model.scenario.loading import load

        precision = Precision(probability, first=first, most=most, budget=budget, check_seed=check_seed)
        check_picture(picture, language)
        plan = load(scenario, changes or ())
        folder.check()
        running = how_of(seed, workers, engine, cluster)
        ready(engine, language)
        with progress(say("solve.progress", language, name=plan.name)) as report:
            how = replace(running, progress=report)
            found = frontier(plan, first_lever, least, asked(targets, target), precision, how)
        show(tables.frontier_table(found, language), tables.frontier_notes(found, language),
             tables.frontier_data(found), as_json)  # fmt: skip
        if picture is not None:
            drawn(draw_frontier(found, picture, language), language)
        figures: dict[str, Draw] = {"frontier": lambda path, words: draw_frontier(found, path, words)}
        folder.write({"frontier": found.table}, figures, tables.frontier_data(found))
        ended(found.interrupted, language)


@app.command("mix", help=help_of("mix"))
def _mix(
    scenario: Name,
    levers: Annotated[list[str], typer.Option("--lever", metavar=RANGE, help=help_of("levers"), show_default=False)],
    targets: Targets = None,
    target: NewTargets = None,
    probability: Probability = 0.9,
    period: Annotated[str, typer.Option(metavar="YEAR", help=help_of("period"), show_default=False)] = "",
    first: First = 10,
    most: Most = 200,
    budget: Annotated[int, typer.Option(min=1, help=help_of("budget"))] = 300,
    seed: Seed = DEFAULT_SEED,
    check_seed: CheckSeed = None,
    changes: Changes = None,
    workers: Workers = None,
    cluster: Cluster = None,
    engine: EngineName = "auto",
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    folder = AnswerFolder(out, force, as_json, language)
    with outcomes(language), bad_numbers():
        from model.cli import solve_tables as tables
        from model.experiments.solving.looking import Precision
        from model.experiments.solving.mix import cheapest_mix
        from model.scenario.loading import load

        precision = Precision(probability, first=first, most=most, budget=budget, check_seed=check_seed)
        plan = load(scenario, changes or ())
        folder.check()
        running = how_of(seed, workers, engine, cluster)
        ready(engine, language)
        with progress(say("solve.progress", language, name=plan.name)) as report:
            how = replace(running, progress=report)
            found = cheapest_mix(plan, levers, asked(targets, target), precision, period=period, how=how)
        show(tables.mix_table(found, language), tables.mix_notes(found, language), tables.mix_data(found), as_json)
        folder.write({"tried": found.tried}, {}, tables.mix_data(found))
        ended(found.interrupted, language)


def show(table: Any, notes: Iterator[str], data: dict[str, Any], as_json: bool) -> None:
    """Print a table and what a reader has to know beside it, or the data."""
    if as_json:
        print_json(data)
        return
    screen = console()
    screen.print(table)
    for note in notes:
        screen.print(note, markup=False, soft_wrap=True)


def ended(interrupted: bool, language: Language) -> None:
    """Leave with the exit code of Ctrl-C where that ended it, once what was done is shown."""
    if interrupted:
        tell(say("solve.interrupted", language))
        raise typer.Exit(INTERRUPTED)
