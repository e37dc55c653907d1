"""Jingkang: capacity planning for mental-health services.

``from model import load, audit, run, compare, solve, explain``. Names are imported when first used, so that the rules
of care can be imported without the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.experiments.comparing.compare import Comparison, compare
    from model.experiments.comparing.precision import Bounds, Replicated, replicate
    from model.experiments.comparing.selection import Selection, Zone, select_best
    from model.experiments.explaining.explain import explain
    from model.experiments.knowing.screening import screen
    from model.experiments.knowing.sensitivity import About
    from model.experiments.knowing.sobol import sobol
    from model.experiments.knowing.tornado import tornado
    from model.experiments.knowing.uncertainty import uncertain
    from model.experiments.running.how import How
    from model.experiments.running.replicate import RunResult, run
    from model.experiments.solving.frontier import frontier
    from model.experiments.solving.looking import Precision
    from model.experiments.solving.mix import cheapest_mix
    from model.experiments.solving.solve import solve
    from model.experiments.sweeping.dataset import Dataset
    from model.experiments.sweeping.sweep import SweepResult, sweep
    from model.scenario.audit import audit
    from model.scenario.loading import ScenarioError, change, load

    __version__: str

__all__ = [
    "About", "Bounds", "Comparison", "Dataset", "How", "Precision", "Replicated", "RunResult", "ScenarioError",
    "Selection", "SweepResult", "Zone", "__version__", "audit", "change", "cheapest_mix", "compare", "explain",
    "frontier", "load", "replicate", "run", "screen", "select_best", "sobol", "solve", "sweep", "tornado", "uncertain",
]  # fmt: skip

_NAMES = {
    "model.experiments.comparing.compare": ("Comparison", "compare"),
    "model.experiments.sweeping.dataset": ("Dataset",),
    "model.experiments.explaining.explain": ("explain",),
    "model.experiments.solving.frontier": ("frontier",),
    "model.experiments.solving.mix": ("cheapest_mix",),
    "model.experiments.comparing.precision": ("Bounds", "Replicated", "replicate"),
    "model.experiments.running.replicate": ("RunResult", "run"),
    "model.experiments.knowing.screening": ("screen",),
    "model.experiments.comparing.selection": ("Selection", "Zone", "select_best"),
    "model.experiments.knowing.sensitivity": ("About",),
    "model.experiments.knowing.sobol": ("sobol",),
    "model.experiments.solving.looking": ("Precision",),
    "model.experiments.solving.solve": ("solve",),
    "model.experiments.running.how": ("How",),
    "model.experiments.sweeping.sweep": ("SweepResult", "sweep"),
    "model.experiments.knowing.tornado": ("tornado",),
    "model.experiments.knowing.uncertainty": ("uncertain",),
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
