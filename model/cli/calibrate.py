"""The command ``calibrate``: a plan's parameters fitted to what a city observed."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from model.cli.answers import Asked, Force, Out, Parameters
from model.cli.app import app, print_json
from model.cli.looks import table_of
from model.cli.options import Changes, Cluster, EngineName, Json, Lang, Name, Seed, Workers, help_of
from model.cli.outcomes import console, outcomes
from model.experiments.running.how import DEFAULT_SEED
from model.messages import Language, by_locale, say

if TYPE_CHECKING:
    from model.local.calibration.answer import Answer
    from model.local.calibration.calibrate import Calibration

SHOWN = 20


@app.command("calibrate", help=help_of("calibrate"))
def _calibrate(
    scenario: Name,
    to: Annotated[Path, typer.Option("--to", metavar="OBSERVED.csv", help=help_of("calibrate.to"), show_default=False)],
    draws: Annotated[int, typer.Option(min=40, help=help_of("calibrate.draws"))] = 120,
    waves: Annotated[int, typer.Option(min=1, help=help_of("calibrate.waves"))] = 3,
    checks: Annotated[int, typer.Option(min=0, help=help_of("calibrate.checks"))] = 40,
    parameter: Parameters = None,
    seed: Seed = DEFAULT_SEED,
    changes: Changes = None,
    workers: Workers = None,
    engine: EngineName = "auto",
    cluster: Cluster = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    asked = Asked(out, force, as_json, language, seed, workers, engine, cluster)
    with outcomes(language):
        from model.local.calibration.answer import answer_of
        from model.local.calibration.calibrate import Effort, calibrate
        from model.local.calibration.indicators import read_indicators
        from model.scenario.loading import load

        plan = load(scenario)
        indicators = read_indicators(to, load(scenario, changes or ()))
        asked.check()
        effort = Effort(draws, waves, checks)
        asked.announce(effort.runs)
        with asked.how("calibrate.calibrating", plan.name) as how:
            found = calibrate(plan, indicators, parameter or (), changes=changes or (), effort=effort, how=how)
        answer = answer_of(found)
        if as_json:
            print_json(_data(found, answer))
        else:
            _print(found, answer, language)
        _write(found, answer, asked, scenario, to)
        asked.end(found.complete)


def _identity(found: Calibration) -> dict[str, Any]:
    from model.scenario.loading import digest

    return {
        "scenario": found.plans.plan.name, "digest": digest(found.plans.plan), "runs": found.runs, "seed": found.seed,
        "left": list(found.left), "ratio": found.posterior.ratio, "mixed": found.posterior.mixed,
        "complete": found.complete,
    }  # fmt: skip


def _data(found: Calibration, answer: Answer) -> dict[str, Any]:
    tables = {name: getattr(answer, name).to_dict("records") for name in ("parameters", "indicators", "together")}
    return {**_identity(found), **tables}


def _print(found: Calibration, answer: Answer, language: Language) -> None:
    screen = console()
    screen.print(_parameters(answer, language))
    counts = answer.parameters["verdict"].value_counts()
    told = {name: int(counts.get(name, 0)) for name in ("settled", "narrowed", "open")}
    screen.print(say("calibrate.counts", language, **told), markup=False, soft_wrap=True)
    titles = answer.parameters.set_index("parameter")[f"title_{language}"]
    for one, other, rho in answer.together.head(5).itertuples(index=False):
        pair = say("calibrate.pair", language, one=titles[str(one)], other=titles[str(other)], rho=f"{rho:+.2f}")
        screen.print(Text(pair), soft_wrap=True)
    screen.print(_indicators(answer, language))
    left = " → ".join(f"{100 * share:.3g}%" for share in found.left)
    screen.print(say("calibrate.left", language, left=left), markup=False, soft_wrap=True)
    for row in answer.indicators[answer.indicators["contradicted"]].itertuples():
        line = say("calibrate.contradicted", language, name=row.indicator, off=f"{row.off:+.1f}")
        screen.print(Text(line, style="bold red"), soft_wrap=True)
    if not found.posterior.mixed:
        screen.print(say("calibrate.unmixed", language, ratio=f"{found.posterior.ratio:.2f}"), style="yellow")


def _parameters(answer: Answer, language: Language) -> Table:
    headings = ("why.parameter", "calibrate.value", "calibrate.before", "calibrate.after", "calibrate.width",
                "calibrate.verdict")  # fmt: skip
    table = table_of(say("calibrate.parameters", language), [(say(h, language), n > 0) for n, h in enumerate(headings)])
    rows: list[dict[str, Any]] = answer.parameters.head(SHOWN).to_dict("records")  # type: ignore[assignment]
    for row in rows:
        table.add_row(
            Text(str(row[f"title_{language}"])), f"{row['value']:.4g}", _span(row, "before_"), _middle(row),
            f"{100 * row['width']:.0f}%", Text(say(f"calibrate.{row['verdict']}", language)),
        )  # fmt: skip
    if len(answer.parameters) > SHOWN:
        table.caption = say("calibrate.more", language, n=len(answer.parameters) - SHOWN)
    return table


def _span(row: dict[str, Any], prefix: str) -> str:
    return f"{row[f'{prefix}low']:.4g} – {row[f'{prefix}high']:.4g}"


def _middle(row: dict[str, Any]) -> str:
    return f"{row['median']:.4g} ({_span(row, '')})"


def _indicators(answer: Answer, language: Language) -> Table:
    from model.measures import MEASURES
    from model.report.wording import difference, figure, output_title

    headings = ("why.output", "calibrate.observed", "calibrate.before", "calibrate.after", "calibrate.off",
                "calibrate.explained")  # fmt: skip
    table = table_of(say("calibrate.indicators", language), [(say(h, language), n > 0) for n, h in enumerate(headings)])
    table.caption = say("calibrate.note", language)
    rows: list[dict[str, Any]] = answer.indicators.to_dict("records")  # type: ignore[assignment]
    for row in rows:
        unit = MEASURES[row["measure"]].unit
        ranges = [
            f"{figure(row[name], unit)} ({figure(row[f'{name}_low'], unit)} – {figure(row[f'{name}_high'], unit)})"
            for name in ("before", "after")
        ]
        observed = f"{figure(row['observed'], unit)} ± {difference(row['standard_error'], unit, language)}"
        off = "-" if math.isnan(row["off"]) else f"{row['off']:+.1f}"
        title = output_title(row["indicator"], row["measure"], language)
        table.add_row(Text(title), observed, *ranges, off, f"{100 * max(row['explained'], 0.0):.0f}%")
    return table


def _write(found: Calibration, answer: Answer, asked: Asked, scenario: str, to: Path) -> None:
    from model.local.calibration.answer import narrowed_plan
    from model.report.figures_calibrate import draw_calibration
    from model.report.wording import words

    if asked.out is None:
        return
    named = scenario.endswith(".toml") or "/" in scenario
    extends = Path(os.path.relpath(scenario, asked.out)).as_posix() if named else scenario
    source = f"calibrated to {to.name} ({len(found.indicators)} indicators, {found.runs} runs)"
    heading = say("calibrate.heading", asked.language, path=to.name)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "calibrated.toml").write_text(narrowed_plan(found, extends, source, heading), encoding="utf-8")
    title = say("calibrate.title", asked.language, plan=words(found.plans.plan.title, asked.language), path=to.name)
    tables = {name: getattr(answer, name) for name in ("parameters", "indicators", "together")}
    draw = {"calibration": lambda path, language: draw_calibration(answer, path, language, title)}
    asked.write(tables, draw, _identity(found))
