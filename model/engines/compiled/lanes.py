"""Draws of one person and one index for eight purposes at once (rule 1.5), the numbers of `draws.uniform` bit for bit.

Philox is a chain of multiplications, each of which waits for the one before; eight chains side by side take hardly more
time than one. A visit needs most of them.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types

from model.engines.compiled.memory import cgutils, intrinsic

LANES = 8
_ROUNDS = 10
_WORD, _HALF, _NUMBER = ir.IntType(64), 0xFFFFFFFF, ir.DoubleType()
_WORDS, _NUMBERS = ir.VectorType(_WORD, LANES), ir.VectorType(_NUMBER, LANES)
# Of Philox 4x32, as in `model.care.draws`, which says where they come from.
_MULTIPLIERS, _KEY_STEPS = (0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85)


def _all(builder: Any, value: Any) -> Any:
    """Return a vector that has a value in every lane."""
    one = builder.insert_element(ir.Constant(_WORDS, ir.Undefined), value, ir.IntType(32)(0))
    places = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(one, ir.Constant(_WORDS, ir.Undefined), places)


def _same(value: int) -> Any:
    return ir.Constant(_WORDS, [value] * LANES)


def _uniforms(builder: Any, identity: Any, purposes: Any, index: Any, keys: list[Any]) -> Any:
    """Return the uniform draws in a vector."""
    low = _same(_HALF)
    x = [
        _all(builder, builder.and_(identity, _WORD(_HALF))),
        _all(builder, builder.lshr(identity, _WORD(32))),
        purposes,
        _all(builder, builder.and_(index, _WORD(_HALF))),
    ]
    keys = [builder.and_(key, _WORD(_HALF)) for key in keys]
    for _ in range(_ROUNDS):
        a, b = (builder.mul(_same(m), c) for m, c in zip(_MULTIPLIERS, (x[0], x[2]), strict=True))
        high_a, high_b = (builder.lshr(product, _same(32)) for product in (a, b))
        x = [
            builder.xor(builder.xor(high_b, x[1]), _all(builder, keys[0])),
            builder.and_(b, low),
            builder.xor(builder.xor(high_a, x[3]), _all(builder, keys[1])),
            builder.and_(a, low),
        ]
        keys = [
            builder.and_(builder.add(key, _WORD(step)), _WORD(_HALF))
            for key, step in zip(keys, _KEY_STEPS, strict=True)
        ]
    k = builder.or_(builder.shl(x[0], _same(20)), builder.lshr(x[1], _same(12)))
    half, unit = (ir.Constant(_NUMBERS, [c] * LANES) for c in (0.5, 2.0**-52))
    return builder.fmul(builder.fadd(builder.uitofp(k, _NUMBERS), half), unit)


def drawing(layout: np.dtype[Any], field: str, purposes: tuple[int, ...]) -> Any:
    """Return the function (record, identity, index, seed, replication) that puts draws in a field of a record.

    Parameters
    ----------
    layout : dtype
        Of the record.
    field : str
        Takes a uniform for each purpose, eight float64.
    purposes : tuple of int
        Eight of them, see `model.care.purposes`.
    """
    record, offset = numba.from_dtype(layout), layout.fields[field][1]  # type: ignore[index]

    @intrinsic
    def draw_all(typingctx: Any, into: Any, identity: Any, index: Any, seed: Any, replication: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            into, identity, index, *keys = args
            numbers = _uniforms(builder, identity, ir.Constant(_WORDS, list(purposes)), index, keys)
            place = cgutils.pointer_add(builder, into, _WORD(offset), _NUMBERS.as_pointer())
            builder.store(numbers, place, align=8)
            return context.get_dummy_value()

        return types.void(record, types.int64, types.int64, types.int64, types.int64), generate

    return draw_all
