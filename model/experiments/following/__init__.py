"""One person's way through one replication."""
