"""Each question on its page: its fields, and its answer."""
