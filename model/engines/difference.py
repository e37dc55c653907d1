"""Where the engines differ: the first row of the log that is not the same, and what happened around it.

``python -m model.engines.difference SCENARIO [--set path=value]... [--seed S] [--replication R]``
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.care import log as L

Log = dict[str, NDArray[Any]]
COLUMNS = ("time", "event", "entity", "region", "place", "detail", "value")
BEFORE, AFTER, EARLIER = 5, 5, 12


def first_difference(one: Log, other: Log) -> int | None:
    """Return the first row in which two logs differ, None where they are the same to the last bit."""
    rows = min(len(one["time"]), len(other["time"]))
    differs = np.zeros(rows, dtype=bool)
    for name in COLUMNS:
        differs |= one[name][:rows] != other[name][:rows]
    if differs.any():
        return int(differs.argmax())
    return None if len(one["time"]) == len(other["time"]) else rows


def _row(log: Log, i: int) -> str:
    time, event, entity, region, place, detail, value = (log[name][i] for name in COLUMNS)
    name = L.EVENT_NAMES.get(int(event), str(event))
    return f"{i:>9} {time!r:>24} {name:24} {entity:>20} {region:>4} {place:>4} {detail:>4} {value!r}"


def _rows(log: Log, numbers: Sequence[int]) -> list[str]:
    return [_row(log, i) for i in numbers if 0 <= i < len(log["time"])] or ["          (the log has ended)"]


def described(simpy: Log, compiled: Log, row: int) -> str:
    """Return what stands around a row in both logs, and what those concerned did before, as lines of text."""
    lines = [f"the logs of {len(simpy['time'])} and {len(compiled['time'])} rows differ from row {row}; in common:"]
    lines += _rows(simpy, range(row - BEFORE, row))
    for name, log in (("simpy", simpy), ("compiled", compiled)):
        lines += [f"{name}:", *_rows(log, range(row, row + AFTER))]
    concerned = {int(log["entity"][row]) for log in (simpy, compiled) if row < len(log["time"])}
    for entity in sorted(concerned):
        earlier = np.flatnonzero(simpy["entity"][:row] == entity)[-EARLIER:]
        lines += [f"before, of {entity}:", *_rows(simpy, [int(i) for i in earlier])]
    return "\n".join(lines)


def main() -> int:
    """Compare the engines on a scenario; print the first difference."""
    import argparse

    from model.engines import compiled_engine, simpy_engine
    from model.scenario.loading import load

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replication", type=int, default=0)
    given = parser.parse_args()
    scenario = load(given.scenario, given.set)
    run = scenario, given.seed, given.replication
    simpy = simpy_engine.simulate(*run, log=True).log or {}
    compiled = compiled_engine.simulate(*run, log=True).log or {}
    row = first_difference(simpy, compiled)
    print(f"the same {len(simpy['time'])} rows" if row is None else described(simpy, compiled, row))
    return 0 if row is None else 1


if __name__ == "__main__":
    raise SystemExit(main())
