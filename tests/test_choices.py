"""The words of choices: what the schema lets a planner choose is told in both languages."""

from __future__ import annotations

import re

import pytest

from model.messages import choice_in
from model.messages.choices import WORDS
from model.scenario.parameters import parameters

CHOICES = {word for p in parameters() for word in p.allowed if not word.isdigit()}


def test_every_choice_of_the_schema_has_words_and_no_words_are_left_over() -> None:
    assert {f"choice.{word}" for word in CHOICES} == set(WORDS)


@pytest.mark.parametrize("word", sorted(CHOICES))
def test_a_choice_is_told_in_chinese_without_a_latin_letter_and_in_english_without_a_key(word: str) -> None:
    assert not re.search("[A-Za-z_]", choice_in(word, "zh"))
    assert "_" not in choice_in(word, "en")


def test_several_choices_are_told_together_and_what_is_none_stands_as_it_is() -> None:
    assert choice_in("mon, tue", "zh") == "周一、周二"
    assert choice_in("mon, tue", "en") == "Monday, Tuesday"
    assert choice_in("2024-01-01", "zh") == "2024-01-01"
    assert choice_in("qilin, mon", "zh") == "qilin, mon", "names of places, one of which reads like a day"
