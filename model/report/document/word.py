"""A report as a Word document, by python-docx: A4, headings that Word lists, tables that repeat their heads."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from model.messages import say
from model.report.document.blocks import (
    FILLS,
    Break,
    Cell,
    Column,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Points,
    Table,
    cell,
)
from model.report.document.column_widths import column_widths
from model.report.punctuation import wide

LATIN, BODY, HEAD = "Arial", "宋体", "黑体"
"""Type: Latin letters everywhere, Chinese in the text, Chinese in headings; on every Chinese Windows, WPS included."""
TEXT_WIDTH_CM = 16.5
MANY_COLUMNS = 7
INK, BLUE = RGBColor(0x22, 0x22, 0x22), RGBColor(0x1F, 0x3F, 0x66)
SIZES = {"Normal": 10.5, "Title": 20.0, "Subtitle": 11.0, "Heading 1": 15.0, "Heading 2": 12.0, "Caption": 9.0}


def write_word(paper: Paper, path: Path) -> None:
    """Write a report as a Word document."""
    document = docx.Document()
    _look(document, paper)
    document.add_paragraph(paper.title, style="Title")
    document.add_paragraph(paper.subtitle, style="Subtitle")
    new_page = False
    for block, after in zip(paper.blocks, [*paper.blocks[1:], Break()], strict=True):
        if isinstance(block, Heading):
            line = document.add_heading(block.text, block.level)
            line.paragraph_format.page_break_before, new_page = new_page, False
        elif isinstance(block, Paragraph):
            said = _paragraph(document, block)
            # What is said of a table stands on its page.
            said.paragraph_format.keep_with_next = isinstance(after, Table)
        elif isinstance(block, Points):
            _points(document, block)
        elif isinstance(block, Table):
            _table(document, block)
        elif isinstance(block, Picture):
            _picture(document, block)
        else:
            new_page = True
    _foot(document, paper)
    document.save(str(path))


# --- the look --------------------------------------------------------------------------------------------


def _look(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - TEXT_WIDTH_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = paper.title, "Jingkang", paper.stamp
    properties.language = "zh-CN" if paper.language == "zh" else "en-GB"
    # Of several faces that have Chinese a program then takes the one that is used in China.
    for known in document.styles.element.iter(qn("w:lang")):
        # Of Latin letters, else words are broken anywhere as Chinese ones are.
        known.set(qn("w:val"), "en-GB")
        known.set(qn("w:eastAsia"), "zh-CN")
    for name, size in SIZES.items():
        style: Any = document.styles[name]
        style.font.size, style.font.name, style.font.italic = Pt(size), LATIN, False
        style.font.color.rgb = BLUE if name in ("Title", "Heading 1", "Heading 2") else INK
        heading = name.startswith(("Heading", "Title"))
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # What a theme says would be taken before the names.
        for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{part}"), None)
        for part in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(part), LATIN)
        fonts.set(qn("w:eastAsia"), HEAD if heading else BODY)
        if not heading:
            style.font.bold = False
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(5), 1.2
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.keep_with_next = True


def _foot(document: Document, paper: Paper) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    said = say("report.page", paper.language, page="\0", pages="\0")
    before, between, after = (wide(said) if paper.language == "zh" else said).split("\0")
    _run(line, f"{paper.stamp}  ·  {before}", 8)
    _field(line, "PAGE")
    _run(line, between, 8)
    _field(line, "NUMPAGES")
    _run(line, after, 8)


def _run(line: WordParagraph, text: str, size: float, bold: bool = False) -> None:
    for part in re.split(r"(-)(?=\d)", text):
        # A date or a number is not broken after a hyphen or its sign.
        run = line.add_run("" if part == "-" else part)
        if part == "-":
            run._r.append(OxmlElement("w:noBreakHyphen"))
        run.font.size, run.bold = Pt(size), bold


def _field(line: WordParagraph, name: str) -> None:
    """Put in a number that Word counts itself."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = line.add_run()
        run.font.size = Pt(8)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


# --- the blocks ------------------------------------------------------------------------------------------


def _paragraph(document: Document, block: Paragraph) -> WordParagraph:
    line = document.add_paragraph()
    _run(line, block.text, 9 if block.tone == "quiet" else SIZES["Normal"], block.bold)
    if block.tone not in ("", "quiet"):
        _shade(line._p.get_or_add_pPr(), FILLS[block.tone])
    return line


def _points(document: Document, block: Points) -> None:
    for n, item in enumerate(block.items, 1):
        line = document.add_paragraph(style="Normal" if block.numbered else "List Bullet")
        if block.numbered:
            # A hanging number in the text itself: what Word numbers goes on from one list to the next.
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(0.7), Cm(-0.7)
            line.paragraph_format.tab_stops.add_tab_stop(Cm(0.7))
        _run(line, f"{n}.\t{item}" if block.numbered else item, SIZES["Normal"])


def _picture(document: Document, block: Picture) -> None:
    if block.caption:
        _caption(document, block.caption)
    shape = document.add_picture(io.BytesIO(block.png), width=Cm(TEXT_WIDTH_CM * block.part))
    # For whoever has the document read out.
    shape._inline.docPr.set("descr", block.words or block.caption)
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _caption(document: Document, text: str) -> None:
    line = document.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(6), Pt(2)
    _run(line, text, 9.5, bold=True)


def _table(document: Document, block: Table) -> None:
    if block.caption:
        _caption(document, block.caption)
    headed = any(column.title for column in block.columns)
    table = document.add_table(rows=len(block.rows) + headed, cols=len(block.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    size = 7.0 if len(block.columns) > MANY_COLUMNS else 8.0 if block.small else 9.0
    widths = [Cm(width) for width in column_widths(block, size, TEXT_WIDTH_CM)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows: list[Sequence[str | Cell]] = list(block.rows)
    if headed:
        rows.insert(0, [Cell(column.title, "quiet", bold=True) for column in block.columns])
    for number, (row, content) in enumerate(zip(table.rows, rows, strict=True)):
        _keep_whole(row._tr, head=headed and number == 0)
        for target, width, column, of in zip(row.cells, widths, block.columns, content, strict=True):
            target.width = width
            _fill(target, cell(of), column, size)
    after = document.add_paragraph()
    after.paragraph_format.space_before, after.paragraph_format.space_after = Pt(4), Pt(6)
    _run(after, block.note, 8.5)


def _keep_whole(row: Any, head: bool) -> None:
    """Keep a row on one page; repeat the head on every page."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(target: Any, of: Cell, column: Column, size: float) -> None:
    line = target.paragraphs[0]
    line.paragraph_format.space_after, line.paragraph_format.line_spacing = Pt(0), 1.0
    if column.number:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    # A sign and its number stay on one line.
    _run(line, of.text.replace("≥ ", "≥\u00a0").replace("≤ ", "≤\u00a0"), size, of.bold)
    _margins(target)
    if of.tone:
        _shade(target._tc.get_or_add_tcPr(), FILLS[of.tone])


def _margins(target: Any) -> None:
    margins = OxmlElement("w:tcMar")
    for side in ("top", "start", "bottom", "end"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "50")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    target._tc.get_or_add_tcPr().append(margins)


def _shade(properties: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    properties.append(shade)


