"""The compiled engine: the model of `simpy_engine`, event for event, on arrays.

It calls the same rules of ``model.care``, in the same order, and leaves the same log and the same tallies. How it
works: the package `model.engines.compiled`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.care import draws, events, purposes
from model.care.recorder import Output, Recorder
from model.engines.census import where_at_start
from model.engines.choice import Rows
from model.engines.compiled import kernel, memory_begin, memory_end
from model.engines.compiled.pack import Tables
from model.engines.inputs import Inputs, RegionInput
from model.engines.parts import Parted, parted, put_together
from model.engines.recording import recorder_for
from model.engines.rules import rules_of
from model.engines.setup import prepare
from model.scenario.schema import Scenario

Log = Callable[[Rows], None] | None
LOG_ROWS = 1 << 18
"""Rows of the log that the engine holds before they are taken away."""


def _identities(stream: int, region: RegionInput, numbers: int) -> NDArray[np.int64]:
    """Return the identities of the first so many of a stream in a region (rules 1.5, 9)."""
    first = draws.pack_identity(stream, region.origin, 0)
    return first + np.arange(numbers, dtype=np.int64) * region.copies + region.copy


def _begin(tables: Tables, inputs: Inputs, seed: int, replication: int) -> None:
    people, where, undetected, others = [], [], [], []
    for r in inputs.regions:
        identities = _identities(events.REGISTERED_STREAM, r, r.registered)
        people.append(identities)
        u = kernel.uniforms(seed, replication, identities, purposes.START_BED)
        where.append(where_at_start(r, identities, u))
        hidden = _identities(events.UNDETECTED_STREAM, r, r.undetected)
        undetected.append(np.column_stack([np.full(len(hidden), r.index), hidden]))
        hospitals = np.repeat([h for h, _ in r.start_others], [n for _, n in r.start_others]).astype(np.int64)
        outside = _identities(events.OTHER_ADMISSIONS_STREAM, r, len(hospitals))
        n = len(hospitals)
        spec = np.full(n, tables.other_class(r.index))
        others.append(np.column_stack([np.full(n, r.index), outside, hospitals, spec]))
    at = np.ascontiguousarray(np.concatenate(where).T)
    kernel.begin(
        tables.world,
        np.concatenate(people),
        at[0],
        at[1],
        np.ascontiguousarray(np.concatenate(undetected)),
        np.ascontiguousarray(np.concatenate(others)),
    )


def _take_log(tables: Tables) -> Rows:
    """Return the rows logged since the last time, as columns."""
    rows = kernel.take_log(tables.world)
    names = ("time", "event", "entity", "region", "place", "detail", "value")
    return {name: np.ascontiguousarray(rows[name]) for name in names}


def _run(tables: Tables, log: Log) -> None:
    while kernel.go_on(tables.world) != kernel.DONE:
        if log is not None:
            log(_take_log(tables))
    if log is not None:
        log(_take_log(tables))


def simulate(scenario: Scenario, seed: int, replication: int, log: bool | Callable[[Rows], None] = False) -> Output:
    """Run one replication with the compiled engine.

    Parameters
    ----------
    scenario : Scenario
    seed, replication : int
        Together the key of every random number; 32 bits each.
    log : bool or callable
        Keep the full event log; or, called with its rows in their order, part by part, let it go by.

    Returns
    -------
    Output
        Tallies by month × region, see `model.care.recorder.Output`.
    """
    began = time.perf_counter()
    inputs = prepare(scenario)
    kept: list[Rows] = []
    if log:
        # One log, in the order of time: everything at once.
        whole = recorder_for(inputs, True)
        _simulate(inputs, whole, seed, replication, log if callable(log) else kept.append)
        output = whole.output(replication, 0.0)
    else:
        output = _simulate_in_parts(parted(inputs), seed, replication)
    output.log = {name: np.concatenate([rows[name] for rows in kept]) for name in kept[0]} if kept else None
    output.seconds = time.perf_counter() - began
    return output


def simulate_part(plan: Parted, number: int, seed: int, replication: int) -> Output:
    """Run one part of one replication and return its tallies, for `put_together`."""
    began = time.perf_counter()
    part = plan.parts[number]
    recorder = recorder_for(part.inputs, False, plan.widest)
    _simulate(part.inputs, recorder, seed, replication, None)
    return recorder.output(replication, time.perf_counter() - began)


def _simulate(inputs: Inputs, recorder: Recorder, seed: int, replication: int, log: Log) -> None:
    tables = Tables(inputs, rules_of(inputs), recorder)
    w = tables.world[0]
    w["seed"], w["replication"], w["log_limit"] = seed, replication, LOG_ROWS
    ground = memory_begin.lay_ground(tables.world, sum(region.registered for region in inputs.regions))
    try:
        _begin(tables, inputs, seed, replication)
        _run(tables, log)
        recorder.events = int(w["rung"])
    finally:
        memory_end.give_back(tables.world)
    memory_begin.take_up(ground)


def _simulate_in_parts(plan: Parted, seed: int, replication: int) -> Output:
    if len(plan.parts) == 1:
        return simulate_part(plan, 0, seed, replication)
    whole = plan.empty(replication)
    for number, part in enumerate(plan.parts):
        put_together(whole, part, simulate_part(plan, number, seed, replication))
    return whole


__all__ = ["simulate", "simulate_part"]
