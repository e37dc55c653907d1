"""Which engine runs a scenario. Both give the same results, event for event; the compiled one is much faster."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.care.recorder import Output
    from model.engines.parts import Parted
    from model.scenario.schema import Scenario

# Nothing heavy is imported here: the command line asks for the names alone.
Engine = Literal["auto", "compiled", "simpy"]
ENGINES: tuple[str, ...] = get_args(Engine)
Rows = dict[str, "NDArray[Any]"]
"""Rows of the log: columns by name."""


def chosen(engine: str) -> str:
    """Return the engine that a name stands for; ``auto`` is the compiled one where numba may compile.

    Raises
    ------
    ValueError
        The name is not one of `ENGINES`.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}, not {engine!r}")
    if engine == "auto":
        import numba

        return "simpy" if numba.config.DISABLE_JIT else "compiled"  # type: ignore[attr-defined]
    return engine


def must_compile(engine: str) -> bool:
    """Tell whether the engine has to be compiled first, which is done once and takes up to a minute."""
    if chosen(engine) != "compiled":
        return False
    import model.care._compile  # noqa: F401  (chooses where machine code is kept)

    kept = Path(os.environ["NUMBA_CACHE_DIR"])
    return next(kept.rglob("kernel.go_on*.nbi"), None) is None


def get_ready(engine: str) -> None:
    """Compile the engine, or load its machine code; workers started later then find it."""
    if chosen(engine) == "compiled":
        if must_compile(engine):
            from model.engines.compiling import compile_in_shares

            compile_in_shares()
        import model.engines.compiled_engine  # noqa: F401


def compile_first(engine: str) -> None:
    """Compile the engine if it is not yet, before workers start: each then loads its machine code by itself."""
    if must_compile(engine):
        get_ready(engine)


def simulate(
    engine: str, scenario: Scenario, seed: int, replication: int, log: Callable[[Rows], None] | None = None
) -> Output:
    """Run one replication; ``log`` is given the rows of the log, in their order, in one or several parts.

    See `model.engines.simpy_engine.simulate` and `model.engines.compiled_engine.simulate`.
    """
    if chosen(engine) == "compiled":
        from model.engines import compiled_engine

        return compiled_engine.simulate(scenario, seed, replication, log=log or False)
    from model.engines import simpy_engine

    output = simpy_engine.simulate(scenario, seed, replication, log=log is not None)
    if log is not None and output.log is not None:
        log(output.log)
        output.log = None
    return output



def in_parts(engine: str, scenario: Scenario, people: int | None = None) -> Parted | None:
    """Return the parts in which one replication can be run, if the engine knows parts and there are several.

    ``people``: the registered people of a part, at least; by default as the engine itself cuts the plan.
    """
    if chosen(engine) != "compiled":
        return None
    from model.engines.parts import parted
    from model.engines.setup import prepare

    plan = parted(prepare(scenario), people)
    return plan if len(plan.parts) > 1 else None


def simulate_part(plan: Parted, number: int, seed: int, replication: int) -> Output:
    """Run one part of a replication, see `model.engines.parts`."""
    from model.engines import compiled_engine

    return compiled_engine.simulate_part(plan, number, seed, replication)


__all__ = ["ENGINES", "Engine", "Rows", "chosen", "compile_first", "get_ready", "in_parts", "must_compile", "simulate"]
__all__ += ["simulate_part"]
