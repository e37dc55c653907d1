"""What a reader meets on paper: no broken words, no broken dates, the reader's own kind of type."""

import re
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from model.report.document.blocks import Column, Table
from model.report.document.column_widths import column_widths
from model.report.document.paper import paper_of
from model.report.document.parts.results import counties_table
from model.report.document.source import Run, read_run
from model.report.document.word import TEXT_WIDTH_CM
from model.report.document.write import write_report


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return read_run(folder)


def test_columns_are_as_wide_as_asked_for_where_words_have_room() -> None:
    table = Table([Column("a", width=1.0), Column("b", width=3.0)], [["short", "words"]])
    assert column_widths(table, 8.0, 16.0) == pytest.approx([4.0, 12.0])


def test_a_word_takes_room_from_what_has_room() -> None:
    """Twelve letters of 8 points, at most 0.7 em each, are 2.4 cm; the other column gives way."""
    table = Table([Column("Standardised", width=1.0), Column("b", width=9.0)], [["1", "2"]])
    first, second = column_widths(table, 8.0, 16.0)
    assert 2.2 < first < 2.7
    assert first + second == pytest.approx(16.0)
    # Where a line may end anyway, nothing is needed.
    parts = Table([Column("Stand- ard- ised", width=1.0), Column("b", width=9.0)], [["1", "2"]])
    assert column_widths(parts, 8.0, 16.0) == pytest.approx([1.6, 14.4])


def test_too_many_words_share_what_there_is() -> None:
    table = Table([Column("Standardised" * 2), Column("Psychiatrists" * 2)], [])
    assert sum(column_widths(table, 12.0, 5.0)) == pytest.approx(5.0)


def test_heads_of_the_counties_hold_in_a_wider_face_than_arial(run: Run) -> None:
    """Where Arial is missing another face stands in, up to a sixth wider: measured with DejaVu Sans Bold."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    table = counties_table(run, "en")
    bold = FontProperties(family="DejaVu Sans", weight="bold")
    for column, width in zip(table.columns, column_widths(table, 7.0, TEXT_WIDTH_CM), strict=True):
        for word in re.split(r"[ \n]|(?<=-)", column.title):
            points = TextPath((0, 0), word, size=7.0, prop=bold).get_extents().width if word else 0.0
            assert points * 2.54 / 72 + 0.17 < width, word


def test_dates_and_signs_are_not_broken(run: Run, tmp_path: Path) -> None:
    """Text is read as it was written, with hyphens at which no line ends."""
    write_report(run, None, "docx", "en", tmp_path / "report.docx")
    document = docx.Document(str(tmp_path / "report.docx"))
    rows = [row for table in document.tables for row in table.rows if "2024-01-01 to 2026-12-31" in row.cells[1].text]
    assert len(rows) == 1
    assert len(list(rows[0].cells[1]._tc.iter(qn("w:noBreakHyphen")))) == 4


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_said_of_a_table_stands_on_its_page(run: Run, language: str, tmp_path: Path) -> None:
    from model.messages import WORDS
    from model.report.punctuation import wide

    write_report(run, None, "docx", language, tmp_path / "report.docx")
    said = WORDS["report.audit_note"][("zh", "en").index(language)]
    line = next(p for p in docx.Document(str(tmp_path / "report.docx")).paragraphs if p.text in (said, wide(said)))
    assert line.paragraph_format.keep_with_next


def test_no_chinese_place_in_an_english_report(run: Run) -> None:
    """Counties and hospitals have titles; Chinese stands only in what the plan itself says, or its sources."""
    said = [b for b in paper_of(run, None, "en").blocks if isinstance(b, Table) and b.columns and not b.columns[0].number]
    firsts = [str(getattr(row[0], "text", row[0])) for table in said for row in table.rows]
    assert len(firsts) > 200
    assert [text for text in firsts if re.search("[\u4e00-\u9fff]", text)] == []
    assert not [text for text in firsts if "per copy" in text or "default:" in text], "of nobody's concern here"
