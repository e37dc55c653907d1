"""Scenarios side by side: which, their tables, their inputs."""
