"""Measures in a workbook: by the titles that planners know them by, in either language, or by their keys."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

from model.measures import MEASURES
from model.messages import Language
from model.scenario.values import Title


def measure_words(key: str) -> Title:
    """Return the title of a measure; its key where there is no such measure."""
    known = MEASURES.get(key)
    return Title(zh=known.title.zh, en=known.title.en) if known else Title(zh=key, en=key)


def listed(language: Language | None) -> list[str]:
    """Return what the drop-down of measures offers; ``language`` None: both titles at once, as sheets are called."""
    return [called(key, language) for key in MEASURES]


def called(key: str, language: Language | None) -> str:
    """Return what a cell says of a measure."""
    title = measure_words(key)
    if language is None and title.zh != title.en:
        return f"{title.zh} {title.en}"
    return title.en if language == "en" else title.zh


def measure_of(text: str) -> str | None:
    """Return the key of a measure by its title in either language or in both, or by its key; None: there is none."""
    return _by_name().get(_folded(text))


def names() -> list[str]:
    """Return everything that a measure may be called in one language: keys first, then titles."""
    titles = [measure_words(key) for key in MEASURES]
    return [*MEASURES, *(title.zh for title in titles), *(title.en for title in titles)]


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for key in MEASURES:
        title = measure_words(key)
        for name in (key, title.zh, title.en, called(key, None)):
            if found.setdefault(_folded(name), key) != key:
                raise ValueError(f"two measures are called {name!r}")
    return found


def _folded(text: str) -> str:
    """Return a name without regard to case, surrounding or doubled blanks, and the width of its signs."""
    return " ".join(normalize("NFKC", text).casefold().split())
