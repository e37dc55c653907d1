"""Jingkang: capacity planning for mental-health services.

``from model import load, audit, run``. Names are imported when first used, so that the rules of care can be
imported without the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.experiments.dataset import Dataset
    from model.experiments.replicate import RunResult, run
    from model.experiments.sweep import SweepResult, sweep
    from model.scenario.audit import audit
    from model.scenario.loading import ScenarioError, load

    __version__: str

__all__ = ["Dataset", "RunResult", "ScenarioError", "SweepResult", "__version__", "audit", "load", "run", "sweep"]

_HOMES = {
    "Dataset": "model.experiments.dataset",
    "RunResult": "model.experiments.replicate",
    "ScenarioError": "model.scenario.loading",
    "SweepResult": "model.experiments.sweep",
    "audit": "model.scenario.audit",
    "load": "model.scenario.loading",
    "run": "model.experiments.replicate",
    "sweep": "model.experiments.sweep",
}


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
