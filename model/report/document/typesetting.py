"""Chinese punctuation of a document's blocks: full-width signs, except in what is quoted."""

from __future__ import annotations

from dataclasses import replace

from model.report.document.blocks import Block, Cell, Heading, Paragraph, Picture, Points, Table, cell
from model.report.punctuation import wide


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
