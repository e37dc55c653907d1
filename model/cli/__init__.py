"""The command line: ``jingkang run | solve | frontier | mix | audit | scenarios | schema | validate``."""

from model.cli.app import app, main

__all__ = ["app", "main"]
