"""Why results cannot be put where they were asked for; apart from what writes them, which takes long to load."""

from __future__ import annotations


class OutputError(ValueError):
    """The folder for the results cannot be used as asked."""
