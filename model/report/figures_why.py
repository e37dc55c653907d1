"""Figures of explain, uncertainty, tornado and Sobol' indices."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from model.experiments.explaining.explain import Explanation, foremost
from model.experiments.explaining.relax import EVERYTHING
from model.measures import MEASURES
from model.measures.staffing import RESOURCES as BINDING
from model.messages import Language, say
from model.report.figures import AMBER, BLUE, GREY, PALE, RED, colour, style
from model.report.wording import output_title, words

if TYPE_CHECKING:
    from model.experiments.knowing.sensitivity import Sensitivity
    from model.experiments.knowing.uncertainty import Uncertainty

MOST = 8
"""Bars of a panel: what matters less is in the tables."""
SHADES = {"open_beds": PALE, "psychiatrists": RED, "nurses": BLUE, "health_staff": AMBER}


@contextmanager
def _figure(size: tuple[float, float], path: Path) -> Iterator[Figure]:
    """Open a figure, and write it to ``path`` when it is drawn."""
    with mpl.rc_context(style()), warnings.catch_warnings():
        # Without a Chinese font the figure is still drawn, with boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure
        figure.savefig(path, dpi=150)


def _panels(names: Sequence[str], path: Path, draw: Callable[[Axes, str], None], title: str) -> Path | None:
    """Draw a panel for every output, two in a row."""
    if not names:
        return None
    rows = math.ceil(len(names) / 2)
    with _figure((11, 0.6 + 2.6 * rows), path) as figure:
        figure.suptitle(title, fontsize=12)
        for n, name in enumerate(names):
            draw(figure.add_subplot(rows, 2, n + 1), name)
        # All panels have the same.
        handles, labels = figure.axes[0].get_legend_handles_labels()
        if handles:
            figure.legend(handles, labels, loc="outside lower center", ncols=len(handles), frameon=False)
    return path


def _titled(table: pd.DataFrame, name: str, language: Language) -> str:
    return output_title(name, str(table.loc[table["output"] == name, "measure"].iloc[0]), language)


def _scaled(measure: str, language: Language, difference: bool = False) -> tuple[float, str]:
    """Return the factor by which values of a measure are drawn and the label of the axis."""
    if MEASURES[measure].unit == "share":
        return 100.0, say("points" if difference else "percent", language)
    return 1.0, words(MEASURES[measure].unit_words, language)


def _bars(axes: Axes, labels: Sequence[str]) -> None:
    """Label rows of bars, the first on top."""
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.axvline(0.0, color="black", linewidth=0.6)


def draw_gains(explanation: Explanation, path: Path, language: Language) -> Path | None:
    """Draw, for every target that is missed, what each resource gains without limit."""
    gains = explanation.gains.rename(columns={"target": "output"})

    def draw(axes: Axes, name: str) -> None:
        rows = gains[gains["output"] == name]
        measure = str(rows["measure"].iloc[0])
        factor, unit = _scaled(measure, language, difference=True)
        gain = rows["gain"].to_numpy(float) * factor
        ends = rows[["low", "high"]].to_numpy(float).T * factor
        tints = [GREY if name == EVERYTHING else BLUE for name in rows["resource"]]
        spread = np.nan_to_num(np.abs(ends - gain))
        axes.barh(range(len(rows)), np.nan_to_num(gain), color=tints, xerr=spread, ecolor="black", capsize=2)
        for place, value in enumerate(gain):
            if math.isnan(value):
                axes.text(0.0, place, f" {say('not_observed', language)}", va="center", color=GREY)
        _bars(axes, [say(str(resource), language) for resource in rows["resource"]])
        needed = float(rows["shortfall"].max()) * factor
        if needed > 0.0:
            axes.axvline(needed, color="black", linestyle="--", linewidth=0.8)
        axes.set_xlabel(f"{say('why.gain', language)} ({unit}); - - {say('why.needed', language)}")
        axes.set_title(output_title(name, measure, language))

    names = list(dict.fromkeys(gains["output"]))
    title = f"{words(explanation.scenario.title, language)}\n{say('why.gains', language)}"
    return _panels(names, path, draw, title)


def draw_binding(explanation: Explanation, path: Path, language: Language) -> Path | None:
    """Draw what limits staffed beds: a tile for every place and month."""
    if explanation.binding.empty:
        return None
    table = foremost(explanation.binding)
    order = {name: n for n, name in enumerate(BINDING)}
    codes = table.map(order.__getitem__).to_numpy(float)
    scenario = explanation.scenario
    titles = {r.name: r.title for r in scenario.regions} | {h.name: h.title for h in scenario.hospitals}
    names = [words(title, language) if (title := titles.get(place)) else str(place) for place in table.index]
    with _figure((11, 1.6 + 0.26 * len(names)), path) as figure:
        axes = figure.add_subplot()
        shades = ListedColormap([SHADES[name] for name in BINDING])
        axes.pcolormesh(codes, cmap=shades, vmin=-0.5, vmax=len(BINDING) - 0.5, edgecolor="white", linewidth=0.5)
        axes.set_yticks(np.arange(len(names)) + 0.5, names)
        axes.invert_yaxis()
        months = list(table.columns)
        step = max(1, len(months) // 12)
        axes.set_xticks(np.arange(0, len(months), step) + 0.5, months[::step], rotation=45, ha="right")
        axes.tick_params(length=0)
        here = [name for name in BINDING if (codes == order[name]).any()]
        axes.legend(
            handles=[Patch(color=SHADES[name], label=say(name, language)) for name in here],
            loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(here), frameon=False,
        )  # fmt: skip
        axes.set_title(say("why.binding", language), loc="right")
    return path


def draw_tornado(found: Sensitivity, path: Path, language: Language) -> Path | None:
    """Draw, for every output that moves, the parameters with the widest swing."""
    table = found.table[found.table["swing"] > 0.0]

    def draw(axes: Axes, name: str) -> None:
        rows = table[table["output"] == name].head(MOST)
        measure = str(rows["measure"].iloc[0])
        factor, unit = _scaled(measure, language)
        base = float(rows["at_value"].iloc[0]) * factor
        for end, tint in (("low", BLUE), ("high", AMBER)):
            effect = rows[f"effect_{end}"].to_numpy(float) * factor
            ends = rows[[f"effect_{end}_low", f"effect_{end}_high"]].to_numpy(float).T * factor
            axes.barh(
                range(len(rows)), effect, left=base, color=tint, alpha=0.85, xerr=np.nan_to_num(np.abs(ends - effect)),
                ecolor="black", capsize=2, label=say(f"why.at_{end}", language),
            )  # fmt: skip
        axes.set_yticks(range(len(rows)), [_wrapped(str(t)) for t in rows[f"title_{language}"]])
        axes.invert_yaxis()
        axes.axvline(base, color="black", linewidth=0.6)
        axes.set_xlabel(unit)
        axes.set_title(output_title(name, measure, language))

    title = f"{words(found.scenario.title, language)}\n{say('why.tornado', language)}"
    return _panels(list(dict.fromkeys(table["output"])), path, draw, title)


def draw_sobol(found: Sensitivity, path: Path, language: Language) -> Path | None:
    """Draw first-order and total indices of every output that varies."""
    table = found.table[found.table["total"].notna()]

    def draw(axes: Axes, name: str) -> None:
        rows = table[table["output"] == name].head(MOST)
        for column, shift, tint in (("first_order", -0.2, BLUE), ("total", 0.2, AMBER)):
            axes.barh(
                np.arange(len(rows)) + shift, rows[column], 0.4, xerr=rows[f"{column}_half_width"], color=tint,
                ecolor="black", capsize=2, label=say(f"why.{column}", language),
            )  # fmt: skip
        _bars(axes, [_wrapped(str(t)) for t in rows[f"title_{language}"]])
        axes.set_xlabel(say("why.share_of_variance", language))
        axes.set_title(_titled(table, name, language))

    title = f"{words(found.scenario.title, language)}\n{say('why.sobol', language)}"
    return _panels(list(dict.fromkeys(table["output"])), path, draw, title)


def draw_uncertainty(found: Uncertainty, path: Path, language: Language) -> Path:
    """Draw the probability of every target, what its uncertainty is due to, and the parameters that matter most."""
    outputs = found.outputs
    varied = outputs[outputs["share_knowing"].notna()]
    names = list(varied["output"])
    rows = math.ceil(len(names) / 2)
    above = 0.8 + 0.32 * len(outputs)
    with _figure((11, above + 2.0 * rows), path) as figure:
        figure.suptitle(f"{words(found.scenario.title, language)}\n{say('why.uncertainty', language)}", fontsize=12)
        grid = figure.add_gridspec(1 + rows, 2, height_ratios=[above] + [2.0] * rows)
        labels = [output_title(str(n), str(m), language) for n, m in zip(outputs["output"], outputs["measure"],
                                                                      strict=True)]  # fmt: skip
        chances = figure.add_subplot(grid[0, 0])
        _chances(chances, outputs, labels, language)
        shares = figure.add_subplot(grid[0, 1], sharey=chances)
        _shares(shares, outputs, language)
        for n, name in enumerate(names):
            axes = figure.add_subplot(grid[1 + n // 2, n % 2])
            best = found.parameters[found.parameters["output"] == name].head(5)
            rho = best["correlation"].to_numpy(float)
            ends = np.abs(best[["low", "high"]].to_numpy(float).T - rho)
            told = best["q_value"].to_numpy(float) < 0.05
            tints = np.where(told, BLUE, PALE).tolist()
            axes.barh(range(len(best)), rho, color=tints, xerr=ends, ecolor="black", capsize=2)
            _bars(axes, [_wrapped(str(t)) for t in best[f"title_{language}"]])
            axes.set_xlim(-1, 1)
            axes.set_xlabel(say("why.correlation", language))
            axes.set_title(_titled(outputs, name, language))
    return path


def _chances(axes: Axes, outputs: pd.DataFrame, labels: Sequence[str], language: Language) -> None:
    met = outputs["probability_met"].to_numpy(float)
    ends = outputs[["probability_low", "probability_high"]].to_numpy(float).T
    for place, chance in enumerate(met):
        if not math.isnan(chance):
            spread = np.abs(ends[:, place : place + 1] - chance)
            axes.errorbar([chance], [place], xerr=spread, fmt="o", color=colour(chance), capsize=3)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_xlim(-0.03, 1.03)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_title(say("met", language))


def _shares(axes: Axes, outputs: pd.DataFrame, language: Language) -> None:
    knowing = outputs["share_knowing"].to_numpy(float)
    places = np.flatnonzero(~np.isnan(knowing))
    share = knowing[places]
    ends = np.abs(outputs[["share_low", "share_high"]].to_numpy(float).T[:, places] - share)
    axes.barh(places, share, color=BLUE, xerr=ends, ecolor="black", capsize=2, label=say("why.knowing", language))
    axes.barh(places, 1.0 - share, left=share, color=PALE, label=say("why.chance", language))
    axes.set_xlim(0, 1)
    axes.tick_params(labelleft=False)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
    axes.set_xlabel(say("why.share_of_variance", language))


def _wrapped(text: str, most: int = 44) -> str:
    """Break a long label in two at a blank or after a colon near its middle."""
    wide = sum(2 if ord(c) > 0x2E7F else 1 for c in text)
    if wide <= most:
        return text
    middle = len(text) // 2
    breaks = [n for n, c in enumerate(text) if c in " :,、("]
    if not breaks:
        return text
    at = min(breaks, key=lambda n: abs(n - middle))
    return f"{text[: at + 1].rstrip()}\n{text[at + 1 :].lstrip()}" if text[at] != "(" else f"{text[:at]}\n{text[at:]}"


