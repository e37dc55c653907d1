"""Extracts for the tests: written as a hospital would, and the numbers that went in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from model.local.stays.durations import Durations
from model.local.stays.episodes import joined
from model.local.stays.example import Shape, Truth, write_example
from model.local.stays.extract import read_extract
from model.local.stays.lognormal import NAMES, Fit, fit
from model.local.stays.window import stays_of, window_of

HEADINGS = "patient,admission,discharge,diagnosis,region\n"
TRUTH = Truth()


def written(folder: Path, rows: str, headings: str = HEADINGS) -> Path:
    """Write an extract by hand."""
    path = folder / "stays.csv"
    path.write_text(headings + rows, encoding="utf-8")
    return path


def fitted(path: Path, truth: Truth, shape: Shape, seed: int, severe: bool = True) -> Fit:
    """Write an example, read it, and fit the stays of one group."""
    write_example(path, truth, shape, seed)
    extract, _ = joined(read_extract(path), 0)
    window = window_of(extract, shape.since if shape.run_in_years else None)
    chosen = extract.severe[extract.diagnosis] == severe
    return fit(stays_of(extract, window, chosen).counted())


def covered(found: Fit, truth: Truth) -> dict[str, bool]:
    """Tell of each parameter whether its 95% interval covers the truth; all False where one group was fitted."""
    estimates = found.estimates()
    return {
        name: name in estimates and estimates[name].low <= getattr(truth, name) <= estimates[name].high
        for name in NAMES
    }


def drawn(seed: int, number: int = 3000, truth: Truth = TRUTH, days: int = 1500) -> Durations:
    """Return stays admitted evenly over a window and cut at its end, without an extract around them."""
    generator = np.random.default_rng(seed)
    long = generator.random(number) < truth.long_share
    sigma = np.where(long, truth.long_sigma, truth.sigma)
    stay = np.where(long, truth.long_median, truth.median) * np.exp(sigma * generator.standard_normal(number))
    cap = generator.integers(0, days, number).astype(np.int32)
    whole = np.floor(stay + 0.5)
    ended = whole <= cap
    return Durations.of(np.where(ended, whole, cap).astype(np.int32), ended, np.zeros(number, np.int32))


OPENED = Shape(first_admissions_a_year=900.0, since=dt.date(2020, 1, 1), until=dt.date(2023, 12, 31))
"""A hospital whose every stay is in the extract."""
GOING_ON = Shape(first_admissions_a_year=900.0, since=dt.date(2020, 1, 1), until=dt.date(2023, 12, 31), run_in_years=9.0)
"""One that was full when the extract begins."""
