"""Work in several processes: results in order, errors that say which item and why, nothing left behind."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import pytest

from model.experiments.running.pool import RunError, pooled


@dataclass(frozen=True)
class Squares:
    """Squares of numbers; some take long, some fail, some end the process."""

    slow: int = -1
    wrong: int = -1
    deadly: int = -1

    def name(self, item: int) -> str:
        return f"square of {item}"

    def __call__(self, item: int) -> int:
        if item == self.slow:
            time.sleep(0.5)
        if item == self.wrong:
            raise ZeroDivisionError("no number")
        if item == self.deadly:
            os._exit(9)
        return item * item


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers: int) -> None:
    done: list[int] = []
    with pooled(Squares(slow=0), range(5), workers, done.append) as results:
        assert list(results) == [0, 1, 4, 9, 16]
    assert done == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_says_which_item_and_where(workers: int) -> None:
    said = r"^square of 2 failed: ZeroDivisionError: no number \[test_pool\.py:\d+, __call__\]$"
    with pytest.raises(RunError, match=said), pooled(Squares(wrong=2), range(4), workers) as results:
        list(results)


def test_a_worker_that_is_ended_from_outside_is_an_error() -> None:
    with pytest.raises(RunError, match="ended from outside"), pooled(Squares(deadly=1), range(4), 2) as results:
        list(results)


def test_leaving_early_waits_for_nobody() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), pooled(_Sleepers(), range(4), 2) as results:
        assert next(results) == 0
        raise KeyboardInterrupt
    assert time.monotonic() - began < 45


@dataclass(frozen=True)
class _Sleepers:
    def name(self, item: int) -> str:
        return f"sleeper {item}"

    def __call__(self, item: int) -> int:
        time.sleep(60 if item else 0)
        return item
