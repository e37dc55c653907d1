"""The servers of a pool in the compiled engine against a list: of those that are idle the lowest number is taken."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from test_calendar import World

from model.engines.compiled import layout, pools

POOL = 0


def record(w: Any, table: str, number: int) -> Any:
    """Return a record of a table, as it is now."""
    kind = layout.TABLES[table]
    here = (ctypes.c_byte * kind.itemsize).from_address(int(w[table]) + number * kind.itemsize)
    return np.frombuffer(here, kind)[0]


def taken(w: Any) -> tuple[int, int]:
    """Take a server; return its number in the pool and in the table."""
    server = int(pools.take_server(w, POOL))
    return int(record(w, "server", server)["number"]), server


# Of 300: a word of idle servers has 64 bits, so that there are several words.
@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 299)), max_size=300), st.integers(1, 300))
def test_the_idle_server_of_the_lowest_number_is_taken(steps: list[tuple[bool, int]], at_first: int) -> None:
    """At first so many are taken one after another; then some come back and some are taken, in any order."""
    with World() as world:
        assert record(world.w, "pool", POOL)["made"] == 0
        servers = dict(taken(world.w) for _ in range(at_first))
        busy, idle = list(range(at_first)), []
        assert list(servers) == busy
        for comes_back, which in steps:
            if comes_back and busy:
                idle.append(busy.pop(which % len(busy)))
                pools.free_server(world.w, servers[idle[-1]])
            elif not comes_back:
                expected = min(idle, default=len(servers))
                number, server = taken(world.w)
                assert number == expected
                assert servers.setdefault(number, server) == server
                busy.append(number)
                idle = [other for other in idle if other != number]
            assert record(world.w, "pool", POOL)["busy"] == len(busy)
