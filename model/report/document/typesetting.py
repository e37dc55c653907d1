"""Chinese punctuation: the program's short messages have half-width signs, a document has full-width ones."""

from __future__ import annotations

import re
from dataclasses import replace

from model.report.document.blocks import Block, Cell, Heading, Paragraph, Picture, Points, Table, cell

WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HAN = "\u3007\u4e00-\u9fff\u3400-\u4dbf"
_AFTER = re.compile(
    rf"(?<=[{_HAN}”》）%‰\d▼A-Z])([,:;?!])(?=[{_HAN}“《（▼A-Za-z])|(?<=[{_HAN}”》）])([,:;?!])(?![,:;])"
)
_OPEN = re.compile(rf"(?<=[{_HAN}”》）])\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\(([^()]*[{_HAN}][^()]*)\)")


def wide(text: str) -> str:
    """Return Chinese text with full-width signs; text without Chinese characters stays as it is.

    Examples
    --------
    >>> wide("8 项目标中,5 项预计达到(概率90%以上):见表 1,2")
    '8 项目标中，5 项预计达到（概率90%以上）：见表 1,2'
    """
    if not re.search(f"[{_HAN}]", text):
        return text
    changed = text
    for _ in range(2):  # brackets within brackets
        changed = _OPEN.sub(lambda m: f"（{m[1] if m[1] is not None else m[2]}）", changed)
    return _AFTER.sub(lambda m: WIDE[m[1] or m[2]], changed)


def typeset(block: Block) -> Block:
    """Return a block with full-width signs; what is quoted stays as it is."""
    if isinstance(block, (Heading, Paragraph)):
        return replace(block, text=wide(block.text))
    if isinstance(block, Points):
        return replace(block, items=[wide(item) for item in block.items])
    if isinstance(block, Picture):
        return replace(block, caption=wide(block.caption), words=wide(block.words))
    if isinstance(block, Table):
        columns = [replace(column, title=wide(column.title)) for column in block.columns]
        rows = [[_cell(cell(of)) for of in row] for row in block.rows]
        return replace(block, columns=columns, rows=rows, caption=wide(block.caption), note=wide(block.note))
    return block


def _cell(of: Cell) -> Cell:
    return of if of.quoted else replace(of, text=wide(of.text))
