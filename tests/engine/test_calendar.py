"""The compiled engine's calendar and queues against what Python brings: `heapq` and sorted lists."""

from __future__ import annotations

import heapq
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.care import events
from model.engines.compiled import calendar, entries, layout, memory_end, opening, people, queues
from model.engines.compiled.pack import Tables
from model.engines.recording import recorder_for
from model.engines.rules import rules_of
from model.engines.setup import prepare
from model.scenario.loading import load

ERLANG = str(Path(__file__).parents[2] / "scenarios" / "validation" / "erlang-4.toml")
PEOPLE = 40
# Kinds whose entries belong to people, at either end of the order and between.
KINDS = (events.DEATH, events.END, events.RECHECK, events.LATENESS)


class World:
    """An engine's memory with some people in it, in no order of their identities, and nothing else going on."""

    def __init__(self, end: float = 30.0, busy: int = 0) -> None:
        inputs = prepare(load(ERLANG))
        self.recorder = recorder_for(inputs, False)
        self.tables = Tables(inputs, rules_of(inputs), self.recorder)
        self.w: Any = self.tables.world[0]
        self.w["first"], self.w["now"], self.w["end"] = 0.0, 0.0, end
        self.w["buckets"] = min(int(end) + 2, int(self.w["buckets"]))
        # As if there had been so many entries a day: the first days have the more parts.
        self.w["busy"] = busy
        self.entities = [int(e) for e in np.random.default_rng(5).permutation(PEOPLE) + 1000]
        for entity in self.entities:
            people.new_person(self.w, entity, 0)

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        memory_end.give_back(self.tables.world)

    def enter(self, time: float, kind: int, who: int) -> tuple[float, int, int, int]:
        # Whose timers do not go stale.
        holder = entries.holder_word(layout.POOL_HOLDER, who)
        calendar.enter(self.w, time, entries.key_of(kind, self.entities[who]), holder)
        return time, kind, self.entities[who], holder

    def take(self) -> tuple[float, int, int] | None:
        while (holder := calendar.take_next(self.w)) < 0:
            if not opening.open_next(self.w):
                return None
        return float(self.w["now"]), int(entries.kind_of(self.w["key"])), int(holder)


# Whole and half days make ties; others fall anywhere.
times = st.one_of(st.integers(0, 29).map(float), st.integers(0, 58).map(lambda k: k / 2), st.floats(0.0, 29.9))
timers = st.tuples(times, st.sampled_from(KINDS), st.integers(0, PEOPLE - 1))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(first=st.lists(timers, max_size=120), later=st.lists(timers, max_size=60), busy=st.sampled_from((0, 40, 5000)))
def test_entries_come_in_the_total_order(
    first: list[tuple[float, int, int]], later: list[tuple[float, int, int]], busy: int
) -> None:
    """By time, kind and identity (rule 1.2), also those entered while others are taken, at this instant or after."""
    with World(busy=busy) as world:
        heap = [world.enter(*entry) for entry in first]
        heapq.heapify(heap)
        while heap:
            expected = heapq.heappop(heap)
            assert world.take() == (expected[0], expected[1], expected[3])
            if later:
                time, kind, who = later.pop()
                heapq.heappush(heap, world.enter(max(time, expected[0]), kind, who))
        assert world.take() is None


def test_the_key_is_in_the_order_of_kind_and_entity() -> None:
    """Streams, regions and numbers in their bits; bodies that are no people come after people of the same kind."""
    entities = [0, 1, 2**32 - 1, 1 << 40, (5 << 40) | 3, 1 << 55, (240 << 55) | 7, (247 << 55) | (2**15 - 1) << 40]
    keys = [entries.key_of(kind, entity) for kind in KINDS for entity in entities]
    assert keys == sorted(set(keys))
    assert [entries.kind_of(key) for key in keys] == [kind for kind in KINDS for _ in entities]


def test_many_ties_at_one_instant() -> None:
    """A thousand entries at one instant: what shares a slot of the counting sort is sorted by kind and identity."""
    with World() as world:
        generator = np.random.default_rng(1)
        entered = [world.enter(3.0, int(generator.choice(KINDS)), int(generator.integers(PEOPLE))) for _ in range(1000)]
        taken = [world.take() for _ in range(1000)]
    assert taken == [(time, kind, holder) for time, kind, _, holder in sorted(entered)]


def test_a_timer_beyond_the_horizon_is_remembered_but_never_rings() -> None:
    with World(end=30.0) as world:
        calendar.set_timer(world.w, 3, events.END, 30.0)
        assert calendar.due_time(world.w, 3, events.END) == 30.0
        assert world.take() is None
        calendar.clear_timer(world.w, 3, events.END)
        assert calendar.due_time(world.w, 3, events.END) == math.inf


operations = st.lists(
    st.one_of(
        st.tuples(st.just("in"), st.integers(0, 3).map(float), st.integers(0, 9).map(float)),
        st.tuples(st.just("out"), st.integers(0, 10**6), st.just(0)),
        st.tuples(st.just("first"), st.just(0), st.just(0)),
    ),
    max_size=200,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(operations)
def test_queues_keep_their_first(steps: list[tuple[str, float, float]]) -> None:
    """Whoever comes and whoever leaves, from the front or the middle, the first by (a, b, c) is known."""
    with World() as world:
        waiting: list[tuple[float, float, int, int]] = []
        for number, (what, a, b) in enumerate(steps):
            if what == "in":
                node = queues.insert(world.w, 0, a, b, number, 7 * number)
                waiting.append((a, b, number, node))
            elif waiting and what == "first":
                assert queues.take_first(world.w, 0) == 7 * min(waiting)[2]
                waiting.remove(min(waiting))
            elif waiting:
                queues.remove(world.w, waiting.pop(int(a) % len(waiting))[3])
            assert queues.length(world.w, 0) == len(waiting)
            assert queues.first(world.w, 0) == (7 * min(waiting)[2] if waiting else layout.NOBODY)
            held = [queues.node_at(world.w, 0, k) for k in range(queues.span(world.w, 0))]
            assert sorted(x for x in held if x >= 0) == sorted(entry[3] for entry in waiting)


@pytest.mark.parametrize("busy", [0, 40, 5000])
def test_chunks_are_used_again(busy: int) -> None:
    """Memory does not grow with the entries that have been taken: their chunks go to later days."""
    chunks = []
    with World(busy=busy) as world:
        for day in range(28):
            for k in range(100):
                world.enter(day + k / 100, events.END, k % PEOPLE)
            while world.take() is not None:
                pass
            chunks.append(int(world.w["chunks"]))
    assert chunks[-1] <= max(chunks[:2]) <= 104
