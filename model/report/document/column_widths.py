"""How wide the columns of a table are: as was asked for, but so that no word has to be broken."""

from __future__ import annotations

import re

from model.report.document.blocks import Table, cell

CM_PER_POINT = 2.54 / 72.0
MARGIN_CM = 0.11
"""Beside what a cell says, on either side."""
MOST = 0.7
"""Part of the table that the longest word of a column may take."""
_CHINESE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_BREAKS = re.compile(rf"[ \n]+|(?<=[–/])|(?<=-)(?!\d)|(?<=[{_CHINESE}])|(?=[{_CHINESE}])")
"""Where a line may end; a Chinese character is a word."""


def column_widths(table: Table, size: float, whole: float) -> list[float]:
    """Return the widths of a table's columns.

    Parameters
    ----------
    table : Table
    size : float
        Of the type, in points.
    whole : float
        Width of the table in cm.

    Returns
    -------
    list of float
        In cm, together ``whole``. In proportion to what the columns ask for, where that holds their longest words; what
        is too narrow takes from what has room.
    """
    asked = sum(column.width for column in table.columns)
    wanted = [whole * column.width / asked for column in table.columns]
    needed = []
    for n, column in enumerate(table.columns):
        words = [column.title, *(cell(row[n]).text for row in table.rows)]
        longest = max(map(_longest_em, words), default=0.0)
        needed.append(min(MOST * whole, longest * size * CM_PER_POINT + 2 * MARGIN_CM))
    left = whole - sum(needed)
    if left <= 0.0:
        return [whole * need / sum(needed) for need in needed]
    room = [max(0.0, want - need) for want, need in zip(wanted, needed, strict=True)]
    return [need + left * spare / sum(room) for need, spare in zip(needed, room, strict=True)]


def _longest_em(text: str) -> float:
    return max((sum(map(_em, word)) for word in _BREAKS.split(text)), default=0.0)


def _em(sign: str) -> float:
    """Return how wide a sign is at the most, in ems: bold, in the wide faces that stand in for one that is missing."""
    if sign in "iljtfrI.,:;'|!()[] \u00a0":
        return 0.49
    if sign in "mwMW%‰—":
        return 1.05
    if sign >= "\u2e80":
        return 1.0
    return 0.78 if sign.isupper() else 0.7
