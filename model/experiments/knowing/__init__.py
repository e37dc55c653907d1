"""What is not known of a plan: what it does to the answer, and which of it matters."""
