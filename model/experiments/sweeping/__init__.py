"""Many points of a design, written as a dataset that is read by SQL."""
