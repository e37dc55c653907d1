"""Experiments: a folder each; `running` and `observing` are the ground of the others, which stand apart."""
