"""Where a registered person is on the first day (rule 5.8)."""

AT_HOME, FROM_HOSPITAL, FROM_LIST, FROM_PLACE, FROM_TREATMENT = 0, 1, 2, 3, 4
"""At home, in hospital, waiting for a bed, in rehabilitation, treated at home."""
