"""Chinese punctuation: the program's short messages have half-width signs, a document or a page has full-width ones."""

from __future__ import annotations

import re

WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HAN = "\u3007\u4e00-\u9fff\u3400-\u4dbf"
_AFTER = re.compile(
    rf"(?<=[{_HAN}”》）%‰\d▼A-Z])([,:;?!])(?=[{_HAN}“《（▼A-Za-z])|(?<=[{_HAN}”》）])([,:;?!])(?![,:;])|(?<=['\"])([:;?!])"
)
_OPEN = re.compile(rf"(?<=[{_HAN}”》）])\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\(([^()]*[{_HAN}][^()]*)\)")


def wide(text: str, brackets: bool = True) -> str:
    """Return Chinese text with full-width signs; text without Chinese characters stays as it is.

    Parameters
    ----------
    text : str
    brackets : bool
        Whether round brackets become full-width too.

    Examples
    --------
    >>> wide("8 项目标中,5 项预计达到(概率90%以上):见表 1,2")
    '8 项目标中，5 项预计达到（概率90%以上）：见表 1,2'
    """
    if not re.search(f"[{_HAN}]", text):
        return text
    changed = text
    for _ in range(2 if brackets else 0):  # brackets within brackets
        changed = _OPEN.sub(lambda m: f"（{m[1] if m[1] is not None else m[2]}）", changed)
    return _AFTER.sub(lambda m: WIDE[m[1] or m[2] or m[3]], changed)
