"""What a report is made of, whatever file it becomes: headings, paragraphs, tables, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["", "good", "doubt", "bad", "quiet"]
"""What a cell or a paragraph says at a glance; its words say the same, for whoever cannot see colours."""
FILLS: dict[Tone, str] = {"good": "D5EFE4", "doubt": "FBE8C4", "bad": "F7D7C4", "quiet": "EEEEEE"}
"""Light grounds on which black text has a contrast above 12:1."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is that of a chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``tone`` "quiet": a note in small type."""

    text: str
    tone: Tone = ""
    bold: bool = False


@dataclass(frozen=True)
class Points:
    """A list; numbered where the order says something."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table that is more than its text; ``quoted``: somebody else's words, which stand as they are."""

    text: str
    tone: Tone = ""
    bold: bool = False
    quoted: bool = False


Rows = list[list[str | Cell]]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title : str
    number : bool
        Set flush right.
    width : float
        Part of the table's width, beside the others'.
    """

    title: str
    number: bool = False
    width: float = 1.0


@dataclass(frozen=True)
class Table:
    """A table; ``caption`` stands above, ``note`` below."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]
    caption: str = ""
    note: str = ""
    small: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as PNG; ``words`` say what is seen, for whoever cannot see it; ``part`` of the width of the page."""

    png: bytes = field(repr=False)
    caption: str
    words: str = ""
    part: float = 1.0


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Points | Table | Picture | Break


@dataclass(frozen=True)
class Paper:
    """A report: what stands on its first page above the first block, and the blocks.

    Attributes
    ----------
    title, subtitle : str
    stamp : str
        One line that stands at the foot of every page: what it is of, and how to find it again.
    """

    title: str
    subtitle: str
    stamp: str
    blocks: Sequence[Block]
    language: Literal["zh", "en"]


def cell(of: str | Cell) -> Cell:
    """Return a cell as one."""
    return of if isinstance(of, Cell) else Cell(of)
