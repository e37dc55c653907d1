"""Replications for a page: what is read of each, kept, and asked for again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.experiments.running.versions import COMPUTES, code_digest
from model.explorer.packed import packed
from model.measures import Reading, Summary, together
from model.measures.targets import Judgement
from model.scenario.loading import digest
from model.scenario.schema import Scenario

SEED = 1


@dataclass(frozen=True, eq=False)
class Seen:
    """What the pages use of one replication.

    Attributes
    ----------
    reading : Reading
    events : float64, shape (months, columns)
        Rows of the log by month and column (`model.care.log.columns_of`), everything together.
    """

    reading: Reading
    events: NDArray[np.float64]


@dataclass(frozen=True)
class Item:
    """A replication to run."""

    scenario: Scenario
    replication: int
    seed: int = SEED


class Replicate:
    """The work of a results page (see `model.explorer.desk`): a replication, packed as it is kept."""

    def __call__(self, item: Item, /) -> bytes:
        """Simulate and read."""
        from model.engines.choice import chosen, simulate
        from model.measures import read

        output = simulate(chosen("auto"), item.scenario, item.seed, item.replication)
        events = output.counts.sum(axis=1)
        return packed(arrays_of(Seen(read(item.scenario, output), events.astype(np.float64))))

    def name(self, item: Item, /) -> str:
        """Return what an item is called when it fails."""
        return f"{item.scenario.name}, replication {item.replication}"


def key_of(scenario: Scenario, seed: int = SEED) -> tuple[str, int, str]:
    """Return what results are kept under."""
    return digest(scenario), seed, version()


def version() -> str:
    """Return the version of whatever computes results: the package's number, and a digest of its source.

    Between two releases the number stays while the model changes; the result of an older model must not be shown.
    """
    from model import __version__

    return f"{__version__}+{code_digest(*COMPUTES, 'explorer/replications.py')[:12]}"


def arrays_of(seen: Seen) -> dict[str, NDArray[Any]]:
    """Return what is kept of a replication."""
    judged = seen.reading.judgements
    met = [math.nan if j.met is None else float(j.met) for j in judged]
    return {
        "replication": np.array(seen.reading.replication),
        "cells": seen.reading.cells,
        "targets": np.array([[j.value for j in judged], met, [j.shortfall for j in judged]]),
        "counties": np.array([j.counties for j in judged]),
        "staff": seen.reading.staff,
        "events": seen.events,
    }


def seen_of(arrays: Mapping[str, NDArray[Any]]) -> Seen:
    """Return a replication from what was kept of it."""
    judgements = [
        Judgement(float(value), None if math.isnan(met) else bool(met), float(shortfall), counties)
        for value, met, shortfall, counties in zip(*arrays["targets"], arrays["counties"], strict=True)
    ]
    reading = Reading(int(arrays["replication"]), arrays["cells"], judgements, arrays["staff"])
    return Seen(reading, arrays["events"])


def summary_of(scenario: Scenario, seen: list[Seen]) -> Summary:
    """Return the tables of what has come so far."""
    return together(scenario, [one.reading for one in seen])
