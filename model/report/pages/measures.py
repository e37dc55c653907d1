"""The page of measures: every formula's numerator, denominator, unit, period and source, from the registry."""

from __future__ import annotations

from types import ModuleType

from model.measures import beds, care_at_home, costs, population, rehabilitation, staff, waits
from model.measures.measure import Measure, RatioMeasure
from model.measures.registry import MEASURES
from model.report.pages import markdown
from model.report.pages.limits import COMMAND

SUBJECTS: dict[str, ModuleType] = {
    "People 人群": population, "Care at home 居家管理": care_at_home, "Beds 床位": beds, "Waits 等待": waits,
    "Rehabilitation 康复": rehabilitation, "Staff 人员": staff, "Costs 费用": costs,
}  # fmt: skip
HEADS = ("key", "measure 指标", "unit", "numerator 分子", "denominator 分母", "period", "source")
LEAD = f"""# Measures

Generated from `model/measures/` by `{COMMAND}`; do not edit. 本页由上述命令自动生成，请勿手改。

What a target may name, and what `indicators.parquet` holds. A measure is its numerator over its denominator, each added
up over the places and months it is for *before* they are divided: a rate of the city is never a mean of the counties'
rates. Without a denominator it is a plain number, for the whole population whatever the `scale`. *Period*: when it
holds, and whether it is known for the whole alone, not by county. Waits count those still waiting as cut off (Kaplan
and Meier). A rate whose denominator is 0 is *not observed*, never 0.
"""


def page() -> str:
    """Return the page in Markdown, a section a subject."""
    blocks = [LEAD, f"In all {len(MEASURES)} measures. 共 {len(MEASURES)} 项指标。\n"]
    for title, subject in SUBJECTS.items():
        blocks += [f"## {title}\n", markdown.table(HEADS, [_row(measure) for measure in subject.MEASURES])]
    return "\n".join(blocks)


def _row(measure: Measure) -> tuple[str, ...]:
    return (
        f"`{measure.key}`", _both(measure.title), measure.unit_words.en, _both(measure.numerator),
        _both(measure.denominator) if measure.denominator else "",
        measure.kind.value.en + ("" if measure.by_county else "; not by county"), measure.source,
    )  # fmt: skip


def _both(words: tuple[str, str]) -> str:
    return f"{words[1]} · {words[0]}"


def statistics() -> str:
    """Return how many measures there are of each form, for the description of the model."""
    ratios = [m for m in MEASURES.values() if isinstance(m, RatioMeasure)]
    plain = sum(m.is_count for m in ratios)
    return (
        f"There are {len(MEASURES)} measures: {plain} plain numbers, {len(ratios) - plain} ratios of two sums, "
        f"{len(MEASURES) - len(ratios)} statistics of waits and pathways by year of the request."
    )
