"""``jingkang explain`` and ``jingkang uncertainty``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from model.cli.answers import Asked, DistributionShape, Force, Measures, Out
from model.cli.app import app, print_json
from model.cli.looks import probability, table_of
from model.cli.options import Changes, Cluster, EngineName, Json, Lang, Name, Seed, Workers, help_of
from model.cli.outcomes import console, outcomes
from model.experiments.running.how import DEFAULT_SEED
from model.messages import Language, by_locale, say
from model.report.chances import percent

if TYPE_CHECKING:
    import pandas as pd

    from model.experiments.explaining.explain import Explanation
    from model.experiments.knowing.uncertainty import Uncertainty

Targets = Annotated[list[str] | None, typer.Option("--target", metavar="NAME", help=help_of("target"))]
BEST = 5
"""Parameters of an output that are shown; all are in the table that is written."""


@app.command("explain", help=help_of("explain"))
def _explain(
    scenario: Name,
    replications: Annotated[int, typer.Option(min=1, help=help_of("replications_each"))] = 20,
    target: Targets = None,
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
        from model.experiments.explaining.explain import explain
        from model.experiments.explaining.relax import relaxed
        from model.report import figures_why
        from model.scenario.loading import digest, load

        plan = load(scenario, changes or ())
        asked.check()
        asked.announce(replications * (1 + len(relaxed(plan))))
        with asked.how("why.gains", plan.name) as how:
            found = explain(plan, replications, targets=target or (), how=how)
        if as_json:
            print_json(_explanation_data(found))
        else:
            console().print(gains_table(found, language))
        asked.write(
            {"gains": found.gains, "binding": found.binding},
            {
                "gains": lambda path, words: figures_why.draw_gains(found, path, words),
                "binding": lambda path, words: figures_why.draw_binding(found, path, words),
            },
            {**_identity(found.replications, found.seed, found.complete), "digest": digest(plan)},
        )
        asked.end(found.complete)


def _identity(replications: int, seed: int, complete: bool) -> dict[str, Any]:
    return {"replications": replications, "seed": seed, "complete": complete}


def _explanation_data(found: Explanation) -> dict[str, Any]:
    return {
        "scenario": found.scenario.name,
        **_identity(found.replications, found.seed, found.complete),
        "gains": found.gains.to_dict("records"),
        "binding": found.binding.to_dict("records"),
    }


def gains_table(found: Explanation, language: Language) -> Table | Text:
    """Return a row for every missed target and resource, what gains most first."""
    from model.measures import MEASURES
    from model.report.wording import difference, figure, output_title

    if found.gains.empty:
        return Text(say("why.nothing_unmet", language))
    headings = ("target", "why.resource", "why.gain", "why.closed", "why.met_before", "why.met_after")
    numeric = headings[2:]
    table = table_of(say("why.gains", language), [(say(h, language), h in numeric) for h in headings])
    table.caption = say("why.gains_note", language, n=found.replications, seed=found.seed)
    for name, rows in found.gains.groupby("target", sort=False):
        for place, row in enumerate(rows.to_dict("records")):
            unit = MEASURES[row["measure"]].unit
            interval = f" ± {difference((row['high'] - row['low']) / 2, unit, language)}"
            known = math.isnan(row["low"]) or row["low"] == row["high"]
            title = f"{output_title(str(name), row['measure'], language)}: {figure(row['value'], unit)}"
            table.add_row(
                Text(title if place == 0 else ""),
                Text(say(str(row["resource"]), language)),
                Text(difference(row["gain"], unit, language) + ("" if known else interval)),
                Text("" if math.isnan(row["closed"]) else f"{100 * row['closed']:.0f}%"),
                probability(row["probability_met"], language),
                probability(row["probability_met_without_limit"], language),
                end_section=place == len(rows) - 1,
            )
    return table


# --- uncertainty ---------------------------------------------------------------------------------------------


@app.command("uncertainty", help=help_of("uncertainty"))
def _uncertainty(
    scenario: Name,
    draws: Annotated[int, typer.Option(min=1, help=help_of("draws"))] = 100,
    replications: Annotated[int, typer.Option(min=1, help=help_of("inner"))] = 2,
    measure: Measures = None,
    distribution: DistributionShape = "pert",
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
        from model.experiments.knowing.uncertainty import uncertain
        from model.report import figures_why
        from model.scenario.loading import digest, load

        plan = load(scenario)
        asked.check()
        asked.announce(draws * replications)
        with asked.how("why.uncertainty", plan.name) as how:
            found = uncertain(
                plan, draws, replications,
                changes=changes or (), wanted=measure or (), shape=distribution, how=how,  # type: ignore[arg-type]
            )  # fmt: skip
        identity = _identity(found.replications, found.seed, found.complete)
        if as_json:
            print_json({
                "scenario": found.scenario.name, **identity,
                "outputs": found.outputs.to_dict("records"), "parameters": found.parameters.to_dict("records"),
            })  # fmt: skip
        else:
            console().print(uncertainty_table(found, language))
            console().print(parameters_table(found, language))
        asked.write(
            {"outputs": found.outputs, "parameters": found.parameters, "runs": found.runs, "draws": found.draws},
            {"uncertainty": lambda path, words: figures_why.draw_uncertainty(found, path, words)},
            {**identity, "distribution": distribution, "digest": digest(found.scenario)},
        )
        asked.end(found.complete)


def uncertainty_table(found: Uncertainty, language: Language) -> Table:
    """Return a row for every output: value, probability, and how much is due to not knowing."""
    from model.measures import MEASURES
    from model.measures.targets import names_of
    from model.report.wording import figure, output_title

    headings = ("why.output", "value", "met", "why.knowing")
    table = table_of(say("why.uncertainty", language), [(say(h, language), h != "why.output") for h in headings])
    table.caption = say("why.uncertainty_note", language, draws=found.outputs["draws"].max(), n=found.replications,
                        seed=found.seed)  # fmt: skip
    targets = names_of(found.scenario.targets)
    for row in found.outputs.to_dict("records"):
        unit = MEASURES[row["measure"]].unit
        ends = f" ({figure(row['low'], unit)} – {figure(row['high'], unit)})" if row["low"] != row["high"] else ""
        chance = probability(row["probability_met"], language) if row["output"] in targets else Text("")
        if not math.isnan(row["probability_met"]):
            low, high = percent(row["probability_low"]), percent(row["probability_high"])
            chance.append(f" [{low}, {high}]", style="not bold default")
        share = row["share_knowing"]
        knowing = "" if math.isnan(share) else f"{100 * share:.0f}%{_percents(row['share_low'], row['share_high'])}"
        table.add_row(
            Text(output_title(row["output"], row["measure"], language)),
            Text(f"{figure(row['mean'], unit)}{ends}"), chance, Text(knowing),
        )  # fmt: skip
    return table


def _percents(low: float, high: float) -> str:
    return f" [{100 * low:.0f}, {100 * high:.0f}]"


def parameters_table(found: Uncertainty, language: Language) -> Table | Text:
    """Return the parameters that can be told from no influence, the strongest of every output first."""
    from model.report.wording import output_title

    told: pd.DataFrame = found.parameters[found.parameters["q_value"] < 0.05]
    if told.empty:
        return Text(say("why.nothing_told", language))
    headings = ("why.output", "why.parameter", "why.correlation")
    table = table_of(say("why.matters", language), [(say(h, language), h == "why.correlation") for h in headings])
    table.caption = say("why.matters_note", language)
    measures = dict(zip(found.outputs["output"], found.outputs["measure"], strict=True))
    for name, rows in told.groupby("output", sort=False):
        for place, row in enumerate(rows.head(BEST).to_dict("records")):
            title = output_title(str(name), measures[str(name)], language) if place == 0 else ""
            words = row[f"title_{language}"]
            strength = f"{row['correlation']:+.2f} [{row['low']:+.2f}, {row['high']:+.2f}]"
            table.add_row(Text(title), Text(words), Text(strength))
    return table
