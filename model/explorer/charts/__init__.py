"""The pictures of a result, each in a file of its own."""
