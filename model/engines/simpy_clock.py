"""SimPy's environment with the total order of the model (rules 1.2 and 1.3), and timers that can be set anew.

SimPy orders simultaneous events by insertion. Here the calendar's key is (time, kind, entity) for timers;
SimPy's own events (a process that starts, a message that succeeds) are the agenda: at the same instant they
come before every timer, first in first out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heapify, heappop
from heapq import heappush as _heappush
from typing import Any

import simpy
from simpy.core import EmptySchedule
from simpy.events import Event

from model.care.events import AGENDA, CLOCKS, MONTH_END

# The calendar holds SimPy's events (kind AGENDA) and timers, under keys that its own type does not foresee.
heappush: Callable[[Any, Any], None] = _heappush


class Timer(Event):
    """An entry of the calendar: rings its holder, if it is still the holder's entry by then."""

    __slots__ = ("holder", "time", "kind")

    def __init__(self, calendar: Calendar, holder: Holder, time: float, kind: int) -> None:
        self.env = calendar
        self.callbacks = None  # type: ignore[assignment]
        self._ok = True
        self._value = None
        self.holder = holder
        self.time = time
        self.kind = kind

    def __lt__(self, other: object) -> bool:
        """Entries with the same key: at most one is live, so their order does not matter."""
        return False


class Holder:
    """Something with timers, at most one live per kind, and one entry in the calendar: the earliest."""

    __slots__ = ("entity", "due", "entry", "rings")

    def __init__(self, entity: int, rings: Callable[[int], None] | None = None) -> None:
        self.entity = entity
        self.due: dict[int, float] = {}
        self.entry: tuple[float, int] | None = None
        self.rings = rings


_RINGING = (-math.inf, -1)


class Calendar(simpy.Environment):
    """The clock: `simpy.Environment` with ordering by content and absolute times.

    SimPy's queue holds what is entered for the day that runs; later days wait in lists of their own, which
    changes no order and keeps the queue short.
    """

    def __init__(self, first: float, end: float) -> None:
        super().__init__(initial_time=first)
        self.first = first
        self.end = end
        self.day = 0
        self.rung = 0
        """Timers that rang (`recorder.Output.events`)."""
        self.days: list[list[Any]] = [[] for _ in range(int(end - first) + 2)]

    def step(self) -> None:
        """Process the next event, opening the next day when this one is over."""
        while not self._queue and self.day + 1 < len(self.days):
            self.day += 1
            queue, self.days[self.day] = self.days[self.day], []
            heapify(queue)
            self._queue = queue
        if not self._queue:
            raise EmptySchedule
        entry: Any = heappop(self._queue)
        self._now = entry[0]
        event = entry[3]
        if entry[1] != AGENDA:
            self.ring(event)
            return
        # As in SimPy: the callbacks of an event run once, and an error that nobody handled is raised.
        callbacks, event.callbacks = event.callbacks, None
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value

    def _enter(self, holder: Holder, time: float, kind: int) -> None:
        holder.entry = (time, kind)
        entry = (time, kind, holder.entity, Timer(self, holder, time, kind))
        day = int(time - self.first)
        if day <= self.day:
            heappush(self._queue, entry)
        else:
            self.days[day].append(entry)

    def schedule(self, event: Event, priority: Any = 1, delay: Any = 0) -> None:
        """Put one of SimPy's own events on the agenda of this instant."""
        heappush(self._queue, (self._now + delay, AGENDA, next(self._eid), event))

    def set(self, holder: Holder, kind: int, time: float) -> None:
        """Set the holder's timer of a kind to an absolute time; at the end only the last month end rings."""
        holder.due[kind] = time
        entry = holder.entry
        if (time < self.end or kind == MONTH_END) and (entry is None or (time, kind) < entry):
            self._enter(holder, time, kind)

    def later(self, action: Callable[[], None]) -> None:
        """Put an action on this instant's agenda (rule 1.3)."""
        event = Event(self)
        event.callbacks.append(lambda _: action())
        event.succeed()

    def clear(self, holder: Holder, kind: int) -> None:
        """Take a timer away; its calendar entry goes stale."""
        holder.due.pop(kind, None)

    def ring(self, timer: Timer) -> None:
        """Ring the timer's holder, unless the entry is stale, and enter its next timer."""
        holder, time, kind = timer.holder, timer.time, timer.kind
        if holder.entry != (time, kind):
            return
        due = holder.due
        if due.get(kind) == time:
            del due[kind]
            self.rung += holder.entity < CLOCKS
            # While it rings nothing is entered; afterwards the earliest of what it has set.
            holder.entry = _RINGING
            holder.rings(kind)  # type: ignore[misc]
        holder.entry = None
        if due:
            # A timer that never rings (at infinity) is nobody's earliest.
            best_time, best_kind = math.inf, MONTH_END + 1
            for k, t in due.items():
                if t < best_time or (t == best_time and k < best_kind):
                    best_time, best_kind = t, k
            if best_time < self.end or best_kind == MONTH_END:
                self._enter(holder, best_time, best_kind)


class Track:
    """One of a person's parallel tracks: a SimPy process that waits for the next thing told to it.

    What is told while the process runs is kept and comes on this instant's agenda.
    """

    __slots__ = ("env", "signal", "kept")

    def __init__(self, env: Calendar) -> None:
        self.env = env
        self.signal: Event | None = None
        self.kept: Any = None

    def next(self) -> Event:
        """Return the event to yield on: it comes with what was told."""
        signal = Event(self.env)
        self.signal = signal
        if self.kept is not None:
            kept, self.kept = self.kept, None
            signal.succeed(kept)
        return signal

    def tell(self, what: Any) -> None:
        """Resume the process on this instant's agenda."""
        signal = self.signal
        if signal is None or signal.triggered:
            assert self.kept is None, "two messages at once to one track"
            self.kept = what
        else:
            signal.succeed(what)

    def tell_now(self, what: Any) -> None:
        """Resume the process within the timer that rings (no other process may be running)."""
        signal = self.signal
        assert signal is not None and not signal.triggered
        signal._ok = True
        signal._value = what
        callbacks, signal.callbacks = signal.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(signal)
