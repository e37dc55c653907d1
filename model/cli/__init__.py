"""The command line, ``jingkang COMMAND``: a file for the commands of a subject."""

from model.cli.app import app, main

# Commands in files of their own: imported, they are there.
from model.cli import comparing as _comparing  # isort: skip
from model.cli import explain as _explain  # isort: skip
from model.cli import report as _report  # isort: skip
from model.cli import sensitivity as _sensitivity  # isort: skip
from model.cli import solve as _solve  # isort: skip
from model.cli import sweep as _sweep  # isort: skip

__all__ = ["_comparing", "_explain", "_report", "_sensitivity", "_solve", "_sweep", "app", "main"]
