"""The end of a replication: the memory that the engine asked for is given back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.engines.compiled.handler import entry
from model.engines.compiled.layout import GROWING, WORLD, line, pool, queue
from model.engines.compiled.memory import release_memory, set_word, word
from model.engines.compiled.room import is_ground

_OFFSETS = tuple(int(WORLD.fields[name][1]) for name in GROWING)  # type: ignore[index]


@entry
def give_back(world: NDArray[np.void]) -> None:
    """Free every growing table, the heaps of the queues and the servers of the pools."""
    w = world[0]
    for k in range(w.pools):
        release_memory(pool(w, k).server_at)
        release_memory(pool(w, k).free_at)
        pool(w, k).server_at = 0
        pool(w, k).free_at = 0
    for q in range(w.lines):
        release_memory(line(w, q).at)
        line(w, q).at = 0
    for q in range(w.queues):
        release_memory(queue(w, q).heap)
        queue(w, q).heap = 0
        release_memory(queue(w, q).line)
        queue(w, q).line = 0
    release_memory(w.blank)
    w.blank = 0
    for offset in _OFFSETS:
        if not is_ground(w, word(w, offset)):
            release_memory(word(w, offset))
        set_word(w, offset, 0)
