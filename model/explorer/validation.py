"""The results of the validation that the page of evidence shows: ``make evidence`` computes them, the page reads them.

They take too long for a page; they are kept with the package, stamped with the version and the date.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from model import __version__

FILE = Path(__file__).parent / "data" / "validation.json"


def compute() -> dict[str, Any]:
    """Run the whole validation, as ``jingkang validate --json`` does, and return its results with a stamp."""
    from model.experiments.validating.validate import validate

    said: list[str] = []
    validate(as_json=True, show=said.append)
    results = json.loads(said[0])
    del results["out"]
    return {"version": __version__, "date": date.today().isoformat(), **results}


@cache
def kept() -> dict[str, Any]:
    """Return the results that are kept with the package."""
    results: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return results


def main() -> None:
    """Compute the results and keep them."""
    FILE.parent.mkdir(exist_ok=True)
    text = json.dumps(compute(), indent=1, ensure_ascii=False, allow_nan=False)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
