"""The beginning of a replication: ground for the tables that are read most, in large pages where the system has them.

A timer that rings reads a person anywhere in some dozens of megabytes. In pages of 4 KiB most of such reads also miss
the processor's table of pages; in large ones hardly any does. Records of a person begin where a cache line begins.
"""

from __future__ import annotations

import mmap

import numpy as np
from numpy.typing import NDArray

from model.engines.compiled.layout import HAZARDS, SLOTS, TABLES

MORE = 4
"""There is room for one in so many to come in addition: the undetected who are found, patients of classes."""
ENTRIES = 6
"""Entries of the calendar that somebody has at a time, about."""
LARGE_PAGE = 1 << 21
EACH = {"person": 1, "due": SLOTS, "hazard": HAZARDS, "stored_entry": ENTRIES}
"""The tables that stand there, and how many records somebody has in each."""

_KEPT: list[mmap.mmap] = []
"""The ground of the last replication: used again, it need not be cleared by the system."""


def _ground_of(size: int) -> mmap.mmap:
    if _KEPT:
        kept = _KEPT.pop()
        if len(kept) >= size:
            return kept
    ground = mmap.mmap(-1, size)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        ground.madvise(mmap.MADV_HUGEPAGE)
    return ground


def lay_ground(world: NDArray[np.void], people: int) -> mmap.mmap | None:
    """Make room for so many people and their timers; a table that grows beyond it moves away.

    Parameters
    ----------
    world : structured array, shape (1,)
    people : int
        Who is there on the first day.

    Returns
    -------
    mmap or None
        The ground, for `take_up`; None where the people are so few that it is not worth while.
    """
    w, room = world[0], people + people // MORE
    if room * TABLES["person"].itemsize < LARGE_PAGE:
        return None
    sizes = {name: -(-room * each * TABLES[name].itemsize // LARGE_PAGE) * LARGE_PAGE for name, each in EACH.items()}
    ground = _ground_of(sum(sizes.values()) + LARGE_PAGE)
    address = np.frombuffer(ground, np.uint8).ctypes.data
    address += -address % LARGE_PAGE
    w["ground_from"] = address
    for name, size in sizes.items():
        w[name], w["room_" + name] = address, size // TABLES[name].itemsize
        address += size
    w["ground_to"] = address
    return ground


def take_up(ground: mmap.mmap | None) -> None:
    """Keep the ground for the next replication of this process, once the memory has been given back."""
    if ground is not None:
        _KEPT[:] = [ground]
