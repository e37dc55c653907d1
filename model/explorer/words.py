"""Every word on a page, in Chinese and English.

English stands in the code, Chinese in a gettext catalogue (``locale/zh/explorer.po``), read as it is written: nothing
has to be compiled. A test fails on a message without a translation and on a translation that nothing uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import streamlit as st
from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

from model.local.told import ToldError
from model.messages import choice_in, reason_in, source_in
from model.report.chances import percent as percent_of_chance
from model.report.comparison import quantity_title
from model.report.punctuation import wide

Language = Literal["zh", "en"]
LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}
_QUOTED = re.compile("(「[^」]*」)")
CATALOGUE = Path(__file__).parent / "locale" / "zh" / "explorer.po"


class Bilingual(Protocol):
    """Words of the model itself: titles of measures, plans and parameters."""

    @property
    def zh(self) -> str: ...  # noqa: D102
    @property
    def en(self) -> str: ...  # noqa: D102


@cache
def _chinese() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh")
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string}


def language() -> Language:
    """Return the language of this session's pages."""
    chosen: Language = st.session_state.get("language", "zh")
    return chosen


def from_browser(locale: str | None) -> Language:
    """Return the language to begin with, by the browser's locale (``zh-CN``); Chinese where it says nothing."""
    return "zh" if not locale or locale.lower().startswith("zh") else "en"


def _(message: str, **values: object) -> str:
    """Return a message in the session's language, with values put in as by `str.format`."""
    text = _chinese().get(message, message) if language() == "zh" else message
    return text.format(**values) if values else text


def later(message: str) -> str:
    """Mark a message that is put into the catalogue here and translated where it is shown, by ``_(variable)``."""
    return message


def of(words: Bilingual) -> str:
    """Return the model's own words in the session's language."""
    return signs(words.zh if language() == "zh" else words.en)


def signs(text: str) -> str:
    """Return words of the program as pages have them: Chinese with full-width signs, and brackets as they are."""
    return wide(text, brackets=False) if language() == "zh" else text


def reason(error: Exception) -> str:
    """Return why something cannot be, in the session's language: code below the pages words it in English."""
    return signs(error.said(language()) if isinstance(error, ToldError) else reason_in(str(error), language()))


def source(text: str) -> str:
    """Return where a number comes from, in the session's language; what somebody else wrote stays as it is."""
    said = source_in(text, language())
    if said == text:
        return text
    return "".join(part if part.startswith("「") else signs(part) for part in _QUOTED.split(said))


def choice(word: str) -> str:
    """Return a choice of the plan (``at_once``), or several, in words."""
    return choice_in(word, language())


def sources(texts: Iterable[str]) -> str:
    """Return several sources in one line, each in the session's language."""
    return ("；" if language() == "zh" else "; ").join(map(source, texts))


def hint(text: str) -> str:
    """Return what was probably meant (`model.scenario.problems.meant`), in the session's language."""
    # It is told after something.
    return signs(reason_in(f"_{text}", language()))[1:]


def quantity_words(row: Mapping[str, Any]) -> str:
    """Return what a row of a comparison is about: the measure, its unit, when and where."""
    return signs(quantity_title(row, language()))


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is written."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()#+-!|<>$~:" else letter for letter in text)


def _locale() -> Locale:
    return Locale("zh", "CN", script="Hans") if language() == "zh" else Locale("en", "GB")


def number(value: float, digits: int = 0) -> str:
    """Write a number by the locale; what was not observed is a dash, what has no limit says so."""
    if value != value:
        return "–"
    if value in (float("inf"), float("-inf")):
        return _("unlimited")
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(numbers.format_decimal(value, format=pattern, locale=_locale()))


def percent(value: float, digits: int = 1) -> str:
    """Write a share as a percentage by the locale."""
    if value != value:
        return "–"
    pattern = "0" + ("." + "0" * digits if digits else "") + "%"
    return str(numbers.format_percent(value, format=pattern, locale=_locale()))


def chance(value: float) -> str:
    """Write a probability as a whole percentage, never rounded to certainty: ``>99%``."""
    return "–" if value != value else percent_of_chance(value)


def chances(low: float, high: float) -> str:
    """Write the ends of a probability's interval."""
    return f"{chance(low)} – {chance(high)}"


def day(value: date) -> str:
    """Write a date by the locale."""
    return str(dates.format_date(value, format="medium", locale=_locale()))
