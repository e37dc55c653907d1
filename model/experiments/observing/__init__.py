"""What every experiment does with a plan: move a lever, look at a replication, ask for many of them."""
