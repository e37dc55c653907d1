"""Replications, what they leave behind, and where pieces of work run."""
