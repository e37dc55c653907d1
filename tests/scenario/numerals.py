"""Every numeral of a plan's text, and the quotations of a scenario that account for it.

What counts as a numeral
    Arabic: every run of digits, with decimals, full-width or not, with what scales it (%, ‰, 万, 亿).
    Dates give one numeral for each of their parts. A comma is punctuation, never a thousands separator.
    Chinese: a numeral directly before one of the words in ``COUNTED`` (个, 年, 月, 次, 级, ...). Not counted
    are ordinals (第三方, 第五医院: names), headings (一、 (二)), a unit's own 千 or 万 (每千人, 张/万人) and
    set words without a counted word (进一步, 统一).

When a numeral is accounted for
    It stands inside a quotation of a scenario made from that text, and the quotation says that number: a
    target's bound or date, a stated value or date (or the "per 100,000" of its unit), one of the numbers of
    a not-modelled entry, or a value whose source quotes the plan between 「 and 」. ``……`` in a quotation
    marks words left out; what is left out is not covered.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from model.scenario.schema import Scenario
from model.scenario.values import Value

PER = (("per_100k", 1e5), ("per_10k", 1e4), ("per_1000", 1e3))
ELLIPSIS = "……"
SHORTEST_PIECE = 4
SCALES = {"": 1.0, "%": 0.01, "‰": 0.001, "万": 1e4, "亿": 1e8}
DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
TENS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
COUNTED = ("个", "年", "月", "日", "天", "周", "季", "次", "批", "名", "人", "位", "张", "所", "家", "级",
           "条", "类", "种", "项", "倍", "岁", "小时", "部委", "部门")

_DATE = r"(?P<y>\d{4})(?P<dot>\.)(?P<m>\d{1,2})\.(?P<d>\d{1,2})(?!\d)"
_ARABIC = r"(?P<number>\d+(?:\.\d+)?)(?P<scale>[%‰万亿]?)"
_WORDS = "〇零一二两三四五六七八九十百千万半"
_CHINESE = rf"(?<![第{_WORDS}])(?P<words>(?![百千万])[{_WORDS}]+)(?P<counted>{'|'.join(COUNTED)})"
_NUMERAL = re.compile(f"{_DATE}|{_ARABIC}|{_CHINESE}")
_QUOTED = re.compile("「([^」]*)」")


@dataclass(frozen=True)
class Numeral:
    """One numeral of a text: what is written, where, and what numbers it may be read as."""

    text: str
    start: int
    end: int
    number: float
    suffix: str = ""

    @property
    def readings(self) -> tuple[float, ...]:
        """Return the number as written and as scaled: 90% is 90 or 0.9."""
        return (self.number, self.number * SCALES.get(self.suffix, 1.0))

    def reads(self, value: float) -> bool:
        """Say whether ``value`` is what is written here."""
        return any(math.isclose(value, reading, rel_tol=1e-9) for reading in self.readings)

    def same(self, other: Numeral) -> bool:
        """Say whether ``other`` (perhaps without its suffix) is the same numeral."""
        return self.number == other.number and other.suffix in ("", self.suffix)


def normalise(text: str) -> str:
    """Return ``text`` in half width and without white space, except between two digits."""
    def keep(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()][-1:], match.string[match.end():][:1]
        return " " if before.isdigit() and after.isdigit() else ""

    return re.sub(r"\s+", keep, unicodedata.normalize("NFKC", text))


def read(path: Path) -> str:
    """Return the normalised text of a source, without the transcriber's heading lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return normalise("\n".join(line for line in lines if not line.startswith("# ")))


def chinese(words: str) -> float:
    """Return the value of a Chinese numeral: 二〇一一 is 2011, 二十三 is 23, 半 is 0.5."""
    if words == "半":
        return 0.5
    if not any(word in TENS for word in words):
        return float("".join(str(DIGITS[word]) for word in words))
    total, digit = 0, None
    for word in words:
        if word in TENS:
            total, digit = total + (1 if digit is None else digit) * TENS[word], None
        else:
            digit = DIGITS.get(word, 0)
    return float(total + (digit or 0))


def numerals(text: str) -> list[Numeral]:
    """Return every numeral of a normalised text, in order."""
    found = []
    for match in _NUMERAL.finditer(text):
        if match["dot"]:
            found += [Numeral(match[part], *match.span(part), float(match[part])) for part in ("y", "m", "d")]
        elif match["number"]:
            found.append(Numeral(match[0], *match.span(), float(match["number"]), match["scale"]))
        else:
            found.append(Numeral(match[0], *match.span(), chinese(match["words"]), match["counted"]))
    return found


def states(found: list[Numeral], value: float) -> bool:
    """Say whether ``value`` is one of the numerals, or two of them added or multiplied.

    A target may be what a clause amounts to: 4 psychiatrists in the district and 23 in the townships are 27,
    two visits a year to 69 institutions are 138.
    """
    pairs = [(one.number, other.number) for one, other in combinations(found, 2)]
    amounts = [one + other for one, other in pairs] + [one * other for one, other in pairs]
    return (any(numeral.reads(value) for numeral in found)
            or any(math.isclose(value, amount) for amount in amounts))


@dataclass(frozen=True)
class Quotation:
    """A clause of a plan as a scenario quotes it, with the numbers that it accounts for."""

    where: str
    clause: str
    values: tuple[float, ...] = ()
    written: tuple[Numeral, ...] = ()
    must_state: tuple[float, ...] = ()

    @property
    def pieces(self) -> list[str]:
        """Return the parts between the marks of omission, normalised."""
        return [normalise(piece) for piece in self.clause.split(ELLIPSIS)]

    @property
    def numerals(self) -> list[Numeral]:
        """Return the numerals of the clause."""
        return [numeral for piece in self.pieces for numeral in numerals(piece)]

    def accounts_for(self, numeral: Numeral) -> bool:
        """Say whether the number is among those that the quotation states."""
        return (any(numeral.reads(value) for value in self.values)
                or any(numeral.same(written) for written in self.written))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where its pieces stand in ``text``."""
        return [(m.start(), m.end()) for piece in self.pieces for m in re.finditer(re.escape(piece), text)]

    def occurs_in(self, text: str) -> bool:
        """Say whether the pieces stand in ``text``, one after the other."""
        position = 0
        for piece in self.pieces:
            position = text.find(piece, position)
            if position < 0:
                return False
            position += len(piece)
        return True


def quotations(scenario: Scenario) -> Iterator[Quotation]:
    """Yield every quotation of the plan in a scenario (clauses of other documents left out)."""
    for target in scenario.targets:
        if target.source:
            continue
        bound = target.at_least if target.at_least is not None else target.at_most
        assert bound is not None
        per = [people for key, people in PER if key in target.measure]
        day = target.date
        yield Quotation(f"target {target.measure} {day}", target.clause,
                        (bound, day.year, day.month, day.day, *per), must_state=(bound,))
    for stated in scenario.stated:
        per = [n.readings[-1] for n in numerals(normalise(stated.unit.replace(",", "")))]
        dates = [stated.date.year, stated.date.month, stated.date.day] if stated.date else []
        yield Quotation(f"stated {stated.key}", stated.clause, (stated.value, *dates, *per),
                        must_state=(stated.value,))
    for number, entry in enumerate(scenario.not_modelled, 1):
        written = tuple(n for text in entry.numbers for n in numerals(normalise(text)))
        yield Quotation(f"not_modelled {number} ({entry.reason})", entry.clause, written=written)
    for value in _values(scenario):
        for clause in _QUOTED.findall(value.source):
            yield Quotation(f"source of {value.value:g}", clause, (value.value,))


def _values(part: Any) -> Iterator[Value]:
    """Yield every number with a source in a scenario."""
    if isinstance(part, Value):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _values(getattr(part, name))
    elif isinstance(part, (tuple, list)):
        for item in part:
            yield from _values(item)


def load(path: Path) -> Scenario:
    """Return the scenario of a file that extends no other."""
    return Scenario.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def unaccounted(text: str, quoted: list[Quotation]) -> list[str]:
    """Return the numerals of ``text`` for which no quotation accounts, each with the words around it."""
    spans = [(start, end, quotation) for quotation in quoted for start, end in quotation.spans(text)]
    return [f"{numeral.text}: …{text[max(0, numeral.start - 25): numeral.end + 25]}…"
            for numeral in numerals(text)
            if not any(start <= numeral.start and numeral.end <= end and quotation.accounts_for(numeral)
                       for start, end, quotation in spans)]
