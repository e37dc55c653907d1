"""Every number of a plan is in its scenario, quoted, or listed as read and not modelled.

The plans' texts are not part of the project. The tests that need them look in the folder named by
JINGKANG_SOURCES, or else beside the repository, and are skipped where neither is there.
"""

from __future__ import annotations

import os
from pathlib import Path

import numerals as n
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
SOURCES = Path(os.environ.get("JINGKANG_SOURCES", ROOT.parent / "shared" / "sources"))

MADE_FROM = {
    "qujing-2024.txt": ("qujing",),
    "zhejiang-2023.txt": ("zhejiang",),
    "beijing-2023.txt": ("beijing",),
    "xiangtan-2023.txt": ("xiangtan",),
    "pilots-2011-2020.txt": ("yuncheng", "puyang", "jinnan", "xiqing", "pilot-district"),
}
PLANS = [(source, name) for source, names in MADE_FROM.items() for name in names]

needs_sources = pytest.mark.skipif(
    not SOURCES.is_dir(),
    reason=f"the plans' texts are not at {SOURCES} (set JINGKANG_SOURCES to their folder)")


def quoted(*names: str) -> list[n.Quotation]:
    return [q for name in names for q in n.quotations(n.load(SCENARIOS / f"{name}.toml"))]


@needs_sources
def test_every_text_has_its_scenarios():
    assert {path.name for path in SOURCES.glob("*.txt")} == set(MADE_FROM)


@needs_sources
@pytest.mark.parametrize("source", MADE_FROM)
def test_every_numeral_is_accounted_for(source):
    missing = n.unaccounted(n.read(SOURCES / source), quoted(*MADE_FROM[source]))
    assert not missing, f"{len(missing)} numerals of {source} are in no scenario:\n" + "\n".join(missing)


@needs_sources
@pytest.mark.parametrize(("source", "name"), PLANS)
def test_every_clause_stands_in_the_plan(source, name):
    text = n.read(SOURCES / source)
    wrong = [f"{q.where}: {q.clause}" for q in quoted(name) if not q.occurs_in(text)]
    assert not wrong, "not in the text:\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", [name for _, name in PLANS])
def test_quotations_state_the_numbers_they_stand_for(name):
    wrong = []
    for q in quoted(name):
        found = q.numerals
        wrong += [f"{q.where}: {value:g} is not in: {q.clause}" for value in q.must_state
                  if not n.states(found, value)]
        wrong += [f"{q.where}: {w.text} is not in: {q.clause}" for w in q.written
                  if not any(numeral.same(w) for numeral in found)]
        wrong += [f"{q.where}: too short to say where: {piece!r}" for piece in q.pieces
                  if len(piece) < n.SHORTEST_PIECE]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("text", "expected"), [
    ("护士数量达到900人", ["900"]),
    ("每10万常住人口不少于5人", ["10万", "5"]),
    ("患病率达5.5‰,管理率达90%以上", ["5.5‰", "90%"]),
    ("达到1.48张/万人", ["1.48"]),
    ("2024-08-16 18:06:00", ["2024", "08", "16", "18", "06", "00"]),
    ("•【公布日期】2015.09.22•", ["2015", "09", "22"]),
    ("发布日期 2024-01-08\n  9. [有效性]", ["2024", "01", "08", "9"]),
    ("二〇一一年七月一日", ["二〇一一年", "七月", "一日"]),
    ("等候时间超过3个月,每次培训两个月,每半年一次", ["3", "两个", "半年", "一次"]),
    ("进一步、统一、第三方、第五医院、一、总体要求(二)", []),
    ("3%或者20张", ["3%", "20"]),
    ("等五部门", ["五部门"]),
])
def test_extraction(text, expected):
    assert [numeral.text for numeral in n.numerals(n.normalise(text))] == expected


@pytest.mark.parametrize(("words", "value"), [
    ("两", 2), ("十", 10), ("二十三", 23), ("二〇一一", 2011), ("半", 0.5), ("一百零五", 105), ("三千", 3000),
])
def test_chinese_numerals(words, value):
    assert n.chinese(words) == value


def test_a_number_outside_every_quotation_is_found():
    text = n.normalise("床位达到600张,护士达到90人,医师达到90人")
    entry = n.Quotation("not_modelled", "床位达到600张……医师达到90人", written=tuple(n.numerals("600 90")))
    assert [line.split(":")[0] for line in n.unaccounted(text, [entry])] == ["90"]
    other = n.Quotation("stated", "护士达到90人", values=(90,))
    assert n.unaccounted(text, [entry, other]) == []


def test_a_quotation_with_another_number_does_not_account():
    text = n.normalise("护士达到90人")
    assert n.unaccounted(text, [n.Quotation("stated", "护士达到90人", values=(900,))])


def test_a_misquotation_is_found():
    text = n.normalise("床位达到600张,护士达到90人")
    assert not n.Quotation("stated", "护士达到900人").occurs_in(text)
    assert not n.Quotation("stated", "护士达到90人……床位达到600张").occurs_in(text)
    assert n.Quotation("stated", "床位达到600张……护士达到90人").occurs_in(text)
