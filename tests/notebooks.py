"""The notebooks: ``python tests/notebooks.py`` executes them from clean and keeps their outputs (``make notebooks``).

The sources are ``notebooks/*.py``, plain Python with cells (jupytext's percent format), which are read and reviewed; the
``.ipynb`` beside them are made from these, outputs included, for readers who do not run anything.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
SOURCES = tuple(sorted(FOLDER.glob("0*.py")))
PATIENCE_SECONDS = 600
"""For a cell."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def kept(source: Path) -> Path:
    """Return where the executed notebook of a source is."""
    return source.with_suffix(".ipynb")


def read(source: Path) -> Any:
    """Return the notebook that a source says, not executed; cells are numbered, so that equal notebooks are equal files."""
    notebook = jupytext.read(source)
    notebook.metadata = nbformat.from_dict({
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    })
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell["metadata"] = nbformat.from_dict({})
    return notebook


def executed(source: Path) -> Any:
    """Return a notebook executed from clean, in a kernel of its own."""
    # A checkout need not be installed.
    root = str(FOLDER.parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    notebook = read(source)
    client = NotebookClient(
        notebook, timeout=PATIENCE_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}},
        record_timing=False,
    )  # fmt: skip
    # Figures are drawn into the notebook, whatever the environment draws on.
    client.execute(env={**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            # What libraries say in passing is no part of the story.
            cell["outputs"] = [o for o in cell["outputs"] if not (o.output_type == "stream" and o.name == "stderr")]
    return notebook


def texts(notebook: Any) -> list[list[str]]:
    """Return what every code cell printed or showed, as text."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            said: list[str] = []
            before = ""
            for o in cell["outputs"]:
                text = o["text"] if o.output_type == "stream" else o.get("data", {}).get("text/plain", "")
                # Into how many pieces a stream is cut depends on the moment.
                if said and o.output_type == before == "stream":
                    said[-1] += text
                else:
                    said.append(text)
                before = o.output_type
            # Where lines are broken depends on the terminal.
            found.append([" ".join(_COLOURS.sub("", text).split()) for text in said])
    return found


def main(names: list[str]) -> None:
    """Execute the notebooks, or those whose names begin so, and keep them; the tests compare."""
    for source in SOURCES:
        if not names or source.name.startswith(tuple(names)):
            print(source.name, flush=True)
            nbformat.write(executed(source), kept(source))


if __name__ == "__main__":
    main(sys.argv[1:])
