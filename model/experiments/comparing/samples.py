"""Replications that were run and what was read of them: kept in memory and, on request, on disk.

A replication is known by the plan's digest, the seed and its number; the same three give the same numbers, as long as
the code is the same. So what was run once is read back instead of run again, by any experiment that is
given the same folder. A file belongs to one plan, one seed and one state of the code.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from model.engines.choice import chosen, compile_first
from model.experiments.observing.observe import Floats, Observe, Observed, Task, Wanted, check_wanted, period_number
from model.experiments.running.how import How
from model.experiments.running.versions import code_digest
from model.experiments.running.where import Runner, complete
from model.measures import Places
from model.measures.targets import check_targets, names_of
from model.scenario.loading import digest
from model.scenario.schema import Scenario

SIMULATES = ("care", "engines", "measures", "scenario")
"""Packages on whose source the numbers of a replication depend."""
SAVE_SECONDS = 10.0
"""A file is written anew at most so often while replications come in."""
Kept = str | os.PathLike[str] | None
"""The folder in which replications are kept and found again; None: in memory alone."""


def settled(scenario: Scenario, wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Return what is wanted with its period written out, each once.

    Raises
    ------
    ScenarioError
        The plan cannot give one of them.
    """
    check_wanted(scenario, wanted)
    places = Places.from_scenario(scenario)
    return tuple(dict.fromkeys(Wanted(w.measure, places.periods[period_number(w, places)], w.region) for w in wanted))


class Sample:
    """The replications of one plan with one seed.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    kept : path, optional
        The folder of the file; what it holds of this plan, seed and code is read.

    Raises
    ------
    ScenarioError
        A target that no run could judge.
    """

    def __init__(self, scenario: Scenario, seed: int, kept: Kept = None) -> None:
        check_targets(scenario)
        self.scenario, self.seed = scenario, seed
        self.targets = names_of(scenario.targets)
        self._path: Path | None = None
        self._rows: dict[int, dict[str, float]] = {}
        self._unsaved = False
        if kept is not None:
            key = hashlib.sha256(f"{digest(scenario)} {seed} {code_digest(*SIMULATES)}".encode()).hexdigest()[:20]
            self._path = Path(kept) / f"{scenario.name}-{key}.parquet"
            self._rows = _read(self._path)

    def lacks(self, replication: int, wanted: Sequence[Wanted]) -> bool:
        """Tell whether a replication has to be run (again) to know what is wanted."""
        row = self._rows.get(replication)
        return row is None or any(str(of) not in row for of in wanted)

    def add(self, observed: Observed, wanted: Sequence[Wanted]) -> None:
        """Keep what was read of a replication, beside what was read of it before."""
        row = self._rows.setdefault(observed.replication, {})
        for kind, values in (("value", observed.value), ("met", observed.met), ("shortfall", observed.shortfall)):
            row.update({f"{kind}:{name}": float(v) for name, v in zip(self.targets, values, strict=True)})
        row.update({str(of): float(v) for of, v in zip(wanted, observed.wanted, strict=True)})
        self._unsaved = True

    def of(self, key: str, replications: int) -> Floats:
        """Return a column: ``value:``, ``met:`` or ``shortfall:`` and a target's name, or a `Wanted` as text.

        Returns
        -------
        float64, shape (replications,)
        """
        return np.array([self._rows[number][key] for number in range(replications)], np.float64)

    def save(self) -> None:
        """Write the file whole or not at all, if there is one and something is new."""
        if self._path is None or not self._unsaved:
            return
        # Another experiment may have added replications meanwhile.
        for number, row in _read(self._path).items():
            self._rows[number] = {**row, **self._rows.get(number, {})}
        columns = sorted({key for row in self._rows.values() for key in row})
        numbers = sorted(self._rows)
        table = pa.table({
            "replication": pa.array(numbers, pa.int64()),
            # Null: not read; nan: read, and there was nothing to observe.
            **{key: pa.array([self._rows[n].get(key) for n in numbers], pa.float64()) for key in columns},
        }).replace_schema_metadata({
            "scenario": self.scenario.name, "digest": digest(self.scenario), "seed": str(self.seed),
            "code": code_digest(*SIMULATES),
        })  # fmt: skip
        self._path.parent.mkdir(parents=True, exist_ok=True)
        work = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        pq.write_table(table, work, compression="zstd")
        work.replace(self._path)
        self._unsaved = False


def _read(path: Path) -> dict[int, dict[str, float]]:
    if not path.exists():
        return {}
    columns = pq.read_table(path).to_pydict()
    numbers = columns.pop("replication")
    return {
        number: {key: column[place] for key, column in columns.items() if column[place] is not None}
        for place, number in enumerate(numbers)
    }


@dataclass
class Filling:
    """Somewhere to run, open for a whole experiment; see `filling`."""

    how: How
    place: Runner

    def fill(
        self, samples: Sequence[Sample], first: int, last: int, wanted: Sequence[Sequence[Wanted]]
    ) -> Iterator[int]:
        """Run what is not known yet of replications ``first`` to ``last`` (excluded), and yield after each.

        One replication of all plans comes before the next, so that what an interruption leaves is pairs.

        Parameters
        ----------
        samples : sequence of Sample
        first, last : int
        wanted : sequence of sequence of Wanted
            For every sample, as `settled` returns it.

        Raises
        ------
        RunError
            A replication failed.
        """
        asked = [
            (sample, Task(sample.scenario, sample.seed, number, tuple(of), engine=chosen(self.how.engine)))
            for number in range(first, last)
            for sample, of in zip(samples, wanted, strict=True)
            if sample.lacks(number, of)
        ]
        saved = time.monotonic()
        try:
            seen = complete(self.place.map(Observe(), (task for _, task in asked)))
            for (sample, task), observed in zip(asked, seen, strict=True):
                sample.add(observed, task.wanted)
                if time.monotonic() - saved > SAVE_SECONDS:
                    _save(samples)
                    saved = time.monotonic()
                yield task.replication
        finally:
            _save(samples)


def _save(samples: Sequence[Sample]) -> None:
    for sample in samples:
        sample.save()


@contextmanager
def filling(how: How) -> Iterator[Filling]:
    """Open somewhere to run replications; the engine is compiled first if need be.

    Raises
    ------
    ValueError
        There is no such engine.
    """
    compile_first(chosen(how.engine))
    with how.runner() as place:
        yield Filling(how, place)


__all__ = ["Filling", "Kept", "Sample", "filling", "settled"]
