"""A plan fitted to what a city observed: what the data settle of what is not known, and what they leave open."""
