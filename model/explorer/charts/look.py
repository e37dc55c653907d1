"""How all charts look: colours that the colour-blind tell apart, one typeface."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

# Okabe and Ito (2008).
BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, YELLOW, GREY = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#7A7A7A")
INK = "#1b1f24"
DATA = "data"
"""What the data are called of a chart that is made before they are known."""

# A page draws thousands of points at most, and a limit that breaks a page is none.
alt.data_transformers.disable_max_rows()


def dressed(chart: Any) -> Any:
    """Return a chart in the typeface and colours of all."""
    return chart.configure(
        font="Source Sans, Source Sans Pro, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif",
    ).configure_view(stroke=None).configure_axis(
        labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=INK, titleColor=INK,
        gridColor="#e8eaed",
    ).configure_legend(labelFontSize=12, titleFontSize=12, orient="top", labelLimit=320, title=None).configure_title(
        fontSize=14, anchor="start", color=INK, fontWeight=600, subtitleColor="#4a4f57", subtitleFontSize=12,
    )


def show(chart: Any, key: str) -> None:
    """Show a chart."""
    _show(_spec(chart), key)


def show_data(shape: dict[str, Any], data: pd.DataFrame, key: str) -> None:
    """Show a chart whose shape is known (see `shape`) with data of its own."""
    # JSON knows no infinity.
    values = data.astype(object).where(data.notna() & ~data.isin([math.inf, -math.inf]), None).to_dict("records")
    _show({**shape, "datasets": {**shape.get("datasets", {}), DATA: values}}, key)


def shape(chart: Any) -> dict[str, Any]:
    """Return what a chart of the data `DATA` is like, whatever they are: to be made once, which takes long."""
    return _spec(chart)


def _spec(chart: Any) -> dict[str, Any]:
    # Checked against the schema by the tests, which takes longer than all else.
    spec: dict[str, Any] = dressed(chart).to_dict(validate=False)
    return spec


def _show(spec: dict[str, Any], key: str) -> None:
    st.vega_lite_chart(spec=spec, width="stretch", key=key, theme=None)


def title(text: str, subtitle: str) -> alt.TitleParams:
    """Return a chart's title: what it shows, and below it the unit and the period."""
    return alt.TitleParams(text=text, subtitle=subtitle)
