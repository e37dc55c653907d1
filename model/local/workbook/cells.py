"""From a cell to a value, or to what is wrong with it."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from model.local.told import ToldError
from model.local.workbook.kinds import UNLIMITED, Kind
from model.local.workbook.layout import EMPTY
from model.messages import Language, say
from model.scenario.problems import close_to

YES, NO = ("yes", "true", "1", "是", "真"), ("no", "false", "0", "否", "假")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Place:
    """A cell: the name of its sheet, and its coordinate (``E5``)."""

    sheet: str
    cell: str


@dataclass(frozen=True)
class Wrong:
    """Something wrong, and in which cell."""

    place: Place
    told: ToldError

    def said(self, language: Language) -> str:
        """Return the line of a list of errors."""
        return say(
            "workbook.wrong", language, sheet=self.place.sheet, cell=self.place.cell, text=self.told.said(language)
        )


@dataclass(frozen=True)
class Filled:
    """A cell that is not empty."""

    content: Any
    formula: bool
    place: Place


def value_of(cell: Filled, kind: Kind) -> Any:
    """Return what a cell says.

    Raises
    ------
    ToldError
        It is a formula, or not what is allowed there.
    """
    if cell.formula:
        raise ToldError("workbook.formula", given=str(cell.content)[:60])
    content = cell.content.strip() if isinstance(cell.content, str) and kind.sort != "text" else cell.content
    if kind.sort == "number":
        return _number(content, kind)
    if kind.sort == "date":
        return _date(content)
    if kind.sort == "flag":
        return _flag(content)
    if kind.sort == "choice":
        return _choice(_text(content), kind)
    if kind.sort in ("texts", "choices", "numbers"):
        return _list(content, kind)
    return "" if content == EMPTY else _text(content)


def _number(content: Any, kind: Kind) -> float | int:
    number = _as_number(content)
    if number is None:
        raise ToldError("workbook.no_number", given=str(content)[:60], allowed=_allowed(kind))
    if not kind.holds(number):
        raise ToldError("workbook.out_of_bounds", given=f"{number:g}", allowed=_allowed(kind))
    return int(number) if kind.bounds == "whole" else number


def _as_number(content: Any) -> float | None:
    if isinstance(content, bool):
        return None
    if isinstance(content, (int, float)):
        return None if math.isnan(content) else float(content)
    text = str(content).strip().lower()
    if text in UNLIMITED:
        return math.inf
    # Full-width signs are what a Chinese keyboard gives.
    plain = text.replace("\uff05", "%").replace("\uff0c", "").replace(",", "")
    percent = plain.endswith("%")
    try:
        number = float(plain.removesuffix("%"))
    except ValueError:
        return None
    return None if math.isnan(number) else number / 100.0 if percent else number


def _allowed(kind: Kind) -> ToldError:
    return ToldError(f"workbook.{'unlimited_' if kind.unlimited else 'bounds_'}{kind.bounds}")


def _date(content: Any) -> dt.date:
    if isinstance(content, dt.datetime) and content.time() == dt.time():
        return content.date()
    if isinstance(content, dt.date) and not isinstance(content, dt.datetime):
        return content
    if isinstance(content, str) and (found := _DATE.fullmatch(content)):
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
    raise ToldError("workbook.no_date", given=str(content)[:60])


def _flag(content: Any) -> bool:
    text = str(content).lower()
    if text in YES or text in NO:
        return text in YES
    raise ToldError("workbook.no_flag", given=text[:60])


def _choice(text: str, kind: Kind) -> str | int:
    if text not in kind.allowed:
        allowed = ", ".join(kind.allowed)
        hint = close_to(text, kind.allowed)
        raise ToldError("workbook.no_choice", given=text[:60], allowed=allowed, hint=hint)
    return int(text) if text.isdecimal() else text


def _list(content: Any, kind: Kind) -> list[Any]:
    if isinstance(content, str) and content.startswith("["):
        try:
            found = json.loads(content)
        except ValueError:
            raise ToldError("workbook.no_list", given=content[:60]) from None
    else:
        found = [part.strip() for part in re.split("[\\n,;\uff0c\uff1b\u3001]", _text(content)) if part.strip()]
    if kind.sort == "numbers":
        return [_number(part, Kind("number", "number")) for part in found]
    words = [str(part) for part in found]
    return [_choice(word, kind) for word in words] if kind.sort == "choices" else words


def _text(content: Any) -> str:
    if isinstance(content, dt.datetime):
        return content.date().isoformat() if content.time() == dt.time() else content.isoformat(" ")
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return str(content)
