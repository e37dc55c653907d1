"""From tallies to indicators to targets: each measure is its formula and its words in two languages."""

from model.measures.measure import Kind, Measure, Words
from model.measures.places import Places
from model.measures.registry import MEASURES
from model.measures.staffing import bottleneck
from model.measures.summary import Summary, evaluate, judge_targets, summarise
from model.measures.targets import check_targets

__all__ = [
    "MEASURES",
    "Kind",
    "Measure",
    "Places",
    "Summary",
    "Words",
    "bottleneck",
    "check_targets",
    "evaluate",
    "judge_targets",
    "summarise",
]
