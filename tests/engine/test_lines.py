"""Entries of a line come in the order of time and key, whatever the order they were put in."""

import math
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from model.engines.compiled import lines, memory_end
from model.engines.compiled.pack import Tables
from model.engines.recording import recorder_for
from model.engines.rules import rules_of
from model.engines.setup import prepare
from model.scenario.loading import load

ERLANG = str(Path(__file__).parents[2] / "scenarios" / "validation" / "erlang-4.toml")
INPUTS = prepare(load(ERLANG))
LINE = 1

# Put with one of few times, so that many are at once; or take the first.
STEPS = st.lists(st.one_of(st.integers(0, 6), st.none()), max_size=120)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_against_a_sorted_list(steps):
    tables = Tables(INPUTS, rules_of(INPUTS), recorder_for(INPUTS, False))
    w, expected = tables.world[0], []
    try:
        for number, time in enumerate(steps):
            if time is not None:
                # Keys out of order: a server that has been idle for long may have a low number.
                entry = (float(time), number * 37 % 127, number)
                lines.put(w, LINE, *entry)
                expected = sorted([*expected, entry])
            elif expected:
                lines.drop_first(w, LINE)
                expected.pop(0)
            assert lines.is_empty(w, LINE) == (not expected)
            assert lines.first_time(w, LINE) == (expected[0][0] if expected else math.inf)
            if expected:
                assert (lines.first_key(w, LINE), lines.first_holder(w, LINE)) == expected[0][1:]
    finally:
        memory_end.give_back(tables.world)
