"""How the replications of an experiment are run: with which luck, where, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from model.engines.choice import Engine
from model.experiments.running.cluster import check_address
from model.experiments.running.where import Runner, runner, silent

DEFAULT_SEED = 1
Progress = Callable[[int, int], None]
"""Called with how much is done and how much it will be."""


@dataclass(frozen=True)
class How:
    """How the replications of an experiment are run.

    Attributes
    ----------
    seed : int
        0 to 2**32 - 1; the same seed gives the same results on any number of workers, and plans run with one seed share
        every patient's luck.
    workers : int, optional
        Processes; by default as many as there are processors. A script that uses several must guard its start with
        ``if __name__ == "__main__":``.
    engine : {"auto", "compiled", "simpy"}
        The numbers are the same.
    cluster : str, optional
        Run on Dask instead: the address of a scheduler, or ``local`` (see `model.experiments.running.where.runner`).
    progress : callable
        Told of what is done and all there is to do: replications, unless the experiment says otherwise.

    Raises
    ------
    ValueError
        The seed or the number of workers is out of range, or the cluster is no address.
    """

    seed: int = DEFAULT_SEED
    workers: int | None = None
    engine: Engine = "auto"
    progress: Progress = field(default=silent, compare=False)
    cluster: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no run takes."""
        check_seed(self.seed)
        if self.workers is not None and self.workers < 1:
            raise ValueError(f"workers must be 1 or more, not {self.workers}")
        check_address(self.cluster, self.workers)

    def runner(self) -> AbstractContextManager[Runner]:
        """Open where they run.

        Raises
        ------
        ClusterError
            There is no such cluster.
        """
        return runner(self.workers, self.cluster)


def check_seed(seed: int) -> None:
    """Refuse a seed that no run takes.

    Raises
    ------
    ValueError
    """
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed must lie between 0 and {2**32 - 1}, not {seed}")


DEFAULT_HOW = How()
