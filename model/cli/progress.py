"""How far a command is, and how long it still takes, on the standard error stream."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from model.cli.outcomes import console

Report = Callable[[float, int], None]
"""Told of what is done and all there is to do."""


class TimeLeft:
    """The time that is left, from all that was done since the first report.

    Workers begin together and so report together: the pace between the last few reports, which is what is usually
    looked at, then says that hardly any time is left. What was begun and is not reported is counted as not done, and
    the time since the last report as spent on it, as long as it may take.

    Parameters
    ----------
    clock : callable
        Seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: tuple[float, float] | None = None
        self._last = (0.0, 0.0)
        self._step = 0.0
        self._total = 0.0

    def report(self, done: float, total: float) -> None:
        """Take note of a report."""
        now = self._clock()
        if self._began is None:
            self._began = self._last = (now, done)
        if done != self._last[1]:
            self._step, self._last = done - self._last[1], (now, done)
        self._total = total

    @property
    def seconds(self) -> float | None:
        """Return seconds left; None: nothing was done yet of which to tell."""
        if self._began is None or self._last[1] <= self._began[1]:
            return None
        each = (self._last[0] - self._began[0]) / (self._last[1] - self._began[1])
        since = min(self._clock() - self._last[0], each * self._step)
        return max(0.0, each * (self._total - self._last[1]) - since)


class _TimeLeftColumn(ProgressColumn):
    max_refresh = 0.5

    def __init__(self, left: TimeLeft) -> None:
        super().__init__()
        self._left = left

    def render(self, task: Task) -> Text:
        """Write hours, minutes and seconds."""
        seconds = 0.0 if task.finished else self._left.seconds
        if seconds is None:
            return Text("-:--:--", style="progress.remaining")
        minutes, rest = divmod(round(seconds), 60)
        return Text(f"{minutes // 60}:{minutes % 60:02}:{rest:02}", style="progress.remaining")


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """Show what is done, the time it took and the time left; give whom to tell."""
    left = TimeLeft()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("·"), _TimeLeftColumn(left))
    bar = Progress(TextColumn("{task.description}", markup=False), *columns, console=console(error=True))
    task = bar.add_task(title, total=None)

    def report(done: float, total: int) -> None:
        # Not before the first report: what is refused at once needs no bar.
        bar.start()
        left.report(done, total)
        bar.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        bar.stop()


__all__ = ["Report", "TimeLeft", "progress"]
