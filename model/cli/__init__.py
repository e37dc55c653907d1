"""The command line, ``jingkang COMMAND``: a file for the commands of a subject."""

from importlib import import_module

from model.cli.app import app, main

COMMANDS = (
    "calibrate",
    "comparing",
    "explain",
    "fit",
    "report",
    "sensitivity",
    "solve",
    "sweep",
    "workbook",
)
"""Files of commands, in the order in which ``--help`` lists them; imported, they are there."""
for _file in COMMANDS:
    import_module(f"{__name__}.{_file}")

__all__ = ["COMMANDS", "app", "main"]
