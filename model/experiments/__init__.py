"""Replications and where they run."""
