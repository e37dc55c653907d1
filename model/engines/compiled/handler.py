"""How a function of the engine is compiled: once, for the types that its annotations name."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding as llvm
import numba
from numba import types

import model.care._compile  # noqa: F401  (chooses where machine code is kept)
from model.engines.compiled.layout import WORLD
from model.engines.compiled.memory import cgutils, intrinsic
from model.engines.compiling import SHARE

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
_jit: Any = numba.njit
"""numba's types know neither these options nor what comes out."""
_KEPT: list[Any] = []
"""What lies behind an address must not be freed."""
_LATER: list[tuple[str, Callable[[], None]]] = []
"""What this process compiles only when it is told (`compile_share`): name, and how."""


def compile_share(claims: Path, backwards: bool) -> None:
    """Compile what no other process has begun with, from the first on or from the last.

    Parameters
    ----------
    claims : path
        A folder, in which each process says what it has begun with.
    backwards : bool
    """
    for name, compile_ in reversed(_LATER) if backwards else _LATER:
        try:
            (claims / name).touch(exist_ok=False)
        except FileExistsError:
            continue
        compile_()


def handler(function: Function) -> Function:
    """Compile a function for exactly the types it is annotated with.

    Left to itself numba compiles a function again for every constant and every width of integer it is called
    with. Division by zero gives infinity, as the hardware has it: no handler divides by what may be zero.

    It is compiled, or its machine code read, when it is first called or a caller of it is compiled. The machine code of
    a caller has that of its handlers in it, so that a process which finds everything compiled reads few of them.
    """
    signature = _signature(function)
    dispatcher = _jit(cache=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    template_of = dispatcher.get_call_template

    def ready() -> None:
        if dispatcher._can_compile:
            dispatcher.compile(signature)
            dispatcher.disable_compile()

    def get_call_template(args: Any, kws: Any) -> Any:
        ready()
        return template_of(args, kws)

    def called(*args: Any, **kws: Any) -> Any:
        ready()
        return dispatcher.overloads[signature.args].entry_point

    dispatcher.get_ready = ready
    dispatcher.get_call_template = get_call_template
    dispatcher._compile_for_args = called
    return cast(Function, dispatcher)


def entry(function: Function) -> Function:
    """Compile a handler that is called from Python, at once."""
    found = handler(function)
    get_ready = found.get_ready  # type: ignore[attr-defined]
    if os.environ.get(SHARE):
        _LATER.append((_name(function), get_ready))
    else:
        get_ready()
    return found


def apart(function: Function) -> Function:
    """Compile a handler that others call by its address.

    A plain handler is optimised together with each of its callers, which pays where much is done in little time and
    makes compilation long where much is called. What happens to few people a day is compiled once, apart. It is
    called from other handlers alone.
    """
    signature, name = _signature(function), _name(function)
    if os.environ.get(SHARE):
        # Nobody calls it here, and if somebody did it would be noticed.
        llvm.add_symbol(name, llvm.address_of_symbol("abort"))
        _LATER.append((name, lambda: _compiled(function, signature)))
        return cast(Function, _called(name, function, signature))
    dispatcher = _compiled(function, signature)
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


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _signature(function: Callable[..., Any]) -> Any:
    words = dict(function.__annotations__)
    result = _WORDS[words.pop("return")]
    return result(*(_WORDS[word] for word in words.values()))


def _compiled(function: Callable[..., Any], signature: Any) -> Any:
    return _jit(signature, cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
