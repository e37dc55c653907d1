"""Reading an extract: what is taken, and what is said of rows that are wrong."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from extracts import HEADINGS, written

from model.local.stays.dates import NONE, date_of
from model.local.stays.diagnoses import is_severe
from model.local.stays.episodes import gaps_of, joined
from model.local.stays.extract import read_extract
from model.local.stays.window import window_of
from model.local.told import ManyError, ToldError


def _days(extract, column: str) -> list[str]:
    return ["" if day == NONE else date_of(day).isoformat() for day in getattr(extract, column)]


def test_dates_are_read_as_hospitals_write_them(tmp_path: Path) -> None:
    rows = (
        "1,2024-01-02,2024/2/3,F20.0,甲县\n2,20240102,2024年2月3日,F32,甲县\n3,2024-01-02 10:20,2024-01-02 23:59:59,双相障碍,乙县\n"
        "4,2024-02-29,,bipolar,\n"
    )
    extract = read_extract(written(tmp_path, rows))
    assert _days(extract, "admission") == ["2024-01-02"] * 3 + ["2024-02-29"]
    assert _days(extract, "discharge") == ["2024-02-03", "2024-02-03", "2024-01-02", ""]
    assert [bool(extract.severe[d]) for d in extract.diagnosis] == [True, False, True, True]
    assert [extract.regions[r] for r in extract.region] == ["甲县", "甲县", "乙县", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_headings_in_chinese_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "病案号,姓名,区县,诊断,出院日期,入院日期\n0007,张三,麒麟区,精神分裂症,,2024-03-01\n"
    path = tmp_path / "stays.csv"
    path.write_bytes(text.replace(",", delimiter).encode(encoding))
    extract = read_extract(path)
    assert (len(extract), _days(extract, "admission"), extract.regions) == (1, ["2024-03-01"], ("麒麟区",))
    assert not extract.has_requests


def test_every_bad_row_is_counted_and_the_first_are_named(tmp_path: Path) -> None:
    rows = (
        "1,2024-01-02,2024-02-03,F20,甲\n"  # line 2
        "\n"
        "2,2024-13-01,,F20,甲\n"  # no such month
        ",2024-01-02,,F20,甲\n"
        "4,2024-01-02\n"  # three fields are missing
        "5,2024-01-02,2024-01-01,F20,甲\n"
        "6,,2024-01-05,F20,甲\n"
        '7,2024-01-02,,"",甲\n'
        "8,2024-01-02,2023-02-29,F20,甲\n"
        ",,,,\n"
    )
    with pytest.raises(ManyError) as error:
        read_extract(written(tmp_path, rows))
    said = str(error.value).splitlines()
    assert said[0].endswith("7 of 8 rows are wrong; nothing was written:")
    assert [line.strip().split(":")[0] for line in said[1:]] == [
        "line 4, admission", "line 5, patient", "line 6", "line 7, discharge", "line 8, admission", "line 9, diagnosis",
        "line 10, discharge",
    ]  # fmt: skip
    assert "'2024-13-01' is no date (allowed: 2024-01-31" in said[1]
    assert "第 4 行,admission:“2024-13-01”不是日期" in error.value.said("zh")


def test_of_thousands_of_bad_rows_ten_are_named(tmp_path: Path) -> None:
    rows = "".join(f"{n},2024-01-02,never,F20,甲\n" for n in range(5000))
    with pytest.raises(ManyError) as error:
        read_extract(written(tmp_path, rows))
    assert "5,000 of 5,000 rows are wrong" in str(error.value)
    assert len(str(error.value).splitlines()) == 11


def test_a_patient_cannot_be_in_twice(tmp_path: Path) -> None:
    rows = "1,2024-01-02,2024-02-03,F20,甲\n2,2024-01-01,,F20,甲\n1,2024-02-02,2024-02-09,F20,甲\n2,2024-03-01,,F20,甲\n"
    with pytest.raises(ManyError) as error:
        read_extract(written(tmp_path, rows))
    assert "line 4, admission: admitted again on 2024-02-02 while the stay of line 2" in str(error.value)
    assert "line 5, admission: admitted again on 2024-03-01 while the stay of line 3" in str(error.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "there are no rows"),
        (HEADINGS.encode(), "there are no rows"),
        (b"PK\x03\x04rest", "save it as CSV"),
        (b"patient,admission,discharge,diagnosis\n1,,,\n", "no column region"),
        (b"patient,admision,discharge,diagnosis,region\n1,,,,\n", "did you mean 'admision'?"),
        (b"patient,id,admission,discharge,diagnosis,region\n1,,,,,\n", "'patient' and 'id' both are patient"),
        (b"patient,admission,discharge,diagnosis,region\n\xff\xff\xff,,,,\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_file_that_is_no_extract_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "stays.csv"
    path.write_bytes(content)
    with pytest.raises(ToldError, match=None) as error:
        read_extract(path)
    assert expected in str(error.value)
    assert str(path) in error.value.said("zh")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ToldError, match="No such file"):
        read_extract(tmp_path / "nothing.csv")


def test_stays_that_follow_at_once_are_one(tmp_path: Path) -> None:
    rows = (
        "1,2024-01-02,2024-02-03,F20,甲\n1,2024-02-03,2024-02-10,F25,乙\n1,2024-02-12,,F20,甲\n"
        "2,2024-02-10,2024-03-01,F20,甲\n"
    )
    extract = read_extract(written(tmp_path, rows))
    same_day, joins = joined(extract, 0)
    assert (joins, sorted(_days(same_day, "discharge"))) == (1, ["", "2024-02-10", "2024-03-01"])
    within_two, joins = joined(extract, 2)
    assert (joins, sorted(_days(within_two, "discharge"))) == (2, ["", "2024-03-01"])
    assert {within_two.diagnoses[d] for d in within_two.diagnosis} == {"F20"}
    # 2024-02-10 to 02-12, and from 2024-03-01 to the last day of the extract, which is the same day.
    window = window_of(same_day, until=dt.date(2024, 3, 1))
    gaps = gaps_of(same_day, window, np.ones(len(same_day), bool))
    assert sorted(zip(gaps.days.tolist(), gaps.ended.tolist(), strict=True)) == [(0, False), (2, True)]


@pytest.mark.parametrize(
    ("diagnosis", "severe"),
    [
        ("F20.0", True), ("f20", True), ("F2", False), ("F31.1 双相", True), ("F32.2", False), ("F06.8", True),
        ("F06.7", False), ("F71", True), ("精神发育迟滞伴发精神障碍", True), ("抑郁发作", False), ("Schizophrenia", True),
        ("G40.9", True), ("alcohol dependence F10", False),
    ],
)  # fmt: skip
def test_which_diagnoses_are_registered(diagnosis: str, severe: bool) -> None:
    assert is_severe(diagnosis) is severe
    assert is_severe("F32.2", ["f32"])
