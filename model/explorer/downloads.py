"""Results as files."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from model.explorer.running import Run
from model.explorer.words import _, language
from model.report.figures import draw

TABLES = ("targets", "indicators", "staffing")


def table(run: Run, which: str) -> pd.DataFrame:
    """Return a table of a run, of all its scenarios; the first column says which."""
    frames: dict[str, pd.DataFrame] = {name: getattr(run.summary(name), which) for name in run.scenarios}
    parts = [frame.assign(scenario=name) for name, frame in frames.items()]
    found = pd.concat(parts, ignore_index=True)
    for column in found.columns:
        # Words of two scenarios have categories of their own.
        if isinstance(found[column].dtype, pd.CategoricalDtype) or found[column].dtype == object:
            found[column] = found[column].astype(str).astype("category")
    return found[["scenario", *[column for column in found.columns if column != "scenario"]]]


def as_csv(run: Run, which: str) -> bytes:
    """Return a table as CSV that a spreadsheet opens with its Chinese intact (a byte-order mark in front)."""
    return table(run, which).to_csv(index=False).encode("utf-8-sig")


def as_parquet(run: Run, which: str) -> bytes:
    """Return a table as Parquet."""
    buffer = io.BytesIO()
    table(run, which).to_parquet(buffer, index=False)
    return buffer.getvalue()


def picture(run: Run, ending: str) -> bytes:
    """Return the figure of the last scenario (every target against its bound; beds) as PNG or SVG."""
    name, scenario = list(run.scenarios.items())[-1]
    with tempfile.TemporaryDirectory() as folder:
        drawn = draw(scenario, run.summary(name), Path(folder) / f"figure.{ending}", language())
        return drawn.read_bytes() if drawn is not None else b""


def panel(run: Run, base: str) -> None:
    """Show the buttons; a file is made when it is asked for."""
    titles = {"targets": _("Targets"), "indicators": _("All indicators"), "staffing": _("Staffed beds"),
              "figure": _("Figure")}
    kinds: tuple[tuple[str, str, Callable[[Run, str], bytes], str], ...] = (
        ("CSV", "csv", as_csv, "text/csv"), ("Parquet", "parquet", as_parquet, "application/vnd.apache.parquet"))
    *columns, last = st.columns(len(TABLES) + 1)
    for ending in ("png", "svg"):
        last.download_button(
            f"{titles['figure']} · {ending.upper()}", lambda ending=ending: picture(run, ending),  # type: ignore[misc]
            file_name=f"{base}.{ending}", mime="image/png" if ending == "png" else "image/svg+xml",
            key=f"download figure {ending}", width="stretch", on_click="ignore")
    for which, column in zip(TABLES, columns, strict=True):
        for label, ending, made, mime in kinds:
            column.download_button(
                f"{titles[which]} · {label}", lambda made=made, which=which: made(run, which),  # type: ignore[misc]
                file_name=f"{base}-{which}.{ending}", mime=mime, key=f"download {which} {ending}", width="stretch",
                on_click="ignore")
