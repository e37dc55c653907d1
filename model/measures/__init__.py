"""From tallies to indicators to targets: each measure is its formula and its words in two languages."""

from model.measures.measure import Kind, Measure, Words
from model.measures.places import Places
from model.measures.registry import MEASURES
from model.measures.staffing import bottleneck
from model.measures.summary import Reading, Summary, evaluate, judge_targets, read, summarise, together
from model.measures.targets import check_targets

__all__ = [
    "MEASURES",
    "Kind",
    "Measure",
    "Places",
    "Reading",
    "Summary",
    "Words",
    "bottleneck",
    "check_targets",
    "evaluate",
    "judge_targets",
    "read",
    "summarise",
    "together",
]
