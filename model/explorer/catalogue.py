"""The catalogue of messages: what the code says, taken out by Babel, and the Chinese that was written for it.

``make words`` brings the catalogue up to date: new messages without a translation, those no longer used left out, the
rest as it was. Translations are never guessed from similar messages: a wrong word is worse than a missing one.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from model.explorer.words import CATALOGUE

SOURCES = Path(__file__).parent
KEYWORDS: dict[str, Any] = {"_": None, "later": None}
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n"Language: zh\\n"\n\n'


def used() -> list[str]:
    """Return the messages in the code, sorted."""
    found = extract_from_dir(SOURCES, method_map=[("**.py", "model.explorer.catalogue:calls")], keywords=KEYWORDS)
    return sorted({message for _, _, message, _, _ in found if isinstance(message, str)})


def calls(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Give Babel the messages of a file; its own reader does not look into f-strings before Python 3.12."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords and node.args:
            message = node.args[0]
            if isinstance(message, ast.Constant) and isinstance(message.value, str):
                yield node.lineno, node.func.id, message.value, []


def translated(text: str) -> dict[str, str]:
    """Return the translations of a catalogue."""
    return {str(m.id): str(m.string) for m in read_po(io.BytesIO(text.encode()), locale="zh") if m.id}


def updated(text: str) -> str:
    """Return a catalogue with exactly the messages in the code, sorted, and the translations it had."""
    known, catalogue = translated(text), Catalog(locale="zh")
    for message in used():
        catalogue.add(message, known.get(message, ""))
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, sort_output=True, no_location=True, include_previous=False)
    return HEADER + out.getvalue().decode().strip("\n") + "\n"


def placeholders(message: str) -> set[str]:
    """Return the names of the values that are put into a message."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def main() -> None:
    """Bring the catalogue up to date and say what lacks a translation."""
    text = updated(CATALOGUE.read_text(encoding="utf-8"))
    CATALOGUE.write_text(text, encoding="utf-8")
    lacking = [message for message, chinese in translated(text).items() if not chinese]
    print(f"{len(used())} messages, {len(lacking)} without a translation", *lacking, sep="\n  ", file=sys.stderr)


if __name__ == "__main__":
    main()
