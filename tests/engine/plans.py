"""Small runs of the plans with their whole log, each simulated once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from random_plans import random_scenario

from model.care.draws import uniform
from model.care.recorder import Output
from model.engines.inputs import Inputs
from model.engines.setup import prepare
from model.engines.simpy_engine import simulate
from model.scenario.loading import load
from model.scenario.schema import Scenario

SEED, REPLICATION = 20240816, 3
RANDOM = "random "
CONSTANT = str(Path(__file__).with_name("constant.toml"))


@dataclass
class Run:
    """A scenario, what an engine reads of it, what one replication left, and its log as a table."""

    scenario: Scenario
    inputs: Inputs
    output: Output
    log: pd.DataFrame
    seed: int = SEED
    replication: int = REPLICATION

    def draw(self, entity: int, purpose: int, index: int = 0) -> float:
        return float(uniform(self.seed, self.replication, entity, purpose, index))


def simulated(scenario: Scenario, seed: int = SEED, replication: int = REPLICATION) -> Run:
    output = simulate(scenario, seed, replication, log=True)
    assert output.log is not None
    return Run(scenario, prepare(scenario), output, pd.DataFrame(output.log), seed, replication)


def plan(name: str, scale: float, years: int, **overrides: Any) -> Scenario:
    start = load(name).horizon.start
    end = start.replace(year=start.year + years)
    changes = {key.replace("__", "."): value for key, value in overrides.items()}
    return load(name, {"scale": scale, "horizon.end": end, **changes})


def squeezed() -> Scenario:
    """Qujing under every strain at once: beds and places that close and come back, waits from before the start,

    a capped list, reviews and a limit of blocking, willingness asked again and again, many deaths, many moves.
    """
    start = load("qujing").horizon.start
    half, three_quarters = start.replace(month=7), start.replace(month=10)
    later = start.replace(year=start.year + 1, month=4)
    falls = [{"date": half, "value": 900}, {"date": three_quarters, "value": 2400}, {"date": later, "value": 1500}]
    closes = [{"date": half, "value": 0}, {"date": later, "value": 500}]
    return plan(
        "qujing", 0.03, 2, totals__open_beds={"first": 2800, "steps": falls},
        totals__day_places={"first": 900, "steps": closes}, totals__supported_places={"first": 300, "steps": closes},
        leaving__deaths_per_1000_years=150, leaving__moves_per_1000_years=500, leaving__losses_per_1000_years=50,
        waiting_list__start_waiting_share=0.15, waiting_list__cap=12, waiting_list__ageing_days=14,
        stay__long_share=0.4, stay__supported_need_share=0.9, stay__supported_wait_cap_days=40,
        stay__long_stay_review_days=30, stay__long={"kind": "lognormal", "mean": 90, "sd": 60},
        referral__recheck="periodic", referral__recheck_days=20, referral__offers_from_home_per_1000_year=1500,
        referral__accepted_share=0.9, referral__intake_hours=12, rehabilitation__intake_share=0.5,
        rehabilitation__dropout_per_month=0.2, referral__neighbours=True,
        referral__day_share=0.5, referral__supported_share=0.3, referral__home_support_share=0.2,
        rehabilitation__hold_days=25, rehabilitation__stay={"kind": "exponential", "mean": 60},
        relapse__annual_share_irregular=0.9, relapse__annual_share_regular=0.6)


def burnt_in() -> Scenario:
    """Xiangtan with assistance and training, from an empty start a hundred days earlier, at-offer re-check."""
    return plan("xiangtan", 0.1, 1, horizon__burn_in_days=100, empty_start=True, referral__recheck="at_offer",
                referral__recheck_days=15, leaving__moves_per_1000_years=100)


PLANS: dict[str, Callable[[], Scenario]] = {
    "qujing": lambda: plan("qujing", 0.03, 2),
    "zhejiang": lambda: plan("zhejiang", 0.008, 1),
    "beijing": lambda: plan("beijing", 0.01, 1),
    "xiangtan": lambda: plan("xiangtan", 0.1, 1),
    "pilot-district": lambda: plan("pilot-district", 0.3, 2),
    "qujing-rehab": lambda: plan("qujing-rehab", 0.03, 1),
    "china": lambda: plan("china", 0.0005, 1),
    "qujing squeezed": squeezed,
    "xiangtan with burn-in": burnt_in,
}


@cache
def run(name: str) -> Run:
    """Return the run of one of `PLANS`, or of "random" and a number; nobody may change it."""
    if name.startswith(RANDOM):
        number = int(name.removeprefix(RANDOM))
        return simulated(random_scenario(number), seed=number, replication=0)
    return simulated(PLANS[name]())
