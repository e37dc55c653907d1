"""A question as an address carries it: its kind and its fields."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Worded:
    """Base of the questions; each reads itself back by ``from_json``, which raises ValueError for anything else."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """Return the words of the question, of what JSON has."""
        fields = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return {"kind": self.kind, **fields}
