"""The native charts of a workbook: Excel draws them from the cells."""

from __future__ import annotations

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from model.messages import Language, say
from model.report.figures import AMBER, BLUE, GREY, RED
from model.report.wording import unit_words

WIDTH, HEIGHT = 24.0, 9.0
"""Centimetres."""


def beds(sheet: Worksheet, rows: int, language: Language) -> None:
    """Draw beds open, staffed, at the norm and occupied, from columns B to E."""
    chart = LineChart()
    chart.title = say("report.beds", language)
    _size(chart, HEIGHT)
    for column, tint in zip(range(2, 6), (GREY, BLUE, AMBER, RED), strict=True):
        series = Series(Reference(sheet, min_col=column, min_row=2, max_row=rows + 1),
                        title=str(sheet.cell(1, column).value))  # fmt: skip
        series.graphicalProperties.line.solidFill = tint.lstrip("#")
        # Open beds are drawn broad, so that they are seen beneath staffed beds where all are staffed.
        series.graphicalProperties.line.width = 50_000 if tint == GREY else 25_000
        series.smooth = False
        chart.append(series)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "#,##0"
    chart.x_axis.tickLblSkip = max(1, rows // 12)  # type: ignore[attr-defined]
    _axes(chart, say("month", language), unit_words("open_beds", language))
    sheet.add_chart(chart, "G2")


def probabilities(sheet: Worksheet, rows: int, language: Language) -> None:
    """Draw the probability of every target, from column H."""
    if not rows:
        return
    chart = _bars(say("met", language), (say("target", language), say("report.probability", language)),
                  max(HEIGHT / 2, 0.9 * rows + 3))  # fmt: skip
    series = Series(Reference(sheet, min_col=8, min_row=2, max_row=rows + 1), title=say("met", language))
    series.graphicalProperties.solidFill = BLUE.lstrip("#")
    chart.append(series)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.y_axis.scaling.max = 1.0
    chart.y_axis.number_format = "0%"
    chart.legend = None
    sheet.add_chart(chart, f"A{rows + 4}")


def least(sheet: Worksheet, rows: int, language: Language) -> None:
    """Draw what is planned beside the least that would do, each as the share of the plan: columns H and I."""
    heads = (say("report.lever", language), say("report.planned", language), say("report.least_short", language))
    for n, head in enumerate(heads):
        sheet.cell(1, 8 + n, head)
    sheet.column_dimensions["H"].width = 24
    for row in range(2, rows + 2):
        sheet.cell(row, 8, sheet.cell(row, 1).value)
        sheet.cell(row, 9, 1.0).number_format = "0%"
        amount = sheet.cell(row, 3).value
        sheet.cell(row, 10, f"=C{row}/B{row}" if isinstance(amount, (int, float)) else None).number_format = "0%"
    chart = _bars(say("report.least", language), (say("report.lever", language), say("report.share_of_plan", language)),
                  max(HEIGHT / 2, 1.1 * rows + 3))  # fmt: skip
    for column, tint in ((9, GREY), (10, BLUE)):
        values = Reference(sheet, min_col=column, min_row=2, max_row=rows + 1)
        series = Series(values, title=str(sheet.cell(1, column).value))
        series.graphicalProperties.solidFill = tint.lstrip("#")
        chart.append(series)
    chart.set_categories(Reference(sheet, min_col=8, min_row=2, max_row=rows + 1))
    chart.y_axis.number_format = "0%"
    sheet.add_chart(chart, f"A{rows + 6}")


def _bars(title: str, axes: tuple[str, str], height: float) -> BarChart:
    chart = BarChart()
    chart.type, chart.title = "bar", title
    _size(chart, height)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.scaling.min = 0
    _axes(chart, *axes)
    return chart


def _size(chart: BarChart | LineChart, height: float) -> None:
    chart.width, chart.height = WIDTH, height  # type: ignore[assignment]


def _axes(chart: BarChart | LineChart, along: str, up: str) -> None:
    chart.x_axis.title, chart.y_axis.title = along, up
    chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill="E3E3E3")))
    # Without this, newer programs hide both axes.
    chart.x_axis.delete = chart.y_axis.delete = False
    if chart.legend is not None:
        chart.legend.position = "b"
