"""What a person reads after a run: wording of numbers, figures."""
