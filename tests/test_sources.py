"""Sources are told in Chinese, all that the schema, the plans as shipped, their audits and the validation give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from model import load
from model.experiments.validating import face_validity
from model.experiments.validating.exact_cases import cases
from model.messages import source_in, sources_in
from model.messages.sources import SOURCES
from model.scenario.audit import Finding, audit
from model.scenario.catalogue import names
from model.scenario.merging import plain
from model.scenario.parameters import parameters

LITERATURE = re.compile(r"PMC\d+|PubMed|yiigle|AJOT|Erlang|Cobham|BMC Health Services Research|Monks et al")
PLACE = re.compile(r"\{(\d*)\}")


def _in(value: Any) -> Iterator[str]:
    """Give the sources of everything in a plan, those of later steps too."""
    if isinstance(value, dict):
        yield from filter(None, [value.get("source")])
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _in(inner)


@cache
def _findings() -> tuple[Finding, ...]:
    return tuple(finding for name in names() for finding in audit(load(name)))


def _all() -> set[str]:
    found = {p.source for p in parameters()} | {text for name in names() for text in _in(plain(load(name)))}
    # Clauses of the plan are quoted; the plans as shipped are Chinese.
    found |= {text for finding in _findings() for text in finding.sources if not text.startswith("“")}
    return found | {case.source for case in cases()} | {row.source for row in face_validity.ROWS}


def test_every_source_is_told_in_chinese_and_every_form_is_used() -> None:
    """What is left in Latin letters is literature: no English word stands on a Chinese page."""
    told = {text: source_in(text, "zh") for text in _all()}
    assert len(told) > 250, "they are found"
    english = {text: chinese for text, chinese in told.items() if re.search("[A-Za-z]{3,}", LITERATURE.sub("", chinese))}
    assert english == {}
    whole = "\n".join(told)
    for form in SOURCES:
        assert re.search(".+?".join(map(re.escape, PLACE.split(form)[::2])), whole), form


@pytest.mark.parametrize("english", SOURCES)
def test_what_stands_in_a_source_stands_in_the_chinese(english: str) -> None:
    """Every place once, and the same digits: a number must not change with the language."""
    chinese = SOURCES[english]
    assert sorted(PLACE.findall(chinese)) == [str(n) for n in range(english.count("{}"))]
    if "million" not in english and not re.search(r"\d+,000\b", english):
        assert sorted(re.findall(r"\d[\d,.]*\d|\d", PLACE.sub("", english))) == sorted(
            re.findall(r"\d[\d,.]*\d|\d", PLACE.sub("", chinese)))


def test_what_the_audit_rests_on_has_the_same_digits_in_chinese() -> None:
    """Its sources are put together from norms and their numbers, so they are looked at as they are shown."""
    assert len(_findings()) > 50, "they are found"
    for finding in _findings():
        told = sources_in(finding.sources, "zh")
        assert sorted(re.findall(r"\d+", told)) == sorted(re.findall(r"\d+", finding.basis)), finding.basis


@pytest.mark.parametrize(("english", "chinese"), [
    ("not stated in the plan; assumed 4‰ (national 2017: 4.24‰)", "规划未注明;假设为4‰(全国2017年4.24‰)"),
    ("2020 census: 1,157,817 residents of 舟山市, ÷ 4 counties", "2020年人口普查:舟山市 1,157,817 人,÷ 4 个区县"),
    ("uptake 40% (15-65); expert assumption", "接受率40%(15-65);专家判断"),
    ("医疗机构基本标准 (0.4, level 1)", "医疗机构基本标准(0.4,1级)"),
    ("市信息系统", "市信息系统"), ("our own registry", "our own registry"),
])
def test_sources_within_sources(english: str, chinese: str) -> None:
    assert source_in(english, "zh") == chinese
    assert source_in(english, "en") == english
