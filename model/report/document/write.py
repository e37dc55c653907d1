"""A report as a file: which format, and never half a file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from model.messages import Language

if TYPE_CHECKING:
    from model.report.document.blocks import Paper
    from model.report.document.reasons import Reasons
    from model.report.document.source import Compared, Run

Format = Literal["docx", "xlsx", "html"]
FORMATS: tuple[Format, ...] = ("docx", "xlsx", "html")


def format_of(path: Path) -> Format | None:
    """Return the format that a file's name asks for."""
    ending = path.suffix.lower().lstrip(".")
    return next((known for known in FORMATS if known == ending), None)


def write_report(of: Run | Compared, reasons: Reasons | None, format: Format, language: Language, path: Path) -> None:
    """Write the report of a run or of a comparison; the file appears when it is whole.

    Parameters
    ----------
    of : Run or Compared
    reasons : Reasons or None
        Of a run: what was found out beyond it.
    format : {"docx", "xlsx", "html"}
    language : {"zh", "en"}
    path : Path

    Raises
    ------
    OSError
        The file cannot be written.
    """
    writer: dict[Format, Callable[[Path], None]] = {
        "docx": lambda beside: _word(of, reasons, language, beside),
        "xlsx": lambda beside: _workbook(of, reasons, language, beside),
        "html": lambda beside: _page(of, reasons, language, beside),
    }
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        writer[format](beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _paper(of: Run | Compared, reasons: Reasons | None, language: Language) -> Paper:
    from model.report.document.paper import paper_of, paper_of_comparison
    from model.report.document.source import Run

    return paper_of(of, reasons, language) if isinstance(of, Run) else paper_of_comparison(of, language)


def _word(of: Run | Compared, reasons: Reasons | None, language: Language, path: Path) -> None:
    from model.report.document.word import write_word

    write_word(_paper(of, reasons, language), path)


def _page(of: Run | Compared, reasons: Reasons | None, language: Language, path: Path) -> None:
    from model.report.document.page import write_page

    write_page(_paper(of, reasons, language), path)


def _workbook(of: Run | Compared, reasons: Reasons | None, language: Language, path: Path) -> None:
    from model.report.document.comparison_book import write_comparison_book
    from model.report.document.source import Run
    from model.report.document.workbook import write_workbook

    if isinstance(of, Run):
        write_workbook(of, reasons, language, path)
    else:
        write_comparison_book(of, language, path)
