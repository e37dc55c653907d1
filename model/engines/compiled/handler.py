"""How a function of the engine is compiled: once, for the types that its annotations name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba import types

import model.care._compile  # noqa: F401  (chooses where machine code is kept)
from model.engines.compiled.layout import WORLD

_WORDS: dict[str, Any] = {
    "World": numba.from_dtype(WORLD),
    "int": types.int64,
    "float": types.float64,
    "bool": types.boolean,
    "None": types.void,
    "NDArray[np.void]": types.Array(numba.from_dtype(WORLD), 1, "C"),
    "NDArray[np.int64]": types.Array(types.int64, 1, "C"),
    "NDArray[np.float64]": types.Array(types.float64, 1, "C"),
    "Table": types.Array(types.int64, 2, "C"),
}
Function = TypeVar("Function", bound=Callable[..., Any])


def handler(function: Function) -> Function:
    """Compile a function for exactly the types it is annotated with.

    Left to itself numba compiles a function again for every constant and every width of integer it is called
    with. Division by zero gives infinity, as the hardware has it: no handler divides by what may be zero.
    """
    words = dict(function.__annotations__)
    result = _WORDS[words.pop("return")]
    signature = result(*(_WORDS[word] for word in words.values()))
    return cast(Function, numba.njit(signature, cache=True, error_model="numpy")(function))
