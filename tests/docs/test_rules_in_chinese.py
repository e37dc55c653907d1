"""The rules in Chinese: part by part of the English text that stands now, with the same numbers and names of code.

Whoever changes a rule finds here which part of ``docs/zh/model.md`` to translate anew, and its new mark.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
MARK = re.compile(r"<!-- en: ([0-9a-f]{8}) -->\n")
GENERATED = re.compile(r"<!-- generated: .*?<!-- end -->", re.DOTALL)
CODE = re.compile(r"^\*(?:Code:|代码：)\* .*?(?=\n\n|\Z)", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`]+)`")


def parts(text: str) -> list[str]:
    """Return a page in parts: each chapter's heading, rule, and group of decisions, with what stands below it."""
    return re.split(r"\n\n(?=\*\*|## )", text.strip())


def translated(text: str) -> list[str]:
    """Return a translation in parts, each without its mark."""
    return [part.strip() for part in MARK.split(text)[2::2]]


def mark(part: str) -> str:
    """Return the mark of a part of the English text; where its code is, and how lines are broken, do not matter."""
    return hashlib.sha256(" ".join(CODE.sub("", GENERATED.sub("", part)).split()).encode()).hexdigest()[:8]


ENGLISH = parts((DOCS / "model.md").read_text("utf-8"))
PAGE = (DOCS / "zh/model.md").read_text("utf-8")
CHINESE, MARKS = translated(PAGE), MARK.findall(PAGE)
PAIRS = list(zip(ENGLISH, CHINESE, strict=False))
NAMES = [re.sub(r"\W+", "-", english[:28]).strip("-") for english, _ in PAIRS]


def numbers(part: str) -> Counter[str]:
    """Return the numbers in the words of a part, in digits."""
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"`[^`]*`|\]\([^)]*\)", "", GENERATED.sub("", part))))


def shape(part: str) -> tuple[int, int, int]:
    """Return how many points, rows of tables and paragraphs a part has."""
    plain = GENERATED.sub("(generated)", part)
    return len(re.findall(r"^- ", plain, re.M)), len(re.findall(r"^\|", plain, re.M)), len(plain.split("\n\n"))


def test_every_part_has_a_translation_of_what_it_says_now() -> None:
    assert len(ENGLISH) == len(CHINESE) == len(MARKS) > 70
    stale = {english.partition("\n")[0][:60]: mark(english)
             for english, known in zip(ENGLISH, MARKS, strict=True) if mark(english) != known}
    assert stale == {}, "translate these parts anew in docs/zh/model.md, then give them these marks"


def test_a_changed_word_is_noticed_and_a_line_broken_elsewhere_is_not() -> None:
    rule = next(part for part in ENGLISH if part.startswith("**3.4 "))
    assert mark(rule.replace("7 days", "8 days")) != mark(rule)
    assert mark(rule.replace("\n", " ", 1).replace("visits.py: Visits.starts", "other.py: starts")) == mark(rule)


def test_the_rules_have_the_same_numbers_in_both_languages() -> None:
    def numbered(text: list[str]) -> list[str]:
        return [found[1] for part in text if (found := re.match(r"(?:\*\*|## )(\d+(?:\.\d+)?)[. ]", part))]

    assert numbered(ENGLISH) == numbered(CHINESE)
    assert len(numbered(ENGLISH)) == 10 + 48


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_a_part_says_the_same_numbers_and_names_in_both_languages(pair: tuple[str, str]) -> None:
    english, chinese = pair
    assert numbers(english) == numbers(chinese)
    assert shape(english) == shape(chinese)
    names = [sorted(" ".join(span.split()) for span in SPAN.findall(part)) for part in pair]
    assert names[0] == names[1]


@pytest.mark.parametrize("part", CHINESE, ids=NAMES)
def test_no_sentence_was_left_in_english(part: str) -> None:
    words = re.sub(r"`[^`]*`|\[[^\]]*\]\([^)]*\)|<!--.*?-->", "", part)
    assert re.findall(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", words) == []
    assert re.search("[\u4e00-\u9fff]", words)
