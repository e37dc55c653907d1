"""All measures by key, in the order in which they are listed everywhere."""

from __future__ import annotations

from model.measures import beds, care_at_home, costs, population, rehabilitation, staff, waits
from model.measures.measure import Measure


def _by_key() -> dict[str, Measure]:
    subjects = (population, care_at_home, beds, waits, rehabilitation, staff, costs)
    result: dict[str, Measure] = {}
    for subject in subjects:
        for measure in subject.MEASURES:
            if measure.key in result:
                raise ValueError(f"two measures are called {measure.key!r}")
            result[measure.key] = measure
    return result


MEASURES: dict[str, Measure] = _by_key()
