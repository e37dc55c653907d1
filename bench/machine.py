"""On what was measured: processor, memory, versions. No names of hosts, users or folders."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("numba", "llvmlite", "numpy", "simpy", "ciw")


def _field(file: str, name: str) -> str:
    """Return what stands after the first ``name :`` of a file under /proc; empty where there is none."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    found = (line.split(":", 1)[1].strip() for line in lines if line.startswith(name) and ":" in line)
    return next(found, "")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def description() -> dict[str, Any]:
    """Return the machine, as it stands in ``results/bench.json``."""
    memory = _field("/proc/meminfo", "MemTotal").removesuffix(" kB")
    return {
        "cpu": _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(int(memory) / 2**20, 1) if memory.isdigit() else None,
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }
