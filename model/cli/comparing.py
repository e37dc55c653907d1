"""The commands that replicate to a precision, compare plans, and choose the best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from model.cli.answers import AnswerFolder, Force, Out
from model.cli.app import app, print_json
from model.cli.options import Changes, Cluster, EngineName, Json, Lang, Name, Seed, Workers, help_of, how_of
from model.cli.outcomes import console, outcomes, tell
from model.cli.progress import progress
from model.experiments.running.how import DEFAULT_SEED, How
from model.messages import Language, by_locale, say
from model.scenario.problems import ScenarioError

if TYPE_CHECKING:
    from model.experiments.comparing.compare import Comparison

KEPT = Path("results") / "replications"

Plans = Annotated[list[str], typer.Argument(metavar="SCENARIO...", help=help_of("plans"), show_default=False)]
Measures = Annotated[
    list[str] | None, typer.Option("--measure", metavar="MEASURE[@PERIOD]", help=help_of("read_measure"))
]
Confidence = Annotated[float, typer.Option(help=help_of("confidence"))]
Budget = Annotated[int, typer.Option(min=2, help=help_of("budget_each"))]
Kept = Annotated[Path, typer.Option("--kept", help=help_of("kept"))]


@contextmanager
def _simulating(language: Language, title: str, how: How) -> Iterator[How]:
    """Give where to run, with a bar; numbers out of range are bad input."""
    from model.engines.choice import must_compile

    if must_compile(how.engine):
        tell(say("run.compiling", language))
    try:
        with progress(title) as report:
            yield replace(how, progress=report)
    except ValueError as error:
        raise ScenarioError(str(error)) from None


@app.command("replicate", help=help_of("replicate"))
def _replicate(
    scenario: Name,
    measure: Measures = None,
    half_width: Annotated[float | None, typer.Option(help=help_of("half_width"), show_default=False)] = None,
    relative: Annotated[bool, typer.Option("--relative", help=help_of("relative"))] = False,
    probability: Annotated[float | None, typer.Option(help=help_of("met_half_width"), show_default=False)] = None,
    confidence: Confidence = 0.95,
    budget: Budget = 1000,
    seed: Seed = DEFAULT_SEED,
    changes: Changes = None,
    workers: Workers = None,
    cluster: Cluster = None,
    engine: EngineName = "auto",
    kept: Kept = KEPT,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    folder = AnswerFolder(out, force, as_json, language)
    with outcomes(language, interrupted="replicate.interrupted"):
        from model.cli import comparison_tables
        from model.experiments.comparing.precision import Bounds, replicate
        from model.scenario.loading import digest, load

        plan = load(scenario, changes or ())
        folder.check()
        running = how_of(seed, workers, engine, cluster)
        with _simulating(language, say("run.progress", language, name=plan.name), running) as how:
            bounds = Bounds(half_width, relative, probability, confidence)
            result = replicate(plan, measure or (), bounds, budget, how, kept)
        identity = {
            "scenario": plan.name, "digest": digest(plan), "seed": seed, "replications": result.replications,
            "reached": result.reached, "confidence": confidence, "kept": str(kept),
        }  # fmt: skip
        if as_json:
            print_json({**identity, "table": comparison_tables.records(result.table)})
        else:
            _show(comparison_tables.replicated_lines(result, language))
        folder.write({"replicated": result.table}, {}, identity)


@app.command("compare", help=help_of("compare"))
def _compare(
    scenarios: Plans,
    measure: Measures = None,
    replications: Annotated[int, typer.Option(min=2, help=help_of("replications"))] = 20,
    confidence: Confidence = 0.95,
    seed: Seed = DEFAULT_SEED,
    changes: Changes = None,
    workers: Workers = None,
    cluster: Cluster = None,
    engine: EngineName = "auto",
    kept: Kept = KEPT,
    figure: Annotated[Path | None, typer.Option(help=help_of("figure"), show_default=False)] = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    folder = AnswerFolder(out, force, as_json, language)
    with outcomes(language, interrupted="replicate.interrupted"):
        from model.cli import comparison_tables
        from model.experiments.comparing.compare import compare
        from model.experiments.running.output import SCENARIOS, write_plans
        from model.report.forest import draw_forest
        from model.scenario.loading import load

        plans = [load(name, changes or ()) for name in scenarios]
        folder.check()
        running = how_of(seed, workers, engine, cluster)
        with _simulating(language, say("compare.progress", language, n=len(plans)), running) as how:
            result = compare(plans, measure or (), replications, confidence, how, kept)
        drawn = _drawn(result, figure, language)
        identity = {**_identity(result), "figure": None if drawn is None else str(drawn)}
        tables = {"plans": result.scenarios, "pairs": result.pairs, "cost_per_unit": result.cost_per_unit}
        if as_json:
            print_json({**identity, **{name: comparison_tables.records(table) for name, table in tables.items()}})
        else:
            _show(comparison_tables.comparison_lines(result, language))
            if drawn is not None:
                console().print(say("run.figure", language, path=drawn), markup=False, soft_wrap=True)
        folder.write(tables, {"differences": lambda path, words: draw_forest(result, path, words)}, identity)
        if out is not None:
            write_plans(plans, out / SCENARIOS)


def _drawn(result: Comparison, figure: Path | None, language: Language) -> Path | None:
    from model.report.forest import draw_forest

    if figure is None:
        return None
    figure.parent.mkdir(parents=True, exist_ok=True)
    return draw_forest(result, figure, language)


def _identity(result: Comparison) -> dict[str, Any]:
    from model.scenario.loading import digest

    return {
        "scenarios": [{"name": s.scenario.name, "digest": digest(s.scenario)} for s in result.samples],
        "seed": result.samples[0].seed,
        "replications": result.replications,
        "confidence": result.confidence,
        "notes": [vars(note) for note in result.notes],
    }


@app.command("best", help=help_of("best"))
def _best(
    scenarios: Plans,
    measure: Annotated[str, typer.Option(metavar="MEASURE[@PERIOD]", help=help_of("best_measure"), show_default=False)],
    delta: Annotated[float, typer.Option(help=help_of("delta"), show_default=False)],
    less: Annotated[bool | None, typer.Option("--less/--more", help=help_of("less"), show_default=False)] = None,
    confidence: Confidence = 0.95,
    budget: Budget = 1000,
    seed: Seed = DEFAULT_SEED,
    changes: Changes = None,
    workers: Workers = None,
    cluster: Cluster = None,
    engine: EngineName = "auto",
    kept: Kept = KEPT,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    folder = AnswerFolder(out, force, as_json, language)
    with outcomes(language, interrupted="replicate.interrupted"):
        from model.cli import comparison_tables
        from model.experiments.comparing.selection import Zone, select_best
        from model.measures import MEASURES
        from model.scenario.loading import digest, load

        plans = [load(name, changes or ()) for name in scenarios]
        folder.check()
        running = how_of(seed, workers, engine, cluster)
        with _simulating(language, say("compare.progress", language, n=len(plans)), running) as how:
            zone = Zone(delta, _less(measure) if less is None else less, confidence)
            result = select_best(plans, measure, zone, budget, how, kept)
        identity = {
            "scenarios": [{"name": plan.name, "digest": digest(plan)} for plan in plans], "best": result.best,
            "measure": str(result.wanted[0]), "delta": delta, "seed": seed,
            "better": "less" if zone.less else "more", "confidence": confidence,
        }  # fmt: skip
        if as_json:
            print_json({**identity, "table": comparison_tables.records(result.table)})
        else:
            unit = MEASURES[result.wanted[0].measure].unit
            _show(comparison_tables.selection_lines(result, unit, language))
        folder.write({"selection": result.table}, {}, identity)


def _less(measure: str) -> bool:
    """Tell by the name of a measure whether less is better; refuse to guess."""
    from model.experiments.comparing.compare_tables import better_of
    from model.experiments.observing.observe import Wanted
    from model.measures import MEASURES

    key = Wanted.parse(measure).measure
    if key in MEASURES and not better_of(key):
        raise ScenarioError(f"whether more or less of {key} is better depends on the aim: add --more or --less")
    return better_of(key) == "less"


def _show(lines: Sequence[Any]) -> None:
    screen = console()
    for line in lines:
        screen.print(line)
