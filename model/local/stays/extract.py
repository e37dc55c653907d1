"""An extract of stays, read as a stream into plain numbers: days, codes of diagnosis and region, a key of the patient.

Five million rows take about thirty bytes each. Every row is looked at before anything is refused, so that the message
can say how many are wrong; the first of them are named by line and column.
"""

from __future__ import annotations

import codecs
import csv as plain_csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from model.local.stays.columns import HEADINGS, Columns, columns_of
from model.local.stays.dates import NONE, WRONG, Days, date_of, days_of
from model.local.stays.diagnoses import SEVERE, is_severe
from model.local.told import ManyError, ToldError

BLOCK = 8 << 20
"""Bytes that are read at a time."""
SHOWN = 10
"""Bad rows that a message names."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Extract:
    """An extract of stays, a row for each stay or request.

    Attributes
    ----------
    path : str
    patient : uint64, shape (n,)
        A key of each patient (a hash of 64 bits of what the file says).
    admission, discharge, requested : int32, shape (n,)
        Days since 1970-01-01; `NONE`: not admitted yet, still in, no request known.
    diagnosis, region : int32, shape (n,)
        Places among ``diagnoses`` and ``regions``.
    severe : bool, shape (diagnoses,)
        Whether a diagnosis is one of the six severe disorders that are registered.
    """

    path: str
    patient: NDArray[np.uint64]
    admission: Days
    discharge: Days
    requested: Days
    diagnosis: Days
    region: Days
    diagnoses: tuple[str, ...]
    regions: tuple[str, ...]
    severe: NDArray[np.bool_]
    has_requests: bool

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.patient)

    def last_day(self) -> int:
        """Return the latest day on which anything happened."""
        return int(max(self.admission.max(), self.discharge.max(), self.requested.max()))


@dataclass
class _Bad:
    """What is wrong, and where: counted, and the first ones kept."""

    rows: int = 0
    first: list[tuple[int, ToldError]] = field(default_factory=list)

    def add(self, line: int, key: str, **values: Any) -> None:
        if len(self.first) < SHOWN:
            self.first.append((line, ToldError(key, line=f"{line:,}", **values)))


class _Lines:
    """From the number of a kept row to its line in the file: blank and broken lines in between are skipped."""

    def __init__(self) -> None:
        self.skipped: list[int] = []

    def of(self, rows: Ints) -> Ints:
        """Return the lines (the heading is line 1) of kept rows, counted from 0."""
        lines = rows + 2
        for line in self.skipped:
            lines = lines + (lines >= line)
        return lines


def read_extract(path: Path, severe: Sequence[str] = SEVERE) -> Extract:
    """Read an extract.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 or GB18030, fields separated by commas, semicolons or tabs, with a line of headings (see
        `model.local.stays.columns`).
    severe : sequence of str
        Diagnoses of the registry, see `model.local.stays.diagnoses`.

    Raises
    ------
    ToldError
        The file cannot be read, has no such columns, or holds bad rows.
    """
    encoding = _encoding(path)
    lines, bad = _Lines(), _Bad()
    parts: list[dict[str, Any]] = []
    names: dict[str, dict[str, int]] = {"diagnosis": {}, "region": {}}
    start = rows = 0
    try:
        columns, batches = _open(path, encoding, lines, bad)
        for frame in batches:
            numbers = np.arange(start, start + len(frame))
            start += len(frame)
            kept = (frame != "").any(axis=1).to_numpy()
            parts.append(_numbers(frame[kept], numbers[kept], columns, names, lines, bad))
            rows += int(kept.sum())
    except pa.ArrowInvalid as error:
        raise ToldError("stays.unreadable", path=str(path), reason=str(error).splitlines()[0]) from None
    _refuse(path, bad, rows + len(lines.skipped))
    if rows == 0:
        raise ToldError("stays.empty", path=str(path))
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    _no_overlap(path, whole, lines)
    diagnoses = tuple(names["diagnosis"])
    return Extract(
        str(path), whole["patient"], whole["admission"], whole["discharge"], whole["requested"], whole["diagnosis"],
        whole["region"], diagnoses, tuple(names["region"]), np.array([is_severe(d, severe) for d in diagnoses]),
        columns.has_requests,
    )  # fmt: skip


def _encoding(path: Path) -> str:
    """Return in which of two encodings the file is; a file of hundreds of megabytes is read once for it."""
    try:
        with path.open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                raise ToldError("stays.workbook", path=str(path))
            for encoding in ("utf-8", "gb18030"):
                if _decodes(file, encoding):
                    return encoding
    except OSError as error:
        raise ToldError("stays.unreadable", path=str(path), reason=error.strerror or "") from None
    raise ToldError("stays.encoding", path=str(path))


def _decodes(file: Any, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(BLOCK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _open(path: Path, encoding: str, lines: _Lines, bad: _Bad) -> tuple[Columns, Iterator[pd.DataFrame]]:
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding) as file:
        first = file.readline().rstrip("\r\n")
    if not first.strip():
        raise ToldError("stays.empty", path=str(path))
    delimiter = max(",;\t", key=first.count)
    headings = next(plain_csv.reader([first], delimiter=delimiter))
    columns = columns_of(str(path), headings)
    places = [f"c{number}" for number in range(len(headings))]
    wanted = {place: name for place, heading in zip(places, headings, strict=True)
              for name, found in columns.headings.items() if found == heading}  # fmt: skip

    def broken(row: Any) -> str:
        line = row.number
        lines.skipped.append(line)
        if row.text.strip(" ,;\t\r\n\""):
            bad.rows += 1
            bad.add(line, "stays.fields", found=row.actual_columns, expected=row.expected_columns)
        return "skip"

    reader = csv.open_csv(
        path,
        csv.ReadOptions(use_threads=False, block_size=BLOCK, encoding=encoding, skip_rows=1, column_names=places),
        csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=broken),
        csv.ConvertOptions(column_types=dict.fromkeys(places, pa.string()), include_columns=list(wanted),
                           strings_can_be_null=False),
    )  # fmt: skip
    return columns, (batch.rename_columns([wanted[c] for c in batch.schema.names]).to_pandas() for batch in reader)


def _numbers(
    frame: pd.DataFrame, rows: Ints, columns: Columns, names: dict[str, dict[str, int]], lines: _Lines, bad: _Bad
) -> dict[str, Any]:
    """Return a block of rows as numbers, and note what is wrong in it."""
    dates = {
        name: days_of(frame[name]) if name in frame else np.full(len(frame), NONE, np.int32)
        for name in ("admission", "discharge", "requested")
    }
    _check(frame, dates, rows, columns, lines, bad)
    codes = {}
    for name, known in names.items():
        places, distinct = pd.factorize(frame[name].str.strip())
        numbers = np.array([known.setdefault(str(word), len(known)) for word in distinct], np.int32)
        codes[name] = numbers[places] if len(numbers) else np.zeros(0, np.int32)
    patient = pd.util.hash_array(frame["patient"].str.strip().to_numpy(object), categorize=False)
    return {"row": rows.astype(np.int32), "patient": patient, **dates, **codes}


def _check(
    frame: pd.DataFrame, dates: dict[str, Days], rows: Ints, columns: Columns, lines: _Lines, bad: _Bad
) -> None:
    admission, discharge, requested = (dates[name] for name in ("admission", "discharge", "requested"))
    wrong = np.zeros(len(frame), bool)
    found: list[tuple[int, str, dict[str, Any]]] = []

    def note(where: NDArray[np.bool_], key: str, column: str) -> None:
        for k in np.flatnonzero(where & ~wrong)[: SHOWN - len(bad.first)]:
            given = frame[column].iat[int(k)] if column in frame else ""
            found.append((int(k), key, {"column": columns.headings[column], "given": given}))
        wrong[where] = True

    for name, days in dates.items():
        note(days == WRONG, "stays.no_date", name)
    for name in ("patient", "diagnosis"):
        note((frame[name].str.strip() == "").to_numpy(), "stays.nothing", name)
    note((admission == NONE) & ((requested == NONE) | (discharge != NONE)), "stays.nothing", "admission")
    note((discharge != NONE) & (discharge < admission), "stays.before_admission", "discharge")
    note((requested != NONE) & (admission != NONE) & (requested > admission), "stays.after_admission", "requested")
    bad.rows += int(wrong.sum())
    for k, key, values in sorted(found, key=lambda entry: entry[0]):
        bad.add(int(lines.of(rows[k : k + 1])[0]), key, **values)


def _no_overlap(path: Path, whole: dict[str, Any], lines: _Lines) -> None:
    """Refuse two stays of one patient at one time: neither length can be believed."""
    stays = np.flatnonzero(whole["admission"] != NONE)
    order = stays[np.lexsort((whole["discharge"][stays], whole["admission"][stays], whole["patient"][stays]))]
    one, next_one = order[:-1], order[1:]
    left = np.where(whole["discharge"][one] == NONE, np.iinfo(np.int32).max, whole["discharge"][one])
    both = np.flatnonzero(
        (whole["patient"][one] == whole["patient"][next_one]) & (whole["admission"][next_one] < left)
    )
    bad = _Bad(rows=len(both))
    for k in both[:SHOWN]:
        line, other = lines.of(whole["row"][[next_one[k], one[k]]].astype(np.int64))
        day = date_of(whole["admission"][next_one[k]])
        bad.add(int(line), "stays.overlap", column=HEADINGS["admission"][0], other=f"{int(other):,}", given=str(day))
    _refuse(path, bad, len(whole["patient"]))


def _refuse(path: Path, bad: _Bad, rows: int) -> None:
    if not bad.rows:
        return
    problems = [problem for _, problem in sorted(bad.first, key=lambda entry: entry[0])]
    key = "stays.bad" if bad.rows <= len(problems) else "stays.bad_more"
    heading = ToldError(key, path=str(path), bad=f"{bad.rows:,}", rows=f"{rows:,}", shown=len(problems))
    raise ManyError(heading, problems)
