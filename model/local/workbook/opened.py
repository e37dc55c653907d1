"""Opening a workbook that somebody sent: bounded in size before anything is unpacked, and nothing in it is run.

A workbook is a ZIP archive of XML. What an archive unpacks to is stated in its directory and held to (Python's reader
stops there), so that a small file that unpacks to gigabytes is refused by its own words; document types, by which XML
entities multiply, have no place in a workbook.
"""

from __future__ import annotations

import io
import zipfile

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from model.local.told import ToldError

MOST_BYTES = 5_000_000
MOST_UNPACKED = 30_000_000
MOST_PARTS = 500
MACROS = ("vbaproject.bin",)


def opened(data: bytes) -> Workbook:
    """Return the workbook, to be read as a stream; formulas are not evaluated.

    Raises
    ------
    ToldError
        It is too large, no workbook of Excel 2007 or later, holds macros or is damaged.
    """
    if len(data) > MOST_BYTES:
        raise ToldError("workbook.large", size=f"{len(data) / 1e6:.1f}", most=f"{MOST_BYTES / 1e6:.0f}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _look_through(archive)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except ToldError:
        raise
    except Exception as error:
        # Whatever a damaged or hostile file makes the library stumble over.
        raise ToldError("workbook.damaged", reason=f"{type(error).__name__}: {str(error)[:120]}") from None


def _look_through(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_UNPACKED:
        raise ToldError("workbook.unpacks", size=f"{size / 1e6:.0f}", most=f"{MOST_UNPACKED / 1e6:.0f}")
    for part in parts:
        name = part.filename.lower()
        if name.endswith(MACROS):
            raise ToldError("workbook.macros")
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(part) as file:
            # A document type stands before the first element.
            head = file.read(2000)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\x00" in head:
            raise ToldError("workbook.damaged", reason=f"{part.filename}: <!DOCTYPE")
