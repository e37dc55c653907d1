"""The targets of a run as a table: met, in doubt or missed, by a word and a sign as well as a colour."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from model.explorer.words import _, chance, chances, language, of
from model.measures import MEASURES
from model.report import wording
from model.report.chances import Judged, judged
from model.scenario.schema import Scenario

# Text and ground of each state: contrast above 7 to 1, apart for the colour-blind, never without the word.
STYLE = """<style>
.jk-t{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.35}
.jk-t th{text-align:left;font-weight:600;border-bottom:2px solid #c9ccd1;padding:.4rem .5rem;vertical-align:bottom}
.jk-t td{border-bottom:1px solid #e3e5e8;padding:.4rem .5rem;vertical-align:top}
.jk-t .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.jk-t small{color:#4a4f57}
.jk-s{display:inline-block;padding:.1rem .5rem;border-radius:.3rem;white-space:nowrap;font-weight:600}
.jk-green{background:#cdeee3;color:#00422f}.jk-amber{background:#fbe3b3;color:#5a3a00}
.jk-red{background:#f9d3bd;color:#6b2600}.jk-grey{background:#e6e8ea;color:#33383e}
.jk-k{white-space:nowrap}
.jk-t .jk-r{font-weight:400;border-bottom:1px solid #e3e5e8;min-width:7.5rem;vertical-align:top}
.jk-w{overflow-x:auto}
</style>"""

COLOURS: dict[Judged, str] = {"good": "green", "doubt": "amber", "bad": "red", "quiet": "grey"}


def state(probability: float) -> str:
    """Return green, amber, red or grey (not observed)."""
    return COLOURS[judged(probability)]


def state_words(which: str) -> str:
    """Return a state with its sign, in the words of reports; short, for a table."""
    return {"green": "✔ " + _("expected"), "amber": "◐ " + _("in doubt"), "red": "✘ " + _("unlikely"),
            "grey": "– " + _("not observed")}[which]


def _county_words(scenario: Scenario, worst: str) -> str:
    name, _sign, copy = worst.partition("#")
    title = next((of(region.title) for region in scenario.regions if region.name == name and region.title), name)
    return f"{title} {copy}".strip()


def _value(row: Mapping[str, Any]) -> str:
    unit = MEASURES[row["measure"]].unit
    mean, low, high = (wording.figure(float(row[key]), unit) for key in ("mean", "low", "high"))
    return mean if low == high else f"{mean}<br><small>{low} – {high}</small>"


def _chance(row: Mapping[str, Any]) -> str:
    interval = html.escape(chances(float(row["probability_low"]), float(row["probability_high"])))
    return f"{html.escape(chance(float(row['probability_met'])))}<br><small>{interval}</small>"


def _row(scenario: Scenario, row: Mapping[str, Any], plan: Mapping[str, Any] | None) -> str:
    unit = MEASURES[row["measure"]].unit
    which = state(float(row["probability_met"]))
    missed = float(row["shortfall"])
    shortfall = "" if math.isnan(missed) or missed == 0.0 else wording.difference(missed, unit, language())
    cells = [
        f"<td>{html.escape(wording.target_title(row, language()))}<br><small>{html.escape(str(row['period']))}</small>"
        "</td>",
        f"<td class=n>{html.escape(wording.bound(row))}</td>",
    ]
    if plan is not None:
        before = state(float(plan["probability_met"]))
        cells.append(f"<td class=n>{_value(plan)}</td><td><span class='jk-s jk-{before}'>{state_words(before)}</span>"
                     f"<br><small>{html.escape(chance(float(plan['probability_met'])))}</small></td>")
    cells += [
        f"<td class=n>{_value(row)}</td>",
        f"<td><span class='jk-s jk-{which}'>{state_words(which)}</span></td>",
        f"<td class=n>{_chance(row)}</td>",
        f"<td class=n>{html.escape(shortfall)}</td>",
        f"<td>{html.escape(_county_words(scenario, str(row['worst_county'])))}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def table(scenario: Scenario, targets: pd.DataFrame, plan: pd.DataFrame | None) -> str:
    """Return the table as HTML; ``plan``: the same of the plan without changes, beside it."""
    heads = [_("Target and period"), _("Bound")]
    if plan is not None:
        heads += [_("Plan: value (90% range)"), _("Plan: state")]
    heads += [_("Value (90% range)"), _("State"), _("Probability met (95% interval)"), _("Shortfall, mean"),
              _("Worst county")]
    before = {row["target"]: row for row in plan.to_dict("records")} if plan is not None else {}
    rows = [_row(scenario, row, before.get(row["target"])) for row in targets.to_dict("records")]  # type: ignore[arg-type]
    head = "".join(f"<th>{html.escape(words)}</th>" for words in heads)
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f"{STYLE}<div class=jk-w><table class=jk-t>{body}</table></div>"


def sentence(targets: pd.DataFrame) -> str:
    """Return how many targets are in which state."""
    states = [state(float(probability)) for probability in targets["probability_met"]]
    return _("Of {n} targets, {green} are expected to be met, {amber} are in doubt, {red} are unlikely to be met.",
             n=len(states), green=states.count("green"), amber=states.count("amber"),
             red=states.count("red") + states.count("grey"))
