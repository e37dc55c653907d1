"""How a rule is compiled: one decorator, so that every rule is compiled alike."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Rule = TypeVar("Rule", bound=Callable[..., Any])


def compiled(rule: Rule) -> Rule:
    """Compile a rule with numba, keeping its static type.

    Strict floating point (no ``fastmath``), so that the compiled and the interpreted rule
    (``NUMBA_DISABLE_JIT=1``) agree to the last bit.  The machine code is cached on disk; the cache
    notices edits of the file that holds the rule, not of the files it imports.
    """
    return cast(Rule, numba.njit(cache=True)(rule))
