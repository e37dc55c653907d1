"""Results as files: tables as CSV and Parquet, pictures as PNG and SVG, made when they are asked for."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from model.explorer.charts import look
from model.explorer.replications import SEED
from model.explorer.running import Run
from model.explorer.words import _, language
from model.report.document.source import Compared, run_of
from model.report.document.source import Run as Report
from model.report.document.write import FORMATS, Format, write_report
from model.report.figures import draw

TABLES = ("targets", "indicators", "staffing")
KINDS = {
    "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "png": "image/png", "svg": "image/svg+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "html": "text/html",
}
"""What a file can be, by its ending."""
LABELS = {
    "csv": "CSV", "parquet": "Parquet", "png": "PNG", "svg": "SVG", "docx": "Word", "xlsx": "Excel", "html": "HTML",
}


@dataclass(frozen=True)
class Offer:
    """Something that can be downloaded in several kinds.

    Attributes
    ----------
    title : str
    stem : str
        Of the file's name.
    made : mapping of callable
        By the ending of `KINDS`: returns the file.
    """

    title: str
    stem: str
    made: Mapping[str, Callable[[], bytes]]


def table_offer(title: str, stem: str, table: Callable[[], pd.DataFrame]) -> Offer:
    """Return the offer of a table."""
    return Offer(title, stem, {"csv": lambda: as_csv(table()), "parquet": lambda: as_parquet(table())})


def figure_offer(title: str, stem: str, drawn: Callable[[Path], Path | None]) -> Offer:
    """Return the offer of a figure that is drawn to a path."""
    return Offer(title, stem, {ending: lambda ending=ending: _drawn(drawn, ending)  # type: ignore[misc]
                               for ending in ("png", "svg")})


def chart_offer(title: str, stem: str, chart: Callable[[], Any]) -> Offer:
    """Return the offer of a chart as it stands on the page."""

    def saved(ending: str) -> bytes:
        file: Any = io.BytesIO() if ending == "png" else io.StringIO()
        look.dressed(chart()).save(file, format=ending, **({"ppi": 200} if ending == "png" else {}))
        found = file.getvalue()
        return found if isinstance(found, bytes) else found.encode()

    return Offer(title, stem, {ending: lambda ending=ending: saved(ending)  # type: ignore[misc]
                               for ending in ("png", "svg")})


def report_offer(stem: str, of: Callable[[], Report | Compared]) -> Offer:
    """Return the offer of a report in the visitor's language."""
    words = language()

    def written(ending: Format) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report.{ending}"
            write_report(of(), None, ending, words, path)
            return path.read_bytes()

    return Offer(_("Report"), f"{stem}-report", {ending: lambda ending=ending: written(ending)  # type: ignore[misc]
                                                 for ending in FORMATS})


def panel(offers: Sequence[Offer], key: str) -> None:
    """Show the buttons in lines, as many in each as the window holds."""
    with st.container(horizontal=True):
        for offer in offers:
            for ending, made in offer.made.items():
                st.download_button(
                    f"{offer.title} · {LABELS[ending]}", made, file_name=f"{offer.stem}.{ending}", mime=KINDS[ending],
                    key=f"download {key} {offer.stem} {ending}", width="content", on_click="ignore")


def as_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that a spreadsheet opens with its Chinese intact (a byte-order mark in front)."""
    return table.to_csv(index=False).encode("utf-8-sig")


def as_parquet(table: pd.DataFrame) -> bytes:
    """Return a table as Parquet."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _drawn(draw_to: Callable[[Path], Path | None], ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        drawn = draw_to(Path(folder) / f"figure.{ending}")
        return drawn.read_bytes() if drawn is not None else b""


# --- a run -----------------------------------------------------------------------------------------------


def table_of(run: Run, which: str) -> pd.DataFrame:
    """Return a table of a run, of all its scenarios; the first column says which."""
    frames: dict[str, pd.DataFrame] = {name: getattr(run.summary(name), which) for name in run.scenarios}
    parts = [frame.assign(scenario=name) for name, frame in frames.items()]
    found = pd.concat(parts, ignore_index=True)
    for column in found.columns:
        # Words of two scenarios have categories of their own.
        if isinstance(found[column].dtype, pd.CategoricalDtype) or found[column].dtype == object:
            found[column] = found[column].astype(str).astype("category")
    return found[["scenario", *[column for column in found.columns if column != "scenario"]]]


def of_run(run: Run, base: str) -> list[Offer]:
    """Return what a run offers: its tables, and the figure of its last scenario."""
    titles = {"targets": _("Targets"), "indicators": _("All indicators"), "staffing": _("Staffed beds")}
    name, scenario = list(run.scenarios.items())[-1]
    tables = [
        table_offer(titles[which], f"{base}-{which}", lambda which=which: table_of(run, which))  # type: ignore[misc]
        for which in TABLES
    ]
    figure = figure_offer(_("Figure"), base, lambda path: draw(scenario, run.summary(name), path, language()))
    report = report_offer(base, lambda: run_of(scenario, run.summary(name), SEED))
    return [*tables, figure, report]
