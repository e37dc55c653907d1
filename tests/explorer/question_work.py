"""Questions and work for the tests of asking: small ones whose answers are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from desk_work import Piece, Write

from model.experiments.running.where import complete, runner
from model.explorer.draft import Draft
from model.explorer.questions.answer import Answer


@dataclass(frozen=True)
class Squares:
    """Squares of numbers, worked out piece by piece; interrupted, those that there are."""

    pieces: tuple[Piece, ...]

    def to_json(self) -> dict[str, Any]:
        return {"pieces": [str(piece) for piece in self.pieces]}

    def answered(self, held: Draft, progress: Callable[[int, int], None]) -> Answer:
        found: list[int] = []
        whole = True
        with runner() as where:
            try:
                for number in complete(where.map(Write(), self.pieces)):
                    found.append(number * number)
                    progress(len(found), len(self.pieces))
            except KeyboardInterrupt:
                whole = False
        return Answer({"n": len(found)}, {"squares": pd.DataFrame({"square": found})}, whole)
