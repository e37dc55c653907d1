"""The replications on a page as a comparison of `model.experiments.comparing.compare`; nothing is run here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from model.experiments.comparing.compare import Comparison, compared
from model.experiments.comparing.compare_tables import costs_of
from model.experiments.comparing.samples import Sample, settled
from model.experiments.observing.observe import Observed, Wanted
from model.explorer.replications import SEED, Seen
from model.explorer.running import Run
from model.measures import MEASURES, Places
from model.measures.summary import row_numbers
from model.scenario.schema import Scenario


def comparison(run: Run, labels: Mapping[str, str], measures: Sequence[str]) -> Comparison:
    """Return the comparison of the replications that there are of all scenarios of a run, two at least.

    Parameters
    ----------
    run : Run
        Of scenarios by key; the first is the one that others are compared with.
    labels : dict of str
        What each is called.
    measures : sequence of str
        Keys of measures that are compared beside the targets, each for the last whole year of the plan.
    """
    asked = [Wanted(measure) for measure in measures]
    samples = [sample_of(scenario, run.replications(key), asked) for key, scenario in run.scenarios.items()]
    return compared([labels[key] for key in run.scenarios], samples, asked, run.together)


def sample_of(scenario: Scenario, seen: Sequence[Seen], asked: Sequence[Wanted]) -> Sample:
    """Return replications as an experiment keeps them: targets, what is asked for, and the costs of every year."""
    sample = Sample(scenario, SEED)
    wanted = tuple(dict.fromkeys((*settled(scenario, asked), *costs_of(scenario))))
    places = Places.from_scenario(scenario)
    numbers, keys = row_numbers(places), list(MEASURES)
    rows = [numbers[_region(of, places), places.periods.index(of.period), keys.index(of.measure)] for of in wanted]
    for one in seen:
        judged = one.reading.judgements
        met = np.array([math.nan if j.met is None else float(j.met) for j in judged], np.float64)
        sample.add(
            Observed(
                one.reading.replication, np.array([j.value for j in judged], np.float64), met,
                np.array([j.shortfall for j in judged], np.float64), one.reading.cells[0, rows],
            ),
            wanted,
        )  # fmt: skip
    return sample


def _region(of: Wanted, places: Places) -> int:
    return 1 + places.counties.index(of.region) if of.region else 0
