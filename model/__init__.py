"""Jingkang: capacity planning for mental-health services.

``from model import load, audit, run``. Names are imported when first used, so that the rules of care can be
imported without the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.experiments.compare import Comparison, compare
    from model.experiments.precision import Bounds, Replicated, replicate
    from model.experiments.replicate import RunResult, run
    from model.experiments.samples import Luck
    from model.experiments.selection import Selection, Zone, select_best
    from model.scenario.audit import audit
    from model.scenario.loading import ScenarioError, load

    __version__: str

__all__ = [
    "Bounds", "Comparison", "Luck", "Replicated", "RunResult", "ScenarioError", "Selection", "Zone", "__version__",
    "audit", "compare", "load", "replicate", "run", "select_best",
]  # fmt: skip

_HOMES = {
    "Bounds": "model.experiments.precision",
    "Comparison": "model.experiments.compare",
    "Luck": "model.experiments.samples",
    "Replicated": "model.experiments.precision",
    "RunResult": "model.experiments.replicate",
    "ScenarioError": "model.scenario.loading",
    "Selection": "model.experiments.selection",
    "Zone": "model.experiments.selection",
    "audit": "model.scenario.audit",
    "compare": "model.experiments.compare",
    "load": "model.scenario.loading",
    "replicate": "model.experiments.precision",
    "run": "model.experiments.replicate",
    "select_best": "model.experiments.selection",
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
