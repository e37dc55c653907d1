"""How a rule is compiled: one decorator, so that every rule is compiled alike."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import binding

_RULES = Path(__file__).parent
# The compiled engine is not imported here; only its text counts, since its machine code is kept in the same place.
_COMPILED = (_RULES, _RULES.parent / "engines" / "compiled")


def _own_cache() -> None:
    """Keep the machine code apart by the text of all that is compiled: numba sees edits of a file, not of its imports.

    ``NUMBA_CACHE_DIR`` is respected as the parent; otherwise the user's cache folder is used, where an
    installed package may write.
    """
    text = b"".join(path.read_bytes() for folder in _COMPILED for path in sorted(folder.glob("*.py")))
    name = "jingkang-" + hashlib.sha256(text).hexdigest()[:16]
    given = os.environ.get("NUMBA_CACHE_DIR")
    if given and Path(given).name == name:
        return
    parent = Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jingkang"
    os.environ["NUMBA_CACHE_DIR"] = str(parent / name)
    numba.config.CACHE_DIR = str(parent / name)  # type: ignore[attr-defined]


_own_cache()
# Rules and handlers are small and call each other through addresses, which costs more than most of them do. Inlined so
# far, the compiled engine is a quarter faster; its compilation takes a third longer. Results do not change.
binding.set_option("", "-inline-threshold=1000")
Rule = TypeVar("Rule", bound=Callable[..., Any])


def compiled(rule: Rule) -> Rule:
    """Compile a rule with numba, keeping its static type.

    Strict floating point (no ``fastmath``), so that the compiled and the interpreted rule
    (``NUMBA_DISABLE_JIT=1``) agree to the last bit.  The machine code is cached on disk.
    """
    return cast(Rule, numba.njit(cache=True)(rule))
