"""Which pages, and which parts of pages, are written from the code; what of them is stale."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from model.report.pages import evidence, inputs, limits, measures, rules
from model.scenario import parameters

PAGES: dict[str, Callable[[], str]] = {
    "parameters.md": parameters.page,
    "measures.md": measures.page,
    "methods/limits.md": lambda: limits.page("en"),
    "zh/limits.md": lambda: limits.page("zh"),
}
"""Path below ``docs/`` to the text of the whole page."""
BLOCKS: dict[str, Callable[[], str]] = {
    "limits, one a point": lambda: limits.short("en"),
    "limits, one a point, Chinese": lambda: limits.short("zh"),
    "limits of results": limits.for_readers,
    "measures: how many": measures.statistics,
    "measures of targets": lambda: inputs.measures_of_targets("en"),
    "measures of targets, Chinese": lambda: inputs.measures_of_targets("zh"),
    "plans": inputs.plans,
    "order of events": rules.order_of_events,
    "rules as code": rules.functions,
    "draws by purpose": rules.draws_by_purpose,
    "parameters: how many": inputs.counts,
    "distributions": inputs.distributions,
    "exact cases": evidence.exact_cases,
    "face validity": evidence.face_validity,
    "software": evidence.software,
    "licence": evidence.licence,
}
"""Name of a part to its text. It stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``."""
_BLOCK = re.compile(r"<!-- generated: (?P<name>[^>]+) -->\n(?:(?!<!-- ).)*<!-- end -->", re.DOTALL)


def filled(text: str) -> str:
    """Return a page with its generated parts written anew.

    Raises
    ------
    KeyError
        The page asks for a part that nothing writes.
    """
    return _BLOCK.sub(lambda found: _block(found["name"]), text)


def _block(name: str) -> str:
    return f"<!-- generated: {name} -->\n\n{BLOCKS[name]().rstrip()}\n\n<!-- end -->"


def stale(docs: Path) -> Iterator[tuple[Path, str]]:
    """Yield every page below a folder, and the README beside it, that is stale, with its text as it would be now."""
    for name, page in PAGES.items():
        path = docs / name
        if not path.is_file() or path.read_text(encoding="utf-8") != page():
            yield path, page()
    whole = {docs / name for name in PAGES}
    for path in (docs.parent / "README.md", *sorted(docs.rglob("*.md"))):
        if path.is_file() and path not in whole:
            before = path.read_text(encoding="utf-8")
            if (after := filled(before)) != before:
                yield path, after
