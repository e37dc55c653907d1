"""Made-up extracts of which the truth is known: to try the command, and to see that it finds what went in.

Patients of the six severe disorders come for the first time at random, wait for a bed, stay short or long, go home,
and come again: the hazard of a relapse is that of rule 4.1 of the model, for two groups by medication that last, and a
share of relapses leads to an admission. Patients with other disorders come once. Everything before the first day and
after the last is cut off.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.local.stays.dates import date_of, day_of

Floats = NDArray[np.float64]
DIAGNOSES = (("F20.0", 0.62), ("F31.1", 0.24), ("F25.2", 0.14))
OTHERS = (("F32.2", 0.6), ("F10.2", 0.4))
REGIONS = ("东城区", "西山县", "南湖县")
FIRST_BAND, SECOND_BAND = 30.0, 365.0
MOST_STAYS = 60
"""Of one patient; far more than a window of some years holds."""


@dataclass(frozen=True)
class Truth:
    """What an example is made of. Durations in days, hazards a year.

    Attributes
    ----------
    median, sigma, long_share, long_median, long_sigma
        Stays of patients with severe disorders.
    other_median, other_sigma
        Stays of the others.
    wait_mean_days
        Mean wait for a bed (exponential).
    regular_share, annual_regular, annual_irregular
        Share taking medicine regularly after a discharge, and relapses in a year of those who do and who do not.
    first_month_ratio, long_stable_ratio
        Hazards in the first 30 days and after 365, against the time between.
    admitted_share
        Of relapses.
    """

    median: float = 32.0
    sigma: float = 0.7
    long_share: float = 0.12
    long_median: float = 330.0
    long_sigma: float = 0.7
    other_median: float = 20.0
    other_sigma: float = 0.6
    wait_mean_days: float = 4.0
    regular_share: float = 0.75
    annual_regular: float = 0.13
    annual_irregular: float = 0.58
    first_month_ratio: float = 2.8
    long_stable_ratio: float = 0.72
    admitted_share: float = 0.7


@dataclass(frozen=True)
class Shape:
    """How large an example is, and its window.

    Attributes
    ----------
    first_admissions_a_year : float
        Of patients with severe disorders; with other disorders there are half as many.
    since, until : date
        Window of the extract, both days in it.
    run_in_years : float
        How long the hospital has been there before; 0: opened on ``since``. Otherwise the extract begins with those in.
    """

    first_admissions_a_year: float = 900.0
    since: dt.date = dt.date(2020, 1, 1)
    until: dt.date = dt.date(2024, 12, 31)
    run_in_years: float = 0.0


def example(truth: Truth | None = None, shape: Shape | None = None, seed: int = 1) -> pd.DataFrame:
    """Return an extract, a row for each stay or request, with the columns of `model.local.stays.columns`."""
    truth, shape = truth or Truth(), shape or Shape()
    generator = np.random.default_rng(seed)
    since, until = float(day_of(shape.since)), float(day_of(shape.until) + 1)
    begin = since - shape.run_in_years * 365.25
    severe = _severe(truth, shape, begin, until, generator)
    others = _others(truth, shape, begin, until, len(severe), generator)
    rows = pd.concat([severe, others], ignore_index=True)
    # What is written is whole days; what happens after the last or ended before the first is not in the extract.
    rows = rows[(rows["requested"] < until) & (rows["discharge"] >= since)]
    rows = rows.sort_values(["requested", "patient"], kind="stable", ignore_index=True)
    days = np.floor(rows[["requested", "admission", "discharge"]]).astype(int)
    table = pd.DataFrame({
        "patient": [f"P{number:07d}" for number in rows["patient"]],
        **{name: _written(days[name], until) for name in days},
        "diagnosis": rows["diagnosis"], "region": rows["region"],
    })  # fmt: skip
    return table[["patient", "requested", "admission", "discharge", "diagnosis", "region"]]


def write_example(path: Path, truth: Truth | None = None, shape: Shape | None = None, seed: int = 1) -> int:
    """Write an example as CSV and return its rows; the byte-order mark lets spreadsheet programs read the Chinese."""
    table = example(truth, shape, seed)
    path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8-sig", newline="")
    return len(table)


def _written(days: pd.Series[int], until: float) -> pd.Series[str]:
    distinct = {day: date_of(day).isoformat() if day < until else "" for day in days.unique()}
    return days.map(distinct)


def _arrivals(per_year: float, begin: float, until: float, generator: np.random.Generator) -> Floats:
    count = generator.poisson(per_year * (until - begin) / 365.25)
    return np.sort(generator.uniform(begin, until, count))


def _severe(truth: Truth, shape: Shape, begin: float, until: float, generator: np.random.Generator) -> pd.DataFrame:
    asked = _arrivals(shape.first_admissions_a_year, begin, until, generator)
    patient = np.arange(len(asked))
    diagnosis = generator.choice([d for d, _ in DIAGNOSES], len(asked), p=[p for _, p in DIAGNOSES])
    region = generator.choice(REGIONS, len(asked))
    parts = []
    for _ in range(MOST_STAYS):
        admitted = asked + generator.exponential(truth.wait_mean_days, len(asked))
        left = admitted + _stay(truth, len(asked), generator)
        parts.append(pd.DataFrame({
            "patient": patient, "requested": asked, "admission": admitted, "discharge": left,
            "diagnosis": diagnosis, "region": region,
        }))  # fmt: skip
        again = left + _to_readmission(truth, len(asked), generator)
        stays = again < until
        if not stays.any():
            break
        patient, asked, diagnosis, region = patient[stays], again[stays], diagnosis[stays], region[stays]
    return pd.concat(parts, ignore_index=True)


def _stay(truth: Truth, size: int, generator: np.random.Generator) -> Floats:
    long = generator.random(size) < truth.long_share
    centre = np.where(long, truth.long_median, truth.median)
    stay: Floats = centre * np.exp(np.where(long, truth.long_sigma, truth.sigma) * generator.standard_normal(size))
    return stay


def _to_readmission(truth: Truth, size: int, generator: np.random.Generator) -> Floats:
    """Return the days from a discharge to the relapse that leads to the next request; infinite: never."""
    regular = generator.random(size) < truth.regular_share
    rate = -np.log1p(-np.where(regular, truth.annual_regular, truth.annual_irregular)) / 365.25
    # Of a hazard of which a share leads to an admission, that share is the hazard of what leads to one.
    threshold = generator.exponential(1.0, size) / (truth.admitted_share * rate)
    first = truth.first_month_ratio * FIRST_BAND
    second = first + (SECOND_BAND - FIRST_BAND)
    return np.where(
        threshold < first,
        threshold / truth.first_month_ratio,
        np.where(
            threshold < second,
            FIRST_BAND + threshold - first,
            SECOND_BAND + (threshold - second) / truth.long_stable_ratio,
        ),
    )


def _others(
    truth: Truth, shape: Shape, begin: float, until: float, first: int, generator: np.random.Generator
) -> pd.DataFrame:
    asked = _arrivals(shape.first_admissions_a_year / 2.0, begin, until, generator)
    admitted = asked + generator.exponential(truth.wait_mean_days, len(asked))
    lasted = truth.other_median * np.exp(truth.other_sigma * generator.standard_normal(len(asked)))
    return pd.DataFrame({
        "patient": first + np.arange(len(asked)), "requested": asked, "admission": admitted,
        "discharge": admitted + lasted, "diagnosis": generator.choice([d for d, _ in OTHERS], len(asked),
                                                                      p=[p for _, p in OTHERS]),
        "region": generator.choice(REGIONS, len(asked)),
    })  # fmt: skip
