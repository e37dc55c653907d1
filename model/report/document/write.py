"""A report as a file: which format, and never half a file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from model.messages import Language
from model.report.document.paper import paper_of
from model.report.document.reasons import Reasons
from model.report.document.source import Run

Format = Literal["docx", "xlsx", "html"]
FORMATS: tuple[Format, ...] = ("docx", "xlsx", "html")


def format_of(path: Path) -> Format | None:
    """Return the format that a file's name asks for."""
    ending = path.suffix.lower().lstrip(".")
    return next((known for known in FORMATS if known == ending), None)


def write_report(run: Run, reasons: Reasons | None, format: Format, language: Language, path: Path) -> None:
    """Write the report of a run; the file appears when it is whole.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    writer: dict[Format, Callable[[Path], None]] = {
        "docx": lambda beside: _word(run, reasons, language, beside),
        "xlsx": lambda beside: _workbook(run, reasons, language, beside),
        "html": lambda beside: _page(run, reasons, language, beside),
    }
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        writer[format](beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _word(run: Run, reasons: Reasons | None, language: Language, path: Path) -> None:
    from model.report.document.word import write_word

    write_word(paper_of(run, reasons, language), path)


def _page(run: Run, reasons: Reasons | None, language: Language, path: Path) -> None:
    from model.report.document.page import write_page

    write_page(paper_of(run, reasons, language), path)


def _workbook(run: Run, reasons: Reasons | None, language: Language, path: Path) -> None:
    from model.report.document.workbook import write_workbook

    write_workbook(run, reasons, language, path)
