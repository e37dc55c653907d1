"""A plan as a workbook: written from a plan or from nothing, filled in, and read back."""
