"""The catalogue: every message has its Chinese, none is left over, and the same values go into both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from model.care import log as L
from model.explorer import catalogue, sentences, words
from model.explorer.catalogue import SOURCES, placeholders, translated, updated, used

TEXT = words.CATALOGUE.read_text(encoding="utf-8")
CHINESE = translated(TEXT)
FILES = sorted(SOURCES.rglob("*.py"))


def test_messages_are_found_at_all() -> None:
    """Also in f-strings, over several lines, and those that are translated later."""
    assert {"Arithmetic", "Give the scenario a name.", "Plan"} <= set(used())
    assert any(message.startswith("The server's data file is damaged") for message in used())


def test_no_message_lacks_its_chinese_and_none_is_left_over() -> None:
    assert [message for message in used() if not CHINESE.get(message)] == [], "run make words, then translate"
    assert sorted(set(CHINESE) - set(used())) == [], "run make words"


def test_the_catalogue_is_as_make_words_writes_it() -> None:
    assert updated(TEXT) == TEXT


def test_bringing_it_up_to_date_keeps_translations_and_drops_what_is_unused() -> None:
    text = catalogue.HEADER + 'msgid "Gone"\nmsgstr "不再使用"\n\nmsgid "Plan"\nmsgstr "规划X"\n'
    after = translated(updated(text))
    assert after["Plan"] == "规划X" and "Gone" not in after and after["County"] == ""
    assert list(after) == sorted(after)


@pytest.mark.parametrize("message", sorted(CHINESE))
def test_the_same_values_go_into_both_languages(message: str) -> None:
    assert placeholders(message) == placeholders(CHINESE[message])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCES)))
def test_every_message_is_a_plain_text_with_the_values_it_names(path: Path) -> None:
    """What is put together at run time cannot be taken out, and a value that is missing breaks the page."""
    faults = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "later"):
            message = node.args[0]
            if isinstance(message, ast.JoinedStr | ast.BinOp):
                faults.append((node.lineno, "not a plain text"))
            if isinstance(message, ast.Constant) and all(keyword.arg for keyword in node.keywords):
                given = {str(keyword.arg) for keyword in node.keywords}
                # The words of a choice are filled in where it is known which it is.
                if node.keywords and given != placeholders(message.value):
                    faults.append((node.lineno, f"{given} for {message.value!r}"))
    assert faults == []


WIDGETS = {"title", "header", "subheader", "write", "caption", "info", "warning", "error", "success", "button", "toggle",
           "selectbox", "text_input", "number_input", "expander", "markdown", "metric", "text", "pills", "checkbox"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCES)))
def test_no_word_on_a_page_stands_in_one_language_only(path: Path) -> None:
    bare = [
        (node.lineno, argument.value)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WIDGETS
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "log")
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        and any(c.isalpha() for c in argument.value)
    ]
    assert bare == []


def test_every_event_of_the_log_has_a_sentence() -> None:
    assert set(sentences.SENTENCES) == set(L.EVENT_NAMES)
