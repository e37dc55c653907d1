"""Batches of training: when they begin and whom they take, place by place (rule 7.1)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from model.scenario.apportion import days_between, proportional, value_at
from model.scenario.practised import Capacities, hospital_capacities
from model.scenario.schema import Scenario
from model.scenario.workforce import Training


@dataclass(frozen=True)
class Batches:
    """Batches of one training and size at one place; a place of -1 is the whole plan."""

    number: int
    """Of the scenario's trainings."""
    region: int
    """A region (each copy by itself, in file order), for community workers."""
    hospital: int
    """A hospital (each copy by itself, in file order)."""
    size: float
    times: tuple[float, ...]
    """Days since the start."""


def batches_of(scenario: Scenario) -> list[Batches]:
    """Return the batches of every training, for the part of the population that is simulated.

    Of a place with copies each copy has the training (rule 9). A region's hospital staff are those of its own
    hospitals. Where several hospitals take part, conversion adds to each by its psychiatrists at the start, skills
    take from each by its headcount then: in whole people at full scale, so that over the batches nobody is more
    than a person from their share. Skills of the whole plan take by headcount on the day.
    """
    capacities = hospital_capacities(scenario, scenario.scale.value)
    result: list[Batches] = []
    for number, training in enumerate(scenario.training):
        times = batch_times(scenario, training)
        size = training.batch_size.value * scenario.scale.value
        if training.who == "community_workers":
            result += [Batches(number, r, -1, size, times) for r in _regions(scenario, training.region)]
            continue
        for group in _hospitals(training, capacities):
            if not group:
                result.append(Batches(number, -1, -1, size, times))
            elif len(group) == 1:
                result.append(Batches(number, -1, group[0], size, times))
            else:
                whole = scenario.scale.value == 1.0 and size == math.floor(size)
                result += _split(number, group, _heads(training, capacities, group), size, times, whole)
    return result


def batch_times(scenario: Scenario, training: Training) -> tuple[float, ...]:
    """Return when the batches of a training begin, within the plan, the day of ``last`` included."""
    start, end = scenario.horizon.start, scenario.horizon.end
    first = days_between(start, training.first) if training.first else 0.0
    last = days_between(start, training.last) if training.last else math.inf
    every, k, times = 365.25 / training.batches_per_year.value, 0, []
    while (time := first + k * every) <= last and time < days_between(start, end):
        if time >= 0.0:
            times.append(time)
        k += 1
    return tuple(times)


def _regions(scenario: Scenario, name: str) -> list[int]:
    names = [r.name for r in scenario.regions for _ in range(r.copies)]
    return [i for i, n in enumerate(names) if n == name] if name else [-1]


def _hospitals(training: Training, capacities: Capacities) -> Iterator[list[int]]:
    """Return the hospitals that share each batch; an empty group is the whole plan, by headcount on the day."""
    places = capacities.places
    if training.hospital:
        yield from ([i] for i, (h, _) in enumerate(places) if h.name == training.hospital)
    elif training.region:
        own = [(i, copy) for i, (h, copy) in enumerate(places) if h.region == training.region]
        for copy in sorted({c for _, c in own}):
            yield [i for i, c in own if c == copy]
    elif training.kind == "conversion":
        yield list(range(len(places)))
    else:
        yield []


def _heads(training: Training, capacities: Capacities, group: list[int]) -> list[float]:
    steps = capacities.nurses if training.who == "nurses" else capacities.psychiatrists
    heads = [value_at(steps[i], 0.0) for i in group]
    if all(math.isinf(n) for n in heads):
        return [1.0] * len(heads)
    finite = [n for n in heads if math.isfinite(n)]
    # Where there is no limit nobody is needed; where there is nobody yet, all are alike.
    return [0.0 if math.isinf(n) else n if sum(finite) > 0.0 else 1.0 for n in heads]


def _split(
    number: int, group: list[int], heads: list[float], size: float, times: tuple[float, ...], whole: bool
) -> Iterator[Batches]:
    if not whole:
        for hospital, part in zip(group, proportional(size, heads), strict=True):
            if part > 0.0:
                yield Batches(number, -1, hospital, part, times)
        return
    shares = _in_turn(int(size), heads, len(times))
    for i, hospital in enumerate(group):
        for part in sorted({batch[i] for batch in shares} - {0}):
            at = tuple(t for t, batch in zip(times, shares, strict=True) if batch[i] == part)
            yield Batches(number, -1, hospital, float(part), at)


def _in_turn(size: int, heads: list[float], batches: int) -> list[list[int]]:
    """Share batches out in whole people: each goes where most is missing of the share so far; ties to the first."""
    total, given = math.fsum(heads), [0] * len(heads)
    shares = []
    for batch in range(batches):
        before = list(given)
        for person in range(batch * size + 1, (batch + 1) * size + 1):
            # Rounded, so that ties are ties.
            missing = [round(person * h / total - g, 9) for h, g in zip(heads, given, strict=True)]
            given[missing.index(max(missing))] += 1
        shares.append([g - b for g, b in zip(given, before, strict=True)])
    return shares


__all__ = ["Batches", "batch_times", "batches_of"]
