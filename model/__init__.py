"""Jingkang: capacity planning for mental-health services.

``from model import load, audit, run, compare, solve, explain``. Names are imported when first used, so that the rules
of care can be imported without the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.experiments.compare import Comparison, compare
    from model.experiments.dataset import Dataset
    from model.experiments.explain import explain
    from model.experiments.frontier import frontier
    from model.experiments.mix import cheapest_mix
    from model.experiments.precision import Bounds, Replicated, replicate
    from model.experiments.replicate import RunResult, run
    from model.experiments.samples import Luck
    from model.experiments.screening import screen
    from model.experiments.selection import Selection, Zone, select_best
    from model.experiments.sobol import sobol
    from model.experiments.solve import solve
    from model.experiments.study import How
    from model.experiments.sweep import SweepResult, sweep
    from model.experiments.tornado import tornado
    from model.experiments.uncertainty import uncertain
    from model.scenario.audit import audit
    from model.scenario.loading import ScenarioError, change, load

    __version__: str

__all__ = [
    "Bounds", "Comparison", "Dataset", "How", "Luck", "Replicated", "RunResult", "ScenarioError", "Selection",
    "SweepResult", "Zone", "__version__", "audit", "change", "cheapest_mix", "compare", "explain", "frontier", "load",
    "replicate", "run", "screen", "select_best", "sobol", "solve", "sweep", "tornado", "uncertain",
]  # fmt: skip

_NAMES = {
    "model.experiments.compare": ("Comparison", "compare"),
    "model.experiments.dataset": ("Dataset",),
    "model.experiments.explain": ("explain",),
    "model.experiments.frontier": ("frontier",),
    "model.experiments.mix": ("cheapest_mix",),
    "model.experiments.precision": ("Bounds", "Replicated", "replicate"),
    "model.experiments.replicate": ("RunResult", "run"),
    "model.experiments.samples": ("Luck",),
    "model.experiments.screening": ("screen",),
    "model.experiments.selection": ("Selection", "Zone", "select_best"),
    "model.experiments.sobol": ("sobol",),
    "model.experiments.solve": ("solve",),
    "model.experiments.study": ("How",),
    "model.experiments.sweep": ("SweepResult", "sweep"),
    "model.experiments.tornado": ("tornado",),
    "model.experiments.uncertainty": ("uncertain",),
    "model.scenario.audit": ("audit",),
    "model.scenario.loading": ("ScenarioError", "change", "load"),
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def _version() -> str:
    """Return the installed version; in a checkout that is not installed, the one it would have."""
    import tomllib
    from importlib.metadata import PackageNotFoundError, version
    from pathlib import Path

    try:
        return version("jingkang")
    except PackageNotFoundError:
        project = Path(__file__).resolve().parents[1] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
