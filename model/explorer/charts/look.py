"""How all charts look: colours that the colour-blind tell apart, one typeface."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

# Okabe and Ito (2008).
BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, YELLOW, GREY = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#7A7A7A")
INK = "#1b1f24"


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
    st.altair_chart(dressed(chart), width="stretch", key=key, theme=None)


def title(text: str, subtitle: str) -> alt.TitleParams:
    """Return a chart's title: what it shows, and below it the unit and the period."""
    return alt.TitleParams(text=text, subtitle=subtitle)
