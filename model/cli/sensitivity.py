"""``jingkang tornado``, ``jingkang screen`` and ``jingkang sobol``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from model.cli.answers import Asked, Force, Measures, Out, Parameters
from model.cli.app import app, print_json
from model.cli.looks import table_of
from model.cli.options import Changes, Cluster, EngineName, Json, Lang, Name, Seed, Workers, help_of
from model.cli.outcomes import console, outcomes
from model.experiments.running.how import DEFAULT_SEED
from model.messages import Language, by_locale, say

if TYPE_CHECKING:
    from model.experiments.knowing.sensitivity import About, Sensitivity
    from model.scenario.schema import Scenario

Each = Annotated[int, typer.Option(min=1, help=help_of("replications_each"))]
Top = Annotated[int | None, typer.Option(min=1, help=help_of("top"), show_default=False)]
SHOWN = 8
"""Parameters of an output that are shown; all are in the table that is written."""
TRAJECTORIES = 10


@app.command("tornado", help=help_of("tornado"))
def _tornado(
    scenario: Name,
    replications: Each = 5,
    parameter: Parameters = None,
    top: Top = None,
    measure: Measures = None,
    seed: Seed = DEFAULT_SEED,
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
    asked = Asked(out, force, as_json, language, seed, workers, engine, cluster)
    with outcomes(language):
        from model.experiments.knowing.tornado import tornado, tornado_runs
        from model.report.figures_why import draw_tornado

        plan, about = _about(asked, scenario, parameter, changes, measure)
        about = _foremost(asked, plan, about, top)
        asked.announce(tornado_runs(len(about.plans(plan)[2]), replications))
        with asked.how("why.tornado", plan.name) as how:
            found = tornado(plan, replications, about=about, how=how)
        _answer(asked, "tornado", found, _tornado_cells, draw_tornado)


@app.command("screen", help=help_of("screen"))
def _screen(
    scenario: Name,
    trajectories: Annotated[int, typer.Option(min=1, help=help_of("trajectories"))] = TRAJECTORIES,
    replications: Each = 1,
    groups: Annotated[bool, typer.Option("--groups", help=help_of("groups"))] = False,
    parameter: Parameters = None,
    measure: Measures = None,
    seed: Seed = DEFAULT_SEED,
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
    asked = Asked(out, force, as_json, language, seed, workers, engine, cluster)
    with outcomes(language):
        from model.experiments.knowing.screening import screen, screen_runs

        plan, about = _about(asked, scenario, parameter, changes, measure)
        moved = [q.path.split(".")[0] if groups else q.path for q in about.plans(plan)[2]]
        asked.announce(screen_runs(len(set(moved)), trajectories, replications))
        with asked.how("why.screening", plan.name) as how:
            found = screen(plan, trajectories, replications, about=about, groups=groups, how=how)
        _answer(asked, "screen", found, _screen_cells, None)


@app.command("sobol", help=help_of("sobol"))
def _sobol(
    scenario: Name,
    samples: Annotated[int, typer.Option(min=2, help=help_of("samples"))] = 64,
    replications: Each = 1,
    parameter: Parameters = None,
    top: Top = None,
    measure: Measures = None,
    seed: Seed = DEFAULT_SEED,
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
    asked = Asked(out, force, as_json, language, seed, workers, engine, cluster)
    with outcomes(language):
        from model.experiments.knowing.sobol import check_samples, sobol, sobol_runs
        from model.report.figures_why import draw_sobol

        check_samples(samples)
        plan, about = _about(asked, scenario, parameter, changes, measure)
        about = _foremost(asked, plan, about, top)
        asked.announce(sobol_runs(len(about.plans(plan)[2]), samples, replications))
        with asked.how("why.sobol", plan.name) as how:
            found = sobol(plan, samples, replications, about=about, how=how)
        _answer(asked, "sobol", found, _sobol_cells, draw_sobol)


def _about(
    asked: Asked,
    scenario: str,
    parameter: Sequence[str] | None,
    changes: Sequence[str] | None,
    measure: Sequence[str] | None,
) -> tuple[Scenario, About]:
    """Return the plan as written and what the experiment is about; what is wrong is said before anything is run."""
    from model.experiments.knowing.sensitivity import About
    from model.scenario.loading import load

    plan = load(scenario)
    about = About(tuple(parameter or ()), tuple(changes or ()), tuple(measure or ()))
    about.plans(plan)
    asked.check()
    return plan, about


def _foremost(asked: Asked, plan: Scenario, about: About, top: int | None) -> About:
    """Screen first, if only the parameters that matter most are wanted."""
    from dataclasses import replace

    from model.experiments.knowing.screening import foremost_parameters, screen, screen_runs

    moved = about.plans(plan)[2]
    if top is None or top >= len(moved):
        return about
    asked.announce(screen_runs(len(moved), TRAJECTORIES, 1))
    with asked.how("why.screening", plan.name) as how:
        screened = screen(plan, TRAJECTORIES, about=about, how=how)
    asked.end(screened.complete)
    return replace(about, parameters=foremost_parameters(screened, top))


Cells = Callable[[dict[str, Any], Language], Sequence[str]]


def _answer(
    asked: Asked,
    what: str,
    found: Sensitivity,
    cells: tuple[Sequence[str], Cells],
    draw: Callable[[Sensitivity, Path, Language], Path | None] | None,
) -> None:
    from model.scenario.loading import digest

    identity = {
        "digest": digest(found.scenario), "plans": found.runs,
        "replications": found.replications, "seed": found.seed, "complete": found.complete,
    }  # fmt: skip
    if asked.as_json:
        print_json({"scenario": found.scenario.name, **identity, "table": found.table.to_dict("records")})
    else:
        console().print(_shown(what, found, cells, asked.language))
    figures = {} if draw is None else {what: lambda path, words: draw(found, path, words)}
    asked.write({what: found.table}, figures, identity)
    asked.end(found.complete)


def _shown(what: str, found: Sensitivity, cells: tuple[Sequence[str], Cells], language: Language) -> Table:
    """Return the parameters that matter most for every output that moves at all."""
    from model.report.wording import output_title

    headings, row_of = cells
    columns = [(say("why.output", language), False), (say("why.parameter", language), False)]
    table = table_of(say(f"why.{what}", language), [*columns, *((say(h, language), True) for h in headings)])
    table.caption = say("why.tornado_note", language, n=found.replications, seed=found.seed)
    strength = {"tornado": "swing", "screen": "mu_star", "sobol": "total"}[what]
    for name, rows in found.table[found.table[strength] > 0.0].groupby("output", sort=False):
        best: list[dict[str, Any]] = rows.head(SHOWN).to_dict("records")  # type: ignore[assignment]
        for place, row in enumerate(best):
            title = output_title(str(name), row["measure"], language) if place == 0 else ""
            words = row[f"title_{language}"]
            last = place == len(best) - 1
            table.add_row(Text(title), Text(words), *(Text(c) for c in row_of(row, language)), end_section=last)
    return table


def _tornado_row(row: dict[str, Any], language: Language) -> Sequence[str]:
    from model.measures import MEASURES
    from model.report.wording import difference

    unit = MEASURES[row["measure"]].unit

    def effect(end: str) -> str:
        mean, low, high = (row[f"effect_{end}{part}"] for part in ("", "_low", "_high"))
        interval = "" if math.isnan(low) or low == high else f" ± {difference((high - low) / 2, unit, language)}"
        return f"{'+' if mean > 0 else ''}{difference(mean, unit, language)}{interval}"

    span = f"{row['low']:g} – {row['high']:g}"
    return (span, effect("low"), effect("high"), difference(row["swing"], unit, language))


def _screen_row(row: dict[str, Any], language: Language) -> Sequence[str]:
    from model.measures import MEASURES
    from model.report.wording import difference

    unit = MEASURES[row["measure"]].unit
    return (f"{difference(row['mu_star'], unit, language)} ± {difference(row['mu_star_half_width'], unit, language)}",)


def _sobol_row(row: dict[str, Any], language: Language) -> Sequence[str]:
    return tuple(f"{row[c]:.2f} ± {row[f'{c}_half_width']:.2f}" for c in ("first_order", "total"))


_tornado_cells: tuple[Sequence[str], Cells] = (
    ("why.range", "why.at_low", "why.at_high", "why.swing"), _tornado_row,
)  # fmt: skip
_screen_cells: tuple[Sequence[str], Cells] = (("why.mu_star",), _screen_row)
_sobol_cells: tuple[Sequence[str], Cells] = (("why.first_order", "why.total"), _sobol_row)
