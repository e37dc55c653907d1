"""The engines: one model, moved through time. ``setup`` prepares what both of them read."""
