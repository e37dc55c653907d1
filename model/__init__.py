"""Jingkang: capacity planning for mental-health services.

``from model import load, audit, run``. Names are imported when first used, so that the rules of care can be
imported without the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.experiments.frontier import frontier
    from model.experiments.mix import cheapest_mix
    from model.experiments.replicate import RunResult, run
    from model.experiments.solve import solve
    from model.scenario.audit import audit
    from model.scenario.loading import ScenarioError, load

    __version__: str

__all__ = ["RunResult", "ScenarioError", "__version__", "audit", "cheapest_mix", "frontier", "load", "run", "solve"]

_HOMES = {
    "RunResult": "model.experiments.replicate",
    "ScenarioError": "model.scenario.loading",
    "audit": "model.scenario.audit",
    "cheapest_mix": "model.experiments.mix",
    "frontier": "model.experiments.frontier",
    "load": "model.scenario.loading",
    "run": "model.experiments.replicate",
    "solve": "model.experiments.solve",
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
