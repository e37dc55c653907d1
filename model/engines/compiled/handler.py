"""How a function of the engine is compiled: once, for the types that its annotations name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import llvmlite.binding as llvm
import numba
from numba import types

import model.care._compile  # noqa: F401  (chooses where machine code is kept)
from model.engines.compiled.layout import WORLD
from model.engines.compiled.memory import cgutils, intrinsic

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
_KEPT: list[Any] = []
"""What lies behind an address must not be freed."""


def handler(function: Function) -> Function:
    """Compile a function for exactly the types it is annotated with.

    Left to itself numba compiles a function again for every constant and every width of integer it is called
    with. Division by zero gives infinity, as the hardware has it: no handler divides by what may be zero.
    """
    return cast(Function, _compiled(function, _signature(function), no_cfunc_wrapper=True))


def apart(function: Function) -> Function:
    """Compile a handler that others call by its address.

    A plain handler is optimised together with each of its callers, which pays where much is done in little time and
    makes compilation long where much is called. What happens to few people a day is compiled once, apart. It is
    called from other handlers alone.
    """
    signature = _signature(function)
    dispatcher = _compiled(function, signature, no_cpython_wrapper=True, no_cfunc_wrapper=True)
    name = f"{function.__module__}.{function.__qualname__}"
    overload = dispatcher.overloads[signature.args]
    llvm.add_symbol(name, overload.library.get_pointer_to_function(overload.fndesc.llvm_func_name))
    _KEPT.append(dispatcher)
    return cast(Function, _called(name, function, signature))


def _called(name: str, function: Callable[..., Any], signature: Any) -> Any:
    """Return what calls a compiled function by the name of its address; handlers raise nothing that could be lost."""

    def call(typingctx: Any, *given: Any) -> Any:
        def generate(context: Any, builder: Any, _: Any, args: Any) -> Any:
            kind = context.call_conv.get_function_type(signature.return_type, signature.args)
            there = cgutils.get_or_insert_function(builder.module, kind, name)
            _, result = context.call_conv.call_function(builder, there, signature.return_type, signature.args, args)
            return result

        return signature, generate

    # numba reads from it how many arguments there are.
    first = inspect.Parameter("typingctx", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    call.__signature__ = inspect.Signature([first, *inspect.signature(function).parameters.values()])  # type: ignore[attr-defined]
    return intrinsic(call)


def _signature(function: Callable[..., Any]) -> Any:
    words = dict(function.__annotations__)
    result = _WORDS[words.pop("return")]
    return result(*(_WORDS[word] for word in words.values()))


def _compiled(function: Callable[..., Any], signature: Any, **without: Any) -> Any:
    return numba.njit(signature, cache=True, error_model="numpy", **without)(function)
