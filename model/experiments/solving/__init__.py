"""The least that would do: of one lever, of two, and the cheapest mix of several."""
