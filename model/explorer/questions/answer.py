"""An answer as it is kept and shown: plain facts and tables, so that it outlives the code that found it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found.

    Attributes
    ----------
    facts : dict
        Of what JSON has.
    tables : dict of DataFrame
    complete : bool
        False: stopped before; it is shown and not kept.
    """

    facts: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    complete: bool = True

    def to_bytes(self) -> bytes:
        """Return it as it is kept."""
        tables = {name: {"columns": list(table.columns), "data": table.to_numpy(object).tolist()}
                  for name, table in self.tables.items()}
        data = {"facts": dict(self.facts), "tables": tables, "complete": self.complete}
        return zlib.compress(json.dumps(data, ensure_ascii=False, default=_plain).encode())

    @classmethod
    def from_bytes(cls, data: bytes) -> Answer:
        """Read what was kept.

        Raises
        ------
        ValueError
            It is damaged.
        """
        try:
            read = json.loads(zlib.decompress(data))
            tables = {name: pd.DataFrame(table["data"], columns=table["columns"])
                      for name, table in read["tables"].items()}
            return cls(read["facts"], tables, bool(read["complete"]))
        except (zlib.error, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"a kept answer is damaged ({error})") from error


def _plain(number: Any) -> Any:
    """Return NumPy's numbers as Python's own."""
    return number.item()
