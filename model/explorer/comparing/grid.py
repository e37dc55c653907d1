"""A comparison as tables to read: targets by scenario, differences from one of them, costs, inputs."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from model.experiments.comparing.compare import Comparison
from model.explorer.charts.targets import STYLE, state, state_words
from model.explorer.levers.differences import Input
from model.explorer.words import _, chance, chances, language, number, quantity_words
from model.report.comparison import amount, signed
from model.report.forest import finding
from model.report.wording import figure

Row = Mapping[str, Any]
SIGNS = {"better": "▲", "worse": "▼", "other": "◆", "undecided": "○", "equal": "="}
# Dark enough on white to be read (above 7 to 1).
INKS = {"better": "#00456b", "worse": "#7a3000", "other": "#1b1f24", "undecided": "#4a4f57",
        "equal": "#4a4f57"}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return frame.to_dict("records")  # type: ignore[return-value]


def finding_words(which: str) -> str:
    """Return what can be said of a difference, with its sign."""
    words = {"better": _("better"), "worse": _("worse"), "other": _("different, neither is better by itself"),
             "undecided": _("cannot be told from 0"), "equal": _("equal in every replication")}
    return f"{SIGNS[which]} {words[which]}"


def found_of(row: Row) -> str:
    """Return what can be said of a difference: a key of `SIGNS`."""
    if equal(row):
        return "equal"
    return finding(dict(row)) if math.isfinite(float(row["low"])) else "undecided"


def _page(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are HTML, heads are text, of scenarios their letter and their title."""
    head = "".join(f"<th scope=col>{_head(words)}</th>" for words in heads)
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return f"{STYLE}<div class=jk-w><table class=jk-t><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _head(words: str) -> str:
    letter, dot, name = words.partition(" · ")
    return f"{letter}<br><small>{html.escape(name)}</small>" if dot else html.escape(words)


def _what(title: str, small: str = "") -> str:
    note = f"<br><small>{html.escape(small)}</small>" if small else ""
    return f"<th scope=row class=jk-r>{html.escape(title)}{note}</th>"


def _by(rows: Sequence[dict[str, Any]], column: str, key: str) -> dict[str, dict[str, Row]]:
    """Return rows by a column and then by another."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(str(row[column]), {})[str(row[key])] = row
    return found


# --- targets and measures --------------------------------------------------------------------------------


def quantities(comparison: Comparison, kind: str) -> dict[str, dict[str, Row]]:
    """Return the rows of all scenarios by quantity, of one kind: target, measure or cost."""
    return _by([row for row in records(comparison.scenarios) if row["kind"] == kind], "quantity", "scenario")


def targets(comparison: Comparison) -> str:
    """Return every target by scenario: met or not, the probability with its interval, the value."""
    rows, signs = [], _signs(comparison)
    for quantity, of in quantities(comparison, "target").items():
        first = next(iter(of.values()))
        bounds = dict.fromkeys(f"{signs[quantity]} {figure(float(row['bound']), row['unit'])}" for row in of.values())
        cells = [_target(of.get(name)) for name in comparison.names]
        rows.append([_what(quantity_words(first), " / ".join(bounds)), *cells])
    return _page([_("Target and bound"), *comparison.names], rows)


def _signs(comparison: Comparison) -> dict[str, str]:
    """Return which way every target lies."""
    return {
        name: "≤" if target.at_least is None else "≥"
        for sample in comparison.samples
        for name, target in zip(sample.targets, sample.scenario.targets, strict=True)
    }


def _target(row: Row | None) -> str:
    if row is None:
        return f"<td><small>{html.escape(_('no such target'))}</small></td>"
    met = float(row["probability_met"])
    which = state(met)
    ends = chances(float(row["probability_low"]), float(row["probability_high"]))
    likely = "" if math.isnan(met) else (
        f"<span class=jk-k>{html.escape(chance(met))} <small>({html.escape(ends)})</small></span><br>")
    mean, spread = _value(row)
    value = f"<small>{html.escape(_('value'))} {mean} <span class=jk-k>{spread}</span></small>"
    return f"<td><span class='jk-s jk-{which}'>{state_words(which)}</span> {likely}{value}</td>"


def _value(row: Row) -> tuple[str, str]:
    """Return the mean and its interval; no interval where it never varies or is not known."""
    said = html.escape(amount(float(row["mean"]), row["unit"], language()))
    low, high = float(row["low"]), float(row["high"])
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        return said, ""
    ends = " – ".join(html.escape(amount(end, row["unit"], language())) for end in (low, high)).replace("-0.000", "0")
    return said, f"({ends})"


def measures(comparison: Comparison, kind: str) -> str:
    """Return wanted measures, or the cost, by scenario: the mean with its interval."""
    rows = []
    for of in quantities(comparison, kind).values():
        first = next(iter(of.values()))
        cells = [f"<td class=n>{_stacked(of[name]) if name in of else '–'}</td>" for name in comparison.names]
        rows.append([_what(quantity_words(first)), *cells])
    return _page([_("Measure"), *comparison.names], rows)


def _stacked(row: Row) -> str:
    said, ends = _value(row)
    return f"{said}<br><small>{ends}</small>" if ends else said


# --- differences -----------------------------------------------------------------------------------------


def equal(row: Row) -> bool:
    """Tell whether two scenarios have the same in every replication."""
    return bool(row["low"] == row["high"] == 0.0)


def against_first(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the differences of all scenarios from the first."""
    return [row for row in records(comparison.pairs) if row["against"] == comparison.names[0]]


def differences(comparison: Comparison) -> str:
    """Return the differences from the first scenario, with their intervals and the probability of being better."""
    by = _by(against_first(comparison), "quantity", "scenario")
    rows = []
    for of in by.values():
        if all(equal(row) for row in of.values()):
            continue
        first = next(iter(of.values()))
        cells = [_difference(of.get(name)) for name in comparison.names[1:]]
        rows.append([_what(quantity_words(first)), *cells])
    return _page(_heads(comparison), rows) if rows else ""


def _heads(comparison: Comparison) -> list[str]:
    return [_("Compared with {name}", name=letter(comparison.names[0])), *comparison.names[1:]]


def _difference(row: Row | None) -> str:
    if row is None:
        return "<td>–</td>"
    if equal(row):
        return f"<td><small>{html.escape(_('equal in every replication'))}</small></td>"
    which = found_of(row)
    unit = row["unit"]
    said = html.escape(signed(float(row["difference"]), unit, language()))
    ends = " … ".join(html.escape(signed(float(row[end]), unit, language())) for end in ("low", "high"))
    often = float(row["probability_better"])
    better = "" if math.isnan(often) else "<br><small>" + html.escape(
        _("better in {share} of replications", share=chance(often))) + "</small>"
    return (f"<td class=n><span style='color:{INKS[which]};font-weight:600'>{SIGNS[which]} {said}</span>"
            f"<br><small>{ends}</small>{better}</td>")


def letter(name: str) -> str:
    """Return the letter of a scenario."""
    return name.partition(" · ")[0]


def alike(comparison: Comparison) -> list[str]:
    """Return what is equal in every replication of all scenarios."""
    by = _by(against_first(comparison), "quantity", "scenario")
    return [quantity_words(next(iter(of.values()))) for of in by.values()
            if all(equal(row) for row in of.values())]


def saved_by_pairing(comparison: Comparison) -> list[tuple[str, float, float]]:
    """Return for every scenario how many independent replications would have been needed, in the middle of all
    quantities that vary and are observed in pairs, and how many there were.
    """
    found = []
    for name in comparison.names[1:]:
        ratios = [float(row["variance_ratio"]) for row in against_first(comparison)
                  if row["scenario"] == name and math.isfinite(row["variance_ratio"])]
        if ratios:
            middle = float(pd.Series(ratios).median())
            found.append((name, comparison.replications * middle, float(comparison.replications)))
    return found


# --- costs -----------------------------------------------------------------------------------------------


def unit_costs(comparison: Comparison) -> str:
    """Return what a unit of every target costs, compared with the first scenario; empty where nothing can be said."""
    rows = [row for row in records(comparison.cost_per_unit) if row["against"] == comparison.names[0]]
    table = []
    for of in _by(rows, "target", "scenario").values():
        first = next(iter(of.values()))
        if all(row["verdict"] == "no_gain" for row in of.values()):
            continue
        title = quantity_words({"kind": "target", "measure": first["measure"], "quantity": first["target"]})
        cells = [f"<td>{_unit_cost(of[name]) if name in of else '–'}</td>" for name in comparison.names[1:]]
        table.append([_what(title), *cells])
    return _page(_heads(comparison), table) if table else ""


def _unit_cost(row: Row) -> str:
    verdict = str(row["verdict"])
    gain = signed(float(row["gain"]) * float(row["per"]), row["unit"], language())
    spent = signed(float(row["cost_difference"]), "RMB", language())
    words: dict[str, Callable[[], str]] = {
        "no_gain": lambda: _("no gain that can be told from 0"),
        "loss": lambda: _("a loss"),
        "saves": lambda: _("a gain at less cost"),
        "ratio": lambda: _priced(row),
    }
    note = "" if verdict == "no_gain" else f"<br><small>{html.escape(_for(gain, spent))}</small>"
    return f"{html.escape(words[verdict]())}{note}"


def _for(gain: str, spent: str) -> str:
    return _("gain {gain}, cost {spent}", gain=gain, spent=spent)


def _priced(row: Row) -> str:
    value, low, high = (amount(float(row[key]), "RMB", language()) for key in ("cost_per_unit", "low", "high"))
    per = _("a percentage point") if row["unit"] == "share" else _("a unit")
    said = _("{amount} {per}", amount=value, per=per)
    return said if low == high else f"{said} ({low} – {high})"


# --- inputs ----------------------------------------------------------------------------------------------


def inputs(found: Sequence[Input], names: Sequence[str], most: int) -> str:
    """Return the inputs in which scenarios differ; what differs from the first scenario stands out."""
    rows = []
    for each in found[:most]:
        cells = [f"<td>{html.escape(each.held[0])}</td>"]
        for held in each.held[1:]:
            said = html.escape(held)
            cells.append(f"<td>{said}</td>" if held == each.held[0] else f"<td><b>{said}</b></td>")
        rows.append([_what(each.what), *cells])
    return _page([_("Input"), *names], rows)


def pairing_words(comparison: Comparison) -> list[str]:
    """Return what the common luck of all scenarios has saved, a line a scenario."""
    return [
        _("{name}: {n} replications on the same luck tell as much as about {independent} independent ones would.",
          name=name, n=number(n), independent=number(independent))
        for name, independent, n in saved_by_pairing(comparison)
    ]
