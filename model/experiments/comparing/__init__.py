"""Plans beside each other: to a precision, in pairs, and the best of several."""
