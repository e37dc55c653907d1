"""Work for the desk's tests: sent to its processes by name, so it lives in a file of its own."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.explorer.worker import tell


@dataclass(frozen=True)
class Piece:
    """Write a line and give back the number; or wait for a file, or do something that goes wrong."""

    who: str
    number: int
    book: Path
    until: Path | None = None
    wrong: str = ""


class Write:
    def __call__(self, piece: Piece, /) -> Any:
        if piece.wrong == "raise":
            raise ZeroDivisionError("nothing to divide by")
        with piece.book.open("a") as file:
            file.write(f"{piece.who} {piece.number} {os.getpid()}\n")
        tell(piece.number)
        if piece.wrong == "slow":
            time.sleep(0.4)
        if piece.wrong == "deaf":
            # Like machine code of a simulation: no other thread of the process runs meanwhile.
            sum(range(10**13))
        while piece.until is not None and not piece.until.exists():
            time.sleep(0.02)
        if piece.wrong == "result":
            return lambda: None
        return piece.number

    def name(self, piece: Piece, /) -> str:
        return f"{piece.who}'s piece {piece.number}"


def serve_alone(book: str) -> None:
    """Be a server whose process is at work, until something ends it."""
    from model.explorer.desk import Desk

    desk = Desk(1, warm=False)
    desk.submit("a", Write(), [Piece("a", 1, Path(book), wrong="deaf")])
    time.sleep(3600.0)
