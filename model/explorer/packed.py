"""Arrays as bytes: as they are kept, and as a worker hands them over.

A pipe takes 64 kB at a time, and between two of them the server may be drawing a page: the fifth part arrives sooner.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

DAMAGED = (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error)
"""What numpy raises on data that are not whole."""


def packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays by name as one compressed file of numpy."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays of `packed`.

    Raises
    ------
    DAMAGED
        The data are not whole.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return dict(arrays)
