"""A city's own data: stays from a hospital's records, a plan as a workbook, a plan fitted to what was observed."""
