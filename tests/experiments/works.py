"""Work that does what real work does only when something is wrong."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from model.experiments.where import runner


@dataclass(frozen=True)
class Square:
    """The square of a number; ``deadly`` ends its process, ``wrong`` raises, ``once`` ends its process the first time."""

    notes: Path | None = None
    deadly: int = -1
    wrong: int = -1
    once: int = -1
    seconds: float = 0.0

    def __call__(self, item: int, /) -> int:
        if self.notes is not None:
            with (self.notes / "calls").open("a") as file:
                file.write(f"{item} {os.getpid()}\n")
        time.sleep(self.seconds)
        if item == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        if item == self.once and self.notes is not None and not (self.notes / "died").exists():
            (self.notes / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if item == self.wrong:
            raise ValueError("not this one")
        return item * item

    def name(self, item: int, /) -> str:
        return f"item {item}"


@dataclass(frozen=True)
class Large:
    """Results and items larger than any buffer between two processes, and what cannot be sent at all."""

    def __call__(self, item: bytes, /) -> object:
        return item if item else (lambda: None)

    def name(self, item: bytes, /) -> str:
        return f"item of {type(item).__name__}"


if __name__ == "__main__":
    # A program to be interrupted: says when its workers are at work.
    with runner(2) as there:
        for _ in there.map(Square(Path(sys.argv[1]), seconds=60), range(9)):
            pass
