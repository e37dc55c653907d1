"""Memory of the compiled engine: records at addresses, reached through one record, the world.

A handler is given the world and a number: ``p = person(w, i)``. The world holds the address of every table, so
that a call passes two words however many tables there are, no reference is counted, and a table may grow while
the engine runs. Addresses belong to one process and one replication; nothing of this leaves the package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba import types
from numba.core import cgutils as _cgutils
from numba.extending import intrinsic as _intrinsic

Record = Any
"""A record of a table: a pointer, fields by name."""
World = Any
"""The record that holds everything (see `model.engines.compiled.layout`)."""

# These two carry types that do not describe what they are used for.
intrinsic: Any = _intrinsic
cgutils: Any = _cgutils

# The C library's own, found by name in every process.
reallocate: Any = types.ExternalFunction("realloc", types.int64(types.int64, types.int64))
release_memory: Any = types.ExternalFunction("free", types.void(types.int64))


def table(offset: int, layout: np.dtype[Any], growing: bool) -> Callable[[World, int], Record]:
    """Return the function (world, number) → record of a table whose address stands at ``offset`` in the world.

    The address of a table that does not grow is the same for a whole replication; the compiler may keep it.
    """
    record = numba.from_dtype(layout)
    size = layout.itemsize

    @intrinsic
    def at(typingctx: Any, w: Any, i: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            word = context.get_value_type(types.int64)
            field = cgutils.pointer_add(
                builder, args[0], context.get_constant(types.intp, offset), word.as_pointer()
            )
            shift = builder.mul(args[1], context.get_constant(types.int64, size))
            address = builder.load(field)
            if not growing:
                address.set_metadata("invariant.load", builder.module.add_metadata([]))
            return builder.inttoptr(builder.add(address, shift), context.get_value_type(record))

        return record(w, types.int64), generate

    return at


def record_at(layout: np.dtype[Any]) -> Callable[[int, int], Record]:
    """Return the function (address, number) → record of a table that stands at an address."""
    record = numba.from_dtype(layout)
    size = layout.itemsize

    @intrinsic
    def at(typingctx: Any, address: Any, i: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            shift = builder.mul(args[1], context.get_constant(types.int64, size))
            return builder.inttoptr(builder.add(args[0], shift), context.get_value_type(record))

        return record(types.int64, types.int64), generate

    return at


def _pointer(kind: Any) -> Callable[[int], Any]:
    """Return the function that takes an address as a pointer to numbers of a kind."""
    pointer_to: Any = types.CPointer
    pointer = pointer_to(kind)

    @intrinsic
    def at(typingctx: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(pointer))

        return pointer(types.int64), generate

    return at


floats_at = _pointer(types.float64)
ints_at = _pointer(types.int64)


@intrinsic
def prefetch(typingctx: Any, w: Any, offset: Any, shift: Any) -> Any:
    """Bring the cache line at (address standing at ``offset`` in the world) + ``shift`` near."""
    from llvmlite import ir

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word = context.get_value_type(types.int64)
        field = cgutils.pointer_add(builder, args[0], args[1], word.as_pointer())
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        address = builder.inttoptr(builder.add(builder.load(field), args[2]), byte)
        builder.call(function, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(w, types.int64, types.int64), generate


@intrinsic
def trailing_zeros(typingctx: Any, number: Any) -> Any:
    """Return the place of the lowest bit that is set in a whole number other than 0."""
    from llvmlite import ir

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.IntType(1)(1))

    return types.int64(types.int64), generate


@intrinsic
def word(typingctx: Any, w: Any, offset: Any) -> Any:
    """Return the whole number that stands at an offset in the world."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(
            cgutils.pointer_add(builder, args[0], args[1], context.get_value_type(types.int64).as_pointer())
        )

    return types.int64(w, types.int64), generate


@intrinsic
def set_word(typingctx: Any, w: Any, offset: Any, value: Any) -> Any:
    """Put a whole number at an offset in the world."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = context.get_value_type(types.int64).as_pointer()
        builder.store(args[2], cgutils.pointer_add(builder, args[0], args[1], pointer))
        return context.get_dummy_value()

    return types.void(w, types.int64, types.int64), generate
