"""Questions that take many runs: the least that would do, two levers, what binds, which assumptions matter."""
