"""Write the generated pages, and the generated parts of the others: ``python -m model.report.pages [DOCS]``."""

from __future__ import annotations

import sys
from pathlib import Path

from model.report.pages.written import stale


def main(docs: Path) -> int:
    """Write what is stale below a folder of pages, and say which files those were."""
    for path, text in stale(docs):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")))
