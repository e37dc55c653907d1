"""The shared recorder, made for what a scenario has (rule 10)."""

from __future__ import annotations

from model.care.recorder import Recorder
from model.engines.inputs import Inputs

MOST_LEVELS, LEAST_ROOM = 4096.0, 256.0


def widest_of(inputs: Inputs) -> int:
    """Return the number of levels kept of a distribution over time."""
    capacities = [v for h in inputs.hospitals for _, v in h.open_beds]
    capacities += [v for i in inputs.institutions for _, v in i.places]
    # Without a limit nobody knows how many there will be; room is left for queues above what is limited.
    return int(min(MOST_LEVELS, LEAST_ROOM + max(capacities, default=0.0)))


def recorder_for(inputs: Inputs, keep_log: bool, widest: int = 0) -> Recorder:
    """Return an empty recorder; levels count from the first instant of the run.

    ``widest``: numbers of levels kept of a distribution over time, if not what the capacities ask for.
    """
    recorder = Recorder(
        months=len(inputs.months),
        years=len(inputs.years),
        regions=len(inputs.regions),
        hospitals=len(inputs.hospitals),
        institutions=len(inputs.institutions),
        places=max(len(inputs.regions), len(inputs.hospitals), len(inputs.institutions), 1),
        widest=widest or widest_of(inputs),
        end=inputs.end,
        keep_log=keep_log,
    )
    recorder.since[:] = inputs.first
    return recorder


def year_starts(inputs: Inputs) -> list[float]:
    """Return when each calendar year of the plan starts, days."""
    return [
        min(t for t, y in zip(inputs.month_starts[:-1], inputs.year_of_month, strict=True) if y == year)
        for year in range(len(inputs.years))
    ]
