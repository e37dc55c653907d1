"""The notebooks say what they say when they are executed from clean, to the last digit."""

import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from notebooks import SOURCES, executed, kept, read, texts  # noqa: E402


def test_there_are_six() -> None:
    assert [source.name[:2] for source in SOURCES] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_what_is_kept_was_made_from_its_source(source: Path) -> None:
    """Else a reader sees outputs of other code. `make notebooks` makes them anew."""
    made, asked = nbformat.read(kept(source), as_version=4), read(source)
    assert [(c.cell_type, c.source) for c in made.cells] == [(c.cell_type, c.source) for c in asked.cells]
    assert not any(o.output_type == "error" for c in made.cells if c.cell_type == "code" for o in c.outputs)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_links_between_notebooks_and_to_pages_lead_somewhere(source: Path) -> None:
    import re

    for address in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", source.read_text(encoding="utf-8")):
        if not address.startswith("http"):
            assert (source.parent / address).exists(), address


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_executed_from_clean_it_says_the_same(source: Path) -> None:
    """Seeds are fixed and every number repeats, so outputs are compared whole."""
    assert texts(executed(source)) == texts(nbformat.read(kept(source), as_version=4))


def test_a_stream_in_pieces_says_what_it_says_in_one() -> None:
    """Into how many pieces what a cell prints is cut depends on the moment."""

    def notebook(*printed: str) -> Any:
        cell = nbformat.v4.new_code_cell("")
        cell["outputs"] = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in printed]
        return nbformat.v4.new_notebook(cells=[cell])

    assert texts(notebook("one ", "two")) == texts(notebook("one two")) != texts(notebook("one too"))
