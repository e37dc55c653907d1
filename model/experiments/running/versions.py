"""What results depend on besides a plan and a seed: the code and the libraries that compute them."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
COMPUTES = ("scenario", "care", "engines", "measures", "experiments")
"""Packages whose code decides on numbers; what only shows them may differ."""


@cache
def versions() -> dict[str, str]:
    """Return the version of the program, the digest of its code that computes, and the versions of what it rests on."""
    from model import __version__

    libraries = {name: version(name) for name in ("numpy", "numba", "scipy", "simpy")}
    code = code_digest(*COMPUTES)[:16]
    return {"jingkang": __version__, "code": code, "python": platform.python_version(), **libraries}


@cache
def code_digest(*parts: str) -> str:
    """Return the SHA-256 of the source of parts of the program: packages, or files with their path in it."""
    read = hashlib.sha256()
    for part in parts:
        where = _PACKAGE / part
        for path in [where] if where.is_file() else sorted(where.rglob("*.py")):
            read.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return read.hexdigest()


def differences(here: dict[str, str], there: dict[str, str]) -> str:
    """Return what differs between two sets of `versions`, in words; empty when nothing does."""
    return ", ".join(
        f"{name} {there.get(name, 'missing')} in place of {here.get(name, 'none')}"
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    )
