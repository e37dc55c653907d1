"""M/M/c written directly for other simulators, each as its own users would write it.

Every function serves the first so many patients to the end and returns their mean wait in days, which Erlang C
gives exactly.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simpy

BEDS = 50
ARRIVALS_PER_DAY = 45.0
STAY_DAYS = 1.0
PATIENTS = 200_000


def exact_wait(beds: int = BEDS, rate: float = ARRIVALS_PER_DAY, stay: float = STAY_DAYS) -> float:
    """Return the mean wait in M/M/c (Erlang C), days."""
    load = rate * stay
    blocked = 1.0
    for n in range(1, beds + 1):
        blocked = load * blocked / (n + load * blocked)
    delayed = beds * blocked / (beds - load * (1.0 - blocked))
    return delayed * stay / (beds - load)


def simpy_resource(patients: int = PATIENTS, seed: int = 1) -> float:
    """Simulate with SimPy's own `Resource`, one process a patient."""
    import simpy

    env, draw = simpy.Environment(), random.Random(seed)
    ward = simpy.Resource(env, BEDS)
    waited = [0.0]

    def stay() -> Generator[simpy.Event, Any, None]:
        asked = env.now
        with ward.request() as bed:
            yield bed
            waited[0] += env.now - asked
            yield env.timeout(draw.expovariate(1.0 / STAY_DAYS))

    env.process(_arrivals(env, draw, patients, lambda: env.process(stay())))
    env.run()
    return waited[0] / patients


def simpy_deque(patients: int = PATIENTS, seed: int = 1) -> float:
    """Simulate with SimPy's processes and a queue of our own, which takes the same time however many wait."""
    import simpy

    env, draw = simpy.Environment(), random.Random(seed)
    queue: deque[simpy.Event] = deque()
    free, waited = [BEDS], [0.0]

    def stay() -> Generator[simpy.Event, Any, None]:
        asked = env.now
        if free[0] > 0:
            free[0] -= 1
        else:
            turn = env.event()
            queue.append(turn)
            yield turn
        waited[0] += env.now - asked
        yield env.timeout(draw.expovariate(1.0 / STAY_DAYS))
        if queue:
            queue.popleft().succeed()
        else:
            free[0] += 1

    env.process(_arrivals(env, draw, patients, lambda: env.process(stay())))
    env.run()
    return waited[0] / patients


def _arrivals(env: simpy.Environment, draw: random.Random, patients: int, admit: Any) -> Generator[Any, Any, None]:
    for _ in range(patients):
        yield env.timeout(draw.expovariate(ARRIVALS_PER_DAY))
        admit()


def ciw_network(patients: int = PATIENTS, seed: int = 1) -> Any:
    """Return the simulation in Ciw, not yet run."""
    import ciw

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS_PER_DAY)],
        service_distributions=[ciw.dists.Exponential(rate=1.0 / STAY_DAYS)],
        number_of_servers=[BEDS],
    )
    return ciw.Simulation(network)


def ciw_wait(simulation: Any) -> float:
    """Return the mean wait of the records of a Ciw simulation."""
    records = simulation.get_all_records()
    return math.fsum(record.waiting_time for record in records) / len(records)
