"""The chapters of a report, a file each."""
