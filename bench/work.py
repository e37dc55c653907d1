"""The work that is measured. Each function runs in a process of its own and returns what it measured.

What must be there first (imports, machine code) is made ready untimed, except where it is what is measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Measured = dict[str, Any]
"""``seconds``, and what else is known: ``events`` (timed), ``people``, ``wait`` (mean, days)."""

HERE = Path(__file__).parent
MMC = str(HERE / "mmc.toml")
SMALL = str(HERE.parent / "scenarios" / "validation" / "erlang-4.toml")
SEED = 1
CHINA_SCALE = "BENCH_CHINA_SCALE"
"""The environment variable in which the parent says how large the country is; 1 is all of it."""
SWEEP_DESIGN = "BENCH_SWEEP_DESIGN"
"""The environment variable in which the parent says how many points a sweep has, and its number: ``40 3``."""
STARTED = "BENCH_STARTED"
"""The environment variable in which the parent says when it started the process, by `time.perf_counter`."""


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a call took, in seconds, and its result."""
    began = time.perf_counter()
    result = run()
    return time.perf_counter() - began, result


def _engine(engine: str, name: str, changes: dict[str, Any] | None = None) -> tuple[float, Any, Any]:
    """Return seconds, output and plan of one replication, the engine having run a small case before."""
    from model.engines.choice import simulate
    from model.scenario.loading import load

    simulate(engine, load(SMALL), SEED, 0)
    plan = load(name, changes or {})
    seconds, output = timed(lambda: simulate(engine, plan, SEED, 0))
    return seconds, output, plan


def _registered(plan: Any) -> int:
    from model.engines.setup import prepare

    return sum(region.registered for region in prepare(plan).regions)


def _plan(engine: str, name: str, changes: dict[str, Any] | None = None) -> Measured:
    seconds, output, plan = _engine(engine, name, changes)
    return {"seconds": seconds, "events": output.events, "people": _registered(plan)}


def qujing_compiled() -> Measured:
    """Simulate three years of Qujing, one replication, no full log."""
    return _plan("compiled", "qujing")


def qujing_simpy() -> Measured:
    """Simulate the same with the SimPy engine."""
    return _plan("simpy", "qujing")


def _country() -> dict[str, Any]:
    return {"scale": float(os.environ.get(CHINA_SCALE, "1"))}


def china() -> Measured:
    """Simulate five years of the whole country, one replication on one core."""
    return _plan("compiled", "china", _country())


def china_two() -> Measured:
    """Simulate the same in two processes, as ``jingkang run`` does; the start of the processes is timed."""
    from model.engines.choice import get_ready
    from model.experiments.running.replications import Whole, division, simulated
    from model.scenario.loading import load

    get_ready("compiled")
    job = Whole(load("china", _country()), SEED, "compiled")

    def simulate() -> Any:
        with simulated(job, 1, division(job, 1, 2)) as outputs:
            return next(outputs)

    seconds, output = timed(simulate)
    return {"seconds": seconds, "events": output.events, "people": _registered(job.scenario)}


def _sweep(workers: int) -> Measured:
    """Sweep Qujing over beds and psychiatrists; the start of the workers and the writing of the dataset are timed.

    Besides ``seconds``: ``engine_seconds``, the sum over all replications of the time in the engine alone, and
    ``overhead``, what the workers' time is more than that, as a part of it.
    """
    from model import Dataset, load, sweep
    from model.engines.choice import get_ready, simulate
    from model.experiments.sweeping.design import DesignFile, of_plans

    points, number = map(int, os.environ[SWEEP_DESIGN].split())
    beds = {"lever": "beds", "low": 3000, "high": 6000, "step": 1}
    psychiatrists = {"lever": "psychiatrists", "low": 289, "high": 600, "step": 1}
    says = {
        "plans": ["qujing"], "levers": [beds, psychiatrists], "design": "latin_hypercube", "points": points,
        "design_seed": number, "replications": 10, "seed": SEED,
    }  # fmt: skip
    get_ready("compiled")
    simulate("compiled", load(SMALL), SEED, 0)
    design = of_plans([load("qujing")], DesignFile.model_validate(says))
    seconds, result = timed(lambda: sweep(design, "sweep", workers=workers))
    if not result.complete:
        raise RuntimeError(f"rows failed: {result.failures or result.unwritten}")
    engine = float(Dataset("sweep").timings()["seconds"].sum())
    overhead = seconds * workers / engine - 1.0
    return {"seconds": seconds, "rows": result.rows, "engine_seconds": engine, "overhead": overhead}


def sweep_one() -> Measured:
    """Sweep in this process."""
    return _sweep(1)


def sweep_two() -> Measured:
    """Sweep in two worker processes."""
    return _sweep(2)


def mmc_compiled() -> Measured:
    """Simulate M/M/50 as a scenario of the whole model with the compiled engine."""
    from model.care.recorder import GRANTED

    seconds, output, _ = _engine("compiled", MMC)
    admitted = int(output.waits[:, :, :, GRANTED].sum())
    wait = float(output.wait_sums.sum()) / admitted
    return {"seconds": seconds, "events": output.events, "people": admitted, "wait": wait}


def mmc_simpy_resource() -> Measured:
    """Simulate M/M/50 in plain SimPy with its own resource."""
    import simpy  # noqa: F401
    from bench import queueing

    seconds, wait = timed(queueing.simpy_resource)
    return {"seconds": seconds, "people": queueing.PATIENTS, "wait": wait}


def mmc_simpy_deque() -> Measured:
    """Simulate M/M/50 in plain SimPy with a queue of our own."""
    import simpy  # noqa: F401
    from bench import queueing

    seconds, wait = timed(queueing.simpy_deque)
    return {"seconds": seconds, "people": queueing.PATIENTS, "wait": wait}


def mmc_ciw() -> Measured:
    """Simulate M/M/50 in Ciw; reading its records afterwards is not timed."""
    from bench import queueing

    simulation = queueing.ciw_network()
    seconds, _ = timed(lambda: simulation.simulate_until_max_customers(queueing.PATIENTS, method="Finish"))
    return {"seconds": seconds, "people": queueing.PATIENTS, "wait": queueing.ciw_wait(simulation)}


EXTRACT = """
from pathlib import Path
from model.local.stays.example import Shape, example
rows = 0
with Path("stays.csv").open("w", encoding="utf-8") as file:
    for part in range(10):  # so that making it takes less memory than what is measured
        table = example(shape=Shape(first_admissions_a_year=54_000), seed=part)
        table["patient"] = f"{part}-" + table["patient"]
        table.to_csv(file, index=False, header=part == 0)
        rows += len(table)
print(rows)
"""


def stays() -> Measured:
    """Read an extract of five million stays and fit it; made before, in a process of its own, so that it costs none."""
    made = subprocess.run([sys.executable, "-c", EXTRACT], check=True, capture_output=True, text=True)
    from model.local.stays.findings import findings

    seconds, found = timed(lambda: findings(Path("stays.csv")))
    assert found.groups[0].fit is not None
    return {"seconds": seconds, "rows": int(made.stdout), "median_stay_days": found.groups[0].fit.quantile(0.5)}


def _since_start() -> float:
    return time.perf_counter() - float(os.environ[STARTED])


def load_engine() -> Measured:
    """Import the compiled engine, which compiles it where no machine code is kept; from the start of the process."""
    import model.engines.compiled_engine  # noqa: F401

    return {"seconds": _since_start()}


def first_event() -> Measured:
    """Run the command line up to the first event of the first replication; from the start of the process."""
    from model.cli.app import main
    from model.engines.compiled import kernel

    def reached(world: Any) -> int:
        raise _FirstEventError(_since_start())

    kernel.go_on = reached
    sys.argv = ["jingkang", "run", "qujing", "--replications", "1", "--workers", "1", "--out", "run", "--force"]
    try:
        main()
    except _FirstEventError as found:
        return {"seconds": found.args[0]}
    raise RuntimeError("the run ended without an event")


class _FirstEventError(BaseException):
    """The first event has been reached."""
